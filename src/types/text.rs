//! What every typed text goes through: white space in order, nothing unseen that misleads, a limit of characters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::numbers::plural;

/// Why a text was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing was typed, or nothing that can be seen.
    #[error("{0}")]
    Missing(&'static str),
    /// More was typed than fits.
    #[error("Use at most {}, this has {has}.", plural(count(*most), "character"))]
    TooLong {
        /// How many characters fit.
        most: usize,
        /// How many there are.
        has: usize,
    },
    /// A control character, or one that makes text read otherwise than it is.
    #[error("Take out the hidden character U+{:04X}.", u32::from(*.0))]
    Hidden(char),
    /// More marks on a letter than any language writes.
    #[error("Use fewer accents on one letter.")]
    Stacked,
}

fn count(characters: usize) -> i64 {
    i64::try_from(characters).unwrap_or(i64::MAX)
}

/// What a kind of text allows.
pub(super) struct Shape {
    /// May have several lines.
    pub lines: bool,
    /// The most characters.
    pub most: usize,
    /// What to say where nothing is typed; without it the text may be empty.
    pub missing: Option<&'static str>,
}

impl Shape {
    /// The text as it is kept: composed (NFC), trimmed, its white space in order.
    pub fn clean(&self, typed: &str) -> Result<String, TextError> {
        let composed: String = typed.nfc().collect();
        let text = if self.lines { tidy_lines(&composed) } else { tidy_line(&composed) };
        if let Some(hidden) = text.chars().find(|letter| *letter != '\n' && is_forbidden(*letter)) {
            return Err(TextError::Hidden(hidden));
        }
        if has_stack(&text) {
            return Err(TextError::Stacked);
        }
        let text =
            if text.chars().all(|letter| is_unseen(letter) || letter.is_whitespace()) { String::new() } else { text };
        let has = text.chars().count();
        match self.missing {
            Some(sentence) if has == 0 => Err(TextError::Missing(sentence)),
            _ if has > self.most => Err(TextError::TooLong { most: self.most, has }),
            _ => Ok(text),
        }
    }
}

fn tidy_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines end with `\n`, have no white space at their ends, and at most one empty line stands between two of them.
fn tidy_lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}'], "\n");
    let mut tidy = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.split('\n').map(|line| line.trim_end().replace('\t', " ")) {
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        if !tidy.is_empty() {
            tidy.push_str(if empty_lines > 0 { "\n\n" } else { "\n" });
        }
        tidy.push_str(&line);
        empty_lines = 0;
    }
    tidy.trim().to_owned()
}

/// Control characters, those that turn the direction of text around, and code points that are no characters.
pub fn is_forbidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(letter, '\u{FDD0}'..='\u{FDEF}')
        || (letter as u32 & 0xFFFE) == 0xFFFE
}

/// Characters that leave no mark on a page. Some are needed between others (emoji, Persian), but they make no text alone.
pub(super) fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// A pile of marks that would run over the lines above and below.
fn has_stack(text: &str) -> bool {
    /// Tibetan piles up to five; nobody's name needs more.
    const MOST_MARKS: usize = 6;
    let mut marks = 0;
    text.chars().any(|letter| {
        marks = if is_combining_mark(letter) { marks + 1 } else { 0 };
        marks > MOST_MARKS
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINE: Shape = Shape { lines: false, most: 10, missing: Some("Give a name.") };
    const LINES: Shape = Shape { lines: true, most: 40, missing: None };

    #[test]
    fn a_line_is_trimmed_and_composed() {
        assert_eq!(LINE.clean("  Ana \t Lu\u{a0}X\r\n").unwrap(), "Ana Lu X");
        assert_eq!(LINE.clean("Jose\u{301}").unwrap(), "José");
    }

    #[test]
    fn lines_keep_their_breaks_and_lose_their_edges() {
        assert_eq!(LINES.clean("\r\n one \r\ntwo\r\r\n\n\n\nthree\t\n").unwrap(), "one\ntwo\n\nthree");
        assert_eq!(LINES.clean(" \n \t\n").unwrap(), "");
    }

    #[test]
    fn the_limit_counts_characters() {
        assert_eq!(LINE.clean("éééééééééé").unwrap().chars().count(), 10);
        let error = LINE.clean("ééééééééééé").unwrap_err();
        assert_eq!(error.to_string(), "Use at most 10 characters, this has 11.");
    }

    #[test]
    fn nothing_to_see_is_nothing() {
        for text in ["", "   ", "\u{200b}", "\u{200d}\u{2060}", "\u{3164}", "\u{ad} \u{feff}", "\u{2800}"] {
            assert_eq!(LINE.clean(text), Err(TextError::Missing("Give a name.")), "{text:?}");
            assert_eq!(LINES.clean(text).unwrap(), "", "{text:?}");
        }
    }

    #[test]
    fn hidden_characters_are_named() {
        for text in
            ["a\0b", "a\u{1b}[0m", "\u{202e}abc", "a\u{2066}b", "a\u{7f}", "a\u{fffe}", "a\u{1ffff}", "a\u{fdd0}"]
        {
            assert!(matches!(LINE.clean(text), Err(TextError::Hidden(_))), "{text:?}");
            assert!(matches!(LINES.clean(text), Err(TextError::Hidden(_))), "{text:?}");
        }
        assert_eq!(LINE.clean("a\u{202e}").unwrap_err().to_string(), "Take out the hidden character U+202E.");
    }

    #[test]
    fn real_writing_is_taken() {
        for text in ["👩🏽‍🤝‍👨🏻 FC", "می‌خواهم", "Nguyễn", "שָׁלוֹם", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "O'Neil"]
        {
            assert!(LINE.clean(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn piled_up_marks_are_refused() {
        assert_eq!(LINE.clean(&format!("x{}", "\u{333}".repeat(9))), Err(TextError::Stacked));
    }

    proptest! {
        #[test]
        fn what_is_kept_is_kept_again(text in any::<String>()) {
            for shape in [LINE, LINES] {
                if let Ok(kept) = shape.clean(&text) {
                    prop_assert_eq!(shape.clean(&kept), Ok(kept));
                }
            }
        }

        #[test]
        fn a_kept_line_has_no_break(text in "[ab \r\n\t\u{2028}\u{85}]{0,12}") {
            if let Ok(kept) = LINE.clean(&text) {
                let is_one_line = !kept.contains(['\r', '\n', '\u{2028}', '\u{85}']);
                prop_assert!(is_one_line);
            }
        }
    }
}
