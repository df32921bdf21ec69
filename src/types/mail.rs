//! What a mail is about, and how far it has come.

use std::error::Error;
use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;

use super::MessageKind;
use super::sqltext::{TextColumn, text_column};
use super::status::{ChoiceError, choice};

choice!(
    /// What a mail is about.
    MailKind {
        /// Their registration, with a spot.
        In = "in",
        /// Their registration, on the waitlist.
        Waiting = "waiting",
        /// A seat freed up, and it is theirs.
        MovedIn = "moved_in",
        /// A seat is held for them until an instant.
        Offer = "offer",
        /// The seat that was held for them is not any more.
        OfferEnded = "offer_ended",
        /// A seat is on offer to everybody waiting.
        FirstTap = "first_tap",
        /// Time, place or price are different.
        Changed = "changed",
        /// The game is off.
        Cancelled = "cancelled",
        /// An organizer took them out.
        Removed = "removed",
        /// An organizer added them.
        Added = "added",
        /// Enough are in, and so are they.
        CameTrue = "came_true",
        /// Sign-up closed before enough were in.
        NotEnough = "not_enough",
        /// They are in, and it is soon.
        Reminder = "reminder",
        /// A game that they run is tomorrow, and fewer than its minimum are in.
        BelowMinimum = "below_minimum",
        /// The last spot of a game that they run is taken.
        Full = "full",
        /// Somebody left a game that they run after the deadline, and nobody in line fits.
        LateGap = "late_gap",
        /// Those who run a game wrote to its players.
        Message = "message",
        /// Whether the address is theirs.
        Confirm = "confirm",
        /// A link that signs them in.
        SignIn = "sign_in",
        /// Their account has another address now.
        AddressChanged = "address_changed",
    }
);

impl MailKind {
    /// Whether it is about a game that its reader runs.
    pub const fn is_for_organizers(self) -> bool {
        matches!(self, Self::BelowMinimum | Self::Full | Self::LateGap)
    }

    /// Whether it is worth little in an hour.
    pub const fn is_soon_over(self) -> bool {
        matches!(self, Self::Offer | Self::FirstTap | Self::Confirm | Self::SignIn)
    }

    /// Whether its reader may do without it. Who is in a game that changes or is off must know. Nothing is held for who
    /// wants to hear of no offers: it would only keep others waiting.
    pub const fn can_be_stopped(self) -> bool {
        match self {
            Self::In | Self::Waiting | Self::MovedIn | Self::Removed | Self::Added | Self::Reminder => true,
            Self::Offer | Self::OfferEnded | Self::FirstTap => true,
            Self::Message | Self::CameTrue | Self::NotEnough | Self::BelowMinimum | Self::Full | Self::LateGap => true,
            Self::Changed | Self::Cancelled | Self::Confirm | Self::SignIn | Self::AddressChanged => false,
        }
    }
}

impl From<MessageKind> for MailKind {
    fn from(kind: MessageKind) -> Self {
        match kind {
            MessageKind::In => Self::In,
            MessageKind::Waiting => Self::Waiting,
            MessageKind::MovedIn => Self::MovedIn,
            MessageKind::Offer => Self::Offer,
            MessageKind::OfferEnded => Self::OfferEnded,
            MessageKind::FirstTap => Self::FirstTap,
            MessageKind::Changed => Self::Changed,
            MessageKind::Cancelled => Self::Cancelled,
            MessageKind::Removed => Self::Removed,
            MessageKind::Added => Self::Added,
            MessageKind::CameTrue => Self::CameTrue,
            MessageKind::NotEnough => Self::NotEnough,
            MessageKind::Reminder => Self::Reminder,
            MessageKind::BelowMinimum => Self::BelowMinimum,
            MessageKind::Full => Self::Full,
            MessageKind::LateGap => Self::LateGap,
            MessageKind::Message => Self::Message,
        }
    }
}

choice!(
    /// How far a mail has come.
    MailState {
        /// Somebody wants one; its words are not written yet.
        Asked = "asked",
        /// Written, and to be sent.
        Waiting = "waiting",
        /// The server has taken it.
        Sent = "sent",
        /// Given up.
        Failed = "failed",
    }
);
