//! `kickabout storm` against the real program: green on a sound one, red on a sabotaged one.
//!
//! `KICKABOUT_TEST_DATABASE=postgres` runs it on Postgres. Built with the feature `sabotage`, the red half runs.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test says what went wrong by panicking")]

#[allow(dead_code, reason = "the other tests take more of it")]
#[path = "it/support/database.rs"]
mod database;

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use database::{Database, address};

/// A storm of a few seconds over `database`, on servers that it starts on so many free ports.
fn storm(database: &Database, instances: usize, more: &[&str]) -> Command {
    let program = env!("CARGO_BIN_EXE_kickabout");
    let mut command = Command::new(program);
    command.arg("storm");
    for _ in 0..instances {
        let port = free_port();
        command.arg(format!("http://127.0.0.1:{port}"));
        // Seats are held for people only where there is mail; this server is never there.
        let mail = "--smtp-url smtp://127.0.0.1:9?tls=none --mail-from storm@example.org";
        command.arg("--server").arg(format!("'{program}' serve --workers 1 --listen 127.0.0.1:{port} {mail}"));
    }
    command.args(["--players", "80", "--games", "10", "--contests", "5", "--clients", "16"]).args(more);
    command.env("DATABASE_URL", address(&database.url)).env("KICKABOUT_COOKIE_KEY", "k".repeat(64));
    command.env("RUST_LOG", "error").stdin(Stdio::null());
    command
}

/// A port below those that connections are given: one of them could take it while the server is down.
fn free_port() -> u16 {
    static TRIED: AtomicU16 = AtomicU16::new(0);
    loop {
        let number = std::process::id() * 8 + u32::from(TRIED.fetch_add(1, Ordering::Relaxed));
        let port = 10_000 + u16::try_from(number % 20_000).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What the table says of a promise.
fn result(said: &str, promise: &str) -> String {
    let line = said.lines().find(|line| line.split_whitespace().next() == Some(promise));
    line.and_then(|line| line.split_whitespace().nth(1)).unwrap_or("absent").to_owned()
}

#[cfg(not(feature = "sabotage"))]
mod sound {
    use kickabout::domain::crowd::FoundTestSite;
    use kickabout::store::{Clock, Store};
    use kickabout::types::SiteName;

    use super::*;

    #[test]
    fn a_storm_with_kills_finds_every_promise_kept() {
        let output = storm(&Database::new(), 1, &["--seconds", "6", "--kill-every", "2"]).output().unwrap();
        let said = said(&output);
        assert!(output.status.success(), "{said}");
        let kept = (1..=15).filter(|number| result(&said, &format!("T{number}")) == "kept").count();
        assert!(kept >= 14, "T4 alone may have had nothing to look at\n{said}");
        assert!(!said.contains(" 0 kills; 0 times broken\n\n"), "nothing was killed\n{said}");
    }

    #[test]
    fn two_instances_on_one_postgres_are_one_site() {
        let database = Database::new();
        if database.url.file().is_none() {
            let output = storm(&database, 2, &["--seconds", "6", "--kill-every", "2"]).output().unwrap();
            assert!(output.status.success(), "{}", said(&output));
        }
    }

    #[test]
    fn a_site_with_a_life_of_its_own_is_left_alone() {
        let database = Database::new();
        let store = Store::open(&database.url, Clock::System).unwrap();
        store.write_here(FoundTestSite { name: SiteName::parse("Riverside").unwrap() }).unwrap();
        store.stop();
        let output = storm(&database, 1, &["--seconds", "1"]).output().unwrap();
        let said = said(&output);
        assert!(!output.status.success() && said.contains("Riverside") && said.contains("--into-this-site"), "{said}");
        let store = Store::open(&database.url, Clock::System).unwrap();
        assert_eq!(store.read_here(kickabout::store::crowd::highest_player).unwrap(), 0);
        store.stop();
    }
}

#[cfg(feature = "sabotage")]
mod sabotaged {
    use super::*;

    fn red(sabotage: &str, promises: &[&str]) {
        let database = Database::new();
        let mut storm = storm(&database, 1, &["--seconds", "5", "--kill-every", "60"]);
        // The storm hands it on to the servers it starts.
        let output = storm.env("KICKABOUT_SABOTAGE", sabotage).output().unwrap();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{sabotage}: {said}");
        assert!(promises.iter().any(|promise| result(&said, promise) == "BROKEN"), "{sabotage}: {said}");
        assert!(said.contains(": join, attempt 0"), "the calls are shown\n{said}");
    }

    #[test]
    fn red_where_jobs_run_beside_each_other_without_a_lock() {
        // Too many seats sold, or too few: which of them comes first is the database's to say.
        red("lock", &["T1", "T8"]);
    }

    #[test]
    fn red_where_seats_are_filled_after_the_commit() {
        red("promotion", &["T8"]);
    }
}
