//! One customer's record as the API shows it.

use crate::{
    Office, delivery,
    label::label,
    part::PlanPart,
    products::{self, Products},
    refused::Refused,
    said, timeline,
    view::*,
};
use rapport_customer::{Brand, Claim, Declaration, Proof, profile::Known, search::Search};
use rapport_engine::{Body, Record, Shard};
use rapport_journey::Waiting;
use rapport_kernel::{CustomerId, Identifier, IdentifierKind, Span, Time, said::PIECE};
use rapport_plan::Reference as About;
use rapport_platform::runtime::Submission;
use std::{cmp::Reverse, sync::Arc};

/// How many affinities and purchases a screen shows.
const SHOWN: usize = 20;
/// How many lines of history one read fetches.
const PAGE: usize = 500;

/// In how many parts everybody is looked at, and how many are taken of one.
const PARTS: usize = 16;
const MOST: usize = 500;

/// The kind of an identifier, as the API says it.
#[must_use]
pub fn kind(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::UserId => "user_id",
        IdentifierKind::AnonymousId => "anonymous_id",
        IdentifierKind::Email => "email",
        IdentifierKind::Phone => "phone",
        IdentifierKind::LoyaltyCard => "loyalty_card",
        IdentifierKind::Device => "device",
    }
}

fn identifier(known: &Known) -> IdentifierView {
    let Identifier { kind: of, value } = &known.identifier;
    IdentifierView { kind: kind(*of).to_owned(), value: value.to_string(), removed: known.removed }
}

fn claim(claim: &Claim) -> ClaimView {
    ClaimView {
        kind: kind(claim.identifier.kind).to_owned(),
        value: claim.identifier.value.to_string(),
        source: claim.source.to_string(),
        first: claim.first,
        last: claim.last,
        gone: claim.gone,
        refused_by: claim.refused.as_ref().map(|refused| refused.by.to_string()),
    }
}

/// A customer in a list.
#[must_use]
pub fn summary(record: &Record) -> CustomerSummary {
    let known = record.customer.profile.identifiers();
    CustomerSummary {
        id: record.customer.id.to_string(),
        label: label(record),
        identifiers: known.iter().map(identifier).collect(),
        last_seen: record.customer.profile.last_seen(),
    }
}

/// The customers seen last.
///
/// # Errors
/// [`crate::refused::Cause::Unavailable`] while stopping.
pub async fn seen_last(app: &Office, limit: usize) -> Result<Vec<CustomerSummary>, Refused> {
    let parts = app.runtime.ask_all(move |shard| {
        let latest = shard.partitions().flat_map(|partition| partition.listing().latest().iter().take(limit));
        let mut seen: Vec<(Option<Time>, CustomerId)> = latest.collect();
        seen.sort_unstable_by_key(|(at, id)| (Reverse(*at), *id));
        seen.truncate(limit);
        let records = seen.into_iter().filter_map(|(_, id)| shard.customer(id));
        records.map(summary).collect::<Vec<_>>()
    });
    let mut all: Vec<CustomerSummary> = parts.await?.into_iter().flatten().collect();
    all.sort_by(|a, b| (Reverse(a.last_seen), &a.id).cmp(&(Reverse(b.last_seen), &b.id)));
    all.truncate(limit);
    Ok(all)
}

/// Adds those who are meant to those who are found already, up to `limit`, last seen first. Everybody is looked at, a part
/// of them at a time so that the daily work goes on in between; a part that fills the list is the last.
///
/// # Errors
/// [`crate::refused::Cause::Unavailable`] while stopping.
pub async fn find(app: &Office, search: Search, limit: usize, found: &mut Vec<CustomerSummary>) -> Result<(), Refused> {
    let search = Arc::new(search);
    let first = found.len();
    for part in 0..PARTS {
        if found.len() >= limit {
            break;
        }
        let search = search.clone();
        let looked = app.runtime.ask_all(move |shard| {
            let records = shard.partitions().skip(part).step_by(PARTS).flat_map(|partition| partition.customers());
            records.filter(|record| search.finds(&record.customer)).take(MOST).map(summary).collect::<Vec<_>>()
        });
        let new = looked.await?.into_iter().flatten();
        let new: Vec<CustomerSummary> = new.filter(|one| found.iter().all(|known| known.id != one.id)).collect();
        found.extend(new);
    }
    found[first..].sort_by(|a, b| (Reverse(a.last_seen), &a.id).cmp(&(Reverse(b.last_seen), &b.id)));
    found.truncate(limit);
    Ok(())
}

/// A customer as known now.
///
/// # Errors
/// [`crate::refused::Cause::NotFound`] if nothing is known (any more).
pub async fn view(app: &Office, id: CustomerId) -> Result<CustomerView, Refused> {
    seen(app, id, SHOWN).await
}

/// The same without who they are: what they did and where they are on their way, by the beginning of their id.
///
/// # Errors
/// [`crate::refused::Cause::NotFound`] if nothing is known (any more).
pub async fn unnamed(app: &Office, id: CustomerId) -> Result<CustomerView, Refused> {
    let known = view(app, id).await?;
    Ok(CustomerView {
        label: known.id.chars().take(8).collect(),
        identifiers: Vec::new(),
        traits: Vec::new(),
        merges: Vec::new(),
        claims: Vec::new(),
        ..known
    })
}

/// The same with at most so many affinities and five times as many purchases.
async fn seen(app: &Office, id: CustomerId, most: usize) -> Result<CustomerView, Refused> {
    let now = app.now();
    let names = products::of(app, id).await?;
    let look = move |shard: &Shard, id| shard.customer(id).map(|record| shown(shard, record, now, most, &names));
    app.runtime.ask(id, look).await?.ok_or_else(|| Refused::not_found("customer"))
}

fn shown(shard: &Shard, record: &Record, now: Time, most: usize, names: &Products) -> CustomerView {
    let customer = &record.customer;
    let profile = &customer.profile;
    let traits = profile.traits().iter().filter_map(|known| {
        let (newest, older) = known.values.split_first()?;
        let json = |value| serde_json::to_value(value).unwrap_or_default();
        Some(TraitView {
            name: known.name.to_string(),
            value: json(&newest.value),
            since: newest.at,
            history: older.iter().map(|old| TraitChange { value: json(&old.value), since: old.at }).collect(),
        })
    });
    let mut seen: Vec<Seen> = profile
        .touchpoints()
        .iter()
        .map(|touchpoint| Seen { touchpoint: touchpoint.source.to_string(), at: touchpoint.last })
        .collect();
    seen.sort_by_key(|seen| Reverse(seen.at));
    let categories = customer.affinities.top_categories(now).into_iter().map(|(name, score)| ("category", name, score));
    let products = customer.affinities.top_products(now).into_iter().map(|(name, score)| ("product", name, score));
    let mut affinities: Vec<AffinityView> = categories
        .chain(products)
        .map(|(kind, name, score)| AffinityView {
            name: (kind == "product").then(|| names.get(name.as_str()).cloned()).flatten(),
            topic: format!("{kind}:{name}"),
            score,
        })
        .collect();
    affinities.sort_by(|a, b| b.score.total_cmp(&a.score));
    affinities.truncate(most);
    let month = now - Span::DAY.times(30);
    CustomerView {
        id: customer.id.to_string(),
        label: label(record),
        identifiers: profile.identifiers().iter().map(identifier).collect(),
        traits: traits.collect(),
        language: profile.language().map(str::to_owned),
        zone: profile.zone().map(str::to_owned),
        country: profile.country().map(str::to_owned),
        seen,
        affinities,
        purchases: purchases(record, most.saturating_mul(5), names),
        journeys: passages(shard, record),
        contacts: customer.contacts.all().iter().filter(|contact| contact.at >= month).count() as u32,
        merges: customer.merges().iter().map(|merged| timeline::merge(merged, customer.id)).collect(),
        claims: customer.claims().all().iter().map(claim).collect(),
    }
}

fn purchases(record: &Record, most: usize, names: &Products) -> Vec<PurchaseView> {
    let orders = record.customer.purchases.orders().iter().rev();
    let lines = orders.flat_map(|order| {
        order.lines.iter().map(|line| PurchaseView {
            order: Some(order.id.to_string()),
            product: some(&line.product).or_else(|| some(&line.sku)),
            name: names.get(line.product.as_str()).or_else(|| names.get(line.sku.as_str())).cloned(),
            category: some(&line.category),
            quantity: line.kept() as f64 / PIECE as f64,
            at: order.at,
            touchpoint: order.source.to_string(),
        })
    });
    lines.take(most).collect()
}

/// The text, unless it is empty.
fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn passages(shard: &Shard, record: &Record) -> Vec<PassageView> {
    let all = record.enrolments.iter().flat_map(|enrolment| &enrolment.passages);
    let view = |passage: &rapport_journey::Passage| {
        let version = shard.catalog.version(&passage.journey, passage.version);
        let waits = match passage.waiting {
            Waiting::Begin | Waiting::Left => None,
            Waiting::Until(due) => Some(WaitingSaid::Until { until: Moment(due) }),
            Waiting::Events { due, .. } => Some(WaitingSaid::Event { until: Moment(due) }),
            Waiting::Gate => Some(WaitingSaid::Gate),
            Waiting::Voucher => Some(WaitingSaid::Voucher),
        };
        PassageView {
            journey: passage.journey.to_string(),
            name: version.map_or_else(|| passage.journey.to_string(), |v| v.journey.document().name.clone()),
            version: passage.version,
            step: passage.step.to_string(),
            waiting: waits.as_ref().map(ToString::to_string).unwrap_or_default(),
            waits,
            entered: passage.entered,
        }
    };
    all.map(view).collect()
}

/// What one person agreed to: what holds, what stops, all that was said.
///
/// # Errors
/// [`crate::refused::Cause::NotFound`] if nothing is known (any more).
pub async fn consents(app: &Office, id: CustomerId) -> Result<Consents, Refused> {
    let now = app.now();
    let consents = app.runtime.ask(id, move |shard, id| {
        let record = shard.customer(id)?;
        let brands: Vec<Arc<Brand>> = shard.catalog.brands().cloned().collect();
        Some(agreed(record, &brands, now))
    });
    consents.await?.ok_or_else(|| Refused::not_found("customer"))
}

fn agreed(record: &Record, brands: &[Arc<Brand>], now: Time) -> Consents {
    let customer = &record.customer;
    let mut states = Vec::new();
    for brand in brands {
        let marketing = brand.purposes.iter().filter(|p| p.kind == rapport_customer::PurposeKind::Marketing);
        for (purpose, channel) in marketing.flat_map(|p| brand.channels.iter().map(move |c| (p, c))) {
            let standing = customer.standing(brand, &purpose.id, &channel.id);
            let given = standing.given.last().copied();
            let rules = standing.stopped.or(given).or(standing.pending).or(standing.notice);
            let shown = given.and_then(|given| shown_to(given, customer));
            states.push(ConsentState {
                brand: brand.id.to_string(),
                purpose: purpose.id.to_string(),
                channel: channel.id.to_string(),
                status: status_code(&customer.consent(brand, &purpose.id, &channel.id, now)).to_owned(),
                since: rules.map(|rules| rules.at),
                wording: shown,
            });
        }
    }
    let suppression = |one: &rapport_customer::Suppression| SuppressionRecord {
        at: one.at,
        brand: one.brand.as_ref().map(ToString::to_string),
        channel: one.channel.as_ref().map(ToString::to_string),
        address: one.address.as_ref().map(|address| address.value.to_string()),
        reason: one.reason.code().to_owned(),
        scope: match one.scope {
            rapport_customer::Scope::Marketing => "marketing",
            rapport_customer::Scope::All => "all",
        }
        .to_owned(),
        source: one.source.to_string(),
    };
    let mut history: Vec<ConsentRecord> =
        customer.consents().history().iter().map(|recorded| declared(&recorded.declaration)).collect();
    history.reverse();
    Consents { states, suppressions: customer.suppressions().history().map(suppression).collect(), history }
}

/// The wording behind a consent: a confirmation's is the one of the request it answers.
fn shown_to(given: &Declaration, customer: &rapport_customer::Customer) -> Option<Wording> {
    if given.wording.is_some() {
        return wording(given);
    }
    let all = customer.consents().history().iter().rev().map(|recorded| &recorded.declaration);
    let mut asked = all.filter(|d| {
        d.act == rapport_customer::Act::RequestConfirmation
            && d.at <= given.at
            && (&d.brand, &d.purpose, &d.channel) == (&given.brand, &given.purpose, &given.channel)
    });
    asked.find_map(wording)
}

fn wording(declaration: &Declaration) -> Option<Wording> {
    declaration.wording.as_ref().map(|wording| Wording {
        id: wording.id.to_string(),
        version: wording.version,
        language: wording.language.to_string(),
        text: wording.text.to_string(),
    })
}

fn declared(declaration: &Declaration) -> ConsentRecord {
    let proof = match &declaration.proof {
        Proof::Claimed => ProofSaid::Claimed,
        Proof::Personal { reference } => ProofSaid::Personal { reference: reference.to_string() },
        Proof::DoubleOptIn { via, reference } => {
            ProofSaid::DoubleOptIn { identifier: said::identifier(*via), reference: reference.to_string() }
        }
        Proof::Sale { order } => ProofSaid::Sale { order: order.to_string() },
    };
    let act = serde_json::to_value(declaration.act).ok().and_then(|act| act.as_str().map(str::to_owned));
    ConsentRecord {
        at: declaration.at,
        brand: declaration.brand.to_string(),
        purpose: declaration.purpose.as_ref().map(ToString::to_string),
        channel: declaration.channel.as_ref().map(ToString::to_string),
        address: declaration.address.as_ref().map(|address| address.value.to_string()),
        act: act.unwrap_or_default(),
        source: declaration.source.to_string(),
        proof: proof.to_string(),
        proof_said: proof,
        wording: wording(declaration),
    }
}

/// Everything held about one person.
///
/// # Errors
/// [`crate::refused::Cause::NotFound`] if nothing is known (any more).
pub async fn export(app: &Office, id: CustomerId) -> Result<CustomerExport, Refused> {
    let mut timeline = Vec::new();
    let mut before = None;
    loop {
        let lines = app.runtime.history(id, before, PAGE).await?;
        timeline.extend(lines.iter().map(|line| timeline::entry(&line.entry)));
        match lines.last() {
            Some(last) if lines.len() == PAGE => before = Some(last.id),
            _ => break,
        }
    }
    timeline.reverse();
    let mut vouchers = Vec::new();
    for voucher in app.vouchers.of_customer(id).await? {
        let (voucher, pool) = app.vouchers.find(&voucher.code.to_string()).await?;
        vouchers.push(crate::vouchers::view(&voucher, &pool));
    }
    let mut keys: Vec<&String> = timeline.iter().filter_map(|entry| entry.send_key.as_ref()).collect();
    keys.sort_unstable();
    keys.dedup();
    let (mut money, mut messages) = (Vec::new(), Vec::new());
    for key in keys {
        if let Ok(send_key) = key.parse()
            && let Some((at, said)) = app.copies.find(&send_key).await?
        {
            let mail = said.mail.map(delivery::letter);
            messages.push(MessageCopy { send_key: key.clone(), at, content: said.content, mail });
        }
        let about = app.ledger.plan().about(&About::Message(key.as_str().into())).await?;
        money.extend(crate::ledger::shown(app, &about, &|place| place.activity().is_some(), &PlanPart::WHOLE).await?);
    }
    let (customer, consents) = (seen(app, id, usize::MAX).await?, consents(app, id).await?);
    let format = "rapport-customer-export/1".to_owned();
    messages.sort_by_key(|message| message.at);
    Ok(CustomerExport { format, made: app.now(), customer, consents, timeline, vouchers, money, messages })
}

/// Erases a person: in force when this answers; bytes on disk go in the background.
///
/// # Errors
/// What the log refuses.
pub async fn erase(app: &Office, id: CustomerId) -> Result<Erasure, Refused> {
    app.runtime.submit_and_wait(Submission::about(id, Body::Erase)).await?;
    let gone = app.runtime.current(id);
    let erased = |shown| [shown, app.runtime.current(shown)].iter().any(|known| *known == id || *known == gone);
    app.board.erase(erased);
    app.recent.forget(erased);
    Ok(Erasure { customer: id.to_string(), at: app.now() })
}

/// What holds, in one word.
#[must_use]
pub fn status_code(status: &rapport_customer::ConsentStatus) -> &'static str {
    use rapport_customer::ConsentStatus as S;
    match status {
        S::Never => "never",
        S::Pending { .. } => "pending",
        S::Given { .. } => "given",
        S::Unproven { .. } => "unproven",
        S::OtherAddress { .. } => "other_address",
        S::Expired { .. } => "expired",
        S::Withdrawn { .. } => "withdrawn",
        S::Objected { .. } => "objected",
    }
}
