//! Whether everything on the disk is as it was written, and what was promised and is not done yet.

use crate::{
    App, at_rest,
    auth::Admin,
    obligations,
    problem::Answer,
    wire::{AtRestFinding, AtRestView, ObligationView, ObstacleCode},
};
use axum::{Json, extract::State};
use rapport_kernel::CustomerId;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(stores)).routes(routes!(check_stores)).routes(routes!(obligations))
}

/// What the last look at everything on the disk found.
#[utoipa::path(get, path = "/v1/stores", tag = "Operations", operation_id = "stores", responses((status = 200, body = AtRestView, description = "Done")))]
pub async fn stores(State(app): State<App>, _: Admin) -> Answer<AtRestView> {
    Ok(Json(view(&app)))
}

/// Begins to look at everything on the disk; ask with `GET` how it goes.
#[utoipa::path(post, path = "/v1/stores/check", tag = "Operations", operation_id = "check_stores", responses((status = 200, body = AtRestView, description = "Begun")))]
pub async fn check_stores(State(app): State<App>, _: Admin) -> Answer<AtRestView> {
    let looking = app.clone();
    tokio::spawn(async move { at_rest::look(&looking, looking.rounds.bytes).await });
    // So that the answer says that it is under way.
    tokio::task::yield_now().await;
    Ok(Json(view(&app)))
}

fn view(app: &App) -> AtRestView {
    let last = app.at_rest.last();
    let findings = last.iter().flat_map(|looked| &looked.findings).map(|finding| AtRestFinding {
        store: finding.store.code().to_owned(),
        partition: finding.partition.map(|partition| partition.0),
        detail: finding.damage.to_string(),
        said: (&finding.damage).into(),
    });
    let failed = last.as_ref().and_then(|looked| looked.failed.clone());
    AtRestView {
        running: app.at_rest.running(),
        looked: last.as_ref().map(|looked| looked.at),
        failed: failed.as_ref().map(ToString::to_string),
        failed_said: failed,
        findings: findings.collect(),
        mending: app.runtime.mending().iter().map(|partition| partition.0).collect(),
    }
}

/// Erasures, withdrawals and exports under way, the longest waiting first. An export that failed stays until it was handed over.
#[utoipa::path(get, path = "/v1/obligations", tag = "Operations", operation_id = "obligations", responses((status = 200, body = Vec<ObligationView>, description = "Done")))]
pub async fn obligations(State(app): State<App>, _: Admin) -> Answer<Vec<ObligationView>> {
    let now = app.now();
    let view = |obligation: rapport_platform::runtime::Obligation| ObligationView {
        kind: obligation.kind.code().to_owned(),
        customer: (obligation.customer != CustomerId::NONE).then(|| obligation.customer.to_string()),
        since: obligation.since,
        overdue: obligations::is_overdue(&obligation, now),
        obstacle_code: obligation.obstacle.as_ref().and_then(|why| ObstacleCode::find(why.code)),
        obstacle: obligation.obstacle.map(|why| why.words),
    };
    Ok(Json(obligations::all(&app).await?.into_iter().map(view).collect()))
}
