//! Upcoming and past games, their filters and pages.

use super::*;

#[actix_web::test]
async fn upcoming_games_stand_under_their_days_soonest_first() {
    let app = TestApp::at(NOW).await;
    app.game().title("Next week").starts_at("2027-03-27T10:00", "Europe/Berlin").create().await;
    app.game().title("Tonight").starts_at("2027-03-20T19:00", "Europe/Berlin").create().await;
    app.game().title("Next year").starts_at("2028-01-02T10:00", "Europe/Berlin").create().await;
    app.game().title("Tomorrow").starts_at("2027-03-21T09:00", "Europe/Berlin").create().await;
    app.game().title("This noon").starts_at("2027-03-20T12:00", "Europe/Berlin").create().await;
    let page = app.visitor().get("/").await;
    assert_eq!(titles(&page), ["This noon", "Tonight", "Tomorrow", "Next week", "Next year"]);
    let days = ["Today Saturday 20 March", "Tomorrow Sunday 21 March", "Saturday 27 March", "Sunday 2 January 2028"];
    assert_eq!(page.select(".day h2"), days);
}

#[actix_web::test]
async fn a_row_says_when_what_where_and_whether_one_can_play() {
    let app = TestApp::at(NOW).await;
    let hall = venue(&app, "Northside Hall", "Europe/Berlin").await;
    let game = app.game().title("Doubles").sport("badminton").at_venue(hall).level("Beginners").price(750);
    let game = game.starts_at("2027-03-25T19:30", "Europe/Berlin").capacity(4).create().await;
    app.player("Ana Roe").await.join_with(game, &["Jo"]).await;
    let page = app.visitor().get("/").await;
    assert_eq!(page.select(".game .when"), ["19:30 CET 1 h"]);
    assert_eq!(page.attributes(".game time", "datetime"), ["2027-03-25T18:30:00Z"]);
    assert_eq!(page.select(".game .where"), ["Badminton · Northside Hall · Beginners · 7.50 EUR"]);
    assert_eq!(page.select(".game .state"), ["Game on, 2 spots left"]);
    assert_eq!(page.select(".game .seats"), ["2 of 4"]);
    assert_eq!(page.attributes(".game .strip i", "class"), ["in", "guest"]);
    assert_eq!(page.attributes(".game h3 a", "href"), [format!("/games/{game}")]);
    let numbers = ["data-game", "data-capacity", "data-taken", "data-waiting"];
    let numbers = numbers.map(|name| page.attributes(".game", name).concat());
    assert_eq!(numbers, [game.to_string(), "4".to_owned(), "2".to_owned(), "0".to_owned()]);
    assert!(page.attributes(".game", "data-mine").is_empty());
}

#[actix_web::test]
async fn many_seats_are_a_bar_and_words_instead_of_dots() {
    let app = TestApp::at(NOW).await;
    let run = app.game().title("Run").starts_in(5).capacity(25).create().await;
    let match_ = app.game().title("Match").starts_in(6).capacity(24).create().await;
    let ana = app.player("Ana").await;
    ana.join_with(run, &["Jo", "Flo"]).await;
    ana.join(match_).await;
    let page = ana.get("/").await;
    assert_eq!(page.select(".seats"), ["3 of 25", "1 of 24"]);
    assert_eq!(page.attributes(".gauge .in", "width"), ["12"]);
    assert_eq!(page.select(".strip i").len(), 24);
    assert_eq!(page.attributes(".strip i", "class"), ["in"]);
}

#[actix_web::test]
async fn every_state_is_said_in_words() {
    let app = TestApp::at(NOW).await;
    let full = app.game().title("Full").starts_in(10).capacity(1).create().await;
    for name in ["Ana", "Bo", "Cy"] {
        app.player(name).await.join(full).await;
    }
    app.game().title("Started").starts_in(0).create().await;
    app.game().title("On").starts_in(11).capacity(5).create().await;
    app.game().title("Needs").starts_in(12).minimum(4).create().await;
    app.game().title("Closed").starts_in(13).closes_in(-1).create().await;
    app.game().title("Opens").starts_in(80).opens_in(30).create().await;
    let cancelled = app.game().title("Off").starts_in(90).create().await;
    cancel(&app, cancelled).await;
    let page = app.visitor().get("/").await;
    assert_eq!(titles(&page), ["Started", "Full", "On", "Needs", "Closed", "Opens", "Off"]);
    let states = [
        "Started",
        "Full, 2 waiting",
        "Game on, 5 spots left",
        "Needs 4 more",
        "Sign-up closed",
        "Opens Sun 17:00",
        "Cancelled",
    ];
    assert_eq!(page.select(".game .state"), states);
    assert_eq!(page.select(".game.off h3"), ["Off"]);
}

#[actix_web::test]
async fn my_own_state_stands_on_each_game() {
    let app = TestApp::at(NOW).await;
    let ana = app.player("Ana").await;
    let bo = app.player("Bo").await;
    let in_it = app.game().title("In").starts_in(10).create().await;
    let waiting = app.game().title("Waiting").starts_in(11).capacity(1).create().await;
    let left = app.game().title("Left").starts_in(30).create().await;
    let back = app.game().title("Back").starts_in(31).create().await;
    app.game().title("Nothing").starts_in(32).create().await;
    ana.join_with(in_it, &["Jo", "Flo"]).await;
    bo.join(waiting).await;
    app.player("Cy").await.join(waiting).await;
    ana.join(waiting).await;
    for game in [left, back] {
        ana.join(game).await;
        ana.leave(game).await;
    }
    ana.post(&format!("/games/{back}/registration"), &[("attempt", "1")]).await;
    let page = ana.get("/").await;
    assert_eq!(titles(&page), ["In", "Waiting", "Left", "Back", "Nothing"]);
    assert_eq!(page.attributes(".game", "data-mine"), ["confirmed", "waitlisted", "withdrawn", "confirmed", "none"]);
    let mine = page.select(".game .mine");
    assert_eq!(mine[..2], ["You're in, with 2 guests", "You're 2nd in line"]);
    assert!(mine[2].starts_with("You left"), "{mine:?}");
    assert_eq!(mine[3..], ["You're in"]);
    assert_eq!(page.attributes(".game:first-child .strip i", "class")[..3], ["in", "guest", "guest"]);
    assert!(app.visitor().get("/").await.select(".mine").is_empty());
}

#[actix_web::test]
async fn drafts_and_unlisted_games_are_in_no_list() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    for hours in [10, -100] {
        app.game().title("Draft").starts_in(hours).draft().by(&olga).create().await;
        let hidden = app.game().title("Unlisted").starts_in(hours).unlisted().by(&olga).create().await;
        if hours > 0 {
            olga.join(hidden).await;
        }
    }
    let thrown_away = app.game().title("Draft").starts_in(12).draft().by(&olga).create().await;
    app.store.write(Cancel { game: thrown_away, by: olga.player(), reason: None }).await.unwrap();
    for path in ["/", "/past", "/month", "/?q=draft", "/?q=unlisted", "/?sport=football", "/?free=1"] {
        for person in [&app.visitor(), &olga] {
            let page = person.get(path).await;
            assert!(!page.text.contains(">Draft<") && !page.text.contains("Unlisted<"), "{path}: {}", page.text);
            assert!(page.attributes("[data-game]", "data-game").is_empty(), "{path}");
        }
    }
}

#[actix_web::test]
async fn filters_narrow_the_list_and_go_together() {
    let app = TestApp::at(NOW).await;
    let hall = venue(&app, "Northside Hall", "Europe/Berlin").await;
    app.game().title("Futsal").starts_in(5).create().await;
    app.game().title("Hall futsal").starts_in(30).at_venue(hall).create().await;
    app.game().title("Hall doubles").starts_in(54).at_venue(hall).sport("badminton").create().await;
    app.game().title("Café 100% cup").starts_in(78).sport("badminton").create().await;
    assert_eq!(asked(&app, "/?sport=badminton").await, ["Hall doubles", "Café 100% cup"]);
    assert_eq!(asked(&app, &format!("/?venue={hall}")).await, ["Hall futsal", "Hall doubles"]);
    assert_eq!(asked(&app, &format!("/?venue={hall}&sport=football")).await, ["Hall futsal"]);
    assert_eq!(asked(&app, "/?from=2027-03-21&to=2027-03-22").await, ["Hall futsal", "Hall doubles"]);
    assert_eq!(asked(&app, "/?from=2027-03-22").await, ["Hall doubles", "Café 100% cup"]);
    assert_eq!(asked(&app, "/?to=2027-03-20").await, ["Futsal"]);
    assert_eq!(asked(&app, "/?q=FUTSAL").await, ["Futsal", "Hall futsal"]);
    assert_eq!(asked(&app, "/?q=cup+cafe").await, ["Café 100% cup"]);
    assert_eq!(asked(&app, "/?q=100%25").await, ["Café 100% cup"]);
    assert!(asked(&app, "/?q=1%25cup").await.is_empty(), "a percent sign is only itself");
    assert!(asked(&app, "/?q=f_tsal").await.is_empty(), "an underscore is only itself");
    assert!(asked(&app, "/?q=%5C").await.is_empty(), "a backslash is only itself");
    assert_eq!(asked(&app, "/?sport=&venue=&from=&to=&q=&page=&utm_source=chat").await.len(), 4);
}

#[actix_web::test]
async fn free_shows_the_games_that_one_can_get_into_now() {
    let app = TestApp::at(NOW).await;
    app.game().title("Free").starts_in(10).create().await;
    app.game().title("Needs").starts_in(11).minimum(8).create().await;
    app.game().title("Opened").starts_in(12).opens_in(-1).create().await;
    app.game().title("Not yet").starts_in(13).opens_in(1).create().await;
    app.game().title("Closed").starts_in(14).closes_in(0).create().await;
    app.game().title("Started").starts_in(0).create().await;
    let full = app.game().title("Full").starts_in(15).capacity(1).create().await;
    let cancelled = app.game().title("Off").starts_in(16).create().await;
    cancel(&app, cancelled).await;
    app.player("Ana").await.join(full).await;
    assert_eq!(asked(&app, "/?free=1").await, ["Free", "Needs", "Opened"]);
    // The database's answer is the rule's: those are the games whose state speaks of spots.
    let page = app.visitor().get("/").await;
    let is_open = |state: &&String| state.starts_with("Game on") || state.starts_with("Needs");
    assert_eq!(page.select(".game .state").iter().filter(is_open).count(), 3);
}

#[actix_web::test]
async fn a_list_goes_on_from_page_to_page() {
    let app = TestApp::at(NOW).await;
    for number in 1..=101 {
        app.game().title(&format!("Game {number:03}")).starts_in(number).create().await;
    }
    let first = app.visitor().get("/?sport=football&utm=1").await;
    assert_eq!(titles(&first).len(), 50);
    assert_eq!(first.select(".pager"), ["Games 1 to 50Later →"]);
    assert_eq!(first.attributes("[rel=next]", "href"), ["/?sport=football&page=2"]);
    assert!(first.attributes("[rel=prev]", "href").is_empty());
    let second = app.visitor().get("/?sport=football&page=2").await;
    assert_eq!(titles(&second)[..1], ["Game 051"]);
    assert_eq!(second.attributes("[rel=prev]", "href"), ["/?sport=football"]);
    let third = app.visitor().get("/?page=3").await;
    assert_eq!(titles(&third), ["Game 101"]);
    assert!(third.attributes("[rel=next]", "href").is_empty());
    assert!(third.contains("Game 101"));
    let beyond = app.visitor().get("/?page=4").await;
    assert_eq!((beyond.status, titles(&beyond).len()), (200, 0));
    assert_eq!(beyond.attributes(".empty a", "href"), ["/"]);
}

#[actix_web::test]
async fn past_games_are_on_their_own_page_latest_first() {
    let app = TestApp::at(NOW).await;
    let ana = app.player("Ana").await;
    let cancelled = app.game().title("Rained off").starts_at("2027-03-20T20:00", "Europe/Berlin").create().await;
    let played = app.game().title("Played").starts_at("2027-03-20T19:00", "Europe/Berlin").create().await;
    let going_on = app.game().title("Going on").starts_at("2027-03-21T10:30", "Europe/Berlin").create().await;
    cancel(&app, cancelled).await;
    ana.join(played).await;
    ana.join(going_on).await;
    app.clock.set(app.store.now().plus(86_400));
    assert_eq!(asked(&app, "/").await, ["Going on"]);
    let page = ana.get("/past").await;
    assert_eq!(titles(&page), ["Rained off", "Played"]);
    assert_eq!(page.select(".game .state"), ["Cancelled", "Over"]);
    assert_eq!(page.select(".game .mine"), ["You played"]);
    assert_eq!(page.select(".day h2"), ["Yesterday Saturday 20 March"]);
    assert_eq!(asked(&app, "/past?q=rained&from=2027-03-20&to=2027-03-20").await, ["Rained off"]);
    assert!(asked(&app, "/past?to=2027-03-19").await.is_empty());
}

#[actix_web::test]
async fn a_games_day_is_the_one_at_its_venue() {
    let app = TestApp::at("2027-03-25T09:00:00Z").await;
    app.game().title("Vancouver").starts_at("2027-03-25T20:00", "America/Vancouver").create().await;
    app.game().title("Berlin").starts_at("2027-03-25T20:00", "Europe/Berlin").create().await;
    app.game().title("Auckland").starts_at("2027-03-26T07:00", "Pacific/Auckland").create().await;
    let page = app.visitor().get("/").await;
    // 18:00Z, 19:00Z, 03:00Z: by the instant, under the date on the venue's wall.
    assert_eq!(titles(&page), ["Auckland", "Berlin", "Vancouver"]);
    assert_eq!(page.select(".day h2"), ["Tomorrow Friday 26 March", "Today Thursday 25 March"]);
    assert_eq!(page.select(".day:last-child h3"), ["Berlin", "Vancouver"]);
    assert_eq!(page.select(".when"), ["07:00 NZDT 1 h", "20:00 CET 1 h", "20:00 MST 1 h"]);
    assert_eq!(asked(&app, "/?from=2027-03-26").await, ["Auckland"]);
    assert_eq!(asked(&app, "/?to=2027-03-25").await, ["Berlin", "Vancouver"]);
}

#[actix_web::test]
async fn clocks_that_change_move_no_game_to_another_day() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    app.game().title("Before").starts_at("2027-03-25T19:00", "Europe/Berlin").create().await;
    app.game().title("In the gap").starts_at("2027-03-28T02:30", "Europe/Berlin").create().await;
    app.game().title("After").starts_at("2027-04-01T19:00", "Europe/Berlin").create().await;
    app.game().title("Cairo").starts_at("2027-04-30T00:30", "Africa/Cairo").create().await;
    let page = app.visitor().get("/").await;
    assert_eq!(page.select(".when"), ["19:00 CET 1 h", "03:30 CEST 1 h", "19:00 CEST 1 h", "01:30 EEST 1 h"]);
    let instants = ["2027-03-25T18:00:00Z", "2027-03-28T01:30:00Z", "2027-04-01T17:00:00Z", "2027-04-29T22:30:00Z"];
    assert_eq!(page.attributes(".game time", "datetime"), instants);
    assert_eq!(asked(&app, "/?from=2027-03-28&to=2027-03-28").await, ["In the gap"]);
    assert_eq!(asked(&app, "/?from=2027-04-30&to=2027-04-30").await, ["Cairo"]);
}

#[actix_web::test]
async fn a_wrong_part_of_a_filter_is_left_out_and_named_at_its_field() {
    let app = TestApp::at(NOW).await;
    app.game().title("Futsal").starts_in(5).create().await;
    let cases = [
        ("sport=curling", "#f-sport-error", "There is no such sport here. Games of every sport are shown."),
        ("sport=%3Cscript%3E", "#f-sport-error", "There is no such sport here. Games of every sport are shown."),
        ("venue=77", "#f-venue-error", "There is no such venue. Games at every venue are shown."),
        ("venue=1e0", "#f-venue-error", "There is no such venue. Games at every venue are shown."),
        ("venue=9223372036854775808", "#f-venue-error", "There is no such venue. Games at every venue are shown."),
        ("from=2027-02-30", "#f-from-error", "There is no 2027-02-30 in the calendar. This day was left out."),
        ("to=tomorrow", "#f-to-error", "Write the date like 2027-03-25. This day was left out."),
        ("from=2027-03-20&to=2027-03-19", "#f-to-error", "This day is before the first one, so it was left out."),
        ("free=maybe", "#f-free-error", "Write free=1 for games with free spots. All games are shown."),
        ("q=%00", "#f-q-error", ""),
        ("q=%E2%80%AE", "#f-q-error", ""),
        ("page=0", "a[href='#f-page']", "There is no such page. This is the first."),
        ("page=1e9", "a[href='#f-page']", "There is no such page. This is the first."),
        ("page=99999999999999999999", "a[href='#f-page']", "There is no such page. This is the first."),
    ];
    for (query, place, sentence) in cases {
        let page = app.visitor().get(&format!("/?{query}")).await;
        assert_eq!(page.status, 422, "{query}");
        assert_eq!(page.select(".game h3"), ["Futsal"], "{query}");
        let said = page.select(place);
        assert!(said.iter().any(|said| said.contains(sentence)), "{query}: {said:?}");
        assert!(page.attributes("details.fold", "open").len() == 1, "{query}");
    }
    assert_eq!(app.visitor().get("/month?m=2027-13").await.status, 422);
    assert_eq!(app.visitor().get("/past?from=x&sport=y&venue=z&page=w").await.status, 422);
    for broken in ["/?sport=a&sport=b", "/?q=%ff", "/?q=%ed%a0%80"] {
        let status = app.visitor().get(broken).await.status;
        assert!((400..500).contains(&status), "{broken}: {status}");
    }
}

#[actix_web::test]
async fn what_people_typed_is_never_markup() {
    let app = TestApp::at(NOW).await;
    let hall = venue(&app, "<b>Hall</b> & \"Co\"", "Europe/Berlin").await;
    let game = app.game().title("<script>alert(1)</script>").at_venue(hall).level("'\"><i>").starts_in(5);
    game.create().await;
    for path in ["/", "/month", &format!("/?venue={hall}"), "/?q=%3Cscript%3Ealert(1)%22", "/?from=%22%3E%3Cscript%3E"]
    {
        let page = app.visitor().get(path).await;
        assert!(!page.text.contains("<script") && !page.text.contains("<b>Hall"), "{path}: {}", page.text);
    }
    assert_eq!(asked(&app, "/").await, ["<script>alert(1)</script>"]);
}

#[actix_web::test]
async fn chips_set_a_filter_and_take_it_away() {
    let app = TestApp::at(NOW).await;
    app.game().starts_in(5).create().await;
    let chip = |page: &Answer, text: &str| {
        let (texts, hrefs) = (page.select(".chip"), page.attributes(".chip", "href"));
        let at = texts.iter().position(|chip| chip.starts_with(text)).unwrap_or_else(|| panic!("{text}: {texts:?}"));
        hrefs[at].clone()
    };
    let page = app.visitor().get("/?q=five").await;
    assert_eq!(chip(&page, "All"), "/");
    assert_eq!(chip(&page, "“five”"), "/");
    assert_eq!(chip(&page, "Football"), "/?sport=football&q=five");
    assert_eq!(chip(&page, "This weekend"), "/?from=2027-03-20&to=2027-03-21&q=five");
    assert_eq!(chip(&page, "With free spots"), "/?free=1&q=five");
    let page = app.visitor().get("/?sport=football&free=1").await;
    assert_eq!(chip(&page, "Football"), "/?free=1");
    assert_eq!(chip(&page, "With free spots"), "/?sport=football");
    assert_eq!(
        page.attributes(".tabs a", "href"),
        ["/?sport=football&free=1", "/month?m=2027-03&sport=football&free=1", "/past?sport=football"]
    );
}

#[actix_web::test]
async fn an_empty_list_says_why_and_what_to_do() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let page = app.visitor().get("/").await;
    assert_eq!(page.select(".empty h2"), ["No games yet"]);
    assert!(page.attributes(".empty a", "href").is_empty());
    assert_eq!(olga.get("/").await.attributes(".empty a", "href"), ["/organize/games/new"]);
    let game = app.game().capacity(1).starts_in(5).create().await;
    olga.join(game).await;
    let page = app.visitor().get("/?sport=football&free=1").await;
    assert_eq!(page.select(".empty h2"), ["No football games with free spots"]);
    assert_eq!(page.attributes(".empty a", "href"), ["/?sport=football", "/"]);
    let page = app.visitor().get("/?to=2027-03-01").await;
    assert_eq!(page.select(".empty h2"), ["No games until Mon 1 Mar"]);
    assert_eq!(page.attributes(".empty a", "href"), ["/past?to=2027-03-01", "/"]);
    assert_eq!(app.visitor().get("/past").await.attributes(".empty a", "href"), ["/"]);
    assert_eq!(app.visitor().get("/month?m=2031-01").await.select(".empty h2"), ["No games in January 2031"]);
}
