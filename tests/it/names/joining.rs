//! Typing a name and being in.

use super::*;

#[actix_web::test]
async fn a_stranger_types_a_name_is_in_and_is_known_from_then_on() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let browser = app.visitor();
    let form = browser.get(&path(game)).await;
    assert_eq!(form.attributes(".bar input[name=name]", "form"), ["join"]);
    assert!(form.contains("No account needed."), "{}", form.words());
    let page = join_as(&browser, game, "  Anna   Berg ").await.follow().await;
    assert_eq!((page.select(".notice"), page.select(".who")), (vec!["You're in.".into()], vec!["Anna Berg".into()]));
    assert_eq!(page.select(".sheet .me"), ["Anna B. you"]);
    assert_eq!(app.seats(game).await, ["Anna Berg"]);
    assert!(browser.get("/me").await.contains("Five-a-side"));
    let account = browser.get("/me/account").await;
    assert_eq!((account.status, account.attributes("#f-name", "value")), (200, vec!["Anna Berg".to_owned()]));
    browser.leave(game).await;
    assert_eq!(mine(&browser, game).await, "withdrawn");
    let old = join_as(&browser, game, "Anna Berg").await.follow().await;
    assert_eq!(old.attributes("main", "data-mine"), ["withdrawn"], "an old form brings nobody back");
    browser.post(&format!("/games/{game}/registration"), &[("attempt", "1")]).await;
    assert_eq!((mine(&browser, game).await.as_str(), people(&app).await), ("confirmed", 2));
}

#[actix_web::test]
async fn on_a_full_game_a_name_waits_and_brings_guests() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(2).create().await;
    let first = app.player("Bo").await;
    first.join_with(game, &["Kim"]).await;
    let browser = app.visitor();
    let form = browser.get(&path(game)).await;
    assert!(form.contains("You'd be 1st in line") && form.contains("Join the waitlist"));
    let fields = [("name", "Anna"), ("guest", "Jo"), ("note", "Late by five minutes")];
    let page = browser.post(&format!("/games/{game}/registration"), &fields).await.follow().await;
    assert!(page.contains("You're 1st in line, with 1 guest"), "{}", page.words());
    first.leave(game).await;
    assert_eq!(mine(&browser, game).await, "confirmed");
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    assert_eq!((entries[0].guests[0].as_str(), entries[0].registration.note.as_str()), ("Jo", "Late by five minutes"));
}

#[actix_web::test]
async fn a_double_tap_makes_one_player_and_both_answers_lead_in() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let (one, two, three) = (app.visitor(), app.visitor(), app.visitor());
    let answers = tokio::join!(join_as(&one, game, "Anna"), join_as(&two, game, "Anna"), join_as(&three, game, "Anna"));
    let answers = [answers.0, answers.1, answers.2];
    assert!(answers.iter().all(|answer| (answer.status, answer.location()) == (303, &*path(game))));
    assert_eq!((app.seats(game).await, people(&app).await), (vec!["Anna".to_owned()], 2));
    for answer in answers {
        assert_eq!(answer.follow().await.attributes("main", "data-mine"), ["confirmed"]);
    }
}

#[actix_web::test]
async fn a_retry_after_a_lost_answer_is_the_same_attempt_for_ten_minutes() {
    let app = TestApp::at("2027-03-20T12:00:00Z").await;
    let game = app.game().create().await;
    join_as(&app.visitor(), game, "Anna").await;
    app.clock.set(app.clock.now().plus(599));
    join_as(&app.visitor(), game, "Anna").await;
    assert_eq!(app.seats(game).await.len(), 1);
    app.clock.set(app.clock.now().plus(1));
    join_as(&app.visitor(), game, "Anna").await;
    assert_eq!(app.seats(game).await.len(), 2);
}

#[actix_web::test]
async fn a_second_anna_is_another_player() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let first = in_as(&app, game, "Anna").await;
    let second = in_as(&app, game, "Anna").await;
    let other_game = app.game().create().await;
    join_as(&app.visitor(), other_game, "Anna").await;
    assert_eq!((app.seats(game).await.len(), app.seats(other_game).await.len(), people(&app).await), (2, 1, 4));
    first.leave(game).await;
    assert_eq!((mine(&first, game).await.as_str(), mine(&second, game).await.as_str()), ("withdrawn", "confirmed"));
}

#[actix_web::test]
async fn another_browser_or_another_name_is_another_player_at_once() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    join_as(&app.visitor(), game, "Anna").await;
    let phone = app.visitor();
    let request = phone.request("POST", &format!("/games/{game}/registration"));
    phone.send(request.header("User-Agent", "Firefox on Android").form(&[("name", "Anna")])).await;
    join_as(&app.visitor(), game, "Anne").await;
    assert_eq!(app.seats(game).await, ["Anna", "Anna", "Anne"]);
}

#[actix_web::test]
async fn a_wrong_name_is_said_at_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    let long = "x".repeat(61);
    for name in ["", "   ", &long, "Anna\u{202e}", "A\u{0}"] {
        let fields = [("name", name), ("guest", "Jo"), ("note", "Hello")];
        let page = app.visitor().post(&format!("/games/{game}/registration"), &fields).await;
        assert_eq!((page.status, page.select("#f-name-error").len()), (422, 1), "{name:?}");
        assert_eq!(page.attributes(".summary a", "href"), ["#f-name"]);
        assert_eq!(page.attributes("#f-guest-1", "value"), ["Jo"]);
        assert!(page.text.contains("Hello</textarea>"));
    }
    assert_eq!((people(&app).await, app.seats(game).await.len()), (1, 0));
}

#[actix_web::test]
async fn a_refusal_says_why_and_leaves_nobody_behind() {
    let app = TestApp::at("2027-03-20T12:00:00Z").await;
    let closed = app.game().closes_in(1).create().await;
    let unopened = app.game().opens_in(2).create().await;
    app.clock.set(app.clock.now().plus(3600));
    let answer = join_as(&app.visitor(), closed, "Anna").await;
    assert!(answer.status == 409 && answer.contains("sign-up has closed"), "{}", answer.words());
    app.clock.set(app.clock.now().minus(3600));
    assert_eq!(join_as(&app.visitor(), closed, "Anna").await.status, 409, "a clock set back reopens nothing");
    assert!(join_as(&app.visitor(), unopened, "Anna").await.contains("Sign-up opens"));
    let crowd = [("name", "Anna"), ("guest", "A"), ("guest", "B"), ("guest", "C")];
    let game = app.game().create().await;
    assert_eq!(app.visitor().post(&format!("/games/{game}/registration"), &crowd).await.status, 409);
    assert_eq!(people(&app).await, 1);
}

#[actix_web::test]
async fn an_unlisted_game_takes_names_with_its_key_alone() {
    let app = TestApp::spawn().await;
    let game = app.game().unlisted().create().await;
    let key = app.store.read(move |conn| store::games::find(conn, game)).await.unwrap().link_key;
    let address = format!("/games/{game}/registration");
    assert_eq!(app.visitor().post(&address, &[("name", "Anna")]).await.status, 404);
    let browser = app.visitor();
    let page = browser.post(&format!("{address}?key={key}"), &[("name", "Anna")]).await.follow().await;
    assert_eq!(
        (page.attributes("main", "data-mine"), mine(&browser, game).await),
        (vec!["confirmed".to_owned()], "confirmed".to_owned())
    );
}
