use crate::support::*;
use kickabout::web::PublicUrl;

const EVERYWHERE: [&str; 12] = [
    "/login",
    "/signup",
    "/no-such-page",
    "/logout",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/site.css",
    "/favicon.ico",
    "/static/0/kickabout.css",
    "/static/0/no-such-file",
    "/sign-in/nonsense",
];

#[actix_web::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    for path in EVERYWHERE {
        let answer = visitor.get(path).await;
        let policy = answer.header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(!answer.header("permissions-policy").is_empty(), "{path}");
        assert!(!answer.header("cache-control").is_empty(), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}");
    }
}

#[actix_web::test]
async fn refusals_carry_them_too() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    let cross_site = visitor.request("POST", "/login").header("Sec-Fetch-Site", "cross-site");
    let no_form = visitor.request("POST", "/login").header("Content-Type", "application/json").body("{}");
    for (request, status) in [(cross_site, 403), (no_form, 415)] {
        let answer = visitor.send(request).await;
        assert_eq!(answer.status, status);
        assert!(answer.header("content-security-policy").contains("default-src 'none'"));
    }
}

#[actix_web::test]
async fn over_https_browsers_are_told_to_stay_there() {
    let app = TestApp::with(|config| {
        config.settings.public_url = Some(PublicUrl::parse("https://games.example.org").unwrap());
    });
    let app = app.await;
    for path in EVERYWHERE {
        let answer = app.visitor().get(path).await;
        assert!(answer.header("strict-transport-security").starts_with("max-age="), "{path}");
    }
}

#[actix_web::test]
async fn signed_in_pages_are_not_kept_by_any_cache() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    assert_eq!(ana.get("/no-such-page").await.header("cache-control"), "no-store");
    let page = app.visitor().get("/login").await;
    assert_eq!(page.header("cache-control"), "no-cache");
    assert!(page.headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("Cookie")));
}

#[actix_web::test]
async fn head_answers_as_get_without_a_body() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    for path in ["/login", "/healthz", "/site.css"] {
        let answer = visitor.send(visitor.request("HEAD", path)).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, ""), "{path}");
    }
}
