//! Deciding claims: what public sources said of somebody known (see [`rapport_customer::claim`]).
//!
//! Taking a claim up is telling the same once more, as Rapport itself: an event in the log like a trusted source's, so that
//! there is one way in which customers come to be known by something.

use crate::{
    Office,
    refused::{ApiRefusal, Refused},
    view::ClaimInput,
};
use rapport_customer::{ClaimRefused, identity::is_weak};
use rapport_engine::Body;
use rapport_kernel::{BrandId, CustomerId, Event, EventKind, Identifier, IdentifierKind, Map, Value};
use rapport_platform::runtime::Submission;

/// Decides a claim in somebody's name.
///
/// # Errors
/// `no_such_claim`; what the log refuses.
pub async fn decide(app: &Office, customer: CustomerId, input: &ClaimInput, by: &str) -> Result<(), Refused> {
    let waiting = app.runtime.ask(customer, |shard, id| {
        let claims = shard.customer(id).map(|record| record.customer.claims().all()).unwrap_or_default();
        claims.iter().map(|claim| (claim.identifier.clone(), claim.gone)).collect::<Vec<_>>()
    });
    let named =
        |claimed: &Identifier| crate::person::kind(claimed.kind) == input.kind && claimed.value.as_str() == input.value;
    let claimed = waiting.await?.into_iter().find(|(claimed, _)| named(claimed));
    let (claimed, gone) = claimed
        .ok_or_else(|| Refused::by_rule(ApiRefusal::NoSuchClaim, "Nothing like this waits for this customer."))?;
    if input.accept {
        let brand = app.all_brands().await?.first().map(|brand| brand.id.clone()).unwrap_or_default();
        return if gone {
            let submission = Submission::about(customer, Body::Event(Box::new(taken_back(app, &claimed, brand, by))));
            app.runtime.submit_and_wait(submission).await?;
            Ok(())
        } else {
            take_up(app, customer, claimed, brand, by).await
        };
    }
    let refused = ClaimRefused { identifier: claimed, by: by.into(), at: app.now() };
    let submission = Submission::about(customer, Body::ClaimRefused(Box::new(refused)));
    app.runtime.submit_and_wait(submission).await?;
    Ok(())
}

/// What a system says that knows that somebody has an address no longer.
fn taken_back(app: &Office, claimed: &Identifier, brand: BrandId, by: &str) -> Event {
    let mut properties = Map::default();
    properties.set(crate::person::kind(claimed.kind), Value::Null);
    Event { properties, ..told(app, Vec::new(), brand, by) }
}

fn told(app: &Office, identifiers: Vec<Identifier>, brand: BrandId, by: &str) -> Event {
    let mut context = Map::default();
    context.set("confirmed_by", Value::Text(by.into()));
    let now = app.now();
    Event {
        kind: EventKind::Identify,
        name: Default::default(),
        message_id: uuid::Uuid::now_v7().to_string().into(),
        identifiers,
        timestamp: now,
        received: now,
        public: false,
        source: "rapport".into(),
        brand,
        properties: Map::default(),
        context,
    }
}

async fn take_up(
    app: &Office,
    customer: CustomerId,
    claimed: Identifier,
    brand: BrandId,
    by: &str,
) -> Result<(), Refused> {
    let own = app.runtime.with_index(|index| index.identifiers_of(customer).to_vec());
    let Some(own) = own.into_iter().min_by_key(|own| (own.kind != IdentifierKind::UserId, is_weak(own.kind))) else {
        return Err(Refused::not_found("customer"));
    };
    // Two people the company gave ids of their own become one only if somebody says so outright.
    let kind = if claimed.kind == IdentifierKind::UserId { EventKind::Alias } else { EventKind::Identify };
    let event = Event { kind, ..told(app, vec![own, claimed], brand, by) };
    app.runtime.submit_and_wait(Submission::event(event)).await?;
    Ok(())
}
