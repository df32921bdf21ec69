//! `scripts/bench`: each line of what Kickabout promises about speed and size, measured beside its limit.

mod bench;
mod drive;
mod fetch;
mod histogram;
mod http;
mod lines;
mod measure;
mod scripts;
mod server;
mod site;
mod table;
mod tally;

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use bench::Bench;
use lines::{LINES, Line};

/// Measures lines and prints them in one table.
#[derive(Debug, Parser)]
struct Load {
    #[command(flatten)]
    bench: Bench,
    /// What `cargo bench` says to every program
    #[arg(long, hide = true)]
    bench_flag: bool,
    /// The lines to measure; all but those that are only for the asking where none is named
    lines: Vec<String>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|each| each == "--list") {
        LINES.iter().for_each(|line| println!("{:<24} {}", line.name, line.about));
        return ExitCode::SUCCESS;
    }
    if arguments.len() < 3 {
        println!("scripts/bench starts this program with everything it needs.");
        return ExitCode::SUCCESS;
    }
    match run(&Load::parse_from(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(load: &Load) -> Result<(), Box<dyn Error>> {
    let lines = chosen(&load.lines)?;
    std::fs::create_dir_all(&load.bench.folder)?;
    raise_open_files()?;
    eprintln!("{}", machine());
    let (mut rows, mut failed) = (Vec::new(), Vec::new());
    for line in lines {
        eprintln!("measuring {} ...", line.name);
        match (line.run)(&load.bench) {
            Ok(more) => rows.extend(more),
            Err(error) => failed.push(format!("{}: {error}", line.name)),
        }
    }
    println!("{}\n", machine());
    print!("{}", table::table(&rows));
    if failed.is_empty() { Ok(()) } else { Err(format!("NOT MEASURED:\n{}", failed.join("\n")).into()) }
}

fn chosen(names: &[String]) -> Result<Vec<&'static Line>, String> {
    if names.is_empty() {
        return Ok(LINES.iter().filter(|line| !line.by_name_only).collect());
    }
    let find = |name: &String| {
        LINES.iter().find(|line| line.name == name).ok_or_else(|| format!("there is no line {name}; see --list"))
    };
    names.iter().map(find).collect()
}

/// What it was measured on, and what else the machine had to do.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let (processor, memory, load) = (read("/proc/cpuinfo"), read("/proc/meminfo"), read("/proc/loadavg"));
    let value = |text: &str, name: &str| {
        let line =
            text.lines().find_map(|line| line.strip_prefix(name)?.split_once(':').map(|(_, value)| value.trim()));
        line.unwrap_or("unknown").to_owned()
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    let (model, memory) = (value(&processor, "model name"), value(&memory, "MemTotal"));
    format!("{cores} cores of {model}, {memory} of memory, load {load}; everything on this machine")
}

/// As many open files as the system allows: each connection is one.
fn raise_open_files() -> Result<(), Box<dyn Error>> {
    let limit = getrlimit(Resource::Nofile);
    Ok(setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?)
}
