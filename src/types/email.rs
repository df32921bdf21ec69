//! E-mail addresses.

use std::fmt;

use diesel_derive_newtype::DieselNewType;

use super::text::{Shape, TextError};

/// Why a text is no e-mail address that we would write to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing was typed, too much, or something hidden.
    #[error(transparent)]
    Text(#[from] TextError),
    /// The parts of an address are not there.
    #[error("Write the e-mail address like name@example.org.")]
    NotAnAddress,
}

/// An e-mail address as its owner typed it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, DieselNewType)]
pub struct Email(String);

impl Email {
    /// The most characters, and bytes, of an address (RFC 5321).
    pub const MOST: usize = 254;

    /// Reads the address from a form.
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        const SHAPE: Shape = Shape { lines: false, most: Email::MOST, missing: Some("Give an e-mail address.") };
        let text = SHAPE.clean(typed)?;
        match text.rsplit_once('@') {
            Some((name, host)) if text.len() <= Self::MOST && is_name(name) && is_host(host) => Ok(Self(text)),
            _ => Err(EmailError::NotAnAddress),
        }
    }

    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same mailbox by a name of its host that every mail server knows: "xn--bcher-kva.example" for "bücher.example".
    pub fn with_ascii_host(&self) -> String {
        let Some((name, host)) = self.0.rsplit_once('@') else { return self.0.clone() };
        match url::Host::parse(host) {
            Ok(url::Host::Domain(ascii)) if !host.is_ascii() => format!("{name}@{ascii}"),
            _ => self.0.clone(),
        }
    }

    /// The address by which its account is found: case tells no two mailboxes apart in practice.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

/// The part before the `@`, without the quoted forms that no mailbox of today needs.
fn is_name(name: &str) -> bool {
    let odd = |letter: char| !letter.is_ascii_graphic() && !letter.is_alphanumeric();
    (1..=64).contains(&name.len())
        && !name.contains(|letter| odd(letter) || r#"@"(),:;<>[]\"#.contains(letter))
        && name.split('.').all(|part| !part.is_empty())
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.contains('.') && host.split('.').all(is_label)
}

impl fmt::Display for Email {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_taken_as_typed() {
        for address in
            ["Maya.Roth+games@Example.org", "o'neil@x.co", "jörg@bücher.example", "a@1.2.example", "=1+1@a.bc"]
        {
            assert_eq!(Email::parse(&format!(" {address} ")).unwrap().as_str(), address);
        }
    }

    #[test]
    fn a_host_with_other_letters_has_a_name_that_every_mail_server_knows() {
        for (typed, sent) in [
            ("info@bücher.example", "info@xn--bcher-kva.example"),
            ("jörg@bücher.example", "jörg@xn--bcher-kva.example"),
            ("Maya@Example.org", "Maya@Example.org"),
        ] {
            assert_eq!(Email::parse(typed).unwrap().with_ascii_host(), sent);
        }
    }

    #[test]
    fn case_makes_no_second_account() {
        let typed = Email::parse("Maya@Example.ORG").unwrap();
        assert_eq!((typed.as_str(), typed.folded().as_str()), ("Maya@Example.ORG", "maya@example.org"));
    }

    #[test]
    fn a_mistake_is_answered_with_an_example() {
        let wrong = [
            "maya",
            "@example.org",
            "maya@",
            "maya@localhost",
            "a@b@c.de",
            "ma ya@example.org",
            "maya@exa mple.org",
            "maya@example..org",
            "maya@.org",
            "maya@-x.org",
            ".a@example.org",
            "a..b@example.org",
            "a,b@example.org",
            "<a@example.org>",
            "\"a b\"@example.org",
            "a@example.org, b@example.org",
            "a@[1.2.3.4]",
            "a\u{200b}@b.cd",
        ];
        for text in wrong {
            let error = Email::parse(text).unwrap_err();
            assert_eq!(error.to_string(), "Write the e-mail address like name@example.org.", "{text:?}");
        }
        assert_eq!(Email::parse("").unwrap_err().to_string(), "Give an e-mail address.");
    }

    #[test]
    fn no_address_can_start_a_new_header() {
        for text in ["a@b.cd\r\nBcc: x@y.zz", "a\n@b.cd", "a@b.cd\0"] {
            assert!(Email::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn an_address_has_254_bytes_at_most() {
        let host = format!("{}.{}.{}.example", "a".repeat(63), "b".repeat(63), "c".repeat(60));
        let longest = format!("{}@{host}", "n".repeat(254 - host.len() - 1));
        assert!(Email::parse(&longest).is_ok());
        assert!(Email::parse(&format!("n{longest}")).is_err());
        assert!(Email::parse(&format!("{}@example.org", "n".repeat(65))).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>()) {
            let _ = Email::parse(&text);
        }

        #[test]
        fn what_is_taken_is_taken_again(text in "[a-z.@\"' -]{1,20}") {
            if let Ok(address) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(address.as_str()), Ok(address));
            }
        }
    }
}
