//! Does it speak of things that exist?

use super::{CONTEXT_DEPTH, Known};
use crate::{
    Document, Hint, Problem,
    cel::{
        facts::{is_context, is_properties},
        host::Host,
        node::Node,
    },
    compile::Conditions,
    document::{Cel, Trigger},
};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// What conditions speak of.
#[derive(Default)]
pub struct Spoken {
    /// Properties of an event: path, event name, property.
    properties: Vec<(String, Option<SmolStr>, SmolStr)>,
    /// Traits asked for: where it stands, and which.
    traits: Vec<(String, SmolStr)>,
    /// Names in the context of events, as far as they are looked at.
    contexts: Vec<(String, SmolStr)>,
    /// Events counted in the profile.
    events: Vec<(String, SmolStr)>,
}

impl Spoken {
    /// Compiles every condition of a document: what is wrong with them goes to `conditions`, what they speak of is kept.
    pub fn of(document: &Document, conditions: &mut Conditions<'_>) -> Self {
        let mut spoken = Self::default();
        for (path, pattern) in document.patterns_with_paths() {
            if pattern.event.is_none() && pattern.kind.is_none() {
                let message = "this says neither which event nor which kind of call";
                conditions.problem(
                    Problem::error("pattern_without_event", &path, message).hint(Hint::write("event: Order Completed")),
                );
            }
            if let Some(cel) = &pattern.condition {
                spoken.predicate(cel, &format!("{path}.where"), pattern.event.as_ref(), conditions);
            }
            for (n, property) in pattern.remember.iter().enumerate() {
                spoken.properties.push((format!("{path}.remember.{n}"), pattern.event.clone(), property.clone()));
            }
        }
        for (n, trigger) in document.triggers.iter().enumerate() {
            if let Trigger::Aggregate(a) = trigger
                && let Some(sum) = &a.sum
                && let Some(quantity) = conditions.quantity(sum, &format!("triggers.{n}.aggregate.sum"))
            {
                spoken.note(quantity.node(), &format!("triggers.{n}.aggregate.sum"), a.of.event.as_ref());
            }
        }
        spoken.rest(document, conditions);
        spoken
    }

    fn rest(&mut self, document: &Document, conditions: &mut Conditions<'_>) {
        if let Some(cel) = &document.entry.condition {
            self.predicate(cel, "entry.when", None, conditions);
        }
        for (n, exit) in document.exits.iter().enumerate() {
            if let Some(cel) = &exit.condition {
                let event = exit.on.as_ref().and_then(|on| on.event.as_ref());
                self.predicate(cel, &format!("exits.{n}.when"), event, conditions);
            }
        }
        for (n, step) in document.steps.iter().enumerate() {
            for (m, case) in step.branch.iter().flat_map(|branch| &branch.cases).enumerate() {
                self.predicate(&case.condition, &format!("steps.{n}.branch.cases.{m}.when"), None, conditions);
            }
        }
    }

    fn predicate(&mut self, cel: &Cel, path: &str, event: Option<&SmolStr>, conditions: &mut Conditions<'_>) {
        if let Some(predicate) = conditions.predicate(cel, path) {
            self.note(predicate.node(), path, event);
        }
    }

    fn note(&mut self, node: &Node, path: &str, event: Option<&SmolStr>) {
        node.walk(&mut |part| match part {
            Node::Select(of, name) | Node::Has(of, name) => {
                if matches!(**of, Node::Variable(id) if is_properties(id)) {
                    self.properties.push((path.to_owned(), event.cloned(), name.clone()));
                }
                if let Some(inside) = in_context(part) {
                    let name: SmolStr = inside[..inside.len().min(CONTEXT_DEPTH)].join(".").into();
                    // The whole of `a.b` comes before its part `a`, and is told alone.
                    let told = |(of, whole): &(String, SmolStr)| {
                        let rest = whole.strip_prefix(name.as_str());
                        *of == path && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                    };
                    if !self.contexts.iter().any(told) {
                        self.contexts.push((path.to_owned(), name));
                    }
                }
            }
            Node::Host(Host::Trait(name) | Host::HasTrait(name)) => self.traits.push((path.to_owned(), name.clone())),
            Node::Host(Host::Count(name, _) | Host::Sum(name, _) | Host::Last(name)) => {
                self.events.push((path.to_owned(), name.clone()));
            }
            _ => {}
        });
    }
}

/// The names that lead from the context of the event to this part of an expression.
fn in_context(part: &Node) -> Option<Vec<&str>> {
    match part {
        Node::Variable(id) if is_context(*id) => Some(Vec::new()),
        Node::Select(of, name) | Node::Has(of, name) => {
            let mut names = in_context(of)?;
            names.push(name);
            Some(names)
        }
        _ => None,
    }
}

/// What a document speaks of that is not known.
#[must_use]
pub fn problems(document: &Document, known: &Known, spoken: &Spoken) -> Vec<Problem> {
    let mut out = Vec::new();
    member("unknown_brand", "brand", "brand", &document.brand, known.brands.as_ref(), &mut out);
    member("unknown_activity", "activity", "activity", &document.activity, known.activities.as_ref(), &mut out);
    if let Some(purpose) = &document.purpose {
        member("unknown_purpose", "purpose", "purpose", purpose, known.purposes.as_ref(), &mut out);
    }
    for (n, journey) in document.entry.not_while_in.iter().enumerate() {
        let path = format!("entry.not_while_in.{n}");
        member("unknown_journey", &path, "journey", journey, known.journeys.as_ref(), &mut out);
    }
    for (n, step) in document.steps.iter().enumerate() {
        if let Some(message) = &step.message {
            let path = format!("steps.{n}.message");
            let channel = &message.channel;
            member(
                "unknown_channel",
                &format!("{path}.channel"),
                "channel",
                channel,
                known.channels.as_ref(),
                &mut out,
            );
            if let Some(purpose) = &message.purpose {
                let path = format!("{path}.purpose");
                member("unknown_purpose", &path, "purpose", purpose, known.purposes.as_ref(), &mut out);
            }
        }
        if let Some(voucher) = &step.voucher {
            let path = format!("steps.{n}.voucher.pool");
            member("unknown_pool", &path, "voucher pool", &voucher.pool, known.pools.as_ref(), &mut out);
        }
    }
    events(document, known, spoken, &mut out);
    out
}

fn member<T: Ord + std::fmt::Display>(
    code: &'static str,
    path: &str,
    word: &str,
    name: &T,
    known: Option<&BTreeSet<T>>,
    out: &mut Vec<Problem>,
) {
    if let Some(known) = known
        && !known.contains(name)
    {
        let problem = Problem::error(code, path, format!("there is no {word} `{name}`"));
        let meant = nearest(&name.to_string(), known.iter().map(ToString::to_string));
        out.push(problem.hint(meant.map(|name| Hint::Meant { name }).or_else(|| Hint::one_of(known))));
    }
}

/// Events and properties are only warned of: they may come tomorrow for the first time.
fn events(document: &Document, known: &Known, spoken: &Spoken, out: &mut Vec<Problem>) {
    if let Some(events) = &known.events {
        let patterns = document.patterns_with_paths();
        let named = patterns.iter().filter_map(|(path, p)| Some((format!("{path}.event"), p.event.clone()?)));
        for (path, name) in named.chain(spoken.events.iter().cloned()) {
            if !events.contains_key(&name) {
                let message = format!("no event `{name}` has been seen so far");
                out.push(Problem::warning("unknown_event", path, message).hint(meant(&name, events.keys())));
            }
        }
        for (path, event, property) in &spoken.properties {
            let Some(event) = event else { continue };
            if let Some(properties) = events.get(event).filter(|properties| !properties.contains(property)) {
                let message = format!("no `{event}` has had a property `{property}` so far");
                out.push(Problem::warning("unknown_property", path, message).hint(meant(property, properties)));
            }
        }
    }
    if let Some(contexts) = &known.contexts {
        for (path, name) in spoken.contexts.iter().filter(|(_, name)| !contexts.contains(name)) {
            let message = format!("no event has had `{name}` in its context so far");
            let hint = meant(name, contexts);
            out.push(Problem::warning("unknown_context", path, message).hint(hint));
        }
    }
    if let Some(traits) = &known.traits {
        for (path, name) in spoken.traits.iter().filter(|(_, name)| !traits.contains(name)) {
            let message = format!("no customer has had a trait `{name}` so far");
            out.push(Problem::warning("unknown_trait", path, message).hint(meant(name, traits)));
        }
    }
}

/// The question whether another name was meant; none if none is near.
#[must_use]
pub fn meant<'a>(name: &str, known: impl IntoIterator<Item = &'a SmolStr>) -> Option<Hint> {
    nearest(name, known.into_iter().map(ToString::to_string)).map(|name| Hint::Meant { name })
}

/// The known name that differs least from this one, if it is so little that a slip of the pen explains it.
fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let plain =
        |text: &str| -> Vec<char> { text.to_lowercase().chars().filter(|c| c.is_alphanumeric()).take(64).collect() };
    let wanted = plain(name);
    let most = wanted.len() / 3;
    let near = known.map(|known| (distance(&wanted, &plain(&known)), known));
    near.filter(|(distance, _)| *distance <= most).min().map(|(_, known)| known)
}

/// How many letters must be changed, added or taken away.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], n + 1);
        for (m, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[m + 1];
            row[m + 1] = changed.min(row[m] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
