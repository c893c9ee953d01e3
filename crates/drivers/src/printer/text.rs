//! Makes any text harmless and printable.
//!
//! What reaches the paper is chosen from an allow-list, never filtered by a list of what is forbidden: a character is sent
//! only as printable ASCII (0x20 to 0x7E) or as a byte that one of the profile's pages names for it. Everything else is
//! replaced by plainer letters (`ł` by `l` where no page has it), by `?`, or left out if it is invisible. So no text can
//! contain ESC, GS, DLE or any other control, and C1 controls (U+0080 to U+009F) are not mistaken for bytes.

use super::Page;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// One character as the printer gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyph {
    /// Which of the profile's pages must be chosen; `None` for ASCII, which is in all of them.
    pub page: Option<usize>,
    /// The number of the character in that page.
    pub byte: u8,
}

const SPACE: Glyph = Glyph { page: None, byte: b' ' };

/// The glyphs of `text` on these pages. Where several pages have a character, the page already in use is kept.
#[must_use]
pub fn glyphs(text: &str, pages: &[(Page, u8)]) -> Vec<Glyph> {
    let text = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let mut out = Vec::with_capacity(text.len());
    let mut current = None;
    // A family is one picture of seven characters: what belongs to a mark that was put in place of something has none of its own.
    let (mut before, mut replaced) = (' ', false);
    for c in text.chars() {
        let belongs = before == '\u{200d}' || is_modifier(c) || is_half_flag(c) && is_half_flag(before);
        if replaced && belongs {
            // Two halves are a flag; a third begins another one.
            before = if is_half_flag(c) { ' ' } else { c };
            continue;
        }
        push(c, pages, &mut current, &mut out);
        if !invisible(c) {
            replaced = !c.is_ascii() && !c.is_whitespace() && find(c, pages, current).is_none() && plainer(c) == "?";
        }
        before = c;
    }
    out
}

/// What colours the picture before it, or turns a digit into a key.
fn is_modifier(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}')
}

/// Two of these are a flag.
fn is_half_flag(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

fn push(c: char, pages: &[(Page, u8)], current: &mut Option<usize>, out: &mut Vec<Glyph>) {
    if let ' '..='~' = c {
        out.push(Glyph { page: None, byte: c as u8 });
    } else if c.is_whitespace() {
        // Line ends and tabs too: one text is one line.
        out.push(SPACE);
    } else if invisible(c) {
    } else if let Some((page, byte)) = find(c, pages, *current) {
        *current = Some(page);
        out.push(Glyph { page: Some(page), byte });
    } else {
        out.extend(plainer(c).bytes().map(|byte| Glyph { page: None, byte }));
    }
}

fn find(c: char, pages: &[(Page, u8)], current: Option<usize>) -> Option<(usize, u8)> {
    let on = |n: usize| pages.get(n).and_then(|(page, _)| page.byte(c)).map(|byte| (n, byte));
    current.and_then(on).or_else(|| (0..pages.len()).find_map(on))
}

/// Controls, and what only steers how other characters are shown.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// ASCII that stands for `c` where no page has it.
fn plainer(c: char) -> String {
    let known = match c {
        '„' | '“' | '”' | '«' | '»' | '″' => "\"",
        '‚' | '‘' | '’' | '‹' | '›' | '′' => "'",
        '‐' | '‑' | '‒' | '–' | '—' | '−' => "-",
        '…' => "...",
        '•' | '·' => "*",
        '€' => "EUR",
        'ß' => "ss",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ł' => "l",
        'Ł' => "L",
        'ø' => "o",
        'Ø' => "O",
        'đ' => "d",
        'Đ' => "D",
        'ı' => "i",
        '×' => "x",
        '½' => "1/2",
        _ => "",
    };
    if !known.is_empty() {
        return known.into();
    }
    let mut buffer = [0; 4];
    let parts = DecomposingNormalizerBorrowed::new_nfd().normalize(c.encode_utf8(&mut buffer)).into_owned();
    match parts.chars().next() {
        Some(base @ '!'..='~') => base.into(),
        _ => "?".into(),
    }
}

/// Breaks glyphs into lines of at most `width`, at spaces where there are some.
#[must_use]
pub fn wrap(glyphs: &[Glyph], width: usize) -> Vec<&[Glyph]> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut rest = glyphs;
    while rest.len() > width {
        // A space just behind the line's end still ends a whole word.
        let (line, next) = match rest[..=width].iter().rposition(|g| *g == SPACE) {
            Some(space) if space > 0 => (&rest[..space], &rest[space + 1..]),
            _ => rest.split_at(width),
        };
        lines.push(line);
        rest = next;
    }
    lines.push(rest);
    lines
}
