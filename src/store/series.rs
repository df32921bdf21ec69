//! Series as rows: who made them, and how their games follow each other.

use diesel::prelude::*;

use super::games::Game;
use super::schema::{games, series};
use super::{DbConn, QueryResult, on_each};
use crate::types::{EveryWeeks, GameId, OpensDaysBefore, PlayerId, SeriesId, TimeOfDay, Timestamp};

/// A series. Its games are real ones, each with a life of its own.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable)]
#[diesel(table_name = series)]
pub struct Series {
    /// Its number.
    pub id: SeriesId,
    /// Who made it.
    pub organizer_id: PlayerId,
    /// Weeks from one game to the next.
    pub every_weeks: EveryWeeks,
    /// Days before each game that its sign-up opens; `None`: as each game says.
    pub opens_days_before: Option<OpensDaysBefore>,
    /// The time of that day.
    pub opens_time: Option<TimeOfDay>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// The series with this id.
pub fn find(conn: &mut DbConn, id: SeriesId) -> QueryResult<Series> {
    Ok(series::table.find(id).select(Series::as_select()).first(conn)?)
}

/// Makes a series without games.
pub fn insert(
    conn: &mut DbConn,
    organizer: PlayerId,
    every: EveryWeeks,
    opening: Option<(OpensDaysBefore, TimeOfDay)>,
    now: Timestamp,
) -> QueryResult<SeriesId> {
    let row = (
        series::organizer_id.eq(organizer),
        series::every_weeks.eq(every),
        series::opens_days_before.eq(opening.map(|(days, _)| days)),
        series::opens_time.eq(opening.map(|(_, time)| time)),
        series::created_at.eq(now),
    );
    Ok(on_each!(conn, conn => diesel::insert_into(series::table).values(row).returning(series::id).get_result(conn))?)
}

/// Makes `to` the one who runs a series, where it was `from`.
pub fn hand_over(conn: &mut DbConn, id: SeriesId, from: PlayerId, to: PlayerId) -> QueryResult<()> {
    diesel::update(series::table.find(id).filter(series::organizer_id.eq(from)))
        .set(series::organizer_id.eq(to))
        .execute(conn)?;
    Ok(())
}

/// All games of a series, soonest first. There are never more than the 60 it was made with.
pub fn games(conn: &mut DbConn, id: SeriesId) -> QueryResult<Vec<Game>> {
    Ok(games::table
        .filter(games::series_id.eq(id))
        .order((games::starts_at, games::id))
        .select(Game::as_select())
        .load(conn)?)
}

/// The games of `organizer`'s that came from a form with this key, earliest first.
pub fn made_with_key(
    conn: &mut DbConn,
    organizer: PlayerId,
    key: &str,
) -> QueryResult<Vec<(GameId, Option<SeriesId>)>> {
    Ok(games::table
        .filter(games::organizer_id.eq(organizer))
        .filter(games::link_key.eq(key))
        .order(games::id)
        .select((games::id, games::series_id))
        .load(conn)?)
}
