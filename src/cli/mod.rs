//! The command line: one file per command.

mod admin;
mod backup;
mod cookie_key;
mod database;
mod demo;
mod limits;
mod make_players;
mod migrate;
mod open_files;
mod serve;
mod smtp;
mod storm;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The website on which a town's pickup games live.
#[derive(Debug, Parser)]
#[command(name = "kickabout", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the website
    Serve(serve::Serve),
    /// Shows a made-up town with a lively site, on this machine alone
    Demo(demo::Demo),
    /// Brings the database up to date; `serve` does it too
    Migrate(migrate::Migrate),
    /// Writes all data to a new file, while the site goes on
    Backup(backup::Backup),
    /// Replaces all data by a backup's; what was there before is kept
    Restore(backup::Restore),
    /// Makes an admin, a link for somebody who can't sign in, or a crowd for a rehearsal
    Admin(admin::Admin),
    /// Tries on a test database whether the site keeps its promises in a storm
    Storm(storm::Storm),
}

/// What went wrong, in words for whoever typed the command.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command that the program was started with.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // Names the program's own doings; RUST_LOG says otherwise.
    // What browsers send wrong is answered, and no news for whoever runs the site.
    let default = env_logger::Env::default().default_filter_or("warn,kickabout=info,actix_http::h1::dispatcher=off");
    env_logger::Builder::from_env(default).init();
    let outcome = match cli.command {
        Command::Serve(serve) => serve.run(),
        Command::Demo(demo) => demo.run(),
        Command::Migrate(migrate) => migrate.run(),
        Command::Backup(backup) => backup.run(),
        Command::Restore(restore) => restore.run(),
        Command::Admin(admin) => admin.run(),
        Command::Storm(storm) => storm.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kickabout: {failure}");
            ExitCode::FAILURE
        }
    }
}
