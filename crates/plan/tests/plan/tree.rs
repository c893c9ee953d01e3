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

fn done(tree: &mut Tree, change: Change) {
    tree.decide(&change, day(10)).unwrap();
    tree.evolve(&change);
}

fn moved(id: &str, parent: &str) -> Change {
    Change::Move { node: node(id), parent: node(parent) }
}

#[test]
fn a_node_moves_with_all_below_it() {
    let mut tree = acme();
    done(&mut tree, moved("activity:shoes", "campaign:autumn"));
    let names = |id: &str| -> Vec<String> {
        let id = node(id);
        tree.activities(&id).into_iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        (names("campaign:spring"), names("campaign:autumn")),
        (vec!["socks".into()], vec!["coats".into(), "shoes".into()])
    );
    assert_eq!(tree.up(&node("activity:shoes")).nth(1).unwrap().id, node("campaign:autumn"));
    assert_eq!(tree.walk().len(), 11, "none lost, none twice");
    assert!(!tree.alters(&moved("activity:shoes", "campaign:autumn")), "it hangs there already");
}

#[test]
fn what_cannot_move_stays_where_it_is() {
    let mut tree = acme();
    grow(&mut tree, Node::new(node("area:brand"), node("plan:2026"), "Brand"));
    assert_eq!(refused(&tree, moved("campaign:spring", "campaign:autumn")), "wrong_parent");
    assert_eq!(refused(&tree, moved("area:direct", "campaign:spring")), "wrong_parent", "under itself");
    assert_eq!(refused(&tree, moved("plan:2026", "plan:swiss")), "wrong_parent");
    assert_eq!(refused(&tree, moved("campaign:spring", "area:no")), "unknown_node");
    assert_eq!(refused(&tree, moved("campaign:no", "area:brand")), "unknown_node");
    assert_eq!(refused(&tree, moved("campaign:spring", "area:ch")), "mixed_currency", "francs");
    let close = |id: &str, closed| Change::Close { node: node(id), closed };
    done(&mut tree, close("area:brand", true));
    assert_eq!(refused(&tree, moved("campaign:spring", "area:brand")), "node_closed");
    done(&mut tree, close("area:brand", false));
    done(&mut tree, close("campaign:spring", true));
    assert_eq!(refused(&tree, moved("campaign:spring", "area:brand")), "node_closed");
    assert_eq!(refused(&tree, moved("activity:shoes", "campaign:autumn")), "node_closed", "closed from above");
}

#[test]
fn what_moves_runs_within_its_new_parent_also_deep_down() {
    let mut tree = acme();
    let period = |from, until| Some(Period { from: day(from), until: day(until) });
    grow(&mut tree, Node { period: period(0, 60), ..Node::new(node("area:early"), node("plan:2026"), "Early") });
    done(&mut tree, Change::Reschedule { node: node("activity:shoes"), period: period(50, 70) });
    assert_eq!(refused(&tree, moved("campaign:spring", "area:early")), "bad_period", "the shoes below run longer");
    let early = Change::Reschedule { node: node("area:direct"), period: period(0, 60) };
    assert_eq!(refused(&tree, early), "bad_period", "also where nothing is said in between");
    done(&mut tree, Change::Reschedule { node: node("activity:shoes"), period: period(50, 60) });
    done(&mut tree, moved("campaign:spring", "area:early"));
}

#[test]
fn closed_books_keep_what_they_show() {
    let mut tree = acme();
    let year = Period { from: day(0), until: day(365) };
    grow(&mut tree, Node::plan("next", "Acme next", Currency::EUR, year));
    grow(&mut tree, Node::new(node("area:next"), node("plan:next"), "Next"));
    let over = moved("campaign:spring", "area:next");
    assert!(tree.decide(&over, day(10)).is_ok(), "of the same currency");
    done(&mut tree, Change::ClosePeriod { node: node("plan:2026"), until: day(5) });
    assert_eq!(refused(&tree, over), "closed_period");
    grow(&mut tree, Node::new(node("area:brand"), node("plan:2026"), "Brand"));
    done(&mut tree, moved("campaign:spring", "area:brand"));
}

#[test]
fn what_is_closed_takes_nothing_new_and_what_is_archived_is_closed() {
    let mut tree = acme();
    let archive = |id: &str, archived| Change::Archive { node: node(id), archived };
    let close = |id: &str, closed| Change::Close { node: node(id), closed };
    assert_eq!(refused(&tree, archive("activity:shoes", true)), "not_closed");
    done(&mut tree, close("campaign:spring", true));
    let boots = add(Node::new(node("activity:boots"), node("campaign:spring"), "Boots"));
    assert_eq!(refused(&tree, boots), "node_closed");
    done(&mut tree, archive("activity:shoes", true));
    done(&mut tree, close("campaign:spring", false));
    assert_eq!(tree.closed(&node("activity:socks")), None);
    assert_eq!(tree.closed(&node("activity:shoes")), Some(&node("activity:shoes")), "put away is closed for good");
    assert_eq!(refused(&tree, close("activity:shoes", false)), "node_archived");
    assert_eq!(tree.activities(&node("campaign:spring")).len(), 2, "its figures stay in every sum");
    done(&mut tree, archive("activity:shoes", false));
    assert_eq!(tree.archived(&node("activity:shoes")), None);
}

#[test]
fn siblings_are_told_apart_by_their_names() {
    let mut tree = acme();
    let called = |id: &str, name: &str| Change::Rename { node: node(id), name: name.into(), owner: None };
    done(&mut tree, called("activity:shoes", "Schuhe für Größe 42"));
    assert_eq!(refused(&tree, called("activity:socks", "SCHUHE FU\u{308}R GRÖSSE 42")), "bad_name", "not composed");
    assert_eq!(refused(&tree, called("activity:socks", "SCHUHE FÜR GRÖSSE 42")), "name_taken");
    let twin = Node::new(node("activity:x"), node("campaign:spring"), "schuhe für größe 42");
    assert_eq!(refused(&tree, add(twin.clone())), "name_taken");
    grow(&mut tree, Node { parent: node("campaign:autumn"), ..twin });
    assert_eq!(refused(&tree, moved("activity:x", "campaign:spring")), "name_taken");
    assert!(tree.decide(&called("activity:shoes", "Schuhe für Größe 42"), day(0)).is_ok(), "its own name");
    for bad in ["a\u{200b}b", " a", "a\nb", &"x".repeat(201)] {
        assert_eq!(refused(&tree, called("activity:socks", bad)), "bad_name", "{bad:?}");
    }
    for good in ["春の靴", "Άνοιξη", "عروض الربيع", "👟"] {
        done(&mut tree, called("activity:socks", good));
    }
    // What is put away gives its name back, and comes back only under one that is free.
    done(&mut tree, Change::Close { node: node("activity:shoes"), closed: true });
    done(&mut tree, Change::Archive { node: node("activity:shoes"), archived: true });
    done(&mut tree, moved("activity:x", "campaign:spring"));
    assert_eq!(refused(&tree, Change::Archive { node: node("activity:shoes"), archived: false }), "name_taken");
    done(&mut tree, called("activity:shoes", "Schuhe, alt"));
    done(&mut tree, Change::Archive { node: node("activity:shoes"), archived: false });
}

#[test]
fn what_changes_nothing_is_no_change() {
    let tree = acme();
    let same = Change::Rename { node: node("activity:shoes"), name: "activity:shoes".into(), owner: None };
    assert!(!tree.alters(&same));
    assert!(tree.alters(&Change::Rebrand { node: node("activity:shoes"), brand: Some("acme".into()) }));
    assert!(!tree.alters(&Change::Close { node: node("activity:shoes"), closed: false }));
    let there = tree.get(&node("activity:shoes")).unwrap().clone();
    assert!(tree.alters(&add(there)), "adding what is there is refused, not passed over");
}
