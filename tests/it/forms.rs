use std::time::Duration;

use crate::support::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const FORM: &str = "application/x-www-form-urlencoded";

async fn post_raw(person: &Person, content_type: &str, body: impl Into<reqwest::Body>) -> Answer {
    person.send(person.request("POST", "/signup").header("Content-Type", content_type).body(body)).await
}

#[actix_web::test]
async fn a_body_that_no_form_sends_is_refused_in_words() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    let cases = [
        (FORM, "name=Ana&name=Bo&email=a@example.org", 422),
        (FORM, "name=%zz", 422),
        (FORM, "name=%ff%fe", 422),
        (FORM, "name=%ed%a0%80", 422),
        ("application/json", "{\"name\":\"Ana\"}", 415),
        ("text/plain", "name=Ana", 415),
        ("multipart/form-data; boundary=x", "--x--", 415),
        ("application/x-www-form-urlencoded; charset=latin1", "name=Ana", 415),
    ];
    for (content_type, body, status) in cases {
        let answer = post_raw(&visitor, content_type, body).await;
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.contains("Nothing was changed"), "{body}: {}", answer.words());
    }
}

#[actix_web::test]
async fn more_than_any_form_holds_is_refused() {
    let app = TestApp::spawn().await;
    let body = format!("name={}", "a".repeat(70_000));
    let answer = post_raw(&app.visitor(), FORM, body).await;
    assert_eq!(answer.status, 413);
    assert!(answer.contains("too long"), "{}", answer.words());
    let long = format!("name={}&email=a@example.org&password=", "a".repeat(60_000));
    assert_eq!(post_raw(&app.visitor(), FORM, long).await.status, 422);
}

#[actix_web::test]
async fn every_mistake_is_shown_at_once_and_nothing_typed_is_lost() {
    let app = TestApp::spawn().await;
    let fields = [("name", ""), ("email", "no address <b>"), ("password", "short"), ("next", "/games/7")];
    let page = app.visitor().post("/signup", &fields).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.attributes(".summary a", "href"), ["#f-name", "#f-email", "#f-password"]);
    for field in ["name", "email", "password"] {
        assert_eq!(page.select(&format!("#f-{field}-error")).len(), 1, "{field}");
        assert_eq!(page.attributes(&format!("#f-{field}"), "aria-invalid"), ["true"], "{field}");
    }
    assert_eq!(page.attributes("#f-email", "value"), ["no address <b>"]);
    assert_eq!(page.attributes("[name=next]", "value"), ["/games/7"]);
    // A password is never sent back.
    assert!(page.attributes("#f-password", "value").is_empty());
}

#[actix_web::test]
async fn extra_fields_do_nothing() {
    let app = TestApp::spawn().await;
    let eve = app.visitor();
    let fields = [
        ("name", "Eve"),
        ("email", &*eve.email),
        ("password", PASSWORD),
        ("role", "admin"),
        ("id", "1"),
        ("user_id", "1"),
        ("status", "confirmed"),
        ("position", "1"),
    ];
    assert_eq!(eve.post("/signup", &fields).await.status, 303);
    assert!(!eve.get("/no-such-page").await.select("nav a").contains(&"Admin".to_owned()));
}

#[actix_web::test]
async fn a_form_that_trickles_in_is_ended() {
    let app = TestApp::with(|config| config.settings.body_timeout = Duration::from_millis(300)).await;
    let mut connection = TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
    let head = format!("POST /signup HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: 50\r\n\r\nname=A");
    connection.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(10), connection.read_to_end(&mut answer)).await;
    read.expect("the connection stays open").unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
}
