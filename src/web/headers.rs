//! What every answer says to the browser besides its content: errors, redirects and static files included.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};

use super::{App, notice, sessions};

/// Nothing may be loaded, framed or sent anywhere but here, and nothing inline runs.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
    (header::PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// Middleware, the outermost: adds the security headers, and a cache policy where the handler set none.
pub async fn add<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let app = request.app_data::<Data<App>>().cloned();
    let secure = app.as_ref().is_some_and(|app| app.settings.is_https());
    let is_write = !matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = next.call(request).await?;
    if let Some(app) = app.filter(|_| is_write && response.status() == StatusCode::SEE_OTHER) {
        response.headers_mut().append(header::SET_COOKIE, app.instance.cookie());
    }
    let personal = is_personal(&response, secure);
    let spends_notice = notice::is_spent_by(&response);
    let headers = response.headers_mut();
    add_always(headers, secure);
    if spends_notice {
        notice::clear(headers);
    }
    add_cache_policy(headers, personal);
    Ok(response)
}

/// What no answer is without.
pub fn add_always(headers: &mut HeaderMap, secure: bool) {
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// Whether an answer is one person's own: they are signed in, or it hands them a cookie.
fn is_personal<B>(response: &ServiceResponse<B>, secure: bool) -> bool {
    response.request().cookie(sessions::cookie_name(secure)).is_some()
        || response.headers().contains_key(header::SET_COOKIE)
        || notice::is_spent_by(response)
}

fn add_cache_policy(headers: &mut HeaderMap, personal: bool) {
    if headers.contains_key(header::CACHE_CONTROL) {
        return;
    }
    let policy = if personal { "no-store" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(policy));
    headers.append(header::VARY, HeaderValue::from_static("Cookie"));
}
