//! Brands and their settings.

use crate::{
    App,
    auth::{Admin, PermittedWithin},
    extract::{Body, Segments},
    places,
    problem::{Answer, Code, Problem},
    publishing::Turn,
    revision::{IfMatch, Tagged, Written},
    wire::*,
};
use axum::{Json, extract::State};
use rapport_channel::kind;
use rapport_customer::{Brand, Channel};
use rapport_kernel::{BrandId, complaint, name};
use rapport_platform::sql::brand::BrandVersion;
use rapport_platform::sql::trace;
use rapport_trace::DeedAct;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(brands)).routes(routes!(brand, set_brand))
}

/// Every brand in short: its name, currency, time zone and purposes.
#[utoipa::path(get, path = "/v1/brands", tag = "Settings", operation_id = "brands", responses((status = 200, body = Vec<BrandSummary>, description = "Done")))]
pub async fn brands(
    State(app): State<App>,
    PermittedWithin { extent, .. }: PermittedWithin,
) -> Answer<Vec<BrandSummary>> {
    let (mut all, tree) = (app.brands.all().await?, app.ledger.plan().tree());
    all.retain(|known| extent.holds(&places::brand(&tree, &known.brand)));
    let brands = all.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let summary = |brand: Brand| BrandSummary {
        id: brand.id.to_string(),
        name: brand.name.to_string(),
        currency: brand.currency.to_string(),
        zone: brand.zone.to_string(),
        purposes: brand.purposes.iter().map(|purpose| purpose.id.to_string()).collect(),
        channels: brand.channels.iter().map(channel).collect(),
    };
    Ok(Json(brands.into_iter().map(summary).collect()))
}

fn channel(channel: &Channel) -> ChannelOfBrand {
    ChannelOfBrand { id: channel.id.to_string(), kind: kind::kind(&channel.kind()).map(|kind| kind.id.to_owned()) }
}

/// One brand with its settings.
#[utoipa::path(get, path = "/v1/brands/{id}", tag = "Settings", operation_id = "brand", params(("id" = String, Path, description = "The brand's id.")), responses((status = 200, body = BrandView, description = "Done")))]
pub async fn brand(
    State(app): State<App>,
    _: Admin,
    Segments(id): Segments<String>,
) -> Result<Tagged<BrandView>, Problem> {
    let newest = app.brands.newest(&BrandId::from(id)).await?.ok_or_else(|| Problem::not_found("brand"))?;
    view(&read(&newest)?, newest.version)
}

/// Sets a brand's settings; makes the brand if it is new.
#[utoipa::path(put, path = "/v1/brands/{id}", tag = "Settings", operation_id = "set_brand", params(("id" = String, Path, description = "The brand's id."), ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: if it is another one by now, nothing changes.")), request_body = BrandInput, responses((status = 200, body = BrandView, description = "Done")))]
pub async fn set_brand(
    State(app): State<App>,
    Admin(caller): Admin,
    Segments(id): Segments<String>,
    read: IfMatch,
    Body(input): Body<BrandInput>,
) -> Result<Tagged<BrandView>, Problem> {
    let bad = |error: String| Problem::new(Code::InvalidBody, error);
    let mut brand: Brand = serde_json::from_value(input.settings)
        .map_err(|error| bad(format!("The settings cannot be read: {}.", complaint::in_words(&error.to_string()))))?;
    brand.name = name::cleaned(&brand.name).into();
    if brand.id.as_str() != id {
        return Err(bad("The id in the settings is not the one in the address.".to_owned()));
    }
    super::sources::named(&id)?;
    let turn = Turn::take(&app).await;
    let versions = app.brands.versions(&brand.id).await?;
    let before = versions.iter().map(self::read).collect::<Result<Vec<_>, _>>()?;
    let mut problems = brand.check();
    problems.extend(brand.check_against(&before));
    problems.extend(kind::check(&brand, &before));
    if !problems.is_empty() {
        let shown = |problem: &rapport_customer::brand::BrandProblem| DocumentProblem {
            code: problem.code.to_owned(),
            severity: "error".to_owned(),
            path: problem.path.clone(),
            line: 0,
            column: 0,
            message: problem.message.clone(),
            hint: None,
            hint_said: None,
        };
        return Err(Problem::document(problems.iter().map(shown).collect()));
    }
    let newest = versions.first();
    let last = newest.map(|newest| Written { by: &newest.author, at: newest.at, stays: false });
    let revision = newest.map_or(0, |newest| newest.version);
    read.allows(&revision.to_string(), last.as_ref(), &caller.name)?;
    if before.is_empty() {
        trace::act(DeedAct::Made);
    }
    trace::compared(before.first(), Some(&brand));
    let kept = turn.set_brand(&brand, &caller.name).await?;
    view(&brand, kept.version)
}

fn read(version: &BrandVersion) -> Result<Brand, Problem> {
    serde_json::from_str(&version.body).map_err(|error| {
        let detail = format!(
            "Version {} of brand `{}` is not understood by this release ({}): a newer one may have written it. Use that one, or \
             restore a backup.",
            version.version,
            version.brand,
            complaint::in_words(&error.to_string())
        );
        Problem::new(Code::Internal, detail)
    })
}

fn view(brand: &Brand, version: u32) -> Result<Tagged<BrandView>, Problem> {
    let settings = serde_json::to_value(brand).map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    let revision = version.to_string();
    Ok(Tagged(revision.clone(), BrandView { id: brand.id.to_string(), settings, revision }))
}
