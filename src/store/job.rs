//! What the writer knows of a change: which games it touches, and how it runs.

use super::{DbConn, QueryError, QueryResult, Stale};
use crate::types::{GameId, Timestamp};

/// What a job may touch, so that the writer can hold it still meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// No game and nobody's right to play: accounts, sessions, texts.
    NoGame,
    /// These games.
    Games(Vec<GameId>),
    /// Games that only the job itself finds out, such as all games of one player. Runs alone.
    Everything,
}

/// Runs many jobs of one kind as one: what each became, in their order. An `Err` undoes all of them.
pub type Together<J> =
    fn(&[&J], &mut DbConn, Timestamp) -> QueryResult<Vec<Result<<J as Job>::Done, <J as Job>::Refused>>>;

/// A change as a value. It runs inside the writer's transaction; an `Err` undoes this job and no other.
pub trait Job: Send + 'static {
    /// What it answers when it is done.
    type Done: Send + 'static;
    /// Why it was not done.
    type Refused: From<QueryError> + Send + 'static;

    /// What it touches.
    fn scope(&self) -> Scope;

    /// What its success makes old of all that is kept in memory. Only what is done by the thousands says less than
    /// everything.
    fn stale(&self) -> Stale {
        Stale::Everything
    }

    /// Makes the change at `now`. No HTTP, mail or hashing in here: everybody else is waiting.
    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Self::Done, Self::Refused>;

    /// How jobs of this kind run as one, where that costs less than one after the other. They must become what they
    /// would have become in their order, and their refusals must leave nothing to undo.
    fn together() -> Option<Together<Self>>
    where
        Self: Sized,
    {
        None
    }

    /// Whether what was written before this refusal is kept, as when a closing is noted for good.
    fn keeps(&self, _refused: &Self::Refused) -> bool {
        false
    }
}
