//! Letters that go out later than what they tell: each says what is so when it goes, or is given up.

use super::*;

fn told<'a>(arrived: &'a [Arrived], person: &Person) -> Vec<&'a Arrived> {
    arrived.iter().filter(|letter| letter.to == [person.email.clone()]).collect()
}

/// A game at the Park with two who are in and have heard so.
async fn with_two(app: &TestApp, office: &PostOffice) -> (Person, GameId, Person, Person) {
    let olga = app.organizer("Olga").await;
    let (ana, bo) = (confirmed(app, "Ana").await, confirmed(app, "Bo").await);
    delivered(app, office).await;
    let game = app.game().by(&olga).starts_at("2027-03-22T19:00", "Etc/UTC").create().await;
    for person in [&ana, &bo] {
        assert_eq!(person.join(game).await.status, 303);
    }
    assert_eq!(delivered(app, office).await.len(), 2);
    pass(app, 1);
    (olga, game, ana, bo)
}

#[actix_web::test]
async fn who_leaves_and_comes_back_between_two_edits_is_told_of_the_second() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (olga, game, ana, bo) = with_two(&app, &office).await;
    edit(&olga, game, &[("place", "Park North")]).await;
    ana.leave(game).await;
    assert_eq!(ana.post(&format!("/games/{game}/registration"), &[("attempt", "1")]).await.status, 303);
    pass(&app, 1);
    edit(&olga, game, &[("time", "21:00")]).await;
    pass(&app, 5 * MINUTE);
    let arrived = delivered(&app, &office).await;
    for (person, place) in [(&ana, false), (&bo, true)] {
        let changed: Vec<_> =
            told(&arrived, person).into_iter().filter(|l| l.subject().starts_with("Changed")).collect();
        let [changed] = changed[..] else { panic!("one letter of changes: {arrived:?}") };
        assert!(changed.text.contains("21:00 UTC\n  (was: Mon 22 Mar 2027, 19:00 UTC)"), "{}", changed.text);
        assert_eq!(changed.text.contains("Place: "), place, "{}", changed.text);
    }
    assert_eq!(delivered(&app, &office).await, []);
}

#[actix_web::test]
async fn a_letter_that_waited_while_the_game_changed_says_where_it_is_now() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (olga, game, ana, _) = with_two(&app, &office).await;
    let cleo = confirmed(&app, "Cleo").await;
    office.treat(Treat::Defer);
    cleo.join(game).await;
    edit(&olga, game, &[("place", "Park North")]).await;
    pass(&app, 5 * MINUTE);
    assert_eq!(delivered(&app, &office).await, []);
    pass(&app, MINUTE);
    edit(&olga, game, &[("place", "Park South")]).await;
    office.treat(Treat::Take);
    pass(&app, 5 * MINUTE);
    let mut arrived = delivered(&app, &office).await;
    for _ in 0..3 {
        pass(&app, MINUTE);
        arrived.extend(delivered(&app, &office).await);
    }
    let to_ana = told(&arrived, &ana);
    let [changed] = &to_ana[..] else { panic!("both edits in one letter: {to_ana:?}") };
    assert!(!changed.text.contains("Park North"), "{}", changed.text);
    assert!(changed.text.contains("Park South"), "{}", changed.text);
    let welcome = told(&arrived, &cleo).into_iter().find(|letter| letter.subject().starts_with("You're in")).unwrap();
    assert!(welcome.text.contains("Where: Park South") && !welcome.text.contains("Park North"), "{}", welcome.text);
    assert_eq!((waiting(&app).await, failed(&app).await), (vec![], vec![]));
}

#[actix_web::test]
async fn who_is_back_by_then_is_not_told_that_they_are_off_the_list() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (olga, game, ana, _) = with_two(&app, &office).await;
    office.treat(Treat::Defer);
    let player = ana.player();
    let hers =
        app.store.read(move |conn| store::registrations::find_active(conn, game, player)).await.unwrap().unwrap();
    let remove = format!("/organize/games/{game}/roster/{}/remove", hers.id);
    assert_eq!(olga.post(&remove, &[]).await.status, 303);
    delivered(&app, &office).await;
    assert_eq!(ana.post(&format!("/games/{game}/registration"), &[("attempt", "1")]).await.status, 303);
    office.treat(Treat::Take);
    pass(&app, MINUTE);
    let arrived = delivered(&app, &office).await;
    let subjects: Vec<_> = told(&arrived, &ana).iter().map(|letter| letter.subject()).collect();
    assert_eq!(subjects, ["You're in: Five-a-side"]);
}

#[actix_web::test]
async fn the_letter_of_an_earlier_offer_does_not_follow_a_later_one() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (game, ana, bo) = offers::one_in_and_one_waiting(&app, &office).await;
    pass(&app, 22 * HOUR);
    office.treat(Treat::Defer);
    ana.leave(game).await;
    delivered(&app, &office).await;
    pass(&app, 2 * HOUR);
    app.timekeeper.round().await.unwrap();
    assert_eq!(bo.post(&format!("/games/{game}/registration/want-in"), &[]).await.status, 303);
    office.treat(Treat::Take);
    let mut arrived = delivered(&app, &office).await;
    for _ in 0..4 {
        pass(&app, 5 * MINUTE);
        arrived.extend(delivered(&app, &office).await);
    }
    let held: Vec<_> = arrived.iter().filter(|letter| letter.subject().starts_with("A spot is held")).collect();
    let [held] = held[..] else { panic!("one offer: {arrived:?}") };
    assert!(held.text.contains("until Sun 21 Mar, 14:00 UTC") || held.text.contains("12:30 UTC"), "{}", held.text);
}

#[actix_web::test]
async fn who_was_mailed_the_place_between_there_and_back_is_told_that_it_is_the_old_one() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (olga, game, ana, bo) = with_two(&app, &office).await;
    edit(&olga, game, &[("capacity", "2")]).await;
    let cleo = confirmed(&app, "Cleo").await;
    cleo.join(game).await;
    pass(&app, 5 * MINUTE);
    delivered(&app, &office).await;
    edit(&olga, game, &[("place", "Park North")]).await;
    pass(&app, 1);
    ana.leave(game).await;
    let [welcome] = &delivered(&app, &office).await[..] else { panic!("one letter") };
    assert!(welcome.text.contains("Where: Park North"), "{}", welcome.text);
    pass(&app, 1);
    let place = app.store.read(move |conn| store::timeline::of_game(conn, game)).await.unwrap();
    let before = place.iter().find(|event| event.after == "Park North").unwrap().before.clone();
    edit(&olga, game, &[("place", before.as_str())]).await;
    pass(&app, 5 * MINUTE);
    let arrived = delivered(&app, &office).await;
    let [changed] = told(&arrived, &cleo)[..] else { panic!("she read of Park North: {arrived:?}") };
    assert!(changed.subject().starts_with("Changed") && changed.text.contains(&format!("Where: {before}")));
    assert!(told(&arrived, &bo).is_empty(), "nothing is new to him");
}
