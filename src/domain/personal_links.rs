//! A personal link: the way back for a player who is a name alone, from any browser.

use super::sessions::{NewSession, begin};
use crate::store::tokens::Purpose;
use crate::store::{self, DbConn, Job, QueryError, Scope, Stale};
use crate::types::{PlayerId, SecretHash, Timestamp, time::DAY};

/// How long a link works, in seconds.
pub const LINK_LASTS: i64 = 365 * DAY;

/// Why a link was not made or does not open.
#[derive(Debug, thiserror::Error)]
pub enum PersonalLinkError {
    /// The player has a password to come back with.
    #[error("has an account")]
    HasAccount,
    /// Taken back, replaced by a newer one, expired, or never made.
    #[error("the link does not work any more")]
    Spent,
    /// The player was disabled.
    #[error("the player may not play")]
    Disabled,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// A player makes their link; an earlier one stops working.
#[derive(Debug)]
pub struct MakePersonalLink {
    /// Who.
    pub player: PlayerId,
    /// The hash of the link's secret.
    pub token: SecretHash,
}

impl Job for MakePersonalLink {
    type Done = ();
    type Refused = PersonalLinkError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), PersonalLinkError> {
        if store::accounts::find(conn, self.player)?.is_some() {
            return Err(PersonalLinkError::HasAccount);
        }
        if !store::players::find(conn, self.player)?.may_play() {
            return Err(PersonalLinkError::Disabled);
        }
        store::tokens::delete(conn, Purpose::Personal, Some(self.player))?;
        let expires_at = now.plus(LINK_LASTS);
        Ok(store::tokens::insert(conn, &self.token, Purpose::Personal, Some(self.player), now, expires_at)?)
    }
}

/// A player takes their link back: it opens nothing any more.
#[derive(Debug)]
pub struct RevokePersonalLink {
    /// Who.
    pub player: PlayerId,
}

impl Job for RevokePersonalLink {
    type Done = ();
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        Stale::Nothing
    }

    fn run(&self, conn: &mut DbConn, _: Timestamp) -> Result<(), QueryError> {
        store::tokens::delete(conn, Purpose::Personal, Some(self.player))
    }
}

/// Somebody presses the button that a link leads to: this browser is the player's from now on. The link stays.
#[derive(Debug)]
pub struct OpenPersonalLink {
    /// The hash of the link's secret.
    pub token: SecretHash,
    /// The session they begin.
    pub session: NewSession,
}

impl Job for OpenPersonalLink {
    type Done = PlayerId;
    type Refused = PersonalLinkError;

    fn scope(&self) -> Scope {
        Scope::NoGame
    }

    fn stale(&self) -> Stale {
        self.session.stale()
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<PlayerId, PersonalLinkError> {
        let found = store::tokens::find_usable(conn, &self.token, Purpose::Personal, now)?;
        let player = found.flatten().ok_or(PersonalLinkError::Spent)?;
        if !store::players::find(conn, player)?.may_play() {
            return Err(PersonalLinkError::Disabled);
        }
        begin(conn, player, &self.session, now)?;
        Ok(player)
    }
}
