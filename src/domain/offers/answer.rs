//! A player does not want what is held for them, or wants in after all.

use super::rest;
use crate::domain::{fill::fill, organizers::tell_of_late_gap, rights};
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Job, QueryError, Scope, Stale};
use crate::types::{EventKind, GameId, GameStatus, PlayerId, Status, Timestamp};

/// A player passes on the seat that is held for them.
#[derive(Debug, Clone, Copy)]
pub struct Decline {
    /// The game.
    pub game: GameId,
    /// Who passes.
    pub player: PlayerId,
}

/// "Still want in": a player who is passed over goes to the end of the line, and is not any more.
#[derive(Debug, Clone, Copy)]
pub struct WantIn {
    /// The game.
    pub game: GameId,
    /// Who wants in.
    pub player: PlayerId,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// Noted.
    Now,
    /// It was like that already: nothing changed.
    Before,
}

/// Why there was nothing to answer.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// There is no such game, or it is not this player's to see.
    #[error("no such game")]
    NotFound,
    /// Neither in nor waiting.
    #[error("the player is not in the game")]
    NotIn,
    /// Called off.
    #[error("the game has been cancelled")]
    Cancelled,
    /// Who plays is the organizer's to say now.
    #[error("the game has started")]
    Started,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

/// The game that `player` may still answer about, with their registration in it.
pub(super) fn open_question(
    conn: &mut DbConn,
    game: GameId,
    player: PlayerId,
    now: Timestamp,
) -> Result<(Game, Registration), AnswerError> {
    let game = rights::visible_game(conn, game, Some(player), None)?.ok_or(AnswerError::NotFound)?;
    let active = store::registrations::find_active(conn, game.id, player)?.ok_or(AnswerError::NotIn)?;
    if game.status == GameStatus::Cancelled {
        Err(AnswerError::Cancelled)
    } else if game.has_started(now) {
        Err(AnswerError::Started)
    } else {
        Ok((game, active))
    }
}

impl Job for Decline {
    type Done = Answered;
    type Refused = AnswerError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Answered, AnswerError> {
        let (game, active) = open_question(conn, self.game, self.player, now)?;
        if active.status != Status::Offered {
            return Ok(Answered::Before);
        }
        rest(conn, &active, EventKind::OfferDeclined, now)?;
        fill(conn, game.id, now)?;
        tell_of_late_gap(conn, &game, now)?;
        Ok(Answered::Now)
    }
}

impl Job for WantIn {
    type Done = Answered;
    type Refused = AnswerError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Answered, AnswerError> {
        let (game, active) = open_question(conn, self.game, self.player, now)?;
        if !active.rests || active.status != Status::Waitlisted {
            return Ok(Answered::Before);
        }
        let place = store::games::take_place(conn, game.id)?;
        store::line::wake(conn, active.id, place)?;
        let awake = Registration { place, rests: false, ..active };
        store::timeline::record(conn, EventKind::WantsIn, &awake, None, "", now)?;
        fill(conn, game.id, now)?;
        Ok(Answered::Now)
    }
}
