//! What can happen to a game, and what players are told of it.

use std::error::Error;
use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;

use super::sqltext::{TextColumn, text_column};
use super::status::{ChoiceError, choice};
use super::time::MINUTE;

choice!(
    /// A line of a game's timeline.
    EventKind {
        /// The game was shown to players.
        Published = "published",
        /// A player got seats at once.
        Joined = "joined",
        /// A player got a place in line.
        Waitlisted = "waitlisted",
        /// A freed seat went to the first in line that fits.
        MovedIn = "moved_in",
        /// A freed seat is held for the first in line that fits.
        Offered = "offered",
        /// Somebody took what was offered to them or to everybody.
        OfferTaken = "offer_taken",
        /// An offer ended, and nobody took it.
        OfferEnded = "offer_ended",
        /// A player did not want what was offered.
        OfferDeclined = "offer_declined",
        /// A player whose offer ended or was declined wants in again, and goes last.
        WantsIn = "wants_in",
        /// Seats are on offer to everybody waiting.
        Opened = "opened",
        /// A party grew or shrank.
        GuestsChanged = "guests_changed",
        /// A player gave seats back while that was free.
        DroppedOut = "dropped_out",
        /// A player gave seats back after the deadline.
        DroppedOutLate = "dropped_out_late",
        /// A player left the line.
        LeftLine = "left_line",
        /// A player is in as soon as so many are.
        JoinedIf = "joined_if",
        /// Enough are in: so is this one, or waits where there is no room.
        CameTrue = "came_true",
        /// A player comes no more, be they enough or not.
        TookBack = "took_back",
        /// Sign-up closed before enough were in.
        NotEnough = "not_enough",
        /// An organizer added a player.
        Added = "added",
        /// An organizer took a player out.
        Removed = "removed",
        /// A player was in the game twice, from two devices: the later registration is released.
        Doubled = "doubled",
        /// An organizer changed somebody's place in line.
        MovedUp = "moved_up",
        /// The place of somebody whom an organizer's move put further back.
        MovedDown = "moved_down",
        /// Another start or length.
        TimeChanged = "time_changed",
        /// Another place.
        PlaceChanged = "place_changed",
        /// Another price.
        PriceChanged = "price_changed",
        /// Another number of seats.
        CapacityChanged = "capacity_changed",
        /// Called off.
        Cancelled = "cancelled",
        /// Those who run it told players something.
        MessageSent = "message_sent",
    }
);

choice!(
    /// What a player is told about a game.
    MessageKind {
        /// They registered, and have a spot.
        In = "in",
        /// They registered, and wait.
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
        /// Their game is tomorrow, and fewer than its minimum are in.
        BelowMinimum = "below_minimum",
        /// The last spot of a game that they run is taken.
        Full = "full",
        /// Somebody left a game that they run after the deadline, and nobody in line fits.
        LateGap = "late_gap",
        /// Those who run the game wrote to its players.
        Message = "message",
    }
);

impl MessageKind {
    /// Whether a mail about it may come in the morning. What answers its reader, asks for an answer or ends a game may not.
    pub const fn can_wait(self) -> bool {
        match self {
            Self::Changed | Self::Removed | Self::Added => true,
            Self::Reminder | Self::BelowMinimum | Self::Full | Self::Message => true,
            Self::In | Self::Waiting | Self::MovedIn | Self::Cancelled | Self::LateGap => false,
            Self::Offer | Self::OfferEnded | Self::FirstTap | Self::CameTrue | Self::NotEnough => false,
        }
    }

    /// Whether a mail about it says how near the game is, and so belongs to one day.
    pub const fn says_the_day(self) -> bool {
        matches!(self, Self::Reminder | Self::BelowMinimum)
    }

    /// How long a mail about it waits for more of the same, in seconds: edits that follow each other become one.
    pub const fn gathers(self) -> i64 {
        match self {
            Self::Changed | Self::Full => 5 * MINUTE,
            Self::In
            | Self::Waiting
            | Self::MovedIn
            | Self::Offer
            | Self::OfferEnded
            | Self::FirstTap
            | Self::Cancelled
            | Self::Removed
            | Self::Added
            | Self::CameTrue
            | Self::NotEnough
            | Self::Reminder
            | Self::BelowMinimum
            | Self::LateGap
            | Self::Message => 0,
        }
    }
}
