use std::{cell::Cell, num::NonZeroU32};

use crate::support::*;
use futures_util::future::join_all;
use kickabout::{domain::passwords::HashCost, store, types::Email};
use tokio::sync::Notify;

#[actix_web::test]
async fn fifty_wrong_tries_do_not_lock_the_owner_out() {
    let app = TestApp::with(documented_limits).await;
    let ana = app.player("Ana").await;
    let eve = ana.elsewhere();
    for _ in 0..50 {
        assert_eq!(eve.sign_in("not the password").await.status, 422);
    }
    assert_eq!(ana.elsewhere().sign_in(PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn a_flood_is_told_when_to_come_back_and_spares_other_addresses() {
    let app = TestApp::with(|config| {
        documented_limits(config);
        config.settings.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    });
    let app = app.await;
    let ana = app.player("Ana").await;
    let from = async |address: &str, password: &str| {
        let person = ana.elsewhere();
        let fields = [("email", &*ana.email), ("password", password)];
        let request = person.request("POST", "/login").header("X-Forwarded-For", address).form(&fields);
        person.send(request).await
    };
    let mut refused = None;
    for _ in 0..200 {
        let answer = from("203.0.113.9", "not the password").await;
        if answer.status == 429 {
            refused = Some(answer);
        }
    }
    let refused = refused.expect("nobody was refused");
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds));
    assert!(refused.contains("try again"), "{}", refused.words());
    assert_eq!(from("198.51.100.1", PASSWORD).await.status, 303);
    // Looking is never limited.
    assert_eq!(ana.get("/signup").await.status, 303);
}

#[actix_web::test]
async fn hashing_is_bounded_and_slows_nobody_who_is_looking() {
    // Dear enough that a flood of them would take the machine.
    let app = TestApp::with(|config| config.settings.hash_cost = HashCost { memory: 8 * 1024, passes: 4, lanes: 1 });
    let app = app.await;
    let people: Vec<_> = (0..150).map(|_| app.visitor()).collect();
    let (full, answered) = (Notify::new(), Cell::new(0));
    let flood = join_all(people.iter().map(async |person| {
        let answer = person.sign_in("not the password").await;
        answered.set(answered.get() + 1);
        if answer.status == 503 {
            full.notify_one();
        }
        answer
    }));
    let looking = async {
        full.notified().await;
        assert_eq!(app.visitor().get("/login").await.status, 200);
        answered.get()
    };
    let (answers, answered_before) = futures_util::future::join(flood, looking).await;
    assert!(answered_before < answers.len(), "a page waited for all the hashing");
    let busy: Vec<_> = answers.iter().filter(|answer| answer.status == 503).collect();
    assert!(answers.iter().all(|answer| matches!(answer.status, 422 | 503)));
    assert!(!busy.is_empty() && busy.iter().all(|answer| !answer.header("retry-after").is_empty()));
}

#[actix_web::test]
async fn a_hash_from_cheaper_days_is_redone_at_sign_in() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let hash = async |app: &TestApp| {
        let email = Email::parse(&ana.email).unwrap();
        let found = app.store.read(move |conn| store::accounts::find_by_email(conn, &email)).await.unwrap();
        found.unwrap().password_hash.unwrap()
    };
    let before = hash(&app).await;
    let mut config = app.config.clone();
    config.settings.hash_cost = HashCost { passes: 2, ..HashCost::cheapest() };
    let dearer = TestApp::start(config).await;
    let there = Person::new(&dearer.base, &ana.name, &ana.email);
    assert_eq!(there.sign_in("not the password").await.status, 422);
    assert_eq!(hash(&app).await, before);
    assert_eq!(there.sign_in(PASSWORD).await.status, 303);
    assert!(hash(&app).await.contains("t=2"));
    assert_eq!(there.sign_in(PASSWORD).await.status, 303);
}

fn documented_limits(config: &mut kickabout::app::Config) {
    let n = |n| NonZeroU32::new(n).unwrap();
    config.settings.limits.sign_ins = n(60);
    config.settings.limits.sign_ins_per_account = n(10);
}
