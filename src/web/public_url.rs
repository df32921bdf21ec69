//! The address under which people know the site: `--public-url`.

use std::fmt;

use url::{Host, Url};

/// The site's own address, scheme and host only, as the operator typed it at start.
///
/// Links that leave the site (mails, set-up and sign-in links) are built from it and never from a request's Host header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    https: bool,
}

/// Why a text is not a public address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PublicUrlError {
    /// Not an address at all.
    #[error("the public address must look like https://games.example.org")]
    Syntax,
    /// Neither http nor https.
    #[error("the public address must begin with https:// or http://")]
    Scheme,
    /// It carries a path, a query, a user name or a fragment.
    #[error("the public address must be a host of its own, without a path, a user name or a query")]
    More,
}

impl PublicUrl {
    /// Reads `https://games.example.org`, with or without a port and a closing slash.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let url = Url::parse(text.trim()).map_err(|_| PublicUrlError::Syntax)?;
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(PublicUrlError::Scheme),
        };
        if !url.has_host() {
            return Err(PublicUrlError::Syntax);
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(PublicUrlError::More);
        }
        Ok(Self { origin: url.origin().ascii_serialization(), https })
    }

    /// Whether people reach the site over HTTPS.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Scheme, host and port as a browser's Origin header spells them.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether `origin` is this address under another name of this machine itself, such as localhost for 127.0.0.1.
    pub fn is_at_home_as(&self, origin: &str) -> bool {
        home_port(origin).is_some_and(|port| home_port(&self.origin) == Some(port))
    }

    /// The full address of `path`, which begins with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

/// The port of a plain http address that never leaves this machine.
fn home_port(origin: &str) -> Option<u16> {
    let url = Url::parse(origin).ok().filter(|url| url.scheme() == "http")?;
    let is_home = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    url.port_or_known_default().filter(|_| is_home)
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

impl std::str::FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_spelled_as_browsers_spell_it() {
        for (typed, origin) in [
            ("https://Games.Example.org/", "https://games.example.org"),
            ("https://games.example.org:443", "https://games.example.org"),
            ("http://192.168.1.5:8080", "http://192.168.1.5:8080"),
        ] {
            assert_eq!(PublicUrl::parse(typed).map(|url| url.origin).as_deref(), Ok(origin));
        }
    }

    #[test]
    fn only_a_site_on_this_machine_has_more_than_one_name() {
        let home = PublicUrl::parse("http://127.0.0.1:8080").unwrap();
        for (origin, is_home) in [
            ("http://localhost:8080", true),
            ("http://[::1]:8080", true),
            ("http://localhost:8081", false),
            ("https://localhost:8080", false),
            ("http://localhost.example.org:8080", false),
            ("http://192.168.1.5:8080", false),
            ("null", false),
        ] {
            assert_eq!(home.is_at_home_as(origin), is_home, "{origin}");
        }
        assert!(!PublicUrl::parse("http://games.example.org:8080").unwrap().is_at_home_as("http://localhost:8080"));
    }

    #[test]
    fn anything_but_a_host_is_refused() {
        for (typed, error) in [
            ("games.example.org", PublicUrlError::Syntax),
            ("ftp://games.example.org", PublicUrlError::Scheme),
            ("https://games.example.org/club", PublicUrlError::More),
            ("https://me@games.example.org", PublicUrlError::More),
        ] {
            assert_eq!(PublicUrl::parse(typed), Err(error));
        }
    }
}
