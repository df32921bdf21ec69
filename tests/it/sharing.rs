//! What is told of a game elsewhere: the card in a chat, and the text for it.

use kickabout::web::PublicUrl;

use crate::support::*;

async fn known() -> TestApp {
    TestApp::with(|config| {
        config.settings.public_url = Some(PublicUrl::parse("https://games.example.org").unwrap());
    })
    .await
}

fn property(page: &Answer, name: &str) -> Vec<String> {
    page.attributes(&format!("meta[property='{name}']"), "content")
}

/// The texts to be sent, with their lines.
fn texts(page: &Answer) -> Vec<String> {
    let parts = page.text.split("<textarea").skip(1);
    parts.map(|part| part.split_once('>').unwrap().1.split_once("</textarea>").unwrap().0.to_owned()).collect()
}

/// The path of a full address on this site.
fn path_of(address: &str) -> &str {
    address.strip_prefix("https://games.example.org").unwrap()
}

#[actix_web::test]
async fn a_chat_shows_a_card_that_does_not_change_with_who_joins() {
    let app = known().await;
    let game = app.game().title("Sunday \"5-a-side\" <b>").price(500).create().await;
    let visitor = app.visitor();
    let page = visitor.get(&format!("/games/{game}")).await;
    assert_eq!(property(&page, "og:title"), ["Sunday \"5-a-side\" <b>"]);
    assert_eq!(property(&page, "og:url"), [format!("https://games.example.org/games/{game}")]);
    let description = property(&page, "og:description").remove(0);
    assert!(description.ends_with(" · Football · 5.00 EUR each"), "{description}");
    let picture = property(&page, "og:image").remove(0);
    let card = visitor.get(path_of(&picture)).await;
    assert_eq!((card.status, card.header("content-type")), (200, "image/png"));
    assert!(card.bytes.starts_with(b"\x89PNG") && card.bytes.len() < 300_000, "{} bytes", card.bytes.len());
    app.player("Ana").await.join(game).await;
    assert_eq!(property(&visitor.get(&format!("/games/{game}")).await, "og:image"), std::slice::from_ref(&picture));
    let request = visitor.request("GET", path_of(&picture)).header("if-none-match", card.header("etag"));
    assert_eq!(visitor.send(request).await.status, 304);
}

/// Whoever opens it, their cookie is renewed with what they get: that is nobody else's.
#[actix_web::test]
async fn a_card_is_kept_on_the_way_only_for_visitors() {
    let app = known().await;
    let picture = format!("/games/{}/picture.png", app.game().create().await);
    assert_eq!(app.visitor().get(&picture).await.header("cache-control"), "public, max-age=3600");
    assert_eq!(app.player("Ana").await.get(&picture).await.header("cache-control"), "private, no-cache");
}

#[actix_web::test]
async fn a_changed_or_cancelled_game_has_another_card() {
    let app = known().await;
    let maya = app.organizer("Maya").await;
    let game = app.game().by(&maya).create().await;
    let page = format!("/games/{game}");
    let picture = property(&app.visitor().get(&page).await, "og:image");
    let cancel = maya.post(&format!("/organize/games/{game}/cancel"), &[("reason", "Storm")]).await;
    assert_eq!(cancel.status, 303);
    let after = app.visitor().get(&page).await;
    assert!(property(&after, "og:title")[0].starts_with("CANCELLED: "));
    assert_ne!(property(&after, "og:image"), picture);
}

#[actix_web::test]
async fn a_site_that_does_not_know_its_address_makes_no_card() {
    let app = TestApp::spawn().await;
    let game = app.game().create().await;
    assert_eq!(property(&app.visitor().get(&format!("/games/{game}")).await, "og:image"), Vec::<String>::new());
}

#[actix_web::test]
async fn an_unlisted_games_card_and_text_need_its_key() {
    let app = known().await;
    let maya = app.organizer("Maya").await;
    let game = app.game().by(&maya).unlisted().create().await;
    for path in [format!("/games/{game}/picture.png"), format!("/games/{game}/share")] {
        assert_eq!(app.visitor().get(&path).await.status, 404, "{path}");
        assert_eq!(app.visitor().get(&format!("{path}?key=wrong")).await.status, 404, "{path}");
    }
    let page = maya.get(&format!("/games/{game}")).await;
    let picture = property(&page, "og:image").remove(0);
    let card = app.visitor().get(path_of(&picture)).await;
    assert_eq!((card.status, card.header("cache-control")), (200, "private, no-cache"));
    let share = page.attributes("a[href*='/share']", "href").remove(0);
    assert_eq!(app.visitor().get(&share).await.status, 200);
}

#[actix_web::test]
async fn the_text_for_a_chat_has_the_roster_the_line_and_the_link() {
    let app = known().await;
    let game = app.game().title("Cage").capacity(3).max_guests(1).create().await;
    app.player("Ana Silva").await.join_with(game, &["Ben Okri"]).await;
    let page = app.visitor().get(&format!("/games/{game}/share")).await;
    assert!(texts(&page)[0].starts_with("*1 spot open*: Cage, "), "{:?}", texts(&page));
    app.player("Cem Kaya").await.join(game).await;
    app.player("Dee Doe").await.join(game).await;
    let page = app.visitor().get(&format!("/games/{game}/share")).await;
    let texts = texts(&page);
    assert!(texts[0].starts_with("*Full, 1 waiting*: Cage, "), "{texts:?}");
    let lines: Vec<&str> = texts[1].lines().collect();
    assert!(lines[1].ends_with("3 of 3 in"));
    assert_eq!(lines[3..6], ["1. Ana S.", "2. Ben O. (guest of Ana S.)", "3. Cem K."]);
    assert_eq!(lines[7..9], ["Waiting:", "1. Dee D."]);
    assert_eq!(*lines.last().unwrap(), format!("https://games.example.org/games/{game}"));
    let whatsapp = page.attributes("a[href^='https://wa.me/']", "href");
    assert!(whatsapp[1].contains("%0A1.%20Ana%20S.%0A"), "{}", whatsapp[1]);
}

#[actix_web::test]
async fn the_text_of_a_game_that_is_off_says_why_and_of_one_that_is_over_that_it_was() {
    let app = TestApp::at("2027-03-20T10:00:00Z").await;
    let maya = app.organizer("Maya").await;
    let game = app.game().by(&maya).title("Cage").capacity(1).create().await;
    app.player("Ana Silva").await.join(game).await;
    app.player("Bo Okri").await.join(game).await;
    let share = format!("/games/{game}/share");
    let lines = |page: &Answer| texts(page)[1].lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&app.visitor().get(&share).await)[5..], ["Waiting:", "1. Bo O."]);
    let off = app.game().by(&maya).title("Cage").capacity(1).create().await;
    app.player("Ana Silva").await.join(off).await;
    app.player("Bo Okri").await.join(off).await;
    maya.post(&format!("/organize/games/{off}/cancel"), &[("reason", "Storm, sorry")]).await;
    let page = app.visitor().get(&format!("/games/{off}/share")).await;
    assert!(texts(&page)[0].starts_with("*Cancelled*: Cage, ") && texts(&page)[0].ends_with("\nWhy: Storm, sorry"));
    assert_eq!(lines(&page)[1..], ["Cancelled, 1 of 1 were in", "Why: Storm, sorry", "", "1. Ana S."]);
    assert!(page.select("h2").contains(&"Who was in".to_owned()));
    app.clock.set(app.store.now().plus(72 * 3600));
    assert_eq!(lines(&app.visitor().get(&share).await)[1..], ["Over, 1 of 1 were in", "", "1. Ana S."]);
}

#[actix_web::test]
async fn the_text_says_how_many_are_needed_and_who_would_come_if_enough_do() {
    let app = known().await;
    let game = app.game().title("Cage").capacity(8).minimum(4).create().await;
    app.player("Ana Silva").await.join(game).await;
    let cem = app.player("Cem Kaya").await;
    let wish = cem.post(&format!("/games/{game}/registration"), &[("only_if", "4"), ("guest", "Jo Bell")]).await;
    assert_eq!(wish.status, 303, "{}", wish.words());
    let texts = texts(&app.visitor().get(&format!("/games/{game}/share")).await);
    assert!(texts[0].starts_with("*Needs 3 more, 7 spots open*: Cage, "), "{texts:?}");
    let lines: Vec<&str> = texts[1].lines().collect();
    assert_eq!(lines[1], "Needs 3 more, 7 spots open, 1 of 8 in");
    assert_eq!(lines[5..7], ["If enough come:", "1. Cem K. (if we get 4, with 1 guest: Jo B.)"]);
}

#[actix_web::test]
async fn a_script_puts_copy_to_work_on_the_page_of_texts_alone() {
    let app = known().await;
    let game = app.game().create().await;
    let visitor = app.visitor();
    let page = visitor.get(&format!("/games/{game}/share")).await;
    let scripts = page.attributes("script[defer]", "src");
    let [script] = &scripts[..] else { panic!("{scripts:?}") };
    let file = visitor.get(script).await;
    assert_eq!((file.status, file.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert!(file.header("cache-control").contains("immutable"));
    let fields = page.attributes("textarea", "id");
    assert_eq!(page.attributes("button[hidden]", "data-copies"), fields, "without the script they do nothing");
    for field in page.select("textarea").iter().zip(page.attributes("textarea", "rows")) {
        assert!(field.1.parse::<usize>().unwrap() > field.0.len() / 40, "{field:?}");
    }
    let page = visitor.get(&format!("/games/{game}")).await;
    assert!(page.attributes("script", "src").is_empty());
    assert_eq!(page.select("a[href*='/share']"), ["Copy for WhatsApp or another chat"]);
}

#[actix_web::test]
async fn a_draft_is_not_shared() {
    let app = known().await;
    let maya = app.organizer("Maya").await;
    let game = app.game().by(&maya).draft().create().await;
    assert_eq!(maya.get(&format!("/games/{game}/share")).await.status, 404);
    let page = maya.get(&format!("/games/{game}")).await;
    assert_eq!(property(&page, "og:title"), Vec::<String>::new());
    assert!(page.attributes("a[href*='/share']", "href").is_empty());
}
