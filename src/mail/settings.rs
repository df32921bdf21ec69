//! What the operator decides about mail at start.

use std::time::Duration;

use lettre::message::Mailbox;

use super::Server;

/// How mail leaves the site.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// Who takes it.
    pub server: Server,
    /// Who it is from.
    pub from: Mailbox,
    /// How long the server is waited for.
    pub patience: Patience,
}

/// How long a mail server may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// To take the connection.
    pub connect: Duration,
    /// To answer a command.
    pub answer: Duration,
    /// To say that it has taken a letter, which it may look through before.
    pub taken: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), answer: Duration::from_secs(30), taken: Duration::from_secs(60) }
    }
}

impl MailSettings {
    /// Mail from `from`, such as "Riverside Games <games@example.org>", by `server`.
    pub fn new(server: Server, from: &str) -> Result<Self, FromError> {
        let from = from.trim().parse().map_err(|_| FromError)?;
        Ok(Self { server, from, patience: Patience::default() })
    }
}

/// The sender is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sender of mail must look like games@example.org or Riverside Games <games@example.org>")]
pub struct FromError;
