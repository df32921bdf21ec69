//! A letter on the wire: headers and both kinds of its text, the same bytes at each try.

use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::address::Envelope;
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};

use super::letter::one_line;
use super::{MailSettings, SendError};
use crate::types::{Email, Secret, Timestamp};

/// Everything that a letter on the wire is made of. Nothing else goes into it: not the present time, nothing random.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Where it goes.
    pub to: Email,
    /// What mail programs know it by.
    pub message_id: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// The subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// A calendar file to go with it; empty for none.
    pub calendar: String,
    /// Where answers go; empty where they go to the site.
    pub reply_to: String,
    /// Where mails of its kind are stopped by a program (RFC 8058).
    pub stop: Option<String>,
}

/// A message id of its own, below the host of the sender.
pub fn new_message_id(settings: &MailSettings) -> Result<String, getrandom::Error> {
    Ok(format!("<{}@{}>", Secret::new()?.reveal(), settings.from.email.domain()))
}

impl Outgoing {
    /// The envelope and the bytes.
    pub(super) fn formatted(&self, settings: &MailSettings) -> Result<(Envelope, Vec<u8>), SendError> {
        let to =
            self.to.with_ascii_host().parse().map_err(|error| SendError::refused(format!("{}: {error}", self.to)))?;
        let sender = Mailbox::new(settings.from.name.as_deref().map(one_line), settings.from.email.clone());
        let written = u64::try_from(self.written_at.second()).unwrap_or(0);
        let mut builder = Message::builder()
            .from(sender)
            .to(Mailbox::new(None, to))
            .subject(one_line(&self.subject))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(written))
            .message_id(Some(self.message_id.clone()))
            // No holiday notes in answer (RFC 3834).
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if !self.reply_to.is_empty() {
            let to =
                self.reply_to.parse().map_err(|error| SendError::refused(format!("{}: {error}", self.reply_to)))?;
            builder = builder.reply_to(Mailbox::new(None, to));
        }
        if let Some(stop) = &self.stop {
            builder = builder.raw_header(header("List-Unsubscribe", &format!("<{stop}>")));
            // A program may press the button only over HTTPS (RFC 8058).
            if stop.starts_with("https://") {
                builder = builder.raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
            }
        }
        let message = builder.multipart(self.parts()?).map_err(|error| SendError::refused(error.to_string()))?;
        Ok((message.envelope().clone(), message.formatted()))
    }

    /// The text in both kinds, with the calendar file beside it where there is one.
    fn parts(&self) -> Result<MultiPart, SendError> {
        let text = MultiPart::alternative()
            .boundary(self.boundary("part"))
            .singlepart(SinglePart::plain(self.text.clone()))
            .singlepart(SinglePart::html(self.html.clone()));
        if self.calendar.is_empty() {
            return Ok(text);
        }
        Ok(MultiPart::mixed().boundary(self.boundary("mixed")).multipart(text).singlepart(self.entry()?))
    }

    /// The calendar file as an attachment (RFC 6047). Base64 brings its lines through as they are.
    fn entry(&self) -> Result<SinglePart, SendError> {
        let kind = ContentType::parse("text/calendar; charset=utf-8; method=PUBLISH; name=\"game.ics\"")
            .map_err(|error| SendError::refused(error.to_string()))?;
        let file = self.calendar.clone().into_bytes();
        let body = Body::new_with_encoding(file, ContentTransferEncoding::Base64)
            .map_err(|_| SendError::refused("the calendar file can't be encoded".to_owned()))?;
        Ok(SinglePart::builder().header(kind).header(ContentDisposition::attachment("game.ics")).body(body))
    }

    /// What stands between the parts: nobody who writes a part can know the message id.
    fn boundary(&self, around: &str) -> String {
        let known: String = self.message_id.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
        format!("{around}-{known}")
    }
}

/// A header whose name and value are ours, and on one line.
fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), one_line(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing() -> Outgoing {
        Outgoing {
            to: Email::parse("ana@example.org").unwrap(),
            message_id: "<AAAAAAAAAAAAAAAAAAAAAA@example.org>".to_owned(),
            written_at: Timestamp::from_second(1_805_997_600),
            subject: "Grüße\r\nBcc: eve@example.org".to_owned(),
            text: "Schöne Grüße".to_owned(),
            html: "<p>Schöne Grüße</p>".to_owned(),
            calendar: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".to_owned(),
            reply_to: "olga@example.org".to_owned(),
            stop: Some("https://games.example.org/notices/stop/AAAAAAAAAAAAAAAAAAAAAA".to_owned()),
        }
    }

    fn settings(from: &str) -> MailSettings {
        MailSettings::new("smtp://localhost".parse().unwrap(), from).unwrap()
    }

    #[test]
    fn each_try_sends_the_same_bytes() {
        let settings = settings("Riverside <games@example.org>");
        let (one, two) = (outgoing().formatted(&settings).unwrap(), outgoing().formatted(&settings).unwrap());
        assert_eq!(one, two);
        let text = String::from_utf8(one.1).unwrap();
        assert!(text.contains("\r\nDate: Thu, 25 Mar 2027 18:00:00 +0000\r\n"), "{text}");
        assert!(text.contains("\r\nMessage-ID: <AAAAAAAAAAAAAAAAAAAAAA@example.org>\r\n"), "{text}");
        assert!(text.contains("\r\nAuto-Submitted: auto-generated\r\n"), "{text}");
        assert!(text.contains("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{text}");
    }

    #[test]
    fn no_text_becomes_a_header() {
        let (_, bytes) = outgoing().formatted(&settings("\"Eve: Bcc\" <games@example.org>")).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.is_ascii());
        let headers = text.split("\r\n\r\n").next().unwrap();
        assert!(!headers.lines().any(|line| line.starts_with("Bcc")), "{headers}");
    }
}
