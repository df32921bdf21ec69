//! The data that `scripts/bench` measures on, made by the verbs that real people use.
//!
//! `town DATABASE-URL COMMAND`; players come from `kickabout admin make-players`, whose file the commands read.

mod copies;
mod games;

use std::error::Error;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use kickabout::domain::accounts::AddAccount;
use kickabout::domain::set_up::{NewSite, found_site};
use kickabout::domain::truth;
use kickabout::domain::venues::AddVenue;
use kickabout::store::venues::VenueFields;
use kickabout::store::{Clock, DatabaseUrl, DbConn, Job, Scope, Store};
use kickabout::types::{
    Address, Currency, Email, GameId, PlayerId, PlayerName, Role, SiteName, Timestamp, VenueName, Zone,
};

use games::{Cards, Filling};

/// What goes wrong here is told and ends the program.
type Failure = Box<dyn Error + Send + Sync>;

/// Games above this number are not there: each data set is far smaller.
const MOST_GAMES: i64 = 10_000_000;

/// Data for measurements.
#[derive(Debug, Parser)]
struct Town {
    /// Where the data goes
    database: String,
    #[command(subcommand)]
    command: Command,
    /// What `cargo bench` says to every program
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes an empty database on the Postgres server that the address names, in the place of what it was
    Create { name: String },
    /// Sets up the empty site, with an organizer and the venues
    Found,
    /// Posts games as the demo has them, with players in them, and prints their ids
    Posted { count: usize, players: PathBuf },
    /// Posts games with so many spots and nobody in them, and prints their ids
    Empty { count: usize, capacity: i32 },
    /// Posts full games in which so many wait, and prints their ids
    Queued { count: usize, waiting: usize, players: PathBuf },
    /// Makes so many registrations in games that are over
    Past { registrations: usize, players: PathBuf },
    /// Counts the active registrations, and fails if any game breaks a promise
    Check,
}

fn main() -> Result<(), Failure> {
    let town = Town::parse();
    if let Command::Create { name } = &town.command {
        return create(&town.database, name);
    }
    let store = Store::open(&DatabaseUrl::parse(&town.database)?, Clock::System)?;
    match town.command {
        Command::Create { .. } => Ok(()),
        Command::Found => found(&store),
        Command::Posted { count, players } => {
            let players = read_players(&players)?;
            post(&store, move |cards, conn, now| cards.post(conn, count, Filling::AsInTheDemo(&players), now))
        }
        Command::Empty { count, capacity } => {
            post(&store, move |cards, conn, now| cards.post(conn, count, Filling::Nobody(capacity), now))
        }
        Command::Queued { count, waiting, players } => {
            let players = read_players(&players)?;
            post(&store, move |cards, conn, now| copies::queued(cards, conn, count, waiting, &players, now))
        }
        Command::Past { registrations, players } => {
            let players = read_players(&players)?;
            post(&store, move |cards, conn, now| copies::past(cards, conn, registrations, &players, now))
        }
        Command::Check => check(&store),
    }
}

/// Something to be done in one transaction.
struct Make<F>(F);

impl<T, F> Job for Make<F>
where
    T: Send + 'static,
    F: Fn(&mut DbConn, Timestamp) -> Result<T, Failure> + Send + 'static,
{
    type Done = T;
    type Refused = Failure;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<T, Failure> {
        (self.0)(conn, now)
    }
}

fn post(
    store: &Store,
    games: impl Fn(&Cards, &mut DbConn, Timestamp) -> Result<Vec<GameId>, Failure> + Send + 'static,
) -> Result<(), Failure> {
    let made = store.write_here(Make(move |conn: &mut DbConn, now| games(&Cards::read(conn)?, conn, now)))?;
    made.iter().for_each(|game| println!("{game}"));
    Ok(())
}

fn found(store: &Store) -> Result<(), Failure> {
    store.write_here(Make(|conn: &mut DbConn, now| {
        let (name, email) = (PlayerName::parse("Greta Kaminski")?, Email::parse("greta@bench.kickabout.example")?);
        let admin = AddAccount { name, email, role: Role::Admin, password_hash: None, by: None }.run(conn, now)?;
        let site = NewSite {
            name: SiteName::parse("Lindenhafen Kickabout")?,
            time_zone: Zone::parse("Europe/Berlin")?,
            currency: Currency::default(),
        };
        found_site(conn, &site, Some(admin), now)?;
        for ground in games::grounds()? {
            let fields = VenueFields {
                name: VenueName::parse(&ground.name)?,
                address: Address::parse(&ground.address)?,
                time_zone: Zone::parse(&ground.time_zone)?,
            };
            AddVenue { fields, by: admin }.run(conn, now)?;
        }
        Ok(())
    }))
}

/// The ids that begin the lines of the file which `kickabout admin make-players` wrote.
fn read_players(file: &Path) -> Result<Vec<PlayerId>, Failure> {
    let text = std::fs::read_to_string(file)?;
    let ids = text.lines().map(|line| Ok(PlayerId::parse(line.split('\t').next().unwrap_or_default())?));
    ids.collect()
}

fn create(server: &str, name: &str) -> Result<(), Failure> {
    let mut admin = PgConnection::establish(server)?;
    admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
    Ok(admin.batch_execute(&format!("CREATE DATABASE {name}"))?)
}

fn check(store: &Store) -> Result<(), Failure> {
    let now = store.now();
    let (active, broken) = store.read_here(|conn| {
        let (mut active, mut broken) = (0, Vec::new());
        for game in games::upcoming(conn, MOST_GAMES, now)? {
            active += kickabout::store::registrations::entries(conn, game)?
                .iter()
                .filter(|entry| entry.registration.status != kickabout::types::Status::Withdrawn)
                .count();
            broken.extend(truth::broken(conn, game, now)?.into_iter().map(|each| format!("game {game}: {each}")));
        }
        Ok::<_, Failure>((active, broken))
    })?;
    println!("{active}");
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n").into()) }
}
