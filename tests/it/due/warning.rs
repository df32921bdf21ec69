//! Whoever runs a game hears the evening before that too few are in.

use super::*;

const WARNED: &str = "Too few so far";

#[actix_web::test]
async fn organizers_are_told_once_at_six_in_the_evening_before() {
    let app = TestApp::at(NOON).await;
    let (olga, omar, ana) = (app.organizer("Olga").await, app.organizer("Omar").await, app.player("Ana").await);
    let game = monday(&app, &olga, 8).await;
    let on = monday(&app, &olga, 1).await;
    let path = format!("/organize/games/{game}/organizers");
    assert_eq!(olga.post(&path, &[("email", &omar.email)]).await.status, 303);
    ana.join(game).await;
    ana.join(on).await;
    round_at(&app, "2027-03-21T16:59:59Z").await;
    assert_eq!(told(&olga, WARNED).await, 0);
    assert_eq!(round_at(&app, "2027-03-21T17:00:00Z").await, 2);
    let page = olga.get("/me/notices").await;
    assert!(page.contains("Too few so far: 1 of 8 needed"), "{}", page.words());
    assert_eq!((told(&olga, WARNED).await, told(&omar, WARNED).await, told(&ana, WARNED).await), (1, 1, 0));
    assert_eq!(round_at(&app, "2027-03-21T17:00:02Z").await, 0);
    ana.leave(game).await;
    round_at(&app, "2027-03-22T17:00:00Z").await;
    assert_eq!(told(&olga, WARNED).await, 1);
}

#[actix_web::test]
async fn two_instances_and_a_restart_tell_it_once() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    for _ in 0..5 {
        monday(&app, &olga, 8).await;
    }
    let other = another(&app).await;
    round(&app).await;
    at(&app, "2027-03-21T17:00:00Z");
    // Both see all of them as due before either has done anything.
    let (here, there) = tokio::join!(app.timekeeper.round(), other.timekeeper.round());
    assert!(here.unwrap() + there.unwrap() >= 5);
    let again = another(&app).await;
    assert_eq!(round(&again).await, 0);
    assert_eq!(told(&olga, WARNED).await, 5);
    again.stop().await;
    other.stop().await;
}

#[actix_web::test]
async fn after_a_day_down_it_is_told_while_there_is_time_and_not_after_the_start() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    monday(&app, &olga, 8).await;
    round(&app).await;
    round_at(&app, "2027-03-22T17:59:59Z").await;
    assert_eq!(told(&olga, WARNED).await, 1);
    let late = app.game().by(&olga).minimum(8).starts_at("2027-03-25T19:00", "Europe/Berlin").create().await;
    round_at(&app, "2027-03-25T18:00:00Z").await;
    assert_eq!(told(&olga, WARNED).await, 1, "game {late} has begun");
    assert_eq!(round(&app).await, 0);
}

#[actix_web::test]
async fn another_start_has_another_evening_before() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    let game = monday(&app, &olga, 8).await;
    round_at(&app, "2027-03-21T17:00:00Z").await;
    assert_eq!(told(&olga, WARNED).await, 1);
    crate::mail::edit(&olga, game, &[("date", "2027-03-29")]).await;
    // The clocks go forward that night.
    round_at(&app, "2027-03-28T15:59:59Z").await;
    assert_eq!(told(&olga, WARNED).await, 1);
    round_at(&app, "2027-03-28T16:00:00Z").await;
    assert_eq!(told(&olga, WARNED).await, 2);
    // Moved back to a day whose evening before is past: nobody is told of what is over.
    crate::mail::edit(&olga, game, &[("date", "2027-03-30")]).await;
    at(&app, "2027-03-28T17:00:00Z");
    crate::mail::edit(&olga, game, &[("date", "2027-03-29"), ("time", "20:00")]).await;
    round_at(&app, "2027-03-29T15:00:00Z").await;
    assert_eq!(told(&olga, WARNED).await, 2);
}

#[actix_web::test]
async fn what_was_due_before_an_edit_happens_before_it() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    let game = monday(&app, &olga, 8).await;
    round(&app).await;
    at(&app, "2027-03-21T17:00:05Z");
    crate::mail::edit(&olga, game, &[("date", "2027-03-30")]).await;
    assert_eq!(told(&olga, WARNED).await, 1);
}

#[actix_web::test]
async fn a_cancelled_game_and_a_draft_have_nothing_due() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    let game = monday(&app, &olga, 8).await;
    app.game().by(&olga).minimum(8).draft().starts_at(MONDAY, "Europe/Berlin").create().await;
    let cancel = format!("/organize/games/{game}/cancel");
    assert_eq!(olga.post(&cancel, &[("reason", "Rain")]).await.status, 303);
    assert_eq!(round_at(&app, "2027-03-21T17:00:00Z").await, 0);
    assert_eq!(told(&olga, WARNED).await, 0);
}

#[actix_web::test]
async fn the_mail_says_how_many_are_missing_and_can_be_stopped() {
    let office = PostOffice::open();
    let app = crate::mail::site(&office).await;
    let olga = crate::mail::confirmed(&app, "Olga").await;
    let game = monday(&app, &olga, 8).await;
    round_at(&app, "2027-03-21T17:00:00Z").await;
    let [letter] = &crate::mail::delivered(&app, &office).await[..] else { panic!("no letter") };
    assert_eq!(letter.subject(), "Too few so far: Five-a-side");
    assert!(letter.text.contains("0 are in, and it takes 8."), "{}", letter.text);
    assert!(letter.text.contains("because you run the game") && !letter.header("list-unsubscribe").is_empty());
    // Enough came before the mail could go: it would say what is not so any more.
    let (other, ana) = (monday(&app, &olga, 1).await, crate::mail::confirmed(&app, "Ana").await);
    crate::mail::edit(&app.admin("Ada").await, other, &[("date", "2027-03-23")]).await;
    round_at(&app, "2027-03-22T17:00:00Z").await;
    ana.join(other).await;
    let arrived = crate::mail::delivered(&app, &office).await;
    let subjects: Vec<_> = arrived.iter().map(Arrived::subject).collect();
    assert_eq!(subjects, ["You're in: Five-a-side"], "game {game} is without news, game {other} is on");
}

#[actix_web::test]
async fn spots_that_are_only_held_do_not_keep_the_warning_back() {
    let app = crate::gears::site().await;
    let olga = app.organizer("Olga").await;
    let game =
        app.game().by(&olga).minimum(2).capacity(2).starts_at("2027-03-25T11:30", "Europe/Berlin").create().await;
    let mut people = Vec::new();
    for name in ["Ana", "Bo", "Cy"] {
        let person = crate::mail::confirmed(&app, name).await;
        person.join(game).await;
        people.push(person);
    }
    at(&app, "2027-03-24T16:00:00Z");
    people[0].leave(game).await;
    round_at(&app, "2027-03-24T17:00:00Z").await;
    assert_eq!(told(&olga, "Too few so far: 1 of 2 needed").await, 1, "{}", olga.get("/me/notices").await.words());
    assert!(olga.get("/organize").await.contains("1 of 2 are in, 1 spot is held"));
}
