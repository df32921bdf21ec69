//! Values that are valid once they exist: ids, names, money, instants and zones.
//!
//! A form's text becomes one of these with `parse`, whose error is the sentence shown beside the field. The database
//! gives them back as it got them.

mod audience;
mod colour;
mod counted;
mod currency;
mod date;
mod email;
mod event;
mod fold;
mod ids;
mod keyed_hash;
mod mail;
mod money;
mod month;
mod names;
pub mod numbers;
mod oklab;
mod open_seats;
mod password;
mod quiet;
mod secret;
mod sport;
mod sqltext;
mod status;
mod text;
pub mod time;
mod wall;
mod zone;

pub use audience::Audience;
pub use colour::{Accent, Colour, ColourError};
pub use currency::{Currency, CurrencyError};
pub use date::{Date, DateError, Weekday};
pub use email::{Email, EmailError};
pub use event::{EventKind, MessageKind};
pub use fold::fold;
pub use ids::{GameId, IdError, PlayerId, RegistrationId, SeriesId, VenueId};
pub use keyed_hash::KeyedHash;
pub use mail::{MailKind, MailState};
pub use money::{Money, MoneyError};
pub use month::{Month, MonthError};
pub use names::{
    Address, Contact, Description, GameTitle, GuestName, HowToPay, Level, LongText, MessageText, Note, Place,
    PlayerName, Reason, SearchText, SiteName, SportName, VenueName,
};
pub use numbers::{
    CancelHours, Capacity, DeadlineHours, EveryWeeks, GameCount, GearHours, HoldMinutes, KeepDays, MaxGuests, Minimum,
    Minutes, NewcomersMinutes, NumberError, OnlyIf, OpensDaysBefore, PartySize,
};
pub use open_seats::{OpenSeat, OpenSeats};
pub use password::{NewPassword, PasswordError};
pub use quiet::{QuietError, QuietHours};
pub use secret::{LinkKey, Secret, SecretError, SecretHash};
pub use sport::{SportError, SportSlug};
pub use status::{
    Attendance, ChoiceError, GameStatus, ReminderTime, Role, SignUps, Status, Visibility, WhoJoins, WhoMay,
};
pub use text::{TextError, is_forbidden};
pub use time::Timestamp;
pub use wall::{TimeOfDay, TimeOfDayError, WallTime, WallTimeError};
pub use zone::{Zone, ZoneError};
