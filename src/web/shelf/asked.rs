//! What a request asks of the shelf, read from its head alone.

use actix_web::HttpRequest;
use actix_web::http::{Method, header};

use super::copies::Encoding;
use crate::types::GameId;
use crate::web::{Instance, Notice, urls};

/// A page that is kept ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The first page of the upcoming games.
    Home,
    /// A game's page.
    Game(GameId),
}

/// A request for a page that is kept ready.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Which.
    pub page: Wanted,
    /// The session cookie's value, as it was sent.
    pub session: Option<&'a str>,
    /// What was just done.
    pub notice: Option<Notice>,
    /// They have just written through another instance.
    pub wrote_elsewhere: bool,
    /// How the bytes are wanted.
    pub encoding: Encoding,
    /// Whether gzip is taken, the one in which pages are put together.
    pub takes_gzip: bool,
    /// The copy that the browser has.
    pub if_none_match: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// What `request` asks for; nothing where it is for the ordinary handlers.
    pub fn of(request: &'a HttpRequest, cookie_name: &str, instance: &Instance) -> Option<Self> {
        if !matches!(*request.method(), Method::GET | Method::HEAD) || request.uri().query().is_some() {
            return None;
        }
        let page = wanted(request.path())?;
        let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        let (mut session, mut notice, mut wrote_elsewhere) = (None, None, false);
        for cookies in request.headers().get_all(header::COOKIE) {
            for (name, value) in pairs(cookies.to_str().ok()?) {
                match name {
                    // Two of one name: which is meant is for the ordinary way to say.
                    name if name == cookie_name && session.is_some() => return None,
                    name if name == cookie_name => session = Some(value),
                    Notice::COOKIE => notice = Notice::from_code(value),
                    Instance::COOKIE => wrote_elsewhere = !instance.is_named(value),
                    _ => {}
                }
            }
        }
        let accepted = text(header::ACCEPT_ENCODING).unwrap_or_default();
        let (encoding, takes_gzip) = (Encoding::of(accepted), Encoding::takes_gzip(accepted));
        Some(Self {
            page,
            session,
            notice,
            wrote_elsewhere,
            encoding,
            takes_gzip,
            if_none_match: text(header::IF_NONE_MATCH),
        })
    }
}

/// The value of the cookie called `cookie_name` in `request`, as it was sent.
pub fn cookie<'a>(request: &'a HttpRequest, cookie_name: &str) -> Option<&'a str> {
    let headers = request.headers().get_all(header::COOKIE).filter_map(|value| value.to_str().ok());
    headers.flat_map(pairs).find(|(name, _)| *name == cookie_name).map(|(_, value)| value)
}

/// The names and values of a Cookie header (RFC 6265, 4.2.1).
fn pairs(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split(';').filter_map(|pair| pair.trim().split_once('='))
}

fn wanted(path: &str) -> Option<Wanted> {
    if path == urls::HOME {
        return Some(Wanted::Home);
    }
    let id = path.strip_prefix("/games/")?;
    GameId::parse(id).ok().map(Wanted::Game)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn only_plain_pages_are_kept_ready() {
        let asked = |uri: &str| {
            let request = TestRequest::get().uri(uri).to_http_request();
            Asked::of(&request, "kickabout", &Instance::new(7)).map(|asked| asked.page)
        };
        assert_eq!(asked("/"), Some(Wanted::Home));
        assert_eq!(asked("/games/7"), Some(Wanted::Game(GameId::new(7))));
        for other in ["/?q=x", "/?", "/games/7?key=abc", "/games/", "/games/1e0", "/games/7/withdraw", "/past", "//"] {
            assert_eq!(asked(other), None, "{other}");
        }
        let post = TestRequest::post().uri("/").to_http_request();
        assert!(Asked::of(&post, "kickabout", &Instance::new(7)).is_none());
    }

    #[test]
    fn cookies_say_who_asks_and_what_was_done() {
        let request = TestRequest::get().insert_header(("Cookie", "a=b; kickabout=x%3D; notice=in")).to_http_request();
        let asked = Asked::of(&request, "kickabout", &Instance::new(7)).unwrap();
        assert_eq!((asked.session, asked.notice), (Some("x%3D"), Some(Notice::YoureIn)));
        assert_eq!(cookie(&request, "kickabout"), Some("x%3D"));
    }
}
