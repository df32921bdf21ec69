//! What is personal about games that are over is removed, as many days later as the admin says.

use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope};
use crate::types::{KeepDays, Timestamp, time::DAY};

/// Games at once: nobody waits long for it.
const GAMES_AT_ONCE: i64 = 5;

/// Does a part of what is due. It is done once a day, whatever the number of instances: the one that comes first does
/// it, and the others find nothing left.
#[derive(Debug, Clone, Copy)]
pub struct Forget;

impl Job for Forget {
    /// Whether there is more to do.
    type Done = bool;
    type Refused = QueryError;

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> QueryResult<bool> {
        let Some(until) = due(conn, now)? else { return Ok(false) };
        let over = store::forgetting::games_over(conn, until, GAMES_AT_ONCE)?;
        for player in store::forgetting::names_past(conn, &over, until)? {
            store::sessions::delete_all(conn, player)?;
            store::people::forget(conn, player, now)?;
        }
        store::forgetting::forget_games(conn, &over, now)?;
        if !over.is_empty() {
            return Ok(true);
        }
        store::forgetting::forget_letters(conn, until)?;
        store::forgetting::note_done(conn, now)?;
        Ok(false)
    }
}

/// Up to when games must be over to be forgotten now; nothing where that is not wanted, or was done within the day.
pub fn due(conn: &mut DbConn, now: Timestamp) -> QueryResult<Option<Timestamp>> {
    let (keep, last) = store::forgetting::schedule(conn)?;
    let is_done = last.is_some_and(|last| (0..DAY).contains(&now.since(last)));
    Ok(keep.filter(|_| !is_done).map(|days| now.minus(days.seconds())))
}

impl KeepDays {
    /// The days in elapsed seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.get()) * DAY
    }
}
