//! What can go wrong between a question and its answer.

use diesel::result::DatabaseErrorKind;

/// A question that the database did not answer, or a change that it did not take.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// What was looked for is not there.
    #[error("no such row")]
    NotFound,
    /// Somebody else has what may be had once, such as an address: two instances were asked at the same moment.
    #[error("it is taken")]
    Taken,
    /// A statement failed.
    #[error("the database refused: {0}")]
    Database(diesel::result::Error),
    /// No connection could be had in time.
    #[error("no database connection: {0}")]
    Pool(#[from] r2d2::Error),
    /// The database has not answered in time.
    #[error("the database does not answer")]
    Away,
    /// The writer's connection could not be opened again.
    #[error("no database connection: {0}")]
    Connect(#[from] diesel::ConnectionError),
    /// More changes are waiting than can be made in a reasonable time.
    #[error("too many changes are waiting")]
    Busy,
    /// The change was not begun, because the database cannot be written to.
    #[error("the database cannot be written to: {0}")]
    Unreachable(String),
    /// The change may or may not have been kept.
    #[error("the commit failed: {0}")]
    Commit(String),
    /// The job stopped half-way and was undone.
    #[error("a job panicked")]
    Panicked,
    /// The program is ending.
    #[error("the writer has stopped")]
    Stopped,
}

impl From<diesel::result::Error> for QueryError {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            diesel::result::Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Taken,
            other => Self::Database(other),
        }
    }
}

impl QueryError {
    /// Whether the same may well succeed in a moment: the queue is full, the database restarts, two writes collided.
    pub fn is_passing(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error};
        match self {
            Self::Pool(_)
            | Self::Connect(_)
            | Self::Away
            | Self::Busy
            | Self::Unreachable(_)
            | Self::Commit(_)
            | Self::Taken
            | Self::Stopped => true,
            Self::Database(Error::DatabaseError(kind, about)) => {
                matches!(kind, DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::SerializationFailure)
                    || is_of_the_machine(about.message())
            }
            Self::Database(Error::BrokenTransactionManager) => true,
            Self::NotFound | Self::Database(_) | Self::Panicked => false,
        }
    }
}

/// What either database says of its machine: diesel has no kinds for it, and hands on no codes.
const MACHINE: [&str; 7] = [
    "disk I/O error",
    "unable to open database file",
    "Input/output error",
    "database or disk is full",
    "No space left on device",
    "Disk quota exceeded",
    "out of memory",
];

/// Whether a database's words are about its disk or its memory.
fn is_of_the_machine(message: &str) -> bool {
    MACHINE.iter().any(|words| message.contains(words))
}

/// The answer of a query function.
pub type QueryResult<T> = Result<T, QueryError>;

/// Turns "no such row" into `None`.
pub trait Optional<T> {
    /// `Ok(None)` where the row is not there; every other error stays.
    fn optional(self) -> QueryResult<Option<T>>;
}

impl<T> Optional<T> for QueryResult<T> {
    fn optional(self) -> QueryResult<Option<T>> {
        match self {
            Ok(found) => Ok(Some(found)),
            Err(QueryError::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::result::Error;

    use super::*;

    fn said(message: &str) -> QueryError {
        Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned())).into()
    }

    #[test]
    fn a_disk_that_fails_may_come_back_and_a_wrong_statement_stays_wrong() {
        assert!(said("disk I/O error").is_passing());
        assert!(said("could not read block 3 in file \"base/5/16402\": Input/output error").is_passing());
        assert!(!said("no such column: players.nmae").is_passing());
    }
}
