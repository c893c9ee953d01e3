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
use rapport_customer::{SourceAct, Trust, source::Wish};
use rapport_engine::{Asker, Message, PlacementRequest, Shard};
use rapport_kernel::{CustomerId, Map, Time};
use smol_str::SmolStr;
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
    // Somebody nobody knows has no journeys and no consents: there is nothing to consider.
    let Some(customer) = whom::known(&app, &input.who, Some(&source.scope.brand)).await? else {
        return Ok(Json(DecideAnswer { customer: None, show: None, held, considered: Vec::new() }));
    };
    let public = source.scope.trust == Trust::Public;
    if held {
        let customer = (!public).then(|| customer.to_string());
        return Ok(Json(DecideAnswer { customer, show: None, held, considered: Vec::new() }));
    }
    let placement: SmolStr = input.placement.into();
    let at = placement.clone();
    let asker = asker(&app, &input.who, customer, public);
    // A user id can be known to others.
    let nameless = public && input.who.anonymous_id.is_none();
    let brand = source.scope.brand.clone();
    let choose = move |shard: &Shard, customer: CustomerId, now: Time| {
        let partition = shard.partition(customer.partition());
        let request = PlacementRequest { brand: &brand, placement: &at, asker };
        let placed =
            partition.map(|partition| partition.place(&shard.catalog, customer, request, now)).unwrap_or_default();
        let key = placed.shown.as_ref().map(|shown| shown.send_key.clone());
        let show = placed.shown.and_then(|shown| {
            let key = &shown.send_key;
            let message = shard.customer(customer)?.message(key)?;
            Some(Placement {
                // A send key names the customer; whoever reads a page must not learn their number.
                send_key: if public { outgoing::token(key).into() } else { key.to_string() },
                journey: message.journey.to_string(),
                activity: message.activity.to_string(),
                content: content(&shown.placement),
                valid_until: Some(message.delivery.valid_until),
            })
        });
        let considered = placed.considered.into_iter().map(|one| Considered {
            journey: one.send_key.parts().map(|parts| parts.journey.to_string()).unwrap_or_default(),
            send_key: one.send_key.to_string(),
            outcome: one.reason.map_or("refused", |reason| reason.code()).to_owned(),
            checks: timeline::checks(&one.ruling.checks),
        });
        let mut considered: Vec<Considered> = considered.collect();
        considered.sort_by_key(|one| one.outcome != "chosen");
        // The first time it is shown is kept, as a mail is when it leaves.
        let new = key.as_ref().is_some_and(|key| {
            shard.customer(customer).and_then(|record| record.message(key)).is_some_and(Message::is_open) && !nameless
        });
        let kept = key.clone().filter(|_| new).map(|key| (key, customer, now));
        // What anybody can ask for in somebody's name is no contact with them: it uses up none of their caps and costs nothing.
        let note = (!nameless).then_some(key);
        ((show, considered, kept), note)
    };
    let (show, considered, kept) = app.runtime.decide(customer, placement, choose).await?;
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

/// Who may be asking. A device's own id is a secret between it and us as long as nobody has signed in; a user id is known to
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
