//! Turning passwords into hashes, and telling whether one fits.
//!
//! Each call costs milliseconds of a core on purpose: never inside `Store::write`, and on the website only through the
//! queue that bounds how many run at once.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};

use crate::types::NewPassword;

/// A salt and a hash of the usual lengths, of no password.
const DECOY: &str = "bm9ib2R5cyBwYXNzd29yZA$R8H1j0gkqN1cXoH5tEw7JmWZb0fT2nYs4uLdVxQ6pKI";

/// How much work a hash takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for HashCost {
    /// What OWASP advises: 19 MiB, twice, one lane.
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2, lanes: 1 }
    }
}

/// A hash could not be made: the settings are out of range, or the system gave no randomness.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashError(String);

impl HashCost {
    /// The cheapest that Argon2 allows, for tests.
    pub fn cheapest() -> Self {
        Self { memory: Params::MIN_M_COST, passes: Params::MIN_T_COST, lanes: 1 }
    }

    /// The hash of `password`, with a salt of its own.
    pub fn hash(self, password: &NewPassword) -> Result<String, HashError> {
        self.hash_raw(password.as_str())
    }

    /// A hash that no password fits, to be checked in the place of an unknown person's. Made up, not worked out: the
    /// start of the program costs neither its time nor its memory.
    pub fn decoy(self) -> Result<String, HashError> {
        let Self { memory, passes, lanes } = self;
        Params::new(memory, passes, lanes, None).map_err(HashError::from_display)?;
        Ok(format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${DECOY}"))
    }

    /// The hash of `typed`, which was found to be right, in case its old one is weaker.
    pub fn rehash(self, typed: &str) -> Result<String, HashError> {
        self.hash_raw(typed)
    }

    /// Whether `hash` was made with less work than this, or in another way.
    pub fn outdoes(self, hash: &str) -> bool {
        let parsed = PasswordHash::new(hash).ok();
        let params = parsed.as_ref().and_then(|hash| Params::try_from(hash).ok());
        let is_argon2id = hash.starts_with("$argon2id$");
        !is_argon2id
            || params.is_none_or(|params| {
                params.m_cost() < self.memory || params.t_cost() < self.passes || params.p_cost() < self.lanes
            })
    }

    fn hash_raw(self, password: &str) -> Result<String, HashError> {
        let params = Params::new(self.memory, self.passes, self.lanes, None).map_err(HashError::from_display)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = argon2.hash_password(password.as_bytes()).map_err(HashError::from_display)?;
        Ok(hash.to_string())
    }
}

impl HashError {
    fn from_display(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// Whether `hash` was made from `typed`. The work is the hash's own, whatever the settings say today.
pub fn fits(typed: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_password_fits() {
        let cost = HashCost::cheapest();
        let password = NewPassword::check("correct horse battery", &[]).unwrap();
        let hash = cost.hash(&password).unwrap();
        assert!(fits("correct horse battery", &hash));
        assert!(!fits("correct horse battery ", &hash));
        assert!(!fits("", &hash));
        assert!(!fits("correct horse battery", "not a hash"));
        assert_ne!(hash, cost.hash(&password).unwrap());
    }

    #[test]
    fn a_weaker_hash_is_told_apart() {
        let cheap = HashCost::cheapest();
        let hash = cheap.hash_raw("").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        assert!(!cheap.outdoes(&hash));
        assert!(HashCost::default().outdoes(&hash));
        assert!(cheap.outdoes("$argon2i$v=19$m=4096,t=3,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"));
        assert!(cheap.outdoes("garbage"));
    }

    #[test]
    fn the_default_is_what_is_documented() {
        let hash = HashCost::default().decoy().unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    #[test]
    fn a_decoy_is_checked_like_any_hash() {
        let decoy = HashCost::cheapest().decoy().unwrap();
        let wrong = Argon2::default().verify_password(b"anything", &PasswordHash::new(&decoy).unwrap());
        assert_eq!(wrong, Err(argon2::password_hash::Error::PasswordInvalid));
        let real = HashCost::cheapest().hash_raw("anything").unwrap();
        assert_eq!(decoy.len(), real.len());
    }
}
