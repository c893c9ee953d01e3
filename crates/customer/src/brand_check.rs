//! What can be wrong in a brand's settings.

use crate::{
    brand::{Brand, BrandProblem, Cap, HoldOut, is_host},
    look::{Colour, is_logo},
    normalise::normalise,
};
use jiff::tz::TimeZone;
use rapport_kernel::{IdentifierKind, Money, Span, name};
use std::collections::HashSet;

struct Problems(Vec<BrandProblem>);

impl Problems {
    fn add(&mut self, code: &'static str, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(BrandProblem { code, path: path.into(), message: message.into() });
    }
}

pub(crate) fn check(brand: &Brand) -> Vec<BrandProblem> {
    let mut problems = Problems(Vec::new());
    ids(brand, &mut problems);
    places(brand, &mut problems);
    limits(brand, &mut problems);
    purposes(brand, &mut problems);
    problems.0
}

/// A purpose stays advertising or service, also if it was given up in between: people agreed to the one, and whoever needs no consent
/// meets no cap either. `before` are all the settings that ever held, the newest first.
pub(crate) fn check_against(brand: &Brand, before: &[Brand]) -> Vec<BrandProblem> {
    let mut problems = Problems(Vec::new());
    for purpose in &brand.purposes {
        let differs = |was: &Brand| was.purpose(&purpose.id).is_some_and(|was| was.kind != purpose.kind);
        let is_the_same = |was: &Brand| was.purpose(&purpose.id).is_some_and(|was| was.kind == purpose.kind);
        if !before.first().is_some_and(is_the_same) && before.iter().any(differs) {
            problems.add(
                "purpose_kind_changed",
                format!("purposes.{}.kind", purpose.id),
                "a purpose stays advertising or service, for people agreed to that: add a purpose with another id",
            );
        }
    }
    problems.0
}

fn ids(brand: &Brand, problems: &mut Problems) {
    let id = |text: &str| {
        (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let purposes = brand.purposes.iter().map(|purpose| ("purposes", purpose.id.as_str()));
    let channels = brand.channels.iter().map(|channel| ("channels", channel.id.as_str()));
    let mut seen = HashSet::new();
    for (path, text) in [("id", brand.id.as_str())].into_iter().chain(purposes).chain(channels) {
        if !id(text) {
            problems.add(
                "bad_id",
                path,
                format!("`{text}` is not an id: use 1 to 64 letters, digits, `-`, `_` or `.`"),
            );
        }
        if !seen.insert((path, text)) {
            problems.add("twice", path, format!("`{text}` stands twice"));
        }
    }
    match name::cleaned(&brand.name) {
        seen if seen.is_empty() => problems.add("name_missing", "name", "say how people know the brand"),
        seen if !name::fits(&seen) => {
            problems.add("name_too_long", "name", format!("at most {} characters", name::LONGEST));
        }
        _ => {}
    }
    for (path, address) in [("sender.email", &brand.sender.email), ("sender.reply_to", &brand.sender.reply_to)] {
        if !address.is_empty() && normalise(IdentifierKind::Email, address, "").is_none_or(|own| !own.value.is_ascii())
        {
            problems.add(
                "bad_address",
                path,
                format!("`{address}` is not an address that mail can be sent from, such as news@shop.example"),
            );
        }
    }
    if !brand.look.colour.is_empty() && Colour::read(&brand.look.colour).is_none() {
        problems.add("bad_colour", "look.colour", "a colour is written as `#1d4ed8`");
    }
    if !brand.look.logo.is_empty() && !is_logo(&brand.look.logo) {
        let message = "a logo is a PNG, JPEG, WebP or SVG picture of at most 48 KB, as `data:image/png;base64,...`";
        problems.add("bad_logo", "look.logo", message);
    }
    for host in brand.sender.link_hosts.iter().filter(|host| !is_host(host)) {
        let message = format!("`{host}` is not a host such as shop.example or *.shop.example, in lower case");
        problems.add("bad_host", "sender.link_hosts", message);
    }
}

fn places(brand: &Brand, problems: &mut Problems) {
    if TimeZone::get(&brand.zone).map_or(true, |zone| zone.is_unknown()) {
        problems.add("unknown_zone", "zone", format!("`{}` is not a time zone such as Europe/Berlin", brand.zone));
    }
    let country = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
    let own = (!brand.country.is_empty()).then_some(("country", &brand.country));
    let holidays = brand.holidays.iter().map(|list| ("holidays", &list.country));
    let soft = brand.soft_opt_in.iter().map(|rule| ("soft_opt_in", &rule.country));
    for (path, text) in own.into_iter().chain(holidays).chain(soft) {
        if !country(text) {
            problems.add(
                "bad_country",
                path,
                format!("`{text}` is not a country code of two capital letters such as DE"),
            );
        }
    }
    for channel in brand.soft_opt_in.iter().flat_map(|rule| &rule.channels) {
        if brand.channel(channel).is_none() {
            problems.add("unknown_channel", "soft_opt_in", format!("there is no channel `{channel}` in `channels`"));
        }
    }
}

fn limits(brand: &Brand, problems: &mut Problems) {
    let own = brand.caps.iter().map(|cap| ("caps".to_owned(), cap));
    let public = brand.public_caps.iter().map(|cap| ("public_caps".to_owned(), cap));
    if brand.public_caps.is_empty() {
        let message = "what anybody can say needs a bound, such as max: 4, per: 1h: it may be wide, but not missing";
        problems.add("bad_cap", "public_caps", message);
    }
    let channels = brand
        .channels
        .iter()
        .flat_map(|channel| channel.caps.iter().map(move |cap| (format!("channels.{}.caps", channel.id), cap)));
    for (path, Cap { max, per }) in own.chain(public).chain(channels) {
        if *max == 0 || *per <= Span::ZERO {
            problems.add(
                "bad_cap",
                path,
                "a cap needs at least one message and a span above zero, such as max: 3, per: 7d",
            );
        }
    }
    if !brand.currency.is_listed() {
        let message = format!("`{}` is not a currency code such as EUR", brand.currency);
        problems.add("unknown_currency", "currency", message);
    }
    for channel in &brand.channels {
        let Money { currency, .. } = channel.unit_cost;
        if !currency.is_listed() {
            let message = format!("`{currency}` is not a currency code such as EUR");
            problems.add("unknown_currency", format!("channels.{}.unit_cost", channel.id), message);
        }
        if channel.unit_cost.minor < 0 {
            problems.add(
                "bad_cost",
                format!("channels.{}.unit_cost", channel.id),
                "a message cannot cost less than nothing",
            );
        }
    }
    if let Some(HoldOut { percent, .. }) = brand.hold_out.as_ref().filter(|own| !(0.0..=100.0).contains(&own.percent)) {
        problems.add("bad_percent", "hold_out.percent", format!("{percent} is not between 0 and 100"));
    }
    if brand.affinity.half_life <= Span::ZERO {
        problems.add("bad_half_life", "affinity.half_life", "use a span above zero such as 30d");
    }
    for weight in brand.affinity.weights.iter().filter(|weight| !weight.weight.is_finite()) {
        problems.add(
            "bad_weight",
            "affinity.weights",
            format!("the weight of `{}` must be a finite number", weight.event),
        );
    }
    if brand.confirm_within <= Span::ZERO {
        problems.add("bad_confirm_within", "confirm_within", "use a span above zero such as 3d");
    }
}

fn purposes(brand: &Brand, problems: &mut Problems) {
    for purpose in &brand.purposes {
        let path = format!("purposes.{}", purpose.id);
        if purpose.expires_after.is_some_and(|span| span <= Span::ZERO) {
            problems.add(
                "bad_expiry",
                format!("{path}.expires_after"),
                "use a span above zero such as 730d, or leave it out",
            );
        }
        let mut seen = HashSet::new();
        for wording in &purpose.wordings {
            if wording.text.trim().is_empty() {
                problems.add("wording_missing", format!("{path}.wordings"), "a wording needs its text");
            }
            if !seen.insert((wording.version, &wording.language)) {
                let message = format!("version {} in `{}` stands twice", wording.version, wording.language);
                problems.add("twice", format!("{path}.wordings"), message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::{Purpose, PurposeKind};

    #[test]
    fn a_purpose_keeps_its_kind() {
        let of = |kind| {
            let offers = Purpose { id: "offers".into(), kind, ..Purpose::default() };
            Brand { purposes: vec![offers], ..Brand::new("acme", "Acme") }
        };
        let (advertising, service, none) =
            (of(PurposeKind::Marketing), of(PurposeKind::Service), Brand::new("acme", "Acme"));
        let codes = |brand: &Brand, before: &[Brand]| {
            check_against(brand, before).into_iter().map(|p| (p.code, p.path)).collect::<Vec<_>>()
        };
        let changed = [("purpose_kind_changed", "purposes.offers.kind".to_owned())];
        assert!(codes(&service, &[]).is_empty() && codes(&service, std::slice::from_ref(&none)).is_empty());
        assert_eq!(codes(&service, std::slice::from_ref(&advertising)), changed);
        assert_eq!(codes(&service, &[none, advertising.clone()]), changed, "given up in between");
        assert_eq!(codes(&advertising, std::slice::from_ref(&service)), changed);
        assert!(codes(&service, &[service.clone(), advertising]).is_empty(), "as an earlier release let it through");
    }

    #[test]
    fn hosts_are_names_and_nothing_more() {
        assert!(is_host("shop.example") && is_host("*.shop.example"));
        for bad in [
            "",
            "*",
            "*.",
            "localhost/",
            "https://shop.example",
            "shop.example/x",
            "Shop.example",
            "a b.c",
            ".x",
            "a.b:1",
        ] {
            assert!(!is_host(bad), "{bad}");
        }
    }
}
