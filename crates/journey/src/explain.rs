//! Says a journey in plain sentences.
//!
//! [`walk`] goes through a document and asks a [`Phrases`] for every sentence; [`English`] is one. Another language is
//! another implementation of the trait.

mod english;

pub use english::English;

use crate::{
    Document,
    document::{Action, EntryRule, Exit, Goal, HoldOut, Step, Trigger},
};
use rapport_customer::Brand;

/// The sentences of one language.
pub trait Phrases {
    /// What it is, for whom and who pays.
    fn head(&self, document: &Document) -> String;
    /// When it starts.
    fn trigger(&self, trigger: &Trigger) -> String;
    /// Who may come in.
    fn entry(&self, entry: &EntryRule) -> Vec<String>;
    /// Who is held out.
    fn hold_out(&self, hold_out: &HoldOut) -> String;
    /// What a step does; `next` is where it goes on by itself, `None` the end.
    fn step(&self, step: &Step, action: Action<'_>, next: Option<&Step>) -> Vec<String>;
    /// When one leaves.
    fn exit(&self, exit: &Exit) -> String;
    /// What counts as success.
    fn goal(&self, goal: Option<&Goal>) -> String;
    /// What limits it: freshness, caps, and what a publication does.
    fn limits(&self, document: &Document) -> Vec<String>;
    /// The headings: starts, steps, ends.
    fn headings(&self) -> [&'static str; 3];
}

/// The journey in plain English; `brand` is its brand, if that is known.
#[must_use]
pub fn explain(document: &Document, brand: Option<&Brand>) -> String {
    walk(document, &English { brand })
}

/// The journey in the sentences of a language.
#[must_use]
pub fn walk(document: &Document, phrases: &dyn Phrases) -> String {
    let [starts, steps, ends] = phrases.headings();
    let mut lines = vec![phrases.head(document), String::new(), starts.to_owned()];
    let mut say = |sentence: String| lines.push(format!("- {sentence}"));
    document.triggers.iter().for_each(|trigger| say(phrases.trigger(trigger)));
    phrases.entry(&document.entry).into_iter().for_each(&mut say);
    document.hold_out.iter().for_each(|hold_out| say(phrases.hold_out(hold_out)));
    lines.extend([String::new(), steps.to_owned()]);
    for (at, step) in document.steps.iter().enumerate() {
        let Some(action) = step.action() else { continue };
        let next = document.next_of(at).and_then(|next| document.steps.get(next));
        let mut sentences = phrases.step(step, action, next).into_iter();
        lines.push(format!("{}. {}", at + 1, sentences.next().unwrap_or_default()));
        lines.extend(sentences.map(|sentence| format!("   {sentence}")));
    }
    lines.extend([String::new(), ends.to_owned()]);
    let mut say = |sentence: String| lines.push(format!("- {sentence}"));
    say(phrases.goal(document.goal.as_ref()));
    document.exits.iter().for_each(|exit| say(phrases.exit(exit)));
    phrases.limits(document).into_iter().for_each(&mut say);
    lines.push(String::new());
    lines.join("\n")
}
