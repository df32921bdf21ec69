//! Registrations as rows: one player in one game, with guests.

use std::collections::HashMap;

use diesel::dsl::IsNull;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::Serialize;

use super::active::IsActive;
use super::fixed::{Fixed, Row, asked, in_one};
use super::schema::{guests, players, registrations};
use super::{DbConn, QueryError, QueryResult};
use crate::types::{
    Attendance, GameId, GuestName, Note, OnlyIf, PartySize, PlayerId, PlayerName, RegistrationId, Status, Timestamp,
};

/// One player in one game. A player who left and came back has one row for each time.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable)]
#[diesel(table_name = registrations)]
pub struct Registration {
    /// Its number.
    pub id: RegistrationId,
    /// The game.
    pub game_id: GameId,
    /// The player.
    pub player_id: PlayerId,
    /// In, waiting, offered a seat, or withdrawn.
    pub status: Status,
    /// The player and guests.
    pub party_size: PartySize,
    /// The place in the game's line; the smaller, the earlier.
    pub place: i64,
    /// To the organizer.
    pub note: Note,
    /// The organizer who added the player by hand.
    pub added_by: Option<PlayerId>,
    /// Dropped out of a seat after the deadline.
    pub late: bool,
    /// Whether the player came.
    pub attendance: Option<Attendance>,
    /// When the player asked.
    pub created_at: Timestamp,
    /// When the party got its seats.
    pub seated_at: Option<Timestamp>,
    /// When the player left.
    pub withdrawn_at: Option<Timestamp>,
    /// Until when seats are held for the party. It stays when they were taken: who took an offer knew what they took.
    pub offer_until: Option<Timestamp>,
    /// Until when a waiting player wants to hear of a seat.
    pub hear_by: Option<Timestamp>,
    /// Passed over since an offer ended or was declined, until the player still wants in.
    pub rests: bool,
    /// How many must be in for the player to come; none where they come in any case.
    pub only_if: Option<OnlyIf>,
}

/// A registration about to be made.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "each is the field of `Registration` with this name")]
pub struct NewRegistration {
    pub game_id: GameId,
    pub player_id: PlayerId,
    pub status: Status,
    pub party_size: PartySize,
    pub place: i64,
    pub note: Note,
    pub added_by: Option<PlayerId>,
    pub created_at: Timestamp,
    pub seated_at: Option<Timestamp>,
}

/// A registration with what a roster shows of its player.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The registration.
    pub registration: Registration,
    /// The player's full name.
    pub name: PlayerName,
    /// Whether the player may play now: neither disabled nor deleted, nor blocked by the organizer.
    pub may_play: bool,
    /// The guests, in the order they were named.
    pub guests: Vec<GuestName>,
}

/// The registration with this id.
pub fn find(conn: &mut DbConn, id: RegistrationId) -> QueryResult<Registration> {
    Ok(registrations::table.find(id).select(Registration::as_select()).get_result(conn)?)
}

/// `player`'s registration in `game` that has not been withdrawn.
pub fn find_active(conn: &mut DbConn, game: GameId, player: PlayerId) -> QueryResult<Option<Registration>> {
    Ok(registrations::table
        .filter(registrations::game_id.eq(game))
        .filter(registrations::player_id.eq(player))
        .filter(IsActive)
        .select(Registration::as_select())
        .first(conn)
        .optional()?)
}

/// The order in which registrations ended, those that have not last: a player's last in a game says what they are in it.
///
/// Numbers do not: of two players who became one, the later number may be the one that was released.
pub(super) fn by_end() -> (IsNull<registrations::withdrawn_at>, registrations::withdrawn_at, registrations::id) {
    (registrations::withdrawn_at.is_null(), registrations::withdrawn_at, registrations::id)
}

impl Registration {
    /// The same order in memory.
    pub fn end(&self) -> (Timestamp, RegistrationId) {
        (self.withdrawn_at.unwrap_or(Timestamp::MAX), self.id)
    }
}

/// `player`'s last registration in `game`, whatever became of it.
pub fn find_last(conn: &mut DbConn, game: GameId, player: PlayerId) -> QueryResult<Option<Registration>> {
    Ok(registrations::table
        .filter(registrations::game_id.eq(game))
        .filter(registrations::player_id.eq(player))
        .order((
            registrations::withdrawn_at.is_null().desc(),
            registrations::withdrawn_at.desc(),
            registrations::id.desc(),
        ))
        .select(Registration::as_select())
        .first(conn)
        .optional()?)
}

/// Whether `player` is or was in or waiting in `game`.
pub fn was_ever_in(conn: &mut DbConn, game: GameId, player: PlayerId) -> QueryResult<bool> {
    let theirs =
        registrations::table.filter(registrations::game_id.eq(game)).filter(registrations::player_id.eq(player));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(conn)?)
}

/// When `player` left `game`, earliest first: one instant for each time.
pub fn departures(conn: &mut DbConn, game: GameId, player: PlayerId) -> QueryResult<Vec<Timestamp>> {
    let instants: Vec<Option<Timestamp>> = registrations::table
        .filter(registrations::game_id.eq(game))
        .filter(registrations::player_id.eq(player))
        .filter(registrations::status.eq(Status::Withdrawn))
        .order((registrations::withdrawn_at, registrations::id))
        .select(registrations::withdrawn_at)
        .load(conn)?;
    Ok(instants.into_iter().flatten().collect())
}

#[derive(Serialize)]
struct NewRow<'a> {
    game_id: i64,
    player_id: i64,
    status: &'static str,
    party_size: i32,
    place: i64,
    note: &'a str,
    added_by: Option<i64>,
    created_at: i64,
    seated_at: Option<i64>,
}

impl Row for NewRow<'_> {
    const COLUMNS: &'static [(&'static str, &'static str)] = &[
        ("game_id", "bigint"),
        ("player_id", "bigint"),
        ("status", "text"),
        ("party_size", "integer"),
        ("place", "bigint"),
        ("note", "text"),
        ("added_by", "bigint"),
        ("created_at", "bigint"),
        ("seated_at", "bigint"),
    ];
}

impl NewRegistration {
    fn row(&self) -> NewRow<'_> {
        NewRow {
            game_id: self.game_id.get(),
            player_id: self.player_id.get(),
            status: self.status.as_str(),
            party_size: self.party_size.get(),
            place: self.place,
            note: self.note.as_str(),
            added_by: self.added_by.map(PlayerId::get),
            created_at: self.created_at.second(),
            seated_at: self.seated_at.map(Timestamp::second),
        }
    }
}

/// Makes registrations, all at once; their ids, in their order. The unique index refuses a second active one.
pub fn insert_all(conn: &mut DbConn, new: &[NewRegistration]) -> QueryResult<Vec<RegistrationId>> {
    let rows: Vec<NewRow<'_>> = new.iter().map(NewRegistration::row).collect();
    let columns = "game_id, player_id, status, party_size, place, note, added_by, created_at, seated_at";
    let text = format!(
        "INSERT INTO registrations ({columns}, late) SELECT {columns}, FALSE FROM {} ORDER BY number \
         RETURNING game_id, place, id",
        asked::<NewRow<'_>>(conn)
    );
    let made: Vec<(GameId, i64, RegistrationId)> =
        Fixed::<(BigInt, BigInt, BigInt)>::new(text, vec![in_one(&rows)?]).load(conn)?;
    // Found again by what no two have in common: no database promises an order.
    let ids: HashMap<_, _> = made.into_iter().map(|(game, place, id)| ((game, place), id)).collect();
    new.iter().map(|new| ids.get(&(new.game_id, new.place)).copied().ok_or(QueryError::NotFound)).collect()
}

/// Gives the party its seats.
pub fn seat(conn: &mut DbConn, id: RegistrationId, now: Timestamp) -> QueryResult<()> {
    diesel::update(registrations::table.find(id))
        .set((registrations::status.eq(Status::Confirmed), registrations::seated_at.eq(Some(now))))
        .execute(conn)?;
    Ok(())
}

/// Ends a registration.
pub fn withdraw(conn: &mut DbConn, id: RegistrationId, late: bool, now: Timestamp) -> QueryResult<()> {
    diesel::update(registrations::table.find(id))
        .set((
            registrations::status.eq(Status::Withdrawn),
            registrations::late.eq(late),
            registrations::withdrawn_at.eq(Some(now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Changes how many come, and where in the line they stand.
pub fn resize(conn: &mut DbConn, id: RegistrationId, party: PartySize, place: i64) -> QueryResult<()> {
    diesel::update(registrations::table.find(id))
        .set((registrations::party_size.eq(party), registrations::place.eq(place)))
        .execute(conn)?;
    Ok(())
}

/// Puts a registration at `place`, which nobody else may have.
pub fn put_at(conn: &mut DbConn, id: RegistrationId, place: i64) -> QueryResult<()> {
    diesel::update(registrations::table.find(id)).set(registrations::place.eq(place)).execute(conn)?;
    Ok(())
}

/// Notes whether the player came; `None` takes it back.
pub fn set_attendance(conn: &mut DbConn, id: RegistrationId, attendance: Option<Attendance>) -> QueryResult<()> {
    diesel::update(registrations::table.find(id)).set(registrations::attendance.eq(attendance)).execute(conn)?;
    Ok(())
}

/// Those waiting, first in line first, with whether each may play.
pub fn line(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<(Registration, bool)>> {
    let rows: Vec<(Registration, Option<Timestamp>, Option<Timestamp>)> = registrations::table
        .inner_join(players::table.on(players::id.eq(registrations::player_id)))
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .filter(registrations::status.eq(Status::Waitlisted))
        .order(registrations::place)
        .select((Registration::as_select(), players::disabled_at, players::deleted_at))
        .load(conn)?;
    let blocked = super::blocks::of_game(conn, game)?;
    let may_play = |registration: &Registration| !blocked.contains(&registration.player_id);
    Ok(rows
        .into_iter()
        .map(|(registration, disabled, deleted)| {
            let may_play = disabled.is_none() && deleted.is_none() && may_play(&registration);
            (registration, may_play)
        })
        .collect())
}

/// Everybody who is in, offered or waiting, in the order they got there.
pub fn entries(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<Entry>> {
    let rows: Vec<(Registration, PlayerName, Option<Timestamp>, Option<Timestamp>)> = registrations::table
        .inner_join(players::table.on(players::id.eq(registrations::player_id)))
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .order(registrations::place)
        .select((Registration::as_select(), players::name, players::disabled_at, players::deleted_at))
        .load(conn)?;
    let blocked = super::blocks::of_game(conn, game)?;
    let mut named = guests_of(conn, game)?.into_iter().peekable();
    let mut by_registration = HashMap::<RegistrationId, Vec<GuestName>>::new();
    for (registration, name) in named.by_ref() {
        by_registration.entry(registration).or_default().push(name);
    }
    Ok(rows
        .into_iter()
        .map(|(registration, name, disabled, deleted)| Entry {
            guests: by_registration.remove(&registration.id).unwrap_or_default(),
            may_play: disabled.is_none() && deleted.is_none() && !blocked.contains(&registration.player_id),
            registration,
            name,
        })
        .collect())
}

/// The guests of all active registrations of `game`, in order.
fn guests_of(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<(RegistrationId, GuestName)>> {
    Ok(guests::table
        .inner_join(registrations::table)
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .order((guests::registration_id, guests::position))
        .select((guests::registration_id, guests::name))
        .load(conn)?)
}

/// The guests of one registration, in order.
pub fn guests(conn: &mut DbConn, id: RegistrationId) -> QueryResult<Vec<GuestName>> {
    Ok(guests::table.filter(guests::registration_id.eq(id)).order(guests::position).select(guests::name).load(conn)?)
}

/// Replaces the guests of one registration.
pub fn set_guests(conn: &mut DbConn, id: RegistrationId, names: &[GuestName]) -> QueryResult<()> {
    diesel::delete(guests::table.filter(guests::registration_id.eq(id))).execute(conn)?;
    name_guests(conn, &[(id, names)])
}

#[derive(Serialize)]
struct GuestRow<'a> {
    registration_id: i64,
    position: usize,
    name: &'a str,
}

impl Row for GuestRow<'_> {
    const COLUMNS: &'static [(&'static str, &'static str)] =
        &[("registration_id", "bigint"), ("position", "integer"), ("name", "text")];
}

/// Names the guests of registrations that have none yet.
pub fn name_guests(conn: &mut DbConn, named: &[(RegistrationId, &[GuestName])]) -> QueryResult<()> {
    let mut rows = Vec::new();
    for (id, names) in named {
        let (registration_id, names) = (id.get(), names.iter().map(GuestName::as_str).enumerate());
        rows.extend(names.map(|(position, name)| GuestRow { registration_id, position, name }));
    }
    if rows.is_empty() {
        return Ok(());
    }
    let columns = "registration_id, position, name";
    let text = format!("INSERT INTO guests ({columns}) SELECT {columns} FROM {}", asked::<GuestRow<'_>>(conn));
    Fixed::<()>::new(text, vec![in_one(&rows)?]).execute(conn)?;
    Ok(())
}

/// What `player` is in each of `games`, where anything.
pub fn standings(conn: &mut DbConn, player: PlayerId, games: &[GameId]) -> QueryResult<Vec<Registration>> {
    Ok(registrations::table
        .filter(registrations::player_id.eq(player))
        .filter(registrations::game_id.eq_any(games))
        .filter(IsActive)
        .select(Registration::as_select())
        .load(conn)?)
}

/// How many wait in `game` before `place`.
pub fn ahead_of(conn: &mut DbConn, game: GameId, place: i64) -> QueryResult<i64> {
    Ok(registrations::table
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .filter(registrations::status.eq(Status::Waitlisted))
        .filter(registrations::place.lt(place))
        .count()
        .get_result(conn)?)
}
