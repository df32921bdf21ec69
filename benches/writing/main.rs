//! How many registrations a second `Store::write` keeps for good, in this process and without HTTP.
//!
//! `cargo bench --bench writing` measures SQLite in a temporary folder; `KICKABOUT_BENCH_POSTGRES` names a server on
//! which it makes, and removes, a database of its own. `KICKABOUT_BENCH_JOINS` says how many joins a line makes,
//! `KICKABOUT_BENCH_CLIENTS` how many wait at a time, `KICKABOUT_BENCH_BATCH` the most that share a commit,
//! `KICKABOUT_BENCH_OLD` how many old registrations there are.

#![allow(missing_docs, clippy::unwrap_used, reason = "a measurement says what went wrong by panicking")]

mod cpu;
mod data;

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use data::Data;
use futures_util::future::join_all;
use kickabout::domain::registrations::{Placed, Register};
use kickabout::store::{DatabaseUrl, Store};
use kickabout::types::{GameId, Note, PlayerId};

/// As the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Threads that ask, as a website on two cores has.
const THREADS: usize = 2;
/// Joins to a game before the next one gets hot: twice the seats that a game may have.
const CROWD: usize = 1000;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    measure(&DatabaseUrl::Sqlite(folder.path().join("k.db")));
    if let Ok(server) = std::env::var("KICKABOUT_BENCH_POSTGRES") {
        let name = data::create_database(&server);
        measure(&data::named(&server, &name));
        data::drop_database(&server, &name);
    }
}

fn measure(url: &DatabaseUrl) {
    let (joins, clients) = (setting("JOINS", 30_000), setting("CLIENTS", 64));
    let mut data =
        Data::make(url, NonZeroUsize::new(setting("BATCH", 0)), setting("OLD", 1_000_000), joins.max(CROWD * 2));
    println!("{url}: {joins} joins, {clients} at a time");
    let hot = joins.div_ceil(CROWD);
    let each = i32::try_from(CROWD / 2).unwrap();
    let spread = i32::try_from(joins / 100).unwrap().clamp(1, 500);
    let lines = [
        ("hot", hot, each, 0),
        ("spread", 50, spread, 0),
        ("hot, 2000 waiting", hot, 1, 2000),
        ("spread, 2000 waiting", 50, 1, 2000),
    ];
    for (name, games, capacity, waiting) in lines {
        let games = data.games(games, capacity, waiting);
        let asked = pairs(&games, &data.players, joins, name.starts_with("hot"));
        run(name, &data.store, &asked, clients);
    }
    data.store.stop();
}

/// Who joins what, each pair once: one game after the other, or all in turn.
fn pairs(games: &[GameId], players: &[PlayerId], joins: usize, one_by_one: bool) -> Vec<(GameId, PlayerId)> {
    (0..joins)
        .map(|join| {
            let game = if one_by_one { join / CROWD } else { join % games.len() };
            (games[game % games.len()], players[join])
        })
        .collect()
}

fn run(name: &str, store: &Store, asked: &[(GameId, PlayerId)], clients: usize) {
    let next = AtomicUsize::new(0);
    let (started, burnt) = (Instant::now(), cpu::burnt(store.url()));
    let mut waits: Vec<(Duration, bool)> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|_| scope.spawn(|| ask(store, asked, &next, clients / THREADS))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let took = started.elapsed();
    let burnt = cpu::burnt(store.url()).since(burnt, waits.len());
    waits.sort_unstable();
    let seated = waits.iter().filter(|(_, seated)| *seated).count();
    let milliseconds = |part: usize| waits[(waits.len() - 1) * part / 1000].0.as_secs_f64() * 1000.0;
    println!(
        "{name:22} {:8.0}/s  {seated:6} seated  median {:6.1} ms  p99 {:6.1} ms  worst {:6.1} ms  {burnt}",
        waits.len() as f64 / took.as_secs_f64(),
        milliseconds(500),
        milliseconds(990),
        milliseconds(1000),
    );
}

/// So many clients of one thread ask until all is asked; how long each answer took, and whether it gave a seat.
fn ask(store: &Store, asked: &[(GameId, PlayerId)], next: &AtomicUsize, clients: usize) -> Vec<(Duration, bool)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = || async {
        let mut waits = Vec::new();
        while let Some((game, player)) = asked.get(next.fetch_add(1, Ordering::Relaxed)) {
            let join = Register {
                game: *game,
                player: *player,
                guests: Vec::new(),
                note: Note::default(),
                attempt: 0,
                key: None,
                names_per_address: 5,
            };
            let started = Instant::now();
            let placed = store.write_at_leisure(join).await.unwrap();
            waits.push((started.elapsed(), placed == Placed::In));
        }
        waits
    };
    runtime.block_on(join_all((0..clients).map(|_| client()))).into_iter().flatten().collect()
}

fn setting(name: &str, default: usize) -> usize {
    let said = std::env::var(format!("KICKABOUT_BENCH_{name}")).ok();
    said.map_or(default, |text| text.parse().unwrap())
}
