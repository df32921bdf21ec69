//! Databases that are newer, half made, or not to be opened.

use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};
use kickabout::store::{self, Clock, DatabaseUrl, Store};

use super::server::{run, said};
use crate::support::Database;

fn execute(database: &Database, sql: &str) {
    match &database.url {
        DatabaseUrl::Sqlite(file) => {
            SqliteConnection::establish(&file.to_string_lossy()).unwrap().batch_execute(sql).unwrap();
        }
        DatabaseUrl::Postgres(url) => PgConnection::establish(url).unwrap().batch_execute(sql).unwrap(),
    }
}

#[test]
fn an_older_binary_refuses_a_newer_database_and_changes_nothing() {
    let database = Database::new();
    assert!(run(&database, &["migrate"]).status.success());
    execute(&database, "INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000001')");
    for arguments in [&["serve", "--listen", "127.0.0.1:0"] as &[&str], &["migrate"]] {
        let output = run(&database, arguments);
        assert!(!output.status.success());
        assert!(said(&output).contains("newer Kickabout"), "{}", said(&output));
    }
}

#[test]
fn a_migration_that_fails_half_way_leaves_nothing_behind() {
    let database = Database::new();
    // The first migrations can be applied, the one that makes this table can't.
    execute(&database, "CREATE TABLE registrations (id INTEGER)");
    let output = run(&database, &["migrate"]);
    assert!(!output.status.success());
    execute(&database, "CREATE TABLE players (id INTEGER)");
    execute(&database, "DROP TABLE players; DROP TABLE registrations");
    assert!(run(&database, &["migrate"]).status.success(), "all is well once the cause is gone");
}

#[test]
fn many_instances_that_start_at_once_make_one_schema() {
    let database = Database::new();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| store::migrate(&database.url))).collect();
        let applied: Vec<usize> = threads.into_iter().map(|thread| thread.join().unwrap().unwrap().len()).collect();
        assert_eq!(applied.iter().filter(|count| **count > 0).count(), 1, "{applied:?}");
    });
    Store::open(&database.url, Clock::System).unwrap().stop();
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let database = Database::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nowhere").join("k.db");
    let output = super::server::command(&database, &["serve"])
        .env("DATABASE_URL", format!("sqlite:{}", file.display()))
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(said(&output).contains("nowhere"), "{}", said(&output));
}

#[test]
fn a_mistyped_scheme_makes_no_file() {
    let database = Database::new();
    let output =
        super::server::command(&database, &["migrate"]).env("DATABASE_URL", "postgress://h/db").output().unwrap();
    assert!(!output.status.success());
    assert!(said(&output).contains("postgress"), "{}", said(&output));
}
