//! `kickabout backup FILE` and `kickabout restore FILE`

use std::path::PathBuf;

use clap::Args;

use super::{Failure, database::Database};
use crate::store::{Clock, backup};

/// Writes all data as of this moment to one new file, while the site goes on.
#[derive(Debug, Args)]
pub struct Backup {
    #[command(flatten)]
    database: Database,
    /// The file to write; it must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    /// Writes the backup; the file appears when it is whole.
    pub fn run(self) -> Result<(), Failure> {
        backup::backup(&self.database.database_url, &self.file)?;
        println!("All data of {} is in {}.", self.database.database_url, self.file.display());
        Ok(())
    }
}

/// Replaces all data by a backup's; what was there is kept in a backup of its own.
#[derive(Debug, Args)]
pub struct Restore {
    #[command(flatten)]
    database: Database,
    /// A file that `kickabout backup` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Restore {
    /// Restores in one transaction: after a crash, all is as it was.
    pub fn run(self) -> Result<(), Failure> {
        let url = self.database.database_url;
        let stamp: String = Clock::System.now().rfc3339().chars().filter(char::is_ascii_alphanumeric).collect();
        let kept = backup::restore(&url, &self.file, &stamp)?;
        println!("{url} holds the data of {}.", self.file.display());
        if let Some(kept) = kept {
            println!("What was there before is in {}.", kept.display());
        }
        Ok(())
    }
}
