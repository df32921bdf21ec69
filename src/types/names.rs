//! The texts that people type: names, titles, places, notes.

use std::fmt;

use diesel_derive_newtype::DieselNewType;

use super::fold::fold;
use super::text::{Shape, TextError};

macro_rules! text {
    ($(#[$about:meta])* $name:ident($most:literal, lines: $lines:literal, missing: $missing:expr)) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, DieselNewType)]
        pub struct $name(String);

        impl $name {
            /// The most characters that fit.
            pub const MOST: usize = $most;
            const SHAPE: Shape = Shape { lines: $lines, most: $most, missing: $missing };

            /// Reads the text from a form.
            pub fn parse(typed: &str) -> Result<Self, TextError> {
                Self::SHAPE.clean(typed).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// There is nothing to show.
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }

            /// The text, for whoever keeps it.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(&self.0)
            }
        }
    };
}

macro_rules! required {
    ($(#[$about:meta])* $name:ident($most:literal, $missing:literal)) => {
        text!($(#[$about])* $name($most, lines: false, missing: Some($missing)));
    };
}

macro_rules! optional {
    ($(#[$about:meta])* $name:ident($most:literal, lines: $lines:literal)) => {
        text!($(#[$about])* #[derive(Default)] $name($most, lines: $lines, missing: None));
    };
}

required!(
    /// What a player is called.
    PlayerName(60, "Give a name.")
);
required!(
    /// What a player's guest is called.
    GuestName(60, "Give the guest a name.")
);
required!(
    /// What a game is called.
    GameTitle(100, "Give the game a title.")
);
required!(
    /// What a venue is called.
    VenueName(100, "Give the venue a name.")
);
required!(
    /// What the site is called.
    SiteName(60, "Give the site a name.")
);
required!(
    /// What a sport is called.
    SportName(40, "Give the sport a name.")
);
required!(
    /// Where a game is that has no venue.
    Place(150, "Say where the game is.")
);
required!(
    /// Why a game is cancelled.
    Reason(300, "Say why, in a few words.")
);
text!(
    /// What those who run a game tell its players.
    MessageText(2000, lines: true, missing: Some("Write what they shall read."))
);
optional!(
    /// Where a venue is.
    Address(200, lines: false)
);
optional!(
    /// Whom a game suits.
    Level(40, lines: false)
);
optional!(
    /// How the players pay the organizer.
    HowToPay(120, lines: false)
);
optional!(
    /// How the people behind the site are reached.
    Contact(200, lines: false)
);
optional!(
    /// A few words to the organizer, or in the timeline.
    Note(500, lines: true)
);
optional!(
    /// What a game's organizer tells its players.
    Description(4000, lines: true)
);
optional!(
    /// A page of the site's own: terms, privacy.
    LongText(20_000, lines: true)
);

impl Default for SiteName {
    fn default() -> Self {
        Self("Kickabout".to_owned())
    }
}

impl PlayerName {
    /// What those are called who are gone.
    pub const FORMER: &str = "Former player";

    /// What a public roster shows: the first name and an initial. That somebody is gone is no name to shorten.
    pub fn public(&self) -> String {
        if self.0 == Self::FORMER { self.0.clone() } else { first_and_initial(&self.0) }
    }

    /// The name by which searches find the player.
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

impl GuestName {
    /// What a public roster shows: the first name and an initial.
    pub fn public(&self) -> String {
        first_and_initial(&self.0)
    }
}

impl VenueName {
    /// The name by which searches find the venue.
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

/// A name of one word is shown whole: there is nothing to shorten it by.
fn first_and_initial(name: &str) -> String {
    let mut words = name.split(' ').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let initial = words.next_back().and_then(|last| last.chars().find(|letter| letter.is_alphanumeric()));
    match initial {
        Some(letter) => format!("{first} {}.", letter.to_uppercase()),
        None => first.to_owned(),
    }
}

/// What somebody looks for, folded like the text that it is looked for in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SearchText(String);

impl SearchText {
    /// The most characters that fit.
    pub const MOST: usize = 100;
    const SHAPE: Shape = Shape { lines: false, most: Self::MOST, missing: None };

    /// Reads what was typed into a search box.
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        Self::SHAPE.clean(typed).map(|text| Self(fold(&text)))
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words, each of which must be found.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|word| !word.is_empty())
    }
}

impl fmt::Display for SearchText {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(name: &str) -> String {
        PlayerName::parse(name).unwrap().public()
    }

    #[test]
    fn a_public_name_is_the_first_name_and_an_initial() {
        assert_eq!(public("Maya Roth"), "Maya R.");
        assert_eq!(public("Maya van der berg"), "Maya B.");
        assert_eq!(public("Ana Łuczak"), "Ana Ł.");
        assert_eq!(public("Kim 'Ace' (Oslo)"), "Kim O.");
        assert_eq!(public("Madonna"), "Madonna");
        assert_eq!(public(PlayerName::FORMER), "Former player");
        assert_eq!(public("Maya 🦊"), "Maya");
        assert_eq!(GuestName::parse("Tom Ito").unwrap().public(), "Tom I.");
    }

    #[test]
    fn an_empty_name_is_asked_for_and_an_empty_note_is_fine() {
        assert_eq!(GameTitle::parse(" ").unwrap_err().to_string(), "Give the game a title.");
        assert!(Note::parse(" ").unwrap().is_empty());
        assert_eq!(Level::default(), Level::parse("").unwrap());
        let long = GameTitle::parse(&"x".repeat(134)).unwrap_err();
        assert_eq!(long.to_string(), "Use at most 100 characters, this has 134.");
    }

    #[test]
    fn a_hundred_kilobytes_are_no_name() {
        assert!(matches!(PlayerName::parse(&"ab ".repeat(34_000)), Err(TextError::TooLong { most: 60, .. })));
    }

    #[test]
    fn a_search_finds_whatever_the_spelling() {
        let search = SearchText::parse(" Møller  HALL ").unwrap();
        assert_eq!(search.words().collect::<Vec<_>>(), ["moller", "hall"]);
        assert!(SearchText::parse("").unwrap().is_empty());
    }
}
