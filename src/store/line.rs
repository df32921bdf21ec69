//! The line of a game: who in it can be given a seat, and the seats that are held for its players.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::active::IsActive;
use super::registrations::Registration;
use super::schema::{accounts, blocks, games, notices_off, players, registrations};
use super::{DbConn, QueryResult};
use crate::types::{GameId, MailKind, OpenSeats, RegistrationId, Status, Timestamp};

/// Whom a seat is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everybody in line.
    All,
    /// Those who can be mailed and want to hear of offers: one that ends is worth nothing to others.
    Mail,
}

/// The first `most` in line behind `place` who may be given seats at `now`, each of whose parties fits into `seats`.
pub fn that_fit(
    conn: &mut DbConn,
    game: GameId,
    (place, seats): (i64, i32),
    reach: Reach,
    most: i64,
    now: Timestamp,
) -> QueryResult<Vec<Registration>> {
    let blocks = blocks::table
        .inner_join(games::table.on(games::organizer_id.eq(blocks::organizer_id)))
        .filter(games::id.eq(game))
        .filter(blocks::player_id.eq(registrations::player_id));
    let mailbox = accounts::table
        .filter(accounts::player_id.eq(registrations::player_id))
        .filter(accounts::confirmed_at.is_not_null());
    let stopped = notices_off::table
        .filter(notices_off::player_id.eq(registrations::player_id))
        .filter(notices_off::kind.eq(MailKind::Offer));
    let reaches_all = (reach == Reach::All).into_sql::<Bool>();
    Ok(registrations::table
        .inner_join(players::table.on(players::id.eq(registrations::player_id)))
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .filter(registrations::status.eq(Status::Waitlisted))
        .filter(registrations::place.gt(place))
        .filter(registrations::party_size.le(seats))
        .filter(registrations::rests.eq(false))
        .filter(registrations::hear_by.is_null().or(registrations::hear_by.ge(now)))
        .filter(players::disabled_at.is_null())
        .filter(players::deleted_at.is_null())
        .filter(not(exists(blocks)))
        .filter(reaches_all.or(exists(mailbox).and(not(exists(stopped)))))
        .order(registrations::place)
        .limit(most)
        .select(Registration::as_select())
        .load(conn)?)
}

/// The number in line, counted from 1, of whoever waits at `place`.
pub fn number(conn: &mut DbConn, game: GameId, place: i64) -> QueryResult<i64> {
    Ok(registrations::table
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .filter(registrations::status.eq(Status::Waitlisted))
        .filter(registrations::place.le(place))
        .count()
        .get_result(conn)?)
}

/// The first instant at or after `now` at which somebody in line no longer wants to hear of a seat.
pub fn next_hear_by(conn: &mut DbConn, game: GameId, now: Timestamp) -> QueryResult<Option<Timestamp>> {
    Ok(registrations::table
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .filter(registrations::status.eq(Status::Waitlisted))
        .filter(registrations::hear_by.ge(now))
        .select(diesel::dsl::min(registrations::hear_by))
        .first(conn)?)
}

/// Those for whom seats are held, the first to end first.
pub fn offers(conn: &mut DbConn, game: GameId) -> QueryResult<Vec<Registration>> {
    Ok(registrations::table
        .filter(registrations::game_id.eq(game))
        .filter(IsActive)
        .filter(registrations::status.eq(Status::Offered))
        .order((registrations::offer_until, registrations::place))
        .select(Registration::as_select())
        .load(conn)?)
}

/// Holds the party's seats until then.
pub fn offer(conn: &mut DbConn, id: RegistrationId, until: Timestamp) -> QueryResult<()> {
    diesel::update(registrations::table.find(id))
        .set((registrations::status.eq(Status::Offered), registrations::offer_until.eq(Some(until))))
        .execute(conn)?;
    Ok(())
}

/// Gives the party the seats that it took at `now`, which were on offer until `until`.
pub fn take(conn: &mut DbConn, id: RegistrationId, until: Timestamp, now: Timestamp) -> QueryResult<()> {
    diesel::update(registrations::table.find(id))
        .set((
            registrations::status.eq(Status::Confirmed),
            registrations::seated_at.eq(Some(now)),
            registrations::offer_until.eq(Some(until)),
            registrations::rests.eq(false),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes back the seats that were held; the party keeps its place, and is passed over.
pub fn rest(conn: &mut DbConn, id: RegistrationId) -> QueryResult<()> {
    diesel::update(registrations::table.find(id))
        .set((
            registrations::status.eq(Status::Waitlisted),
            registrations::offer_until.eq(None::<Timestamp>),
            registrations::rests.eq(true),
        ))
        .execute(conn)?;
    Ok(())
}

/// Passes the party over no more; it stands at `place`, which nobody else may have.
pub fn wake(conn: &mut DbConn, id: RegistrationId, place: i64) -> QueryResult<()> {
    diesel::update(registrations::table.find(id))
        .set((registrations::rests.eq(false), registrations::place.eq(place)))
        .execute(conn)?;
    Ok(())
}

/// Notes until when the player wants to hear of a seat.
pub fn set_hear_by(conn: &mut DbConn, id: RegistrationId, by: Option<Timestamp>) -> QueryResult<()> {
    diesel::update(registrations::table.find(id)).set(registrations::hear_by.eq(by)).execute(conn)?;
    Ok(())
}

/// Replaces the seats that are on offer to everybody waiting.
pub fn set_open_seats(conn: &mut DbConn, id: GameId, open: &OpenSeats) -> QueryResult<()> {
    diesel::update(games::table.find(id)).set(games::open_seats.eq(open)).execute(conn)?;
    Ok(())
}
