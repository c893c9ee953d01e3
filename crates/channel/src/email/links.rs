//! The links of an HTML part: where they stand, and other targets in their place.

use super::plain::{entities, tag_end};
use crate::liquid::escape_html;
use std::ops::Range;

/// How much of its target names a link whose author gave it no name.
const NAME: usize = 120;

/// A link as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub target: String,
    /// Its `name`, as in `<mj-button name="shoes" ...>`; else the target without query and fragment.
    pub name: String,
}

/// Replaces the targets of links to web pages; `replace` says what by, or nothing to leave one as it is.
///
/// The HTML is what the layout became, so that a target can only be one that the author meant.
#[must_use]
pub fn replace_targets(html: &str, mut replace: impl FnMut(&Link) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let end = if rest.starts_with("<!--") { rest.find("-->").unwrap_or(rest.len()) } else { tag_end(rest) };
        let tag = &rest[..end];
        rest = &rest[end..];
        match link(tag).and_then(|(place, link)| Some((place, replace(&link)?))) {
            Some((place, target)) => {
                out.push_str(&tag[..place.start]);
                out.push_str(&escape_html(&target));
                out.push_str(&tag[place.end..]);
            }
            None => out.push_str(tag),
        }
    }
    out.push_str(rest);
    out
}

/// The link a tag opens, with the place of its target.
fn link(tag: &str) -> Option<(Range<usize>, Link)> {
    if !tag.get(..2)?.eq_ignore_ascii_case("<a") || !tag.as_bytes().get(2)?.is_ascii_whitespace() {
        return None;
    }
    let place = attribute(tag, "href")?;
    let target = entities(&tag[place.clone()]).trim().to_owned();
    let web = ["https://", "http://"].iter().any(|s| target.get(..s.len()).is_some_and(|t| t.eq_ignore_ascii_case(s)));
    if !web {
        return None;
    }
    let name = attribute(tag, "name").map(|place| entities(&tag[place])).filter(|name| !name.trim().is_empty());
    let bare = || target.split(['?', '#']).next().unwrap_or_default().chars().take(NAME).collect();
    let name = name.map_or_else(bare, |name| name.trim().chars().take(NAME).collect());
    Some((place, Link { target, name }))
}

/// Where an attribute's value stands in a tag, without its quotation marks.
pub(super) fn attribute(tag: &str, name: &str) -> Option<Range<usize>> {
    attributes(tag).find_map(|(place, value)| tag[place].eq_ignore_ascii_case(name).then_some(value))
}

/// Where the attributes of a tag stand: their names, and their values without quotation marks. What opens the tag is one
/// without a value.
pub(super) fn attributes(tag: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let bytes = tag.as_bytes();
    let skip =
        |from: usize, stop: fn(u8) -> bool| (from..bytes.len()).find(|at| stop(bytes[*at])).unwrap_or(bytes.len());
    let mut at = skip(0, |b| b.is_ascii_whitespace());
    std::iter::from_fn(move || {
        let begin = skip(at, |b| !b.is_ascii_whitespace());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(html: &str) -> String {
        replace_targets(html, |link| Some(format!("to:{}|{}", link.name, link.target)))
    }

    #[test]
    fn every_web_link_is_found_and_nothing_else() {
        let kept = "<p href=\"https://a.example\"><a>none</a><a href=\"mailto:x@a.example\">m</a><a href=\"#top\">t</a>\
                    <!-- <a href=\"https://a.example\">old</a> --><abbr title=\"a\">b</abbr>\
                    <a data-href=\"https://a.example\" title=\"href=https://b.example\">d</a></p>";
        assert_eq!(marked(kept), kept);
        assert_eq!(
            marked("<A class='x' HREF='HTTPS://a.example/s?x=1&amp;y=2#z'>s</A>"),
            "<A class='x' HREF='to:HTTPS://a.example/s|HTTPS://a.example/s?x=1&amp;y=2#z'>s</A>"
        );
        assert_eq!(
            marked("<a title=\"1 > 0\" name=\"shoes\" href=\"https://a.example\">s</a>"),
            "<a title=\"1 > 0\" name=\"shoes\" href=\"to:shoes|https://a.example\">s</a>"
        );
    }

    #[test]
    fn a_link_may_stay_as_it_is() {
        let html = "<a href=\"https://a.example/one\">1</a> <a href=\"https://a.example/two\">2</a>";
        let changed = replace_targets(html, |link| link.target.ends_with("two").then(|| "https://b.example".into()));
        assert_eq!(changed, "<a href=\"https://a.example/one\">1</a> <a href=\"https://b.example\">2</a>");
    }

    #[test]
    fn broken_html_is_left_as_it_is() {
        for html in
            ["<a href=\"https://a.example", "<a ", "<", "<!-- <a href=\"https://a.example\">", "<a href", "<a =>"]
        {
            assert_eq!(marked(html), html);
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_it_is_given_only_targets_change(html in "[<>a =\"'href/:tps&;é!-]{0,60}") {
            proptest::prop_assert_eq!(replace_targets(&html, |_| None), html);
        }
    }
}
