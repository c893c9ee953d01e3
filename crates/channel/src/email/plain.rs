//! HTML to plain text, for the part that people without HTML read.

use super::tags::{Piece, entities, pieces};

/// Elements of which nothing is read.
const UNREAD: [&str; 4] = ["head", "style", "script", "title"];

/// The text of `html`: blocks on lines of their own, links written out, nothing of head, styles and comments.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    let mut out = Text::default();
    let mut target: Option<String> = None;
    let mut unread: Option<&str> = None;
    for piece in pieces(html) {
        let tag = match piece {
            Piece::Text(text) if unread.is_none() => {
                out.words(&entities(text));
                continue;
            }
            Piece::Tag(tag) => tag,
            Piece::Text(_) | Piece::Comment(_) => continue,
        };
        if let Some(name) = unread {
            unread = Some(name).filter(|name| !(tag.closes() && tag.is(name)));
            continue;
        }
        match (tag.name().to_ascii_lowercase().as_str(), tag.closes()) {
            (name, false) if UNREAD.contains(&name) => unread = Some(tag.name()),
            ("a", false) => target = tag.value("href"),
            ("a", true) => {
                if let Some(target) = target.take() {
                    out.link(&target);
                }
            }
            ("img", _) => {
                if let Some(alt) = tag.value("alt") {
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
