//! What to show at a place now.

use crate::{
    App,
    auth::{Writer, allowed},
    copies::Said,
    extract::Body,
    problem::{Answer, Code, Problem},
    timeline, whom,
    wire::*,
};
use axum::{Json, extract::State};
use rapport_channel::outgoing;
use rapport_customer::{Budget, SendKey, SourceAct, Trust, source::Wish};
use rapport_engine::{Asker, Considered as PlacedCandidate, Message, PlacementRequest, Shard, Shown};
use rapport_kernel::{ActivityId, BrandId, CustomerId, Identifier, Map, Money, Time};
use rapport_platform::sql::source::Source;
use smol_str::SmolStr;
use std::sync::Arc;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(decide))
}

/// What to show this person at this place now, with reasons.
#[utoipa::path(post, path = "/v1/decide", tag = "Decide", operation_id = "decide", request_body = DecideInput, responses((status = 200, body = DecideAnswer, description = "Done")), security(("write_key" = [])))]
pub async fn decide(
    State(app): State<App>,
    Writer(source): Writer,
    Body(input): Body<DecideInput>,
) -> Answer<DecideAnswer> {
    allowed(&source, &Wish { named: Some(whom::how(&input.who)), ..Wish::to(SourceAct::Decide) })?;
    if input.placement.is_empty() || input.placement.len() > 128 {
        return Err(Problem::new(Code::InvalidBody, "`placement` has 1 to 128 characters."));
    }
    let held = app.runtime.hold().is_on();
    // Someone no one knows has no journeys and no consents: there is nothing to consider.
    let Some(customer) = whom::known(&app, &input.who, Some(&source.scope.brand)).await? else {
        return Ok(Json(DecideAnswer { customer: None, show: None, held, considered: Vec::new() }));
    };
    let public = source.scope.trust == Trust::Public;
    if held {
        let customer = (!public).then(|| customer.to_string());
        return Ok(Json(DecideAnswer { customer, show: None, held, considered: Vec::new() }));
    }
    let placement: SmolStr = input.placement.into();
    let showing = Showing {
        asker: asker(&app, &input.who, customer, public),
        counts: if public { counts(&app, &input.who, &source.scope.brand).await? } else { CountsFor::Person },
        app: app.clone(),
        source,
        placement: placement.clone(),
    };
    let choose = move |shard: &Shard, customer: CustomerId, now: Time| {
        let chosen = showing.choose(shard, customer, now);
        let key = chosen.as_ref().ok().and_then(|(shown, _)| Some(shown.as_ref()?.send_key.clone()));
        let answer = chosen.map(|(shown, considered)| {
            let show = shown.and_then(|shown| showing.shown(shard, customer, shown));
            // The first time it is shown is kept, as a mail is when it leaves.
            let kept = key.clone().filter(|key| showing.counts == CountsFor::Person && is_open(shard, customer, key));
            (show, answered(considered), kept.map(|key| (key, customer, now)))
        });
        // What anybody can ask for in someone's name is no contact with them: it uses up none of their caps and costs nothing.
        let note = (answer.is_ok() && showing.counts == CountsFor::Person).then_some(key);
        (answer, note)
    };
    let (show, considered, kept) = app.runtime.decide(customer, placement, choose).await??;
    if let (Some((key, customer, now)), Some(show)) = (kept, &show) {
        let said = Said { content: show.content.clone(), mail: None };
        app.copies.keep(&key, customer, now, &said).await;
        // An erasure that came in between has looked for copies already.
        if !app.runtime.ask(customer, |shard, customer| shard.customer(customer).is_some()).await? {
            app.copies.0.forget(&[customer]).await?;
        }
    }
    if public {
        return Ok(Json(DecideAnswer { customer: None, show, held, considered: Vec::new() }));
    }
    Ok(Json(DecideAnswer { customer: Some(customer.to_string()), show, held, considered }))
}

/// What is asked, and who asks.
struct Showing {
    app: App,
    source: Arc<Source>,
    placement: SmolStr,
    asker: Asker,
    counts: CountsFor,
}

impl Showing {
    fn is_public(&self) -> bool {
        self.source.scope.trust == Trust::Public
    }

    /// What to show, and everything that was considered. What a public source has shown is paid only so often in a day; what counts for a
    /// device is noted there.
    fn choose(
        &self,
        shard: &Shard,
        customer: CustomerId,
        now: Time,
    ) -> Result<(Option<Shown>, Vec<PlacedCandidate>), Problem> {
        let Self { app, source, placement, asker, counts } = self;
        let (brand, by, paid) = (&source.scope.brand, &source.id, *counts == CountsFor::Person);
        let seen = match counts {
            CountsFor::Device(device) => app.device_views.of(brand, device),
            CountsFor::Person | CountsFor::Nobody => Vec::new(),
        };
        let full = paid && self.is_public() && !app.placements.has_room(by, now);
        let budget = |activity: &ActivityId, cost: Money| match app.ledger.guard().can_pay(activity, cost) {
            _ if full && cost.minor > 0 => Budget::Refused,
            Err(refusal) if paid => refusal.into(),
            _ => Budget::Unasked,
        };
        let request = PlacementRequest { brand, placement, asker: *asker, seen: &seen, budget: &budget };
        let partition = shard.partition(customer.partition());
        let placed =
            partition.map(|partition| partition.place(&shard.catalog, customer, request, now)).unwrap_or_default();
        let costs = |shown: &Shown| shown.cost.is_some_and(|cost| cost.minor > 0);
        match &placed.shown {
            Some(shown) if paid && self.is_public() && costs(shown) => app.placements.shown(by, now),
            None if full && placed.considered.iter().any(PlacedCandidate::lacks_only_money) => {
                return Err(app.placements.refuse(by, now).into());
            }
            _ => {}
        }
        if let (CountsFor::Device(device), Some(shown)) = (counts, &placed.shown) {
            app.device_views.note(brand, device, shown.send_key.clone(), shown.contact.clone(), now);
        }
        Ok((placed.shown, placed.considered))
    }

    fn shown(&self, shard: &Shard, customer: CustomerId, shown: Shown) -> Option<Placement> {
        let key = &shown.send_key;
        let message = shard.customer(customer)?.message(key)?;
        Some(Placement {
            // A send key names the customer; whoever reads a page must not learn their number.
            send_key: if self.is_public() { outgoing::token(key).into() } else { key.to_string() },
            journey: message.journey.to_string(),
            activity: message.activity.to_string(),
            content: content(&shown.placement),
            valid_until: Some(message.delivery.valid_until),
        })
    }
}

/// Whether it was never shown to the person before.
fn is_open(shard: &Shard, customer: CustomerId, key: &SendKey) -> bool {
    shard.customer(customer).and_then(|record| record.message(key)).is_some_and(Message::is_open)
}

/// What was considered, as it is answered: what was chosen first.
fn answered(considered: Vec<PlacedCandidate>) -> Vec<Considered> {
    let considered = considered.into_iter().map(|one| Considered {
        journey: one.send_key.parts().map(|parts| parts.journey.to_string()).unwrap_or_default(),
        send_key: one.send_key.to_string(),
        outcome: one.reason.map_or("refused", |reason| reason.code()).to_owned(),
        checks: timeline::checks(&one.ruling.checks),
    });
    let mut considered: Vec<Considered> = considered.collect();
    considered.sort_by_key(|one| one.outcome != "chosen");
    considered
}

/// For whom it counts what is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
enum CountsFor {
    /// For the person: caps, money and history.
    Person,
    /// For this device alone, which only says to be theirs.
    Device(Identifier),
    /// For no one: a user id can be known to others.
    Nobody,
}

/// For whom it counts what a public source has shown.
async fn counts(app: &App, who: &Who, brand: &BrandId) -> Result<CountsFor, Problem> {
    if who.anonymous_id.is_none() {
        return Ok(CountsFor::Nobody);
    }
    let device = whom::identifier(app, who, brand).await?;
    let certain = |device: &Identifier| app.runtime.with_index(|index| index.is_device_of_its_customer(device));
    Ok(match device {
        Some(device) if certain(&device) => CountsFor::Person,
        Some(device) => CountsFor::Device(device),
        None => CountsFor::Nobody,
    })
}

/// Who may be asking. A device's own id is a secret between it and us as long as no one has signed in; a user id is known to
/// others, and anybody can say that a device belongs to it, or to an address: whoever asks by the device's id alone, with
/// whatever key, may be anybody then.
fn asker(app: &App, who: &Who, customer: CustomerId, public: bool) -> Asker {
    let open = || app.runtime.with_index(|index| index.opens_to_devices(customer));
    match (public, &who.anonymous_id) {
        (false, None) => Asker::House,
        (false, Some(_)) if open() => Asker::House,
        (true, Some(_)) if open() => Asker::Device,
        _ => Asker::Anybody,
    }
}

/// A placement as JSON.
fn content(placement: &rapport_channel::web::Placement) -> Map {
    let json = serde_json::to_value(placement).unwrap_or_default();
    serde_json::from_value(json).unwrap_or_default()
}
