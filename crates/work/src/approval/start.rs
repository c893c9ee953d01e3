//! Which stages begin: after a request, after a release, and after a change.

use super::{
    entry::Happening,
    state::{Approval, StageProgress, StageState},
    subject::{Subject, SubjectPart},
    template::{ApprovalStage, Approver},
    voices::Room,
};
use crate::{
    Directory, PersonId, StageId,
    condition::{Concern, ConditionAnswer},
};
use rapport_kernel::Time;
use std::collections::BTreeSet;

/// What follows for the stages from how they stand: the next one to begin or to be skipped, or the approval itself.
/// `None` if someone has to speak first.
pub(super) fn next(approval: &Approval, directory: &dyn Directory, now: Time) -> Option<Happening> {
    let mut each = approval.each();
    for step in &approval.template.stages {
        let step: Vec<_> = each.by_ref().take(step.len()).collect();
        if let Some((stage, state, concern)) =
            step.iter().find(|(_, state, _)| state.progress == StageProgress::Waiting)
        {
            let room = Room { approval, stage, state, directory, now };
            return Some(begin(&room, concern.of(&approval.subject.facts)));
        }
        if step.iter().any(|(_, state, _)| state.open_since().is_some()) {
            return None;
        }
    }
    if approval.stages.iter().any(|state| state.open_since().is_some()) {
        return None;
    }
    let remarks = approval.stages.iter().flat_map(|state| &state.words).any(|word| word.remarks);
    Some(Happening::Approved { digest: approval.subject.digest.clone(), remarks })
}

fn begin(room: &Room<'_>, answer: ConditionAnswer) -> Happening {
    let stage = room.stage.id.clone();
    if answer == ConditionAnswer::Fails {
        return Happening::StageSkipped { stage };
    }
    let asked: BTreeSet<PersonId> = room.seats().into_iter().map(|seat| seat.person).collect();
    Happening::StageOpened { stage, asked: asked.into_iter().collect(), unclear: answer == ConditionAnswer::Unclear }
}

/// Which stages are asked again after a change: those that saw a part that changed, those whose condition speaks of a fact that changed,
/// those that look elsewhere for their people now, those the change concerns for the first time or no more, and those at which whoever
/// changed it has spoken.
pub(super) fn again(
    approval: &Approval,
    subject: &Subject,
    parts: &BTreeSet<SubjectPart>,
    by: &PersonId,
) -> Vec<StageId> {
    let is_again = |stage: &ApprovalStage, state: &StageState, concern: &Concern| match state.progress {
        StageProgress::Waiting => false,
        StageProgress::Skipped => concern.of(&subject.facts) != ConditionAnswer::Fails,
        StageProgress::Open(_) | StageProgress::Released(_) => {
            concern.of(&subject.facts) == ConditionAnswer::Fails
                || saw(stage, parts)
                || concern.rests_on_a_change(&approval.subject.facts, &subject.facts)
                || people_changed(stage, &approval.subject, subject)
                || stage.four_eyes && state.words.iter().any(|word| word.by == *by || word.acting_for.contains(by))
        }
    };
    let again = approval.each().filter(|(stage, state, concern)| is_again(stage, state, concern));
    again.map(|(stage, ..)| stage.id.clone()).collect()
}

fn saw(stage: &ApprovalStage, parts: &BTreeSet<SubjectPart>) -> bool {
    parts.is_empty() || stage.sees.is_empty() || !stage.sees.is_disjoint(parts)
}

fn people_changed(stage: &ApprovalStage, before: &Subject, after: &Subject) -> bool {
    stage.approvers().any(|(approver, _)| match approver {
        Approver::Person(_) | Approver::Role { at: Some(_), .. } => false,
        Approver::Role { at: None, .. } => before.place != after.place,
        Approver::OwnersSuperior => before.owner != after.owner,
    })
}
