//! Values that are valid once they exist: ids, names, money, instants and zones.
//!
//! A form's text becomes one of these with `parse`, whose error is the sentence shown beside the field. The database
//! gives them back as it got them.

mod event;
mod ids;
pub mod numbers;
mod sqltext;
mod status;
pub mod time;

pub use event::{EventKind, MessageKind};
pub use ids::{GameId, IdError, PlayerId, RegistrationId, SeriesId, VenueId};
pub use numbers::{
    Capacity, DeadlineHours, EveryWeeks, GameCount, MaxGuests, Minimum, Minutes, NumberError, OpensDaysBefore,
    PartySize,
};
pub use status::{Attendance, ChoiceError, GameStatus, Role, SignUps, Status, Visibility, WhoMay};
pub use time::Timestamp;
