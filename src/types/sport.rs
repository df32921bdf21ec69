//! Sports, by the word that stands for them in addresses.

use std::fmt;

use diesel_derive_newtype::DieselNewType;

use super::fold::fold;

/// Why a text stands for no sport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SportError {
    /// Nothing was chosen.
    #[error("Choose a sport.")]
    Missing,
    /// The text is not one of ours.
    #[error("Choose a sport from the list.")]
    NotASlug,
    /// Nothing of the name can stand in an address.
    #[error("Give the sport a name with Latin letters or digits.")]
    NoLetters,
}

/// A sport's word in addresses and forms, like `table-tennis`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, DieselNewType)]
pub struct SportSlug(String);

impl SportSlug {
    /// The most characters.
    pub const MOST: usize = 40;

    /// Reads the word from a form or an address.
    pub fn parse(text: &str) -> Result<Self, SportError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(SportError::Missing);
        }
        let is_plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let is_slug = text.len() <= Self::MOST && text.split('-').all(is_plain);
        if is_slug { Ok(Self(text.to_owned())) } else { Err(SportError::NotASlug) }
    }

    /// The word that stands for a sport of that name.
    pub fn from_name(name: &str) -> Result<Self, SportError> {
        let folded = fold(name);
        let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut slug = words.collect::<Vec<_>>().join("-");
        slug.truncate(Self::MOST);
        Self::parse(slug.trim_end_matches('-')).map_err(|_| SportError::NoLetters)
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SportSlug {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_becomes_a_word() {
        let slug = |name: &str| SportSlug::from_name(name).map(|slug| slug.to_string());
        assert_eq!(slug("Table tennis").as_deref(), Ok("table-tennis"));
        assert_eq!(slug("Fußball (7 gegen 7)").as_deref(), Ok("fussball-7-gegen-7"));
        assert_eq!(slug("  Pétanque!").as_deref(), Ok("petanque"));
        assert_eq!(slug("サッカー"), Err(SportError::NoLetters));
    }

    #[test]
    fn only_such_words_are_read() {
        assert!(SportSlug::parse("5-a-side").is_ok());
        assert_eq!(SportSlug::parse(" "), Err(SportError::Missing));
        for text in ["-a", "a-", "a--b", "Football", "a b", "../x", "a\0", "é", &"a".repeat(41)] {
            assert_eq!(SportSlug::parse(text), Err(SportError::NotASlug), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_word_made_from_a_name_is_read_again(name in any::<String>()) {
            if let Ok(slug) = SportSlug::from_name(&name) {
                prop_assert_eq!(SportSlug::parse(slug.as_str()), Ok(slug));
            }
        }
    }
}
