//! The program dies in the middle of a migration, a backup or a restore. What was there before is there still, and the
//! next try does the whole of it.
//!
//! Where the program writes files, the system ends it when one of them reaches a size: in the middle of a write, and at
//! every stage of the work. Where Postgres writes, a lock holds the work until the program is killed.

use std::{fs, os::unix::process::ExitStatusExt, path::Path};

use diesel::{Connection, SqliteConnection, prelude::*, sql_query, sql_types::BigInt};
use kickabout::{
    domain::truth,
    store::{self, Clock, DatabaseUrl, Store, backup},
    types::GameId,
};

use super::{
    held::Held,
    server::{command, limited, run, said},
};
use crate::support::{Database, TestApp};

/// What the system ends a program with whose file would grow beyond its limit.
const SIGXFSZ: i32 = 25;
/// By how many blocks of 512 bytes the limit grows from death to death: no whole number of pages.
const STEP: usize = 59;
/// With fewer deaths a test would say little.
const DEATHS: usize = 4;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[test]
fn dead_inside_a_migration_it_leaves_an_empty_file_and_migrates_it_the_next_time() {
    let database = Database::new();
    let DatabaseUrl::Sqlite(file) = &database.url else { return };
    die_at_every_size(&database, &["migrate"], || {
        let mut conn = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
        let made: Count = sql_query("SELECT count(*) AS count FROM sqlite_master").get_result(&mut conn).unwrap();
        assert_eq!(made.count, 0, "half a schema");
    });
    Store::open(&database.url, Clock::System).unwrap().stop();
    assert!(said(&run(&database, &["migrate"])).contains("up to date"));
}

#[test]
fn killed_while_postgres_migrates_it_leaves_nothing_and_migrates_the_next_time() {
    let database = Database::new();
    // The first migrations run; the one that makes this table waits for its name.
    let Some(mut held) = Held::by(&database, "CREATE TABLE registrations (id INTEGER)") else { return };
    held.kill_when_it_waits(command(&database, &["migrate"]));
    assert_eq!(held.count("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 0, "half a schema");
    assert!(run(&database, &["migrate"]).status.success());
    Store::open(&database.url, Clock::System).unwrap().stop();
}

#[actix_web::test]
async fn dead_inside_a_backup_it_leaves_no_backup_and_makes_one_the_next_time() {
    let (database, game) = site().await;
    let before = roster(&database.url, game);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    die_at_every_size(&database, &["backup", &file.to_string_lossy()], || {
        assert!(!file.exists(), "half a backup under its name");
        assert_eq!(roster(&database.url, game), before);
    });
    assert_eq!(roster_in(&file, game), before);
    assert_eq!(beside(&file), Vec::<String>::new(), "what the dead ones left");
}

#[actix_web::test]
async fn dead_inside_a_restore_it_leaves_the_site_as_it_was_and_restores_the_next_time() {
    let (database, game) = site().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    backup::backup(&database.url, &file).unwrap();
    let saved = roster(&database.url, game);
    let now = one_more(&database, game).await;
    assert_ne!(now, saved);
    die_at_every_size(&database, &["restore", &file.to_string_lossy()], || {
        assert_eq!(roster(&database.url, game), now);
        assert_eq!(roster_in(&file, game), saved, "the backup itself");
        let kept = beside(&file).into_iter().filter(|name| name.ends_with(".db")).collect::<Vec<_>>();
        for kept in kept {
            let kept = folder.path().join(kept);
            assert_eq!(roster_in(&kept, game), now, "a kept one is whole");
            // It is named by the second: the next try may come in the same one.
            fs::remove_file(kept).unwrap();
        }
    });
    assert_eq!(roster(&database.url, game), saved);
    let kept = beside(&file);
    assert!(kept.len() == 1 && kept[0].starts_with("kickabout-before-restore-"), "{kept:?}");
}

#[actix_web::test]
async fn killed_while_postgres_restores_it_leaves_the_site_as_it_was_and_restores_the_next_time() {
    let (database, game) = site().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    backup::backup(&database.url, &file).unwrap();
    let saved = roster(&database.url, game);
    let now = one_more(&database, game).await;
    // Everything has been emptied and filled again when this counter's turn comes: its table is the last.
    let Some(mut held) = Held::by(&database, "ALTER SEQUENCE audit_id_seq CACHE 1") else { return };
    held.kill_when_it_waits(command(&database, &["restore", &file.to_string_lossy()]));
    assert_eq!(roster(&database.url, game), now);
    for kept in beside(&file).into_iter().filter(|name| name.ends_with(".db")) {
        fs::remove_file(folder.path().join(kept)).unwrap();
    }
    let output = run(&database, &["restore", &file.to_string_lossy()]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(roster(&database.url, game), saved);
}

/// Runs the program again and again and lets its files grow ever larger, until it comes through; `survived` looks at
/// what each death left.
fn die_at_every_size(database: &Database, arguments: &[&str], mut survived: impl FnMut()) {
    for (deaths, blocks) in (8..).step_by(STEP).enumerate() {
        let output = limited(&command(database, arguments), blocks, "").output().unwrap();
        if output.status.success() {
            assert!(deaths >= DEATHS, "it died {deaths} times only");
            return;
        }
        assert_eq!(output.status.signal(), Some(SIGXFSZ), "{}", said(&output));
        survived();
    }
}

/// A site with players, and a game with a line.
async fn site() -> (Database, GameId) {
    let (app, database) = TestApp::spawn_apart().await;
    let game = app.game().capacity(3).create().await;
    for number in 0..5 {
        app.player(&format!("Player {number}")).await.join_with(game, &["Jo"]).await;
    }
    app.stop().await;
    (database, game)
}

/// Somebody more joins `game`; its roster then.
async fn one_more(database: &Database, game: GameId) -> Vec<String> {
    let app = TestApp::over(database).await;
    app.player("Zoe").await.join(game).await;
    app.stop().await;
    roster(&database.url, game)
}

/// Who is in `game`, who waits and who left, of data that is sound.
fn roster(url: &DatabaseUrl, game: GameId) -> Vec<String> {
    let store = Store::open(url, Clock::System).unwrap();
    let now = store.now();
    let broken = store.read_here(|conn| truth::broken(conn, game, now)).unwrap();
    assert!(broken.is_empty(), "{broken:?}");
    let entries = store.read_here(|conn| store::registrations::entries(conn, game)).unwrap();
    store.stop();
    entries.iter().map(|entry| format!("{} {:?}", entry.name, entry.registration.status)).collect()
}

/// The same of a backup, of which a copy is opened: what that leaves beside it is not the backup's.
fn roster_in(backup: &Path, game: GameId) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    fs::copy(backup, &copy).unwrap();
    roster(&DatabaseUrl::Sqlite(copy), game)
}

/// The other files in the folder of `file`.
fn beside(file: &Path) -> Vec<String> {
    let files = fs::read_dir(file.parent().unwrap()).unwrap().map(|file| file.unwrap().file_name());
    let names = files.map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name != "backup.db").collect()
}
