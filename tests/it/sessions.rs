use crate::support::*;
use kickabout::{
    domain::sessions::{EndOtherSessions, SESSION_LASTS},
    store::{self, Job, QueryError, Scope},
    types::{PlayerId, Timestamp, time::HOUR},
    web::PublicUrl,
};

/// The session cookie as the browser sends it back.
fn cookie(answer: &Answer) -> String {
    let set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let session = set.into_iter().find(|value| value.starts_with("kickabout=") || value.starts_with("__Host-kick"));
    session.expect("no session cookie").split(';').next().unwrap().to_owned()
}

async fn sessions(app: &TestApp, player: PlayerId) -> Vec<store::sessions::Session> {
    let now = app.store.now();
    app.store.read(move |conn| store::sessions::of_player(conn, player, now)).await.unwrap()
}

async fn shows_signed_in(app: &TestApp, cookie: &str) -> bool {
    let visitor = app.visitor();
    let answer = visitor.send(visitor.request("GET", "/no-such-page").header("Cookie", cookie)).await;
    !answer.attributes(".foot form", "action").is_empty()
}

#[actix_web::test]
async fn the_cookie_is_bound_to_the_site() {
    let app = TestApp::spawn().await;
    let answer = app.visitor().sign_up().await;
    let set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned());
    let set = set.into_iter().find(|value| value.starts_with("kickabout=")).unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=5184000"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Secure"), "{set}");

    let https = TestApp::with(|config| {
        config.settings.public_url = Some(PublicUrl::parse("https://games.example.org").unwrap());
    });
    let answer = https.await.visitor().sign_up().await;
    let set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned());
    let set = set.into_iter().find(|value| value.starts_with("__Host-kickabout=")).unwrap();
    assert!(set.contains("Secure") && set.contains("Path=/") && !set.contains("Domain"), "{set}");
}

#[actix_web::test]
async fn visitors_get_no_session() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    for path in ["/login", "/signup", "/no-such-page"] {
        assert!(visitor.get(path).await.headers.get("set-cookie").is_none(), "{path}");
    }
    assert!(visitor.sign_in("a wrong password").await.headers.get("set-cookie").is_none());
}

#[actix_web::test]
async fn only_the_hash_of_the_key_is_kept() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let cookie = cookie(&ana.elsewhere().sign_in(PASSWORD).await);
    for session in sessions(&app, ana.player()).await {
        assert_eq!(session.token_hash.as_str().len(), 64);
        assert!(!cookie.contains(session.token_hash.as_str()));
    }
}

#[actix_web::test]
async fn signing_out_ends_the_session_on_the_server() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let elsewhere = ana.elsewhere();
    let stolen = cookie(&elsewhere.sign_in(PASSWORD).await);
    assert!(shows_signed_in(&app, &stolen).await);
    assert_eq!(elsewhere.sign_out().await.status, 303);
    assert!(!shows_signed_in(&app, &stolen).await, "the key still opens");
    assert!(ana.is_signed_in().await, "the other device was signed out too");
}

#[actix_web::test]
async fn signing_in_again_begins_a_new_session_and_ends_the_old() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let before = sessions(&app, ana.player()).await;
    assert_eq!(ana.sign_in(PASSWORD).await.status, 303);
    let after = sessions(&app, ana.player()).await;
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before[0].token_hash, after[0].token_hash);
    assert!(ana.is_signed_in().await);
}

#[actix_web::test]
async fn a_made_up_or_changed_cookie_opens_nothing() {
    let app = TestApp::spawn().await;
    let real = cookie(&app.visitor().sign_up().await);
    assert!(shows_signed_in(&app, &real).await);
    let mut changed = real.clone();
    let last = changed.pop().unwrap();
    changed.push(if last == 'A' { 'B' } else { 'A' });
    let unsigned = format!("kickabout={}", "A".repeat(22));
    for cookie in [changed.as_str(), &unsigned, "kickabout=", "kickabout=%00%ff"] {
        assert!(!shows_signed_in(&app, cookie).await, "{cookie}");
    }
}

#[actix_web::test]
async fn a_session_lives_on_while_it_is_used() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let start = app.store.now();
    app.clock.set(start.plus(SESSION_LASTS - HOUR));
    assert!(ana.is_signed_in().await);
    app.clock.set(start.plus(SESSION_LASTS + HOUR));
    assert!(ana.is_signed_in().await, "used an hour before its end");
    assert!(!bo.is_signed_in().await, "not used for sixty days");
}

#[actix_web::test]
async fn a_visit_is_noted_at_most_once_an_hour() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let ana = app.player("Ana").await;
    let start = app.store.now();
    for (later, noted) in [(HOUR - 1, 0), (HOUR, HOUR), (HOUR + 60, HOUR)] {
        app.clock.set(start.plus(later));
        assert!(ana.is_signed_in().await);
        assert_eq!(sessions(&app, ana.player()).await[0].seen_at, start.plus(noted));
    }
}

#[actix_web::test]
async fn every_other_device_can_be_signed_out() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let kept = sessions(&app, ana.player()).await[0].token_hash.clone();
    let elsewhere = ana.elsewhere();
    elsewhere.sign_in(PASSWORD).await;
    app.store.write(EndOtherSessions { player: ana.player(), kept }).await.unwrap();
    assert!(ana.is_signed_in().await);
    assert!(!elsewhere.is_signed_in().await);
}

#[actix_web::test]
async fn sessions_survive_a_restart_and_hold_on_every_instance() {
    let app = TestApp::spawn().await;
    let cookie = cookie(&app.visitor().sign_up().await);
    let second = TestApp::start(app.config.clone()).await;
    assert!(shows_signed_in(&second, &cookie).await);
}

struct Disable(PlayerId);

impl Job for Disable {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut store::DbConn, now: Timestamp) -> Result<(), QueryError> {
        store::players::set_disabled(conn, self.0, Some(now))
    }
}

#[actix_web::test]
async fn a_disabled_player_is_signed_out_and_stays_out() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    app.store.write(Disable(ana.player())).await.unwrap();
    assert!(!ana.is_signed_in().await);
    let answer = ana.sign_in(PASSWORD).await;
    assert_eq!(answer.status, 422);
    assert!(answer.contains("disabled"), "{}", answer.words());
    // Who does not know the password learns nothing.
    assert!(!ana.sign_in("a wrong password").await.contains("disabled"));
}
