//! Two instances over one database are one site, and so is one instance before and after a restart.

use std::time::{Duration, Instant};

use crate::support::{PASSWORD, Person, TestApp};

/// Asks until it `is_so`, as it must be within a second.
async fn within_a_second(is_so: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !is_so().await {
        assert!(begun.elapsed() < Duration::from_secs(1), "instances did not agree within a second");
    }
}

#[actix_web::test]
async fn what_one_instance_answered_is_on_the_pages_of_the_other_and_after_a_restart() {
    let app = TestApp::spawn().await;
    let other = TestApp::start(app.config.clone()).await;
    let ana = app.player("Ana").await;
    let ana_there = Person::new(&other.base, &ana.name, &ana.email);
    assert_eq!(ana_there.sign_in(PASSWORD).await.status, 303);
    let game = app.game().create().await;
    let page = format!("/games/{game}");
    let state = async |person: &Person| person.get(&page).await.attributes("main", "data-mine").concat();
    assert_eq!(ana.join(game).await.status, 303);
    within_a_second(async || state(&ana_there).await == "confirmed").await;
    assert_eq!(ana_there.leave(game).await.status, 303);
    within_a_second(async || state(&ana).await == "withdrawn").await;
    other.stop().await;
    let again = TestApp::start(app.config.clone()).await;
    let ana_again = Person::new(&again.base, &ana.name, &ana.email);
    assert_eq!(ana_again.sign_in(PASSWORD).await.status, 303);
    assert_eq!(state(&ana_again).await, "withdrawn");
    // Signed out everywhere means on every instance.
    assert_eq!(ana.post("/me/account/sessions", &[]).await.status, 303);
    within_a_second(async || !ana_again.is_signed_in().await).await;
    again.stop().await;
}
