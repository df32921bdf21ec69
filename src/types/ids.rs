//! The numbers by which rows know each other.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use diesel_derive_newtype::DieselNewType;
use serde::{Deserialize, Deserializer, Serialize, de};

/// A text that is no id: an address or a form field that we never wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This is not a number that this site gave out.")]
pub struct IdError;

/// Reads an id in the one spelling that we write: plain digits, so that each row has exactly one address.
fn parse_id(text: &str) -> Result<i64, IdError> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if plain { text.parse().map_err(|_| IdError) } else { Err(IdError) }
}

macro_rules! id {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, DieselNewType)]
        pub struct $name(i64);

        impl $name {
            /// The id that the database gave.
            pub const fn new(id: i64) -> Self {
                Self(id)
            }

            /// The number in the database.
            pub const fn get(self) -> i64 {
                self.0
            }

            /// Reads the id from an address or a form field.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                parse_id(text).map(Self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::parse(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                Self::parse(&Cow::<str>::deserialize(input)?).map_err(de::Error::custom)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
                output.collect_str(self)
            }
        }
    };
}

id!(
    /// Names a player.
    PlayerId
);
id!(
    /// Names a game.
    GameId
);
id!(
    /// Names a venue.
    VenueId
);
id!(
    /// Names a series of games.
    SeriesId
);
id!(
    /// Names a registration: one player in one game.
    RegistrationId
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};

    use super::*;

    #[test]
    fn only_plain_digits_are_an_id() {
        assert_eq!(GameId::parse("1"), Ok(GameId::new(1)));
        assert_eq!(GameId::parse("9223372036854775807"), Ok(GameId::new(i64::MAX)));
        let wrong =
            ["", "0", "01", "+1", "-1", " 1", "1 ", "1e0", "1.0", "0x1", "٣", "%00", "\0", "9223372036854775808"];
        for text in wrong {
            assert_eq!(GameId::parse(text), Err(IdError), "{text:?}");
        }
    }

    #[test]
    fn an_address_is_read_by_the_same_rule() {
        let read = |text: &'static str| {
            let input: StrDeserializer<'_, Error> = text.into_deserializer();
            GameId::deserialize(input)
        };
        assert_eq!(read("17"), Ok(GameId::new(17)));
        assert!(read("1e0").is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>()) {
            let _ = PlayerId::parse(&text);
        }

        #[test]
        fn what_is_shown_is_read_again(id in 1..=i64::MAX) {
            prop_assert_eq!(VenueId::parse(&VenueId::new(id).to_string()), Ok(VenueId::new(id)));
        }
    }
}
