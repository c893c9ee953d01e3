//! Why an approval says no to a command.

use super::{state::ApprovalStatus, subject::Digest};
use crate::{PersonId, StageId};
use serde::{Deserialize, Serialize};

/// Why nothing was done. What to do stands in each message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", content = "values", rename_all = "snake_case")]
pub enum Refusal {
    /// The approval has ended and takes no more answers.
    #[error("this approval is {}: make a new request", .0.code())]
    Over(ApprovalStatus),
    /// They saw another version than the one that is to be released.
    #[error("you looked at version {seen}, and version {now} is to be released: look at that one")]
    OtherVersion {
        /// What they saw.
        seen: Digest,
        /// The digest of the version to be released.
        now: Digest,
    },
    /// The template has no such stage.
    #[error("there is no stage `{0}`")]
    UnknownStage(StageId),
    /// The stage has not begun, is skipped, or has been released.
    #[error("stage `{0}` is not open")]
    StageNotOpen(StageId),
    /// Whoever made the version cannot release it.
    #[error("{0} made this version: someone else has to release it")]
    FourEyes(PersonId),
    /// They are not asked here.
    #[error("{person} is not asked at stage `{stage}`")]
    NotAsked {
        /// The one who tried to answer.
        person: PersonId,
        /// The stage they tried to answer at.
        stage: StageId,
    },
    /// They have said it already.
    #[error("{0} has answered already")]
    AlreadyAnswered(PersonId),
    /// A no, a withdrawal has a reason.
    #[error("a reason is missing: say why, in a sentence")]
    ReasonMissing,
    /// Only those whose request it is take it back.
    #[error("{0} did not make this request and does not own the thing")]
    NotTheirs(PersonId),
    /// Nothing has changed.
    #[error("version {0} with the same facts is what is to be released already")]
    NothingChanged(Digest),
    /// Another thing than the one that was requested.
    #[error("this approval is about {0}")]
    OtherThing(String),
    /// Nothing of the sort is due, or it was carried out already.
    #[error("this is not due, or it has been carried out already")]
    NotDue,
    /// Someone who cannot be asked: not here any more, an author, or asked already.
    #[error("{0} cannot be asked here: they are gone, made this version, or are asked already")]
    CannotBeAsked(PersonId),
}

impl Refusal {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Over(_) => "approval_over",
            Self::OtherVersion { .. } => "other_version",
            Self::UnknownStage(_) => "unknown_stage",
            Self::StageNotOpen(_) => "stage_not_open",
            Self::FourEyes(_) => "four_eyes",
            Self::NotAsked { .. } => "not_asked",
            Self::AlreadyAnswered(_) => "already_answered",
            Self::ReasonMissing => "reason_missing",
            Self::NotTheirs(_) => "not_theirs",
            Self::NothingChanged(_) => "nothing_changed",
            Self::OtherThing(_) => "other_thing",
            Self::NotDue => "not_due",
            Self::CannotBeAsked(_) => "cannot_be_asked",
        }
    }
}
