//! When something happens in games by itself.

use diesel::prelude::*;

use super::schema::games;
use super::{DbConn, QueryResult};
use crate::types::{GameId, Timestamp};

/// Up to `most` games in which something is due by `now`, longest due first.
pub fn games(conn: &mut DbConn, now: Timestamp, most: i64) -> QueryResult<Vec<GameId>> {
    Ok(games::table
        .filter(games::due_at.le(now))
        .order((games::due_at, games::id))
        .limit(most)
        .select(games::id)
        .load(conn)?)
}

/// Notes when next something happens in a game by itself.
pub fn set(conn: &mut DbConn, id: GameId, due_at: Option<Timestamp>) -> QueryResult<()> {
    diesel::update(games::table.find(id)).set(games::due_at.eq(due_at)).execute(conn)?;
    Ok(())
}

/// Notes that everything that was due in a game by `now` is done.
pub fn settle(conn: &mut DbConn, id: GameId, now: Timestamp) -> QueryResult<()> {
    diesel::update(games::table.find(id)).set(games::settled_at.eq(now)).execute(conn)?;
    Ok(())
}
