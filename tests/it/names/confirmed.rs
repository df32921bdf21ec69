//! A game, or the whole site, that asks for a confirmed address.

use crate::mail::{confirmed, delivered, site};
use crate::support::*;

fn only_confirmed(title: &str) -> Vec<(&str, &str)> {
    vec![
        ("title", title),
        ("sport", "football"),
        ("place", "Elsewhere"),
        ("date", "2027-03-25"),
        ("time", "19:00"),
        ("duration", "60"),
        ("capacity", "5"),
        ("max_guests", "1"),
        ("who_joins", "confirmed"),
        ("then", "publish"),
    ]
}

#[actix_web::test]
async fn who_has_not_confirmed_is_told_how_and_nothing_typed_is_lost() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (olga, ana) = (app.organizer("Olga").await, app.player("Ana").await);
    let made = olga.post("/organize/games", &only_confirmed("Strict")).await;
    assert_eq!(made.status, 303, "{}", made.words());
    let path = made.location().to_owned();
    let page = ana.get(&path).await;
    assert!(page.contains("This game asks for a confirmed e-mail address."), "{}", page.words());
    let way = format!("/me/account/email?next={}", path.replace('/', "%2F"));
    assert_eq!(page.attributes("#act a", "href"), [way.as_str()]);
    let fields = [("guest", "Kim"), ("note", "My knee")];
    let refused = ana.post(&format!("{path}/registration"), &fields).await;
    assert!(
        refused.status == 409 && refused.contains("Confirm yours, then come back and join."),
        "{}",
        refused.words()
    );
    assert_eq!(refused.attributes(".notice a", "href"), [way.as_str()]);
    let asking = ana.get(&way).await;
    assert_eq!(asking.attributes("form[action='/me/account/confirm'] [name=next]", "value"), [path.as_str()]);
    assert_eq!(refused.attributes("#f-guest-1", "value"), ["Kim"]);
    assert_eq!(refused.select("#f-note"), ["My knee"]);
    let letters = delivered(&app, &office).await;
    let letter = letters.iter().find(|letter| letter.to[0] == ana.email).unwrap();
    assert_eq!(ana.post(&letter.path("confirm"), &[]).await.status, 303);
    assert_eq!(ana.get(&path).await.select("#act button"), ["I'm in"], "the page knows it at once");
    assert_eq!(ana.post(&format!("{path}/registration"), &fields).await.status, 303);
}

#[actix_web::test]
async fn a_name_is_not_enough_and_a_visitor_is_told_what_is() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = app.organizer("Olga").await;
    let path = olga.post("/organize/games", &only_confirmed("Strict")).await.location().to_owned();
    let refused = app.visitor().post(&format!("{path}/registration"), &[("name", "Vera")]).await;
    assert!(
        refused.status == 409 && refused.contains("players with a confirmed e-mail address"),
        "{}",
        refused.words()
    );
    let easy = app.game().create().await;
    let anna = app.visitor();
    anna.post(&format!("/games/{easy}/registration"), &[("name", "Anna")]).await.follow().await;
    let refused = anna.post(&format!("{path}/registration"), &[]).await;
    assert!(refused.status == 409 && refused.contains("Confirm my address"), "{}", refused.words());
}

#[actix_web::test]
async fn organizers_see_who_is_unconfirmed() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (olga, ana) = (app.organizer("Olga").await, app.player("Ana").await);
    delivered(&app, &office).await;
    let bo = confirmed(&app, "Bo").await;
    let game = app.game().by(&olga).create().await;
    ana.join(game).await;
    bo.join(game).await;
    let roster = olga.get(&format!("/organize/games/{game}")).await;
    let lines = roster.select("#roster li");
    let said = |name: &str| lines.iter().find(|line| line.starts_with(name)).unwrap().contains("address not confirmed");
    assert!(said("Ana") && !said("Bo"), "{lines:?}");
}

#[actix_web::test]
async fn the_whole_site_can_ask_for_it_where_it_sends_mail() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let settings = [
        ("name", "Riverside"),
        ("colour", "#116644"),
        ("time_zone", "Europe/Berlin"),
        ("currency", "EUR"),
        ("sports", "Football"),
        ("who_organizes", "organizers"),
        ("who_signs_up", "everyone"),
        ("who_joins", "confirmed"),
    ];
    let (ada, ana) = (app.admin("Ada").await, app.player("Ana").await);
    let saved = ada.post("/admin/settings", &settings).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let game = app.game().create().await;
    assert_eq!(ana.join(game).await.status, 409);
    let mute = TestApp::spawn().await;
    let (ada, olga) = (mute.admin("Ada").await, mute.organizer("Olga").await);
    let refused = ada.post("/admin/settings", &settings).await;
    assert!(refused.status == 422 && refused.contains("This site sends no mail"), "{}", refused.words());
    assert_eq!(ada.get("/admin/settings").await.attributes("#f-who_joins option", "value"), ["anyone", "accounts"]);
    let refused = olga.post("/organize/games", &only_confirmed("Strict")).await;
    assert!(refused.status == 422 && refused.contains("nobody could confirm an address"), "{}", refused.words());
}
