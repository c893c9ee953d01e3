use super::*;

fn refused(tree: &Tree, change: Change) -> &'static str {
    let before = tree.clone();
    let refusal = tree.decide(&change, day(10)).unwrap_err();
    assert_eq!(*tree, before);
    refusal.code()
}

fn add(node: Node) -> Change {
    Change::Add { node }
}

#[test]
fn a_tree_grows_in_order_and_knows_its_way_up() {
    let tree = acme();
    let shoes = node("activity:shoes");
    let up: Vec<_> = tree.up(&shoes).map(|n| n.id.to_string()).collect();
    assert_eq!(up, ["activity:shoes", "campaign:spring", "area:direct", "plan:2026"]);
    assert_eq!(tree.activities(&NodeId::Company).len(), 4);
    let plan = node("plan:2026");
    let names: Vec<_> = tree.activities(&plan).into_iter().map(ActivityId::as_str).collect();
    assert_eq!(names, ["shoes", "socks", "coats"], "in the order they were added");
    assert_eq!(tree.currency(&shoes), Some(Currency::EUR));
    assert_eq!(tree.period(&shoes), Some(Period { from: day(0), until: day(365) }), "inherited from the plan");
    assert_eq!(tree.walk().len(), 11);
    assert_eq!(tree.walk()[0].id, node("plan:2026"));
}

#[test]
fn what_would_make_no_tree_is_refused() {
    let tree = acme();
    let new = |id: &str, parent: &str| Node::new(node(id), node(parent), "new");
    assert_eq!(refused(&tree, add(new("activity:shoes", "campaign:autumn"))), "node_exists");
    assert_eq!(refused(&tree, add(new("activity:x", "area:direct"))), "wrong_parent");
    assert_eq!(refused(&tree, add(new("activity:x", "campaign:no"))), "unknown_node");
    assert_eq!(refused(&tree, add(new("plan:x", "company"))), "currency_misplaced");
    let francs = Node { currency: Some(Currency::EUR), ..new("area:x", "plan:2026") };
    assert_eq!(refused(&tree, add(francs)), "currency_misplaced");
    let timeless = Node { currency: Some(Currency::EUR), ..new("plan:x", "company") };
    assert_eq!(refused(&tree, add(timeless)), "period_missing");
    let nameless = Node { name: "  ".into(), ..new("area:x", "plan:2026") };
    assert_eq!(refused(&tree, add(nameless)), "bad_name");
    let late = Node { period: Some(Period { from: day(300), until: day(400) }), ..new("area:x", "plan:2026") };
    assert_eq!(refused(&tree, add(late)), "bad_period", "reaches out of the plan's year");
    assert_eq!(refused(&tree, add(Node { id: NodeId::Area("a b".into()), ..new("area:x", "plan:2026") })), "bad_id");
    for bad in ["", "plan", "plan:", "plan:a/b", "leaf:x", "activity:ä"] {
        assert_eq!(bad.parse::<NodeId>().unwrap_err().code(), "bad_id", "{bad}");
    }
    assert_eq!(refused(&tree, Change::Close { node: node("area:no"), closed: true }), "unknown_node");
    assert_eq!(refused(&tree, Change::ClosePeriod { node: node("area:direct"), until: day(1) }), "not_a_plan");
    assert_eq!(refused(&tree, Change::ClosePeriod { node: node("plan:2026"), until: day(11) }), "bad_closing");
    assert_eq!(refused(&tree, Change::Reschedule { node: node("plan:2026"), period: None }), "period_missing");
}

#[test]
fn a_period_cannot_leave_its_children_outside() {
    let mut tree = acme();
    let change = |id: &str, from, until| {
        let period = Some(Period { from: day(from), until: day(until) });
        Change::Reschedule { node: node(id), period }
    };
    let spring = change("campaign:spring", 60, 150);
    tree.decide(&spring, day(0)).unwrap();
    tree.evolve(&spring);
    assert_eq!(refused(&tree, change("area:direct", 0, 100)), "bad_period");
    assert_eq!(refused(&tree, change("activity:shoes", 50, 70)), "bad_period");
    assert!(tree.decide(&change("activity:shoes", 60, 70), day(0)).is_ok());
}

#[test]
fn books_are_only_closed_further() {
    let mut tree = acme();
    let close = |until| Change::ClosePeriod { node: node("plan:2026"), until: day(until) };
    tree.evolve(&close(5));
    assert_eq!(refused(&tree, close(4)), "bad_closing");
    assert!(tree.decide(&close(6), day(10)).is_ok());
    assert_eq!(tree.closed_until(&node("activity:shoes")), Some(day(5)));
    assert_eq!(tree.closed_until(&node("activity:ch")), None, "the other plan stays open");
}

#[test]
fn the_written_forms_survive() {
    for id in ["company", "plan:2026", "area:direct", "campaign:spring", "activity:spring-shoes"] {
        assert_eq!(node(id).to_string(), id);
    }
    let change = add(Node { owner: Some("ada".into()), ..Node::new(node("area:x"), node("plan:2026"), "X") });
    let text = serde_json::to_string(&change).unwrap();
    assert_eq!(serde_json::from_str::<Change>(&text).unwrap(), change);
}
