//! The numbers by which the waitlist changes gear, as a form carries them.

use super::FieldErrors;
use crate::store::gears::{Gears, OwnGears};
use crate::types::numbers::plural;
use crate::types::{GearHours, HoldMinutes, NewcomersMinutes};

/// The numbers as they were typed; an empty one is left as it is elsewhere.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "each is the field of `Gears` with this name")]
pub struct TypedGears<'a> {
    pub at_once_hours: &'a str,
    pub short_hold_hours: &'a str,
    pub open_hours: &'a str,
    pub long_hold_minutes: &'a str,
    pub short_hold_minutes: &'a str,
    pub newcomers_minutes: &'a str,
}

impl TypedGears<'_> {
    /// The names of the fields.
    pub const FIELDS: [&'static str; 6] = [
        "at_once_hours",
        "short_hold_hours",
        "open_hours",
        "long_hold_minutes",
        "short_hold_minutes",
        "newcomers_minutes",
    ];

    /// Checks every field, and that each gear comes later than the one before, beside those that are left as they are in
    /// `elsewhere`.
    pub fn parse(&self, elsewhere: Gears, errors: &mut FieldErrors) -> Option<OwnGears> {
        let at_once_hours = errors.check("at_once_hours", GearHours::parse_optional(self.at_once_hours));
        let short_hold_hours = errors.check("short_hold_hours", GearHours::parse_optional(self.short_hold_hours));
        let open_hours = errors.check("open_hours", GearHours::parse_optional(self.open_hours));
        let long_hold_minutes = errors.check("long_hold_minutes", HoldMinutes::parse_optional(self.long_hold_minutes));
        let short_hold_minutes =
            errors.check("short_hold_minutes", HoldMinutes::parse_optional(self.short_hold_minutes));
        let newcomers_minutes =
            errors.check("newcomers_minutes", NewcomersMinutes::parse_optional(self.newcomers_minutes));
        let typed = [at_once_hours.flatten(), short_hold_hours.flatten(), open_hours.flatten()];
        let is_in_order = in_order(typed, elsewhere, errors);
        is_in_order.then_some(())?;
        Some(OwnGears {
            at_once_hours: at_once_hours?,
            short_hold_hours: short_hold_hours?,
            open_hours: open_hours?,
            long_hold_minutes: long_hold_minutes?,
            short_hold_minutes: short_hold_minutes?,
            newcomers_minutes: newcomers_minutes?,
        })
    }
}

/// Whether each gear comes later than the one before, be it typed or from `elsewhere`. With 0 hours for the first, no other
/// is ever reached: whoever says so means it, but whoever says another number beside it does not.
fn in_order(typed: [Option<GearHours>; 3], elsewhere: Gears, errors: &mut FieldErrors) -> bool {
    const FIELDS: [&str; 3] = ["at_once_hours", "short_hold_hours", "open_hours"];
    if typed[0].is_some_and(|hours| hours.get() == 0) {
        return true;
    }
    let left_out = [elsewhere.at_once_hours, elsewhere.short_hold_hours, elsewhere.open_hours];
    let mut is_in_order = true;
    for (earlier, later) in [(0, 1), (1, 2)] {
        let hours = |at: usize| typed[at].unwrap_or(left_out[at]);
        if hours(later) <= hours(earlier) || typed[later].or(typed[earlier]).is_none() {
            continue;
        }
        is_in_order = false;
        match (typed[earlier], typed[later]) {
            (_, Some(_)) => errors.add(FIELDS[later], at_most(hours(earlier))),
            (_, None) => errors.add(FIELDS[earlier], at_least(hours(later))),
        }
    }
    is_in_order
}

fn at_most(earlier: GearHours) -> String {
    format!("This comes later: use at most {earlier} hours, or more above.")
}

fn at_least(later: GearHours) -> String {
    format!("What follows begins at {later} hours: use at least as many, or fewer below.")
}

/// What a game's form says of the numbers that it leaves out.
pub fn elsewhere(site: Gears) -> String {
    let rows = [
        (site.at_once_hours.get(), site.long_hold_minutes.get()),
        (site.short_hold_hours.get(), site.short_hold_minutes.get()),
        (site.open_hours.get(), site.newcomers_minutes.get()),
    ];
    let said = rows.map(|(hours, minutes)| format!("{} and {}", plural(hours, "hour"), plural(minutes, "minute")));
    format!("Empty: as everywhere here, which is {}.", said.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: [&'static str; 6]) -> Result<OwnGears, Vec<String>> {
        beside(Gears::default(), fields)
    }

    /// Beside those numbers on the site.
    fn beside(site: Gears, fields: [&'static str; 6]) -> Result<OwnGears, Vec<String>> {
        let [at_once_hours, short_hold_hours, open_hours, long_hold_minutes, short_hold_minutes, newcomers_minutes] =
            fields;
        let typed = TypedGears {
            at_once_hours,
            short_hold_hours,
            open_hours,
            long_hold_minutes,
            short_hold_minutes,
            newcomers_minutes,
        };
        let mut errors = FieldErrors::default();
        typed.parse(site, &mut errors).ok_or_else(|| {
            let wrong = TypedGears::FIELDS.iter().filter(|field| errors.for_field(field).is_some());
            wrong.map(|field| (*field).to_owned()).collect()
        })
    }

    #[test]
    fn empty_fields_are_left_open_and_every_mistake_is_found() {
        assert_eq!(typed([""; 6]), Ok(OwnGears::default()));
        let wrong = typed(["x", "-1", "721", "4", "1441", "y"]).unwrap_err();
        assert_eq!(wrong, TypedGears::FIELDS);
    }

    #[test]
    fn gears_come_one_after_the_other() {
        assert!(typed(["24", "4", "1", "", "", ""]).is_ok() && typed(["4", "4", "4", "", "", ""]).is_ok());
        assert_eq!(typed(["4", "5", "6", "", "", ""]).unwrap_err(), ["short_hold_hours", "open_hours"]);
        assert!(typed(["0", "4", "1", "", "", ""]).is_ok(), "always at once");
    }

    #[test]
    fn a_number_of_ones_own_fits_between_those_of_the_site() {
        // 24, 4 and 1 hours.
        assert!(typed(["", "", "4", "", "", ""]).is_ok() && typed(["", "24", "", "", "", ""]).is_ok());
        assert_eq!(typed(["", "", "6", "", "", ""]).unwrap_err(), ["open_hours"]);
        assert_eq!(typed(["", "48", "", "", "", ""]).unwrap_err(), ["short_hold_hours"]);
        assert_eq!(typed(["3", "", "", "", "", ""]).unwrap_err(), ["at_once_hours"]);
        assert!(typed(["0", "", "", "", "", ""]).is_ok(), "always at once");
        let always = Gears { at_once_hours: GearHours::new(0).unwrap(), ..Gears::default() };
        assert!(beside(always, [""; 6]).is_ok());
        assert_eq!(beside(always, ["", "6", "", "", "", ""]).unwrap_err(), ["short_hold_hours"]);
    }
}
