//! Who is asked, in which order, and by when: a document that people write on a screen.

use crate::{PersonId, PlaceId, RoleId, StageId, TemplateId, approval::SubjectPart};
use rapport_kernel::Span;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The template of approvals of one sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalTemplate {
    /// Names the template where one is chosen.
    pub id: TemplateId,
    /// What people call it.
    pub name: String,
    /// One after the other; those of an inner list side by side.
    pub stages: Vec<Vec<ApprovalStage>>,
}

impl ApprovalTemplate {
    /// Every stage, in order.
    pub fn each(&self) -> impl Iterator<Item = &ApprovalStage> {
        self.stages.iter().flatten()
    }
}

/// One stage: someone looks, and releases or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovalStage {
    /// Its id, unique within the template.
    pub id: StageId,
    /// What people call it.
    pub name: String,
    /// A condition on the facts ([`crate::condition`]); without one the stage is always asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Which parts of the thing it looks at; none named: all of it. A change of other parts does not bother it again.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub sees: BTreeSet<SubjectPart>,
    /// All of these must say yes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<Approver>,
    /// These may: their yes counts for the quorum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub optional: Vec<Approver>,
    /// How many different people must have said yes, whoever is required.
    #[serde(default = "one")]
    pub quorum: u32,
    /// Whether whoever made the version may not release it.
    #[serde(default = "yes")]
    pub four_eyes: bool,
    /// When an answer is due, in working hours of whoever is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Span>,
    /// When they are reminded, in their working hours, each counted from the stage's begin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remind: Vec<Span>,
    /// When someone else is asked beside them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalate: Option<Escalation>,
    /// When the approval ends without an answer, in working hours of its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expire: Option<Span>,
}

fn one() -> u32 {
    1
}

fn yes() -> bool {
    true
}

impl ApprovalStage {
    /// Required and optional approvers, in this order, with whether they are required.
    pub fn approvers(&self) -> impl Iterator<Item = (&Approver, bool)> {
        self.required.iter().map(|a| (a, true)).chain(self.optional.iter().map(|a| (a, false)))
    }
}

/// Who is asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approver {
    /// Exactly one named approver.
    Person(PersonId),
    /// Any one of those who hold a role.
    Role {
        /// Any holder of the role may answer.
        role: RoleId,
        /// Where; without one, at the place of the thing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<PlaceId>,
    },
    /// The superior of the thing's owner; with four eyes the nearest one who did not make the version.
    OwnersSuperior,
}

/// Who is asked beside someone who does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// After how many working hours of whoever was asked.
    pub after: Span,
    /// The one who is asked as well.
    pub to: EscalateTo,
}

/// To whom an escalation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalateTo {
    /// The manager of whoever did not answer.
    Superior,
    /// Whoever is named as their substitute, though they are not away; their superior if no one is.
    Substitute,
}
