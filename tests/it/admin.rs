//! The admins' other pages: the site at a glance, its settings, all games, the audit log.

use crate::{organize::game_form, support::*};

const SETTINGS: [(&str, &str); 10] = [
    ("name", "Parkside"),
    ("colour", "#7a1fa2"),
    ("time_zone", "Europe/London"),
    ("currency", "EUR"),
    ("sports", "Volleyball\r\nTable tennis\r\n"),
    ("who_organizes", "organizers"),
    ("who_signs_up", "everyone"),
    ("contact", "hello@parkside.example"),
    ("privacy", "We keep your name.\r\n\r\nMore at https://parkside.example/data."),
    ("terms", ""),
];

fn settings<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let change = |(name, value): (&'a str, &'a str)| {
        let new = changed.iter().find(|(other, _)| *other == name);
        (name, new.map_or(value, |(_, value)| *value))
    };
    SETTINGS.into_iter().map(change).collect()
}

#[actix_web::test]
async fn the_site_at_a_glance() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    app.player("Pia").await;
    let game = app.game().create().await;
    app.game().draft().create().await;
    app.game().starts_in(-30).create().await;
    ada.post(&format!("/organize/games/{game}/roster"), &[("name", "Harry")]).await;
    let page = ada.get("/admin").await;
    assert_eq!(page.status, 200);
    assert!(page.contains("4, 3 with an account"), "{}", page.words());
    assert!(page.contains("1 ahead, 1 played, 1 draft"));
    assert!(page.contains("1 spot taken, 0 waiting"));
    let kind =
        if std::env::var("KICKABOUT_TEST_DATABASE").as_deref() == Ok("postgres") { "Postgres" } else { "SQLite" };
    assert!(page.contains(kind));
}

#[actix_web::test]
async fn settings_show_on_the_next_page() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let answer = ada.post("/admin/settings", &settings(&[])).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let page = answer.follow().await;
    assert!(page.contains("The settings are saved."));
    assert_eq!(page.select(".brand"), ["Parkside"]);
    assert_eq!(page.attributes("#f-colour", "value"), ["#7a1fa2"]);
    assert_eq!(page.select("#f-sports"), ["Volleyball Table tennis"]);
    let log = ada.get("/admin/audit").await;
    assert!(log.contains("name: Riverside -> Parkside"), "{}", log.words());
    assert!(log.contains("Ada"));
}

#[actix_web::test]
async fn the_privacy_text_is_a_page_once_there_is_one_and_its_addresses_are_links() {
    let app = TestApp::spawn().await;
    let (ada, visitor) = (app.admin("Ada").await, app.visitor());
    assert_eq!(visitor.get("/privacy").await.status, 404);
    let text = "Hello <b>.\r\n\r\nSee https://parkside.example/data, javascript:alert(1)";
    ada.post("/admin/settings", &settings(&[("privacy", text)])).await;
    let page = visitor.get("/privacy").await;
    assert_eq!(page.select(".prose p"), ["Hello <b>.", "See https://parkside.example/data, javascript:alert(1)"]);
    assert_eq!(page.attributes(".prose a", "href"), ["https://parkside.example/data"]);
    assert_eq!(page.attributes(".foot a[href='/privacy']", "href").len(), 1);
    assert_eq!(visitor.get("/terms").await.status, 404);
    assert!(page.attributes(".foot a[href='/terms']", "href").is_empty());
}

#[actix_web::test]
async fn wrong_settings_are_all_named_and_nothing_typed_is_lost() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let (contact, text) = ("c".repeat(201), "t".repeat(20_001));
    let wrong = [
        ("name", ""),
        ("colour", "blue"),
        ("time_zone", "Mars/Crater"),
        ("currency", "XXXX"),
        ("sports", " "),
        ("who_organizes", "nobody"),
        ("who_signs_up", ""),
        ("contact", &contact),
        ("privacy", "a\u{202e}b"),
        ("terms", &text),
    ];
    let answer = ada.post("/admin/settings", &settings(&wrong)).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.select(".summary li").len(), wrong.len(), "{}", answer.words());
    for (field, _) in wrong {
        assert_eq!(answer.attributes(&format!("#f-{field}"), "aria-invalid"), ["true"], "{field}");
        assert_eq!(answer.select(&format!("#f-{field}-error")).len(), 1, "{field}");
    }
    let unfinished = ada.post("/admin/settings", &settings(&[("name", "")])).await;
    assert_eq!((unfinished.status, unfinished.select(".summary li").len()), (422, 1));
    assert!(unfinished.text.contains("We keep your name."));
    assert_eq!(answer.attributes("#f-time_zone", "value"), ["Mars/Crater"]);
    assert!(answer.text.contains(&text) && answer.text.contains(&contact));
    assert_eq!(ada.get("/admin").await.select(".brand"), ["Riverside"]);
}

#[actix_web::test]
async fn a_currency_with_other_coins_is_refused_once_games_have_prices() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    assert_eq!(ada.post("/admin/settings", &settings(&[("currency", "JPY")])).await.status, 303);
    assert_eq!(ada.post("/admin/settings", &settings(&[("currency", "EUR")])).await.status, 303);
    app.game().price(750).create().await;
    let answer = ada.post("/admin/settings", &settings(&[("currency", "JPY")])).await;
    assert_eq!(answer.status, 409);
    assert!(answer.contains("Games have prices in EUR already"), "{}", answer.words());
    assert_eq!(ada.post("/admin/settings", &settings(&[("currency", "USD")])).await.status, 303);
}

#[actix_web::test]
async fn who_may_organize_and_sign_up_counts_at_once() {
    let app = TestApp::spawn().await;
    let (ada, pia) = (app.admin("Ada").await, app.player("Pia").await);
    assert_eq!(pia.get("/organize/games/1").await.status, 403);
    let open = [("who_organizes", "everyone"), ("who_signs_up", "admins")];
    assert_eq!(ada.post("/admin/settings", &settings(&open)).await.status, 303);
    assert_eq!(pia.get("/organize/games/1").await.status, 404, "the page is theirs now, only the game is not there");
    assert_eq!(app.visitor().sign_up().await.status, 409);
}

#[actix_web::test]
async fn an_admin_sees_every_game_and_finds_one() {
    let app = TestApp::spawn().await;
    let (ada, olga) = (app.admin("Ada").await, app.organizer("Olga Berg").await);
    app.game().by(&olga).title("Early draft").draft().create().await;
    app.game().by(&olga).title("Secret kick").unlisted().create().await;
    app.game().title("Long ago").starts_in(-300).create().await;
    let page = ada.get("/admin/games").await;
    assert_eq!(page.select("tbody td > a").len(), 3);
    assert_eq!(page.select("tbody .tag"), ["Unlisted"]);
    assert!(page.contains("Olga Berg") && page.contains("Draft") && page.contains("Over"));
    assert_eq!(ada.get("/admin/games?q=SECRET").await.select("tbody td > a"), ["Secret kick"]);
    assert!(ada.get("/admin/games?q=nothing+such").await.contains("No games"));
    let secret = ada.get("/admin/games?q=secret").await.attributes("tbody td > a", "href").remove(0);
    assert_eq!(ada.get(&secret).await.status, 200, "an admin runs every game");
}

#[actix_web::test]
async fn the_audit_log_says_who_did_what_to_whom() {
    let app = TestApp::spawn().await;
    let (ada, pia) = (app.admin("Ada").await, app.player("Pia Hall").await);
    let game = app.game().title("Five at five").create().await;
    ada.post(&format!("/organize/games/{game}/roster"), &[("name", "Harry")]).await;
    ada.post(&format!("/admin/people/{}/role", pia.player()), &[("role", "organizer")]).await;
    let rows = ada.get("/admin/audit").await.select("tbody tr");
    assert!(rows[0].contains("Ada") && rows[0].contains("Changed a role: Pia Hall player -> organizer"), "{rows:?}");
    assert!(rows[1].contains("Added to the list: Five at five · Harry"), "{rows:?}");
    assert!(
        rows.iter().any(|row| row.contains("the command line") && row.contains("Made an account: Ada")),
        "{rows:?}"
    );
}

#[actix_web::test]
async fn the_same_settings_again_change_nothing_and_are_not_logged() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    for _ in 0..2 {
        assert_eq!(ada.post("/admin/settings", &settings(&[])).await.status, 303);
    }
    let rows = ada.get("/admin/audit").await.select("tbody tr");
    let changes: Vec<_> = rows.iter().filter(|row| row.contains("Changed the settings")).collect();
    assert_eq!(changes.len(), 1, "{rows:?}");
    assert!(changes[0].contains("-> Volleyball, Table tennis"), "{changes:?}");
}

#[actix_web::test]
async fn a_sport_that_is_taken_out_stays_on_its_games_and_is_offered_for_no_new_one() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let (ada, olga) = (app.admin("Ada").await, app.organizer("Olga").await);
    let game = olga.posts(&[]).await;
    ada.post("/admin/settings", &settings(&[])).await;
    assert!(app.visitor().get(&format!("/games/{game}")).await.contains("Football"));
    let offered = olga.get("/organize/games/new").await.attributes("#f-sport option", "value");
    assert_eq!(offered, ["volleyball", "table-tennis"]);
    assert_eq!(olga.edits(game, &[("price", "3")]).await.status, 303, "the game may keep it");
    assert_eq!(olga.post("/organize/games", &game_form(&[("date", "2027-03-26")])).await.status, 422);
}

#[actix_web::test]
async fn games_without_a_venue_keep_their_zone_when_the_site_gets_another() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let (ada, olga) = (app.admin("Ada").await, app.organizer("Olga").await);
    let game = olga.posts(&[]).await;
    let before = app.find(game).await;
    ada.post("/admin/settings", &settings(&[("time_zone", "Asia/Tokyo"), ("sports", "Football")])).await;
    assert!(olga.get(&format!("/organize/games/{game}/edit")).await.contains("by the clock of Europe/Berlin"));
    assert_eq!(olga.edits(game, &[("price", "3")]).await.status, 303);
    let after = app.find(game).await;
    assert_eq!((after.time_zone.name(), after.starts_at), ("Europe/Berlin", before.starts_at));
    let new = olga.posts(&[("date", "2027-03-26")]).await;
    assert_eq!(app.find(new).await.time_zone.name(), "Asia/Tokyo");
}

#[actix_web::test]
async fn the_admins_pages_are_for_admins_alone() {
    let app = TestApp::spawn().await;
    let (ada, olga, pia) = (app.admin("Ada").await, app.organizer("Olga").await, app.player("Pia").await);
    for page in ["/admin", "/admin/games", "/admin/settings", "/admin/audit", "/admin/backup"] {
        let answer = ada.get(page).await;
        assert_eq!(answer.status, 200, "{page}");
        assert_eq!(answer.select(".top nav [aria-current]"), ["Admin"], "{page}");
        for person in [&olga, &pia] {
            let answer = person.get(page).await;
            assert_eq!(answer.status, 403, "{page}");
            assert_eq!(answer.select("h1"), ["Not for you"], "{page}");
        }
        let answer = app.visitor().get(page).await;
        let next = format!("/login?next={}", page.replace('/', "%2F"));
        assert_eq!((answer.status, answer.location()), (303, next.as_str()));
    }
    for person in [&olga, &pia] {
        assert_eq!(person.post("/admin/settings", &settings(&[])).await.status, 403);
    }
    assert_eq!(
        app.visitor().post("/admin/settings", &settings(&[])).await.location(),
        "/login?next=%2Fadmin%2Fsettings"
    );
    assert_eq!(app.visitor().get("/").await.select(".brand"), ["Riverside"]);
}

#[actix_web::test]
async fn an_admin_is_told_when_the_site_does_not_know_its_address() {
    let app = TestApp::spawn().await;
    assert!(app.admin("Ada").await.get("/admin").await.contains("Start Kickabout with --public-url"));
}
