//! Small numbers with limits: seats, minutes, hours and weeks.

pub use super::counted::{ordinal, plural};
use std::fmt;
use std::num::IntErrorKind;

use diesel_derive_newtype::DieselNewType;

use super::time::{HOUR, MINUTE};

/// Why a text is not the number that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Nothing was typed.
    #[error("Give {what}.")]
    Missing {
        /// What was asked for.
        what: &'static str,
    },
    /// Something else than digits was typed.
    #[error("Write {what} in digits, like {like}.")]
    NotANumber {
        /// What was asked for.
        what: &'static str,
        /// A number that would do.
        like: i32,
    },
    /// The number is below the least.
    #[error("Use at least {least}.")]
    TooSmall {
        /// The least that would do.
        least: i32,
    },
    /// The number is above the most.
    #[error("Use at most {most}.")]
    TooLarge {
        /// The most that would do.
        most: i32,
    },
}

/// What a kind of number allows.
struct Limits {
    what: &'static str,
    least: i32,
    most: i32,
    like: i32,
}

impl Limits {
    /// Reads plain digits only: what another tool might take for a number ("1e3", "+5", other scripts) is asked again.
    fn parse(&self, text: &str) -> Result<i32, NumberError> {
        let text = text.trim();
        let digits = text.strip_prefix('-').unwrap_or(text);
        if text.is_empty() {
            return Err(NumberError::Missing { what: self.what });
        }
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NumberError::NotANumber { what: self.what, like: self.like });
        }
        match text.parse::<i32>() {
            Ok(number) => self.check(number),
            Err(error) if *error.kind() == IntErrorKind::NegOverflow => {
                Err(NumberError::TooSmall { least: self.least })
            }
            Err(_) => Err(NumberError::TooLarge { most: self.most }),
        }
    }

    fn check(&self, number: i32) -> Result<i32, NumberError> {
        if number < self.least {
            Err(NumberError::TooSmall { least: self.least })
        } else if number > self.most {
            Err(NumberError::TooLarge { most: self.most })
        } else {
            Ok(number)
        }
    }
}

macro_rules! number {
    ($(#[$about:meta])* $name:ident($what:literal, $least:literal..=$most:literal, else $default:literal)) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DieselNewType)]
        pub struct $name(i32);

        impl $name {
            /// The least that is allowed.
            pub const LEAST: i32 = $least;
            /// The most that is allowed.
            pub const MOST: i32 = $most;
            const LIMITS: Limits = Limits { what: $what, least: $least, most: $most, like: $default };

            /// The number, if it is within the limits.
            pub fn new(number: i32) -> Result<Self, NumberError> {
                Self::LIMITS.check(number).map(Self)
            }

            /// Reads the number from a form.
            pub fn parse(text: &str) -> Result<Self, NumberError> {
                Self::LIMITS.parse(text).map(Self)
            }

            /// Reads the number from a form that may leave it out.
            pub fn parse_or_default(text: &str) -> Result<Self, NumberError> {
                if text.trim().is_empty() { Ok(Self::default()) } else { Self::parse(text) }
            }

            /// Reads the number from a form that may leave it open.
            pub fn parse_optional(text: &str) -> Result<Option<Self>, NumberError> {
                if text.trim().is_empty() { Ok(None) } else { Self::parse(text).map(Some) }
            }

            /// The plain number.
            pub const fn get(self) -> i32 {
                self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self($default)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }
    };
}

number!(
    /// How many seats a game has.
    Capacity("the number of spots", 1..=500, else 10)
);
number!(
    /// How many players a game needs to be on.
    Minimum("the number of players needed", 0..=500, else 0)
);
number!(
    /// How many guests a player may bring.
    MaxGuests("the number of guests", 0..=20, else 1)
);
number!(
    /// How many seats a registration takes: its player and their guests.
    PartySize("the size of the party", 1..=21, else 1)
);
number!(
    /// How long a game lasts.
    Minutes("the length in minutes", 5..=1440, else 60)
);
number!(
    /// How many hours before the start dropping out stops being free.
    DeadlineHours("the deadline in hours", 0..=720, else 12)
);
number!(
    /// How many days after a game what is personal about it is kept.
    KeepDays("the number of days", 7..=3650, else 365)
);
number!(
    /// How many hours before the start a game with too few players is called off by itself.
    CancelHours("the hours before the start", 1..=168, else 12)
);
number!(
    /// How many must be in for somebody who comes only then.
    OnlyIf("the number of players", 2..=500, else 8)
);
number!(
    /// How many weeks lie between two games of a series.
    EveryWeeks("the number of weeks", 1..=52, else 1)
);
number!(
    /// How many games a series has.
    GameCount("the number of games", 1..=60, else 10)
);
number!(
    /// How many days before a game of a series its sign-up opens.
    OpensDaysBefore("the number of days", 0..=365, else 7)
);

number!(
    /// How many hours before the start the waitlist changes gear.
    GearHours("the hours before the start", 0..=720, else 24)
);
number!(
    /// How many minutes a seat is held for the one it is offered to.
    HoldMinutes("the minutes", 5..=1440, else 120)
);
number!(
    /// How many minutes a seat is on offer to those waiting before newcomers may take it too.
    NewcomersMinutes("the minutes", 0..=1440, else 15)
);

impl Capacity {
    /// The seats that there are.
    pub const fn seats(self) -> i32 {
        self.0
    }
}

impl Minimum {
    /// The seats that must be taken for the game to be on.
    pub const fn seats(self) -> i32 {
        self.0
    }
}

impl PartySize {
    /// A player without guests.
    pub const ALONE: Self = Self(1);

    /// A player with so many guests.
    pub fn with_guests(guests: usize) -> Result<Self, NumberError> {
        let most = NumberError::TooLarge { most: MaxGuests::MOST };
        i32::try_from(guests).ok().and_then(|guests| guests.checked_add(1)).map_or(Err(most), |seats| {
            // The visitor counts guests, so the limit named is the guests'.
            Self::new(seats).map_err(|_| most)
        })
    }

    /// The seats that the party takes.
    pub const fn seats(self) -> i32 {
        self.0
    }

    /// The party without its player.
    pub const fn guests(self) -> i32 {
        self.0 - 1
    }
}

impl Minutes {
    /// The length in seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * MINUTE
    }

    /// The length as people say it: "90 min", "2 h", "2 h 30 min".
    pub fn shown(self) -> String {
        match (self.0 / 60, self.0 % 60) {
            (hours, 0) => format!("{hours} h"),
            (0 | 1, _) => format!("{} min", self.0),
            (hours, minutes) => format!("{hours} h {minutes} min"),
        }
    }
}

impl CancelHours {
    /// The hours in elapsed seconds, whatever the clocks do.
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * HOUR
    }
}

impl GearHours {
    /// Until then, freed seats are given at once.
    pub const AT_ONCE: Self = Self(24);
    /// From then on, offers are held for the short time.
    pub const SHORT_HOLD: Self = Self(4);
    /// From then on, seats are on offer to everybody.
    pub const OPEN: Self = Self(1);

    /// The hours in elapsed seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * HOUR
    }
}

impl HoldMinutes {
    /// How long an offer is held early.
    pub const LONG: Self = Self(120);
    /// How long an offer is held late.
    pub const SHORT: Self = Self(30);

    /// The minutes in elapsed seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * MINUTE
    }

    /// As people say it: "30 min", "2 h".
    pub fn shown(self) -> String {
        Minutes(self.0).shown()
    }
}

impl NewcomersMinutes {
    /// The minutes in elapsed seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * MINUTE
    }
}

impl DeadlineHours {
    /// The hours in elapsed seconds, whatever the clocks do.
    pub fn seconds(self) -> i64 {
        i64::from(self.0) * HOUR
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_within_the_limits_are_read() {
        assert_eq!(Capacity::parse("10").unwrap().get(), 10);
        assert_eq!(Capacity::parse(" 500 ").unwrap().get(), 500);
        assert_eq!(Minimum::parse("0").unwrap().get(), 0);
        assert_eq!(Capacity::parse("010").unwrap().get(), 10);
    }

    #[test]
    fn a_mistake_is_answered_with_what_to_do() {
        let said = |text: &str| Capacity::parse(text).unwrap_err().to_string();
        assert_eq!(said(""), "Give the number of spots.");
        assert_eq!(said("abc"), "Write the number of spots in digits, like 10.");
        for text in ["1e3", "+5", "٣", "1.5", "5 5", "-", "--5", "0x10", "\0", "5\u{202e}"] {
            assert_eq!(said(text), "Write the number of spots in digits, like 10.", "{text:?}");
        }
        assert_eq!(said("0"), "Use at least 1.");
        assert_eq!(said("-99999999999999999999"), "Use at least 1.");
        assert_eq!(said("501"), "Use at most 500.");
        assert_eq!(said("99999999999999999999"), "Use at most 500.");
    }

    #[test]
    fn what_is_left_out_has_a_usual_value() {
        assert_eq!(DeadlineHours::parse_or_default(" "), Ok(DeadlineHours::default()));
        assert_eq!(DeadlineHours::default().seconds(), 43_200);
        assert!(DeadlineHours::parse_or_default("x").is_err());
    }

    #[test]
    fn a_party_is_its_player_and_their_guests() {
        assert_eq!(PartySize::with_guests(0), Ok(PartySize::ALONE));
        let party = PartySize::with_guests(2).unwrap();
        assert_eq!((party.seats(), party.guests()), (3, 2));
        assert_eq!(PartySize::with_guests(21), Err(NumberError::TooLarge { most: 20 }));
        assert_eq!(PartySize::with_guests(usize::MAX), Err(NumberError::TooLarge { most: 20 }));
    }

    #[test]
    fn lengths_read_as_people_say_them() {
        let shown = |minutes| Minutes::new(minutes).unwrap().shown();
        assert_eq!(shown(45), "45 min");
        assert_eq!(shown(60), "1 h");
        assert_eq!(shown(90), "90 min");
        assert_eq!(shown(120), "2 h");
        assert_eq!(shown(150), "2 h 30 min");
        assert_eq!(shown(1440), "24 h");
    }

    #[test]
    fn counts_and_positions_read_as_english() {
        assert_eq!(
            (plural(1, "spot"), plural(0, "spot"), plural(4, "spot")),
            ("1 spot".into(), "0 spots".into(), "4 spots".into())
        );
        let line: Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111, 113].map(ordinal).to_vec();
        assert_eq!(
            line,
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th", "113th"]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>()) {
            let _ = Minutes::parse(&text);
        }

        #[test]
        fn every_number_is_taken_or_refused_by_its_limits(number in any::<i32>()) {
            let parsed = MaxGuests::parse(&number.to_string());
            prop_assert_eq!(parsed.is_ok(), (0..=20).contains(&number));
        }
    }
}
