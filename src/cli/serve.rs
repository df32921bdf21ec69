//! `kickabout serve`

use std::{
    io::{self, Write},
    net::SocketAddr,
    num::NonZeroUsize,
    time::Duration,
};

use clap::Args;
use ipnet::IpNet;

use super::{
    Failure, cookie_key::CookieKeySettings, database::Database, limits::LimitSettings, open_files::make_room,
    smtp::SmtpSettings,
};
use crate::{
    app::{self, Application, Config},
    domain::passwords::HashCost,
    store::Clock,
    web::{PublicUrl, Settings, client_ip::parse_proxy, urls},
};

/// How long a form may take to arrive.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// How many may be in one game by name alone from one address: a family or a few friends, not a whole game.
pub const NAMES_PER_ADDRESS: u32 = 5;
/// Messages that one organizer may send to players in a day.
pub(super) const MESSAGES_A_DAY: u32 = 20;

/// The website's settings.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    database: Database,
    /// Where to listen; port 0 takes any that is free
    #[arg(long, env = "KICKABOUT_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address people type, such as https://games.example.org; with https, cookies insist on it
    #[arg(long, env = "KICKABOUT_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Proxy whose X-Forwarded-For is believed, an address or a network; may be repeated
    #[arg(long, env = "KICKABOUT_TRUSTED_PROXY", value_name = "IP", value_delimiter = ',', value_parser = parse_proxy)]
    trusted_proxy: Vec<IpNet>,
    #[command(flatten)]
    cookie_key: CookieKeySettings,
    /// Threads that answer [default: one per core]
    #[arg(long, env = "KICKABOUT_WORKERS", value_name = "N", value_parser = parse_workers)]
    workers: Option<usize>,
    /// Most changes that share a transaction, for measuring what sharing is worth
    #[arg(long, env = "KICKABOUT_WRITE_BATCH", value_name = "N", hide_short_help = true)]
    write_batch: Option<NonZeroUsize>,
    /// Players who may be in one game by name alone from one address
    #[arg(long, env = "KICKABOUT_NAMES_PER_ADDRESS", value_name = "N", default_value_t = NAMES_PER_ADDRESS)]
    names_per_address: u32,
    /// Messages that one organizer may send to players in a day
    #[arg(long, env = "KICKABOUT_MESSAGES_A_DAY", value_name = "N", default_value_t = MESSAGES_A_DAY)]
    messages_a_day: u32,
    #[command(flatten)]
    mail: SmtpSettings,
    #[command(flatten)]
    limits: LimitSettings,
}

impl Serve {
    /// Runs the website until it is told to stop.
    pub fn run(self) -> Result<(), Failure> {
        let has_address = self.public_url.is_some();
        Ok(app::run(self.config()?, |application| announce(application, has_address))?)
    }

    fn config(self) -> Result<Config, Failure> {
        let database = self.database.database_url;
        Ok(Config {
            settings: Settings {
                public_url: self.public_url,
                trusted_proxies: self.trusted_proxy,
                cookie_key: self.cookie_key.load(&database)?,
                limits: self.limits.limits(),
                names_per_address: self.names_per_address,
                messages_a_day: self.messages_a_day,
                hash_cost: HashCost::default(),
                mail: self.mail.load()?,
                body_timeout: BODY_TIMEOUT,
            },
            database,
            listen: self.listen,
            workers: self.workers,
            connections: make_room()?,
            write_batch: self.write_batch,
            clock: Clock::System,
            acts_by_itself: true,
        })
    }
}

fn parse_workers(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(workers @ 1..=1024) => Ok(workers),
        _ => Err("a number from 1 to 1024".to_owned()),
    }
}

/// Says on the console where the site is, and how to set it up while it is empty.
fn announce(application: &Application, has_address: bool) {
    let mut lines = format!("Listening on http://{}/\n", application.address());
    if let Some(secret) = application.set_up() {
        let link = application.url(&urls::set_up(secret.reveal()));
        lines.push_str(&format!("Set up this site: {link}\n"));
    }
    if !has_address {
        lines.push_str("Links to hand on are whole only with --public-url, such as https://games.example.org.\n");
    }
    let mut console = io::stdout().lock();
    // A console that has gone away is no reason to stop.
    if console.write_all(lines.as_bytes()).and_then(|()| console.flush()).is_err() {
        log::debug!("nobody reads the console");
    }
}
