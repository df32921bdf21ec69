//! `kickabout admin make-players`: a crowd that is signed in, for rehearsals of a big day.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, cookie_key::CookieKeySettings, demo::Names};
use crate::{
    domain::crowd::{Mailboxes, MakeCrowd},
    store::{self, Store},
    types::{Email, PlayerId, PlayerName, Role, Secret},
    web::CookieKey,
};

/// Players per change: many in one statement, and within what either database takes.
const AT_ONCE: u32 = 1000;

/// How many, and where their sessions go.
#[derive(Debug, Args)]
pub struct Crowd {
    /// How many
    #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    count: u32,
    /// File for a line each: player id, e-mail and Cookie header, between tabs. It opens their accounts: it is made
    /// for its owner alone, in the place of what it was
    #[arg(long, value_name = "FILE")]
    sessions: PathBuf,
    #[command(flatten)]
    cookie_key: CookieKeySettings,
}

/// Somebody who was made up, and is signed in.
#[derive(Debug, Clone)]
pub struct Made {
    /// Who.
    pub id: PlayerId,
    /// Their address.
    pub email: Email,
    /// The Cookie header that signs them in.
    pub cookie: String,
}

impl Crowd {
    /// Makes the players in `store`, for a site that is reached over HTTPS or not.
    pub fn run(self, store: &Store, is_https: bool) -> Result<(), Failure> {
        let key = self.cookie_key.load(store.url())?;
        let path = self.sessions.display();
        let file = private_file(&self.sessions).map_err(|error| format!("cannot write {path}: {error}"))?;
        let mut lines = BufWriter::new(file);
        let mut left = self.count;
        while left > 0 {
            let count = left.min(AT_ONCE);
            for made in make(store, &key, is_https, (Role::Player, Mailboxes::None), count)? {
                writeln!(lines, "{}\t{}\t{}", made.id, made.email, made.cookie)?;
            }
            left -= count;
        }
        lines.flush()?;
        println!("Made {} players; {path} holds their sessions.", self.count);
        Ok(())
    }
}

/// Makes `count` people in one change.
pub fn make(
    store: &Store,
    key: &CookieKey,
    is_https: bool,
    (role, mailboxes): (Role, Mailboxes),
    count: u32,
) -> Result<Vec<Made>, Failure> {
    let before = store.read_here(store::crowd::highest_player)?;
    let names = Names::read()?;
    let names = (before..).take(count as usize).map(|number| Ok(PlayerName::parse(&names.get(number))?));
    let names = names.collect::<Result<Vec<_>, Failure>>()?;
    let secrets = (0..count).map(|_| Secret::new()).collect::<Result<Vec<_>, _>>()?;
    let tokens = secrets.iter().map(Secret::hash).collect();
    let owners = store.write_here(MakeCrowd { names, tokens, role, mailboxes })?;
    let made = owners.into_iter().zip(&secrets);
    Ok(made.map(|((id, email), secret)| Made { id, email, cookie: key.cookie_header(is_https, secret) }).collect())
}

/// A new, empty file that its owner alone may read, also where there was one that others could.
fn private_file(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.set_permissions(Permissions::from_mode(0o600))?;
    Ok(file)
}
