//! Quiet hours: what can wait comes in the morning, by its reader's clock.

use super::*;

/// Half past ten in the evening, in Berlin.
const LATE: &str = "2027-03-20T21:30:00Z";
/// Until eight in the morning there.
const UNTIL_EIGHT: i64 = 9 * HOUR + 30 * MINUTE;

async fn late_site(office: &PostOffice) -> TestApp {
    TestApp::at_with(LATE, |config| {
        config.settings.mail = Some(office.settings());
        config.settings.public_url = Some("http://games.example.org".parse().unwrap());
    })
    .await
}

fn subjects(arrived: &[Arrived]) -> Vec<&str> {
    arrived.iter().map(Arrived::subject).collect()
}

#[actix_web::test]
async fn changes_wait_for_the_morning_and_come_as_one() {
    let office = PostOffice::open();
    let app = late_site(&office).await;
    let olga = app.organizer("Olga").await;
    let ana = confirmed(&app, "Ana").await;
    delivered(&app, &office).await;
    let game = app.game().by(&olga).starts_at("2027-03-22T19:00", "Europe/Berlin").create().await;
    ana.join(game).await;
    assert_eq!(subjects(&delivered(&app, &office).await), ["You're in: Five-a-side"], "it answers what Ana did");
    edit(&olga, game, &[("time", "20:00")]).await;
    pass(&app, HOUR);
    assert_eq!(delivered(&app, &office).await, []);
    edit(&olga, game, &[("time", "21:00")]).await;
    olga.post(&format!("/organize/games/{game}/message"), &[("to", "all"), ("text", "Bring shirts")]).await;
    pass(&app, UNTIL_EIGHT - HOUR - 1);
    assert_eq!(delivered(&app, &office).await, []);
    let held = app.admin("Ada").await.get("/admin/mail").await;
    assert!(held.words().contains("Held back 3 notices"), "{}", held.words());
    pass(&app, 1);
    let arrived = delivered(&app, &office).await;
    let mut found = subjects(&arrived);
    found.sort_unstable();
    assert_eq!(found, ["Changed: Five-a-side", "Message: Five-a-side"]);
    let changed = arrived.iter().find(|letter| letter.subject().starts_with("Changed")).unwrap();
    assert!(changed.text.contains("21:00 CET\n  (was: Mon 22 Mar 2027, 19:00 CET)"), "{}", changed.text);
    pass(&app, HOUR);
    assert_eq!(delivered(&app, &office).await, []);
}

#[actix_web::test]
async fn what_cannot_wait_does_not() {
    let office = PostOffice::open();
    let app = late_site(&office).await;
    let olga = app.organizer("Olga").await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    app.store.write(Confirm(bo.player())).await.unwrap();
    delivered(&app, &office).await;
    let game = app.game().by(&olga).capacity(1).create().await;
    ana.join(game).await;
    bo.join(game).await;
    delivered(&app, &office).await;
    ana.leave(game).await;
    assert_eq!(subjects(&delivered(&app, &office).await), ["You're in now: Five-a-side"]);
    olga.post(&format!("/organize/games/{game}/cancel"), &[("reason", "Rain")]).await;
    assert_eq!(subjects(&delivered(&app, &office).await), ["Cancelled: Five-a-side"]);
    bo.post("/login/link", &[("email", &bo.email)]).await;
    assert_eq!(subjects(&delivered(&app, &office).await), ["Your sign-in link for Riverside"]);
    // A game before breakfast has changed.
    let early = app.game().by(&olga).starts_at("2027-03-21T07:30", "Europe/Berlin").create().await;
    bo.join(early).await;
    delivered(&app, &office).await;
    edit(&olga, early, &[("place", "Harbour Court")]).await;
    pass(&app, 5 * MINUTE);
    assert_eq!(subjects(&delivered(&app, &office).await), ["Changed: Five-a-side"]);
}

#[actix_web::test]
async fn night_is_by_the_readers_clock_and_a_reader_may_do_without_it() {
    let office = PostOffice::open();
    let app = late_site(&office).await;
    let olga = app.organizer("Olga").await;
    let (far, awake, asleep) =
        (confirmed(&app, "Faye").await, confirmed(&app, "Ava").await, confirmed(&app, "Sol").await);
    delivered(&app, &office).await;
    assert_eq!(far.post("/me/account/time-zone", &[("time_zone", "America/New_York")]).await.status, 303);
    let choice = awake.get("/me/account/notices").await;
    assert!(choice.contains("From 22:00 until 08:00 by my clock"), "{}", choice.words());
    assert_eq!(choice.attributes("input[name=quiet][checked]", "value"), ["1"]);
    let fields = choice.fields("form[action='/me/account/notices']");
    let rest: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(name, _)| name != "quiet")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(awake.post("/me/account/notices", &rest).await.status, 303);
    assert!(awake.get("/me/account/notices").await.attributes("input[name=quiet][checked]", "value").is_empty());
    let game = app.game().by(&olga).create().await;
    for person in [&far, &awake, &asleep] {
        person.join(game).await;
    }
    delivered(&app, &office).await;
    edit(&olga, game, &[("place", "Harbour Court")]).await;
    pass(&app, 5 * MINUTE);
    let mut to: Vec<_> = delivered(&app, &office).await.into_iter().map(|letter| letter.to[0].clone()).collect();
    to.sort();
    let mut both = vec![far.email.clone(), awake.email.clone()];
    both.sort();
    assert_eq!(to, both);
    pass(&app, UNTIL_EIGHT);
    assert_eq!(delivered(&app, &office).await.len(), 1);
}

#[actix_web::test]
async fn admins_choose_the_hours_or_none() {
    let office = PostOffice::open();
    let app = late_site(&office).await;
    let ada = app.admin("Ada").await;
    let page = ada.get("/admin/settings").await;
    let with = |from: &str, until: &str| -> Vec<(String, String)> {
        let kept = page.fields("form[action='/admin/settings']").into_iter();
        let kept = kept.filter(|(name, _)| !name.starts_with("quiet_"));
        kept.chain([("quiet_from".to_owned(), from.to_owned()), ("quiet_until".to_owned(), until.to_owned())]).collect()
    };
    let send = async |from: &str, until: &str| {
        let fields = with(from, until);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        ada.post("/admin/settings", &fields).await
    };
    assert_eq!(page.attributes("input[name^=quiet_]", "value"), ["22:00", "08:00"]);
    for (from, until, said) in [
        ("22:00", "", "Give both times, or none"),
        ("22:00", "22:00", "end at another time"),
        ("25:00", "08:00", "Write the time like 19:00."),
    ] {
        let answer = send(from, until).await;
        assert!(answer.status == 422 && answer.contains(said), "{from} {until}: {}", answer.words());
        assert_eq!(answer.attributes("input[name^=quiet_]", "value"), [from, until]);
    }
    assert_eq!(send("", "").await.status, 303);
    assert_eq!(ada.get("/admin/settings").await.attributes("input[name^=quiet_]", "value"), ["", ""]);
    let olga = app.organizer("Olga").await;
    let ana = confirmed(&app, "Ana").await;
    delivered(&app, &office).await;
    assert!(!ana.get("/me/account/notices").await.contains("by my clock"));
    let game = app.game().by(&olga).create().await;
    ana.join(game).await;
    delivered(&app, &office).await;
    edit(&olga, game, &[("place", "Harbour Court")]).await;
    pass(&app, 5 * MINUTE);
    assert_eq!(subjects(&delivered(&app, &office).await), ["Changed: Five-a-side"]);
}
