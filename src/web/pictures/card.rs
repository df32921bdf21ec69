//! A game on a card: what a chat shows beside its link.

use super::canvas::{Canvas, Face, PictureError, Rgb};

/// The size that chats and feeds ask for, in pixels.
pub const WIDTH: u32 = 1200;
/// See [`WIDTH`].
pub const HEIGHT: u32 = 630;

const LEFT: f32 = 76.0;
const WIDEST: f32 = 1048.0;
/// What the first line stands on.
const HEAD: f32 = 104.0;
const CANCELLED: &str = "CANCELLED";
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
    /// "Football".
    pub sport: String,
    /// "5.00 EUR each".
    pub price: String,
    /// Whether it was called off.
    pub is_cancelled: bool,
}

/// Draws the card as a PNG file.
pub fn draw(facts: &Facts) -> Result<Vec<u8>, PictureError> {
    let (regular, bold) = (Face::regular()?, Face::bold()?);
    let mut canvas = Canvas::new(WIDTH, HEIGHT, facts.ground);
    court(&mut canvas, facts.ink);
    for line in lines(&regular, &bold, facts) {
        canvas.write(line.face, &line.text, line.size, line.at, facts.ink);
    }
    canvas.png()
}

/// Words in one line of the card.
struct Line<'a> {
    face: &'a Face,
    text: String,
    size: f32,
    /// Where it begins, and what its letters stand on.
    at: (f32, f32),
}

impl<'a> Line<'a> {
    fn new(face: &'a Face, text: &str, size: f32, y: f32) -> Self {
        Self { face, text: fitted(face, text, size, WIDEST), size, at: (LEFT, y) }
    }
}

/// All that is written on the card. What the fonts can't say is left out: the sport stands for such a title.
fn lines<'a>(regular: &'a Face, bold: &'a Face, facts: &Facts) -> Vec<Line<'a>> {
    let has_title = can_say(bold, &facts.title);
    let title = wrapped(bold, if has_title { &facts.title } else { &facts.sport }, 84.0);
    // Titles of one line stand where the second of two would.
    let mut y = if title.len() > 1 { 226.0 } else { 312.0 };
    let mut lines = head(bold, facts);
    for line in &title {
        lines.push(Line::new(bold, line, 84.0, y));
        y += 94.0;
    }
    lines.push(Line::new(bold, &facts.when, 50.0, 438.0));
    let terms = if has_title { format!("{} · {}", facts.sport, facts.price) } else { facts.price.clone() };
    let has_place = can_say(regular, &facts.place);
    if has_place {
        lines.push(Line::new(regular, &facts.place, 46.0, 506.0));
    }
    lines.push(Line::new(regular, &terms, 38.0, if has_place { 566.0 } else { 500.0 }));
    lines
}

/// The site's name, and behind it that the game is off.
fn head<'a>(bold: &'a Face, facts: &Facts) -> Vec<Line<'a>> {
    let name = Line::new(bold, &facts.site, 38.0, HEAD);
    if !facts.is_cancelled {
        return vec![name];
    }
    let width = bold.width(CANCELLED, 44.0);
    let off = Line { face: bold, text: CANCELLED.to_owned(), size: 44.0, at: (LEFT + WIDEST - width, HEAD) };
    vec![Line { text: fitted(bold, &facts.site, 38.0, WIDEST - width - 40.0), ..name }, off]
}

/// Whether most letters of `text` are in the font: the rest of a name says nothing.
fn can_say(face: &Face, text: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).count();
    let known = face.known(text);
    !known.is_empty() && letters(&known) * 2 >= letters(text)
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
    lines.iter().map(|line| fitted(face, line, size, WIDEST)).collect()
}

/// `text` in one line, cut where it is wider than `widest`.
fn fitted(face: &Face, text: &str, size: f32, widest: f32) -> String {
    let text = face.known(text);
    if face.width(&text, size) <= widest {
        return text;
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let fits = ends.partition_point(|end| face.width(&format!("{}…", &text[..*end]), size) <= widest);
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
            sport: "Football".into(),
            price: "5.00 EUR each".into(),
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

    /// What is written on the card, from top to bottom.
    fn written(facts: &Facts) -> Vec<String> {
        let (regular, bold) = (Face::regular().unwrap(), Face::bold().unwrap());
        lines(&regular, &bold, facts).into_iter().map(|line| line.text).collect()
    }

    /// Left, top, right and bottom of what a line covers.
    fn covered(line: &Line<'_>) -> [f32; 4] {
        let ((x, y), size) = (line.at, line.size);
        [x, y - 0.78 * size, x + line.face.width(&line.text, size), y + 0.22 * size]
    }

    #[test]
    fn no_two_lines_touch_and_none_leaves_the_card() {
        let (regular, bold) = (Face::regular().unwrap(), Face::bold().unwrap());
        let long = "Wednesday evening five-a-side football for everybody, beginners welcome";
        for (title, site, is_cancelled) in
            [("3x3", "Riverside", true), (long, "Riverside Kickabout", true), (long, long, true), (long, long, false)]
        {
            let facts = Facts { site: site.into(), is_cancelled, ..facts(title) };
            let boxes: Vec<_> = lines(&regular, &bold, &facts).iter().map(covered).collect();
            for (at, [left, top, right, bottom]) in boxes.iter().enumerate() {
                assert!(*left >= 0.0 && *top >= 0.0 && *right <= 1200.0 && *bottom <= 630.0, "{title}: line {at}");
                let meets = |[l, t, r, b]: &[f32; 4]| l < right && left < r && t < bottom && top < b;
                assert_eq!(boxes.iter().filter(|other| meets(other)).count(), 1, "{title}: line {at} meets another");
            }
        }
    }

    #[test]
    fn the_sport_stands_for_a_title_that_the_fonts_cannot_say() {
        for title in ["木曜日の夜フットサル", "שלום עולם", "⚽⚽", "5 木曜日の夜"] {
            let lines = written(&Facts { place: "東京都渋谷区 2".into(), ..facts(title) });
            let said = ["Riverside Kickabout", "Football", "Thu 26 Nov 2026, 19:00 GMT", "5.00 EUR each"];
            assert_eq!(lines, said, "{title}");
        }
        for (title, said) in [("Fútbol ⚽ łódź", "Fútbol łódź"), ("Ποδόσφαιρο", "Ποδόσφαιρο"), ("!", "!")]
        {
            assert_eq!(written(&facts(title))[1], said);
        }
        assert_eq!(written(&facts("3x3"))[4], "Football · 5.00 EUR each");
    }
}
