//! What an entry says, and when it says something else.

use std::collections::BTreeMap;

use kickabout::store::{DbConn, Job, QueryError, Scope};
use kickabout::types::Timestamp;

use super::file::{File, said};
use super::*;
use crate::organize::game_form;

async fn entry(app: &TestApp, game: GameId) -> BTreeMap<String, String> {
    File::of(&app.visitor().get(&file_of(game)).await).entry().clone()
}

fn sequence(entry: &BTreeMap<String, String>) -> i32 {
    entry["SEQUENCE"].parse().unwrap()
}

#[actix_web::test]
async fn an_entry_says_when_where_how_much_and_keeps_its_name() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let venue = [("name", "The Hall"), ("address", "Uferweg 3, Berlin"), ("time_zone", "Europe/Berlin")];
    olga.post("/organize/venues", &venue).await;
    let form = [("venue", "1"), ("place", ""), ("description", "Bring:\r\nwater; a ball"), ("level", "All levels")];
    let game = olga.posts(&form).await;
    let found = entry(&app, game).await;
    assert_eq!((found["DTSTART"].as_str(), found["DTEND"].as_str()), ("20270325T180000Z", "20270325T193000Z"));
    assert_eq!(said(&found["LOCATION"]), "The Hall, Uferweg 3, Berlin");
    assert_eq!(said(&found["DESCRIPTION"]), "Football · All levels\n7.50 EUR each\n\nBring:\nwater; a ball");
    assert_eq!(found["STATUS"], "CONFIRMED");
    let uid = &found["UID"];
    let id = uid.strip_prefix(&format!("game-{game}@")).unwrap();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{uid}");
    assert_eq!(&File::of(&olga.get(FEED).await).entry()["UID"], uid);
    let moved = known_as("https://elsewhere.example.org", NOW).await;
    let other = moved.game().create().await;
    assert_ne!(entry(&moved, other).await["UID"].split_once('@').unwrap().1, id, "no two sites share their names");
}

#[actix_web::test]
async fn the_sequence_rises_when_time_place_or_state_change_and_with_nothing_else() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    olga.post("/organize/venues", &[("name", "The Hall"), ("address", ""), ("time_zone", "Europe/Berlin")]).await;
    let game = olga.posts(&[]).await;
    let mut last = entry(&app, game).await;
    for (change, rises) in [
        (vec![("price", "8")], 0),
        (vec![("price", "8"), ("title", "Six-a-side")], 0),
        (vec![("price", "8"), ("time", "20:00")], 1),
        (vec![("price", "8"), ("time", "20:00"), ("duration", "60")], 1),
        (vec![("time", "20:00"), ("duration", "60"), ("place", "The hall")], 1),
        (vec![("time", "20:00"), ("duration", "60"), ("place", ""), ("venue", "1")], 1),
        (vec![("time", "20:00"), ("duration", "60"), ("place", ""), ("venue", "1")], 2),
    ] {
        app.clock.set(app.store.now().plus(60));
        let answer = match rises {
            // The same form again changes nothing; the venue's new address does.
            2 => {
                olga.post(
                    "/organize/venues/1",
                    &[("name", "The Hall"), ("address", "Uferweg 3"), ("time_zone", "Europe/Berlin")],
                )
                .await
            }
            _ => olga.edits(game, &change).await,
        };
        assert_eq!(answer.status, 303, "{}", answer.words());
        let now = entry(&app, game).await;
        assert_eq!(sequence(&now) - sequence(&last), rises.min(1), "{change:?}");
        assert!(now["DTSTAMP"] > last["DTSTAMP"], "{change:?}");
        assert_eq!((&now["UID"], &now["LAST-MODIFIED"]), (&last["UID"], &now["DTSTAMP"]));
        last = now;
    }
    let answer = olga.edits(game, &[("time", "20:00"), ("duration", "60"), ("place", ""), ("venue", "1")]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(entry(&app, game).await, last, "nothing was different");
    olga.post(&format!("/organize/games/{game}/cancel"), &[("reason", "Flooded, sorry")]).await;
    let off = entry(&app, game).await;
    assert_eq!(sequence(&off) - sequence(&last), 1);
    assert_eq!((off["STATUS"].as_str(), off["SUMMARY"].as_str()), ("CANCELLED", "Cancelled: Five-a-side"));
    assert!(said(&off["DESCRIPTION"]).starts_with("Cancelled: Flooded, sorry\n"));
    assert_eq!(File::of(&olga.get(FEED).await).all("STATUS"), ["CANCELLED"], "kept in the feed");
}

#[actix_web::test]
async fn publishing_a_draft_is_a_change_of_its_state() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let answer = olga.post("/organize/games", &game_form(&[])).await;
    let game = crate::organize::game_at(answer.location());
    let before = app.find(game).await.sequence;
    app.clock.set(app.store.now().plus(60));
    olga.post(&format!("/organize/games/{game}/publish"), &[]).await;
    let after = app.find(game).await;
    assert_eq!((after.sequence, after.changed_at), (before + 1, app.store.now()));
}

#[actix_web::test]
async fn the_instants_are_those_of_the_law() {
    let app = TestApp::at("2026-11-01T12:00:00Z").await;
    for (zone, wall, utc) in [
        ("Europe/Berlin", "2027-03-25T19:00", "20270325T180000Z"),
        ("Europe/Berlin", "2027-04-01T19:00", "20270401T170000Z"),
        ("America/New_York", "2027-03-11T19:00", "20270312T000000Z"),
        ("America/New_York", "2027-03-18T19:00", "20270318T230000Z"),
        ("Europe/Berlin", "2027-03-28T02:30", "20270328T013000Z"),
        ("Europe/Berlin", "2027-10-31T02:30", "20271031T003000Z"),
        ("America/Vancouver", "2026-11-05T19:00", "20261106T020000Z"),
        ("Africa/Cairo", "2027-04-30T00:30", "20270429T223000Z"),
    ] {
        let game = app.game().starts_at(wall, zone).create().await;
        assert_eq!(entry(&app, game).await["DTSTART"], utc, "{wall} in {zone}");
    }
    let olga = app.organizer("Olga").await;
    let game = olga.posts(&[("date", "2027-03-28"), ("time", "01:00"), ("duration", "120")]).await;
    let night = entry(&app, game).await;
    assert_eq!((night["DTSTART"].as_str(), night["DTEND"].as_str()), ("20270328T000000Z", "20270328T020000Z"));
}

/// Texts as no form takes them: an older program, or somebody with the database in hand, may have written them.
pub struct Overwrite(pub GameId, pub &'static str);

impl Job for Overwrite {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.0])
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), QueryError> {
        use diesel::{RunQueryDsl, sql_query, sql_types::Text};
        let game = self.0;
        let query = match conn {
            DbConn::Postgres(_) => {
                format!("UPDATE games SET title = $1, place = $2, description = $3, level = $4 WHERE id = {game}")
            }
            DbConn::Sqlite(_) => {
                format!("UPDATE games SET title = ?, place = ?, description = ?, level = ? WHERE id = {game}")
            }
        };
        let text = self.1;
        sql_query(query)
            .bind::<Text, _>(text)
            .bind::<Text, _>(text)
            .bind::<Text, _>(text)
            .bind::<Text, _>(text)
            .execute(conn)?;
        Ok(())
    }
}

/// Everything that means something to somebody who reads files; but for NUL, which one of the databases can't keep.
pub const HOSTILE: &str = "Kick, rush; \\o/ \"x\":\r\nEND:VEVENT\rBEGIN:VALARM\nTRIGGER:-PT1H\u{2028}X\u{85}Y\u{b}Z\u{202e}\u{7f}\u{1b}\t👩🏽‍🤝‍👨🏻 老虎";

#[actix_web::test]
async fn nothing_that_was_written_breaks_out_of_its_line() {
    let app = TestApp::at(NOW).await;
    let game = app.game().create().await;
    app.store.write(Overwrite(game, HOSTILE)).await.unwrap();
    let found = entry(&app, game).await;
    let read = "Kick, rush; \\o/ \"x\":\nEND:VEVENT\nBEGIN:VALARM\nTRIGGER:-PT1H\nX\nY\nZ 👩🏽‍🤝‍👨🏻 老虎";
    assert_eq!((said(&found["SUMMARY"]).as_str(), said(&found["LOCATION"]).as_str()), (read, read));
    assert!(said(&found["DESCRIPTION"]).ends_with(read));
    assert!(!found.contains_key("TRIGGER"));
}
