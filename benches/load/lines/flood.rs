//! Pages while somebody tries passwords.

use std::thread;
use std::time::Duration;

use super::Measured;
use super::reading::upcoming;
use crate::bench::Bench;
use crate::drive::{Script, connect, drive};
use crate::http::{get, post};
use crate::scripts::{Paced, Rotation};
use crate::table::{Asked, Row};
use crate::tally::Tally;

/// Sign-ins a second.
const RATE: u32 = 500;
/// Connections that the tries come on; some of them wait for a hash.
const TRYING: usize = 400;
/// Connections that ask for pages meanwhile.
const LOOKING: usize = 32;

/// How long pages take while sign-ins are tried from ever new addresses.
pub fn sign_in_flood(bench: &Bench) -> Measured {
    let (site, server, _) = upcoming(bench, &["--trusted-proxy", "127.0.0.1"])?;
    let gzip = ("Accept-Encoding", "gzip");
    let mut pages: Vec<_> = site.cookies.iter().map(|cookie| get("/", &[gzip, ("Cookie", cookie)])).collect();
    pages.extend((0..pages.len()).map(|_| get("/", &[gzip])).collect::<Vec<_>>());
    let turn = Duration::from_millis(bench.turn) * u32::try_from(bench.rounds)?;
    let address = server.address;
    let looking = connect(address, LOOKING)?;
    let mut calm = Rotation::new(&pages, turn / 2);
    drive(address, looking, &mut calm)?;
    let tries = tries(RATE * u32::try_from(turn.as_secs())?.max(1));
    let flood = thread::spawn(move || -> Result<Tally, String> {
        let mut paced = Paced::new(&tries, RATE, TRYING);
        let streams = connect(address, TRYING).map_err(|error| error.to_string())?;
        drive(address, streams, &mut paced).map_err(|error| error.to_string())?;
        Ok(paced.into_tally())
    });
    let mut storm = Rotation::new(&pages, turn);
    drive(address, connect(address, LOOKING)?, &mut storm)?;
    let flood = flood.join().map_err(|_| "the flood broke off")??;
    Ok(vec![row(&calm.into_tally(), &storm.into_tally(), &flood, turn)])
}

/// Wrong passwords for accounts that nobody has, each from an address of its own.
fn tries(count: u32) -> Vec<Vec<u8>> {
    let one = |number: u32| {
        let [_, b, c, d] = number.to_be_bytes();
        let from = format!("10.{b}.{c}.{d}");
        post(
            "/login",
            &[("X-Forwarded-For", &from)],
            &format!("email=nobody{number}%40example.org&password=wrong-{number}"),
        )
    };
    (0..count).map(one).collect()
}

fn row(calm: &Tally, storm: &Tally, flood: &Tally, turn: Duration) -> Row {
    let p99 = |tally: &Tally| tally.pages.took.percentile(99.0).as_secs_f64();
    let asked = Asked::AtMost { goal: 0.3, floor: 1.0 };
    let mut row = Row::new("pages during 500 sign-ins/s: p99", p99(storm), format!("{:.3} s", p99(storm)), asked);
    row.beside = format!("{:.3} s", p99(calm));
    row.complaints = storm.complaints(&[200], &[]);
    row.complaints.extend(flood.complaints(&[], &[422, 429, 503]));
    let answers: Vec<String> =
        flood.forms.statuses.iter().map(|(status, count)| format!("{count} of {status}")).collect();
    row.note = format!(
        "beside: without the flood; tries from ever new addresses (--trusted-proxy 127.0.0.1), answered {}; longest page {:.3} s; {:.0} pages/s",
        answers.join(", "),
        storm.pages.took.longest().as_secs_f64(),
        f64::from(u32::try_from(storm.pages.count()).unwrap_or(u32::MAX)) / turn.as_secs_f64(),
    );
    row
}
