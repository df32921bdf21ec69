//! The month view.

use super::*;

#[actix_web::test]
async fn a_month_shows_what_is_on_which_day() {
    let app = TestApp::at(NOW).await;
    let ana = app.player("Ana").await;
    app.game().title("First").starts_at("2027-03-01T00:00", "Pacific/Auckland").create().await;
    let mine = app.game().title("Mine").starts_at("2027-03-31T23:30", "America/Vancouver").create().await;
    app.game().title("April").sport("badminton").starts_at("2027-04-01T00:00", "Europe/Berlin").create().await;
    ana.join(mine).await;
    let page = ana.get("/month").await;
    assert_eq!(page.select("h1"), ["March 2027"]);
    assert_eq!(page.select(".month > li").len(), 31);
    assert_eq!(page.select(".month > .today h2"), ["Saturday 20 March"]);
    assert_eq!(page.select(".month > li:first-child ul li"), ["00:00 First Over"]);
    assert_eq!(page.select(".month > li:last-child ul li"), ["23:30 Mine You're in Game on, 9 spots left"]);
    assert_eq!(page.attributes(".month [data-game]", "data-mine"), ["none", "confirmed"]);
    assert_eq!(page.attributes("[rel=prev]", "href"), ["/month?m=2027-02"]);
    let april = ana.get("/month?m=2027-04&sport=badminton").await;
    assert_eq!(april.select(".month ul li"), ["00:00 April Game on, 10 spots left"]);
    assert_eq!(april.attributes(".month > li:first-child", "class"), ["from-4"]);
    assert_eq!(april.attributes("[rel=next]", "href"), ["/month?m=2027-05&sport=badminton"]);
    for edge in ["2000-01", "2200-12"] {
        assert_eq!(ana.get(&format!("/month?m={edge}")).await.status, 200, "{edge}");
    }
}

#[actix_web::test]
async fn a_day_with_many_games_shows_the_first_and_leads_to_the_others() {
    let app = TestApp::at(NOW).await;
    for minute in 10..19 {
        app.game().starts_at(&format!("2027-03-25T{minute}:00"), "Europe/Berlin").create().await;
    }
    let page = app.visitor().get("/month?sport=football").await;
    assert_eq!(page.select(".month [data-game]").len(), 6);
    assert_eq!(page.select(".month li li:last-child"), ["3 more"]);
    let rest = page.attributes(".month li li:last-child a", "href");
    assert_eq!(rest, ["/?sport=football&from=2027-03-25&to=2027-03-25"]);
    assert_eq!(asked(&app, &rest[0]).await.len(), 9);
}
