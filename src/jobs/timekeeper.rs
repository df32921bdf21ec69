//! Looks at the clock for the games: what is due in one by itself is done by a job of its own.

use super::LOOK_EVERY;
use crate::domain::due::Due;
use crate::store::{self, QueryError, Store, quiet};

/// Games that are looked after in one round.
const AT_ONCE: i64 = 100;

/// Sees to what happens in games by itself. Several may work on one database: what one has done, the next one finds
/// done.
#[derive(Clone)]
pub struct Timekeeper {
    /// The data.
    pub store: Store,
}

impl Timekeeper {
    /// Works until it is stopped.
    pub async fn work(self) {
        loop {
            match self.round().await {
                Ok(games) if i64::try_from(games).is_ok_and(|games| games >= AT_ONCE) => continue,
                Ok(_) => {}
                Err(error) => quiet::warn(format!("what is due in games waits for the database: {error}")),
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Does what is due now, the longest due first; in how many games. A game whose turn fails is tried in the next
    /// round, and keeps no other one waiting.
    pub async fn round(&self) -> Result<usize, QueryError> {
        let now = self.store.now();
        let due = self.store.read(move |conn| store::due::games(conn, now, AT_ONCE)).await?;
        let mut failure = None;
        for game in &due {
            failure = self.store.write_at_leisure(Due { game: *game }).await.err().or(failure);
        }
        failure.map_or(Ok(due.len()), Err)
    }
}
