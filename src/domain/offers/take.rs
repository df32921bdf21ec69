//! "I'm in": a waiting player takes the seat that is held for them, or one that is on offer to everybody.

use crate::domain::registrations::is_old;
use crate::domain::{fill::fill, rights};
use crate::store::games::Game;
use crate::store::registrations::Registration;
use crate::store::{self, DbConn, Job, QueryError, QueryResult, Scope, Stale};
use crate::types::{EventKind, GameId, GameStatus, PlayerId, Status, Timestamp};

/// A waiting player takes a seat.
#[derive(Debug, Clone)]
pub struct Take {
    /// The game.
    pub game: GameId,
    /// Who takes it.
    pub player: PlayerId,
    /// How often the player had left this game when the form was made.
    pub attempt: i64,
}

/// What became of it; asked again, the answer is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// In.
    In,
    /// The form was made before the player left the game: nothing changed.
    LeftSince,
}

/// Why there was nothing to take.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// There is no such game, or it is not this player's to see.
    #[error("no such game")]
    NotFound,
    /// Neither in nor waiting.
    #[error("the player is not in the game")]
    NotIn,
    /// Disabled since the page was shown.
    #[error("the player may not play")]
    Blocked,
    /// Blocked by the game's organizer.
    #[error("the organizer keeps the player out")]
    KeptOut,
    /// Called off.
    #[error("the game has been cancelled")]
    Cancelled,
    /// Who plays is the organizer's to say now.
    #[error("the game has started")]
    Started,
    /// The seat was held until then.
    #[error("the offer ended at {0}")]
    Ended(Timestamp),
    /// Nothing that the party fits is on offer to it, or not any more.
    #[error("nothing is on offer")]
    NothingLeft,
    /// Those who waited longer have the first right until then.
    #[error("others may take it first until {0}")]
    Later(Timestamp),
    /// The database did not answer.
    #[error(transparent)]
    Query(#[from] QueryError),
}

impl Job for Take {
    type Done = Taken;
    type Refused = TakeError;

    fn scope(&self) -> Scope {
        Scope::Games(vec![self.game])
    }

    fn stale(&self) -> Stale {
        Stale::Games(vec![self.game])
    }

    fn run(&self, conn: &mut DbConn, now: Timestamp) -> Result<Taken, TakeError> {
        let game = rights::visible_game(conn, self.game, Some(self.player), None)?.ok_or(TakeError::NotFound)?;
        let departures = store::registrations::departures(conn, game.id, self.player)?;
        if is_old(self.attempt, &departures) {
            return Ok(Taken::LeftSince);
        }
        let active = store::registrations::find_active(conn, game.id, self.player)?.ok_or(TakeError::NotIn)?;
        if active.status == Status::Confirmed {
            return Ok(Taken::In);
        }
        may_take(conn, &game, &active)?;
        match game.offers_at(&active, now) {
            Ok(until) => Ok(take(conn, &game, &active, until, now)?),
            Err(refused) => {
                // The next one need not wait for the worker to see that the offer is over.
                if matches!(refused, TakeError::Ended(_)) {
                    fill(conn, game.id, now)?;
                }
                Err(refused)
            }
        }
    }

    fn keeps(&self, refused: &TakeError) -> bool {
        matches!(refused, TakeError::Ended(_))
    }
}

fn may_take(conn: &mut DbConn, game: &Game, active: &Registration) -> Result<(), TakeError> {
    if !store::players::find(conn, active.player_id)?.may_play() {
        Err(TakeError::Blocked)
    } else if store::blocks::exists(conn, game.organizer_id, active.player_id)? {
        Err(TakeError::KeptOut)
    } else {
        Ok(())
    }
}

impl Game {
    /// Until when what `waiting` may take at `now` is on offer to it.
    fn offers_at(&self, waiting: &Registration, now: Timestamp) -> Result<Timestamp, TakeError> {
        let ends = self.held_until(waiting);
        if self.status == GameStatus::Cancelled {
            Err(TakeError::Cancelled)
        } else if self.has_started(now) {
            Err(TakeError::Started)
        } else if waiting.status == Status::Offered {
            if now < ends { Ok(ends) } else { Err(TakeError::Ended(ends)) }
        } else if waiting.status != Status::Waitlisted {
            // Who comes only if enough do is not in the line.
            Err(TakeError::NothingLeft)
        } else if waiting.party_size.get() <= self.seats_for_place(waiting.place, now) {
            Ok(now)
        } else {
            let next = self.open_seats.next_for_newcomers(now);
            Err(next.map_or(TakeError::NothingLeft, TakeError::Later))
        }
    }

    /// Seats on offer to everybody that somebody may take at `now` who waits at `place`.
    pub fn seats_for_place(&self, place: i64, now: Timestamp) -> i32 {
        self.open_seats.for_place(place, now).min(self.untaken_seats())
    }
}

/// Seats the party of `active`, for which seats were on offer `until` then.
fn take(conn: &mut DbConn, game: &Game, active: &Registration, until: Timestamp, now: Timestamp) -> QueryResult<Taken> {
    store::line::take(conn, active.id, until, now)?;
    if active.status == Status::Waitlisted {
        store::line::set_open_seats(conn, game.id, &game.open_seats.without(active.party_size.get()))?;
    }
    let seated = Registration { status: Status::Confirmed, seated_at: Some(now), ..active.clone() };
    store::timeline::record(conn, EventKind::OfferTaken, &seated, None, "", now)?;
    store::outbox::enqueue_receipts(conn, &[seated], now)?;
    fill(conn, game.id, now)?;
    Ok(Taken::In)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{START, before_start, game, registration};
    use crate::types::{OpenSeat, OpenSeats};

    /// The sample game, full but for one seat that is on offer to those before place 5, and to others a minute later.
    fn with_an_open_seat(now: Timestamp) -> Game {
        let seat = OpenSeat { newcomers_from: now.plus(60), before_place: 5 };
        Game { taken: 9, waiting: 3, open_seats: OpenSeats::new(vec![seat]), ..game() }
    }

    #[test]
    fn a_held_seat_is_taken_before_its_time_is_over() {
        let until = before_start(3);
        let offered = Registration { offer_until: Some(until), ..registration(1, Status::Offered, 1) };
        assert!(matches!(game().offers_at(&offered, until.minus(1)), Ok(ends) if ends == until));
        assert!(matches!(game().offers_at(&offered, until), Err(TakeError::Ended(ends)) if ends == until));
        assert!(matches!(game().offers_at(&offered, START), Err(TakeError::Started)));
        let off = Game { status: GameStatus::Cancelled, ..game() };
        assert!(matches!(off.offers_at(&offered, until.minus(1)), Err(TakeError::Cancelled)));
    }

    #[test]
    fn an_open_seat_is_for_those_who_waited_and_later_for_all() {
        let now = START.minus(1800);
        let game = with_an_open_seat(now);
        let waits = |place, seats| Registration { place, ..registration(1, Status::Waitlisted, seats) };
        assert!(game.offers_at(&waits(4, 1), now).is_ok());
        assert!(matches!(game.offers_at(&waits(5, 1), now), Err(TakeError::Later(at)) if at == now.plus(60)));
        assert!(game.offers_at(&waits(5, 1), now.plus(60)).is_ok());
        assert!(matches!(game.offers_at(&waits(4, 2), now.plus(60)), Err(TakeError::NothingLeft)));
        let conditional = Registration { status: Status::Conditional, ..waits(4, 1) };
        assert!(matches!(game.offers_at(&conditional, now), Err(TakeError::NothingLeft)));
    }
}
