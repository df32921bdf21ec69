//! A site that has been there for years.

use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::Measured;
use super::reading::{CONNECTIONS, upcoming};
use crate::bench::{Bench, compared};
use crate::http::get;
use crate::measure::{Asked as Side, pages};
use crate::site::{Kind, Site};
use crate::table::Asked;

const UPCOMING: &str = "5000";
const OLD: &str = "1000000";
const PLAYERS: usize = 2_000;

/// The upcoming page of a large site beside that of a small one.
pub fn big_list(bench: &Bench) -> Measured {
    let file = large(bench)?;
    let site = Site::copied(bench, "large", &file)?;
    let (large, (_small, small, _)) = (site.serve(&[])?, upcoming(bench, &[])?);
    let requests = [get("/", &[("Accept-Encoding", "gzip")])];
    let sides = [Side { server: &large, requests: &requests }, Side { server: &small, requests: &requests }];
    let [large, small] = pages(sides, CONNECTIONS, bench.pace())?;
    let what = "upcoming page with 5,000 games and 1,000,000 old registrations";
    let mut row = compared(what, &large, &small, Asked::AtLeast { goal: 0.95, floor: 0.85 });
    row.note = "beside: with 50 games and no old registrations".to_owned();
    for side in [&large, &small] {
        row.complaints.extend(side.tally.complaints(&[200], &[]));
    }
    Ok(vec![row])
}

/// The file with the large site: kept from one run to the next, for as long as the schema, the program that made it
/// and the day are the same.
fn large(bench: &Bench) -> Result<PathBuf, Box<dyn Error>> {
    let file = bench.folder.join(format!("large-{:016x}.db", key(bench)?));
    if file.exists() {
        return Ok(file);
    }
    for entry in fs::read_dir(&bench.folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("large-")) {
            fs::remove_file(path)?;
        }
    }
    let site = Site::found(bench, "large", Kind::Sqlite, PLAYERS)?;
    let players = site.players();
    site.town(&["posted", UPCOMING, &players])?;
    site.town(&["past", OLD, &players])?;
    let made = site.file().ok_or("the site is no file")?;
    // A server that starts and stops leaves everything in the one file.
    site.serve(&[])?.stop()?;
    fs::rename(made, &file)?;
    Ok(file)
}

fn key(bench: &Bench) -> Result<u64, Box<dyn Error>> {
    let mut hasher = DefaultHasher::new();
    let mut migrations = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite"), &mut migrations)?;
    migrations.sort();
    for path in migrations {
        fs::read(path)?.hash(&mut hasher);
    }
    fs::read(&bench.town)?.hash(&mut hasher);
    (SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 86_400).hash(&mut hasher);
    Ok(hasher.finish())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
