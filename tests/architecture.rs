//! The arrows of ARCHITECTURE.md, kept by reading the source.

#![allow(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// Which other rooms each room may name.
const ARROWS: [(&str, &[&str]); 7] = [
    ("types", &[]),
    ("store", &["types"]),
    ("domain", &["store", "types"]),
    ("mail", &["types"]),
    ("jobs", &["domain", "mail", "store", "types"]),
    ("web", &["app", "domain", "jobs", "mail", "store", "types"]),
    ("cli", &["app", "domain", "mail", "store", "types", "web"]),
];

/// Crates that only these rooms (or files) may name.
const KEEPERS: [(&str, &[&str]); 5] = [
    ("diesel", &["store/", "types/"]),
    ("actix_web", &["web/", "app.rs"]),
    ("actix_session", &["web/", "app.rs"]),
    ("askama", &["web/", "mail/"]),
    ("lettre", &["mail/"]),
];

#[test]
fn arrows_never_turn_back() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some((room, allowed)) = ARROWS.iter().find(|(room, _)| file.starts_with(&format!("{room}/"))) else {
            continue;
        };
        for (other, _) in ARROWS.iter().chain(&[("app", &[] as &[&str])]) {
            if other != room && !allowed.contains(other) && names(&text, &format!("crate::{other}")) {
                wrong.push(format!("{file} names crate::{other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for (library, rooms) in KEEPERS {
            let kept = rooms.iter().any(|room| file.starts_with(room));
            if !kept && (names(&text, &format!("{library}::")) || names(&text, &format!("use {library}"))) {
                wrong.push(format!("{file} names {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let long: Vec<String> = sources()
        .filter(|(_, text)| text.lines().count() > 400)
        .map(|(file, text)| format!("{file} has {} lines", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn both_databases_have_the_same_migrations() {
    let folders = |database: &str| {
        let mut names: Vec<String> = fs::read_dir(top().join("migrations").join(database))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert_eq!(folders("sqlite"), folders("postgres"));
}

/// Whether code outside of comments contains `words`.
fn names(text: &str, words: &str) -> bool {
    text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(words))
}

/// Every source file below `src/`, by its path in there.
fn sources() -> impl Iterator<Item = (String, String)> {
    let root = top().join("src");
    let mut folders = vec![root.clone()];
    let mut files = Vec::<PathBuf>::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.into_iter().map(move |file| {
        let name = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(file).unwrap())
    })
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
