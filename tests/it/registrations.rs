//! Joining, waiting, bringing guests and leaving, as players meet them.

use kickabout::store::{self, DbConn, Job, QueryError, Scope};
use kickabout::types::{GameId, PlayerId, Timestamp, time::HOUR};

use crate::support::*;

const NOON: &str = "2027-03-20T12:00:00Z";

fn path(game: GameId) -> String {
    format!("/games/{game}")
}

async fn mine(person: &Person, game: GameId) -> String {
    person.get(&path(game)).await.attributes("main", "data-mine").concat()
}

async fn leave_again(person: &Person, game: GameId, attempt: &str) -> Answer {
    person.post(&format!("/games/{game}/registration/withdraw"), &[("attempt", attempt)]).await
}

async fn bring(person: &Person, game: GameId, guests: &[&str]) -> Answer {
    let fields: Vec<_> = guests.iter().map(|guest| ("guest", *guest)).collect();
    person.post(&format!("/games/{game}/registration/guests"), &fields).await
}

/// Moves the clock on by so many hours.
fn pass(app: &TestApp, hours: i64) {
    app.clock.set(app.clock.now().plus(hours * HOUR));
}

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
    assert!(page.contains("You have left this game since that page was loaded"));
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

#[actix_web::test]
async fn before_opening_and_after_closing_nobody_joins_and_the_page_says_when() {
    let app = TestApp::at(NOON).await;
    let game = app.game().opens_in(24).closes_in(36).create().await;
    let ana = app.player("Ana").await;
    let early = ana.join(game).await;
    assert_eq!(early.status, 409);
    assert!(early.contains("Sign-up opens Sun 13:00."), "{}", early.words());
    pass(&app, 24);
    assert_eq!(ana.join(game).await.status, 303);
    pass(&app, 12);
    let late = app.player("Bo").await.join(game).await;
    assert_eq!(late.status, 409);
    assert!(late.contains("sign-up has closed") && late.contains("Sign-up closed"));
    assert_eq!(app.seats(game).await, ["Ana"]);
}

#[actix_web::test]
async fn after_closing_parties_do_not_grow_but_the_line_moves_and_leaving_works() {
    let app = TestApp::at(NOON).await;
    let game = app.game().capacity(2).closes_in(24).create().await;
    let (ana, bo, cleo) = (app.player("Ana").await, app.player("Bo").await, app.player("Cleo").await);
    ana.join(game).await;
    bo.join(game).await;
    cleo.join(game).await;
    pass(&app, 25);
    ana.leave(game).await;
    assert_eq!(app.seats(game).await, ["Bo", "Cleo"]);
    bo.leave(game).await;
    let grown = bring(&cleo, game, &["Jo"]).await;
    assert_eq!(grown.status, 409);
    assert!(grown.contains("sign-up has closed"));
}

#[actix_web::test]
async fn a_closing_once_acted_on_outlives_a_clock_set_back() {
    let app = TestApp::at(NOON).await;
    let game = app.game().closes_in(2).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    pass(&app, 3);
    assert_eq!(ana.join(game).await.status, 409);
    pass(&app, -2);
    assert_eq!(bo.join(game).await.status, 409);
    assert!(bo.get(&path(game)).await.contains("Sign-up closed"));
}

#[actix_web::test]
async fn once_a_game_has_started_nobody_joins_leaves_or_changes_guests() {
    let app = TestApp::at(NOON).await;
    let game = app.game().starts_in(2).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    ana.join(game).await;
    pass(&app, 2);
    for answer in [bo.join(game).await, ana.leave(game).await, bring(&ana, game, &["Jo"]).await] {
        assert_eq!(answer.status, 409);
        assert!(answer.contains("started"), "{}", answer.words());
    }
    assert_eq!(app.seats(game).await, ["Ana"]);
}

#[actix_web::test]
async fn nobody_joins_a_cancelled_game() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    app.store.write(Cancel(game)).await.unwrap();
    let answer = app.player("Ana").await.join(game).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("this game has been cancelled") && answer.contains("CANCELLED: the pitch is flooded"));
}

#[actix_web::test]
async fn dropping_out_past_the_deadline_first_says_what_it_means() {
    let app = TestApp::at(NOON).await;
    let game = app.game().starts_in(48).deadline_hours(12).create().await;
    let ana = app.player("Ana").await;
    ana.join_with(game, &["Jo"]).await;
    pass(&app, 37);
    let page = ana.get(&path(game)).await;
    let confirm = format!("/games/{game}/withdraw");
    assert_eq!(page.attributes(".bar a", "href"), [confirm.as_str()]);
    assert!(page.contains("Dropping out now counts as late"));
    let warning = ana.get(&confirm).await;
    assert!(warning.contains("It was free until Mon 22 Mar, 01:00.") && warning.contains("2 spots come free."));
    assert_eq!(mine(&ana, game).await, "confirmed", "a page that is looked at changes nothing");
    let attempt = warning.attributes("main input[name=attempt]", "value").concat();
    let gone = leave_again(&ana, game, &attempt).await.follow().await;
    assert!(gone.contains("It counts as late unless someone takes your spot."));
    assert!(gone.contains("You dropped out late on") && gone.contains("Ana dropped out late"));
}

#[actix_web::test]
async fn who_moved_in_after_the_deadline_can_still_leave_for_free() {
    let app = TestApp::at(NOON).await;
    let game = app.game().capacity(1).starts_in(48).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    ana.join(game).await;
    bo.join(game).await;
    pass(&app, 40);
    ana.leave(game).await;
    let page = bo.get(&path(game)).await;
    assert!(page.contains("You moved in late, so dropping out is free"));
    assert!(bo.leave(game).await.follow().await.contains("You're out of this game."));
    assert!(bo.get(&path(game)).await.contains("You left on"));
}

#[actix_web::test]
async fn the_question_before_leaving_leads_back_where_there_is_nothing_to_leave() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(1).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let question = format!("/games/{game}/withdraw");
    assert_eq!(ana.get(&question).await.location(), path(game));
    ana.join(game).await;
    bo.join(game).await;
    assert!(ana.get(&question).await.contains("It is free, and it doesn't count as late."));
    assert!(bo.get(&question).await.contains("You're 1st in line. If you come back, you start at the end."));
}

#[actix_web::test]
async fn a_visitor_signs_in_on_the_way_and_lands_back_on_the_game() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    let browser = ana.elsewhere();
    let answer = browser.join(game).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/login?next=%2Fgames%2F{game}").as_str()));
    let form = browser.get(&path(game)).await;
    assert_eq!(form.attributes(".bar form", "action"), ["/login"]);
    assert_eq!(form.attributes(".bar input[name=next]", "value"), [path(game)]);
    assert!(form.contains("one more tap"));
    let fields = [("email", ana.email.as_str()), ("password", PASSWORD), ("next", &*path(game))];
    let back = browser.post("/login", &fields).await;
    assert_eq!(back.location(), path(game));
    assert_eq!(back.follow().await.attributes("main", "data-mine"), ["none"], "it takes one more tap");
    assert!(browser.join(game).await.follow().await.contains("You're in."));
}

#[actix_web::test]
async fn an_unlisted_game_is_joined_with_its_key_and_is_nowhere_without_it() {
    let app = TestApp::spawn().await;
    let game = app.game().unlisted().create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let key = app.store.read(move |conn| store::games::find(conn, game)).await.unwrap().link_key;
    for wrong in ["", "?key=", "?key=wrong", &format!("?key={key}x")] {
        let address = format!("/games/{game}/registration{wrong}");
        assert_eq!(bo.post(&address, &[]).await.status, 404, "{wrong}");
        assert_eq!(bo.get(&format!("/games/{game}{wrong}")).await.status, 404, "{wrong}");
    }
    let link = format!("/games/{game}?key={key}");
    let page = ana.get(&link).await;
    let action = page.attributes("form#join", "action").concat();
    assert_eq!(action, format!("/games/{game}/registration?key={key}"));
    let joined = ana.post(&action, &[]).await;
    assert_eq!(joined.location(), link);
    assert!(joined.follow().await.contains("You're in."));
    assert_eq!(ana.get(&path(game)).await.status, 200, "the people in it need no key");
    let visitor = app.visitor();
    assert_eq!(visitor.get(&link).await.attributes(".bar input[name=next]", "value"), [link.as_str()]);
    let detour = visitor.post(&action, &[]).await;
    assert_eq!(detour.location(), format!("/login?next=%2Fgames%2F{game}%3Fkey%3D{key}"));
}

#[actix_web::test]
async fn there_is_no_registration_in_a_game_that_is_not_there() {
    let app = TestApp::spawn().await;
    let draft = app.game().draft().create().await;
    let ana = app.player("Ana").await;
    let draft = draft.to_string();
    for id in ["0", "-1", "1e0", "%00", "9223372036854775808", "999", "abc", &draft] {
        for end in ["registration", "registration/guests", "registration/withdraw"] {
            assert_eq!(ana.post(&format!("/games/{id}/{end}"), &[]).await.status, 404, "{id} {end}");
        }
        assert_eq!(ana.get(&format!("/games/{id}/withdraw")).await.status, 404, "{id}");
    }
}

#[actix_web::test]
async fn a_refusal_that_is_loaded_again_leads_to_the_game() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    for end in ["", "/guests", "/withdraw"] {
        let answer = app.visitor().get(&format!("/games/{game}/registration{end}?key=a%26b")).await;
        assert_eq!((answer.status, answer.location()), (303, format!("/games/{game}?key=a%26b").as_str()));
    }
}

#[actix_web::test]
async fn extra_fields_do_nothing_and_odd_attempts_are_the_first() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(1).create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    ana.join(game).await;
    let fields = [("status", "confirmed"), ("player", "1"), ("place", "0"), ("attempt", "9e9"), ("id", "1")];
    assert_eq!(bo.post(&format!("/games/{game}/registration"), &fields).await.status, 303);
    assert_eq!((app.seats(game).await, app.queue(game).await), (vec!["Ana".into()], vec!["Bo".into()]));
}

#[actix_web::test]
async fn somebody_disabled_meanwhile_gets_no_freed_seat() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(1).create().await;
    let (ana, bo, cleo) = (app.player("Ana").await, app.player("Bo").await, app.player("Cleo").await);
    ana.join(game).await;
    bo.join(game).await;
    cleo.join(game).await;
    app.store.write(Disable(bo.player())).await.unwrap();
    ana.leave(game).await;
    assert_eq!(app.seats(game).await, ["Cleo"]);
    assert_eq!(bo.join(game).await.location(), format!("/login?next=%2Fgames%2F{game}"));
}

#[actix_web::test]
async fn a_note_reaches_the_registration() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let ana = app.player("Ana").await;
    ana.post(&format!("/games/{game}/registration"), &[("note", "  Five minutes late.\r\nSorry. ")]).await;
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    assert_eq!(entries[0].registration.note.as_str(), "Five minutes late.\nSorry.");
}

/// Calls a game off, without the organizers' pages.
struct Cancel(GameId);

impl Job for Cancel {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.0])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        store::games::cancel(conn, self.0, "the pitch is flooded", now)
    }
}

/// Keeps somebody out, without the admins' pages.
struct Disable(PlayerId);

impl Job for Disable {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        store::players::set_disabled(conn, self.0, Some(now))
    }
}
