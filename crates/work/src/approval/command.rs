//! What can be asked of an approval.

use super::{
    subject::{Digest, Subject, SubjectPart},
    timers::Timed,
};
use crate::{PersonId, StageId};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// A command. Whoever gives it is signed in; whether they may, the approval says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Says yes at a stage.
    Approve {
        /// The open stage the answer belongs to.
        stage: StageId,
        /// The approver, or their substitute.
        by: PersonId,
        /// Which version they had before their eyes.
        seen: Digest,
        /// What they want heeded next time; the approval counts all the same.
        remarks: Option<String>,
    },
    /// Says no; that ends the approval.
    Reject {
        /// The open stage the answer belongs to.
        stage: StageId,
        /// The approver, or their substitute.
        by: PersonId,
        /// Which version they had before their eyes.
        seen: Digest,
        /// What has to change, for the authors.
        reason: String,
        /// Where in the thing: a step, a field, a part of a picture.
        region: Option<SmolStr>,
    },
    /// Takes the request back. Its authors and the thing's owner may.
    Withdraw {
        /// An author of the version, or the owner.
        by: PersonId,
        /// What the approvers are told.
        reason: String,
    },
    /// The thing has changed: what was said of the version before is void.
    Change {
        /// Who changed it; they count as an author from now on.
        by: PersonId,
        /// The new version.
        subject: Box<Subject>,
        /// Which parts changed; none named: no one knows, so all may have.
        parts: BTreeSet<SubjectPart>,
    },
    /// Reminds someone now, beside the timers.
    Remind {
        /// The stage whose answer is missing.
        stage: StageId,
        /// Who reminds.
        by: PersonId,
        /// The approver to remind.
        person: PersonId,
    },
    /// Asks someone else beside one who does not answer, now, though it is not due yet.
    Escalate {
        /// The stage that waits.
        stage: StageId,
        /// Who does.
        by: PersonId,
        /// Who does not answer.
        from: PersonId,
        /// Who is asked.
        to: PersonId,
    },
    /// Lets happen what has become due. The entry comes first and is what is carried out then, so nothing happens twice.
    Fire {
        /// The timer that has run out.
        timed: Timed,
    },
}
