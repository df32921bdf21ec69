//! Players whom an organizer keeps out of all games of theirs.

use std::collections::HashSet;

use diesel::prelude::*;

use super::schema::{blocks, games, players};
use super::{DbConn, QueryResult};
use crate::types::{GameId, PlayerId, PlayerName, Timestamp};

/// Whether `organizer` keeps `player` out.
pub fn exists(conn: &mut DbConn, organizer: PlayerId, player: PlayerId) -> QueryResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(blocks::table.find((organizer, player)))).get_result(conn)?)
}

/// Keeps `player` out of the games of `organizer`; asked again, changes nothing.
pub fn insert(
    conn: &mut DbConn,
    organizer: PlayerId,
    player: PlayerId,
    by: PlayerId,
    now: Timestamp,
) -> QueryResult<()> {
    if !exists(conn, organizer, player)? {
        diesel::insert_into(blocks::table)
            .values((
                blocks::organizer_id.eq(organizer),
                blocks::player_id.eq(player),
                blocks::blocked_by.eq(by),
                blocks::created_at.eq(now),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Lets `player` back into the games of `organizer`; whether they were kept out.
pub fn delete(conn: &mut DbConn, organizer: PlayerId, player: PlayerId) -> QueryResult<bool> {
    Ok(diesel::delete(blocks::table.find((organizer, player))).execute(conn)? > 0)
}

/// Forgets whom `organizer` kept out.
pub fn delete_of(conn: &mut DbConn, organizer: PlayerId) -> QueryResult<()> {
    diesel::delete(blocks::table.filter(blocks::organizer_id.eq(organizer))).execute(conn)?;
    Ok(())
}

/// Whom `organizer` keeps out, and since when, the latest first.
pub fn of_organizer(
    conn: &mut DbConn,
    organizer: PlayerId,
    most: i64,
) -> QueryResult<Vec<(PlayerId, PlayerName, Timestamp)>> {
    Ok(blocks::table
        .inner_join(players::table.on(players::id.eq(blocks::player_id)))
        .filter(blocks::organizer_id.eq(organizer))
        .order((blocks::created_at.desc(), blocks::player_id.desc()))
        .limit(most)
        .select((players::id, players::name, blocks::created_at))
        .load(conn)?)
}

/// Who is kept out of `game`.
pub fn of_game(conn: &mut DbConn, game: GameId) -> QueryResult<HashSet<PlayerId>> {
    let found: Vec<PlayerId> = blocks::table
        .inner_join(games::table.on(games::organizer_id.eq(blocks::organizer_id)))
        .filter(games::id.eq(game))
        .select(blocks::player_id)
        .load(conn)?;
    Ok(found.into_iter().collect())
}
