//! A letter's words: one shape for all of them, as plain text and as HTML.

use askama::Template;

/// Something that is different now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is: "Time".
    pub what: &'static str,
    /// What it was.
    pub before: String,
    /// What it is now.
    pub after: String,
}

/// What one person is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// The subject.
    pub subject: String,
    /// The site's name.
    pub site: String,
    /// Their name.
    pub name: String,
    /// What happened, in a sentence or more.
    pub lines: Vec<String>,
    /// What is different.
    pub changes: Vec<Change>,
    /// What stays to be known: "When", "Where".
    pub facts: Vec<(&'static str, String)>,
    /// The one thing to do: its words and address.
    pub button: Option<(&'static str, String)>,
    /// Why they get it.
    pub because: String,
    /// Where they stop letters such as this.
    pub stop: Option<String>,
    /// The game as a calendar file, for their own calendar.
    pub calendar: Option<String>,
    /// Where answers go, if not to the site.
    pub reply_to: Option<String>,
}

impl Letter {
    /// The same letter, whose button leads on to `next`, a path of the site, in the end. Nowhere where that is empty.
    pub fn leading_on_to(mut self, next: &str) -> Self {
        if let Some((_, address)) = self.button.as_mut().filter(|_| !next.is_empty()) {
            let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
            address.push_str("?next=");
            address.push_str(&next);
        }
        self
    }
}

/// A letter ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The subject, on one line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// What is attached: a calendar file, or nothing.
    pub calendar: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt", escape = "none")]
struct Plain<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
}

impl Letter {
    /// The letter in words.
    pub fn write(&self) -> Result<Written, askama::Error> {
        Ok(Written {
            subject: one_line(&self.subject),
            text: Plain { letter: self }.render()?,
            html: Html { letter: self }.render()?,
            calendar: self.calendar.clone().unwrap_or_default(),
        })
    }
}

/// `text` without anything that could begin another header.
pub fn one_line(text: &str) -> String {
    let breaks = |letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}');
    text.split(|letter: char| breaks(letter) || letter.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            subject: "Changed: Five\r\nBcc: x@example.org".to_owned(),
            site: "Riverside & Co".to_owned(),
            name: "Ana <b>".to_owned(),
            lines: vec!["It moved.".to_owned()],
            changes: vec![Change { what: "Time", before: "19:00".to_owned(), after: "20:00".to_owned() }],
            facts: vec![("Where", "Canal Street".to_owned())],
            button: Some(("Open the game", "https://games.example.org/games/7?key=a".to_owned())),
            because: "You are in this game.".to_owned(),
            stop: Some("https://games.example.org/notices/stop/x".to_owned()),
            calendar: None,
            reply_to: None,
        }
    }

    #[test]
    fn both_kinds_of_text_say_the_same() {
        let written = letter().write().unwrap();
        for part in ["It moved.", "19:00", "20:00", "Canal Street", "games/7?key=a", "You are in this game.", "stop/x"]
        {
            assert!(written.text.contains(part), "{part}: {}", written.text);
            assert!(written.html.contains(part), "{part}: {}", written.html);
        }
        assert!(written.text.contains("Hello Ana <b>,"), "{}", written.text);
        assert!(!written.html.contains("<b>") && written.html.contains("Ana &#60;b&#62;"), "{}", written.html);
    }

    #[test]
    fn a_subject_stays_on_its_line() {
        assert_eq!(letter().write().unwrap().subject, "Changed: Five Bcc: x@example.org");
    }
}
