//! A game on a card: what a chat shows beside its link.

use super::canvas::{Canvas, Face, PictureError, Rgb};

/// The size that chats and feeds ask for, in pixels.
pub const WIDTH: u32 = 1200;
/// See [`WIDTH`].
pub const HEIGHT: u32 = 630;

const LEFT: f32 = 76.0;
const WIDEST: f32 = 1048.0;
/// Lines that a title may take.
const TITLE_LINES: usize = 2;

/// What stands on the card: nothing that changes with each player who joins, for chats keep what they saw first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The site's name.
    pub site: String,
    /// The site's colour.
    pub ground: Rgb,
    /// What can be read on it.
    pub ink: Rgb,
    /// The game's title.
    pub title: String,
    /// "Thu 26 Nov 2026, 19:00 GMT".
    pub when: String,
    /// The venue, or the place in words.
    pub place: String,
    /// "Football · 5.00 EUR each".
    pub terms: String,
    /// Whether it was called off.
    pub is_cancelled: bool,
}

/// Draws the card as a PNG file.
pub fn draw(facts: &Facts) -> Result<Vec<u8>, PictureError> {
    let (regular, bold) = (Face::regular()?, Face::bold()?);
    let mut canvas = Canvas::new(WIDTH, HEIGHT, facts.ground);
    court(&mut canvas, facts.ink);
    let ink = facts.ink;
    canvas.write(&bold, &fitted(&bold, &facts.site, 38.0), 38.0, (LEFT, 104.0), ink);
    let title = wrapped(&bold, &facts.title, 84.0);
    // Titles of one line stand where the second of two would.
    let mut y = if title.len() > 1 { 226.0 } else { 312.0 };
    if facts.is_cancelled {
        canvas.write(&bold, "CANCELLED", 44.0, (LEFT, y - 92.0), ink);
        y += 12.0;
    }
    for line in &title {
        canvas.write(&bold, line, 84.0, (LEFT, y), ink);
        y += 94.0;
    }
    canvas.write(&bold, &fitted(&bold, &facts.when, 50.0), 50.0, (LEFT, 438.0), ink);
    canvas.write(&regular, &fitted(&regular, &facts.place, 46.0), 46.0, (LEFT, 506.0), ink);
    canvas.write(&regular, &fitted(&regular, &facts.terms, 38.0), 38.0, (LEFT, 566.0), ink);
    canvas.png()
}

/// The site's mark, large and faint: a court's middle line and circles.
fn court(canvas: &mut Canvas, ink: Rgb) {
    let (x, y) = (1010.0_f32, 315.0_f32);
    let from_middle = move |px: f32, py: f32| (px - x).hypot(py - y);
    canvas.stroke(10.0, ink, 0.13, move |px, py| from_middle(px, py) - 430.0);
    canvas.stroke(10.0, ink, 0.13, move |px, py| from_middle(px, py) - 160.0);
    canvas.stroke(10.0, ink, 0.13, move |px, py| if from_middle(px, py) < 430.0 { px - x } else { f32::MAX });
}

/// `text` in as many lines as fit; the last ends in dots where something is left over.
fn wrapped(face: &Face, text: &str, size: f32) -> Vec<String> {
    let text = face.known(text);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer.filter(|longer| face.width(longer, size) <= WIDEST || lines.len() == TITLE_LINES) {
            Some(longer) => {
                lines.pop();
                lines.push(longer);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| fitted(face, line, size)).collect()
}

/// `text` in one line, cut where it is too long.
fn fitted(face: &Face, text: &str, size: f32) -> String {
    let text = face.known(text);
    if face.width(&text, size) <= WIDEST {
        return text;
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let fits = ends.partition_point(|end| face.width(&format!("{}…", &text[..*end]), size) <= WIDEST);
    let end = ends.get(fits.saturating_sub(1)).copied().unwrap_or(0);
    format!("{}…", text[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(title: &str) -> Facts {
        Facts {
            site: "Riverside Kickabout".into(),
            ground: [26, 107, 60],
            ink: [255, 255, 255],
            title: title.into(),
            when: "Thu 26 Nov 2026, 19:00 GMT".into(),
            place: "Riverside Courts".into(),
            terms: "Football · 5.00 EUR each".into(),
            is_cancelled: false,
        }
    }

    #[test]
    fn a_card_is_far_below_what_chats_load() {
        let file = draw(&facts("5-a-side at the river, all levels welcome, bibs and balls are there")).unwrap();
        assert!(file.len() < 100_000, "{} bytes", file.len());
        let reader = png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
        assert_eq!((reader.info().width, reader.info().height), (WIDTH, HEIGHT));
    }

    #[test]
    fn any_title_can_be_drawn() {
        for title in ["", " ", "⚽⚽⚽", &"W".repeat(200), &"long words and ".repeat(40), "שלום עולם", "\u{202e}abc"]
        {
            assert!(draw(&facts(title)).is_ok(), "{title}");
        }
    }

    #[test]
    fn a_long_title_takes_two_lines_and_ends_in_dots() {
        let bold = Face::bold().unwrap();
        let lines = wrapped(&bold, &"pickup football ".repeat(10), 84.0);
        assert_eq!(lines.len(), TITLE_LINES);
        assert!(lines.last().unwrap().ends_with('…'));
        assert!(lines.iter().all(|line| bold.width(line, 84.0) <= WIDEST));
        assert_eq!(wrapped(&bold, "3x3", 84.0), ["3x3"]);
    }
}
