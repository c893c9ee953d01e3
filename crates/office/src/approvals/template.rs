//! By which template a thing is asked for: the nearest one to its place of its kind, or none; then whoever could decide alone is asked.

use super::matter::{JOURNEY, REALLOCATION};
use crate::{Office, refused::Refused};
use rapport_kernel::Span;
use rapport_people::Place;
use rapport_platform::sql::approval::template::KeptTemplate;
use rapport_work::{
    PersonId, StageId, TemplateId,
    approval::{ApprovalStage, ApprovalTemplate, Approver, Checked, EscalateTo, Escalation, check},
};
use std::collections::BTreeSet;

/// The kinds of things that templates are for.
pub const KINDS: [&str; 2] = [JOURNEY, REALLOCATION];

/// The template for things of this kind at this place.
///
/// # Errors
/// If the database cannot answer.
pub async fn nearest(app: &Office, kind: &str, place: &Place) -> Result<Option<KeptTemplate>, Refused> {
    let all = app.approvals.templates().await?;
    let far = |kept: &KeptTemplate| place.path().iter().position(|node| node.0 == kept.node);
    let here = all.into_iter().filter(|kept| kept.kind == kind);
    Ok(here.filter_map(|kept| Some((far(&kept)?, kept))).min_by_key(|(far, _)| *far).map(|(_, kept)| kept))
}

/// The template where no one made one: any of these people is asked, reminded within a working day, and their superior a day later.
#[must_use]
pub fn of_people(people: &[PersonId]) -> Option<Checked> {
    let hours = |hours| Span::HOUR.times(hours);
    let stage = ApprovalStage {
        id: StageId::from("release"),
        name: "Release".into(),
        when: None,
        sees: BTreeSet::new(),
        required: Vec::new(),
        optional: people.iter().cloned().map(Approver::Person).collect(),
        quorum: 1,
        four_eyes: true,
        due: Some(hours(8)),
        remind: vec![hours(4), hours(8)],
        escalate: Some(Escalation { after: hours(16), to: EscalateTo::Superior }),
        expire: None,
    };
    let template = ApprovalTemplate {
        id: TemplateId::from("who-decides-alone"),
        name: "Release".into(),
        stages: vec![vec![stage]],
    };
    check(template).ok()
}
