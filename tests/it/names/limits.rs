//! How many names, from where, and where a name is not enough.

use std::num::NonZeroU32;

use kickabout::domain::sessions::Sweep;
use kickabout::web::client_ip::parse_proxy;

use super::*;

async fn join_from(app: &TestApp, game: GameId, name: &str, address: &str) -> Answer {
    let browser = app.visitor();
    let request = browser.request("POST", &format!("/games/{game}/registration"));
    browser.send(request.header("X-Forwarded-For", address).form(&[("name", name)])).await
}

#[actix_web::test]
async fn five_names_from_one_address_are_the_most_in_one_game() {
    let app = TestApp::spawn().await;
    let (game, other) = (app.game().create().await, app.game().create().await);
    let mut browsers = Vec::new();
    for name in ["Ana", "Bo", "Cy", "Di", "Eve"] {
        browsers.push(in_as(&app, game, name).await);
    }
    let sixth = join_as(&app.visitor(), game, "Flo").await;
    assert_eq!((sixth.status, people(&app).await), (409, 6));
    assert!(
        sixth.contains("at most 5 spots of this game can be taken from one internet connection"),
        "{}",
        sixth.words()
    );
    assert!(sixth.contains("or ask the organizer to add you"));
    assert_eq!(sixth.attributes(".notice a", "href"), [format!("/signup?next=%2Fgames%2F{game}")]);
    assert_eq!(sixth.attributes(".bar input[name=name]", "value"), ["Flo"]);
    assert_eq!(join_as(&app.visitor(), other, "Flo").await.status, 303);
    let known = app.player("Gil").await;
    assert!(known.join(game).await.follow().await.contains("You're in."), "an account is no name");
    browsers[0].leave(game).await;
    assert_eq!(join_as(&app.visitor(), game, "Flo").await.status, 303);
}

#[actix_web::test]
async fn names_that_came_into_another_game_count_and_so_do_their_guests() {
    let app = TestApp::spawn().await;
    let (first, game) = (app.game().create().await, app.game().create().await);
    let mut browsers = Vec::new();
    for name in ["Ana", "Bo", "Cy", "Di", "Eve"] {
        browsers.push(in_as(&app, first, name).await);
        browsers.last().unwrap().leave(first).await;
    }
    let parties =
        [(0, vec!["A", "B"], 303), (1, vec!["C", "D"], 409), (1, vec!["C"], 303), (2, vec![], 409), (3, vec![], 409)];
    for (browser, guests, status) in parties {
        let answer = browsers[browser].join_with(game, &guests).await;
        assert_eq!(answer.status, status, "{browser}: {}", answer.words());
    }
    let wish = browsers[2].post(&format!("/games/{game}/registration"), &[("only_if", "3")]).await;
    assert!(wish.status == 409 && wish.contains("at most 5 spots"), "{}", wish.words());
    assert_eq!(wish.attributes(".notice a", "href"), ["/me/account#access"]);
    assert_eq!(join_as(&app.visitor(), game, "Flo").await.status, 409);
    assert_eq!(browsers[0].join_with(game, &["A", "B"]).await.status, 303, "who is in is told so again");
    browsers[0].leave(game).await;
    assert_eq!(browsers[2].join(game).await.status, 303);
    browsers[3].join(game).await;
    let more = browsers[2].post(&format!("/games/{game}/registration/guests"), &[("guest", "E")]).await;
    assert_eq!(more.status, 303, "five spots with this one");
    let more = browsers[3].post(&format!("/games/{game}/registration/guests"), &[("guest", "F")]).await;
    assert!(more.status == 409 && more.contains("at most 5 spots"), "{}", more.words());
    let fields = [("email", "eve@example.org"), ("password", PASSWORD)];
    assert_eq!(browsers[4].post("/me/account/access", &fields).await.status, 303);
    assert_eq!(browsers[4].join(game).await.status, 303, "an account is no name");
}

#[actix_web::test]
async fn where_a_name_came_from_is_kept_while_it_is_in_a_game_ahead() {
    let app = TestApp::at("2027-03-20T12:00:00Z").await;
    let (first, next) = (app.game().create().await, app.game().starts_in(200).create().await);
    let anna = in_as(&app, first, "Anna").await;
    anna.join(next).await;
    app.clock.set(app.clock.now().plus(100 * 3600));
    assert_eq!(app.store.write(Sweep).await.unwrap(), 0);
    app.clock.set(app.clock.now().plus(110 * 3600));
    assert_eq!(app.store.write(Sweep).await.unwrap(), 1);
}

#[actix_web::test]
async fn the_address_is_that_of_the_visitor_behind_a_trusted_proxy() {
    let app = TestApp::with(|config| {
        config.settings.names_per_address = 1;
        config.settings.trusted_proxies = vec![parse_proxy("127.0.0.1").unwrap()];
    })
    .await;
    let game = app.game().create().await;
    for (name, address, status) in [
        ("Ana", "203.0.113.9", 303),
        ("Bo", "203.0.113.9", 409),
        ("Bo", "203.0.113.10", 303),
        ("Cy", "2001:db8::1", 303),
        ("Di", "2001:db8::2", 409),
        ("Di", "2001:db8:0:1::2", 303),
        ("Ana", "198.51.100.7", 303),
    ] {
        assert_eq!(join_from(&app, game, name, address).await.status, status, "{name} from {address}");
    }
    assert!(join_from(&app, game, "Flo", "203.0.113.9").await.contains("at most 1 spot of this game"));
}

#[actix_web::test]
async fn no_address_is_kept_and_nothing_of_it_once_the_game_is_over() {
    let app = TestApp::at("2027-03-20T12:00:00Z").await;
    let game = app.game().create().await;
    join_as(&app.visitor(), game, "Anna").await;
    app.store.write(Sweep).await.unwrap();
    let forgotten = |app: &TestApp| {
        let store = app.store.clone();
        async move { store.write(Sweep).await.unwrap() }
    };
    assert_eq!(forgotten(&app).await, 0);
    app.clock.set(app.clock.now().plus(49 * 3600));
    assert_eq!(forgotten(&app).await, 1);
}

#[actix_web::test]
async fn a_flood_of_names_is_told_when_to_come_back() {
    let app = TestApp::with(|config| config.settings.limits.names = NonZeroU32::new(2).unwrap()).await;
    let game = app.game().create().await;
    assert_eq!(join_as(&app.visitor(), game, "Ana").await.status, 303);
    let known = in_as(&app, game, "Bo").await;
    let refused = join_as(&app.visitor(), game, "Cy").await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    known.leave(game).await;
    assert_eq!(mine(&known, game).await, "withdrawn", "who is known is not held up");
}

#[actix_web::test]
async fn a_game_can_ask_for_an_account() {
    let app = TestApp::spawn().await;
    let (game, strict) = (app.game().create().await, app.game().for_accounts().create().await);
    let visitor = app.visitor();
    let page = visitor.get(&path(strict)).await;
    assert!(page.attributes(".bar input[name=name]", "form").is_empty());
    assert_eq!(page.attributes(".bar form", "action"), ["/login"]);
    let refused = join_as(&visitor, strict, "Anna").await;
    assert!(refused.status == 409 && refused.contains("This game is for players with an account."));
    let anna = in_as(&app, game, "Anna").await;
    let page = anna.get(&path(strict)).await;
    assert_eq!(page.attributes(".bar a.btn", "href"), ["/me/account#access"]);
    assert!(anna.join(strict).await.contains("Yours is a name alone."));
    let known = app.player("Bo").await;
    assert_eq!(known.get(&path(strict)).await.select(".bar button"), ["I'm in"]);
    assert!(known.join(strict).await.follow().await.contains("You're in."));
    assert_eq!(app.seats(strict).await, ["Bo"]);
}

#[actix_web::test]
async fn a_site_can_ask_for_accounts_and_a_game_of_it_for_a_name() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let (game, open) = (app.game().create().await, app.game().title("Open").create().await);
    let settings = ada.get("/admin/settings").await;
    assert_eq!(settings.attributes("#f-who_joins option[selected]", "value"), ["anyone"]);
    let fields = [
        ("name", "Riverside"),
        ("colour", "#116644"),
        ("time_zone", "Europe/Berlin"),
        ("currency", "EUR"),
        ("sports", "Football"),
        ("who_organizes", "everyone"),
        ("who_signs_up", "everyone"),
        ("who_joins", "accounts"),
    ];
    assert_eq!(ada.post("/admin/settings", &fields).await.status, 303);
    assert_eq!(app.visitor().get(&path(game)).await.attributes(".bar form", "action"), ["/login"]);
    assert_eq!(join_as(&app.visitor(), game, "Anna").await.status, 409);
    let form = ada.get(&format!("/organize/games/{open}/edit")).await;
    assert_eq!(form.select("#f-who_joins option[selected]"), ["As everywhere here: only with an account"]);
    let today = app.store.read(move |conn| store::games::find(conn, open)).await.unwrap();
    let (date, time) = (today.starts_wall.date().to_string(), today.starts_wall.time().to_string());
    let fields = [
        ("title", "Open"),
        ("sport", "football"),
        ("place", "Canal Street Pitch 2"),
        ("date", date.as_str()),
        ("time", time.as_str()),
        ("duration", "60"),
        ("capacity", "10"),
        ("who_joins", "anyone"),
    ];
    let saved = ada.post(&format!("/organize/games/{open}"), &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let anna = in_as(&app, open, "Anna").await;
    assert_eq!(anna.get("/organize/games/new").await.status, 403, "everybody with an account posts games");
    assert_eq!(anna.post("/organize/games", &fields).await.status, 403);
}
