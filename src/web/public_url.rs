//! The address under which people know the site: `--public-url`.

use std::fmt;

use url::Url;

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

    /// The full address of `path`, which begins with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
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
