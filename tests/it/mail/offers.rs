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
    // Within four hours of the start the next one is held for half an hour.
    pass(&app, 2 * HOUR);
    let ended = letters(&app, &office).await;
    assert_eq!(ended, [to(&bo, "The offer ended"), to(&cleo, "A spot is held for you")]);
    assert_eq!(letters(&app, &office).await, []);
    assert_eq!(cleo.post(&format!("/games/{game}/registration/take"), &[]).await.status, 303);
    letters(&app, &office).await;
    assert_eq!(bo.post(&format!("/games/{game}/registration/want-in"), &[]).await.status, 303);
    // In the last hour whoever taps first has it.
    pass(&app, 2 * HOUR + 30 * MINUTE);
    cleo.leave(game).await;
    assert_eq!(letters(&app, &office).await, [to(&bo, "The first tap wins")]);
}
