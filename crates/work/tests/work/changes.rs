//! What a later change leaves of what was said.

use crate::office::{MONDAY, Office, ask, change, digest, give, ids, journey, open, yes};
use rapport_work::approval::{Approval, ApprovalStatus, Command, Happening, Refusal};
use serde_json::json;

/// Content and money side by side, then the director for what is dear.
fn stages() -> serde_json::Value {
    json!([
        [
            {"id": "content", "name": "Content", "required": [{"person": "lea"}], "sees": ["content"]},
            {"id": "money", "name": "Money", "required": [{"role": {"role": "controller"}}], "sees": ["money"]}
        ],
        [{"id": "top", "name": "Director", "required": [{"role": {"role": "director"}}], "sees": ["money"],
          "when": "amount > 10000"}]
    ])
}

fn released(office: &Office, euros: i64) -> Approval {
    let mut approval = ask(office, stages(), journey("v1", euros));
    yes(&mut approval, office, "content", "lea").unwrap();
    yes(&mut approval, office, "money", "carl").unwrap();
    if euros > 10_000 {
        yes(&mut approval, office, "top", "dora").unwrap();
    }
    assert!(approval.holds(&digest("v1")));
    approval
}

fn again(approval: &Approval) -> Vec<String> {
    let voided = approval.history.iter().rev().find_map(|entry| match &entry.what {
        Happening::Voided { again, .. } => Some(again.iter().map(|stage| stage.0.to_string()).collect()),
        _ => None,
    });
    voided.unwrap()
}

#[test]
fn a_change_voids_and_asks_those_who_saw_the_part() {
    let office = Office::default();
    let mut approval = released(&office, 500);
    change(&mut approval, &office, "mia", journey("v2", 500), &["content"]);
    assert_eq!((open(&approval), approval.status), (ids(&["content"]), ApprovalStatus::InFlight));
    assert!(!approval.holds(&digest("v1")) && !approval.holds(&digest("v2")), "neither the old nor the new");
    yes(&mut approval, &office, "content", "lea").unwrap();
    assert!(approval.holds(&digest("v2")));
    change(&mut approval, &office, "mia", journey("v3", 500), &[]);
    assert_eq!(open(&approval), ids(&["content", "money"]), "nobody knows what changed: all are asked");
}

#[test]
fn a_change_of_a_fact_asks_those_whose_condition_speaks_of_it() {
    let office = Office::default();
    let mut approval = released(&office, 20_000);
    change(&mut approval, &office, "mia", journey("v2", 30_000), &["title"]);
    assert_eq!(again(&approval), ["top"], "the amount changed, whatever the parts are called");
    let mut approval = released(&office, 500);
    change(&mut approval, &office, "mia", journey("v2", 30_000), &["title"]);
    assert_eq!(
        (again(&approval), open(&approval)),
        (vec!["top".into()], ids(&["top"])),
        "concerned for the first time"
    );
    let mut approval = released(&office, 20_000);
    change(&mut approval, &office, "mia", journey("v2", 500), &["title"]);
    assert!(approval.holds(&digest("v2")), "concerned no more");
}

#[test]
fn whoever_changes_it_is_an_author_and_what_they_said_is_void() {
    let office = Office::default();
    let mut approval = released(&office, 500);
    change(&mut approval, &office, "carl", journey("v2", 500), &["content"]);
    assert_eq!(again(&approval), ["content", "money"], "Carl had released the money");
    assert_eq!(yes(&mut approval, &office, "money", "carl"), Err(Refusal::FourEyes("carl".into())));
    yes(&mut approval, &office, "money", "cora").unwrap();
    yes(&mut approval, &office, "content", "lea").unwrap();
    assert!(approval.holds(&digest("v2")));
}

#[test]
fn a_change_while_it_is_asked_keeps_what_it_does_not_touch() {
    let office = Office::default();
    let mut approval = ask(&office, stages(), journey("v1", 500));
    yes(&mut approval, &office, "money", "carl").unwrap();
    change(&mut approval, &office, "mia", journey("v2", 500), &["content"]);
    assert_eq!(open(&approval), ids(&["content"]), "the money stays released");
    yes(&mut approval, &office, "content", "lea").unwrap();
    assert!(approval.holds(&digest("v2")));
}

#[test]
fn another_place_or_owner_asks_other_people() {
    let mut office = Office::default();
    office.roles.insert(("controller".into(), "area:social".into()), ids(&["sam"]));
    let mut approval = released(&office, 500);
    let mut moved = journey("v1", 500);
    moved.place = "area:social".into();
    change(&mut approval, &office, "mia", moved, &["title"]);
    assert_eq!(again(&approval), ["money"]);
    assert!(matches!(yes(&mut approval, &office, "money", "carl"), Err(Refusal::NotAsked { .. })));
    yes(&mut approval, &office, "money", "sam").unwrap();
    assert!(approval.holds(&digest("v1")));
}

#[test]
fn nothing_and_another_thing_are_no_change() {
    let office = Office::default();
    let mut approval = released(&office, 500);
    let command = |subject| Command::Change { by: "mia".into(), subject: Box::new(subject), parts: Default::default() };
    let same = give(&mut approval, &office, command(journey("v1", 500)), MONDAY);
    assert_eq!(same, Err(Refusal::NothingChanged(digest("v1"))));
    let mut other = journey("v2", 500);
    other.object.id = "summer".into();
    assert_eq!(give(&mut approval, &office, command(other), MONDAY), Err(Refusal::OtherThing("journey:spring".into())));
    assert!(approval.holds(&digest("v1")));
}
