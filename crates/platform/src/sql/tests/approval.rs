//! Approvals in SQL: entries are added once, by whoever read the last one; one approval of a thing at a time; links are good once.

use super::{Home, at};
use crate::sql::{
    account::{Account, Accounts, limits::KeptLimit, working::WorkingLife},
    approval::{Addition, Approvals, Whereabouts, template::KeptTemplate},
};
use rapport_kernel::{Currency, Money, Span};
use rapport_people::{Away, Ceiling, Limit, LimitHolder, LimitedAct, Realm};
use rapport_work::{
    Object, PersonId, SubjectKind,
    approval::{Approval, ApprovalTemplate, Happened, Happening, ReleaseRequest, Subject},
    condition::SubjectFacts,
};

fn place() -> Whereabouts {
    Whereabouts { node: "activity:shoes".into(), brand: "main".into() }
}

fn approval(id: &str) -> Approval {
    let template = ApprovalTemplate { id: "t".into(), name: "T".into(), stages: Vec::new() };
    let object = Object { kind: SubjectKind::from("journey"), id: "welcome".into() };
    let owner = PersonId::from("mia");
    let subject = Subject {
        object,
        digest: "d1".into(),
        place: "activity:shoes".into(),
        owner: owner.clone(),
        facts: SubjectFacts::default(),
    };
    let request = ReleaseRequest { id: id.into(), subject, author: owner, on_behalf_of: None };
    let what = Happening::Requested { template: Box::new(template), request: Box::new(request) };
    Approval::from_history(&[Happened { at: at(0), what }]).unwrap()
}

async fn add(approvals: &Approvals, approval: &Approval, from: usize) -> bool {
    let version = (from == 0).then_some("the document");
    let addition = Addition { approval, from, place: &place(), version, due: Some(at(60)) };
    approvals.add(addition).await.unwrap()
}

fn and(approval: &Approval, what: Happening) -> Approval {
    let mut more = approval.clone();
    more.evolve(&Happened { at: at(5), what });
    more
}

#[tokio::test]
async fn of_two_who_decide_by_the_same_entries_one_is_kept() {
    let home = Home::new();
    let approvals = Approvals::new(home.open().await);
    let first = approval("a1");
    assert!(add(&approvals, &first, 0).await);
    assert!(!add(&approvals, &first, 0).await, "it is there already");
    assert!(!add(&approvals, &approval("a2"), 0).await, "one approval of a thing at a time");
    let no = and(&first, Happening::Withdrawn { by: "mia".into(), reason: "not yet".into() });
    let yes = and(&first, Happening::Approved { digest: "d1".into(), remarks: false });
    assert!(add(&approvals, &yes, 1).await);
    assert!(!add(&approvals, &no, 1).await, "somebody was faster");
    let kept = approvals.get("a1").await.unwrap().unwrap();
    assert_eq!((kept.approval, kept.place, kept.outcome), (yes, place(), String::new()));
    assert_eq!(approvals.version("a1", "d1").await.unwrap().as_deref(), Some("the document"));
    // Approved and not carried out: it is owed until its outcome is kept. The next one may begin.
    assert_eq!(approvals.owed().await.unwrap().len(), 1);
    approvals.settle("a1", "journey 1").await.unwrap();
    assert!(approvals.owed().await.unwrap().is_empty() && approvals.in_flight().await.unwrap().is_empty());
    assert!(add(&approvals, &approval("a2"), 0).await);
    assert_eq!(approvals.newest_of("journey", "welcome").await.unwrap().unwrap().approval.id, "a2".into());
    assert!(approvals.due(at(59)).await.unwrap().is_empty());
    assert_eq!(approvals.due(at(60)).await.unwrap().len(), 1);
    assert!(approvals.tell("a2", 0, "ada", at(6)).await.unwrap());
    assert!(!approvals.tell("a2", 0, "ada", at(7)).await.unwrap(), "told once");
}

#[tokio::test]
async fn a_link_is_good_once_and_for_a_week() {
    let home = Home::new();
    let db = home.open().await;
    let (accounts, approvals) = (Accounts::new(db.clone()), Approvals::new(db));
    accounts.add(&Account::new("ada", "Ada", None, at(0)), &[], "test").await.unwrap();
    assert!(add(&approvals, &approval("a1"), 0).await);
    let secret = approvals.make_link("a1", &"ada".into(), at(0)).await.unwrap();
    let other = approvals.make_link("a1", &"ada".into(), at(0)).await.unwrap();
    let week = at(0) + Span::DAY.times(7);
    assert_eq!(approvals.link(&secret, at(9)).await.unwrap().unwrap().approval, "a1");
    assert!(
        approvals.link(&secret, week).await.unwrap().is_none() && !approvals.use_link(&secret, week).await.unwrap()
    );
    assert!(approvals.use_link(&secret, at(9)).await.unwrap());
    assert!(
        !approvals.use_link(&secret, at(9)).await.unwrap() && approvals.link(&secret, at(9)).await.unwrap().is_none()
    );
    assert!(approvals.link(&other, at(9)).await.unwrap().is_some(), "each for itself");
}

#[tokio::test]
async fn limits_templates_and_absences_are_what_was_set_last() {
    let home = Home::new();
    let db = home.open().await;
    let (accounts, approvals) = (Accounts::new(db.clone()), Approvals::new(db));
    for id in ["ada", "mia"] {
        accounts.add(&Account::new(id, id, None, at(0)), &[], "test").await.unwrap();
    }
    let limit = |ceiling| Limit {
        holder: LimitHolder::Role("area_head".into()),
        realm: Realm::below("area:direct"),
        act: LimitedAct::PublishJourney,
        ceiling,
    };
    let euro = |minor| Ceiling::UpTo(Money::new(minor, Currency::EUR));
    accounts.set_limit(&limit(euro(100)), "test", at(0)).await.unwrap();
    let id = accounts.set_limit(&limit(euro(200)), "test", at(1)).await.unwrap();
    accounts.set_limit(&limit(Ceiling::Any), "test", at(2)).await.unwrap();
    let kept: Vec<Ceiling> =
        accounts.limits().await.unwrap().into_iter().map(|KeptLimit { limit, .. }| limit.ceiling).collect();
    assert_eq!(kept, [euro(200), Ceiling::Any], "another currency is another limit");
    assert_eq!(accounts.rights().await.unwrap().limits().count(), 2);
    assert!(accounts.remove_limit(&id).await.unwrap() && !accounts.remove_limit(&id).await.unwrap());
    let away = Away { person: "ada".into(), substitute: "mia".into(), from: at(0), until: at(9) };
    let life = WorkingLife { away: Some(away), superior: Some("mia".into()), ..WorkingLife::unsaid("ada".into()) };
    accounts.set_working(&life).await.unwrap();
    assert_eq!(accounts.working_of(&"ada".into()).await.unwrap(), life);
    assert_eq!(accounts.rights().await.unwrap().away().count(), 1);
    accounts.set_working(&WorkingLife::unsaid("ada".into())).await.unwrap();
    assert_eq!(accounts.rights().await.unwrap().away().count(), 0);
    let template = ApprovalTemplate { id: "two".into(), name: "Two".into(), stages: Vec::new() };
    let kept = |always| KeptTemplate {
        kind: "journey".into(),
        node: "company".into(),
        always,
        template: template.clone(),
        author: "ada".into(),
        at: at(0),
    };
    approvals.set_template(&kept(false)).await.unwrap();
    approvals.set_template(&kept(true)).await.unwrap();
    assert_eq!(approvals.templates().await.unwrap(), [kept(true)]);
    assert!(approvals.remove_template("two").await.unwrap() && approvals.templates().await.unwrap().is_empty());
}
