//! Breaks promises on purpose, so that the tests can see their checkers turn red. Only with the feature `sabotage`,
//! and only what the variable `KICKABOUT_SABOTAGE` names: `lock`, `promotion` or `sync`.

#[cfg(feature = "sabotage")]
mod done {
    use std::cell::Cell;
    use std::time::Duration;

    use diesel::connection::SimpleConnection;

    use crate::store::connection::Access;
    use crate::store::{Clock, DatabaseUrl, DbConn, QueryResult};
    use crate::types::{GameId, Timestamp};

    type Fill = fn(&mut DbConn, GameId, Timestamp) -> QueryResult<()>;

    thread_local! { static IS_LATE: Cell<bool> = const { Cell::new(false) } }

    fn is(name: &str) -> bool {
        std::env::var_os("KICKABOUT_SABOTAGE").is_some_and(|what| what == name)
    }

    /// Whether jobs shall run beside each other, without a lock and outside of a transaction.
    pub fn without_lock() -> bool {
        is("lock")
    }

    /// Whether commits shall be answered before they are on the disk.
    pub fn without_sync() -> bool {
        is("sync")
    }

    /// Whether freed seats shall be filled a moment after the commit; then `fill` is called for it.
    pub fn fills_later(game: GameId, fill: Fill) -> bool {
        if !is("promotion") || IS_LATE.get() {
            return false;
        }
        std::thread::spawn(move || {
            IS_LATE.set(true);
            std::thread::sleep(Duration::from_millis(200));
            if let Err(error) = fill_alone(game, fill) {
                log::error!("nobody was moved in: {error}");
            }
        });
        true
    }

    fn fill_alone(game: GameId, fill: Fill) -> Result<(), Box<dyn std::error::Error>> {
        let mut conn = DatabaseUrl::parse(&std::env::var("DATABASE_URL")?)?.connect(Access::Write)?;
        let begin = if matches!(conn, DbConn::Sqlite(_)) { "BEGIN IMMEDIATE" } else { "BEGIN" };
        conn.batch_execute(begin)?;
        fill(&mut conn, game, Clock::System.now())?;
        Ok(conn.batch_execute("COMMIT")?)
    }
}

/// Never in a binary that anyone runs.
#[cfg(not(feature = "sabotage"))]
mod done {
    use crate::store::{DbConn, QueryResult};
    use crate::types::{GameId, Timestamp};

    type Fill = fn(&mut DbConn, GameId, Timestamp) -> QueryResult<()>;

    pub const fn without_lock() -> bool {
        false
    }

    pub const fn without_sync() -> bool {
        false
    }

    pub const fn fills_later(_: GameId, _: Fill) -> bool {
        false
    }
}

pub(crate) use done::fills_later;
pub(super) use done::{without_lock, without_sync};
