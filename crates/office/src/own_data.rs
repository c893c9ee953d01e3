//! A person's way to their own data: a link, sent on request to an address that was confirmed for this person before.
//!
//! The link in the foot of a mail is forwarded and kept, so it opens nothing but the state of its address. This one is good
//! for [`GOOD_FOR`], for one customer and one address, and taking everything along and being erased go once with it.

use crate::{
    Office,
    links::{Links, OwnData},
    refused::Refused,
    service_mail::ServiceMail,
    words::Language,
};
use rapport_customer::Brand;
use rapport_engine::{PROVING, Record};
use rapport_kernel::{BrandId, CustomerId, Identifier, IdentifierKind, Map, Span, Time, Value};
use smol_str::SmolStr;

/// The event that begins the journey.
pub const EVENT: &str = "Own Data Requested";
/// How long a link is good.
pub const GOOD_FOR: Span = Span(30 * Span::MINUTE.0);
/// How long after one the next may be asked for.
const APART: Span = Span(5 * Span::MINUTE.0);
/// How many a person may ask for in a day.
const A_DAY: usize = 5;

const MESSAGE: ServiceMail = ServiceMail {
    prefix: PROVING[1],
    event: EVENT,
    name: "Own data",
    description: "Sends people the link to their own data. Published by Rapport when it is needed first.",
    // Its reader has some of the time the link is good for, however late it arrives.
    valid_for: "20m",
    activity: "own-data",
    campaign: ["privacy", "Privacy"],
    body: "{{ data.asking }}\n\n[{{ data.button }}]({{ data.url }})\n\n{{ data.ignore }}\n",
};

/// The addresses a link may be sent to: those that prove who the person is and that mail reaches.
#[must_use]
pub fn addresses(record: &Record) -> Vec<&Identifier> {
    let mut all = record.customer.proofs();
    all.retain(|address| address.kind == IdentifierKind::Email);
    all
}

/// An address so that its owner knows it again and nobody else learns it: `a***@e***.com`.
#[must_use]
pub fn masked(address: &str) -> String {
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let (name, host) = address.split_once('@').unwrap_or((address, ""));
    let end = host.rsplit_once('.').map_or("", |(_, end)| end);
    format!("{}***@{}***.{end}", first(name), first(host))
}

/// Whether another link may be asked for.
#[must_use]
pub fn may_ask(record: &Record, now: Time) -> bool {
    let asked = record.messages.iter().filter(|message| !message.was_turned_away());
    let ours = asked.filter(|message| message.journey.as_str().starts_with(PROVING[1]));
    is_time(ours.map(|message| message.delivery.planned), now)
}

fn is_time(asked: impl Iterator<Item = Time>, now: Time) -> bool {
    let asked: Vec<Time> = asked.filter(|at| now.since(*at) < Span::DAY).collect();
    asked.len() < A_DAY && asked.iter().all(|at| now.since(*at) >= APART)
}

/// Sends the link.
///
/// # Errors
/// What the brand's settings or the log refuse.
pub async fn send(
    app: &Office,
    brand: &Brand,
    customer: CustomerId,
    address: &Identifier,
    language: Language,
) -> Result<(), Refused> {
    MESSAGE.ready(app, brand).await?;
    let words = language.words();
    let mut properties = Map::default();
    let mut set = |name: &str, text: &str| properties.set(name, Value::Text(text.into()));
    set("subject", &format!("{}: {}", brand.name, words.own_data_subject));
    set("asking", words.own_data_text);
    set("button", words.own_data_button);
    set("ignore", words.own_data_ignore);
    set("language", language.tag());
    set("to", &address.value);
    let asked = app.now();
    properties.set("asked", Value::Int(asked.0));
    // Asked for twice at the same moment, it is one question.
    let message_id = format!("own-data/{customer}/{}", asked.0 / APART.0);
    MESSAGE.send(app, brand, customer, message_id, properties).await
}

/// The link for the message with this data: made when it leaves, so that no record holds one. It is the same in every try,
/// for what a request may do once must not be possible once for each try.
#[must_use]
pub fn link(data: &Map, links: &Links, customer: CustomerId, brand: &BrandId, address: SmolStr) -> Option<String> {
    let Some(Value::Int(asked)) = data.get("asked") else { return None };
    Some(links.url(&OwnData { customer, brand: brand.clone(), address, made: Time(*asked) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_try_of_a_mail_carries_the_same_link() {
        let links = Links::new(b"a secret", "https://rapport.example");
        let asked = |asked: Option<i64>| {
            let mut data = Map::default();
            if let Some(at) = asked {
                data.set("asked", Value::Int(at));
            }
            link(&data, &links, CustomerId(1), &"acme".into(), "hashed".into())
        };
        let url = asked(Some(1_772_000_000_000)).unwrap_or_default();
        let read = links.read::<OwnData>(url.trim_start_matches("https://rapport.example/p/d/"));
        assert_eq!(read.map(|link| link.made), Some(Time(1_772_000_000_000)), "nothing of the moment it leaves");
        assert_eq!(asked(Some(1_772_000_000_000)), Some(url));
        assert_eq!(asked(None), None);
    }

    #[test]
    fn links_are_asked_for_five_times_a_day_and_five_minutes_apart() {
        let minute = |n: i64| Time(n * Span::MINUTE.0);
        let may = |asked: &[i64], now: i64| is_time(asked.iter().map(|n| minute(*n)), minute(now));
        assert!(may(&[], 0));
        assert_eq!([may(&[0], 4), may(&[0], 5)], [false, true]);
        assert_eq!([may(&[0, 10, 20, 30], 40), may(&[0, 10, 20, 30, 40], 50)], [true, false]);
        assert!(may(&[0, 10, 20, 30, 40], 24 * 60), "the first is a day ago");
    }

    #[test]
    fn a_masked_address_tells_its_owner_only() {
        assert_eq!(masked("ada@example.com"), "a***@e***.com");
        assert_eq!(masked("\u{e9}@x"), "\u{e9}***@x***.");
        assert_eq!(masked(""), "***@***.");
    }
}
