//! "Why did I (not) get this?": everything recorded about one person and one journey, in plain sentences, and what the
//! gate would say at this moment.

use crate::{
    App,
    problem::Problem,
    timeline::{self, words},
    wire::{TimelineEntry, Why, WhyNow},
};
use rapport_customer::{Budget, JourneyStatus, Request, Ruling, SendKey, WhenBlocked, gate};
use rapport_engine::{Record, Shard, What, catalog::Version};
use rapport_journey::document::Pressure;
use rapport_kernel::{CustomerId, JourneyId, Lsn, Map, StepId, Time};
use std::sync::Arc;

/// What is known of the journey itself and of the person in it.
struct Standing {
    name: Option<String>,
    status: Option<JourneyStatus>,
    inside: Vec<String>,
    held_out: bool,
    now: Vec<WhyNow>,
}

/// The answer.
///
/// # Errors
/// [`crate::problem::Code::NotFound`] for a journey nobody knows and that left no trace.
pub async fn answer(
    app: &App,
    customer: CustomerId,
    journey: &str,
    whats: &[&What],
    entries: Vec<TimelineEntry>,
) -> Result<Why, Problem> {
    let id = JourneyId::from(journey);
    let now = app.now();
    let looked = app.runtime.ask(customer, move |shard, customer| standing(shard, customer, &id, now)).await?;
    if looked.name.is_none() && entries.is_empty() {
        return Err(Problem::not_found("journey"));
    }
    Ok(Why {
        customer: customer.to_string(),
        journey: journey.to_owned(),
        name: looked.name.clone().unwrap_or_else(|| journey.to_owned()),
        answer: sentences(&looked, whats),
        entries,
        now: looked.now,
    })
}

fn standing(shard: &Shard, customer: CustomerId, id: &JourneyId, now: rapport_kernel::Time) -> Standing {
    let live = shard.catalog.journey(id);
    let version = live.and_then(|live| live.latest());
    let record = shard.customer(customer);
    let enrolment = record.and_then(|record| record.enrolments.iter().find(|enrolment| enrolment.journey == *id));
    let inside = enrolment.map(|e| e.instances.iter().map(|i| i.step.to_string()).collect()).unwrap_or_default();
    let mut all = Vec::new();
    if let (Some(live), Some(version), Some(record)) = (live, version, record) {
        for step in version.contents.keys() {
            let Some(message) = version.journey.message(step) else { continue };
            let Some(ruling) = gate_now(shard, record, live.status, version, step, now) else { continue };
            all.push(WhyNow {
                step: step.to_string(),
                channel: message.channel.to_string(),
                verdict: match ruling.outcome {
                    gate::Outcome::Allowed => "allowed",
                    gate::Outcome::Deferred => "deferred",
                    gate::Outcome::Refused => "refused",
                }
                .to_owned(),
                checks: timeline::checks(&ruling.checks),
            });
        }
    }
    Standing {
        name: version.map(|version| version.journey.document().name.clone()),
        status: live.map(|live| live.status),
        inside,
        held_out: enrolment.is_some_and(|enrolment| enrolment.held_out),
        now: all,
    }
}

/// What the gate would say about a step's message at this moment, if it were planned now and nothing else were.
fn gate_now(
    shard: &Shard,
    record: &Record,
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
fn sentences(standing: &Standing, whats: &[&What]) -> Vec<String> {
    let mut said = Vec::new();
    match standing.status {
        None => said.push("This journey is not live.".to_owned()),
        Some(JourneyStatus::Paused) => said.push("This journey is paused: nothing is sent.".to_owned()),
        Some(JourneyStatus::Stopped) => said.push("This journey was stopped: nothing is sent.".to_owned()),
        Some(JourneyStatus::Running) => {}
    }
    if standing.held_out {
        said.push("This person belongs to the hold-out and is deliberately not contacted by this journey.".to_owned());
    }
    for step in &standing.inside {
        said.push(format!("The person is in the journey now, at step {step}."));
    }
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
        said.push("The journey's trigger never matched for this person, so it never began.".to_owned());
    }
    said
}

fn sentence(what: &What) -> Option<String> {
    Some(match what {
        What::Entered { version, .. } => format!("The trigger matched and the person entered version {version}."),
        What::NotEntered { why, .. } => format!("The trigger matched, but the person was not let in: {}.", words(why)),
        What::Stale { matched, .. } => {
            format!("The trigger would have matched at {matched}, too long ago to start anything.")
        }
        What::Decided { send_key, ruling, claiming } => {
            let step = send_key.parts().ok()?.step;
            let failed: Vec<String> = ruling
                .checks
                .iter()
                .filter_map(|check| match check.outcome {
                    rapport_customer::CheckOutcome::Failed(why) if check.detail.is_empty() => Some(words(why.code())),
                    rapport_customer::CheckOutcome::Failed(why) => {
                        Some(format!("{} ({})", words(why.code()), check.detail))
                    }
                    _ => None,
                })
                .collect();
            let when = if *claiming { "right before sending" } else { "when planning" };
            let against =
                if failed.is_empty() { String::new() } else { format!("; against it stood: {}", failed.join(", ")) };
            format!("Step {step}: the gate said {when}: {}{against}.", timeline::verdict(ruling))
        }
        What::Dropped { send_key, why } => {
            format!("Step {}: given up before it left: {}.", send_key.parts().ok()?.step, words(why))
        }
        What::Delivery { send_key, outcome, .. } => {
            let parts = send_key.parts().ok()?;
            let more = timeline::reason(outcome).map(|reason| format!(" ({reason})")).unwrap_or_default();
            format!("Step {}: {} was {}{more}.", parts.step, parts.channel, words(outcome.code()))
        }
        What::Exited { why, step, .. } => format!("The person left the journey at step {step}: {}.", words(why)),
        What::Goal { .. } => "The person reached the journey's goal.".to_owned(),
        _ => return None,
    })
}
