//! A journey in sentences as codes with values, for those who say them in the reader's language.

use crate::view::{DayCode, ExplainSaid as Said, Explained, ExplainedStep, GoesSaid, PatternSaid};
use rapport_customer::Brand;
use rapport_journey::{
    Document,
    document::{
        Action, Branch, EntryRule, Exit, Goal, HoldOut, LookBack, Message, OnPublish, Pattern, ReEntry, Split, Step,
        Trigger, Voucher, Wait, step::Pressure,
    },
    explain::{Explanation, Phrases, walk},
};
use rapport_kernel::{Span, StepId};

/// The journey; `brand` is its brand, if that is known.
#[must_use]
pub fn explained(document: &Document, brand: Option<&Brand>) -> Explained {
    let Explanation { head, starts, steps, ends } = walk(document, &Coded { brand });
    let step = |(step, said): (StepId, Vec<Said>)| ExplainedStep { step: step.to_string(), said };
    let description = document.description.clone();
    Explained { head, description, starts, steps: steps.into_iter().map(step).collect(), ends }
}

struct Coded<'a> {
    brand: Option<&'a Brand>,
}

fn pattern(of: &Pattern) -> PatternSaid {
    let condition = of.condition.as_ref().map(ToString::to_string);
    let call = of.kind.map(|kind| format!("{kind:?}").to_lowercase());
    match (of.event.as_ref().map(ToString::to_string), call, condition) {
        (Some(event), None, None) => PatternSaid::Event { event },
        (Some(event), None, Some(condition)) => PatternSaid::EventIf { event, condition },
        (Some(event), Some(call), None) => PatternSaid::EventOf { event, call },
        (Some(event), Some(call), Some(condition)) => PatternSaid::EventOfIf { event, call, condition },
        (None, Some(call), None) => PatternSaid::Call { call },
        (None, Some(call), Some(condition)) => PatternSaid::CallIf { call, condition },
        (None, None, None) => PatternSaid::Any,
        (None, None, Some(condition)) => PatternSaid::AnyIf { condition },
    }
}

fn any_of(patterns: &[Pattern]) -> Vec<PatternSaid> {
    patterns.iter().map(pattern).collect()
}

fn goes(step: Option<&StepId>, next: Option<&Step>) -> GoesSaid {
    match step.or(next.map(|next| &next.id)) {
        Some(step) => GoesSaid::Step { step: step.to_string() },
        None => GoesSaid::Over,
    }
}

fn apart(span: Option<Span>) -> Option<Said> {
    span.map(|span| Said::AtMostOnce { per: span.into() })
}

impl Coded<'_> {
    fn message(&self, of: &Message) -> Vec<Said> {
        let channel = of.channel.to_string();
        let mut said = vec![match &of.purpose {
            Some(purpose) => Said::MessageFor { channel, purpose: purpose.to_string() },
            None => Said::Message { channel },
        }];
        said.extend(of.valid_for.map(|span| Said::WorthFor { span: span.into() }));
        let waits = |pressure: Pressure| pressure == Pressure::Defer;
        said.push(if waits(of.on_cap) { Said::CapWaits } else { Said::CapDrops });
        let quiet = self.brand.and_then(|brand| brand.channel(&of.channel)).map(|channel| channel.keeps_quiet_hours);
        match (quiet, waits(of.on_quiet)) {
            (Some(false), _) => {}
            (_, true) => said.push(Said::QuietWaits),
            (_, false) => said.push(Said::QuietDrops),
        }
        said.extend(of.otherwise.as_ref().map(|step| Said::NotSentGoes { step: step.to_string() }));
        said
    }
}

fn wait(of: &Wait, next: Option<&Step>) -> Vec<Said> {
    if let Some(span) = of.span {
        return vec![Said::WaitFor { span: span.into() }];
    }
    if let Some(until) = &of.until {
        let time = until.to_string();
        let days: Vec<DayCode> =
            of.on.iter().filter_map(|day| DayCode::find(&format!("{day:?}").to_lowercase())).collect();
        return vec![match days.is_empty() {
            true => Said::WaitUntil { time },
            false => Said::WaitUntilOn { time, days: days.into() },
        }];
    }
    let mut said = vec![Said::WaitEvents];
    let event = |event: &rapport_journey::document::step::WaitEvent| Said::WaitEvent {
        of: pattern(&event.on),
        goes: goes(event.then.as_ref(), next),
    };
    said.extend(of.events.iter().map(event));
    let goes = goes(of.otherwise.as_ref(), next);
    said.extend(of.timeout.map(|within| Said::WaitNothing { within: within.into(), goes }));
    said
}

fn branch(of: &Branch, next: Option<&Step>) -> Vec<Said> {
    let mut said = vec![Said::Decides];
    said.extend(
        of.cases
            .iter()
            .map(|case| Said::Case { condition: case.condition.to_string(), goes: goes(Some(&case.then), None) }),
    );
    said.push(Said::Otherwise { goes: goes(of.otherwise.as_ref(), next) });
    said
}

fn split(of: &Split, next: Option<&Step>) -> Vec<Said> {
    let total: f64 = of.arms.iter().map(|arm| f64::from(arm.weight)).sum();
    let mut said = vec![Said::Splits];
    said.extend(of.arms.iter().map(|arm| Said::Arm {
        percent: (100.0 - of.hold_out) * f64::from(arm.weight) / total.max(1.0),
        name: arm.name.to_string(),
        goes: goes(arm.then.as_ref(), next),
    }));
    if of.hold_out > 0.0 {
        said.push(Said::SplitHeldOut { percent: of.hold_out });
    }
    said
}

fn voucher(of: &Voucher) -> Vec<Said> {
    let (worth, pool, span) = (of.value.into(), of.pool.to_string(), of.valid_for.into());
    vec![
        match of.conditions.is_empty() {
            true => Said::Voucher { worth, pool, span },
            false => Said::VoucherIf { worth, pool, span },
        },
        match &of.otherwise {
            Some(step) => Said::NoVoucherGoes { step: step.to_string() },
            None => Said::NoVoucherLeaves,
        },
    ]
}

impl Phrases for Coded<'_> {
    type Sentence = Said;

    fn head(&self, document: &Document) -> Vec<Said> {
        let (name, brand, activity) =
            (document.name.clone(), document.brand.to_string(), document.activity.to_string());
        vec![match &document.purpose {
            Some(purpose) => Said::SpeaksFor { name, brand, activity, purpose: purpose.to_string() },
            None => Said::Speaks { name, brand, activity },
        }]
    }

    fn trigger(&self, trigger: &Trigger) -> Vec<Said> {
        let (said, more) = match trigger {
            Trigger::When(of) => (Said::At { of: pattern(of) }, None),
            Trigger::Sequence(s) => {
                let (later, earlier, within) = (pattern(&s.then), pattern(&s.first), s.within.into());
                let said = match s.without.is_empty() {
                    true => Said::Sequence { later, earlier, within },
                    false => Said::SequenceWithout { later, earlier, within, none_of: any_of(&s.without).into() },
                };
                (said, apart(s.at_most_once_per))
            }
            Trigger::Absence(a) => {
                let (earlier, none_of, within) = (pattern(&a.after), any_of(&a.without).into(), a.within.into());
                let said = match a.restart {
                    true => Said::AbsenceAgain { earlier, none_of, within },
                    false => Said::Absence { earlier, none_of, within },
                };
                (said, apart(a.at_most_once_per))
            }
            Trigger::Count(c) => {
                (Said::Count { of: pattern(&c.of), times: c.times, within: c.within.into() }, apart(c.at_most_once_per))
            }
            Trigger::Aggregate(a) => {
                let (of, within) = (pattern(&a.of), a.within.into());
                let said = match (&a.sum, a.above, a.at_least) {
                    (Some(sum), Some(limit), _) => Said::SumAbove { value: sum.to_string(), of, limit, within },
                    (Some(sum), None, least) => {
                        Said::SumReaches { value: sum.to_string(), of, limit: least.unwrap_or_default(), within }
                    }
                    (None, Some(limit), _) => Said::NumberAbove { of, limit, within },
                    (None, None, least) => Said::NumberReaches { of, limit: least.unwrap_or_default(), within },
                };
                (said, apart(a.at_most_once_per))
            }
        };
        [Some(said), more].into_iter().flatten().collect()
    }

    fn entry(&self, entry: &EntryRule) -> Vec<Said> {
        let mut said: Vec<Said> =
            entry.condition.iter().map(|condition| Said::OnlyIf { condition: condition.to_string() }).collect();
        said.push(match entry.re_entry {
            ReEntry::Never => Said::EntersOnce,
            ReEntry::After(span) => Said::EntersAgain { span: span.into() },
            ReEntry::Always => Said::EntersAlways,
        });
        if !entry.not_while_in.is_empty() {
            let journeys = entry.not_while_in.iter().map(ToString::to_string).collect::<Vec<_>>();
            said.push(Said::NotWhileIn { journeys: journeys.into() });
        }
        said
    }

    fn hold_out(&self, hold_out: &HoldOut) -> Vec<Said> {
        vec![Said::HeldOut { percent: hold_out.percent }]
    }

    fn step(&self, step: &Step, action: Action<'_>, next: Option<&Step>) -> Vec<Said> {
        let mut said = match action {
            Action::Message(of) => self.message(of),
            Action::Wait(of) => wait(of, next),
            Action::Branch(of) => branch(of, next),
            Action::Split(of) => split(of, next),
            Action::Voucher(of) => voucher(of),
            Action::SetTrait(of) => {
                vec![Said::Remembers {
                    name: of.name.to_string(),
                    value: serde_json::to_string(&of.value).unwrap_or_default(),
                }]
            }
            Action::Exit(of) => {
                return vec![match &of.reason {
                    Some(reason) => Said::OverFor { reason: reason.to_string() },
                    None => Said::Over,
                }];
            }
        };
        if let (Some(jump), Some(_)) = (&step.next, next) {
            said.push(Said::ThenGoes { step: jump.to_string() });
        } else if next.is_none() && !matches!(action, Action::Branch(_) | Action::Split(_)) {
            said.push(Said::ThenOver);
        }
        said
    }

    fn exit(&self, exit: &Exit) -> Vec<Said> {
        let condition = exit.condition.as_ref().map(ToString::to_string);
        let said = match (&exit.on, condition) {
            (Some(on), Some(condition)) => Said::LeavesAtIf { of: pattern(on), condition },
            (Some(on), None) => Said::LeavesAt { of: pattern(on) },
            (None, condition) => Said::LeavesIf { condition: condition.unwrap_or_default() },
        };
        let reason = exit.reason.as_ref().map(|reason| Said::LeavesFor { reason: reason.to_string() });
        [Some(said), reason].into_iter().flatten().collect()
    }

    fn goal(&self, goal: Option<&Goal>) -> Vec<Said> {
        vec![match goal {
            Some(goal) if goal.ends => Said::GoalEnds { of: pattern(&goal.pattern) },
            Some(goal) => Said::GoalGoesOn { of: pattern(&goal.pattern) },
            None => Said::NoGoal,
        }]
    }

    fn limits(&self, document: &Document) -> Vec<Said> {
        let mut said = vec![Said::Fresh { span: document.freshness.into() }];
        let spans = document.triggers.iter().any(|trigger| !matches!(trigger, Trigger::When(_)));
        match document.look_back {
            LookBack::Begun if spans => said.push(Said::LooksBackBegun),
            LookBack::Begun => {}
            LookBack::Nothing => said.push(Said::LooksBackNothing),
            LookBack::Everything => said.push(Said::LooksBackEverything),
        }
        said.extend(document.caps.iter().map(|cap| Said::Cap { max: cap.messages, per: cap.within.into() }));
        said.push(match document.on_publish {
            OnPublish::Finish => Said::PublishFinishes,
            OnPublish::Move => Said::PublishMoves,
        });
        said
    }
}
