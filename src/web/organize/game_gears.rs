//! The part of a game's form that says how its waitlist changes gear.

use super::game_form::GameForm;
use crate::web::FieldErrors;
use crate::web::gears::TypedGears;

impl GameForm {
    /// The numbers as they were typed.
    pub(super) fn gears(&self) -> TypedGears<'_> {
        TypedGears {
            at_once_hours: &self.at_once_hours,
            short_hold_hours: &self.short_hold_hours,
            open_hours: &self.open_hours,
            long_hold_minutes: &self.long_hold_minutes,
            short_hold_minutes: &self.short_hold_minutes,
            newcomers_minutes: &self.newcomers_minutes,
        }
    }

    /// Whether the numbers of the waitlist are in sight: where one of them is set, or wrong.
    pub fn gears_are_open(&self, errors: &FieldErrors) -> bool {
        let typed = self.gears();
        let is_set = [
            typed.at_once_hours,
            typed.short_hold_hours,
            typed.open_hours,
            typed.long_hold_minutes,
            typed.short_hold_minutes,
            typed.newcomers_minutes,
        ];
        is_set.iter().any(|typed| !typed.is_empty())
            || TypedGears::FIELDS.iter().any(|field| errors.for_field(field).is_some())
    }
}
