//! The night, in which nobody has to look at a phone.

use crate::types::{TimeOfDay, Timestamp, Zone};

/// When the night begins and ends, and when an offer ends that would end in it, in hours of the clock on the wall.
const BEGINS: u8 = 22;
const ENDS: u8 = 8;
const OFFERS_END: u8 = 9;
const NOON: u8 = 12;

/// The morning after a night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Morning {
    /// When offers of the night end.
    pub nine: Timestamp,
    /// A game that starts before this has no time for an offer that lasts over the night.
    pub noon: Timestamp,
}

/// The morning after the night in which an offer is made (`from`) or would end (`until`); `None` where it is neither.
pub(super) fn night_end(zone: &Zone, from: Timestamp, until: Timestamp) -> Option<Morning> {
    let moment = [from, until].into_iter().find(|moment| is_night(zone, *moment))?;
    let wall = zone.wall(moment);
    let day = if wall.time().hour() >= BEGINS { wall.date().add_days(1) } else { wall.date() };
    let at = |hour| zone.instant(day.at(oclock(hour)));
    Some(Morning { nine: at(OFFERS_END), noon: at(NOON) })
}

fn is_night(zone: &Zone, moment: Timestamp) -> bool {
    let hour = zone.wall(moment).time().hour();
    !(ENDS..BEGINS).contains(&hour)
}

fn oclock(hour: u8) -> TimeOfDay {
    TimeOfDay::new(hour, 0).unwrap_or(TimeOfDay::MIDNIGHT)
}

/// The instants around `now` at which nights begin and end in `zone`.
pub(super) fn edges(zone: &Zone, now: Timestamp) -> impl Iterator<Item = Timestamp> {
    let today = zone.date(now);
    (-1..=2).flat_map(move |days| [BEGINS, ENDS].map(|hour| zone.instant(today.add_days(days).at(oclock(hour)))))
}
