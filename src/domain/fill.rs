//! A seat frees up: it goes to the first in line that fits, at once or as an offer, or is on offer to everybody waiting.

use super::conditional::see_to;
use super::due::plan;
use super::gears::Gear;
use super::offers::{end_offers, next_end, offer_to_those_that_fit, open_the_rest};
use crate::store::games::Game;
use crate::store::gears::Gears;
use crate::store::line::Reach;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{EventKind, GameId, MessageKind, OpenSeats, Status, Timestamp};

/// Ends every write that touches `game` or somebody's right to play in it, in the same transaction.
///
/// Offers that are over end, and what is free by then goes on. A party stays together: one that does not fit is passed
/// over and keeps its place. Afterwards no party that may be given a seat fits a free one, and the counts on the game are
/// those of its roster.
///
/// Who comes only if enough do comes in here too, once they are enough.
pub fn fill(conn: &mut DbConn, game: GameId, now: Timestamp) -> QueryResult<()> {
    let counted = fill_from_line(conn, game, now)?;
    if see_to(conn, &counted, now)? {
        fill_from_line(conn, game, now)?;
    }
    Ok(())
}

/// The game as it is counted afterwards.
fn fill_from_line(conn: &mut DbConn, game: GameId, now: Timestamp) -> QueryResult<Game> {
    let mut game = store::games::recount(conn, game)?;
    if end_offers(conn, &game, now)? > 0 {
        game = store::games::recount(conn, game.id)?;
    }
    if !game.may_move_in(now) {
        keep_open(conn, &game, &OpenSeats::default())?;
        game.open_seats = OpenSeats::default();
        plan_seats(conn, &game, now)?;
        return Ok(game);
    }
    if store::sabotage::fills_later(game.id, fill) {
        return Ok(game);
    }
    give(conn, &game, now)?;
    let game = store::games::recount(conn, game.id)?;
    plan_seats(conn, &game, now)?;
    Ok(game)
}

/// Notes when next something is due in `game`, about its seats or otherwise.
fn plan_seats(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<()> {
    let seats = next_end(conn, game, now)?;
    plan(conn, game, seats)
}

impl Game {
    /// Whether somebody in line might get a seat now.
    pub(super) fn may_move_in(&self, now: Timestamp) -> bool {
        self.waiting > 0 && self.untaken_seats() > 0 && self.fills(now)
    }
}

/// Gives what nobody has to those in line, in the way that holds now.
fn give(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<()> {
    let (site, has_mail) = store::site::gears(conn)?.unwrap_or((Gears::default(), false));
    let untaken = game.untaken_seats();
    match game.gear(site, now) {
        Gear::AtOnce => {
            keep_open(conn, game, &OpenSeats::default())?;
            let next = |conn: &mut DbConn, next: &Registration| move_in(conn, next, now);
            give_to_all_that_fit(conn, game, untaken, Reach::All, next, now).map(drop)
        }
        Gear::Held(until) => {
            // What is on offer to everybody stays so.
            let new = untaken - game.open_seats.count();
            let held = if has_mail { offer_to_those_that_fit(conn, game, new, until, now)? } else { 0 };
            open_the_rest(conn, game, untaken - held, site, now)
        }
        Gear::Everybody => open_the_rest(conn, game, untaken, site, now),
        Gear::Organizer => Ok(()),
    }
}

/// Gives seats to the first in line that fits, then to the first behind it that fits what is left, until nobody does;
/// how many seats.
///
/// Nobody has to be asked twice: what did not fit before somebody got seats fits even less afterwards.
pub(super) fn give_to_all_that_fit(
    conn: &mut DbConn,
    game: &Game,
    seats: i32,
    reach: Reach,
    give: impl Fn(&mut DbConn, &Registration) -> QueryResult<()>,
    now: Timestamp,
) -> QueryResult<i32> {
    let (mut left, mut behind) = (seats, i64::MIN);
    while left > 0
        && let Some(next) = store::line::that_fit(conn, game.id, (behind, left), reach, 1, now)?.pop()
    {
        give(conn, &next)?;
        left -= next.party_size.get();
        behind = next.place;
    }
    Ok(seats - left)
}

/// Notes which seats are on offer to everybody, where that is different.
pub(super) fn keep_open(conn: &mut DbConn, game: &Game, open: &OpenSeats) -> QueryResult<()> {
    if game.open_seats == *open { Ok(()) } else { store::line::set_open_seats(conn, game.id, open) }
}

/// Seats a waiting party, and tells its player.
fn move_in(conn: &mut DbConn, registration: &Registration, now: Timestamp) -> QueryResult<()> {
    store::registrations::seat(conn, registration.id, now)?;
    let seated = Registration { status: Status::Confirmed, seated_at: Some(now), ..registration.clone() };
    store::timeline::record(conn, EventKind::MovedIn, &seated, None, "", now)?;
    store::outbox::enqueue(conn, MessageKind::MovedIn, &seated, ("", ""), now)
}
