//! Players whom an organizer keeps out of their games.

use kickabout::domain::truth;
use kickabout::store;
use kickabout::types::GameId;

use crate::support::*;

async fn block(organizer: &Person, app: &TestApp, game: GameId, name: &str) -> Answer {
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    let id = entries.iter().find(|entry| entry.name.as_str() == name).unwrap().registration.id;
    organizer.post(&format!("/organize/games/{game}/roster/{id}/block"), &[("note", "Again no show")]).await
}

async fn assert_true(app: &TestApp, games: &[GameId]) {
    for &game in games {
        let now = app.store.now();
        let broken = app.store.read(move |conn| truth::broken(conn, game, now)).await.unwrap();
        assert!(broken.is_empty(), "{broken:?}");
    }
}

#[actix_web::test]
async fn one_tap_takes_somebody_off_the_list_and_out_of_all_games_of_the_organizer() {
    let app = TestApp::spawn().await;
    let (olga, oskar) = (app.organizer("Olga").await, app.organizer("Oskar").await);
    let (game, next) = (app.game().by(&olga).create().await, app.game().by(&olga).capacity(1).create().await);
    let elsewhere = app.game().by(&oskar).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    for game in [game, next, elsewhere] {
        ana.join(game).await;
        bo.join(game).await;
    }
    assert_eq!((app.seats(next).await, app.queue(next).await), (vec!["Ana".to_owned()], vec!["Bo".to_owned()]));
    let page = block(&olga, &app, game, "Ana").await.follow().await;
    assert!(page.contains("Taken off the list, and blocked"), "{}", page.words());
    assert_eq!((app.seats(game).await, app.seats(next).await), (vec!["Bo".to_owned()], vec!["Bo".to_owned()]));
    assert_eq!(app.seats(elsewhere).await, ["Ana", "Bo"]);
    for game in [game, next] {
        let refused = ana.post(&format!("/games/{game}/registration"), &[("attempt", "1")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.contains("The organizer has blocked you from their games."), "{}", refused.words());
    }
    assert!(ana.get("/me").await.contains("The organizer took you off the list: Again no show"));
    assert_eq!(block(&olga, &app, game, "Bo").await.status, 303);
    assert_true(&app, &[game, next, elsewhere]).await;
}

#[actix_web::test]
async fn who_is_blocked_is_passed_over_until_it_is_lifted() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let (game, full) = (app.game().by(&olga).create().await, app.game().by(&olga).capacity(1).create().await);
    let (ana, bo, cy) = (app.player("Ana").await, app.player("Bo").await, app.player("Cy").await);
    ana.join(full).await;
    bo.join(full).await;
    bo.join(game).await;
    assert!(!olga.get("/organize").await.text.contains("/organize/blocked"));
    block(&olga, &app, game, "Bo").await;
    assert_eq!(app.queue(full).await, ["Bo"], "who waits keeps the place");
    ana.leave(full).await;
    assert!(app.seats(full).await.is_empty());
    assert_true(&app, &[game, full]).await;
    let guests = [("guest", "Kim")];
    assert_eq!(bo.post(&format!("/games/{full}/registration/guests"), &guests).await.status, 409);
    assert!(olga.get("/organize").await.text.contains("/organize/blocked"));
    let list = olga.get("/organize/blocked").await;
    assert_eq!(list.select(".rows button"), ["Let back Bo"]);
    let player = list.attributes(".rows input[name=player]", "value").concat();
    let other = app.organizer("Oskar").await;
    let nothing = other.post("/organize/blocked", &[("player", &player)]).await.follow().await;
    assert!(nothing.contains("Nothing was different"), "only who blocked lifts it");
    assert!(app.seats(full).await.is_empty());
    let page = olga.post("/organize/blocked", &[("player", &player)]).await.follow().await;
    assert!(page.contains("Can join the games again.") && page.contains("Nobody is blocked"));
    assert_eq!(app.seats(full).await, ["Bo"], "let back, they move in at once");
    bo.post(&format!("/games/{game}/registration"), &[("attempt", "1")]).await;
    cy.join(game).await;
    assert_eq!(app.seats(game).await, ["Bo", "Cy"]);
    assert_true(&app, &[game, full]).await;
}

#[actix_web::test]
async fn a_name_alone_is_blocked_too_and_a_helper_blocks_for_the_organizer() {
    let app = TestApp::spawn().await;
    let (olga, hedy) = (app.organizer("Olga").await, app.player("Hedy").await);
    let (game, next) = (app.game().by(&olga).create().await, app.game().by(&olga).create().await);
    olga.post(&format!("/organize/games/{game}/organizers"), &[("email", &hedy.email)]).await;
    let anna = app.visitor();
    anna.post(&format!("/games/{game}/registration"), &[("name", "Anna")]).await.follow().await;
    let roster = hedy.get(&format!("/organize/games/{game}")).await;
    assert!(roster.contains("a name alone"), "{}", roster.words());
    assert_eq!(block(&hedy, &app, game, "Anna").await.status, 303);
    assert_eq!(anna.join(next).await.status, 409);
    assert_eq!(olga.get("/organize/blocked").await.select(".rows button"), ["Let back Anna"]);
}

#[actix_web::test]
async fn a_helper_and_an_admin_lift_what_the_organizer_blocked_and_nobody_else_does() {
    let app = TestApp::spawn().await;
    let (olga, hedy, ada) = (app.organizer("Olga").await, app.player("Hedy").await, app.admin("Ada").await);
    let (oskar, ana) = (app.organizer("Oskar").await, app.player("Ana").await);
    let game = app.game().by(&olga).create().await;
    olga.post(&format!("/organize/games/{game}/organizers"), &[("email", &hedy.email)]).await;
    app.game().by(&oskar).create().await;
    for (friend, attempt) in [(&hedy, "0"), (&ada, "1")] {
        ana.post(&format!("/games/{game}/registration"), &[("attempt", attempt)]).await;
        assert_eq!(app.seats(game).await, ["Ana"]);
        block(&olga, &app, game, "Ana").await;
        let (player, organizer) = (ana.player().to_string(), olga.player().to_string());
        let form = [("player", player.as_str()), ("organizer", organizer.as_str())];
        let nothing = oskar.post("/organize/blocked", &form).await.follow().await;
        assert!(nothing.contains("Nothing was different") && nothing.contains("Nobody is blocked"));
        assert!(friend.get("/organize").await.text.contains("/organize/blocked"));
        let list = friend.get("/organize/blocked").await;
        assert!(list.contains("Games of Olga, since"), "{}", list.words());
        assert_eq!(list.attributes(".rows input[name=organizer]", "value"), [organizer.as_str()]);
        let page = friend.post("/organize/blocked", &form).await.follow().await;
        assert!(page.contains("Can join the games again.") && page.contains("Nobody is blocked"), "{}", page.words());
    }
    assert_eq!(ana.post(&format!("/games/{game}/registration"), &[("attempt", "2")]).await.status, 303);
}

#[actix_web::test]
async fn who_runs_the_game_is_not_blocked_from_it() {
    let app = TestApp::spawn().await;
    let (olga, ada) = (app.organizer("Olga").await, app.admin("Ada").await);
    let game = app.game().by(&olga).create().await;
    olga.join(game).await;
    ada.join(game).await;
    for name in ["Olga", "Ada"] {
        let answer = block(&olga, &app, game, name).await;
        assert!(answer.status == 409 && answer.contains("Nobody was blocked."), "{name}: {}", answer.words());
    }
    let page = olga.get(&format!("/organize/games/{game}")).await;
    assert_eq!(page.select("button[formaction$='/block']"), ["Remove and block Ada"]);
    assert_eq!(app.seats(game).await, ["Olga", "Ada"]);
}
