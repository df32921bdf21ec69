//! "Can't make it": a player gives seats back, or leaves the line.

use super::is_old;
use crate::domain::{fill::fill, organizers::tell_of_late_gap, rights};
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale};
use crate::types::{EventKind, GameId, PlayerId, Status, Timestamp};

/// "Can't make it", or leaving the waitlist.
#[derive(Debug, Clone)]
pub struct Withdraw {
    /// The game.
    pub game: GameId,
    /// Who leaves.
    pub player: PlayerId,
    /// How often the player had left this game when the form was made.
    pub attempt: i64,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Gave seats back while that was free.
    Seat,
    /// Gave seats back after the deadline.
    SeatLate,
    /// Left the line.
    Line,
    /// Comes no more, be they enough or not.
    Wish,
    /// Had left before: nothing changed.
    Before,
}

/// Why a player could not leave.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    /// There is no such game, or it is not this player's to see.
    #[error("no such game")]
    NotFound,
    /// Was never in it.
    #[error("the player is not in the game")]
    NotIn,
    /// Who came is the organizer's to say now.
    #[error("the game has started")]
    Started,
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Job for Withdraw {
    type Done = Left;
    type Refused = WithdrawError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Left, WithdrawError> {
        let game = rights::visible_game(conn, self.game, Some(self.player), None)?.ok_or(WithdrawError::NotFound)?;
        let departures = store::registrations::departures(conn, game.id, self.player)?;
        if is_old(self.attempt, &departures) {
            return Ok(Left::Before);
        }
        match store::registrations::find_active(conn, game.id, self.player)? {
            None if departures.is_empty() => Err(WithdrawError::NotIn),
            None => Ok(Left::Before),
            Some(_) if game.has_started(now) => Err(WithdrawError::Started),
            Some(active) => Ok(withdraw(conn, &game, &active, now)?),
        }
    }
}

/// Ends `active` and lets the next one in.
pub(in crate::domain) fn withdraw(
    conn: &mut DbConn,
    game: &Game,
    active: &Registration,
    now: Timestamp,
) -> QueryResult<Left> {
    let late = game.counts_as_late(active, now);
    store::registrations::withdraw(conn, active.id, late, now)?;
    let gone = Registration { status: Status::Withdrawn, ..active.clone() };
    if active.status == Status::Conditional {
        // Nothing came of it because of the player: it does not say that they were too few.
        store::conditional::set_number(conn, active.id, None)?;
    }
    let (kind, left) = match (active.status, late) {
        (Status::Confirmed, true) => (EventKind::DroppedOutLate, Left::SeatLate),
        (Status::Confirmed, false) => (EventKind::DroppedOut, Left::Seat),
        (Status::Conditional, _) => (EventKind::TookBack, Left::Wish),
        (Status::Offered | Status::Waitlisted | Status::Withdrawn, _) => (EventKind::LeftLine, Left::Line),
    };
    store::timeline::record(conn, kind, &gone, None, "", now)?;
    fill(conn, game.id, now)?;
    if left == Left::SeatLate || active.status == Status::Offered {
        tell_of_late_gap(conn, game, now, now)?;
    }
    Ok(left)
}

impl Game {
    /// Whether leaving at `now` counts as late. Who was moved in was not asked, and can't make it after all whenever that
    /// is; who was only offered a seat leaves none.
    pub fn counts_as_late(&self, registration: &Registration, now: Timestamp) -> bool {
        let is_bound = registration.status == Status::Confirmed && !registration.was_moved_in();
        is_bound && now > self.deadline_at && self.cancelled_at.is_none()
    }
}

impl Registration {
    /// Whether the party got its seats from the line without a word of its own: who took an offer, or came because enough
    /// did, had said so.
    pub fn was_moved_in(&self) -> bool {
        let waited = self.seated_at.is_some_and(|seated| seated > self.created_at);
        waited && self.offer_until.is_none() && self.only_if.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{before_start, game, registration};
    use crate::types::OnlyIf;

    #[test]
    fn leaving_is_free_until_the_deadline() {
        let seated = registration(1, Status::Confirmed, 1);
        assert!(!game().counts_as_late(&seated, before_start(12)));
        assert!(game().counts_as_late(&seated, before_start(12).plus(1)));
    }

    #[test]
    fn leaving_the_line_is_never_late() {
        assert!(!game().counts_as_late(&registration(1, Status::Waitlisted, 1), before_start(1)));
    }

    #[test]
    fn who_was_moved_in_leaves_for_free_whenever_that_was() {
        let moved_in =
            |hours| Registration { seated_at: Some(before_start(hours)), ..registration(1, Status::Confirmed, 1) };
        assert!(!game().counts_as_late(&moved_in(6), before_start(1)));
        assert!(!game().counts_as_late(&moved_in(20), before_start(1)));
    }

    #[test]
    fn who_came_because_enough_did_had_said_so() {
        let only_if = OnlyIf::parse_optional("8").unwrap();
        let came = Registration { only_if, seated_at: Some(before_start(6)), ..registration(1, Status::Confirmed, 1) };
        assert!(game().counts_as_late(&came, before_start(1)));
    }

    #[test]
    fn who_took_an_offer_after_the_deadline_knew_it_and_who_was_only_offered_one_leaves_nothing() {
        let offer_until = Some(before_start(5));
        let took =
            Registration { seated_at: Some(before_start(6)), offer_until, ..registration(1, Status::Confirmed, 1) };
        assert!(game().counts_as_late(&took, before_start(1)));
        let offered = Registration { offer_until, ..registration(1, Status::Offered, 1) };
        assert!(!game().counts_as_late(&offered, before_start(5)));
    }

    #[test]
    fn who_joined_after_the_deadline_knew_it() {
        let joined = Registration {
            created_at: before_start(6),
            seated_at: Some(before_start(6)),
            ..registration(1, Status::Confirmed, 1)
        };
        assert!(game().counts_as_late(&joined, before_start(1)));
    }

    #[test]
    fn leaving_a_cancelled_game_is_never_late() {
        let cancelled = Game { cancelled_at: Some(before_start(2)), ..game() };
        assert!(!cancelled.counts_as_late(&registration(1, Status::Confirmed, 1), before_start(1)));
    }
}
