//! What came of commands: the entries of an approval's history, from which it is folded.

use super::{
    subject::{Digest, ReleaseRequest, Subject},
    template::ApprovalTemplate,
};
use crate::{PersonId, StageId};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// One entry of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happened {
    /// By the clock of the server, in the order of entries.
    pub at: Time,
    /// The event itself, with its values.
    #[serde(flatten)]
    pub what: Happening,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happening {
    /// Someone asked for release. The template is kept as it was.
    Requested {
        /// A copy, so that later changes of the template leave this approval alone.
        template: Box<ApprovalTemplate>,
        /// The version to release, and its requester.
        request: Box<ReleaseRequest>,
    },
    /// A stage does not concern this thing.
    StageSkipped {
        /// The stage that was left out.
        stage: StageId,
    },
    /// A stage has begun.
    StageOpened {
        /// The stage whose approvers are asked now.
        stage: StageId,
        /// Who was asked then.
        asked: Vec<PersonId>,
        /// Whether it is asked only because its condition could not be answered.
        unclear: bool,
    },
    /// Someone said yes.
    Yes {
        /// The stage that got an approval.
        stage: StageId,
        /// The approver who agreed.
        by: PersonId,
        /// In whose name beside or instead of their own.
        acting_for: Vec<PersonId>,
        /// Which of the stage's approvers they are or stand for, by their place in the template.
        meets: Vec<usize>,
        /// What they want heeded.
        remarks: Option<String>,
    },
    /// A stage has all it needs.
    StageReleased {
        /// The stage that is complete.
        stage: StageId,
    },
    /// Everything has been released: this version may go ahead.
    Approved {
        /// Which version.
        digest: Digest,
        /// Whether someone had remarks.
        remarks: bool,
    },
    /// Someone said no.
    Rejected {
        /// The stage at which it ended.
        stage: StageId,
        /// The approver who refused.
        by: PersonId,
        /// In whose name beside or instead of their own.
        acting_for: Vec<PersonId>,
        /// What they gave as the reason.
        reason: String,
        /// Where in the thing.
        region: Option<SmolStr>,
    },
    /// The request was taken back.
    Withdrawn {
        /// An author or the owner.
        by: PersonId,
        /// What they gave as the reason.
        reason: String,
    },
    /// The thing has changed, and what was said before is void.
    Voided {
        /// Who changed it.
        by: PersonId,
        /// The version that what was said was about.
        before: Digest,
        /// What is to be released now.
        subject: Box<Subject>,
        /// The stages that are asked again.
        again: Vec<StageId>,
    },
    /// Someone was reminded.
    Reminded {
        /// The stage whose answer was missing.
        stage: StageId,
        /// Who was asked.
        person: PersonId,
        /// Who got the reminder: they, or whoever stands in for them.
        sent_to: PersonId,
        /// Which of the template's reminders, from 0; none if a person did it.
        nth: Option<usize>,
        /// By whom; no one if it was due.
        by: Option<PersonId>,
    },
    /// Someone else is asked beside one who does not answer.
    Escalated {
        /// The stage that waited too long.
        stage: StageId,
        /// Who does not answer.
        from: PersonId,
        /// Who is asked.
        to: PersonId,
        /// For which of the stage's approvers.
        approvers: Vec<usize>,
        /// By whom; no one if it was due.
        by: Option<PersonId>,
    },
    /// No one answered in time.
    Expired {
        /// The stage whose time was up.
        stage: StageId,
    },
}
