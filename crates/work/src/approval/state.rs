//! An approval, folded from its history.

use super::{
    entry::{Entry, What},
    subject::{Digest, Request, Subject},
    template::{Stage, Template},
};
use crate::{ApprovalId, PersonId, StageId};
use rapport_kernel::{Time, coded};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

coded! {
    /// How an approval stands.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Status {
        /// Somebody has to answer.
        InFlight = "in_flight",
        /// This version may go ahead.
        Approved = "approved",
        /// The same, and somebody wants something heeded.
        ApprovedWithRemarks = "approved_with_remarks",
        /// Somebody said no.
        Rejected = "rejected",
        /// The request was taken back.
        Withdrawn = "withdrawn",
        /// Nobody answered in time.
        Expired = "expired",
    }
}

impl Status {
    /// Whether this version may go ahead.
    #[must_use]
    pub fn is_approved(self) -> bool {
        matches!(self, Self::Approved | Self::ApprovedWithRemarks)
    }
}

/// How a stage stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Others come first.
    Waiting,
    /// It does not concern this thing.
    Skipped,
    /// Somebody is asked since then.
    Open(Time),
    /// It has all it needs since then.
    Released(Time),
}

/// A yes that counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Whose.
    pub by: PersonId,
    /// In whose name beside or instead of their own.
    pub acting_for: Vec<PersonId>,
    /// For which of the stage's approvers.
    pub meets: Vec<usize>,
    /// Whether they had remarks.
    pub remarks: bool,
}

/// Somebody who was asked beside another who did not answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// For which of the stage's approvers they may speak.
    pub approver: usize,
    /// Who.
    pub person: PersonId,
    /// Beside whom.
    pub of: PersonId,
    /// Since when: their own time runs from here.
    pub since: Time,
}

/// What has become of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageState {
    /// Which.
    pub id: StageId,
    /// How it stands.
    pub progress: Progress,
    /// How often it has begun.
    pub begun: u32,
    /// The yeses that count.
    pub words: Vec<Word>,
    /// Whom escalations asked.
    pub beside: Vec<Beside>,
    /// Reminders that went out: to whose address, which.
    pub reminded: BTreeSet<(PersonId, usize)>,
}

impl StageState {
    /// A stage nobody has been asked at.
    fn fresh(id: StageId) -> Self {
        let (words, beside, reminded) = (Vec::new(), Vec::new(), BTreeSet::new());
        Self { id, progress: Progress::Waiting, begun: 0, words, beside, reminded }
    }

    /// Since when it is open.
    #[must_use]
    pub fn open_since(&self) -> Option<Time> {
        match self.progress {
            Progress::Open(since) => Some(since),
            _ => None,
        }
    }

    /// Whether somebody has said yes for an approver.
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
    /// Its id.
    pub id: ApprovalId,
    /// The template as it was.
    pub template: Template,
    /// What is to be released.
    pub subject: Subject,
    /// Who asked.
    pub author: PersonId,
    /// Everybody who made this version, and those in whose name they did.
    pub authors: BTreeSet<PersonId>,
    /// How it stands.
    pub status: Status,
    /// The stages, in the template's order.
    pub stages: Vec<StageState>,
    /// Everything that happened, for ever.
    pub history: Vec<Entry>,
}

impl Approval {
    /// What a request makes.
    pub(super) fn new(at: Time, template: Template, request: Request) -> Self {
        let stages = template.each().map(|stage| StageState::fresh(stage.id.clone())).collect();
        let what = What::Requested { template: Box::new(template.clone()), request: Box::new(request.clone()) };
        let authors = std::iter::once(request.author.clone()).chain(request.on_behalf_of).collect();
        Self {
            id: request.id,
            template,
            subject: request.subject,
            author: request.author,
            authors,
            status: Status::InFlight,
            stages,
            history: vec![Entry { at, what }],
        }
    }

    /// The approval that a history tells. `None` if it does not begin with a request.
    #[must_use]
    pub fn from_history(entries: &[Entry]) -> Option<Self> {
        let (first, rest) = entries.split_first()?;
        let What::Requested { template, request } = &first.what else { return None };
        let mut approval = Self::new(first.at, (**template).clone(), (**request).clone());
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
    pub fn stage(&self, id: &StageId) -> Option<(&Stage, &StageState)> {
        self.both().find(|(stage, _)| stage.id == *id)
    }

    /// The stages that are open.
    pub fn open(&self) -> impl Iterator<Item = (&Stage, &StageState)> {
        self.both().filter(|(_, state)| self.status == Status::InFlight && state.open_since().is_some())
    }

    pub(super) fn both(&self) -> impl Iterator<Item = (&Stage, &StageState)> {
        self.template.each().zip(&self.stages)
    }

    /// Folds an entry in.
    pub fn evolve(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.what {
            // Only the first entry is one, and `new` has read it.
            What::Requested { .. } => return,
            What::StageSkipped { stage } => self.change(stage, |s| s.progress = Progress::Skipped),
            What::StageOpened { stage, .. } => self.change(stage, |s| {
                s.progress = Progress::Open(at);
                s.begun += 1;
            }),
            What::Yes { stage, by, acting_for, meets, remarks } => {
                let (by, acting_for, meets) = (by.clone(), acting_for.clone(), meets.clone());
                self.change(stage, |s| s.words.push(Word { by, acting_for, meets, remarks: remarks.is_some() }));
            }
            What::StageReleased { stage } => self.change(stage, |s| s.progress = Progress::Released(at)),
            What::Approved { remarks, .. } => {
                self.status = if *remarks { Status::ApprovedWithRemarks } else { Status::Approved };
            }
            What::Rejected { .. } => self.status = Status::Rejected,
            What::Withdrawn { .. } => self.status = Status::Withdrawn,
            What::Expired { .. } => self.status = Status::Expired,
            What::Voided { by, subject, again, .. } => {
                self.status = Status::InFlight;
                self.subject = (**subject).clone();
                self.authors.insert(by.clone());
                for stage in again {
                    self.change(stage, |s| {
                        let begun = s.begun;
                        *s = StageState { begun, ..StageState::fresh(s.id.clone()) };
                    });
                }
            }
            What::Reminded { stage, person, nth, .. } => {
                self.change(stage, |s| s.reminded.extend(nth.map(|nth| (person.clone(), nth))));
            }
            What::Escalated { stage, from, to, approvers, .. } => self.change(stage, |s| {
                let beside = |approver: &usize| {
                    let (approver, person, of) = (*approver, to.clone(), from.clone());
                    Beside { approver, person, of, since: at }
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
