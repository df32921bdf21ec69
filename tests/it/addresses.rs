//! Whose an address is: confirmed, changed and used for signing in by links that are mailed.

use kickabout::{
    store,
    types::time::{DAY, HOUR, MINUTE},
};

use crate::mail::{delivered, pass, postman, site};
use crate::support::*;

const EMAIL: &str = "/me/account/email";

async fn is_confirmed(app: &TestApp, person: &Person) -> bool {
    let player = person.player();
    app.store.read(move |conn| store::accounts::confirmed_at(conn, player)).await.unwrap().is_some()
}

async fn only(app: &TestApp, office: &PostOffice) -> Arrived {
    let mut arrived = delivered(app, office).await;
    assert_eq!(arrived.len(), 1, "{arrived:?}");
    arrived.remove(0)
}

#[actix_web::test]
async fn a_new_account_confirms_its_address_by_the_button_and_not_by_looking() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = app.player("Ana").await;
    let letter = app_letter_for(&app, &office, &ana).await;
    assert_eq!(letter.subject(), "Is this your address? Riverside");
    let path = letter.path("confirm");
    let page = ana.get(&path).await;
    assert!(page.contains(&ana.email) && page.contains("for Ana"), "{}", page.words());
    assert!(page.attributes("a", "href").iter().all(|href| !href.contains("/confirm/")));
    assert!(!is_confirmed(&app, &ana).await, "a GET changes nothing");
    assert!(ana.get(EMAIL).await.contains("Not confirmed yet"));
    assert!(ana.post(&path, &[]).await.follow().await.contains("Your address is confirmed."));
    assert!(is_confirmed(&app, &ana).await && ana.get(EMAIL).await.contains("Confirmed"));
    assert_eq!(ana.elsewhere().sign_in(PASSWORD).await.status, 303, "who is signed in there keeps the password");
    assert_eq!(app.visitor().get(&path).await.status, 404);
    let again = app.visitor().post(&path, &[]).await.follow().await;
    assert!(again.contains("Your address is confirmed.") && again.attributes(".foot form", "action").is_empty());
    pass(&app, 5 * MINUTE);
    assert_eq!(app.visitor().post(&path, &[]).await.status, 404, "a second tap is one of the same minutes");
}

/// The letter to `person`, among those to everybody who has just got an account.
async fn app_letter_for(app: &TestApp, office: &PostOffice, person: &Person) -> Arrived {
    let arrived = delivered(app, office).await;
    arrived.into_iter().find(|letter| letter.to[0] == person.email).expect("no letter")
}

#[actix_web::test]
async fn the_link_ends_after_a_day_is_sent_again_and_not_without_end() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = app.player("Ana").await;
    let old = app_letter_for(&app, &office, &ana).await.path("confirm");
    pass(&app, DAY);
    assert_eq!(app.visitor().post(&old, &[]).await.status, 404);
    for _ in 0..5 {
        assert_eq!(ana.post("/me/account/confirm", &[]).await.status, 303);
    }
    let many = ana.post("/me/account/confirm", &[]).await;
    assert!(many.status == 409 && many.contains("Several links"), "{}", many.words());
    let arrived = delivered(&app, &office).await;
    assert_eq!(arrived.len(), 5);
    pass(&app, HOUR);
    assert_eq!(ana.post("/me/account/confirm", &[]).await.status, 303);
    assert_eq!(app.visitor().post(&only(&app, &office).await.path("confirm"), &[]).await.status, 303);
    assert!(is_confirmed(&app, &ana).await);
}

#[actix_web::test]
async fn another_address_is_mine_once_its_mail_is_answered_and_the_old_one_is_told() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = app.player("Ana").await;
    delivered(&app, &office).await;
    let wrong = ana.post(EMAIL, &[("email", "new@example.org"), ("current", "not mine at all")]).await;
    assert_eq!((wrong.status, wrong.select("#f-current-error").len()), (422, 1));
    let asked = ana.post(EMAIL, &[("email", "new@example.org"), ("current", PASSWORD)]).await.follow().await;
    assert!(asked.contains("A mail is on its way to the new address") && asked.contains(&ana.email));
    let letter = only(&app, &office).await;
    assert_eq!(letter.to, ["new@example.org"]);
    assert_eq!(ana.elsewhere().sign_in(PASSWORD).await.status, 303, "the old one until then");
    assert_eq!(ana.post(&letter.path("confirm"), &[]).await.status, 303);
    assert_eq!(ana.elsewhere().sign_in(PASSWORD).await.status, 422);
    assert!(ana.get(EMAIL).await.contains("new@example.org") && is_confirmed(&app, &ana).await);
    let mut told: Vec<_> = delivered(&app, &office).await.into_iter().map(|letter| letter.to[0].clone()).collect();
    told.sort();
    assert_eq!(told, [ana.email.clone(), "new@example.org".to_owned()]);
}

#[actix_web::test]
async fn nobody_learns_whose_an_address_is_and_nobody_gets_anothers() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    delivered(&app, &office).await;
    let taken = ana.post(EMAIL, &[("email", &bo.email), ("current", PASSWORD)]).await.follow().await;
    assert!(taken.contains("A mail is on its way to the new address"), "{}", taken.words());
    let letter = only(&app, &office).await;
    assert_eq!((letter.to[0].as_str(), letter.subject()), (bo.email.as_str(), "Is that you too? Riverside"));
    assert!(app.visitor().get(&letter.path("confirm")).await.contains("Only if you did this yourself."));
    assert_eq!(bo.elsewhere().sign_in(PASSWORD).await.status, 303);
    let answers = [ana.email.as_str(), "nobody@example.org"].map(|email| {
        let visitor = app.visitor();
        async move { visitor.post("/login/link", &[("email", email)]).await.follow().await.select("main").concat() }
    });
    let [known, unknown] = answers;
    let (known, unknown) = (known.await, unknown.await);
    assert!(known.contains("If somebody has an account"), "{known}");
    assert_eq!(known, unknown);
    let letter = only(&app, &office).await;
    assert_eq!((letter.to[0].as_str(), letter.subject()), (ana.email.as_str(), "Your sign-in link for Riverside"));
}

#[actix_web::test]
async fn a_mailed_link_signs_in_sets_a_password_and_confirms_the_address() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = app.player("Ana").await;
    delivered(&app, &office).await;
    let there = ana.elsewhere();
    assert_eq!(there.post("/login/link", &[("email", &ana.email.to_uppercase())]).await.status, 303);
    let path = only(&app, &office).await.path("sign-in");
    assert!(there.get(&path).await.contains("Sign in as Ana?") && !there.is_signed_in().await);
    assert_eq!(there.post(&path, &[("password", "another fine password")]).await.status, 303);
    assert!(there.is_signed_in().await && !ana.is_signed_in().await && is_confirmed(&app, &ana).await);
    assert_eq!(app.visitor().post(&path, &[]).await.status, 404, "it works once");
    assert_eq!(ana.elsewhere().sign_in("another fine password").await.status, 303);
}

#[actix_web::test]
async fn a_link_that_is_too_old_when_the_server_is_back_is_not_sent() {
    let office = PostOffice::open();
    let app = site(&office).await;
    office.treat(Treat::Defer);
    let ana = app.player("Ana").await;
    postman(&app).round().await.unwrap();
    office.treat(Treat::Take);
    pass(&app, DAY);
    assert_eq!(delivered(&app, &office).await, []);
    let failed = app.store.read(|conn| store::mails::failed(conn, 9)).await.unwrap();
    let words = failed.iter().find(|mail| mail.recipient.as_str() == ana.email).map(|mail| mail.last_error.clone());
    assert!(words.unwrap().contains("Its link would not work any more"));
}

#[actix_web::test]
async fn without_mail_addresses_change_at_once_and_links_come_from_admins() {
    let app = TestApp::spawn().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    assert_eq!(ana.post(EMAIL, &[("email", &bo.email), ("current", PASSWORD)]).await.status, 422);
    let page = ana.post(EMAIL, &[("email", "new@example.org"), ("current", PASSWORD)]).await.follow().await;
    assert!(page.contains("Your e-mail address is changed.") && page.contains("new@example.org"));
    assert_eq!(ana.post("/me/account/confirm", &[]).await.location(), EMAIL);
    let page = app.visitor().post("/login/link", &[("email", &ana.email)]).await;
    assert!(page.status == 409 && page.contains("Ask an admin"), "{}", page.words());
    let waiting = app.store.read(|conn| store::mails::waiting(conn, 9)).await.unwrap();
    assert_eq!(waiting, [], "nothing is asked for that nobody could send");
}

#[actix_web::test]
async fn whoever_gives_the_address_of_another_writes_nothing_into_their_mail() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let bo = app.player("Bo").await;
    delivered(&app, &office).await;
    let rogue = app.player("Win at http://evil.example").await;
    app_letter_for(&app, &office, &rogue).await;
    for email in [bo.email.as_str(), "stranger@example.org"] {
        rogue.post(EMAIL, &[("email", email), ("current", PASSWORD)]).await;
    }
    let arrived = delivered(&app, &office).await;
    assert_eq!(arrived.len(), 2, "{arrived:?}");
    for letter in arrived {
        let all = format!("{}{}{}", letter.subject(), letter.text, letter.html);
        assert!(!all.contains("evil"), "{all}");
        assert!(letter.text.starts_with("Hello,\n") || letter.text.starts_with("Hello Bo,\n"), "{}", letter.text);
    }
}

#[actix_web::test]
async fn a_sign_in_by_mail_that_began_on_a_game_ends_there() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = app.player("Ana").await;
    delivered(&app, &office).await;
    let game = format!("/games/{}", app.game().create().await);
    let there = ana.elsewhere();
    assert!(!there.get(&game).await.contains("On the list already?"), "nobody is");
    assert_eq!(ana.post(&format!("{game}/registration"), &[]).await.status, 303);
    let ask = format!("/login/link?next={}", game.replace('/', "%2F"));
    assert!(there.get(&game).await.attributes("main a", "href").contains(&ask));
    assert!(ana.get(&game).await.attributes("main a", "href").iter().all(|href| !href.contains("/login")));
    let login = there.get(&format!("/login?next={game}")).await;
    assert!(login.attributes("main a", "href").contains(&ask), "{}", login.words());
    let form = there.get(&ask).await;
    assert_eq!(form.attributes("[name=next]", "value"), [game.as_str()]);
    let asked = there.post("/login/link", &[("email", &ana.email), ("next", &game)]).await;
    assert_eq!(asked.location(), ask);
    let path = only(&app, &office).await.path("sign-in");
    let page = there.get(&path).await;
    assert_eq!(page.attributes("[name=next]", "value"), [game.as_str()], "{path}");
    let action = page.attributes("main form", "action").concat();
    assert_eq!(there.post(&action, &[("next", &game)]).await.location(), game);
    assert!(there.is_signed_in().await);
    for next in ["//evil.example", "/me/account/delete"] {
        assert_eq!(app.visitor().post("/login/link", &[("email", &ana.email), ("next", next)]).await.status, 303);
        let path = only(&app, &office).await.path("sign-in");
        assert!(!path.contains("next"), "{path}");
    }
}

#[actix_web::test]
async fn a_site_without_mail_offers_no_sign_in_by_mail_on_a_game() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let page = app.visitor().get(&format!("/games/{game}")).await;
    assert!(!page.contains("Sign in by mail"), "{}", page.words());
}

#[actix_web::test]
async fn confirming_leads_back_to_the_game_and_lets_another_browser_in() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let game = format!("/games/{}", app.game().create().await);
    let confirm = async |anna: &Person, presser: &Person, email: &str| {
        anna.post(&format!("{game}/registration"), &[("name", "Anna")]).await.follow().await;
        assert_eq!(anna.post(EMAIL, &[("email", email), ("next", &game)]).await.location(), game);
        let path = only(&app, &office).await.path("confirm");
        let page = presser.get(&path).await;
        assert_eq!(page.attributes("main [name=next]", "value"), [game.as_str()], "{}", page.words());
        let action = page.attributes("main form", "action").concat();
        let pressed = presser.post(&action, &[("next", &game)]).await;
        delivered(&app, &office).await;
        pressed
    };
    let here = app.visitor();
    assert_eq!(confirm(&here, &here, "here@example.org").await.location(), game);
    let (anna, there) = (app.visitor(), app.visitor());
    let page = confirm(&anna, &there, "there@example.org").await.follow().await;
    assert!(page.contains("Your address is confirmed.") && page.contains("Sign in as Anna?"), "{}", page.words());
    assert!(!there.is_signed_in().await);
    let action = page.attributes("main form", "action").concat();
    assert_eq!(there.post(&action, &[("next", &game)]).await.location(), game);
    assert_eq!(there.get(&game).await.attributes("main", "data-mine"), ["confirmed"]);
}

#[actix_web::test]
async fn who_has_not_confirmed_is_told_where_they_look() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = app.player("Ana").await;
    let letter = app_letter_for(&app, &office, &ana).await;
    let game = app.game().create().await;
    let path = format!("/games/{game}");
    ana.join(game).await;
    let (account, page) = (ana.get("/me/account").await, ana.get(&path).await);
    assert!(account.contains("Your address is not confirmed"), "{}", account.words());
    assert!(page.contains("nothing is mailed to it yet"), "{}", page.words());
    let sent = ana.post("/me/account/confirm", &[("next", &path)]).await;
    assert_eq!(sent.location(), path);
    assert_eq!(app.visitor().post(&letter.path("confirm"), &[]).await.status, 303);
    assert!(!ana.get("/me/account").await.contains("not confirmed"));
    assert!(!ana.get(&path).await.contains("nothing is mailed"));
}

#[actix_web::test]
async fn where_the_mail_went_is_shown_until_its_button_is_pressed_whoever_has_the_address() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (bo, game) = (app.player("Bo").await, app.game().create().await);
    delivered(&app, &office).await;
    let anna = app.visitor();
    anna.post(&format!("/games/{game}/registration"), &[("name", "Anna")]).await.follow().await;
    let mut pages = Vec::new();
    for email in [bo.email.as_str(), "nobody@example.org"] {
        anna.post(EMAIL, &[("email", email)]).await.follow().await;
        for written in [false, true] {
            let page = anna.get(EMAIL).await;
            assert!(page.contains(&format!("A mail went to {email}")), "written: {written}: {}", page.words());
            pages.push(page.words().replace(email, "…"));
            delivered(&app, &office).await;
        }
        pass(&app, 1);
    }
    assert!(pages.windows(2).all(|two| two[0] == two[1]), "{pages:?}");
    pass(&app, DAY);
    assert!(!anna.get(EMAIL).await.contains("A mail went to"));
}

#[actix_web::test]
async fn the_first_admin_is_asked_for_their_address_too() {
    let office = PostOffice::open();
    let app = TestApp::empty_with(|config| {
        config.settings.mail = Some(office.settings());
        config.settings.public_url = Some("http://games.example.org".parse().unwrap());
    })
    .await;
    let link = app.set_up.clone().unwrap();
    assert_eq!(app.visitor().post(&link, &set_up_fields()).await.status, 303);
    assert!(only(&app, &office).await.subject().starts_with("Is this your address?"));
}
