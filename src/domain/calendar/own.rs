//! The secret address of a player's own calendar is made, replaced and taken back.

use crate::store::{self, DbConn, Job, Optional, QueryError, Scope, Stale};
use crate::types::{PlayerId, SecretHash, Timestamp};

/// A player's calendar gets an address; the one it replaces leads nowhere from then on.
#[derive(Debug)]
pub struct MakeOwn {
    /// Whose calendar.
    pub player: PlayerId,
    /// The hash of the address's secret.
    pub token: SecretHash,
    /// When the address was made that the player wants replaced; none where they know of none.
    pub replaces: Option<Timestamp>,
}

/// The address of a player's calendar leads nowhere any more.
#[derive(Debug)]
pub struct EndOwn {
    /// Whose calendar.
    pub player: PlayerId,
}

/// Why an address was not made.
#[derive(Debug, thiserror::Error)]
pub enum OwnError {
    /// The player was disabled or deleted meanwhile.
    #[error("no such player any more")]
    Gone,
    /// The calendar has another address than the one that was to be replaced: the form was sent before, or is old.
    #[error("the calendar has another address")]
    Other,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Job for MakeOwn {
    type Done = ();
    type Refused = OwnError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), OwnError> {
        let player = store::players::find(conn, self.player).optional()?;
        if !player.is_some_and(|player| player.may_play()) {
            return Err(OwnError::Gone);
        }
        match store::calendars::made_at(conn, self.player)? {
            Some(made_at) if Some(made_at) != self.replaces => Err(OwnError::Other),
            Some(_) | None => Ok(store::calendars::put(conn, self.player, &self.token, now)?),
        }
    }
}

impl Job for EndOwn {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), QueryError> {
        store::calendars::delete(conn, self.player)
    }
}
