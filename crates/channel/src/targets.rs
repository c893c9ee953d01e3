//! Where what we say may lead: the one rule for every channel, asked of what came out of the templates, for only then it is
//! known what data made of them.
//!
//! A target is a web page (`http`, `https`), a mail address or a telephone number. Web pages and pictures are on a host
//! that somebody of the brand wrote down: in the content itself, in the wordings people agree to, or in the brand's
//! `sender.link_hosts`. What an event says is not enough: whoever can send events could make the brand's words lead anywhere.

use crate::written::{self, Address};
use rapport_customer::{
    Brand,
    brand::{host, is_listed, is_of_host},
};
use rapport_kernel::coded;
use smol_str::SmolStr;

/// What an address of ours may begin with.
pub(crate) const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

coded! {
    /// What stands against a link.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
    pub enum LinkError {
        /// It is none of those that anything of ours may have.
        #[error("a link does not begin with https:, http:, mailto: or tel:")]
        Scheme = "link_scheme",
        /// It leads where nobody of the brand said it may.
        #[error("a link leads to a host that neither the content nor the brand's `sender.link_hosts` names")]
        Host = "link_host",
    }
}

/// The hosts that may be led to: those that stand in the content, and the brand's.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Listed<'a> {
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

/// Asks every address written out in text that people read: programs make links of them.
pub(crate) fn check_plain(text: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    for (_, address) in written::addresses(text) {
        match address {
            Address::Whole(target) if is_page(target) => check(target, listed)?,
            // Programs know what to do with other schemes, or leave them alone.
            Address::Whole(_) => {}
            Address::Bare(place) => check(&format!("https://{place}"), listed)?,
        }
    }
    Ok(())
}

/// Asks what a scanner reads: it opens whatever begins like an address, and shows all else as text.
pub(crate) fn check_scanned(code: &str, listed: Listed<'_>) -> Result<(), LinkError> {
    match scheme(code) {
        Some(_) => check(code, listed),
        None if written::in_use(code) => check_page(&format!("https://{code}"), listed),
        None => check_plain(code, listed),
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
    let begin = ["https://", "http://"].into_iter().find(|scheme| begins(target, scheme));
    let rest = begin.map(|begin| &target[begin.len()..]).ok_or(LinkError::Scheme)?;
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Browsers take a backslash for a slash and leave out what cannot be seen; others do not.
    let plain = !target.contains('\\') && !target.chars().any(|c| c.is_control() || c.is_whitespace());
    match host(place) {
        Some(host) if plain && listed.names(&host) => Ok(()),
        _ => Err(LinkError::Host),
    }
}

/// The scheme a text begins with, if it begins like an address.
pub(crate) fn scheme(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"+.-".contains(c))?;
    text.get(..end).filter(|scheme| !scheme.is_empty() && text[end..].starts_with(':'))
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
        assert_eq!(ask("See (https://shop.example/a), or ask us. a://b"), Ok(()));
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
