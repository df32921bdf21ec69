//! Who runs a game beside its organizer.

use diesel::prelude::*;

use super::games::Game;
use super::schema::game_organizers;
use super::{DbConn, QueryResult};
use crate::types::{GameId, PlayerId};

/// Whether `player` may run `game` beside its organizer.
pub fn includes(conn: &mut DbConn, game: GameId, player: PlayerId) -> QueryResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(game_organizers::table.find((game, player)))).get_result(conn)?)
}

/// Who runs `game` beside its organizer.
pub fn of_game(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<PlayerId>> {
    Ok(game_organizers::table
        .filter(game_organizers::game_id.eq(game))
        .order(game_organizers::player_id)
        .select(game_organizers::player_id)
        .load(conn)?)
}

/// Everybody who runs `game`, its organizer first.
pub fn who_run(conn: &mut DbConn, game: &Game) -> QueryResult<Vec<PlayerId>> {
    let others = of_game(conn, game.id)?;
    Ok(std::iter::once(game.organizer_id).chain(others).collect())
}

/// Lets `player` run `game` too; asked again, changes nothing.
pub fn add(conn: &mut DbConn, game: GameId, player: PlayerId) -> QueryResult<()> {
    if !includes(conn, game, player)? {
        diesel::insert_into(game_organizers::table)
            .values((game_organizers::game_id.eq(game), game_organizers::player_id.eq(player)))
            .execute(conn)?;
    }
    Ok(())
}

/// Takes the running of `game` from `player`.
pub fn remove(conn: &mut DbConn, game: GameId, player: PlayerId) -> QueryResult<()> {
    diesel::delete(game_organizers::table.find((game, player))).execute(conn)?;
    Ok(())
}
