//! Joining, waiting, bringing guests and leaving, as players meet them.

mod parties;
mod times;

use kickabout::store::{self, DbConn, Job, QueryError, Scope};
use kickabout::types::{GameId, PlayerId, Timestamp, time::HOUR};

use crate::support::*;

const NOON: &str = "2027-03-20T12:00:00Z";

fn path(game: GameId) -> String {
    format!("/games/{game}")
}

async fn mine(person: &Person, game: GameId) -> String {
    person.get(&path(game)).await.attributes("main", "data-mine").concat()
}

async fn leave_again(person: &Person, game: GameId, attempt: &str) -> Answer {
    person.post(&format!("/games/{game}/registration/withdraw"), &[("attempt", attempt)]).await
}

async fn bring(person: &Person, game: GameId, guests: &[&str]) -> Answer {
    let fields: Vec<_> = guests.iter().map(|guest| ("guest", *guest)).collect();
    person.post(&format!("/games/{game}/registration/guests"), &fields).await
}

/// Moves the clock on by so many hours.
fn pass(app: &TestApp, hours: i64) {
    app.clock.set(app.clock.now().plus(hours * HOUR));
}
