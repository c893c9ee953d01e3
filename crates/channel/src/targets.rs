//! Where what we say may lead: the one rule for every channel, asked of what came out of the templates, for only then it is
//! known what data made of them.
//!
//! A target is a web page (`http`, `https`), a mail address or a telephone number. Web pages and pictures are on a host
//! that someone of the brand wrote down: in the content itself, in the wordings people agree to, or in the brand's
//! `sender.link_hosts`. What an event says is not enough: whoever can send events could make the brand's words lead anywhere.

use crate::written::{self, Address, Kind, addresses, parted};
use rapport_customer::{Brand, brand::is_listed};
use rapport_kernel::coded;
use smol_str::SmolStr;
use std::borrow::Cow;
use url::Url;

/// What an address of ours may begin with.
pub(crate) const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

coded! {
    /// Why a link is refused.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
    pub enum LinkError {
        /// It is none of those that anything of ours may have.
        #[error("a link does not begin with https:, http:, mailto: or tel:")]
        Scheme = "link_scheme",
        /// It leads where no one of the brand said it may.
        #[error("a link leads to a host that neither the content nor the brand's `sender.link_hosts` names")]
        Host = "link_host",
    }
}

/// The hosts that may be led to: those that stand in the content, and the brand's.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// Those of the content.
    pub(crate) own: &'a [SmolStr],
    /// Those of the brand; `*.shop.example` stands for all below `shop.example`.
    pub(crate) brand: &'a [SmolStr],
}

impl Listed<'_> {
    fn names(&self, host: &str) -> bool {
        self.own.iter().any(|own| own == host) || is_listed(host, self.brand)
    }
}

/// What an author's text leads to: the hosts in it, with or without a scheme, and whatever else programs open; not what a
/// template goes on right behind, for then data has a say in it.
#[must_use]
pub fn hosts_in(source: &str) -> Vec<SmolStr> {
    let text = without_templates(source);
    let fixed = |address: &Address| {
        let open = text[address.end..].trim_start_matches(['.', '-', '_', ':', '@', '%', '\\']).starts_with('{');
        match &address.kind {
            Kind::Whole(whole) => {
                let place = whole.split_once("://").map_or("", |(_, rest)| rest);
                let goes_on = place.contains(['/', '?', '#']);
                written::key(whole).filter(|_| (goes_on || !open) && is_plain(whole))
            }
            Kind::Bare(bare) => {
                let goes_on = bare.contains(['/', '?', '#']);
                written::key(&format!("https://{bare}")).filter(|_| goes_on || !open)
            }
            Kind::Loose { key, posing: None, .. } => Some(key.clone()).filter(|_| !open),
            Kind::Loose { .. } => None,
        }
    };
    let mut hosts: Vec<SmolStr> = addresses(&text).iter().filter_map(fixed).collect();
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}

/// The words of a source: of its templates only what stands there in quotation marks.
fn without_templates(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(open) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let close = if rest[open..].starts_with("{{") { "}}" } else { "%}" };
        let end = rest[open + 2..].find(close).map_or(rest.len(), |end| open + 2 + end);
        out.push_str(&rest[..open]);
        out.push('{');
        let mut inner = &rest[open + 2..end];
        while let Some(begin) = inner.find(['"', '\'']) {
            let quote = &inner[begin..=begin];
            let literal = inner[begin + 1..].split(quote).next().unwrap_or_default();
            out.extend([" ", literal, " "]);
            inner = inner.get(begin + 1 + literal.len() + 1..).unwrap_or_default();
        }
        out.push('}');
        rest = rest.get(end + 2..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The hosts that someone of the brand wrote down: in its settings and in what people read there.
#[must_use]
pub fn hosts_of(brand: &Brand) -> Vec<SmolStr> {
    let wordings = brand.purposes.iter().flat_map(|purpose| &purpose.wordings);
    let read = wordings.map(|wording| &wording.text).chain([&brand.sender.imprint, &brand.sender.name, &brand.name]);
    let listed = brand.sender.link_hosts.iter().filter_map(|listed| match listed.strip_prefix("*.") {
        Some(parent) => Some(format!("*.{}", written::host(parent)?).into()),
        None => written::host(listed),
    });
    read.flat_map(|text| hosts_in(text)).chain(listed).collect()
}

/// A text that people read, with nothing in it that leads where it may not: an address is refused, and what is an
/// address only to some programs is parted, so that it is one to none.
pub(crate) fn said<'t>(text: &'t str, listed: Listed<'_>) -> Result<Cow<'t, str>, LinkError> {
    let found = addresses(text);
    if found.is_empty() {
        return Ok(Cow::Borrowed(text));
    }
    found.iter().try_for_each(|address| check_written(address, listed))?;
    let loose = found.iter().filter_map(|address| stray(&address.kind, listed)).flatten().copied();
    let said = parted(text, loose);
    Ok(if said.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(said) })
}

/// Asks every address written out in text that people read: programs make links of them.
pub(crate) fn check_plain(text: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    addresses(text).iter().try_for_each(|address| check_written(address, listed))
}

fn check_written(address: &Address, listed: Listed<'_>) -> Result<(), LinkError> {
    match &address.kind {
        Kind::Whole(target) if is_page(target) => check_page(target, listed),
        Kind::Whole(target) if written::key(target).is_some_and(|key| listed.own.contains(&key)) => Ok(()),
        Kind::Whole(_) => Err(LinkError::Scheme),
        Kind::Bare(place) => check_page(&format!("https://{place}"), listed),
        Kind::Loose { .. } => Ok(()),
    }
}

/// Where an address that is one to some programs falls apart, if it leads where it may not.
fn stray<'k>(kind: &'k Kind, listed: Listed<'_>) -> Option<&'k [usize]> {
    match kind {
        Kind::Loose { key, posing: None, breaks } if !listed.names(key) => Some(breaks),
        Kind::Loose { key, posing: Some(trusted), breaks } => {
            (!listed.names(key) && listed.names(trusted)).then_some(breaks)
        }
        _ => None,
    }
}

/// Asks a text that must stay as it is to the letter: whatever leads where it may not is refused.
pub(crate) fn check_exact(text: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    for address in addresses(text) {
        check_written(&address, listed)?;
        if stray(&address.kind, listed).is_some() {
            return Err(LinkError::Host);
        }
    }
    Ok(())
}

/// Asks what a scanner reads: it opens whatever begins like an address, and shows all else as text.
pub(crate) fn check_scanned(code: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    match scheme(code) {
        Some(_) => check(code, listed),
        None if code.starts_with(['/', '\\']) => Err(LinkError::Host),
        None => check_exact(code, listed),
    }
}

/// Asks one target. An empty one leads nowhere, `#...` to where it stands.
pub(crate) fn check(target: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    if target.is_empty() || target.starts_with('#') || begins(target, "mailto:") || begins(target, "tel:") {
        return Ok(());
    }
    check_page(target, listed)
}

/// Asks the address of a page, or of a picture: what is loaded tells its host who reads.
pub(crate) fn check_page(target: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    if !is_page(target) {
        return Err(LinkError::Scheme);
    }
    let url = Url::parse(target).ok().filter(|_| is_plain(target));
    let signed = |url: &Url| !url.username().is_empty() || url.password().is_some();
    match url.as_ref().filter(|url| !signed(url)).and_then(Url::host_str) {
        Some(host) if listed.names(host) => Ok(()),
        _ => Err(LinkError::Host),
    }
}

/// Asks a path on the site that shows it: wherever that is, it leads to no other.
pub(crate) fn check_path(path: &str) -> Result<(), LinkError> {
    let stays = |site: Url| {
        let url = site.join(path).ok()?;
        Some(url.origin() == site.origin() && !url.path().starts_with("//"))
    };
    let site = Url::parse("https://site.invalid/a/b").ok();
    let place = path.split(['?', '#']).next().unwrap_or_default();
    match site.and_then(stays) {
        Some(true) if is_plain(path) && !place.contains("//") => Ok(()),
        _ => Err(LinkError::Host),
    }
}

/// Browsers take a backslash for a slash and leave out what cannot be seen; others do not.
fn is_plain(target: &str) -> bool {
    let odd = |c: char| c == '\\' || c.is_control() || c.is_whitespace() && c != ' ' || written::is_invisible(c);
    !target.contains(odd)
}

/// The scheme a text begins with, if it begins like an address.
pub(crate) fn scheme(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"+.-".contains(c))?;
    text.get(..end)
        .filter(|scheme| scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && text[end..].starts_with(':'))
}

/// Whether this is the address of a web page.
pub(crate) fn is_page(target: &str) -> bool {
    begins(target, "https://") || begins(target, "http://")
}

/// Whether a text begins so, in capitals or small letters.
pub(crate) fn begins(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(own: &[SmolStr]) -> Listed<'_> {
        Listed { own, brand: &[] }
    }

    #[test]
    fn addresses_in_plain_text_are_links_too() {
        let own = ["shop.example".into()];
        let ask = |text: &str| check_plain(text, listed(&own));
        assert_eq!(ask("See (https://shop.example/a), or ask us."), Ok(()));
        assert_eq!(ask("Dear https://evil.example"), Err(LinkError::Host));
        assert_eq!(ask("é<http://evil.example>"), Err(LinkError::Host));
        for hidden in ["https://shop.example,@evil.example/", "(https://shop.example,.evil.example/)"] {
            assert_eq!(ask(hidden), Err(LinkError::Host), "{hidden}");
        }
        for good in
            ["https://shop.example, ask ada@shop.example.", "(https://shop.example/@a.b).", "(https://shop.example)."]
        {
            assert_eq!(ask(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn so_are_addresses_without_a_scheme() {
        let own = ["www.shop.example".into(), "shop.com".into()];
        let ask = |text: &str| check_plain(text, listed(&own));
        for good in [
            "See www.shop.example, or shop.com/shoes.",
            "ada@evil.com and and/or, 1.5/2, Dr.Oetker/Pizza, z.B./usw., file.txt/x, v1.2.3/x",
            "Shoes by evil.com",
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
            assert_eq!(ask(bad), Err(LinkError::Host), "{bad}");
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
    fn scanners_open_what_looks_like_an_address() {
        let own = ["shop.example".into()];
        let ask = |code: &str| check_scanned(code, listed(&own));
        for good in ["7KQM-2WXR-9FTC", "0123456789", "https://shop.example/v/7KQM", "tel:110", "mailto:a@shop.example"]
        {
            assert_eq!(ask(good), Ok(()), "{good}");
        }
        for bad in ["https://evil.example/v", "evil.com", "evil.com/v", "www.evil.test"] {
            assert_eq!(ask(bad), Err(LinkError::Host), "{bad}");
        }
        for bad in ["javascript:x", "WIFI:S:evil;;", "SMSTO:110:x", "bitcoin:x", "BEGIN:VCARD", "evil.com:80/x"] {
            assert_eq!(ask(bad), Err(LinkError::Scheme), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_it_is_given_it_answers(text in "[<>a =\"'href/:tps&;é!@.-]{0,60}") {
            let _ = (check_plain(&text, listed(&[])), check_scanned(&text, listed(&[])), hosts_in(&text));
        }
    }
}
