//! Just enough of the science of colour: how light one is, how far two are apart, and one made lighter.

/// A colour as screens mix it: red, green and blue from 0 to 255.
pub(super) type Rgb = [u8; 3];

/// Lightness and the two axes of hue, in steps that look alike to the eye (Björn Ottosson's Oklab).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Oklab {
    /// 0 is black, 1 is white.
    pub light: f64,
    /// From green to red.
    pub a: f64,
    /// From blue to yellow.
    pub b: f64,
}

impl Oklab {
    /// Lightness, chroma, and hue in degrees, as stylesheets write `oklch()`.
    pub fn from_lch(light: f64, chroma: f64, hue: f64) -> Self {
        let hue = hue.to_radians();
        Self { light, a: chroma * hue.cos(), b: chroma * hue.sin() }
    }

    /// What the eye sees of `colour`.
    pub fn from_rgb(colour: Rgb) -> Self {
        let [r, g, b] = colour.map(to_linear);
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        Self {
            light: 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            a: 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            b: 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        }
    }

    /// The colour between this one and `other`, as `color-mix(in oklab, ...)` finds it.
    pub fn mix(self, share: f64, other: Self) -> Self {
        let between = |mine: f64, theirs: f64| mine * share + theirs * (1.0 - share);
        Self { light: between(self.light, other.light), a: between(self.a, other.a), b: between(self.b, other.b) }
    }

    /// The same hue at another lightness, as vivid as a screen can show it there, but never more vivid than it was.
    pub fn at_light(self, light: f64) -> Rgb {
        let muted = |share: f64| Self { light, a: self.a * share, b: self.b * share };
        let vivid = (0..=100).rev().map(|percent| muted(f64::from(percent) / 100.0)).find(|colour| colour.is_shown());
        vivid.unwrap_or(muted(0.0)).to_rgb()
    }

    /// The colour on a screen; what no screen shows, as near as it can be.
    pub fn to_rgb(self) -> Rgb {
        self.linear().map(to_srgb)
    }

    fn is_shown(self) -> bool {
        self.linear().iter().all(|part| (-0.000_5..=1.000_5).contains(part))
    }

    fn linear(self) -> [f64; 3] {
        let l = (self.light + 0.396_337_777_4 * self.a + 0.215_803_757_3 * self.b).powi(3);
        let m = (self.light - 0.105_561_345_8 * self.a - 0.063_854_172_8 * self.b).powi(3);
        let s = (self.light - 0.089_484_177_5 * self.a - 1.291_485_548_0 * self.b).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ]
    }
}

fn to_linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

fn to_srgb(part: f64) -> u8 {
    let part = part.clamp(0.0, 1.0);
    let curved = if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 };
    (curved * 255.0).round() as u8
}

/// How well two colours tell apart, from 1 to 21 (WCAG 2).
pub(super) fn contrast(one: Rgb, other: Rgb) -> f64 {
    let luminance = |colour: Rgb| {
        let [r, g, b] = colour.map(to_linear);
        0.212_6 * r + 0.715_2 * g + 0.072_2 * b
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.001);
        assert!((contrast([118, 118, 118], [255, 255, 255]) - 4.54).abs() < 0.01);
        assert!((contrast([255, 0, 0], [255, 255, 255]) - 4.0).abs() < 0.01);
        assert!((contrast([9, 9, 9], [9, 9, 9]) - 1.0).abs() < 0.001);
    }

    #[test]
    fn stylesheets_mean_the_same_colours() {
        assert_eq!(Oklab::from_lch(1.0, 0.0, 0.0).to_rgb(), [255, 255, 255]);
        assert_eq!(Oklab::from_lch(0.627_96, 0.257_68, 29.234).to_rgb(), [255, 0, 0]);
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_colour(colour in any::<Rgb>()) {
            prop_assert_eq!(Oklab::from_rgb(colour).to_rgb(), colour);
        }

        #[test]
        fn lighter_is_lighter(colour in any::<Rgb>(), light in 0.0..0.9_f64) {
            let (darker, lighter) = (Oklab::from_rgb(colour).at_light(light), Oklab::from_rgb(colour).at_light(light + 0.1));
            prop_assert!(contrast(lighter, [0, 0, 0]) > contrast(darker, [0, 0, 0]));
        }
    }
}
