//! Reminders, escalations, the end: in working hours, and once.

use crate::office::{MONDAY, Office, ask, away, change, give, ids, journey, yes};
use rapport_calendar::Calendar;
use rapport_kernel::{Span, Time};
use rapport_work::{
    PersonId,
    approval::{Approval, ApprovalStatus, Command, Refusal, Timed, due, next_due, wanted},
};
use serde_json::json;

fn stages() -> serde_json::Value {
    json!([[{"id": "s", "name": "S", "required": [{"person": "anna"}], "due": "6h", "remind": ["4h", "10h"],
        "escalate": {"after": "16h", "to": "superior"}, "expire": "1d16h"}]])
}

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

/// What is due at a moment, in short.
fn told(approval: &Approval, office: &Office, now: Time) -> Vec<String> {
    let short = |timed: &Timed| match timed {
        Timed::Remind { sent_to, nth, .. } => format!("remind {sent_to} {nth}"),
        Timed::Escalate { from, to, .. } => format!("escalate {from} to {to}"),
        Timed::Expire { .. } => "expire".into(),
    };
    due(approval, office, now).iter().map(|effect| short(&effect.timed)).collect()
}

/// Lets everything happen that is due.
fn fire(approval: &mut Approval, office: &Office, now: Time) -> usize {
    let mut fired = 0;
    while let Some(effect) = due(approval, office, now).into_iter().next() {
        give(approval, office, Command::Fire { timed: effect.timed.clone() }, now).unwrap();
        let again = give(approval, office, Command::Fire { timed: effect.timed }, now);
        assert!(matches!(again, Err(Refusal::NotDue | Refusal::Over(_))), "{again:?}");
        fired += 1;
    }
    fired
}

#[test]
fn everything_becomes_due_in_working_hours() {
    let office = Office::default();
    // Friday, 6 March 2026, 15:00: two hours are left of the week.
    let approval = {
        let mut approval = ask(&office, stages(), journey("v1", 1));
        change(&mut approval, &office, "mia", journey("v2", 1), &[]);
        let mut history = approval.history.clone();
        history.iter_mut().for_each(|entry| entry.at = at("2026-03-06T14:00:00Z"));
        Approval::from_history(&history).unwrap()
    };
    assert_eq!(next_due(&approval, &office, MONDAY), Some(at("2026-03-09T10:00:00Z")), "Monday at eleven");
    assert!(told(&approval, &office, at("2026-03-09T09:59:59Z")).is_empty());
    assert_eq!(told(&approval, &office, at("2026-03-09T10:00:00Z")), ["remind anna 0"]);
    assert_eq!(
        told(&approval, &office, at("2026-03-10T14:00:00Z")),
        ["remind anna 0", "remind anna 1", "escalate anna to dora"]
    );
    let wanted = wanted(&approval, &office, MONDAY);
    assert_eq!(wanted[0].due, Some(at("2026-03-09T12:00:00Z")), "six hours are Monday at one");
}

#[test]
fn each_counts_in_the_time_of_whoever_has_to_answer() {
    let mut office = Office::default();
    let text = r#"{"zone":"America/New_York","week":{"mon":["10:00-14:00"],"tue":["10:00-14:00"]}}"#;
    office.calendars.insert("nick".into(), serde_json::from_str::<Calendar>(text).unwrap());
    let approval = ask(&office, stages(), journey("v1", 1));
    assert_eq!(next_due(&approval, &office, MONDAY), Some(at("2026-03-02T12:00:00Z")));
    away(&mut office, "anna", Some("nick"));
    assert_eq!(next_due(&approval, &office, MONDAY), Some(at("2026-03-02T19:00:00Z")), "14:00 in New York");
    assert_eq!(told(&approval, &office, at("2026-03-02T19:00:00Z")), ["remind nick 0"], "and Nick gets it");
}

#[test]
fn whoever_is_away_alone_is_escalated_at_once() {
    let mut office = Office::default();
    away(&mut office, "anna", None);
    let mut approval = ask(&office, stages(), journey("v1", 1));
    assert_eq!(told(&approval, &office, MONDAY), ["escalate anna to dora"]);
    fire(&mut approval, &office, MONDAY);
    yes(&mut approval, &office, "s", "dora").unwrap();
    assert_eq!(approval.status, ApprovalStatus::Approved);
}

#[test]
fn an_escalation_goes_on_upwards_in_its_own_time() {
    let mut office = Office::default();
    office.superiors.insert("dora".into(), "otto".into());
    let mut approval = ask(&office, stages(), journey("v1", 1));
    let two_days = MONDAY + Span::DAY.times(2);
    assert_eq!(fire(&mut approval, &office, two_days), 3);
    let seated: Vec<PersonId> = wanted(&approval, &office, two_days).into_iter().map(|w| w.person).collect();
    assert_eq!(seated, ids(&["anna", "dora"]));
    let mut other = office.clone();
    other.superiors.insert("anna".into(), "nora".into());
    assert!(told(&approval, &other, two_days).is_empty(), "escalated once, though Anna has another superior by now");
    assert!(told(&approval, &office, two_days + Span::HOUR.times(3)).is_empty(), "Dora's time has just begun");
    assert_eq!(told(&approval, &office, two_days + Span::HOUR.times(4)), ["remind dora 0"]);
    let four_days = MONDAY + Span::DAY.times(4);
    assert_eq!(told(&approval, &office, four_days), ["remind dora 0", "remind dora 1", "escalate dora to otto"]);
}

#[test]
fn to_the_substitute_and_never_to_an_author() {
    let mut office = Office::default();
    office.substitutes.insert("anna".into(), "tom".into());
    let to_substitute = json!([[{"id": "s", "name": "S", "required": [{"person": "anna"}],
        "escalate": {"after": "2h", "to": "substitute"}}]]);
    let approval = ask(&office, to_substitute, journey("v1", 1));
    let later = MONDAY + Span::HOUR.times(2);
    assert_eq!(told(&approval, &office, later), ["escalate anna to tom"]);
    office.substitutes.insert("anna".into(), "mia".into());
    assert_eq!(told(&approval, &office, later), ["escalate anna to dora"], "Mia made it: Anna's superior instead");
    office.superiors.clear();
    assert!(told(&approval, &office, later).is_empty(), "there is nobody");
}

#[test]
fn what_happened_is_not_due_again_and_a_new_beginning_is_new() {
    let office = Office::default();
    let mut approval = ask(&office, stages(), journey("v1", 1));
    let later = MONDAY + Span::HOUR.times(5);
    assert_eq!(fire(&mut approval, &office, later), 1);
    assert!(told(&approval, &office, later).is_empty());
    let parts = Default::default();
    let command = Command::Change { by: "mia".into(), subject: Box::new(journey("v2", 1)), parts };
    give(&mut approval, &office, command, later).unwrap();
    assert_eq!(told(&approval, &office, later + Span::DAY), ["remind anna 0"], "asked again, reminded again");
    // Changed on Monday at two: three hours that day, one the next.
    assert_eq!(due(&approval, &office, later + Span::DAY)[0].at, at("2026-03-03T09:00:00Z"));
}

#[test]
fn nobody_who_has_answered_or_is_not_wanted_any_more_is_reminded() {
    let office = Office::default();
    let stages = json!([[{"id": "s", "name": "S", "required": [{"person": "anna"}, {"person": "lea"}],
        "optional": [{"person": "tom"}], "remind": ["1h"]}]]);
    let mut approval = ask(&office, stages, journey("v1", 1));
    let later = MONDAY + Span::HOUR;
    assert_eq!(told(&approval, &office, later), ["remind anna 0", "remind lea 0", "remind tom 0"]);
    yes(&mut approval, &office, "s", "anna").unwrap();
    assert_eq!(told(&approval, &office, later), ["remind lea 0"], "the quorum is reached without Tom");
}

#[test]
fn an_approval_ends_when_nobody_answers() {
    let office = Office::default();
    let mut approval = ask(&office, stages(), journey("v1", 1));
    // Forty working hours are a week.
    let week = MONDAY + Span::DAY.times(4) + Span::HOUR.times(8);
    fire(&mut approval, &office, week - Span(1));
    assert_eq!(approval.status, ApprovalStatus::InFlight);
    assert_eq!(told(&approval, &office, week), ["expire"]);
    fire(&mut approval, &office, week);
    assert_eq!(approval.status, ApprovalStatus::Expired);
    assert_eq!(yes(&mut approval, &office, "s", "anna"), Err(Refusal::Over(ApprovalStatus::Expired)));
    assert!(due(&approval, &office, Time::MAX).is_empty());
}

#[test]
fn a_person_reminds_and_escalates_with_one_click() {
    let mut office = Office::default();
    let mut approval = ask(&office, stages(), journey("v1", 1));
    let remind = |person: &str| Command::Remind { stage: "s".into(), by: "dora".into(), person: person.into() };
    give(&mut approval, &office, remind("anna"), MONDAY).unwrap();
    assert!(matches!(give(&mut approval, &office, remind("lea"), MONDAY), Err(Refusal::NotAsked { .. })));
    away(&mut office, "anna", None);
    let nobody = give(&mut approval, &office, remind("anna"), MONDAY);
    assert_eq!(nobody, Err(Refusal::CannotBeAsked("anna".into())));
    let escalate =
        |to: &str| Command::Escalate { stage: "s".into(), by: "dora".into(), from: "anna".into(), to: to.into() };
    let author = give(&mut approval, &office, escalate("mia"), MONDAY);
    assert_eq!(author, Err(Refusal::CannotBeAsked("mia".into())));
    give(&mut approval, &office, escalate("lea"), MONDAY).unwrap();
    assert!(give(&mut approval, &office, escalate("lea"), MONDAY).is_err(), "she is asked already");
    yes(&mut approval, &office, "s", "lea").unwrap();
    assert_eq!(approval.status, ApprovalStatus::Approved);
}
