//! Admins and people: finding them, their roles, keeping them out, deleting them.

use kickabout::{
    domain::{people::SetRole, registrations::Register, truth},
    store,
    types::{GameId, GuestName, Note, PlayerId, Role},
};

use crate::support::*;

async fn join(app: &TestApp, person: &Person, game: GameId, guests: &[&str]) {
    let guests = guests.iter().map(|guest| GuestName::parse(guest).unwrap()).collect();
    let job = Register {
        game,
        player: person.player(),
        guests,
        note: Note::default(),
        attempt: 0,
        key: None,
        names_per_address: 5,
    };
    app.store.write(job).await.unwrap();
}

async fn is_true(app: &TestApp, game: GameId) {
    let now = app.store.now();
    let broken = app.store.read(move |conn| truth::broken(conn, game, now)).await.unwrap();
    assert!(broken.is_empty(), "{broken:?}");
}

async fn role(app: &TestApp, player: PlayerId) -> Role {
    app.store.read(move |conn| store::players::find(conn, player)).await.unwrap().role
}

fn page(player: PlayerId) -> String {
    format!("/admin/people/{player}")
}

#[actix_web::test]
async fn people_are_found_by_name_or_address_role_and_state() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let (zoe, olga) = (app.player("Zoë Müller").await, app.organizer("Olga").await);
    ada.post(&format!("{}/disable", page(zoe.player())), &[]).await;
    let names = async |query: &str| ada.get(&format!("/admin/people?{query}")).await.select("tbody td > a");
    assert_eq!(names("").await, ["Ada", "Olga", "Root Admin", "Zoë Müller"]);
    assert_eq!(names("q=zoe+mul").await, ["Zoë Müller"]);
    assert_eq!(names(&format!("q={}", olga.email.to_uppercase())).await, ["Olga"]);
    assert_eq!(names("q=%25").await, Vec::<String>::new());
    assert_eq!(names("role=admin").await, ["Ada", "Root Admin"]);
    assert_eq!(names("state=disabled").await, ["Zoë Müller"]);
    assert_eq!(names("state=account&role=organizer").await, ["Olga"]);
    assert_eq!(names("state=nonsense&role=king&page=-7").await.len(), 4);
    assert_eq!(ada.get("/admin/people?q=%E2%80%AE").await.status, 422);
}

#[actix_web::test]
async fn long_lists_have_pages() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).capacity(60).create().await;
    for number in 0..55 {
        let name = format!("Named {number:02}");
        assert_eq!(olga.post(&format!("/organize/games/{game}/roster"), &[("name", &name)]).await.status, 303);
    }
    let first = ada.get("/admin/people?q=named").await;
    assert_eq!(first.select("tbody tr").len(), 50);
    assert_eq!(first.attributes("[rel=next]", "href"), ["/admin/people?q=named&page=2"]);
    let second = ada.get("/admin/people?q=named&page=2").await;
    assert_eq!(second.select("tbody td > a"), ["Named 50", "Named 51", "Named 52", "Named 53", "Named 54"]);
    assert_eq!(second.attributes("[rel=prev]", "href"), ["/admin/people?q=named"]);
    assert!(second.contains("55 people"));
}

#[actix_web::test]
async fn a_role_counts_from_the_next_page_on() {
    let app = TestApp::spawn().await;
    let (ada, pia) = (app.admin("Ada").await, app.player("Pia").await);
    assert_eq!(pia.get("/admin").await.status, 403);
    let answer = ada.post(&format!("{}/role", page(pia.player())), &[("role", "admin")]).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    assert_eq!(pia.get("/admin").await.status, 200);
    assert_eq!(pia.post(&format!("{}/role", page(ada.player())), &[("role", "player")]).await.status, 303);
    assert_eq!(ada.get("/admin").await.status, 403);
    assert_eq!(ada.post(&format!("{}/role", page(pia.player())), &[("role", "player")]).await.status, 403);
    assert_eq!(pia.post(&format!("{}/role", page(ada.player())), &[("role", "king")]).await.status, 422);
}

#[actix_web::test]
async fn the_last_admin_stays() {
    let app = TestApp::spawn().await;
    let (ada, root) = (app.admin("Ada").await, app.founder().await);
    assert_eq!(ada.post(&format!("{}/role", page(root)), &[("role", "player")]).await.status, 303);
    let mine = page(ada.player());
    for (verb, fields) in [("role", &[("role", "player")][..]), ("disable", &[]), ("delete", &[])] {
        let answer = ada.post(&format!("{mine}/{verb}"), fields).await;
        assert_eq!(answer.status, 409, "{verb}");
        assert!(answer.contains("This is the only admin. Make somebody else an admin first."));
    }
    assert_eq!(ada.get("/admin").await.status, 200);
    assert_eq!(role(&app, ada.player()).await, Role::Admin);
}

#[actix_web::test]
async fn of_two_admins_who_demote_each_other_at_once_one_stays() {
    let app = TestApp::spawn().await;
    let root = app.founder().await;
    let (ada, bea) = (app.admin("Ada").await, app.admin("Bea").await);
    let set = |player: PlayerId, role: Role, by: PlayerId| app.store.write(SetRole { player, role, by });
    for _ in 0..20 {
        set(root, Role::Player, ada.player()).await.unwrap();
        let (one, other) = futures_util::future::join(
            set(bea.player(), Role::Player, ada.player()),
            set(ada.player(), Role::Player, bea.player()),
        )
        .await;
        assert_eq!([one.is_ok(), other.is_ok()].iter().filter(|done| **done).count(), 1);
        let (left, gone) = if one.is_ok() { (&ada, &bea) } else { (&bea, &ada) };
        set(gone.player(), Role::Admin, left.player()).await.unwrap();
        set(root, Role::Admin, left.player()).await.unwrap();
    }
}

#[actix_web::test]
async fn who_is_disabled_is_out_at_once_and_their_seats_go_to_the_next() {
    let app = TestApp::spawn().await;
    let (ada, ana, bo) = (app.admin("Ada").await, app.player("Ana").await, app.player("Bo").await);
    let ahead = app.game().capacity(2).create().await;
    let begun = app.game().starts_in(1).create().await;
    let waits = app.game().capacity(1).create().await;
    join(&app, &ana, ahead, &["Jo"]).await;
    join(&app, &bo, ahead, &[]).await;
    join(&app, &ana, begun, &[]).await;
    join(&app, &bo, waits, &[]).await;
    join(&app, &ana, waits, &[]).await;
    assert_eq!(ana.get("/privacy").await.status, 404);
    let answer = ada.post(&format!("{}/disable", page(ana.player())), &[]).await;
    assert!(answer.follow().await.contains("The account is disabled and signed out everywhere."));
    assert!(!ana.is_signed_in().await);
    assert_eq!(ana.sign_in(PASSWORD).await.status, 422);
    assert_eq!(app.seats(ahead).await, ["Bo"]);
    assert_eq!(app.queue(waits).await, ["Ana"], "who waits stays in line, passed over");
    assert!(app.seats(begun).await.is_empty());
    assert_eq!(ada.post(&format!("{}/disable", page(ana.player())), &[]).await.status, 303);
    for game in [ahead, begun, waits] {
        is_true(&app, game).await;
    }
}

#[actix_web::test]
async fn who_is_enabled_again_gets_the_seat_that_is_free() {
    let app = TestApp::spawn().await;
    let (ada, ana, bo) = (app.admin("Ada").await, app.player("Ana").await, app.player("Bo").await);
    let game = app.game().capacity(1).create().await;
    join(&app, &bo, game, &[]).await;
    join(&app, &ana, game, &[]).await;
    ada.post(&format!("{}/disable", page(ana.player())), &[]).await;
    let job = kickabout::domain::registrations::Withdraw { game, player: bo.player(), attempt: 0 };
    app.store.write(job).await.unwrap();
    assert!(app.seats(game).await.is_empty());
    is_true(&app, game).await;
    let answer = ada.post(&format!("{}/enable", page(ana.player())), &[]).await;
    assert!(answer.follow().await.contains("The account works again."));
    assert_eq!(app.seats(game).await, ["Ana"]);
    assert_eq!(ana.sign_in(PASSWORD).await.status, 303);
    is_true(&app, game).await;
}

#[actix_web::test]
async fn who_is_deleted_is_a_former_player_everywhere_and_can_come_back_as_somebody_new() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let (ana, bo) = (app.player("Ana Lind").await, app.player("Bo").await);
    let played = app.game().starts_in(-30).create().await;
    let ahead = app.game().capacity(2).create().await;
    let olga = app.organizer("Olga").await;
    let helped = app.game().by(&olga).create().await;
    olga.post(&format!("/organize/games/{helped}/organizers"), &[("email", &ana.email)]).await;
    olga.post(&format!("/organize/games/{helped}/roster"), &[("name", "Harry")]).await;
    join(&app, &ana, ahead, &["Secret Guest"]).await;
    join(&app, &bo, ahead, &[]).await;
    let confirm = ada.get(&format!("{}/delete", page(ana.player()))).await;
    assert!(confirm.contains("This cannot be undone."));
    assert!(confirm.contains("their spot in 1 game ahead goes to the next in line"), "{}", confirm.words());
    for _ in 0..2 {
        let answer = ada.post(&format!("{}/delete", page(ana.player())), &[]).await;
        assert_eq!(answer.status, 303);
    }
    assert_eq!(app.seats(ahead).await, ["Bo"]);
    assert!(!ana.is_signed_in().await);
    assert_eq!(ana.sign_in(PASSWORD).await.status, 422);
    let person = ada.get(&page(ana.player())).await;
    assert!(person.contains("Former player") && !person.contains("Ana") && !person.contains(&ana.email));
    assert!(person.select("form").iter().all(|form| form == "Sign out"), "{:?}", person.select("form"));
    let log = ada.get("/admin/audit").await;
    assert!(log.contains("Former player") && !log.contains("Ana Lind"), "{}", log.words());
    let manage = ada.get(&format!("/organize/games/{ahead}")).await;
    assert!(!manage.contains("Ana") && !manage.contains("Secret Guest"));
    assert!(!ada.get(&format!("/organize/games/{helped}")).await.contains("Ana"));
    assert_eq!(ana.sign_up().await.status, 303, "the address is free again");
    for game in [played, ahead, helped] {
        is_true(&app, game).await;
    }
}

#[actix_web::test]
async fn a_sign_in_link_is_shown_once_and_opens_once() {
    let app = TestApp::spawn().await;
    let (ada, ana) = (app.admin("Ada").await, app.player("Ana").await);
    let make = format!("{}/sign-in-link", page(ana.player()));
    let first = ada.post(&make, &[]).await;
    assert_eq!(first.status, 200);
    let link = first.select("main code").remove(0);
    assert_eq!(first.attributes("main a:has(code)", "href").concat(), link, "its whole address can be copied");
    assert!(!ada.get(&page(ana.player())).await.contains("/sign-in/"));
    let phone = ana.elsewhere();
    assert_eq!(phone.post(&link, &[]).await.status, 303);
    assert!(phone.is_signed_in().await);
    assert_eq!(ana.elsewhere().post(&link, &[]).await.status, 404);
    let harry = ada.post("/organize/games/1/roster", &[("name", "Harry")]).await;
    assert_eq!(harry.status, 404, "there is no game yet");
    ada.post(&format!("{}/disable", page(ana.player())), &[]).await;
    assert_eq!(ada.post(&make, &[]).await.status, 409);
}

#[actix_web::test]
async fn an_admin_makes_an_account_where_nobody_may_sign_up() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let fields = [("name", "Otto Neu"), ("email", "otto@example.org"), ("role", "organizer")];
    let answer = ada.post("/admin/people", &fields).await;
    let person = answer.follow().await;
    assert!(person.contains("The account is made."));
    assert!(person.contains("Otto Neu") && person.contains("otto@example.org"));
    assert_eq!(person.attributes("[name=role][checked]", "value"), ["organizer"]);
    let link = ada.post(&format!("{}/sign-in-link", answer.location()), &[]).await.select("main code").remove(0);
    let otto = app.visitor();
    assert_eq!(otto.post(&link, &[]).await.status, 303);
    assert!(otto.is_signed_in().await);
    let again = ada.post("/admin/people", &fields).await;
    assert_eq!(again.status, 422);
    assert!(again.contains("Somebody has an account with this address."));
    let wrong = ada.post("/admin/people", &[("name", ""), ("email", "x"), ("role", "king")]).await;
    assert_eq!((wrong.status, wrong.select(".summary a").len()), (422, 3));
}

#[actix_web::test]
async fn a_name_alone_has_no_role_and_no_link_but_can_be_deleted() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let game = app.game().create().await;
    ada.post(&format!("/organize/games/{game}/roster"), &[("name", "Harry")]).await;
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    let harry = page(entries[0].registration.player_id);
    assert_eq!(ada.post(&format!("{harry}/role"), &[("role", "admin")]).await.status, 409);
    assert_eq!(ada.post(&format!("{harry}/sign-in-link"), &[]).await.status, 409);
    assert!(ada.get(&harry).await.contains("Added by Ada"));
    assert_eq!(ada.post(&format!("{harry}/delete"), &[]).await.status, 303);
    assert!(app.seats(game).await.is_empty());
    is_true(&app, game).await;
}
