//! Says a journey in plain sentences.
//!
//! [`walk`] goes through a document and asks [`Phrases`] for every sentence; [`English`] is one. Whoever says it in other words, or
//! as values for others to put into words, is another implementation of the trait.

mod english;

pub use english::English;

use crate::{
    Document,
    document::{Action, EntryRule, Exit, Goal, HoldOut, Step, Trigger},
};
use rapport_customer::Brand;
use rapport_kernel::StepId;

/// The sentences of one way to say it.
pub trait Phrases {
    /// A text, or a code with values.
    type Sentence;
    /// What it is, for whom and who pays.
    fn head(&self, document: &Document) -> Vec<Self::Sentence>;
    /// When it starts.
    fn trigger(&self, trigger: &Trigger) -> Vec<Self::Sentence>;
    /// Who may come in.
    fn entry(&self, entry: &EntryRule) -> Vec<Self::Sentence>;
    /// Who is held out.
    fn hold_out(&self, hold_out: &HoldOut) -> Vec<Self::Sentence>;
    /// What a step does; `next` is where it goes on by itself, `None` the end.
    fn step(&self, step: &Step, action: Action<'_>, next: Option<&Step>) -> Vec<Self::Sentence>;
    /// When one leaves.
    fn exit(&self, exit: &Exit) -> Vec<Self::Sentence>;
    /// What counts as success.
    fn goal(&self, goal: Option<&Goal>) -> Vec<Self::Sentence>;
    /// What limits it: freshness, caps, and what a publication does.
    fn limits(&self, document: &Document) -> Vec<Self::Sentence>;
}

/// A journey in sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation<S> {
    /// What it is called, for which brand it speaks, and who pays.
    pub head: Vec<S>,
    /// One sentence for each trigger, then who is let in.
    pub starts: Vec<S>,
    /// What each step does, in order.
    pub steps: Vec<(StepId, Vec<S>)>,
    /// When it ends, and what limits it.
    pub ends: Vec<S>,
}

/// The journey in plain English; `brand` is its brand, if that is known.
#[must_use]
pub fn explain(document: &Document, brand: Option<&Brand>) -> String {
    let told = walk(document, &English { brand });
    let mut lines = told.head;
    let listed = |all: Vec<String>| all.into_iter().map(|sentence| format!("- {sentence}"));
    lines.extend([String::new(), "When it starts".to_owned()]);
    lines.extend(listed(told.starts));
    lines.extend([String::new(), "What happens".to_owned()]);
    for (at, (id, sentences)) in told.steps.into_iter().enumerate() {
        let mut sentences = sentences.into_iter();
        lines.push(format!("{}. “{id}”: {}", at + 1, sentences.next().unwrap_or_default()));
        lines.extend(sentences.map(|sentence| format!("   {sentence}")));
    }
    lines.extend([String::new(), "When it ends".to_owned()]);
    lines.extend(listed(told.ends));
    lines.push(String::new());
    lines.join("\n")
}

/// The journey as these phrases say it.
#[must_use]
pub fn walk<P: Phrases>(document: &Document, phrases: &P) -> Explanation<P::Sentence> {
    let mut starts: Vec<P::Sentence> = document.triggers.iter().flat_map(|trigger| phrases.trigger(trigger)).collect();
    starts.extend(phrases.entry(&document.entry));
    starts.extend(document.hold_out.iter().flat_map(|hold_out| phrases.hold_out(hold_out)));
    let told = |(at, step): (usize, &Step)| {
        let action = step.action()?;
        let next = document.next_of(at).and_then(|next| document.steps.get(next));
        Some((step.id.clone(), phrases.step(step, action, next)))
    };
    let steps = document.steps.iter().enumerate().filter_map(told).collect();
    let mut ends = phrases.goal(document.goal.as_ref());
    ends.extend(document.exits.iter().flat_map(|exit| phrases.exit(exit)));
    ends.extend(phrases.limits(document));
    Explanation { head: phrases.head(document), starts, steps, ends }
}
