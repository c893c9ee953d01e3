//! HTML to plain text, for the part that people without HTML read.

use super::links::attribute;

/// The text of `html`: blocks on lines of their own, links written out, nothing of head, styles and comments.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    let mut out = Text::default();
    let mut rest = html;
    let mut target: Option<String> = None;
    while let Some(open) = rest.find('<') {
        out.words(&entities(&rest[..open]));
        rest = &rest[open..];
        if rest.starts_with("<!--") {
            rest = after(rest, "-->");
            continue;
        }
        let end = tag_end(rest);
        let tag = &rest[1..end.max(1)];
        rest = rest.get(end + 1..).unwrap_or_default();
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        match (name.as_str(), tag.starts_with('/')) {
            ("head" | "style" | "script" | "title", false) => rest = after_closing(rest, &name),
            ("a", false) => target = value(tag, "href"),
            ("a", true) => {
                if let Some(target) = target.take() {
                    out.link(&target);
                }
            }
            ("img", _) => {
                if let Some(alt) = value(tag, "alt") {
                    out.words(&alt);
                }
            }
            ("br", _) => out.line(1),
            ("li", false) => {
                out.line(1);
                out.words("- ");
            }
            ("p" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "table" | "div" | "tr", _) => out.line(2),
            _ => {}
        }
    }
    out.words(&entities(rest));
    out.finish()
}

/// Collects words and breaks.
#[derive(Default)]
struct Text {
    out: String,
    breaks: usize,
    space: bool,
    /// Where the words since the last break or link begin.
    since: usize,
}

impl Text {
    fn words(&mut self, text: &str) {
        for word in text.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let trimmed = word.trim_ascii();
            if !trimmed.is_empty() {
                self.flush();
                self.out.push_str(trimmed);
            }
            self.space |= trimmed.len() < word.len();
        }
    }

    fn flush(&mut self) {
        if !self.out.is_empty() {
            if self.breaks > 0 {
                self.out.extend(std::iter::repeat_n('\n', self.breaks));
                self.since = self.out.len();
            } else if self.space {
                self.out.push(' ');
            }
        }
        self.breaks = 0;
        self.space = false;
    }

    fn line(&mut self, breaks: usize) {
        self.breaks = self.breaks.max(breaks);
    }

    fn link(&mut self, target: &str) {
        let shown = self.out.get(self.since..).unwrap_or_default().ends_with(target);
        if !shown && !target.starts_with('#') {
            self.space = true;
            self.words(&format!("({target})"));
        }
    }

    fn finish(mut self) -> String {
        self.out.push('\n');
        self.out
    }
}

fn after<'h>(html: &'h str, end: &str) -> &'h str {
    html.find(end).map_or("", |at| &html[at + end.len()..])
}

fn after_closing<'h>(html: &'h str, name: &str) -> &'h str {
    let close = format!("</{name}");
    let lower = html.to_ascii_lowercase();
    lower.find(&close).map_or("", |at| after(&html[at..], ">"))
}

/// Where the tag ends: a `>` outside quotation marks.
pub(super) fn tag_end(html: &str) -> usize {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    html.len()
}

fn value(tag: &str, name: &str) -> Option<String> {
    attribute(tag, name).map(|place| entities(&tag[place]))
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
