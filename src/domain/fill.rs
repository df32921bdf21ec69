//! A seat frees up: the first in line that fits gets it.

use super::due::plan;
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{EventKind, GameId, MessageKind, Status, Timestamp};

/// Ends every write that touches `game` or somebody's right to play in it, in the same transaction.
///
/// A party stays together: one that does not fit is passed over and keeps its place. Afterwards no party that may
/// play fits a free seat, and the counts on the game are those of its roster.
pub fn fill(conn: &mut DbConn, game: GameId, now: Timestamp) -> QueryResult<()> {
    let game = store::games::recount(conn, game)?;
    plan(conn, &game)?;
    if !game.may_move_in(now) || store::sabotage::fills_later(game.id, fill) {
        return Ok(());
    }
    let moved = move_in_all_that_fit(conn, &game, now)?;
    if moved > 0 {
        store::games::recount(conn, game.id)?;
    }
    Ok(())
}

impl Game {
    /// Whether somebody in line might get a seat now.
    pub(super) fn may_move_in(&self, now: Timestamp) -> bool {
        self.waiting > 0 && self.free_seats() > 0 && self.fills(now)
    }
}

/// Seats the first in line that fits, then the first behind it that fits what is left, until nobody does; how many.
///
/// Nobody has to be asked twice: what did not fit before somebody moved in fits even less afterwards.
fn move_in_all_that_fit(conn: &mut DbConn, game: &Game, now: Timestamp) -> QueryResult<usize> {
    let (mut free, mut behind, mut moved) = (game.free_seats(), i64::MIN, 0);
    while free > 0
        && let Some(next) = store::registrations::first_that_fits(conn, game.id, behind, free)?
    {
        move_in(conn, &next, now)?;
        free -= next.party_size.get();
        behind = next.place;
        moved += 1;
    }
    Ok(moved)
}

/// Seats a waiting party, and tells its player.
pub(super) fn move_in(conn: &mut DbConn, registration: &Registration, now: Timestamp) -> QueryResult<()> {
    store::registrations::seat(conn, registration.id, now)?;
    let seated = Registration { status: Status::Confirmed, seated_at: Some(now), ..registration.clone() };
    store::timeline::record(conn, EventKind::MovedIn, &seated, None, "", now)?;
    store::outbox::enqueue(conn, MessageKind::MovedIn, &seated, ("", ""), now)
}
