//! Addresses in letters, and the secrets in them.

use crate::types::{GameId, Secret};

/// Stands in a kept letter where the secret of its link goes.
pub const OPEN: &str = "\u{1}open\u{1}";
/// Stands in a kept letter where the secret goes by which its reader stops more of its kind.
pub const STOP: &str = "\u{1}stop\u{1}";

/// From which the secrets in letters follow, so that a copy of the database holds none of them.
#[derive(Clone)]
pub struct MailKey([u8; 32]);

impl MailKey {
    /// The key as 32 bytes that nobody can guess.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret of the link in the letter with this message id.
    pub fn open(&self, message_id: &str) -> Secret {
        Secret::derived(&self.0, &format!("open {message_id}"))
    }

    /// The secret that stops letters such as the one with this message id.
    pub fn stop(&self, message_id: &str) -> Secret {
        Secret::derived(&self.0, &format!("stop {message_id}"))
    }
}

/// Whole addresses of the site's pages, from `--public-url` and never from what a browser sent.
#[derive(Clone, Debug)]
pub struct Links(String);

impl Links {
    /// Addresses below `origin`, such as "https://games.example.org".
    pub fn new(origin: &str) -> Self {
        Self(origin.to_owned())
    }

    /// A game's page; an unlisted one is found by its key alone.
    pub fn game(&self, game: GameId, key: Option<&str>) -> String {
        let path = format!("{}/games/{game}", self.0);
        key.map_or(path.clone(), |key| format!("{path}?key={key}"))
    }

    /// A game's page for those who run it.
    pub fn manage(&self, game: GameId) -> String {
        format!("{}/organize/games/{game}", self.0)
    }

    /// The page whose button confirms an address.
    pub fn confirm(&self, secret: &str) -> String {
        format!("{}/confirm/{secret}", self.0)
    }

    /// The page whose button signs in.
    pub fn sign_in(&self, secret: &str) -> String {
        format!("{}/sign-in/{secret}", self.0)
    }

    /// Where mails of one kind are stopped, by a person or by a mail program.
    pub fn stop(&self, secret: &str) -> String {
        format!("{}/notices/stop/{secret}", self.0)
    }
}
