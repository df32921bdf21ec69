//! A player joins, changes guests, or can't make it.

mod enter;
mod guests;
mod joining_if;
mod together;
mod withdraw;

pub(in crate::domain) use enter::{Newcomer, enter};
pub use guests::{ChangeGuests, GuestsError, GuestsNoted};
pub use joining_if::JoinIf;
pub(in crate::domain) use withdraw::withdraw;
pub use withdraw::{Left, Withdraw, WithdrawError};

use crate::store::{DbConn, Job, QueryError, Scope, Stale, Together};
use crate::types::{Capacity, GameId, GuestName, MaxGuests, Note, PlayerId, Timestamp};
pub(in crate::domain) use together::leaves_spots;
use together::register_all;

/// "I'm in": a player asks for seats in a game.
#[derive(Debug, Clone)]
pub struct Register {
    /// The game.
    pub game: GameId,
    /// Who asks.
    pub player: PlayerId,
    /// The named guests.
    pub guests: Vec<GuestName>,
    /// To the organizer.
    pub note: Note,
    /// How often the player had left this game when the form was made.
    pub attempt: i64,
    /// The random part of an unlisted game's link.
    pub key: Option<String>,
    /// How many spots of one game those may have who are a name alone and came from one address.
    pub names_per_address: u32,
}

/// What became of it; asked again, the answer is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// Seats.
    In,
    /// A place in line.
    Waiting,
    /// A seat is held for them, which they take with another button.
    Offered,
    /// In as soon as enough are.
    Conditional,
    /// The form was made before the player left the game, at this instant: nothing changed.
    LeftSince(Timestamp),
}

/// Why a player could not be registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// There is no such game, or it is not this player's to see.
    #[error("no such game")]
    NotFound,
    /// Disabled since the page was shown.
    #[error("the player may not play")]
    Blocked,
    /// Blocked by the game's organizer.
    #[error("the organizer keeps the player out")]
    KeptOut,
    /// A name alone is not enough for this game.
    #[error("an account is asked for")]
    NeedsAccount,
    /// The game asks for an address that is known to be theirs.
    #[error("a confirmed address is asked for")]
    NeedsConfirmed,
    /// So many spots are those of names from the player's address.
    #[error("{0} spots for names from one address")]
    TooManyNames(u32),
    /// Called off.
    #[error("the game has been cancelled")]
    Cancelled,
    /// Too late: it has begun.
    #[error("the game has started")]
    Started,
    /// Too late: sign-up has closed.
    #[error("sign-up has closed")]
    Closed,
    /// Too early.
    #[error("sign-up opens at {0:?}")]
    NotOpen(Timestamp),
    /// The game allows fewer guests.
    #[error("at most {0} guests")]
    TooManyGuests(MaxGuests),
    /// The party would never fit.
    #[error("the game has {0} seats")]
    LargerThanGame(Capacity),
    /// So many never come.
    #[error("the game has {0} seats, fewer than the number asked for")]
    NumberAboveGame(Capacity),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Job for Register {
    type Done = Placed;
    type Refused = RegisterError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Placed, RegisterError> {
        let became = register_all(&[self], conn, now)?.pop();
        became.unwrap_or_else(|| Err(QueryError::NotFound.into()))
    }

    fn together() -> Option<Together<Self>> {
        Some(register_all)
    }

    fn keeps(&self, refused: &RegisterError) -> bool {
        matches!(refused, RegisterError::Closed | RegisterError::Started)
    }
}

/// A form made before the player's last departure must neither register nor withdraw anybody.
pub(in crate::domain) fn is_old(attempt: i64, departures: &[Timestamp]) -> bool {
    usize::try_from(attempt).unwrap_or(0) < departures.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_old_when_the_player_has_left_since_it_was_made() {
        let left = [Timestamp::EPOCH, Timestamp::EPOCH.plus(60)];
        assert!(!is_old(0, &[]));
        assert!(is_old(0, &left[..1]) && is_old(1, &left));
        assert!(!is_old(1, &left[..1]) && !is_old(2, &left));
    }

    #[test]
    fn an_attempt_that_no_form_of_ours_sends_is_as_old_as_can_be() {
        assert!(is_old(-1, &[Timestamp::EPOCH]) && is_old(i64::MIN, &[Timestamp::EPOCH]));
        assert!(!is_old(-1, &[]) && !is_old(i64::MAX, &[Timestamp::EPOCH]));
    }
}
