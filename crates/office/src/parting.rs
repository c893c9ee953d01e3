//! Undoing a wrong merge: what somebody was wrongly known by becomes somebody else's.
//!
//! What happened cannot be told apart any more and stays where it is. A *no* of which nobody knows whose it was holds for both; a yes
//! stays with whom it is known of, and whoever is parted off is asked again.

use crate::{
    Office,
    refused::{ApiRefusal, Refused},
    view::PartInput,
};
use rapport_customer::identity::Link;
use rapport_engine::Body;
use rapport_kernel::{CustomerId, Event, EventKind, Identifier, Map, Value};
use rapport_platform::{
    journal::PARTED_BY,
    runtime::{Submission, Target},
};

/// Makes a customer of their own of these identifiers; says who it is.
///
/// # Errors
/// `no_such_identifier`, `nothing_left`; what the log refuses.
pub async fn part(app: &Office, customer: CustomerId, input: &PartInput, by: &str) -> Result<CustomerId, Refused> {
    let own = app.runtime.with_index(|index| index.identifiers_of(customer).to_vec());
    let is_meant = |own: &Identifier| {
        input.identifiers.iter().any(|one| one.kind == crate::person::kind(own.kind) && own.value.as_str() == one.value)
    };
    let (parted, kept): (Vec<Identifier>, Vec<Identifier>) = own.into_iter().partition(is_meant);
    if parted.is_empty() || parted.len() < input.identifiers.len() {
        return Err(Refused::by_rule(
            ApiRefusal::NoSuchIdentifier,
            "The customer is not known by all of these: see their page.",
        ));
    }
    if kept.is_empty() {
        return Err(Refused::by_rule(ApiRefusal::NothingLeft, "Leave the customer something to be known by."));
    }
    let theirs = parted.clone();
    let look = move |shard: &rapport_engine::Shard, id| {
        let Some(record) = shard.customer(id) else { return Vec::new() };
        let concerns = |address: &Option<Identifier>| address.as_ref().is_none_or(|address| theirs.contains(address));
        let said = record.customer.consents().history().iter().map(|entry| &entry.declaration);
        let noes = said.filter(|said| said.act.takes_back() && concerns(&said.address));
        let reasons = record.customer.suppressions().history().filter(|reason| concerns(&reason.address));
        let noes = noes.map(|no| Body::Consent(Box::new(no.clone())));
        noes.chain(reasons.map(|reason| Body::Suppress(Box::new(reason.clone())))).collect::<Vec<_>>()
    };
    let noes = app.runtime.ask(customer, look).await?;
    part_off(app, customer, parted, noes, by).await
}

/// Makes a customer of their own of some of a customer's identifiers, to whom these were said; says who it is.
///
/// # Errors
/// What the log refuses.
pub(crate) async fn part_off(
    app: &Office,
    customer: CustomerId,
    parted: Vec<Identifier>,
    said: Vec<Body>,
    by: &str,
) -> Result<CustomerId, Refused> {
    let now = app.now();
    let mut context = Map::default();
    context.set(PARTED_BY, Value::Text(by.into()));
    let named = Event {
        kind: EventKind::Identify,
        name: Default::default(),
        message_id: uuid::Uuid::now_v7().to_string().into(),
        identifiers: parted.clone(),
        timestamp: now,
        received: now,
        public: false,
        source: "rapport".into(),
        brand: app.all_brands().await?.first().map(|brand| brand.id.clone()).unwrap_or_default(),
        properties: Map::default(),
        context,
    };
    let to = Target::Identifiers(parted.clone(), Link::Observed);
    let first = parted.first().cloned();
    let taken = Body::Parted { identifiers: parted, by: by.into() };
    let mut all = vec![Submission::about(customer, taken), Submission::event(named)];
    all.extend(said.into_iter().map(|body| Submission::to(to.clone(), body)));
    app.runtime.submit(all).await?;
    app.runtime.settle().await?;
    // An erasure takes out of the log who was parted off: by then the journal knows.
    app.beside.follow(app).await;
    first.and_then(|first| app.runtime.find(&first)).ok_or_else(|| Refused::not_found("customer"))
}
