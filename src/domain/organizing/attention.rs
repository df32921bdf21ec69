//! What of a game needs its organizer now.

use crate::store::games::Game;
use crate::types::time::{DAY, WEEK};
use crate::types::{GameStatus, PlayerName, Timestamp};

/// Somebody who dropped out late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateGap {
    /// Who.
    pub name: PlayerName,
    /// When.
    pub left_at: Timestamp,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// The game is near, and it may not happen.
    Players {
        /// Players missing.
        more: i32,
    },
    /// Somebody dropped out late, and nobody took the spot.
    Gap(LateGap),
    /// Spots are free, and everybody waiting is passed over.
    Silent {
        /// Registrations in line.
        waiting: i32,
        /// Seats that anybody may take.
        free: i32,
    },
    /// Parties wait that fit no free spot.
    Parties {
        /// Registrations in line that are not passed over.
        waiting: i32,
        /// Free seats.
        free: i32,
    },
    /// More want to play than can.
    Line {
        /// Registrations in line.
        waiting: i32,
    },
    /// The day comes near, and nobody has seen the draft.
    Unpublished,
}

impl Game {
    /// What needs the organizer at `now`; `gap` is the last late drop-out, and of those waiting so many are passed over.
    pub fn needs(&self, gap: Option<LateGap>, passed_over: i32, now: Timestamp) -> Vec<Need> {
        let ahead = self.starts_at.since(now);
        match self.status {
            _ if ahead <= 0 => Vec::new(),
            GameStatus::Cancelled => Vec::new(),
            GameStatus::Draft if ahead <= WEEK => vec![Need::Unpublished],
            GameStatus::Draft => Vec::new(),
            GameStatus::Published => self.needs_of_roster(gap, passed_over, now),
        }
    }

    fn needs_of_roster(&self, gap: Option<LateGap>, passed_over: i32, now: Timestamp) -> Vec<Need> {
        let (free, more, waiting) = (self.free_seats(), self.missing(), self.waiting);
        let (for_anybody, awake) = (self.seats_for_newcomers(now), self.waiting - passed_over);
        let mut needs = Vec::new();
        if more > 0 && self.starts_at.since(now) <= DAY {
            needs.push(Need::Players { more });
        }
        match gap {
            Some(gap) if for_anybody > 0 => needs.push(Need::Gap(gap)),
            Some(_) | None => {}
        }
        if waiting > 0 && free > 0 {
            needs.push(match awake {
                0 => Need::Silent { waiting, free },
                waiting => Need::Parties { waiting, free },
            });
        } else if waiting > 0 && self.untaken_seats() == 0 {
            needs.push(Need::Line { waiting });
        }
        needs
    }
}
