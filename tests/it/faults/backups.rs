//! Backups of a running site, and what comes back from them.

use std::path::Path;

use kickabout::{
    domain::truth,
    store::{self, Clock, DatabaseUrl, Store, backup},
};

use super::server::{Server, command};
use crate::support::{Database, PASSWORD, Person, TestApp};

/// A backup file's own data.
fn opened(file: &Path) -> Store {
    Store::open(&DatabaseUrl::Sqlite(file.to_owned()), Clock::System).unwrap()
}

#[actix_web::test]
async fn a_backup_of_a_running_site_brings_everything_back() {
    let app = TestApp::spawn().await;
    let (ana, bo) = (app.player("Ana").await, app.player("Bo").await);
    let game = app.game().capacity(2).create().await;
    ana.join_with(game, &["Jo", "J\u{fc}rgen \u{201c}99\u{201d} \u{1f3c0}"]).await;
    bo.join(game).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    backup::backup(&app.config.database, &file).unwrap();
    // What happens after it is gone after the restore.
    bo.leave(game).await;
    let kept = backup::restore(&app.config.database, &file, "stamp").unwrap().expect("what was there is kept");
    let now = app.store.now();
    let broken = app.store.read(move |conn| truth::broken(conn, game, now)).await.unwrap();
    assert!(broken.is_empty(), "{broken:?}");
    let entries = app.store.read(move |conn| store::registrations::entries(conn, game)).await.unwrap();
    let before = opened(&file).read_here(|conn| store::registrations::entries(conn, game)).unwrap();
    assert_eq!(entries, before);
    assert!(entries.iter().any(|entry| entry.name.as_str() == "Bo"));
    let kept = opened(&kept).read_here(|conn| store::registrations::entries(conn, game)).unwrap();
    assert!(kept.iter().all(|entry| entry.name.as_str() != "Bo"));
    // And life goes on: new rows get new numbers.
    let cy = app.player("Cy").await;
    assert_eq!(cy.join(game).await.status, 303);
}

#[actix_web::test]
async fn a_backup_moves_a_site_to_another_database() {
    let app = TestApp::spawn().await;
    let ana = app.player("Ana").await;
    let game = app.game().create().await;
    ana.join_with(game, &["Jo"]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    backup::backup(&app.config.database, &file).unwrap();
    let other = Database::new();
    assert_eq!(backup::restore(&other.url, &file, "stamp").unwrap(), None, "there was nothing to keep");
    let moved = Store::open(&other.url, Clock::System).unwrap();
    let game_there = moved.read_here(|conn| store::games::find(conn, game)).unwrap();
    let game_here = app.store.read(move |conn| store::games::find(conn, game)).await.unwrap();
    assert_eq!(game_there, game_here);
    moved.stop();
}

#[actix_web::test]
async fn backups_never_overwrite_and_only_backups_are_restored() {
    let app = TestApp::spawn().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    std::fs::write(&file, "my thesis").unwrap();
    assert!(matches!(backup::backup(&app.config.database, &file), Err(backup::BackupError::Exists(_))));
    let refused = backup::restore(&app.config.database, &file, "stamp");
    assert!(matches!(refused, Err(backup::BackupError::NotABackup(..))), "{refused:?}");
    let missing = backup::restore(&app.config.database, &folder.path().join("none.db"), "stamp");
    assert!(matches!(missing, Err(backup::BackupError::Missing(_))));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "my thesis");
    assert!(app.founder().await.get() > 0, "the site is as it was");
}

#[actix_web::test]
async fn a_damaged_backup_changes_nothing() {
    let app = TestApp::spawn().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    backup::backup(&app.config.database, &file).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.truncate(bytes.len() / 2);
    std::fs::write(&file, bytes).unwrap();
    let refused = backup::restore(&app.config.database, &file, "stamp");
    assert!(matches!(refused, Err(backup::BackupError::NotABackup(..))), "{refused:?}");
    assert!(app.founder().await.get() > 0, "the site is as it was");
}

#[actix_web::test]
async fn what_a_crash_left_of_a_backup_is_in_nobodys_way() {
    let app = TestApp::spawn().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    std::fs::write(folder.path().join("backup.db.unfinished"), "half").unwrap();
    backup::backup(&app.config.database, &file).unwrap();
    assert!(file.exists() && !folder.path().join("backup.db.unfinished").exists());
}

/// The program with `folder` for its temporary files, and its admin.
async fn downloading_through(folder: &Path) -> (Database, Server, Person) {
    let (app, database) = TestApp::spawn_apart().await;
    app.stop().await;
    let mut program = command(&database, &["serve", "--listen", "127.0.0.1:0"]);
    program.env("TMPDIR", folder);
    let server = Server::start_as(program);
    let admin = Person::new(&server.base, "Root", "root@example.org");
    let answer = admin.sign_in(PASSWORD).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    (database, server, admin)
}

#[actix_web::test]
async fn a_downloaded_backup_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (_database, _server, admin) = downloading_through(folder.path()).await;
    let answer = admin.post("/admin/backup", &[]).await;
    assert!(answer.bytes.starts_with(b"SQLite format 3\0"), "{}", answer.words());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[actix_web::test]
async fn a_backup_that_cannot_be_written_is_said_and_not_logged_as_made() {
    let folder = tempfile::tempdir().unwrap();
    let (_database, _server, admin) = downloading_through(&folder.path().join("missing")).await;
    let answer = admin.post("/admin/backup", &[]).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.select("[role=alert] strong"), ["The backup could not be made."]);
    assert!(!answer.text.contains("missing"), "the page names no folder");
    assert!(!admin.get("/admin/audit").await.contains("Made a backup"));
    assert_eq!(admin.get("/").await.status, 200);
}
