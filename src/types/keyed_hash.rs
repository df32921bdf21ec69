//! What is known again, but told to nobody: addresses and browsers that people came from.

use diesel_derive_newtype::DieselNewType;
use sha2::{Digest, Sha256};

/// A text's SHA-256 behind a key, in 64 hexadecimal digits. Without the key nobody can try out texts until one fits,
/// as there are few enough addresses for that.
#[derive(Debug, Clone, PartialEq, Eq, Hash, DieselNewType)]
pub struct KeyedHash(String);

impl KeyedHash {
    /// What `text` is known by under `key`, which is a block of the hash long: 64 bytes.
    pub fn of(key: &[u8; 64], text: &str) -> Self {
        let digest = Sha256::new().chain_update(key).chain_update(text).finalize();
        Self(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_known_again_under_the_same_key_alone() {
        let (one, other) = ([1; 64], [2; 64]);
        assert_eq!(KeyedHash::of(&one, "203.0.113.9"), KeyedHash::of(&one, "203.0.113.9"));
        assert_ne!(KeyedHash::of(&one, "203.0.113.9"), KeyedHash::of(&other, "203.0.113.9"));
        assert_ne!(KeyedHash::of(&one, "203.0.113.9"), KeyedHash::of(&one, "203.0.113.10"));
        assert_eq!(KeyedHash::of(&one, "").as_str().len(), 64);
    }
}
