//! In with a name: strangers who type one, and find back.

mod confirmed;
mod joining;
mod limits;
mod way_back;

use kickabout::store::{self, people::PeopleFilter};
use kickabout::types::GameId;

use crate::support::*;

fn path(game: GameId) -> String {
    format!("/games/{game}")
}

/// Joins by `name`, with whatever cookies this browser has.
async fn join_as(browser: &Person, game: GameId, name: &str) -> Answer {
    browser.post(&format!("/games/{game}/registration"), &[("name", name), ("attempt", "0")]).await
}

/// A browser that is in `game` by `name`, and has seen that it is.
async fn in_as(app: &TestApp, game: GameId, name: &str) -> Person {
    let browser = app.visitor();
    let page = join_as(&browser, game, name).await.follow().await;
    assert_eq!(page.attributes("main", "data-mine"), ["confirmed"], "{}", page.words());
    browser
}

async fn mine(browser: &Person, game: GameId) -> String {
    browser.get(&path(game)).await.attributes("main", "data-mine").concat()
}

/// How many people the site knows.
async fn people(app: &TestApp) -> i64 {
    app.store.read(|conn| store::people::count(conn, &PeopleFilter::default())).await.unwrap()
}
