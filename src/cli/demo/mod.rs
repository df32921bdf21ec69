//! `kickabout demo`: a town with a believable life, to look around in.

mod folder;
mod life;
mod names;
mod people;
mod plan;
mod random;
mod sign_ins;
mod texts;
mod town;

#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;

use clap::Args;

use self::{folder::Folder, sign_ins::SignIns, texts::Texts, town::Town};
pub use self::{names::Names, random::Random};
use super::{
    Failure,
    cookie_key::CookieKeySettings,
    limits::LimitSettings,
    open_files::make_room,
    serve::{BODY_TIMEOUT, MESSAGES_A_DAY, NAMES_PER_ADDRESS},
};
use crate::app::{self, Application, Config, StartError};
use crate::domain::passwords::HashCost;
use crate::store::{self, Clock, DatabaseUrl, Store};
use crate::types::{Timestamp, Zone};
use crate::web::{PublicUrl, Settings};

/// The zone of the town.
const HOME: &str = "Europe/Berlin";
/// The same people live in every town that is made.
const SEED: u64 = 2026;
/// Where it listens by itself.
const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

/// What the command takes.
#[derive(Debug, Args)]
pub struct Demo {
    /// Makes a new town in the place of the one that is there
    #[arg(long)]
    fresh: bool,
    /// Folder of the town, made if missing
    #[arg(long, value_name = "DIR", default_value = "kickabout-demo")]
    data_dir: PathBuf,
    /// Where to listen, on this machine alone [default: 127.0.0.1:8080, or a free port where that is taken]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
    #[command(flatten)]
    limits: LimitSettings,
}

impl Demo {
    /// Runs the website over the town until it is told to stop.
    pub fn run(self) -> Result<(), Failure> {
        if self.listen.is_some_and(|address| !address.ip().is_loopback()) {
            return Err("the demo listens on this machine alone: --listen 127.0.0.1:PORT or [::1]:PORT".into());
        }
        let folder = Folder::open(&self.data_dir)?;
        let sign_ins = folder.sign_ins(self.fresh)?;
        make(&folder.database(), &sign_ins)?;
        let listener = self.bind()?;
        let config = self.config(folder.database(), listener.local_addr()?)?;
        Ok(app::run_on(listener, config, |application| self.announce(application, &sign_ins))?)
    }

    /// Its port; a free one where nobody named one and the usual one is taken.
    fn bind(&self) -> Result<TcpListener, StartError> {
        match app::listen(self.listen.unwrap_or(LISTEN)) {
            Err(StartError::Listen(taken, error)) if error.kind() == ErrorKind::AddrInUse && self.listen.is_none() => {
                log::warn!("{taken} is taken, so this demo listens on a free port");
                app::listen(SocketAddr::new(taken.ip(), 0))
            }
            bound => bound,
        }
    }

    fn config(&self, database: DatabaseUrl, address: SocketAddr) -> Result<Config, Failure> {
        Ok(Config {
            settings: Settings {
                // Whoever opens the town is on this machine: links can be whole without being asked for.
                public_url: Some(PublicUrl::parse(&format!("http://{address}"))?),
                trusted_proxies: Vec::new(),
                cookie_key: CookieKeySettings::default().load(&database)?,
                limits: self.limits.limits(),
                names_per_address: NAMES_PER_ADDRESS,
                messages_a_day: MESSAGES_A_DAY,
                hash_cost: HashCost::default(),
                // Its people are made up: nothing may be written to them.
                mail: None,
                body_timeout: BODY_TIMEOUT,
            },
            database,
            listen: address,
            workers: None,
            connections: make_room()?,
            write_batch: None,
            clock: Clock::System,
            acts_by_itself: false,
        })
    }

    /// Says where the town is and who can sign in.
    fn announce(&self, application: &Application, sign_ins: &SignIns) {
        let mut lines = format!("Kickabout demo at {}\n", application.url("/"));
        lines.push_str(&sign_ins.lines());
        let folder = self.data_dir.display();
        lines.push_str(&format!(
            "Ctrl+C stops it; the town stays in {folder}/ until `kickabout demo --fresh` makes a new one.\n"
        ));
        let mut console = io::stdout().lock();
        // A console that has gone away is no reason to stop.
        if console.write_all(lines.as_bytes()).and_then(|()| console.flush()).is_err() {
            log::debug!("nobody reads the console");
        }
    }
}

/// Makes the town in `database`, where there is none yet.
fn make(database: &DatabaseUrl, sign_ins: &SignIns) -> Result<(), Failure> {
    let store = Store::open(database, Clock::System)?;
    if store.read_here(store::site::find)?.is_none() {
        log::info!("making the town");
        let forbidden = store.write_here(make_up(sign_ins.hashes()?, store.now())?)?;
        forbidden.0.iter().for_each(|what| log::debug!("did not happen: {what}"));
    }
    store.stop();
    Ok(())
}

/// The town as it is at `now`; the hashes are of the passwords of admin, organizer and player.
fn make_up(password_hashes: [String; 3], now: Timestamp) -> Result<Town, Failure> {
    let texts = Texts::read()?;
    let home = Zone::parse(HOME)?;
    let people = people::everybody(&texts, &mut Random::new(SEED));
    let mut random = Random::new(SEED + 1);
    let games = plan::games(&texts, &home, now, &mut random)?;
    let steps = life::steps(&texts, &people, &games, now, &mut random);
    Ok(Town { texts, people, games, steps, password_hashes, home })
}
