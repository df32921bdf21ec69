//! "I'm in if we get 8": together, or not at all.

use kickabout::{domain::truth, types::GameId};

use crate::due::{another, at, round, round_at, told};
use crate::support::*;

const NOON: &str = "2027-03-20T12:00:00Z";

impl Person {
    /// "I'm in if we get `number`".
    async fn join_if(&self, game: GameId, number: &str) -> Answer {
        self.post(&format!("/games/{game}/registration"), &[("only_if", number)]).await
    }

    /// What the game's page says of this one.
    async fn standing(&self, game: GameId) -> String {
        self.get(&format!("/games/{game}")).await.attributes("main", "data-mine").concat()
    }
}

async fn is_true(app: &TestApp, game: GameId) {
    let now = app.store.now();
    let broken = app.store.read(move |conn| truth::broken(conn, game, now)).await.unwrap();
    assert_eq!(broken, []);
}

/// A game that takes `minimum` of ten, with so many in.
async fn with_players(app: &TestApp, minimum: i32, players: usize) -> GameId {
    let game = app.game().minimum(minimum).capacity(10).create().await;
    for number in 0..players {
        app.player(&format!("Player {number}")).await.join(game).await;
    }
    game
}

#[actix_web::test]
async fn those_who_are_missing_come_in_together() {
    let app = TestApp::spawn().await;
    let game = with_players(&app, 4, 2).await;
    let (ana, bo) = (app.player("Ana Lind").await, app.player("Bo").await);
    let page = format!("/games/{game}");
    let before = ana.get(&page).await;
    assert_eq!(
        before.select("#join option"),
        [
            "No, in any case",
            "Yes, if we get 4",
            "Yes, if we get 5",
            "Yes, if we get 6",
            "Yes, if we get 7",
            "Yes, if we get 8",
            "Yes, if we get 9",
            "Yes, if we get 10"
        ]
    );
    assert_eq!(ana.join_if(game, "4").await.follow().await.select(".notice strong").len(), 1);
    assert_eq!(ana.standing(game).await, "conditional");
    assert!(ana.get("/me/notices").await.contains("You registered, and are in if we get 4"));
    let there = ana.get(&page).await;
    assert!(there.contains("You're in if we get 4") && there.contains("2 are in so far."), "{}", there.words());
    assert!(bo.get(&page).await.contains("1 more would come if we get 4."));
    assert!(ana.get("/").await.contains("You're in if we get 4"));
    assert_eq!((app.seats(game).await.len(), app.queue(game).await.len()), (2, 0));
    is_true(&app, game).await;
    // Two more words, one seat: Bo's is the one that was missing.
    assert_eq!(bo.join_if(game, "4").await.status, 303);
    assert_eq!(app.seats(game).await, ["Player 0", "Player 1", "Ana Lind", "Bo"]);
    assert!(bo.get(&page).await.contains("Enough are in, and so is Ana L."));
    assert_eq!(told(&ana, "4 are in, and so are you").await, 1);
    is_true(&app, game).await;
    assert_eq!(ana.leave(game).await.status, 303, "in for good means like anybody else");
    assert_eq!(bo.standing(game).await, "confirmed");
}

#[actix_web::test]
async fn any_join_can_be_the_one_that_was_missing() {
    let app = TestApp::spawn().await;
    let game = with_players(&app, 4, 1).await;
    let (ana, bo, cy) = (app.player("Ana").await, app.player("Bo").await, app.player("Cy").await);
    ana.post(&format!("/games/{game}/registration"), &[("only_if", "5"), ("guest", "Gus"), ("guest", "Gil")]).await;
    bo.join_if(game, "9").await;
    assert_eq!(cy.join(game).await.status, 303);
    assert_eq!(app.seats(game).await, ["Player 0", "Ana", "Cy"]);
    assert_eq!((bo.standing(game).await.as_str(), ana.standing(game).await.as_str()), ("conditional", "confirmed"));
    assert!(bo.get(&format!("/games/{game}")).await.contains("guest of Ana"));
    is_true(&app, game).await;
    // A stranger, and somebody whom the organizer adds, count as well.
    let (dee, eva) = (app.visitor(), app.player("Eva").await);
    eva.join_if(game, "7").await;
    let by_name = [("name", "Dee"), ("only_if", "7")];
    assert_eq!(dee.post(&format!("/games/{game}/registration"), &by_name).await.status, 303);
    assert_eq!(app.seats(game).await, ["Player 0", "Ana", "Cy", "Eva", "Dee"]);
    is_true(&app, game).await;
}

#[actix_web::test]
async fn a_wish_can_be_changed_taken_back_and_made_plain() {
    let app = TestApp::spawn().await;
    let game = with_players(&app, 4, 2).await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    ana.join_if(game, "9").await;
    ana.join_if(game, "9").await;
    assert_eq!(ana.join_if(game, "8").await.status, 303);
    assert!(ana.get(&format!("/games/{game}")).await.contains("You're in if we get 8"));
    assert_eq!(ana.join_if(game, "11").await.status, 422);
    assert_eq!(ana.join_if(game, "1").await.status, 422);
    let wrong = bo.post(&format!("/games/{game}/registration"), &[("only_if", "11"), ("note", "Late")]).await;
    assert!(wrong.status == 422 && wrong.contains("This game has only 10 spots.") && wrong.contains("Late"));
    assert_eq!(ana.join_if(game, "3").await.status, 303);
    assert_eq!(ana.standing(game).await, "confirmed", "with her, three are in");
    bo.join_if(game, "9").await;
    assert_eq!(bo.join(game).await.status, 303);
    assert_eq!(bo.standing(game).await, "confirmed");
    let cy = app.player("Cy").await;
    cy.join_if(game, "9").await;
    assert_eq!(cy.leave(game).await.status, 303);
    assert_eq!(cy.standing(game).await, "withdrawn");
    assert!(cy.get(&format!("/games/{game}")).await.contains("You left"));
    assert_eq!(cy.join_if(game, "9").await.status, 303);
    assert_eq!(cy.standing(game).await, "withdrawn", "an old form changes nothing");
    let again = [("only_if", "9"), ("attempt", "1")];
    assert_eq!(cy.post(&format!("/games/{game}/registration"), &again).await.status, 303);
    assert_eq!(cy.standing(game).await, "conditional");
    is_true(&app, game).await;
}

#[actix_web::test]
async fn who_does_not_fit_goes_to_the_waitlist_and_is_told() {
    let app = TestApp::spawn().await;
    let game = app.game().minimum(3).capacity(3).create().await;
    let (ana, bo, cy) = (app.player("Ana").await, app.player("Bo").await, app.player("Cy").await);
    ana.join(game).await;
    let wish = [("only_if", "3"), ("guest", "Gus"), ("guest", "Gil")];
    bo.post(&format!("/games/{game}/registration"), &wish).await;
    assert_eq!(bo.standing(game).await, "conditional", "four never fit into three");
    cy.join_if(game, "3").await;
    assert_eq!(cy.standing(game).await, "conditional");
    let dan = app.player("Dan").await;
    dan.join(game).await;
    assert_eq!(app.seats(game).await, ["Ana", "Cy", "Dan"]);
    assert_eq!(app.queue(game).await, ["Bo"]);
    assert_eq!(told(&bo, "3 are in, and you're on the waitlist, for there is no room for you yet").await, 1);
    is_true(&app, game).await;
}

#[actix_web::test]
async fn when_sign_up_closes_it_is_over_and_they_are_told() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).minimum(8).closes_in(24).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    ana.join_if(game, "8").await;
    let other = app.game().by(&olga).minimum(8).create().await;
    bo.join_if(other, "8").await;
    let two = another(&app).await;
    round_at(&app, "2027-03-21T11:59:59Z").await;
    assert_eq!(ana.standing(game).await, "conditional");
    at(&app, "2027-03-21T12:00:00Z");
    let (here, there) = tokio::join!(app.timekeeper.round(), two.timekeeper.round());
    assert!(here.unwrap() + there.unwrap() >= 1);
    assert_eq!(told(&ana, "Fewer than 8 were in, so you're not on the list").await, 1);
    assert_eq!(ana.standing(game).await, "withdrawn");
    assert!(ana.get(&format!("/games/{game}")).await.contains("Fewer than 8 were in"));
    // A day down, over the start of the other.
    round_at(&app, "2027-03-22T12:00:01Z").await;
    assert_eq!((told(&bo, "Fewer than 8 were in").await, bo.standing(other).await.as_str()), (1, "withdrawn"));
    assert_eq!(round(&app).await, 0);
    is_true(&app, game).await;
    is_true(&app, other).await;
    two.stop().await;
}

#[actix_web::test]
async fn a_cancelled_game_is_told_to_them_too_and_the_organizer_sees_them() {
    let app = TestApp::at(NOON).await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).minimum(8).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    ana.join_if(game, "8").await;
    bo.join_if(game, "8").await;
    let roster = olga.get(&format!("/organize/games/{game}")).await;
    assert!(roster.contains("If enough come") && roster.contains("if we get 8"), "{}", roster.words());
    let remove = roster.attributes("#enough form", "action").concat();
    assert!(remove.contains("/remove"), "{remove}");
    let first = remove.split("/organize").nth(1).map(|path| format!("/organize{path}")).unwrap();
    assert_eq!(olga.post(&first, &[]).await.status, 303);
    assert_eq!(ana.standing(game).await, "withdrawn");
    let cancel = format!("/organize/games/{game}/cancel");
    assert_eq!(olga.post(&cancel, &[("reason", "Rain")]).await.status, 303);
    assert_eq!(told(&bo, "Cancelled: Rain").await, 1);
    app.clock.set(app.clock.now().plus(100 * 3600));
    assert_eq!(round(&app).await, 0);
    assert_eq!(told(&bo, "Fewer than 8").await, 0, "once is enough");
}

#[actix_web::test]
async fn the_mails_say_it_both_ways() {
    let office = PostOffice::open();
    let app = crate::mail::site(&office).await;
    let (ana, bo) = (crate::mail::confirmed(&app, "Ana").await, crate::mail::confirmed(&app, "Bo").await);
    let game = with_players(&app, 3, 1).await;
    let other = app.game().minimum(3).closes_in(24).create().await;
    crate::mail::delivered(&app, &office).await;
    ana.join_if(game, "3").await;
    assert_eq!(crate::mail::delivered(&app, &office).await, []);
    app.player("Cy").await.join(game).await;
    crate::mail::delivered(&app, &office).await.iter().find(|letter| letter.to == [ana.email.clone()]).map_or_else(
        || panic!("no letter"),
        |letter| {
            assert_eq!(letter.subject(), "You're in now: Five-a-side");
            assert!(letter.text.contains("3 are in, and so are you."), "{}", letter.text);
        },
    );
    bo.join_if(other, "9").await;
    round_at(&app, "2027-03-21T12:00:00Z").await;
    let [letter] = &crate::mail::delivered(&app, &office).await[..] else { panic!("no letter") };
    assert_eq!(letter.subject(), "Not enough players: Five-a-side");
    assert!(letter.text.contains("fewer than 9 were in"), "{}", letter.text);
}

#[actix_web::test]
async fn the_letter_about_a_place_in_line_says_the_rule() {
    let office = PostOffice::open();
    let app = crate::mail::site(&office).await;
    let game = app.game().minimum(3).capacity(3).starts_in(48).create().await;
    let bo = crate::mail::confirmed(&app, "Bo").await;
    app.player("Ana").await.join(game).await;
    bo.post(&format!("/games/{game}/registration"), &[("only_if", "2"), ("guest", "Gus"), ("guest", "Gil")]).await;
    let dan = app.player("Dan").await;
    dan.join(game).await;
    let letters = crate::mail::delivered(&app, &office).await;
    let letter = letters.iter().find(|letter| letter.to == [bo.email.clone()]).unwrap();
    assert_eq!(letter.subject(), "You're on the waitlist: Five-a-side");
    assert!(letter.text.contains("A free spot goes at once to the first in line that fits."), "{}", letter.text);
}

#[actix_web::test]
async fn it_can_be_said_where_no_minimum_asks_for_it() {
    let app = TestApp::spawn().await;
    let game = with_players(&app, 0, 2).await;
    let ana = app.player("Ana").await;
    let options = ana.get(&format!("/games/{game}")).await.select("#join option");
    assert_eq!(
        (options.first().map(String::as_str), options.get(1).map(String::as_str)),
        (Some("No, in any case"), Some("Yes, if we get 4"))
    );
    assert_eq!(options.last().map(String::as_str), Some("Yes, if we get 10"));
    ana.join_if(game, "4").await;
    assert_eq!(ana.standing(game).await, "conditional");
    app.player("Bo").await.join(game).await;
    assert_eq!(ana.standing(game).await, "confirmed");
    is_true(&app, game).await;
}

#[actix_web::test]
async fn whoever_comes_in_on_a_wish_after_the_deadline_knew_it() {
    let app = TestApp::spawn().await;
    let game = app.game().minimum(4).capacity(10).starts_in(10).deadline_hours(12).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    for person in [&ana, &bo] {
        person.join_if(game, "4").await;
    }
    let page = ana.get(&format!("/games/{game}")).await;
    assert!(page.contains("Taking it back is free while too few are in"), "{}", page.words());
    app.clock.set(app.clock.now().plus(2));
    ana.join_if(game, "").await;
    let page = ana.get(&format!("/games/{game}")).await;
    assert!(page.contains("Dropping out now counts as late"), "{}", page.words());
    assert!(ana.leave(game).await.follow().await.contains("It counts as late unless someone takes your spot."));
    for name in ["Cy", "Dee", "Eva"] {
        app.player(name).await.join(game).await;
    }
    assert_eq!(bo.standing(game).await, "confirmed");
    assert!(bo.leave(game).await.follow().await.contains("It counts as late unless someone takes your spot."));
    is_true(&app, game).await;
}

#[actix_web::test]
async fn a_game_that_is_called_off_says_nothing_of_how_many_were_in() {
    let app = TestApp::spawn().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).minimum(8).create().await;
    let ana = app.player("Ana").await;
    ana.join_if(game, "8").await;
    olga.post(&format!("/organize/games/{game}/cancel"), &[("reason", "Rain")]).await;
    let page = ana.get(&format!("/games/{game}")).await;
    assert!(page.contains("You would have come if we got 8") && !page.contains("Fewer than 8"), "{}", page.words());
}
