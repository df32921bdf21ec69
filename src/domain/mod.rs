//! The rules: who may join, who waits, who is told. Time comes in as `now`.

pub mod fill;
pub mod games;
pub mod late;
pub mod organizing;
pub mod registrations;
pub mod rights;
#[cfg(test)]
mod samples;
pub mod series;
pub mod truth;
pub mod venues;
