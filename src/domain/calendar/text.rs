//! The lines of a calendar file: escaped, folded, each with its CRLF (RFC 5545, 3.1 and 3.3.11).
//!
//! Written by hand: the usual library brings a second library for time, and lets control characters through.

use crate::types::is_forbidden;

/// A line has at most so many octets before its CRLF.
const MOST_OCTETS: usize = 75;

/// A calendar file in the making.
#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// A property with a value of our own making: an instant, a number, a word of the standard, an address.
    pub fn plain(&mut self, name: &str, value: &str) {
        let value: String = value.chars().filter(|letter| !is_forbidden(*letter)).collect();
        self.fold(&format!("{name}:{value}"));
    }

    /// A property with a text that people typed: whatever it contains stays inside of its value.
    pub fn text(&mut self, name: &str, value: &str) {
        self.fold(&format!("{name}:{}", escaped(value)));
    }

    /// The file.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Writes `line` as one or several, each within the limit. A character is never torn apart.
    fn fold(&mut self, line: &str) {
        let mut octets = 0;
        for letter in line.chars() {
            if octets + letter.len_utf8() > MOST_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(letter);
            octets += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// `text` with its breaks and everything that means something in a line spelled out, and without what nobody sees.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            letter if is_forbidden(letter) => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let mut lines = Lines::default();
        lines.text("SUMMARY", text);
        lines.into_string()
    }

    /// Reads a text back as RFC 5545 says, from its one property.
    fn read(file: &str) -> String {
        let line = file.strip_suffix("\r\n").unwrap().replace("\r\n ", "");
        let mut letters = line.strip_prefix("SUMMARY:").unwrap().chars();
        let mut text = String::new();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next().unwrap() {
                    'n' => text.push('\n'),
                    escaped => text.push(escaped),
                },
                letter => text.push(letter),
            }
        }
        text
    }

    #[test]
    fn what_means_something_in_a_line_is_spelled_out() {
        assert_eq!(
            written("Bring: water; shin pads, \\o/\nand a ball"),
            "SUMMARY:Bring: water\\; shin pads\\, \\\\o/\\nand a ball\r\n"
        );
    }

    #[test]
    fn nothing_breaks_out_of_its_line() {
        let hostile = "Kick\r\nEND:VEVENT\rBEGIN:VALARM\nX\u{2028}Y\u{85}Z\0\u{7f}\u{202e}\u{1b}[0m\u{b}\tend";
        let file = written(hostile);
        assert_eq!(file, "SUMMARY:Kick\\nEND:VEVENT\\nBEGIN:VALARM\\nX\\nY\\nZ[0m\\n end\r\n");
        let mut lines = Lines::default();
        lines.plain("URL", "https://games.example.org/\r\nBEGIN:VEVENT\0");
        assert_eq!(lines.into_string(), "URL:https://games.example.org/BEGIN:VEVENT\r\n");
    }

    #[test]
    fn a_line_of_75_octets_stays_whole_and_the_next_octet_is_folded() {
        let fits = "a".repeat(67);
        assert_eq!(written(&fits), format!("SUMMARY:{fits}\r\n"));
        assert_eq!(written(&format!("{fits}b")), format!("SUMMARY:{fits}\r\n b\r\n"));
        let twice = "a".repeat(67 + 74);
        assert_eq!(written(&format!("{twice}b")).lines().map(str::len).collect::<Vec<_>>(), [75, 75, 2]);
    }

    #[test]
    fn a_character_is_never_torn_apart() {
        for before in 60..75 {
            let text = format!("{}👩🏽‍🤝‍👨🏻é", "a".repeat(before));
            let file = written(&text);
            assert!(file.split("\r\n").all(|line| line.len() <= MOST_OCTETS), "{before}");
            assert_eq!(read(&file), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_it_was_meant(text in "[a-c,;\\\\:\"é老👩\u{200d} \n]{0,200}") {
            let file = written(&text);
            prop_assert!(file.split("\r\n").all(|line| line.len() <= MOST_OCTETS && !line.contains(['\r', '\n'])));
            prop_assert_eq!(read(&file), text);
        }

        #[test]
        fn no_text_breaks_a_line(text in any::<String>()) {
            let file = written(&text);
            let unfolded = file.strip_suffix("\r\n").unwrap().replace("\r\n ", "");
            prop_assert!(!unfolded.chars().any(is_forbidden));
            prop_assert!(file.split("\r\n").all(|line| line.len() <= MOST_OCTETS));
        }
    }
}
