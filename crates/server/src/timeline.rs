//! A person's history in words: what the timeline, the live feed and the answer to "why?" show.

use crate::wire::{CheckView, TimelineEntry};
use rapport_channel::Outcome;
use rapport_customer::{Act, Check, CheckOutcome, Merged, Ruling, SendKey, gate};
use rapport_engine::{HistoryEntry, VoucherResult, What};
use rapport_kernel::{Event, EventKind, Map};
use smol_str::SmolStr;

/// One line of history.
#[must_use]
pub fn entry(line: &HistoryEntry) -> TimelineEntry {
    let mut entry = TimelineEntry {
        id: line.id.to_string(),
        at: line.at,
        kind: kind(&line.what).to_owned(),
        code: code(&line.what),
        why: why(&line.what),
        title: String::new(),
        detail: String::new(),
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
    };
    fill(&mut entry, &line.what);
    entry
}

fn kind(what: &What) -> &'static str {
    match what {
        What::Event(_) => "event",
        What::Consent { .. } => "consent",
        What::Suppressed(_) => "suppression",
        What::Merged(_) => "merge",
        What::Decided { .. } => "decision",
        What::Claimed { .. } | What::Delivery { .. } | What::Dropped { .. } | What::Placed { .. } => "delivery",
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
        What::Decided { ruling, .. } => match ruling.outcome {
            gate::Outcome::Allowed => "allowed",
            gate::Outcome::Deferred => "deferred",
            gate::Outcome::Refused => "refused",
        },
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
        What::Consent { declaration, result } => {
            entry.brand = Some(declaration.brand.to_string());
            entry.channel = declaration.channel.as_ref().map(ToString::to_string);
            entry.touchpoint = Some(declaration.source.to_string());
            let purpose = declaration.purpose.as_ref().map_or("everything", |purpose| purpose.as_str());
            let channel = declaration.channel.as_ref().map_or("every channel", |channel| channel.as_str());
            entry.title = format!("{}: {purpose} by {channel}", act(declaration.act));
            entry.detail = match result {
                Ok(rapport_customer::Applied::Recorded) => String::new(),
                Ok(rapport_customer::Applied::WithoutEffect) => {
                    "recorded, but an earlier withdrawal stands: new proof by the person is needed".into()
                }
                Ok(rapport_customer::Applied::Repeated) => "was recorded before".into(),
                Err(refusal) => format!("not accepted: {refusal}"),
            };
        }
        What::Suppressed(suppression) => {
            entry.brand = suppression.brand.as_ref().map(ToString::to_string);
            entry.channel = suppression.channel.as_ref().map(ToString::to_string);
            entry.touchpoint = Some(suppression.source.to_string());
            entry.title = format!("Must not be contacted: {}", words(suppression.reason.code()));
        }
        What::Merged(merge) => {
            entry.title = "Two records became one".into();
            entry.detail = format!("{} went over into {}: {}", merge.from, merge.into, cause(&merge.because));
        }
        What::Stale { matched, .. } => {
            entry.title = "Trigger matched, too long ago to start anything".into();
            entry.detail = format!("it would have fired at {matched}");
        }
        What::NotEntered { version, why, .. } => {
            entry.version = Some(*version);
            entry.title = "Did not enter the journey".into();
            entry.detail = words(why);
        }
        What::Entered { version, data, .. } => {
            entry.version = Some(*version);
            entry.title = "Entered the journey".into();
            entry.data = data.clone();
        }
        What::Stepped { version, step, .. } => {
            (entry.version, entry.step) = (Some(*version), Some(step.to_string()));
            entry.title = format!("Step {step}");
        }
        What::Goal { version, .. } => {
            entry.version = Some(*version);
            entry.title = "Reached the journey's goal".into();
        }
        What::Exited { version, step, why, .. } => {
            (entry.version, entry.step) = (Some(*version), Some(step.to_string()));
            entry.title = format!("Left the journey: {}", words(why));
        }
        What::Decided { send_key, claiming, ruling } => {
            message(entry, send_key);
            entry.checks = checks(&ruling.checks);
            let channel = entry.channel.clone().unwrap_or_default();
            entry.title = format!("{channel}: {}", verdict(ruling));
            entry.detail = if *claiming { "asked again right before sending" } else { "asked when planning" }.into();
        }
        What::Claimed { send_key, activity, cost, consent } => {
            message(entry, send_key);
            entry.activity = Some(activity.to_string());
            entry.title = format!("{} on its way", entry.channel.clone().unwrap_or_default());
            entry.detail = format!("costs {cost}, paid by {activity}");
            if let Some(consent) = consent {
                entry.detail.push_str(&format!(", by consent {consent}"));
            }
        }
        What::Delivery { send_key, outcome, state } => {
            message(entry, send_key);
            entry.title = format!("{}: {}", entry.channel.clone().unwrap_or_default(), words(outcome.code()));
            entry.detail = match reason(outcome) {
                Some(reason) => format!("{} ({})", words(state), reason),
                None => words(state),
            };
        }
        What::Dropped { send_key, why } => {
            message(entry, send_key);
            entry.title = format!("{} not sent: {}", entry.channel.clone().unwrap_or_default(), words(why));
        }
        What::Voucher { key, result } => {
            message(entry, key);
            (entry.title, entry.detail) = voucher(result);
        }
        What::TraitSet { name, .. } => entry.title = format!("Set `{name}`"),
        What::Placed { placement, shown } => {
            entry.channel = Some("web".into());
            match shown {
                Some(key) => {
                    message(entry, key);
                    entry.title = format!("Shown at {placement}");
                }
                None => entry.title = format!("Nothing to show at {placement}"),
            }
        }
    }
}

fn of_event(entry: &mut TimelineEntry, event: &Event) {
    entry.at = event.timestamp;
    entry.touchpoint = Some(event.source.to_string());
    entry.brand = Some(event.brand.to_string());
    entry.data = event.properties.clone();
    entry.title = match event.kind {
        EventKind::Track => event.name.to_string(),
        EventKind::Page => format!("Page {}", event.name),
        EventKind::Screen => format!("Screen {}", event.name),
        EventKind::Identify => "Identified".into(),
        EventKind::Group => "Group".into(),
        EventKind::Alias => "Alias".into(),
    };
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

/// A decision in a few words.
#[must_use]
pub fn verdict(ruling: &Ruling) -> String {
    let why = ruling.why.map(|why| words(why.code())).unwrap_or_default();
    match (ruling.outcome, ruling.until) {
        (gate::Outcome::Allowed, _) => "allowed".into(),
        (gate::Outcome::Deferred, Some(until)) => format!("later, {why}, until {until}"),
        (gate::Outcome::Deferred, None) => format!("later, {why}"),
        (gate::Outcome::Refused, _) => format!("held back, {why}"),
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
        let (name, detail) = (check.name.code().to_owned(), check.detail.to_string());
        CheckView { name, outcome: outcome.to_owned(), code, detail }
    };
    checks.iter().map(view).collect()
}

fn act(act: Act) -> &'static str {
    match act {
        Act::Notice => "Was told at a sale",
        Act::Grant => "Agreed",
        Act::RequestConfirmation => "Asked for a confirmation",
        Act::Confirm => "Confirmed",
        Act::Withdraw => "Took back",
        Act::Object => "Objected",
    }
}

/// Why an outcome is as it is, where it says so.
#[must_use]
pub fn reason(outcome: &Outcome) -> Option<String> {
    Some(match outcome {
        Outcome::Refused { code, permanent } => {
            format!("{code}, {}", if *permanent { "for good" } else { "for now" })
        }
        Outcome::NotSent { why } | Outcome::Stopped { why } | Outcome::Unknown { why } => words(why),
        Outcome::Clicked { link } => format!("link {link}"),
        Outcome::Bounced { permanent, code } => {
            format!("{code}, {}", if *permanent { "for good" } else { "for now" })
        }
        _ => return None,
    })
}

fn voucher(result: &VoucherResult) -> (String, String) {
    match result {
        VoucherResult::Issued { value, valid_until, .. } => {
            ("Got a voucher".into(), format!("{value}, valid until {valid_until}"))
        }
        VoucherResult::Refused(code) => ("Got no voucher".into(), words(code)),
        VoucherResult::Redeemed { order, given, .. } => {
            ("Redeemed a voucher".into(), format!("{given} off in order {order}"))
        }
        VoucherResult::RolledBack { order, .. } => ("Redemption taken back".into(), format!("order {order}")),
    }
}

/// Why two became one, in a sentence.
#[must_use]
pub fn cause(cause: &rapport_customer::Cause) -> String {
    let kind = |kind: &rapport_kernel::IdentifierKind| words(&format!("{kind:?}"));
    let together: Vec<String> = cause.together.iter().map(kind).collect();
    match cause.link {
        rapport_customer::Link::Alias => format!("an alias call named {} together", together.join(" and ")),
        rapport_customer::Link::Observed => {
            format!(
                "one event named {} together; the {} belonged to the other",
                together.join(" and "),
                kind(&cause.by)
            )
        }
    }
}

/// A merge as the API tells it.
#[must_use]
pub fn merge(merged: &Merged, into: rapport_kernel::CustomerId) -> crate::wire::MergeView {
    crate::wire::MergeView {
        from: merged.from.to_string(),
        into: into.to_string(),
        at: merged.at,
        because: cause(&merged.because),
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
