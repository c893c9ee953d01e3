//! Can it run? Structure, reachability, loops.

use super::{step, trigger};
use crate::{Document, Hint, Problem, document::Action, parse::is_plain_name};
use rapport_kernel::StepId;
use std::collections::HashSet;

/// What is wrong with the structure of a document.
#[must_use]
pub fn problems(document: &Document) -> Vec<Problem> {
    let mut out = Vec::new();
    head(document, &mut out);
    trigger::problems(document, &mut out);
    rules(document, &mut out);
    if document.steps.is_empty() {
        out.push(Problem::error("no_steps", "steps", "a journey needs at least one step"));
        return out;
    }
    step::problems(document, &mut out);
    targets(document, &mut out);
    dead(document, &mut out);
    loops(document, &mut out);
    out
}

fn head(document: &Document, out: &mut Vec<Problem>) {
    if !is_plain_name(document.id.as_str()) {
        let message = format!("`{}` is not a valid id: use up to 64 lower-case letters, digits, - and _", document.id);
        out.push(Problem::error("bad_id", "id", message));
    }
    if document.name.trim().is_empty() {
        out.push(Problem::error("no_name", "name", "a journey needs a name that people can say"));
    }
    if document.brand.as_str().is_empty() {
        out.push(Problem::error("no_brand", "brand", "a journey needs a brand that speaks"));
    }
    if document.activity.as_str().is_empty() {
        let problem =
            Problem::error("no_activity", "activity", "a journey needs an activity of the plan that pays for it");
        out.push(problem);
    }
    if document.freshness.0 <= 0 {
        out.push(Problem::error("bad_span", "freshness", "with no time at all, no trigger would ever be fresh"));
    }
}

fn rules(document: &Document, out: &mut Vec<Problem>) {
    if document.goal.is_none() {
        out.push(
            Problem::warning("no_goal", "", "the journey has no goal, so its success cannot be measured")
                .hint(Hint::write("goal: {on: {event: Order Completed}}")),
        );
    }
    for (n, exit) in document.exits.iter().enumerate() {
        if exit.on.is_none() && exit.condition.is_none() {
            let message = "this exit says neither at which event nor under which condition";
            out.push(Problem::error("empty_exit", format!("exits.{n}"), message));
        }
    }
    for (n, cap) in document.caps.iter().enumerate() {
        if cap.messages == 0 || cap.within.0 <= 0 {
            let message = "a cap needs at least one message and some time; to send nothing, stop the journey";
            out.push(Problem::error("bad_cap", format!("caps.{n}"), message));
        }
    }
    if let Some(hold_out) = &document.hold_out
        && !(0.0..=100.0).contains(&hold_out.percent)
    {
        out.push(Problem::error("bad_percent", "hold_out.percent", "a share is between 0 and 100 per cent"));
    }
}

/// Where a step says it leads, each with the path that says it.
fn named_targets(document: &Document, at: usize) -> Vec<(String, &StepId)> {
    let step = &document.steps[at];
    let mut named: Vec<(String, &StepId)> = step.next.iter().map(|next| ("next".to_owned(), next)).collect();
    for action in step.actions() {
        match action {
            Action::Message(m) => named.extend(m.otherwise.iter().map(|s| ("message.otherwise".to_owned(), s))),
            Action::Wait(w) => {
                named.extend(w.otherwise.iter().map(|s| ("wait.otherwise".to_owned(), s)));
                let events = w.events.iter().enumerate();
                named.extend(events.filter_map(|(n, e)| Some((format!("wait.events.{n}.then"), e.then.as_ref()?))));
            }
            Action::Branch(b) => {
                named.extend(b.cases.iter().enumerate().map(|(n, c)| (format!("branch.cases.{n}.then"), &c.then)));
                named.extend(b.otherwise.iter().map(|s| ("branch.otherwise".to_owned(), s)));
            }
            Action::Split(s) => {
                let arms = s.arms.iter().enumerate();
                named.extend(arms.filter_map(|(n, a)| Some((format!("split.arms.{n}.then"), a.then.as_ref()?))));
            }
            Action::Voucher(v) => named.extend(v.otherwise.iter().map(|s| ("voucher.otherwise".to_owned(), s))),
            Action::SetTrait(_) | Action::Exit(_) => {}
        }
    }
    named.into_iter().map(|(path, step)| (format!("steps.{at}.{path}"), step)).collect()
}

/// Whether a step can also go on to its `next`.
fn falls_through(document: &Document, at: usize) -> bool {
    match document.steps[at].action() {
        Some(Action::Exit(_)) => false,
        Some(Action::Branch(branch)) => branch.otherwise.is_none(),
        Some(Action::Split(split)) => split.arms.iter().any(|arm| arm.then.is_none()),
        Some(Action::Wait(wait)) => {
            wait.events.is_empty() || wait.otherwise.is_none() || wait.events.iter().any(|event| event.then.is_none())
        }
        _ => true,
    }
}

/// The steps a step can lead to.
pub(crate) fn successors(document: &Document, at: usize) -> Vec<usize> {
    let place = |id: &StepId| document.steps.iter().position(|step| step.id == *id);
    let named = named_targets(document, at);
    let next = format!("steps.{at}.next");
    let mut to: Vec<usize> = named.iter().filter(|(path, _)| *path != next).filter_map(|(_, id)| place(id)).collect();
    if falls_through(document, at) {
        to.extend(document.next_of(at));
    }
    to
}

fn targets(document: &Document, out: &mut Vec<Problem>) {
    for at in 0..document.steps.len() {
        for (path, target) in named_targets(document, at) {
            if document.step(target).is_none() {
                out.push(Problem::error("unknown_step", path, format!("there is no step `{target}`")));
            }
        }
    }
}

fn dead(document: &Document, out: &mut Vec<Problem>) {
    let mut reached: HashSet<usize> = HashSet::new();
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        if reached.insert(at) {
            open.extend(successors(document, at));
        }
    }
    for (at, step) in document.steps.iter().enumerate().filter(|(at, _)| !reached.contains(at)) {
        let message = format!("nothing leads to the step `{}`", step.id);
        out.push(Problem::warning("dead_step", format!("steps.{at}"), message));
    }
}

fn loops(document: &Document, out: &mut Vec<Problem>) {
    let waits = |at: usize| document.steps[at].wait.is_some();
    // A step belongs to such a loop if it can come back to itself through steps that do not wait.
    let comes_back = |start: usize| {
        let mut seen: HashSet<usize> = HashSet::new();
        let mut open = successors(document, start);
        while let Some(at) = open.pop() {
            if at == start {
                return true;
            }
            if !waits(at) && seen.insert(at) {
                open.extend(successors(document, at));
            }
        }
        false
    };
    if let Some(at) = (0..document.steps.len()).find(|at| !waits(*at) && comes_back(*at)) {
        let message = format!("from the step `{}` one comes back to it without ever waiting", document.steps[at].id);
        out.push(Problem::error("loop_without_wait", format!("steps.{at}"), message).hint(Hint::WaitInLoop));
    }
}
