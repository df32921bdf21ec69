//! Two devices of one person become one player, by the address that is theirs.

use kickabout::domain::truth;
use kickabout::store::{self, DbConn, Job, QueryError, Scope};
use kickabout::types::{GameId, PlayerId, Role, Timestamp};

use crate::mail::{delivered, pass, site};
use crate::support::*;

const EMAIL: &str = "/me/account/email";

async fn assert_true(app: &TestApp, games: &[GameId]) {
    for &game in games {
        let now = app.store.now();
        let broken = app.store.read(move |conn| truth::broken(conn, game, now)).await.unwrap();
        assert!(broken.is_empty(), "{broken:?}");
    }
}

/// Somebody in `game` by a name alone.
async fn by_name(app: &TestApp, game: GameId, name: &str) -> Person {
    let mut person = app.visitor();
    let joined = person.post(&format!("/games/{game}/registration"), &[("name", name)]).await;
    assert_eq!(joined.status, 303, "{}", joined.words());
    joined.follow().await;
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    let entry = entries.iter().rev().find(|entry| entry.name.as_str() == name).unwrap();
    person.id = Some(entry.registration.player_id);
    person
}

/// Somebody with an account, whose address is known to be theirs.
async fn confirmed(app: &TestApp, office: &PostOffice, name: &str) -> Person {
    let person = app.player(name).await;
    let letters = delivered(app, office).await;
    let letter = letters.iter().find(|letter| letter.to[0] == person.email).unwrap();
    assert_eq!(person.post(&letter.path("confirm"), &[]).await.status, 303);
    person
}

/// The path of the link that goes to `email` when `person` gives it as theirs.
async fn asked(app: &TestApp, office: &PostOffice, person: &Person, email: &str) -> String {
    let sent = person.post(EMAIL, &[("email", email)]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let letters = delivered(app, office).await;
    let asks = |letter: &&Arrived| letter.to[0] == email && letter.subject().contains('?');
    letters.iter().find(asks).expect("no letter").path("confirm")
}

struct Change(PlayerId, fn(&mut DbConn, PlayerId, Timestamp) -> Result<(), QueryError>);

impl Job for Change {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        (self.1)(conn, self.0, now)
    }
}

#[actix_web::test]
async fn a_name_gets_an_address_by_the_button_and_nobody_learns_whose_it_is() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let game = app.game().create().await;
    let bo = confirmed(&app, &office, "Bo").await;
    let (anna, cleo) = (by_name(&app, game, "Anna").await, by_name(&app, game, "Cleo").await);
    let page = anna.get(&format!("/games/{game}")).await;
    assert!(page.contains("So we can tell you if it changes"), "{}", page.words());
    let wrong = anna.post(EMAIL, &[("email", "no address")]).await;
    assert_eq!((wrong.status, wrong.attributes("#f-email", "value")), (422, vec!["no address".to_owned()]));
    let back = format!("/games/{game}");
    let known = anna.post(EMAIL, &[("email", &bo.email), ("next", &back)]).await;
    let unknown = cleo.post(EMAIL, &[("email", "cleo@example.org"), ("next", &back)]).await;
    assert_eq!((known.location(), unknown.location()), (back.as_str(), back.as_str()));
    let said = [known.follow().await, unknown.follow().await].map(|page| page.select(".notice"));
    assert_eq!(said[0], said[1]);
    let letters = delivered(&app, &office).await;
    let subjects: Vec<_> = letters.iter().map(|letter| (letter.to[0].as_str(), letter.subject())).collect();
    assert_eq!(
        subjects,
        [(bo.email.as_str(), "Is that you too? Riverside"), ("cleo@example.org", "Is this your address? Riverside")]
    );
    let path = letters[1].path("confirm");
    assert!(app.visitor().get(&path).await.contains("Is this address yours?"));
    let done = app.visitor().post(&path, &[]).await.follow().await;
    assert!(done.contains("Your address is confirmed."), "{}", done.words());
    assert!(cleo.get(EMAIL).await.contains("Confirmed"));
    assert!(!cleo.get(&back).await.contains("So we can tell you if it changes"));
}

#[actix_web::test]
async fn two_devices_become_one_and_the_earlier_of_two_registrations_stays() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = confirmed(&app, &office, "Ana Lind").await;
    let (shared, only_phone) = (app.game().capacity(2).create().await, app.game().create().await);
    let phone = by_name(&app, shared, "Anna").await;
    ana.join(shared).await;
    let bo = app.player("Bo").await;
    bo.join(shared).await;
    phone.join(only_phone).await;
    assert_eq!(
        (app.seats(shared).await, app.queue(shared).await),
        (vec!["Anna".to_owned(), "Ana Lind".to_owned()], vec!["Bo".to_owned()])
    );
    delivered(&app, &office).await;
    let path = asked(&app, &office, &phone, &ana.email).await;
    let page = app.visitor().get(&path).await;
    assert!(page.contains("Are you “Anna” too?") && page.contains("Only if you did this yourself."));
    assert_eq!(app.seats(only_phone).await, ["Anna"], "looking changes nothing");
    let done = app.visitor().post(&path, &[]).await.follow().await;
    assert!(done.contains("the two are one player now"), "{}", done.words());
    assert_eq!(
        (app.seats(shared).await, app.queue(shared).await),
        (vec!["Ana Lind".to_owned(), "Bo".to_owned()], Vec::new())
    );
    assert_eq!(app.seats(only_phone).await, ["Ana Lind"]);
    let page = ana.get(&format!("/games/{shared}")).await;
    assert!(page.contains("You're in") && !page.contains("taken off"), "{}", page.words());
    assert!(page.contains("Can't make it"), "{}", page.words());
    let list = ana.get("/").await;
    assert_eq!(list.select(&format!("[data-game='{shared}'] .mine")), ["You're in"]);
    for browser in [&ana, &phone] {
        assert!(browser.get("/me/account").await.contains(&ana.email), "both lead to the one");
    }
    let visitor = app.visitor().get(&format!("/games/{only_phone}")).await;
    assert!(visitor.contains("Ana L.") && !visitor.contains("Anna"), "{}", visitor.words());
    assert_eq!(app.visitor().post(&path, &[]).await.status, 303, "a second tap is told the same");
    pass(&app, 300);
    assert_eq!(app.visitor().post(&path, &[]).await.status, 404, "it works once");
    let page = app.visitor().get(&format!("/games/{shared}")).await;
    assert!(page.contains("Ana L. was on the list twice: one entry is released"), "{}", page.words());
    assert_true(&app, &[shared, only_phone]).await;
}

#[actix_web::test]
async fn rights_and_the_running_of_games_come_along_and_no_session_gains_any() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (olga, pia) = (app.organizer("Olga").await, confirmed(&app, &office, "Pia").await);
    let game = app.game().by(&olga).create().await;
    let sent = olga.post(EMAIL, &[("email", &pia.email), ("current", PASSWORD)]).await;
    assert_eq!(sent.status, 303, "{}", sent.words());
    let letters = delivered(&app, &office).await;
    let path = letters.iter().find(|letter| letter.to[0] == pia.email).unwrap().path("confirm");
    assert_eq!(app.visitor().post(&path, &[]).await.status, 303);
    assert!(!olga.is_signed_in().await, "who has a password signs in with the one that is left");
    assert_eq!(olga.sign_in(PASSWORD).await.status, 422);
    let player = pia.player();
    let role = app.store.read(move |conn| store::players::find(conn, player)).await.unwrap().role;
    assert_eq!((role, pia.get(&format!("/organize/games/{game}")).await.status), (Role::Organizer, 200));
    let phone = by_name(&app, game, "Pi").await;
    let path = asked(&app, &office, &phone, &pia.email).await;
    let page = app.visitor().get(&path).await;
    assert!(page.contains("Where “Pi” is signed in, you are signed out"), "{}", page.words());
    assert_eq!(app.visitor().post(&path, &[]).await.status, 303);
    assert!(!phone.is_signed_in().await, "a name alone does not become an organizer's session");
    assert_eq!(app.seats(game).await, ["Pia"]);
}

#[actix_web::test]
async fn who_is_kept_out_stays_out_under_both_names() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (olga, ada) = (app.organizer("Olga").await, app.admin("Ada").await);
    let (first, next) = (app.game().by(&olga).create().await, app.game().by(&olga).create().await);
    let ana = confirmed(&app, &office, "Ana").await;
    ana.join(first).await;
    let entries = app.store.read(move |conn| store::registrations::entries(conn, first)).await.unwrap();
    olga.post(&format!("/organize/games/{first}/roster/{}/block", entries[0].registration.id), &[]).await;
    let phone = by_name(&app, next, "Anna").await;
    let path = asked(&app, &office, &phone, &ana.email).await;
    assert_eq!(app.visitor().post(&path, &[]).await.status, 303);
    assert_eq!(app.seats(next).await, Vec::<String>::new());
    let refused = phone.post(&format!("/games/{next}/registration"), &[("attempt", "1")]).await;
    assert!(refused.contains("The organizer has blocked you"), "{}", refused.words());
    let bo = confirmed(&app, &office, "Bo").await;
    ada.post(&format!("/admin/people/{}/disable", bo.player()), &[]).await;
    let other = by_name(&app, next, "Bobo").await;
    let path = asked(&app, &office, &other, &bo.email).await;
    let refused = app.visitor().post(&path, &[]).await;
    assert!(refused.status == 409 && refused.contains("is disabled"), "{}", refused.words());
    assert!(other.is_signed_in().await && app.seats(next).await == ["Bobo"]);
    assert_true(&app, &[first, next]).await;
}

#[actix_web::test]
async fn an_account_that_never_showed_its_address_keeps_no_password() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let game = app.game().create().await;
    let squatter = app.player("Somebody").await;
    delivered(&app, &office).await;
    let anna = by_name(&app, game, "Anna").await;
    let path = asked(&app, &office, &anna, &squatter.email).await;
    let page = anna.get(&path).await;
    assert!(page.contains("the password of that account ends"), "{}", page.words());
    let done = anna.post(&path, &[]).await.follow().await;
    assert!(done.contains("The account's password from before has ended"), "{}", done.words());
    assert!(!squatter.is_signed_in().await && anna.is_signed_in().await);
    assert_eq!(squatter.sign_in(PASSWORD).await.status, 422);
    assert!(anna.get("/me/account").await.contains(&squatter.email));
}

#[actix_web::test]
async fn nothing_names_who_is_gone_not_even_where_both_had_the_same() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = confirmed(&app, &office, "Ana").await;
    let game = app.game().create().await;
    let phone = by_name(&app, game, "Anna").await;
    for person in [&ana, &phone] {
        person.post("/me/calendar", &[]).await;
    }
    phone.post("/me/link", &[("next", "/me")]).await;
    let helper = |conn: &mut DbConn, player, now| {
        for game in store::games::ahead(conn, now)? {
            store::co_organizers::add(conn, game.id, player)?;
            store::blocks::insert(conn, game.organizer_id, player, player, now)?;
            store::blocks::insert(conn, player, game.organizer_id, player, now)?;
        }
        store::notices::switch(conn, player, kickabout::types::MailKind::Changed, false)
    };
    for person in [&ana, &phone] {
        app.store.write(Change(person.player(), helper)).await.unwrap();
    }
    let path = asked(&app, &office, &phone, &ana.email).await;
    let done = app.visitor().post(&path, &[]).await;
    assert_eq!(done.status, 303, "{}", done.words());
    let gone = phone.player();
    let named = app.store.read(move |conn| store::my_data::of_player(conn, gone)).await.unwrap();
    let named: Vec<_> = named.iter().filter(|(_, rows)| rows.as_array().is_some_and(|rows| !rows.is_empty())).collect();
    assert_eq!(named.len(), 2, "{named:?}");
    assert_eq!((named[0].0.as_str(), &named[0].1[0]["action"]), ("audit_naming_me", &"account.merge".into()));
    assert_eq!((named[1].0.as_str(), &named[1].1[0]["name"]), ("player", &"Former player".into()));
    assert!(phone.get("/me/account").await.contains("Take it back"), "the personal link goes on, and can be ended");
}

#[actix_web::test]
async fn who_is_signed_in_to_the_account_keeps_its_password() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    delivered(&app, &office).await;
    let phone = by_name(&app, game, "Anna").await;
    let path = asked(&app, &office, &phone, &ana.email).await;
    assert!(!ana.get(&path).await.contains("password of that account ends"));
    assert!(ana.post(&path, &[]).await.follow().await.contains("the two are one player now."));
    assert_eq!(ana.elsewhere().sign_in(PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn what_admins_did_to_either_is_in_the_file_of_the_one() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (ada, ana) = (app.admin("Ada").await, confirmed(&app, &office, "Ana").await);
    let game = app.game().by(&ada).create().await;
    let phone = by_name(&app, game, "Anna").await;
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    ada.post(&format!("/organize/games/{game}/roster/{}/remove", entries[0].registration.id), &[]).await;
    let path = asked(&app, &office, &phone, &ana.email).await;
    assert_eq!(app.visitor().post(&path, &[]).await.status, 303);
    let data = ana.get("/me/account/data.json").await;
    let data = serde_json::from_str::<serde_json::Value>(&data.text).unwrap()["data"].clone();
    let actions: Vec<_> = data["audit_naming_me"].as_array().unwrap().iter().map(|row| row["action"].clone()).collect();
    assert_eq!(actions, ["roster.remove", "account.merge"], "{data}");
}
