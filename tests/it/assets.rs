use crate::support::*;

async fn stylesheets(person: &Person) -> Vec<String> {
    person.get("/login").await.attributes("link[rel=stylesheet]", "href")
}

#[actix_web::test]
async fn files_are_named_by_their_content_and_kept_for_good() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    for path in stylesheets(&visitor).await {
        let file = visitor.get(&path).await;
        assert_eq!(file.status, 200, "{path}");
        assert!(file.header("cache-control").contains("immutable"), "{path}");
        assert!(file.header("content-type").starts_with("text/css"), "{path}");
    }
    let old = visitor.get("/static/0123456789abcdef/kickabout.css").await;
    assert_eq!(old.status, 200);
    assert!(!old.header("cache-control").contains("immutable"));
}

#[actix_web::test]
async fn files_come_compressed_and_are_not_sent_twice() {
    let app = TestApp::spawn().await;
    // Asked with raw headers, so that nothing is decompressed on the way.
    let client = reqwest::Client::builder().no_gzip().no_brotli().no_proxy().build().unwrap();
    let path = stylesheets(&app.visitor()).await.remove(0);
    let mut tags = Vec::new();
    for encoding in ["br", "gzip", "identity"] {
        let request = || client.get(format!("{}{path}", app.base)).header("Accept-Encoding", encoding);
        let file = request().send().await.unwrap();
        assert_eq!(file.headers()["content-encoding"], encoding);
        let tag = file.headers()["etag"].to_str().unwrap().to_owned();
        let again = request().header("If-None-Match", &tag).send().await.unwrap();
        assert_eq!(again.status(), 304, "{encoding}");
        tags.push(tag);
    }
    tags.dedup();
    assert_eq!(tags.len(), 3, "one tag per encoding: {tags:?}");
}

#[actix_web::test]
async fn pages_come_compressed() {
    let app = TestApp::spawn().await;
    let client = reqwest::Client::builder().no_gzip().no_brotli().no_proxy().build().unwrap();
    for encoding in ["gzip", "br"] {
        let request = client.get(format!("{}/login", app.base)).header("Accept-Encoding", encoding);
        let page = request.send().await.unwrap();
        assert_eq!(page.headers()["content-encoding"], encoding);
    }
}
