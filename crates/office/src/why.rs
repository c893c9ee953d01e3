//! "Why did I (not) get this?": everything recorded about one person and one journey, in plain sentences, and what the
//! gate would say at this moment.

use crate::{
    Office,
    refused::Refused,
    said::{self, refusal},
    timeline,
    view::{All, DeliveryCode, ExitCode, RefusalCode, TimelineEntry, Why, WhyNow, WhySaid, said::Moment},
};
use rapport_channel::Outcome;
use rapport_customer::{Budget, CheckOutcome, JourneyStatus, Request, Ruling, SendKey, WhenBlocked, gate};
use rapport_engine::{
    Record, Shard, What,
    catalog::{Live, Version},
};
use rapport_journey::{Passage, document::Pressure};
use rapport_kernel::{CustomerId, JourneyId, Lsn, Map, StepId, Time};
use std::sync::Arc;

/// What is known of the journey itself and of the person in it.
struct Standing {
    name: Option<String>,
    status: Option<JourneyStatus>,
    /// Since when its triggers watch, as they are now.
    since: Option<Time>,
    inside: Vec<String>,
    held_out: bool,
    now: Vec<WhyNow>,
}

/// The answer.
///
/// # Errors
/// [`crate::refused::Cause::NotFound`] for a journey nobody knows and that left no trace.
pub async fn answer(
    app: &Office,
    customer: CustomerId,
    journey: &str,
    whats: &[&What],
    entries: Vec<TimelineEntry>,
) -> Result<Why, Refused> {
    let id = JourneyId::from(journey);
    let now = app.now();
    let looked = app.runtime.ask(customer, move |shard, customer| standing(shard, customer, &id, now)).await?;
    if looked.name.is_none() && entries.is_empty() {
        return Err(Refused::not_found("journey"));
    }
    let said = sentences(&looked, whats);
    Ok(Why {
        customer: customer.to_string(),
        journey: journey.to_owned(),
        name: looked.name.clone().unwrap_or_else(|| journey.to_owned()),
        answer: said.iter().map(ToString::to_string).collect(),
        said,
        entries,
        now: looked.now,
    })
}

fn standing(shard: &Shard, customer: CustomerId, id: &JourneyId, now: rapport_kernel::Time) -> Standing {
    let live = shard.catalog.journey(id);
    let version = live.and_then(|live| live.latest());
    let record = shard.customer(customer);
    let enrolment = record.and_then(|record| record.enrolments.iter().find(|enrolment| enrolment.journey == *id));
    let inside = enrolment.map(|e| e.passages.iter().map(|i| i.step.to_string()).collect()).unwrap_or_default();
    let mut all = Vec::new();
    if let (Some(live), Some(version), Some(record)) = (live, version, record) {
        for step in version.contents.keys() {
            let Some(message) = version.journey.message(step) else { continue };
            let inside = enrolment.and_then(|enrolment| enrolment.passages.last());
            let Some(ruling) = gate_now(shard, record, inside, live.status, version, step, now) else { continue };
            all.push(WhyNow {
                step: step.to_string(),
                channel: message.channel.to_string(),
                verdict: timeline::outcome(ruling.outcome).to_owned(),
                checks: timeline::checks(&ruling.checks),
            });
        }
    }
    Standing {
        name: version.map(|version| version.journey.document().name.clone()),
        status: live.map(|live| live.status),
        since: live.and_then(watches_since),
        inside,
        held_out: enrolment.is_some_and(|enrolment| enrolment.held_out),
        now: all,
    }
}

/// When the first of the newest versions was published that have the same triggers.
fn watches_since(live: &Live) -> Option<Time> {
    let triggers = &live.latest()?.journey.document().triggers;
    let same = live.versions.values().rev().take_while(|version| version.journey.document().triggers == *triggers);
    same.last().map(|version| version.at)
}

/// What the gate would say about a step's message at this moment, if it were planned now and nothing else were: in the
/// passage the customer is in, else in one that a trusted source's word began.
fn gate_now(
    shard: &Shard,
    record: &Record,
    inside: Option<&Passage>,
    status: JourneyStatus,
    version: &Version,
    step: &StepId,
    now: Time,
) -> Option<Ruling> {
    let journey = &version.journey;
    let document = journey.document();
    let message = journey.message(step)?;
    let purpose = journey.purpose(step)?;
    let brand = shard.catalog.brand(&document.brand);
    let channel = brand.and_then(|brand| brand.channel(&message.channel));
    let cost = message.unit_cost.or(channel.map(|channel| channel.unit_cost)).unwrap_or_default();
    let offer = journey.offer(step, &Map::default());
    let key = SendKey::new(journey.id(), journey.version(), step, record.customer.id, &message.channel, Lsn::default());
    let when = |pressure| match pressure {
        Pressure::Defer => WhenBlocked::Defer,
        Pressure::Drop => WhenBlocked::Drop,
    };
    let request = Request {
        send_key: &key,
        brand: &document.brand,
        purpose,
        channel: &message.channel,
        to: None,
        public: inside.is_some_and(|passage| passage.public),
        activity: &document.activity,
        journey: journey.id(),
        priority: journey.priority(step),
        offer: offer.as_ref(),
        caps: &version.caps,
        hold_out: version.hold_out.as_ref(),
        cost,
        on_cap: when(message.on_cap),
        on_quiet: when(message.on_quiet),
        journey_status: status,
        rivals: &[],
    };
    let decision = rapport_customer::decide(&request, &record.customer, brand.map(Arc::as_ref), Budget::Unasked, now);
    Some(decision.ruling(now))
}

/// What happened, one sentence each, most telling first.
fn sentences(standing: &Standing, whats: &[&What]) -> Vec<WhySaid> {
    let mut said = Vec::new();
    match standing.status {
        None => said.push(WhySaid::NotLive),
        Some(JourneyStatus::Paused) => said.push(WhySaid::Paused),
        Some(JourneyStatus::Stopped) => said.push(WhySaid::Stopped),
        Some(JourneyStatus::Running) => {}
    }
    if standing.held_out {
        said.push(WhySaid::HeldOut);
    }
    said.extend(standing.inside.iter().map(|step| WhySaid::Inside { step: step.clone() }));
    for what in whats {
        if let Some(sentence) = sentence(what)
            && !said.contains(&sentence)
        {
            said.push(sentence);
        }
    }
    let never =
        !whats.iter().any(|what| matches!(what, What::Entered { .. } | What::NotEntered { .. } | What::Stale { .. }));
    if never && standing.inside.is_empty() {
        // What had happened before the publication did happen.
        if !whats.iter().any(|what| matches!(what, What::LookedBack { .. })) {
            said.push(WhySaid::Never);
        }
        said.extend(standing.since.map(|since| WhySaid::Watches { since: Moment(since) }));
    }
    said
}

fn sentence(what: &What) -> Option<WhySaid> {
    Some(match what {
        What::Entered { version, .. } => WhySaid::Entered { version: *version },
        What::NotEntered { why, .. } => WhySaid::NotEntered { refusal: refusal(why) },
        What::LookedBack { events, .. } => WhySaid::LookedBack { events: *events },
        What::Stale { matched, .. } => WhySaid::Stale { at: Moment(*matched) },
        What::Decided { send_key, ruling, claiming } => decided(step(send_key)?, *claiming, ruling),
        What::Dropped { send_key, why, shown: true } => {
            WhySaid::TakenDown { step: step(send_key)?, refusal: refusal(why) }
        }
        What::Overtaken { send_key, until } => WhySaid::Overtaken { step: step(send_key)?, until: Moment(*until) },
        What::Dropped { send_key, why, .. } => WhySaid::Dropped { step: step(send_key)?, refusal: refusal(why) },
        What::Delivery { send_key, outcome, .. } => delivery(send_key, outcome)?,
        What::Exited { why, step, .. } => match ExitCode::find(why) {
            Some(exit) => WhySaid::Exited { step: step.to_string(), exit },
            None => WhySaid::ExitedFor { step: step.to_string(), reason: why.to_string() },
        },
        What::Goal { .. } => WhySaid::Goal,
        _ => return None,
    })
}

fn step(key: &SendKey) -> Option<String> {
    Some(key.parts().ok()?.step.to_string())
}

fn decided(step: String, claiming: bool, ruling: &Ruling) -> WhySaid {
    let failed = ruling.checks.iter().filter_map(|check| match check.outcome {
        CheckOutcome::Failed(why) => Some(why.into()),
        _ => None,
    });
    let (moment, refusals) = (said::moment(claiming), All(failed.collect()));
    match (ruling.outcome, ruling.until) {
        (gate::Outcome::Allowed, _) => WhySaid::Allowed { step, moment },
        (gate::Outcome::Deferred, Some(until)) => {
            WhySaid::DeferredUntil { step, moment, refusals, until: Moment(until) }
        }
        (gate::Outcome::Deferred, None) => WhySaid::Deferred { step, moment, refusals },
        (gate::Outcome::Refused, _) => WhySaid::Refused { step, moment, refusals },
    }
}

fn delivery(key: &SendKey, outcome: &Outcome) -> Option<WhySaid> {
    let parts = key.parts().ok()?;
    let (step, channel, state) =
        (parts.step.to_string(), parts.channel.to_string(), DeliveryCode::find(outcome.code())?);
    Some(match outcome {
        Outcome::Refused { code, .. } | Outcome::Bounced { code, .. } => match RefusalCode::find(code) {
            Some(refusal) => WhySaid::DeliveryBecause { step, channel, state, refusal },
            None => WhySaid::DeliveryAnswer { step, channel, state, answer: code.to_string() },
        },
        Outcome::NotSent { why } | Outcome::Stopped { why } | Outcome::Unknown { why } => {
            WhySaid::DeliveryBecause { step, channel, state, refusal: refusal(why) }
        }
        _ => WhySaid::Delivery { step, channel, state },
    })
}
