//! Everything that can be wrong with a template, found before anybody is asked by it.

use super::template::{ApprovalStage, ApprovalTemplate, Approver};
use crate::{
    StageId,
    condition::{Concern, Condition, ConditionAnswer, SubjectFacts},
};
use rapport_journey::parse::is_plain_name;
use rapport_kernel::Span;
use serde::Serialize;
use std::collections::{BTreeSet, HashSet};

/// A template without a flaw. Only [`check()`] makes one, so an approval never begins by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    template: ApprovalTemplate,
    concerns: Vec<Concern>,
}

impl Checked {
    /// The template that passed every check.
    #[must_use]
    pub fn template(&self) -> &ApprovalTemplate {
        &self.template
    }

    /// What each stage concerns, in the template's order.
    pub(super) fn concerns(&self) -> &[Concern] {
        &self.concerns
    }

    /// The stages that would be asked about a thing with these facts.
    pub fn asked(&self, facts: &SubjectFacts) -> impl Iterator<Item = &ApprovalStage> {
        let both = self.template.each().zip(&self.concerns);
        both.filter(|(_, concern)| concern.of(facts) != ConditionAnswer::Fails).map(|(stage, _)| stage)
    }
}

/// A flaw and its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TemplateProblem {
    /// Where in the document: `stages.1.0.quorum`.
    pub path: String,
    /// The kind of flaw, with what to write instead.
    pub flaw: TemplateFlaw,
}

/// What is wrong with a template. What to do stands in each message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "values", rename_all = "snake_case")]
pub enum TemplateFlaw {
    /// Not a name that can stand in an address.
    #[error("`{0}` is no id: use small letters, digits, - and _, at most 64")]
    BadId(String),
    /// Nothing to call it.
    #[error("a name is missing")]
    NameMissing,
    /// A template without stages, or a step without any.
    #[error("no stage stands here: add one, or take the empty step out")]
    NoStage,
    /// Two stages have one id.
    #[error("a stage `{0}` exists already: ids are unique within a template")]
    StageTwice(StageId),
    /// The stage has no approvers.
    #[error("stage `{0}` asks no one: name at least one approver")]
    NobodyAsked(StageId),
    /// An approver stands there twice.
    #[error("stage `{0}` names an approver twice")]
    ApproverTwice(StageId),
    /// A quorum of none releases by itself.
    #[error("a quorum is at least 1")]
    QuorumZero,
    /// More people than are named.
    #[error("a quorum of {quorum} cannot be reached: {most} people are named")]
    QuorumUnreachable {
        /// What is demanded.
        quorum: u32,
        /// How many are named.
        most: usize,
    },
    /// What the condition's compiler says.
    #[error("{message} (line {line}, column {column})")]
    Condition {
        /// Its code, such as `cel_unknown_name`.
        problem: &'static str,
        /// The line within the condition.
        line: u32,
        /// Counted in characters, from 1.
        column: u32,
        /// What is wrong.
        message: String,
        /// What to do; may be empty.
        hint: String,
    },
    /// Times run forward.
    #[error("{0} is not a time to come: it must be more than nothing")]
    NotAfter(Span),
    /// Reminders in no order.
    #[error("reminders must stand in their order, each later than the one before")]
    RemindersUnordered,
    /// The end comes before what should prevent it.
    #[error("the approval expires after {expire}, before someone else is asked ({escalate}): let it expire later")]
    ExpiresFirst {
        /// When it ends.
        expire: Span,
        /// When someone else is asked.
        escalate: Span,
    },
}

impl TemplateFlaw {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadId(_) => "bad_id",
            Self::NameMissing => "name_missing",
            Self::NoStage => "no_stage",
            Self::StageTwice(_) => "stage_twice",
            Self::NobodyAsked(_) => "nobody_asked",
            Self::ApproverTwice(_) => "approver_twice",
            Self::QuorumZero => "quorum_zero",
            Self::QuorumUnreachable { .. } => "quorum_unreachable",
            Self::Condition { .. } => "condition",
            Self::NotAfter(_) => "not_after",
            Self::RemindersUnordered => "reminders_unordered",
            Self::ExpiresFirst { .. } => "expires_first",
        }
    }
}

/// Looks at a template.
///
/// # Errors
/// Everything that is wrong with it, in the order of the document.
pub fn check(template: ApprovalTemplate) -> Result<Checked, Vec<TemplateProblem>> {
    let mut found = Vec::new();
    let mut say = |path: String, flaw: TemplateFlaw| found.push(TemplateProblem { path, flaw });
    if !is_plain_name(&template.id.0) {
        say("id".into(), TemplateFlaw::BadId(template.id.0.chars().take(80).collect()));
    }
    if template.name.trim().is_empty() {
        say("name".into(), TemplateFlaw::NameMissing);
    }
    if template.stages.is_empty() {
        say("stages".into(), TemplateFlaw::NoStage);
    }
    let mut ids = BTreeSet::new();
    for (n, step) in template.stages.iter().enumerate() {
        if step.is_empty() {
            say(format!("stages.{n}"), TemplateFlaw::NoStage);
        }
        for (m, stage) in step.iter().enumerate() {
            if !ids.insert(&stage.id) {
                say(format!("stages.{n}.{m}.id"), TemplateFlaw::StageTwice(stage.id.clone()));
            }
            check_stage(stage, &mut |field, flaw| say(format!("stages.{n}.{m}.{field}"), flaw));
        }
    }
    if !found.is_empty() {
        return Err(found);
    }
    let concerns = concerns_of(&template);
    Ok(Checked { template, concerns })
}

/// What each stage of a template concerns, in its order.
pub(super) fn concerns_of(template: &ApprovalTemplate) -> Vec<Concern> {
    template.each().map(|stage| Concern::read(stage.when.as_deref())).collect()
}

fn check_stage(stage: &ApprovalStage, say: &mut dyn FnMut(&str, TemplateFlaw)) {
    if !is_plain_name(&stage.id.0) {
        say("id", TemplateFlaw::BadId(stage.id.0.chars().take(80).collect()));
    }
    if stage.name.trim().is_empty() {
        say("name", TemplateFlaw::NameMissing);
    }
    if let Some(Err(problem)) = stage.when.as_deref().map(Condition::compile) {
        let (line, column, message, hint) = (problem.line, problem.column, problem.message, problem.hint);
        let hint = hint.map(|hint| hint.to_string()).unwrap_or_default();
        say("when", TemplateFlaw::Condition { problem: problem.code, line, column, message, hint });
    }
    check_people(stage, say);
    check_times(stage, say);
}

fn check_people(stage: &ApprovalStage, say: &mut dyn FnMut(&str, TemplateFlaw)) {
    let all: Vec<&Approver> = stage.approvers().map(|(approver, _)| approver).collect();
    if all.is_empty() {
        say("required", TemplateFlaw::NobodyAsked(stage.id.clone()));
    }
    let different: HashSet<&Approver> = all.iter().copied().collect();
    if different.len() < all.len() {
        say("required", TemplateFlaw::ApproverTwice(stage.id.clone()));
    }
    // How many hold a role is known only when they are asked.
    let named = all.iter().all(|approver| !matches!(approver, Approver::Role { .. }));
    match stage.quorum {
        0 => say("quorum", TemplateFlaw::QuorumZero),
        quorum if named && !all.is_empty() && quorum as usize > different.len() => {
            say("quorum", TemplateFlaw::QuorumUnreachable { quorum, most: different.len() });
        }
        _ => {}
    }
}

fn check_times(stage: &ApprovalStage, say: &mut dyn FnMut(&str, TemplateFlaw)) {
    let escalate = stage.escalate.map(|escalation| escalation.after);
    let single = [("due", stage.due), ("escalate.after", escalate), ("expire", stage.expire)];
    for (field, span) in single.into_iter().chain(stage.remind.iter().map(|span| ("remind", Some(*span)))) {
        if let Some(span) = span.filter(|span| *span <= Span::ZERO) {
            say(field, TemplateFlaw::NotAfter(span));
        }
    }
    if !stage.remind.is_sorted_by(|a, b| a < b) {
        say("remind", TemplateFlaw::RemindersUnordered);
    }
    if let (Some(expire), Some(escalate)) = (stage.expire, escalate)
        && expire <= escalate
    {
        say("expire", TemplateFlaw::ExpiresFirst { expire, escalate });
    }
}
