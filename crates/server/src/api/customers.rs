//! People: profile, timeline, consents, why.

use crate::{
    App,
    accounts::scope,
    auth::{Admin, Caller, PermittedSomewhere},
    claims, exports,
    extract::{Body, Params, Segments},
    names, parting, person, places,
    problem::{Answer, ApiRefusal, Code, Problem},
    timeline, whom,
    wire::*,
};
use axum::{Json, extract::State};
use rapport_customer::{brand::Medium, search::Search, told::order_id};
use rapport_engine::What;
use rapport_kernel::{CustomerId, RecordId};
use rapport_people::Place;
use smol_str::SmolStr;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The longest history that is looked through for an answer to "why?".
const WHY_LINES: usize = 5_000;

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(customers))
        .routes(routes!(customer))
        .routes(routes!(timeline))
        .routes(routes!(customer_consents))
        .routes(routes!(merges))
        .routes(routes!(decide_claim))
        .routes(routes!(part))
        .routes(routes!(why))
        .routes(routes!(export_customer))
        .routes(routes!(erase))
        .routes(routes!(links))
}

/// Finds customers by an identifier, or by text as shown on a screen; without either, those seen last.
#[utoipa::path(get, path = "/v1/customers", tag = "Customers", operation_id = "customers", params(CustomerQuery), responses((status = 200, body = Vec<CustomerSummary>, description = "Done")))]
pub async fn customers(
    State(app): State<App>,
    _: Admin,
    Params(query): Params<CustomerQuery>,
) -> Answer<Vec<CustomerSummary>> {
    let limit = query.limit.unwrap_or(20).clamp(1, 500) as usize;
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (text, search) = match (said(query.identifier), said(query.search)) {
        (Some(_), Some(_)) => {
            return Err(Problem::new(Code::InvalidParameter, "Look for an `identifier` or `search`, not for both."));
        }
        (None, None) => return Ok(Json(person::seen_last(&app, limit).await?)),
        (Some(text), None) => (text, None),
        (None, Some(text)) => (text.clone(), Search::read(&text)),
    };
    let home = whom::home(&app, None).await?;
    let guesses = whom::guesses(text.trim(), &home);
    let mut found: Vec<CustomerId> = guesses.iter().filter_map(|guess| app.runtime.find(guess)).collect();
    found.extend(whom::by_id(&app, text.trim()).ok());
    found.sort_unstable();
    found.dedup();
    let mut all = Vec::new();
    for id in found.into_iter().take(limit) {
        all.extend(app.runtime.ask(id, |shard, id| shard.customer(id).map(person::summary)).await?);
    }
    if let Some(search) = search {
        person::find(&app, search, limit, &mut all).await?;
    }
    Ok(Json(all))
}

/// One customer, as known now.
#[utoipa::path(get, path = "/v1/customers/{id}", tag = "Customers", operation_id = "customer", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), responses((status = 200, body = CustomerView, description = "Done")))]
pub async fn customer(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
) -> Answer<CustomerView> {
    view(&app, &caller, whom::by_id(&app, &id)?).await.map(Json)
}

/// A customer with names, or without them for those who may not see them.
async fn view(app: &App, caller: &Caller, id: CustomerId) -> Result<CustomerView, Problem> {
    Ok(match scope::sees_names(app, caller, &Place::company()) {
        true => person::view(app, id).await?,
        false => person::unnamed(app, id).await?,
    })
}

/// Everything that happened, newest first, over all touchpoints.
#[utoipa::path(get, path = "/v1/customers/{id}/timeline", tag = "Customers", operation_id = "timeline", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits."), Window), responses((status = 200, body = Page<TimelineEntry>, description = "Done")))]
pub async fn timeline(
    State(app): State<App>,
    _: Admin,
    Segments(id): Segments<String>,
    Params(window): Params<Window>,
) -> Answer<Page<TimelineEntry>> {
    let id = whom::by_id(&app, &id)?;
    let before = window.cursor.as_deref().map(str::parse::<RecordId>).transpose();
    let before =
        before.map_err(|_| Problem::new(Code::InvalidParameter, "`cursor` is the `next` of a page before."))?;
    let lines = app.runtime.history(id, before, window.limit()).await?;
    let more = lines.len() == window.limit();
    let next = lines.last().filter(|_| more).map(|line| line.id.to_string());
    let told = |what: &What| match what {
        What::Event(event) => order_id(event).map(|order| app.orders.key(&order)),
        _ => None,
    };
    let orders: Vec<SmolStr> = lines.iter().filter_map(|line| told(&line.entry.what)).collect();
    let refused = app.orders.refused_in(&orders).await?;
    let items = lines.iter().map(|line| {
        let mut entry = timeline::entry(&line.entry);
        if told(&line.entry.what).is_some() {
            // Why a word about an order counted for nothing.
            entry.why = refused.get(&format!("{}-{}", line.id.partition.0, line.id.lsn.0)).cloned();
        }
        entry
    });
    Ok(Json(Page { items: items.collect(), next }))
}

/// What holds, and every declaration with its proof.
#[utoipa::path(get, path = "/v1/customers/{id}/consents", tag = "Customers", operation_id = "customer_consents", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), responses((status = 200, body = Consents, description = "Done")))]
pub async fn customer_consents(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<Consents> {
    Ok(Json(person::consents(&app, whom::by_id(&app, &id)?).await?))
}

/// Which customers became this one, and why.
#[utoipa::path(get, path = "/v1/customers/{id}/merges", tag = "Customers", operation_id = "merges", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), responses((status = 200, body = Vec<MergeView>, description = "Done")))]
pub async fn merges(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<Vec<MergeView>> {
    let id = whom::by_id(&app, &id)?;
    let merges = app.runtime.ask(id, |shard, id| {
        let merges = shard.customer(id).map(|record| record.customer.merges()).unwrap_or_default();
        merges.iter().map(|merged| timeline::merge(merged, id)).collect()
    });
    Ok(Json(merges.await?))
}

/// Decides about an identifier a public source reported for this customer: from now on they are known by it, or saying it again
/// changes nothing.
#[utoipa::path(post, path = "/v1/customers/{id}/claims", tag = "Customers", operation_id = "decide_claim", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), request_body = ClaimInput, responses((status = 200, body = CustomerView, description = "Done")))]
pub async fn decide_claim(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    Body(input): Body<ClaimInput>,
) -> Answer<CustomerView> {
    let customer = whom::by_id(&app, &id)?;
    claims::decide(&app, customer, &input, &caller.name).await?;
    // Two may have become one.
    view(&app, &caller, app.runtime.current(customer)).await.map(Json)
}

/// Undoes a wrong merge: what the customer was wrongly known by becomes a customer of its own, who is the answer. What happened stays
/// where it is; a no of which no one knows whose it was holds for both.
#[utoipa::path(post, path = "/v1/customers/{id}/part", tag = "Customers", operation_id = "part", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), request_body = PartInput, responses((status = 200, body = CustomerView, description = "Done")))]
pub async fn part(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    Body(input): Body<PartInput>,
) -> Answer<CustomerView> {
    let customer = whom::by_id(&app, &id)?;
    let parted = parting::part(&app, customer, &input, &caller.name).await?;
    view(&app, &caller, parted).await.map(Json)
}

/// Why did this person (not) get something of this journey?
#[utoipa::path(get, path = "/v1/customers/{id}/why", tag = "Customers", operation_id = "why", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits."), WhyQuery), responses((status = 200, body = Why, description = "Done")))]
pub async fn why(
    State(app): State<App>,
    asking: PermittedSomewhere,
    Segments(id): Segments<String>,
    Params(WhyQuery { journey }): Params<WhyQuery>,
) -> Answer<Why> {
    let place = places::journey(&app, &journey.as_str().into()).await?.unwrap_or_else(Place::company);
    let named = scope::sees_names(&app, asking.at(&app, &place)?, &place);
    let id = whom::by_id(&app, &id)?;
    let lines = app.runtime.history(id, None, WHY_LINES).await?;
    let about = |what: &What| what.journey().is_some_and(|own| own.as_str() == journey);
    let mut entries: Vec<TimelineEntry> =
        lines.iter().filter(|line| about(&line.entry.what)).map(|line| timeline::shown(&line.entry, named)).collect();
    entries.reverse();
    let whats: Vec<&What> = lines.iter().rev().map(|line| &line.entry.what).filter(|what| about(what)).collect();
    Ok(Json(crate::why::answer(&app, id, &journey, &whats, entries).await?))
}

/// Everything held about this person.
#[utoipa::path(get, path = "/v1/customers/{id}/export", tag = "Customers", operation_id = "export_customer", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), responses((status = 200, body = CustomerExport, description = "Done")))]
pub async fn export_customer(
    State(app): State<App>,
    _: Admin,
    Segments(id): Segments<String>,
) -> Answer<CustomerExport> {
    let customer = whom::by_id(&app, &id)?;
    Ok(Json(exports::owed(&app, customer, person::export(&app, customer)).await?))
}

/// Erases this person.
#[utoipa::path(post, path = "/v1/customers/{id}/erase", tag = "Customers", operation_id = "erase", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), request_body = EraseInput, responses((status = 200, body = Erasure, description = "Done")))]
pub async fn erase(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    Body(input): Body<EraseInput>,
) -> Answer<Erasure> {
    let customer = whom::by_id(&app, &id)?;
    if input.confirm != id {
        return Err(Problem::refused_with(ApiRefusal::NotConfirmed, ProblemSaid::NotConfirmed));
    }
    if names::reason(&input.reason).is_none() {
        return Err(Problem::told(Code::InvalidBody, ProblemSaid::ReasonMissing));
    }
    // The reason stays in the log of operations, not in the person's record: that is what goes.
    tracing::info!(customer = %customer, author = caller.name, "erasure requested");
    Ok(Json(person::erase(&app, customer).await?))
}

/// Links for this person to the public pages.
#[utoipa::path(get, path = "/v1/customers/{id}/links", tag = "Customers", operation_id = "links", params(("id" = String, Path, description = "The customer's id: 32 hexadecimal digits.")), responses((status = 200, body = CustomerLinks, description = "Done")))]
pub async fn links(State(app): State<App>, _: Admin, Segments(id): Segments<String>) -> Answer<CustomerLinks> {
    let customer = whom::by_id(&app, &id)?;
    let until = app.now() + crate::drivers::email::PREFERENCES;
    let (shared, brands) = (app.clone(), app.all_brands().await?);
    let made = app.runtime.ask(customer, move |shard, id| {
        let record = shard.customer(id)?;
        let link = |brand: &std::sync::Arc<rapport_customer::Brand>| {
            let address = record.customer.profile.address(Medium::Email);
            let address = address.map(|address| shared.links.address(customer, address)).unwrap_or_default();
            let link = crate::links::Preferences { customer, brand: brand.id.clone(), until, address };
            BrandLink { brand: brand.id.to_string(), url: shared.links.url(&link) }
        };
        Some(brands.iter().map(link).collect())
    });
    let preferences = made.await?.ok_or_else(|| Problem::not_found("customer"))?;
    Ok(Json(CustomerLinks { preferences }))
}
