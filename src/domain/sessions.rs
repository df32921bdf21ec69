//! Sessions: who is signed in where, and until when.

use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale};
use crate::types::time::{DAY, MINUTE};
use crate::types::{PlayerId, SecretHash, Timestamp};

/// How long a session lasts after it was last used, in seconds.
pub const SESSION_LASTS: i64 = 60 * DAY;

/// For how long a mailed link that was used up may be pressed once more by the same tap, in seconds.
pub const SAME_PRESS: i64 = 5 * MINUTE;

/// A session about to begin.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The hash of the key that the browser gets.
    pub token: SecretHash,
    /// What kind of browser it is.
    pub device: String,
    /// The session that the browser had before: it ends.
    pub replaces: Option<SecretHash>,
}

impl NewSession {
    /// What its beginning makes old: nobody keeps anything about a new session, but the one it replaces is over.
    pub(super) fn stale(&self) -> Stale {
        if self.replaces.is_some() { Stale::Everything } else { Stale::Nothing }
    }
}

/// Begins `session` for `player`, inside the write that lets them in.
pub(super) fn begin(conn: &mut DbConn, player: PlayerId, session: &NewSession, now: Timestamp) -> QueryResult<()> {
    begin_seen(conn, player, session, now, now)
}

/// The same for a session that nobody has used yet: its first page view says that the browser has its key.
pub(super) fn begin_unseen(
    conn: &mut DbConn,
    player: PlayerId,
    session: &NewSession,
    now: Timestamp,
) -> QueryResult<()> {
    begin_seen(conn, player, session, Timestamp::EPOCH, now)
}

fn begin_seen(
    conn: &mut DbConn,
    player: PlayerId,
    session: &NewSession,
    seen_at: Timestamp,
    now: Timestamp,
) -> QueryResult<()> {
    if let Some(old) = &session.replaces {
        store::sessions::delete(conn, old)?;
    }
    store::sessions::insert(conn, &session.token, player, &session.device, seen_at, now, now.plus(SESSION_LASTS))
}

/// Why somebody was not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Between the check of the password and now the account was disabled or its password changed.
    #[error("the account has changed meanwhile")]
    Changed,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// Signs in somebody whose password has just been checked.
#[derive(Debug)]
pub struct SignIn {
    /// Who.
    pub player: PlayerId,
    /// The hash that their password was checked against.
    pub checked: String,
    /// A stronger hash of the same password, to be kept in its place.
    pub rehash: Option<String>,
    /// The session they begin.
    pub session: NewSession,
}

impl Job for SignIn {
    type Done = ();
    type Refused = SignInError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        self.session.stale()
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), SignInError> {
        let account = store::accounts::find(conn, self.player)?.ok_or(SignInError::Changed)?;
        if account.disabled_at.is_some() || account.password_hash.as_ref() != Some(&self.checked) {
            return Err(SignInError::Changed);
        }
        if let Some(rehash) = &self.rehash {
            store::accounts::set_password(conn, self.player, rehash)?;
        }
        Ok(begin(conn, self.player, &self.session, now)?)
    }
}

/// Ends the session with this key.
#[derive(Debug)]
pub struct SignOut {
    /// The hash of its key.
    pub session: SecretHash,
}

impl Job for SignOut {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), QueryError> {
        store::sessions::delete(conn, &self.session)
    }
}

/// Ends one of somebody's own sessions, on a device they name.
#[derive(Debug)]
pub struct EndSession {
    /// Whose.
    pub player: PlayerId,
    /// The hash of its key; another player's is left alone.
    pub session: SecretHash,
}

impl Job for EndSession {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), QueryError> {
        store::sessions::delete_own(conn, self.player, &self.session)
    }
}

/// Signs somebody out on every device but this one.
#[derive(Debug)]
pub struct EndOtherSessions {
    /// Whose.
    pub player: PlayerId,
    /// The one that stays.
    pub kept: SecretHash,
}

impl Job for EndOtherSessions {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), QueryError> {
        store::sessions::delete_others(conn, self.player, &self.kept)
    }
}

/// Signs somebody out on every device, this one too.
#[derive(Debug)]
pub struct EndAllSessions {
    /// Whose.
    pub player: PlayerId,
}

impl Job for EndAllSessions {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), QueryError> {
        store::sessions::delete_all(conn, self.player)
    }
}

/// Notes that a session was used, so that it lives on from now.
#[derive(Debug)]
pub struct NoteSeen {
    /// The hash of its key.
    pub session: SecretHash,
}

impl Job for NoteSeen {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), QueryError> {
        store::sessions::touch(conn, &self.session, now, now.plus(SESSION_LASTS))
    }
}

/// Removes what has expired: sessions, one-time links, what is left of mails, and from where people came into games
/// that are over.
#[derive(Debug)]
pub struct Sweep;

impl Job for Sweep {
    type Done = usize;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<usize, QueryError> {
        let mails = store::mails::delete_settled(conn, now.minus(store::mails::STAY))?;
        Ok(mails
            + store::sessions::delete_expired(conn, now)?
            + store::tokens::delete_expired(conn, now)?
            + store::arrivals::delete_over(conn, now)?)
    }
}
