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
    /// No seat is free.
    Full {
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
                _ => self.occupancy(),
            },
        }
    }

    fn occupancy(&self) -> SignUp {
        let left = self.free_seats();
        let more = self.minimum.get() - self.taken;
        if left == 0 {
            SignUp::Full { waiting: self.waiting }
        } else if more > 0 {
            SignUp::Needs { more, left }
        } else {
            SignUp::On { left }
        }
    }

    /// Seats that nobody has; a lowered capacity can leave more taken than there are.
    pub fn free_seats(&self) -> i32 {
        (self.capacity.get() - self.taken).max(0)
    }

    /// Whether newcomers are too late, by the clock or because a closing was acted on before.
    pub fn is_closed(&self, now: Timestamp) -> bool {
        self.closed_at.is_some() || now >= self.closes_at
    }

    /// Whether freed seats go to those waiting.
    pub fn fills(&self, now: Timestamp) -> bool {
        self.status == GameStatus::Published && now < self.starts_at
    }

    /// Whether the game has begun or is over.
    pub fn has_started(&self, now: Timestamp) -> bool {
        now >= self.starts_at
    }

    /// Whether somebody who holds `key` may see the game without being part of it.
    pub fn is_open_to(&self, key: Option<&str>) -> bool {
        match (self.status, self.visibility) {
            (GameStatus::Draft, _) => false,
            (_, Visibility::Public) => true,
            (_, Visibility::Unlisted) => key == Some(self.link_key.as_str()),
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
            SignUp::Full { .. } | SignUp::Needs { .. } | SignUp::On { .. } => {}
        }
        if party.guests() > self.max_guests.get() {
            Err(RegisterError::TooManyGuests(self.max_guests))
        } else {
            self.place_for(party)
        }
    }

    /// Where a party fits, whatever the time: an organizer may add players when sign-up is closed.
    pub fn place_for(&self, party: PartySize) -> Result<Room, RegisterError> {
        if party.get() > self.capacity.get() {
            Err(RegisterError::LargerThanGame(self.capacity))
        } else if party.get() <= self.free_seats() {
            Ok(Room::Seats)
        } else {
            Ok(Room::Line)
        }
    }
}
