//! Pages that are kept ready say what the pages made for one reader say, at every moment.

use kickabout::domain::upcoming::Upcoming;
use kickabout::types::{GameId, time::HOUR};

use crate::support::{Answer, Person, TestApp};

const NOW: &str = "2027-03-22T12:00:00Z";

/// The page as it is made for this reader alone: without compression it is not put together from pieces.
async fn made_alone(person: &Person, path: &str) -> Answer {
    person.send(person.request("GET", path).header("Accept-Encoding", "identity")).await
}

/// What the browser sees of a page, without the spaces that mean nothing.
fn seen(page: &Answer) -> String {
    page.text.split_whitespace().collect::<Vec<_>>().join(" ").replace(" <", "<").replace("> ", ">")
}

async fn assert_same(person: &Person, path: &str) {
    // Whatever was just done has been said.
    person.get("/past").await;
    let (kept, alone) = (person.get(path).await, made_alone(person, path).await);
    assert_eq!((kept.status, alone.status), (200, 200), "{path} for {}", person.name);
    assert_eq!(seen(&kept), seen(&alone), "{path} for {}", person.name);
}

/// A full game with a line, and people who are everything one can be in it.
async fn a_game_with_everybody(app: &TestApp) -> (GameId, Vec<Person>) {
    let game = app.game().title("Kick & <b>rush</b>").capacity(3).create().await;
    let mut people = Vec::new();
    for name in ["Ana", "Bo", "Cy", "Di", "Eve"] {
        people.push(app.player(name).await);
    }
    people[0].join_with(game, &["Jo"]).await;
    for person in &people[1..4] {
        person.join(game).await;
    }
    people[3].leave(game).await;
    people.push(app.organizer("Olga").await);
    people.push(app.admin("Ada").await);
    (game, people)
}

#[actix_web::test]
async fn everybody_gets_the_page_that_would_be_made_for_them_alone() {
    let app = TestApp::at(NOW).await;
    let (game, mut people) = a_game_with_everybody(&app).await;
    let own = app.game().by(&people[5]).title("Own").create().await;
    app.game().title("Other").create().await;
    people.push(app.visitor());
    let by_name = app.visitor();
    by_name.post(&format!("/games/{own}/registration"), &[("name", "Nia")]).await;
    people.push(by_name);
    let strict = app.game().for_accounts().title("Accounts").create().await;
    for person in &people {
        for path in ["/".to_owned(), format!("/games/{game}"), format!("/games/{own}"), format!("/games/{strict}")] {
            assert_same(person, &path).await;
            assert_same(person, &path).await;
        }
    }
}

#[actix_web::test]
async fn every_change_is_on_everybodys_next_page() {
    let app = TestApp::at(NOW).await;
    let (game, people) = a_game_with_everybody(&app).await;
    let visitor = app.visitor();
    let taken = async |path: &str| visitor.get(path).await.attributes("[data-game]", "data-taken").concat();
    assert_eq!((taken("/").await, taken(&format!("/games/{game}")).await), ("3".to_owned(), "3".to_owned()));
    for person in &people[..3] {
        person.leave(game).await;
        for reader in &people {
            assert_same(reader, "/").await;
        }
        assert_same(&visitor, &format!("/games/{game}")).await;
    }
    assert_eq!((taken("/").await, taken(&format!("/games/{game}")).await), ("0".to_owned(), "0".to_owned()));
    assert_eq!(people[1].post(&format!("/games/{game}/registration"), &[("attempt", "1")]).await.status, 303);
    assert_eq!(taken("/").await, "1");
}

#[actix_web::test]
async fn a_page_changes_when_its_time_has_come() {
    let app = TestApp::at(NOW).await;
    let game = app.game().opens_in(1).starts_in(3).create().await;
    let (ana, begin) = (app.player("Ana").await, app.clock.now());
    for (hours, state) in [(0, "Opens Mon 14:00"), (1, "Game on, 10 spots left"), (3, "Started"), (4, "")] {
        app.clock.set(begin.plus(hours * HOUR));
        for person in [&ana, &app.visitor()] {
            assert_eq!(person.get("/").await.select(".game .state").concat(), state, "after {hours} h");
            assert_same(person, &format!("/games/{game}")).await;
        }
    }
    app.clock.set(begin);
    assert_eq!(ana.get("/").await.select(".game .state"), ["Opens Mon 14:00"], "a clock may be set back");
}

#[actix_web::test]
async fn a_visitors_browser_asks_whether_its_copy_is_still_good() {
    let app = TestApp::at(NOW).await;
    let game = app.game().create().await;
    let visitor = app.visitor();
    for path in ["/".to_owned(), format!("/games/{game}")] {
        let first = visitor.get(&path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
        assert_eq!((first.header("cache-control"), first.header("vary")), ("no-cache", "Cookie, Accept-Encoding"));
        let again = visitor.send(visitor.request("GET", &path).header("If-None-Match", &tag)).await;
        assert_eq!((again.status, again.bytes.len(), again.header("etag")), (304, 0, tag.as_str()));
        let other = visitor.send(visitor.request("GET", &path).header("If-None-Match", "\"other\"")).await;
        assert_eq!(other.status, 200);
        let plain = made_alone(&visitor, &path).await;
        assert_ne!(plain.header("etag"), tag, "other bytes have another tag");
        let head = visitor.send(visitor.request("HEAD", &path)).await;
        assert_eq!((head.status, head.header("etag"), head.bytes.len()), (200, tag.as_str(), 0));
    }
    app.player("Ana").await.join(game).await;
    let old = visitor.get("/").await.header("etag").to_owned();
    app.player("Bo").await.join(game).await;
    let changed = visitor.send(visitor.request("GET", "/").header("If-None-Match", &old)).await;
    assert_eq!(changed.status, 200);
}

#[actix_web::test]
async fn pages_of_the_signed_in_are_stored_by_nobody() {
    let app = TestApp::at(NOW).await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    for path in ["/".to_owned(), format!("/games/{game}")] {
        let page = ana.get(&path).await;
        assert_eq!((page.header("cache-control"), page.header("etag")), ("no-store", ""));
        assert!(page.contains("Ana"));
    }
}

#[actix_web::test]
async fn a_notice_is_shown_once_to_the_one_it_is_for() {
    let app = TestApp::at(NOW).await;
    let game = app.game().create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    bo.get("/").await;
    let page = ana.join(game).await.follow().await;
    assert_eq!(page.select(".notice"), ["You're in."]);
    assert!(ana.get(&format!("/games/{game}")).await.select(".notice").is_empty());
    assert!(bo.get(&format!("/games/{game}")).await.select(".notice").is_empty());
}

#[actix_web::test]
async fn who_wrote_through_another_instance_is_not_shown_what_this_one_keeps() {
    let app = TestApp::at(NOW).await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    let cookie = ana.join(game).await;
    let set: Vec<&str> = cookie.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(set.iter().any(|cookie| cookie.starts_with("wrote=") && cookie.ends_with("Max-Age=2")), "{set:?}");
    let visitor = app.visitor();
    let elsewhere = visitor.request("GET", "/").header("Cookie", "wrote=00000000000000aa");
    assert_eq!(visitor.send(elsewhere).await.attributes(".game", "data-taken"), ["1"]);
}

#[actix_web::test]
async fn what_another_instance_wrote_is_read_whole_before_it_is_heard_of() {
    let app = TestApp::at(NOW).await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    let (player, now) = (ana.player(), app.store.now());
    let read = async |known: Option<Upcoming>| {
        let read = app.store.read(move |conn| {
            // Nothing has been heard: no game counts as changed.
            let has_changed = |_: GameId| false;
            Upcoming::read(conn, known.as_ref().map(|known| (known, &has_changed as &dyn Fn(GameId) -> bool)), now)
        });
        read.await.unwrap()
    };
    let before = read(None).await;
    assert_eq!(before.standings(player).count(), 0);
    ana.join(game).await;
    let after = read(Some(before)).await;
    assert_eq!(after.listing.games[0].game.taken, 1);
    assert_eq!(after.standings(player).count(), 1, "the count and the reader's own state are of one moment");
}
