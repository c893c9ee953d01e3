//! From document to something that can run.

use crate::{
    Document, ExitReason, Journey, Problem,
    cel::{CelProblem, Predicate, Quantity},
    check::flow,
    document::{Aggregate, Cel, Trigger},
    journey::{CompiledExit, CompiledStep},
    pattern::Matcher,
    positions::Positions,
    trigger::{Machine, absence, aggregate, count, key::Apart, machine::Kind, sequence},
};
use siphasher::sip::SipHasher13;
use std::hash::Hasher;

/// Compiles a document as one version of its journey. What only matters to people (warnings, names known elsewhere) is
/// for [`crate::check()`].
///
/// # Errors
/// Everything that keeps it from running, with its places.
pub fn compile(document: Document, version: u32) -> Result<Journey, Vec<Problem>> {
    let mut conditions = Conditions::new(&document.positions);
    let machines =
        document.triggers.iter().enumerate().map(|(n, t)| machine(t, n, &mut conditions)).collect::<Vec<_>>();
    let entry = document.entry.condition.as_ref().and_then(|cel| conditions.predicate(cel, "entry.when"));
    let exits = exits(&document, &mut conditions);
    let goal = document.goal.as_ref().and_then(|goal| Matcher::compile(&goal.pattern, "goal.on", &mut conditions));
    let steps = steps(&document, &mut conditions);
    let mut problems = conditions.problems;
    problems.extend(flow::problems(&document).into_iter().filter(Problem::is_error));
    if !problems.is_empty() {
        return Err(problems.into_iter().map(|problem| document.positions.locate(problem)).collect());
    }
    let machines = machines.into_iter().flatten().collect();
    Ok(Journey::new(document, version, machines, entry, exits, goal, steps))
}

/// Compiles conditions and collects what is wrong with them.
pub struct Conditions<'p> {
    positions: &'p Positions,
    /// What was wrong so far.
    pub problems: Vec<Problem>,
}

impl<'p> Conditions<'p> {
    /// A fresh one for a document whose parts stood there.
    #[must_use]
    pub fn new(positions: &'p Positions) -> Self {
        Self { positions, problems: Vec::new() }
    }

    /// Notes a problem.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(self.positions.locate(problem));
    }

    /// A condition; `None` and a problem if it is none.
    pub fn predicate(&mut self, cel: &Cel, path: &str) -> Option<Predicate> {
        let compiled = Predicate::compile(&cel.0);
        self.take(compiled, path)
    }

    /// A number; `None` and a problem if it is none.
    pub fn quantity(&mut self, cel: &Cel, path: &str) -> Option<Quantity> {
        let compiled = Quantity::compile(&cel.0);
        self.take(compiled, path)
    }

    fn take<T>(&mut self, compiled: Result<T, CelProblem>, path: &str) -> Option<T> {
        match compiled {
            Ok(compiled) => Some(compiled),
            Err(wrong) => {
                let problem = Problem::error(wrong.code, path, wrong.message).hint(wrong.hint);
                self.problem(match self.positions.inside(path, wrong.line, wrong.column) {
                    Some((line, column)) => problem.at(line, column),
                    None => problem,
                });
                None
            }
        }
    }
}

/// What a trigger is, as a number: the same definition gives the same number in every version.
fn print(trigger: &Trigger) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(0, 0);
    // A trigger is plain data; should it ever not be writable, the text for debugging tells it apart as well.
    let text = serde_json::to_string(trigger).unwrap_or_else(|_| format!("{trigger:?}"));
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn machine(trigger: &Trigger, number: usize, conditions: &mut Conditions<'_>) -> Option<Machine> {
    let path = format!("triggers.{number}");
    let mut patterns = Vec::new();
    trigger.patterns(&path, &mut patterns);
    let matchers: Vec<Option<Matcher>> =
        patterns.iter().map(|(path, pattern)| Matcher::compile(pattern, path, conditions)).collect();
    let kind = kind(trigger, &path, matchers, conditions)?;
    Some(Machine { number: u16::try_from(number).unwrap_or(u16::MAX), print: print(trigger), kind })
}

fn kind(
    trigger: &Trigger,
    path: &str,
    matchers: Vec<Option<Matcher>>,
    conditions: &mut Conditions<'_>,
) -> Option<Kind> {
    let matchers: Option<Vec<Matcher>> = matchers.into_iter().collect();
    let quantity = match trigger {
        Trigger::Aggregate(Aggregate { sum: Some(sum), .. }) => {
            Some(conditions.quantity(sum, &format!("{path}.aggregate.sum"))?)
        }
        _ => None,
    };
    let mut matchers = matchers?.into_iter();
    let first = matchers.next()?;
    Some(match trigger {
        Trigger::When(_) => Kind::When(first),
        Trigger::Sequence(s) => {
            let rule = sequence::Rule { within: s.within, apart: Apart(s.at_most_once_per) };
            Kind::Sequence(rule, Box::new(first), Box::new(matchers.next()?), matchers.collect())
        }
        Trigger::Absence(a) => {
            let rule = absence::Rule { within: a.within, restart: a.restart, apart: Apart(a.at_most_once_per) };
            Kind::Absence(rule, Box::new(first), matchers.collect())
        }
        Trigger::Count(c) => {
            let apart = Apart(c.at_most_once_per);
            Kind::Count(count::Rule { times: (c.times as usize).max(1), within: c.within, apart }, first)
        }
        Trigger::Aggregate(a) => {
            let limit = a.above.or(a.at_least).and_then(aggregate::scaled)?;
            let rule = aggregate::Rule {
                within: a.within,
                limit,
                reached: a.above.is_none(),
                apart: Apart(a.at_most_once_per),
            };
            Kind::Aggregate(rule, first, quantity)
        }
    })
}

fn exits(document: &Document, conditions: &mut Conditions<'_>) -> Vec<CompiledExit> {
    let mut exits = Vec::new();
    for (n, exit) in document.exits.iter().enumerate() {
        let event = exit.on.as_ref().and_then(|on| Matcher::compile(on, &format!("exits.{n}.on"), conditions));
        let condition = exit.condition.as_ref().and_then(|cel| conditions.predicate(cel, &format!("exits.{n}.when")));
        let reason = exit.reason.clone().unwrap_or_else(|| ExitReason::ExitRule.code().into());
        exits.push(CompiledExit { event, condition, reason });
    }
    exits
}

fn steps(document: &Document, conditions: &mut Conditions<'_>) -> Vec<CompiledStep> {
    let mut steps = Vec::new();
    for (n, step) in document.steps.iter().enumerate() {
        let path = format!("steps.{n}");
        let waits = step.wait.iter().flat_map(|wait| wait.events.iter()).enumerate();
        let waits = waits
            .filter_map(|(m, wait)| Matcher::compile(&wait.on, &format!("{path}.wait.events.{m}.on"), conditions))
            .collect();
        let cases = step.branch.iter().flat_map(|branch| branch.cases.iter()).enumerate();
        let cases = cases
            .filter_map(|(m, case)| conditions.predicate(&case.condition, &format!("{path}.branch.cases.{m}.when")))
            .collect();
        steps.push(CompiledStep { waits, cases });
    }
    steps
}
