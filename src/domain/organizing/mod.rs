//! Organizers post games, change them, and call them off.

mod attention;
mod create;
mod draft;
mod edit;
mod fields;
mod following;
mod life;
mod news;
#[cfg(test)]
mod tests;

pub use attention::{LateGap, Need};
pub use create::{CopyGame, CreateError, CreateGame};
pub use draft::{GameDraft, Location, Mistake, Sketch};
pub use edit::{EditError, EditGame, EditScope, Edited};
pub use fields::Clock;
pub use following::Touched;
pub(in crate::domain) use life::discard;
pub use life::{Cancel, CancelError, Ended, Publish, PublishError, Published};

pub(super) use draft::{SettleError, settle};
pub(super) use life::{call_off, publish};
pub use news::together;
pub(super) use news::{News, spread};
