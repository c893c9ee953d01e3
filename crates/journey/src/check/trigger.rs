//! Can each trigger fire?

use crate::{
    Document, Problem,
    document::{Aggregate, Trigger},
    trigger::aggregate::scaled,
};
use rapport_kernel::Span;

/// What is wrong with the triggers.
pub fn problems(document: &Document, out: &mut Vec<Problem>) {
    if document.triggers.is_empty() {
        out.push(Problem::error("no_trigger", "triggers", "nothing ever starts this journey"));
    }
    if document.triggers.len() > 100 {
        out.push(Problem::error("too_many_triggers", "triggers", "a journey may have at most 100 triggers"));
    }
    for (n, trigger) in document.triggers.iter().enumerate() {
        if document.triggers[..n].contains(trigger) {
            out.push(Problem::error("trigger_twice", format!("triggers.{n}"), "the same trigger stands here twice"));
        }
        one(trigger, &format!("triggers.{n}"), out);
    }
}

fn one(trigger: &Trigger, path: &str, out: &mut Vec<Problem>) {
    match trigger {
        Trigger::When(_) => {}
        Trigger::Sequence(s) => spans(&format!("{path}.sequence"), s.within, s.at_most_once_per, out),
        Trigger::Absence(a) => {
            spans(&format!("{path}.absence"), a.within, a.at_most_once_per, out);
            if a.without.is_empty() {
                let message = "say which event must not come";
                out.push(Problem::error("absence_of_nothing", format!("{path}.absence.without"), message));
            }
        }
        Trigger::Count(c) => {
            spans(&format!("{path}.count"), c.within, c.at_most_once_per, out);
            if !(1..=1000).contains(&c.times) {
                out.push(Problem::error("bad_count", format!("{path}.count.times"), "a number from 1 to 1000"));
            }
        }
        Trigger::Aggregate(a) => aggregate(a, &format!("{path}.aggregate"), out),
    }
}

fn aggregate(a: &Aggregate, path: &str, out: &mut Vec<Problem>) {
    spans(path, a.within, a.at_most_once_per, out);
    match (a.above, a.at_least) {
        (Some(limit), None) | (None, Some(limit)) if scaled(limit).is_some() => {}
        (Some(_), None) | (None, Some(_)) => {
            out.push(Problem::error("bad_limit", path, "this value is too large to be kept exactly"));
        }
        _ => {
            let message = "say either which value must be exceeded (`above`) or which must be reached (`at_least`)";
            out.push(Problem::error("bad_limit", path, message));
        }
    }
}

fn spans(path: &str, within: Span, apart: Option<Span>, out: &mut Vec<Problem>) {
    let longest = Span::DAY.times(3_660);
    if within.0 <= 0 || within > longest {
        out.push(Problem::error("bad_span", format!("{path}.within"), "more than no time, and at most ten years"));
    }
    if apart.is_some_and(|apart| apart.0 <= 0) {
        out.push(Problem::error("bad_span", format!("{path}.at_most_once_per"), "longer than no time at all"));
    }
}
