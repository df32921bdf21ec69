//! Seats on offer to everybody waiting: the first tap wins.

use super::*;

#[actix_web::test]
async fn in_the_last_hour_the_first_tap_wins() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    at(&app, "2027-03-25T18:10");
    ana.leave(game).await;
    assert_eq!((app.seats(game).await.len(), told(&app, game, MessageKind::FirstTap).await), (0, 2));
    let page = cleo.get(&path(game)).await;
    assert!(page.contains("1 spot on offer") && page.contains("the first tap wins"), "{}", page.words());
    assert_eq!(page.attributes(".bar form", "action"), [format!("/games/{game}/registration/take")]);
    assert!(answer(&cleo, game, "take").await.follow().await.contains("You're in."));
    let slower = answer(&bo, game, "take").await;
    assert_eq!(slower.status, 409);
    assert!(slower.contains("somebody was faster"));
    assert_eq!((app.seats(game).await, app.queue(game).await), (vec!["Cleo".to_owned()], vec!["Bo".to_owned()]));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn two_who_tap_at_once_get_one_seat() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, cleo, dora] = joined(&app, game, ["Ana", "Bo", "Cleo", "Dora"]).await;
    at(&app, "2027-03-25T18:10");
    ana.leave(game).await;
    let (one, two, three) =
        tokio::join!(answer(&bo, game, "take"), answer(&cleo, game, "take"), answer(&dora, game, "take"));
    let mut statuses = [one.status, two.status, three.status];
    statuses.sort_unstable();
    assert_eq!((statuses, app.seats(game).await.len()), ([303, 409, 409], 1));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn newcomers_wait_a_quarter_of_an_hour_also_in_the_line() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    at(&app, "2027-03-25T18:10");
    ana.leave(game).await;
    let (dora, emil) = (confirmed(&app, "Dora").await, confirmed(&app, "Emil").await);
    assert!(dora.get(&path(game)).await.contains("You'd be 2nd in line"));
    let seen = app.visitor().get("/").await;
    assert!(seen.contains("1 spot on offer, 1 waiting"), "{}", seen.words());
    assert!(!app.visitor().get("/?free=1").await.contains("Five-a-side"));
    assert!(dora.join(game).await.follow().await.contains("on the waitlist"));
    let early = answer(&dora, game, "take").await;
    assert!(early.contains("Until Thu 18:25 it is for those who have waited longer."), "{}", early.words());
    assert_eq!(mine(&bo, game).await, "waitlisted");
    at(&app, "2027-03-25T18:25");
    assert!(app.visitor().get("/").await.contains("1 spot, first tap wins"));
    assert!(app.visitor().get("/?free=1").await.contains("Five-a-side"));
    assert!(emil.join(game).await.follow().await.contains("You're in."));
    assert_eq!(
        (app.seats(game).await, app.queue(game).await),
        (vec!["Emil".to_owned()], vec!["Bo".to_owned(), "Dora".to_owned()])
    );
    assert!(answer(&dora, game, "take").await.contains("somebody was faster"));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn what_nobody_waiting_fits_is_free() {
    let app = site().await;
    let game = thursday(&app, 2).await;
    let [ana, _bo] = joined(&app, game, ["Ana", "Bo"]).await;
    let pair = confirmed(&app, "Pair").await;
    pair.join_with(game, &["Gus"]).await;
    at(&app, "2027-03-25T18:10");
    ana.leave(game).await;
    assert_eq!(told(&app, game, MessageKind::FirstTap).await, 0);
    let dora = app.player("Dora").await;
    assert!(dora.join(game).await.follow().await.contains("You're in."));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn when_those_waiting_have_left_the_seat_is_free_and_when_others_came_it_is_theirs() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    at(&app, "2027-03-25T18:10");
    ana.leave(game).await;
    let [cleo] = joined(&app, game, ["Cleo"]).await;
    bo.leave(game).await;
    is_sound(&app, game).await;
    assert_eq!(answer(&cleo, game, "take").await.status, 303);
    cleo.leave(game).await;
    assert!(app.visitor().get(&path(game)).await.contains("1 spot left"));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn before_a_morning_game_a_seat_of_the_night_is_everybodys() {
    let app = site().await;
    let game = app.game().starts_at("2027-03-25T10:00", "Europe/Berlin").capacity(1).create().await;
    let [ana, bo, cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    at(&app, "2027-03-24T23:00");
    assert!(bo.get(&path(game)).await.contains("on offer to everybody waiting at once"));
    ana.leave(game).await;
    assert_eq!((mine(&bo, game).await.as_str(), mine(&cleo, game).await.as_str()), ("waitlisted", "waitlisted"));
    assert_eq!(answer(&cleo, game, "take").await.status, 303);
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn at_the_start_nothing_is_on_offer_and_the_organizer_lets_people_in() {
    let app = site().await;
    let organizer = app.organizer("Olga").await;
    let game = app.game().by(&organizer).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(1).create().await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    at(&app, "2027-03-25T18:50");
    ana.leave(game).await;
    worked_at(&app, "2027-03-25T19:00").await;
    let late = answer(&bo, game, "take").await;
    assert!(late.contains("its organizer decides who plays"), "{}", late.words());
    let roster = organizer.get(&format!("/organize/games/{game}")).await;
    let up = roster.attributes("#waitlist button[formaction]", "formaction");
    organizer.post(&up[0], &[]).await;
    assert_eq!(app.seats(game).await, ["Bo"]);
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn nobody_is_told_again_of_a_spot_that_was_on_offer_to_them_before() {
    let app = site().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(2).create().await;
    let [ana, bo, _cleo, _dora, _emil] = joined(&app, game, ["Ana", "Bo", "Cleo", "Dora", "Emil"]).await;
    at(&app, "2027-03-25T18:10");
    ana.leave(game).await;
    bo.leave(game).await;
    assert_eq!(told(&app, game, MessageKind::FirstTap).await, 6);
    let roster = olga.get(&format!("/organize/games/{game}")).await;
    let up = roster.attributes("#waitlist button[formaction]", "formaction");
    assert_eq!(olga.post(&up[0], &[]).await.status, 303);
    assert_eq!((app.seats(game).await.len(), told(&app, game, MessageKind::FirstTap).await), (1, 6));
    crate::mail::edit(&olga, game, &[("capacity", "1")]).await;
    assert_eq!(told(&app, game, MessageKind::FirstTap).await, 6);
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn whoever_came_beside_an_open_spot_is_told_when_it_is_theirs_too() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, _bo] = joined(&app, game, ["Ana", "Bo"]).await;
    at(&app, "2027-03-25T18:10");
    ana.leave(game).await;
    let seen = app.visitor().get(&path(game)).await.select(".bar small").concat();
    assert!(seen.contains("A spot is on offer to those waiting, from Thu 18:25 to all."), "{seen}");
    assert!(seen.contains("For a name alone no spot is held"), "{seen}");
    let [cleo] = joined(&app, game, ["Cleo"]).await;
    let bar = cleo.get(&path(game)).await.select(".bar small").concat();
    assert!(bar.contains("From Thu 18:25 on the spot on offer is yours to take too."), "{bar}");
    assert_eq!(told(&app, game, MessageKind::FirstTap).await, 1);
    worked_at(&app, "2027-03-25T18:24").await;
    assert_eq!(told(&app, game, MessageKind::FirstTap).await, 1);
    for wall in ["2027-03-25T18:25", "2027-03-25T18:26", "2027-03-25T18:40"] {
        worked_at(&app, wall).await;
        assert_eq!(told(&app, game, MessageKind::FirstTap).await, 2, "{wall}");
    }
    assert!(cleo.get("/me/notices").await.contains("on offer"));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn an_organizer_gives_a_spot_that_anybody_may_take() {
    let app = site().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(1).create().await;
    let [ana, _bo] = joined(&app, game, ["Ana", "Bo"]).await;
    at(&app, "2027-03-25T18:10");
    ana.leave(game).await;
    let add = format!("/organize/games/{game}/roster");
    assert_eq!(olga.post(&add, &[("name", "Walk In")]).await.status, 409, "those waiting have the first right");
    at(&app, "2027-03-25T18:25");
    assert_eq!(olga.post(&add, &[("name", "Walk In")]).await.status, 303);
    assert_eq!(app.seats(game).await, ["Walk In"]);
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn a_late_gap_that_nobody_takes_is_told_once_anybody_may() {
    let app = site().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(1).create().await;
    let [ana, _bo] = joined(&app, game, ["Ana", "Bo"]).await;
    at(&app, "2027-03-25T18:10");
    ana.leave(game).await;
    worked_at(&app, "2027-03-25T18:24").await;
    assert_eq!(told(&app, game, MessageKind::LateGap).await, 0, "they may take it yet");
    assert!(!olga.get("/organize").await.contains("Raise the capacity"), "there is a spot");
    for wall in ["2027-03-25T18:25", "2027-03-25T18:40"] {
        worked_at(&app, wall).await;
        assert_eq!(told(&app, game, MessageKind::LateGap).await, 1, "{wall}");
    }
    let dashboard = olga.get("/organize").await;
    assert!(dashboard.contains("Late drop-out not filled"), "{}", dashboard.words());
}
