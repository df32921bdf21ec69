//! The way to the mail server: encrypted, to the right server, and no password in the open.

use std::fs::read;
use std::sync::atomic::Ordering;

use kickabout::mail::MailSettings;

use super::*;

/// What the page says after the test button, pressed on a site with these settings.
async fn tried(settings: MailSettings) -> (u16, String) {
    let app = TestApp::with(|config| config.settings.mail = Some(settings)).await;
    let page = app.admin("Ada").await.post("/admin/mail/test", &[]).await;
    (page.status, page.words())
}

/// How a site sends that trusts `certificate`.
fn trusting(office: &PostOffice, address: &str, certificate: &Certificate) -> MailSettings {
    office.settings_for(address).trusting(&read(certificate.file()).unwrap()).unwrap()
}

#[actix_web::test]
async fn letters_and_password_travel_encrypted_by_tls_and_by_starttls() {
    let own = Certificate::for_name("IP:127.0.0.1");
    for (way, address) in [
        (Way::Tls(&own), "smtps://games:right@127.0.0.1:{port}"),
        (Way::StartTls(&own), "smtp://games:right@127.0.0.1:{port}?tls=required"),
        (Way::StartTls(&own), "smtp://games:right@127.0.0.1:{port}?tls=opportunistic"),
    ] {
        let office = PostOffice::behind(way, "right");
        let (status, words) = tried(trusting(&office, address, &own)).await;
        assert!(status == 200 && words.contains("250 2.0.0 Queued as 4711"), "{address}: {words}");
        let [letter] = &office.arrived()[..] else { panic!("{address}: no letter") };
        assert!(letter.encrypted && letter.signed_in, "{address}: {letter:?}");
        assert_eq!(office.passwords_in_the_open.load(Ordering::Relaxed), 0, "{address}");
    }
}

#[actix_web::test]
async fn where_starttls_is_wanted_and_not_offered_nothing_is_sent() {
    let office = PostOffice::with_password("right");
    let (status, words) = tried(office.settings_for("smtp://games:right@127.0.0.1:{port}?tls=required")).await;
    assert!(status == 409 && words.contains("STARTTLS is not supported on this server"), "{words}");
    assert_eq!(office.arrived(), []);
    assert_eq!(office.passwords_in_the_open.load(Ordering::Relaxed), 0);
}

#[actix_web::test]
async fn a_certificate_that_nobody_trusts_or_that_is_anothers_is_refused_in_words() {
    let (own, anothers) = (Certificate::for_name("IP:127.0.0.1"), Certificate::for_name("DNS:mail.example.org"));
    for (certificate, is_trusted, said) in
        [(&own, false, "nobody whom this machine trusts has signed it"), (&anothers, true, "it is another server's")]
    {
        for (way, address) in [
            (Way::Tls(certificate), "smtps://games:right@127.0.0.1:{port}"),
            (Way::StartTls(certificate), "smtp://games:right@127.0.0.1:{port}?tls=required"),
            (Way::StartTls(certificate), "smtp://games:right@127.0.0.1:{port}?tls=opportunistic"),
        ] {
            let office = PostOffice::behind(way, "right");
            let settings = match is_trusted {
                true => trusting(&office, address, certificate),
                false => office.settings_for(address),
            };
            let (status, words) = tried(settings).await;
            assert!(status == 409 && words.contains(said), "{address}: {words}");
            assert_eq!(office.arrived(), [], "{address}");
            assert_eq!(office.passwords_in_the_open.load(Ordering::Relaxed), 0, "{address}");
        }
    }
}

#[actix_web::test]
async fn letters_wait_for_a_server_with_a_wrong_certificate_and_the_admin_reads_why() {
    let own = Certificate::for_name("IP:127.0.0.1");
    let office = PostOffice::behind(Way::Tls(&own), "");
    let app = TestApp::at_with(NOON, |config| {
        config.settings.mail = Some(office.settings_for("smtps://127.0.0.1:{port}"));
    })
    .await;
    let (ada, ana) = (app.admin("Ada").await, confirmed(&app, "Ana").await);
    ana.join(app.game().create().await).await;
    assert_eq!(delivered(&app, &office).await, []);
    let page = ada.get("/admin/mail").await;
    assert!(page.contains(&ana.email) && page.contains("nobody whom this machine trusts"), "{}", page.words());
    pass(&app, MINUTE);
    let mut knowing = postman(&app).clone();
    knowing.settings = knowing.settings.trusting(&read(own.file()).unwrap()).unwrap();
    assert_eq!(knowing.round().await.unwrap(), 1);
}
