//! Letters about seats that are on offer, to one and to all.

use super::*;

/// Does what is due; to whom letters came, and about what.
async fn letters(app: &TestApp, office: &PostOffice) -> Vec<(String, String)> {
    let mut letters: Vec<_> =
        worked(app, office).await.iter().map(|letter| (letter.to[0].clone(), letter.subject().to_owned())).collect();
    letters.sort();
    letters
}

async fn worked(app: &TestApp, office: &PostOffice) -> Vec<Arrived> {
    app.timekeeper.round().await.unwrap();
    delivered(app, office).await
}

/// A game with one spot, Sunday at five in the afternoon: Ana is in, Bo waits, and both have heard so.
pub async fn one_in_and_one_waiting(app: &TestApp, office: &PostOffice) -> (GameId, Person, Person) {
    let game = app.game().starts_at("2027-03-21T17:00", "Etc/UTC").capacity(1).create().await;
    let (ana, bo) = (confirmed(app, "Ana").await, confirmed(app, "Bo").await);
    for person in [&ana, &bo] {
        assert_eq!(person.join(game).await.status, 303);
    }
    letters(app, office).await;
    (game, ana, bo)
}

#[actix_web::test]
async fn who_is_offered_a_spot_is_mailed_its_time_its_end_and_the_first_tap() {
    let office = PostOffice::open();
    let app = site(&office).await;
    // A Sunday afternoon, five hours ahead.
    let game = app.game().starts_at("2027-03-21T17:00", "Etc/UTC").capacity(1).create().await;
    let (ana, bo, cleo) = (confirmed(&app, "Ana").await, confirmed(&app, "Bo").await, confirmed(&app, "Cleo").await);
    for person in [&ana, &bo, &cleo] {
        assert_eq!(person.join(game).await.status, 303);
    }
    letters(&app, &office).await;
    pass(&app, 24 * HOUR);
    ana.leave(game).await;
    let to = |person: &Person, subject: &str| (person.email.clone(), format!("{subject}: Five-a-side"));
    let offered = worked(&app, &office).await;
    assert_eq!((offered[0].to[0].as_str(), offered.len()), (bo.email.as_str(), 1));
    assert_eq!(offered[0].subject(), "A spot is held for you: Five-a-side");
    assert!(offered[0].text.contains("until Sun 21 Mar, 14:00 UTC"), "{}", offered[0].text);
    let stop = app.visitor().get(&offered[0].path("notices/stop")).await;
    assert!(stop.contains("Without the mail no spot is held for you"), "{}", stop.words());
    // Within four hours of the start the next one is held for half an hour.
    pass(&app, 2 * HOUR);
    let mut ended = worked(&app, &office).await;
    ended.sort_by(|one, other| one.to.cmp(&other.to));
    let told: Vec<_> = ended.iter().map(|letter| (letter.to[0].clone(), letter.subject().to_owned())).collect();
    assert_eq!(told, [to(&bo, "The offer ended"), to(&cleo, "A spot is held for you")]);
    // Whether somebody was next is nothing that it knows.
    assert!(!ended[0].text.contains("next in line"), "{}", ended[0].text);
    assert_eq!(letters(&app, &office).await, []);
    assert_eq!(cleo.post(&format!("/games/{game}/registration/take"), &[]).await.status, 303);
    letters(&app, &office).await;
    assert_eq!(bo.post(&format!("/games/{game}/registration/want-in"), &[]).await.status, 303);
    // In the last hour whoever taps first has it.
    pass(&app, 2 * HOUR + 30 * MINUTE);
    cleo.leave(game).await;
    assert_eq!(letters(&app, &office).await, [to(&bo, "The first tap wins")]);
}

#[actix_web::test]
async fn a_letter_that_the_server_put_off_is_not_sent_once_its_offer_is_over() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (game, ana, _) = one_in_and_one_waiting(&app, &office).await;
    pass(&app, 24 * HOUR);
    office.treat(Treat::Defer);
    ana.leave(game).await;
    // Asked again every quarter of an hour: an offer does not last long.
    for pause in [0, MINUTE, 5 * MINUTE, 15 * MINUTE, 15 * MINUTE, 15 * MINUTE] {
        pass(&app, pause);
        worked(&app, &office).await;
    }
    let [offer] = &waiting(&app).await[..] else { panic!("the offer must wait") };
    assert_eq!(offer.attempts, 6);
    pass(&app, 2 * HOUR);
    office.treat(Treat::Take);
    let came = letters(&app, &office).await;
    assert!(came.iter().all(|(_, subject)| !subject.starts_with("A spot is held")), "{came:?}");
    let [given_up] = &failed(&app).await[..] else { panic!("the offer must be given up") };
    assert!(given_up.last_error.contains("it was not so any more"), "{}", given_up.last_error);
}

#[actix_web::test]
async fn a_reminder_that_comes_a_day_late_says_today_and_after_the_start_nothing() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let game = app.game().starts_at("2027-03-21T17:00", "Etc/UTC").create().await;
    let late = app.game().starts_at("2027-03-21T08:00", "Etc/UTC").create().await;
    let ana = confirmed(&app, "Ana").await;
    for game in [game, late] {
        assert_eq!(ana.join(game).await.status, 303);
    }
    letters(&app, &office).await;
    office.treat(Treat::Defer);
    pass(&app, 6 * HOUR);
    letters(&app, &office).await;
    assert_eq!(waiting(&app).await.len(), 2, "two reminders");
    office.treat(Treat::Take);
    pass(&app, 16 * HOUR);
    // The one that is written anew goes out with the next round.
    let mut came = letters(&app, &office).await;
    came.extend(letters(&app, &office).await);
    assert_eq!(came, [(ana.email.clone(), "Today: Five-a-side".to_owned())]);
}

#[actix_web::test]
async fn a_party_is_told_of_all_its_spots_and_who_wants_no_offers_that_none_is_held() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let game = app.game().starts_at("2027-03-21T17:00", "Etc/UTC").capacity(2).create().await;
    let (ana, bo, cleo) = (confirmed(&app, "Ana").await, confirmed(&app, "Bo").await, confirmed(&app, "Cleo").await);
    ana.join_with(game, &["Tom"]).await;
    bo.join_with(game, &["Tim"]).await;
    assert_eq!(cleo.post("/me/account/notices", &[("mail", "waiting"), ("reminder", "none")]).await.status, 303);
    cleo.join(game).await;
    let told = worked(&app, &office).await;
    let to = |person: &Person| told.iter().find(|letter| letter.to[0] == person.email).unwrap().text.clone();
    assert!(to(&bo).contains("You're 1st in line, with 1 guest."), "{}", to(&bo));
    assert!(
        to(&cleo).contains("You're 2nd in line.") && to(&cleo).contains("no spot is held for you"),
        "{}",
        to(&cleo)
    );
    assert!(!to(&bo).contains("no spot is held"), "{}", to(&bo));
    pass(&app, 24 * HOUR);
    ana.leave(game).await;
    let [offer] = &worked(&app, &office).await[..] else { panic!("one offer") };
    assert_eq!(offer.subject(), "2 spots are held for you: Five-a-side");
    assert!(
        offer.text.contains("2 spots are held for you until") && offer.text.contains("Take them"),
        "{}",
        offer.text
    );
}
