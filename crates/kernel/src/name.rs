//! Names that people give to things, in any script: cleaned of what no one sees, bounded, and compared as they look.
//!
//! A name is kept as it was written ([`cleaned`]), but two that no one can tell apart are the same ([`alike`]): `Frühling` with one or two
//! code points for its `ü`, `ＳＡＬＥ` in wide letters, or with something invisible inside.

use icu_normalizer::ComposingNormalizerBorrowed;

/// So many characters a name may have.
pub const LONGEST: usize = 200;

/// The name as it is kept: in Unicode's composed form, with single spaces, without control characters and what no one sees. Joiners and
/// variation selectors stay where they shape what stands before them: Persian and Indic words and many emoji need them.
#[must_use]
pub fn cleaned(text: &str) -> String {
    let composed = ComposingNormalizerBorrowed::new_nfc().normalize(text);
    let mut name = String::with_capacity(composed.len());
    for c in composed.chars() {
        let before = name.chars().next_back();
        if is_blank(c) {
            if before.is_some_and(|before| before != ' ') {
                name.push(' ');
            }
        } else if !is_invisible(c) || before.is_some_and(|before| shapes(before, c)) {
            name.push(c);
        }
    }
    name.truncate(name.trim_end_matches([' ', ZWJ, ZWNJ]).len());
    name
}

/// Whether a cleaned name is neither empty nor too long.
#[must_use]
pub fn fits(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= LONGEST
}

/// Whether two names look the same to people: without regard to case, width, and what no one sees.
#[must_use]
pub fn alike(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

fn folded(name: &str) -> String {
    let plain: String = cleaned(name).chars().filter(|c| !is_invisible(*c)).collect();
    let nfkc = ComposingNormalizerBorrowed::new_nfkc();
    // Upper case first: `ß` and `SS`, `ς` and `σ` meet there.
    nfkc.normalize(&nfkc.normalize(&plain).to_uppercase().to_lowercase()).replace('ς', "σ")
}

const ZWNJ: char = '\u{200c}';
const ZWJ: char = '\u{200d}';

/// Whether an invisible character is part of what stands before it.
fn shapes(before: char, c: char) -> bool {
    let tag = |c: char| ('\u{e0020}'..='\u{e007f}').contains(&c);
    match c {
        ZWJ | ZWNJ | '\u{fe0e}' | '\u{fe0f}' => before != ' ' && before != ZWJ && before != ZWNJ,
        // Flags of regions: a black flag and what follows it.
        c if tag(c) => before == '\u{1f3f4}' || tag(before),
        _ => false,
    }
}

/// What looks like a space: a line's end and other control characters, too.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{115f}' | '\u{1160}')
}

/// What no one sees, also what only turns the direction of writing.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_stay_as_they_were_written() {
        for name in
            ["春のキャンペーン", "Άνοιξη 2026", "عروض الربيع", "می‌خواهم", "👩‍👩‍👧 Family", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "Łódź", "हिन्दी"]
        {
            assert_eq!(cleaned(name), name);
            assert!(fits(name));
        }
    }

    #[test]
    fn what_nobody_sees_is_taken_out() {
        for (written, kept) in [
            ("  Spring \t shoes\n", "Spring shoes"),
            ("Spr\u{200b}ing\u{feff}", "Spring"),
            ("\u{202e}gnirpS\u{202c}", "gnirpS"),
            ("a\u{0}b", "a b"),
            ("Fru\u{308}hling", "Frühling"),
            ("Spring\u{200d}", "Spring"),
            ("\u{200d}\u{fe0f}", ""),
            ("\u{3164} \u{2800}", ""),
        ] {
            assert_eq!(cleaned(written), kept, "{written:?}");
            assert_eq!(cleaned(kept), kept);
        }
        assert!(!fits("") && fits(&"あ".repeat(LONGEST)) && !fits(&"a".repeat(LONGEST + 1)));
    }

    #[test]
    fn names_that_look_the_same_are_alike() {
        for (one, other) in [
            ("Spring", "SPRING "),
            ("Frühling", "fru\u{308}hling"),
            ("Straße", "STRASSE"),
            ("ＳＡＬＥ", "sale"),
            ("Spr\u{200c}ing", "Spring"),
            ("ΟΔΟΣ", "οδός".replace('ό', "ο").as_str()),
            ("ｶﾀｶﾅ", "カタカナ"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [("Spring", "Autumn"), ("Krakow", "Kraków"), ("はる", "ハル"), ("❤️", "💚")] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }
}
