//! `kickabout migrate`

use clap::Args;

use super::{Failure, database::Database};
use crate::store;

/// Brings the database up to date; `serve` does it too.
#[derive(Debug, Args)]
pub struct Migrate {
    #[command(flatten)]
    database: Database,
}

impl Migrate {
    /// Applies what is missing, all or nothing.
    pub fn run(self) -> Result<(), Failure> {
        let url = self.database.database_url;
        let applied = store::migrate(&url)?;
        if applied.is_empty() {
            println!("{url} is up to date.");
        } else {
            println!("Brought {url} up to date: {}.", applied.join(", "));
        }
        Ok(())
    }
}
