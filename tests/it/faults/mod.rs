//! What goes wrong on a real machine, done to the real program.

mod backups;
mod files;
mod full;
mod held;
mod killed;
mod midway;
mod schema;
pub mod server;
