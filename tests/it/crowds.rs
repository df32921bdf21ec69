//! `kickabout admin make-players`: whoever it makes is signed in.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use kickabout::{
    store::{self, DatabaseUrl},
    types::{Email, PlayerId},
    web::PublicUrl,
};

use crate::{
    faults::server::{program, said},
    support::{Database, TestApp},
};

/// The same key as the site in this process signs with.
const KEY: &str = "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk";

/// Makes `count` players over `database`, and reads what `file` says of them.
fn make(database: &DatabaseUrl, count: u32, file: &Path, more: &[&str]) -> Vec<[String; 3]> {
    let count = count.to_string();
    let mut command = program(database, &["admin", "make-players", &count, "--sessions"]);
    let output = command.arg(file).args(more).env("KICKABOUT_COOKIE_KEY", KEY).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let text = fs::read_to_string(file).unwrap();
    let line = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
    text.lines().map(line).collect()
}

#[actix_web::test]
async fn everybody_in_a_made_crowd_is_signed_in_as_themselves() {
    let app = TestApp::spawn().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sessions");
    fs::write(&file, "open to all").unwrap();
    let mut crowd = make(&app.config.database, 3, &file, &[]);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    crowd.extend(make(&app.config.database, 2, &file, &[]));
    assert_eq!(crowd.len(), 5);
    let game = app.game().create().await;
    for [id, email, cookie] in &crowd {
        let visitor = app.visitor();
        let get = |path: &str| visitor.request("GET", path).header("cookie", cookie);
        let account = visitor.send(get("/me/account")).await;
        assert_eq!(account.attributes("input[name=username]", "value"), [email.as_str()]);
        let join = visitor.request("POST", &format!("/games/{game}/registration")).header("cookie", cookie);
        assert_eq!(visitor.send(join.form(&[("attempt", "0")])).await.status, 303);
        let id = PlayerId::new(id.parse().unwrap());
        let active = app.store.read(move |conn| store::registrations::find_active(conn, game, id)).await;
        assert!(active.unwrap().is_some(), "{email}");
    }
    let names: std::collections::HashSet<_> = app.seats(game).await.into_iter().collect();
    assert_eq!(names.len(), 5, "{names:?}");
}

#[actix_web::test]
async fn a_site_behind_https_gets_the_cookie_that_insists_on_it() {
    let app = TestApp::with(|config| {
        config.settings.public_url = Some(PublicUrl::parse("https://games.example.org").unwrap());
    });
    let app = app.await;
    let folder = tempfile::tempdir().unwrap();
    let address = ["--public-url", "https://games.example.org"];
    let crowd = make(&app.config.database, 1, &folder.path().join("sessions"), &address);
    let [_, email, cookie] = &crowd[0];
    assert!(cookie.starts_with("__Host-kickabout=") && Email::parse(email).is_ok(), "{cookie} {email}");
    let visitor = app.visitor();
    let account = visitor.send(visitor.request("GET", "/me/account").header("cookie", cookie)).await;
    assert_eq!(account.attributes("input[name=username]", "value"), [email.as_str()]);
}

#[test]
fn an_empty_site_gets_no_crowd_and_no_file_of_sessions() {
    let database = Database::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sessions");
    let mut command = program(&database.url, &["admin", "make-players", "1", "--sessions"]);
    let output = command.arg(&file).env("KICKABOUT_COOKIE_KEY", KEY).output().unwrap();
    assert!(!output.status.success() && said(&output).contains("empty"), "{}", said(&output));
    assert!(!file.exists());
}
