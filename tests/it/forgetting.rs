//! What is personal about games that are over goes after as many days as the admin says; what happened stays.

use kickabout::domain::forgetting::Forget;
use kickabout::domain::truth;
use kickabout::store;
use kickabout::types::{GameId, Timestamp, time::DAY};

use crate::support::*;

const NOW: &str = "2027-03-20T10:00:00Z";

fn settings(keep_days: &str) -> Vec<(&str, &str)> {
    vec![
        ("name", "Riverside"),
        ("colour", "#116644"),
        ("time_zone", "Europe/Berlin"),
        ("currency", "EUR"),
        ("sports", "Football"),
        ("who_organizes", "organizers"),
        ("who_signs_up", "everyone"),
        ("keep_days", keep_days),
    ]
}

async fn keep(ada: &Person, days: &str) {
    let saved = ada.post("/admin/settings", &settings(days)).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
}

/// Does all that is due; in how many parts.
async fn forget(app: &TestApp) -> usize {
    let mut parts = 0;
    while app.store.write(Forget).await.unwrap() {
        parts += 1;
    }
    parts
}

fn pass(app: &TestApp, days: i64) {
    app.clock.set(app.clock.now().plus(days * DAY));
}

async fn assert_true(app: &TestApp, game: GameId) {
    let now = app.store.now();
    let broken = app.store.read(move |conn| truth::broken(conn, game, now)).await.unwrap();
    assert!(broken.is_empty(), "{broken:?}");
}

/// A game in two days with Ana and a guest, Anna who is a name alone, and Bo who moved in with the organizer's words.
async fn played(app: &TestApp, olga: &Person, ana: &Person, anna: &Person) -> GameId {
    let game = app.game().by(olga).capacity(3).create().await;
    ana.post(&format!("/games/{game}/registration"), &[("guest", "Kim Guest"), ("note", "My knee")]).await;
    anna.post(&format!("/games/{game}/registration"), &[("name", "Anna")]).await.follow().await;
    let roster = format!("/organize/games/{game}/roster");
    olga.post(&roster, &[("name", "Harry"), ("waitlist", "1"), ("note", "Harry said so")]).await;
    anna.leave(game).await;
    game
}

#[actix_web::test]
async fn names_notes_and_messages_go_and_what_happened_stays() {
    let app = TestApp::at(NOW).await;
    let (ada, olga, ana, anna) =
        (app.admin("Ada").await, app.organizer("Olga").await, app.player("Ana Lind").await, app.visitor());
    let game = played(&app, &olga, &ana, &anna).await;
    assert_eq!(app.seats(game).await, ["Ana Lind", "Harry"]);
    keep(&ada, "30").await;
    pass(&app, 31);
    assert_eq!(forget(&app).await, 0, "the game is over for 29 days");
    let roster = olga.get(&format!("/organize/games/{game}")).await;
    assert!(roster.contains("Kim Guest") && roster.contains("My knee") && roster.contains("Harry said so"));
    pass(&app, 2);
    assert_eq!(forget(&app).await, 1);
    let roster = olga.get(&format!("/organize/games/{game}")).await;
    for secret in ["Kim Guest", "My knee", "Harry", "Anna"] {
        assert!(!roster.contains(secret), "{secret}: {}", roster.words());
    }
    assert_eq!(app.seats(game).await, ["Ana Lind", "Former player"]);
    assert!(!anna.is_signed_in().await && ana.is_signed_in().await);
    let told = app.store.read(move |conn| store::timeline::of_game(conn, game)).await.unwrap();
    assert!(told.iter().all(|event| event.note.is_empty()) && told.len() > 4);
    assert_true(&app, game).await;
    let overview = ada.get("/admin").await;
    assert!(overview.contains("Removed 30 days after a game; last done"), "{}", overview.words());
    assert_eq!(forget(&app).await, 0, "once a day");
}

#[actix_web::test]
async fn who_plays_again_keeps_the_name_and_nothing_goes_unless_it_is_wanted() {
    let app = TestApp::at(NOW).await;
    let (ada, olga, ana, anna) =
        (app.admin("Ada").await, app.organizer("Olga").await, app.player("Ana").await, app.visitor());
    let game = played(&app, &olga, &ana, &anna).await;
    pass(&app, 40);
    let next = app.game().by(&olga).create().await;
    assert_eq!(anna.join(next).await.status, 303);
    assert_eq!(forget(&app).await, 0, "kept for good until an admin decides");
    assert!(ada.get("/admin").await.contains("Kept after games are over."));
    keep(&ada, "30").await;
    assert_eq!(forget(&app).await, 1);
    assert_eq!(
        (app.seats(game).await, app.seats(next).await),
        (vec!["Ana".to_owned(), "Former player".to_owned()], vec!["Anna".to_owned()])
    );
    keep(&ada, "").await;
    pass(&app, 400);
    assert_eq!(forget(&app).await, 0);
    assert_eq!(app.seats(next).await, ["Anna"]);
}

#[actix_web::test]
async fn it_is_done_in_parts_and_by_one_instance() {
    let app = TestApp::at(NOW).await;
    let ada = app.admin("Ada").await;
    for _ in 0..12 {
        app.game().create().await;
    }
    keep(&ada, "7").await;
    pass(&app, 20);
    let other = TestApp::start(app.config.clone()).await;
    let (here, there) = futures_util::future::join(forget(&app), forget(&other)).await;
    // An instance that starts does what is due as well.
    assert!(here + there <= 3, "twelve games, five at once: {here}, {there}");
    let left = async || app.store.read(|conn| store::forgetting::games_over(conn, Timestamp::MAX, 20)).await.unwrap();
    assert_eq!(left().await, []);
    assert_eq!(forget(&app).await, 0);
}

#[actix_web::test]
async fn a_wrong_number_of_days_is_named_and_a_form_without_one_changes_nothing() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    for wrong in ["3", "4000", "soon", "-30"] {
        let page = ada.post("/admin/settings", &settings(wrong)).await;
        assert_eq!((page.status, page.select("#f-keep_days-error").len()), (422, 1), "{wrong}");
    }
    keep(&ada, "90").await;
    let without: Vec<_> = settings("").into_iter().filter(|(name, _)| *name != "keep_days").collect();
    assert_eq!(ada.post("/admin/settings", &without).await.status, 303);
    assert_eq!(ada.get("/admin/settings").await.attributes("#f-keep_days", "value"), ["90"]);
}
