//! Who gets no timed offers, and who is passed over.

use kickabout::domain::people::Disable;

use super::*;

#[actix_web::test]
async fn who_cannot_be_mailed_gets_no_offer_that_ends_but_may_tap_first() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana] = joined(&app, game, ["Ana"]).await;
    let unconfirmed = app.player("Uma").await;
    let page = unconfirmed.get(&path(game)).await;
    assert!(page.contains("Your address isn't confirmed, so no spot is held for you"), "{}", page.words());
    assert!(app.visitor().get(&path(game)).await.contains("For a name alone no spot is held"));
    unconfirmed.join(game).await;
    let [cleo] = joined(&app, game, ["Cleo"]).await;
    assert!(!cleo.get(&path(game)).await.contains("no spot is held for you"));
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    assert_eq!((mine(&unconfirmed, game).await.as_str(), mine(&cleo, game).await.as_str()), ("waitlisted", "offered"));
    answer(&cleo, game, "decline").await;
    is_sound(&app, game).await;
    assert!(unconfirmed.get(&path(game)).await.contains("the first tap wins"));
    assert_eq!(answer(&unconfirmed, game, "take").await.status, 303);
    assert_eq!(app.seats(game).await, ["Uma"]);
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn for_who_wants_no_mail_about_offers_none_is_held() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    let others = [("mail", "in"), ("mail", "moved_in"), ("reminder", "none")];
    assert_eq!(bo.post("/me/account/notices", &others).await.status, 303);
    assert!(bo.get("/me/account/notices").await.contains("Without the mail no spot is held for you"));
    assert!(bo.get(&path(game)).await.contains("You want no mail about offers, so no spot is held for you"));
    assert!(!cleo.get(&path(game)).await.contains("no spot is held for you"));
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    assert_eq!((mine(&bo, game).await.as_str(), mine(&cleo, game).await.as_str()), ("waitlisted", "offered"));
    is_sound(&app, game).await;
}

/// The page is kept ready for all whom letters reach alike.
#[actix_web::test]
async fn everybody_reads_why_nothing_is_held_for_them() {
    let app = site().await;
    let (game, elsewhere) = (thursday(&app, 1).await, thursday(&app, 5).await);
    let [_ana, cleo] = joined(&app, game, ["Ana", "Cleo"]).await;
    let (unconfirmed, name_alone) = (app.player("Uma").await, app.visitor());
    name_alone.post(&format!("{}/registration", path(elsewhere)), &[("name", "Nia")]).await;
    for _ in 0..2 {
        assert!(unconfirmed.get(&path(game)).await.contains("Your address isn't confirmed"));
        assert!(name_alone.get(&path(game)).await.contains("For a name alone no spot is held"));
        assert!(!cleo.get(&path(game)).await.contains("no spot is held"));
    }
}

#[actix_web::test]
async fn who_cannot_be_mailed_is_moved_in_early_like_everybody() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana] = joined(&app, game, ["Ana"]).await;
    app.player("Uma").await.join(game).await;
    at(&app, "2027-03-24T18:59");
    ana.leave(game).await;
    assert_eq!((app.seats(game).await, told(&app, game, MessageKind::MovedIn).await), (vec!["Uma".to_owned()], 1));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn a_site_without_mail_offers_to_everybody_and_says_so() {
    let app = TestApp::at(EARLY).await;
    let game = thursday(&app, 1).await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    ana.join(game).await;
    assert!(bo.get(&path(game)).await.contains("This site sends no mail, so no spot is held for you"));
    bo.join(game).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    assert_eq!(mine(&bo, game).await, "waitlisted");
    assert_eq!(answer(&bo, game, "take").await.status, 303);
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn who_wants_to_hear_by_a_time_is_passed_over_afterwards() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    let address = format!("/games/{game}/registration/hear-by");
    let noted = bo.post(&address, &[("by", "2027-03-25T15:00")]).await;
    assert!(
        noted.follow().await.contains("Only if you hear by Thu 25 Mar, 15:00")
            || bo.get(&path(game)).await.contains("Only if you hear by Thu 15:00")
    );
    at(&app, "2027-03-25T15:00");
    ana.leave(game).await;
    assert_eq!(mine(&bo, game).await, "offered", "three o'clock is in time");
    answer(&bo, game, "decline").await;
    answer(&cleo, game, "take").await;
    answer(&bo, game, "want-in").await;
    at(&app, "2027-03-25T15:01");
    cleo.leave(game).await;
    assert_eq!(mine(&bo, game).await, "waitlisted");
    let page = bo.get(&path(game)).await;
    assert!(page.contains("You wanted to hear by Thu 15:00"), "{}", page.words());
    assert!(app.visitor().get(&path(game)).await.contains("1 spot left"));
    is_sound(&app, game).await;
    assert_eq!(bo.post(&address, &[("by", "")]).await.status, 303);
    assert_eq!(mine(&bo, game).await, "offered", "again whenever one comes free");
}

#[actix_web::test]
async fn a_time_to_hear_by_that_cannot_be_is_said_at_its_field_and_kept() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [_ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    let address = format!("/games/{game}/registration/hear-by");
    for (typed, says) in [
        ("soon", "Write the date and time"),
        ("2027-03-23T12:59", "That is in the past."),
        ("2027-03-25T19:00", "Choose a time before the start."),
    ] {
        let wrong = bo.post(&address, &[("by", typed)]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.contains(says), "{}", wrong.words());
        assert_eq!(wrong.attributes("#f-by", "value"), [typed]);
    }
}

#[actix_web::test]
async fn a_seat_offered_to_somebody_who_is_disabled_goes_on() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    let by = app.founder().await;
    app.store.write(Disable { player: bo.player(), by }).await.unwrap();
    assert_eq!(mine(&cleo, game).await, "offered");
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn a_lowered_capacity_takes_no_offer_back_and_makes_no_new_one() {
    let app = site().await;
    let organizer = app.organizer("Olga").await;
    let game = app.game().by(&organizer).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(2).create().await;
    let [ana, bo, cleo, dora] = joined(&app, game, ["Ana", "Bo", "Cleo", "Dora"]).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    crate::mail::edit(&organizer, game, &[("capacity", "1")]).await;
    assert_eq!(mine(&cleo, game).await, "offered");
    bo.leave(game).await;
    assert_eq!(mine(&dora, game).await, "waitlisted");
    assert_eq!(answer(&cleo, game, "take").await.status, 303);
    assert_eq!(app.seats(game).await, ["Cleo"]);
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn leaving_while_a_seat_is_held_is_never_late_and_taking_one_after_the_deadline_can_be() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    let left = bo.leave(game).await.follow().await;
    assert!(left.contains("You left the waitlist.") && !left.contains("late on"), "{}", left.words());
    answer(&cleo, game, "take").await;
    assert!(cleo.get(&path(game)).await.contains("Dropping out now counts as late"));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn a_site_that_loses_its_mail_server_holds_no_seats_from_its_next_start_on() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    let mut config = app.config.clone();
    config.settings.mail = None;
    let again = TestApp::start(config).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    assert_eq!(mine(&bo, game).await, "waitlisted");
    assert_eq!(answer(&bo, game, "take").await.status, 303);
    is_sound(&again, game).await;
}

#[actix_web::test]
async fn still_want_in_is_meant_though_the_hour_to_hear_by_is_past() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    bo.post(&format!("{}/registration/hear-by", path(game)), &[("by", "2027-03-25T11:00")]).await;
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    worked_at(&app, "2027-03-25T12:00").await;
    assert_eq!(mine(&bo, game).await, "waitlisted");
    let back = answer(&bo, game, "want-in").await.follow().await;
    assert!(back.contains("A spot is held for you. Take it below."), "{}", back.words());
    assert_eq!(mine(&bo, game).await, "offered");
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn whose_hour_is_past_comes_back_with_one_tap_and_keeps_the_place() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo, _cleo] = joined(&app, game, ["Ana", "Bo", "Cleo"]).await;
    bo.post(&format!("{}/registration/hear-by", path(game)), &[("by", "2027-03-25T10:00")]).await;
    at(&app, "2027-03-25T10:01");
    let page = bo.get(&path(game)).await;
    assert_eq!(page.attributes(".bar form", "action"), [format!("{}/registration/want-in", path(game))]);
    assert!(page.contains("You're 1st in line, passed over"), "{}", page.words());
    assert!(app.visitor().get(&path(game)).await.select(".queue li").concat().contains("passed over"));
    assert!(answer(&bo, game, "want-in").await.follow().await.contains("You're in the line again."));
    assert_eq!(app.queue(game).await, ["Bo", "Cleo"]);
    ana.leave(game).await;
    assert_eq!(mine(&bo, game).await, "offered");
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn a_spot_on_offer_is_free_once_the_last_one_waiting_is_kept_out() {
    let app = site().await;
    let olga = app.organizer("Olga").await;
    let [here, there, other] =
        [(); 3].map(|()| app.game().by(&olga).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(1).create());
    let (here, there, other) = (here.await, there.await, other.await);
    let [ana, bo] = joined(&app, here, ["Ana", "Bo"]).await;
    let [cleo] = joined(&app, other, ["Cleo"]).await;
    for game in [there, other] {
        ana.join(game).await;
        bo.join(game).await;
    }
    at(&app, "2027-03-25T18:10");
    ana.leave(here).await;
    ana.leave(there).await;
    cleo.leave(other).await;
    ana.leave(other).await;
    assert!(app.visitor().get(&path(there)).await.contains("1 spot on offer"));
    let roster = olga.get(&format!("/organize/games/{here}")).await;
    let block =
        roster.attributes("#waitlist button", "formaction").into_iter().find(|to| to.ends_with("/block")).unwrap();
    assert_eq!(olga.post(&block, &[]).await.status, 303);
    for game in [here, there, other] {
        let page = app.visitor().get(&path(game)).await;
        assert!(page.contains("1 spot left"), "{}", page.words());
        is_sound(&app, game).await;
    }
    let page = bo.get(&path(there)).await;
    assert!(page.attributes(".bar form", "action")[0].ends_with("/withdraw"), "nothing is on offer to them");
    assert!(page.contains("The organizer has blocked you"), "{}", page.words());
}

#[actix_web::test]
async fn a_spot_on_offer_is_free_once_the_last_one_waiting_is_disabled() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    at(&app, "2027-03-25T18:10");
    ana.leave(game).await;
    let by = app.founder().await;
    app.store.write(Disable { player: bo.player(), by }).await.unwrap();
    assert!(app.visitor().get(&path(game)).await.contains("1 spot left"));
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn the_rule_is_true_where_no_mail_is_sent() {
    let app = TestApp::at(EARLY).await;
    let game = thursday(&app, 1).await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    ana.join(game).await;
    assert!(bo.join(game).await.follow().await.select(".notice").concat().ends_with("You're on the waitlist."));
    at(&app, "2027-03-25T10:00");
    for person in [&bo, &app.visitor()] {
        let page = person.get(&path(game)).await;
        assert!(page.contains("A free spot is on offer to everybody waiting at once"), "{}", page.words());
        assert!(!page.contains("held for 2 h"), "{}", page.words());
    }
}
