use super::*;
use crate::sql::{
    db::values,
    ledger::{LineOutcome, Run},
    plan::{ChangeRecord, PlanError},
};
use rapport_plan::{
    Reference, Refusal,
    booking::{Credit, InvoiceLine, Message},
    days::{Calendars, Days},
};

#[tokio::test]
async fn the_tree_survives_a_restart_with_its_history() {
    let home = Home::new();
    let ledger = acme(home.open().await, 0).await;
    let rename =
        |name: &str| Change::Rename { node: node("activity:shoes"), name: name.into(), owner: Some("ben".into()) };
    ledger.change(vec![rename("Spring shoes")], "ben", "clearer", at(5)).await.unwrap();
    let before = ledger.plan().tree();
    drop(ledger);
    let ledger = Ledger::load(home.open().await).await.unwrap();
    assert_eq!(*ledger.plan().tree(), *before);
    assert_eq!(ledger.plan().tree().get(&node("activity:shoes")).unwrap().name, "Spring shoes");
    let changes = ledger.plan().changes(&node("activity:shoes"), 10).await.unwrap();
    let seen: Vec<_> = changes.iter().map(|c| (c.author.as_str(), c.reason.as_str(), c.at)).collect();
    assert_eq!(seen, [("ben", "clearer", at(5)), ("ada", "the plan begins", at(0))]);
}

#[tokio::test]
async fn a_refused_change_leaves_no_trace() {
    let home = Home::new();
    let ledger = acme(home.open().await, 0).await;
    let stray = Change::Add { node: Node::new(node("activity:x"), node("campaign:no"), "x") };
    let error = ledger.change(vec![stray], "ada", "oops", at(1)).await.unwrap_err();
    assert!(matches!(error, PlanError::Refused(Refusal::UnknownNode(_))));
    assert!(ledger.plan().changes(&node("activity:x"), 10).await.unwrap().is_empty());
    let figures = ledger.plan().figures(&node("activity:x"), at(1)).await.unwrap_err();
    assert!(matches!(figures, PlanError::Refused(Refusal::UnknownNode(_))));
}

/// Shoes sends a message for 3, a bill of 500 comes, an order of 9900 is credited; socks gets 200 from shoes.
async fn a_day(ledger: &Ledger) {
    let (shoes, socks) = (activity("shoes"), activity("socks"));
    let message = Message { send_key: "j/1/mail/c/email/7", activity: &shoes, cost: euro(3) };
    let bill =
        InvoiceLine { invoice: "R-1", line: "1", activity: &shoes, amount: euro(500), author: "cy", reason: "print" };
    let credit = Credit {
        order: "o1",
        activity: &shoes,
        revenue: euro(9900),
        margin: euro(2500),
        touch: None,
        reason: "last touch",
    };
    for (second, posting) in [
        (10, message.claimed(at(10))),
        (11, message.spent(at(11))),
        (20, bill.spent(at(20))),
        (30, credit.credited(at(30))),
        (40, decision("move").move_planned(&shoes, &socks, euro(200))),
    ] {
        assert!(!ledger.book(posting, at(second)).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn every_node_shows_the_sum_below_it() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    a_day(&ledger).await;
    let after = at(0) + Span::DAY.times(400);
    let figures = ledger.plan().overview(after).await.unwrap();
    let of = |id: &str| figures.iter().find(|n| n.node.id == node(id)).unwrap().figures[0];
    assert_eq!((of("activity:shoes").planned, of("activity:socks").planned), (800, 200));
    let plan = of("plan:2026");
    assert_eq!((plan.planned, plan.committed, plan.actual, plan.free), (1000, 0, 503, 497));
    assert_eq!((plan.forecast, plan.returned, plan.margin), (503, 9900, 2500));
    assert_eq!(of("campaign:autumn").planned, 0);
    assert_eq!(ledger.plan().figures(&NodeId::Company, after).await.unwrap(), [plan]);
    assert!(ledger.audit().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_changed_since_is_what_was_recorded_since() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    a_day(&ledger).await;
    let changed = async |id: &str, since| {
        let movements = ledger.plan().changed_since(&node(id), at(since)).await.unwrap();
        let at_node = movements.into_iter().filter(|m| m.node == node(id));
        at_node.map(|m| (m.kind, m.by.minor, m.transfers)).collect::<Vec<_>>()
    };
    let moved = [(Kind::Planned, 0, 2)];
    assert_eq!(changed("campaign:spring", 40).await, moved, "in and out within the campaign");
    assert_eq!(changed("activity:shoes", 40).await, [(Kind::Planned, -200, 1)]);
    assert_eq!(
        changed("activity:shoes", 20).await,
        [(Kind::Planned, -200, 1), (Kind::Actual, 500, 1), (Kind::Returned, 9900, 1), (Kind::Margin, 2500, 1)]
    );
    assert_eq!(changed("activity:shoes", 41).await, []);
    let everywhere = ledger.plan().changed_since(&NodeId::Company, at(40)).await.unwrap();
    assert_eq!(everywhere.len(), 6, "company, plan, area, campaign and two activities: {everywhere:#?}");
    let yesterday = ledger.plan().books_before(at(40)).await.unwrap();
    assert_eq!(yesterday.sums(&activity("shoes")).get(Kind::Planned), 800, "the move counts from the day it names");
    assert_eq!(yesterday.sums(&activity("shoes")).get(Kind::Actual), 503);
    let first = ledger.plan().books_before(at(11)).await.unwrap();
    assert_eq!(first.sums(&activity("shoes")).get(Kind::Committed), 3);
}

#[tokio::test]
async fn one_walks_down_to_the_single_record_page_by_page() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    a_day(&ledger).await;
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = ledger.plan().records(&node("plan:2026"), None, before, 3, &[]).await.unwrap();
        assert!(page.records.len() <= 3);
        seen.extend(page.records);
        match page.next {
            Some(next) => before = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 8, "budget, commit, release, actual, bill, revenue, margin, move");
    assert!(seen.windows(2).all(|pair| pair[0].seq > pair[1].seq), "newest first, none twice");
    let actual = ledger.plan().records(&node("activity:shoes"), Some(Kind::Actual), None, 10, &[]).await.unwrap();
    let about: Vec<_> = actual.records.iter().map(|r| r.transfer.reference.clone()).collect();
    let message = Reference::Message("j/1/mail/c/email/7".into());
    assert_eq!(about, [Reference::Invoice("R-1/1".into()), message.clone()]);
    let trail = ledger.plan().about(&message).await.unwrap();
    assert_eq!(trail.len(), 3, "committed, released, spent");
    let one = ledger.plan().transfer(&trail[2].transfer.id).await.unwrap().unwrap();
    assert_eq!(one, trail[2]);
    assert_eq!(one.transfer.author, "rapport");
    let coats = ledger.plan().records(&node("campaign:autumn"), None, None, 10, &[]).await.unwrap();
    assert!(coats.records.is_empty() && coats.next.is_none());
    assert!(ledger.plan().records(&node("area:no"), None, None, 10, &[]).await.is_err());
}

#[tokio::test]
async fn earlier_moments_are_told_from_the_sums_of_days_and_no_transfer_of_another_day_is_read() {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 1000).await;
    let day = |n: i64| at(0) + Span::DAY.times(n);
    for (number, on) in [("R-1", 3), ("R-2", 40), ("R-3", 41), ("R-4", 70)] {
        let bill = vec![row(number, None, 100, Some(day(on)))];
        ledger.book_invoices(bill, &Calendars::default(), "cy", day(80), Run::Real).await.unwrap();
    }
    let actual = async |moment: Time| {
        ledger.plan().books_before(moment).await.unwrap().sums(&activity("shoes")).get(Kind::Actual)
    };
    let moments = [day(2), day(3), day(4), day(40) + Span::SECOND, day(41), day(42), day(70), day(71)];
    let mut told = Vec::new();
    for moment in moments {
        told.push(actual(moment).await);
    }
    assert_eq!(told, [0, 0, 100, 200, 200, 300, 300, 400]);
    assert!(ledger.audit().await.unwrap().is_empty());
    // Whoever adds up the whole ledger for a view would miss what is not there any more.
    db.run("DELETE FROM ledger_transfer", values![]).await.unwrap();
    ledger.plan().past().booked(at(0));
    let mut again = Vec::new();
    for moment in moments {
        again.push(actual(moment).await);
    }
    assert_eq!(again, told);
}

fn row(number: &str, line: Option<&str>, minor: i64, at: Option<Time>) -> rapport_plan::import::Row {
    let (activity, text) = (activity("shoes"), "print".to_owned());
    let line = line.map(Into::into);
    let day = at.map(|at| Days::default().day(at));
    rapport_plan::import::Row { row: 2, invoice: number.into(), line, activity, amount: euro(minor), day, text }
}

#[tokio::test]
async fn an_invoice_counts_on_its_day_however_late_it_is_booked() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let days = |n: i64| at(0) + Span::DAY.times(n);
    let actual = async |moment: Time| {
        ledger.plan().books_before(moment).await.unwrap().sums(&activity("shoes")).get(Kind::Actual)
    };
    assert_eq!(actual(days(30)).await, 0, "and from now on these books are kept");
    let bill = vec![row("R-1", None, 500, Some(days(9)))];
    let booked = ledger.book_invoices(bill.clone(), &Calendars::default(), "cy", days(60), Run::Real).await.unwrap();
    assert_eq!(booked, [LineOutcome::Booked]);
    assert_eq!((actual(days(9)).await, actual(days(10)).await, actual(days(30)).await), (0, 500, 500));
    let records =
        ledger.plan().records(&node("activity:shoes"), Some(Kind::Actual), None, 10, &[]).await.unwrap().records;
    assert_eq!((records[0].transfer.at, records[0].recorded), (days(9), days(60)));
    let changed = ledger.plan().changed_since(&node("activity:shoes"), days(59)).await.unwrap();
    assert_eq!(changed.len(), 1, "what changed since yesterday is what was booked since");
    let close = Change::ClosePeriod { node: node("plan:2026"), until: days(31) };
    ledger.change(vec![close], "cy", "month end", days(61)).await.unwrap();
    let late = vec![row("R-2", None, 500, Some(days(10))), bill[0].clone(), row("R-3", None, 1, None)];
    let outcome = ledger.book_invoices(late, &Calendars::default(), "cy", days(61), Run::Real).await.unwrap();
    assert!(matches!(outcome[0], LineOutcome::Refused(Refusal::ClosedPeriod { .. })), "{outcome:?}");
    assert_eq!(outcome[1..], [LineOutcome::Known, LineOutcome::Booked]);
    assert!(ledger.audit().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let first = vec![row("A/1", Some("2"), 500, None), row("R-1", None, 200, None)];
    let both = [LineOutcome::Booked, LineOutcome::Booked];
    assert_eq!(ledger.book_invoices(first.clone(), &Calendars::default(), "cy", at(50), Run::Dry).await.unwrap(), both);
    assert!(
        ledger
            .plan()
            .records(&node("activity:shoes"), Some(Kind::Actual), None, 10, &[])
            .await
            .unwrap()
            .records
            .is_empty()
    );
    assert_eq!(
        ledger.book_invoices(first.clone(), &Calendars::default(), "cy", at(51), Run::Real).await.unwrap(),
        both
    );
    let more = [first, vec![row("R-1", None, 200, None), row("A", Some("1/2"), 500, None)]].concat();
    for (run, author) in [(Run::Dry, "dee"), (Run::Real, "dee")] {
        let outcome = ledger.book_invoices(more.clone(), &Calendars::default(), author, at(52), run).await.unwrap();
        let expected = [LineOutcome::Known, LineOutcome::Known, LineOutcome::Booked, LineOutcome::Booked];
        assert_eq!(outcome, expected, "also by another hand");
    }
    let other = vec![row("A/1", Some("2"), 600, None)];
    let outcome = ledger.book_invoices(other, &Calendars::default(), "cy", at(53), Run::Real).await.unwrap();
    assert!(
        matches!(&outcome[..], [LineOutcome::Differs(booked)] if booked.content.amount == euro(500)),
        "{outcome:?}"
    );
}

fn moved(id: &str, parent: &str) -> Vec<Change> {
    vec![Change::Move { node: node(id), parent: node(parent) }]
}

#[tokio::test]
async fn a_moved_node_takes_its_figures_along_and_the_past_stays_as_it_was() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    a_day(&ledger).await;
    ledger.change(moved("activity:shoes", "campaign:autumn"), "ben", "sold in autumn", at(50)).await.unwrap();
    let planned = async |ledger: &Ledger, id: &str| ledger.plan().figures(&node(id), at(60)).await.unwrap()[0].planned;
    assert_eq!((planned(&ledger, "campaign:spring").await, planned(&ledger, "campaign:autumn").await), (200, 800));
    let records = ledger.plan().records(&node("campaign:autumn"), None, None, 10, &[]).await.unwrap();
    assert_eq!(records.records.len(), 8, "every figure can be opened under the new parent");
    for (moment, spring, autumn) in [(at(45), 1000, 0), (at(50), 1000, 0), (at(51), 200, 800)] {
        let (tree, books) =
            (ledger.plan().tree_before(moment).await.unwrap(), ledger.plan().books_before(moment).await.unwrap());
        let seen = |id: &str| books.figures(&tree, &node(id), moment)[0].planned;
        assert_eq!((seen("campaign:spring"), seen("campaign:autumn")), (spring, autumn), "as of {moment}");
    }
    let seen =
        |changes: Vec<ChangeRecord>| changes.into_iter().filter(|c| matches!(c.change, Change::Move { .. })).count();
    for id in ["activity:shoes", "campaign:spring", "campaign:autumn"] {
        assert_eq!(seen(ledger.plan().changes(&node(id), 10).await.unwrap()), 1, "{id} tells of it");
    }
    assert_eq!(seen(ledger.plan().changes(&node("activity:socks"), 10).await.unwrap()), 0);
    assert_eq!(ledger.plan().changes_since(at(50), 10).await.unwrap().len(), 1);
    assert!(ledger.plan().changes_since(at(51), 10).await.unwrap().is_empty());
    let before = ledger.plan().tree();
    drop(ledger);
    let ledger = Ledger::load(home.open().await).await.unwrap();
    assert_eq!(*ledger.plan().tree(), *before, "siblings in the same order, too");
    assert_eq!(
        ledger.plan().tree_before(at(45)).await.unwrap().up(&node("activity:shoes")).nth(1).unwrap().id,
        node("campaign:spring")
    );
}

#[tokio::test]
async fn changes_are_made_together_or_not_at_all() {
    let home = Home::new();
    let ledger = acme(home.open().await, 0).await;
    let close = Change::Close { node: node("activity:shoes"), closed: true };
    let rename = |name: &str| Change::Rename { node: node("activity:shoes"), name: name.into(), owner: None };
    let both = vec![close.clone(), rename("  ")];
    assert!(ledger.change(both, "ben", "why", at(5)).await.is_err());
    assert!(ledger.plan().tree().closed(&node("activity:shoes")).is_none());
    assert!(matches!(
        ledger.change(vec![close.clone()], "ben", "  ", at(5)).await,
        Err(PlanError::Refused(Refusal::ReasonMissing(_)))
    ));
    ledger.change(vec![close.clone(), rename("Shoes")], "ben", "why", at(5)).await.unwrap();
    assert_eq!(ledger.plan().changes(&node("activity:shoes"), 10).await.unwrap().len(), 3);
    ledger.change(vec![close], "ben", "", at(6)).await.unwrap();
    assert_eq!(ledger.plan().changes(&node("activity:shoes"), 10).await.unwrap().len(), 3, "no change, no trace");
    assert_eq!(ledger.plan().last_change(&node("activity:shoes")).await.unwrap().unwrap().author, "ben");
}

#[tokio::test]
async fn what_is_closed_pays_for_nothing_new_and_what_is_under_way_lands() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let shoes = activity("shoes");
    let message = |key: &'static str| Message { send_key: key, activity: &shoes, cost: euro(3) };
    ledger.guard().reserve("under-way", &shoes, euro(3)).unwrap();
    ledger.record(vec![message("under-way").claimed(at(10))], at(10)).await.unwrap();
    let close = |closed| vec![Change::Close { node: node("campaign:spring"), closed }];
    ledger.change(close(true), "ben", "over", at(20)).await.unwrap();
    for cost in [0, 3] {
        assert_eq!(ledger.guard().reserve("new", &shoes, euro(cost)).unwrap_err().code(), "activity_closed", "{cost}");
    }
    let budget = decision("more").put(Kind::Planned, &shoes, euro(5));
    assert!(matches!(ledger.book(budget, at(21)).await, Err(PlanError::Refused(Refusal::NodeClosed(_)))));
    let archive = |archived| vec![Change::Archive { node: node("campaign:spring"), archived }];
    let early = ledger.change(archive(true), "ben", "over", at(22)).await.unwrap_err();
    assert!(matches!(early, PlanError::Refused(Refusal::StillCommitted { .. })), "{early}");
    let spent = ledger.record(vec![message("under-way").spent(at(23))], at(23)).await.unwrap();
    assert_eq!((spent.added, spent.refused), (2, 0));
    ledger.change(archive(true), "ben", "over", at(24)).await.unwrap();
    assert_eq!(ledger.plan().figures(&node("plan:2026"), at(25)).await.unwrap()[0].actual, 3);
    ledger.change(archive(false), "ben", "once more", at(26)).await.unwrap();
    ledger.change(close(false), "ben", "once more", at(27)).await.unwrap();
    ledger.guard().reserve("new", &shoes, euro(3)).unwrap();
}

/// Someone closes an activity while someone else moves money to it: whoever comes second is judged by what the first has done.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_booking_is_judged_by_the_tree_that_is_kept() {
    let home = Home::new();
    let ledger = acme(home.open().await, 1000).await;
    let close = Change::Close { node: node("activity:shoes"), closed: true };
    let booker = ledger.clone();
    let (begun, begins) = tokio::sync::oneshot::channel::<()>();
    let booking = tokio::spawn(async move {
        begins.await.unwrap();
        booker.book(decision("more").put(Kind::Planned, &activity("shoes"), euro(100)), at(7)).await
    });
    let slow = move |_: &rapport_plan::Tree| {
        // The change is kept by now. Whoever waits has all the time to be quicker than the memory.
        begun.send(()).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(200));
    };
    ledger.plan().change(vec![close], "ben", "sold out", at(6), slow).await.unwrap();
    let refused = booking.await.unwrap().unwrap_err();
    assert!(matches!(refused, PlanError::Refused(Refusal::NodeClosed(_))), "{refused:?}");
}
