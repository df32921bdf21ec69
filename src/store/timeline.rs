//! A game's visible history.

use diesel::prelude::*;

use super::registrations::Registration;
use super::schema::{players, registrations, timeline};
use super::{DbConn, QueryResult};
use crate::types::{EventKind, GameId, PartySize, PlayerId, PlayerName, RegistrationId, Status, Timestamp};

/// Something that happened to a game. It names nobody; names are looked up when it is shown.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = timeline)]
pub struct Event {
    /// Later events have greater ids.
    pub id: i64,
    /// The game.
    pub game_id: GameId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// Who did it, where it was not the registration's own player.
    pub actor_id: Option<PlayerId>,
    /// Whom it happened to.
    pub registration_id: Option<RegistrationId>,
    /// What the registration is since then.
    pub status: Option<Status>,
    /// How many the party is since then.
    pub party_size: Option<PartySize>,
    /// Where in the line it stands since then.
    pub place: Option<i64>,
    /// What a changed game said before, in words.
    pub before: String,
    /// What it says since then.
    pub after: String,
    /// The organizer's words.
    pub note: String,
}

/// Notes what became of `registration`; replayed, these give the roster.
pub fn record(
    conn: &mut DbConn,
    kind: EventKind,
    registration: &Registration,
    actor: Option<PlayerId>,
    note: &str,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(timeline::table)
        .values((
            timeline::game_id.eq(registration.game_id),
            timeline::at.eq(now),
            timeline::kind.eq(kind),
            timeline::actor_id.eq(actor),
            timeline::registration_id.eq(Some(registration.id)),
            timeline::status.eq(Some(registration.status)),
            timeline::party_size.eq(Some(registration.party_size)),
            timeline::place.eq(Some(registration.place)),
            (timeline::before.eq(""), timeline::after.eq(""), timeline::note.eq(note)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes a change of the game itself, from `before` to `after`.
pub fn record_change(
    conn: &mut DbConn,
    game: GameId,
    kind: EventKind,
    actor: Option<PlayerId>,
    (before, after): (&str, &str),
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(timeline::table)
        .values((
            timeline::game_id.eq(game),
            timeline::at.eq(now),
            timeline::kind.eq(kind),
            timeline::actor_id.eq(actor),
            (timeline::before.eq(before), timeline::after.eq(after), timeline::note.eq("")),
        ))
        .execute(conn)?;
    Ok(())
}

/// The history of `game`, earliest first.
pub fn of_game(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<Event>> {
    Ok(timeline::table.filter(timeline::game_id.eq(game)).order(timeline::id).select(Event::as_select()).load(conn)?)
}

/// The histories of all `games` together, earliest first.
pub fn of_games(conn: &mut DbConn, games: &[GameId]) -> QueryResult<Vec<Event>> {
    Ok(timeline::table
        .filter(timeline::game_id.eq_any(games))
        .order(timeline::id)
        .select(Event::as_select())
        .load(conn)?)
}

/// What last happened to `registration` of `game`.
pub fn last_of(conn: &mut DbConn, game: GameId, registration: RegistrationId) -> QueryResult<Option<EventKind>> {
    Ok(timeline::table
        .filter(timeline::game_id.eq(game))
        .filter(timeline::registration_id.eq(registration))
        .order(timeline::id.desc())
        .select(timeline::kind)
        .first(conn)
        .optional()?)
}

/// The last `most` events of `game`, latest first, with the player each happened to.
pub fn latest(conn: &mut DbConn, game: GameId, most: i64) -> QueryResult<Vec<(Event, Option<PlayerName>)>> {
    Ok(timeline::table
        .left_join(registrations::table.on(registrations::id.nullable().eq(timeline::registration_id)))
        .left_join(players::table.on(players::id.eq(registrations::player_id)))
        .filter(timeline::game_id.eq(game))
        .order(timeline::id.desc())
        .limit(most)
        .select((Event::as_select(), players::name.nullable()))
        .load(conn)?)
}
