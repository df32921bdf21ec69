//! The calendar of one's own games, at its secret address.

use kickabout::domain::organizing::Cancel;
use kickabout::domain::people::{Delete, Disable, Enable};
use kickabout::types::Reason;

use super::file::{File, said};
use super::*;

/// Makes an address, and answers its path.
async fn address_of(person: &Person) -> String {
    let form = person.get("/me/calendar").await.fields("form[action='/me/calendar']");
    let fields: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = person.post("/me/calendar", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.words());
    let paths = answer.attributes(".card p > a:has(code)", "href");
    assert_eq!(paths.len(), 1, "{}", answer.words());
    assert!(paths[0].starts_with("/calendar/") && paths[0].len() == "/calendar/".len() + 22 + ".ics".len());
    paths[0].clone()
}

#[actix_web::test]
async fn it_has_what_i_am_in_and_what_i_wait_for_and_what_was_called_off() {
    let app = TestApp::at(NOW).await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let full = app.game().title("Full").capacity(1).starts_in(24).always_at_once().create().await;
    let mine = app.game().title("Mine").starts_in(48).create().await;
    let off = app.game().title("Off").starts_in(72).create().await;
    let left = app.game().title("Left").starts_in(96).create().await;
    let hidden = app.game().title("Hidden").unlisted().starts_in(120).create().await;
    app.game().title("Not mine").create().await;
    bo.join(full).await;
    for game in [full, mine, off, left] {
        ana.join(game).await;
    }
    ana.leave(left).await;
    let key = app.store.read(move |conn| store::games::find(conn, hidden)).await.unwrap().link_key;
    ana.post(&format!("/games/{hidden}/registration?key={key}"), &[]).await;
    let by = app.founder().await;
    app.store.write(Cancel { game: off, by, reason: Some(Reason::parse("Rain").unwrap()) }).await.unwrap();
    let path = address_of(&ana).await;
    let answer = app.visitor().get(&path).await;
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let file = File::of(&answer);
    assert_eq!(file.all("SUMMARY"), ["Waitlist: Full", "Mine", "Cancelled: Off", "Hidden"]);
    assert_eq!(file.all("STATUS"), ["TENTATIVE", "CONFIRMED", "CANCELLED", "CONFIRMED"]);
    assert_eq!(file.properties["NAME"], "Riverside: my games");
    let tag = answer.header("etag").to_owned();
    let visitor = app.visitor();
    let again = visitor.send(visitor.request("GET", &path).header("If-None-Match", tag)).await;
    assert_eq!(again.status, 304);
    app.clock.set(app.store.now().plus(60));
    bo.leave(full).await;
    let moved_in = File::of(&app.visitor().get(&path).await);
    assert_eq!(moved_in.all("STATUS")[0], "CONFIRMED");
    assert!(moved_in.all("DTSTAMP")[0] > file.all("DTSTAMP")[0], "that it is mine now is a change");
    app.clock.set(app.store.now().plus(40 * DAY));
    assert!(File::of(&app.visitor().get(&path).await).entries.is_empty());
}

#[actix_web::test]
async fn its_address_is_shown_once_replaced_and_taken_back() {
    let app = TestApp::at(NOW).await;
    let ana = app.player("Ana").await;
    let page = ana.get("/me/calendar").await;
    assert_eq!(page.select(".card button"), ["Make my address"]);
    let first = address_of(&ana).await;
    assert_eq!(app.visitor().get(&first).await.status, 200);
    let page = ana.get("/me/calendar").await;
    assert!(!page.text.contains(&first), "it is not shown again");
    assert_eq!(page.select(".card button"), ["Make a new address", "Turn it off"]);
    let second = address_of(&ana).await;
    assert_eq!((app.visitor().get(&first).await.status, app.visitor().get(&second).await.status), (404, 200));
    let ended = ana.post("/me/calendar/revoke", &[]).await;
    assert_eq!((ended.status, ended.location()), (303, "/me/calendar"));
    assert!(ended.follow().await.contains("leads nowhere any more"));
    assert_eq!(app.visitor().get(&second).await.status, 404);
    assert_eq!(ana.post("/me/calendar/revoke", &[]).await.status, 303, "done is done");
}

/// Reloading the page that shows it sends the form once more.
#[actix_web::test]
async fn the_same_form_again_does_not_end_what_was_just_subscribed_to() {
    let app = TestApp::at(NOW).await;
    let ana = app.player("Ana").await;
    let first = address_of(&ana).await;
    let reloaded = ana.post("/me/calendar", &[]).await;
    assert_eq!((reloaded.status, reloaded.location()), (303, "/me/calendar"));
    assert!(reloaded.follow().await.contains("Your calendar has an address already. It is as it was."));
    assert_eq!(app.visitor().get(&first).await.status, 200);
    let replaces = ana.get("/me/calendar").await.attributes("input[name=replaces]", "value").concat();
    app.clock.set(app.store.now().plus(60));
    assert_eq!(ana.post("/me/calendar", &[("replaces", &replaces)]).await.status, 200);
    assert_eq!(app.visitor().get(&first).await.status, 404);
    assert_eq!(ana.post("/me/calendar", &[("replaces", &replaces)]).await.status, 303);
    assert_eq!(ana.post("/me/calendar", &[("replaces", "x")]).await.status, 303);
}

#[actix_web::test]
async fn each_time_i_become_something_else_my_entry_is_a_later_one() {
    let app = TestApp::at(NOW).await;
    let ana = app.player("Ana").await;
    let game = app.game().capacity(1).always_at_once().create().await;
    let path = address_of(&ana).await;
    let mut seen: Vec<(u32, String)> = Vec::new();
    for attempt in ["0", "1"] {
        let bo = app.player("Bo").await;
        bo.join(game).await;
        ana.post(&format!("/games/{game}/registration"), &[("attempt", attempt)]).await;
        for status in ["TENTATIVE", "CONFIRMED"] {
            let feed = File::of(&app.visitor().get(&path).await);
            let (taken, entry) = (File::of(&ana.get(&file_of(game)).await), feed.entry());
            assert_eq!(entry["STATUS"], status);
            assert_eq!(taken.entry(), entry, "what is taken over is the same entry");
            seen.push((entry["SEQUENCE"].parse().unwrap(), entry["DTSTAMP"].clone()));
            app.clock.set(app.store.now().plus(60));
            bo.leave(game).await;
        }
        ana.post(&format!("/games/{game}/registration/withdraw"), &[("attempt", attempt)]).await;
        assert!(File::of(&app.visitor().get(&path).await).entries.is_empty());
        app.clock.set(app.store.now().plus(60));
    }
    assert!(seen.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1), "{seen:?}");
}

#[actix_web::test]
async fn coming_if_enough_do_and_then_waiting_are_two_entries() {
    let app = TestApp::at(NOW).await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let game = app.game().capacity(2).create().await;
    let registration = format!("/games/{game}/registration");
    assert_eq!(ana.post(&registration, &[("only_if", "2")]).await.status, 303);
    let path = address_of(&ana).await;
    let entry = || async { File::of(&app.visitor().get(&path).await).entry().clone() };
    let before = entry().await;
    assert_eq!(
        said(&before["DESCRIPTION"]).lines().next(),
        Some("You're in if we get 2: until then you hold no spot.")
    );
    app.clock.set(app.store.now().plus(60));
    assert_eq!(bo.join_with(game, &["Jo"]).await.status, 303);
    let after = entry().await;
    assert_eq!(after["SUMMARY"], "Waitlist: Five-a-side");
    assert!(after["DTSTAMP"] > before["DTSTAMP"] && after["LAST-MODIFIED"] == after["DTSTAMP"]);
    assert_ne!(after["SEQUENCE"], before["SEQUENCE"]);
}

#[actix_web::test]
async fn only_the_hash_of_its_secret_is_kept() {
    let app = TestApp::at(NOW).await;
    let ana = app.player("Ana").await;
    let path = address_of(&ana).await;
    let secret = path.trim_start_matches("/calendar/").trim_end_matches(".ics").to_owned();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    store::backup::backup(&app.config.database, &copy).unwrap();
    let bytes = std::fs::read(copy).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let hash = kickabout::types::Secret::parse(&secret).unwrap().hash();
    assert!(holds(hash.as_str()) && !holds(&secret));
}

#[actix_web::test]
async fn a_wrong_secret_leads_nowhere_and_into_no_other_address() {
    let app = TestApp::at(NOW).await;
    let ana = app.player("Ana").await;
    let path = address_of(&ana).await;
    for wrong in ["/calendar/AAAAAAAAAAAAAAAAAAAAAA.ics", "/calendar/x.ics", "/calendar/.ics", "/calendar/%00.ics"] {
        assert_eq!(ana.get(wrong).await.status, 404, "{wrong}");
    }
    let upper = path.to_ascii_uppercase().replace("/CALENDAR/", "/calendar/").replace(".ICS", ".ics");
    assert_eq!(ana.get(&upper).await.status, 404, "its letters are told apart");
    ana.post("/me/calendar/revoke", &[]).await;
    assert!(!app.visitor().get(&path).await.text.contains(&path), "the way to sign in does not carry it");
}

#[actix_web::test]
async fn who_is_disabled_or_deleted_has_no_calendar() {
    let app = TestApp::at(NOW).await;
    let ana = app.player("Ana").await;
    let (player, by) = (ana.player(), app.founder().await);
    let path = address_of(&ana).await;
    app.store.write(Disable { player, by }).await.unwrap();
    assert_eq!(app.visitor().get(&path).await.status, 404);
    app.store.write(Enable { player, by }).await.unwrap();
    assert_eq!(app.visitor().get(&path).await.status, 200);
    app.store.write(Delete { player, by }).await.unwrap();
    assert_eq!(app.visitor().get(&path).await.status, 404);
    let made = app.store.read(move |conn| store::calendars::made_at(conn, player)).await.unwrap();
    assert_eq!(made, None, "nothing of it stays");
}

#[actix_web::test]
async fn a_site_that_knows_its_address_shows_it_whole() {
    let app = known_as("http://games.example.org", NOW).await;
    let ana = app.player("Ana").await;
    let answer = ana.post("/me/calendar", &[]).await;
    let copied = answer.attributes(".share input", "value").concat();
    let webcal = answer.attributes(".card a.go", "href").concat();
    assert!(copied.starts_with("http://games.example.org/calendar/"), "{copied}");
    assert_eq!(webcal, copied.replacen("http://", "webcal://", 1));
    assert_eq!(answer.header("cache-control"), "no-store");
}
