//! The rules: who may join, who waits, who is told. Time comes in as `now`.

pub mod attendance;
pub mod fill;
pub mod games;
pub mod late;
pub mod line;
pub mod listing;
pub mod registrations;
pub mod rights;
pub mod roster;
#[cfg(test)]
mod samples;
pub mod truth;
