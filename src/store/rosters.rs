//! Everybody who is or was in a game, for what keeps whole rosters in memory.

use std::collections::HashMap;

use diesel::dsl::max;
use diesel::prelude::*;

use super::registrations::{Registration, by_end};
use super::schema::{registrations, timeline};
use super::{DbConn, QueryResult};
use crate::types::GameId;

/// All registrations of `games`, withdrawn ones too; a player's last one after the others.
pub fn of(conn: &mut DbConn, games: &[GameId]) -> QueryResult<Vec<Registration>> {
    let ever =
        timeline::table.filter(timeline::game_id.eq_any(games)).select(timeline::registration_id.assume_not_null());
    Ok(registrations::table
        .filter(registrations::id.eq_any(ever))
        .order(by_end())
        .select(Registration::as_select())
        .load(conn)?)
}

/// The last event in the timeline of each of `games` that has any.
pub fn last_events(conn: &mut DbConn, games: &[GameId]) -> QueryResult<HashMap<GameId, i64>> {
    let last: Vec<(GameId, Option<i64>)> = timeline::table
        .filter(timeline::game_id.eq_any(games))
        .group_by(timeline::game_id)
        .select((timeline::game_id, max(timeline::id)))
        .load(conn)?;
    Ok(last.into_iter().filter_map(|(game, event)| Some((game, event?))).collect())
}

/// What has become of `game`'s roster after the event `since`: each event with the registration it was about as it is
/// now, earliest first.
///
/// Whoever writes to a game's timeline holds the game, so a later event never appears before an earlier one.
pub fn since(conn: &mut DbConn, game: GameId, since: i64) -> QueryResult<Vec<(i64, Option<Registration>)>> {
    Ok(timeline::table
        .left_join(registrations::table)
        .filter(timeline::game_id.eq(game))
        .filter(timeline::id.gt(since))
        .order(timeline::id)
        .select((timeline::id, Option::<Registration>::as_select()))
        .load(conn)?)
}
