//! Where the links of a mail may lead: asked of what came out of the templates, for only then it is known what data made
//! of them.
//!
//! A target is a web page (`http`, `https`), a mail address or a telephone number. Web pages are on a host that somebody of
//! the brand wrote down: in the content itself, in the wordings people agree to, or in the brand's `sender.link_hosts`.
//! What an event says is not enough: whoever can send events could make the brand's mail lead anywhere.

use super::{
    EmailError,
    links::attribute,
    plain::{entities, tag_end},
    written::{self, Address},
};
use rapport_customer::{
    Brand,
    brand::{host, is_of_host},
};
use smol_str::SmolStr;

/// Elements and the attribute of theirs that leads somewhere when somebody presses it.
const LEADS: [(&str, &str); 3] = [("a", "href"), ("area", "href"), ("form", "action")];
/// What a picture may be loaded by.
const PICTURES: [&str; 4] = ["https:", "http:", "cid:", "data:image/"];

/// Hosts written down in a text: those of `https://host/...`, of `www.host` and of `host/...`, unless a template goes on
/// right behind the host.
#[must_use]
pub fn hosts_in(text: &str) -> Vec<SmolStr> {
    let whole = text.split("://").skip(1);
    let bare = written::addresses(text).filter_map(|(at, address)| match address {
        Address::Bare(_) => Some(&text[at..]),
        Address::Whole(_) => None,
    });
    let mut hosts: Vec<SmolStr> = whole.chain(bare).filter_map(begins_with_host).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

/// The host a text begins with, unless a template goes on right behind it.
fn begins_with_host(text: &str) -> Option<SmolStr> {
    let end = text.find(|c: char| !is_of_host(c) && c != ':').unwrap_or(text.len());
    let goes_on = text[end..].starts_with(['{', '@', '\\', '%']);
    host(&text[..end]).filter(|_| !goes_on)
}

/// The hosts that somebody of the brand wrote down: in its settings and in what people read there.
#[must_use]
pub fn hosts_of(brand: &Brand) -> Vec<SmolStr> {
    let wordings = brand.purposes.iter().flat_map(|purpose| &purpose.wordings);
    let read = wordings.map(|wording| &wording.text).chain([&brand.sender.imprint, &brand.sender.name, &brand.name]);
    read.flat_map(|text| hosts_in(text)).chain(brand.sender.link_hosts.iter().cloned()).collect()
}

/// Whether the target of a link in a layout may come from data, host and all.
pub(super) fn follows_data(layout: &str) -> bool {
    targets(layout).any(|target| {
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
    targets(layout).find_map(|target| {
        let end = target.find(|c: char| !c.is_ascii_alphanumeric() && !"+.-".contains(c))?;
        let scheme = target.get(..end).filter(|scheme| !scheme.is_empty() && target[end..].starts_with(':'))?;
        (!["http", "https", "mailto", "tel"].iter().any(|good| scheme.eq_ignore_ascii_case(good))).then_some(scheme)
    })
}

/// What stands behind each `href=` of a layout before its templates are filled in.
fn targets(layout: &str) -> impl Iterator<Item = &str> {
    layout.split("href=").skip(1).map(|rest| rest.trim_start_matches(['"', '\'', ' ']))
}

/// Asks every link of an HTML (or MJML) text.
pub(super) fn check_html(html: &str, listed: &dyn Fn(&str) -> bool) -> Result<(), EmailError> {
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open..];
        // Some mail programs read what stands in comments.
        let end = if rest.starts_with("<!--") { "<!--".len() } else { tag_end(rest) };
        let tag = &rest[..end];
        check_tag(tag, listed)?;
        rest = &rest[tag.len()..];
    }
    Ok(())
}

fn check_tag(tag: &str, listed: &dyn Fn(&str) -> bool) -> Result<(), EmailError> {
    let name = tag[1..].split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
    let value = |of: &str| attribute(tag, of).map(|place| entities(&tag[place]).trim().to_owned());
    if name.eq_ignore_ascii_case("img") {
        let source = value("src").unwrap_or_default();
        let good = source.is_empty() || PICTURES.iter().any(|scheme| begins(&source, scheme));
        return if good { Ok(()) } else { Err(EmailError::LinkScheme) };
    }
    // What an author wrote in MJML has its own names for links until it becomes HTML.
    let layout = name.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case("mj-"));
    let leads = LEADS.iter().find(|(element, _)| name.eq_ignore_ascii_case(element)).map(|(_, attribute)| *attribute);
    match leads.or(layout.then_some("href")).and_then(value) {
        Some(target) => check(&target, listed),
        None => Ok(()),
    }
}

/// Asks every address written out in text that people read: mail programs make links of them.
pub(super) fn check_plain(text: &str, listed: &dyn Fn(&str) -> bool) -> Result<(), EmailError> {
    for (_, address) in written::addresses(text) {
        match address {
            Address::Whole(target) if begins(target, "http://") || begins(target, "https://") => check(target, listed)?,
            // Programs know what to do with other schemes, or leave them alone.
            Address::Whole(_) => {}
            Address::Bare(place) => check(&format!("https://{place}"), listed)?,
        }
    }
    Ok(())
}

/// Asks one target. An empty one leads nowhere, `#...` to the mail itself.
fn check(target: &str, listed: &dyn Fn(&str) -> bool) -> Result<(), EmailError> {
    if target.is_empty() || target.starts_with('#') || begins(target, "mailto:") || begins(target, "tel:") {
        return Ok(());
    }
    let scheme = ["https://", "http://"].into_iter().find(|scheme| begins(target, scheme));
    let rest = scheme.map(|scheme| &target[scheme.len()..]).ok_or(EmailError::LinkScheme)?;
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Browsers take a backslash for a slash and leave out what cannot be seen; others do not.
    let plain = !target.contains('\\') && !target.chars().any(|c| c.is_control() || c.is_whitespace());
    match host(place) {
        Some(host) if plain && listed(&host) => Ok(()),
        _ => Err(EmailError::LinkHost),
    }
}

fn begins(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(target: &str) -> Result<(), EmailError> {
        let hosts = ["shop.example".into(), "*.cdn.example".into()];
        check_html(&format!("<p><a class=x href=\"{target}\">x</a></p>"), &|host| {
            rapport_customer::brand::is_listed(host, &hosts)
        })
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
            assert_eq!(ask(bad), Err(EmailError::LinkHost), "{bad}");
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
            assert_eq!(ask(bad), Err(EmailError::LinkScheme), "{bad}");
        }
    }

    #[test]
    fn pictures_are_loaded_and_never_run() {
        let ask = |tag: &str| check_html(tag, &|_| false);
        assert_eq!(ask("<img src=\"https://any.example/a.png\"><img alt=\"\">"), Ok(()));
        assert_eq!(ask("<img src=\"javascript:x\">"), Err(EmailError::LinkScheme));
        assert_eq!(ask("<area href=\"https://a.example\">"), Err(EmailError::LinkHost));
        assert_eq!(ask("<form action=\"https://a.example\">"), Err(EmailError::LinkHost));
        assert_eq!(ask("<mj-button href=\"data:x\">"), Err(EmailError::LinkScheme));
        assert_eq!(ask("<!-- <b> --><abbr href=\"x:y\">< <"), Ok(()));
        assert_eq!(ask("<!--[if mso]><a href=\"x:y\">"), Err(EmailError::LinkScheme));
    }

    #[test]
    fn addresses_in_plain_text_are_links_too() {
        let ask = |text: &str| check_plain(text, &|host| host == "shop.example");
        assert_eq!(ask("See (https://shop.example/a), or ask us. a://b"), Ok(()));
        assert_eq!(ask("Dear https://evil.example"), Err(EmailError::LinkHost));
        assert_eq!(ask("é<http://evil.example>"), Err(EmailError::LinkHost));
    }

    #[test]
    fn so_are_addresses_without_a_scheme() {
        let ask = |text: &str| check_plain(text, &|host| host == "www.shop.example" || host == "shop.com");
        for good in [
            "See www.shop.example, or shop.com/shoes.",
            "ada@evil.com and and/or, 1.5/2, Dr.Oetker/Pizza, z.B./usw., file.txt/x, v1.2.3/x",
            "Shoes by evil.com",
            "ftp://www.evil.com/x",
            "https://shop.com/?u=www.evil.com/x",
        ] {
            assert_eq!(ask(good), Ok(()), "{good}");
        }
        for bad in [
            "www.evil.example",
            "Dear WWW.Evil.example!",
            "(www.evil.com)",
            "evil.com/login",
            "Evil.Co.UK/login",
            "evil.de:8080/x",
            "evil.io?x=1",
            "evil.app#x",
            "shop.com.evil.com/x",
            "xn--bcher-kva.com/x",
            "b\u{fc}cher.de/x",
            "ada@x.example www.evil.test",
            "user:pass@evil.com/x",
        ] {
            assert_eq!(ask(bad), Err(EmailError::LinkHost), "{bad}");
        }
    }

    #[test]
    fn hosts_written_without_a_scheme_are_written_down_too() {
        let text = "Acme, www.acme.example, acme.com/terms www.shop.{{ data.host }} www.evil.example{{ x }}";
        assert_eq!(hosts_in(text), ["acme.com", "www.acme.example"]);
    }

    #[test]
    fn the_hosts_an_author_wrote_down_are_known() {
        let text = "[a](https://Shop.example/x) http://two.example:80/ {{ x | default: \"https://three.example\" }} \
                    https://{{ data.host }}/ https://shop.example.{{ data.x }} https://four.example{{ data.path }}";
        assert_eq!(hosts_in(text), ["shop.example", "three.example", "two.example"]);
    }

    #[test]
    fn a_layout_says_whether_data_may_lead_its_links() {
        for fixed in
            ["<a href=\"https://shop.example/{{ x }}\">", "<a href='mailto:{{ x }}'>", "<a href=\"https://a.example\">"]
        {
            assert!(!follows_data(fixed), "{fixed}");
        }
        for open in
            ["<a href=\"{{ x }}\">", "<a href=\"https://{{ x }}.a.example/\">", "<a href=\"https://a.example{{ x }}\">"]
        {
            assert!(follows_data(open), "{open}");
        }
        assert_eq!(bad_scheme("<a href=\"JavaScript:x\">"), Some("JavaScript"));
        assert_eq!(bad_scheme("<a href=\"{{ x }}:y\"><a href=\"/a:b\"><a href=\"tel:1\">"), None);
    }

    proptest::proptest! {
        #[test]
        fn whatever_it_is_given_it_answers(html in "[<>a =\"'href/:tps&;é!@.-]{0,60}") {
            let _ = (check_html(&html, &|_| false), check_plain(&html, &|_| false), hosts_in(&html));
        }
    }
}
