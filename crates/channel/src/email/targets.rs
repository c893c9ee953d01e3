//! The links and pictures of a mail, found where they stand in it, and asked by [the rule for all](crate::targets).
//!
//! A picture is loaded when the mail is opened, and tells its host who reads: it is on a listed host like a page, or it
//! travels with the mail (`cid:`, `data:image/`) because the author wrote it so.

use super::tags::{Piece, Tag, entities, pieces};
use crate::targets::{LinkError, Listed, SCHEMES, begins, check, check_page, check_plain, said, scheme};
use rapport_customer::brand::is_of_host;

/// Elements and the attribute of theirs that leads somewhere when someone presses it.
const LEADS: [(&str, &str); 3] = [("a", "href"), ("area", "href"), ("form", "action")];
/// Attributes of a layout that lead somewhere, whatever they stand at.
const TARGETS: [&str; 4] = ["href", "action", "formaction", "xlink:href"];
/// Attributes of a layout that are loaded when the mail is opened.
const LOADED: [&str; 13] = [
    "src",
    "srcset",
    "background",
    "background-url",
    "poster",
    "data",
    "thumbnails-src",
    "left-icon",
    "right-icon",
    "icon-wrapped-url",
    "icon-unwrapped-url",
    "ico-open",
    "ico-close",
];
/// How a picture begins that travels with the mail.
const EMBEDDED: [&str; 2] = ["cid:", "data:image/"];

/// Whether the target of a link or a picture in a layout may come from data, host and all.
pub(super) fn follows_data(layout: &str) -> bool {
    let behind = ["href=", "src=", "background=", "background-url=", "url("].into_iter();
    behind.flat_map(|begin| behind_each(layout, begin)).any(|target| {
        let page = ["https://", "http://"].into_iter().find(|scheme| begins(target, scheme));
        let behind = page.map(|scheme| target[scheme.len()..].trim_start_matches(|c| is_of_host(c) || c == ':'));
        let fixed = match behind {
            Some(rest) => rest.starts_with(['/', '?', '#', '"', '\'']),
            None => begins(target, "mailto:") || begins(target, "tel:") || target.starts_with('#'),
        };
        !fixed
    })
}

/// A scheme in a layout's links that no link may have, as its author wrote it.
pub(super) fn bad_scheme(layout: &str) -> Option<&str> {
    let good = |scheme: &str| SCHEMES.iter().any(|good| scheme.eq_ignore_ascii_case(good));
    behind_each(layout, "href=").filter_map(scheme).find(|scheme| !good(scheme))
}

/// What stands behind each `begin` of a layout before its templates are filled in.
fn behind_each<'l>(layout: &'l str, begin: &'static str) -> impl Iterator<Item = &'l str> {
    layout.split(begin).skip(1).map(|rest| rest.trim_start_matches(['"', '\'', ' ']))
}

/// Asks every link of the HTML part, also in comments: some mail programs read what stands there.
pub(super) fn check_html(html: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    for piece in pieces(html) {
        match piece {
            Piece::Text(_) => {}
            Piece::Comment(comment) => check_html(inside(comment), listed)?,
            Piece::Tag(tag) => {
                let leads = LEADS.iter().find(|(element, _)| tag.is(element));
                if let Some(target) = leads.and_then(|(_, leads)| tag.value(leads)) {
                    check(target.trim(), listed)?;
                }
            }
        }
    }
    Ok(())
}

/// A layout that was filled in, with nothing in it that leads where it may not; `author` is the same layout as its author
/// wrote it.
pub(super) fn led(layout: &str, author: &str, listed: Listed<'_>) -> Result<String, LinkError> {
    let mut out = String::with_capacity(layout.len());
    let mut styles = false;
    for piece in pieces(layout) {
        match piece {
            Piece::Text(style) if styles => {
                check_style(style, author, listed)?;
                out.push_str(style);
            }
            Piece::Text(text) => out.push_str(&said(text, listed)?),
            Piece::Comment(comment) => {
                led(inside(comment), author, listed)?;
                out.push_str(comment);
            }
            Piece::Tag(tag) => led_tag(tag, author, listed, &mut out)?,
        }
        styles = matches!(piece, Piece::Tag(tag) if !tag.closes() && (tag.is("style") || tag.is("mj-style")));
    }
    Ok(out)
}

fn inside(comment: &str) -> &str {
    let inner = comment.strip_prefix("<!--").unwrap_or(comment);
    inner.strip_suffix("-->").unwrap_or(inner)
}

/// Asks what a tag leads to and loads; its texts are parted like all that is read.
fn led_tag(tag: Tag<'_>, author: &str, listed: Listed<'_>, out: &mut String) -> Result<(), LinkError> {
    let mut from = 0;
    for (name, place) in tag.attributes() {
        let (name, raw) = (&tag.0[name], &tag.0[place.clone()]);
        let is = |one: &&str| name.eq_ignore_ascii_case(one);
        let value = entities(raw);
        let value = value.trim();
        if TARGETS.iter().any(&is) {
            check(value, listed)?;
        } else if is(&"srcset") {
            value
                .split(',')
                .try_for_each(|one| check_picture(one.split_whitespace().next().unwrap_or_default(), author, listed))?;
        } else if LOADED.iter().any(&is) {
            check_picture(value, author, listed)?;
        } else if is(&"style") {
            check_style(raw, author, listed)?;
        } else {
            check_plain(value, listed)?;
            out.push_str(&tag.0[from..place.start]);
            out.push_str(&said(raw, listed)?);
            from = place.end;
        }
    }
    out.push_str(&tag.0[from..]);
    Ok(())
}

fn check_picture(source: &str, author: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    if source.is_empty() {
        return Ok(());
    }
    if EMBEDDED.iter().any(|scheme| begins(source, scheme)) {
        return if entities(author).contains(source) { Ok(()) } else { Err(LinkError::Scheme) };
    }
    check_page(source, listed)
}

/// What loads something into a style besides `url(`, or reads as nothing but a browser does. Data may not add one.
const LOADS: [&str; 8] =
    ["@import", "@namespace", "image-set(", "image(", "src(", "expression(", "binding", "behavior"];

/// Asks the addresses of a style. What the author wrote to the letter is the author's; what data had a hand in names
/// no other host, loads nothing that the author did not load, and writes nothing in a way that only a browser can read.
fn check_style(style: &str, author: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    if author.contains(style) {
        return Ok(());
    }
    let style = entities(style);
    if style.contains('\\') || style.contains("/*") && !author.contains("/*") {
        return Err(LinkError::Scheme);
    }
    let (lower, written) = (style.to_ascii_lowercase(), author.to_ascii_lowercase());
    if LOADS.iter().any(|load| lower.matches(load).count() > written.matches(load).count()) {
        return Err(LinkError::Scheme);
    }
    for (at, begin) in lower.match_indices("url(") {
        let source = style[at + begin.len()..].split(')').next().unwrap_or_default();
        check_picture(source.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\''), author, listed)?;
    }
    // A text in a style may be a source, too: `@import "//host/a.css"`.
    if style.split(['"', '\'']).any(|text| text.trim_start().starts_with("//")) {
        return Err(LinkError::Scheme);
    }
    check_plain(&style, listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(target: &str) -> Result<(), LinkError> {
        let listed = Listed { own: &["shop.example".into()], brand: &["*.cdn.example".into()] };
        check_html(&format!("<p><a class=x href=\"{target}\">x</a></p>"), listed)
    }

    #[test]
    fn links_lead_to_listed_hosts_mail_and_telephones() {
        for good in [
            "https://shop.example",
            "HTTPS://Shop.Example:8443/a?u=https://evil.example",
            "http://a.cdn.example/x",
            "mailto:hello@shop.example",
            "tel:+4930123456",
            "#top",
            "",
            "https://shop.example/?a=1&amp;b=2",
        ] {
            assert_eq!(ask(good), Ok(()), "{good}");
        }
        for bad in [
            "https://evil.example/",
            "https://shop.example.evil.example/",
            "https://shop.example@evil.example/",
            "https://shop.example\\@evil.example/",
            "https://shop.example:x@evil.example/",
            "https:// shop.example/",
            "https://shop.example/\u{9}x",
            "https://",
            "https://cdn.example/",
            "https://xcdn.example/",
            "https://shop.example%2eevil.example/",
        ] {
            assert_eq!(ask(bad), Err(LinkError::Host), "{bad}");
        }
        for bad in [
            "javascript:alert(1)",
            "&#106;avascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example/",
            "/path",
            "https:evil.example",
            "https:/evil.example",
            "java\nscript:alert(1)",
        ] {
            assert_eq!(ask(bad), Err(LinkError::Scheme), "{bad}");
        }
    }

    #[test]
    fn whatever_leads_in_the_html_is_asked() {
        let ask = |tag: &str| check_html(tag, Listed { own: &[], brand: &[] });
        assert_eq!(ask("<area href=\"https://a.example\">"), Err(LinkError::Host));
        assert_eq!(ask("<form action = \"https://a.example\">"), Err(LinkError::Host));
        assert_eq!(ask("<!-- <b> --><abbr href=\"x:y\">< <"), Ok(()));
        assert_eq!(ask("<!--[if mso]><a href=\"x:y\">"), Err(LinkError::Scheme));
    }

    #[test]
    fn pictures_come_from_listed_hosts_or_travel_with_the_mail() {
        let author = "<img src=\"data:image/png;base64,AbC=\"><p style=\"content:'\\2014'\">";
        let listed = Listed { own: &["shop.example".into()], brand: &["*.cdn.example".into()] };
        let ask = |tag: &str| led(tag, author, listed).map(drop);
        for good in [
            author,
            "<img src=\"https://shop.example/a.png\"><img alt=\"\"><img src=\"\">",
            "<mj-section background-url='https://a.cdn.example/b'>",
            "<p style=\"color:red;background:url( 'https://shop.example/a.png' )\">",
            "<mj-style>p { color: red } a > b { background: url(https://shop.example/a.png) }</mj-style>",
            "<mj-image srcset=\"https://shop.example/a.png 1x, https://a.cdn.example/b.png 2x\">",
        ] {
            assert_eq!(ask(good), Ok(()), "{good}");
        }
        for bad in [
            "<img src=\"https://evil.example/a.png\">",
            "<img SRC = https://evil.example/a.png>",
            "<mj-image src=\"http://evil.example\">",
            "<mj-hero background-url=\"https://evil.example/a\">",
            "<td background=\"https://evil.example/a\">",
            "<p style=\"background:URL(&quot;https://evil.example/a&quot;)\">",
            "<mj-image srcset=\"https://shop.example/a.png 1x, https://evil.example/b.png 2x\">",
            "<mj-font name=\"x\" href=\"https://evil.example/font\">",
            "<mj-social-element other=\"https://evil.example/a\">",
        ] {
            assert_eq!(ask(bad), Err(LinkError::Host), "{bad}");
        }
        for bad in [
            "<img src=\"javascript:x\">",
            "<img src=\"//evil.example/a\">",
            "<img src=\"data:image/png;base64,evil\">",
            "<img src=\"cid:evil\">",
            "<p style=\"background:url(//evil.example/a)\">",
            "<p style=\"background:u\\72l(//evil.example/a)\">",
            "<p style=\"background:url(ht\\74ps://evil.example/a)\">",
            "<p style=\"background:u/**/rl(//evil.example/a)\">",
            "<p style=\"color:red;background:image-set('https://evil.example/a' 1x)\">",
            "<p style=\"color:red;background:IMAGE-SET(&quot;//evil.example/a&quot; 1x)\">",
            "<p style=\"color:red;-moz-binding:x\">",
            "<mj-style>@import 'https://evil.example/a.css';</mj-style>",
            "<mj-style>@IMPORT \"//evil.example/a.css\";</mj-style>",
            "<mj-button href=\"data:x\">",
        ] {
            assert_eq!(ask(bad), Err(LinkError::Scheme), "{bad}");
        }
    }

    #[test]
    fn a_layout_says_whether_data_may_lead_its_links() {
        for fixed in
            ["<a href=\"https://shop.example/{{ x }}\">", "<a href='mailto:{{ x }}'>", "<a href=\"https://a.example\">"]
        {
            assert!(!follows_data(fixed), "{fixed}");
        }
        for open in [
            "<a href=\"{{ x }}\">",
            "<a href=\"https://{{ x }}.a.example/\">",
            "<a href=\"https://a.example{{ x }}\">",
            "<img src='{{ x }}'>",
            "<p style=\"background:url({{ x }})\">",
        ] {
            assert!(follows_data(open), "{open}");
        }
        assert_eq!(bad_scheme("<a href=\"JavaScript:x\">"), Some("JavaScript"));
        assert_eq!(bad_scheme("<a href=\"{{ x }}:y\"><a href=\"/a:b\"><a href=\"tel:1\">"), None);
    }

    proptest::proptest! {
        #[test]
        fn whatever_it_is_given_it_answers(html in "[<>a =\"'href/:tps&;é!@.-]{0,60}") {
            let listed = Listed { own: &[], brand: &[] };
            let _ = (check_html(&html, listed), led(&html, "", listed).is_ok(), follows_data(&html));
        }
    }
}
