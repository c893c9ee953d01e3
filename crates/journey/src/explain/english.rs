//! English.

use super::Phrases;
use crate::{
    Document,
    document::{
        Action, Branch, EntryRule, Exit, Goal, HoldOut, LookBack, Message, OnPublish, Pattern, ReEntry, Split, Step,
        Trigger, Voucher, Wait, step::Pressure,
    },
};
use rapport_customer::Brand;
use rapport_kernel::{Span, StepId};

/// Plain English.
#[derive(Clone, Copy, Debug, Default)]
pub struct English<'a> {
    /// Whose channels the document names, if that is known.
    pub brand: Option<&'a Brand>,
}

/// `1 day`, `48 hours`, `10 minutes`.
fn span(span: Span) -> String {
    let units = [(Span::DAY, "day"), (Span::HOUR, "hour"), (Span::MINUTE, "minute"), (Span::SECOND, "second")];
    // `48 hours` is what people say of two days.
    let fits = |unit: Span| span.0 > 0 && span.0 % unit.0 == 0 && (unit != Span::DAY || span.0 != 2 * Span::DAY.0);
    match units.iter().find(|(unit, _)| fits(*unit)) {
        Some((unit, name)) => {
            let count = span.0 / unit.0;
            format!("{count} {name}{}", if count == 1 { "" } else { "s" })
        }
        None => span.to_string(),
    }
}

fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

fn pattern(of: &Pattern) -> String {
    let what = match (&of.event, of.kind) {
        (Some(name), None) => format!("“{name}”"),
        (Some(name), Some(kind)) => format!("“{name}” ({kind:?} call)").to_lowercase(),
        (None, Some(kind)) => format!("any {} call", format!("{kind:?}").to_lowercase()),
        (None, None) => "an event".into(),
    };
    match &of.condition {
        Some(condition) => format!("{what} where `{condition}`"),
        None => what,
    }
}

fn any_of(patterns: &[Pattern]) -> String {
    patterns.iter().map(pattern).collect::<Vec<_>>().join(" or ")
}

fn apart(span_apart: Option<Span>) -> String {
    span_apart.map_or(String::new(), |apart| format!(", at most once in {}", span(apart)))
}

fn to(step: Option<&StepId>, next: Option<&Step>) -> String {
    match step.or(next.map(|next| &next.id)) {
        Some(step) => format!("go to “{step}”"),
        None => "the journey is over".into(),
    }
}

fn message(of: &Message, brand: Option<&Brand>) -> Vec<String> {
    let mut first = format!("send a message on the channel {}", of.channel);
    if let Some(purpose) = &of.purpose {
        first.push_str(&format!(" for the purpose {purpose}"));
    }
    if let Some(valid) = of.valid_for {
        first.push_str(&format!("; it is worth sending for {}", span(valid)));
    }
    first.push('.');
    let pressure = |pressure| if pressure == Pressure::Defer { "it waits" } else { "it is dropped" };
    let mut lines = vec![first];
    let cap = format!("If a cap leaves no room {}", pressure(of.on_cap));
    let quiet = brand.and_then(|brand| brand.channel(&of.channel)).map(|channel| channel.keeps_quiet_hours);
    lines.push(match quiet {
        Some(false) => format!("{cap}."),
        Some(true) => format!("{cap}; in quiet hours {}.", pressure(of.on_quiet)),
        None => format!("{cap}; in quiet hours, if the channel keeps them, {}.", pressure(of.on_quiet)),
    });
    if let Some(otherwise) = &of.otherwise {
        lines.push(format!("If it may not be sent, go to “{otherwise}”."));
    }
    lines
}

fn wait(of: &Wait, next: Option<&Step>) -> Vec<String> {
    if let Some(time) = of.span {
        return vec![format!("wait for {}.", span(time))];
    }
    if let Some(until) = &of.until {
        let days: Vec<String> = of.on.iter().map(|day| format!("{day:?}")).collect();
        let days = if days.is_empty() { String::new() } else { format!(" on {}", days.join(", ")) };
        return vec![format!("wait until it is {until}{days} where the customer is.")];
    }
    let mut lines = vec!["wait for something to happen:".to_owned()];
    lines.extend(of.events.iter().map(|e| format!("at {}, {};", pattern(&e.on), to(e.then.as_ref(), next))));
    let time = of.timeout.map_or("no time".into(), span);
    lines.push(format!("if nothing of that comes within {time}, {}.", to(of.otherwise.as_ref(), next)));
    lines
}

fn branch(of: &Branch, next: Option<&Step>) -> Vec<String> {
    let mut lines = vec!["decide:".to_owned()];
    lines.extend(of.cases.iter().map(|case| format!("if `{}`, go to “{}”;", case.condition, case.then)));
    lines.push(format!("otherwise {}.", to(of.otherwise.as_ref(), next)));
    lines
}

fn split(of: &Split, next: Option<&Step>) -> Vec<String> {
    let total: f64 = of.arms.iter().map(|arm| f64::from(arm.weight)).sum();
    let mut lines = vec!["go different ways, always the same way for the same customer:".to_owned()];
    for arm in &of.arms {
        let share = (100.0 - of.hold_out) * f64::from(arm.weight) / total.max(1.0);
        lines.push(format!("{share:.1} % “{}”: {};", arm.name, to(arm.then.as_ref(), next)));
    }
    if of.hold_out > 0.0 {
        lines.push(format!("{} % are held out and leave, so that the effect can be measured.", of.hold_out));
    }
    lines
}

fn voucher(of: &Voucher) -> Vec<String> {
    let refused = match &of.otherwise {
        Some(step) => format!("go to “{step}”"),
        None => "the customer leaves".into(),
    };
    let terms = if of.conditions.is_empty() { "" } else { ", with conditions" };
    vec![
        format!("issue a voucher of {} from the pool {}, valid for {}{terms}.", of.value, of.pool, span(of.valid_for)),
        format!("If there is none, {refused}."),
    ]
}

impl Phrases for English<'_> {
    type Sentence = String;

    fn head(&self, document: &Document) -> Vec<String> {
        let purpose = document.purpose.as_ref().map_or(String::new(), |purpose| format!(" for the purpose {purpose}"));
        let description = if document.description.is_empty() { "" } else { "\n" };
        vec![format!(
            "“{}” ({}) speaks for the brand {}{purpose}. The activity {} pays for it.{description}{}",
            document.name, document.id, document.brand, document.activity, document.description
        )]
    }

    fn trigger(&self, trigger: &Trigger) -> Vec<String> {
        vec![match trigger {
            Trigger::When(of) => format!("At every {}.", pattern(of)),
            Trigger::Sequence(s) => {
                let without = if s.without.is_empty() {
                    String::new()
                } else {
                    format!(", without {} in between", any_of(&s.without))
                };
                let (first, then, within) = (pattern(&s.first), pattern(&s.then), span(s.within));
                format!("At {then} within {within} after {first}{without}{}.", apart(s.at_most_once_per))
            }
            Trigger::Absence(a) => {
                let again = if a.restart { "; another one restarts the time" } else { "" };
                let (after, within) = (pattern(&a.after), span(a.within));
                format!(
                    "{within} after {after}, if there was no {}{again}{}.",
                    any_of(&a.without),
                    apart(a.at_most_once_per)
                )
            }
            Trigger::Count(c) => {
                let (of, within) = (pattern(&c.of), span(c.within));
                format!(
                    "At the {} {of} within {within}; each counts once{}.",
                    ordinal(c.times),
                    apart(c.at_most_once_per)
                )
            }
            Trigger::Aggregate(a) => {
                let what = match &a.sum {
                    Some(sum) => format!("the sum of `{sum}` over {}", pattern(&a.of)),
                    None => format!("the number of {}", pattern(&a.of)),
                };
                let rises = match (a.above, a.at_least) {
                    (Some(limit), _) => format!("rises above {limit}"),
                    (None, Some(limit)) => format!("reaches {limit}"),
                    (None, None) => "rises".into(),
                };
                format!("When {what} in the last {} {rises}{}.", span(a.within), apart(a.at_most_once_per))
            }
        }]
    }

    fn entry(&self, entry: &EntryRule) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(condition) = &entry.condition {
            lines.push(format!("Only if `{condition}`."));
        }
        lines.push(match entry.re_entry {
            ReEntry::Never => "Everybody comes in at most once.".into(),
            ReEntry::After(time) => {
                format!("One may come in again {} after the last time, not while inside.", span(time))
            }
            ReEntry::Always => "One comes in every time, even while inside.".into(),
        });
        if !entry.not_while_in.is_empty() {
            let names: Vec<&str> = entry.not_while_in.iter().map(|journey| journey.as_str()).collect();
            lines.push(format!("Not people who are inside {}.", names.join(" or ")));
        }
        lines
    }

    fn hold_out(&self, hold_out: &HoldOut) -> Vec<String> {
        vec![format!("{} % are held out: they get no message, so that the effect can be measured.", hold_out.percent)]
    }

    fn step(&self, step: &Step, action: Action<'_>, next: Option<&Step>) -> Vec<String> {
        let mut lines = match action {
            Action::Message(of) => message(of, self.brand),
            Action::Wait(of) => wait(of, next),
            Action::Branch(of) => branch(of, next),
            Action::Split(of) => split(of, next),
            Action::Voucher(of) => voucher(of),
            Action::SetTrait(of) => {
                let value = serde_json::to_string(&of.value).unwrap_or_default();
                vec![format!("remember about the customer: {} is {value}.", of.name)]
            }
            Action::Exit(of) => {
                let why = of.reason.as_ref().map_or(String::new(), |reason| format!(" ({reason})"));
                return vec![format!("the journey is over{why}.")];
            }
        };
        if let (Some(jump), Some(_)) = (&step.next, next) {
            lines.push(format!("Then go to “{jump}”."));
        } else if next.is_none() && !matches!(action, Action::Branch(_) | Action::Split(_)) {
            lines.push("Then the journey is over.".into());
        }
        lines
    }

    fn exit(&self, exit: &Exit) -> Vec<String> {
        let condition = exit.condition.as_ref().map(|condition| format!("`{condition}`"));
        let when = match (&exit.on, condition) {
            (Some(on), Some(condition)) => format!("at {} if {condition}", pattern(on)),
            (Some(on), None) => format!("at {}", pattern(on)),
            (None, condition) => format!("as soon as {}", condition.unwrap_or_default()),
        };
        let reason = exit.reason.as_ref().map_or(String::new(), |reason| format!(" ({reason})"));
        vec![format!("One leaves at once {when}{reason}.")]
    }

    fn goal(&self, goal: Option<&Goal>) -> Vec<String> {
        vec![match goal {
            Some(goal) if goal.ends => format!("The goal is {}; who reaches it leaves.", pattern(&goal.pattern)),
            Some(goal) => format!("The goal is {}; the journey goes on after it.", pattern(&goal.pattern)),
            None => "There is no goal, so its success cannot be measured.".into(),
        }]
    }

    fn limits(&self, document: &Document) -> Vec<String> {
        let mut lines = vec![format!("What triggered it more than {} ago starts nothing.", span(document.freshness))];
        let spans = document.triggers.iter().any(|trigger| !matches!(trigger, Trigger::When(_)));
        match document.look_back {
            LookBack::Begun if spans => lines.push(
                "What began before the publication and completes after it counts; what was complete before starts nothing."
                    .into(),
            ),
            LookBack::Begun => {}
            LookBack::Nothing => lines.push("What happened before the publication does not count.".into()),
            LookBack::Everything => {
                lines.push("What was complete before the publication counts, too, unless it is too long ago.".into());
            }
        }
        for cap in &document.caps {
            let s = if cap.messages == 1 { "" } else { "s" };
            lines.push(format!("At most {} message{s} per person in {}.", cap.messages, span(cap.within)));
        }
        lines.push(match document.on_publish {
            OnPublish::Finish => "When a new version is published, those inside finish this one.".into(),
            OnPublish::Move => {
                "This version takes over those who are inside an older one, at the step of the same name.".into()
            }
        });
        lines
    }
}
