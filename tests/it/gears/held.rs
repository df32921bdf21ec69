//! Seats that are held for one after the other.

use super::*;

#[actix_web::test]
async fn a_freed_seat_is_held_for_the_first_in_line_who_takes_it() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    assert_eq!((mine(&bo, game).await.as_str(), mine(&cleo, game).await.as_str()), ("offered", "waitlisted"));
    let page = bo.get(&path(game)).await;
    assert!(page.contains("A spot is held for you until Thu 12:00"), "{}", page.words());
    assert_eq!(page.attributes(".bar form", "action"), [format!("/games/{game}/registration/take")]);
    assert!(page.contains("Can't make it after all?") && !page.contains("While you wait"), "{}", page.words());
    let waits = cleo.get(&path(game)).await;
    assert!(waits.contains("While you wait"), "{}", waits.words());
    assert_eq!(waits.words().matches("A free spot is offered").count(), 1, "the rule stands once: {}", waits.words());
    let seen = app.visitor().get(&path(game)).await;
    assert_eq!(
        (seen.attributes("main", "data-taken"), seen.attributes("main", "data-waiting")),
        (vec!["1".into()], vec!["1".into()])
    );
    assert!(seen.contains("held until Thu 12:00") && seen.contains("A spot is held for Bo"));
    assert!(cleo.get("/me").await.contains("You're 1st in line"));
    assert!(bo.get("/me").await.contains("A spot is held for you until Thu 12:00"));
    for _ in 0..2 {
        let taken = answer(&bo, game, "take").await;
        assert_eq!(taken.status, 303);
        assert!(taken.follow().await.contains("You're in."));
    }
    assert_eq!((app.seats(game).await, app.queue(game).await), (vec!["Bo".to_owned()], vec!["Cleo".to_owned()]));
    assert_eq!(told(&app, game, MessageKind::Offer).await, 1);
    worked_at(&app, "2027-03-25T13:00").await;
    assert_eq!(mine(&bo, game).await, "confirmed");
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn nobody_counts_as_in_for_whom_a_seat_is_only_held() {
    let app = site().await;
    let game = thursday(&app, 3).await;
    let [ana, bo, _cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    confirmed(&app, "Dora").await.join_with(game, &["Kim Lee"]).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    bo.leave(game).await;
    let seen = app.visitor().get(&path(game)).await;
    assert_eq!(seen.select(".block:has(.sheet) .count"), ["1 of 3, 2 held"]);
    assert_eq!(seen.select(".sheet .held"), ["Dora held until Thu 12:00", "Kim L. guest of Dora, held too"]);
    let list = app.visitor().get(&format!("/games/{game}/share")).await.select("textarea").remove(1);
    assert!(
        list.contains("2 spots held, 1 of 3 in, 2 held 1. Cleo On offer: 1. Dora (held until Thu 12:00) 2. Kim L."),
        "{list}"
    );
}

#[actix_web::test]
async fn an_offer_that_nobody_takes_goes_on_through_the_line_and_then_to_newcomers() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    worked_at(&app, "2027-03-25T11:59").await;
    assert_eq!(mine(&bo, game).await, "offered");
    worked_at(&app, "2027-03-25T12:00").await;
    assert_eq!((mine(&bo, game).await.as_str(), mine(&cleo, game).await.as_str()), ("waitlisted", "offered"));
    assert!(bo.get(&path(game)).await.contains("passed over"));
    is_sound(&app, game).await;
    worked_at(&app, "2027-03-25T14:00").await;
    let (ended, offered) =
        (told(&app, game, MessageKind::OfferEnded).await, told(&app, game, MessageKind::Offer).await);
    assert_eq!((ended, offered), (2, 2));
    assert_eq!(app.queue(game).await, ["Bo", "Cleo"], "both keep their places, and rest");
    let dora = app.player("Dora").await;
    assert!(dora.get(&path(game)).await.contains("1 spot left"));
    dora.join(game).await;
    assert_eq!(app.seats(game).await, ["Dora"]);
    for _ in 0..2 {
        assert!(answer(&bo, game, "want-in").await.follow().await.contains("You're in the line again."));
    }
    assert_eq!(app.queue(game).await, ["Cleo", "Bo"]);
    dora.leave(game).await;
    assert_eq!((mine(&bo, game).await.as_str(), mine(&cleo, game).await.as_str()), ("offered", "waitlisted"));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn a_declined_offer_goes_on_at_once_and_its_player_rests() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    assert!(answer(&bo, game, "decline").await.follow().await.contains("You passed on it, and are passed over"));
    assert!(answer(&bo, game, "decline").await.follow().await.contains("No spot is held for you"));
    assert_eq!(mine(&cleo, game).await, "offered");
    assert!(answer(&bo, game, "take").await.contains("somebody was faster"));
    let page = bo.get(&path(game)).await;
    assert_eq!(page.attributes(".bar form", "action"), [format!("/games/{game}/registration/want-in")]);
    assert!(page.contains("Bo passed on the offer"));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn an_offer_taken_too_late_is_refused_in_words_and_has_gone_on() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    at(&app, "2027-03-25T15:30");
    ana.leave(game).await;
    assert!(bo.get(&path(game)).await.contains("until Thu 16:00"), "between 4 h and 1 h it is half an hour");
    at(&app, "2027-03-25T16:00");
    let late = answer(&bo, game, "take").await;
    assert_eq!(late.status, 409);
    assert!(late.contains("the offer ended Thu 16:00"), "{}", late.words());
    assert_eq!(mine(&cleo, game).await, "offered", "nobody waits for the worker");
    assert_eq!(told(&app, game, MessageKind::OfferEnded).await, 1);
    worked_at(&app, "2027-03-25T16:01").await;
    assert_eq!(told(&app, game, MessageKind::OfferEnded).await, 1);
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn a_party_is_offered_as_many_seats_as_it_needs_and_smaller_ones_pass_it() {
    let app = site().await;
    let game = thursday(&app, 2).await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    let pair = confirmed(&app, "Pair").await;
    pair.join_with(game, &["Gus"]).await;
    let [single] = joined(&app, game, ["Single"]).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    assert_eq!((mine(&pair, game).await.as_str(), mine(&single, game).await.as_str()), ("waitlisted", "offered"));
    answer(&single, game, "decline").await;
    bo.leave(game).await;
    let page = pair.get(&path(game)).await;
    assert!(page.contains("2 spots are held for you until Thu 12:00"), "{}", page.words());
    answer(&pair, game, "take").await;
    assert_eq!((app.seats(game).await, app.queue(game).await), (vec!["Pair".to_owned()], vec!["Single".to_owned()]));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn at_night_an_offer_lasts_until_nine() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, _cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    at(&app, "2027-03-24T23:10");
    ana.leave(game).await;
    assert!(bo.get(&path(game)).await.contains("A spot is held for you until Thu 09:00"));
    worked_at(&app, "2027-03-25T08:59").await;
    assert_eq!(mine(&bo, game).await, "offered");
    worked_at(&app, "2027-03-25T09:00").await;
    assert_eq!(mine(&bo, game).await, "waitlisted");
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn an_offer_keeps_its_end_when_the_gear_changes_but_does_not_outlive_the_start() {
    let app = site().await;
    let organizer = app.organizer("Olga").await;
    let game = app.game().by(&organizer).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(1).create().await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    at(&app, "2027-03-25T14:30");
    ana.leave(game).await;
    worked_at(&app, "2027-03-25T16:10").await;
    assert_eq!(mine(&bo, game).await, "offered", "made in the time of 2 h");
    crate::mail::edit(&organizer, game, &[("time", "16:20")]).await;
    worked_at(&app, "2027-03-25T16:20").await;
    let late = answer(&bo, game, "take").await;
    assert_eq!(late.status, 409, "{}", late.words());
    assert_eq!((mine(&bo, game).await.as_str(), app.seats(game).await.len()), ("waitlisted", 0));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn after_a_day_down_each_offer_ends_once_and_the_line_is_where_it_belongs() {
    let app = site().await;
    let game = thursday(&app, 2).await;
    let [ana, bo, _cleo, _dora] = joined(&app, game, ["Ana", "Bo", "Cleo", "Dora"]).await;
    at(&app, "2027-03-24T20:30");
    ana.leave(game).await;
    bo.leave(game).await;
    assert_eq!(app.seats(game).await, ["Cleo", "Dora"], "both are offered one");
    at(&app, "2027-03-25T20:30");
    let other = TestApp::start(app.config.clone()).await;
    let rounds = tokio::join!(app.timekeeper.round(), other.timekeeper.round());
    assert!(rounds.0.is_ok() && rounds.1.is_ok());
    assert_eq!((app.seats(game).await.len(), app.queue(game).await), (0, vec!["Cleo".to_owned(), "Dora".to_owned()]));
    assert_eq!(told(&app, game, MessageKind::OfferEnded).await, 2);
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn the_organizer_reads_that_those_waiting_let_their_offers_go() {
    let app = site().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(1).create().await;
    let [ana, _bo] = joined(&app, game, ["Ana", "Bo"]).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    worked_at(&app, "2027-03-25T12:00").await;
    let dashboard = olga.get("/organize").await;
    assert!(dashboard.contains("Nobody waiting takes a spot in Five-a-side"), "{}", dashboard.words());
    assert!(dashboard.contains("1 spot free, and the one waiting is passed over"), "{}", dashboard.words());
    assert_eq!(dashboard.attributes(".todo a", "href").last(), Some(&format!("/organize/games/{game}/message")));
}
