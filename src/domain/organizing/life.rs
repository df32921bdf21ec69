//! A draft is published; a game is called off.

use crate::domain::fill::fill;
use crate::domain::rights::{self, RunError};
use crate::store::games::Game;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope};
use crate::types::{EventKind, GameId, GameStatus, MessageKind, PlayerId, Reason, Timestamp};

/// An organizer shows a draft to players.
#[derive(Debug, Clone)]
pub struct Publish {
    /// The draft.
    pub game: GameId,
    /// Who publishes it.
    pub by: PlayerId,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// Players see it.
    Now,
    /// They do; but the hour at which it would have been called off by itself is past, so it stays on.
    PastDecision,
}

/// Why a game was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// There is no such game, as far as they may know.
    #[error("no such game")]
    NotFound,
    /// Somebody else runs it.
    #[error("the game is somebody else's")]
    NotYours,
    /// What is called off stays so.
    #[error("the game has been cancelled")]
    Cancelled,
    /// Nobody could come any more.
    #[error("the start is past")]
    StartInPast,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<RunError> for PublishError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::NotFound,
            RunError::NotYours => Self::NotYours,
            RunError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for Publish {
    type Done = Published;
    type Refused = PublishError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Published, PublishError> {
        let game = rights::run_game(conn, self.game, self.by)?;
        match game.status {
            GameStatus::Published => Ok(Published::Now),
            GameStatus::Cancelled => Err(PublishError::Cancelled),
            GameStatus::Draft if game.has_started(now) => Err(PublishError::StartInPast),
            GameStatus::Draft => {
                publish_alone(conn, game.id, self.by, now)?;
                let is_decided = game.cancels_at().is_some_and(|at| at <= now);
                Ok(if is_decided { Published::PastDecision } else { Published::Now })
            }
        }
    }
}

/// Shows the draft `game` to players, as a deed of its own.
pub(super) fn publish_alone(conn: &mut DbConn, game: GameId, by: PlayerId, now: Timestamp) -> QueryResult<()> {
    store::audit::record(conn, Some(by), "game.publish", &format!("game {game}"), "", now)?;
    publish(conn, game, by, now)
}

/// Shows the draft `game` to players.
pub(in crate::domain) fn publish(conn: &mut DbConn, game: GameId, by: PlayerId, now: Timestamp) -> QueryResult<()> {
    store::games::publish(conn, game, now)?;
    store::timeline::record_change(conn, game, EventKind::Published, Some(by), ("", ""), now)?;
    fill(conn, game, now)
}

/// An organizer calls a game off, or throws away a draft.
#[derive(Debug, Clone)]
pub struct Cancel {
    /// The game.
    pub game: GameId,
    /// Who cancels it.
    pub by: PlayerId,
    /// What players are told. A draft, which nobody has seen, needs none.
    pub reason: Option<Reason>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Called off, and everybody in it is told.
    Cancelled,
    /// A draft that nobody had seen is gone from the lists.
    Discarded,
    /// It was off already: nothing changed.
    Before,
}

/// Why a game was not cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// There is no such game, as far as they may know.
    #[error("no such game")]
    NotFound,
    /// Somebody else runs it.
    #[error("the game is somebody else's")]
    NotYours,
    /// It has been played.
    #[error("the game is over")]
    Over,
    /// Players must be told why.
    #[error("Say why: everybody who is in or waiting will read it.")]
    NoReason,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl From<RunError> for CancelError {
    fn from(error: RunError) -> Self {
        match error {
            RunError::NotFound => Self::NotFound,
            RunError::NotYours => Self::NotYours,
            RunError::Query(error) => Self::Query(error),
        }
    }
}

impl Job for Cancel {
    type Done = Ended;
    type Refused = CancelError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Ended, CancelError> {
        let game = rights::run_game(conn, self.game, self.by)?;
        match (game.status, &self.reason) {
            (GameStatus::Cancelled, _) => Ok(Ended::Before),
            (GameStatus::Draft, reason) => {
                let words = reason.as_ref().map_or("", Reason::as_str);
                call_off(conn, &game, words, Some(self.by), now)?;
                Ok(Ended::Discarded)
            }
            (GameStatus::Published, _) if now >= game.ends_at => Err(CancelError::Over),
            (GameStatus::Published, None) => Err(CancelError::NoReason),
            (GameStatus::Published, Some(reason)) => {
                call_off(conn, &game, reason.as_str(), Some(self.by), now)?;
                Ok(Ended::Cancelled)
            }
        }
    }
}

/// Throws away a draft that nobody but its organizers has seen.
pub(in crate::domain) fn discard(conn: &mut DbConn, draft: &Game, by: PlayerId, now: Timestamp) -> QueryResult<()> {
    call_off(conn, draft, "", Some(by), now)
}

/// Ends `game`, and tells everybody who is in or waiting. They stay on its list: who was in is part of its story. By
/// nobody where it ends by itself.
pub(in crate::domain) fn call_off(
    conn: &mut DbConn,
    game: &Game,
    reason: &str,
    by: Option<PlayerId>,
    now: Timestamp,
) -> QueryResult<()> {
    store::games::cancel(conn, game.id, reason, now)?;
    store::timeline::record_change(conn, game.id, EventKind::Cancelled, by, ("", reason), now)?;
    for registration in store::organizing::active_in(conn, game.id)? {
        store::outbox::enqueue(conn, MessageKind::Cancelled, &registration, ("", reason), now)?;
    }
    store::audit::record(conn, by, "game.cancel", &format!("game {}", game.id), reason, now)?;
    fill(conn, game.id, now)
}
