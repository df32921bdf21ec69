//! The waitlist changes gear: offers that are held, offers to everybody, and who is passed over.

mod everybody;
mod held;
mod limits;
mod rules;

use kickabout::domain::truth;
use kickabout::mail::MailSettings;
use kickabout::store;
use kickabout::types::{GameId, MessageKind, Timestamp};

use crate::mail::confirmed;
use crate::support::*;

/// More than a day before the games of these tests, which start on Thursday at 19:00 in Berlin.
const EARLY: &str = "2027-03-23T12:00:00Z";

/// A site that has a mail server, which nobody asks to send anything.
pub async fn site() -> TestApp {
    TestApp::at_with(EARLY, |config| {
        let server = "smtp://127.0.0.1:9".parse().unwrap();
        config.settings.mail = Some(MailSettings::new(server, "Riverside <games@riverside.example>").unwrap());
    })
    .await
}

fn path(game: GameId) -> String {
    format!("/games/{game}")
}

/// A game on Thursday at 19:00 in Berlin with so many seats.
async fn thursday(app: &TestApp, capacity: i32) -> GameId {
    app.game().starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(capacity).create().await
}

/// Sets the clock to that time in Berlin, where it is an hour later than in UTC.
fn at(app: &TestApp, wall: &str) {
    let second = format!("{wall}:00+01:00").parse::<jiff::Timestamp>().unwrap().as_second();
    app.clock.set(Timestamp::from_second(second));
}

/// Does what is due by then.
async fn worked_at(app: &TestApp, wall: &str) {
    at(app, wall);
    app.timekeeper.round().await.unwrap();
}

/// People whose addresses are theirs, in this order in the game or its line.
async fn joined<const N: usize>(app: &TestApp, game: GameId, names: [&str; N]) -> [Person; N] {
    let mut people = Vec::new();
    for name in names {
        let person = confirmed(app, name).await;
        assert_eq!(person.join(game).await.status, 303);
        people.push(person);
    }
    people.try_into().unwrap_or_else(|_| unreachable!())
}

async fn answer(person: &Person, game: GameId, what: &str) -> Answer {
    person.post(&format!("/games/{game}/registration/{what}"), &[]).await
}

async fn mine(person: &Person, game: GameId) -> String {
    person.get(&path(game)).await.attributes("main", "data-mine").concat()
}

/// How many messages of a kind the game has caused.
async fn told(app: &TestApp, game: GameId, kind: MessageKind) -> usize {
    app.store.read(move |conn| store::outbox::count(conn, game, kind)).await.unwrap()
}

/// Nothing that the database says of the game is impossible.
async fn is_sound(app: &TestApp, game: GameId) {
    let now = app.clock.now();
    let broken = app.store.read(move |conn| truth::broken(conn, game, now)).await.unwrap();
    assert!(broken.is_empty(), "{broken:?}");
}
