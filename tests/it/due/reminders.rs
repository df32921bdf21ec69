//! Players are reminded of their games, when they want to be.

use super::*;

const REMINDED: &str = "Reminder: you're in";

/// Chooses when `person` is reminded.
async fn choose(person: &Person, when: &str) {
    assert_eq!(person.post("/me/account/notices", &[("reminder", when)]).await.status, 303);
    let chosen = person.get("/me/account/notices").await.attributes("[name=reminder] [selected]", "value");
    assert_eq!(chosen, [when]);
}

#[actix_web::test]
async fn each_is_reminded_once_when_they_want_to_be() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    let (eve, moe, late, wait) =
        (app.player("Eve").await, app.player("Moe").await, app.player("Lea").await, app.player("Wim").await);
    choose(&moe, "morning").await;
    let game = app.game().by(&olga).capacity(3).starts_at(MONDAY, "Europe/Berlin").create().await;
    eve.join(game).await;
    moe.join(game).await;
    round_at(&app, "2027-03-21T16:59:59Z").await;
    assert_eq!(told(&eve, REMINDED).await, 0);
    round_at(&app, "2027-03-21T17:00:00Z").await;
    assert_eq!((told(&eve, REMINDED).await, told(&moe, REMINDED).await), (1, 0));
    at(&app, "2027-03-21T17:00:01Z");
    late.join(game).await;
    wait.join(game).await;
    assert_eq!(app.queue(game).await, ["Wim"]);
    round_at(&app, "2027-03-22T06:59:59Z").await;
    assert_eq!(told(&moe, REMINDED).await, 0);
    round_at(&app, "2027-03-22T07:00:00Z").await;
    assert_eq!(told(&moe, REMINDED).await, 1);
    round_at(&app, "2027-03-22T17:00:00Z").await;
    assert_eq!((told(&eve, REMINDED).await, told(&moe, REMINDED).await), (1, 1));
    assert_eq!((told(&late, REMINDED).await, told(&wait, REMINDED).await), (0, 0), "they have just joined, or wait");
}

#[actix_web::test]
async fn who_changes_their_mind_after_the_evening_is_reminded_once_all_the_same() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    let (eve, moe) = (app.player("Eve").await, app.player("Moe").await);
    choose(&moe, "morning").await;
    let game = app.game().by(&olga).capacity(3).starts_at(MONDAY, "Europe/Berlin").create().await;
    eve.join(game).await;
    moe.join(game).await;
    round_at(&app, "2027-03-21T17:00:00Z").await;
    choose(&moe, "evening").await;
    choose(&eve, "morning").await;
    round_at(&app, "2027-03-22T07:00:00Z").await;
    assert_eq!((told(&eve, REMINDED).await, told(&moe, REMINDED).await), (1, 1));
}

#[actix_web::test]
async fn of_an_early_game_everybody_is_reminded_the_evening_before() {
    let app = TestApp::at(NOON).await;
    let (olga, moe) = (app.organizer("Olga").await, app.player("Moe").await);
    choose(&moe, "morning").await;
    let game = app.game().by(&olga).starts_at("2027-03-22T09:30", "Europe/Berlin").create().await;
    moe.join(game).await;
    round_at(&app, "2027-03-21T17:00:00Z").await;
    assert_eq!(told(&moe, REMINDED).await, 1);
    round_at(&app, "2027-03-22T08:00:00Z").await;
    assert_eq!(told(&moe, REMINDED).await, 1);
}

#[actix_web::test]
async fn a_moved_start_is_reminded_of_anew_and_a_game_that_has_begun_is_not() {
    let app = TestApp::at(NOON).await;
    let (olga, eve) = (app.organizer("Olga").await, app.player("Eve").await);
    let game = monday(&app, &olga, 0).await;
    eve.join(game).await;
    crate::mail::edit(&olga, game, &[("date", "2027-03-23")]).await;
    round_at(&app, "2027-03-21T17:00:00Z").await;
    assert_eq!(told(&eve, REMINDED).await, 0);
    round_at(&app, "2027-03-22T17:00:00Z").await;
    assert_eq!(told(&eve, REMINDED).await, 1);
    let other = app.game().by(&olga).starts_at("2027-03-25T19:00", "Europe/Berlin").create().await;
    eve.join(other).await;
    // The site was down from before the evening until after the start.
    round_at(&app, "2027-03-25T18:00:00Z").await;
    assert_eq!(told(&eve, REMINDED).await, 1);
}

#[actix_web::test]
async fn a_day_down_reminds_late_but_once_also_beside_another_instance() {
    let app = TestApp::at(NOON).await;
    let (olga, eve) = (app.organizer("Olga").await, app.player("Eve").await);
    let game = monday(&app, &olga, 0).await;
    eve.join(game).await;
    let other = another(&app).await;
    at(&app, "2027-03-22T15:00:00Z");
    let (here, there) = tokio::join!(app.timekeeper.round(), other.timekeeper.round());
    assert!(here.unwrap() + there.unwrap() >= 1);
    assert_eq!(told(&eve, REMINDED).await, 1);
    other.stop().await;
}

#[actix_web::test]
async fn the_mail_says_when_and_can_be_stopped() {
    let office = PostOffice::open();
    let app = crate::mail::site(&office).await;
    let olga = app.organizer("Olga").await;
    let (eve, moe, none) = (
        crate::mail::confirmed(&app, "Eve").await,
        crate::mail::confirmed(&app, "Moe").await,
        crate::mail::confirmed(&app, "Nia").await,
    );
    choose(&moe, "morning").await;
    choose(&none, "none").await;
    let game = monday(&app, &olga, 0).await;
    for person in [&eve, &moe, &none] {
        person.join(game).await;
    }
    crate::mail::delivered(&app, &office).await;
    round_at(&app, "2027-03-21T17:00:00Z").await;
    let [letter] = &crate::mail::delivered(&app, &office).await[..] else { panic!("one letter, to Eve") };
    assert_eq!((letter.subject(), &letter.to[0]), ("Tomorrow: Five-a-side", &eve.email));
    assert!(letter.text.contains("You have a spot.") && letter.text.contains("free until"), "{}", letter.text);
    let stop = letter.path("notices/stop");
    assert!(app.visitor().post(&stop, &[("List-Unsubscribe", "One-Click")]).await.contains("No more of these mails"));
    let chosen = eve.get("/me/account/notices").await.attributes("[name=reminder] [selected]", "value");
    assert_eq!(chosen, ["none"]);
    round_at(&app, "2027-03-22T07:00:00Z").await;
    let [letter] = &crate::mail::delivered(&app, &office).await[..] else { panic!("one letter, to Moe") };
    assert_eq!((letter.subject(), &letter.to[0]), ("Today: Five-a-side", &moe.email));
}
