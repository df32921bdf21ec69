//! Seats, the line, guests, and forms that are sent again.

use super::*;

#[actix_web::test]
async fn im_in_on_a_game_with_room() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana Lind").await;
    let page = ana.join(game).await.follow().await;
    assert!(page.contains("You're in."));
    assert_eq!(page.attributes("main", "data-mine"), ["confirmed"]);
    assert_eq!(page.attributes("main", "data-taken"), ["1"]);
    assert_eq!(app.seats(game).await, ["Ana Lind"]);
}

#[actix_web::test]
async fn who_comes_after_the_last_seat_waits_and_knows_the_place_before_and_after() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(1).create().await;
    let (ana, bo, cleo) = (app.player("Ana").await, app.player("Bo").await, app.player("Cleo").await);
    ana.join(game).await;
    assert!(bo.get(&path(game)).await.contains("You'd be 1st in line"));
    let waits = bo.join(game).await.follow().await;
    assert!(waits.contains("on the waitlist") && waits.contains("You're 1st in line"));
    assert!(cleo.get(&path(game)).await.contains("You'd be 2nd in line"));
    cleo.join(game).await;
    assert_eq!((app.seats(game).await, app.queue(game).await), (vec!["Ana".into()], vec!["Bo".into(), "Cleo".into()]));
    assert_eq!(mine(&bo, game).await, "waitlisted");
}

#[actix_web::test]
async fn the_first_in_line_that_fits_gets_a_freed_seat_and_a_passed_over_party_keeps_its_place() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(2).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let (party, single) = (app.player("Party").await, app.player("Single").await);
    ana.join(game).await;
    bo.join(game).await;
    party.join_with(game, &["Gus"]).await;
    single.join(game).await;
    ana.leave(game).await;
    assert_eq!(app.seats(game).await, ["Bo", "Single"]);
    assert_eq!(app.queue(game).await, ["Party"]);
    assert!(party.get(&path(game)).await.contains("You're 1st in line, with 1 guest"));
    bo.leave(game).await;
    assert_eq!(app.queue(game).await, ["Party"], "one free seat is too few for two");
    single.leave(game).await;
    assert_eq!(app.seats(game).await, ["Party"]);
}

#[actix_web::test]
async fn a_second_tap_changes_nothing_and_shows_the_same_answer() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    let first = ana.join_with(game, &["Jo"]).await;
    for _ in 0..3 {
        let again = ana.join_with(game, &["Jo"]).await;
        assert_eq!((again.status, again.location()), (first.status, first.location()));
        assert!(again.follow().await.contains("You're in."));
    }
    assert_eq!(ana.get(&path(game)).await.attributes("main", "data-taken"), ["2"]);
}

#[actix_web::test]
async fn a_second_tap_is_answered_alike_even_after_closing() {
    let app = TestApp::at(NOON).await;
    let game = app.game().closes_in(1).create().await;
    let ana = app.player("Ana").await;
    ana.join(game).await;
    pass(&app, 2);
    assert!(ana.join(game).await.follow().await.contains("You're in."));
}

#[actix_web::test]
async fn an_old_page_does_not_bring_somebody_back_who_has_left() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    ana.join(game).await;
    ana.leave(game).await;
    let page = ana.join(game).await.follow().await;
    assert_eq!(page.attributes("main", "data-mine"), ["withdrawn"]);
    assert!(page.contains("That page was out of date, so nothing was changed"));
    assert!(page.contains("You left on") && page.contains("I'm in"), "{}", page.words());
    let attempt = page.attributes("form#join input[name=attempt]", "value").concat();
    assert_eq!(attempt, "1");
    let fields = [("attempt", attempt.as_str())];
    let back = ana.post(&format!("/games/{game}/registration"), &fields).await;
    assert!(back.follow().await.contains("You're in."));
    assert_eq!(app.seats(game).await, ["Ana"]);
}

#[actix_web::test]
async fn an_old_page_does_not_take_somebody_out_who_has_come_back() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    ana.join(game).await;
    ana.leave(game).await;
    ana.post(&format!("/games/{game}/registration"), &[("attempt", "1")]).await;
    let late_answer = leave_again(&ana, game, "0").await;
    assert_eq!(late_answer.status, 303);
    assert_eq!(mine(&ana, game).await, "confirmed");
    leave_again(&ana, game, "1").await;
    assert_eq!(mine(&ana, game).await, "withdrawn");
}

#[actix_web::test]
async fn leaving_twice_is_leaving_once() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    ana.join(game).await;
    assert!(ana.leave(game).await.follow().await.contains("You're out of this game."));
    let again = ana.leave(game).await;
    assert_eq!((again.status, again.location()), (303, path(game).as_str()));
    assert!(app.seats(game).await.is_empty());
}

#[actix_web::test]
async fn leaving_a_game_one_was_never_in_is_refused_in_words() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let answer = app.player("Ana").await.leave(game).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("You're not in this game"));
}

#[actix_web::test]
async fn who_leaves_the_line_makes_room_for_those_behind() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(1).create().await;
    let (ana, bo, cleo) = (app.player("Ana").await, app.player("Bo").await, app.player("Cleo").await);
    ana.join(game).await;
    bo.join(game).await;
    cleo.join(game).await;
    assert!(bo.leave(game).await.follow().await.contains("You left the waitlist."));
    assert!(cleo.get(&path(game)).await.contains("You're 1st in line"));
}

#[actix_web::test]
async fn guests_take_seats_and_blank_names_are_nobody() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    let page = ana.join_with(game, &["Jo Berg", "  ", ""]).await.follow().await;
    assert_eq!(page.attributes("main", "data-taken"), ["2"]);
    assert!(page.select(".sheet .guest").concat().contains("Jo B."));
    assert!(!page.select(".sheet").concat().contains("Jo Berg"), "a public roster shows no whole names");
}

#[actix_web::test]
async fn too_many_guests_or_too_large_a_party_is_refused_and_what_was_typed_stays() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    let answer = ana.join_with(game, &["Jo", "Ben", "Kim"]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("You may bring 2 guests to this game.") && answer.contains("Nothing was changed."));
    assert_eq!(answer.attributes("#join input[name=guest]", "value"), ["Jo", "Ben", "Kim"]);
    let small = app.game().capacity(2).create().await;
    assert!(ana.join_with(small, &["Jo", "Ben"]).await.contains("This game has 2 spots, fewer than your party needs."));
    assert!(app.seats(game).await.is_empty() && app.seats(small).await.is_empty());
    let alone = app.game().max_guests(0).create().await;
    let many: Vec<&str> = vec!["Jo"; 40];
    assert_eq!(ana.join_with(alone, &many).await.status, 409);
}

#[actix_web::test]
async fn wrong_fields_are_named_and_everything_typed_stays() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    let (long_name, long_note) = ("x".repeat(61), "y".repeat(501));
    let fields = [("guest", "Jo"), ("guest", &*long_name), ("note", &*long_note)];
    let answer = ana.post(&format!("/games/{game}/registration"), &fields).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.attributes("#join input[name=guest]", "value"), ["Jo", &long_name]);
    assert_eq!(answer.select("#f-note"), [long_note]);
    assert_eq!(answer.attributes(".summary a", "href"), ["#f-guest-2", "#f-note"]);
    assert_eq!(answer.attributes("[aria-invalid=true]", "id"), ["f-guest-2", "f-note"]);
    assert!(!answer.attributes("#join details", "open").is_empty());
    assert_eq!(mine(&ana, game).await, "none");
}

#[actix_web::test]
async fn a_party_that_is_in_shrinks_at_once_and_grows_only_into_free_seats() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(3).create().await;
    let (ana, bo, cleo) = (app.player("Ana").await, app.player("Bo").await, app.player("Cleo").await);
    ana.join_with(game, &["Jo"]).await;
    bo.join(game).await;
    cleo.join(game).await;
    assert_eq!(app.queue(game).await, ["Cleo"]);
    let refused = bring(&ana, game, &["Jo", "Ben"]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.contains("No spot is free for another guest."));
    assert_eq!(refused.attributes("input[name=guest]", "value"), ["Jo", "Ben"]);
    let page = bring(&ana, game, &[]).await.follow().await;
    assert!(page.contains("Your guests are noted."));
    assert_eq!(app.seats(game).await, ["Ana", "Bo", "Cleo"]);
}

#[actix_web::test]
async fn the_list_of_guests_replaces_the_old_one() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    ana.join_with(game, &["Jo"]).await;
    for _ in 0..2 {
        let page = bring(&ana, game, &["Ben", "Kim"]).await.follow().await;
        assert_eq!(page.attributes("form[action$='/guests'] input[name=guest]", "value"), ["Ben", "Kim"]);
        assert_eq!(page.attributes("main", "data-taken"), ["3"]);
    }
}

#[actix_web::test]
async fn a_waiting_party_keeps_its_place_with_fewer_and_goes_last_with_more() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(2).create().await;
    let (ana, bo, cleo) = (app.player("Ana").await, app.player("Bo").await, app.player("Cleo").await);
    ana.join_with(game, &["Jo"]).await;
    bo.join_with(game, &["Kim"]).await;
    cleo.join(game).await;
    bring(&bo, game, &[]).await;
    assert_eq!(app.queue(game).await, ["Bo", "Cleo"]);
    let page = bring(&bo, game, &["Kim"]).await.follow().await;
    assert!(page.contains("waits at the end of the line"));
    assert_eq!(app.queue(game).await, ["Cleo", "Bo"]);
}

#[actix_web::test]
async fn guests_of_somebody_who_is_not_in_are_refused() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let answer = bring(&app.player("Ana").await, game, &["Jo"]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("You're not in this game"));
}
