//! Games as rows: what an organizer set, what was derived from it, and the counts of the roster.

use diesel::dsl::{count_star, sum};
use diesel::prelude::*;

use super::active::IsActive;
use super::calendars::note_change;
use super::gears::OwnGears;
use super::schema::{games, registrations};
use super::{DbConn, Optional, QueryResult, on_each};
use crate::types::{
    CancelHours, Capacity, Date, DeadlineHours, Description, GameId, GameStatus, GameTitle, HowToPay, Level, MaxGuests,
    Minimum, Minutes, Money, OpenSeats, PlayerId, SeriesId, SportSlug, Status, Timestamp, VenueId, Visibility,
    WallTime, WhoJoins, Zone,
};

/// A game. `taken`, `guests` and `waiting` are kept by `recount` in the transaction that changes the roster.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable)]
#[diesel(table_name = games)]
pub struct Game {
    /// Its number in addresses.
    pub id: GameId,
    /// Draft, published or cancelled; that it is over follows from the time.
    pub status: GameStatus,
    /// Listed, or found by its link alone.
    pub visibility: Visibility,
    /// The random part of an unlisted game's link.
    pub link_key: String,
    /// Who answers for it.
    pub organizer_id: PlayerId,
    /// The series it was made by.
    pub series_id: Option<SeriesId>,
    /// Changed on its own since the series made it.
    pub edited_by_hand: bool,
    /// What is played.
    pub sport: SportSlug,
    /// Its name.
    pub title: GameTitle,
    /// Title, venue and sport, folded for searching.
    pub search_text: String,
    /// Where, unless `place` says it in words.
    pub venue_id: Option<VenueId>,
    /// Where, in free text; empty where there is a venue.
    pub place: String,
    /// The zone of its wall times.
    pub time_zone: Zone,
    /// The start as the organizer typed it.
    pub starts_wall: WallTime,
    /// The start.
    pub starts_at: Timestamp,
    /// How long it lasts.
    pub minutes: Minutes,
    /// The end.
    pub ends_at: Timestamp,
    /// The day it belongs to.
    pub local_date: Date,
    /// Seats.
    pub capacity: Capacity,
    /// Seats that must be taken for the game to be on.
    pub minimum: Minimum,
    /// Guests one player may bring.
    pub max_guests: MaxGuests,
    /// Per player, in the site's currency.
    pub price: Money,
    /// Cash, transfer, to whom.
    pub how_to_pay: HowToPay,
    /// Who it suits.
    pub level: Level,
    /// Anything else.
    pub description: Description,
    /// When sign-up opens, as typed; `None`: at once.
    pub opens_wall: Option<WallTime>,
    /// When sign-up opens.
    pub opens_at: Option<Timestamp>,
    /// When sign-up closes, as typed; `None`: at the start.
    pub closes_wall: Option<WallTime>,
    /// When sign-up closes.
    pub closes_at: Timestamp,
    /// When a closing was first acted on: it stays closed, whatever the clock says later.
    pub closed_at: Option<Timestamp>,
    /// Hours before the start until which dropping out is free.
    pub deadline_hours: DeadlineHours,
    /// Until when dropping out is free.
    pub deadline_at: Timestamp,
    /// Why it was cancelled.
    pub cancelled_reason: String,
    /// When it was first seen by players.
    pub published_at: Option<Timestamp>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Raised by every change that its page shows.
    pub version: i64,
    /// The next place in its line.
    pub next_place: i64,
    /// Seats taken: players and guests who are in or hold an offer.
    pub taken: i32,
    /// How many of the taken seats are guests'.
    pub guests: i32,
    /// Registrations in the waitlist.
    pub waiting: i32,
    /// How often time, place or state have changed (RFC 5545, 3.8.7.4).
    pub sequence: i32,
    /// When an organizer, or the law about time, last changed it.
    pub changed_at: Timestamp,
    /// What one needs to join; `None`: what the site asks for.
    pub who_joins: Option<WhoJoins>,
    /// Hours before the start at which it is called off by itself where fewer than its minimum are in.
    pub cancel_hours: Option<CancelHours>,
    /// Registrations that come only if enough do.
    pub conditional: i32,
    /// When next something happens in it by itself.
    pub due_at: Option<Timestamp>,
    /// What was due by then is done, or was past when the game got its times.
    pub settled_at: Timestamp,
    /// Its own numbers about the waitlist's gears.
    #[diesel(embed)]
    pub gears: OwnGears,
    /// Seats on offer to everybody waiting: neither taken nor free.
    pub open_seats: OpenSeats,
    /// How many of the taken seats are only held for somebody who has not said yes.
    pub offered: i32,
}

/// What an organizer sets, with the instants derived from it.
#[derive(Debug, Clone, PartialEq, Insertable, AsChangeset)]
#[diesel(table_name = games, treat_none_as_null = true)]
#[allow(missing_docs, reason = "each is the field of `Game` with this name")]
pub struct GameFields {
    pub visibility: Visibility,
    pub sport: SportSlug,
    pub title: GameTitle,
    pub search_text: String,
    pub venue_id: Option<VenueId>,
    pub place: String,
    pub time_zone: Zone,
    pub starts_wall: WallTime,
    pub starts_at: Timestamp,
    pub minutes: Minutes,
    pub ends_at: Timestamp,
    pub local_date: Date,
    pub capacity: Capacity,
    pub minimum: Minimum,
    pub max_guests: MaxGuests,
    pub price: Money,
    pub how_to_pay: HowToPay,
    pub level: Level,
    pub description: Description,
    pub opens_wall: Option<WallTime>,
    pub opens_at: Option<Timestamp>,
    pub closes_wall: Option<WallTime>,
    pub closes_at: Timestamp,
    pub deadline_hours: DeadlineHours,
    pub deadline_at: Timestamp,
    pub who_joins: Option<WhoJoins>,
    pub cancel_hours: Option<CancelHours>,
    #[diesel(embed)]
    pub gears: OwnGears,
}

/// The game with this id.
pub fn find(conn: &mut DbConn, id: GameId) -> QueryResult<Game> {
    Ok(games::table.find(id).select(Game::as_select()).get_result(conn)?)
}

/// Those of `ids` that there are, in no order.
pub fn find_all(conn: &mut DbConn, ids: &[GameId]) -> QueryResult<Vec<Game>> {
    match conn {
        DbConn::Postgres(conn) => {
            Ok(games::table.filter(games::id.eq_any(ids)).select(Game::as_select()).load(conn)?)
        }
        // A list would be another statement for each length of it, to be prepared anew.
        DbConn::Sqlite(_) => ids.iter().filter_map(|id| find(conn, *id).optional().transpose()).collect(),
    }
}

/// Makes a draft of `fields`.
pub fn insert(
    conn: &mut DbConn,
    fields: &GameFields,
    organizer: PlayerId,
    series: Option<SeriesId>,
    link_key: &str,
    now: Timestamp,
) -> QueryResult<GameId> {
    let row = (
        fields,
        (
            games::status.eq(GameStatus::Draft),
            games::link_key.eq(link_key),
            games::organizer_id.eq(organizer),
            games::series_id.eq(series),
            games::edited_by_hand.eq(false),
            games::cancelled_reason.eq(""),
            games::created_at.eq(now),
        ),
        (
            games::version.eq(1_i64),
            games::next_place.eq(1_i64),
            games::taken.eq(0),
            games::guests.eq(0),
            games::waiting.eq(0),
            games::sequence.eq(0),
            games::changed_at.eq(now),
            games::open_seats.eq(""),
            games::offered.eq(0),
        ),
    );
    Ok(on_each!(conn, conn => diesel::insert_into(games::table).values(row).returning(games::id).get_result(conn))?)
}

/// Replaces what the organizer set. A new closing time is not yet acted on.
pub fn update(conn: &mut DbConn, id: GameId, fields: &GameFields, keep_closed: Option<Timestamp>) -> QueryResult<()> {
    diesel::update(games::table.find(id)).set((fields, games::closed_at.eq(keep_closed))).execute(conn)?;
    Ok(())
}

/// Marks a game of a series as changed on its own.
pub fn mark_edited_by_hand(conn: &mut DbConn, id: GameId) -> QueryResult<()> {
    diesel::update(games::table.find(id)).set(games::edited_by_hand.eq(true)).execute(conn)?;
    Ok(())
}

/// Shows a draft to players. What comes next in it is found out when it is next looked at, which is due at once.
pub fn publish(conn: &mut DbConn, id: GameId, now: Timestamp) -> QueryResult<()> {
    diesel::update(games::table.find(id))
        .set((
            games::status.eq(GameStatus::Published),
            games::published_at.eq(Some(now)),
            games::due_at.eq(Some(now)),
            games::settled_at.eq(now),
        ))
        .execute(conn)?;
    note_change(conn, id, true, now)
}

/// Calls a game off.
pub fn cancel(conn: &mut DbConn, id: GameId, reason: &str, now: Timestamp) -> QueryResult<()> {
    diesel::update(games::table.find(id))
        .set((
            games::status.eq(GameStatus::Cancelled),
            games::cancelled_at.eq(Some(now)),
            games::cancelled_reason.eq(reason),
        ))
        .execute(conn)?;
    note_change(conn, id, true, now)
}

/// Notes that the closing of sign-up has been acted on.
pub fn note_closed(conn: &mut DbConn, id: GameId, now: Timestamp) -> QueryResult<()> {
    diesel::update(games::table.find(id)).set(games::closed_at.eq(Some(now))).execute(conn)?;
    Ok(())
}

/// Takes the next place in the game's line; it is never given twice.
pub fn take_place(conn: &mut DbConn, id: GameId) -> QueryResult<i64> {
    let next: i64 = on_each!(conn, conn => diesel::update(games::table.find(id))
        .set(games::next_place.eq(games::next_place + 1))
        .returning(games::next_place)
        .get_result(conn))?;
    Ok(next - 1)
}

/// Counts the roster anew and raises the version; every write that touches a game ends here. The game as it is then.
pub fn recount(conn: &mut DbConn, id: GameId) -> QueryResult<Game> {
    let counted: Vec<(Status, i64, Option<i64>)> = registrations::table
        .filter(registrations::game_id.eq(id))
        .filter(IsActive)
        .group_by(registrations::status)
        .select((registrations::status, count_star(), sum(registrations::party_size)))
        .load(conn)?;
    let (mut players, mut taken, mut offered, mut waiting, mut conditional) = (0, 0, 0, 0, 0);
    for (status, parties, seats) in counted {
        if status.holds_seats() {
            players += parties;
            taken += seats.unwrap_or(0);
            offered += seats.filter(|_| status == Status::Offered).unwrap_or(0);
        } else if status == Status::Conditional {
            conditional += parties;
        } else {
            waiting += parties;
        }
    }
    let counts = (
        games::taken.eq(small(taken)),
        games::offered.eq(small(offered)),
        games::guests.eq(small(taken - players)),
        games::waiting.eq(small(waiting)),
        games::conditional.eq(small(conditional)),
        games::version.eq(games::version + 1),
    );
    Ok(on_each!(conn, conn => diesel::update(games::table.find(id))
        .set(counts)
        .returning(Game::as_returning())
        .get_result(conn))?)
}

/// A count of a roster, which never nears the limit.
fn small(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The games that `series` made which start at or after `from`, soonest first.
pub fn of_series_from(conn: &mut DbConn, series: SeriesId, from: Timestamp) -> QueryResult<Vec<Game>> {
    Ok(games::table
        .filter(games::series_id.eq(series))
        .filter(games::starts_at.ge(from))
        .order((games::starts_at, games::id))
        .select(Game::as_select())
        .load(conn)?)
}

/// Every game that starts after `now`, whatever became of it, soonest first.
pub fn ahead(conn: &mut DbConn, now: Timestamp) -> QueryResult<Vec<Game>> {
    Ok(games::table
        .filter(games::starts_at.gt(now))
        .order((games::starts_at, games::id))
        .select(Game::as_select())
        .load(conn)?)
}

/// The last game that `organizer` made, from which a new one takes its defaults.
pub fn last_of(conn: &mut DbConn, organizer: PlayerId) -> QueryResult<Option<Game>> {
    Ok(games::table
        .filter(games::organizer_id.eq(organizer))
        .order(games::id.desc())
        .select(Game::as_select())
        .first(conn)
        .optional()?)
}

/// Makes `player` the one who answers for the game.
pub fn set_organizer(conn: &mut DbConn, id: GameId, player: PlayerId) -> QueryResult<()> {
    diesel::update(games::table.find(id)).set(games::organizer_id.eq(player)).execute(conn)?;
    Ok(())
}
