//! What state a game is in, and what a party that asks now would get.

use super::registrations::RegisterError;
use crate::store::games::Game;
use crate::types::{GameStatus, PartySize, Timestamp, Visibility};

/// Whether one can sign up now; every page says it in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// Not shown to players yet.
    Draft,
    /// Called off.
    Cancelled,
    /// Its end has passed.
    Over,
    /// It is being played.
    Started,
    /// No newcomers any more; the waitlist goes on filling.
    Closed,
    /// Newcomers from this instant.
    Opens(Timestamp),
    /// No seat is free, and some are on offer to everybody waiting.
    OnOffer {
        /// Seats on offer.
        seats: i32,
        /// How many of them newcomers may take too.
        for_newcomers: i32,
        /// Registrations in line.
        waiting: i32,
    },
    /// No seat is free.
    Full {
        /// Seats that are held for somebody who has not said yes.
        held: i32,
        /// Registrations in line.
        waiting: i32,
    },
    /// Fewer than the minimum are in.
    Needs {
        /// Players missing.
        more: i32,
        /// Free seats.
        left: i32,
    },
    /// The game is on.
    On {
        /// Free seats.
        left: i32,
    },
}

/// What a party gets that asks for seats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Seats at once.
    Seats,
    /// A place in line.
    Line,
}

impl Game {
    /// The state at `now`.
    pub fn sign_up(&self, now: Timestamp) -> SignUp {
        match self.status {
            GameStatus::Draft => SignUp::Draft,
            GameStatus::Cancelled => SignUp::Cancelled,
            GameStatus::Published if now >= self.ends_at => SignUp::Over,
            GameStatus::Published if now >= self.starts_at => SignUp::Started,
            GameStatus::Published if self.is_closed(now) => SignUp::Closed,
            GameStatus::Published => match self.opens_at {
                Some(opens) if now < opens => SignUp::Opens(opens),
                _ => self.occupancy(now),
            },
        }
    }

    fn occupancy(&self, now: Timestamp) -> SignUp {
        let left = self.free_seats();
        let more = self.missing();
        if !self.open_seats.is_empty() {
            SignUp::OnOffer {
                seats: self.open_seats.count(),
                for_newcomers: self.open_seats.for_newcomers(now),
                waiting: self.waiting,
            }
        } else if left == 0 {
            SignUp::Full { held: self.offered, waiting: self.waiting }
        } else if more > 0 {
            SignUp::Needs { more, left }
        } else {
            SignUp::On { left }
        }
    }

    /// Seats of those who are in: what is only held for somebody counts as taken, but nobody comes with it yet.
    pub fn seats_in(&self) -> i32 {
        self.taken - self.offered
    }

    /// How many are missing for the game to be on; none or fewer where enough are in.
    pub fn missing(&self) -> i32 {
        self.minimum.get() - self.seats_in()
    }

    /// Seats that nobody has; a lowered capacity can leave more taken than there are.
    pub fn untaken_seats(&self) -> i32 {
        (self.capacity.get() - self.taken).max(0)
    }

    /// Seats that nobody has and nobody is offered.
    pub fn free_seats(&self) -> i32 {
        (self.untaken_seats() - self.open_seats.count()).max(0)
    }

    /// Seats that a newcomer may have at `now`: what is free, and what was on offer to those waiting for long enough.
    pub fn seats_for_newcomers(&self, now: Timestamp) -> i32 {
        self.free_seats() + self.open_seats.for_newcomers(now).min(self.untaken_seats())
    }

    /// Whether newcomers are too late, by the clock or because a closing was acted on before.
    pub fn is_closed(&self, now: Timestamp) -> bool {
        self.closed_at.is_some() || now >= self.closes_at
    }

    /// When sign-up closed, or will: a closing that was acted on counts even where the time was moved since.
    pub fn closes_when(&self) -> Timestamp {
        self.closed_at.map_or(self.closes_at, |acted_on| acted_on.min(self.closes_at))
    }

    /// Whether freed seats go to those waiting.
    pub fn fills(&self, now: Timestamp) -> bool {
        self.status == GameStatus::Published && now < self.starts_at
    }

    /// Whether the game is still to be played, or being played.
    pub fn is_ahead(&self, now: Timestamp) -> bool {
        self.status != GameStatus::Cancelled && now < self.ends_at
    }

    /// Whether the game has begun or is over.
    pub fn has_started(&self, now: Timestamp) -> bool {
        now >= self.starts_at
    }

    /// Whether somebody who holds `key` may see the game without being part of it.
    pub fn is_open_to(&self, key: Option<&str>) -> bool {
        match self.visibility {
            // A draft, and one that was thrown away as a draft.
            _ if self.published_at.is_none() => false,
            Visibility::Public => true,
            Visibility::Unlisted => key == Some(self.link_key.as_str()),
        }
    }

    /// What a newcomer's party gets at `now`: seats while they last, else a place in line.
    pub fn room_for(&self, party: PartySize, now: Timestamp) -> Result<Room, RegisterError> {
        match self.sign_up(now) {
            SignUp::Draft => return Err(RegisterError::NotFound),
            SignUp::Cancelled => return Err(RegisterError::Cancelled),
            SignUp::Started | SignUp::Over => return Err(RegisterError::Started),
            SignUp::Closed => return Err(RegisterError::Closed),
            SignUp::Opens(at) => return Err(RegisterError::NotOpen(at)),
            SignUp::OnOffer { .. } | SignUp::Full { .. } | SignUp::Needs { .. } | SignUp::On { .. } => {}
        }
        if party.guests() > self.max_guests.get() {
            Err(RegisterError::TooManyGuests(self.max_guests))
        } else if party.get() > self.capacity.get() {
            Err(RegisterError::LargerThanGame(self.capacity))
        } else if party.get() <= self.seats_for_newcomers(now) {
            Ok(Room::Seats)
        } else {
            Ok(Room::Line)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::samples::{START, before_start, game, party};
    use crate::types::{Capacity, Minimum};

    /// The sample game with so many of its ten seats taken.
    fn with_taken(taken: i32) -> Game {
        Game { taken, ..game() }
    }

    #[test]
    fn seats_while_they_last_then_the_line() {
        let now = before_start(48);
        assert_eq!(with_taken(9).room_for(party(1), now).unwrap(), Room::Seats);
        assert_eq!(with_taken(9).room_for(party(2), now).unwrap(), Room::Line);
        assert_eq!(with_taken(10).room_for(party(1), now).unwrap(), Room::Line);
    }

    #[test]
    fn a_lowered_capacity_leaves_no_seat_and_throws_nobody_out() {
        let shrunk = Game { capacity: Capacity::new(8).unwrap(), ..with_taken(10) };
        assert_eq!(shrunk.free_seats(), 0);
        assert_eq!(shrunk.room_for(party(1), before_start(48)).unwrap(), Room::Line);
    }

    #[test]
    fn a_party_larger_than_the_guest_limit_or_the_game_is_refused() {
        let now = before_start(48);
        assert!(matches!(game().room_for(party(4), now), Err(RegisterError::TooManyGuests(most)) if most.get() == 2));
        let small = Game { capacity: Capacity::new(2).unwrap(), ..game() };
        assert!(matches!(small.room_for(party(3), now), Err(RegisterError::LargerThanGame(_))));
    }

    #[test]
    fn sign_up_opens_and_closes_to_the_second() {
        let game = Game { opens_at: Some(before_start(72)), closes_at: before_start(24), ..game() };
        let second = |at: Timestamp, by: i64| game.room_for(party(1), at.plus(by));
        assert!(matches!(second(before_start(72), -1), Err(RegisterError::NotOpen(at)) if at == before_start(72)));
        assert!(second(before_start(72), 0).is_ok());
        assert!(second(before_start(24), -1).is_ok());
        assert!(matches!(second(before_start(24), 0), Err(RegisterError::Closed)));
        assert!(matches!(second(START, 0), Err(RegisterError::Started)));
    }

    #[test]
    fn a_closing_once_acted_on_outlives_a_clock_set_back() {
        let game = Game { closed_at: Some(START), ..game() };
        assert!(matches!(game.room_for(party(1), before_start(48)), Err(RegisterError::Closed)));
    }

    #[test]
    fn nobody_joins_a_draft_or_a_cancelled_game() {
        let now = before_start(48);
        let draft = Game { status: GameStatus::Draft, ..game() };
        assert!(matches!(draft.room_for(party(1), now), Err(RegisterError::NotFound)));
        let cancelled = Game { status: GameStatus::Cancelled, cancelled_at: Some(now), ..game() };
        assert!(matches!(cancelled.room_for(party(1), now), Err(RegisterError::Cancelled)));
    }

    #[test]
    fn the_state_counts_up_to_the_minimum_and_then_down_to_full() {
        let with_minimum = |taken| Game { minimum: Minimum::new(8).unwrap(), waiting: 2, ..with_taken(taken) };
        let state = |game: Game| game.sign_up(before_start(48));
        assert_eq!(state(with_minimum(5)), SignUp::Needs { more: 3, left: 5 });
        assert_eq!(state(with_minimum(8)), SignUp::On { left: 2 });
        assert_eq!(state(with_minimum(10)), SignUp::Full { held: 0, waiting: 2 });
        assert_eq!(state(game()), SignUp::On { left: 10 });
        assert_eq!(game().sign_up(START), SignUp::Started);
        assert_eq!(game().sign_up(game().ends_at), SignUp::Over);
    }
}
