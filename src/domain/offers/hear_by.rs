//! "Only if I hear by 15:00": from then on a waiting player is passed over.

use super::answer::{AnswerError, open_question};
use crate::domain::fill::fill;
use crate::store::{self, DbConn, Job, QueryError, Scope, Stale};
use crate::types::{GameId, PlayerId, Status, Timestamp, WallTime};

/// A waiting player says until when they want to hear of a seat.
#[derive(Debug, Clone, Copy)]
pub struct HearBy {
    /// The game.
    pub game: GameId,
    /// Who waits.
    pub player: PlayerId,
    /// By the clock of the game; `None`: whenever one comes free.
    pub by: Option<WallTime>,
}

/// Why it was not noted.
#[derive(Debug, thiserror::Error)]
pub enum HearByError {
    /// There is nothing to say it about.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// Has a seat, or is offered one.
    #[error("the player does not wait")]
    NotWaiting,
    /// Nobody can be told by then any more.
    #[error("That is in the past.")]
    Past,
    /// Whoever hears at the start can't come.
    #[error("Choose a time before the start.")]
    AfterStart,
}

impl From<QueryError> for HearByError {
    fn from(error: QueryError) -> Self {
        Self::Answer(error.into())
    }
}

impl Job for HearBy {
    type Done = ();
    type Refused = HearByError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<(), HearByError> {
        let (game, active) = open_question(conn, self.game, self.player, now)?;
        if active.status != Status::Waitlisted {
            return Err(HearByError::NotWaiting);
        }
        let by = self.by.map(|wall| game.time_zone.instant(wall));
        if by == active.hear_by {
            return Ok(());
        }
        if by.is_some_and(|by| by <= now) {
            return Err(HearByError::Past);
        }
        if by.is_some_and(|by| by >= game.starts_at) {
            return Err(HearByError::AfterStart);
        }
        store::line::set_hear_by(conn, active.id, by)?;
        Ok(fill(conn, game.id, now)?)
    }
}
