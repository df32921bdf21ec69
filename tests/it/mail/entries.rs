//! The game as an entry for the reader's own calendar, in the letters that are about it.

use std::collections::BTreeMap;

use crate::calendars::{file::File, readers::keep_file};

use super::*;

/// The entry that goes with a letter.
fn entry(letter: &Arrived) -> File {
    let [file] = &letter.calendars[..] else { panic!("{letter:?}") };
    assert_eq!((letter.methods[0].as_str(), letter.files[0].as_str()), ("PUBLISH", "game.ics"));
    assert!(letter.header("content-type").starts_with("multipart/mixed"), "{}", letter.header("content-type"));
    let read = File::read(file);
    assert_eq!(read.properties["METHOD"], "PUBLISH");
    read
}

/// The path of somebody's own calendar.
async fn feed_of(person: &Person) -> String {
    let made = person.post("/me/calendar", &[]).await.attributes(".share input", "value").concat();
    made.trim_start_matches("http://games.example.org").to_owned()
}

async fn sent(app: &TestApp, office: &PostOffice, subject: &str) -> Arrived {
    let arrived = delivered(app, office).await;
    let [letter] = &arrived[..] else { panic!("{subject}: {arrived:?}") };
    assert_eq!(letter.subject(), subject);
    letter.clone()
}

#[actix_web::test]
async fn every_letter_brings_the_entry_that_the_readers_feed_has() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = app.organizer("Olga").await;
    let (ana, bo) = (confirmed(&app, "Ana").await, app.player("Bo").await);
    delivered(&app, &office).await;
    let game = app.game().by(&olga).title("Kick, né; off").capacity(1).create().await;
    let feed = feed_of(&ana).await;
    let mut stamps = Vec::new();
    bo.join(game).await;
    ana.join(game).await;
    for (subject, state) in [
        ("You're on the waitlist", "TENTATIVE"),
        ("You're in now", "CONFIRMED"),
        ("Changed", "CONFIRMED"),
        ("Cancelled", "CANCELLED"),
    ] {
        match subject {
            "You're in now" => assert_eq!(bo.leave(game).await.status, 303),
            "Changed" => edit(&olga, game, &[("time", "20:00")]).await,
            "Cancelled" => {
                let cancel = format!("/organize/games/{game}/cancel");
                assert_eq!(olga.post(&cancel, &[("reason", "Rain; all day, everywhere")]).await.status, 303);
            }
            _ => {}
        }
        pass(&app, 5 * MINUTE);
        let letter = sent(&app, &office, &format!("{subject}: Kick, né; off")).await;
        let (mailed, fed) = (entry(&letter), File::of(&ana.get(&feed).await));
        assert_eq!(mailed.entry(), fed.entry(), "{subject}");
        assert_eq!(mailed.entry()["STATUS"], state);
        stamps.push((number(mailed.entry()), mailed.entry()["DTSTAMP"].clone()));
        pass(&app, MINUTE);
    }
    let rises =
        |later: fn(&(u32, String), &(u32, String)) -> bool| stamps.windows(2).all(|two| later(&two[0], &two[1]));
    assert!(rises(|one, two| one.0 < two.0), "what comes later replaces what came before: {stamps:?}");
    assert!(rises(|one, two| one.1 < two.1), "{stamps:?}");
}

#[actix_web::test]
async fn what_changes_afterwards_changes_no_letter_that_is_written() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = app.organizer("Olga").await;
    let ana = confirmed(&app, "Ana").await;
    delivered(&app, &office).await;
    let game = app.game().by(&olga).create().await;
    ana.join(game).await;
    office.treat(Treat::Die);
    let first = delivered(&app, &office).await;
    edit(&olga, game, &[("time", "20:00")]).await;
    office.treat(Treat::Take);
    pass(&app, MINUTE);
    let again = delivered(&app, &office).await;
    assert_eq!((first.len(), again.len()), (1, 1));
    assert_eq!(first[0].digest, again[0].digest);
    assert_eq!(first[0].calendars, again[0].calendars);
}

#[actix_web::test]
async fn who_is_taken_off_the_list_is_brought_the_end_of_their_entry() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = app.organizer("Olga").await;
    let ana = confirmed(&app, "Ana").await;
    let game = app.game().by(&olga).create().await;
    delivered(&app, &office).await;
    ana.join(game).await;
    let joined = entry(&sent(&app, &office, "You're in: Five-a-side").await);
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    let remove = format!("/organize/games/{game}/roster/{}/remove", entries[0].registration.id);
    assert_eq!(olga.post(&remove, &[]).await.status, 303);
    let removed = entry(&sent(&app, &office, "You're off the list: Five-a-side").await);
    let (before, after) = (joined.entry(), removed.entry());
    assert_eq!((after["STATUS"].as_str(), after["SUMMARY"].as_str()), ("CANCELLED", "Off the list: Five-a-side"));
    assert_eq!((after["TRANSP"].as_str(), &after["UID"]), ("TRANSPARENT", &before["UID"]));
    assert!(number(after) > number(before), "it replaces what came before");
    pass(&app, MINUTE);
    assert_eq!(ana.post(&format!("/games/{game}/registration"), &[("attempt", "1")]).await.status, 303);
    let back = entry(&sent(&app, &office, "You're in: Five-a-side").await);
    assert!(number(back.entry()) > number(after) && back.entry()["STATUS"] == "CONFIRMED");
}

fn number(entry: &BTreeMap<String, String>) -> u32 {
    entry["SEQUENCE"].parse().unwrap()
}

#[actix_web::test]
async fn letters_that_move_nothing_in_a_calendar_bring_none() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = app.organizer("Olga").await;
    let ana = confirmed(&app, "Ana").await;
    let game = app.game().by(&olga).create().await;
    ana.join(game).await;
    delivered(&app, &office).await;
    let message = [("to", "all"), ("text", "Bring a ball")];
    assert_eq!(olga.post(&format!("/organize/games/{game}/message"), &message).await.status, 303);
    let written = sent(&app, &office, "Message: Five-a-side").await;
    assert_eq!(written.calendars, Vec::<String>::new());
    assert!(written.header("content-type").starts_with("multipart/alternative"));
}

#[actix_web::test]
async fn mailed_entries_for_other_readers() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (ana, bo) = (confirmed(&app, "Ana").await, confirmed(&app, "Bo").await);
    delivered(&app, &office).await;
    let title = format!("{}👩🏽‍🤝‍👨🏻, né; 老虎", "a".repeat(50));
    let game = app.game().title(&title).capacity(1).starts_at("2027-03-28T02:30", "Europe/Berlin").create().await;
    for (person, name) in [(&ana, "mailed-in"), (&bo, "mailed-waiting")] {
        person.join(game).await;
        let arrived = delivered(&app, &office).await;
        keep_file(name, arrived[0].calendars[0].as_bytes(), &entry(&arrived[0]));
    }
}
