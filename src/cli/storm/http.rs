//! As much of an HTTP/1.1 client as a storm needs: plain TCP, one call at a time on a connection that stays open.

use std::io;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use url::Url;

/// Longer than any answer may take; then its call counts as unanswered.
const PATIENCE: Duration = Duration::from_secs(20);
/// Servers close a connection that rests; one that has rested for so long is not used again.
const RESTED: Duration = Duration::from_secs(2);
/// A page larger than this is none of ours.
const LARGEST: usize = 32 << 20;

/// Where a site listens.
#[derive(Debug, Clone)]
pub struct Address {
    host: String,
    port: u16,
    /// What is typed, without a path.
    pub shown: String,
}

impl Address {
    /// Reads `http://127.0.0.1:8080`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|_| "an address like http://127.0.0.1:8080".to_owned())?;
        match (url.scheme(), url.host_str(), url.port_or_known_default()) {
            ("http", Some(host), Some(port)) => {
                let host = host.trim_matches(['[', ']']).to_owned();
                Ok(Self { host, port, shown: url.origin().ascii_serialization() })
            }
            _ => Err("the storm speaks plain http:// to the program itself, behind the proxy".to_owned()),
        }
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The text.
    pub body: String,
}

impl Answer {
    /// Every value of a header, named in lower case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a header, named in lower case.
    pub fn header<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }
}

/// Why there was no answer.
#[derive(Debug)]
pub enum Failed {
    /// The call was never sent.
    Unsent,
    /// It was sent, at least in part.
    Unanswered(io::Error),
}

/// A connection to one address, made when it is needed.
#[derive(Debug)]
pub struct Connection {
    address: Address,
    open: Option<(BufReader<TcpStream>, Instant)>,
}

impl Connection {
    /// A connection not yet made.
    pub fn new(address: Address) -> Self {
        Self { address, open: None }
    }

    /// Sends `method` with `path`; a form where there is one.
    pub async fn call(&mut self, path: &str, cookies: &str, form: Option<&str>) -> Result<Answer, Failed> {
        let mut stream = match self.open.take().filter(|(_, used)| used.elapsed() < RESTED) {
            Some((stream, _)) => stream,
            None => self.connect().await.map_err(|_| Failed::Unsent)?,
        };
        let head = self.head(path, cookies, form);
        let exchange = async {
            stream.write_all(head.as_bytes()).await?;
            read(&mut stream).await
        };
        let answer = match tokio::time::timeout(PATIENCE, exchange).await {
            Ok(answered) => answered.map_err(Failed::Unanswered)?,
            Err(_) => return Err(Failed::Unanswered(io::ErrorKind::TimedOut.into())),
        };
        if answer.header("connection").is_none_or(|value| !value.eq_ignore_ascii_case("close")) {
            self.open = Some((stream, Instant::now()));
        }
        Ok(answer)
    }

    async fn connect(&self) -> io::Result<BufReader<TcpStream>> {
        let stream = TcpStream::connect((self.address.host.as_str(), self.address.port)).await?;
        stream.set_nodelay(true)?;
        // While nobody listens, a connection within one machine can meet itself, and would keep the port taken.
        if stream.local_addr()? == stream.peer_addr()? {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        Ok(BufReader::new(stream))
    }

    fn head(&self, path: &str, cookies: &str, form: Option<&str>) -> String {
        let host = self.address.shown.trim_start_matches("http://");
        let method = if form.is_some() { "POST" } else { "GET" };
        let body = form.unwrap_or_default();
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: kickabout-storm\r\n");
        if !cookies.is_empty() {
            head.push_str(&format!("Cookie: {cookies}\r\n"));
        }
        if form.is_some() {
            let length = body.len();
            head.push_str(&format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"));
        }
        format!("{head}\r\n{body}")
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Answer> {
    let first = line(stream).await?;
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let mut headers = Vec::new();
    loop {
        let line = line(stream).await?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut answer = Answer { status, headers, body: String::new() };
    let body = if answer.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        chunks(stream).await?
    } else {
        let length = answer.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        exactly(stream, length).await?
    };
    answer.body = String::from_utf8_lossy(&body).into_owned();
    Ok(answer)
}

async fn chunks(stream: &mut BufReader<TcpStream>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(stream).await?;
        let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16)
            .map_err(|_| io::ErrorKind::InvalidData)?;
        body.extend(exactly(stream, size).await?);
        line(stream).await?;
        if size == 0 {
            return Ok(body);
        }
    }
}

async fn exactly(stream: &mut BufReader<TcpStream>, length: usize) -> io::Result<Vec<u8>> {
    if length > LARGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(body)
}

/// A line without its end; the connection's end is an error.
async fn line(stream: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut text = String::new();
    if stream.read_line(&mut text).await? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(text.trim_end().to_owned())
}
