//! Random words that open something: sessions, one-time links, links of unlisted games.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel_derive_newtype::DieselNewType;
use sha2::{Digest, Sha256};

/// 128 random bits: nobody guesses them.
const BYTES: usize = 16;

/// A text that cannot be one of our secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This link is not complete. Copy it again from where you got it.")]
pub struct SecretError;

/// A secret for the one who holds it. We keep its hash alone, so that a stolen backup opens nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new secret from the system's randomness.
    pub fn new() -> Result<Self, getrandom::Error> {
        random_text().map(Self)
    }

    /// The secret that follows from `key` for `purpose`, the same each time (HMAC-SHA-256, RFC 2104, cut to its length).
    pub fn derived(key: &[u8; 32], purpose: &str) -> Self {
        let pad = |byte: u8| {
            let mut block = [byte; 64];
            block.iter_mut().zip(key).for_each(|(padded, key)| *padded ^= key);
            block
        };
        let inner = Sha256::new().chain_update(pad(0x36)).chain_update(purpose).finalize();
        let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
        Self(URL_SAFE_NO_PAD.encode(outer.get(..BYTES).unwrap_or_default()))
    }

    /// Reads the secret from a cookie or a link.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        check_text(text).map(Self)
    }

    /// The 22 characters, for the cookie or the link and nowhere else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database keeps. One round without salt is enough for something that nobody can guess.
    pub fn hash(&self) -> SecretHash {
        let digest = Sha256::digest(self.0.as_bytes());
        SecretHash(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret")
    }
}

/// A secret's SHA-256 in 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, DieselNewType)]
pub struct SecretHash(String);

impl SecretHash {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The random part of an unlisted game's link. Kept as it is: organizers copy the link as often as they like.
#[derive(Clone, PartialEq, Eq, Hash, DieselNewType)]
pub struct LinkKey(String);

impl LinkKey {
    /// A new key from the system's randomness.
    pub fn new() -> Result<Self, getrandom::Error> {
        random_text().map(Self)
    }

    /// Reads the key from a link.
    pub fn parse(text: &str) -> Result<Self, SecretError> {
        check_text(text).map(Self)
    }

    /// The 22 characters of the link.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LinkKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("LinkKey")
    }
}

fn random_text() -> Result<String, getrandom::Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Decoding refuses a second spelling of the same bits, so each secret has one text.
fn check_text(text: &str) -> Result<String, SecretError> {
    match URL_SAFE_NO_PAD.decode(text) {
        Ok(bytes) if bytes.len() == BYTES => Ok(text.to_owned()),
        _ => Err(SecretError),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_differ_and_are_read_again() {
        let made: HashSet<String> = (0..1000).map(|_| Secret::new().unwrap().reveal().to_owned()).collect();
        assert_eq!(made.len(), 1000);
        for text in made {
            assert_eq!(text.len(), 22);
            assert_eq!(Secret::parse(&text).unwrap().reveal(), text);
        }
    }

    #[test]
    fn the_hash_is_the_sha_256_of_the_text() {
        let secret = Secret::parse("AAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert_eq!(secret.hash().as_str(), "8a5bdb4cc15164126c6ef2668de9dd240d299ce6397a42c95a9411b93d080ed8");
        assert_ne!(secret.hash(), Secret::new().unwrap().hash());
    }

    #[test]
    fn a_derived_secret_is_the_start_of_the_hmac_and_differs_by_purpose() {
        // From another implementation: HMAC-SHA-256 with 32 times 0x0b as its key, over "Hi There".
        let secret = Secret::derived(&[0x0b; 32], "Hi There");
        assert_eq!(secret.reveal(), "GYpgfrRL-8aZA6Dxzyu9xQ");
        assert_eq!(Secret::parse(secret.reveal()).unwrap(), secret);
        assert_ne!(secret, Secret::derived(&[0x0b; 32], "Hi there"));
    }

    #[test]
    fn nothing_of_a_secret_reaches_a_log() {
        let secret = Secret::new().unwrap();
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(format!("{:?}", LinkKey::new().unwrap()), "LinkKey");
    }

    #[test]
    fn a_text_of_another_shape_is_refused() {
        let wrong = [
            "",
            "A",
            "AAAAAAAAAAAAAAAAAAAAAB",
            "AAAAAAAAAAAAAAAAAAAAAAA",
            "AAAAAAAAAAAAAAAAAAAAA=",
            "+AAAAAAAAAAAAAAAAAAAAA",
        ];
        for text in wrong {
            assert_eq!(Secret::parse(text).err(), Some(SecretError), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>()) {
            let _ = Secret::parse(&text);
        }

        #[test]
        fn each_secret_has_one_text(bytes in any::<[u8; BYTES]>()) {
            let text = URL_SAFE_NO_PAD.encode(bytes);
            prop_assert_eq!(LinkKey::parse(&text).map(|key| key.0), Ok(text));
        }
    }
}
