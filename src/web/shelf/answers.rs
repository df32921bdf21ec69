//! What is kept, as answers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Bytes;

use super::asked::Asked;
use super::copies::{Copies, Encoding, has_tag};
use crate::web::{headers, notice};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const VARY: HeaderValue = HeaderValue::from_static("Cookie, Accept-Encoding");

/// A visitor's page, or 304 where the browser has it already.
pub fn shared(copies: &Copies, asked: &Asked<'_>, secure: bool) -> Option<HttpResponse<Bytes>> {
    let (encoding, copy) = copies.get(asked.encoding);
    let is_known = asked.if_none_match.is_some_and(|tags| has_tag(tags, &copy.etag));
    let mut response = match is_known {
        true => HttpResponse::with_body(StatusCode::NOT_MODIFIED, Bytes::new()),
        false => HttpResponse::with_body(StatusCode::OK, copy.body.clone()),
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, copy.etag.clone());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if !is_known {
        add_content(headers, encoding);
    }
    add_always(headers, secure);
    Some(response)
}

/// The page of somebody signed in; `renewal` lets their cookie live on.
pub fn own(page: Vec<u8>, asked: &Asked<'_>, renewal: Option<String>, secure: bool) -> HttpResponse<Bytes> {
    let mut response = HttpResponse::with_body(StatusCode::OK, Bytes::from(page));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    add_content(headers, Encoding::Gzip);
    add_always(headers, secure);
    if asked.notice.is_some() {
        notice::clear(headers);
    }
    if let Some(cookie) = renewal.and_then(|cookie| HeaderValue::try_from(cookie).ok()) {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}

fn add_content(headers: &mut HeaderMap, encoding: Encoding) {
    headers.insert(header::CONTENT_TYPE, HTML);
    if let Some(name) = encoding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
}

fn add_always(headers: &mut HeaderMap, secure: bool) {
    headers.insert(header::VARY, VARY);
    headers::add_always(headers, secure);
}
