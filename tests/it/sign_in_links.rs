use crate::support::*;
use kickabout::{
    domain::sign_in_links::{LINK_LASTS, MakeSignInLink, Owner},
    types::Secret,
};

async fn link(app: &TestApp, person: &Person) -> String {
    let secret = Secret::new().unwrap();
    let job = MakeSignInLink { owner: Owner::Player(person.player()), token: secret.hash(), by: None };
    app.store.write(job).await.unwrap();
    format!("/sign-in/{}", secret.reveal())
}

#[actix_web::test]
async fn opening_the_link_only_shows_a_button_that_works_once() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let (link, there) = (link(&app, &ana).await, ana.elsewhere());
    for _ in 0..3 {
        let page = there.get(&link).await;
        assert_eq!(page.status, 200);
        assert!(page.contains("Sign in as Ana?"), "{}", page.words());
        assert!(!there.is_signed_in().await, "a GET changes nothing");
    }
    assert_eq!(there.post(&link, &[]).await.status, 303);
    assert!(there.is_signed_in().await);
    assert_eq!(app.visitor().post(&link, &[]).await.status, 404);
    assert_eq!(app.visitor().get(&link).await.status, 404);
    // The old password still works, as no new one was chosen.
    assert_eq!(ana.elsewhere().sign_in(PASSWORD).await.status, 303);
}

#[actix_web::test]
async fn a_new_password_chosen_with_the_link_signs_out_every_other_device() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let (link, there) = (link(&app, &ana).await, ana.elsewhere());
    let weak = there.post(&link, &[("password", "short")]).await;
    assert_eq!((weak.status, weak.select("#f-password-error").len()), (422, 1));
    assert_eq!(there.post(&link, &[("password", "another fine password")]).await.status, 303);
    assert!(there.is_signed_in().await);
    assert!(!ana.is_signed_in().await);
    assert_eq!(ana.elsewhere().sign_in(PASSWORD).await.status, 422);
    assert_eq!(ana.elsewhere().sign_in("another fine password").await.status, 303);
}

#[actix_web::test]
async fn a_link_ends_with_time_and_with_the_next_one() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let ana = app.player("Ana").await;
    let old = link(&app, &ana).await;
    let new = link(&app, &ana).await;
    assert_eq!(app.visitor().post(&old, &[]).await.status, 404);
    app.clock.set(app.store.now().plus(LINK_LASTS));
    let late = app.visitor().post(&new, &[]).await;
    assert_eq!(late.status, 404);
    assert!(late.contains("Ask an admin"), "{}", late.words());
}

#[actix_web::test]
async fn the_secret_goes_into_no_other_address() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let link = link(&app, &ana).await;
    let page = app.visitor().get(&link).await;
    let secret = link.trim_start_matches("/sign-in/");
    assert!(page.attributes("a", "href").iter().all(|href| !href.contains(secret)));
    assert_eq!(page.attributes(".who", "href"), ["/login"]);
}
