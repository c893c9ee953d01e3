//! How the machine is doing.

use crate::{App, obligations, wire::*};
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use rapport_platform::runtime::LogState;
use std::time::Duration;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz)).routes(routes!(metrics))
}

/// It answers.
#[utoipa::path(get, path = "/healthz", tag = "Operations", operation_id = "healthz", responses((status = 200, body = Health, description = "Done")), security(()))]
pub async fn healthz() -> Json<Health> {
    Json(Health { status: "ok".into(), version: env!("CARGO_PKG_VERSION").into() })
}

/// Whether it makes progress.
#[utoipa::path(get, path = "/readyz", tag = "Operations", operation_id = "readyz", responses((status = 200, body = Readiness, description = "Ready"), (status = 503, body = Readiness, description = "Not ready")), security(()))]
pub async fn readyz(State(app): State<App>) -> (StatusCode, Json<Readiness>) {
    let readiness = readiness(&app);
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness))
}

/// Figures for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "Operations", operation_id = "metrics", responses((status = 200, body = String, content_type = "text/plain", description = "OK")), security(()))]
pub async fn metrics(State(app): State<App>) -> impl IntoResponse {
    let vitals = app.runtime.vitals();
    metrics::gauge!("rapport_lag_records").set(vitals.lag as f64);
    metrics::gauge!("rapport_tick_age_seconds").set(vitals.tick_age);
    metrics::gauge!("rapport_sink_backlog").set(vitals.backlog as f64);
    metrics::gauge!("rapport_on_wire").set(vitals.on_wire as f64);
    metrics::gauge!("rapport_due").set(vitals.due as f64);
    let failing = |trouble: Option<(Duration, String)>| trouble.map_or(0.0, |(lasts, _)| lasts.as_secs_f64());
    metrics::gauge!("rapport_snapshots_failing_seconds").set(failing(app.runtime.unsaved()));
    metrics::gauge!("rapport_lease_failing_seconds").set(failing(app.leasing.lasts()));
    metrics::gauge!("rapport_tasks_ended").set((vitals.ended.len() + app.tasks.ended().len()) as f64);
    app.door.measure();
    metrics::gauge!("rapport_ready").set(f64::from(u8::from(vitals.ready)));
    if let Some(last) = app.backups.view(&app).last {
        metrics::gauge!("rapport_backup_age_seconds").set(app.now().since(last.taken).0 as f64 / 1e3);
    }
    metrics::gauge!("rapport_held").set(f64::from(u8::from(app.runtime.hold().is_on())));
    metrics::gauge!("rapport_clock_doubted").set(f64::from(u8::from(vitals.clock.is_some())));
    // A database that is away is measured elsewhere.
    if let Ok(under_way) = obligations::all(&app).await {
        let oldest = under_way.first().map_or(0, |oldest| app.now().since(oldest.since).0);
        metrics::gauge!("rapport_oldest_obligation_seconds").set(oldest as f64 / 1e3);
    }
    metrics::gauge!("rapport_customers").set(app.runtime.with_index(|index| index.len()) as f64);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.render())
}

/// Ready means progress, not life: every stage must have done something lately.
fn readiness(app: &App) -> Readiness {
    let vitals = app.runtime.vitals();
    let lag_ms = (vitals.tick_age * 1e3) as u64;
    let log = match vitals.log {
        LogState::Writable => (true, format!("writable, next position {}", vitals.end.0)),
        LogState::Full => (false, "no room on the disk".into()),
        LogState::NoHandles => (false, "no file handle is free".into()),
        LogState::IdsUnwritable => (false, "only what must go through: message ids cannot be written".into()),
        LogState::LeaseLost => (false, "another process has taken this directory".into()),
        LogState::Unwritable => (false, "not writable until a restart".into()),
    };
    let clock = match vitals.clock {
        None => (true, "believed".into()),
        Some(doubt) => (false, doubt.to_string()),
    };
    let partitions = (vitals.recovered && vitals.tick_age < 15.0, format!("{} records not applied yet", vitals.lag));
    let dispatch = (
        vitals.backlog < 100_000,
        format!("{} effects waiting, {} messages due, {} on the wire", vitals.backlog, vitals.due, vitals.on_wire),
    );
    let ended: Vec<_> = vitals.ended.into_iter().chain(app.tasks.ended()).collect();
    let tasks = if ended.is_empty() {
        (true, "all at work".to_owned())
    } else {
        (false, format!("ended: {}", ended.join(", ")))
    };
    let pulse = app.canary.pulse();
    let sql_age = pulse.age.as_millis().try_into().unwrap_or(u64::MAX);
    let stage =
        |name: &str, (ready, detail): (bool, String), lag_ms| Stage { name: name.into(), ready, detail, lag_ms };
    let stages = vec![
        stage("log", log, 0),
        stage("clock", clock, 0),
        stage("partitions", partitions, lag_ms),
        stage("sql", (pulse.kept, pulse.detail), sql_age),
        stage("dispatch", dispatch, 0),
        stage("tasks", tasks, 0),
    ];
    let held = app.runtime.hold().reasons().iter().map(|reason| reason.why.into()).collect();
    Readiness { ready: vitals.ready && stages.iter().all(|stage| stage.ready), stages, held }
}
