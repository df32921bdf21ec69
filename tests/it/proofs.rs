//! Who has shown whose an address is, and who has not: nobody shares an account with a stranger, and nobody learns who is here.

use kickabout::types::time::{HOUR, MINUTE};
use serde_json::Value;

use crate::mail::{delivered, pass, postman, site};
use crate::support::*;

const EMAIL: &str = "/me/account/email";
const ACCESS: &str = "/me/account/access";

/// Somebody in a new game by a name alone.
async fn by_name(app: &TestApp, name: &str) -> Person {
    let game = app.game().create().await;
    let person = app.visitor();
    person.post(&format!("/games/{game}/registration"), &[("name", name)]).await.follow().await;
    person
}

/// The path of the sign-in link that is mailed to `person`.
async fn sign_in_link(app: &TestApp, office: &PostOffice, person: &Person) -> String {
    assert_eq!(app.visitor().post("/login/link", &[("email", &person.email)]).await.status, 303);
    delivered(app, office).await.remove(0).path("sign-in")
}

#[actix_web::test]
async fn a_mailed_sign_in_leaves_the_owner_of_the_mailbox_alone_in_the_account() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let stranger = app.player("Victor").await;
    delivered(&app, &office).await;
    let (path, victor) = (sign_in_link(&app, &office, &stranger).await, app.visitor());
    let page = victor.get(&path).await;
    assert!(page.contains("the password from before ends"), "{}", page.words());
    let done = victor.post(&path, &[]).await.follow().await;
    assert!(done.contains("You're signed in, and nobody else is."), "{}", done.words());
    assert!(!stranger.is_signed_in().await && victor.is_signed_in().await);
    assert_eq!(stranger.sign_in(PASSWORD).await.status, 422);
    let path = sign_in_link(&app, &office, &stranger).await;
    let elsewhere = app.visitor();
    assert!(!elsewhere.get(&path).await.contains("the password from before ends"), "it is shown by now");
    elsewhere.post(&path, &[]).await;
    assert!(victor.is_signed_in().await && elsewhere.is_signed_in().await);
}

#[actix_web::test]
async fn who_confirms_elsewhere_is_alone_in_the_account_and_may_choose_a_password() {
    let office = PostOffice::open();
    let app = site(&office).await;
    for (name, chosen) in [("Victor", ""), ("Vera", "another fine password")] {
        let stranger = app.player(name).await;
        let letters = delivered(&app, &office).await;
        let (path, owner) = (letters.last().unwrap().path("confirm"), app.visitor());
        let page = owner.get(&path).await;
        assert!(page.contains("You are not signed in as") && page.contains("password from before ends"));
        let weak = owner.post(&path, &[("password", "short")]).await;
        assert_eq!((weak.status, weak.select("#f-password-error").len()), (422, 1));
        assert!(stranger.is_signed_in().await, "a mistake changes nothing");
        assert_eq!(owner.post(&path, &[("password", chosen)]).await.status, 303);
        assert!(!stranger.is_signed_in().await);
        assert_eq!(owner.is_signed_in().await, !chosen.is_empty());
        assert_eq!(stranger.sign_in(PASSWORD).await.status, 422);
        assert_eq!(stranger.sign_in(chosen).await.status, if chosen.is_empty() { 422 } else { 303 });
    }
}

#[actix_web::test]
async fn a_newcomer_goes_on_at_once_and_nobody_learns_whose_an_address_is() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let bo = app.player("Bo").await;
    delivered(&app, &office).await;
    let mut said = Vec::new();
    for email in [bo.email.as_str(), "cleo@example.org"] {
        let newcomer = app.visitor();
        assert!(newcomer.get("/signup").await.select("#f-password").is_empty(), "it is chosen with the button");
        let fields = [("name", "Cleo"), ("email", email), ("next", "/calendar"), ("password", PASSWORD)];
        let answer = newcomer.post("/signup", &fields).await;
        assert_eq!((answer.status, answer.location()), (303, "/calendar"));
        assert!(answer.follow().await.contains("Welcome. A mail is on its way"));
        assert!(newcomer.is_signed_in().await);
        assert_eq!(newcomer.join(app.game().create().await).await.status, 303);
        let account = newcomer.get("/me/account").await;
        assert_eq!(account.attributes("#access form", "action"), [EMAIL]);
        said.push((answer.header("content-length").to_owned(), account.select("#access")));
    }
    assert_eq!(said[0], said[1]);
    let letters = delivered(&app, &office).await;
    assert_eq!((letters[0].to[0].as_str(), letters[0].subject()), (bo.email.as_str(), "Is that you too? Riverside"));
    assert!(letters[0].text.contains("you can also just sign in"), "{}", letters[0].text);
    let cleo = app.visitor();
    let done = cleo.post(&letters[1].path("confirm"), &[("password", PASSWORD)]).await.follow().await;
    assert!(done.contains("Your address is confirmed, and you're signed in."), "{}", done.words());
    assert_eq!(
        app.visitor().post("/login", &[("email", "cleo@example.org"), ("password", PASSWORD)]).await.status,
        303
    );
    let wrong = app.visitor().post("/signup", &[("name", ""), ("email", "nonsense")]).await;
    assert_eq!((wrong.status, wrong.select(".error").len()), (422, 2));
}

#[actix_web::test]
async fn newcomers_who_have_not_confirmed_their_address_count_as_names_from_one_address() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let game = app.game().create().await;
    for (number, status) in [303, 303, 303, 303, 303, 409].into_iter().enumerate() {
        let newcomer = app.visitor();
        let email = format!("made-up-{number}@example.org");
        assert_eq!(newcomer.post("/signup", &[("name", "Spy"), ("email", &email)]).await.status, 303);
        assert_eq!(newcomer.join(game).await.status, status, "{number}");
    }
    let known = app.player("Gil").await;
    assert_eq!(known.join(game).await.status, 303, "an account is no name");
}

#[actix_web::test]
async fn a_name_alone_gets_an_address_by_its_mail_alone_whoever_has_it() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let bo = app.player("Bo").await;
    delivered(&app, &office).await;
    let mut said = Vec::new();
    for email in [bo.email.as_str(), "cleo@example.org"] {
        let name = by_name(&app, "Cleo").await;
        let answer = name.post(ACCESS, &[("email", email), ("password", PASSWORD)]).await;
        let page = answer.follow().await;
        let main: Vec<_> = page.select("main").iter().map(|words| words.replace(email, "…")).collect();
        said.push((answer.status, answer.location().to_owned(), main, page.select(".notice")));
        assert!(name.get("/me/account").await.contains("You have a name here, and no password."));
    }
    assert_eq!(said[0], said[1]);
    let letters = delivered(&app, &office).await;
    assert_eq!(
        letters.iter().map(|letter| letter.to[0].as_str()).collect::<Vec<_>>(),
        [&*bo.email, "cleo@example.org"]
    );
}

#[actix_web::test]
async fn the_file_of_who_asked_says_nothing_about_who_has_the_address() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let bo = app.player("Bo").await;
    delivered(&app, &office).await;
    let mut files = Vec::new();
    for (treat, round) in [(Treat::Take, 0), (Treat::Defer, 1), (Treat::Refuse, 2)] {
        office.arrived();
        office.treat(treat);
        for (email, stands_for) in [(bo.email.clone(), &bo.email), (format!("free-{round}@example.org"), &bo.email)] {
            let name = by_name(&app, "Spy").await;
            assert_eq!(name.post(EMAIL, &[("email", &email)]).await.status, 303);
            postman(&app).round().await.unwrap();
            let text = name.get("/me/account/data.json").await.text.replace(&email, stands_for);
            let mut data = serde_json::from_str::<Value>(&text).unwrap()["data"].clone();
            data["links"][0]["player_id"] = Value::Null;
            files.push((data["mails"].clone(), data["links_asked_for"].clone(), data["links"].clone()));
        }
        assert_eq!(files[2 * round], files[2 * round + 1]);
        assert_eq!(files[2 * round].1[0]["recipient"], bo.email.as_str());
    }
}

#[actix_web::test]
async fn the_most_letters_are_counted_by_mailbox_and_not_by_spelling() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let mia = app.player("Mia").await;
    delivered(&app, &office).await;
    let (local, host) = mia.email.split_once('@').unwrap();
    let upper = local.to_uppercase();
    for number in 0..12 {
        let mixed = format!("{}{}@{host}", &upper[..number % 4], &local[number % 4..]);
        app.visitor().post("/login/link", &[("email", &mixed)]).await;
        if number % 3 == 0 {
            by_name(&app, "Spy").await.post(EMAIL, &[("email", &mixed)]).await;
        }
    }
    let letters = delivered(&app, &office).await;
    let links = |subject: &str| letters.iter().filter(|letter| letter.subject().starts_with(subject)).count();
    assert_eq!((links("Your sign-in link"), links("Is that you too?")), (5, 4));
}

#[actix_web::test]
async fn nobody_keeps_somebody_from_an_address_of_their_own() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (spy, vic) = (by_name(&app, "Spy").await, by_name(&app, "Vic").await);
    for _ in 0..5 {
        assert_eq!(spy.post(EMAIL, &[("email", "vic@example.org")]).await.status, 303);
    }
    delivered(&app, &office).await;
    let refused = spy.post(EMAIL, &[("email", "else@example.org")]).await;
    assert!(refused.status == 409 && refused.contains("Several links"), "{}", refused.words());
    let asked = vic.post(EMAIL, &[("email", "VIC@example.org")]).await.follow().await;
    assert!(asked.contains("A mail is on its way."), "{}", asked.words());
    assert_eq!(delivered(&app, &office).await.len(), 1);
}

#[actix_web::test]
async fn a_mailed_sign_in_works_for_an_hour_and_says_where_the_next_one_is() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = app.player("Ana").await;
    delivered(&app, &office).await;
    app.visitor().post("/login/link", &[("email", &ana.email)]).await;
    let letter = delivered(&app, &office).await.remove(0);
    assert!(letter.text.contains("for an hour"), "{}", letter.text);
    pass(&app, HOUR);
    let late = app.visitor().post(&letter.path("sign-in"), &[]).await;
    assert!(late.status == 404 && late.contains("Under Sign in you get another one by mail."), "{}", late.words());
}

#[actix_web::test]
async fn a_second_tap_on_a_mailed_button_is_no_mistake() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = app.player("Ana").await;
    delivered(&app, &office).await;
    let path = sign_in_link(&app, &office, &ana).await;
    let (one, two) = (app.visitor(), app.visitor());
    let fields = [("password", "another fine password")];
    let taps = [one.post(&path, &fields).await, two.post(&path, &fields).await];
    assert!(taps.iter().all(|tap| (tap.status, tap.location()) == (303, "/me")));
    assert!(two.is_signed_in().await && one.is_signed_in().await);
    assert_eq!(app.visitor().post(&path, &fields).await.status, 404, "somebody has used the session by now");
    let cleo = by_name(&app, "Cleo").await;
    cleo.post(EMAIL, &[("email", "cleo@example.org")]).await;
    let path = delivered(&app, &office).await.remove(0).path("confirm");
    let (one, two) = (app.visitor(), app.visitor());
    assert_eq!((one.post(&path, &fields).await.status, two.post(&path, &fields).await.status), (303, 303));
    assert!(two.is_signed_in().await);
    pass(&app, 5 * MINUTE);
    assert_eq!(app.visitor().post(&path, &fields).await.status, 404);
}

#[actix_web::test]
async fn where_admins_make_the_accounts_a_name_still_gets_its_address() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ada = app.admin("Ada").await;
    let cleo = by_name(&app, "Cleo").await;
    cleo.post(EMAIL, &[("email", "cleo@example.org")]).await;
    let path = delivered(&app, &office).await.remove(0).path("confirm");
    let settings = [
        ("name", "Riverside"),
        ("colour", "#116644"),
        ("time_zone", "Europe/Berlin"),
        ("currency", "EUR"),
        ("sports", "Football"),
        ("who_organizes", "organizers"),
        ("who_signs_up", "admins"),
        ("who_joins", "anyone"),
    ];
    assert_eq!(ada.post("/admin/settings", &settings).await.status, 303);
    assert!(!cleo.get("/me").await.contains("Add a password"));
    let done = cleo.post(&path, &[]).await.follow().await;
    assert!(done.contains("Your address is confirmed."), "{}", done.words());
    assert_eq!(app.visitor().post("/signup", &[("name", "X"), ("email", "x@example.org")]).await.status, 409);
}
