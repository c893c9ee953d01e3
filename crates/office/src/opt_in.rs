//! Double opt-in by e-mail: the message that asks an address whether it agrees.
//!
//! The link in it leads to a page whose button confirms; nothing is confirmed by opening the link.

use crate::{
    Office,
    links::{Confirm, Links},
    publishing::Turn,
    rates::{self, Asking, Counted, RateRefusal},
    refused::Refused,
    service_mail::ServiceMail,
    words::Language,
};
use rapport_channel::{Outgoing, report::NO_WAY_OUT};
use rapport_customer::{Act, Brand, Customer, Declaration};
use rapport_engine::{Message, PROVING, Record, listing::Group};
use rapport_kernel::{CustomerId, JourneyId, Map, SourceId, Span, Time, Value};
use smol_str::SmolStr;
use std::{net::IpAddr, sync::Arc};

/// The event that begins the journey.
pub const EVENT: &str = "Confirmation Requested";

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
pub async fn ready(app: &Office, brand: &Brand) -> Result<(), Refused> {
    MESSAGE.ready(app, brand).await
}

/// Sends the message for a recorded request, to the address that is asked and to no other.
///
/// # Errors
/// What the log refuses.
pub async fn ask(app: &Office, brand: &Brand, customer: CustomerId, said: &Declaration) -> Result<(), Refused> {
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

/// Sends the messages of requests whose message may never have been written: the program can end between the two. One that was
/// is recognised by its id and not sent twice.
///
/// # Errors
/// What the log refuses.
pub async fn ask_again(app: &Office) -> Result<(), Refused> {
    let now = app.now();
    let open = app.runtime.ask_all(move |shard| {
        let records = shard.partitions().flat_map(|partition| partition.customers());
        records.flat_map(|record| without_message(record, now)).collect::<Vec<_>>()
    });
    for (customer, said) in open.await?.into_iter().flatten() {
        if let Some(brand) = app.brand(&said.brand).await? {
            ask(app, &brand, customer, &said).await?;
        }
    }
    Ok(())
}

/// What a customer was to be asked within the last day, has not answered, and has no message for.
fn without_message(record: &Record, now: Time) -> Vec<(CustomerId, Declaration)> {
    let answers = |message: &Message, at: Time| match message.data.path("data.asked") {
        Some(asked) => *asked == Value::Int(at.0),
        // What has ended no longer says which request it was made for.
        None => message.delivery.planned >= at,
    };
    let has = |at: Time| record.messages.iter().any(|message| asks_to_confirm(message) && answers(message, at));
    let open = rates::unanswered(&record.customer, now);
    let history = record.customer.consents().history().iter().map(|recorded| &recorded.declaration);
    let requests = history.filter(|said| said.act == Act::RequestConfirmation && !has(said.at));
    let waits = requests
        .filter(|said| open.iter().any(|(address, at)| *at == said.at && said.address.as_ref() == Some(address)));
    waits.map(|said| (record.customer.id, said.clone())).collect()
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

/// Whether a confirmation of this request comes too late by now: the message waited longer than the brand lets people confirm.
#[must_use]
pub fn is_too_late(outgoing: &Outgoing, brand: &Brand, now: Time) -> bool {
    let asks = outgoing.send_key.parts().is_ok_and(|parts| parts.journey.as_str().starts_with(PROVING[0]));
    let asked = outgoing.data.path("data.asked").filter(|_| asks);
    matches!(asked, Some(Value::Int(asked)) if now > Time(*asked) + brand.confirm_within)
}

/// Whether mail of this brand has a way out; without one, what is asked waits.
fn has_way_out(app: &Office, brand: &Brand) -> bool {
    app.mail.is_set_up() && !brand.sender.email.is_empty()
}

/// Mail has a way out now: what waited for one goes.
///
/// # Errors
/// What the log refuses.
pub async fn way_out(app: &Office) -> Result<(), Refused> {
    Turn::take(app).await.say_again(|brand| has_way_out(app, brand)).await
}

/// Whether a message asks for a confirmation.
#[must_use]
pub fn asks_to_confirm(message: &Message) -> bool {
    asks(&message.journey)
}

/// Whether these messages ask for a confirmation and wait for a sender or a mail server.
#[must_use]
pub fn waits_for_way_out(group: &Group) -> bool {
    group.state == "deferred" && NO_WAY_OUT.contains(&group.reason.as_str()) && asks(&group.journey)
}

fn asks(journey: &JourneyId) -> bool {
    journey.as_str().starts_with(PROVING[0])
}

/// How many confirmations wait for a sender or a mail server.
///
/// # Errors
/// While stopping.
pub async fn waiting(app: &Office) -> Result<u64, Refused> {
    let counted = app.runtime.ask_all(|shard| {
        let groups = shard.partitions().flat_map(|partition| partition.listing().groups());
        groups.filter(|(group, _)| waits_for_way_out(group)).map(|(_, count)| count).sum::<u64>()
    });
    Ok(counted.await?.into_iter().sum())
}

/// Whether this very question was answered by this very address, and the answer stands.
///
/// # Errors
/// While stopping.
pub async fn is_answered(
    app: &Office,
    customer: Option<CustomerId>,
    brand: &Arc<Brand>,
    asking: &Declaration,
) -> Result<bool, Refused> {
    let Some(customer) = customer else { return Ok(false) };
    let (brand, asking, now) = (brand.clone(), asking.clone(), app.now());
    let look = move |shard: &rapport_engine::Shard, id| {
        shard.customer(id).is_some_and(|record| record.customer.has_answered(&asking, &brand, now))
    };
    Ok(app.runtime.ask(customer, look).await?)
}

/// Counts a question to this address, so that nobody can flood somebody else's mailbox through us.
///
/// # Errors
/// The named refusals of [`Rates`](crate::rates::Rates).
pub fn not_too_often(
    app: &Office,
    brand: &Brand,
    asking: &Declaration,
    source: &SourceId,
    (public, from): (bool, Option<IpAddr>),
    answered: bool,
) -> Result<Option<Counted>, Refused> {
    let by = Asking { source: Some(source), network: from, public, answered, waits: !has_way_out(app, brand) };
    match &asking.address {
        Some(address) => app.rates.ask(address, by, app.now()).map(Some),
        // Without an address the rules of consent refuse it.
        None => Ok(None),
    }
}

/// Refuses to ask the same question too often, where the person is there: on their own page, or before somebody who works
/// here. They may well agree to two purposes at once, so the bound on all questions to an address ([`not_too_often`]) is for
/// sources only.
///
/// # Errors
/// The named refusals of [`Rates`](crate::rates::Rates) that are about an address.
pub async fn not_the_same_twice(
    app: &Office,
    customer: CustomerId,
    brand: &Brand,
    asking: &Declaration,
) -> Result<(), Refused> {
    let (question, limits, waits) = (asking.clone(), app.rates.limits(), !has_way_out(app, brand));
    let look = move |shard: &rapport_engine::Shard, id| {
        let history = shard.customer(id)?.customer.consents().history();
        too_soon(history.iter().map(|recorded| &recorded.declaration), &question, limits, waits)
    };
    match app.runtime.ask(customer, look).await? {
        Some((why, wait)) => Err(rates::problem(why, wait)),
        None => Ok(()),
    }
}

/// Whether this address was asked too often about the same brand, purpose and channel since it last answered. There are only so
/// many of these, and each is a question of its own.
fn too_soon<'a>(
    history: impl Iterator<Item = &'a Declaration>,
    asking: &Declaration,
    limits: rates::Limits,
    waits: bool,
) -> Option<(RateRefusal, Span)> {
    fn question(said: &Declaration) -> impl PartialEq + '_ {
        (&said.address, &said.brand, &said.purpose, &said.channel)
    }
    let mut asked: Vec<Time> = Vec::new();
    for said in history.filter(|said| question(said) == question(asking) && said.address.is_some()) {
        match said.act {
            Act::RequestConfirmation if asking.at.since(said.at) < Span::DAY => asked.push(said.at),
            Act::Confirm => asked.clear(),
            _ => {}
        }
    }
    let (first, last) = (*asked.first()?, *asked.last()?);
    let left = |since: Time, span: Span| Span(span.0 - asking.at.since(since).0);
    if waits {
        Some((RateRefusal::Waits, left(last, Span::DAY)))
    } else if limits.per_address > 0 && asked.len() >= limits.per_address {
        Some((RateRefusal::AskedToday, left(first, Span::DAY)))
    } else if asking.at.since(last) < limits.again_after {
        Some((RateRefusal::AskedJustNow, left(last, limits.again_after)))
    } else {
        None
    }
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
            public: false,
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
    fn the_same_question_is_asked_again_after_minutes_and_at_once_when_it_was_answered() {
        let begun = Time(0) + Span::DAY;
        let limits = rates::Limits::default();
        let after = |before: &[Declaration], purpose: &str, address: &str, at, waits| {
            too_soon(before.iter(), &asking(purpose, address, at), limits, waits).map(|(why, _)| why)
        };
        let once = vec![asking("offers", "ada@example.com", begun)];
        let soon = |purpose: &str, address: &str, at| after(&once, purpose, address, at, false);
        assert_eq!(soon("offers", "ada@example.com", begun + Span::MINUTE), Some(RateRefusal::AskedJustNow));
        assert_eq!(soon("offers", "ada@example.com", begun + Span::HOUR), None);
        assert_eq!(soon("news", "ada@example.com", begun + Span::MINUTE), None, "another purpose is another question");
        assert_eq!(soon("offers", "bob@example.com", begun + Span::MINUTE), None);
        let waits = after(&once, "offers", "ada@example.com", begun + Span::HOUR, true);
        assert_eq!(waits, Some(RateRefusal::Waits));
        let hours = |n| begun + Span::HOUR.times(n);
        let mut often: Vec<_> = (0..3).map(|n| asking("offers", "ada@example.com", hours(n))).collect();
        assert_eq!(after(&often, "offers", "ada@example.com", hours(5), false), Some(RateRefusal::AskedToday));
        assert_eq!(after(&often, "offers", "ada@example.com", hours(25), false), None);
        let act = |act, at| Declaration { act, ..asking("offers", "ada@example.com", at) };
        often.extend([act(Act::Confirm, hours(3)), act(Act::Withdraw, hours(3))]);
        assert_eq!(after(&often, "offers", "ada@example.com", hours(3), false), None);
    }
}
