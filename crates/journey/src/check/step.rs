//! Is each step whole?

use crate::{
    Document, Hint, Problem,
    document::{Action, Branch, Message, Split, Voucher, Wait},
    parse::is_plain_name,
    wait::clock,
};
use rapport_kernel::Span;
use std::collections::HashSet;

/// What a step can do, as documents write it.
const ACTIONS: [&str; 7] = ["message", "wait", "branch", "split", "voucher", "set_trait", "exit"];

/// What is wrong with single steps.
pub fn problems(document: &Document, out: &mut Vec<Problem>) {
    let mut names = HashSet::new();
    for (at, step) in document.steps.iter().enumerate() {
        let path = format!("steps.{at}");
        if !is_plain_name(step.id.as_str()) {
            let message =
                format!("`{}` is not a valid step name: use up to 64 lower-case letters, digits, - and _", step.id);
            out.push(Problem::error("bad_id", format!("{path}.id"), message));
        }
        if !names.insert(&step.id) {
            let message = format!("two steps are called `{}`", step.id);
            out.push(Problem::error("step_twice", format!("{path}.id"), message));
        }
        match step.actions().count() {
            0 => {
                let message = format!("the step `{}` does nothing", step.id);
                out.push(Problem::error("step_does_nothing", path, message).hint(Hint::one_of(ACTIONS)));
            }
            1 => step.actions().for_each(|action| one(document, &path, action, out)),
            _ => {
                let message = format!("the step `{}` does several things", step.id);
                out.push(Problem::error("step_does_several", path, message).hint(Hint::SeveralSteps));
            }
        }
    }
}

fn one(document: &Document, path: &str, action: Action<'_>, out: &mut Vec<Problem>) {
    match action {
        Action::Message(message) => of_message(document, path, message, out),
        Action::Wait(wait) => of_wait(path, wait, out),
        Action::Branch(Branch { cases, .. }) if cases.is_empty() => {
            out.push(Problem::error("branch_without_cases", format!("{path}.branch"), "this branch has no cases"));
        }
        Action::Split(split) => of_split(path, split, out),
        Action::Voucher(voucher) => of_voucher(path, voucher, out),
        Action::SetTrait(set) if set.name.trim().is_empty() => {
            out.push(Problem::error("no_name", format!("{path}.set_trait.name"), "which trait?"));
        }
        Action::Branch(_) | Action::SetTrait(_) | Action::Exit(_) => {}
    }
}

fn positive(path: String, span: Option<Span>, out: &mut Vec<Problem>) {
    if span.is_some_and(|span| span.0 <= 0) {
        out.push(Problem::error("bad_span", path, "this must be longer than no time at all"));
    }
}

fn of_message(document: &Document, path: &str, message: &Message, out: &mut Vec<Problem>) {
    if message.purpose.is_none() && document.purpose.is_none() {
        out.push(
            Problem::error(
                "missing_purpose",
                format!("{path}.message"),
                "no one can consent to a message without a purpose",
            )
            .hint(Hint::write("purpose: offers")),
        );
    }
    if message.channel.as_str().is_empty() {
        out.push(Problem::error("no_channel", format!("{path}.message.channel"), "on which channel?"));
    }
    positive(format!("{path}.message.valid_for"), message.valid_for, out);
}

fn of_wait(path: &str, wait: &Wait, out: &mut Vec<Problem>) {
    let ways = [wait.span.is_some(), wait.until.is_some(), !wait.events.is_empty()];
    let path = format!("{path}.wait");
    if ways.iter().filter(|way| **way).count() != 1 {
        let message = "a wait is either `for` a time, `until` a local time, or for `events`";
        out.push(Problem::error("bad_wait", path, message));
        return;
    }
    if wait.until.as_deref().is_some_and(|until| clock(until).is_none()) {
        out.push(Problem::error("bad_clock", format!("{path}.until"), "write a time of day such as \"09:00\""));
    }
    if wait.until.is_none() && !wait.on.is_empty() {
        out.push(Problem::error("bad_wait", format!("{path}.on"), "days belong to `until`"));
    }
    if !wait.events.is_empty() && wait.timeout.is_none() {
        let message = "an event may never come: say how long to wait";
        out.push(Problem::error("missing_timeout", path.clone(), message).hint(Hint::write("timeout: 3d")));
    }
    if !wait.events.is_empty() && wait.otherwise.is_none() {
        let message = "say where to go on when the time is over";
        out.push(
            Problem::error("missing_timeout_branch", path.clone(), message).hint(Hint::write("otherwise: some-step")),
        );
    }
    if wait.events.is_empty() && (wait.timeout.is_some() || wait.otherwise.is_some()) {
        out.push(Problem::error("bad_wait", path.clone(), "`timeout` and `otherwise` belong to `events`"));
    }
    positive(format!("{path}.for"), wait.span, out);
    positive(format!("{path}.timeout"), wait.timeout, out);
}

fn of_split(path: &str, split: &Split, out: &mut Vec<Problem>) {
    let path = format!("{path}.split");
    if split.arms.iter().map(|arm| u64::from(arm.weight)).sum::<u64>() == 0 {
        out.push(Problem::error("split_without_arms", format!("{path}.arms"), "a split needs an arm with some weight"));
    }
    if !(0.0..=100.0).contains(&split.hold_out) {
        out.push(Problem::error("bad_percent", format!("{path}.hold_out"), "a share is between 0 and 100 per cent"));
    }
    let mut names = HashSet::new();
    for (n, arm) in split.arms.iter().enumerate() {
        if !names.insert(&arm.name) {
            let message = format!("two arms are called `{}`", arm.name);
            out.push(Problem::error("arm_twice", format!("{path}.arms.{n}.name"), message));
        }
    }
}

fn of_voucher(path: &str, voucher: &Voucher, out: &mut Vec<Problem>) {
    if voucher.pool.is_empty() {
        out.push(Problem::error("no_pool", format!("{path}.voucher.pool"), "from which pool?"));
    }
    if let crate::document::VoucherValue::Amount(money) = voucher.value
        && money.minor <= 0
    {
        out.push(Problem::error("bad_value", format!("{path}.voucher.value"), "a voucher is worth something"));
    }
    positive(format!("{path}.voucher.valid_for"), Some(voucher.valid_for), out);
}
