//! What organizers ask of the database: their games, and what happened in them.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::active::{IsActive, IsLate};
use super::games::Game;
use super::registrations::Registration;
use super::schema::{game_organizers, games, players, registrations, sports};
use super::{DbConn, QueryResult};
use crate::types::{
    GameId, GameStatus, GameTitle, PlayerId, PlayerName, SportName, SportSlug, Status, Timestamp, VenueId,
};

/// Games that `player` runs and players have seen, which end after `now`: soonest first.
pub fn ahead(conn: &mut DbConn, player: PlayerId, now: Timestamp, offset: i64, most: i64) -> QueryResult<Vec<Game>> {
    let with = game_organizers::table.filter(game_organizers::player_id.eq(player)).select(game_organizers::game_id);
    Ok(games::table
        .filter(games::organizer_id.eq(player).or(games::id.eq_any(with)))
        .filter(games::published_at.is_not_null())
        .filter(games::ends_at.gt(now))
        .order((games::starts_at, games::id))
        .offset(offset)
        .limit(most)
        .select(Game::as_select())
        .load(conn)?)
}

/// Games that `player` runs and players have seen, which are over at `now`: latest first.
pub fn past(conn: &mut DbConn, player: PlayerId, now: Timestamp, offset: i64, most: i64) -> QueryResult<Vec<Game>> {
    let with = game_organizers::table.filter(game_organizers::player_id.eq(player)).select(game_organizers::game_id);
    Ok(games::table
        .filter(games::organizer_id.eq(player).or(games::id.eq_any(with)))
        .filter(games::published_at.is_not_null())
        .filter(games::ends_at.le(now))
        .order((games::starts_at.desc(), games::id.desc()))
        .offset(offset)
        .limit(most)
        .select(Game::as_select())
        .load(conn)?)
}

/// Drafts that `player` runs, soonest first.
pub fn drafts(conn: &mut DbConn, player: PlayerId, most: i64) -> QueryResult<Vec<Game>> {
    let with = game_organizers::table.filter(game_organizers::player_id.eq(player)).select(game_organizers::game_id);
    Ok(games::table
        .filter(games::organizer_id.eq(player).or(games::id.eq_any(with)))
        .filter(games::status.eq(GameStatus::Draft))
        .order((games::starts_at, games::id))
        .limit(most)
        .select(Game::as_select())
        .load(conn)?)
}

/// Games that are `organizer`'s to answer for, drafts too, which end after `now` and are not called off: soonest first.
pub fn answered_for(conn: &mut DbConn, organizer: PlayerId, now: Timestamp) -> QueryResult<Vec<Game>> {
    Ok(games::table
        .filter(games::organizer_id.eq(organizer))
        .filter(games::ends_at.gt(now))
        .filter(games::status.ne(GameStatus::Cancelled))
        .order((games::starts_at, games::id))
        .select(Game::as_select())
        .load(conn)?)
}

/// Games that `organizer` made which start at this very instant.
pub fn starting_at(conn: &mut DbConn, organizer: PlayerId, starts_at: Timestamp) -> QueryResult<Vec<Game>> {
    Ok(games::table
        .filter(games::organizer_id.eq(organizer))
        .filter(games::starts_at.eq(starts_at))
        .order(games::id)
        .select(Game::as_select())
        .load(conn)?)
}

/// Everybody who is in or waiting, in the order they got there.
pub fn active_in(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<Registration>> {
    Ok(registrations::table
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .order(registrations::place)
        .select(Registration::as_select())
        .load(conn)?)
}

/// Who dropped out late of which of `games`, and when: latest first.
pub fn late_drop_outs(conn: &mut DbConn, games: &[GameId]) -> QueryResult<Vec<(GameId, PlayerName, Timestamp)>> {
    Ok(registrations::table
        .inner_join(players::table.on(players::id.eq(registrations::player_id)))
        .filter(registrations::game_id.eq_any(games))
        .filter(IsLate)
        .filter(registrations::status.eq(Status::Withdrawn))
        .order(registrations::withdrawn_at.desc())
        .select((registrations::game_id, players::name, registrations::withdrawn_at.assume_not_null()))
        .load(conn)?)
}

/// How many of those who wait in each of `games` are passed over at `now`; nothing of a game where nobody is.
pub fn passed_over(conn: &mut DbConn, games: &[GameId], now: Timestamp) -> QueryResult<Vec<(GameId, i64)>> {
    Ok(registrations::table
        .filter(registrations::game_id.eq_any(games))
        .filter(IsActive)
        .filter(registrations::status.eq(Status::Waitlisted))
        .filter(registrations::rests.or(registrations::hear_by.lt(now).assume_not_null()))
        .group_by(registrations::game_id)
        .select((registrations::game_id, count_star()))
        .load(conn)?)
}

/// The name of a sport that some game is of.
pub fn sport_name(conn: &mut DbConn, sport: &SportSlug) -> QueryResult<String> {
    let name: SportName = sports::table.find(sport).select(sports::name).first(conn)?;
    Ok(name.to_string())
}

/// The games at `venue` that start after `now` and are not cancelled, soonest first.
pub fn ahead_at(conn: &mut DbConn, venue: VenueId, now: Timestamp) -> QueryResult<Vec<Game>> {
    Ok(games::table
        .filter(games::venue_id.eq(venue))
        .filter(games::starts_at.gt(now))
        .filter(games::status.ne(GameStatus::Cancelled))
        .order((games::starts_at, games::id))
        .select(Game::as_select())
        .load(conn)?)
}

/// Every game that was or will be at `venue`, with its title and its sport's name.
pub fn all_at(conn: &mut DbConn, venue: VenueId) -> QueryResult<Vec<(GameId, GameTitle, SportName)>> {
    Ok(games::table
        .inner_join(sports::table)
        .filter(games::venue_id.eq(venue))
        .order(games::id)
        .select((games::id, games::title, sports::name))
        .load(conn)?)
}

/// Replaces the text that searches look in. The page shows something else now, so its version rises.
pub fn set_search_text(conn: &mut DbConn, game: GameId, text: &str) -> QueryResult<()> {
    diesel::update(games::table.find(game))
        .set((games::search_text.eq(text), games::version.eq(games::version + 1)))
        .execute(conn)?;
    Ok(())
}
