//! The club's colour as a stylesheet of its own: the policy allows no style in a page.

use std::fmt::Write;

use actix_web::{HttpResponse, http::header, web::Data};

use super::{App, WebError};
use crate::types::Colour;

/// The address of the stylesheet for `colour`; a new colour has a new address.
pub fn href(colour: &Colour) -> String {
    format!("/site.css?v={}", colour.as_str().trim_start_matches('#'))
}

/// `GET /site.css`
pub async fn show(app: Data<App>, request: actix_web::HttpRequest) -> Result<HttpResponse, WebError> {
    let site = app.site().await?;
    let asked_for = href(&site.colour).ends_with(&format!("?{}", request.query_string()));
    // An address of yesterday's colour gets today's, but must not keep it under that name.
    let policy = if asked_for { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, policy))
        .content_type("text/css; charset=utf-8")
        .body(stylesheet(&site.colour)))
}

fn stylesheet(colour: &Colour) -> String {
    let (light, dark) = (colour.light(), colour.dark());
    let mut css = String::from("@layer tokens{:root{");
    let _ = write!(css, "--pitch:light-dark({},{});", light.accent, dark.accent);
    let _ = write!(css, "--pitch-ink:light-dark({},{})", light.ink, dark.ink);
    css.push_str("}}");
    css
}
