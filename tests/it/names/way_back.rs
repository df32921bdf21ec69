//! Personal links, a password later, and leaving.

use super::*;

/// The path of the link that `browser` makes.
async fn make_link(browser: &Person, next: &str) -> String {
    let page = browser.post("/me/link", &[("next", next)]).await;
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"), "{}", page.words());
    page.attributes("main .door > p a", "href").concat()
}

#[actix_web::test]
async fn a_personal_link_opens_my_registration_in_any_browser() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let anna = in_as(&app, game, "Anna").await;
    assert_eq!(anna.get(&path(game)).await.attributes("form[action='/me/link'] input", "value"), [path(game)]);
    let link = make_link(&anna, &path(game)).await;
    assert!(link.starts_with("/open/") && link.ends_with(&format!("?next=%2Fgames%2F{game}")), "{link}");
    let other = app.visitor();
    for _ in 0..2 {
        let page = other.get(&link).await;
        assert!(page.contains("Open as Anna on this device") && !other.is_signed_in().await, "a GET changes nothing");
    }
    let (address, next) = link.split_once("?next=").unwrap();
    assert!(!next.is_empty());
    let opened = other.post(address, &[("next", &path(game))]).await;
    assert_eq!(opened.location(), path(game));
    assert_eq!(opened.follow().await.attributes("main", "data-mine"), ["confirmed"]);
    let third = app.visitor();
    assert_eq!(third.post(address, &[("next", "//evil.example")]).await.location(), "/", "it opens more than once");
    assert_eq!((app.seats(game).await, people(&app).await), (vec!["Anna".to_owned()], 2));
    assert_eq!(anna.get("/me/account").await.select("#devices-heading + .rows li").len(), 3);
}

#[actix_web::test]
async fn a_new_link_replaces_the_old_one_and_a_revoked_one_opens_nothing() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let anna = in_as(&app, game, "Anna").await;
    let (first, second) = (make_link(&anna, "").await, make_link(&anna, "").await);
    let [first, second] = [first, second].map(|link| link.split_once('?').unwrap().0.to_owned());
    for ask in ["GET", "POST"] {
        let visitor = app.visitor();
        let answer = visitor.send(visitor.request(ask, &first)).await;
        assert!(answer.status == 404 && answer.contains("replaced by a newer one"), "{ask}: {}", answer.words());
    }
    assert_eq!(app.visitor().get(&second).await.status, 200);
    let page = anna.post("/me/link/revoke", &[]).await.follow().await;
    assert!(page.contains("Your personal link opens nothing any more."));
    assert_eq!((app.visitor().get(&second).await.status, app.visitor().post(&second, &[]).await.status), (404, 404));
    assert_eq!(app.visitor().get("/open/nonsense").await.status, 404);
    assert!(anna.is_signed_in().await);
}

#[actix_web::test]
async fn only_who_is_a_name_alone_has_a_personal_link() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let bo = app.player("Bo").await;
    bo.join(game).await;
    assert!(bo.get(&path(game)).await.attributes("form[action='/me/link']", "action").is_empty());
    assert!(bo.get("/me/account").await.attributes("form[action='/me/link']", "action").is_empty());
    assert_eq!(bo.post("/me/link", &[]).await.status, 409);
}

#[actix_web::test]
async fn a_name_becomes_an_account_and_keeps_its_games() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let anna = in_as(&app, game, "Anna").await;
    let link = make_link(&anna, "").await;
    let phone = app.visitor();
    phone.post(link.split_once('?').unwrap().0, &[]).await;
    let taken = app.player("Bo").await.email;
    let wrong = anna.post("/me/account/access", &[("email", "nonsense"), ("password", "short")]).await;
    assert_eq!((wrong.status, wrong.attributes("#access [aria-invalid]", "name").len()), (422, 2));
    assert_eq!(wrong.attributes("#f-email", "value"), ["nonsense"]);
    let fields = [("email", taken.as_str()), ("password", PASSWORD)];
    let said = anna.post("/me/account/access", &fields).await;
    let at_sign_up = app.visitor().post("/signup", &[("name", "Anna"), fields[0], fields[1]]).await;
    assert_eq!((said.status, said.select("#f-email-error")), (422, at_sign_up.select("#f-email-error")));
    let fields = [("email", "anna@example.org"), ("password", PASSWORD)];
    let done = anna.post("/me/account/access", &fields).await.follow().await;
    assert!(done.contains("You have an account now.") && done.contains("anna@example.org"), "{}", done.words());
    assert_eq!(mine(&anna, game).await, "confirmed");
    assert!(!phone.is_signed_in().await, "every other device is signed out");
    assert_eq!(app.visitor().get(&link).await.status, 404, "the password is the way in now");
    let elsewhere = app.visitor();
    assert_eq!(elsewhere.post("/login", &fields).await.status, 303);
    assert_eq!(mine(&elsewhere, game).await, "confirmed");
    let twice = anna.post("/me/account/access", &fields).await.follow().await;
    assert!(twice.contains("Nothing was different"));
}

#[actix_web::test]
async fn signing_out_without_a_way_back_is_asked_twice() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let anna = in_as(&app, game, "Anna").await;
    let asked = anna.sign_out().await;
    assert!(asked.status == 200 && asked.contains("your personal link is the only way back"), "{}", asked.words());
    assert!(anna.is_signed_in().await);
    assert_eq!(anna.post("/logout", &[("sure", "1")]).await.status, 303);
    assert!(!anna.is_signed_in().await);
    assert_eq!(app.seats(game).await, ["Anna"]);
    assert_eq!(
        anna.post("/me/account/password", &[("password", PASSWORD)]).await.location(),
        "/login?next=%2Fme%2Faccount"
    );
}

#[actix_web::test]
async fn a_name_alone_has_no_password_to_change_and_a_name_to_change() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let anna = in_as(&app, game, "Anna").await;
    assert_eq!(anna.post("/me/account/password", &[("password", PASSWORD)]).await.status, 409);
    anna.post("/me/account/name", &[("name", "Anne")]).await;
    assert_eq!(app.seats(game).await, ["Anne"]);
    let asked = anna.post("/me/account/sessions", &[]).await;
    assert!(asked.status == 200 && asked.contains("your personal link is the only way back"), "{}", asked.words());
    assert_eq!(asked.attributes("main form", "action"), ["/me/account/sessions"]);
    assert!(anna.is_signed_in().await);
    let page = anna.post("/me/account/sessions", &[("sure", "1")]).await.follow().await;
    assert!(page.contains("You're signed out everywhere"));
}
