use crate::support::*;

#[actix_web::test]
async fn an_empty_site_is_set_up_once_by_its_link() {
    let app = TestApp::empty().await;
    let (link, root) = (app.set_up.clone().unwrap(), app.visitor());
    let page = root.get(&link).await;
    assert_eq!(page.status, 200);
    assert!(page.attributes("#zones option", "value").contains(&"Europe/Berlin".to_owned()));
    let answer = root.post(&link, &set_up_fields()).await;
    assert_eq!((answer.status, answer.location()), (303, "/"));
    let nav = root.get("/no-such-page").await;
    assert_eq!(nav.select(".brand"), ["Riverside"]);
    assert!(nav.select(".top nav a").contains(&"Admin".to_owned()));
    // The link is used up.
    let eve = app.visitor();
    assert_eq!(eve.get(&link).await.status, 404);
    assert_eq!(eve.post(&link, &set_up_fields()).await.status, 404);
    let second = TestApp::start(app.config.clone()).await;
    assert!(second.set_up.is_none(), "a site with an admin offers no set-up");
}

#[actix_web::test]
async fn the_form_keeps_what_was_typed_and_names_every_mistake() {
    let app = TestApp::empty().await;
    let link = app.set_up.clone().unwrap();
    let fields = [("site_name", ""), ("time_zone", "Mars/Olympus"), ("currency", "XXQ"), ("name", "Root Admin")];
    let page = app.visitor().post(&link, &fields).await;
    assert_eq!(page.status, 422);
    let anchors = page.attributes(".summary a", "href");
    assert_eq!(anchors, ["#f-site_name", "#f-time_zone", "#f-currency", "#f-email", "#f-password"]);
    assert_eq!(page.attributes("#f-time_zone", "value"), ["Mars/Olympus"]);
    assert_eq!(page.attributes("#f-name", "value"), ["Root Admin"]);
}

#[actix_web::test]
async fn nobody_can_guess_the_link_or_make_an_account_before() {
    let app = TestApp::empty().await;
    let eve = app.visitor();
    let guessed = format!("/set-up/{}", "A".repeat(22));
    assert_eq!(eve.get(&guessed).await.status, 404);
    assert_eq!(eve.post(&guessed, &set_up_fields()).await.status, 404);
    assert_eq!(eve.sign_up().await.status, 409);
    assert_eq!(eve.sign_in(PASSWORD).await.status, 422);
}

#[actix_web::test]
async fn each_start_of_an_empty_site_prints_a_new_link() {
    let app = TestApp::empty().await;
    let second = TestApp::start(app.config.clone()).await;
    let (old, new) = (app.set_up.clone().unwrap(), second.set_up.clone().unwrap());
    assert_ne!(old, new);
    assert_eq!(app.visitor().get(&old).await.status, 404);
    assert_eq!(app.visitor().get(&new).await.status, 200);
}
