//! The organizers' pages: their games, the forms of games, series and venues.

pub mod blocked;
mod cancelling;
mod choices;
mod copying;
mod dashboard;
mod editing;
mod game_form;
mod game_gears;
pub mod messages;
mod posting;
mod rows;
pub mod series;
mod series_form;
pub mod venues;

pub use cancelling::{cancel, confirm_cancel};
pub use choices::{joiners, parse_joiners};
pub use copying::{copy, publish};
pub use dashboard::show as dashboard;
pub use editing::{edit, update};
pub use posting::{create, new};

use super::{OrganizerIn, WebError};
use crate::types::LinkKey;

/// Lets on only those who may post games; who merely helps to run one may not.
fn only_posting(organizer: &OrganizerIn) -> Result<(), WebError> {
    if organizer.me.may_post { Ok(()) } else { Err(not_an_organizer()) }
}

fn not_an_organizer() -> WebError {
    WebError::Forbidden("Only organizers post games here. An admin can make you one.")
}

fn not_yours() -> WebError {
    WebError::Forbidden("Only the organizers of this game can do that.")
}

/// A new random part of a game's link.
fn new_key() -> Result<LinkKey, WebError> {
    LinkKey::new().map_err(|_| WebError::Internal("the system has no randomness"))
}

/// The key that came with a form, or a new one where none did.
fn key_of(form: &str) -> Result<LinkKey, WebError> {
    LinkKey::parse(form).or_else(|_| new_key())
}
