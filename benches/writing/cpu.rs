//! Processor time, which says what a join costs even on a machine that is busy with other things.

use std::fmt;
use std::fs;

use kickabout::store::DatabaseUrl;

/// Microseconds that this process, and the database's server for this database, have used so far; on Linux alone.
#[derive(Debug, Clone, Copy)]
pub struct Burnt {
    here: f64,
    server: f64,
}

/// The length of a tick of the kernel's accounts, in microseconds.
const TICK: f64 = 10_000.0;

pub fn burnt(url: &DatabaseUrl) -> Burnt {
    let server = match url {
        DatabaseUrl::Sqlite(_) => 0.0,
        DatabaseUrl::Postgres(url) => of_backends(url.rsplit('/').next().unwrap_or_default()),
    };
    Burnt { here: of_process("self"), server }
}

/// What the processes burnt whose titles name `database`, as those of Postgres do.
fn of_backends(database: &str) -> f64 {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().into_string().ok());
    let titled = |id: &String| {
        let title = fs::read_to_string(format!("/proc/{id}/cmdline")).unwrap_or_default();
        title.starts_with("postgres:") && title.contains(database)
    };
    ids.filter(titled).map(|id| of_process(&id)).sum()
}

fn of_process(id: &str) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // The name in parentheses may hold anything; utime and stime are the 12th and 13th field behind it.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) * TICK
}

impl Burnt {
    /// What was burnt since `earlier`, for each of `joins`.
    pub fn since(self, earlier: Self, joins: usize) -> Self {
        let each = |burnt: f64| burnt / joins as f64;
        Self { here: each(self.here - earlier.here), server: each(self.server - earlier.server) }
    }
}

impl fmt::Display for Burnt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:5.1} us here, {:5.1} us in the server", self.here, self.server)
    }
}
