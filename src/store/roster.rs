//! A game's roster as its organizers see it: who was added by hand, who left late, and how to reach people.

use diesel::dsl::max;
use diesel::prelude::*;

use super::active::{IsActive, IsLate};
use super::registrations::Registration;
use super::schema::{accounts, game_organizers, players, registrations, timeline};
use super::{DbConn, QueryResult};
use crate::types::{Email, GameId, PlayerId, PlayerName, RegistrationId, Status, fold};

/// The registrations in `game` that `organizer` made for somebody called `name`, after the registration `after`.
pub fn added_since(
    conn: &mut DbConn,
    game: GameId,
    organizer: PlayerId,
    name: &PlayerName,
    after: Option<RegistrationId>,
) -> QueryResult<Vec<Registration>> {
    let after = after.map_or(0, RegistrationId::get);
    Ok(registrations::table
        .inner_join(players::table.on(players::id.eq(registrations::player_id)))
        .filter(registrations::game_id.eq(game))
        .filter(registrations::added_by.eq(organizer))
        .filter(registrations::id.gt(after))
        .filter(players::name_folded.eq(fold(name.as_str())))
        .filter(players::name.eq(name))
        .order(registrations::id.desc())
        .select(Registration::as_select())
        .load(conn)?)
}

/// The newest registration of `game`, whatever became of it.
pub fn newest(conn: &mut DbConn, game: GameId) -> QueryResult<Option<RegistrationId>> {
    let newest = timeline::table.filter(timeline::game_id.eq(game)).select(max(timeline::registration_id));
    Ok(newest.first(conn)?)
}

/// Who gave seats of `game` back after the deadline, earliest first.
pub fn late_departures(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<(Registration, PlayerName)>> {
    Ok(registrations::table
        .inner_join(players::table.on(players::id.eq(registrations::player_id)))
        .filter(registrations::game_id.eq(game))
        .filter(IsLate)
        .filter(registrations::status.eq(Status::Withdrawn))
        .order((registrations::withdrawn_at, registrations::id))
        .select((Registration::as_select(), players::name))
        .load(conn)?)
}

/// The addresses of those who are in or waiting in `game` and have an account, and whether each is known to be theirs.
pub fn emails(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<(PlayerId, (Email, bool))>> {
    Ok(registrations::table
        .inner_join(accounts::table.on(accounts::player_id.eq(registrations::player_id)))
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .select((accounts::player_id, (accounts::email, accounts::confirmed_at.is_not_null())))
        .load(conn)?)
}

/// Who runs `game` beside its organizer, by name.
pub fn helpers(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<(PlayerId, PlayerName)>> {
    Ok(game_organizers::table
        .inner_join(players::table)
        .filter(game_organizers::game_id.eq(game))
        .order((players::name_folded, players::id))
        .select((players::id, players::name))
        .load(conn)?)
}
