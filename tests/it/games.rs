//! A game's page as visitors, players and organizers see it.

use kickabout::domain::accounts::ChangeTimeZone;
use kickabout::store;
use kickabout::types::{GameId, Zone, time::HOUR};

use crate::support::*;

const NOON: &str = "2027-03-20T12:00:00Z";

fn path(game: GameId) -> String {
    format!("/games/{game}")
}

#[actix_web::test]
async fn a_visitor_sees_when_where_how_much_and_who_is_in() {
    let app = TestApp::at(NOON).await;
    let game = app.game().starts_at("2027-03-25T19:00", "Europe/Berlin").price(750).minimum(8).create().await;
    app.player("Ana Lindqvist").await.join_with(game, &["Jo Berg"]).await;
    let page = app.visitor().get(&path(game)).await;
    assert_eq!(page.status, 200);
    for words in [
        "Thu 25 Mar, 19:00 to 20:00 CET",
        "Canal Street Pitch 2",
        "7.50 EUR each",
        "Football · by Root A.",
        "Needs 6 more",
        "Free to drop out until Thu 07:00",
        "2 of 10, 8 at least",
        "guest of Ana L.",
        "Ana L. joined with 1 guest",
        "2 more free",
    ] {
        assert!(page.contains(words), "{words}: {}", page.words());
    }
    assert!(!page.text.contains("Lindqvist") && !page.text.contains("Berg"), "whole names are not public");
    assert_eq!(
        page.attributes("main .facts a", "href"),
        [format!("/games/{game}.ics").as_str(), "https://www.openstreetmap.org/search?query=Canal+Street+Pitch+2"]
    );
    assert_eq!(page.attributes("main .facts a", "rel"), ["noopener"]);
    assert_eq!(page.attributes("main .facts time", "datetime"), ["2027-03-25T18:00:00Z"]);
}

#[actix_web::test]
async fn the_main_element_says_the_numbers_and_what_i_am() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(1).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let visitor = app.visitor().get(&path(game)).await;
    assert_eq!(visitor.attributes("main", "data-game"), [game.to_string()]);
    assert!(visitor.attributes("main", "data-mine").is_empty(), "a visitor is nothing in it");
    assert_eq!(ana.get(&path(game)).await.attributes("main", "data-mine"), ["none"]);
    ana.join(game).await;
    bo.join(game).await;
    let page = bo.get(&path(game)).await;
    let number = |name| page.attributes("main", name).concat();
    assert_eq!(
        (number("data-capacity"), number("data-taken"), number("data-waiting")),
        ("1".into(), "1".into(), "1".into())
    );
    assert_eq!(number("data-mine"), "waitlisted");
}

#[actix_web::test]
async fn my_own_state_comes_first_and_names_are_text() {
    let app = TestApp::spawn().await;
    let game = app.game().title("<script>alert(1)</script> & Co").create().await;
    let ana = app.player("<b>Ana</b> \"X\"").await;
    ana.join_with(game, &["<img src=x>"]).await;
    let page = ana.get(&path(game)).await;
    assert_eq!(page.select(".hero > :first-child"), ["You're in, with 1 guest"]);
    assert_eq!(page.select("h1"), ["<script>alert(1)</script> & Co"]);
    assert!(page.select("script, .sheet b, .sheet img, .story b").is_empty());
    assert!(page.select(".sheet .me").concat().contains("<b>Ana</b>"));
}

#[actix_web::test]
async fn a_small_sheet_numbers_every_free_place_and_a_large_one_counts_them() {
    let app = TestApp::spawn().await;
    let (small, large) = (app.game().capacity(7).create().await, app.game().capacity(40).create().await);
    let ana = app.player("Ana").await;
    ana.join(small).await;
    ana.join(large).await;
    assert_eq!(ana.get(&path(small)).await.select(".sheet li").len(), 7);
    let page = ana.get(&path(large)).await;
    assert_eq!((page.select(".sheet .free").len(), page.select(".sheet .more")), (6, vec!["33 more free".to_owned()]));
}

#[actix_web::test]
async fn the_rule_that_holds_now_is_one_line() {
    let app = TestApp::at(NOON).await;
    let game = app.game().opens_in(24).closes_in(90).starts_in(96).deadline_hours(12).capacity(1).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let rule = async || ana.get(&path(game)).await.select(".facts li:last-child").concat();
    let on = |hours| app.clock.set(app.clock.now().plus(hours * HOUR));
    assert!(rule().await.starts_with("Sign-up opens Sun 13:00"), "{}", rule().await);
    on(24);
    assert!(rule().await.starts_with("Free to drop out until Wed 01:00"), "{}", rule().await);
    assert!(rule().await.contains("Sign-up closes Wed 07:00"));
    ana.join(game).await;
    bo.join(game).await;
    assert!(bo.get(&path(game)).await.contains("A free spot goes at once to the first in line that fits"));
    on(61);
    assert!(rule().await.starts_with("Dropping out now counts as late"), "{}", rule().await);
    on(6);
    assert!(rule().await.starts_with("Sign-up closed Wed 07:00"), "{}", rule().await);
    on(5);
    assert!(rule().await.starts_with("It has started"), "{}", rule().await);
    on(2);
    assert!(ana.get(&path(game)).await.contains("You played"));
    assert!(ana.get(&path(game)).await.select(".bar").is_empty());
}

#[actix_web::test]
async fn a_game_without_free_hours_is_free_to_leave_until_the_start() {
    let app = TestApp::spawn().await;
    let game = app.game().deadline_hours(0).create().await;
    assert!(app.visitor().get(&path(game)).await.contains("Free to drop out until the start"));
}

#[actix_web::test]
async fn times_are_the_games_own_with_mine_beside_them_where_they_differ() {
    let app = TestApp::at(NOON).await;
    let game = app.game().starts_at("2027-03-25T19:00", "America/New_York").create().await;
    let ana = app.player("Ana").await;
    assert!(!ana.get(&path(game)).await.contains("your time"));
    let zone = Some(Zone::parse("Europe/Berlin").unwrap());
    app.store.write(ChangeTimeZone { player: ana.player(), zone }).await.unwrap();
    let page = ana.get(&path(game)).await;
    assert!(page.contains("Thu 25 Mar, 19:00 to 20:00 EDT") && page.contains("That's Fri 26 Mar, 00:00 your time"));
    let here = app.game().starts_at("2027-03-25T19:00", "Europe/Paris").create().await;
    assert!(!ana.get(&path(here)).await.contains("your time"), "another zone, but the same time");
}

#[actix_web::test]
async fn the_night_when_the_clocks_change_shows_both_times() {
    let app = TestApp::at(NOON).await;
    let game = app.game().starts_at("2027-03-28T01:30", "Europe/Berlin").create().await;
    assert!(app.visitor().get(&path(game)).await.contains("Sun 28 Mar, 01:30 CET to 03:30 CEST"));
}

#[actix_web::test]
async fn the_history_is_told_in_words_latest_first() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(1).create().await;
    let (ana, bo) = (app.player("Ana Lind").await, app.player("Bo Kim").await);
    ana.join(game).await;
    bo.join(game).await;
    ana.leave(game).await;
    let story = app.visitor().get(&path(game)).await.select(".story li");
    let told = ["Bo K. moved in from the waitlist", "Ana L. dropped out", "Bo K. joined the waitlist", "Ana L. joined"];
    assert_eq!(story.len(), told.len());
    for (line, words) in story.iter().zip(told) {
        assert!(line.ends_with(words), "{line}");
    }
}

#[actix_web::test]
async fn the_link_to_share_is_absolute_and_carries_an_unlisted_games_key() {
    let public = "https://games.example.org";
    let app = TestApp::with(|config| {
        config.settings.public_url = Some(kickabout::web::PublicUrl::parse(public).unwrap());
    });
    // Cookies of an https site are not sent over http, so everybody here is a visitor.
    let app = app.await;
    let (listed, unlisted) = (app.game().create().await, app.game().unlisted().create().await);
    let key = app.store.read(move |conn| store::games::find(conn, unlisted)).await.unwrap().link_key;
    let shared = async |address: String| app.visitor().get(&address).await.attributes(".share input", "value").concat();
    assert_eq!(shared(path(listed)).await, format!("{public}/games/{listed}"));
    let link = format!("/games/{unlisted}?key={key}");
    assert_eq!(shared(link.clone()).await, format!("{public}{link}"));
}

#[actix_web::test]
async fn without_a_public_address_the_page_says_how_to_share_and_leads_to_the_key() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let (listed, unlisted) = (app.game().create().await, app.game().by(&olga).unlisted().create().await);
    let listed = app.visitor().get(&path(listed)).await;
    assert!(listed.contains("Copy this page's address from your browser"), "{}", listed.words());
    assert!(listed.select(".share input").is_empty());
    let with_key = olga.get(&path(unlisted)).await.attributes("[aria-labelledby=share] a", "href").remove(0);
    let opened = app.visitor().get(&with_key).await;
    assert!(opened.contains("Copy this page's address from your browser"), "{}", opened.words());
}

#[actix_web::test]
async fn who_runs_the_game_finds_the_way_to_its_other_pages_and_nobody_else() {
    let app = TestApp::spawn().await;
    let (olga, otto, ada) = (app.organizer("Olga").await, app.organizer("Otto").await, app.admin("Ada").await);
    let game = app.game().by(&olga).create().await;
    let manage = format!("/organize/games/{game}");
    let links = async |person: &Person| person.get(&path(game)).await.attributes(".hero .links a", "href");
    let ways = vec![manage.clone(), format!("{manage}/edit")];
    assert_eq!((links(&olga).await, links(&ada).await), (ways.clone(), ways));
    assert!(links(&otto).await.is_empty() && links(&app.visitor()).await.is_empty());
}

#[actix_web::test]
async fn a_draft_is_seen_by_those_who_run_it_alone() {
    let app = TestApp::spawn().await;
    let (olga, ana) = (app.organizer("Olga").await, app.player("Ana").await);
    let game = app.game().by(&olga).draft().create().await;
    let page = olga.get(&path(game)).await;
    assert!(page.contains("Draft") && page.contains("Only its organizers see this page."));
    assert_eq!(page.attributes("form[action$='/publish']", "action"), [format!("/organize/games/{game}/publish")]);
    assert!(page.select(".bar").is_empty());
    assert_eq!((ana.get(&path(game)).await.status, app.visitor().get(&path(game)).await.status), (404, 404));
}

#[actix_web::test]
async fn addresses_that_name_no_game_are_not_found() {
    let app = TestApp::spawn().await;
    app.game().create().await;
    for id in ["0", "-1", "01", "+1", "1e0", "%00", "9223372036854775808", "999", "abc", "%F0%9F%98%80"] {
        assert_eq!(app.visitor().get(&format!("/games/{id}")).await.status, 404, "{id}");
    }
    assert_eq!(app.visitor().get("/games/1?key=%ff").await.status, 400);
}

#[actix_web::test]
async fn pages_of_somebody_signed_in_are_kept_nowhere() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    assert_eq!(ana.get(&path(game)).await.header("cache-control"), "no-store");
    assert_eq!(app.visitor().get(&path(game)).await.header("cache-control"), "no-cache");
}
