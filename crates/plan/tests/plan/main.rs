//! The plan's stories and laws.
#![allow(clippy::unwrap_used)]

mod booking;
mod import;
mod laws;
mod ledger;
mod tree;

use rapport_kernel::{ActivityId, Currency, Money, Span, Time};
use rapport_plan::{Books, Change, Kind, Node, NodeId, Period, Posting, Refusal, Transfer, Tree, decide};

/// A moment: so many days after the plan's first.
fn day(n: i64) -> Time {
    Time(1_767_225_600_000) + Span::DAY.times(n)
}

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn activity(name: &str) -> ActivityId {
    name.into()
}

fn node(text: &str) -> NodeId {
    text.parse().unwrap()
}

fn grow(tree: &mut Tree, node: Node) {
    let change = Change::Add { node };
    tree.decide(&change, day(0)).unwrap();
    tree.evolve(&change);
}

/// Two plans: `plan:2026` in euro with two campaigns and three activities, `plan:swiss` in francs with one.
fn acme() -> Tree {
    let mut tree = Tree::default();
    let year = Period { from: day(0), until: day(365) };
    let hang = |tree: &mut Tree, id: &str, parent: &str| grow(tree, Node::new(node(id), node(parent), id));
    grow(&mut tree, Node::plan("2026", "Acme 2026", Currency::EUR, year));
    hang(&mut tree, "area:direct", "plan:2026");
    hang(&mut tree, "campaign:spring", "area:direct");
    hang(&mut tree, "activity:shoes", "campaign:spring");
    hang(&mut tree, "activity:socks", "campaign:spring");
    hang(&mut tree, "campaign:autumn", "area:direct");
    hang(&mut tree, "activity:coats", "campaign:autumn");
    grow(&mut tree, Node::plan("swiss", "Acme Switzerland", "CHF".parse().unwrap(), year));
    hang(&mut tree, "area:ch", "plan:swiss");
    hang(&mut tree, "campaign:ch", "area:ch");
    hang(&mut tree, "activity:ch", "campaign:ch");
    tree
}

/// Books a posting or says why not.
fn book(tree: &Tree, books: &mut Books, posting: &Posting) -> Result<Vec<Transfer>, Refusal> {
    let new = decide(tree, books, posting)?;
    new.iter().for_each(|transfer| books.evolve(transfer));
    Ok(new)
}

/// A decision of Ada's, with a key of its own.
fn ada(key: &str) -> rapport_plan::booking::Decision<'_> {
    rapport_plan::booking::Decision { key, author: "ada", reason: "as agreed", at: day(3) }
}

fn planned(tree: &Tree, books: &mut Books, name: &str, minor: i64) {
    let key = format!("plan-{name}-{minor}");
    book(tree, books, &ada(&key).put(Kind::Planned, &activity(name), euro(minor))).unwrap();
}
