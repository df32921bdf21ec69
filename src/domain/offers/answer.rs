//! A player does not want what is held for them, or wants in after all.

use super::rest;
use crate::domain::{fill::fill, organizers::tell_of_late_gap, rights};
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale};
use crate::types::{EventKind, GameId, GameStatus, PlayerId, Status, Timestamp};

/// A player passes on the seat that is held for them.
#[derive(Debug, Clone, Copy)]
pub struct Decline {
    /// The game.
    pub game: GameId,
    /// Who passes.
    pub player: PlayerId,
}

/// "Still want in": a player who is passed over is not any more. Whose offer ended or was declined goes to the end of the
/// line; who had only wanted to hear earlier keeps the place.
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

/// What somebody has who still wants in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// Seats.
    In,
    /// A seat is held for them.
    Offered,
    /// A place in line.
    Waiting,
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
        tell_of_late_gap(conn, &game, now, now)?;
        Ok(Answered::Now)
    }
}

impl Job for WantIn {
    type Done = Back;
    type Refused = AnswerError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Back, AnswerError> {
        let (game, active) = open_question(conn, self.game, self.player, now)?;
        if active.is_passed_over(now) {
            come_back(conn, &game, &active, now)?;
            fill(conn, game.id, now)?;
        }
        let became = store::registrations::find(conn, active.id)?;
        Ok(match became.status {
            Status::Confirmed => Back::In,
            Status::Offered => Back::Offered,
            Status::Waitlisted | Status::Conditional | Status::Withdrawn => Back::Waiting,
        })
    }
}

/// Passes the player of `active` over no more.
fn come_back(conn: &mut DbConn, game: &Game, active: &Registration, now: Timestamp) -> QueryResult<()> {
    // Who wants in now does not mean an hour that is past any more.
    let hear_by = active.hear_by.filter(|by| *by >= now);
    store::line::set_hear_by(conn, active.id, hear_by)?;
    if !active.rests {
        return Ok(());
    }
    let place = store::games::take_place(conn, game.id)?;
    store::line::wake(conn, active.id, place)?;
    let awake = Registration { place, rests: false, hear_by, ..active.clone() };
    store::timeline::record(conn, EventKind::WantsIn, &awake, None, "", now)
}

impl Registration {
    /// Whether seats go past the party, which waits: an offer of it ended or was declined, or its player wanted to hear
    /// earlier.
    pub fn is_passed_over(&self, now: Timestamp) -> bool {
        self.status == Status::Waitlisted && (self.rests || self.hear_by.is_some_and(|by| by < now))
    }
}
