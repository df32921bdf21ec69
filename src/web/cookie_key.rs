//! The secret that signs session cookies.

use actix_web::cookie::{Cookie, CookieJar, Key};
use sha2::{Digest, Sha256, Sha512};

use super::sessions::cookie_name;
use crate::{
    mail::MailKey,
    types::{KeyedHash, Secret},
};

/// A text shorter than this can be guessed.
const LEAST: usize = 32;

/// The key under which session cookies are signed: who has it can't make sessions, but could tell real ones.
#[derive(Clone)]
pub struct CookieKey(Key);

/// The text is too short to be a secret.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the cookie key must have {LEAST} characters or more")]
pub struct CookieKeyError;

impl CookieKey {
    /// The key that `text` stands for, the same on every instance that is given it.
    pub fn from_text(text: &str) -> Result<Self, CookieKeyError> {
        let text = text.trim();
        if text.len() < LEAST {
            return Err(CookieKeyError);
        }
        Ok(Self(Key::from(&Sha512::digest(text))))
    }

    /// The Cookie header of a browser that holds the session with this key, for a site that is reached over HTTPS or not.
    pub fn cookie_header(&self, is_https: bool, session: &Secret) -> String {
        let name = cookie_name(is_https);
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.0).add(Cookie::new(name, session.reveal().to_owned()));
        // Spelled as the middleware spells it when it sets the cookie.
        jar.get(name).map(|cookie| cookie.encoded().to_string()).unwrap_or_default()
    }

    /// What `text` is known by: the same on every instance that shares the key, and told to nobody without it.
    pub fn hash(&self, text: &str) -> KeyedHash {
        KeyedHash::of(&Sha512::digest(self.0.master()).into(), text)
    }

    /// From which the secrets in mails follow: another key for another purpose.
    pub fn mail_key(&self) -> MailKey {
        MailKey::new(Sha256::new().chain_update("mail").chain_update(self.0.master()).finalize().into())
    }

    pub(super) fn key(&self) -> Key {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_the_same_key() {
        let text = "a".repeat(32);
        let (one, two) = (CookieKey::from_text(&text).unwrap(), CookieKey::from_text(&format!("{text}\n")).unwrap());
        assert!(one.key() == two.key());
        assert_eq!(CookieKey::from_text("short").err(), Some(CookieKeyError));
    }
}
