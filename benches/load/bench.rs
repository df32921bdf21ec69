//! What every line needs: the programs, the folder, the pace.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use crate::measure::{Pace, Side};
use crate::server::Server;
use crate::table::{Asked, Row, number};

/// The settings of a run.
#[derive(Debug, Clone, clap::Args)]
pub struct Bench {
    /// The binary of a release
    #[arg(long)]
    pub kickabout: PathBuf,
    /// The program that is the limit
    #[arg(long)]
    pub limit: PathBuf,
    /// The program that makes the data
    #[arg(long)]
    pub town: PathBuf,
    /// Where data and logs go
    #[arg(long)]
    pub folder: PathBuf,
    /// A Postgres server on which databases may be made: the address of one that is there
    #[arg(long)]
    pub postgres: Option<String>,
    /// Turns of each side
    #[arg(long, default_value = "5")]
    pub rounds: usize,
    /// Milliseconds of a turn
    #[arg(long, default_value = "2500")]
    pub turn: u64,
    /// Joins in a turn on SQLite; on Postgres half as many
    #[arg(long, default_value = "20000")]
    pub joins: usize,
}

impl Bench {
    /// How often and how long to measure.
    pub fn pace(&self) -> Pace {
        Pace { rounds: self.rounds, turn: std::time::Duration::from_millis(self.turn) }
    }

    /// Starts the limit: it asks `origin` each of `requests` and repeats the answers.
    pub fn limit(&self, origin: &Server, requests: &[Vec<u8>]) -> Result<Server, Box<dyn Error>> {
        let file = self.folder.join("requests");
        fs::write(&file, requests.join(&b'\n'))?;
        let (origin, file) = (origin.address.to_string(), file.display().to_string());
        Server::start(&self.limit, &["--origin", &origin, &file], &self.folder.join("limit.log"))
    }
}

/// The row for what Kickabout did beside something else, where their ratio counts.
pub fn compared(what: &str, side: &Side, other: &Side, asked: Asked) -> Row {
    let ratio = side.rate() / other.rate().max(1e-9);
    Row {
        beside: format!("{}/s", number(other.rate())),
        ratio: Some(ratio),
        cost: format!("{:.1} / {:.1}", side.cost(), other.cost()),
        ..Row::new(what, ratio, format!("{}/s", number(side.rate())), asked)
    }
}
