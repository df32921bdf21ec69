//! What calendars ask of the database: which games are somebody's own, and to whom a secret address belongs.

use diesel::prelude::*;

use super::games::Game;
use super::registrations::Registration;
use super::schema::{calendar_feeds, games, registrations, timeline};
use super::{DbConn, QueryResult};
use crate::types::{GameId, PlayerId, RegistrationId, SecretHash, Status, Timestamp};

/// Notes that a game has changed at `now`; the sequence rises where it `has_moved` in time or in place, or its state has.
pub fn note_change(conn: &mut DbConn, id: GameId, has_moved: bool, now: Timestamp) -> QueryResult<()> {
    diesel::update(games::table.find(id))
        .set((games::sequence.eq(games::sequence + i32::from(has_moved)), games::changed_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Games that end after `since` in which `player` is or waits, or was when they were called off: soonest first, with
/// what the player is in each.
pub fn of_player(
    conn: &mut DbConn,
    player: PlayerId,
    since: Timestamp,
    most: i64,
) -> QueryResult<Vec<(Game, Registration)>> {
    Ok(registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(player))
        .filter(registrations::status.ne(Status::Withdrawn))
        .filter(games::ends_at.gt(since))
        .order((games::starts_at, games::id))
        .limit(most)
        .select((Game::as_select(), Registration::as_select()))
        .load(conn)?)
}

/// That a registration became something, or stayed what it was while something else about it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The game.
    pub game: GameId,
    /// The registration.
    pub registration: RegistrationId,
    /// What it is since then.
    pub status: Status,
    /// When.
    pub at: Timestamp,
}

/// What became of `player` in `games`, earliest first, by their timelines.
pub fn steps(conn: &mut DbConn, player: PlayerId, games: &[GameId]) -> QueryResult<Vec<Step>> {
    let rows: Vec<(GameId, RegistrationId, Option<Status>, Timestamp)> = timeline::table
        .inner_join(registrations::table)
        .filter(registrations::player_id.eq(player))
        .filter(timeline::game_id.eq_any(games))
        .order(timeline::id)
        .select((timeline::game_id, registrations::id, timeline::status, timeline::at))
        .load(conn)?;
    let step = |(game, registration, status, at)| Some(Step { game, registration, status: status?, at });
    Ok(rows.into_iter().filter_map(step).collect())
}

/// Whose calendar has the address with this hash.
pub fn owner(conn: &mut DbConn, token: &SecretHash) -> QueryResult<Option<PlayerId>> {
    Ok(calendar_feeds::table
        .filter(calendar_feeds::token_hash.eq(token))
        .select(calendar_feeds::player_id)
        .first(conn)
        .optional()?)
}

/// Since when `player`'s calendar has an address.
pub fn made_at(conn: &mut DbConn, player: PlayerId) -> QueryResult<Option<Timestamp>> {
    Ok(calendar_feeds::table.find(player).select(calendar_feeds::created_at).first(conn).optional()?)
}

/// Gives `player`'s calendar an address; an earlier one leads nowhere from then on.
pub fn put(conn: &mut DbConn, player: PlayerId, token: &SecretHash, now: Timestamp) -> QueryResult<()> {
    let values = (calendar_feeds::token_hash.eq(token), calendar_feeds::created_at.eq(now));
    if diesel::update(calendar_feeds::table.find(player)).set(values).execute(conn)? == 0 {
        diesel::insert_into(calendar_feeds::table)
            .values((calendar_feeds::player_id.eq(player), values))
            .execute(conn)?;
    }
    Ok(())
}

/// Takes the address from `player`'s calendar.
pub fn delete(conn: &mut DbConn, player: PlayerId) -> QueryResult<()> {
    diesel::delete(calendar_feeds::table.find(player)).execute(conn)?;
    Ok(())
}
