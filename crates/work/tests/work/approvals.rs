use crate::office::{MONDAY, Office, ask, away, digest, give, ids, journey, open, yes};
use rapport_work::{
    PersonId,
    approval::{
        self, Approval, ApprovalStatus, Command, Happening, Nobody, Refusal, ReleaseRequest, StageProgress, who_can,
    },
};
use serde_json::json;

fn anna_then_money() -> serde_json::Value {
    json!([
        [{"id": "head", "name": "Head of area", "required": [{"role": {"role": "area-head"}}]}],
        [
            {"id": "money", "name": "Money", "when": "amount > 1000", "required": [{"role": {"role": "controller"}}]},
            {"id": "law", "name": "Law", "required": [{"person": "lea"}]}
        ]
    ])
}

#[test]
fn stages_come_in_sequence_and_side_by_side() {
    let office = Office::default();
    let mut approval = ask(&office, anna_then_money(), journey("v1", 5000));
    assert_eq!(open(&approval), ids(&["head"]));
    assert_eq!(yes(&mut approval, &office, "money", "carl"), Err(Refusal::StageNotOpen("money".into())));
    yes(&mut approval, &office, "head", "anna").unwrap();
    assert_eq!(open(&approval), ids(&["money", "law"]));
    yes(&mut approval, &office, "law", "lea").unwrap();
    assert!(!approval.holds(&digest("v1")), "one side by side is not enough");
    yes(&mut approval, &office, "money", "cora").unwrap();
    assert_eq!(approval.status, ApprovalStatus::Approved);
    assert!(approval.holds(&digest("v1")) && !approval.holds(&digest("v2")), "for exactly this version");
    assert_eq!(yes(&mut approval, &office, "money", "carl"), Err(Refusal::Over(ApprovalStatus::Approved)));
}

#[test]
fn a_condition_skips_a_stage_and_a_missing_fact_does_not() {
    let office = Office::default();
    let mut cheap = ask(&office, anna_then_money(), journey("v1", 1000));
    yes(&mut cheap, &office, "head", "anna").unwrap();
    assert_eq!(open(&cheap), ids(&["law"]), "1000 is not more than 1000");
    let mut unknown = journey("v1", 0);
    unknown.facts.amount = None;
    let mut unknown = ask(&office, anna_then_money(), unknown);
    yes(&mut unknown, &office, "head", "anna").unwrap();
    assert_eq!(open(&unknown), ids(&["money", "law"]));
    let asked = |entry: &approval::Happened| matches!(&entry.what, Happening::StageOpened { stage, unclear: true, .. } if stage.0 == "money");
    assert!(unknown.history.iter().any(asked), "and it is said why it is asked");
}

#[test]
fn required_optional_and_quorum() {
    let office = Office::default();
    let stages = json!([[{"id": "s", "name": "S", "required": [{"person": "lea"}],
        "optional": [{"role": {"role": "controller"}}, {"person": "anna"}], "quorum": 3}]]);
    let mut approval = ask(&office, stages, journey("v1", 1));
    yes(&mut approval, &office, "s", "carl").unwrap();
    assert_eq!(yes(&mut approval, &office, "s", "carl"), Err(Refusal::AlreadyAnswered("carl".into())));
    yes(&mut approval, &office, "s", "cora").unwrap();
    yes(&mut approval, &office, "s", "anna").unwrap();
    assert_eq!(approval.status, ApprovalStatus::InFlight, "three people, and the required one is not among them");
    yes(&mut approval, &office, "s", "lea").unwrap();
    assert_eq!(approval.status, ApprovalStatus::Approved);
}

#[test]
fn nobody_releases_what_they_made_or_what_is_made_in_their_name() {
    let mut office = Office::default();
    office.roles.insert(("area-head".into(), "area:direct".into()), ids(&["mia", "anna"]));
    let stages = json!([[{"id": "s", "name": "S", "required": [{"role": {"role": "area-head"}}]}]]);
    let mut approval = ask(&office, stages.clone(), journey("v1", 1));
    assert_eq!(yes(&mut approval, &office, "s", "mia"), Err(Refusal::FourEyes("mia".into())));
    away(&mut office, "mia", Some("max"));
    let not_asked = Refusal::NotAsked { person: "max".into(), stage: "s".into() };
    assert_eq!(yes(&mut approval, &office, "s", "max"), Err(not_asked), "not in the author's name");
    away(&mut office, "anna", Some("mia"));
    assert_eq!(yes(&mut approval, &office, "s", "mia"), Err(Refusal::FourEyes("mia".into())), "not in anybody's");
    // Max asks in Anna's name: then neither does it.
    let office = Office { away: Default::default(), ..office };
    let checked = approval::check(crate::office::template(stages)).unwrap();
    let request = ReleaseRequest {
        id: "a2".into(),
        subject: journey("v1", 1),
        author: "max".into(),
        on_behalf_of: Some("anna".into()),
    };
    let mut approval = approval::request(&checked, request, &office, MONDAY);
    assert_eq!(yes(&mut approval, &office, "s", "anna"), Err(Refusal::FourEyes("anna".into())));
    yes(&mut approval, &office, "s", "mia").unwrap();
}

#[test]
fn without_four_eyes_an_author_may() {
    let office = Office::default();
    let stages = json!([[{"id": "s", "name": "S", "required": [{"person": "mia"}], "four_eyes": false}]]);
    let mut approval = ask(&office, stages, journey("v1", 1));
    yes(&mut approval, &office, "s", "mia").unwrap();
    assert_eq!(approval.status, ApprovalStatus::Approved);
}

#[test]
fn a_substitute_speaks_for_whoever_is_away_and_is_one_person() {
    let mut office = Office::default();
    let stages = json!([[{"id": "s", "name": "S", "required": [{"person": "anna"}, {"person": "carl"}], "quorum": 2}]]);
    let mut approval = ask(&office, stages, journey("v1", 1));
    assert!(matches!(yes(&mut approval, &office, "s", "lea"), Err(Refusal::NotAsked { .. })));
    away(&mut office, "anna", Some("tom"));
    away(&mut office, "tom", Some("lea"));
    away(&mut office, "carl", Some("lea"));
    yes(&mut approval, &office, "s", "lea").unwrap();
    assert_eq!(approval.status, ApprovalStatus::InFlight, "both approvers, but one person where two are demanded");
    assert_eq!(yes(&mut approval, &office, "s", "lea"), Err(Refusal::AlreadyAnswered("lea".into())));
    yes(&mut approval, &office, "s", "anna").unwrap();
    assert_eq!(approval.status, ApprovalStatus::Approved, "who is away may speak all the same");
    let said = approval.history.iter().find_map(|entry| match &entry.what {
        Happening::Yes { by, acting_for, .. } if by.0 == "lea" => Some(acting_for.clone()),
        _ => None,
    });
    assert_eq!(said, Some(ids(&["anna", "carl"])), "the history says in whose name");
}

#[test]
fn the_owners_superior_is_the_nearest_who_did_not_make_it() {
    let office = Office::default();
    let stages = json!([[{"id": "s", "name": "S", "required": ["owners_superior"]}]]);
    let mut approval = ask(&office, stages, journey("v1", 1));
    assert!(matches!(yes(&mut approval, &office, "s", "dora"), Err(Refusal::NotAsked { .. })));
    let mut changed = approval.clone();
    yes(&mut approval, &office, "s", "anna").unwrap();
    crate::office::change(&mut changed, &office, "anna", journey("v2", 1), &[]);
    assert_eq!(yes(&mut changed, &office, "s", "anna"), Err(Refusal::FourEyes("anna".into())));
    yes(&mut changed, &office, "s", "dora").unwrap();
}

#[test]
fn rights_of_this_moment_count() {
    let mut office = Office::default();
    let mut approval = ask(&office, anna_then_money(), journey("v1", 5000));
    office.roles.insert(("area-head".into(), "area:direct".into()), ids(&["nora"]));
    assert!(matches!(yes(&mut approval, &office, "head", "anna"), Err(Refusal::NotAsked { .. })), "no longer head");
    office.gone.insert("nora".into());
    assert!(matches!(yes(&mut approval, &office, "head", "nora"), Err(Refusal::NotAsked { .. })), "left the company");
    office.gone.clear();
    yes(&mut approval, &office, "head", "nora").unwrap();
}

fn no(approval: &mut Approval, office: &Office, by: &str, reason: &str) -> Result<(), Refusal> {
    let (stage, seen) = ("head".into(), approval.subject.digest.clone());
    let region = Some("steps.2.subject".into());
    let command = Command::Reject { stage, by: by.into(), seen, reason: reason.into(), region };
    give(approval, office, command, MONDAY)
}

#[test]
fn a_no_has_a_reason_and_is_final() {
    let office = Office::default();
    let mut approval = ask(&office, anna_then_money(), journey("v1", 5000));
    assert_eq!(no(&mut approval, &office, "anna", "  "), Err(Refusal::ReasonMissing));
    assert!(matches!(no(&mut approval, &office, "carl", "too dear"), Err(Refusal::NotAsked { .. })));
    no(&mut approval, &office, "anna", "The subject promises too much").unwrap();
    let last = &approval.history.last().unwrap().what;
    assert!(matches!(last, Happening::Rejected { region: Some(region), .. } if region == "steps.2.subject"));
    let change = Command::Change { by: "mia".into(), subject: Box::new(journey("v2", 1)), parts: Default::default() };
    assert_eq!(give(&mut approval, &office, change, MONDAY), Err(Refusal::Over(ApprovalStatus::Rejected)));
}

#[test]
fn remarks_stay_with_the_approval() {
    let office = Office::default();
    let stages = json!([[{"id": "s", "name": "S", "required": [{"person": "anna"}]}]]);
    let mut approval = ask(&office, stages, journey("v1", 1));
    let remarks = Some("Next time with a picture".into());
    let command = Command::Approve { stage: "s".into(), by: "anna".into(), seen: digest("v1"), remarks };
    give(&mut approval, &office, command, MONDAY).unwrap();
    assert_eq!(approval.status, ApprovalStatus::ApprovedWithRemarks);
    assert!(approval.holds(&digest("v1")));
}

#[test]
fn a_request_is_taken_back_by_those_whose_it_is() {
    let office = Office::default();
    let mut approval = ask(&office, anna_then_money(), journey("v1", 5000));
    let withdraw = |by: &str| Command::Withdraw { by: by.into(), reason: "Not this spring".into() };
    let refused = give(&mut approval, &office, withdraw("anna"), MONDAY);
    assert_eq!(refused, Err(Refusal::NotTheirs("anna".into())));
    give(&mut approval, &office, withdraw("mia"), MONDAY).unwrap();
    assert_eq!(approval.status, ApprovalStatus::Withdrawn);
    assert_eq!(yes(&mut approval, &office, "head", "anna"), Err(Refusal::Over(ApprovalStatus::Withdrawn)));
}

#[test]
fn whoever_looked_at_another_version_says_nothing() {
    let office = Office::default();
    let mut approval = ask(&office, anna_then_money(), journey("v1", 5000));
    crate::office::change(&mut approval, &office, "mia", journey("v2", 5000), &[]);
    let command = Command::Approve { stage: "head".into(), by: "anna".into(), seen: digest("v1"), remarks: None };
    let refused = Refusal::OtherVersion { seen: digest("v1"), now: digest("v2") };
    assert_eq!(give(&mut approval, &office, command, MONDAY), Err(refused));
    let (by, reason) = ("anna".into(), "I liked the first".into());
    let command = Command::Reject { stage: "head".into(), by, seen: digest("v1"), reason, region: None };
    assert!(matches!(give(&mut approval, &office, command, MONDAY), Err(Refusal::OtherVersion { .. })));
}

#[test]
fn who_can_release_it_is_told_or_why_nobody_can() {
    let mut office = Office::default();
    let stages = json!([[{"id": "s", "name": "S", "required": [{"role": {"role": "area-head"}}], "quorum": 2,
        "optional": [{"role": {"role": "controller"}}]}]]);
    let mut approval = ask(&office, stages, journey("v1", 1));
    let who = |approval: &Approval, office: &Office| {
        let found = who_can(approval, office, MONDAY);
        let people: Vec<PersonId> = found[0].voices.iter().map(|voice| voice.person.clone()).collect();
        (people, found[0].nobody.clone())
    };
    assert_eq!(who(&approval, &office), (ids(&["anna", "carl", "cora"]), vec![]));
    yes(&mut approval, &office, "s", "carl").unwrap();
    assert_eq!(who(&approval, &office), (ids(&["anna", "cora"]), vec![]));
    away(&mut office, "anna", None);
    assert_eq!(who(&approval, &office).1, [Nobody::AwayAlone("anna".into())]);
    away(&mut office, "anna", Some("carl"));
    assert_eq!(who(&approval, &office), (ids(&["anna", "carl", "cora"]), vec![]), "Carl again, now for Anna");
    away(&mut office, "anna", Some("mia"));
    assert_eq!(who(&approval, &office).1, [Nobody::AwayAlone("anna".into())], "the author does not stand in");
    office.gone.insert("anna".into());
    assert_eq!(who(&approval, &office).1, [Nobody::Gone("anna".into())]);
    office.roles.insert(("area-head".into(), "area:direct".into()), ids(&["mia"]));
    assert_eq!(who(&approval, &office).1, [Nobody::OnlyAuthors]);
    office.roles.clear();
    let vacant = Nobody::NoHolder { role: "area-head".into(), place: "area:direct".into() };
    assert_eq!(who(&approval, &office), (vec![], vec![vacant, Nobody::TooFew { quorum: 2, people: 1 }]));
}

#[test]
fn where_no_stage_concerns_a_thing_it_is_approved_and_the_history_says_so() {
    let office = Office::default();
    let stages = json!([[{"id": "s", "name": "S", "required": [{"person": "anna"}], "when": "amount > 100"}]]);
    let approval = ask(&office, stages, journey("v1", 1));
    assert!(approval.holds(&digest("v1")));
    assert_eq!(approval.stages[0].progress, StageProgress::Skipped);
    let whats: Vec<_> = approval.history.iter().map(|e| serde_json::to_value(e).unwrap()["what"].clone()).collect();
    assert_eq!(whats, ["requested", "stage_skipped", "approved"]);
}

#[test]
fn the_history_survives_as_text() {
    let office = Office::default();
    let mut approval = ask(&office, anna_then_money(), journey("v1", 5000));
    yes(&mut approval, &office, "head", "anna").unwrap();
    crate::office::change(&mut approval, &office, "max", journey("v2", 7000), &["money"]);
    let text = serde_json::to_string(&approval.history).unwrap();
    let read: Vec<approval::Happened> = serde_json::from_str(&text).unwrap();
    assert_eq!(Approval::from_history(&read), Some(approval));
    assert_eq!(Approval::from_history(&read[1..]), None);
}
