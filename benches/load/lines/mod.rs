//! The lines: what is measured, and how.

mod big;
mod crowd;
mod flood;
mod joining;
mod reading;
mod size;

use std::error::Error;

use crate::bench::Bench;
use crate::table::Row;

/// What a line gives: rows of the table.
type Measured = Result<Vec<Row>, Box<dyn Error>>;

/// A line of the table, or a few that are measured together.
pub struct Line {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it measures.
    pub about: &'static str,
    /// Whether it takes so long that it must be asked for.
    pub by_name_only: bool,
    /// Measures it.
    pub run: fn(&Bench) -> Measured,
}

/// All of them, in the order of the table.
pub const LINES: &[Line] = &[
    line("list-visitor", "the upcoming page with 50 games for visitors", reading::list_visitor),
    line("list-signed-in", "the same for many players, each in a few of the games", reading::list_signed_in),
    line("game-visitor", "the 50 games' own pages for visitors", reading::game_visitor),
    line("game-signed-in", "the same for players", reading::game_signed_in),
    line("not-modified", "the upcoming page for visitors who have it already", reading::not_modified),
    line("big-list", "the upcoming page of a site with 5,000 games and 1,000,000 old registrations", big::big_list),
    line("join-sqlite-hot", "joining one game after the other, on SQLite", joining::sqlite_hot),
    line("join-sqlite-spread", "joining 50 games at once, on SQLite", joining::sqlite_spread),
    line("join-postgres-hot", "joining one game after the other, on Postgres", joining::postgres_hot),
    line("join-postgres-spread", "joining 50 games at once, on Postgres", joining::postgres_spread),
    line("join-long-line", "joining a game in which 2,000 wait", joining::long_line),
    line("crowd", "10,000 connections, 110,000 pages and 11,000 joins, and the memory they take", crowd::crowd),
    Line { by_name_only: true, ..line("memory", "the same as crowd", crowd::crowd) },
    line("sign-in-flood", "pages while 500 sign-ins a second are tried", flood::sign_in_flood),
    line("start", "from the start of the program to its first answer", size::start),
    line("size", "the binary", size::size),
    line("bytes", "what the first view of the upcoming page sends", size::bytes),
    Line { by_name_only: true, ..line("build", "a clean release build", size::build) },
];

const fn line(name: &'static str, about: &'static str, run: fn(&Bench) -> Measured) -> Line {
    Line { name, about, by_name_only: false, run }
}
