//! Venues as rows: a name, an address, and the zone whose clock a game there goes by.

use diesel::prelude::*;

use super::schema::{games, venues};
use super::{DbConn, QueryResult, on_each};
use crate::types::{Address, GameStatus, PlayerId, Timestamp, VenueId, VenueName, Zone};

/// A place where games are played.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Identifiable)]
#[diesel(table_name = venues)]
pub struct Venue {
    /// Its number.
    pub id: VenueId,
    /// Its name.
    pub name: VenueName,
    /// Where it is; empty where the name says it.
    pub address: Address,
    /// The zone of every wall time there.
    pub time_zone: Zone,
    /// Who added it, and may change it.
    pub created_by: Option<PlayerId>,
    /// When it was added.
    pub created_at: Timestamp,
    /// Since when it is offered for no new game.
    pub retired_at: Option<Timestamp>,
}

/// What an organizer sets.
#[derive(Debug, Clone, PartialEq)]
pub struct VenueFields {
    /// Its name.
    pub name: VenueName,
    /// Where it is; may be empty.
    pub address: Address,
    /// The zone of every wall time there.
    pub time_zone: Zone,
}

/// The venue with this id.
pub fn find(conn: &mut DbConn, id: VenueId) -> QueryResult<Venue> {
    Ok(venues::table.find(id).select(Venue::as_select()).first(conn)?)
}

/// Those of `ids`, in no order.
pub fn find_all(conn: &mut DbConn, ids: &[VenueId]) -> QueryResult<Vec<Venue>> {
    Ok(venues::table.filter(venues::id.eq_any(ids)).select(Venue::as_select()).load(conn)?)
}

/// The venues that a new game can be at, by name.
pub fn offered(conn: &mut DbConn, most: i64) -> QueryResult<Vec<Venue>> {
    Ok(venues::table
        .filter(venues::retired_at.is_null())
        .order((venues::name_folded, venues::id))
        .limit(most)
        .select(Venue::as_select())
        .load(conn)?)
}

/// A page of all venues by name, those still offered first.
pub fn page(conn: &mut DbConn, offset: i64, most: i64) -> QueryResult<Vec<Venue>> {
    Ok(venues::table
        .order((venues::retired_at.is_not_null(), venues::name_folded, venues::id))
        .offset(offset)
        .limit(most)
        .select(Venue::as_select())
        .load(conn)?)
}

/// The offered venue that is just like `fields`, if there is one.
pub fn same_as(conn: &mut DbConn, fields: &VenueFields) -> QueryResult<Option<VenueId>> {
    Ok(venues::table
        .filter(venues::retired_at.is_null())
        .filter(venues::name_folded.eq(fields.name.folded()))
        .filter(venues::address.eq(&fields.address))
        .filter(venues::time_zone.eq(&fields.time_zone))
        .select(venues::id)
        .first(conn)
        .optional()?)
}

/// Adds a venue.
pub fn insert(conn: &mut DbConn, fields: &VenueFields, by: PlayerId, now: Timestamp) -> QueryResult<VenueId> {
    let row = (
        venues::name.eq(&fields.name),
        venues::name_folded.eq(fields.name.folded()),
        venues::address.eq(&fields.address),
        venues::time_zone.eq(&fields.time_zone),
        venues::created_by.eq(Some(by)),
        venues::created_at.eq(now),
    );
    Ok(on_each!(conn, conn => diesel::insert_into(venues::table).values(row).returning(venues::id).get_result(conn))?)
}

/// Replaces what the organizer set. The games there are the caller's to bring along.
pub fn update(conn: &mut DbConn, id: VenueId, fields: &VenueFields) -> QueryResult<()> {
    diesel::update(venues::table.find(id))
        .set((
            venues::name.eq(&fields.name),
            venues::name_folded.eq(fields.name.folded()),
            venues::address.eq(&fields.address),
            venues::time_zone.eq(&fields.time_zone),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes a venue from the choice for new games since an instant, or offers it again.
pub fn set_retired(conn: &mut DbConn, id: VenueId, since: Option<Timestamp>) -> QueryResult<()> {
    diesel::update(venues::table.find(id)).set(venues::retired_at.eq(since)).execute(conn)?;
    Ok(())
}

/// How many games start after `now` at each of `ids`; a venue without any is left out.
pub fn games_ahead(conn: &mut DbConn, ids: &[VenueId], now: Timestamp) -> QueryResult<Vec<(VenueId, i64)>> {
    Ok(games::table
        .filter(games::venue_id.eq_any(ids))
        .filter(games::starts_at.gt(now))
        .filter(games::status.ne(GameStatus::Cancelled))
        .group_by(games::venue_id)
        .select((games::venue_id.assume_not_null(), diesel::dsl::count_star()))
        .load(conn)?)
}
