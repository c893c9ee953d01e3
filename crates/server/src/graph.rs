//! A journey's document as a graph: what the UI draws.

use crate::wire::{Graph, GraphEdge, GraphNode};
use rapport_journey::{
    Document,
    document::{Action, Exit, Pattern, Step, Trigger},
};
use rapport_kernel::StepId;

/// The node every journey begins at.
const TRIGGER: &str = "trigger";
/// The node every way ends at.
const END: &str = "end";

/// Trigger, steps and end, and what follows what.
#[must_use]
pub fn graph(document: &Document) -> Graph {
    let mut graph = Graph::default();
    graph.node(TRIGGER, "trigger", &document.name, triggers(document), None);
    for (at, step) in document.steps.iter().enumerate() {
        graph.step(document, at, step);
    }
    graph.node(END, "end", "End", exits(document), None);
    let first = document.steps.first().map_or(END, |step| step.id.as_str());
    graph.edge(TRIGGER, first, "");
    graph
}

impl Graph {
    fn node(&mut self, id: &str, kind: &str, title: &str, detail: String, channel: Option<&str>) {
        self.nodes.push(GraphNode {
            id: id.to_owned(),
            kind: kind.to_owned(),
            title: title.to_owned(),
            detail,
            channel: channel.map(str::to_owned),
        });
    }

    fn edge(&mut self, from: &str, to: &str, label: impl Into<String>) {
        self.edges.push(GraphEdge { from: from.to_owned(), to: to.to_owned(), label: label.into() });
    }

    fn step(&mut self, document: &Document, at: usize, step: &Step) {
        let id = step.id.as_str();
        let next = document.next_of(at).and_then(|next| document.steps.get(next)).map_or(END, |next| next.id.as_str());
        let to = |way: &Option<StepId>| way.as_ref().map_or(next, StepId::as_str).to_owned();
        match step.action() {
            Some(Action::Message(message)) => {
                let channel = message.channel.as_str();
                let kind = if channel == "staff" { "staff" } else { "message" };
                self.node(id, kind, id, headline(&message.content), Some(channel));
                self.edge(id, next, "");
                if message.otherwise.is_some() {
                    self.edge(id, &to(&message.otherwise), "if it may not be sent");
                }
            }
            Some(Action::Wait(wait)) => {
                let detail = match (&wait.span, &wait.until) {
                    (Some(span), _) => format!("for {span}"),
                    (None, Some(until)) => format!("until {until} local time"),
                    (None, None) => "for an event".to_owned(),
                };
                self.node(id, "wait", id, detail, None);
                for event in &wait.events {
                    self.edge(id, &to(&event.then), pattern(&event.on));
                }
                if wait.events.is_empty() {
                    self.edge(id, next, "");
                } else if let Some(timeout) = wait.timeout {
                    self.edge(id, &to(&wait.otherwise), format!("after {timeout}"));
                }
            }
            Some(Action::Branch(branch)) => {
                self.node(id, "branch", id, String::new(), None);
                for case in &branch.cases {
                    self.edge(id, case.then.as_str(), case.condition.0.as_str());
                }
                self.edge(id, &to(&branch.otherwise), "otherwise");
            }
            Some(Action::Split(split)) => {
                self.node(id, "split", id, format!("{} % held out", split.hold_out), None);
                let all: u32 = split.arms.iter().map(|arm| arm.weight).sum();
                for arm in &split.arms {
                    self.edge(id, &to(&arm.then), format!("{} ({} of {all})", arm.name, arm.weight));
                }
                if split.hold_out > 0.0 {
                    self.edge(id, END, "held out");
                }
            }
            Some(Action::Voucher(voucher)) => {
                self.node(id, "voucher", id, format!("from {}, valid for {}", voucher.pool, voucher.valid_for), None);
                self.edge(id, next, "");
                let refused = voucher.otherwise.as_ref().map_or(END, StepId::as_str).to_owned();
                self.edge(id, &refused, "if there is none");
            }
            Some(Action::SetTrait(set)) => {
                self.node(id, "set", id, set.name.to_string(), None);
                self.edge(id, next, "");
            }
            Some(Action::Exit(exit)) => {
                self.node(id, "exit", id, exit.reason.as_deref().unwrap_or("finished").to_owned(), None);
                self.edge(id, END, "");
            }
            // The check refuses a step that does nothing, or more than one thing.
            None => self.node(id, "exit", id, String::new(), None),
        }
    }
}

/// The first text of a message's content: what its author would call it.
fn headline(content: &rapport_kernel::Map) -> String {
    let fields = ["subject", "say", "headline", "title", "text"];
    let found = fields.iter().find_map(|field| content.get(field).and_then(rapport_kernel::Value::as_str));
    found.unwrap_or_default().chars().take(120).collect()
}

fn pattern(pattern: &Pattern) -> String {
    pattern.event.as_ref().map_or_else(|| "any event".to_owned(), ToString::to_string)
}

fn list(patterns: &[Pattern]) -> String {
    patterns.iter().map(pattern).collect::<Vec<_>>().join(" or ")
}

fn triggers(document: &Document) -> String {
    let say = |trigger: &Trigger| match trigger {
        Trigger::When(one) => pattern(one),
        Trigger::Sequence(s) => format!("{}, then {} within {}", pattern(&s.first), pattern(&s.then), s.within),
        Trigger::Absence(a) => format!("{} and no {} within {}", pattern(&a.after), list(&a.without), a.within),
        Trigger::Count(c) => format!("{} × {} within {}", c.times, pattern(&c.of), c.within),
        Trigger::Aggregate(a) => format!("{} within {} passes a value", pattern(&a.of), a.within),
    };
    document.triggers.iter().map(say).collect::<Vec<_>>().join("; or ")
}

fn exits(document: &Document) -> String {
    let say = |exit: &Exit| match (&exit.on, &exit.condition) {
        (Some(on), _) => pattern(on),
        (None, Some(condition)) => condition.0.clone(),
        (None, None) => String::new(),
    };
    let exits = document.exits.iter().map(say);
    let goal = document.goal.iter().map(|goal| format!("goal: {}", pattern(&goal.pattern)));
    goal.chain(exits).collect::<Vec<_>>().join("; ")
}
