//! What becomes of people's data, and what one agrees to: the admin's words.

use actix_web::HttpResponse;
use askama::Template;

use super::{
    Page, Viewer, WebError, html,
    prose::{Piece, paragraphs},
};
use crate::types::LongText;

#[derive(Template)]
#[template(path = "text.html")]
struct TextPage<'a> {
    page: Page,
    paragraphs: Vec<Vec<Piece<'a>>>,
}

/// `GET /privacy`
pub async fn privacy(viewer: Viewer) -> Result<HttpResponse, WebError> {
    show(&viewer, "Privacy", &viewer.site.privacy)
}

/// `GET /terms`
pub async fn terms(viewer: Viewer) -> Result<HttpResponse, WebError> {
    show(&viewer, "Terms", &viewer.site.terms)
}

/// The page is there once the text is.
fn show(viewer: &Viewer, title: &str, text: &LongText) -> Result<HttpResponse, WebError> {
    if text.is_empty() {
        return Err(WebError::NotFound);
    }
    html(&TextPage { page: viewer.page(title), paragraphs: paragraphs(text.as_str()) })
}
