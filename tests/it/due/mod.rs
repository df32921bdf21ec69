//! What happens in games by itself, by the test's clock.

use kickabout::types::{GameId, Timestamp, time::HOUR};

use crate::support::*;

mod decision;
mod reminders;
mod warning;

/// Saturday noon in Greenwich; an hour later in Berlin.
const NOON: &str = "2027-03-20T12:00:00Z";
/// Monday evening in Berlin: 18:00 UTC.
const MONDAY: &str = "2027-03-22T19:00";

/// Sets the clock of `app` to an instant like "2027-03-21T17:00:00Z".
pub fn at(app: &TestApp, instant: &str) {
    let second = instant.parse::<jiff::Timestamp>().unwrap().as_second();
    app.clock.set(Timestamp::from_second(second));
}

/// Does what is due by `instant`; in how many games.
pub async fn round_at(app: &TestApp, instant: &str) -> usize {
    at(app, instant);
    round(app).await
}

/// Does what is due now; in how many games.
pub async fn round(app: &TestApp) -> usize {
    app.timekeeper.round().await.unwrap()
}

/// A game on Monday evening by `organizer` that takes so many of ten.
pub async fn monday(app: &TestApp, organizer: &Person, minimum: i32) -> GameId {
    app.game().by(organizer).minimum(minimum).starts_at(MONDAY, "Europe/Berlin").create().await
}

/// How many of the person's notices say `words`.
pub async fn told(person: &Person, words: &str) -> usize {
    person.get("/me/notices").await.words().matches(words).count()
}

/// One instance more over the same data.
pub async fn another(app: &TestApp) -> TestApp {
    TestApp::start(app.config.clone()).await
}

#[actix_web::test]
async fn each_game_has_its_turn_though_many_are_due_at_once() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    for _ in 0..105 {
        monday(&app, &olga, 8).await;
    }
    assert_eq!((round(&app).await, round(&app).await, round(&app).await), (100, 5, 0));
    at(&app, "2027-03-21T17:00:00Z");
    assert_eq!((round(&app).await, round(&app).await, round(&app).await), (100, 5, 0));
    app.clock.set(app.clock.now().plus(100 * HOUR));
    assert_eq!((round(&app).await, round(&app).await, round(&app).await), (100, 5, 0), "all are over by then");
}
