//! What customers, shops and authors wrote, on a public page: it may run from right to left, and may hold letters that nobody sees but
//! that turn a line round. Shown through here it changes nothing but its own place.

use maud::{Markup, html};

/// A text of somebody else, isolated, with a mark in place of each letter that nobody could see.
pub(super) fn foreign(text: &str) -> Markup {
    html! {
        bdi class="foreign" {
            @for (piece, unseen) in pieces(text) {
                @if let Some(letter) = unseen { span class="mark" { (format!("\u{2039}U+{:04X}\u{203a}", u32::from(letter))) } }
                (piece)
            }
        }
    }
}

/// Letters without a picture that steer how others are shown; a tab and the end of a line do no harm.
fn is_unseen(c: char) -> bool {
    let steers = matches!(c,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    steers || c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// The text cut before each unseen letter: that letter, if there is one, and what follows it.
fn pieces(text: &str) -> Vec<(&str, Option<char>)> {
    let mut found = Vec::new();
    let (mut rest, mut letter) = (text, None);
    while let Some((at, unseen)) = rest.char_indices().find(|(_, c)| is_unseen(*c)) {
        found.push((&rest[..at], letter));
        rest = &rest[at + unseen.len_utf8()..];
        letter = Some(unseen);
    }
    found.push((rest, letter));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_turns_nothing_round_and_hides_nothing() {
        let shown = |text: &str| foreign(text).into_string();
        let plain = r#"<bdi class="foreign">Ada &amp; co</bdi>"#;
        assert_eq!(shown("Ada & co"), plain);
        let mark = |code: &str| format!("<span class=\"mark\">\u{2039}U+{code}\u{203a}</span>");
        assert_eq!(
            shown("a\u{202e}b\u{200b}"),
            format!(r#"<bdi class="foreign">a{}b{}</bdi>"#, mark("202E"), mark("200B"))
        );
        assert_eq!(shown("\u{1}"), format!(r#"<bdi class="foreign">{}</bdi>"#, mark("0001")));
    }
}
