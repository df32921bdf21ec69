//! The system lets the program open few files: it takes what it may have, and says what it would need.

use std::process::{Command, Output, Stdio};

use super::server::{Server, command, said};
use crate::support::Database;

/// The website over `database` under a limit, in the shell's words.
fn serve(database: &Database, limit: &str) -> Command {
    let serve = command(database, &["serve", "--listen", "127.0.0.1:0"]);
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("{limit}; exec \"$0\" \"$@\"")).arg(serve.get_program()).args(serve.get_args());
    shell.envs(serve.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.stdin(Stdio::null()).stderr(Stdio::piped());
    shell
}

fn output(database: &Database, limit: &str) -> Output {
    serve(database, limit).output().unwrap()
}

#[test]
fn with_hardly_any_files_it_does_not_start_and_says_how_many_it_needs() {
    let database = Database::new();
    let output = output(&database, "ulimit -n 100");
    let said = said(&output);
    assert!(!output.status.success(), "{said}");
    let line = said.lines().find(|line| line.contains("may open 100 files")).unwrap_or_default();
    assert!(line.contains("ulimit -Hn ") && line.contains("LimitNOFILE="), "{said}");
}

#[test]
fn a_low_limit_that_may_be_raised_is_raised() {
    let database = Database::new();
    let server = Server::start_as(serve(&database, "ulimit -Sn 64"));
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", server.id())).unwrap();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let numbers: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(numbers[0], numbers[1]);
    server.kill();
}
