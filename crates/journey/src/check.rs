//! Looks for what is wrong with a journey before it goes live.
//!
//! * [`flow`]: can it run? Steps that lead nowhere or are never reached, loops without a wait, missing time-outs.
//! * [`words`]: does it speak of things that exist? Brands, activities, purposes, events, properties.
//!
//! Errors keep a journey from being published; warnings do not.

pub mod flow;
pub mod step;
pub mod trigger;
pub mod words;

use crate::{Document, Hint, Problem, compile::Conditions};
use rapport_kernel::{ActivityId, BrandId, ChannelId, JourneyId, PurposeId, name};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// How deep names in the context of events are looked at. What lies deeper is not checked.
pub const CONTEXT_DEPTH: usize = 2;

/// What exists. What is `None` is not known here, and not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The ids of the installation's brands.
    pub brands: Option<BTreeSet<BrandId>>,
    /// The activities of the plan.
    pub activities: Option<BTreeSet<ActivityId>>,
    /// The purposes of the journey's brand.
    pub purposes: Option<BTreeSet<PurposeId>>,
    /// The channels of the journey's brand.
    pub channels: Option<BTreeSet<ChannelId>>,
    /// The ids of the journeys, live or drafts.
    pub journeys: Option<BTreeSet<JourneyId>>,
    /// The events that were seen, each with the properties seen on it.
    pub events: Option<BTreeMap<SmolStr, BTreeSet<SmolStr>>>,
    /// The traits that were seen.
    pub traits: Option<BTreeSet<SmolStr>>,
    /// What was seen in the context of events, to a depth of [`CONTEXT_DEPTH`]: `campaign`, `campaign.source`.
    pub contexts: Option<BTreeSet<SmolStr>>,
    /// The voucher pools.
    pub pools: Option<BTreeSet<SmolStr>>,
}

/// Everything that is wrong with a document, in the order of its text.
#[must_use]
pub fn check(document: &Document, known: &Known) -> Vec<Problem> {
    let mut conditions = Conditions::new(&document.positions);
    let spoken = words::Spoken::of(document, &mut conditions);
    let mut problems = conditions.problems;
    problems.extend(called(&document.name));
    problems.extend(flow::problems(document));
    problems.extend(words::problems(document, known, &spoken));
    let mut problems: Vec<Problem> = problems.into_iter().map(|p| document.positions.locate(p)).collect();
    problems.sort_by_key(|problem| (problem.line, problem.column, problem.severity));
    problems
}

/// A name is for people: they can see all of it.
fn called(text: &str) -> Option<Problem> {
    let seen = name::cleaned(text);
    // That there is none is said elsewhere.
    if text.trim().is_empty() || name::fits(&seen) && text.trim() == seen {
        return None;
    }
    let message = format!("a name has 1 to {} characters, all of which can be seen", name::LONGEST);
    let hint = (!seen.is_empty()).then_some(Hint::Visible { text: seen });
    Some(Problem::error("bad_name", "name", message).hint(hint))
}
