//! What Postgres holds still during a batch.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::DbConn;
use super::schema::games;
use crate::types::GameId;

/// Shared by every batch, held alone by one whose games nobody knows beforehand.
const WRITES: i64 = 0x6b69_636b_0001;
/// Held while migrations run: they take no lock of their own.
pub(super) const MIGRATIONS: i64 = 0x6b69_636b_0002;
/// Held by the instance that writes letters: what one reader is told together must come into one pair of hands.
const LETTERS: i64 = 0x6b69_636b_0003;

diesel::define_sql_function! {
    /// Whether the lock was free, and is the transaction's from now on.
    fn pg_try_advisory_xact_lock(key: BigInt) -> Bool;
}

/// Whether the caller writes letters alone until its transaction ends; not while another instance does.
pub(super) fn writes_letters_alone(conn: &mut DbConn) -> super::QueryResult<bool> {
    Ok(match conn {
        // There is one writer.
        DbConn::Sqlite(_) => true,
        DbConn::Postgres(conn) => diesel::select(pg_try_advisory_xact_lock(LETTERS)).get_result(conn)?,
    })
}

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
