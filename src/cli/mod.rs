//! The command line: one file per command.

mod cookie_key;
mod database;
mod limits;
mod serve;

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
}

/// What went wrong, in words for whoever typed the command.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the command that the program was started with.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // Names the program's own doings; RUST_LOG says otherwise.
    let default = env_logger::Env::default().default_filter_or("warn,kickabout=info");
    env_logger::Builder::from_env(default).init();
    let outcome = match cli.command {
        Command::Serve(serve) => serve.run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kickabout: {failure}");
            ExitCode::FAILURE
        }
    }
}
