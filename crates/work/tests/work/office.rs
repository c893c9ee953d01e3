//! A small office: who works there, and the approvals they have.

use rapport_calendar::{Calendar, Zone};
use rapport_kernel::{Currency, Money, Time};
use rapport_work::{
    Directory, Object, PersonId, PlaceId, RoleId, StageId, SubjectKind,
    approval::{self, Approval, ApprovalTemplate, Command, Digest, Refusal, ReleaseRequest, Subject},
    condition::SubjectFacts,
};
use std::collections::{BTreeMap, BTreeSet};

/// Monday, 2 March 2026, 9 o'clock in Berlin.
pub const MONDAY: Time = Time(1_772_438_400_000);

#[derive(Clone)]
pub struct Office {
    pub gone: BTreeSet<PersonId>,
    pub roles: BTreeMap<(RoleId, PlaceId), Vec<PersonId>>,
    pub superiors: BTreeMap<PersonId, PersonId>,
    pub away: BTreeSet<PersonId>,
    pub substitutes: BTreeMap<PersonId, PersonId>,
    pub calendars: BTreeMap<PersonId, Calendar>,
    pub calendar: Calendar,
}

impl Default for Office {
    /// Mia and Max are campaign managers under Anna, the head of area; Carl, the controller, and Anna report to Dora, the director.
    fn default() -> Self {
        let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
        Self {
            gone: BTreeSet::new(),
            roles: [
                (("area-head".into(), "area:direct".into()), vec!["anna".into()]),
                (("controller".into(), "area:direct".into()), vec!["carl".into(), "cora".into()]),
                (("director".into(), "area:direct".into()), vec!["dora".into()]),
            ]
            .into(),
            superiors: pairs(&[("mia", "anna"), ("max", "anna"), ("anna", "dora"), ("carl", "dora"), ("cora", "carl")]),
            away: BTreeSet::new(),
            substitutes: BTreeMap::new(),
            calendars: BTreeMap::new(),
            calendar: Calendar::nine_to_five(Zone::named("Europe/Berlin").unwrap()),
        }
    }
}

impl Directory for Office {
    fn is_here(&self, person: &PersonId) -> bool {
        !self.gone.contains(person)
    }
    fn holders(&self, role: &RoleId, place: &PlaceId) -> Vec<PersonId> {
        self.roles.get(&(role.clone(), place.clone())).cloned().unwrap_or_default()
    }
    fn superior(&self, person: &PersonId) -> Option<PersonId> {
        self.superiors.get(person).cloned()
    }
    fn is_away(&self, person: &PersonId, _: Time) -> bool {
        self.away.contains(person)
    }
    fn substitute(&self, person: &PersonId, _: &SubjectKind) -> Option<PersonId> {
        self.substitutes.get(person).cloned()
    }
    fn calendar(&self, person: &PersonId) -> &Calendar {
        self.calendars.get(person).unwrap_or(&self.calendar)
    }
}

/// Someone is away, and someone stands in for them.
pub fn away(office: &mut Office, person: &str, substitute: Option<&str>) {
    office.away.insert(person.into());
    office.substitutes.remove(&person.into());
    office.substitutes.extend(substitute.map(|other| (person.into(), other.into())));
}

pub fn euros(euros: i64) -> Money {
    Money::new(euros * 100, Currency::EUR)
}

/// A journey of Mia's in the area of direct marketing.
pub fn journey(digest: &str, euros_: i64) -> Subject {
    Subject {
        object: Object { kind: "journey".into(), id: "spring".into() },
        digest: digest.into(),
        place: "area:direct".into(),
        owner: "mia".into(),
        facts: SubjectFacts { amount: Some(euros(euros_)), ..SubjectFacts::default() },
    }
}

pub fn template(stages: serde_json::Value) -> ApprovalTemplate {
    serde_json::from_value(serde_json::json!({"id": "journeys", "name": "Journeys", "stages": stages})).unwrap()
}

/// Mia asks for release of her journey by these stages.
pub fn ask(office: &Office, stages: serde_json::Value, subject: Subject) -> Approval {
    let checked = approval::check(template(stages)).unwrap();
    let request = ReleaseRequest { id: "a1".into(), subject, author: "mia".into(), on_behalf_of: None };
    approval::request(&checked, request, office, MONDAY)
}

/// Gives a command, and folds in what came of it.
pub fn give(approval: &mut Approval, office: &Office, command: Command, now: Time) -> Result<(), Refusal> {
    for entry in approval::decide(approval, command, office, now)? {
        approval.evolve(&entry);
    }
    assert_eq!(Approval::from_history(&approval.history).as_ref(), Some(&*approval), "the history tells it all");
    Ok(())
}

pub fn yes(approval: &mut Approval, office: &Office, stage: &str, by: &str) -> Result<(), Refusal> {
    let seen = approval.subject.digest.clone();
    give(approval, office, Command::Approve { stage: stage.into(), by: by.into(), seen, remarks: None }, MONDAY)
}

pub fn change(approval: &mut Approval, office: &Office, by: &str, subject: Subject, parts: &[&str]) {
    let parts = parts.iter().map(|part| (*part).into()).collect();
    give(approval, office, Command::Change { by: by.into(), subject: Box::new(subject), parts }, MONDAY).unwrap();
}

/// The ids of the open stages.
pub fn open(approval: &Approval) -> Vec<StageId> {
    approval.open().map(|(stage, _)| stage.id.clone()).collect()
}

pub fn ids<T: for<'a> From<&'a str>>(names: &[&str]) -> Vec<T> {
    names.iter().map(|name| T::from(name)).collect()
}

pub fn digest(text: &str) -> Digest {
    text.into()
}

impl Office {
    /// An office in which no one works yet.
    pub fn empty() -> Self {
        Self { roles: BTreeMap::new(), superiors: BTreeMap::new(), ..Self::default() }
    }
}
