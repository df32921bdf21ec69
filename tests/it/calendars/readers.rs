//! Files for other readers: with `KICKABOUT_FEEDS` naming a folder, what this test fetches is written there, with what
//! must be read in it. `tests/calendars` reads it with two programs that others wrote.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::entries::{HOSTILE, Overwrite};
use super::file::{File, said};
use super::*;

/// Entries as any reader must understand them.
fn meant(file: &File) -> Value {
    let meaning = |entry: &BTreeMap<String, String>| {
        let mut meaning: BTreeMap<&str, String> =
            entry.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        for name in ["SUMMARY", "LOCATION", "DESCRIPTION"] {
            meaning.insert(name, said(&entry[name]));
        }
        json!(meaning)
    };
    file.entries.iter().map(meaning).collect()
}

fn keep(name: &str, answer: &Answer) {
    keep_file(name, &answer.bytes, &File::of(answer));
}

/// Keeps `bytes`, which are read as `file`.
pub fn keep_file(name: &str, bytes: &[u8], file: &File) {
    if let Some(folder) = std::env::var_os("KICKABOUT_FEEDS").map(PathBuf::from) {
        std::fs::write(folder.join(format!("{name}.ics")), bytes).unwrap();
        let meant = serde_json::to_vec_pretty(&meant(file)).unwrap();
        std::fs::write(folder.join(format!("{name}.json")), meant).unwrap();
    }
}

#[actix_web::test]
async fn feeds_for_other_readers() {
    let app = known_as("http://games.example.org", "2026-11-01T12:00:00Z").await;
    let ana = app.player("Ana").await;
    keep("empty", &ana.get(FEED).await);
    for (zone, wall) in [
        ("Europe/Berlin", "2027-03-25T19:00"),
        ("Europe/Berlin", "2027-04-01T19:00"),
        ("America/New_York", "2027-03-11T19:00"),
        ("America/New_York", "2027-03-18T19:00"),
        ("Europe/Berlin", "2027-03-28T02:30"),
        ("Europe/Berlin", "2027-10-31T02:30"),
        ("America/Vancouver", "2026-11-05T19:00"),
        ("Africa/Cairo", "2027-04-30T00:30"),
    ] {
        app.game().title(&format!("{wall} in {zone}")).starts_at(wall, zone).create().await;
    }
    let hostile = app.game().unlisted().create().await;
    app.store.write(Overwrite(hostile, HOSTILE)).await.unwrap();
    let key = app.store.read(move |conn| store::games::find(conn, hostile)).await.unwrap().link_key;
    keep("hostile", &ana.get(&format!("{}?key={key}", file_of(hostile))).await);
    for before in 0..40 {
        app.game().title(&format!("{}👩🏽‍🤝‍👨🏻, né; 老虎", "a".repeat(45 + before))).starts_in(100).create().await;
    }
    keep("everybody", &ana.get(FEED).await);
    let full = app.game().capacity(1).create().await;
    app.player("Bo").await.join(full).await;
    ana.join(full).await;
    ana.post(&format!("/games/{hostile}/registration?key={key}"), &[]).await;
    let made = ana.post("/me/calendar", &[]).await.attributes(".share input", "value").concat();
    keep("own", &ana.get(made.trim_start_matches("http://games.example.org")).await);
}
