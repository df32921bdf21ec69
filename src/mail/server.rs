//! Where mail is handed over: `--smtp-url`.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

/// How what is sent is kept from others on the way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS; without it nothing is sent.
    StartTls,
    /// TLS where the server offers it.
    Opportunistic,
    /// None.
    None,
}

/// A mail server, and who we are to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is kept.
    pub encryption: Encryption,
    /// The user's name, where it wants one.
    pub user: Option<String>,
    /// The user's password.
    pub password: Option<String>,
}

/// Why a text names no mail server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ServerError {
    /// Not an address.
    #[error("the mail server must look like smtp://user:password@mail.example.org:587 or smtps://mail.example.org")]
    Syntax,
    /// An unknown `tls=`.
    #[error("after ?tls= comes required, opportunistic or none")]
    Encryption,
}

impl FromStr for Server {
    type Err = ServerError;

    /// Reads `smtp://user:password@host:587?tls=required` or `smtps://…`. Without `tls=`, `smtp` wants STARTTLS unless
    /// the server is this machine: a password must not travel in the open because of a forgotten word.
    fn from_str(text: &str) -> Result<Self, ServerError> {
        let url = Url::parse(text.trim()).map_err(|_| ServerError::Syntax)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(ServerError::Syntax)?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let encryption = match (url.scheme(), asked_encryption(&url)?) {
            ("smtps", _) => Encryption::Tls,
            ("smtp", Some(asked)) => asked,
            ("smtp", None) if is_this_machine(bare) => Encryption::None,
            ("smtp", None) => Encryption::StartTls,
            _ => return Err(ServerError::Syntax),
        };
        let port = url.port().unwrap_or(match encryption {
            Encryption::Tls => 465,
            Encryption::StartTls => 587,
            Encryption::Opportunistic | Encryption::None => 25,
        });
        let written = |text: &str| percent_decoded(text).filter(|text| !text.is_empty());
        let (user, password) = (written(url.username()), url.password().and_then(written));
        Ok(Self { host: bare.to_owned(), port, encryption, user, password })
    }
}

impl Server {
    /// Whether a password may be said to it: behind TLS, or where nothing leaves this machine.
    pub fn hears_passwords(&self, is_encrypted: bool) -> bool {
        is_encrypted || is_this_machine(&self.host)
    }
}

fn asked_encryption(url: &Url) -> Result<Option<Encryption>, ServerError> {
    let mut asked = None;
    for (name, value) in url.query_pairs() {
        asked = match (name.as_ref(), value.as_ref()) {
            ("tls", "required") => Some(Encryption::StartTls),
            ("tls", "opportunistic") => Some(Encryption::Opportunistic),
            ("tls", "none") => Some(Encryption::None),
            _ => return Err(ServerError::Encryption),
        };
    }
    Ok(asked)
}

fn is_this_machine(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        _ => host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
    }
}

fn percent_decoded(text: &str) -> Option<String> {
    // The query's rules differ from the user's in one sign.
    let text = text.replace('+', "%2B");
    url::form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned())
}

/// Shown without user and password.
impl fmt::Display for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.encryption {
            Encryption::Tls => "TLS",
            Encryption::StartTls => "STARTTLS",
            Encryption::Opportunistic => "STARTTLS where it is offered",
            Encryption::None => "no encryption",
        };
        write!(out, "{}:{}, {how}", self.host, self.port)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Server {
        text.parse().unwrap()
    }

    #[test]
    fn a_server_elsewhere_is_only_spoken_to_behind_tls_unless_the_operator_says_so() {
        for (text, port, encryption) in [
            ("smtp://mail.example.org", 587, Encryption::StartTls),
            ("smtp://mail.example.org?tls=required", 587, Encryption::StartTls),
            ("smtp://mail.example.org:25?tls=opportunistic", 25, Encryption::Opportunistic),
            ("smtp://mail.example.org?tls=none", 25, Encryption::None),
            ("smtps://mail.example.org", 465, Encryption::Tls),
            ("smtp://localhost", 25, Encryption::None),
            ("smtp://127.0.0.1:2525", 2525, Encryption::None),
            ("smtp://[::1]:2525", 2525, Encryption::None),
            ("smtp://localhost?tls=required", 587, Encryption::StartTls),
        ] {
            let server = read(text);
            assert_eq!((server.port, server.encryption), (port, encryption), "{text}");
        }
        assert_eq!(read("smtp://[::1]:2525").host, "::1");
    }

    #[test]
    fn user_and_password_may_hold_any_character_and_are_never_shown() {
        let server = read("smtp://me%40example.org:p%3Aa%2Fs+s%26%25@mail.example.org");
        assert_eq!(server.user.as_deref(), Some("me@example.org"));
        assert_eq!(server.password.as_deref(), Some("p:a/s+s&%"));
        assert_eq!(format!("{server} {server:?}").matches("mail.example.org:587, STARTTLS").count(), 2);
    }

    #[test]
    fn a_password_leaves_this_machine_only_behind_tls() {
        let elsewhere = read("smtp://me:secret@mail.example.org?tls=opportunistic");
        assert!(elsewhere.hears_passwords(true) && !elsewhere.hears_passwords(false));
        for here in ["smtp://localhost", "smtp://127.0.0.1:2525", "smtp://[::1]"] {
            assert!(read(here).hears_passwords(false), "{here}");
        }
    }

    #[test]
    fn anything_else_is_refused_in_words() {
        for text in ["", "mail.example.org", "http://mail.example.org", "smtp://", "smtp:mail"] {
            assert_eq!(text.parse::<Server>(), Err(ServerError::Syntax), "{text:?}");
        }
        assert_eq!("smtp://a.example?tls=yes".parse::<Server>(), Err(ServerError::Encryption));
    }
}
