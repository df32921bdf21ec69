//! What the operator decides about mail at start.

use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::client::{Certificate, TlsParameters};

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
    /// Whom it trusts to say who a server is, besides those whom the system trusts.
    pub authorities: Vec<Certificate>,
}

/// How a certificate in a text begins.
const PEM_BEGINS: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// How long a mail server may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// To take the connection.
    pub connect: Duration,
    /// To answer a command.
    pub answer: Duration,
    /// To say that it has taken a letter, which it may look through before.
    pub taken: Duration,
    /// To take the letter that is being sent when the program ends.
    pub ending: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let [connect, answer, taken, ending] = [10, 30, 60, 8].map(Duration::from_secs);
        Self { connect, answer, taken, ending }
    }
}

impl MailSettings {
    /// Mail from `from`, such as "Riverside Games <games@example.org>", by `server`.
    pub fn new(server: Server, from: &str) -> Result<Self, FromError> {
        let from = from.trim().parse().map_err(|_| FromError)?;
        Ok(Self { server, from, patience: Patience::default(), authorities: Vec::new() })
    }

    /// The same, trusting the certificates in `pem` as well.
    pub fn trusting(mut self, pem: &[u8]) -> Result<Self, AuthorityError> {
        // The library takes a text without any certificate for an empty list of them.
        let has_one = pem.windows(PEM_BEGINS.len()).any(|part| part == PEM_BEGINS);
        let certificate = Certificate::from_pem(pem).ok().filter(|_| has_one).ok_or(AuthorityError)?;
        let tried = TlsParameters::builder(self.server.host.clone()).add_root_certificate(certificate.clone()).build();
        tried.map_err(|_| AuthorityError)?;
        self.authorities.push(certificate);
        Ok(self)
    }
}

/// The sender is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sender of mail must look like games@example.org or Riverside Games <games@example.org>")]
pub struct FromError;

/// What should be certificates is something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no certificate in it: it must hold one or more in the PEM format, -----BEGIN CERTIFICATE-----")]
pub struct AuthorityError;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_refused_in_words() {
        let settings = MailSettings::new("smtp://localhost".parse().unwrap(), "games@example.org").unwrap();
        let cut = "-----BEGIN CERTIFICATE-----\nAAAA\n";
        let empty = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for text in ["", "hello", cut, empty] {
            assert!(settings.clone().trusting(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
