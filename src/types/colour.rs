//! A site's own colour, readable in light and dark.

use std::fmt;

use diesel_derive_newtype::DieselNewType;

use super::oklab::{Oklab, Rgb, contrast};

/// What small text needs (WCAG 2, level AA).
const READABLE: f64 = 4.5;

/// Why a text is no colour for a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ColourError {
    /// Nothing was chosen.
    #[error("Choose a colour.")]
    Missing,
    /// The text is no colour.
    #[error("Write the colour like #1a6b3c.")]
    NotAColour,
    /// Buttons and links in it could not be read.
    #[error("This colour is too light to read on white. Choose a darker one, like {0}.")]
    TooLight(Colour),
}

/// The one colour that a site chooses: of its links, its buttons and its mark.
#[derive(Debug, Clone, PartialEq, Eq, Hash, DieselNewType)]
pub struct Colour(String);

/// A colour and the ink to write on it with, as stylesheets write them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accent {
    /// `#1a6b3c`.
    pub accent: String,
    /// `#ffffff`.
    pub ink: String,
}

/// What lies under the accent, in one of the two themes of the stylesheet.
struct Ground {
    /// Where cards are.
    sheet: Oklab,
    /// Where a pointer rests.
    sunk: Oklab,
}

impl Ground {
    fn light() -> Self {
        Self { sheet: Oklab::from_lch(1.0, 0.0, 0.0), sunk: Oklab::from_lch(0.948, 0.011, 120.0) }
    }

    fn dark() -> Self {
        Self { sheet: Oklab::from_lch(0.23, 0.014, 165.0), sunk: Oklab::from_lch(0.28, 0.016, 165.0) }
    }

    /// The accent can be read here, also where the stylesheet tints the ground with 12 % of the accent itself.
    fn shows(&self, accent: Rgb) -> bool {
        let wash = Oklab::from_rgb(accent).mix(0.12, self.sheet).to_rgb();
        [self.sheet.to_rgb(), self.sunk.to_rgb(), wash].iter().all(|ground| contrast(accent, *ground) >= READABLE)
    }
}

impl Colour {
    /// Reads the colour from a form, and sees to it that it can be read.
    pub fn parse(text: &str) -> Result<Self, ColourError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ColourError::Missing);
        }
        let rgb = parse_hex(text).ok_or(ColourError::NotAColour)?;
        if Ground::light().shows(rgb) {
            Ok(Self(to_hex(rgb)))
        } else {
            Err(ColourError::TooLight(Self(to_hex(darkened(rgb)))))
        }
    }

    /// `#1a6b3c`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How it looks on a light ground: as it was chosen.
    pub fn light(&self) -> Accent {
        Accent::with_ink(darkened(self.rgb()))
    }

    /// How it looks on a dark ground: the same hue, light enough.
    pub fn dark(&self) -> Accent {
        Accent::with_ink(lightened(self.rgb()))
    }

    fn rgb(&self) -> Rgb {
        parse_hex(&self.0).unwrap_or_default()
    }
}

impl Default for Colour {
    fn default() -> Self {
        Self("#1a6b3c".to_owned())
    }
}

impl Accent {
    /// The ink is white or nearly black, whichever reads better: one of them always reaches 4.5.
    fn with_ink(accent: Rgb) -> Self {
        const WHITE: Rgb = [255; 3];
        const NEARLY_BLACK: Rgb = [7, 11, 9];
        let ink = if contrast(accent, WHITE) >= READABLE { WHITE } else { NEARLY_BLACK };
        Self { accent: to_hex(accent), ink: to_hex(ink) }
    }
}

/// The colour itself where it can be read on a light ground, otherwise the nearest darker one that can.
fn darkened(colour: Rgb) -> Rgb {
    if Ground::light().shows(colour) {
        return colour;
    }
    let seen = Oklab::from_rgb(colour);
    let darker = (1..=200).map(|step| seen.at_light(seen.light * f64::from(200 - step) / 200.0));
    darker.into_iter().find(|colour| Ground::light().shows(*colour)).unwrap_or([0; 3])
}

/// The nearest lighter colour that can be read on a dark ground, and is as bright as the rest of the dark theme.
fn lightened(colour: Rgb) -> Rgb {
    /// Below it an accent looks dull beside the theme's other colours.
    const BRIGHT: f64 = 0.74;
    let seen = Oklab::from_rgb(colour);
    let from = seen.light.max(BRIGHT);
    let lighter = (0..=100).map(|step| seen.at_light(from + (1.0 - from) * f64::from(step) / 100.0));
    lighter.into_iter().find(|colour| Ground::dark().shows(*colour)).unwrap_or([255; 3])
}

fn parse_hex(text: &str) -> Option<Rgb> {
    let digits = text.strip_prefix('#').unwrap_or(text);
    let plain = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = if plain { u32::from_str_radix(digits, 16).ok()? } else { return None };
    let [_, red, green, blue] = number.to_be_bytes();
    Some([red, green, blue])
}

fn to_hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

impl fmt::Display for Colour {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_colour_is_read_as_colour_inputs_send_it() {
        assert_eq!(Colour::parse(" #1A6B3C ").unwrap().as_str(), "#1a6b3c");
        assert_eq!(Colour::parse("1a6b3c"), Ok(Colour::default()));
        assert_eq!(Colour::parse("").unwrap_err().to_string(), "Choose a colour.");
        for text in [
            "green", "#12345", "#1234567", "#12345g", "#é1234", "##12345", "+12345", "#123", "#12345;", "red;}",
            "#\0\0\0",
        ] {
            assert_eq!(Colour::parse(text).unwrap_err().to_string(), "Write the colour like #1a6b3c.", "{text:?}");
        }
    }

    #[test]
    fn a_colour_too_light_to_read_is_answered_with_a_darker_one() {
        for text in ["#ffff00", "#ffffff", "#7fffd4", "#ff8800", "#ff0000"] {
            let Err(ColourError::TooLight(darker)) = Colour::parse(text) else { panic!("{text} was taken") };
            assert_eq!(Colour::parse(darker.as_str()), Ok(darker), "{text}");
        }
    }

    #[test]
    fn a_chosen_colour_stays_itself_in_light() {
        let green = Colour::default();
        assert_eq!(green.light(), Accent { accent: "#1a6b3c".into(), ink: "#ffffff".into() });
        assert_ne!(green.dark().accent, green.light().accent);
        assert_eq!(green.dark().ink, "#070b09");
        for extreme in ["#000000", "#0000ff", "#5b0000", "#2b0057"] {
            let dark = Colour::parse(extreme).unwrap().dark();
            assert!(Ground::dark().shows(parse_hex(&dark.accent).unwrap()), "{extreme} becomes {dark:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in any::<String>(), like in "#?[0-9a-fé]{5,7}") {
            let _ = (Colour::parse(&text), Colour::parse(&like));
        }

        #[test]
        fn every_colour_can_be_read_in_both_themes(rgb in any::<Rgb>()) {
            let colour = match Colour::parse(&to_hex(rgb)) {
                Ok(colour) | Err(ColourError::TooLight(colour)) => colour,
                Err(other) => panic!("{other}"),
            };
            prop_assert_eq!(colour.light().accent, colour.as_str());
            for (accent, ground) in [(colour.light(), Ground::light()), (colour.dark(), Ground::dark())] {
                let (under, ink) = (parse_hex(&accent.accent).unwrap(), parse_hex(&accent.ink).unwrap());
                prop_assert!(ground.shows(under), "{:?}", accent);
                prop_assert!(contrast(under, ink) >= READABLE, "{:?}", accent);
            }
        }
    }
}
