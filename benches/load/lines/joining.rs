//! "I'm in": distinct players in distinct games, half of them seated, every answer durable.

use std::error::Error;
use std::time::Duration;

use super::Measured;
use crate::bench::{Bench, compared};
use crate::http::post;
use crate::measure::{Sent, Side, forms};
use crate::server::{Server, clean};
use crate::site::{Kind, Site};
use crate::table::{Asked, Row, number};

/// Games among which joins are spread.
const SPREAD: usize = 50;
/// The most spots that a game can have.
const MOST_SPOTS: usize = 500;
/// Connections that join at once.
const CONNECTIONS: usize = 256;
/// A turn that lasts longer is cut off.
const LONGEST: Duration = Duration::from_secs(60);
/// No answer may take longer, in milliseconds.
const WORST: f64 = 1000.0;

/// One game at a time, on SQLite.
pub fn sqlite_hot(bench: &Bench) -> Measured {
    sqlite(bench, "joining, SQLite, one hot game", "join-sqlite-hot", MOST_SPOTS)
}

/// Fifty games at a time, on SQLite.
pub fn sqlite_spread(bench: &Bench) -> Measured {
    sqlite(bench, "joining, SQLite, over 50 games", "join-sqlite-spread", bench.joins / SPREAD / 2)
}

/// One game at a time, on Postgres.
pub fn postgres_hot(bench: &Bench) -> Measured {
    postgres(bench, "joining, Postgres, one hot game", "join-postgres-hot", MOST_SPOTS)
}

/// Fifty games at a time, on Postgres.
pub fn postgres_spread(bench: &Bench) -> Measured {
    postgres(bench, "joining, Postgres, over 50 games", "join-postgres-spread", bench.joins / 2 / SPREAD / 2)
}

fn sqlite(bench: &Bench, what: &str, name: &str, spots: usize) -> Measured {
    let crowd = Crowd::gather(bench, name, Kind::Sqlite, bench.joins, spots)?;
    let server = crowd.site.serve(&[])?;
    let limit = bench.limit(&server, &[crowd.first_form()])?;
    let sides = [crowd.sent_to(&server), crowd.sent_to(&limit)];
    let measured = forms(&sides, CONNECTIONS, LONGEST)?;
    let asked = Asked::AtLeast { goal: 10_000.0, floor: 6_000.0 };
    let mut rows = rows(what, &measured[0], &measured[1], asked);
    server.stop()?;
    crowd.check(&measured[0], &mut rows[0])?;
    Ok(rows)
}

fn postgres(bench: &Bench, what: &str, name: &str, spots: usize) -> Measured {
    let crowd = Crowd::gather(bench, name, Kind::Postgres, bench.joins / 2, spots)?;
    let server = crowd.site.serve(&[])?;
    let limit = bench.limit(&server, &[crowd.first_form()])?;
    let mut sides = vec![crowd.sent_to(&server), crowd.sent_to(&limit)];
    let alone = Crowd::gather(bench, &format!("{name}-alone"), Kind::Postgres, bench.joins / 2, spots)?;
    let one_by_one = can_write_one_by_one(bench)?.then(|| alone.site.serve(&["--write-batch", "1"])).transpose()?;
    if let Some(server) = &one_by_one {
        sides.push(alone.sent_to(server));
    }
    let measured = forms(&sides, CONNECTIONS, LONGEST)?;
    let floor = measured.get(2).map_or(f64::INFINITY, |alone| 3.0 * alone.rate());
    let mut rows = rows(what, &measured[0], &measured[1], Asked::AtLeast { goal: 5_000.0, floor });
    match measured.get(2) {
        Some(alone) => rows[0].note.push_str(&format!(
            "; with sets of one (--write-batch 1) {}/s, of which the floor is three times",
            number(alone.rate())
        )),
        None => rows[0].note.push_str("; this version has no sets of one to compare with, so there is no floor"),
    }
    drop(sides);
    server.stop()?;
    crowd.check(&measured[0], &mut rows[0])?;
    Ok(rows)
}

fn can_write_one_by_one(bench: &Bench) -> Result<bool, Box<dyn Error>> {
    let help = clean(&bench.kickabout).args(["serve", "--help"]).output()?;
    Ok(String::from_utf8_lossy(&help.stdout).contains("--write-batch"))
}

fn rows(what: &str, kickabout: &Side, limit: &Side, asked: Asked) -> Vec<Row> {
    let mut rate = compared(what, kickabout, limit, asked);
    rate.figure = kickabout.rate();
    rate.complaints = kickabout.tally.complaints(&[], &[303, 503]);
    let limits = limit.tally.complaints(&[], &[303]);
    rate.complaints.extend(limits.into_iter().map(|each| format!("the limit: {each}")));
    let (busy, p99) = (kickabout.tally.forms.with(503), kickabout.tally.forms.took.percentile(99.0));
    rate.note =
        format!("{CONNECTIONS} connections, p99 {:.0} ms, {busy} asked to come back (503)", p99.as_secs_f64() * 1e3);
    let worst = |side: &Side| side.tally.forms.took.longest().as_secs_f64() * 1e3;
    let mut longest = Row::new(
        &format!("{what}: worst answer"),
        worst(kickabout),
        format!("{:.0} ms", worst(kickabout)),
        Asked::AtMost { goal: WORST, floor: WORST },
    );
    longest.beside = format!("{:.0} ms", worst(limit));
    vec![rate, longest]
}

/// Players who join in turns, and the games that each turn is about.
struct Crowd<'a> {
    site: Site<'a>,
    /// A game that nobody else joins.
    first: i64,
    turns: Vec<Vec<Vec<u8>>>,
}

impl<'a> Crowd<'a> {
    /// As many `players`, each of whom joins one game in each turn, and for each turn games with as many `spots` that
    /// together seat half of them. Games with the most spots are joined one after the other, others all at once.
    fn gather(bench: &'a Bench, name: &str, kind: Kind, players: usize, spots: usize) -> Result<Self, Box<dyn Error>> {
        let site = Site::found(bench, name, kind, players)?;
        let games_a_turn = (players / spots / 2).max(1);
        let count = games_a_turn * bench.rounds + 1;
        let mut games = site.town(&["empty", &count.to_string(), &spots.to_string()])?;
        let first = games.pop().ok_or("there are no games")?;
        let turn = |games: &[i64]| {
            let pairs = site.cookies.iter().enumerate().map(|(number, cookie)| {
                let game = if spots == MOST_SPOTS { number / (2 * spots) % games.len() } else { number % games.len() };
                join(games[game], cookie)
            });
            pairs.collect()
        };
        let turns = games.chunks(games_a_turn).map(turn).collect();
        Ok(Self { site, first, turns })
    }

    /// A form of which the limit learns what is answered.
    fn first_form(&self) -> Vec<u8> {
        join(self.first, &self.site.cookies[0])
    }

    fn sent_to<'s>(&self, server: &'s Server) -> Sent<'s> {
        Sent { server, turns: self.turns.clone() }
    }

    /// Complains in `row` where the database does not hold exactly what was answered, or a game breaks a promise.
    fn check(&self, side: &Side, row: &mut Row) -> Result<(), Box<dyn Error>> {
        let promised = i64::try_from(side.tally.forms.with(303))? + 1;
        match self.site.town(&["check"]) {
            Ok(active) if active == [promised] => {}
            Ok(active) => {
                row.complaints.push(format!("{promised} were told that they joined, the database has {active:?}"))
            }
            Err(error) => row.complaints.push(error.to_string()),
        }
        Ok(())
    }
}

/// "I'm in", from the page of `game`.
pub fn join(game: i64, cookie: &str) -> Vec<u8> {
    post(&format!("/games/{game}/registration"), &[("Cookie", cookie)], "attempt=0")
}

/// Full games that are joined.
const LINES: usize = 200;
/// Who waits in each long line.
const WAITING: usize = 2_000;
/// Joins to each game in a turn.
const IN_A_TURN: usize = 20;

/// Joining full games with long lines, beside full games where nobody waits.
pub fn long_line(bench: &Bench) -> Measured {
    let newcomers = LINES * IN_A_TURN;
    let site = Site::found(bench, "join-long-line", Kind::Sqlite, WAITING + 10 + newcomers)?;
    let (count, players) = (LINES.to_string(), site.players());
    let long = site.town(&["queued", &count, &WAITING.to_string(), &players])?;
    let short = site.town(&["queued", &count, "0", &players])?;
    let cookies = &site.cookies[WAITING + 10..];
    let turns = |games: &[i64]| -> Vec<Vec<Vec<u8>>> {
        // In each turn everybody joins another game, so that nobody joins one twice.
        let turn = |turn: usize| cookies.iter().enumerate().map(move |(at, cookie)| (at + turn, cookie));
        let forms = |number| turn(number).map(|(at, cookie)| join(games[at % LINES], cookie)).collect();
        (0..bench.rounds).map(forms).collect()
    };
    let server = site.serve(&[])?;
    let sides = [Sent { server: &server, turns: turns(&long) }, Sent { server: &server, turns: turns(&short) }];
    let measured = forms(&sides, CONNECTIONS, LONGEST)?;
    let [far, near] = measured.as_slice() else { return Err("two sides were measured".into()) };
    let what = "joining behind 2,000 waiting, against an empty line";
    let mut row = compared(what, far, near, Asked::AtLeast { goal: 0.90, floor: 0.70 });
    for side in &measured {
        row.complaints.extend(side.tally.complaints(&[], &[303, 503]));
    }
    let grown = bench.rounds * IN_A_TURN;
    row.note = format!("{LINES} games of each kind; in the empty lines {grown} wait at the end of the run");
    Ok(vec![row])
}
