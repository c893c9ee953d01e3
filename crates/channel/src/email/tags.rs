//! The one reader of HTML: cuts it into tags, comments and text as browsers do, changing nothing.

use std::ops::Range;

/// A piece of HTML. All pieces together are the HTML again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'h> {
    /// Between tags; in `<style>` and its like everything up to the end.
    Text(&'h str),
    /// From `<!--` to `-->`. Some mail programs read what is in it.
    Comment(&'h str),
    /// An opening or closing tag with its brackets, `<` to `>`.
    Tag(Tag<'h>),
}

impl<'h> Piece<'h> {
    /// As it stands there.
    pub(super) fn source(self) -> &'h str {
        match self {
            Self::Text(source) | Self::Comment(source) | Self::Tag(Tag(source)) => source,
        }
    }
}

/// A tag as it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'h>(pub(super) &'h str);

/// Elements in which there are no tags.
const RAW: [&str; 4] = ["style", "mj-style", "script", "title"];

/// The pieces of `html`, in order.
pub(super) fn pieces(html: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = html;
    let mut raw: Option<&str> = None;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let begin = match raw.take() {
            Some(name) => closing(rest, name),
            None => opening(rest).unwrap_or(rest.len()),
        };
        if begin > 0 {
            let (text, behind) = rest.split_at(begin);
            rest = behind;
            return Some(Piece::Text(text));
        }
        let comment = rest.starts_with("<!--");
        let end = if comment { rest.find("-->").map_or(rest.len(), |at| at + 3) } else { tag_end(rest) };
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        if comment {
            return Some(Piece::Comment(piece));
        }
        let tag = Tag(piece);
        raw = Some(tag.name()).filter(|name| !tag.closes() && RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)));
        Some(Piece::Tag(tag))
    })
}

/// Where the next tag or comment opens.
fn opening(html: &str) -> Option<usize> {
    let opens = |at: &usize| html[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
    html.match_indices('<').map(|(at, _)| at).find(opens)
}

/// Where the element that has no tags in it ends.
fn closing(html: &str, name: &str) -> usize {
    let ends = |at: &usize| {
        html[at + 1..]
            .strip_prefix('/')
            .and_then(|rest| rest.get(..name.len()))
            .is_some_and(|n| n.eq_ignore_ascii_case(name))
    };
    html.match_indices('<').map(|(at, _)| at).find(ends).unwrap_or(html.len())
}

/// Where the tag ends: behind a `>` outside quotation marks.
fn tag_end(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

impl<'h> Tag<'h> {
    /// The element's name, as it is written.
    pub(super) fn name(self) -> &'h str {
        let name = self.0[1..].trim_start_matches('/');
        &name[..name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(name.len())]
    }

    /// Whether it is an element of this name.
    pub(super) fn is(self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// Whether it closes an element.
    pub(super) fn closes(self) -> bool {
        self.0.starts_with("</")
    }

    /// Where an attribute's value stands in the tag, without its quotation marks.
    pub(super) fn place(self, name: &str) -> Option<Range<usize>> {
        self.attributes().find_map(|(place, value)| self.0[place].eq_ignore_ascii_case(name).then_some(value))
    }

    /// An attribute's value as it is meant.
    pub(super) fn value(self, name: &str) -> Option<String> {
        self.place(name).map(|place| entities(&self.0[place]))
    }

    /// Where the attributes stand: their names, and their values without quotation marks.
    pub(super) fn attributes(self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + use<'h> {
        let tag = self.0.strip_suffix('>').unwrap_or(self.0);
        let bytes = tag.as_bytes();
        let skip =
            |from: usize, stop: fn(u8) -> bool| (from..bytes.len()).find(|at| stop(bytes[*at])).unwrap_or(bytes.len());
        let mut at = skip(0, |b| b.is_ascii_whitespace() || b == b'/');
        std::iter::from_fn(move || {
            let begin = skip(at, |b| !b.is_ascii_whitespace() && b != b'/');
            let end = skip(begin, |b| b == b'=' || b.is_ascii_whitespace());
            if begin == bytes.len() {
                return None;
            }
            let equals = skip(end, |b| !b.is_ascii_whitespace());
            let from = skip(equals + 1, |b| !b.is_ascii_whitespace());
            let value = match (bytes.get(equals), bytes.get(from)) {
                (Some(b'='), Some(quote @ (b'"' | b'\''))) => {
                    let close = from + 1 + tag[from + 1..].find(char::from(*quote))?;
                    at = close + 1;
                    from + 1..close
                }
                (Some(b'='), _) => {
                    at = skip(from, |b| b.is_ascii_whitespace());
                    from..at
                }
                _ => {
                    at = end;
                    end..end
                }
            };
            Some((begin..end, value))
        })
    }
}

/// The characters that entities stand for; unknown ones stay as they are.
pub(super) fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let decoded = rest.find(';').filter(|end| *end <= 10).and_then(|end| Some((entity(&rest[1..end])?, end + 1)));
        match decoded {
            Some((c, length)) => {
                out.push(c);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "copy" => '©',
        "euro" => '€',
        "ndash" => '–',
        "hellip" => '…',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_cut_as_browsers_cut_it() {
        let html = "a < b<p title=\"1 > 0\">x</p><!-- <a> --><style>a<b{}</b</style><br/>5<6";
        let found: Vec<&str> = pieces(html).map(Piece::source).collect();
        assert_eq!(
            found,
            [
                "a < b",
                "<p title=\"1 > 0\">",
                "x",
                "</p>",
                "<!-- <a> -->",
                "<style>",
                "a<b{}</b",
                "</style>",
                "<br/>",
                "5<6"
            ]
        );
    }

    #[test]
    fn attributes_are_found_however_they_are_written() {
        for tag in ["<a/href=x>", "<A HREF = 'x'>", "<a title=\"y\"href=\"x\">", "<a\nhref=x id>", "<a b href=x"] {
            assert_eq!(Tag(tag).value("href").as_deref(), Some("x"), "{tag}");
            assert!(Tag(tag).is("a"));
        }
    }

    proptest::proptest! {
        #[test]
        fn all_pieces_together_are_the_html(html in "[<>a =\"'styleTITLE/:&;é!-]{0,60}") {
            let whole: String = pieces(&html).map(Piece::source).collect();
            proptest::prop_assert_eq!(&whole, &html);
            for piece in pieces(&html) {
                if let Piece::Tag(tag) = piece {
                    let _ = (tag.name(), tag.value("a"), tag.attributes().count());
                }
            }
        }
    }
}
