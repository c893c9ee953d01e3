//! One message as a list shows it and as a screen opens it, down to what was said to one person.

use crate::{Office, copies::Letter, label, part::PlanPart, refused::Refused, said, timeline, view::*};
use rapport_channel::{delivery::DeliveryState, kind::View, liquid::Limits, outgoing};
use rapport_customer::{SendKey, brand::Medium};
use rapport_engine::{HistoryEntry, Record, Shard, VoucherResult, What, state::Message, template_data};
use rapport_kernel::{CustomerId, Lsn, Map, Time, Value};
use rapport_plan::{Kind, Reference as About};

/// How much of a person's history is looked through for one message.
const LINES: usize = 5_000;

fn reason(message: &Message) -> String {
    let words = timeline::words(message.why());
    match &message.delivery.state {
        DeliveryState::Deferred { until, .. } => format!("{words}, until {until}"),
        // The state says it.
        DeliveryState::Expired { .. } => String::new(),
        _ => words,
    }
}

fn until(message: &Message) -> Option<Time> {
    match message.delivery.state {
        DeliveryState::Deferred { until, .. } => Some(until),
        _ => None,
    }
}

/// A message as a list shows it; whom it goes to is `named` where it may be seen.
pub fn summary(record: &Record, message: &Message, named: bool) -> DeliverySummary {
    DeliverySummary {
        send_key: message.send_key.to_string(),
        customer: record.customer.id.to_string(),
        label: label::shown(record, named),
        journey: message.journey.to_string(),
        version: message.version,
        step: message.step.to_string(),
        channel: message.channel.to_string(),
        activity: message.activity.to_string(),
        state: message.standing().to_owned(),
        answer: message.delivery.feedback.last().and_then(|(_, outcome)| DeliveryCode::find(outcome.code())),
        reason: reason(message),
        why: RefusalCode::find(message.why()),
        until: until(message),
        at: message.since(),
        cost: message.cost.into(),
    }
}

/// One message with everything on record. Unless it may be seen who people are (`named`), it shows nothing of what was said to them.
///
/// # Errors
/// [`Cause::NotFound`] if nobody knows it.
pub async fn view(app: &Office, key: &SendKey, named: bool) -> Result<DeliveryView, Refused> {
    let wanted = key.clone();
    let found = app.runtime.ask(key.customer(), move |shard, id| {
        let record = shard.customer(id)?;
        let message = record.message(&wanted)?;
        let brand = (message.brand.to_string(), message.purpose.to_string());
        let view = message.kind().map_or(View::Letter, |kind| kind.view);
        Some((summary(record, message, named), brand, view, message.occurrence, message.data.clone()))
    });
    let (summary, (brand, purpose), view, occurrence, data) =
        found.await?.ok_or_else(|| Refused::not_found("delivery"))?;
    let lines = app.runtime.history(key.customer(), None, LINES).await?;
    let mut entries: Vec<&HistoryEntry> = lines.iter().map(|line| &line.entry).collect();
    entries.reverse();
    let data = if data.is_empty() { remembered(&entries, key, occurrence) } else { data };
    let copy = app.copies.find(key).await?;
    let kept = copy.as_ref().map(|(at, _)| *at);
    let (content, mail) = match copy {
        _ if !named => (Map::default(), None),
        Some((_, said)) => (said.content, said.mail.map(letter)),
        None => (content(app, key, data).await?, None),
    };
    let message = About::Message(key.as_str().into());
    let money = app.ledger.plan().about(&message).await?;
    let orders = orders(app, &message).await?;
    let consent = entries.iter().rev().find_map(|entry| consent(entry, key));
    Ok(DeliveryView {
        summary,
        brand,
        purpose,
        consent_said: consent.as_deref().map(said::stood_behind),
        consent,
        steps: entries.iter().filter_map(|entry| step(entry, key, named)).collect(),
        view: view.code().into(),
        content,
        kept,
        mail,
        money: crate::ledger::shown(app, &money, &|place| place.activity().is_some(), &PlanPart::WHOLE).await?,
        orders,
    })
}

/// A kept e-mail as it is shown.
#[must_use]
pub fn letter(letter: Letter) -> MailCopy {
    let Letter { from, reply_to, to, subject, text, .. } = letter;
    MailCopy { from, reply_to, to, subject, text }
}

fn consent(entry: &HistoryEntry, key: &SendKey) -> Option<String> {
    match &entry.what {
        What::Claimed { send_key, consent, .. } if send_key == key => consent.as_ref().map(ToString::to_string),
        _ => None,
    }
}

/// What happened to this message.
fn step(entry: &HistoryEntry, key: &SendKey, named: bool) -> Option<DeliveryStep> {
    let what = match &entry.what {
        What::Decided { send_key, ruling, .. } if send_key == key => timeline::outcome(ruling.outcome).to_owned(),
        What::Claimed { send_key, .. } if send_key == key => "claimed".to_owned(),
        What::Delivery { send_key, outcome, .. } if send_key == key => outcome.code().to_owned(),
        What::Dropped { send_key, shown: true, .. } if send_key == key => "taken_down".to_owned(),
        What::Overtaken { send_key, .. } if send_key == key => "overtaken".to_owned(),
        What::Dropped { send_key, .. } if send_key == key => "suppressed".to_owned(),
        What::Placed { shown: Some(send_key), .. } if send_key == key => "shown".to_owned(),
        _ => return None,
    };
    let entry = timeline::shown(entry, named);
    Some(DeliveryStep { at: entry.at, what, detail: entry.detail, said: entry.said, checks: entry.checks })
}

/// What the message could speak of: what the trigger handed over, and the voucher, if one was issued on this passage.
fn remembered(entries: &[&HistoryEntry], key: &SendKey, passage: Lsn) -> Map {
    let mut data = Map::default();
    let Ok(parts) = key.parts() else { return data };
    for entry in entries {
        match &entry.what {
            What::Entered { journey, occurrence, data: handed, .. }
                if *journey == parts.journey && *occurrence == passage =>
            {
                data = handed.clone();
            }
            What::Voucher { key: asked, result: VoucherResult::Issued { code, value, valid_until, .. } } => {
                let same = asked.parts().is_ok_and(|a| a.journey == parts.journey && a.occurrence == passage);
                if same {
                    let mut voucher = Map::default();
                    voucher.set("code", Value::Text(code.clone()));
                    voucher.set("value", Value::Text(value.clone()));
                    voucher.set("valid_until", Value::Text(valid_until.to_string().into()));
                    data.set("voucher", Value::Map(voucher));
                }
            }
            _ => {}
        }
    }
    data
}

/// What was said, filled in again; empty where the version is not known any more.
async fn content(app: &Office, key: &SendKey, data: Map) -> Result<Map, Refused> {
    let Ok(parts) = key.parts() else { return Ok(Map::default()) };
    let fill = move |shard: &Shard, id| {
        let version = shard.catalog.version(&parts.journey, parts.version)?;
        let brand = shard.catalog.brand(&version.journey.document().brand);
        let data = template_data(&data, shard.customer(id)?, brand.map(AsRef::as_ref));
        version.contents.get(&parts.step)?.fill(&data, &Limits::default()).ok()
    };
    Ok(app.runtime.ask(key.customer(), fill).await?.unwrap_or_default())
}

/// The orders that this message is credited with.
async fn orders(app: &Office, message: &About) -> Result<Vec<String>, Refused> {
    let credited = app.ledger.plan().credited_to(message).await?;
    let returned = credited.iter().filter(|record| record.transfer.kind == Kind::Returned);
    let mut keys: Vec<&str> = returned.map(|record| record.transfer.reference.key().as_str()).collect();
    keys.dedup();
    let numbers = app.orders.numbers(&keys).await?;
    Ok(keys.into_iter().filter_map(|key| numbers.get(key).cloned()).collect())
}

/// The message a returned mail belongs to, by the token in its envelope; the recipient's own are looked at first.
///
/// # Errors
/// [`Cause::Unavailable`] while stopping.
pub async fn by_token(app: &Office, token: &str, customer: Option<CustomerId>) -> Result<Option<SendKey>, Refused> {
    if let Some(customer) = customer {
        let wanted = token.to_owned();
        let own = app.runtime.ask(customer, move |shard, id| in_record(shard.customer(id)?, &wanted));
        if let Some(found) = own.await? {
            return Ok(Some(found));
        }
    }
    let wanted = token.to_owned();
    let all = app.runtime.ask_all(move |shard| {
        let whose = shard.partitions().find_map(|partition| partition.listing().envelopes().whose(&wanted))?;
        in_record(shard.customer(whose)?, &wanted)
    });
    Ok(all.await?.into_iter().flatten().next())
}

fn in_record(record: &Record, token: &str) -> Option<SendKey> {
    let mails =
        record.messages.iter().filter(|message| message.kind().is_some_and(|kind| kind.medium == Medium::Email));
    mails.map(|message| &message.send_key).find(|key| outgoing::token(key) == token).cloned()
}
