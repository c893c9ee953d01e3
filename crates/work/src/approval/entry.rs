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
    /// When.
    pub at: Time,
    /// What.
    #[serde(flatten)]
    pub what: Happening,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Happening {
    /// Somebody asked for release. The template is kept as it was.
    Requested {
        /// By which template.
        template: Box<ApprovalTemplate>,
        /// Of what, by whom.
        request: Box<ReleaseRequest>,
    },
    /// A stage does not concern this thing.
    StageSkipped {
        /// Which.
        stage: StageId,
    },
    /// A stage has begun.
    StageOpened {
        /// Which.
        stage: StageId,
        /// Who was asked then.
        asked: Vec<PersonId>,
        /// Whether it is asked only because its condition could not be answered.
        unclear: bool,
    },
    /// Somebody said yes.
    Yes {
        /// At which stage.
        stage: StageId,
        /// Who.
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
        /// Which.
        stage: StageId,
    },
    /// Everything has been released: this version may go ahead.
    Approved {
        /// Which version.
        digest: Digest,
        /// Whether somebody had remarks.
        remarks: bool,
    },
    /// Somebody said no.
    Rejected {
        /// At which stage.
        stage: StageId,
        /// Who.
        by: PersonId,
        /// In whose name beside or instead of their own.
        acting_for: Vec<PersonId>,
        /// Why.
        reason: String,
        /// Where in the thing.
        region: Option<SmolStr>,
    },
    /// The request was taken back.
    Withdrawn {
        /// By whom.
        by: PersonId,
        /// Why.
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
    /// Somebody was reminded.
    Reminded {
        /// Of which stage.
        stage: StageId,
        /// Who was asked.
        person: PersonId,
        /// Who got the reminder: they, or whoever stands in for them.
        sent_to: PersonId,
        /// Which of the template's reminders, from 0; none if a person did it.
        nth: Option<usize>,
        /// By whom; nobody if it was due.
        by: Option<PersonId>,
    },
    /// Somebody else is asked beside one who does not answer.
    Escalated {
        /// At which stage.
        stage: StageId,
        /// Who does not answer.
        from: PersonId,
        /// Who is asked.
        to: PersonId,
        /// For which of the stage's approvers.
        approvers: Vec<usize>,
        /// By whom; nobody if it was due.
        by: Option<PersonId>,
    },
    /// Nobody answered in time.
    Expired {
        /// At which stage.
        stage: StageId,
    },
}
