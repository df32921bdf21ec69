//! `kickabout storm`: many clients at once, every call written down, and at the end the question what was kept.

mod calls;
mod clients;
mod compare;
mod contest;
mod http;
mod organizer;
mod page;
mod person;
mod promise;
mod record;
mod report;
mod scenes;
mod servers;
mod stage;
mod standing;
mod strangers;
mod timeline;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use tokio::task::LocalSet;

use self::http::Address;
use self::promise::Findings;
use self::scenes::Plan;
use self::servers::Server;
use self::stage::Stage;
use super::{Failure, cookie_key::CookieKeySettings, database::Database};
use crate::web::PublicUrl;

/// Tries on a test database whether the site keeps its promises about seats under load, through kills and restarts.
///
/// It fills the database with made-up people and games. Each player stays within the default limits of `serve`.
#[derive(Debug, Args)]
pub struct Storm {
    /// Where the site listens, such as http://127.0.0.1:8080; several instances of one site are several addresses
    #[arg(value_name = "URL", required = true, value_parser = Address::parse)]
    url: Vec<Address>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    cookie_key: CookieKeySettings,
    /// The site's own --public-url, where it has one
    #[arg(long, env = "KICKABOUT_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Minutes that it lasts
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "seconds")]
    minutes: u64,
    /// Seconds that it lasts
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
    /// Clients at once
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    clients: u32,
    /// Players who take turns on the clients
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(40..=1_000_000))]
    players: u32,
    /// Games they fight for
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(7..=10_000))]
    games: u32,
    /// Games before the storm, each with 40 players for 10 seats
    #[arg(long, value_name = "N", default_value_t = 100)]
    contests: u32,
    /// Where chance begins: the same number asks for the same things
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Command that starts the site; then it is killed and started again at random. Once for each URL, in their order
    #[arg(long, value_name = "COMMAND")]
    server: Vec<String>,
    /// Seconds from one kill to the next, on average
    #[arg(long, value_name = "N", default_value_t = 5, requires = "server")]
    kill_every: u64,
    /// Command that does the harm instead of a kill, such as a power cut; SERVER_PID names the server
    #[arg(long, value_name = "COMMAND", requires = "server")]
    crash: Option<String>,
    /// File for every call, a line each
    #[arg(long, value_name = "FILE")]
    calls: Option<PathBuf>,
    /// Fills a site that has a life of its own, too
    #[arg(long)]
    into_this_site: bool,
}

impl Storm {
    /// Storms, and fails where a promise was broken.
    pub fn run(self) -> Result<(), Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let findings = LocalSet::new().block_on(&runtime, async {
            tokio::select! {
                ended = self.storm() => ended,
                _ = tokio::signal::ctrl_c() => Err("interrupted".into()),
            }
        })?;
        println!("\n{}", report::table(&findings));
        match findings.broken_times() {
            0 => Ok(()),
            times => Err(format!("promises were broken {times} times").into()),
        }
    }

    async fn storm(self) -> Result<Findings, Failure> {
        let database = self.database.database_url.clone();
        let stage = Stage {
            key: self.cookie_key.load(&database)?,
            is_https: self.public_url.as_ref().is_some_and(PublicUrl::is_https),
            database,
        };
        let is_test = self.into_this_site;
        stage.work(move |store, _| Stage::found(store, is_test)).await?;
        let mut servers: Vec<_> = self
            .server
            .iter()
            .zip(&self.url)
            .map(|(command, url)| Server::new(command, url, &stage.database))
            .collect();
        for server in &mut servers {
            server.start().await?;
        }
        for address in &self.url {
            if !servers::is_ready(address).await {
                return Err(
                    format!("nobody is ready at {}: start the site there, or name --server", address.shown).into()
                );
            }
        }
        let plan = Plan {
            lasts: Duration::from_secs(self.seconds.unwrap_or(self.minutes * 60)),
            clients: self.clients,
            players: self.players,
            games: self.games,
            contests: self.contests,
            seed: self.seed,
            kill_every: Duration::from_secs(self.kill_every.max(1)),
            crash: self.crash,
            calls: self.calls,
        };
        scenes::play(&stage, self.url, servers, plan).await
    }
}
