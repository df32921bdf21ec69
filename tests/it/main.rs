//! The website over HTTP, as browsers and tools meet it. `KICKABOUT_TEST_DATABASE=postgres` runs it all on Postgres.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it stands")]

#[allow(dead_code, unused_imports, reason = "the builders offer more than any one test takes")]
mod support;

mod account;
mod accounts;
mod addresses;
mod admin;
mod admin_backup;
mod admin_people;
mod assets;
mod blocks;
mod calendars;
mod console;
mod cross_site;
mod crowd;
mod crowds;
mod deletion;
mod demo;
mod due;
mod errors;
mod faults;
mod forgetting;
mod forms;
mod games;
mod gears;
mod headers;
mod if_enough;
mod instances;
mod listing;
mod mail;
mod matrix;
mod me;
mod merging;
mod my_data;
mod names;
mod organize;
mod passwords;
mod proofs;
mod registrations;
mod roster;
mod series;
mod sessions;
mod set_up;
mod sharing;
mod shelf;
mod sign_in_links;
mod venues;
