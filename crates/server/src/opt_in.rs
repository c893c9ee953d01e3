//! Double opt-in by e-mail: the message that asks an address whether it agrees.
//!
//! It is a message like any other: a journey of its own sends it (one per brand, published here when it is needed first),
//! an activity pays for it, the gate sees it, its purpose is of the kind *service*. The link in it leads to a page whose
//! button confirms; nothing is confirmed by opening the link.

use crate::{App, links::Confirm, pages::words::Language, problem::Problem, rates::RateRefusal};
use rapport_customer::{Act, Brand, Declaration, PurposeKind};
use rapport_engine::{Body, Publication};
use rapport_kernel::{ActivityId, Currency, CustomerId, Event, EventKind, JourneyId, Map, SourceId, Span, Value};
use rapport_plan::{Change, Node, NodeId, Period};
use rapport_platform::{runtime::Submission, sql::journey};
use std::net::IpAddr;

/// The event that begins the journey.
pub const EVENT: &str = "Confirmation Requested";
/// The activity that pays; where it lies in a plan of another currency, one beside it.
const ACTIVITY: &str = "double-opt-in";

/// Makes sure that a confirmation can be sent for this brand.
///
/// # Errors
/// A named refusal if the brand has no e-mail channel or no service purpose.
pub async fn ready(app: &App, brand: &Brand) -> Result<(), Problem> {
    let service = brand.purposes.iter().find(|purpose| purpose.kind == PurposeKind::Service);
    let Some(service) = service else {
        return Err(Problem::refused(
            "no_service_purpose",
            "The brand needs a purpose of kind `service` for this message.",
        ));
    };
    if brand.channel(&"email".into()).is_none() {
        return Err(Problem::refused("no_email_channel", "The brand has no e-mail channel."));
    }
    let id = journey_id(brand);
    let wanted = id.clone();
    let live = app.runtime.ask_all(move |shard| shard.catalog.journey(&wanted).is_some()).await?;
    if live.into_iter().any(|known| known) {
        return Ok(());
    }
    let activity = plan(app, brand.currency).await?;
    let _one_at_a_time = app.publishing.lock().await;
    let text = document(brand, &id, &activity, service.id.as_str());
    let at = app.now();
    let new = journey::Publication {
        journey: &id,
        brand: &brand.id,
        activity: &activity,
        body: &text,
        author: "rapport",
        note: "asks an address to confirm",
        at,
    };
    let version = app.journeys.publish(&new).await?;
    let publication = Publication { journey: id, version, document: text, author: "rapport".into() };
    app.runtime.submit_and_wait(Submission::broadcast(Body::Publish(Box::new(publication)))).await?;
    Ok(())
}

/// The activity that these messages of a brand belong to, made if it is missing. It lies in a plan of the brand's currency:
/// in a plan of another, the gate would find no budget for them.
async fn plan(app: &App, currency: Currency) -> Result<ActivityId, Problem> {
    let tree = app.ledger.plan().tree();
    let fits = |name: &str| tree.currency(&NodeId::Activity(name.into())).is_none_or(|own| own == currency);
    let ending = if fits(ACTIVITY) { String::new() } else { format!("-{}", currency.code().to_lowercase()) };
    let activity = ActivityId::from(format!("{ACTIVITY}{ending}"));
    let leaf = NodeId::Activity(activity.clone());
    if tree.get(&leaf).is_some() {
        return Ok(activity);
    }
    let mut plans = tree.walk().into_iter().filter(|node| node.parent == NodeId::Company);
    let plan = plans.find(|node| tree.currency(&node.id) == Some(currency)).cloned();
    let mut new = Vec::new();
    let plan = plan.unwrap_or_else(|| {
        let now = app.now();
        let period = Period { from: now - Span::DAY, until: now + Span::DAY.times(3_650) };
        let made = Node::plan(&format!("service{ending}"), "Service", currency, period);
        new.push(made.clone());
        made
    });
    let area = NodeId::Area(format!("service-messages{ending}").as_str().into());
    let campaign = NodeId::Campaign(format!("consent{ending}").as_str().into());
    new.push(Node::new(area.clone(), plan.id, "Service messages"));
    new.push(Node::new(campaign.clone(), area, "Consent"));
    new.push(Node::new(leaf, campaign, "Double opt-in"));
    for node in new {
        if app.ledger.plan().tree().get(&node.id).is_none() {
            app.ledger.change(Change::Add { node }, "rapport", "for double opt-in", app.now()).await?;
        }
    }
    Ok(activity)
}

fn journey_id(brand: &Brand) -> JourneyId {
    format!("double-opt-in-{}", brand.id).into()
}

fn document(brand: &Brand, id: &JourneyId, activity: &ActivityId, purpose: &str) -> String {
    format!(
        r##"id: {id}
name: Double opt-in
description: Asks an address whether it agrees. Published by Rapport when a brand needs it first.
brand: {brand}
activity: {activity}
purpose: {purpose}
triggers:
  - when: {{event: {EVENT}}}
entry: {{re_entry: always}}
steps:
  - id: ask
    message:
      channel: email
      unit_cost: 0.00 {currency}
      valid_for: 3d
      content:
        subject: "{{{{ data.subject }}}}"
        text: |
          {{{{ data.asking }}}}

          {{{{ data.wording }}}}

          [{{{{ data.button }}}}]({{{{ data.url }}}})

          {{{{ data.ignore }}}}
"##,
        brand = brand.id,
        currency = brand.currency,
    )
}

/// Sends the message for a recorded request.
///
/// # Errors
/// What the log refuses.
pub async fn ask(app: &App, brand: &Brand, customer: CustomerId, said: &Declaration) -> Result<(), Problem> {
    let (Some(purpose), Some(channel)) = (said.purpose.clone(), said.channel.clone()) else { return Ok(()) };
    let spoken = said.wording.as_ref().map(|wording| wording.language.as_str());
    let language = spoken.and_then(Language::of).unwrap_or(Language::En);
    let words = language.words();
    let link = Confirm { customer, brand: brand.id.clone(), purpose, channel, asked: said.at };
    let mut properties = Map::default();
    let mut set = |name: &str, text: &str| properties.set(name, Value::Text(text.into()));
    set("subject", &format!("{}: {}", brand.name, words.opt_in_subject));
    set("asking", words.opt_in_text);
    set("wording", said.wording.as_ref().map(|wording| wording.text.as_str()).unwrap_or_default());
    set("button", words.confirm_button);
    set("ignore", words.opt_in_ignore);
    set("url", &app.links.url(&link));
    set("language", language.tag());
    let now = app.now();
    let event = Event {
        kind: EventKind::Track,
        name: EVENT.into(),
        message_id: format!("{customer}/{}/{}/{}", link.purpose, link.channel, said.at.0).into(),
        identifiers: said.address.iter().cloned().collect(),
        timestamp: now,
        received: now,
        source: SourceId::from("rapport"),
        brand: brand.id.clone(),
        properties,
        context: Map::default(),
    };
    let key = event.message_id.clone();
    let submission = Submission::about(customer, Body::Event(Box::new(event))).keyed(&"rapport".into(), &key);
    app.runtime.submit(vec![submission]).await?;
    Ok(())
}

/// The request a confirmation answers, as a page shows it: what was asked, and the address's kind.
#[must_use]
pub fn request<'a>(customer: &'a rapport_customer::Customer, link: &Confirm) -> Option<&'a Declaration> {
    let all = customer.consents().history().iter().map(|recorded| &recorded.declaration);
    all.rev().find(|said| {
        said.act == Act::RequestConfirmation
            && said.at == link.asked
            && said.brand == link.brand
            && said.purpose.as_ref() == Some(&link.purpose)
            && said.channel.as_ref() == Some(&link.channel)
    })
}

/// Counts a question to this address, so that nobody can flood somebody else's mailbox through us.
///
/// # Errors
/// The named refusals of [`Rates`](crate::rates::Rates).
pub fn not_too_often(
    app: &App,
    asking: &Declaration,
    source: Option<&SourceId>,
    from: Option<IpAddr>,
) -> Result<(), Problem> {
    match &asking.address {
        Some(address) => app.rates.ask(address, source, from, app.now()),
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

/// Refuses to ask the same question twice on one day on a person's own page. Whoever opened that may well agree to two
/// purposes at once, so the bound of one question a day ([`not_too_often`]) is not for it.
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
    use rapport_kernel::{Identifier, Time};

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
