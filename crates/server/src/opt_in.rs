//! Double opt-in by e-mail: the message that asks an address whether it agrees.
//!
//! The link in it leads to a page whose button confirms; nothing is confirmed by opening the link.

use crate::{
    App,
    links::{Confirm, Links},
    pages::words::Language,
    problem::Problem,
    rates::RateRefusal,
    service_mail::ServiceMail,
};
use rapport_channel::Outgoing;
use rapport_customer::{Act, Brand, Customer, Declaration};
use rapport_engine::PROVING;
use rapport_kernel::{CustomerId, Map, SourceId, Span, Time, Value};
use smol_str::SmolStr;
use std::net::IpAddr;

/// The event that begins the journey.
pub const EVENT: &str = "Confirmation Requested";

/// The message.
const MESSAGE: ServiceMail = ServiceMail {
    prefix: PROVING[0],
    event: EVENT,
    name: "Double opt-in",
    description: "Asks an address whether it agrees. Published by Rapport when a brand needs it first.",
    valid_for: "3d",
    activity: "double-opt-in",
    campaign: ["consent", "Consent"],
    body: "{{ data.asking }}\n\n{{ data.wording }}\n\n[{{ data.button }}]({{ data.url }})\n\n{{ data.ignore }}\n",
};

/// Makes sure that a confirmation can be sent for this brand.
///
/// # Errors
/// A named refusal if the brand has no e-mail channel or no service purpose.
pub async fn ready(app: &App, brand: &Brand) -> Result<(), Problem> {
    MESSAGE.ready(app, brand).await
}

/// Sends the message for a recorded request, to the address that is asked and to no other.
///
/// # Errors
/// What the log refuses.
pub async fn ask(app: &App, brand: &Brand, customer: CustomerId, said: &Declaration) -> Result<(), Problem> {
    let (Some(purpose), Some(channel), Some(address)) = (&said.purpose, &said.channel, &said.address) else {
        return Ok(());
    };
    let spoken = said.wording.as_ref().map(|wording| wording.language.as_str());
    let language = spoken.and_then(Language::of).unwrap_or(Language::En);
    let words = language.words();
    let mut properties = Map::default();
    let mut set = |name: &str, text: &str| properties.set(name, Value::Text(text.into()));
    set("subject", &format!("{}: {}", brand.name, words.opt_in_subject));
    set("asking", words.opt_in_text);
    set("wording", said.wording.as_ref().map(|wording| wording.text.as_str()).unwrap_or_default());
    set("button", words.confirm_button);
    set("ignore", words.opt_in_ignore);
    set("language", language.tag());
    set("to", &address.value);
    set("purpose", purpose.as_str());
    set("channel", channel.as_str());
    properties.set("asked", Value::Int(said.at.0));
    let message_id = format!("{customer}/{purpose}/{channel}/{}", said.at.0);
    MESSAGE.send(app, brand, customer, message_id, properties).await
}

/// The link for the message with this data: made when it leaves, so that no record holds one.
#[must_use]
pub fn link(data: &Map, links: &Links, outgoing: &Outgoing, address: SmolStr) -> Option<String> {
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let Some(Value::Int(asked)) = data.get("asked") else { return None };
    let (customer, brand) = (outgoing.customer, outgoing.brand.clone());
    let (purpose, channel) = (text("purpose")?.into(), text("channel")?.into());
    Some(links.url(&Confirm { customer, brand, purpose, channel, asked: Time(*asked), address }))
}

/// The request a confirmation answers, as a page shows it: what was asked, and the address's kind. Two may have been made at
/// the same moment for different addresses; the link is worth something for the one it was sent to only.
#[must_use]
pub fn request<'a>(links: &Links, customer: &'a Customer, link: &Confirm) -> Option<&'a Declaration> {
    let all = customer.consents().history().iter().map(|recorded| &recorded.declaration);
    let fits = |said: &&Declaration| {
        said.act == Act::RequestConfirmation
            && said.at == link.asked
            && said.brand == link.brand
            && said.purpose.as_ref() == Some(&link.purpose)
            && said.channel.as_ref() == Some(&link.channel)
    };
    let mut asked = all.rev().filter(fits);
    if link.address.is_empty() {
        let only = asked.next();
        return only.filter(|first| asked.all(|other| other.address == first.address));
    }
    let sent_to = |said: &&Declaration| {
        said.address.as_ref().is_some_and(|address| links.address(link.customer, address) == link.address)
    };
    asked.find(sent_to)
}

/// Counts a question to this address, so that nobody can flood somebody else's mailbox through us.
///
/// # Errors
/// The named refusals of [`Rates`](crate::rates::Rates).
pub fn not_too_often(app: &App, asking: &Declaration, source: &SourceId, from: Option<IpAddr>) -> Result<(), Problem> {
    match &asking.address {
        Some(address) => app.rates.ask(address, Some(source), from, app.now()),
        // Without an address the rules of consent refuse it.
        None => Ok(()),
    }
}

/// Nothing was recorded, so nothing is sent: it was no question.
pub fn not_asked(app: &App, asking: &Declaration) {
    if asking.act == Act::RequestConfirmation
        && let Some(address) = &asking.address
    {
        app.rates.not_sent(address);
    }
}

/// Refuses to ask the same question twice on one day, where the person is there: on their own page, or before somebody who
/// works here. They may well agree to two purposes at once, so the bound of one question a day ([`not_too_often`]) is for
/// sources only.
///
/// # Errors
/// The named refusal `asked_today`.
pub async fn not_the_same_twice(app: &App, customer: CustomerId, asking: &Declaration) -> Result<(), Problem> {
    let asking = asking.clone();
    let look = move |shard: &rapport_engine::Shard, id| {
        shard.customer(id).is_some_and(|record| {
            let all = record.customer.consents().history().iter();
            too_soon(all.map(|recorded| &recorded.declaration), &asking)
        })
    };
    if app.runtime.ask(customer, look).await? {
        return Err(Problem::refused(
            RateRefusal::AskedToday.code(),
            "This address was asked for this confirmation within the last 24 hours.",
        ));
    }
    Ok(())
}

/// Whether this address was asked within the last 24 hours about the same brand, purpose and channel. There are only so
/// many of these, and each is a question of its own.
fn too_soon<'a>(history: impl Iterator<Item = &'a Declaration>, asking: &Declaration) -> bool {
    fn question(said: &Declaration) -> impl PartialEq + '_ {
        (said.act, &said.address, &said.brand, &said.purpose, &said.channel)
    }
    asking.address.is_some() && { history }
        .any(|said| question(said) == question(asking) && asking.at.since(said.at) < Span::DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_customer::Proof;
    use rapport_kernel::Identifier;

    fn asking(purpose: &str, address: &str, at: Time) -> Declaration {
        Declaration {
            at,
            act: Act::RequestConfirmation,
            brand: "main".into(),
            purpose: Some(purpose.into()),
            channel: Some("email".into()),
            wording: None,
            address: Some(Identifier { kind: rapport_kernel::IdentifierKind::Email, value: address.into() }),
            source: "test".into(),
            proof: Proof::Claimed,
        }
    }

    #[test]
    fn a_link_answers_the_request_for_the_address_it_was_sent_to() {
        let (brand, now) = (Brand::new("main", "Main"), Time(0) + Span::DAY);
        let mut customer = Customer::new(CustomerId(1));
        let wording =
            rapport_customer::Wording { id: "offers".into(), version: 1, language: "en".into(), text: "Yes".into() };
        for address in ["ada@example.com", "mallory@evil.example"] {
            let said = Declaration { wording: Some(wording.clone()), ..asking("offers", address, now) };
            assert!(customer.declare(said, &brand, now).is_ok());
        }
        let links = Links::new(b"a secret", "");
        let answered = |address: SmolStr| {
            let (brand, purpose, channel) = ("main".into(), "offers".into(), "email".into());
            let link = Confirm { customer: customer.id, brand, purpose, channel, asked: now, address };
            request(&links, &customer, &link).and_then(|said| said.address.clone()).map(|address| address.value)
        };
        for address in ["ada@example.com", "mallory@evil.example"] {
            let identifier = Identifier { kind: rapport_kernel::IdentifierKind::Email, value: address.into() };
            assert_eq!(answered(links.address(customer.id, &identifier)).as_deref(), Some(address));
            assert_eq!(answered(links.address(CustomerId(2), &identifier)), None);
        }
        assert_eq!(answered(SmolStr::default()), None, "an old link, and two it could mean");
    }

    #[test]
    fn the_same_question_is_asked_once_a_day_and_another_at_once() {
        let begun = Time(0) + Span::DAY;
        let before = [asking("offers", "ada@example.com", begun)];
        let soon = |purpose: &str, address: &str, at| too_soon(before.iter(), &asking(purpose, address, at));
        assert!(soon("offers", "ada@example.com", begun + Span::HOUR));
        assert!(!soon("news", "ada@example.com", begun + Span::HOUR), "another purpose is another question");
        assert!(!soon("offers", "bob@example.com", begun + Span::HOUR));
        assert!(!soon("offers", "ada@example.com", begun + Span::DAY));
    }
}
