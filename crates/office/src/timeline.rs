//! A person's history in words: what the timeline, the live feed and the answer to "why?" show.

use crate::{
    said,
    view::{CheckFact, CheckView, EntrySaid, TimelineEntry, said::Moment},
};
use rapport_channel::{
    Outcome,
    kind::{Reach, kinds},
};
use rapport_customer::{Act, Check, CheckOutcome, Fact, Merged, SendKey, gate};
use rapport_engine::{HistoryEntry, VoucherResult, What};
use rapport_kernel::{Event, Map, Time};
use smol_str::SmolStr;

/// What the log says of a person, as lists and feeds show it.
#[must_use]
pub fn entry(line: &HistoryEntry) -> TimelineEntry {
    let said = said::entry(&line.what);
    let mut sentences = said.iter().map(ToString::to_string);
    let mut entry = TimelineEntry {
        id: line.id.to_string(),
        at: line.at,
        kind: kind(&line.what).to_owned(),
        code: code(&line.what),
        why: why(&line.what),
        title: sentences.next().unwrap_or_default(),
        detail: sentences.collect::<Vec<_>>().join("; "),
        said,
        touchpoint: None,
        brand: None,
        journey: line.what.journey().map(|journey| journey.to_string()),
        version: None,
        step: None,
        send_key: None,
        channel: None,
        activity: None,
        checks: Vec::new(),
        data: Map::default(),
        message_id: None,
        context: Map::default(),
    };
    fill(&mut entry, &line.what);
    entry
}

/// The same where `named` says whether it may be seen who people are: without that it holds what happened and why, and no word of theirs
/// or about them.
#[must_use]
pub fn shown(line: &HistoryEntry, named: bool) -> TimelineEntry {
    let mut entry = entry(line);
    if !named {
        // What a counterpart answered can quote the address, and a note of staff can name anybody.
        entry
            .said
            .retain(|said| !matches!(said, EntrySaid::DeliveryAnswer { .. } | EntrySaid::DeliveryResolved { .. }));
        entry.detail = entry.said.iter().skip(1).map(ToString::to_string).collect::<Vec<_>>().join("; ");
        (entry.data, entry.context, entry.message_id) = (Map::default(), Map::default(), None);
    }
    entry
}

fn kind(what: &What) -> &'static str {
    match what {
        What::Event(_) => "event",
        What::Consent { .. } => "consent",
        What::Suppressed(_) => "suppression",
        What::Merged(_) => "merge",
        What::Decided { .. } => "decision",
        What::Claimed { .. }
        | What::Delivery { .. }
        | What::Dropped { .. }
        | What::Overtaken { .. }
        | What::Placed { .. } => "delivery",
        What::Voucher { .. } => "voucher",
        _ => "journey",
    }
}

/// What exactly happened, as a stable code within its kind.
fn code(what: &What) -> Option<String> {
    let code = match what {
        What::Event(_) => return None,
        What::Consent { declaration, .. } => act_code(declaration.act),
        What::Suppressed(suppression) => suppression.reason.code(),
        What::Decided { ruling, .. } => outcome(ruling.outcome),
        What::Delivery { outcome, .. } => outcome.code(),
        What::Voucher { result, .. } => match result {
            VoucherResult::Issued { .. } => "issued",
            VoucherResult::Refused(_) => "refused",
            VoucherResult::Redeemed { .. } => "redeemed",
            VoucherResult::RolledBack { .. } => "rolled_back",
        },
        other => other.code(),
    };
    Some(code.to_owned())
}

/// What the gate said, as a stable code.
#[must_use]
pub fn outcome(outcome: gate::Outcome) -> &'static str {
    match outcome {
        gate::Outcome::Allowed => "allowed",
        gate::Outcome::Deferred => "deferred",
        gate::Outcome::Refused => "refused",
    }
}

fn act_code(act: Act) -> &'static str {
    match act {
        Act::Notice => "notice",
        Act::Grant => "grant",
        Act::RequestConfirmation => "request_confirmation",
        Act::Confirm => "confirm",
        Act::Withdraw => "withdraw",
        Act::Object => "object",
    }
}

/// Why, as a stable code.
fn why(what: &What) -> Option<String> {
    match what {
        What::Decided { ruling, .. } => ruling.why.map(|why| why.code().to_owned()),
        What::Dropped { why, .. } | What::Exited { why, .. } | What::NotEntered { why, .. } => Some(why.to_string()),
        What::Delivery { outcome, .. } => match outcome {
            Outcome::Refused { code, .. } | Outcome::Bounced { code, .. } => Some(code.to_string()),
            Outcome::NotSent { why } | Outcome::Stopped { why } | Outcome::Unknown { why } => Some(why.to_string()),
            _ => None,
        },
        What::Voucher { result: VoucherResult::Refused(why), .. } => Some(why.to_string()),
        What::Consent { result: Err(refusal), .. } => Some(refusal.code().to_owned()),
        _ => None,
    }
}

fn fill(entry: &mut TimelineEntry, what: &What) {
    match what {
        What::Event(event) => of_event(entry, event),
        What::Consent { declaration, .. } => {
            entry.brand = Some(declaration.brand.to_string());
            entry.channel = declaration.channel.as_ref().map(ToString::to_string);
            entry.touchpoint = Some(declaration.source.to_string());
        }
        What::Suppressed(suppression) => {
            entry.brand = suppression.brand.as_ref().map(ToString::to_string);
            entry.channel = suppression.channel.as_ref().map(ToString::to_string);
            entry.touchpoint = Some(suppression.source.to_string());
        }
        What::NotEntered { version, .. } | What::Goal { version, .. } | What::LookedBack { version, .. } => {
            entry.version = Some(*version)
        }
        What::Entered { version, data, .. } => {
            entry.version = Some(*version);
            entry.data = data.clone();
        }
        What::Stepped { version, step, .. } | What::Exited { version, step, .. } => {
            (entry.version, entry.step) = (Some(*version), Some(step.to_string()));
        }
        What::Decided { send_key, ruling, .. } => {
            message(entry, send_key);
            entry.checks = checks(&ruling.checks);
        }
        What::Claimed { send_key, activity, .. } => {
            message(entry, send_key);
            entry.activity = Some(activity.to_string());
        }
        What::Delivery { send_key, .. }
        | What::Dropped { send_key, .. }
        | What::Overtaken { send_key, .. }
        | What::Voucher { key: send_key, .. } => {
            message(entry, send_key);
        }
        What::Placed { shown, .. } => {
            let shown_there = kinds().iter().find(|kind| kind.reach == Reach::Shown);
            entry.channel = shown_there.map(|kind| kind.id.into());
            shown.iter().for_each(|key| message(entry, key));
        }
        What::Merged(_) | What::Stale { .. } | What::TraitSet { .. } => {}
    }
}

fn of_event(entry: &mut TimelineEntry, event: &Event) {
    entry.at = event.timestamp;
    entry.touchpoint = Some(event.source.to_string());
    entry.brand = Some(event.brand.to_string());
    entry.data = event.properties.clone();
    entry.message_id = Some(event.message_id.to_string());
    entry.context = event.context.clone();
    let named = ["name", "product", "product_name", "query", "branch", "order_id"];
    let said = named.iter().find_map(|key| event.properties.get(key).and_then(rapport_kernel::Value::as_str));
    entry.detail = said.unwrap_or_default().to_owned();
}

/// What a send key says.
fn message(entry: &mut TimelineEntry, key: &SendKey) {
    entry.send_key = Some(key.to_string());
    if let Ok(parts) = key.parts() {
        entry.journey = Some(parts.journey.to_string());
        entry.version = Some(parts.version);
        entry.step = Some(parts.step.to_string());
        entry.channel = Some(parts.channel.to_string());
    }
}

/// The checks of a decision as screens show them.
#[must_use]
pub fn checks(checks: &[Check]) -> Vec<CheckView> {
    let view = |check: &Check| {
        let (outcome, code) = match check.outcome {
            CheckOutcome::Passed => ("passed", None),
            CheckOutcome::Failed(refusal) => ("failed", Some(refusal.code().to_owned())),
            CheckOutcome::Exempt => ("exempt", None),
            CheckOutcome::NotAsked => ("not_asked", None),
        };
        let fact = check.fact.as_ref().map(fact);
        let detail = fact.as_ref().map(ToString::to_string).unwrap_or_default();
        CheckView { name: check.name.code().to_owned(), outcome: outcome.to_owned(), code, detail, fact }
    };
    checks.iter().map(view).collect()
}

fn fact(fact: &Fact) -> CheckFact {
    let moment = |time: &Time| Moment(*time);
    match fact {
        Fact::ServiceMessage => CheckFact::ServiceMessage,
        Fact::BrandMissing => CheckFact::BrandMissing,
        Fact::Suppressed { reason, since } => {
            CheckFact::Suppressed { suppression: (*reason).into(), since: moment(since) }
        }
        Fact::ConsentGiven { since } => CheckFact::ConsentGiven { since: moment(since) },
        Fact::ConsentAsked { since } => CheckFact::ConsentAsked { since: moment(since) },
        Fact::ConsentRecorded { since } => CheckFact::ConsentRecorded { since: moment(since) },
        Fact::ConsentExpired { at } => CheckFact::ConsentExpired { at: moment(at) },
        Fact::ConsentWithdrawn { at } => CheckFact::ConsentWithdrawn { at: moment(at) },
        Fact::Objected { at } => CheckFact::Objected { at: moment(at) },
        Fact::SoftOptIn { country } => CheckFact::SoftOptIn { country: country.to_string() },
        Fact::Bought { order, source, at } => {
            CheckFact::Bought { order: order.to_string(), touchpoint: source.to_string(), at: moment(at) }
        }
        Fact::CapFull { used, reserved, max, per } => {
            CheckFact::CapFull { used: *used, reserved: *reserved, max: *max, per: (*per).into() }
        }
        Fact::NoQuietHours => CheckFact::NoQuietHours,
        Fact::Quiet { until } => CheckFact::Quiet { until: moment(until) },
        Fact::AskedLater => CheckFact::AskedLater,
        Fact::Paid { cost, activity } => CheckFact::Paid { cost: (*cost).into(), activity: activity.to_string() },
        Fact::Unpaid { cost, activity } => CheckFact::Unpaid { cost: (*cost).into(), activity: activity.to_string() },
    }
}

/// A merge as the API tells it.
#[must_use]
pub fn merge(merged: &Merged, into: rapport_kernel::CustomerId) -> crate::view::MergeView {
    let said = said::cause(&merged.because);
    crate::view::MergeView {
        from: merged.from.to_string(),
        into: into.to_string(),
        at: merged.at,
        because: said.to_string(),
        said,
    }
}

/// `no_consent` and `UserId` as people read it.
#[must_use]
pub fn words(code: &str) -> String {
    let mut text = SmolStr::from(code.replace('_', " ")).to_string();
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        let mut spaced = String::new();
        for (at, letter) in text.char_indices() {
            if at > 0 && letter.is_ascii_uppercase() {
                spaced.push(' ');
            }
            spaced.push(letter.to_ascii_lowercase());
        }
        text = spaced;
    }
    text
}
