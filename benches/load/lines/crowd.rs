//! The whole town at once.

use std::error::Error;
use std::time::{Duration, Instant};

use rustix::process::{Resource, getrlimit};

use super::Measured;
use super::joining::join;
use crate::bench::Bench;
use crate::drive::{Script, connect, drive};
use crate::http::get;
use crate::scripts::Town;
use crate::server::Server;
use crate::site::{Kind, Site};
use crate::table::{Asked, Row};
use crate::tally::Tally;

const CONNECTIONS: usize = 10_000;
const SESSIONS: usize = 11_000;
/// Pages for each session; 110,000 in all.
const PAGES: usize = 10;
/// Games on the upcoming page.
const GAMES: usize = 50;
/// Spots in each: half of those who join are seated.
const SPOTS: usize = SESSIONS / GAMES / 2;
/// A server waits five seconds for the first request on a connection.
const OPENED_WITHIN: Duration = Duration::from_secs(4);
/// Files of the server besides its connections.
const OTHER_FILES: u64 = 200;
/// Time for the server to settle before its idle memory is read.
const SETTLES: Duration = Duration::from_secs(2);

/// 110,000 pages and 11,000 joins on 10,000 connections, and the memory before and afterwards.
pub fn crowd(bench: &Bench) -> Measured {
    can_open_files()?;
    let site = Site::found(bench, "crowd", Kind::Sqlite, SESSIONS)?;
    let games = site.town(&["empty", &(GAMES + 1).to_string(), &SPOTS.to_string()])?;
    let (pages, joins) = requests(&site, &games[..GAMES]);
    let server = site.serve(&[])?;
    std::thread::sleep(SETTLES);
    let idle = server.memory()?;
    let limit = bench.limit(&server, &[pages[0].clone(), join(games[GAMES], &site.cookies[0])])?;
    let (bare, bare_took, _) = ask(&limit, &pages, &joins)?;
    let (tally, took, opened) = ask(&server, &pages, &joins)?;
    let after = server.memory()?;
    server.stop()?;
    let mut rows = rows(&tally, took, &bare, bare_took);
    rows[0].note = format!(
        "{CONNECTIONS} connections, opened beforehand in {:.1} s; {} pages, {} joins, {} asked to come back, {} connections reopened",
        opened.as_secs_f64(),
        tally.pages.with(200),
        tally.forms.with(303),
        tally.pages.with(503) + tally.forms.with(503),
        tally.reopened,
    );
    let promised = i64::try_from(tally.forms.with(303))? + 1;
    let active = site.town(&["check"])?;
    if active != [promised] {
        rows[0].complaints.push(format!("{promised} were told that they joined, the database has {active:?}"));
    }
    rows.extend([memory("memory, idle", idle, 30.0, 60.0), memory("memory, after the crowd", after, 200.0, 300.0)]);
    Ok(rows)
}

/// Refuses where the system does not let one process hold so many connections.
fn can_open_files() -> Result<(), Box<dyn Error>> {
    let needed = u64::try_from(CONNECTIONS)? + OTHER_FILES;
    match getrlimit(Resource::Nofile).current {
        Some(allowed) if allowed < needed => {
            Err(format!("{CONNECTIONS} connections need {needed} open files, and this system allows {allowed}").into())
        }
        Some(_) | None => Ok(()),
    }
}

/// Each session's request for the upcoming page, and its join.
fn requests(site: &Site, games: &[i64]) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let page = |cookie: &String| get("/", &[("Accept-Encoding", "gzip"), ("Cookie", cookie)]);
    let joins = site.cookies.iter().enumerate().map(|(at, cookie)| join(games[at % games.len()], cookie));
    (site.cookies.iter().map(page).collect(), joins.collect())
}

/// Lets the town ask `server`: what it heard, how long it took, and how long opening the connections had taken.
fn ask(server: &Server, pages: &[Vec<u8>], joins: &[Vec<u8>]) -> Result<(Tally, Duration, Duration), Box<dyn Error>> {
    let opening = Instant::now();
    let streams = connect(server.address, CONNECTIONS)?;
    let (opened, began) = (opening.elapsed(), Instant::now());
    if opened > OPENED_WITHIN {
        return Err(
            format!("opening {CONNECTIONS} connections took {opened:.1?}: the first were given up meanwhile").into()
        );
    }
    let mut town = Town::new(pages, joins, PAGES, CONNECTIONS);
    drive(server.address, streams, &mut town)?;
    Ok((town.into_tally(), began.elapsed(), opened))
}

fn rows(tally: &Tally, took: Duration, bare: &Tally, bare_took: Duration) -> Vec<Row> {
    let seconds = |took: Duration| format!("{:.2} s", took.as_secs_f64());
    let all = SESSIONS * (PAGES + 1);
    let mut total = Row::new(
        "the crowd: all answered",
        took.as_secs_f64(),
        seconds(took),
        Asked::AtMost { goal: 3.0, floor: f64::INFINITY },
    );
    total.beside = seconds(bare_took);
    total.ratio = Some(bare_took.as_secs_f64() / took.as_secs_f64());
    total.complaints = tally.complaints(&[200, 503], &[303, 503]);
    total.complaints.extend(bare.complaints(&[200], &[303]).into_iter().map(|each| format!("the limit: {each}")));
    let fine = tally.pages.with(200) + tally.forms.with(303);
    if usize::try_from(fine) != Ok(all) {
        total.complaints.push(format!("{fine} of {all} were answered in the end"));
    }
    let p99 = |tally: &Tally| tally.together().percentile(99.0);
    let mut slow = Row::new(
        "the crowd: p99",
        p99(tally).as_secs_f64(),
        seconds(p99(tally)),
        Asked::AtMost { goal: 1.0, floor: 1.0 },
    );
    slow.beside = seconds(p99(bare));
    slow.note = format!("longest {}", seconds(tally.together().longest()));
    let busy = f64::from(u32::try_from(tally.pages.with(503) + tally.forms.with(503)).unwrap_or(u32::MAX));
    let share = busy / f64::from(u32::try_from(all).unwrap_or(u32::MAX)) * 100.0;
    let asked = Asked::AtMost { goal: 0.1, floor: f64::INFINITY };
    vec![total, slow, Row::new("the crowd: 503, % of all", share, format!("{share:.2} %"), asked)]
}

fn memory(what: &str, bytes: u64, goal: f64, floor: f64) -> Row {
    let megabytes = f64::from(u32::try_from(bytes / 1024).unwrap_or(u32::MAX)) * 1024.0 / 1e6;
    Row::new(what, megabytes, format!("{megabytes:.0} MB"), Asked::AtMost { goal, floor })
}
