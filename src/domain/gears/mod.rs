//! The waitlist changes gear as the start comes nearer: what happens with a freed seat now.

mod night;
mod sentence;
#[cfg(test)]
mod tests;

pub use sentence::{next_words, sentence};

use crate::store::games::Game;
use crate::store::gears::{Gears, OwnGears};
use crate::types::{GearHours, HoldMinutes, Timestamp};
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
    /// A game's numbers where it has its own, else those of its `site`: these give way where the gears would not come one
    /// after the other, as when the site's are changed later.
    pub fn or(&self, site: Gears) -> Gears {
        let [at_once_hours, short_hold_hours, open_hours] = self.hours_or(site);
        Gears {
            at_once_hours,
            short_hold_hours,
            open_hours,
            long_hold_minutes: self.long_hold_minutes.unwrap_or(site.long_hold_minutes),
            short_hold_minutes: self.short_hold_minutes.unwrap_or(site.short_hold_minutes),
            newcomers_minutes: self.newcomers_minutes.unwrap_or(site.newcomers_minutes),
        }
    }

    /// When each gear begins, the earliest first.
    fn hours_or(&self, site: Gears) -> [GearHours; 3] {
        let (at_once, short_hold, open) = (self.at_once_hours, self.short_hold_hours, self.open_hours);
        let at_least =
            |hours: GearHours, own: &[Option<GearHours>]| own.iter().flatten().copied().fold(hours, Ord::max);
        // What begins too early here begins as soon as the gear before it ends: `gear` asks in their order.
        [
            at_once.unwrap_or(at_least(site.at_once_hours, &[short_hold, open])),
            short_hold.unwrap_or(at_least(site.short_hold_hours, &[open])),
            open.unwrap_or(site.open_hours),
        ]
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
