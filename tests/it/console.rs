//! What `kickabout serve` says on the console when it starts.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::faults::server::command;
use crate::support::*;

const ADVICE: &str = "Links to hand on are whole only with --public-url, such as https://games.example.org.";

/// What it says, started with `arguments`: all at once, before anything else happens.
fn said(arguments: &[&str]) -> Vec<String> {
    let database = Database::new();
    let mut serve = command(&database, &["serve", "--listen", "127.0.0.1:0"]);
    let mut child = serve.args(arguments).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut said = vec![lines.next().unwrap()];
    child.kill().unwrap();
    child.wait().unwrap();
    said.extend(lines);
    said
}

#[test]
fn without_a_public_address_it_says_that_links_are_not_whole() {
    let said = said(&[]);
    assert!(said[0].starts_with("Listening on http://127.0.0.1:"), "{said:?}");
    assert!(said[1].starts_with("Set up this site: http://127.0.0.1:"), "{said:?}");
    assert_eq!(said[2..], [ADVICE]);
}

#[test]
fn with_one_its_links_begin_with_it_and_nothing_more_is_said() {
    let said = said(&["--public-url", "https://games.example.org"]);
    assert!(said[1].starts_with("Set up this site: https://games.example.org/set-up/"), "{said:?}");
    assert_eq!(said.len(), 2, "{said:?}");
}
