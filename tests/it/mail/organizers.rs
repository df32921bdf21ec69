//! What those who run a game are told: that it is full, and that somebody left late and nobody takes the spot.

use super::*;

/// Subjects, with who they went to.
fn told(arrived: &[Arrived]) -> Vec<(String, String)> {
    let mut told: Vec<_> = arrived.iter().map(|letter| (letter.to[0].clone(), letter.subject().to_owned())).collect();
    told.sort();
    told
}

/// What arrived, but for the letters that ask newcomers whether an address is theirs.
async fn news(app: &TestApp, office: &PostOffice) -> Vec<Arrived> {
    let arrived = delivered(app, office).await;
    arrived.into_iter().filter(|letter| !letter.subject().starts_with("Is this your address?")).collect()
}

/// An organizer whose address is known to be theirs.
async fn organizer(app: &TestApp, name: &str) -> Person {
    let person = app.organizer(name).await;
    app.store.write(Confirm(person.player())).await.unwrap();
    app.store.write(Forget(person.player())).await.unwrap();
    person
}

async fn lets_help(olga: &Person, game: GameId, helper: &Person) {
    let added = olga.post(&format!("/organize/games/{game}/organizers"), &[("email", &helper.email)]).await;
    assert_eq!(added.status, 303, "{}", added.words());
}

#[actix_web::test]
async fn whoever_runs_a_game_hears_that_it_is_full_once_however_it_came_to_it() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (olga, hedy) = (organizer(&app, "Olga").await, organizer(&app, "Hedy").await);
    let game = app.game().by(&olga).capacity(3).create().await;
    lets_help(&olga, game, &hedy).await;
    let (ana, bo, cy) = (app.player("Ana").await, app.player("Bo").await, app.player("Cy").await);
    news(&app, &office).await;
    ana.join(game).await;
    pass(&app, 5 * MINUTE);
    assert_eq!(news(&app, &office).await, [], "there is room");
    ana.post(&format!("/games/{game}/registration/guests"), &[("guest", "Tom")]).await;
    bo.join(game).await;
    assert_eq!(news(&app, &office).await, [], "it may change in a moment");
    // Out and in again within five minutes is one thing to hear of.
    bo.leave(game).await;
    cy.join(game).await;
    pass(&app, 5 * MINUTE);
    let arrived = news(&app, &office).await;
    let full = "Full: Five-a-side".to_owned();
    let mut both = vec![(olga.email.clone(), full.clone()), (hedy.email.clone(), full.clone())];
    both.sort();
    assert_eq!(told(&arrived), both);
    assert!(arrived[0].text.contains("All 3 spots are taken."), "{}", arrived[0].text);
    assert!(arrived[0].text.contains(&format!("http://games.example.org/organize/games/{game}")));
    assert!(arrived[0].text.contains("You get this because you run the game."));
    bo.join(game).await;
    pass(&app, 5 * MINUTE);
    assert_eq!(news(&app, &office).await, [], "it was full before");
    assert!(olga.get("/me/notices").await.contains("Your game is full"));
    assert!(!ana.get("/me/notices").await.contains("Your game is full"));
}

#[actix_web::test]
async fn what_fills_a_game_is_told_for_guests_and_by_hand_too_but_not_to_who_did_it() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (olga, hedy) = (organizer(&app, "Olga").await, organizer(&app, "Hedy").await);
    let (guests, hand) =
        (app.game().by(&olga).capacity(2).create().await, app.game().by(&olga).capacity(1).create().await);
    lets_help(&olga, hand, &hedy).await;
    let ana = app.player("Ana").await;
    ana.join(guests).await;
    news(&app, &office).await;
    ana.post(&format!("/games/{guests}/registration/guests"), &[("guest", "Tom")]).await;
    pass(&app, 5 * MINUTE);
    assert_eq!(told(&news(&app, &office).await), [(olga.email.clone(), "Full: Five-a-side".to_owned())]);
    olga.post(&format!("/organize/games/{hand}/roster"), &[("name", "Vera")]).await;
    pass(&app, 5 * MINUTE);
    assert_eq!(told(&news(&app, &office).await), [(hedy.email.clone(), "Full: Five-a-side".to_owned())]);
}

#[actix_web::test]
async fn a_late_gap_is_told_at_once_where_nobody_in_line_fits() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = organizer(&app, "Olga").await;
    let game = app.game().by(&olga).capacity(2).starts_in(48).create().await;
    let (ana, bo, cy) = (app.player("Ana").await, app.player("Bo").await, app.player("Cy").await);
    ana.join(game).await;
    bo.join(game).await;
    cy.join_with(game, &["Tom"]).await;
    pass(&app, HOUR);
    news(&app, &office).await;
    // In time, and late.
    ana.leave(game).await;
    assert_eq!(news(&app, &office).await, [], "leaving in time is nobody's trouble");
    app.player("Dora").await.join(game).await;
    pass(&app, 40 * HOUR);
    news(&app, &office).await;
    bo.leave(game).await;
    let arrived = news(&app, &office).await;
    assert_eq!(told(&arrived), [(olga.email.clone(), "A spot is free again: Five-a-side".to_owned())]);
    assert!(arrived[0].text.contains("nobody waiting has taken the spot"), "{}", arrived[0].text);
    assert!(arrived[0].text.contains("1 spot of 2 free."), "{}", arrived[0].text);
    assert!(olga.get("/me/notices").await.contains("Somebody dropped out late of your game"));
}

#[actix_web::test]
async fn each_kind_can_be_switched_off_and_is_on_the_site_all_the_same() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = organizer(&app, "Olga").await;
    let page = olga.get("/me/account/notices").await;
    assert!(page.contains("And of games that I run") && page.contains("Your game is full"), "{}", page.words());
    let on = page.attributes("input[checked]", "value");
    let rest: Vec<(&str, &str)> =
        on.iter().filter(|kind| *kind != "full").map(|kind| ("mail", kind.as_str())).collect();
    assert_eq!(rest.len() + 1, on.len());
    assert_eq!(olga.post("/me/account/notices", &rest).await.status, 303);
    let game = app.game().by(&olga).capacity(1).create().await;
    app.player("Ana").await.join(game).await;
    pass(&app, 5 * MINUTE);
    assert_eq!(news(&app, &office).await.len(), 0);
    assert!(olga.get("/me/notices").await.contains("Your game is full"));
}

#[actix_web::test]
async fn a_late_gap_that_is_on_offer_is_told_when_nobody_wants_it() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let olga = organizer(&app, "Olga").await;
    let game = app.game().by(&olga).capacity(1).starts_in(30).create().await;
    let (ana, bo, cy) = (app.player("Ana").await, app.player("Bo").await, app.player("Cy").await);
    for person in [&bo, &cy] {
        app.store.write(Confirm(person.player())).await.unwrap();
    }
    for person in [&ana, &bo, &cy] {
        person.join(game).await;
    }
    // Nine in the morning there, ten hours before the start.
    pass(&app, 20 * HOUR);
    news(&app, &office).await;
    ana.leave(game).await;
    let offered = |person: &Person| (person.email.clone(), "A spot for you: Five-a-side".to_owned());
    assert_eq!(told(&news(&app, &office).await)[0].0, offered(&bo).0, "Bo is asked first, and Olga hears nothing");
    bo.post(&format!("/games/{game}/registration/decline"), &[]).await;
    let arrived = told(&news(&app, &office).await);
    assert!(arrived.iter().all(|(to, _)| *to == cy.email), "then Cy is: {arrived:?}");
    pass(&app, 3 * HOUR);
    app.timekeeper.round().await.unwrap();
    let arrived = told(&news(&app, &office).await);
    assert!(arrived.contains(&(olga.email.clone(), "A spot is free again: Five-a-side".to_owned())), "{arrived:?}");
}
