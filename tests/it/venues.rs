//! Venues are added, changed and retired, and the games there come along.

use kickabout::{
    store::{self, venues::Venue},
    types::{EventKind, MessageKind, VenueId},
};

use crate::organize::game_form;
use crate::support::*;

const NOW: &str = "2027-03-20T10:00:00Z";
const HALL: [(&str, &str); 3] = [("name", "The Hall"), ("address", "Uferweg 3"), ("time_zone", "Europe/Berlin")];

impl TestApp {
    async fn venue(&self, id: i64) -> Venue {
        self.store.read(move |conn| store::venues::find(conn, VenueId::new(id))).await.unwrap()
    }
}

#[actix_web::test]
async fn an_organizer_adds_a_venue_and_every_organizer_can_choose_it() {
    let app = TestApp::at(NOW).await;
    let (olga, max) = (app.organizer("Olga").await, app.organizer("Max").await);
    assert!(olga.get("/organize/venues").await.contains("No venues yet"));
    for _ in 0..2 {
        let answer = olga.post("/organize/venues", &HALL).await;
        assert_eq!((answer.status, answer.location()), (303, "/organize/venues"));
    }
    let list = max.get("/organize/venues").await;
    assert_eq!(list.select(".rows li").len(), 1, "the same venue twice is one");
    assert!(list.contains("Uferweg 3 · Europe/Berlin"));
    assert!(list.attributes(".rows a", "href").is_empty(), "it is Olga's to change");
    let options = max.get("/organize/games/new").await.select("#f-venue option");
    assert_eq!(options, ["No venue: the place below", "The Hall"]);
}

#[actix_web::test]
async fn a_wrong_venue_keeps_what_was_typed() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let wrong = [("name", ""), ("address", "Uferweg 3"), ("time_zone", "Europe/Atlantis")];
    let answer = olga.post("/organize/venues", &wrong).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.attributes("[aria-invalid=true]", "name"), ["name", "time_zone"]);
    assert_eq!(answer.attributes("[name=address]", "value"), ["Uferweg 3"]);
    assert_eq!(answer.attributes("[name=time_zone]", "value"), ["Europe/Atlantis"]);
    olga.post("/organize/venues", &HALL).await;
    let answer = olga.post("/organize/venues/1", &wrong).await;
    assert_eq!(answer.status, 422);
    assert_eq!(app.venue(1).await.name.as_str(), "The Hall");
}

#[actix_web::test]
async fn games_keep_their_wall_time_when_their_venue_gets_another_zone_and_the_players_are_told() {
    let app = TestApp::at(NOW).await;
    let (olga, ana) = (app.organizer("Olga").await, app.player("Ana").await);
    olga.post("/organize/venues", &HALL).await;
    let game = olga.posts(&[("place", ""), ("venue", "1")]).await;
    app.register(game, &ana).await;
    assert!(olga.get("/organize/venues/1").await.contains("1 game is planned here."));
    let lisbon = [("name", "The Hall"), ("address", "Uferweg 3"), ("time_zone", "Europe/Lisbon")];
    let answer = olga.post("/organize/venues/1", &lisbon).await;
    assert_eq!((answer.status, answer.location()), (303, "/organize/venues"));
    let found = app.find(game).await;
    assert_eq!((found.time_zone.name(), found.starts_wall.as_str()), ("Europe/Lisbon", "2027-03-25T19:00"));
    assert_eq!(found.starts_at.rfc3339(), "2027-03-25T19:00:00Z");
    let (before, after) = ("Thu 25 Mar 2027, 19:00 CET".to_owned(), "Thu 25 Mar 2027, 19:00 WET".to_owned());
    assert_eq!(app.changes(game).await[1], (EventKind::TimeChanged, before.clone(), after.clone()));
    assert_eq!(app.told(&ana).await, [(MessageKind::Changed, before, after)]);
    olga.post("/organize/venues/1", &lisbon).await;
    assert_eq!(app.changes(game).await.len(), 2, "the same form again changes nothing");
    assert_eq!(app.audited().await[0], "venue.edit");
}

#[actix_web::test]
async fn a_renamed_venue_is_found_by_its_new_name_and_said_on_the_timeline() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    olga.post("/organize/venues", &HALL).await;
    let game = olga.posts(&[("place", ""), ("venue", "1")]).await;
    let renamed = [("name", "Grüne Halle"), ("address", "Uferweg 3"), ("time_zone", "Europe/Berlin")];
    assert_eq!(olga.post("/organize/venues/1", &renamed).await.status, 303);
    assert_eq!(app.find(game).await.search_text, "five-a-side grune halle football");
    let change = &app.changes(game).await[1];
    assert_eq!((change.0, change.2.as_str()), (EventKind::PlaceChanged, "Grüne Halle, Uferweg 3"));
}

#[actix_web::test]
async fn a_played_game_keeps_its_instant_whatever_becomes_of_its_venue() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    olga.post("/organize/venues", &HALL).await;
    let game = olga.posts(&[("place", ""), ("venue", "1")]).await;
    let before = app.find(game).await;
    app.clock.set(before.ends_at);
    let moved = [("name", "The Hall"), ("address", ""), ("time_zone", "Asia/Tokyo")];
    assert_eq!(olga.post("/organize/venues/1", &moved).await.status, 303);
    assert_eq!(app.find(game).await.starts_at, before.starts_at);
    assert_eq!(app.find(game).await.time_zone.name(), "Europe/Berlin");
}

#[actix_web::test]
async fn a_retired_venue_is_offered_for_no_new_game_until_it_is_brought_back() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    olga.post("/organize/venues", &HALL).await;
    let game = olga.posts(&[("place", ""), ("venue", "1")]).await;
    for _ in 0..2 {
        assert_eq!(olga.post("/organize/venues/1/retire", &[]).await.status, 303);
    }
    assert!(olga.get("/organize/venues").await.contains("Retired"));
    let refused = olga.post("/organize/games", &game_form(&[("place", ""), ("venue", "1")])).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.select("#f-venue-error").len(), 1);
    assert_eq!(olga.edits(game, &[("place", ""), ("venue", "1"), ("price", "3")]).await.status, 303);
    assert_eq!(olga.post("/organize/venues/1/restore", &[]).await.status, 303);
    olga.posts(&[("place", ""), ("venue", "1"), ("date", "2027-04-01")]).await;
    let retirings = app.audited().await.into_iter().filter(|action| action == "venue.retire").count();
    assert_eq!(retirings, 1);
}

#[actix_web::test]
async fn a_venue_is_changed_by_who_added_it_and_by_admins() {
    let app = TestApp::at(NOW).await;
    let (olga, max, ada) = (app.organizer("Olga").await, app.organizer("Max").await, app.admin("Ada").await);
    let ana = app.player("Ana").await;
    olga.post("/organize/venues", &HALL).await;
    let renamed = [("name", "Mine"), ("address", ""), ("time_zone", "Europe/Berlin")];
    for person in [&max, &ana] {
        assert_eq!(person.get("/organize/venues/1").await.status, 403);
        for path in ["/organize/venues/1", "/organize/venues/1/retire", "/organize/venues/1/restore"] {
            assert_eq!(person.post(path, &renamed).await.status, 403, "{path}");
        }
    }
    assert_eq!(app.visitor().post("/organize/venues/1", &renamed).await.status, 303);
    assert_eq!(app.venue(1).await.name.as_str(), "The Hall");
    assert_eq!(app.venue(1).await.retired_at, None);
    assert_eq!(ada.post("/organize/venues/1", &renamed).await.status, 303);
    assert_eq!(app.venue(1).await.name.as_str(), "Mine");
    assert_eq!(ada.get("/organize/venues/99").await.status, 404);
    assert_eq!(ada.get("/organize/venues/01").await.status, 404);
}
