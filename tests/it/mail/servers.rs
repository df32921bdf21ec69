//! Mail servers that say later or no, die, or sleep; senders that die; instances beside each other.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt;
use kickabout::types::MailKind;

use super::*;

#[actix_web::test]
async fn a_server_that_says_later_is_asked_again_with_the_same_letter() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = confirmed(&app, "Ana").await;
    let game = app.game().create().await;
    office.treat(Treat::Defer);
    ana.join(game).await;
    for pause in [MINUTE, 5 * MINUTE, 15 * MINUTE] {
        assert_eq!(delivered(&app, &office).await, []);
        let [mail] = &waiting(&app).await[..] else { panic!("it must wait") };
        assert_eq!(mail.next_at, Some(app.store.now().plus(pause)));
        assert!(mail.last_error.contains("451 4.7.1 Greylisted, come back later"), "{}", mail.last_error);
        pass(&app, pause - 1);
        assert_eq!(postman(&app).round().await.unwrap(), 0, "not before its time");
        pass(&app, 1);
    }
    office.treat(Treat::Take);
    assert_eq!(delivered(&app, &office).await.len(), 1);
    assert_eq!((waiting(&app).await, failed(&app).await), (vec![], vec![]));
}

#[actix_web::test]
async fn after_three_days_the_admin_sees_what_the_server_said_and_can_try_again() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (ada, ana) = (app.admin("Ada").await, confirmed(&app, "Ana").await);
    let game = app.game().starts_in(200).create().await;
    office.treat(Treat::Defer);
    ana.join(game).await;
    let mut tries = 0;
    while failed(&app).await.is_empty() {
        postman(&app).round().await.unwrap();
        tries += 1;
        pass(&app, 4 * HOUR);
        assert!(tries < 30);
    }
    assert!((15..=22).contains(&tries), "{tries}");
    let page = ada.get("/admin/mail").await;
    assert!(page.contains(&ana.email) && page.contains("Greylisted, come back later"), "{}", page.words());
    assert!(ada.get("/admin").await.contains("1 mail given up"));
    office.treat(Treat::Take);
    assert_eq!(postman(&app).round().await.unwrap(), 0, "given up is given up");
    let number = page.attributes("input[name=mail]", "value")[0].clone();
    assert_eq!(ada.post("/admin/mail/again", &[("mail", &number)]).await.follow().await.status, 200);
    let [letter] = &delivered(&app, &office).await[..] else { panic!("no letter") };
    assert_eq!(letter.header("date"), "Sat, 20 Mar 2027 12:00:00 +0000", "the same letter");
    assert!(failed(&app).await.is_empty());
    assert!(ada.post("/admin/mail/again", &[]).await.follow().await.contains("Nothing was different"));
}

#[actix_web::test]
async fn a_mailbox_that_is_not_there_and_a_letter_that_is_not_wanted_are_given_up_at_once() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = confirmed(&app, "Ana").await;
    office.treat(Treat::Refuse);
    ana.join(app.game().create().await).await;
    postman(&app).round().await.unwrap();
    office.treat(Treat::RefuseLetter);
    ana.join(app.game().create().await).await;
    postman(&app).round().await.unwrap();
    let said: Vec<String> = failed(&app).await.into_iter().map(|mail| mail.last_error).collect();
    assert!(said[0].contains("554 5.7.0 Looks like spam"), "{said:?}");
    assert!(said[1].contains("550 5.1.1 No such mailbox here"), "{said:?}");
    assert_eq!(office.arrived().iter().filter(|letter| letter.taken).count(), 0);
}

#[actix_web::test]
async fn a_sender_who_is_not_wanted_is_the_servers_trouble_and_waits() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let (ana, bo) = (confirmed(&app, "Ana").await, confirmed(&app, "Bo").await);
    let game = app.game().create().await;
    office.treat(Treat::DenySender);
    ana.join(game).await;
    bo.join(game).await;
    postman(&app).round().await.unwrap();
    let waits = waiting(&app).await;
    assert_eq!(waits.len(), 2);
    assert!(waits.iter().all(|mail| mail.last_error.contains("550 5.7.1 Not from you")), "{waits:?}");
    assert!(waits.iter().all(|mail| mail.next_at == Some(app.store.now().plus(MINUTE))), "{waits:?}");
    office.treat(Treat::Take);
    pass(&app, MINUTE);
    assert_eq!(delivered(&app, &office).await.len(), 2);
}

#[actix_web::test]
async fn a_server_that_dies_or_sleeps_before_its_answer_gets_the_same_bytes_again() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let ana = confirmed(&app, "Ana").await;
    ana.join(app.game().create().await).await;
    let mut seen = Vec::new();
    office.treat(Treat::Die);
    seen.extend(delivered(&app, &office).await);
    pass(&app, MINUTE);
    office.treat(Treat::Slow);
    // Whoever has no patience at all waits as little as a test should.
    let mut hasty = postman(&app).clone();
    hasty.settings.patience.taken = Duration::ZERO;
    assert_eq!(hasty.round().await.unwrap(), 0);
    seen.push(office.next());
    let [mail] = &waiting(&app).await[..] else { panic!("it must wait") };
    assert!(mail.last_error.contains("no answer within 0 seconds"), "{}", mail.last_error);
    pass(&app, 5 * MINUTE);
    office.treat(Treat::Take);
    seen.extend(delivered(&app, &office).await);
    assert_eq!(seen.iter().map(|letter| letter.taken).collect::<Vec<_>>(), [false, false, true]);
    assert!(seen.iter().all(|letter| letter.digest == seen[0].digest && !letter.header("message-id").is_empty()));
    assert_eq!(delivered(&app, &office).await, []);
}

#[actix_web::test]
async fn a_dead_server_costs_the_site_nothing_and_loses_nothing() {
    let office = PostOffice::open();
    let mut settings = office.settings();
    // A port on which nobody listens.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    settings.server.port = nobody;
    let app = TestApp::at_with(NOON, |config| config.settings.mail = Some(settings)).await;
    let people = [confirmed(&app, "Ana").await, confirmed(&app, "Bo").await];
    let game = app.game().create().await;
    for person in &people {
        assert_eq!(person.join(game).await.status, 303);
    }
    assert_eq!(postman(&app).round().await.unwrap(), 0);
    let waits = waiting(&app).await;
    assert!(waits.iter().all(|mail| mail.last_error.contains("Connection refused")), "{waits:?}");
    // The next start knows another server, and catches up.
    pass(&app, DAY);
    let mut config = app.config.clone();
    config.settings.mail = Some(office.settings());
    let again = TestApp::start(config).await;
    assert_eq!(delivered(&again, &office).await.len(), 2);
}

#[actix_web::test]
async fn a_program_that_is_told_to_end_sends_its_letter_to_the_end() {
    let office = Arc::new(PostOffice::open());
    let app = site(&office).await;
    let (ana, bo) = (confirmed(&app, "Ana").await, confirmed(&app, "Bo").await);
    let game = app.game().create().await;
    ana.join(game).await;
    bo.join(game).await;
    office.treat(Treat::Late);
    let working = rt::spawn(postman(&app).clone().work());
    let receiving = office.clone();
    let begun = rt::task::spawn_blocking(move || receiving.next()).await.unwrap();
    postman(&app).ending.say();
    working.await.unwrap();
    assert_eq!((begun.taken, waiting(&app).await.len()), (true, 1), "one is sent, and no other begun");
    assert_eq!(failed(&app).await, []);
}

#[actix_web::test]
async fn a_letter_that_an_orderly_end_breaks_off_goes_out_soon_after_the_next_start() {
    let office = Arc::new(PostOffice::open());
    let app = site(&office).await;
    let ana = confirmed(&app, "Ana").await;
    ana.join(app.game().create().await).await;
    office.treat(Treat::Slow);
    let mut hasty = postman(&app).clone();
    hasty.settings.patience.ending = Duration::ZERO;
    let working = rt::spawn(hasty.work());
    let receiving = office.clone();
    let begun = rt::task::spawn_blocking(move || receiving.next()).await.unwrap();
    postman(&app).ending.say();
    working.await.unwrap();
    office.treat(Treat::Take);
    let again = TestApp::start(app.config.clone()).await;
    pass(&app, MINUTE);
    let [letter] = &delivered(&again, &office).await[..] else { panic!("it must not wait for the end of its claim") };
    assert_eq!(letter.digest, begun.digest);
    again.stop().await;
}

#[actix_web::test]
async fn two_instances_send_each_letter_once() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let other = TestApp::start(app.config.clone()).await;
    let game = app.game().capacity(30).create().await;
    for number in 0..12 {
        confirmed(&app, &format!("Player {number}")).await.join(game).await;
    }
    let (here, there) = tokio::join!(postman(&app).round(), postman(&other).round());
    // One may have looked before the other had written the letters.
    let rest = postman(&app).round().await.unwrap() + postman(&other).round().await.unwrap();
    assert_eq!(here.unwrap() + there.unwrap() + rest, 12);
    let mut ids: Vec<_> = office.arrived().iter().map(|letter| letter.header("message-id").to_owned()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 12);
    other.stop().await;
}

#[actix_web::test]
async fn two_instances_tell_each_reader_of_two_edits_in_one_letter() {
    let office = PostOffice::open();
    let app = site(&office).await;
    let other = TestApp::start(app.config.clone()).await;
    let olga = app.organizer("Olga").await;
    let game = app.game().by(&olga).capacity(60).create().await;
    // Nobody takes letters here: it is about what is written.
    office.treat(Treat::DenySender);
    for number in 0..40 {
        confirmed(&app, &format!("Player {number}")).await.join(game).await;
    }
    postman(&app).round().await.unwrap();
    edit(&olga, game, &[("place", "Harbour Court")]).await;
    pass(&app, 1);
    edit(&olga, game, &[("time", "20:00")]).await;
    pass(&app, 5 * MINUTE);
    for _ in 0..4 {
        let (here, there) = tokio::join!(postman(&app).round(), postman(&other).round());
        here.unwrap();
        there.unwrap();
    }
    let written = app.store.read(|conn| store::mails::waiting(conn, 1000)).await.unwrap();
    let told = written.iter().filter(|mail| mail.kind == MailKind::Changed);
    let mut told: Vec<_> = told.map(|mail| mail.recipient.to_string()).collect();
    let letters = told.len();
    told.sort();
    told.dedup();
    assert_eq!((letters, told.len()), (40, 40));
    other.stop().await;
}

#[actix_web::test]
async fn a_letter_whose_sender_was_killed_goes_out_when_its_claim_ends() {
    let office = Arc::new(PostOffice::open());
    let app = site(&office).await;
    let ana = confirmed(&app, "Ana").await;
    ana.join(app.game().create().await).await;
    office.treat(Treat::Slow);
    // Stopped in the middle of sending, as by a kill: nothing is noted.
    let receiving = office.clone();
    let begun = tokio::select! {
        sent = postman(&app).round() => panic!("the server has not answered: {sent:?}"),
        letter = rt::task::spawn_blocking(move || receiving.next()) => letter.unwrap(),
    };
    office.treat(Treat::Take);
    assert_eq!(delivered(&app, &office).await, [], "another instance might be sending it");
    pass(&app, 10 * MINUTE);
    let again = delivered(&app, &office).await;
    assert_eq!(again.len(), 1);
    assert_eq!(begun.digest, again[0].digest);
}
