//! A canvas of pixels: flat shapes, and words in the two fonts that the binary carries.

use ab_glyph::{Font, FontRef, GlyphId, ScaleFont, point};

/// Red, green and blue.
pub type Rgb = [u8; 3];

/// A picture could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// A font of the binary could not be read.
    #[error("a font cannot be read")]
    Font(#[from] ab_glyph::InvalidFont),
    /// The pixels could not be written as a file.
    #[error("a picture cannot be written: {0}")]
    Png(#[from] png::EncodingError),
}

/// A weight of the font.
pub struct Face(FontRef<'static>);

impl Face {
    /// For what is read second.
    pub fn regular() -> Result<Self, PictureError> {
        Ok(Self(FontRef::try_from_slice(include_bytes!("fonts/Roboto-Regular.ttf"))?))
    }

    /// For what is read first.
    pub fn bold() -> Result<Self, PictureError> {
        Ok(Self(FontRef::try_from_slice(include_bytes!("fonts/Roboto-Bold.ttf"))?))
    }

    /// `text` without what the font has no glyph for, such as emoji: empty boxes would say less.
    pub fn known(&self, text: &str) -> String {
        let known: String = text.chars().filter(|letter| self.0.glyph_id(*letter) != GlyphId(0)).collect();
        known.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// How many pixels wide `text` is at `size`.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        self.placed(text, size).last().map_or(0.0, |(id, x)| x + self.0.as_scaled(size).h_advance(id))
    }

    /// The glyphs of `text`, each with its distance from the first.
    fn placed(&self, text: &str, size: f32) -> impl Iterator<Item = (GlyphId, f32)> {
        let (font, mut at, mut last) = (self.0.as_scaled(size), 0.0, None);
        text.chars().map(move |letter| {
            let id = font.glyph_id(letter);
            if let Some(last) = last.replace(id) {
                at += font.h_advance(last) + font.kern(last, id);
            }
            (id, at)
        })
    }
}

/// Pixels.
pub struct Canvas {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// All of one colour.
    pub fn new(width: u32, height: u32, ground: Rgb) -> Self {
        Self { width, height, pixels: ground.repeat(width as usize * height as usize) }
    }

    /// Covers `share` (0 to 1) of a pixel with `colour`; beyond the edges nothing.
    fn cover(&mut self, x: i64, y: i64, colour: Rgb, share: f32) {
        let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
        if x >= self.width || y >= self.height {
            return;
        }
        let at = 3 * (y as usize * self.width as usize + x as usize);
        for (pixel, ink) in self.pixels.iter_mut().skip(at).zip(colour) {
            let mixed = f32::from(*pixel) + (f32::from(ink) - f32::from(*pixel)) * share.clamp(0.0, 1.0);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
            {
                *pixel = mixed.round() as u8;
            }
        }
    }

    /// Writes `text` from `x` on, its letters standing on the line `y`.
    pub fn write(&mut self, face: &Face, text: &str, size: f32, (x, y): (f32, f32), colour: Rgb) {
        for (id, offset) in face.placed(text, size) {
            let glyph = id.with_scale_and_position(size, point(x + offset, y));
            if let Some(outline) = face.0.outline_glyph(glyph) {
                let corner = outline.px_bounds().min;
                outline.draw(|dx, dy, share| {
                    #[allow(clippy::cast_possible_truncation, reason = "whole numbers of pixels")]
                    self.cover(corner.x as i64 + i64::from(dx), corner.y as i64 + i64::from(dy), colour, share);
                });
            }
        }
    }

    /// Draws what `distance` says is a line: as thick as `thick` where it is 0, in `share` of `colour`.
    pub fn stroke(&mut self, thick: f32, colour: Rgb, share: f32, distance: impl Fn(f32, f32) -> f32) {
        for y in 0..self.height {
            for x in 0..self.width {
                #[allow(clippy::cast_precision_loss, reason = "pixels are few")]
                let away = distance(x as f32 + 0.5, y as f32 + 0.5).abs();
                let covered = (thick / 2.0 + 0.5 - away).clamp(0.0, 1.0);
                if covered > 0.0 {
                    self.cover(i64::from(x), i64::from(y), colour, covered * share);
                }
            }
        }
    }

    /// The canvas as a PNG file.
    pub fn png(&self) -> Result<Vec<u8>, PictureError> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_on_the_canvas_wherever_they_begin() {
        let face = Face::bold().unwrap();
        let mut canvas = Canvas::new(40, 20, [0, 0, 0]);
        for at in [(-500.0, 10.0), (39.0, 19.0), (5.0, -40.0), (5.0, 900.0)] {
            canvas.write(&face, "Wide words", 60.0, at, [255, 255, 255]);
        }
        assert_eq!(canvas.pixels.len(), 40 * 20 * 3);
        assert!(canvas.png().unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
    }

    #[test]
    fn what_the_font_does_not_know_is_left_out() {
        let face = Face::regular().unwrap();
        assert_eq!(face.known("Fußball ⚽ am Fluß 🏃 łódź Ω"), "Fußball am Fluß łódź Ω");
        assert_eq!(face.known("⚽⚽"), "");
    }

    #[test]
    fn wider_text_is_wider() {
        let face = Face::regular().unwrap();
        assert!(face.width("", 20.0).abs() < f32::EPSILON);
        assert!(face.width("mm", 20.0) > face.width("ii", 20.0));
        assert!((face.width("ab", 40.0) - 2.0 * face.width("ab", 20.0)).abs() < 0.1);
    }
}
