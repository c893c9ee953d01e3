//! Which stages begin: after a request, after a release, and after a change.

use super::{
    entry::What,
    state::{Approval, Progress, StageState},
    subject::{Part, Subject},
    template::{Approver, Stage},
    voices::Room,
};
use crate::{
    Directory, PersonId, StageId,
    condition::{Answer, Condition, Facts},
};
use rapport_kernel::Time;
use std::collections::BTreeSet;

/// Whether a stage concerns a thing with these facts. What cannot be said, concerns it.
#[must_use]
pub fn concerns(stage: &Stage, facts: &Facts) -> Answer {
    match stage.when.as_deref().map(Condition::compile) {
        None => Answer::Holds,
        // A checked template has only conditions that compile.
        Some(Err(_)) => Answer::Unclear,
        Some(Ok(condition)) => condition.of(facts),
    }
}

/// What follows for the stages from how they stand: the next one to begin or to be skipped, or the approval itself.
/// `None` if somebody has to speak first.
pub(super) fn next(approval: &Approval, directory: &dyn Directory, now: Time) -> Option<What> {
    let mut states = approval.stages.iter();
    for step in &approval.template.stages {
        let step: Vec<(&Stage, &StageState)> = step.iter().zip(states.by_ref()).collect();
        if let Some((stage, state)) = step.iter().find(|(_, state)| state.progress == Progress::Waiting) {
            return Some(begin(approval, stage, state, directory, now));
        }
        if step.iter().any(|(_, state)| state.open_since().is_some()) {
            return None;
        }
    }
    if approval.stages.iter().any(|state| state.open_since().is_some()) {
        return None;
    }
    let remarks = approval.stages.iter().flat_map(|state| &state.words).any(|word| word.remarks);
    Some(What::Approved { digest: approval.subject.digest.clone(), remarks })
}

fn begin(
    approval: &Approval,
    stage: &Stage,
    state: &StageState,
    directory: &dyn Directory,
    now: Time,
) -> What {
    let answer = concerns(stage, &approval.subject.facts);
    if answer == Answer::Fails {
        return What::StageSkipped { stage: stage.id.clone() };
    }
    let room = Room { approval, stage, state, directory, now };
    let asked: BTreeSet<PersonId> = room.seats().into_iter().map(|seat| seat.person).collect();
    let unclear = answer == Answer::Unclear;
    What::StageOpened { stage: stage.id.clone(), asked: asked.into_iter().collect(), unclear }
}

/// Which stages are asked again after a change: those that saw a part that changed, those whose condition speaks of a fact that changed,
/// those that look elsewhere for their people now, those the change concerns for the first time or no more, and those at which whoever
/// changed it has spoken.
pub(super) fn again(approval: &Approval, subject: &Subject, parts: &BTreeSet<Part>, by: &PersonId) -> Vec<StageId> {
    let is_again = |stage: &Stage, state: &StageState| match state.progress {
        Progress::Waiting => false,
        Progress::Skipped => concerns(stage, &subject.facts) != Answer::Fails,
        Progress::Open(_) | Progress::Released(_) => {
            concerns(stage, &subject.facts) == Answer::Fails
                || saw(stage, parts)
                || facts_changed(stage, &approval.subject.facts, &subject.facts)
                || people_changed(stage, &approval.subject, subject)
                || stage.four_eyes && state.words.iter().any(|word| word.by == *by || word.acting_for.contains(by))
        }
    };
    approval.both().filter(|(stage, state)| is_again(stage, state)).map(|(stage, _)| stage.id.clone()).collect()
}

fn saw(stage: &Stage, parts: &BTreeSet<Part>) -> bool {
    parts.is_empty() || stage.sees.is_empty() || !stage.sees.is_disjoint(parts)
}

fn facts_changed(stage: &Stage, before: &Facts, after: &Facts) -> bool {
    match stage.when.as_deref().map(Condition::compile) {
        None => false,
        Some(Err(_)) => true,
        Some(Ok(condition)) => condition.names.iter().any(|name| !before.agrees(after, *name)),
    }
}

fn people_changed(stage: &Stage, before: &Subject, after: &Subject) -> bool {
    stage.approvers().any(|(approver, _)| match approver {
        Approver::Person(_) | Approver::Role { at: Some(_), .. } => false,
        Approver::Role { at: None, .. } => before.place != after.place,
        Approver::OwnersSuperior => before.owner != after.owner,
    })
}
