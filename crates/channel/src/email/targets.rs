//! The links and pictures of a mail, found where they stand in it, and asked by [the rule for all](crate::targets).
//!
//! A picture is loaded when the mail is opened, and tells its host who reads: it is on a listed host like a page, or it
//! travels with the mail (`cid:`, `data:image/`) because the author wrote it so.

use super::{
    links::{attribute, attributes},
    plain::{entities, tag_end},
};
use crate::targets::{LinkError, Listed, SCHEMES, begins, check, check_page, check_plain, scheme};
use rapport_customer::brand::is_of_host;

/// Elements and the attribute of theirs that leads somewhere when somebody presses it.
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

/// Asks every link of the HTML part.
pub(super) fn check_html(html: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    each_tag(html, |tag, name, _| {
        let leads = LEADS.iter().find(|(element, _)| name.eq_ignore_ascii_case(element)).map(|(_, leads)| *leads);
        match leads.and_then(|leads| attribute(tag, leads)) {
            Some(place) => check(entities(&tag[place]).trim(), listed),
            None => Ok(()),
        }
    })
}

/// Asks every link and picture of a layout that was filled in; `author` is the same layout as its author wrote it.
pub(super) fn check_layout(layout: &str, author: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    each_tag(layout, |tag, name, text| {
        if name.eq_ignore_ascii_case("style") || name.eq_ignore_ascii_case("mj-style") {
            check_style(text, author, listed)?;
        }
        for (name, place) in attributes(tag) {
            let (name, raw) = (&tag[name], &tag[place]);
            let is = |one: &&str| name.eq_ignore_ascii_case(one);
            let value = entities(raw);
            let value = value.trim();
            if TARGETS.iter().any(&is) {
                check(value, listed)?;
            } else if is(&"srcset") {
                value.split(',').try_for_each(|one| {
                    check_picture(one.split_whitespace().next().unwrap_or_default(), author, listed)
                })?;
            } else if LOADED.iter().any(&is) {
                check_picture(value, author, listed)?;
            } else if is(&"style") {
                check_style(raw, author, listed)?;
            } else {
                check_plain(value, listed)?;
            }
        }
        Ok(())
    })
}

/// Calls `ask` with each tag, the name of its element and the text behind it.
fn each_tag(html: &str, mut ask: impl FnMut(&str, &str, &str) -> Result<(), LinkError>) -> Result<(), LinkError> {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open..];
        // Some mail programs read what stands in comments.
        let end = if rest.starts_with("<!--") { "<!--".len() } else { tag_end(rest) };
        let (tag, behind) = rest.split_at(end);
        let name = tag[1..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
        ask(tag, name, behind.split('<').next().unwrap_or_default())?;
        rest = behind;
    }
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

/// Asks the addresses of a style. What the author wrote to the letter is the author's; what data had a hand in names
/// no other host, and writes nothing in a way that only a browser can read.
fn check_style(style: &str, author: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    if author.contains(style) {
        return Ok(());
    }
    let style = entities(style);
    if style.contains('\\') {
        return Err(LinkError::Scheme);
    }
    for (at, begin) in style.to_ascii_lowercase().match_indices("url(") {
        let source = style[at + begin.len()..].split(')').next().unwrap_or_default();
        check_picture(source.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\''), author, listed)?;
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
        let ask = |tag: &str| check_layout(tag, author, listed);
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
            "<p style=\"color:red;background:image-set('https://evil.example/a' 1x)\">",
            "<mj-style>@import 'https://evil.example/a.css';</mj-style>",
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
            let _ = (check_html(&html, listed), check_layout(&html, "", listed), follows_data(&html));
        }
    }
}
