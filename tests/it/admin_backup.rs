//! Admins download all data as one file.

use kickabout::{
    domain::{backups::HandOutBackup, people::PeopleError},
    store::{self, Clock, DatabaseUrl, Store, backup},
};

use crate::support::*;

#[actix_web::test]
async fn an_admin_downloads_everything_as_one_whole_file() {
    let app = TestApp::at("2027-03-20T23:30:00Z").await;
    let (ada, pia) = (app.admin("Ada").await, app.player("Pia").await);
    let game = app.game().create().await;
    pia.join_with(game, &["Jo"]).await;
    assert!(ada.get("/admin").await.select(".tabs a").contains(&"Backup".to_owned()));
    assert_eq!(ada.get("/admin/backup").await.attributes(".card form", "action"), ["/admin/backup"]);
    let file = ada.post("/admin/backup", &[]).await;
    assert_eq!(file.status, 200, "{}", file.words());
    assert_eq!(file.header("content-type"), "application/vnd.sqlite3");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"kickabout-2027-03-21.db\"");
    assert_eq!(file.header("cache-control"), "no-store");
    assert_eq!(file.header("content-length"), file.bytes.len().to_string());
    // Restoring checks every page of it.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("downloaded.db");
    std::fs::write(&path, &file.bytes).unwrap();
    let other = Database::new();
    assert_eq!(backup::restore(&other.url, &path, "stamp").unwrap(), None);
    let there = Store::open(&other.url, Clock::System).unwrap();
    let entries_there = there.read_here(|conn| store::registrations::entries(conn, game)).unwrap();
    let entries_here = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    assert_eq!(entries_there, entries_here);
    assert_eq!(entries_here.len(), 1);
    there.stop();
}

#[actix_web::test]
async fn a_backup_is_in_the_audit_log_with_who_took_it_and_its_size() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let kilobytes = ada.post("/admin/backup", &[]).await.bytes.len() / 1000;
    let rows = ada.get("/admin/audit").await.select("tbody tr");
    assert!(rows[0].contains("Ada") && rows[0].contains(&format!("Made a backup {kilobytes} kB")), "{rows:?}");
}

#[actix_web::test]
async fn several_backups_at_once_are_all_whole() {
    let app = TestApp::spawn().await;
    let ada = app.admin("Ada").await;
    let (one, two, three) =
        tokio::join!(ada.post("/admin/backup", &[]), ada.post("/admin/backup", &[]), ada.post("/admin/backup", &[]));
    let folder = tempfile::tempdir().unwrap();
    for (number, file) in [one, two, three].iter().enumerate() {
        let path = folder.path().join(format!("{number}.db"));
        std::fs::write(&path, &file.bytes).unwrap();
        let copy = Store::open(&DatabaseUrl::Sqlite(path), Clock::System).unwrap();
        let site = copy.read_here(store::site::find).unwrap().unwrap();
        assert_eq!(site.name.as_str(), "Riverside");
        copy.stop();
    }
}

#[actix_web::test]
async fn nobody_but_an_admin_is_handed_a_backup() {
    let app = TestApp::spawn().await;
    let (olga, pia) = (app.organizer("Olga").await, app.player("Pia").await);
    for person in [&olga, &pia] {
        let answer = person.post("/admin/backup", &[]).await;
        assert_eq!(answer.status, 403);
        assert!(!answer.text.contains("SQLite format"));
        // The same for who stops being an admin while it is made.
        let job = HandOutBackup { size: String::new(), by: person.player() };
        assert!(matches!(app.store.write(job).await, Err(PeopleError::NotAdmin)));
    }
    let answer = app.visitor().post("/admin/backup", &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/login?next=%2Fadmin%2Fbackup"));
    let log = app.store.read(|conn| store::audit::page(conn, 0, 50)).await.unwrap();
    assert!(log.iter().all(|(entry, _)| entry.action != "backup"));
}
