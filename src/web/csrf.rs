//! Keeps other sites from sending forms in a visitor's name.
//!
//! There are no tokens, so that pages can be shared between visitors: the browser itself says where a request comes from.

use actix_web::{
    Error, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderName},
    },
    middleware::Next,
    web::Data,
};

use super::{App, PublicUrl, WebError};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Middleware: an unsafe request that another site sent is answered 403 before any handler sees it.
pub async fn check<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = request.app_data::<Data<App>>().cloned();
    let public_url = app.as_ref().and_then(|app| app.settings.public_url.as_ref());
    if is_allowed(request.request(), public_url) {
        Ok(next.call(request).await?.map_into_boxed_body())
    } else {
        Ok(request.error_response(WebError::CrossSite))
    }
}

/// Whether `request` changes nothing or comes from this site's own pages.
fn is_allowed(request: &HttpRequest, public_url: Option<&PublicUrl>) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let headers = request.headers();
    if headers.contains_key(SEC_FETCH_SITE) {
        return headers.get_all(SEC_FETCH_SITE).all(|site| matches!(site.as_bytes(), b"same-origin" | b"none"));
    }
    // Browsers leave Sec-Fetch-Site out over plain HTTP; a request with neither header is not a browser's.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    headers.get_all(header::ORIGIN).all(|origin| {
        origin.to_str().is_ok_and(|origin| {
            let is_asked = || host.is_some_and(|host| names_host(origin, host));
            match public_url {
                // Who starts a site on their own machine opens it as localhost as well.
                Some(public_url) => origin == public_url.origin() || public_url.is_at_home_as(origin) && is_asked(),
                None => is_asked(),
            }
        })
    })
}

/// Whether `origin` is `host` over either scheme: behind a proxy that ends TLS, only the browser knows which.
fn names_host(origin: &str, host: &str) -> bool {
    let origin_host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    origin_host.is_some_and(|origin_host| origin_host.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn allows(method: Method, headers: &[(&str, &str)], public_url: Option<&str>) -> bool {
        let mut request = TestRequest::default().method(method).insert_header(("Host", "games.local:8080"));
        for header in headers {
            request = request.append_header(*header);
        }
        let public_url = public_url.map(|url| PublicUrl::parse(url).unwrap());
        is_allowed(&request.to_http_request(), public_url.as_ref())
    }

    #[test]
    fn the_browser_says_where_a_form_comes_from() {
        for (value, allowed) in
            [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false), ("", false)]
        {
            assert_eq!(allows(Method::POST, &[("Sec-Fetch-Site", value)], None), allowed, "{value}");
        }
        let mixed = [("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "cross-site")];
        assert!(!allows(Method::POST, &mixed, None));
    }

    #[test]
    fn sec_fetch_site_outranks_origin() {
        let headers = [("Sec-Fetch-Site", "cross-site"), ("Origin", "http://games.local:8080")];
        assert!(!allows(Method::POST, &headers, None));
    }

    #[test]
    fn over_plain_http_the_origin_must_be_this_host() {
        for (origin, allowed) in [
            ("http://games.local:8080", true),
            ("https://games.local:8080", true),
            ("http://games.local", false),
            ("http://evil.local:8080", false),
            ("games.local:8080", false),
            ("null", false),
        ] {
            assert_eq!(allows(Method::POST, &[("Origin", origin)], None), allowed, "{origin}");
        }
    }

    #[test]
    fn with_a_public_url_the_host_header_no_longer_counts() {
        let public_url = Some("https://games.example.org");
        assert!(allows(Method::POST, &[("Origin", "https://games.example.org")], public_url));
        assert!(!allows(Method::POST, &[("Origin", "http://games.local:8080")], public_url));
        assert!(!allows(Method::POST, &[("Origin", "null")], public_url));
    }

    #[test]
    fn a_site_on_ones_own_machine_goes_by_each_of_its_names_but_by_one_at_a_time() {
        let at = |host: &str, origin: &str, public_url| {
            let request = TestRequest::post().insert_header(("Host", host)).insert_header(("Origin", origin));
            is_allowed(&request.to_http_request(), Some(&PublicUrl::parse(public_url).unwrap()))
        };
        let home = "http://127.0.0.1:8080";
        assert!(at("localhost:8080", "http://localhost:8080", home));
        assert!(at("127.0.0.1:8080", "http://127.0.0.1:8080", home));
        assert!(!at("127.0.0.1:8080", "http://localhost:8080", home), "another program's page");
        assert!(!at("evil.example:8080", "http://evil.example:8080", home), "a name made to lead here");
        assert!(!at("localhost:8080", "http://localhost:8080", "https://games.example.org"));
    }

    #[test]
    fn programs_without_either_header_and_all_readers_pass() {
        assert!(allows(Method::POST, &[], None));
        assert!(allows(Method::GET, &[("Sec-Fetch-Site", "cross-site")], None));
        assert!(!allows(Method::DELETE, &[("Sec-Fetch-Site", "cross-site")], None));
    }
}
