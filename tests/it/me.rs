//! My games: what comes, what I wait for, what was, what I was told, and my record.

use kickabout::store::{self, DbConn, Job, QueryError, Scope};
use kickabout::types::{Attendance, GameId, MessageKind, PlayerId, Timestamp, time::HOUR};

use crate::support::*;

const NOON: &str = "2027-03-20T12:00:00Z";

fn pass(app: &TestApp, hours: i64) {
    app.clock.set(app.clock.now().plus(hours * HOUR));
}

/// The titles under the heading, as the page shows them.
fn under(page: &Answer, heading: &str) -> Vec<String> {
    let headings = page.select(".day > h2");
    let Some(at) = headings.iter().position(|words| words.starts_with(heading)) else { return Vec::new() };
    page.select(&format!(".days > :nth-child({}) h3", at + 1))
}

#[actix_web::test]
async fn nobody_has_games_at_first_and_the_page_says_where_they_are() {
    let app = TestApp::spawn().await;
    let page = app.player("Ana").await.get("/me").await;
    assert!(page.contains("No games yet"));
    assert_eq!(page.attributes("main .btn", "href"), ["/"]);
    assert_eq!(app.visitor().get("/me").await.location(), "/login?next=%2Fme");
}

#[actix_web::test]
async fn games_are_coming_waiting_or_past() {
    let app = TestApp::at(NOON).await;
    let soon = app.game().title("Soon").starts_in(2).create().await;
    let full = app.game().title("Full").capacity(1).starts_in(50).create().await;
    let later = app.game().title("Later").starts_in(40).create().await;
    let sooner = app.game().title("Sooner").starts_in(30).create().await;
    let left = app.game().title("Left").starts_in(3).deadline_hours(0).create().await;
    app.game().title("Not mine").create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    bo.join(full).await;
    for game in [later, soon, sooner, full, left] {
        ana.join(game).await;
    }
    ana.leave(left).await;
    pass(&app, 5);
    let page = ana.get("/me").await;
    assert_eq!(under(&page, "Coming"), ["Sooner", "Later"]);
    assert_eq!(under(&page, "Waiting"), ["Full"]);
    assert_eq!(under(&page, "Past"), ["Soon"]);
    assert!(page.contains("You're 1st in line") && page.contains("You played"));
    assert_eq!(page.attributes("[data-mine]", "data-mine"), ["confirmed", "confirmed", "waitlisted", "confirmed"]);
    assert_eq!(page.select("#record + dl > div > *").join(" "), "Games played 1 Late drop-outs 0 No-shows 0");
}

#[actix_web::test]
async fn an_unlisted_game_of_mine_is_among_my_games() {
    let app = TestApp::spawn().await;
    let game = app.game().title("Hidden").unlisted().create().await;
    let ana = app.player("Ana").await;
    let key = app.store.read(move |conn| store::games::find(conn, game)).await.unwrap().link_key;
    ana.post(&format!("/games/{game}/registration?key={key}"), &[]).await;
    assert_eq!(under(&ana.get("/me").await, "Coming"), ["Hidden"]);
}

#[actix_web::test]
async fn past_games_come_in_pages() {
    let app = TestApp::at(NOON).await;
    let ana = app.player("Ana").await;
    for number in 1..=51 {
        let game = app.game().title(&format!("Game {number}")).starts_in(number).create().await;
        ana.join(game).await;
    }
    pass(&app, 60);
    let first = ana.get("/me").await;
    assert_eq!((under(&first, "Past").len(), under(&first, "Past")[0].as_str()), (50, "Game 51"));
    assert_eq!(first.attributes(".pager a", "href"), ["/me?page=2"]);
    let second = ana.get("/me?page=2").await;
    assert_eq!(
        (under(&second, "Past"), second.attributes(".pager a", "href")),
        (vec!["Game 1".into()], vec!["/me".into()])
    );
    for page in ["0", "-1", "x", "1e3"] {
        assert_eq!(ana.get(&format!("/me?page={page}")).await.status, 404, "{page}");
    }
}

#[actix_web::test]
async fn who_moved_in_is_told() {
    let app = TestApp::spawn().await;
    let game = app.game().title("Five-a-side").capacity(1).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    ana.join(game).await;
    bo.join(game).await;
    assert!(bo.get("/me").await.select(".story").is_empty());
    ana.leave(game).await;
    let page = bo.get("/me").await;
    assert!(page.select(".story li")[0].ends_with("Five-a-side: A spot came free, and you moved in."));
    assert_eq!(page.attributes(".story a", "href"), [format!("/games/{game}")]);
}

#[actix_web::test]
async fn news_say_what_changed_until_the_game_is_over() {
    let app = TestApp::at(NOON).await;
    let game = app.game().title("Five-a-side").starts_in(5).create().await;
    let ana = app.player("Ana").await;
    ana.join(game).await;
    for (kind, before, after) in
        [(MessageKind::Changed, "19:00", "20:00"), (MessageKind::Cancelled, "", "rain <b>everywhere</b>")]
    {
        app.store.write(Tell { game, player: ana.player(), kind, words: (before, after) }).await.unwrap();
    }
    let news = ana.get("/me").await.select(".story li");
    assert!(news[0].ends_with("Five-a-side: Cancelled: rain <b>everywhere</b>."), "{}", news[0]);
    assert!(news[1].ends_with("Five-a-side: Changed from 19:00 to 20:00."), "{}", news[1]);
    pass(&app, 7);
    assert!(ana.get("/me").await.select(".story").is_empty());
}

#[actix_web::test]
async fn the_record_counts_games_late_drop_outs_and_no_shows() {
    let app = TestApp::at(NOON).await;
    let ana = app.player("Ana").await;
    let taken = app.game().title("Taken").starts_in(4).create().await;
    let empty = app.game().title("Empty").starts_in(4).create().await;
    let missed = app.game().title("Missed").starts_in(4).create().await;
    let played = app.game().title("Played").starts_in(4).create().await;
    for game in [taken, empty, missed, played] {
        ana.join(game).await;
    }
    ana.leave(taken).await;
    ana.leave(empty).await;
    app.player("Bo").await.join(taken).await;
    let record = async || ana.get("/me").await.select("#record + dl dd").join(" ");
    assert_eq!(record().await, "0 0 0", "a late drop-out is judged at the start");
    pass(&app, 6);
    app.store.write(Miss { game: missed, player: ana.player() }).await.unwrap();
    assert_eq!(record().await, "1 1 1");
    let page = ana.get("/me").await;
    assert!(page.contains("You dropped out late") && page.contains("You didn't come"));
}

#[actix_web::test]
async fn my_games_are_kept_nowhere() {
    let app = TestApp::spawn().await;
    assert_eq!(app.player("Ana").await.get("/me").await.header("cache-control"), "no-store");
}

/// Tells somebody something, without the organizers' pages.
struct Tell {
    game: GameId,
    player: PlayerId,
    kind: MessageKind,
    words: (&'static str, &'static str),
}

impl Job for Tell {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        let mine = store::registrations::find_last(conn, self.game, self.player)?.ok_or(QueryError::NotFound)?;
        store::outbox::enqueue(conn, self.kind, &mine, self.words, now)
    }
}

/// Notes a no-show, without the organizers' pages.
struct Miss {
    game: GameId,
    player: PlayerId,
}

impl Job for Miss {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), QueryError> {
        let mine = store::registrations::find_last(conn, self.game, self.player)?.ok_or(QueryError::NotFound)?;
        store::registrations::set_attendance(conn, mine.id, Some(Attendance::NoShow))
    }
}
