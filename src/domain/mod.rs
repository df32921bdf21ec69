//! The rules: who may join, who waits, who is told. Time comes in as `now`.

pub mod accounts;
pub mod addresses;
pub mod arrivals;
pub mod attendance;
pub mod backups;
pub mod blocks;
pub mod calendar;
pub mod co_organizers;
pub mod crowd;
pub mod fill;
pub mod games;
pub mod late;
pub mod line;
pub mod listing;
pub mod mails;
pub mod me;
pub mod organizing;
pub mod passwords;
pub mod people;
pub mod personal_links;
pub mod registrations;
pub mod rights;
pub mod roster;
#[cfg(test)]
pub(crate) mod samples;
pub mod series;
pub mod sessions;
pub mod set_up;
pub mod settings;
pub mod sheet;
pub mod sign_in_links;
pub mod team_sheet;
pub mod truth;
pub mod upcoming;
pub mod venues;
pub mod zones;
