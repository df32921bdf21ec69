//! Players whom an organizer keeps out of all games of theirs.

use std::collections::HashSet;

use diesel::prelude::*;

use super::schema::{blocks, game_organizers, games, players};
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

/// A player and their full name.
pub type Named = (PlayerId, PlayerName);

/// Somebody who is kept out.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Of whose games.
    pub organizer: Named,
    /// Who.
    pub player: Named,
    /// Since when.
    pub since: Timestamp,
}

diesel::alias!(const ORGANIZERS: Alias<Organizers> = players as organizers);

/// Who is kept out of the games of `organizers`, or of everybody's where there are none, the latest first.
pub fn of_organizers(conn: &mut DbConn, organizers: Option<&[PlayerId]>, most: i64) -> QueryResult<Vec<Block>> {
    let organizer = ORGANIZERS.fields((players::id, players::name));
    let all = blocks::table
        .inner_join(players::table.on(players::id.eq(blocks::player_id)))
        .inner_join(ORGANIZERS.on(ORGANIZERS.field(players::id).eq(blocks::organizer_id)))
        .order((blocks::created_at.desc(), blocks::player_id.desc(), blocks::organizer_id))
        .limit(most)
        .select((organizer, (players::id, players::name), blocks::created_at));
    let found: Vec<(Named, Named, Timestamp)> = match organizers {
        Some(organizers) => all.filter(blocks::organizer_id.eq_any(organizers)).load(conn)?,
        None => all.load(conn)?,
    };
    Ok(found.into_iter().map(|(organizer, player, since)| Block { organizer, player, since }).collect())
}

/// The organizers in whose games `player` helps.
pub fn helped_by(conn: &mut DbConn, player: PlayerId) -> QueryResult<Vec<PlayerId>> {
    Ok(game_organizers::table
        .inner_join(games::table)
        .filter(game_organizers::player_id.eq(player))
        .select(games::organizer_id)
        .distinct()
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
