//! Work after the answer: what people are to be told becomes letters, letters are handed to the mail server, and what
//! happens in games by itself happens in time.

mod account_words;
mod compose;
mod deliver;
mod ending;
mod timekeeper;
mod words;

use std::time::Duration;

pub use compose::Compose;
pub use deliver::try_out;
pub use ending::Ending;
pub use timekeeper::Timekeeper;

use crate::mail::{Links, MailKey, MailSettings};
use crate::store::{QueryError, Store, quiet};

/// How often is looked for something to do.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Writes and sends the mails of a site. Several may work on one database: each letter is one's alone.
#[derive(Clone)]
pub struct Postman {
    /// The data.
    pub store: Store,
    /// How mail leaves.
    pub settings: MailSettings,
    /// Addresses of the site, where it knows its own.
    pub links: Option<Links>,
    /// From which the secrets in letters follow.
    pub key: MailKey,
    /// Whether the program ends.
    pub ending: Ending,
}

impl Postman {
    /// Works until the program ends, and then to the end of the letter that is just being sent.
    pub async fn work(self) {
        while !self.ending.is_near() {
            if let Err(error) = self.round().await {
                quiet::warn(format!("mail waits for the database: {error}"));
            }
            // Whichever comes first.
            let _ = tokio::time::timeout(LOOK_EVERY, self.ending.comes()).await;
        }
    }

    /// Writes and sends what is due now; how many letters a server has taken.
    pub async fn round(&self) -> Result<usize, QueryError> {
        let now = self.store.now();
        if !self.store.read(move |conn| crate::store::mails::is_due(conn, now)).await? {
            return Ok(0);
        }
        while self.store.write_at_leisure(self.compose()).await? {}
        self.deliver().await
    }

    fn compose(&self) -> Compose {
        Compose { links: self.links.clone(), key: self.key.clone(), settings: self.settings.clone() }
    }
}
