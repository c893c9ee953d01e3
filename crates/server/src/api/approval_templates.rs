//! Templates by which approvals are asked for: stages, who is asked, by when.

use super::plan::{bad_body, node_id};
use crate::{
    App,
    accounts::rights::Permitted,
    extract::{Body, Segments},
    names,
    problem::{Answer, Code, Problem},
    wire::*,
};
use axum::{Json, extract::State};
use rapport_plan::NodeId;
use rapport_platform::sql::approval::template::KeptTemplate;
use rapport_work::{
    TemplateId,
    approval::{ApprovalTemplate, check},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The routes of this noun.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(approval_templates))
        .routes(routes!(put_approval_template, drop_approval_template))
}

/// Every template, by id.
#[utoipa::path(get, path = "/v1/approval-templates", tag = "Approvals", operation_id = "approval_templates", responses((status = 200, body = Vec<TemplateView>, description = "Done")))]
pub async fn approval_templates(State(app): State<App>, _: Permitted) -> Answer<Vec<TemplateView>> {
    Ok(Json(app.approvals.templates().await?.into_iter().map(shown).collect()))
}

/// Keeps a template; approvals under way keep the one they began by.
#[utoipa::path(put, path = "/v1/approval-templates/{id}", tag = "Approvals", operation_id = "put_approval_template", params(("id" = String, Path, description = "The template's id.")), request_body = TemplateInput, responses((status = 200, body = TemplateView, description = "Done")))]
pub async fn put_approval_template(
    State(app): State<App>,
    Permitted(caller): Permitted,
    Segments(id): Segments<String>,
    Body(input): Body<TemplateInput>,
) -> Answer<TemplateView> {
    let node = input.node.as_deref().map_or(Ok(NodeId::Company), node_id)?;
    if node != NodeId::Company && app.ledger.plan().tree().get(&node).is_none() {
        return Err(rapport_plan::Refusal::UnknownNode(node).into());
    }
    let stages = serde_json::to_value(&input.stages).and_then(serde_json::from_value).map_err(bad_body)?;
    let template = ApprovalTemplate { id: TemplateId(id.into()), name: names::name(&input.name)?, stages };
    let checked = check(template).map_err(|found| flawed(&found))?;
    let kept = KeptTemplate {
        kind: match input.kind {
            TemplateKind::Journey => crate::approvals::matter::JOURNEY,
            TemplateKind::Reallocation => crate::approvals::matter::REALLOCATION,
        }
        .to_owned(),
        node: node.to_string(),
        always: input.always,
        template: checked.template().clone(),
        author: caller.name,
        at: app.now(),
    };
    app.approvals.set_template(&kept).await?;
    Ok(Json(shown(kept)))
}

/// Removes a template: things of its kind are asked for by the next one above, or of whoever decides alone.
#[utoipa::path(delete, path = "/v1/approval-templates/{id}", tag = "Approvals", operation_id = "drop_approval_template", params(("id" = String, Path, description = "The template's id.")), responses((status = 200, body = Done, description = "Done")))]
pub async fn drop_approval_template(
    State(app): State<App>,
    _: Permitted,
    Segments(id): Segments<String>,
) -> Answer<Done> {
    match app.approvals.remove_template(&id).await? {
        true => Ok(Json(Done::YES)),
        false => Err(Problem::not_found("template")),
    }
}

fn flawed(found: &[rapport_work::approval::TemplateProblem]) -> Problem {
    let all: Vec<String> = found.iter().map(|problem| format!("{}: {}", problem.path, problem.flaw)).collect();
    Problem::new(Code::InvalidBody, all.join("; "))
}

fn shown(kept: KeptTemplate) -> TemplateView {
    let kind = match kept.kind.as_str() {
        crate::approvals::matter::JOURNEY => TemplateKind::Journey,
        _ => TemplateKind::Reallocation,
    };
    TemplateView {
        id: kept.template.id.to_string(),
        kind,
        node: kept.node,
        always: kept.always,
        name: kept.template.name,
        stages: serde_json::to_value(&kept.template.stages).unwrap_or_default(),
        author: kept.author,
        changed: kept.at,
    }
}
