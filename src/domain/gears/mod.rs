//! The waitlist changes gear as the start comes nearer: what happens with a freed seat now.

mod night;
mod sentence;
#[cfg(test)]
mod tests;

pub use sentence::{next_words, sentence};

use crate::store::games::Game;
use crate::store::gears::{Gears, OwnGears};
use crate::types::{HoldMinutes, Timestamp};
use night::night_end;

/// What happens with a seat that comes free at some instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gear {
    /// The first in line that fits is moved in.
    AtOnce,
    /// It is offered to the first in line that fits, and held until then.
    Held(Timestamp),
    /// It is on offer to everybody waiting.
    Everybody,
    /// The game has begun: its organizer decides.
    Organizer,
}

impl OwnGears {
    /// A game's numbers where it has its own, else those of its `site`.
    pub fn or(&self, site: Gears) -> Gears {
        Gears {
            at_once_hours: self.at_once_hours.unwrap_or(site.at_once_hours),
            short_hold_hours: self.short_hold_hours.unwrap_or(site.short_hold_hours),
            open_hours: self.open_hours.unwrap_or(site.open_hours),
            long_hold_minutes: self.long_hold_minutes.unwrap_or(site.long_hold_minutes),
            short_hold_minutes: self.short_hold_minutes.unwrap_or(site.short_hold_minutes),
            newcomers_minutes: self.newcomers_minutes.unwrap_or(site.newcomers_minutes),
        }
    }
}

impl Game {
    /// What happens with a seat that comes free at `now`, where `site` are the site's numbers.
    pub fn gear(&self, site: Gears, now: Timestamp) -> Gear {
        let gears = self.gears.or(site);
        let left = self.starts_at.since(now);
        if left <= 0 {
            Gear::Organizer
        } else if left > gears.at_once_hours.seconds() {
            Gear::AtOnce
        } else if left >= gears.short_hold_hours.seconds() {
            self.held(gears.long_hold_minutes, now)
        } else if left >= gears.open_hours.seconds() {
            self.held(gears.short_hold_minutes, now)
        } else {
            Gear::Everybody
        }
    }

    /// An offer made at `now` that is to last for `minutes`: none ends at night, and none outlives the start. Where the
    /// next morning is too late to go on offering, everybody waiting may have the seat at once.
    fn held(&self, minutes: HoldMinutes, now: Timestamp) -> Gear {
        let until = now.plus(minutes.seconds()).min(self.starts_at);
        match night_end(&self.time_zone, now, until) {
            Some(night) if self.starts_at < night.noon => Gear::Everybody,
            Some(night) => Gear::Held(night.nine.min(self.starts_at)),
            None => Gear::Held(until),
        }
    }
}
