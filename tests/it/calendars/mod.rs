//! Games in people's own calendars.

mod entries;
pub mod file;
mod own;
pub mod readers;

use kickabout::{
    store,
    types::{GameId, time::DAY},
    web::PublicUrl,
};

use crate::support::*;
use file::File;

/// A Saturday morning in Berlin.
const NOW: &str = "2027-03-20T10:00:00Z";
const FEED: &str = "/calendar.ics";

fn file_of(game: GameId) -> String {
    format!("/games/{game}.ics")
}

/// A site that knows its own address, with a clock that stands.
async fn known_as(address: &str, instant: &str) -> TestApp {
    let second = instant.parse::<jiff::Timestamp>().unwrap().as_second();
    TestApp::with(|config| {
        config.clock = store::Clock::fixed(kickabout::types::Timestamp::from_second(second));
        config.settings.public_url = Some(PublicUrl::parse(address).unwrap());
    })
    .await
}

#[actix_web::test]
async fn the_feed_has_every_public_game_that_is_to_come_or_was_lately() {
    let app = TestApp::at(NOW).await;
    app.game().title("Over").starts_in(-72).create().await;
    app.game().title("Later").starts_in(96).create().await;
    app.game().title("Soon").starts_in(24).create().await;
    app.game().title("Draft").draft().create().await;
    app.game().title("Hidden").unlisted().create().await;
    let file = File::of(&app.visitor().get(FEED).await);
    assert_eq!(file.all("SUMMARY"), ["Over", "Soon", "Later"]);
    assert!(!file.properties.contains_key("METHOD"), "nothing is sent to anybody: it is fetched");
    assert_eq!(
        (file.properties["NAME"].as_str(), file.properties["X-WR-CALNAME"].as_str()),
        ("Riverside", "Riverside")
    );
    app.clock.set(app.store.now().plus(28 * DAY));
    assert_eq!(File::of(&app.visitor().get(FEED).await).all("SUMMARY"), ["Soon", "Later"]);
}

#[actix_web::test]
async fn the_feed_takes_the_filters_of_the_list_and_refuses_what_means_nothing() {
    let app = TestApp::at(NOW).await;
    app.game().title("Kick").create().await;
    app.game().title("Spike").sport("volleyball").starts_in(96).create().await;
    let full = app.game().title("Full").capacity(1).starts_in(24).create().await;
    app.player("Ana").await.join(full).await;
    let visitor = app.visitor();
    for (query, titles) in [
        ("sport=volleyball", vec!["Spike"]),
        ("q=kick", vec!["Kick"]),
        ("from=2027-03-22&to=2027-03-22", vec!["Kick"]),
        ("free=1", vec!["Kick", "Spike"]),
        ("sport=&venue=&from=&to=&q=", vec!["Full", "Kick", "Spike"]),
    ] {
        assert_eq!(File::of(&visitor.get(&format!("{FEED}?{query}")).await).all("SUMMARY"), titles, "{query}");
    }
    let narrowed = File::of(&visitor.get("/calendar.ics?sport=volleyball").await);
    assert_eq!(narrowed.properties["NAME"], "Riverside · Volleyball");
    for query in ["sport=chess", "venue=7", "from=2027-02-30", "free=yes", "q=%00", "sport=a&sport=b", "q=%ff"] {
        let answer = visitor.get(&format!("{FEED}?{query}")).await;
        assert!((400..500).contains(&answer.status), "{query}: {}", answer.status);
        assert!(!answer.words().is_empty());
    }
}

#[actix_web::test]
async fn what_is_called_off_stays_in_a_feed_of_games_with_free_spots() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let off = app.game().by(&olga).title("Off").create().await;
    app.game().title("Other").sport("volleyball").starts_in(24).create().await;
    app.game().title("On").starts_in(96).create().await;
    let feed = format!("{FEED}?free=1&sport=football");
    let visitor = app.visitor();
    assert_eq!(File::of(&visitor.get(&feed).await).all("STATUS"), ["CONFIRMED", "CONFIRMED"]);
    olga.post(&format!("/organize/games/{off}/cancel"), &[("reason", "Flooded")]).await;
    let file = File::of(&visitor.get(&feed).await);
    assert_eq!(file.all("SUMMARY"), ["Cancelled: Off", "On"]);
    let words = "It leaves your calendar once it is full or has begun.";
    assert!(visitor.get("/calendar?free=1").await.contains(words) && !visitor.get("/calendar").await.contains(words));
}

#[actix_web::test]
async fn a_feed_without_games_is_a_whole_calendar() {
    let app = TestApp::empty().await;
    let answer = app.visitor().get(FEED).await;
    assert!(File::of(&answer).entries.is_empty());
    assert!(answer.text.contains("BEGIN:VTIMEZONE\r\n"), "a calendar has at least one component");
}

#[actix_web::test]
async fn a_file_that_has_not_changed_is_not_sent_again() {
    let app = TestApp::at(NOW).await;
    let game = app.game().create().await;
    let visitor = app.visitor();
    for path in [FEED.to_owned(), file_of(game)] {
        let first = visitor.get(&path).await;
        assert_eq!(first.header("cache-control"), "no-cache");
        let tag = first.header("etag").to_owned();
        let again = |tag: String| visitor.send(visitor.request("GET", &path).header("If-None-Match", tag));
        let second = again(tag.clone()).await;
        assert_eq!((second.status, second.bytes.len(), second.header("etag")), (304, 0, tag.as_str()));
        assert_eq!(again("\"other\"".to_owned()).await.status, 200);
        app.clock.set(app.store.now().plus(3600));
        assert_eq!(visitor.get(&path).await.text, first.text, "when it is fetched says nothing");
    }
    let tag = visitor.get(FEED).await.header("etag").to_owned();
    app.game().title("Another").create().await;
    let changed = visitor.send(visitor.request("GET", FEED).header("If-None-Match", tag)).await;
    assert_eq!(File::of(&changed).entries.len(), 2);
}

#[actix_web::test]
async fn a_game_has_a_file_for_those_who_may_see_its_page() {
    let app = TestApp::at(NOW).await;
    let (olga, ana) = (app.organizer("Olga").await, app.player("Ana").await);
    let hidden = app.game().by(&olga).unlisted().create().await;
    let key = app.store.read(move |conn| store::games::find(conn, hidden)).await.unwrap().link_key;
    let with_key = format!("{}?key={key}", file_of(hidden));
    assert_eq!(app.visitor().get(&file_of(hidden)).await.status, 404);
    assert_eq!(app.visitor().get(&format!("{}?key=AAAAAAAAAAAAAAAAAAAAAA", file_of(hidden))).await.status, 404);
    let answer = app.visitor().get(&with_key).await;
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    assert_eq!(answer.header("content-disposition"), format!("inline; filename=\"game-{hidden}.ics\""));
    let file = File::of(&answer);
    assert_eq!((file.entries.len(), file.properties["METHOD"].as_str()), (1, "PUBLISH"));
    assert_eq!(ana.get(&file_of(hidden)).await.status, 404);
    ana.post(&format!("/games/{hidden}/registration?key={key}"), &[]).await;
    File::of(&ana.get(&file_of(hidden)).await).entry();
    let page = app.visitor().get(&format!("/games/{hidden}?key={key}")).await;
    assert!(page.attributes(".facts a", "href").contains(&with_key), "its page leads there");
    let public = app.game().by(&olga).create().await;
    assert_eq!(
        ana.get(&file_of(public)).await.header("cache-control"),
        "private, no-cache",
        "her cookie may come along"
    );
    let draft = app.game().by(&olga).draft().create().await;
    assert_eq!(olga.get(&file_of(draft)).await.status, 404, "there is nothing to come to yet");
    for wrong in ["/games/0.ics", "/games/1e0.ics", "/games/9223372036854775808.ics", "/games/%00.ics", "/games/.ics"] {
        assert_eq!(olga.get(wrong).await.status, 404, "{wrong}");
    }
}

#[actix_web::test]
async fn links_are_built_from_the_public_address_alone() {
    let app = known_as("http://games.example.org", NOW).await;
    let game = app.game().create().await;
    let visitor = app.visitor();
    let asked = visitor.send(visitor.request("GET", FEED).header("Host", "evil.example")).await;
    assert_eq!(File::of(&asked).entry()["URL"], format!("http://games.example.org/games/{game}"));
    assert!(!asked.text.contains("evil.example"));
    let page = visitor.get("/calendar?sport=football").await;
    assert_eq!(page.attributes(".card .go", "href"), ["webcal://games.example.org/calendar.ics?sport=football"]);
    assert_eq!(page.attributes(".share input", "value"), ["http://games.example.org/calendar.ics?sport=football"]);
    assert!(page.contains("Of the list: Football."));
    let nameless = TestApp::at(NOW).await;
    let game = nameless.game().create().await;
    assert!(!File::of(&nameless.visitor().get(&file_of(game)).await).entry().contains_key("URL"));
    let page = nameless.visitor().get("/calendar").await;
    assert_eq!(page.attributes(".card p > a:has(code)", "href"), [FEED]);
    assert!(!page.contains("the button is enough"), "there is none");
}

#[actix_web::test]
async fn the_list_and_the_games_lead_to_their_calendars() {
    let app = TestApp::at(NOW).await;
    let game = app.game().create().await;
    let over = app.game().starts_in(-72).create().await;
    let visitor = app.visitor();
    let links = visitor.get("/?sport=football").await.attributes("main .links a", "href");
    assert_eq!(links, ["/calendar?sport=football"]);
    assert_eq!(visitor.get("/").await.attributes("main .links a", "href"), ["/calendar"]);
    assert!(visitor.get(&format!("/games/{game}")).await.attributes(".facts a", "href").contains(&file_of(game)));
    assert!(!visitor.get(&format!("/games/{over}")).await.attributes(".facts a", "href").contains(&file_of(over)));
}
