//! What it takes to have it, to start it, and to look at it.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::Measured;
use super::reading::upcoming;
use crate::bench::Bench;
use crate::fetch::fetch;
use crate::histogram::median;
use crate::http::get;
use crate::table::{Asked, Row, number};

/// From the start of the program to the first page.
pub fn start(bench: &Bench) -> Measured {
    let (site, server, _) = upcoming(bench, &[])?;
    server.stop()?;
    let mut times = Vec::new();
    for _ in 0..bench.rounds {
        let began = Instant::now();
        let server = site.serve(&[])?;
        let status = fetch(server.address, &get("/", &[]))?.status;
        times.push(began.elapsed().as_secs_f64());
        if status != 200 {
            return Err(format!("the first answer was {status}").into());
        }
        server.stop()?;
    }
    let took = median(&times);
    Ok(vec![Row::new("start to first answer", took, format!("{took:.3} s"), Asked::AtMost { goal: 0.3, floor: 1.0 })])
}

/// The binary.
pub fn size(bench: &Bench) -> Measured {
    let bytes = f64::from(u32::try_from(fs::metadata(&bench.kickabout)?.len())?);
    let megabytes = bytes / 1e6;
    let asked = Asked::AtMost { goal: 25.0, floor: 40.0 };
    Ok(vec![Row::new("binary", megabytes, format!("{megabytes:.1} MB"), asked)])
}

/// A clean build of a release.
pub fn build(bench: &Bench) -> Measured {
    let folder = bench.folder.join("clean");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let began = Instant::now();
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked", "--quiet", "--target-dir"]).arg(&folder).current_dir(top);
    if !cargo.status()?.success() {
        return Err("the build failed".into());
    }
    let minutes = began.elapsed().as_secs_f64() / 60.0;
    fs::remove_dir_all(&folder)?;
    let mut row =
        Row::new("clean release build", minutes, format!("{minutes:.1} min"), Asked::AtMost { goal: 5.0, floor: 8.0 });
    row.note = format!("on {} cores", std::thread::available_parallelism()?);
    Ok(vec![row])
}

/// What the first view of the upcoming page sends.
pub fn bytes(bench: &Bench) -> Measured {
    let (_site, server, _) = upcoming(bench, &[])?;
    let length = |path: &str, encoding: &str| -> Result<f64, Box<dyn Error>> {
        let page = fetch(server.address, &get(path, &[("Accept-Encoding", encoding)]))?;
        let is_as_asked = page.header("content-encoding").unwrap_or("identity") == encoding && page.status == 200;
        let length = f64::from(u32::try_from(page.content.len())?);
        if is_as_asked { Ok(length) } else { Err(format!("{path} is not there as {encoding}").into()) }
    };
    let mut rows = Vec::new();
    for (encoding, asked) in [("gzip", Asked::AtMost { goal: 6000.0, floor: 6000.0 }), ("br", Asked::Nothing)] {
        let list = length("/", encoding)?;
        rows.push(Row::new(&format!("upcoming page, bytes of {encoding}"), list, number(list), asked));
    }
    let page = fetch(server.address, &get("/", &[("Accept-Encoding", "identity")]))?;
    let (page, mut all) = (String::from_utf8(page.content)?, length("/", "gzip")?);
    for sheet in stylesheets(&page) {
        all += length(sheet, "gzip").or_else(|_| length(sheet, "identity"))?;
    }
    let asked = Asked::AtMost { goal: 14_000.0, floor: 14_000.0 };
    rows.push(Row::new("first view with its stylesheets, bytes of gzip", all, number(all), asked));
    Ok(rows)
}

/// The addresses of the stylesheets that `page` needs.
fn stylesheets(page: &str) -> impl Iterator<Item = &str> {
    let links = page.split("<link ").skip(1).filter_map(|rest| rest.split('>').next());
    let sheets = links.filter(|link| link.contains("stylesheet"));
    sheets.filter_map(|link| link.split("href=\"").nth(1)?.split('"').next())
}
