//! Players made up by the hundred, for rehearsals of a big day.

use super::sessions::SESSION_LASTS;
use super::set_up::{NewSite, found_site};
use crate::store::games::GameFields;
use crate::store::{self, DbConn, Job, QueryError, Scope};
use crate::types::{
    Currency, Email, EmailError, GameId, LinkKey, PlayerId, PlayerName, Role, SecretHash, SiteName, Timestamp, Zone,
};

/// The domain of their addresses; nothing can be sent there.
const DOMAIN: &str = "crowd.kickabout.example";
/// What a list of devices calls the place where their sessions began.
const DEVICE: &str = "Rehearsal";

/// Makes players who are signed in and have no password.
#[derive(Debug)]
pub struct MakeCrowd {
    /// A name for each.
    pub names: Vec<PlayerName>,
    /// The hash of each one's session key, in the same order.
    pub tokens: Vec<SecretHash>,
    /// What all of them may do.
    pub role: Role,
    /// Who has a confirmed address.
    pub mailboxes: Mailboxes,
}

/// Whose address is confirmed, so that letters go there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailboxes {
    /// Nobody's.
    None,
    /// Every second player's.
    EverySecond,
}

/// Why players were not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeCrowdError {
    /// An address could not be built.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Job for MakeCrowd {
    type Done = Vec<(PlayerId, Email)>;
    type Refused = MakeCrowdError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Self::Done, MakeCrowdError> {
        let ids = store::crowd::insert_players(conn, &self.names, self.role, now)?;
        let owners = ids.into_iter().map(|id| Ok((id, address(id)?))).collect::<Result<Vec<_>, EmailError>>()?;
        let is_confirmed = |player: PlayerId| self.mailboxes == Mailboxes::EverySecond && player.get() % 2 == 0;
        store::crowd::insert_accounts(conn, &owners, is_confirmed, now)?;
        let sessions: Vec<_> = owners.iter().zip(&self.tokens).map(|((id, _), token)| (*id, token.clone())).collect();
        store::crowd::insert_sessions(conn, &sessions, DEVICE, now, now.plus(SESSION_LASTS))?;
        store::statistics::count_anew(conn)?;
        Ok(owners)
    }
}

/// By the player's own number, so that no two runs make the same one.
fn address(id: PlayerId) -> Result<Email, EmailError> {
    Email::parse(&format!("player{id}@{DOMAIN}"))
}

/// Sets up an empty site for a rehearsal: there is no admin yet.
#[derive(Debug)]
pub struct FoundTestSite {
    /// Its name.
    pub name: SiteName,
}

impl Job for FoundTestSite {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        let site = NewSite { name: self.name.clone(), time_zone: Zone::utc(), currency: Currency::default() };
        found_site(conn, &site, None, now)
    }
}

/// Makes a published game, as a rehearsal needs it: sign-up opens and closes at whole seconds.
#[derive(Debug)]
pub struct MakeGame {
    /// All of it.
    pub fields: GameFields,
    /// Its organizer.
    pub by: PlayerId,
}

impl Job for MakeGame {
    type Done = GameId;
    type Refused = MakeGameError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<GameId, MakeGameError> {
        let game = store::games::insert(conn, &self.fields, self.by, None, LinkKey::new()?.as_str(), now)?;
        store::games::publish(conn, game, now)?;
        Ok(game)
    }
}

/// Why a game was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeGameError {
    /// The system gave no randomness for its link.
    #[error(transparent)]
    Random(#[from] getrandom::Error),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}
