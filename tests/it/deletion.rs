//! "Delete me": seats go to the next, and nothing stays but a "Former player".

use kickabout::domain::truth;
use kickabout::store;
use kickabout::types::{GameId, PlayerId};

use crate::mail::{delivered, pass, site};
use crate::support::*;

const DELETE: &str = "/me/account/delete";

async fn assert_true(app: &TestApp, games: &[GameId]) {
    for &game in games {
        let now = app.store.now();
        let broken = app.store.read(move |conn| truth::broken(conn, game, now)).await.unwrap();
        assert!(broken.is_empty(), "{broken:?}");
    }
}

async fn is_former(app: &TestApp, player: PlayerId) -> bool {
    let found = app.store.read(move |conn| store::players::find(conn, player)).await.unwrap();
    found.deleted_at.is_some() && found.name.as_str() == "Former player"
}

#[actix_web::test]
async fn who_deletes_themselves_gives_their_seats_to_the_next_and_is_forgotten() {
    let app = TestApp::spawn().await;
    let (olga, ana, bo) = (app.organizer("Olga").await, app.player("Ana Lind").await, app.player("Bo").await);
    let (ahead, waits) = (app.game().by(&olga).capacity(2).create().await, app.game().capacity(1).create().await);
    ana.post(&format!("/games/{ahead}/registration"), &[("guest", "Secret Guest"), ("note", "My knee")]).await;
    bo.join(ahead).await;
    bo.join(waits).await;
    ana.join(waits).await;
    assert_eq!((app.queue(ahead).await, app.queue(waits).await), (vec!["Bo".to_owned()], vec!["Ana Lind".to_owned()]));
    let phone = ana.elsewhere();
    phone.sign_in(PASSWORD).await;
    assert!(ana.get("/me/account").await.attributes("main a", "href").contains(&DELETE.to_owned()));
    let page = ana.get(DELETE).await;
    assert!(page.contains("Your spot in 1 game goes to the next in line."), "{}", page.words());
    assert!(page.contains("You leave 1 waitlist.") && page.contains("This cannot be undone."));
    let wrong = ana.post(DELETE, &[("current", "not mine at all")]).await;
    assert_eq!((wrong.status, wrong.select("#f-current-error").len()), (422, 1));
    assert_eq!(app.queue(ahead).await, ["Bo"], "a wrong password changes nothing");
    let gone = ana.post(DELETE, &[("current", PASSWORD)]).await;
    assert!(gone.follow().await.contains("Your account and your name are gone from this site."));
    assert!(!ana.is_signed_in().await && !phone.is_signed_in().await);
    assert_eq!(ana.sign_in(PASSWORD).await.status, 422);
    assert!(is_former(&app, ana.player()).await);
    assert_eq!((app.seats(ahead).await, app.queue(waits).await), (vec!["Bo".to_owned()], Vec::<String>::new()));
    let roster = olga.get(&format!("/organize/games/{ahead}")).await;
    for secret in ["Ana", "Secret Guest", "My knee"] {
        assert!(!roster.contains(secret), "{secret}: {}", roster.words());
    }
    assert!(roster.contains("Former player dropped out"), "{}", roster.words());
    assert_eq!(ana.sign_up().await.status, 303, "the address is free again");
    assert_true(&app, &[ahead, waits]).await;
}

#[actix_web::test]
async fn a_name_alone_needs_no_password_but_a_button() {
    let app = TestApp::spawn().await;
    let game = app.game().capacity(1).create().await;
    let (anna, bo) = (app.visitor(), app.player("Bo").await);
    anna.post(&format!("/games/{game}/registration"), &[("name", "Anna")]).await.follow().await;
    bo.join(game).await;
    let page = anna.get(DELETE).await;
    assert!(page.select("#f-current").is_empty() && page.select("form.form button") == ["Delete me"]);
    assert_eq!(app.seats(game).await, ["Anna"], "a GET changes nothing");
    assert_eq!(anna.post(DELETE, &[]).await.status, 303);
    assert_eq!(app.seats(game).await, ["Bo"]);
    assert!(!anna.is_signed_in().await);
    assert_eq!(anna.post(DELETE, &[]).await.location(), "/login?next=%2Fme%2Faccount%2Fdelete");
    assert_true(&app, &[game]).await;
}

#[actix_web::test]
async fn the_last_admin_stays_and_is_told_why() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let root = app.founder().await;
    assert_eq!(ada.post(&format!("/admin/people/{root}/role"), &[("role", "player")]).await.status, 303);
    let refused = ada.post(DELETE, &[("current", PASSWORD)]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.contains("You are the only admin. Make somebody else an admin first."), "{}", refused.words());
    assert_eq!(ada.get("/admin").await.status, 200);
}

#[actix_web::test]
async fn an_organizer_hands_games_over_or_cancels_them_first() {
    let app = TestApp::spawn().await;
    let (olga, hedy, bo) = (app.organizer("Olga").await, app.player("Hedy").await, app.player("Bo").await);
    let shared = app.game().by(&olga).title("Shared").capacity(1).create().await;
    let alone = app.game().by(&olga).title("Alone").create().await;
    let draft = app.game().by(&olga).title("Draft").draft().create().await;
    let over = app.game().by(&olga).title("Over").starts_in(-30).create().await;
    olga.post(&format!("/organize/games/{shared}/organizers"), &[("email", &hedy.email)]).await;
    bo.join(shared).await;
    let page = olga.get(DELETE).await;
    assert!(page.contains("“Shared”") && page.contains("is run by Hedy from then on"), "{}", page.words());
    assert!(page.contains("Your draft “Draft”") && page.contains("You run a game that nobody else runs."));
    assert_eq!(page.attributes(".notice a", "href"), [format!("/organize/games/{alone}")]);
    assert!(page.select("form.form").is_empty() && !page.contains("“Over”"));
    let refused = olga.post(DELETE, &[("current", PASSWORD)]).await;
    assert!(refused.status == 409 && refused.contains("Nothing was deleted"), "{}", refused.words());
    assert!(!is_former(&app, olga.player()).await);
    olga.post(&format!("/organize/games/{alone}/cancel"), &[("reason", "I am leaving")]).await;
    assert_eq!(olga.post(DELETE, &[("current", PASSWORD)]).await.status, 303);
    let answers_for = async |game| app.store.read(move |conn| store::games::find(conn, game)).await.unwrap();
    assert_eq!(answers_for(shared).await.organizer_id, hedy.player());
    assert!(answers_for(draft).await.cancelled_at.is_some());
    let page = hedy.get(&format!("/organize/games/{shared}")).await;
    assert!(page.status == 200 && page.contains("Bo"), "{}", page.words());
    assert_eq!(app.visitor().get(&format!("/games/{over}")).await.status, 200);
    assert_true(&app, &[shared, alone, over]).await;
}

#[actix_web::test]
async fn whom_only_the_old_organizer_kept_out_moves_in_once_the_game_is_handed_over() {
    let app = TestApp::spawn().await;
    let (olga, hedy) = (app.organizer("Olga").await, app.player("Hedy").await);
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let (game, other) = (app.game().by(&olga).capacity(1).create().await, app.game().by(&olga).create().await);
    for game in [game, other] {
        olga.post(&format!("/organize/games/{game}/organizers"), &[("email", &hedy.email)]).await;
    }
    ana.join(game).await;
    bo.join(game).await;
    bo.join(other).await;
    let entries = app.store.read(move |conn| store::registrations::entries(conn, other)).await.unwrap();
    olga.post(&format!("/organize/games/{other}/roster/{}/block", entries[0].registration.id), &[]).await;
    ana.leave(game).await;
    assert_eq!((app.seats(game).await, app.queue(game).await), (Vec::new(), vec!["Bo".to_owned()]));
    assert_eq!(olga.post(DELETE, &[("current", PASSWORD)]).await.status, 303);
    assert_eq!(app.seats(game).await, ["Bo"]);
    assert_true(&app, &[game, other]).await;
}

#[actix_web::test]
async fn no_mail_is_sent_to_who_is_gone_not_even_one_that_waits() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let game = app.game().capacity(1).create().await;
    bo.join(game).await;
    ana.join(game).await;
    app.visitor().post("/login/link", &[("email", &ana.email)]).await;
    bo.leave(game).await;
    assert_eq!(app.seats(game).await, ["Ana"]);
    assert_eq!(ana.post(DELETE, &[("current", PASSWORD)]).await.status, 303);
    pass(&app, 600);
    let to: Vec<_> = delivered(&app, &office).await.into_iter().flat_map(|letter| letter.to).collect();
    assert_eq!(to, [bo.email.as_str()], "only Bo is asked whether the address is his");
}

async fn file(person: &Person) -> serde_json::Value {
    let file = person.get("/me/account/data.json").await;
    serde_json::from_str::<serde_json::Value>(&file.text).unwrap()["data"].clone()
}

#[actix_web::test]
async fn the_address_goes_too_where_somebody_else_had_given_it() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (lea, spy) = (app.player("Lea").await, app.visitor());
    let game = app.game().create().await;
    spy.post(&format!("/games/{game}/registration"), &[("name", "Spy")]).await.follow().await;
    spy.post("/me/account/email", &[("email", &lea.email.to_uppercase())]).await;
    delivered(&app, &office).await;
    let data = file(&lea).await;
    assert_eq!(data["mails_others_asked_for"][0]["kind"], "confirm", "{data}");
    assert_eq!(data["links_others_asked_for"][0]["purpose"], "confirm", "{data}");
    assert!(!data.to_string().contains("Spy"), "{data}");
    assert_eq!(lea.post(DELETE, &[("current", PASSWORD)]).await.status, 303);
    let data = file(&spy).await;
    assert_eq!(
        (data["links"].as_array(), data["links_asked_for"].as_array()),
        (Some(&vec![]), Some(&vec![])),
        "{data}"
    );
}

#[actix_web::test]
async fn old_rosters_keep_a_former_player_with_the_word_whole() {
    let app = TestApp::spawn().await;
    let (ana, game) = (app.player("Ana Lind").await, app.game().create().await);
    ana.join_with(game, &["Kim"]).await;
    app.store.write(kickabout::domain::people::Delete { player: ana.player(), by: app.founder().await }).await.unwrap();
    let page = app.visitor().get(&format!("/games/{game}")).await;
    assert!(page.contains("Former player") && !page.contains("Former P."), "{}", page.words());
}
