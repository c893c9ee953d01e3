use crate::office::{MONDAY, Office, digest, euros, journey, template, yes};
use rapport_kernel::{Currency, Money};
use rapport_work::{
    approval::{self, Approval, Checked, ReleaseRequest},
    spending::{MoneyVerdict, Outlay, Purse, WhyAsk, may_go_live},
};
use serde_json::json;

fn checked() -> Checked {
    approval::check(template(json!([
        [{"id": "head", "name": "Head", "required": [{"role": {"role": "area-head"}}]}],
        [{"id": "top", "name": "Top", "required": [{"role": {"role": "director"}}], "when": "amount > 1000"}]
    ])))
    .unwrap()
}

fn letters(people: Option<u64>) -> Vec<Outlay> {
    vec![
        Outlay { channel: "letter".into(), people, unit_cost: Money::new(80, Currency::EUR) },
        Outlay { channel: "email".into(), people: Some(1000), unit_cost: Money::new(1, Currency::EUR) },
    ]
}

fn purse(free: i64, limit: Option<i64>) -> Purse {
    Purse { free: euros(free), limit: limit.map(euros) }
}

fn why(verdict: &MoneyVerdict) -> Vec<&'static str> {
    match verdict {
        MoneyVerdict::GoesLive { .. } => vec![],
        MoneyVerdict::Asks { why, .. } | MoneyVerdict::NobodyToAsk { why } => why.iter().map(WhyAsk::code).collect(),
    }
}

fn look(people: Option<u64>, purse: Purse) -> MoneyVerdict {
    may_go_live(journey("v1", 0), &letters(people), purse, &checked(), None)
}

#[test]
fn within_budget_and_limit_it_goes_live_at_once() {
    // 500 letters at 80 cents and 1000 mails at one cent: 410 EUR.
    let cost = Some(euros(410));
    let live = MoneyVerdict::GoesLive { digest: digest("v1"), cost };
    assert_eq!(look(Some(500), purse(410, Some(410))), live, "up to and with the limit");
    assert_eq!(why(&look(Some(500), purse(409, Some(410)))), ["over_budget"]);
    assert_eq!(why(&look(Some(500), purse(410, Some(409)))), ["over_limit"]);
    assert_eq!(why(&look(Some(500), purse(0, None))), ["over_budget", "no_limit"], "every reason");
    assert_eq!(why(&look(None, purse(9999, Some(9999)))), ["audience_unknown"]);
    let MoneyVerdict::Asks { why, .. } = look(Some(500), purse(9999, Some(1))) else { panic!() };
    assert_eq!(why[0].to_string(), "it is expected to cost 410.00 EUR, and you decide alone up to 1.00 EUR");
}

#[test]
fn the_right_people_are_asked_about_what_it_costs() {
    let MoneyVerdict::Asks { subject, stages, .. } = look(Some(500), purse(9999, None)) else { panic!() };
    assert_eq!(stages, crate::office::ids(&["head"]), "410 EUR are not the director's");
    assert_eq!((subject.facts.amount, subject.facts.audience), (Some(euros(410)), Some(1500)));
    assert_eq!(subject.facts.channels.len(), 2);
    let MoneyVerdict::Asks { stages, .. } = look(Some(5000), purse(9999, None)) else { panic!() };
    assert_eq!(stages, crate::office::ids(&["head", "top"]));
    let MoneyVerdict::Asks { stages, subject, .. } = look(None, purse(9999, None)) else { panic!() };
    assert_eq!(stages, crate::office::ids(&["head", "top"]), "nobody knows what it costs");
    assert_eq!((subject.facts.amount, subject.facts.audience), (None, None));
}

#[test]
fn where_nobody_is_asked_nothing_goes_live() {
    let top =
        json!([[{"id": "top", "name": "Top", "required": [{"role": {"role": "director"}}], "when": "amount > 1000"}]]);
    let checked = approval::check(template(top)).unwrap();
    let verdict = may_go_live(journey("v1", 0), &letters(Some(500)), purse(9999, Some(1)), &checked, None);
    assert!(matches!(verdict, MoneyVerdict::NobodyToAsk { .. }), "{verdict:?}");
}

#[test]
fn amounts_that_cannot_be_compared_ask() {
    let mut outlays = letters(Some(500));
    outlays[1].unit_cost.currency = "USD".parse().unwrap();
    let verdict = |outlays: &[Outlay], purse| may_go_live(journey("v1", 0), outlays, purse, &checked(), None);
    assert_eq!(why(&verdict(&outlays, purse(9999, Some(9999)))), ["incomparable"]);
    let dollars = Purse { free: euros(9999), limit: Some(Money::new(999_900, "USD".parse().unwrap())) };
    assert_eq!(why(&verdict(&letters(Some(500)), dollars)), ["incomparable"]);
    assert_eq!(why(&verdict(&letters(Some(u64::MAX)), purse(9999, Some(9999)))), ["incomparable"]);
    let all = |n| Outlay { channel: "letter".into(), people: Some(n), unit_cost: Money::new(1, Currency::EUR) };
    let verdict = verdict(&[all(i64::MAX as u64), all(1)], purse(9999, Some(9999)));
    assert_eq!(why(&verdict), ["incomparable"], "a sum that does not fit is not a small one");
}

fn approved(people: u64) -> Approval {
    let office = Office::default();
    let MoneyVerdict::Asks { subject, .. } = look(Some(people), purse(9999, None)) else { panic!() };
    let request = ReleaseRequest { id: "a".into(), subject: *subject, author: "mia".into(), on_behalf_of: None };
    let mut approval = approval::request(&checked(), request, &office, MONDAY);
    yes(&mut approval, &office, "head", "anna").unwrap();
    approval
}

#[test]
fn a_release_publishes_that_version_for_no_more_than_was_told() {
    let approval = approved(500);
    assert!(approval.holds(&digest("v1")));
    let look = |version: &str, people| {
        may_go_live(journey(version, 0), &letters(Some(people)), purse(9999, None), &checked(), Some(&approval))
    };
    assert_eq!(look("v1", 500), MoneyVerdict::GoesLive { digest: digest("v1"), cost: Some(euros(410)) });
    assert_eq!(why(&look("v1", 501)), ["dearer_than_approved", "no_limit"]);
    assert_eq!(why(&look("v2", 500)), ["no_limit"], "another version was not released");
    let mut other = journey("v1", 0);
    other.object.id = "summer".into();
    let other = may_go_live(other, &letters(Some(500)), purse(9999, None), &checked(), Some(&approval));
    assert_eq!(why(&other), ["no_limit"], "nor was another thing");
}
