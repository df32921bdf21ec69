//! Gives every error the site's own page, whoever made it: a handler, an extractor, the router.

use std::sync::Arc;

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header},
    middleware::Next,
    web::Data,
};
use askama::Template;

use super::{
    App, Viewer, WebError,
    errors::{Explanation, general_explanation},
    layout::Page,
    site::before_set_up,
};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    text: String,
    status: u16,
}

/// Middleware: an error without a page of its own gets one, with the same status and headers.
pub async fn dress<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let has_words = response.headers().get(header::CONTENT_TYPE).is_some_and(|content_type| {
        // The framework's own sentences are plain text, and may name what is inside.
        !content_type.as_bytes().starts_with(b"text/plain") || is_probe(response.request().path())
    });
    if is_error && !has_words { Ok(replace(response).await) } else { Ok(response) }
}

fn is_probe(path: &str) -> bool {
    path == "/healthz" || path == "/readyz"
}

async fn replace(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let (request, old) = response.into_parts();
    let status = old.status();
    if let Some(error) = old.error()
        && error.as_error::<WebError>().is_none()
        && status.is_server_error()
    {
        log::error!("{status} at {}: {error}", request.match_pattern().unwrap_or_default());
    }
    let explanation = old.extensions().get::<Explanation>().cloned();
    let explanation = explanation.unwrap_or_else(|| general_explanation(status));
    let viewer = request.extensions().get::<Viewer>().cloned();
    let viewer = match viewer {
        Some(viewer) => Some(viewer),
        // Asking a database that has just failed would only fail again.
        None if status.is_server_error() => None,
        None => Viewer::of(&request).await.ok(),
    };
    let page = match &viewer {
        Some(viewer) => viewer.page(explanation.title),
        None => {
            let site = request.app_data::<Data<App>>().map(|app| app.last_site());
            Page::bare(&site.unwrap_or_else(|| Arc::new(before_set_up())), explanation.title)
        }
    };
    let page = ErrorPage { page, text: explanation.text, status: status.as_u16() };
    ServiceResponse::new(request, with_body(old, status, page))
}

/// The answer `old` with `page` for a body; its other headers (Retry-After, Allow) stay.
fn with_body(old: HttpResponse<BoxBody>, status: StatusCode, page: ErrorPage) -> HttpResponse<BoxBody> {
    let body = page.render().unwrap_or_else(|error| {
        log::error!("the error page could not be rendered: {error}");
        format!("<!doctype html><title>{status}</title><p>{status}")
    });
    let mut response = old.set_body(BoxBody::new(body));
    let html = header::HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, html);
    response
}
