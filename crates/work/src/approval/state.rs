//! An approval, folded from its history.

use super::{
    check::concerns_of,
    entry::{Happened, Happening},
    subject::{Digest, ReleaseRequest, Subject},
    template::{ApprovalStage, ApprovalTemplate},
};
use crate::{
    ApprovalId, PersonId, StageId,
    condition::{Concern, ConditionAnswer},
};
use rapport_kernel::{Time, coded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

coded! {
    /// How an approval stands.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ApprovalStatus {
        /// Someone has to answer.
        InFlight = "in_flight",
        /// This version may go ahead.
        Approved = "approved",
        /// The same, and someone wants something heeded.
        ApprovedWithRemarks = "approved_with_remarks",
        /// Someone said no.
        Rejected = "rejected",
        /// The request was taken back.
        Withdrawn = "withdrawn",
        /// No one answered in time.
        Expired = "expired",
    }
}

impl ApprovalStatus {
    /// Whether this version may go ahead.
    #[must_use]
    pub fn is_approved(self) -> bool {
        matches!(self, Self::Approved | Self::ApprovedWithRemarks)
    }
}

/// How a stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageProgress {
    /// Others come first.
    Waiting,
    /// It does not concern this thing.
    Skipped,
    /// Someone is asked since then.
    Open(Time),
    /// It has all it needs since then.
    Released(Time),
}

/// A yes that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidYes {
    /// The approver who agreed.
    pub by: PersonId,
    /// In whose name beside or instead of their own.
    pub acting_for: Vec<PersonId>,
    /// For which of the stage's approvers.
    pub meets: Vec<usize>,
    /// Whether they had remarks.
    pub remarks: bool,
}

/// Someone who was asked beside another who did not answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedBeside {
    /// For which of the stage's approvers they may speak.
    pub approver: usize,
    /// The one who may answer as well.
    pub person: PersonId,
    /// Beside whom.
    pub of: PersonId,
    /// Since when: their own time runs from here.
    pub since: Time,
}

/// What has become of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageState {
    /// The stage of the template.
    pub id: StageId,
    /// How it stands.
    pub progress: StageProgress,
    /// How often it has begun.
    pub begun: u32,
    /// The yeses that count.
    pub words: Vec<SaidYes>,
    /// Whom escalations asked.
    pub beside: Vec<AskedBeside>,
    /// Reminders that went out: to whose address, which.
    pub reminded: BTreeSet<(PersonId, usize)>,
}

impl StageState {
    /// A stage no one has been asked at.
    fn fresh(id: StageId) -> Self {
        let (words, beside, reminded) = (Vec::new(), Vec::new(), BTreeSet::new());
        Self { id, progress: StageProgress::Waiting, begun: 0, words, beside, reminded }
    }

    /// The moment the stage began; nothing while it is closed.
    #[must_use]
    pub fn open_since(&self) -> Option<Time> {
        match self.progress {
            StageProgress::Open(since) => Some(since),
            _ => None,
        }
    }

    /// Whether someone has said yes for an approver.
    #[must_use]
    pub fn is_met(&self, approver: usize) -> bool {
        self.words.iter().any(|word| word.meets.contains(&approver))
    }

    /// The people who said yes.
    #[must_use]
    pub fn speakers(&self) -> BTreeSet<&PersonId> {
        self.words.iter().map(|word| &word.by).collect()
    }
}

/// One request for release, and everything that was said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Names the approval in links and notices.
    pub id: ApprovalId,
    /// A copy from the moment of the request.
    pub template: ApprovalTemplate,
    /// What is to be released.
    pub subject: Subject,
    /// Who asked.
    pub author: PersonId,
    /// Everybody who made this version, and those in whose name they did.
    pub authors: BTreeSet<PersonId>,
    /// How it stands.
    pub status: ApprovalStatus,
    /// The stages, in the template's order.
    pub stages: Vec<StageState>,
    /// Everything that happened, for ever.
    pub history: Vec<Happened>,
    /// What each stage concerns, in the template's order.
    concerns: Vec<Concern>,
}

impl Approval {
    /// What a request makes.
    pub(super) fn new(at: Time, template: ApprovalTemplate, concerns: Vec<Concern>, request: ReleaseRequest) -> Self {
        let stages = template.each().map(|stage| StageState::fresh(stage.id.clone())).collect();
        let what = Happening::Requested { template: Box::new(template.clone()), request: Box::new(request.clone()) };
        let authors = std::iter::once(request.author.clone()).chain(request.on_behalf_of).collect();
        Self {
            id: request.id,
            template,
            subject: request.subject,
            author: request.author,
            authors,
            status: ApprovalStatus::InFlight,
            stages,
            history: vec![Happened { at, what }],
            concerns,
        }
    }

    /// The approval that a history tells. `None` if it does not begin with a request.
    #[must_use]
    pub fn from_history(entries: &[Happened]) -> Option<Self> {
        let (first, rest) = entries.split_first()?;
        let Happening::Requested { template, request } = &first.what else { return None };
        let mut approval = Self::new(first.at, (**template).clone(), concerns_of(template), (**request).clone());
        for entry in rest {
            approval.evolve(entry);
        }
        Some(approval)
    }

    /// Whether this version may go ahead: it was approved, and nothing else was.
    #[must_use]
    pub fn holds(&self, digest: &Digest) -> bool {
        self.status.is_approved() && self.subject.digest == *digest
    }

    /// A stage of the template with what has become of it.
    #[must_use]
    pub fn stage(&self, id: &StageId) -> Option<(&ApprovalStage, &StageState)> {
        self.both().find(|(stage, _)| stage.id == *id)
    }

    /// Stages whose answer is wanted now, with their state.
    pub fn open(&self) -> impl Iterator<Item = (&ApprovalStage, &StageState)> {
        self.both().filter(|(_, state)| self.status == ApprovalStatus::InFlight && state.open_since().is_some())
    }

    /// The stages that are not settled: open, or still to come if they concern the thing as it is now.
    pub fn ahead(&self) -> impl Iterator<Item = (&ApprovalStage, &StageState)> {
        self.each()
            .filter(|(_, state, concern)| match state.progress {
                StageProgress::Open(_) => true,
                StageProgress::Waiting => concern.of(&self.subject.facts) != ConditionAnswer::Fails,
                StageProgress::Skipped | StageProgress::Released(_) => false,
            })
            .map(|(stage, state, _)| (stage, state))
    }

    /// Every stage, with what has become of it and what it concerns.
    pub(super) fn each(&self) -> impl Iterator<Item = (&ApprovalStage, &StageState, &Concern)> {
        self.both().zip(&self.concerns).map(|((stage, state), concern)| (stage, state, concern))
    }

    fn both(&self) -> impl Iterator<Item = (&ApprovalStage, &StageState)> {
        self.template.each().zip(&self.stages)
    }

    /// Folds an entry in.
    pub fn evolve(&mut self, entry: &Happened) {
        let at = entry.at;
        match &entry.what {
            // Only the first entry is one, and `new` has read it.
            Happening::Requested { .. } => return,
            Happening::StageSkipped { stage } => self.change(stage, |s| s.progress = StageProgress::Skipped),
            Happening::StageOpened { stage, .. } => self.change(stage, |s| {
                s.progress = StageProgress::Open(at);
                s.begun += 1;
            }),
            Happening::Yes { stage, by, acting_for, meets, remarks } => {
                let (by, acting_for, meets) = (by.clone(), acting_for.clone(), meets.clone());
                self.change(stage, |s| s.words.push(SaidYes { by, acting_for, meets, remarks: remarks.is_some() }));
            }
            Happening::StageReleased { stage } => self.change(stage, |s| s.progress = StageProgress::Released(at)),
            Happening::Approved { remarks, .. } => {
                self.status = if *remarks { ApprovalStatus::ApprovedWithRemarks } else { ApprovalStatus::Approved };
            }
            Happening::Rejected { .. } => self.status = ApprovalStatus::Rejected,
            Happening::Withdrawn { .. } => self.status = ApprovalStatus::Withdrawn,
            Happening::Expired { .. } => self.status = ApprovalStatus::Expired,
            Happening::Voided { by, subject, again, .. } => {
                self.status = ApprovalStatus::InFlight;
                self.subject = (**subject).clone();
                self.authors.insert(by.clone());
                for stage in again {
                    self.change(stage, |s| {
                        let begun = s.begun;
                        *s = StageState { begun, ..StageState::fresh(s.id.clone()) };
                    });
                }
            }
            Happening::Reminded { stage, person, nth, .. } => {
                self.change(stage, |s| s.reminded.extend(nth.map(|nth| (person.clone(), nth))));
            }
            Happening::Escalated { stage, from, to, approvers, .. } => self.change(stage, |s| {
                let beside = |approver: &usize| {
                    let (approver, person, of) = (*approver, to.clone(), from.clone());
                    AskedBeside { approver, person, of, since: at }
                };
                s.beside.extend(approvers.iter().map(beside));
            }),
        }
        self.history.push(entry.clone());
    }

    fn change(&mut self, id: &StageId, change: impl FnOnce(&mut StageState)) {
        if let Some(stage) = self.stages.iter_mut().find(|stage| stage.id == *id) {
            change(stage);
        }
    }
}
