//! Opening, closing, the deadline and the start; who may see and join.

use super::*;

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
    let game = app.game().capacity(2).closes_in(24).always_at_once().create().await;
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
async fn who_was_moved_in_can_leave_for_free_also_after_the_deadline() {
    let app = TestApp::at(NOON).await;
    let game = app.game().capacity(1).starts_in(48).always_at_once().create().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    ana.join(game).await;
    bo.join(game).await;
    pass(&app, 40);
    ana.leave(game).await;
    let page = bo.get(&path(game)).await;
    assert!(page.contains("You were moved in, so dropping out never counts as late"), "{}", page.words());
    assert!(!page.contains("Unless someone takes the spot"), "{}", page.words());
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
    let game = app.game().for_accounts().create().await;
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
    assert_eq!(visitor.get(&link).await.attributes("form#join", "action"), [action.as_str()]);
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
