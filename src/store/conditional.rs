//! Registrations of players who come only if enough do.

use diesel::prelude::*;

use super::active::IsActive;
use super::registrations::Registration;
use super::schema::{players, registrations};
use super::{DbConn, QueryResult};
use crate::types::{GameId, OnlyIf, RegistrationId, Status, Timestamp};

/// Those of `game` who may play, by their places.
pub fn of_game(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<Registration>> {
    let blocked = super::blocks::of_game(conn, game)?;
    let mut found = everybody(conn, game)?;
    found.retain(|registration| !blocked.contains(&registration.player_id));
    Ok(found)
}

/// Those of `game`, by their places, but for players who are disabled or deleted.
fn everybody(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<Registration>> {
    Ok(registrations::table
        .inner_join(players::table.on(players::id.eq(registrations::player_id)))
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .filter(registrations::status.eq(Status::Conditional))
        .filter(players::disabled_at.is_null())
        .filter(players::deleted_at.is_null())
        .order(registrations::place)
        .select(Registration::as_select())
        .load(conn)?)
}

/// All of `game`, whether they may play or not.
pub fn all_of_game(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<Registration>> {
    Ok(registrations::table
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .filter(registrations::status.eq(Status::Conditional))
        .order(registrations::place)
        .select(Registration::as_select())
        .load(conn)?)
}

/// Notes how many must be in; none takes it back.
pub fn set_number(conn: &mut DbConn, id: RegistrationId, number: Option<OnlyIf>) -> QueryResult<()> {
    diesel::update(registrations::table.find(id)).set(registrations::only_if.eq(number)).execute(conn)?;
    Ok(())
}

/// Puts a party into the line, at a place that nobody has. From then on it waits like any other.
pub fn to_line(conn: &mut DbConn, id: RegistrationId, place: i64) -> QueryResult<()> {
    diesel::update(registrations::table.find(id))
        .set((
            registrations::status.eq(Status::Waitlisted),
            registrations::place.eq(place),
            registrations::only_if.eq(None::<OnlyIf>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends a registration of which nothing came; its number stays, and says so.
pub fn end(conn: &mut DbConn, id: RegistrationId, now: Timestamp) -> QueryResult<()> {
    super::registrations::withdraw(conn, id, false, now)
}
