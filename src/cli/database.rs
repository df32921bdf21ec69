//! Which database a command works on.

use clap::Args;

use crate::store::DatabaseUrl;

/// The setting that every command shares.
#[derive(Debug, Args)]
pub struct Database {
    /// Where the data is: sqlite:FILE, or postgres://USER:PASSWORD@HOST/NAME
    #[arg(
        long,
        env = "DATABASE_URL",
        value_name = "URL",
        default_value = "sqlite:kickabout.db",
        hide_env_values = true
    )]
    #[arg(value_parser = DatabaseUrl::parse)]
    pub database_url: DatabaseUrl,
}
