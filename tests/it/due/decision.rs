//! A game with too few players is called off by itself, or is on.

use super::*;
use crate::organize::game_form;

const OFF: &str = "Cancelled: 1 of at least 8 were in 6 hours before the start.";

/// A game on Monday evening that takes so many, or is off six hours before.
async fn game_of(app: &TestApp, organizer: &Person, minimum: i32) -> GameId {
    let game = app.game().by(organizer).minimum(minimum).cancels_by_itself(6);
    game.starts_at(MONDAY, "Europe/Berlin").create().await
}

#[actix_web::test]
async fn six_hours_before_the_start_it_is_off_and_everybody_is_told() {
    let app = TestApp::at(NOON).await;
    let (olga, ana, bo) = (app.organizer("Olga").await, app.player("Ana").await, app.player("Bo").await);
    let (game, on) = (game_of(&app, &olga, 8).await, game_of(&app, &olga, 1).await);
    for game in [game, on] {
        ana.join(game).await;
    }
    let page = format!("/games/{game}");
    for person in [&ana, &bo, &app.visitor()] {
        let page = person.get(&page).await;
        assert!(page.contains("Called off Mon 13:00 if fewer than 8 are in"), "{}", page.words());
    }
    let bar = bo.get(&page).await.select(".bar small").concat();
    assert!(bar.ends_with("Called off Mon 13:00 if fewer than 8 are in."), "{bar}");
    round_at(&app, "2027-03-22T11:59:59Z").await;
    assert!(!bo.get(&page).await.contains("CANCELLED"));
    assert_eq!(round_at(&app, "2027-03-22T12:00:00Z").await, 2);
    let there = bo.get(&page).await;
    assert!(there.contains("CANCELLED: 1 of at least 8 were in 6 hours before the start."), "{}", there.words());
    assert!(there.contains("The game was called off by itself") && !there.contains("if fewer than"));
    assert_eq!((told(&ana, OFF).await, told(&olga, OFF).await, told(&bo, OFF).await), (1, 1, 0));
    assert!(bo.get(&format!("/games/{on}")).await.contains("Game on"));
    assert!(!bo.get("/").await.words().contains("Needs 7 more"));
    assert_eq!(round(&app).await, 0);
}

#[actix_web::test]
async fn what_was_decided_stays_so_though_somebody_leaves_afterwards() {
    let app = TestApp::at(NOON).await;
    let (olga, ana) = (app.organizer("Olga").await, app.player("Ana").await);
    let game = game_of(&app, &olga, 1).await;
    ana.join(game).await;
    round_at(&app, "2027-03-22T12:00:00Z").await;
    ana.leave(game).await;
    round_at(&app, "2027-03-22T17:59:00Z").await;
    assert!(!ana.get(&format!("/games/{game}")).await.contains("CANCELLED"));
}

#[actix_web::test]
async fn a_site_that_was_down_decides_when_it_is_back_but_not_after_the_start() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    let (game, begun) = (game_of(&app, &olga, 8).await, game_of(&app, &olga, 8).await);
    let (two, one) = (another(&app).await, another(&app).await);
    at(&app, "2027-03-22T17:59:59Z");
    // Both find both games due.
    let (here, there) = tokio::join!(one.timekeeper.round(), two.timekeeper.round());
    assert!(here.unwrap() + there.unwrap() >= 2);
    assert_eq!(told(&olga, "Cancelled: 0 of at least 8").await, 2);
    assert!(olga.get(&format!("/games/{game}")).await.contains("CANCELLED"));
    assert!(olga.get(&format!("/games/{begun}")).await.contains("CANCELLED"));
    assert_eq!(told(&olga, "Too few so far").await, 0, "they know more than that");
    let late = app.game().by(&olga).minimum(8).cancels_by_itself(6).starts_in(48).create().await;
    app.clock.set(app.clock.now().plus(48 * HOUR));
    round(&app).await;
    assert!(!olga.get(&format!("/games/{late}")).await.contains("CANCELLED"));
    one.stop().await;
    two.stop().await;
}

#[actix_web::test]
async fn the_form_takes_hours_and_says_what_cannot_be() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let olga = app.organizer("Olga").await;
    let game = olga.posts(&[("cancel_hours", "6")]).await;
    let form = olga.get(&format!("/organize/games/{game}/edit")).await;
    assert_eq!(form.attributes("[name=cancel_hours]", "value"), ["6"]);
    let soon = [("date", "2027-03-20"), ("time", "17:00"), ("cancel_hours", "12")];
    for (other, words) in [
        (&[("cancel_hours", "0")][..], "Use at least 1."),
        (&[("cancel_hours", "169")], "Use at most 168."),
        (&[("cancel_hours", "6"), ("minimum", "0")], "Say above how many are needed to play."),
        (&soon, "That would have been before now. Choose fewer hours, or none."),
    ] {
        let answer = olga.post("/organize/games", &game_form(other)).await;
        assert_eq!(answer.status, 422, "{other:?}");
        assert!(answer.contains(words), "{other:?}: {}", answer.words());
        let typed = other.iter().find(|(name, _)| *name == "cancel_hours").unwrap().1;
        assert_eq!(answer.attributes("[name=cancel_hours]", "value"), [typed]);
    }
    // Once it is decided, the rest can still be changed.
    at(&app, "2027-03-25T13:00:00Z");
    round(&app).await;
    let other = olga.posts(&[("date", "2027-03-26"), ("cancel_hours", "")]).await;
    assert!(!olga.get(&format!("/games/{other}")).await.contains("if fewer than"));
}

#[actix_web::test]
async fn a_later_start_is_decided_later_and_a_lower_number_of_hours_too() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let olga = app.organizer("Olga").await;
    let game = olga.posts(&[("cancel_hours", "6")]).await;
    assert_eq!(olga.edits(game, &[("cancel_hours", "2")]).await.status, 303);
    round_at(&app, "2027-03-25T15:59:59Z").await;
    assert_eq!(olga.edits(game, &[("cancel_hours", "2"), ("title", "Six-a-side")]).await.status, 303);
    assert_eq!(olga.edits(game, &[("cancel_hours", "2"), ("date", "2027-03-26")]).await.status, 303);
    round_at(&app, "2027-03-25T17:00:00Z").await;
    let page = format!("/games/{game}");
    assert!(!olga.get(&page).await.contains("CANCELLED"));
    // An edit that comes after the instant comes after the decision.
    at(&app, "2027-03-26T16:00:00Z");
    assert_eq!(olga.edits(game, &[("cancel_hours", "2"), ("date", "2027-03-27")]).await.status, 409);
    round(&app).await;
    assert!(olga.get(&page).await.contains("CANCELLED: 0 of at least 8 were in 2 hours before the start."));
}

#[actix_web::test]
async fn the_mails_say_that_it_may_be_off_and_that_it_is() {
    let office = PostOffice::open();
    let app = crate::mail::site(&office).await;
    let (olga, ana) = (crate::mail::confirmed(&app, "Olga").await, crate::mail::confirmed(&app, "Ana").await);
    let game = game_of(&app, &olga, 8).await;
    ana.join(game).await;
    let [letter] = &crate::mail::delivered(&app, &office).await[..] else { panic!("no letter") };
    let sentence = "It is called off by itself on Mon 22 Mar 2027, 13:00 CET if fewer than 8 are in by then.";
    assert!(letter.text.contains(sentence), "{}", letter.text);
    round_at(&app, "2027-03-22T12:00:00Z").await;
    let arrived = crate::mail::delivered(&app, &office).await;
    let mut told: Vec<_> = arrived.iter().map(|letter| (letter.to[0].clone(), letter.subject())).collect();
    told.sort();
    let off = "Cancelled: Five-a-side";
    assert_eq!(told, [(ana.email.clone(), off), (olga.email.clone(), off)]);
    assert!(arrived.iter().all(|letter| letter.text.contains("Why: 1 of at least 8 were in 6 hours before")));
    assert!(arrived.iter().any(|letter| letter.text.contains("because you run the game")));
}

/// Eight may play and six must; five leave nine hours before, and five of those waiting are offered their spots.
async fn five_offers(minimum: i32, hour: &str) -> (TestApp, GameId, Vec<Person>) {
    let app = crate::gears::site().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).minimum(minimum).cancels_by_itself(6).capacity(8);
    let game = game.starts_at("2027-03-25T19:00", "Europe/Berlin").create().await;
    let mut people = Vec::new();
    for number in 0..13 {
        let person = crate::mail::confirmed(&app, &format!("Player {number}")).await;
        person.join(game).await;
        people.push(person);
    }
    at(&app, hour);
    for person in &people[3..8] {
        person.leave(game).await;
    }
    (app, game, people)
}

#[actix_web::test]
async fn a_spot_that_is_only_held_is_nobody_who_plays() {
    let (app, game, people) = five_offers(6, "2027-03-25T11:57:00Z").await;
    let seen = app.visitor().get("/").await;
    assert!(seen.contains("5 spots held") && seen.contains("3 of 8"), "{}", seen.words());
    assert_eq!(seen.attributes(".strip i", "class"), ["in", "in", "in", "held", "held", "held", "held", "held"]);
    round_at(&app, "2027-03-25T12:00:00Z").await;
    let page = people[0].get(&format!("/games/{game}")).await;
    assert!(page.contains("CANCELLED: 3 of at least 6 were in 6 hours before the start."), "{}", page.words());
}

#[actix_web::test]
async fn offers_that_ended_while_the_site_was_down_keep_no_game_on() {
    let (app, game, people) = five_offers(6, "2027-03-25T09:00:00Z").await;
    round_at(&app, "2027-03-25T12:30:00Z").await;
    let page = people[0].get(&format!("/games/{game}")).await;
    assert!(page.contains("CANCELLED: 3 of at least 6 were in 6 hours before the start."), "{}", page.words());
    let (on, game, people) = five_offers(4, "2027-03-25T09:00:00Z").await;
    people[8].post(&format!("/games/{game}/registration/take"), &[]).await;
    round_at(&on, "2027-03-25T12:30:00Z").await;
    assert!(!people[0].get(&format!("/games/{game}")).await.contains("CANCELLED"), "four are in");
}

#[actix_web::test]
async fn whoever_publishes_a_draft_past_its_decision_is_told_that_it_stays_on() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).minimum(8).cancels_by_itself(6).draft();
    let game = game.starts_at(MONDAY, "Europe/Berlin").create().await;
    at(&app, "2027-03-22T12:00:00Z");
    let published = olga.post(&format!("/organize/games/{game}/publish"), &[]).await.follow().await;
    assert!(published.contains("it stays on, however few come"), "{}", published.words());
    round(&app).await;
    assert!(!olga.get(&format!("/games/{game}")).await.contains("CANCELLED"));
}
