//! The lists of games: upcoming, past, and a month.

mod lists;
mod month;

use kickabout::{
    domain::{organizing::Cancel, venues::AddVenue},
    store::venues::VenueFields,
    types::{Address, GameId, Reason, VenueId, VenueName, Zone},
};

use crate::support::*;

/// A Saturday morning in Berlin.
const NOW: &str = "2027-03-20T10:00:00Z";

async fn venue(app: &TestApp, name: &str, zone: &str) -> VenueId {
    let fields = VenueFields {
        name: VenueName::parse(name).unwrap(),
        address: Address::default(),
        time_zone: Zone::parse(zone).unwrap(),
    };
    let by = app.founder().await;
    app.store.write(AddVenue { fields, by }).await.unwrap()
}

async fn cancel(app: &TestApp, game: GameId) {
    let reason = Some(Reason::parse("Rain").unwrap());
    let by = app.founder().await;
    app.store.write(Cancel { game, by, reason }).await.unwrap();
}

fn titles(page: &Answer) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.text);
    page.select(".game h3")
}

async fn asked(app: &TestApp, path: &str) -> Vec<String> {
    titles(&app.visitor().get(path).await)
}
