//! When something happens in games by itself.

use diesel::prelude::*;

use super::registrations::Registration;
use super::schema::{accounts, games, registrations};
use super::{DbConn, QueryResult};
use crate::types::{GameId, GameStatus, ReminderTime, Status, Timestamp};

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

/// Notes that something is due at `now` in every game ahead that has a line.
pub fn lines(conn: &mut DbConn, now: Timestamp) -> QueryResult<()> {
    diesel::update(games::table)
        .filter(games::status.eq(GameStatus::Published))
        .filter(games::starts_at.gt(now))
        .filter(games::waiting.gt(0))
        .set(games::due_at.eq(Some(now)))
        .execute(conn)?;
    Ok(())
}

/// Notes that everything that was due in a game by `now` is done.
pub fn settle(conn: &mut DbConn, id: GameId, now: Timestamp) -> QueryResult<()> {
    diesel::update(games::table.find(id)).set(games::settled_at.eq(now)).execute(conn)?;
    Ok(())
}

/// Who is in `game` since `at` or before, and when each wants to be reminded: who has no account the evening before.
pub fn seated_by(conn: &mut DbConn, game: GameId, at: Timestamp) -> QueryResult<Vec<(Registration, ReminderTime)>> {
    let rows: Vec<(Registration, Option<ReminderTime>)> = registrations::table
        .left_join(accounts::table.on(accounts::player_id.eq(registrations::player_id)))
        .filter(registrations::game_id.eq(game))
        .filter(registrations::status.eq(Status::Confirmed))
        .filter(registrations::seated_at.le(at))
        .order(registrations::place)
        .select((Registration::as_select(), accounts::reminder.nullable()))
        .load(conn)?;
    let wanted = |(registration, time): (_, Option<_>)| (registration, time.unwrap_or(ReminderTime::Evening));
    Ok(rows.into_iter().map(wanted).collect())
}
