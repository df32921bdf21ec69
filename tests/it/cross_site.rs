use crate::support::*;
use kickabout::web::PublicUrl;

async fn sign_out(person: &Person, headers: &[(&str, &str)]) -> u16 {
    let mut request = person.request("POST", "/logout");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    person.send(request).await.status
}

#[actix_web::test]
async fn a_form_on_another_site_changes_nothing() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let refused: [&[(&str, &str)]; 5] = [
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Origin", "null")],
        &[("Origin", "https://evil.example")],
        &[("Sec-Fetch-Site", "cross-site"), ("Origin", &app.base)],
    ];
    for headers in refused {
        assert_eq!(sign_out(&ana, headers).await, 403, "{headers:?}");
        assert!(ana.is_signed_in().await, "{headers:?}");
    }
}

#[actix_web::test]
async fn a_form_of_this_site_goes_through() {
    let app = TestApp::spawn().await;
    let base = app.base.clone();
    let taken: [&[(&str, &str)]; 4] =
        [&[("Sec-Fetch-Site", "same-origin")], &[("Sec-Fetch-Site", "none")], &[("Origin", &base)], &[]];
    for headers in taken {
        let ana = app.player("Ana").await;
        assert_eq!(sign_out(&ana, headers).await, 303, "{headers:?}");
        assert!(!ana.is_signed_in().await, "{headers:?}");
    }
}

#[actix_web::test]
async fn with_a_public_address_no_other_name_counts() {
    let app = TestApp::with(|config| {
        config.settings.public_url = Some(PublicUrl::parse("http://games.example.org").unwrap());
    });
    let app = app.await;
    let visitor = app.visitor();
    assert_eq!(sign_out(&visitor, &[("Origin", "http://games.example.org")]).await, 303);
    assert_eq!(sign_out(&visitor, &[("Origin", &app.base)]).await, 403);
}

#[actix_web::test]
async fn the_refusal_is_a_page_of_the_site() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    let answer = visitor.send(visitor.request("POST", "/login").header("Origin", "https://evil.example")).await;
    assert!(answer.contains("Riverside") && answer.contains("another site"), "{}", answer.words());
}
