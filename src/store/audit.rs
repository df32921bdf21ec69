//! Who did what and when: never changed, never deleted.

use diesel::prelude::*;

use super::schema::{audit, players};
use super::{DbConn, QueryResult};
use crate::types::{PlayerId, PlayerName, Timestamp};

/// One thing that somebody with rights did.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = audit)]
pub struct Entry {
    /// Later entries have greater ids.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who; `None`: the command line.
    pub actor_id: Option<PlayerId>,
    /// What, as a short verb: `game.cancel`, `player.role`.
    pub action: String,
    /// On what: `game 12`, `player 7`, `site`.
    pub subject: String,
    /// Before and after, in words.
    pub details: String,
}

/// Notes an action in the transaction that does it.
pub fn record(
    conn: &mut DbConn,
    actor: Option<PlayerId>,
    action: &str,
    subject: &str,
    details: &str,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(audit::table)
        .values((
            audit::at.eq(now),
            audit::actor_id.eq(actor),
            audit::action.eq(action),
            audit::subject.eq(subject),
            audit::details.eq(details),
        ))
        .execute(conn)?;
    Ok(())
}

/// A page of the log, latest first, with who did it.
pub fn page(conn: &mut DbConn, offset: i64, most: i64) -> QueryResult<Vec<(Entry, Option<PlayerName>)>> {
    Ok(audit::table
        .left_join(players::table)
        .order(audit::id.desc())
        .offset(offset)
        .limit(most)
        .select((Entry::as_select(), players::name.nullable()))
        .load(conn)?)
}
