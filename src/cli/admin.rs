//! `kickabout admin ...`: what whoever runs the site does beside its pages.

use clap::{Args, Subcommand};

use super::{Failure, database::Database, make_players::Crowd};
use crate::{
    domain::{
        accounts::AddAccount,
        sign_in_links::{MakeSignInLink, Owner},
    },
    store::{self, Clock, Store},
    types::{Email, PlayerName, Role, Secret},
    web::{PublicUrl, urls},
};

/// Admins and their way in, and crowds.
#[derive(Debug, Args)]
pub struct Admin {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes an admin, and prints a link with which they sign in and choose a password
    Create {
        #[command(flatten)]
        site: Site,
        /// Their name
        #[arg(long, value_parser = PlayerName::parse)]
        name: PlayerName,
        /// Their address
        #[arg(value_name = "E-MAIL", value_parser = Email::parse)]
        email: Email,
    },
    /// Prints a link with which somebody signs in once, without a password
    SignInLink {
        #[command(flatten)]
        site: Site,
        /// The address of their account
        #[arg(value_name = "E-MAIL", value_parser = Email::parse)]
        email: Email,
    },
    /// Makes players who are signed in, on a test site: for benchmarks and storms
    MakePlayers {
        #[command(flatten)]
        site: Site,
        #[command(flatten)]
        players: Crowd,
    },
}

#[derive(Debug, Args)]
struct Site {
    #[command(flatten)]
    database: Database,
    /// The address people type, with which links begin
    #[arg(long, env = "KICKABOUT_PUBLIC_URL", value_name = "URL", default_value = "http://127.0.0.1:8080")]
    public_url: PublicUrl,
}

impl Admin {
    /// Does what was asked, beside a running site if there is one.
    pub fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Create { site, name, email } => {
                let store = site.open()?;
                let owner = email.clone();
                store.write_here(AddAccount { name, email, role: Role::Admin, password_hash: None, by: None })?;
                site.print_link(&store, owner)
            }
            Command::SignInLink { site, email } => {
                let store = site.open()?;
                site.print_link(&store, email)
            }
            Command::MakePlayers { site, players } => players.run(&site.open()?, site.public_url.is_https()),
        }
    }
}

impl Site {
    fn open(&self) -> Result<Store, Failure> {
        let store = Store::open(&self.database.database_url, Clock::System)?;
        match store.read_here(store::site::find)? {
            Some(_) => Ok(store),
            None => Err("this site is empty: start it with `kickabout serve` and open the set-up link".into()),
        }
    }

    fn print_link(&self, store: &Store, email: Email) -> Result<(), Failure> {
        let secret = Secret::new()?;
        store.write_here(MakeSignInLink { owner: Owner::Email(email.clone()), token: secret.hash(), by: None })?;
        println!("{email} signs in once, within a day, with this link:");
        println!("{}", self.public_url.join(&urls::sign_in(secret.reveal())));
        Ok(())
    }
}
