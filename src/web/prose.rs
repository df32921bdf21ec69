//! Texts that admins type: plain paragraphs, in which addresses of the web become links.

/// A stretch of a text.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As typed.
    Words(&'a str),
    /// An address that starts with `http://` or `https://`, and nothing else.
    Link(&'a str),
}

/// The paragraphs of `text`, which empty lines part.
pub fn paragraphs(text: &str) -> Vec<Vec<Piece<'_>>> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()).map(pieces).collect()
}

fn pieces(mut text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    while let Some(start) = next_link(text) {
        let length = link_length(&text[start..]);
        if start > 0 {
            found.push(Piece::Words(&text[..start]));
        }
        found.push(Piece::Link(&text[start..start + length]));
        text = &text[start + length..];
    }
    if !text.is_empty() {
        found.push(Piece::Words(text));
    }
    found
}

fn next_link(text: &str) -> Option<usize> {
    let starts = ["https://", "http://"].into_iter().filter_map(|scheme| {
        let start = text.find(scheme)?;
        (link_length(&text[start..]) > scheme.len()).then_some(start)
    });
    starts.min()
}

/// A link ends at white space; a full stop, comma or bracket at its end belongs to the sentence.
fn link_length(text: &str) -> usize {
    let end = text.find(|letter: char| letter.is_whitespace() || "<>\"".contains(letter)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '…']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_part_paragraphs() {
        assert_eq!(paragraphs("One\ntwo\n\n\n\nThree"), [[Piece::Words("One\ntwo")], [Piece::Words("Three")]]);
        assert!(paragraphs("\n\n").is_empty());
    }

    #[test]
    fn addresses_become_links_and_the_sentence_goes_on() {
        let text = "See https://a.example/x?y=1, or (http://b.example).";
        let found = [
            Piece::Words("See "),
            Piece::Link("https://a.example/x?y=1"),
            Piece::Words(", or ("),
            Piece::Link("http://b.example"),
            Piece::Words(")."),
        ];
        assert_eq!(paragraphs(text), [found]);
    }

    #[test]
    fn nothing_else_is_a_link() {
        for text in ["javascript:alert(1)", "data:text/html,x", "https://", "mailto:a@b.example", "//evil.example"] {
            assert_eq!(paragraphs(text), [[Piece::Words(text)]]);
        }
    }
}
