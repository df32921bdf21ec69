//! A series becomes real games, changed one by one or from one on.

use kickabout::{
    store::{self, games::Game},
    types::{GameStatus, MessageKind, SeriesId},
};

use crate::organize::game_form;
use crate::support::*;

const NOW: &str = "2027-03-01T10:00:00Z";

fn series_form<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = game_form(&[("minimum", "0")]);
    fields.extend([("every_weeks", "1"), ("count", "4")]);
    fields.retain(|(name, _)| !other.iter().any(|(others, _)| others == name));
    fields.extend(other);
    fields
}

impl Person {
    async fn makes_series(&self, other: &[(&str, &str)]) -> SeriesId {
        let answer = self.post("/organize/series", &series_form(other)).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        let page = answer.follow().await;
        assert_eq!(page.status, 200);
        answer.location().rsplit('/').next().unwrap().parse().unwrap()
    }
}

impl TestApp {
    async fn games_in(&self, series: SeriesId) -> Vec<Game> {
        self.store.read(move |conn| store::series::games(conn, series)).await.unwrap()
    }
}

fn starts(games: &[Game]) -> Vec<String> {
    games.iter().map(|game| game.starts_at.rfc3339()).collect()
}

#[actix_web::test]
async fn a_weekly_series_keeps_its_hour_and_each_game_opens_by_itself() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let opening = [("date", "2027-03-18"), ("opens_days_before", "5"), ("opens_time", "18:00")];
    let games = app.games_in(olga.makes_series(&opening).await).await;
    assert_eq!(
        starts(&games),
        ["2027-03-18T18:00:00Z", "2027-03-25T18:00:00Z", "2027-04-01T17:00:00Z", "2027-04-08T17:00:00Z"]
    );
    let opens: Vec<_> = games.iter().map(|game| game.opens_at.unwrap().rfc3339()).collect();
    assert_eq!(opens, ["2027-03-13T17:00:00Z", "2027-03-20T17:00:00Z", "2027-03-27T17:00:00Z", "2027-04-03T16:00:00Z"]);
    assert!(games.iter().all(|game| game.status == GameStatus::Published));
    let keys: std::collections::HashSet<_> = games.iter().map(|game| &game.link_key).collect();
    assert_eq!(keys.len(), 4);
}

#[actix_web::test]
async fn a_game_of_a_series_leads_to_the_others_for_those_who_run_them() {
    let app = TestApp::at(NOW).await;
    let (olga, hedy) = (app.organizer("Olga").await, app.player("Hedy").await);
    let series = olga.makes_series(&[]).await;
    let manage = format!("/organize/games/{}", app.games_in(series).await[1].id);
    assert_eq!(olga.post(&format!("{manage}/organizers"), &[("email", &hedy.email)]).await.status, 303);
    let ways = async |person: &Person| person.get(&manage).await.attributes("a[href^='/organize/series/']", "href");
    assert_eq!(ways(&olga).await, [format!("/organize/series/{series}")]);
    assert!(ways(&hedy).await.is_empty(), "who helps with one game would find nothing there");
    let single = app.game().by(&olga).create().await;
    let single = olga.get(&format!("/organize/games/{single}")).await;
    assert!(single.attributes("a[href^='/organize/series/']", "href").is_empty());
}

#[actix_web::test]
async fn a_series_ends_on_its_last_day_or_after_its_last_game() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let until = [("count", ""), ("until", "2027-04-22"), ("every_weeks", "2")];
    let games = app.games_in(olga.makes_series(&until).await).await;
    let days: Vec<_> = games.iter().map(|game| game.local_date.to_string()).collect();
    assert_eq!(days, ["2027-03-25", "2027-04-08", "2027-04-22"]);
    let sixty = app.games_in(olga.makes_series(&[("count", "60")]).await).await;
    assert_eq!(sixty.len(), 60);
    assert_eq!(sixty[0].opens_at, None);
}

#[actix_web::test]
async fn every_mistake_in_a_series_is_named_and_nothing_is_made() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    for (wrong, field) in [
        (vec![("count", "61")], "count"),
        (vec![("count", "")], "until"),
        (vec![("until", "2029-01-01")], "until"),
        (vec![("until", "2027-03-24")], "until"),
        (vec![("until", "31 May")], "until"),
        (vec![("every_weeks", "0")], "every_weeks"),
        (vec![("opens_days_before", "366"), ("opens_time", "18:00")], "opens_days_before"),
        (vec![("opens_days_before", "0"), ("opens_time", "19:00")], "opens_days_before"),
        (vec![("opens_time", "18:00")], "opens_days_before"),
        (vec![("opens_days_before", "3"), ("opens_time", "noon")], "opens_time"),
        (vec![("date", "2027-02-01")], "date"),
    ] {
        let mut wrong = wrong;
        wrong.push(("title", ""));
        let answer = olga.post("/organize/series", &series_form(&wrong)).await;
        assert_eq!(answer.status, 422, "{wrong:?}");
        let summary = answer.attributes(".summary a", "href");
        assert!(summary.contains(&format!("#f-{field}")), "{wrong:?}: {summary:?}");
        assert!(summary.contains(&"#f-title".to_owned()), "{wrong:?}: {summary:?}");
        assert_eq!(answer.select(&format!("#f-{field}-error")).len(), 1, "{wrong:?}");
    }
    let twice = olga.post("/organize/series", &series_form(&[("until", "2027-04-22"), ("until", "2027-05-22")])).await;
    assert_eq!(twice.status, 422);
    assert!(olga.get("/organize").await.contains("No games ahead"));
}

#[actix_web::test]
async fn the_form_of_a_series_sent_twice_makes_one() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let key = olga.get("/organize/series/new").await.attributes("[name=key]", "value").remove(0);
    let form = series_form(&[("key", &key)]);
    let (one, two) = tokio::join!(olga.post("/organize/series", &form), olga.post("/organize/series", &form));
    assert_eq!((one.status, one.location()), (303, two.location()));
    assert_eq!(olga.get("/organize").await.select("tr[data-game]").len(), 4);
}

#[actix_web::test]
async fn one_game_of_a_series_changes_alone_and_is_left_alone_from_then_on() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let series = olga.makes_series(&[]).await;
    let games = app.games_in(series).await;
    let alone = [("minimum", "0"), ("date", "2027-04-02"), ("scope", "one")];
    assert_eq!(olga.edits(games[1].id, &alone).await.status, 303);
    let following = [("minimum", "0"), ("price", "9"), ("time", "20:00"), ("scope", "following")];
    let answer = olga.edits(games[0].id, &following).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
    let after = app.games_in(series).await;
    let prices: Vec<_> = after.iter().map(|game| game.price.minor()).collect();
    assert_eq!(prices, [900, 750, 900, 900]);
    assert_eq!(
        starts(&after),
        ["2027-03-25T19:00:00Z", "2027-04-02T17:00:00Z", "2027-04-08T18:00:00Z", "2027-04-15T18:00:00Z"]
    );
    let by_hand: Vec<_> = after.iter().map(|game| game.edited_by_hand).collect();
    assert_eq!(by_hand, [false, true, false, false]);
}

#[actix_web::test]
async fn this_and_following_leaves_earlier_cancelled_and_begun_games_alone_and_tells_the_players() {
    let app = TestApp::at(NOW).await;
    let (olga, ana) = (app.organizer("Olga").await, app.player("Ana").await);
    let series = olga.makes_series(&[]).await;
    let games = app.games_in(series).await;
    olga.post(&format!("/organize/games/{}/cancel", games[2].id), &[("reason", "Holiday")]).await;
    app.register(games[3].id, &ana).await;
    let page = olga.get(&format!("/organize/games/{}/edit", games[1].id)).await;
    assert!(page.contains("It changes this one and 1 game after it; 1 of the later ones stays as it is."));
    let moved = [("minimum", "0"), ("date", "2027-04-02"), ("scope", "following")];
    assert_eq!(olga.edits(games[1].id, &moved).await.status, 303);
    let days: Vec<_> = app.games_in(series).await.iter().map(|game| game.local_date.to_string()).collect();
    assert_eq!(days, ["2027-03-25", "2027-04-02", "2027-04-08", "2027-04-16"]);
    assert_eq!(app.told(&ana).await[0].0, MessageKind::Changed);
    assert_eq!(app.told(&ana).await[0].2, "Fri 16 Apr 2027, 19:00 CEST");
}

#[actix_web::test]
async fn a_change_that_one_of_the_following_games_cannot_take_changes_none() {
    let app = TestApp::at(NOW).await;
    let olga = app.organizer("Olga").await;
    let series = olga.makes_series(&[]).await;
    let games = app.games_in(series).await;
    olga.edits(games[0].id, &[("minimum", "10"), ("date", "2027-03-25"), ("scope", "following")]).await;
    let wrong = [("minimum", "10"), ("capacity", "9"), ("date", "2027-03-25"), ("scope", "following")];
    let answer = olga.edits(games[0].id, &wrong).await;
    assert_eq!(answer.status, 422);
    assert!(app.games_in(series).await.iter().all(|game| game.capacity.get() == 10));
}

#[actix_web::test]
async fn a_series_is_shown_to_who_made_it_and_to_admins() {
    let app = TestApp::at(NOW).await;
    let (olga, max, ada) = (app.organizer("Olga").await, app.organizer("Max").await, app.admin("Ada").await);
    let path = format!("/organize/series/{}", olga.makes_series(&[]).await);
    let page = olga.get(&path).await;
    assert!(page.contains("Every week, 4 games."));
    assert_eq!(page.select("li[data-game]").len(), 4);
    assert_eq!(ada.get(&path).await.status, 200);
    assert_eq!(max.get(&path).await.status, 404);
    assert_eq!(olga.get("/organize/series/99").await.status, 404);
    assert_eq!(app.visitor().get(&path).await.status, 303);
}
