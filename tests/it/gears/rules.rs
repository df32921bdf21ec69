//! The numbers: the site's, a game's own, and the sentence that says them.

use super::*;

/// The settings form as it stands, with some fields changed.
async fn settings(admin: &Person, changes: &[(&str, &str)]) -> Answer {
    let form = admin.get("/admin/settings").await;
    let fields = form.fields("form[action='/admin/settings']");
    let kept = fields.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    let fields: Vec<(&str, &str)> =
        kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(changes.iter().copied()).collect();
    admin.post("/admin/settings", &fields).await
}

#[actix_web::test]
async fn the_page_and_the_button_say_the_rule_that_holds_now() {
    let app = site().await;
    let game = thursday(&app, 1).await;
    let [_ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    let visitor = app.visitor();
    for (wall, rule) in [
        ("2027-03-24T18:59", "goes at once to the first in line that fits"),
        ("2027-03-24T19:00", "is offered to the first in line that fits, and held for 2 h"),
        ("2027-03-24T20:00", "and held over the night until 09:00"),
        ("2027-03-25T08:00", "and held for 2 h"),
        ("2027-03-25T15:01", "and held for 30 min"),
        ("2027-03-25T18:01", "the first tap wins; after 15 minutes newcomers may take it too"),
    ] {
        at(&app, wall);
        for person in [&visitor, &bo] {
            let page = person.get(&path(game)).await;
            assert!(page.contains(rule), "{wall}: {}", page.words());
        }
    }
}

#[actix_web::test]
async fn an_admin_sets_the_numbers_of_the_site() {
    let app = site().await;
    let admin = app.admin("Ada").await;
    let game = thursday(&app, 1).await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    let wrong = settings(&admin, &[("at_once_hours", "2"), ("newcomers_minutes", "x")]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.attributes("#f-at_once_hours", "value"), ["2"]);
    assert!(wrong.contains("This comes later") && wrong.contains("Write the minutes in digits"), "{}", wrong.words());
    let right = settings(&admin, &[("long_hold_minutes", "45")]).await;
    assert_eq!(right.status, 303);
    assert!(admin.get("/admin/audit").await.contains("long hold, minutes: 120 -> 45"));
    at(&app, "2027-03-25T10:00");
    ana.leave(game).await;
    assert!(bo.get(&path(game)).await.contains("A spot is held for you until Thu 10:45"));
}

#[actix_web::test]
async fn a_game_can_have_its_own_numbers() {
    let app = site().await;
    let organizer = app.organizer("Olga").await;
    let game = app.game().by(&organizer).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(1).create().await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    let form = organizer.get(&format!("/organize/games/{game}/edit")).await;
    assert!(form.contains(
        "as everywhere here, which is 24 hours and 120 minutes, 4 hours and 30 minutes, 1 hour and 15 minutes"
    ));
    assert_eq!(form.attributes("#f-at_once_hours", "value"), [""]);
    crate::mail::edit(&organizer, game, &[("at_once_hours", "0")]).await;
    let form = organizer.get(&format!("/organize/games/{game}/edit")).await;
    assert_eq!(form.attributes("#f-at_once_hours", "value"), ["0"]);
    at(&app, "2027-03-25T18:30");
    assert!(bo.get(&path(game)).await.contains("goes at once to the first in line that fits"));
    ana.leave(game).await;
    assert_eq!(mine(&bo, game).await, "confirmed");
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn a_start_that_is_moved_puts_the_line_in_another_gear() {
    let app = site().await;
    let organizer = app.organizer("Olga").await;
    let game = app.game().by(&organizer).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(1).create().await;
    let [ana, bo] = joined(&app, game, ["Ana", "Bo"]).await;
    at(&app, "2027-03-25T18:30");
    ana.leave(game).await;
    assert_eq!(mine(&bo, game).await, "waitlisted");
    crate::mail::edit(&organizer, game, &[("date", "2027-03-27")]).await;
    assert_eq!(mine(&bo, game).await, "confirmed", "more than a day to go");
    is_sound(&app, game).await;
}

#[actix_web::test]
async fn a_games_number_that_does_not_fit_between_those_of_the_site_is_refused_at_its_field() {
    let app = site().await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).starts_at("2027-03-25T19:00", "Europe/Berlin").capacity(1).create().await;
    for (field, typed, says) in [
        ("open_hours", "6", "use at most 4 hours, or more above"),
        ("short_hold_hours", "48", "use at most 24 hours, or more above"),
        ("at_once_hours", "3", "What follows begins at 4 hours"),
    ] {
        let wrong = olga.edits(game, &[(field, typed)]).await;
        assert_eq!(wrong.status, 422, "{field}");
        assert!(wrong.contains(says), "{}", wrong.words());
        assert_eq!(wrong.attributes(&format!("#f-{field}"), "value"), [typed]);
    }
    assert_eq!(olga.edits(game, &[("open_hours", "6"), ("short_hold_hours", "6")]).await.status, 303);
}

#[actix_web::test]
async fn other_numbers_of_the_site_hold_for_what_is_on_offer_already() {
    let app = site().await;
    let admin = app.admin("Ada").await;
    let game = thursday(&app, 1).await;
    let [ana] = joined(&app, game, ["Ana"]).await;
    let uma = app.player("Uma").await;
    uma.join(game).await;
    at(&app, "2027-03-25T09:00");
    ana.leave(game).await;
    assert_eq!(mine(&uma, game).await, "waitlisted", "an offer to her would not be held");
    assert_eq!(settings(&admin, &[("at_once_hours", "5")]).await.status, 303);
    app.timekeeper.round().await.unwrap();
    assert_eq!(mine(&uma, game).await, "confirmed");
    is_sound(&app, game).await;
}
