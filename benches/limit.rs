//! The limit: what a bare actix-web server does that knows its answers before it is asked.
//!
//! `limit --origin ADDRESS REQUESTS` sends each request of the file REQUESTS (an empty line ends a head, and a form is
//! one line more) to the server at ADDRESS once, and from then on gives the same bytes with the same headers to
//! whoever asks for the same path. Before it answers a form it parses it.

#[path = "load/fetch.rs"]
mod fetch;
#[path = "load/http.rs"]
#[allow(dead_code, reason = "the load generator asks for more")]
mod http;

use std::collections::HashMap;
use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, Data, Payload};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, rt};
use serde::Deserialize;

use fetch::{Fetched, fetch};

/// The same as Kickabout's, so that only the work for an answer differs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Kickabout's, too.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Connections that the system opens before the server has seen them: where they find no room, each tries again only
/// after a second.
const BACKLOG: u32 = 4096;

/// No form that is sent here is larger.
const LARGEST_FORM: usize = 64 * 1024;

/// What the server itself writes.
const NOT_REPLAYED: [HeaderName; 4] =
    [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION, header::DATE];

/// The form of "I'm in".
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct JoinForm {
    guest: Vec<String>,
    note: String,
    attempt: String,
}

/// An answer, ready to be given again and again.
struct Known {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    content: Bytes,
}

/// Every page's answer, and the one to all forms. Where there is only one page, nobody needs to look for it.
#[derive(Default)]
struct Answers {
    by_path: HashMap<String, Known>,
    any: Option<Known>,
    form: Option<Known>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|each| each != "--bench").collect();
    let [flag, origin, requests] = arguments.as_slice() else {
        println!("Usage: limit --origin ADDRESS REQUESTS");
        return Ok(());
    };
    if flag != "--origin" {
        return Err("the first argument is --origin".into());
    }
    let answers = Data::new(learn(origin.parse()?, &std::fs::read_to_string(requests)?)?);
    rt::System::new().block_on(serve(answers))
}

async fn serve(answers: Data<Answers>) -> Result<(), Box<dyn Error>> {
    let server = HttpServer::new(move || App::new().app_data(answers.clone()).default_service(web::to(answer)));
    let server = server.keep_alive(KEEP_ALIVE).tcp_nodelay(true).backlog(BACKLOG).bind("127.0.0.1:0")?;
    let address = server.addrs().first().copied().ok_or("the server has no address")?;
    println!("Listening on http://{address}/");
    Ok(server.run().await?)
}

async fn answer(request: HttpRequest, content: Payload, answers: Data<Answers>) -> HttpResponse {
    if *request.method() != Method::POST {
        return answers.page(request.path()).map_or_else(nothing, Known::answer);
    }
    let Ok(Ok(bytes)) = content.to_bytes_limited(LARGEST_FORM).await else {
        return nothing();
    };
    match serde_html_form::from_bytes::<JoinForm>(&bytes) {
        Ok(form) if form.guest.is_empty() && form.note.is_empty() && !form.attempt.is_empty() => {
            answers.form.as_ref().map_or_else(nothing, Known::answer)
        }
        Ok(_) | Err(_) => nothing(),
    }
}

fn nothing() -> HttpResponse {
    HttpResponse::BadRequest().finish()
}

/// Asks `origin` each of `requests`.
fn learn(origin: SocketAddr, requests: &str) -> Result<Answers, Box<dyn Error>> {
    let mut answers = Answers::default();
    let mut lines = requests.lines();
    while let Some(first) = lines.next() {
        if first.is_empty() {
            continue;
        }
        let mut request = format!("{first}\r\n");
        for line in lines.by_ref().take_while(|line| !line.is_empty()) {
            request.push_str(line);
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        if first.starts_with("POST ") {
            request.push_str(lines.next().ok_or("a form is missing")?);
            answers.form = Some(Known::from(fetch(origin, request.as_bytes())?)?);
        } else {
            let path = first.split(' ').nth(1).ok_or("a request names no path")?;
            answers.by_path.insert(path.to_owned(), Known::from(fetch(origin, request.as_bytes())?)?);
        }
    }
    if answers.by_path.len() == 1 {
        answers.any = answers.by_path.drain().next().map(|(_, page)| page);
    }
    Ok(answers)
}

impl Answers {
    fn page(&self, path: &str) -> Option<&Known> {
        self.any.as_ref().or_else(|| self.by_path.get(path))
    }
}

impl Known {
    fn from(fetched: Fetched) -> Result<Self, Box<dyn Error>> {
        let mut headers = Vec::new();
        for (name, value) in &fetched.headers {
            let name = HeaderName::try_from(name.as_str())?;
            if !NOT_REPLAYED.contains(&name) {
                headers.push((name, HeaderValue::from_str(value)?));
            }
        }
        let status = StatusCode::from_u16(fetched.status)?;
        Ok(Self { status, headers, content: Bytes::from(fetched.content) })
    }

    fn answer(&self) -> HttpResponse {
        let mut response = HttpResponse::with_body(self.status, self.content.clone());
        for (name, value) in &self.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response.map_into_boxed_body()
    }
}
