//! The few words that a column may hold: states, roles and choices.

use std::error::Error;
use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;

use super::sqltext::{TextColumn, text_column};

/// A text that is none of the words to choose from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Choose one of {choices}.")]
pub struct ChoiceError {
    choices: String,
}

impl ChoiceError {
    pub(super) fn among(words: impl Iterator<Item = &'static str>) -> Self {
        Self { choices: words.collect::<Vec<_>>().join(", ") }
    }
}

macro_rules! choice {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
        #[diesel(sql_type = Text)]
        pub enum $name { $($(#[$note])* $variant,)+ }

        impl $name {
            /// Every one there is, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word in forms, addresses and the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Reads the word from a form.
            pub fn parse(text: &str) -> Result<Self, ChoiceError> {
                let found = Self::ALL.iter().copied().find(|choice| choice.as_str() == text);
                found.ok_or_else(|| ChoiceError::among(Self::ALL.iter().map(|choice| choice.as_str())))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(self.as_str())
            }
        }

        impl TextColumn for $name {
            fn text(&self) -> &str {
                self.as_str()
            }

            fn from_text(text: String) -> Result<Self, Box<dyn Error + Send + Sync>> {
                let unknown = || format!("no {} is called {text:?}", stringify!($name));
                Ok(Self::parse(&text).map_err(|_| unknown())?)
            }
        }

        text_column!($name);
    };
}

pub(super) use choice;

choice!(
    /// What a registration is.
    Status {
        /// In, with a seat.
        Confirmed = "confirmed",
        /// In line for a seat.
        Waitlisted = "waitlisted",
        /// Holds a seat until it is taken or the offer ends.
        Offered = "offered",
        /// In as soon as enough are; until then without a seat, and not in line.
        Conditional = "conditional",
        /// Dropped out, or left the line.
        Withdrawn = "withdrawn",
    }
);

impl Status {
    /// The player is in the game or waits for it; a player has at most one such registration in a game.
    pub const fn is_active(self) -> bool {
        !matches!(self, Self::Withdrawn)
    }

    /// The party's seats count as taken.
    pub const fn holds_seats(self) -> bool {
        matches!(self, Self::Confirmed | Self::Offered)
    }
}

choice!(
    /// How far a game's life has come; that it is over is a matter of the clock.
    GameStatus {
        /// Seen by its organizers only.
        Draft = "draft",
        /// Seen by everybody who may see it.
        Published = "published",
        /// Called off; its page stays.
        Cancelled = "cancelled",
    }
);

choice!(
    /// Who finds a game.
    Visibility {
        /// On the lists.
        Public = "public",
        /// Whoever has its link.
        Unlisted = "unlisted",
    }
);

choice!(
    /// What somebody may do on the site; each role may do all that the one before it may.
    Role {
        /// May play.
        Player = "player",
        /// May run games.
        Organizer = "organizer",
        /// May run the site.
        Admin = "admin",
    }
);

impl Role {
    /// May run games by role, whatever the site allows players.
    pub const fn may_organize(self) -> bool {
        matches!(self, Self::Organizer | Self::Admin)
    }

    /// May run the site.
    pub const fn is_admin(self) -> bool {
        matches!(self, Self::Admin)
    }
}

choice!(
    /// Whether somebody who was in came.
    Attendance {
        /// Came.
        Present = "present",
        /// Did not come.
        NoShow = "no_show",
    }
);

impl Attendance {
    /// Reads a form's state, where the empty one takes back what was noted.
    pub fn parse_or_clear(text: &str) -> Result<Option<Self>, ChoiceError> {
        match text {
            "" => Ok(None),
            "no-show" => Ok(Some(Self::NoShow)),
            word => Self::parse(word).map(Some),
        }
    }
}

choice!(
    /// Who may create games.
    WhoMay {
        /// Everybody with an account.
        Everyone = "everyone",
        /// Organizers and admins.
        Organizers = "organizers",
    }
);

choice!(
    /// What one needs to join a game.
    WhoJoins {
        /// A name.
        Anyone = "anyone",
        /// An account: an e-mail address and a password.
        Accounts = "accounts",
        /// An e-mail address that is known to be theirs.
        Confirmed = "confirmed",
    }
);

impl WhoJoins {
    /// Reads a rule from a form, where the empty one is none of its own.
    pub fn parse_optional(text: &str) -> Result<Option<Self>, ChoiceError> {
        if text.is_empty() { Ok(None) } else { Self::parse(text).map(Some) }
    }
}

choice!(
    /// When somebody is reminded of a game that they are in.
    ReminderTime {
        /// The evening before.
        Evening = "evening",
        /// The morning of its day.
        Morning = "morning",
    }
);

choice!(
    /// Who may create accounts.
    SignUps {
        /// Everybody, for themselves.
        Everyone = "everyone",
        /// Admins, for others.
        Admins = "admins",
    }
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_again() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Ok(*status));
        }
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Ok(*role));
        }
    }

    #[test]
    fn another_word_is_answered_with_the_choices() {
        let error = Visibility::parse("secret").unwrap_err();
        assert_eq!(error.to_string(), "Choose one of public, unlisted.");
        assert!(Status::parse("").is_err());
        assert!(Status::parse("Confirmed").is_err());
        assert!(Status::parse("confirmed ").is_err());
    }

    #[test]
    fn attendance_can_be_taken_back() {
        assert_eq!(Attendance::parse_or_clear(""), Ok(None));
        assert_eq!(Attendance::parse_or_clear("no-show"), Ok(Some(Attendance::NoShow)));
        assert_eq!(Attendance::parse_or_clear("no_show"), Ok(Some(Attendance::NoShow)));
        assert_eq!(Attendance::parse_or_clear("present"), Ok(Some(Attendance::Present)));
        assert!(Attendance::parse_or_clear("maybe").is_err());
    }

    #[test]
    fn an_offer_holds_its_seats_and_the_line_holds_none() {
        let holding: Vec<_> = Status::ALL.iter().filter(|status| status.holds_seats()).collect();
        assert_eq!(holding, [&Status::Confirmed, &Status::Offered]);
        assert!(Status::Waitlisted.is_active() && !Status::Withdrawn.is_active());
    }

    #[test]
    fn an_admin_may_what_an_organizer_may() {
        assert!(Role::Player < Role::Organizer && Role::Organizer < Role::Admin);
        assert!(Role::Admin.may_organize() && !Role::Player.may_organize() && !Role::Organizer.is_admin());
    }
}
