use super::*;
use rapport_plan::{Place, Reference, TransferId};

fn transfer(id: &str, kind: Kind, from: Option<&str>, to: Option<&str>, amount: Money) -> Transfer {
    let place = |name: Option<&str>| name.map_or(Place::Outside, |name| Place::Activity(activity(name)));
    Transfer {
        id: TransferId(id.into()),
        kind,
        from: place(from),
        to: place(to),
        amount,
        author: "ada".into(),
        reason: "as agreed".into(),
        reference: Reference::Decision(id.into()),
        touch: None,
        at: day(3),
    }
}

fn request(transfer: Transfer) -> Posting {
    Posting::request(vec![transfer])
}

fn refusal(tree: &Tree, books: &Books, posting: &Posting) -> &'static str {
    decide(tree, books, posting).unwrap_err().code()
}

#[test]
fn money_is_planned_moved_and_seen_from_every_node() {
    let (tree, mut books) = (acme(), Books::default());
    planned(&tree, &mut books, "shoes", 1000);
    planned(&tree, &mut books, "coats", 500);
    book(&tree, &mut books, &ada("move").move_planned(&activity("shoes"), &activity("socks"), euro(300))).unwrap();
    let shown = |id: &str| {
        let figures = books.figures(&tree, &node(id), day(400));
        (figures[0].planned, figures[0].free)
    };
    assert_eq!(shown("activity:shoes"), (700, 700));
    assert_eq!(shown("activity:socks"), (300, 300));
    assert_eq!(shown("campaign:spring"), (1000, 1000));
    assert_eq!(shown("plan:2026"), (1500, 1500));
    let company = books.figures(&tree, &NodeId::Company, day(400));
    let currencies: Vec<_> = company.iter().map(|f| f.currency.code().to_owned()).collect();
    assert_eq!(currencies, ["CHF", "EUR"], "currencies are never added up");
    assert_eq!(books.outside(Currency::EUR).get(Kind::Planned), -1500);
}

#[test]
fn every_refusal_has_its_name_and_changes_nothing() {
    let (tree, mut books) = (acme(), Books::default());
    planned(&tree, &mut books, "shoes", 1000);
    let put = |kind, name: &str, amount| request(transfer("t", kind, None, Some(name), amount));
    let francs = Money::new(5, "CHF".parse().unwrap());
    assert_eq!(refusal(&tree, &books, &put(Kind::Planned, "no", euro(5))), "unknown_node");
    assert_eq!(refusal(&tree, &books, &put(Kind::Planned, "spring", euro(5))), "not_a_leaf");
    assert_eq!(refusal(&tree, &books, &put(Kind::Planned, "shoes", francs)), "mixed_currency");
    assert_eq!(refusal(&tree, &books, &put(Kind::Planned, "shoes", euro(-5))), "negative_amount");
    assert_eq!(refusal(&tree, &books, &put(Kind::Planned, "shoes", euro(0))), "zero_amount");
    assert_eq!(refusal(&tree, &books, &put(Kind::Planned, "shoes", euro(i64::MAX))), "overflow");
    assert_eq!(refusal(&tree, &books, &put(Kind::Committed, "shoes", euro(1001))), "insufficient_free");
    let to_swiss = transfer("t", Kind::Planned, Some("shoes"), Some("ch"), euro(5));
    assert_eq!(refusal(&tree, &books, &request(to_swiss)), "mixed_currency");
    let nowhere = transfer("t", Kind::Planned, None, None, euro(5));
    assert_eq!(refusal(&tree, &books, &request(nowhere)), "same_place");
    let itself = transfer("t", Kind::Planned, Some("shoes"), Some("shoes"), euro(5));
    assert_eq!(refusal(&tree, &books, &request(itself)), "same_place");
    assert_eq!(refusal(&tree, &books, &Posting::request(vec![])), "empty");
    let anonymous = Transfer { author: " ".into(), ..transfer("t", Kind::Planned, None, Some("shoes"), euro(5)) };
    assert_eq!(refusal(&tree, &books, &request(anonymous)), "unsigned");
    let other = transfer("decision/plan-shoes-1000", Kind::Planned, None, Some("shoes"), euro(7));
    assert_eq!(refusal(&tree, &books, &request(other)), "duplicate_id");
    assert_eq!(books.sums(&activity("shoes")).0, [1000, 0, 0, 0, 0, 0]);
}

#[test]
fn a_posting_is_booked_whole_or_not_at_all() {
    let (tree, mut books) = (acme(), Books::default());
    planned(&tree, &mut books, "shoes", 1000);
    let good = transfer("a", Kind::Planned, Some("shoes"), Some("socks"), euro(100));
    let bad = transfer("b", Kind::Planned, Some("shoes"), Some("no"), euro(100));
    assert!(book(&tree, &mut books, &Posting::request(vec![good, bad])).is_err());
    assert_eq!(books.sums(&activity("socks")).get(Kind::Planned), 0);
    // Two takings that fit one by one but not together.
    let one = transfer("c", Kind::Planned, Some("shoes"), Some("socks"), euro(600));
    let two = transfer("d", Kind::Committed, None, Some("shoes"), euro(600));
    assert_eq!(refusal(&tree, &books, &Posting::request(vec![one, two])), "insufficient_free");
}

#[test]
fn what_is_promised_or_spent_cannot_be_planned_away() {
    let (tree, mut books) = (acme(), Books::default());
    planned(&tree, &mut books, "shoes", 1000);
    book(&tree, &mut books, &ada("agency").put(Kind::Committed, &activity("shoes"), euro(400))).unwrap();
    let bill = transfer("bill", Kind::Actual, None, Some("shoes"), euro(500));
    book(&tree, &mut books, &Posting::fact(vec![bill])).unwrap();
    let less = |minor: i64| ada("less").put(Kind::Planned, &activity("shoes"), euro(-minor));
    assert_eq!(refusal(&tree, &books, &less(101)), "insufficient_free");
    assert_eq!(book(&tree, &mut books, &less(100)).unwrap().len(), 1);
    assert_eq!(books.sums(&activity("shoes")).free(), 0);
}

#[test]
fn facts_are_booked_even_where_they_overspend() {
    let (mut tree, mut books) = (acme(), Books::default());
    tree.evolve(&Change::Close { node: node("campaign:spring"), closed: true });
    tree.evolve(&Change::ClosePeriod { node: node("plan:2026"), until: day(5) });
    let late = transfer("late", Kind::Actual, None, Some("shoes"), euro(50));
    let asked = transfer("late", Kind::Actual, None, Some("shoes"), euro(50));
    assert_eq!(refusal(&tree, &books, &request(asked)), "closed_period");
    let after = Transfer { at: day(6), ..late.clone() };
    assert_eq!(refusal(&tree, &books, &request(after)), "node_closed");
    let new = book(&tree, &mut books, &Posting::fact(vec![late.clone()])).unwrap();
    assert_eq!(new[0].at, day(5), "booked at the first moment that is open");
    assert_eq!(books.sums(&activity("shoes")).free(), -50);
    assert!(book(&tree, &mut books, &Posting::fact(vec![late])).unwrap().is_empty(), "and only once");
}

#[test]
fn a_mistake_is_undone_by_its_counterpart() {
    let (tree, mut books) = (acme(), Books::default());
    let posting = ada("oops").put(Kind::Planned, &activity("shoes"), euro(900));
    book(&tree, &mut books, &posting).unwrap();
    let undo = posting.reversed("ben", "wrong year", day(4));
    book(&tree, &mut books, &undo).unwrap();
    assert_eq!(books.sums(&activity("shoes")).get(Kind::Planned), 0);
    let kept = books.transfer(&TransferId("undo/decision/oops".into())).unwrap();
    assert_eq!((kept.author.as_str(), &kept.reference), ("ben", &Reference::Correction("decision/oops".into())));
    assert!(book(&tree, &mut books, &undo).unwrap().is_empty(), "undone once");
}

#[test]
fn what_is_under_way_keeps_a_node_from_being_put_away() {
    let (tree, mut books) = (acme(), Books::default());
    let message = rapport_plan::booking::Message { send_key: "k", activity: &activity("shoes"), cost: euro(20) };
    book(&tree, &mut books, &message.claimed(day(1))).unwrap();
    let refusal = rapport_plan::is_settled(&tree, &books, &node("area:direct")).unwrap_err();
    assert_eq!(refusal, Refusal::StillCommitted { activity: activity("shoes"), committed: euro(20) });
    assert!(rapport_plan::is_settled(&tree, &books, &node("campaign:autumn")).is_ok());
    book(&tree, &mut books, &message.spent(day(2))).unwrap();
    assert!(rapport_plan::is_settled(&tree, &books, &node("area:direct")).is_ok());
}
