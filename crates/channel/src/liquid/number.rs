//! Numbers as filters see them: text counts as the number it begins with, anything else as zero.

use super::{RenderError, val::Val};

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    pub fn float(self) -> f64 {
        match self {
            Self::Int(n) => n as f64,
            Self::Float(n) => n,
        }
    }

    pub fn val<'a>(self) -> Val<'a> {
        match self {
            Self::Int(n) => Val::Int(n),
            Self::Float(n) => Val::Float(n),
        }
    }

    /// As Liquid's arithmetic filters read a value.
    pub fn of(value: &Val<'_>) -> Self {
        match value {
            Val::Int(n) => Self::Int(*n),
            Val::Float(n) => Self::Float(*n),
            _ => value.as_str().map_or(Self::Int(0), Self::of_text),
        }
    }

    fn of_text(text: &str) -> Self {
        let text = text.trim();
        if is_decimal(text) {
            return text.parse().map_or(Self::Int(0), Self::Float);
        }
        Self::Int(leading_int(text))
    }

    /// The sum, difference, product: whole if both are, else to 15 significant digits, so that 0.1 + 0.2 is 0.3.
    pub fn combine(
        self,
        other: Self,
        whole: fn(i64, i64) -> Option<i64>,
        real: fn(f64, f64) -> f64,
    ) -> Result<Self, RenderError> {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => whole(a, b).map(Self::Int).ok_or(RenderError::Limit("number")),
            _ => {
                let n = real(self.float(), other.float());
                if n.is_finite() { Ok(Self::Float(tidy(n))) } else { Err(RenderError::Limit("number")) }
            }
        }
    }
}

/// A float without the noise of binary arithmetic.
pub(super) fn tidy(n: f64) -> f64 {
    format!("{n:.14e}").parse().unwrap_or(n)
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let all = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits.split_once('.').is_some_and(|(whole, fraction)| all(whole) && all(fraction))
}

/// The whole number a text begins with, else 0.
pub(super) fn leading_int(text: &str) -> i64 {
    let sign = usize::from(text.starts_with('-'));
    let digits = text[sign..].bytes().take_while(u8::is_ascii_digit).count();
    text[..sign + digits].parse().unwrap_or(0)
}

/// A whole number where one is needed (`limit`, `slice`, `truncate`): ints and text that is one.
pub(super) fn whole(value: &Val<'_>) -> Option<i64> {
    match value {
        Val::Int(n) => Some(*n),
        _ => value.as_str().and_then(|text| text.trim().parse().ok()),
    }
}
