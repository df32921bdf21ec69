//! Passwords as people choose them.

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use super::fold::fold;

/// What most people choose, one a line, in lower case. Who guesses starts with these.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Why a password was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Nothing was typed.
    #[error("Give a password.")]
    Missing,
    /// Guessed by trying.
    #[error("Use at least {least} characters, this has {0}. {advised} or more are better: a few words will do.",
        least = NewPassword::LEAST, advised = NewPassword::ADVISED)]
    TooShort(usize),
    /// Longer than anybody types.
    #[error("Use at most {most} characters, this has {0}.", most = NewPassword::MOST)]
    TooLong(usize),
    /// Guessed from a list.
    #[error("This password is among the first that others would try. Use a few words that do not belong together.")]
    Common,
    /// Guessed from the page.
    #[error("Your password is too close to your name, your e-mail address or this site's name. Use other words.")]
    Own,
}

/// A password that may be set. What is typed to sign in needs no such check and is never one of these.
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    /// The fewest characters.
    pub const LEAST: usize = 8;
    /// The most characters.
    pub const MOST: usize = 128;
    /// What we advise: this many characters or more.
    pub const ADVISED: usize = 15;

    /// Takes `raw` exactly as it was typed, unless it would be guessed. `own` is what a guesser knows of its owner: the
    /// name, the e-mail address, the site's name.
    pub fn check(raw: &str, own: &[&str]) -> Result<Self, PasswordError> {
        let length = raw.chars().count();
        if raw.trim().is_empty() {
            Err(PasswordError::Missing)
        } else if length < Self::LEAST {
            Err(PasswordError::TooShort(length))
        } else if length > Self::MOST {
            Err(PasswordError::TooLong(length))
        } else if is_common(raw) {
            Err(PasswordError::Common)
        } else if is_own(raw, own) {
            Err(PasswordError::Own)
        } else {
            Ok(Self(raw.to_owned()))
        }
    }

    /// The password exactly as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("NewPassword")
    }
}

fn is_common(raw: &str) -> bool {
    let lower = raw.trim().to_lowercase();
    COMMON.contains(lower.as_str()) || is_repeated(&lower) || is_row(&lower)
}

/// The same few characters again and again: `aaaaaaaa`, `abab...`, `123123...`.
fn is_repeated(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=4)
        .any(|width| letters.len() > width && letters.iter().skip(width).eq(letters.iter().take(letters.len() - width)))
}

/// Characters that follow each other: `23456789`, `hgfedcba`.
fn is_row(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|letter| i64::from(u32::from(letter))).collect();
    [1, -1].iter().any(|step| codes.windows(2).all(|pair| pair[1] - pair[0] == *step))
}

/// Without the owner's words, too little is left to guess.
fn is_own(raw: &str, own: &[&str]) -> bool {
    let squeeze = |text: &str| fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let mut rest = squeeze(raw);
    let whole = rest.chars().count();
    let mut words: Vec<String> = own.iter().flat_map(|text| parts(text)).map(|part| squeeze(&part)).collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words.iter().filter(|word| word.chars().count() >= 3) {
        rest = rest.replace(word.as_str(), "");
    }
    let left = rest.chars().count();
    left < whole && left < NewPassword::LEAST
}

/// The text itself and its words: a name's, and what stands before and after the `@` of an address.
fn parts(text: &str) -> impl Iterator<Item = String> {
    let split = |letter: char| letter.is_whitespace() || "@.+-_".contains(letter);
    let words = text.split(split).filter(|word| !word.is_empty()).map(str::to_owned);
    std::iter::once(text.to_owned()).chain(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OWN: [&str; 3] = ["Maya Roth", "maya.roth@example.org", "Kickabout Berlin"];

    fn refused(raw: &str) -> Option<PasswordError> {
        NewPassword::check(raw, &OWN).err()
    }

    #[test]
    fn a_password_is_taken_exactly_as_typed() {
        let long = "x7".to_owned() + &"äb𝄞 ".repeat(31) + "zz";
        for raw in [
            "tulip gravel seven oboe",
            "  leading and trailing  ",
            "¡ñandú🦤feliz!",
            "a\u{202e}b\0c\td-ef",
            long.as_str(),
        ] {
            assert_eq!(NewPassword::check(raw, &OWN).unwrap().as_str(), raw);
        }
    }

    #[test]
    fn the_length_counts_characters() {
        assert_eq!(refused("7 tüs 9"), Some(PasswordError::TooShort(7)));
        assert_eq!(refused("7 tüs 9x"), None);
        let long: String = ('!'..='~').cycle().take(128).collect();
        assert_eq!((refused(&long), refused(&format!("{long}x"))), (None, Some(PasswordError::TooLong(129))));
        assert_eq!((refused(""), refused("         ")), (Some(PasswordError::Missing), Some(PasswordError::Missing)));
    }

    #[test]
    fn what_everybody_chooses_is_refused() {
        let common = [
            "password",
            "Password1",
            "PASSWORD123",
            "12345678",
            "qwertyuiop",
            "1q2w3e4r5t",
            "iloveyou",
            "football1",
            "letmein123",
            "qazwsxedc",
            "aaaaaaaa",
            "ababababab",
            "abcabcabcabc",
            "23456789",
            "stuvwxyz",
            "zyxwvuts",
            "20262026",
            "summer2026",
            "Welcome2026!",
            " password ",
            "ääääääää",
        ];
        for raw in common {
            assert_eq!(refused(raw), Some(PasswordError::Common), "{raw:?}");
        }
    }

    #[test]
    fn what_is_on_the_page_is_refused() {
        let own = [
            "Maya Roth",
            "mayaroth",
            "MAYAROTH1",
            "maya.roth@example.org",
            "rothmaya2026",
            "m-a-y-a roth!",
            "kickaboutberlin",
            "Kickabout2031",
            "Máyà+Róth",
        ];
        for raw in own {
            assert_eq!(refused(raw), Some(PasswordError::Own), "{raw:?}");
        }
        assert_eq!(refused("maya keeps nine geese"), None);
        assert_eq!(NewPassword::check("big olive jar", &["Al", "", "@", "a@b.cd"]).err(), None);
    }

    #[test]
    fn a_mistake_is_answered_with_what_to_do() {
        let said = |raw: &str| refused(raw).unwrap().to_string();
        assert_eq!(said("short"), "Use at least 8 characters, this has 5. 15 or more are better: a few words will do.");
        assert_eq!(said(&"x1".repeat(70)), "Use at most 128 characters, this has 140.");
    }

    #[test]
    fn nothing_of_a_password_reaches_a_log() {
        assert_eq!(format!("{:?}", NewPassword::check("tulip gravel", &OWN).unwrap()), "NewPassword");
    }

    #[test]
    fn the_list_is_long_and_of_passwords_that_could_be_chosen() {
        assert!(COMMON.len() >= 1000, "{}", COMMON.len());
        assert_eq!(COMMON.len(), include_str!("common_passwords.txt").lines().count());
        for listed in COMMON.iter() {
            assert!(listed.chars().count() >= NewPassword::LEAST && listed.trim() == *listed, "{listed:?}");
            assert_eq!(listed.to_lowercase(), *listed);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_checking_panic(raw in any::<String>(), own in any::<String>()) {
            let _ = NewPassword::check(&raw, &[&own]);
        }

        #[test]
        fn nothing_is_trimmed_or_cut(raw in any::<String>()) {
            if let Ok(password) = NewPassword::check(&raw, &OWN) {
                prop_assert_eq!(password.as_str(), raw);
            }
        }
    }
}
