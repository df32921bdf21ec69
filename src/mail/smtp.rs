//! The conversation with the mail server (RFC 5321), bounded in time at each step.

use std::error::Error as _;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use lettre::transport::smtp::{self};

use super::letter::one_line;
use super::{Encryption, MailSettings, Outgoing};

/// The most that is kept of what a server says.
const MOST_SAID: usize = 400;

/// Why a letter was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendError {
    /// Whose fault it is, and so what to do.
    pub fault: Fault,
    /// What the server said, or what happened to the connection.
    pub words: String,
}

/// What a failure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The server: no letter can be sent now.
    Server,
    /// This letter, now: another may well go through.
    Letter,
    /// This letter, for good.
    Refused,
}

impl SendError {
    /// A letter that no try will send.
    pub(super) fn refused(words: String) -> Self {
        Self { fault: Fault::Refused, words }
    }

    fn new(fault: Fault, doing: &str, said: impl fmt::Display) -> Self {
        let words: String = one_line(&format!("{doing}: {said}")).chars().take(MOST_SAID).collect();
        Self { fault, words }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.words)
    }
}

impl std::error::Error for SendError {}

/// A conversation with the server, in which letters are handed over one after the other. After a failure it is over.
pub struct Connection<'a> {
    settings: &'a MailSettings,
    smtp: AsyncSmtpConnection,
}

impl<'a> Connection<'a> {
    /// Connects, encrypts and signs in as the settings say.
    pub async fn open(settings: &'a MailSettings) -> Result<Self, SendError> {
        let (server, patience) = (&settings.server, settings.patience);
        let hello = ClientId::Domain(settings.from.email.domain().to_owned());
        let tls = || encrypting(settings);
        let at_once = if server.encryption == Encryption::Tls { Some(tls()?) } else { None };
        // The library's limit is for the connection alone, and not for TLS and the greeting.
        let address = (server.host.as_str(), server.port);
        let opening = AsyncSmtpConnection::connect_tokio1(address, Some(patience.connect), &hello, at_once, None);
        let doing = format!("Connecting to {}:{}", server.host, server.port);
        let limit = patience.connect.saturating_add(patience.answer);
        let mut smtp = within(limit, Fault::Server, &doing, opening).await?;
        let wants_tls = match server.encryption {
            Encryption::StartTls => true,
            Encryption::Opportunistic => smtp.can_starttls(),
            Encryption::Tls | Encryption::None => false,
        };
        if wants_tls {
            within(patience.answer, Fault::Server, "STARTTLS", smtp.starttls(tls()?, &hello)).await?;
        }
        if let (Some(user), Some(password)) = (&server.user, &server.password) {
            if !server.hears_passwords(smtp.is_encrypted()) {
                let words = "the server offers no encryption, and a password is never sent in the open";
                return Err(SendError::new(Fault::Server, "Signing in", words));
            }
            let credentials = Credentials::new(user.clone(), password.clone());
            let signing_in = smtp.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            within(patience.answer, Fault::Server, "Signing in", signing_in).await?;
        }
        Ok(Self { settings, smtp })
    }

    /// Hands over one letter; what the server said when it took it.
    pub async fn send(&mut self, letter: &Outgoing) -> Result<String, SendError> {
        let (envelope, bytes) = letter.formatted(self.settings)?;
        let patience = self.settings.patience;
        let mut parameters = Vec::new();
        if !letter.to.with_ascii_host().is_ascii() {
            if !self.smtp.server_info().supports_feature(Extension::SmtpUtfEight) {
                let words = "The mail server takes no address with letters such as ö before the @.";
                return Err(SendError::refused(words.to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = Mail::new(envelope.from().cloned(), parameters);
        within(patience.answer, Fault::Server, "Sender", self.smtp.command(from)).await?;
        for recipient in envelope.to() {
            let to = Rcpt::new(recipient.clone(), Vec::new());
            within(patience.answer, Fault::Letter, "Recipient", self.smtp.command(to)).await?;
        }
        within(patience.answer, Fault::Letter, "Letter", self.smtp.command(Data)).await?;
        let taken = within(patience.taken, Fault::Letter, "Letter", self.smtp.message(&bytes)).await?;
        Ok(said(&taken))
    }

    /// Says goodbye; who does not answer is left all the same.
    pub async fn close(mut self) {
        let goodbye = within(self.settings.patience.answer, Fault::Server, "Goodbye", self.smtp.quit()).await;
        if let Err(error) = goodbye {
            log::debug!("the mail server did not say goodbye: {error}");
        }
    }
}

/// TLS with the settings' server, whose certificate must be signed by whom the system or the operator trusts.
fn encrypting(settings: &MailSettings) -> Result<TlsParameters, SendError> {
    let mut builder = TlsParameters::builder(settings.server.host.clone());
    for authority in &settings.authorities {
        builder = builder.add_root_certificate(authority.clone());
    }
    builder.build().map_err(|error| failed(Fault::Server, "TLS", &error))
}

/// `step`, as long as it takes less than `limit`.
async fn within<T>(
    limit: Duration,
    fault: Fault,
    doing: &str,
    step: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, SendError> {
    match tokio::time::timeout(limit, step).await {
        Ok(outcome) => outcome.map_err(|error| failed(fault, doing, &error)),
        Err(_) => Err(SendError::new(
            Fault::Server,
            doing,
            format!("no answer within {} seconds", limit.as_secs_f32().ceil()),
        )),
    }
}

/// What a failure means: a permanent no to a letter is mostly for good, a broken connection is the server's fault.
fn failed(fault: Fault, doing: &str, error: &smtp::Error) -> SendError {
    let may_pass = error.source().is_some_and(|said| passes(&said.to_string()));
    let fault = match fault {
        Fault::Letter if error.is_permanent() && !may_pass => Fault::Refused,
        Fault::Letter if error.is_permanent() => Fault::Letter,
        Fault::Letter if !error.is_transient() => Fault::Server,
        other => other,
    };
    match (error.status(), error.source()) {
        (Some(code), Some(source)) => SendError::new(fault, doing, format!("{code} {source}")),
        (Some(code), None) => SendError::new(fault, doing, code),
        (None, Some(source)) => SendError::new(fault, doing, explained(&source.to_string())),
        (None, None) => SendError::new(fault, doing, error),
    }
}

/// Whether a no that is called permanent passes (RFC 3463): the mailbox is full, or has got or we have sent enough today.
fn passes(said: &str) -> bool {
    ["5.2.2", "5.4.5"].iter().any(|code| said.trim_start().starts_with(code))
}

/// What happened to a connection, with what it means where that is a certificate.
fn explained(said: &str) -> String {
    if !said.contains("invalid peer certificate") {
        return said.to_owned();
    }
    let meaning = [
        ("unknownissuer", "nobody whom this machine trusts has signed it. --smtp-ca-file names whom else to trust"),
        ("not valid for name", "it is another server's. The address must have the name that stands in the certificate"),
        ("expired", "its time is over"),
        ("not valid yet", "its time has not begun, or this machine's clock is wrong"),
        ("causedasendentity", "it is made for signing others (CA:TRUE), not for a server"),
    ];
    let lower = said.to_lowercase();
    let found = meaning.iter().find(|(name, _)| lower.contains(name));
    found.map_or_else(
        || said.to_owned(),
        |(_, meaning)| format!("The server's certificate is not to be trusted: {meaning} ({said})"),
    )
}

fn said(response: &Response) -> String {
    let words: Vec<&str> = response.message().collect();
    one_line(&format!("{} {}", response.code(), words.join(" "))).chars().take(MOST_SAID).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_mailbox_and_a_limit_for_the_day_pass_and_no_mailbox_does_not() {
        assert!(passes("5.4.5 Daily user sending limit exceeded") && passes(" 5.2.2 The mailbox is full"));
        assert!(!passes("5.1.1 No such mailbox here") && !passes("5.7.0 Looks like spam, 5.4.5"));
    }

    #[test]
    fn a_wrong_certificate_is_explained_and_everything_else_said_as_it_is() {
        for (said, meaning) in [
            ("invalid peer certificate: UnknownIssuer", "--smtp-ca-file"),
            (
                "invalid peer certificate: certificate not valid for name \"a\"; certificate is only valid for DnsName(\"b\")",
                "another server's",
            ),
            (
                "invalid peer certificate: certificate expired: verification time 2 (UNIX), but not after 1",
                "its time is over",
            ),
        ] {
            assert!(explained(said).contains(meaning) && explained(said).contains(said), "{}", explained(said));
        }
        assert_eq!(explained("Connection refused"), "Connection refused");
        assert_eq!(explained("invalid peer certificate: BadEncoding"), "invalid peer certificate: BadEncoding");
    }
}
