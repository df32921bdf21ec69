//! What watches the site may ask.

use actix_web::{HttpResponse, http::header, web::Data};

use super::App;

/// `GET /healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    plain(HttpResponse::Ok(), "ok\n")
}

/// `GET /readyz`: the database answers too, and is migrated.
pub async fn ready(app: Data<App>) -> HttpResponse {
    if app.store.is_ready().await {
        plain(HttpResponse::Ok(), "ready\n")
    } else {
        let mut answer = HttpResponse::ServiceUnavailable();
        answer.insert_header((header::RETRY_AFTER, "5"));
        plain(answer, "the database does not answer or is not migrated\n")
    }
}

/// `GET /robots.txt`: games are public, forms and people are not.
pub async fn robots() -> HttpResponse {
    let body = "User-agent: *\nDisallow: /login\nDisallow: /signup\nDisallow: /me\nDisallow: /organize\n\
                Disallow: /admin\nDisallow: /sign-in/\nDisallow: /set-up/\nDisallow: /calendar/\n";
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .content_type("text/plain; charset=utf-8")
        .body(body)
}

fn plain(mut answer: actix_web::HttpResponseBuilder, body: &'static str) -> HttpResponse {
    answer.insert_header((header::CACHE_CONTROL, "no-store")).content_type("text/plain; charset=utf-8").body(body)
}
