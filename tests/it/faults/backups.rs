//! Backups of a running site, and what comes back from them.

use std::path::Path;

use kickabout::{
    domain::truth,
    store::{self, Clock, DatabaseUrl, Store, backup},
};

use crate::support::{Database, TestApp};

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
