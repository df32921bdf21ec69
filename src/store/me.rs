//! What one player is in, was in, and waits for.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::games::Game;
use super::schema::{games, registrations};
use super::{DbConn, QueryResult};
use crate::types::{Attendance, GameId, GameStatus, GameTitle, OnlyIf, PlayerId, RegistrationId, Status, Timestamp};

diesel::alias!(const LATER: Alias<Later> = registrations as later);

/// Games that have not ended at `now` in which `player` has seats, soonest first.
pub fn coming(conn: &mut DbConn, player: PlayerId, now: Timestamp, most: i64) -> QueryResult<Vec<Game>> {
    ahead(conn, player, &[Status::Confirmed], now, most)
}

/// Games that have not ended at `now` for which `player` waits, also where a seat is held for them; soonest first.
pub fn waiting(conn: &mut DbConn, player: PlayerId, now: Timestamp, most: i64) -> QueryResult<Vec<Game>> {
    ahead(conn, player, &[Status::Waitlisted, Status::Offered, Status::Conditional], now, most)
}

fn ahead(
    conn: &mut DbConn,
    player: PlayerId,
    statuses: &[Status],
    now: Timestamp,
    most: i64,
) -> QueryResult<Vec<Game>> {
    Ok(registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(player))
        .filter(registrations::status.eq_any(statuses.to_vec()))
        .filter(games::ends_at.gt(now))
        .order((games::starts_at, games::id))
        .limit(most)
        .select(Game::as_select())
        .load(conn)?)
}

/// A page of the games that are over at `now` and of which `player` was a part to the end, or left late; latest
/// first, and whether there are more behind it.
pub fn past(
    conn: &mut DbConn,
    player: PlayerId,
    now: Timestamp,
    skip: i64,
    most: i64,
) -> QueryResult<(Vec<Game>, bool)> {
    let came_back = LATER
        .filter(LATER.field(registrations::game_id).eq(registrations::game_id))
        .filter(LATER.field(registrations::player_id).eq(player))
        .filter(
            (LATER.field(registrations::withdrawn_at).is_null().and(registrations::withdrawn_at.is_not_null()))
                .or(LATER.field(registrations::withdrawn_at).gt(registrations::withdrawn_at))
                .or(LATER
                    .field(registrations::withdrawn_at)
                    .eq(registrations::withdrawn_at)
                    .and(LATER.field(registrations::id).gt(registrations::id))),
        );
    let mut found: Vec<Game> = registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(player))
        .filter(registrations::status.ne(Status::Withdrawn).or(registrations::late.eq(true)))
        .filter(not(exists(came_back)))
        .filter(games::ends_at.le(now))
        .order((games::starts_at.desc(), games::id.desc()))
        .offset(skip)
        .limit(most + 1)
        .select(Game::as_select())
        .load(conn)?;
    let shown = usize::try_from(most).unwrap_or(usize::MAX);
    let has_more = found.len() > shown;
    found.truncate(shown);
    Ok((found, has_more))
}

/// How many games that are over at `now` `player` played: had a seat, and was not noted as missing.
pub fn count_played(conn: &mut DbConn, player: PlayerId, now: Timestamp) -> QueryResult<i64> {
    Ok(registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(player))
        .filter(registrations::status.eq(Status::Confirmed))
        .filter(registrations::attendance.is_null().or(registrations::attendance.ne(Attendance::NoShow)))
        .filter(games::status.eq(GameStatus::Published))
        .filter(games::ends_at.le(now))
        .count()
        .get_result(conn)?)
}

/// How often `player` had a seat and did not come.
pub fn count_no_shows(conn: &mut DbConn, player: PlayerId) -> QueryResult<i64> {
    Ok(registrations::table
        .filter(registrations::player_id.eq(player))
        .filter(registrations::status.eq(Status::Confirmed))
        .filter(registrations::attendance.eq(Attendance::NoShow))
        .count()
        .get_result(conn)?)
}

/// The last `most` late drop-outs of `player` in games that have started at `now`, with each game's start.
pub fn late_drop_outs(
    conn: &mut DbConn,
    player: PlayerId,
    now: Timestamp,
    most: i64,
) -> QueryResult<Vec<(RegistrationId, GameId, Timestamp)>> {
    Ok(registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(player))
        .filter(registrations::late.eq(true))
        .filter(games::status.eq(GameStatus::Published))
        .filter(games::starts_at.le(now))
        .order(registrations::id.desc())
        .limit(most)
        .select((registrations::id, games::id, games::starts_at))
        .load(conn)?)
}

/// A registration that somebody made for themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// When.
    pub at: Timestamp,
    /// In which game.
    pub game: GameId,
    /// Its name.
    pub title: GameTitle,
    /// Whether there was a spot at once.
    pub had_a_spot: bool,
    /// How many must be in for them to come; none where they come in any case.
    pub only_if: Option<OnlyIf>,
}

type JoinedColumns = (Timestamp, GameId, GameTitle, Option<Timestamp>, Option<OnlyIf>);

/// The last registrations that `player` made for themselves, latest first.
pub fn joined(conn: &mut DbConn, player: PlayerId, most: i64) -> QueryResult<Vec<Joined>> {
    let rows: Vec<JoinedColumns> = registrations::table
        .inner_join(games::table)
        .filter(registrations::player_id.eq(player))
        .filter(registrations::added_by.is_null())
        .order(registrations::id.desc())
        .limit(most)
        .select((registrations::created_at, games::id, games::title, registrations::seated_at, registrations::only_if))
        .load(conn)?;
    let joined =
        |(at, game, title, seated_at, only_if)| Joined { at, game, title, had_a_spot: seated_at == Some(at), only_if };
    Ok(rows.into_iter().map(joined).collect())
}
