//! Reading what a form sent, exactly as it was typed.

use std::{future::Future, ops::Deref, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header,
    web::{BytesMut, Data},
};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::{App, WebError};

/// The most a form may weigh.
const MAX_BODY: usize = 64 * 1024;

/// A form as the browser sent it, into a struct of `String`s (and `Vec<String>` for fields that repeat).
///
/// Unknown fields are dropped. A body that no form of ours sends is answered before the handler runs: 415, 413, 408 or 422.
#[derive(Debug)]
pub struct HtmlForm<T>(pub T);

impl<T> Deref for HtmlForm<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for HtmlForm<T> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let limit = request.app_data::<Data<App>>().map(|app| app.settings.body_timeout);
            let read = read_body(&request, payload);
            let body = match limit {
                Some(limit) => tokio::time::timeout(limit, read).await.map_err(|_| WebError::SlowBody)?,
                None => read.await,
            }?;
            // A bare POST, as programs send it, is a form without fields.
            if !body.is_empty() && !is_form(&request) {
                return Err(WebError::NotAForm);
            }
            decode(&body).map(HtmlForm)
        })
    }
}

/// The address's query, read as leniently as a form: unknown fields are dropped, missing ones are up to `T`.
#[derive(Debug)]
pub struct HtmlQuery<T>(pub T);

impl<T> Deref for HtmlQuery<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned> FromRequest for HtmlQuery<T> {
    type Error = WebError;
    type Future = std::future::Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let query = decode(request.query_string().as_bytes()).map(HtmlQuery);
        std::future::ready(query.map_err(|_| WebError::BadAddress))
    }
}

async fn read_body(request: &HttpRequest, mut payload: Payload) -> Result<BytesMut, WebError> {
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > MAX_BODY) {
        return Err(WebError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| WebError::BrokenBody)?;
        if body.len() + chunk.len() > MAX_BODY {
            return Err(WebError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn is_form(request: &HttpRequest) -> bool {
    let charset = request.mime_type().ok().flatten().and_then(|mime| {
        let charset = mime.get_param("charset").map(|charset| charset.as_str().to_owned());
        charset.map(|charset| charset.eq_ignore_ascii_case("utf-8"))
    });
    request.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded") && charset.unwrap_or(true)
}

/// Decodes `body`; text that no browser writes (a lone `%`, broken UTF-8, one field twice) is refused, not guessed.
fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, WebError> {
    if !is_well_formed(body) {
        return Err(WebError::BrokenForm);
    }
    serde_html_form::from_bytes(body).map_err(|error| {
        log::debug!("a form that does not fit: {error}");
        WebError::BrokenForm
    })
}

/// Whether every `%` begins two hex digits and all together is UTF-8; the decoder itself would replace what is not.
fn is_well_formed(body: &[u8]) -> bool {
    let mut decoded = Vec::with_capacity(body.len());
    let mut bytes = body.iter();
    while let Some(&byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let mut digit = || bytes.next().and_then(|&digit| char::from(digit).to_digit(16));
        match (digit(), digit()) {
            (Some(high), Some(low)) => decoded.push((high * 16 + low) as u8),
            _ => return false,
        }
    }
    std::str::from_utf8(&decoded).is_ok()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default)]
    struct JoinForm {
        note: String,
        guest: Vec<String>,
    }

    #[test]
    fn a_field_may_repeat_where_the_form_repeats_it() {
        let form: JoinForm = decode(b"guest=Jo&note=Hi+there&guest=L%C3%A9a&role=admin").unwrap();
        assert_eq!(form.guest, ["Jo", "Léa"]);
        assert_eq!(form.note, "Hi there");
        let alone: JoinForm = decode(b"guest=Jo").unwrap();
        assert_eq!(alone.guest, ["Jo"]);
        let none: JoinForm = decode(b"").unwrap();
        assert!(none.guest.is_empty() && none.note.is_empty());
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for body in ["note=1&note=2", "note=%", "note=%zz", "note=%e2%28", "note=%ff", "note=%ed%a0%80", "note=%4"] {
            let form = decode::<JoinForm>(body.as_bytes());
            assert!(matches!(form, Err(WebError::BrokenForm)), "{body}");
        }
    }
}
