//! Name, password, time zone and devices, as their owner changes them.

use crate::support::*;

const ACCOUNT: &str = "/me/account";

async fn change_password(person: &Person, current: &str, password: &str) -> Answer {
    person.post("/me/account/password", &[("current", current), ("password", password)]).await
}

#[actix_web::test]
async fn a_new_name_is_shown_from_then_on() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana Lind").await;
    let page = ana.post("/me/account/name", &[("name", "  Anna   Berg ")]).await.follow().await;
    assert!(page.contains("Your name is changed.") && page.contains("Others see “Anna B.”."));
    assert_eq!(page.attributes("#f-name", "value"), ["Anna Berg"]);
}

#[actix_web::test]
async fn a_wrong_name_or_zone_stays_as_typed_beside_what_is_wrong() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let long = "x".repeat(61);
    for name in ["", " ", &long, "Ana\u{202e}"] {
        let page = ana.post("/me/account/name", &[("name", name)]).await;
        assert_eq!((page.status, page.select("#f-name-error").len()), (422, 1), "{name:?}");
        assert_eq!(page.attributes("#f-name", "value"), [name]);
    }
    let page = ana.post("/me/account/time-zone", &[("time_zone", "Mars/Base")]).await;
    assert_eq!((page.status, page.select("#f-time_zone-error").len()), (422, 1));
    assert_eq!(page.attributes("#f-time_zone", "value"), ["Mars/Base"]);
}

#[actix_web::test]
async fn a_time_zone_is_chosen_and_taken_back() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let page = ana.post("/me/account/time-zone", &[("time_zone", "America/New_York")]).await.follow().await;
    assert!(page.contains("Your time zone is changed."));
    assert_eq!(page.attributes("#f-time_zone", "value"), ["America/New_York"]);
    let page = ana.post("/me/account/time-zone", &[("time_zone", "")]).await.follow().await;
    assert_eq!(page.attributes("#f-time_zone", "value"), [""]);
}

#[actix_web::test]
async fn a_new_password_signs_out_every_other_device_and_works_at_once() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let phone = ana.elsewhere();
    phone.sign_in(PASSWORD).await;
    let page = change_password(&ana, PASSWORD, "an entirely new pass phrase").await.follow().await;
    assert!(page.contains("Your password is changed, and every other device is signed out."));
    assert_eq!(ana.get(ACCOUNT).await.status, 200);
    assert_eq!(phone.get(ACCOUNT).await.location(), "/login?next=%2Fme%2Faccount");
    assert_eq!(phone.sign_in(PASSWORD).await.status, 422);
    assert_eq!(phone.sign_in("an entirely new pass phrase").await.status, 303);
}

#[actix_web::test]
async fn every_mistake_in_a_new_password_is_named_and_nothing_changes() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let page = change_password(&ana, "not mine at all", "short").await;
    assert_eq!(page.status, 422);
    assert_eq!(page.attributes(".summary a", "href"), ["#f-current", "#f-password"]);
    assert!(!page.text.contains("not mine at all"), "a password is never sent back");
    for password in ["password", &ana.email, "1234567"] {
        assert_eq!(change_password(&ana, PASSWORD, password).await.status, 422, "{password}");
    }
    assert_eq!(ana.elsewhere().sign_in(PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn logging_out_everywhere_ends_every_session() {
    let app = TestApp::spawn().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let phone = ana.elsewhere();
    phone.sign_in(PASSWORD).await;
    assert_eq!(ana.get(ACCOUNT).await.select(".rows li").len(), 2);
    let page = ana.post("/me/account/sessions", &[]).await.follow().await;
    assert!(page.contains("You're signed out everywhere, here too."), "{}", page.words());
    for browser in [&ana, &phone] {
        assert_eq!(browser.get(ACCOUNT).await.status, 303);
    }
    assert_eq!(bo.get(ACCOUNT).await.status, 200);
}

#[actix_web::test]
async fn a_visitor_is_sent_to_sign_in_and_nothing_changes() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    assert_eq!(visitor.get(ACCOUNT).await.location(), "/login?next=%2Fme%2Faccount");
    for form in ["name", "password", "time-zone", "sessions"] {
        let answer = visitor.post(&format!("{ACCOUNT}/{form}"), &[("name", "X")]).await;
        assert_eq!(answer.status, 303, "{form}");
        assert!(answer.location().starts_with("/login?next="), "{}", answer.location());
    }
}

#[actix_web::test]
async fn the_account_page_is_kept_nowhere() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    assert_eq!(ana.get(ACCOUNT).await.header("cache-control"), "no-store");
}
