use super::*;
use crate::sql::{
    SqlError,
    db::values,
    plan::PlanError,
    trace::{self, Acting, Proof, ProofError, Trace, Wanted, during},
};
use rapport_people::{Object, ObjectKind, PersonId};
use rapport_plan::Refusal;
use rapport_trace::{Broken, BrokenKind, DeedAct, DeedDraft, DeedOrigin, DeedPart, draft::field};

fn ada(first: DeedDraft) -> Acting {
    Acting::new(Some(PersonId("p-ada".into())), DeedOrigin::Screen, at(9), Some(first)).from(Some("192.0.2.7".into()))
}

fn renamed(id: &str) -> DeedDraft {
    DeedDraft::new(DeedAct::Changed, Object::new(ObjectKind::Node, id))
}

fn to(name: &str) -> Vec<Change> {
    vec![Change::Rename { node: node("activity:shoes"), name: name.into(), owner: None }]
}

/// Three changes of a node by Ada; the second says why.
async fn three(home: &Home) -> (Db, Trace) {
    let db = home.open().await;
    let ledger = acme(db.clone(), 0).await;
    for (name, why) in [("a", ""), ("b", "clearer"), ("c", "")] {
        let change = ledger.change(to(name), "ada", "because", at(9));
        let draft = renamed("activity:shoes").because(why).with([field("name", None, Some(name))]);
        during(ada(draft), change).await.unwrap();
    }
    (db.clone(), Trace::new(db))
}

#[tokio::test]
async fn a_change_has_its_line_and_a_refused_one_has_none() {
    let home = Home::new();
    let (db, trace) = three(&home).await;
    let ledger = Ledger::load(db.clone()).await.unwrap();
    let stray = Change::Add { node: Node::new(node("activity:x"), node("campaign:no"), "x") };
    let refused = during(ada(renamed("activity:x")), ledger.change(vec![stray], "ada", "oops", at(9))).await;
    assert!(matches!(refused, Err(PlanError::Refused(Refusal::UnknownNode(_)))));
    let nobody = ledger.change(to("d"), "rapport", "by itself", at(10)).await;
    assert!(nobody.is_ok());
    let lines = trace.find(&Wanted::default(), 10).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.deed.seq).collect::<Vec<_>>(), [3, 2, 1]);
    let second = &lines[1];
    assert_eq!((second.deed.act, second.deed.why.as_deref()), (DeedAct::Changed, Some("clearer")));
    let who = second.kept(DeedPart::Who).unwrap();
    assert_eq!((who.person.0.as_str(), who.address.as_deref()), ("p-ada", Some("192.0.2.7")));
    let Proof { verified, people } = trace.verify_all(None, &[]).await.unwrap();
    assert_eq!((verified.count, people), (3, 3));
    let kept = Trace::new(db.clone());
    // Closed and opened again, the chain goes on where it was.
    during(ada(renamed("activity:shoes")), kept.write_rest()).await.unwrap();
    assert_eq!(kept.head().await.unwrap().unwrap().seq, 4);
}

/// What a transaction that was taken back had told is told by the one that counts, and once.
#[tokio::test]
async fn a_line_counts_with_its_transaction_and_once() {
    let home = Home::new();
    let db = home.open().await;
    let store = Trace::new(db.clone());
    let work = async {
        let tx = db.begin().await.unwrap();
        tx.run("CREATE TABLE x (y BIGINT)", values![]).await.unwrap();
        drop(tx);
        assert_eq!(store.head().await.unwrap(), None, "taken back");
        db.run("CREATE TABLE x (y BIGINT)", values![]).await.unwrap();
        db.run("INSERT INTO x (y) VALUES (1)", values![]).await.unwrap();
        store.write_rest().await.unwrap();
    };
    during(ada(renamed("activity:shoes")), work).await;
    assert_eq!(store.find(&Wanted::default(), 10).await.unwrap().len(), 1);
}

/// Who acts, and to what, may show only while it is done: until then nothing is written.
#[tokio::test]
async fn nothing_is_written_before_it_is_known_who_did_it_to_what() {
    let home = Home::new();
    let db = home.open().await;
    let store = Trace::new(db.clone());
    let acting = Acting::new(None, DeedOrigin::Screen, at(9), Some(renamed("-")));
    let work = async {
        db.run("CREATE TABLE x (y BIGINT)", values![]).await.unwrap();
        trace::by(&PersonId("p-ada".into()));
        db.run("INSERT INTO x (y) VALUES (1)", values![]).await.unwrap();
        assert_eq!(store.head().await.unwrap(), None);
        trace::on(ObjectKind::Node, "activity:shoes");
        trace::because(" so that it is found ");
        store.write_rest().await.unwrap();
    };
    during(acting, work).await;
    let lines = store.find(&Wanted::default(), 10).await.unwrap();
    assert_eq!(lines[0].deed.object.to_string(), "node:activity:shoes");
    assert_eq!(lines[0].deed.why.as_deref(), Some("so that it is found"));
}

#[tokio::test]
async fn a_line_that_was_cut_or_changed_is_named() {
    let broken = |at, kind| Broken { at, kind };
    for (sql, expected) in [
        ("DELETE FROM trace_line WHERE seq = 2", broken(2, BrokenKind::Missing)),
        (
            "UPDATE trace_line SET body = (SELECT body FROM trace_line WHERE seq = 1) WHERE seq = 3",
            broken(3, BrokenKind::Duplicated),
        ),
        (
            "UPDATE trace_line SET hash = (SELECT hash FROM trace_line WHERE seq = 1) WHERE seq = 2",
            broken(2, BrokenKind::Changed),
        ),
        ("UPDATE trace_line SET body = 'AQ' WHERE seq = 2", broken(2, BrokenKind::Unreadable)),
        ("DELETE FROM trace_line WHERE seq = 3", broken(3, BrokenKind::CutOff)),
        ("DELETE FROM trace_line", broken(1, BrokenKind::CutOff)),
    ] {
        let home = Home::new();
        let (db, trace) = three(&home).await;
        let noted = trace.head().await.unwrap().unwrap();
        assert_eq!(trace.verify(None, &[noted]).await.unwrap().head, noted);
        db.run(sql, values![]).await.unwrap();
        let found = trace.verify(None, &[noted]).await;
        assert!(matches!(found, Err(ProofError::Broken(found)) if found == expected), "{sql}: {found:?}");
    }
}

#[tokio::test]
async fn what_stands_beside_a_line_is_proved_with_it() {
    let home = Home::new();
    let (db, trace) = three(&home).await;
    db.run("UPDATE trace_line SET object = 'activity:socks' WHERE seq = 2", values![]).await.unwrap();
    assert!(matches!(trace.verify_all(None, &[]).await, Err(ProofError::Listed(2))));
    db.run("UPDATE trace_line SET object = 'activity:shoes' WHERE seq = 2", values![]).await.unwrap();
    db.run("DELETE FROM trace_personal WHERE seq = 3", values![]).await.unwrap();
    assert!(matches!(trace.verify_all(None, &[]).await, Err(ProofError::Person(3))));
}

#[tokio::test]
async fn who_is_forgotten_leaves_a_number_and_a_whole_chain() {
    let home = Home::new();
    let (db, trace) = three(&home).await;
    let ada = PersonId("p-ada".into());
    let number = trace.number(&ada).await.unwrap().unwrap();
    let head = trace.head().await.unwrap().unwrap();
    let tx = db.begin().await.unwrap();
    trace::forget(&tx, number).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(trace.number(&ada).await.unwrap(), None);
    let Proof { verified, people } = trace.verify_all(None, &[head]).await.unwrap();
    assert_eq!((verified.count, people), (3, 0));
    let lines = trace.find(&Wanted::default(), 10).await.unwrap();
    assert!(lines.iter().all(|line| line.kept(DeedPart::Who).is_none()));
    assert!(lines.iter().all(|line| line.deed.who.unwrap().person == number));
    let left = db.row("SELECT COUNT(*) AS n FROM trace_personal", values![]).await.unwrap().unwrap();
    assert_eq!(crate::sql::db::get::<i64>(&left, "n").unwrap(), 0);
}

#[tokio::test]
async fn lines_are_found_by_object_person_act_and_time() {
    let home = Home::new();
    let (db, trace) = three(&home).await;
    let given = DeedDraft::new(DeedAct::Given, Object::new(ObjectKind::Person, "p-ben"));
    let acting = Acting::new(Some(PersonId("p-cy".into())), DeedOrigin::Token, at(20), Some(given));
    during(acting, async { db.run("CREATE TABLE x (y BIGINT)", values![]).await }).await.unwrap();
    let seqs = async |wanted: Wanted| -> Result<Vec<u64>, SqlError> {
        Ok(trace.find(&wanted, 10).await?.iter().map(|line| line.deed.seq).collect())
    };
    let object = |kind, id| Some(Object::new(kind, id));
    let all = Wanted::default;
    let shoes = object(ObjectKind::Node, "activity:shoes");
    assert_eq!(seqs(Wanted { object: shoes.clone(), ..all() }).await.unwrap(), [3, 2, 1]);
    assert_eq!(seqs(Wanted { object: shoes, before: Some(3), ..all() }).await.unwrap(), [2, 1]);
    assert_eq!(seqs(Wanted { object: object(ObjectKind::Person, "p-ben"), ..all() }).await.unwrap(), [4]);
    assert_eq!(seqs(Wanted { who: Some(PersonId("p-cy".into())), ..all() }).await.unwrap(), [4]);
    assert!(seqs(Wanted { who: Some(PersonId("p-no".into())), ..all() }).await.unwrap().is_empty());
    assert_eq!(seqs(Wanted { act: Some(DeedAct::Given), ..all() }).await.unwrap(), [4]);
    assert_eq!(seqs(Wanted { from: Some(at(10)), ..all() }).await.unwrap(), [4]);
    assert_eq!(seqs(Wanted { until: Some(at(10)), ..all() }).await.unwrap(), [3, 2, 1]);
    let ben = trace.find(&Wanted { act: Some(DeedAct::Given), ..all() }, 1).await.unwrap();
    assert_eq!(ben[0].kept(DeedPart::About).unwrap().person.0, "p-ben");
    assert_ne!(ben[0].deed.object.id, "p-ben", "the line has a number");
}
