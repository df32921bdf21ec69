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
    /// Parties wait that fit no free spot.
    Parties {
        /// Registrations in line.
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
    /// What needs the organizer at `now`; `gap` is the last late drop-out.
    pub fn needs(&self, gap: Option<LateGap>, now: Timestamp) -> Vec<Need> {
        let ahead = self.starts_at.since(now);
        match self.status {
            _ if ahead <= 0 => Vec::new(),
            GameStatus::Cancelled => Vec::new(),
            GameStatus::Draft if ahead <= WEEK => vec![Need::Unpublished],
            GameStatus::Draft => Vec::new(),
            GameStatus::Published => self.needs_of_roster(gap, ahead),
        }
    }

    fn needs_of_roster(&self, gap: Option<LateGap>, ahead: i64) -> Vec<Need> {
        let (free, more, waiting) = (self.free_seats(), self.minimum.get() - self.taken, self.waiting);
        let mut needs = Vec::new();
        if more > 0 && ahead <= DAY {
            needs.push(Need::Players { more });
        }
        match gap {
            Some(gap) if free > 0 => needs.push(Need::Gap(gap)),
            Some(_) | None => {}
        }
        match (waiting > 0, free > 0) {
            (true, true) => needs.push(Need::Parties { waiting, free }),
            (true, false) => needs.push(Need::Line { waiting }),
            (false, _) => {}
        }
        needs
    }
}
