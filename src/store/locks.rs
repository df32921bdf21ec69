//! What Postgres holds still during a batch.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::schema::games;
use crate::types::GameId;

/// Shared by every batch, held alone by one whose games nobody knows beforehand.
const WRITES: i64 = 0x6b69_636b_0001;
/// Held while migrations run: they take no lock of their own.
pub(super) const MIGRATIONS: i64 = 0x6b69_636b_0002;

/// Locks `ids` (or all writes there are) until the transaction ends.
pub(super) fn hold(conn: &mut PgConnection, everything: bool, mut ids: Vec<GameId>) -> diesel::QueryResult<()> {
    let lock = if everything { "SELECT pg_advisory_xact_lock($1)" } else { "SELECT pg_advisory_xact_lock_shared($1)" };
    diesel::sql_query(lock).bind::<BigInt, _>(WRITES).execute(conn)?;
    ids.sort_unstable();
    ids.dedup();
    if !ids.is_empty() {
        games::table
            .filter(games::id.eq_any(ids))
            .order(games::id)
            .select(games::id)
            .for_update()
            .load::<GameId>(conn)?;
    }
    Ok(())
}
