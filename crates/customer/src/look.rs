//! How a brand's own pages look: its colour, made readable on light and dark paper, and its logo.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

/// The least contrast between a text and what it stands on (WCAG 2.2, level AA).
pub const READABLE: f64 = 4.5;
/// How long a logo's text may be: a picture of 48 KB.
pub const LONGEST_LOGO: usize = 64 * 1024;
/// What a logo may be; a script in a picture does not run where pictures are shown.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/svg+xml"];

/// What the pages that customers open from a message wear.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// The brand's colour as `#rrggbb`; empty for the usual one. Where it could not be read it is darkened or lightened.
    #[serde(default)]
    pub colour: SmolStr,
    /// The logo as a `data:` address of a PNG, JPEG, WebP or SVG picture; empty for the brand's name.
    #[serde(default)]
    pub logo: SmolStr,
}

/// A colour of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Every part at its most: paper, and text on dark grounds.
    pub const WHITE: Self = Self([255; 3]);
    /// Every part at its least: text on light grounds.
    pub const BLACK: Self = Self([0; 3]);

    /// Reads `#rrggbb`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let part = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// How much light it gives, from 0 to 1 (WCAG's relative luminance).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// How well one is told from the other, from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// The nearest shade of it that can be read on this ground: as it is, or moved towards black or white.
    #[must_use]
    pub fn readable_on(self, ground: Self) -> Self {
        let towards =
            if ground.contrast(Self::BLACK) > ground.contrast(Self::WHITE) { Self::BLACK } else { Self::WHITE };
        let shades = (0..=20u16).map(|step| self.mixed(towards, step));
        let mut readable = shades.filter(|shade| shade.contrast(ground) >= READABLE);
        readable.next().unwrap_or(towards)
    }

    /// Black or white, whichever can be read better on it.
    #[must_use]
    pub fn ink(self) -> Self {
        if self.contrast(Self::BLACK) > self.contrast(Self::WHITE) { Self::BLACK } else { Self::WHITE }
    }

    /// So many twentieths of the way to another.
    fn mixed(self, other: Self, twentieths: u16) -> Self {
        let part = |at: usize| {
            let (one, two) = (u16::from(self.0[at]), u16::from(other.0[at]));
            u8::try_from((one * (20 - twentieths) + two * twentieths) / 20).unwrap_or(u8::MAX)
        };
        Self([part(0), part(1), part(2)])
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Whether this is a picture that a page can show by itself.
#[must_use]
pub fn is_logo(text: &str) -> bool {
    let base64 =
        |data: &str| !data.is_empty() && data.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b));
    let kind = text.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
    text.len() <= LONGEST_LOGO && kind.is_some_and(|(kind, data)| PICTURES.contains(&kind) && base64(data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_becomes_one_that_can_be_read_on_light_and_on_dark() {
        let (paper, night) = (Colour::WHITE, Colour([0x1a, 0x1d, 0x24]));
        for red in (0..=255).step_by(51) {
            for green in (0..=255).step_by(51) {
                for blue in (0..=255).step_by(51) {
                    let colour = Colour([red, green, blue]);
                    for ground in [paper, night] {
                        let shade = colour.readable_on(ground);
                        assert!(shade.contrast(ground) >= READABLE, "{colour} on {ground}");
                        assert!(shade.ink().contrast(shade) >= READABLE, "what stands in {shade}");
                    }
                }
            }
        }
        let blue = Colour([0x1d, 0x4e, 0xd8]);
        assert_eq!(blue.readable_on(paper), blue, "what can be read stays as it is");
    }

    #[test]
    fn a_colour_and_a_logo_are_read_or_are_none() {
        assert_eq!(Colour::read("#1D4ed8").map(|colour| colour.to_string()).as_deref(), Some("#1d4ed8"));
        for text in ["", "1d4ed8", "#1d4ed", "#1d4ed8f", "#ggggggg", "red", "#é1234", "url(x)"] {
            assert_eq!(Colour::read(text), None, "{text}");
        }
        assert!(is_logo("data:image/png;base64,iVBORw0KGgo="));
        for text in [
            "",
            "https://shop.example/logo.png",
            "data:text/html;base64,PGI+",
            "data:image/png;base64,\"x",
            "data:image/png,x",
        ] {
            assert!(!is_logo(text), "{text}");
        }
    }
}
