//! A seat frees up: the first in line that fits gets it.

use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, QueryResult};
use crate::types::{EventKind, GameId, MessageKind, Status, Timestamp};

/// Ends every write that touches `game` or somebody's right to play in it, in the same transaction.
///
/// A party stays together: one that does not fit is passed over and keeps its place. Afterwards no party that may
/// play fits a free seat, and the counts on the game are those of its roster.
pub fn fill(conn: &mut DbConn, game: GameId, now: Timestamp) -> QueryResult<()> {
    store::games::recount(conn, game)?;
    let game = store::games::find(conn, game)?;
    if game.waiting == 0 || game.free_seats() == 0 || !game.fills(now) {
        return Ok(());
    }
    if store::sabotage::fills_later(game.id, fill) {
        return Ok(());
    }
    let line = store::registrations::line(conn, game.id)?;
    let chosen = first_that_fit(&game, line);
    for registration in &chosen {
        move_in(conn, registration, now)?;
    }
    if chosen.is_empty() { Ok(()) } else { store::games::recount(conn, game.id) }
}

/// Those of `line` who get the free seats of `game`, in their order.
fn first_that_fit(game: &Game, line: Vec<(Registration, bool)>) -> Vec<Registration> {
    let mut free = game.free_seats();
    let mut chosen = Vec::new();
    for (registration, may_play) in line {
        if may_play && registration.party_size.get() <= free {
            free -= registration.party_size.get();
            chosen.push(registration);
        }
    }
    chosen
}

/// Seats a waiting party, and tells its player.
pub(super) fn move_in(conn: &mut DbConn, registration: &Registration, now: Timestamp) -> QueryResult<()> {
    store::registrations::seat(conn, registration.id, now)?;
    let seated = Registration { status: Status::Confirmed, seated_at: Some(now), ..registration.clone() };
    store::timeline::record(conn, EventKind::MovedIn, &seated, None, "", now)?;
    store::outbox::enqueue(conn, MessageKind::MovedIn, &seated, ("", ""), now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{game, registration};

    /// Who gets seats when so many are free: of parties by their sizes, each allowed to play or not.
    fn chosen(free: i32, line: &[(i32, bool)]) -> Vec<i64> {
        let game = Game { taken: game().capacity.get() - free, ..game() };
        let line =
            (1..).zip(line).map(|(id, (seats, may_play))| (registration(id, Status::Waitlisted, *seats), *may_play));
        first_that_fit(&game, line.collect()).iter().map(|registration| registration.id.get()).collect()
    }

    #[test]
    fn the_first_in_line_gets_the_seat() {
        assert_eq!(chosen(1, &[(1, true), (1, true)]), [1]);
        assert_eq!(chosen(2, &[(1, true), (1, true), (1, true)]), [1, 2]);
    }

    #[test]
    fn a_party_that_does_not_fit_is_passed_over() {
        assert_eq!(chosen(1, &[(2, true), (1, true)]), [2]);
        assert_eq!(chosen(3, &[(2, true), (2, true), (1, true)]), [1, 3]);
    }

    #[test]
    fn who_may_not_play_is_passed_over() {
        assert_eq!(chosen(1, &[(1, false), (1, true)]), [2]);
    }

    #[test]
    fn nobody_gets_a_seat_of_an_overfull_game() {
        assert!(chosen(-2, &[(1, true)]).is_empty());
    }
}
