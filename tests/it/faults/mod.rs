//! What goes wrong on a real machine, done to the real program.

mod backups;
mod full;
mod killed;
mod schema;
pub mod server;
