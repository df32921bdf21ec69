//! The numbers by which the waitlist changes gear: the site's, and a game's own.

use diesel::prelude::*;

use super::schema::{games, site};
use crate::types::{GearHours, HoldMinutes, NewcomersMinutes};

/// When a freed seat is given, held or offered to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = site)]
pub struct Gears {
    /// With more hours than this to go, the first that fits is moved in at once.
    pub at_once_hours: GearHours,
    /// With fewer hours than this to go, an offer is held for the short time.
    pub short_hold_hours: GearHours,
    /// With fewer hours than this to go, a seat is on offer to everybody waiting.
    pub open_hours: GearHours,
    /// How long an offer is held early.
    pub long_hold_minutes: HoldMinutes,
    /// How long an offer is held late.
    pub short_hold_minutes: HoldMinutes,
    /// After how long newcomers may take what is on offer to everybody waiting.
    pub newcomers_minutes: NewcomersMinutes,
}

impl Default for Gears {
    fn default() -> Self {
        Self {
            at_once_hours: GearHours::AT_ONCE,
            short_hold_hours: GearHours::SHORT_HOLD,
            open_hours: GearHours::OPEN,
            long_hold_minutes: HoldMinutes::LONG,
            short_hold_minutes: HoldMinutes::SHORT,
            newcomers_minutes: NewcomersMinutes::default(),
        }
    }
}

/// A game's own numbers; what it leaves out is as everywhere on the site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = games, treat_none_as_null = true)]
#[allow(missing_docs, reason = "each is the field of `Gears` with this name")]
pub struct OwnGears {
    pub at_once_hours: Option<GearHours>,
    pub short_hold_hours: Option<GearHours>,
    pub open_hours: Option<GearHours>,
    pub long_hold_minutes: Option<HoldMinutes>,
    pub short_hold_minutes: Option<HoldMinutes>,
    pub newcomers_minutes: Option<NewcomersMinutes>,
}
