//! Pages, beside a server that knows them by heart.

use std::error::Error;

use super::Measured;
use crate::bench::{Bench, compared};
use crate::fetch::fetch;
use crate::http::get;
use crate::measure::{Asked as Side, pages};
use crate::server::Server;
use crate::site::{Kind, Site};
use crate::table::Asked;

/// Games on the upcoming page.
const GAMES: usize = 50;
/// Players; each is in three of the games or so.
const PLAYERS: usize = 250;
/// Connections that ask at once.
pub const CONNECTIONS: usize = 64;

const GZIP: (&str, &str) = ("Accept-Encoding", "gzip");

/// The upcoming page for visitors.
pub fn list_visitor(bench: &Bench) -> Measured {
    let (_site, server, _) = upcoming(bench, &[])?;
    let requests = [get("/", &[GZIP])];
    beside_limit(bench, "upcoming page, visitor", &server, &requests, 1, 200, (0.90, 0.80))
}

/// The upcoming page for players.
pub fn list_signed_in(bench: &Bench) -> Measured {
    let (site, server, _) = upcoming(bench, &[])?;
    let requests: Vec<_> = site.cookies.iter().map(|cookie| get("/", &[GZIP, ("Cookie", cookie)])).collect();
    beside_limit(bench, "upcoming page, signed in", &server, &requests, 1, 200, (0.50, 0.30))
}

/// The games' pages for visitors.
pub fn game_visitor(bench: &Bench) -> Measured {
    let (_site, server, games) = upcoming(bench, &[])?;
    let requests: Vec<_> = games.iter().map(|game| get(&format!("/games/{game}"), &[GZIP])).collect();
    beside_limit(bench, "game page, visitor", &server, &requests, GAMES, 200, (0.85, 0.75))
}

/// The games' pages for players.
pub fn game_signed_in(bench: &Bench) -> Measured {
    let (site, server, games) = upcoming(bench, &[])?;
    let pairs = games.iter().cycle().zip(&site.cookies);
    let requests: Vec<_> =
        pairs.map(|(game, cookie)| get(&format!("/games/{game}"), &[GZIP, ("Cookie", cookie)])).collect();
    beside_limit(bench, "game page, signed in", &server, &requests, GAMES, 200, (0.50, 0.30))
}

/// The upcoming page for visitors who have it.
pub fn not_modified(bench: &Bench) -> Measured {
    let (_site, server, _) = upcoming(bench, &[])?;
    let page = fetch(server.address, &get("/", &[GZIP]))?;
    let tag = page.header("etag").unwrap_or("\"none\"").to_owned();
    let requests = [get("/", &[GZIP, ("If-None-Match", &tag)])];
    beside_limit(bench, "If-None-Match", &server, &requests, 1, 304, (0.95, 0.85))
}

/// A site with the upcoming games, its server with these settings, and the games' ids.
pub fn upcoming<'a>(bench: &'a Bench, settings: &[&str]) -> Result<(Site<'a>, Server, Vec<i64>), Box<dyn Error>> {
    let site = Site::found(bench, "upcoming", Kind::Sqlite, PLAYERS)?;
    let games = site.town(&["posted", &GAMES.to_string(), &site.players()])?;
    let server = site.serve(settings)?;
    Ok((site, server, games))
}

/// Measures `requests`, of which the limit learns the first so many; every answer should have `status`.
fn beside_limit(
    bench: &Bench,
    what: &str,
    server: &Server,
    requests: &[Vec<u8>],
    learned: usize,
    status: u16,
    (goal, floor): (f64, f64),
) -> Measured {
    let limit = bench.limit(server, &requests[..learned.min(requests.len())])?;
    let sides = [Side { server, requests }, Side { server: &limit, requests }];
    let [kickabout, bare] = pages(sides, CONNECTIONS, bench.pace())?;
    let mut row = compared(what, &kickabout, &bare, Asked::AtLeast { goal, floor });
    row.complaints = kickabout.tally.complaints(&[status], &[]);
    row.complaints.extend(bare.tally.complaints(&[status], &[]).into_iter().map(|each| format!("the limit: {each}")));
    let pages = &kickabout.tally.pages;
    row.note = format!(
        "{} bytes of content, p99 {:.1} ms (limit {:.1} ms), {} requests in turn",
        pages.bytes / pages.count().max(1),
        pages.took.percentile(99.0).as_secs_f64() * 1e3,
        bare.tally.pages.took.percentile(99.0).as_secs_f64() * 1e3,
        requests.len(),
    );
    Ok(vec![row])
}
