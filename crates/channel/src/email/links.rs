//! The links of an HTML part: where they stand, and other targets in their place.

use super::tags::{Piece, Tag, pieces};
use crate::{liquid::escape_html, targets::is_page};
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
    for piece in pieces(html) {
        let found = match piece {
            Piece::Tag(tag) => link(tag).and_then(|(place, link)| Some((place, replace(&link)?))),
            Piece::Text(_) | Piece::Comment(_) => None,
        };
        let source = piece.source();
        match found {
            Some((place, target)) => {
                out.push_str(&source[..place.start]);
                out.push_str(&escape_html(&target));
                out.push_str(&source[place.end..]);
            }
            None => out.push_str(source),
        }
    }
    out
}

/// The link a tag opens, with the place of its target.
fn link(tag: Tag<'_>) -> Option<(Range<usize>, Link)> {
    if !tag.is("a") || tag.closes() {
        return None;
    }
    let target = tag.value("href")?.trim().to_owned();
    if !is_page(&target) {
        return None;
    }
    let name = tag.value("name").filter(|name| !name.trim().is_empty());
    let bare = || target.split(['?', '#']).next().unwrap_or_default().chars().take(NAME).collect();
    let name = name.map_or_else(bare, |name| name.trim().chars().take(NAME).collect());
    Some((tag.place("href")?, Link { target, name }))
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
