//! A game's visible history.

use diesel::prelude::*;
use serde::Serialize;

use super::fixed::{Bind, Fixed, Row, asked, in_one};
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

/// What became of a registration, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Became<'a> {
    /// What happened.
    pub kind: EventKind,
    /// The registration as it is since then.
    pub registration: &'a Registration,
    /// Who did it, where it was not its own player.
    pub actor: Option<PlayerId>,
    /// The organizer's words.
    pub note: &'a str,
}

#[derive(Serialize)]
struct NewRow<'a> {
    game_id: i64,
    kind: &'static str,
    actor_id: Option<i64>,
    registration_id: i64,
    status: &'static str,
    party_size: i32,
    place: i64,
    note: &'a str,
}

impl Row for NewRow<'_> {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("game_id", "bigint"),
        ("kind", "text"),
        ("actor_id", "bigint"),
        ("registration_id", "bigint"),
        ("status", "text"),
        ("party_size", "integer"),
        ("place", "bigint"),
        ("note", "text"),
    ];
}

impl<'a> Became<'a> {
    fn row(&self) -> NewRow<'a> {
        NewRow {
            game_id: self.registration.game_id.get(),
            kind: self.kind.as_str(),
            actor_id: self.actor.map(PlayerId::get),
            registration_id: self.registration.id.get(),
            status: self.registration.status.as_str(),
            party_size: self.registration.party_size.get(),
            place: self.registration.place,
            note: self.note,
        }
    }
}

/// Notes what became of registrations, in this order; replayed, these give the roster.
pub fn record_all(conn: &mut DbConn, events: &[Became<'_>], now: Timestamp) -> QueryResult<()> {
    let rows: Vec<NewRow<'_>> = events.iter().map(Became::row).collect();
    let columns = "game_id, kind, actor_id, registration_id, status, party_size, place, note";
    let text = format!(
        "INSERT INTO timeline ({columns}, at, before, after) SELECT {columns}, ?, '', '' FROM {} ORDER BY number",
        asked::<NewRow<'_>>(conn)
    );
    Fixed::<()>::new(text, vec![Bind::Number(now.second()), in_one(&rows)?]).execute(conn)?;
    Ok(())
}

/// Notes what became of `registration`.
pub fn record(
    conn: &mut DbConn,
    kind: EventKind,
    registration: &Registration,
    actor: Option<PlayerId>,
    note: &str,
    now: Timestamp,
) -> QueryResult<()> {
    record_all(conn, &[Became { kind, registration, actor, note }], now)
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

/// Whether what a letter says of `game` has been changed since `at`: its time, its place or its price.
pub fn says_else_since(conn: &mut DbConn, game: GameId, at: Timestamp) -> QueryResult<bool> {
    let said = [EventKind::TimeChanged, EventKind::PlaceChanged, EventKind::PriceChanged];
    let changed = timeline::table
        .filter(timeline::game_id.eq(game))
        .filter(timeline::at.gt(at))
        .filter(timeline::kind.eq_any(said));
    Ok(diesel::select(diesel::dsl::exists(changed)).get_result(conn)?)
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
