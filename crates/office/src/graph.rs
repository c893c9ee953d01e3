//! A journey's document as a graph: what the UI draws.

use crate::view::{All, Graph, GraphEdge, GraphNode, WaySaid as Said};
use rapport_channel::kind::{Reach, kind};
use rapport_customer::Brand;
use rapport_engine::catalog::kind_of;
use rapport_journey::{
    Document, Way,
    document::{Action, Exit, Pattern, Step, Trigger},
};
use rapport_kernel::StepId;

/// The node every journey begins at. No step can have this name: names have no `@`.
const TRIGGER: &str = "@trigger";
/// The node every way ends at.
const END: &str = "@end";

/// Trigger, steps and end, and what follows what; `brand` is the document's, if that is known.
#[must_use]
pub fn graph(document: &Document, brand: Option<&Brand>) -> Graph {
    let mut graph = Graph::default();
    graph.node(TRIGGER, "trigger", &document.name, triggers(document));
    for (at, step) in document.steps.iter().enumerate() {
        graph.step(document, brand, at, step);
    }
    graph.node(END, "end", "End", exits(document));
    let first = document.steps.first().map_or(END, |step| step.id.as_str());
    graph.edge(TRIGGER, first, Way::Next, None);
    graph
}

impl Graph {
    /// A node that says what the system knows of it.
    fn node(&mut self, id: &str, kind: &str, title: &str, said: Vec<Said>) {
        let detail = said.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let (id, kind, title) = (id.to_owned(), kind.to_owned(), title.to_owned());
        self.nodes.push(GraphNode { id, kind, title, detail, said, channel: None });
    }

    /// A node with its author's own words.
    fn told(&mut self, id: &str, kind: &str, detail: String, channel: Option<String>) {
        let (id, kind, title) = (id.to_owned(), kind.to_owned(), id.to_owned());
        self.nodes.push(GraphNode { id, kind, title, detail, said: Vec::new(), channel });
    }

    fn edge(&mut self, from: &str, to: &str, way: Way, said: Option<Said>) {
        let label = said.as_ref().map(ToString::to_string).unwrap_or_default();
        self.edges.push(GraphEdge { from: from.to_owned(), to: to.to_owned(), way: way.to_string(), label, said });
    }

    fn step(&mut self, document: &Document, brand: Option<&Brand>, at: usize, step: &Step) {
        let id = step.id.as_str();
        let next = document.next_of(at).and_then(|next| document.steps.get(next)).map_or(END, |next| next.id.as_str());
        let to = |way: &Option<StepId>| way.as_ref().map_or(next, StepId::as_str).to_owned();
        match step.action() {
            Some(Action::Message(message)) => {
                let reach = kind(&kind_of(brand, &message.channel)).map(|kind| kind.reach);
                let kind = if reach == Some(Reach::Answered) { "staff" } else { "message" };
                self.told(id, kind, headline(&message.content), Some(message.channel.to_string()));
                self.edge(id, next, Way::Next, None);
                if message.otherwise.is_some() {
                    self.edge(id, &to(&message.otherwise), Way::Otherwise, Some(Said::NotSent));
                }
            }
            Some(Action::Wait(wait)) => {
                let said = match (&wait.span, &wait.until) {
                    (Some(span), _) => Said::WaitFor { span: (*span).into() },
                    (None, Some(until)) => Said::WaitUntil { time: until.to_string() },
                    (None, None) => Said::WaitEvent,
                };
                self.node(id, "wait", id, vec![said]);
                for (n, event) in wait.events.iter().enumerate() {
                    self.edge(id, &to(&event.then), Way::Choice(n), Some(Said::When { event: pattern(&event.on) }));
                }
                if wait.events.is_empty() {
                    self.edge(id, next, Way::Next, None);
                } else if let Some(timeout) = wait.timeout {
                    self.edge(id, &to(&wait.otherwise), Way::Otherwise, Some(Said::After { span: timeout.into() }));
                }
            }
            Some(Action::Branch(branch)) => {
                self.node(id, "branch", id, Vec::new());
                for (n, case) in branch.cases.iter().enumerate() {
                    let said = Said::If { condition: case.condition.0.clone() };
                    self.edge(id, case.then.as_str(), Way::Choice(n), Some(said));
                }
                self.edge(id, &to(&branch.otherwise), Way::Otherwise, Some(Said::Otherwise));
            }
            Some(Action::Split(split)) => {
                self.node(id, "split", id, vec![Said::HoldOut { percent: split.hold_out }]);
                let all: u32 = split.arms.iter().map(|arm| arm.weight).sum();
                for (n, arm) in split.arms.iter().enumerate() {
                    let said = Said::Arm { name: arm.name.to_string(), weight: arm.weight, all };
                    self.edge(id, &to(&arm.then), Way::Choice(n), Some(said));
                }
                if split.hold_out > 0.0 {
                    self.edge(id, END, Way::HeldOut, Some(Said::HeldOut));
                }
            }
            Some(Action::Voucher(voucher)) => {
                let said = Said::Voucher { pool: voucher.pool.to_string(), span: voucher.valid_for.into() };
                self.node(id, "voucher", id, vec![said]);
                self.edge(id, next, Way::Next, None);
                let refused = voucher.otherwise.as_ref().map_or(END, StepId::as_str).to_owned();
                self.edge(id, &refused, Way::Otherwise, Some(Said::NoVoucher));
            }
            Some(Action::SetTrait(set)) => {
                self.told(id, "set", set.name.to_string(), None);
                self.edge(id, next, Way::Next, None);
            }
            Some(Action::Exit(exit)) => {
                match &exit.reason {
                    Some(reason) => self.told(id, "exit", reason.to_string(), None),
                    None => self.node(id, "exit", id, vec![Said::Finished]),
                }
                self.edge(id, END, Way::Next, None);
            }
            // The check refuses a step that does nothing, or more than one thing.
            None => self.told(id, "exit", String::new(), None),
        }
    }
}

/// The first text of a message's content: what its author would call it.
fn headline(content: &rapport_kernel::Map) -> String {
    let fields = ["subject", "say", "headline", "title", "text"];
    let found = fields.iter().find_map(|field| content.get(field).and_then(rapport_kernel::Value::as_str));
    found.unwrap_or_default().chars().take(120).collect()
}

/// The event of a pattern; empty for any.
fn pattern(pattern: &Pattern) -> String {
    pattern.event.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn triggers(document: &Document) -> Vec<Said> {
    let say = |trigger: &Trigger| match trigger {
        Trigger::When(one) => Said::When { event: pattern(one) },
        Trigger::Sequence(s) => {
            Said::Sequence { first: pattern(&s.first), event: pattern(&s.then), within: s.within.into() }
        }
        Trigger::Absence(a) => {
            let without = All(a.without.iter().map(pattern).collect());
            Said::Absence { event: pattern(&a.after), without, within: a.within.into() }
        }
        Trigger::Count(c) => Said::Count { event: pattern(&c.of), times: c.times, within: c.within.into() },
        Trigger::Aggregate(a) => Said::Aggregate { event: pattern(&a.of), within: a.within.into() },
    };
    document.triggers.iter().map(say).collect()
}

fn exits(document: &Document) -> Vec<Said> {
    let say = |exit: &Exit| match (&exit.on, &exit.condition) {
        (Some(on), _) => Some(Said::ExitAt { event: pattern(on) }),
        (None, Some(condition)) => Some(Said::ExitIf { condition: condition.0.clone() }),
        (None, None) => None,
    };
    let goal = document.goal.iter().map(|goal| Said::Goal { event: pattern(&goal.pattern) });
    goal.chain(document.exits.iter().filter_map(say)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_step_called_end_is_not_the_end() {
        let text = include_str!("../../../demo/journeys/fond-of-it.yaml");
        let graph = graph(&rapport_journey::parse(text).unwrap(), None);
        let ids: HashSet<&str> = graph.nodes.iter().map(|node| node.id.as_str()).collect();
        assert_eq!(ids.len(), graph.nodes.len(), "every node has an id of its own");
        assert!(graph.edges.iter().all(|edge| edge.from != edge.to));
        assert!(graph.edges.iter().any(|edge| edge.from == "end" && edge.to == END));
    }
}
