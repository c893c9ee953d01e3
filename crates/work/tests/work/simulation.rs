//! Two thousand random approvals in random offices, and what must hold after every step.

use crate::office::{MONDAY, Office, journey};
use rapport_kernel::{Span, Time};
use rapport_work::{
    PersonId,
    approval::{
        self, Approval, ApprovalStage, ApprovalStatus, ApprovalTemplate, Approver, Checked, Command, EscalateTo,
        Escalation, Happened, Happening, Refusal, ReleaseRequest, StageProgress, check, decide, due, who_can,
    },
    condition::{Concern, ConditionAnswer},
};
use std::collections::BTreeSet;

/// Steele, Lea and Flood's SplitMix64: the same seed, the same office.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
    /// More than 0, at most 1.
    pub fn share(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1u64 << 53) as f64
    }
}

const PEOPLE: [&str; 8] = ["mia", "max", "anna", "carl", "cora", "dora", "lea", "tom"];
const ROLES: [&str; 4] = ["area-head", "controller", "director", "vacant"];

fn person(random: &mut Random) -> PersonId {
    PEOPLE[random.below(8) as usize].into()
}

fn approver(random: &mut Random) -> Approver {
    match random.below(5) {
        0 | 1 => Approver::Person(person(random)),
        2 | 3 => Approver::Role { role: ROLES[random.below(4) as usize].into(), at: None },
        _ => Approver::OwnersSuperior,
    }
}

fn stage(random: &mut Random, n: usize) -> ApprovalStage {
    let conditions = ["amount > 1000", "audience > 100 || amount > 5000", r#"currency == "EUR""#];
    let parts = ["content", "money", "audience"];
    let spans = [Span::HOUR.times(4), Span::HOUR.times(9)];
    ApprovalStage {
        id: format!("s{n}").as_str().into(),
        name: "Stage".into(),
        when: random.chance(40).then(|| conditions[random.below(3) as usize].into()),
        sees: parts.iter().filter(|_| random.chance(30)).map(|part| (*part).into()).collect(),
        required: (0..random.below(3)).map(|_| approver(random)).collect(),
        optional: (0..random.below(3)).map(|_| approver(random)).collect(),
        quorum: 1 + random.below(3) as u32,
        four_eyes: random.chance(80),
        due: random.chance(50).then_some(Span::HOUR.times(6)),
        remind: spans[..random.below(3) as usize].to_vec(),
        escalate: random.chance(60).then(|| Escalation {
            after: Span::HOUR.times(12),
            to: if random.chance(50) { EscalateTo::Superior } else { EscalateTo::Substitute },
        }),
        expire: random.chance(20).then_some(Span::HOUR.times(15)),
    }
}

fn template(random: &mut Random) -> Checked {
    loop {
        let mut n = 0;
        let steps = 1 + random.below(3);
        let mut step = |random: &mut Random| {
            (0..=random.below(2))
                .map(|_| {
                    n += 1;
                    stage(random, n)
                })
                .collect()
        };
        let stages = (0..steps).map(|_| step(random)).collect();
        if let Ok(checked) = check(ApprovalTemplate { id: "t".into(), name: "T".into(), stages }) {
            return checked;
        }
    }
}

fn shuffle(office: &mut Office, random: &mut Random) {
    let (one, other) = (person(random), person(random));
    match random.below(6) {
        0 => drop(office.away.insert(one)),
        1 => office.away.clear(),
        2 => drop(office.substitutes.insert(one, other)),
        3 => drop(office.superiors.insert(one, other)),
        4 if random.chance(10) => drop(office.gone.insert(one)),
        _ => {
            let role = ROLES[random.below(3) as usize].into();
            office.roles.insert((role, "area:direct".into()), vec![one, other]);
        }
    }
}

fn command(approval: &Approval, random: &mut Random, version: &mut u32) -> Command {
    let stages = &approval.stages;
    let stage = stages[random.below(stages.len() as u64) as usize].id.clone();
    let (by, seen) = (person(random), approval.subject.digest.clone());
    match random.below(40) {
        0 => Command::Reject { stage, by, seen, reason: "No".into(), region: None },
        1 => Command::Withdraw { by, reason: "Not needed".into() },
        2..=5 => {
            *version += 1;
            let mut subject = journey(&format!("v{version}"), random.below(9000) as i64);
            subject.facts.audience = random.chance(50).then(|| random.below(300));
            if random.chance(10) {
                subject.facts.amount = None;
            }
            let parts = ["content", "money", "audience", "title"];
            let parts = parts.iter().filter(|_| random.chance(30)).map(|part| (*part).into()).collect();
            Command::Change { by, subject: Box::new(subject), parts }
        }
        6 => Command::Approve { stage, by, seen: "v0".into(), remarks: None },
        7 => Command::Escalate { stage, by, from: person(random), to: person(random) },
        8 => Command::Remind { stage, by, person: person(random) },
        _ => Command::Approve { stage, by, seen, remarks: random.chance(10).then(|| "Hm".into()) },
    }
}

/// What must hold whatever happened.
fn holds(approval: &Approval, office: &Office, now: Time, seed: u64) {
    for (stage, state) in approval.template.each().zip(&approval.stages) {
        for word in &state.words {
            let said: Vec<&PersonId> = std::iter::once(&word.by).chain(&word.acting_for).collect();
            let clean = !stage.four_eyes || said.iter().all(|person| !approval.authors.contains(*person));
            assert!(clean, "{seed}: an author released it: {word:?}");
        }
        let required = (0..stage.required.len()).all(|n| state.words.iter().any(|word| word.meets.contains(&n)));
        let people: BTreeSet<&PersonId> = state.words.iter().map(|word| &word.by).collect();
        let enough = required && people.len() >= stage.quorum as usize;
        match state.progress {
            StageProgress::Released(_) => assert!(enough, "{seed}: released without its quorum: {state:?}"),
            StageProgress::Open(_) => assert!(!enough, "{seed}: it has all it needs, and is not released"),
            StageProgress::Waiting | StageProgress::Skipped => assert!(state.words.is_empty(), "{seed}"),
        }
    }
    let all = approval.stages.iter().all(|s| matches!(s.progress, StageProgress::Released(_) | StageProgress::Skipped));
    assert!(!approval.status.is_approved() || all, "{seed}: approved with something open");
    let released = approval.history.iter().rev().find_map(|entry| match &entry.what {
        Happening::Approved { digest, .. } => Some(digest),
        _ => None,
    });
    if approval.status.is_approved() {
        assert_eq!(released, Some(&approval.subject.digest), "{seed}: approved is what was seen");
    }
    if approval.status == ApprovalStatus::InFlight {
        not_stuck(approval, office, now, seed);
    }
}

/// Someone can release it, and does if asked; or it is said that no one can.
fn not_stuck(approval: &Approval, office: &Office, now: Time, seed: u64) {
    let who = who_can(approval, office, now);
    assert!(!who.is_empty(), "{seed}: in flight, and nothing is open");
    for stage in who {
        let mut trial = approval.clone();
        for voice in stage.voices.iter().filter(|voice| voice.present) {
            let (by, seen) = (voice.person.clone(), trial.subject.digest.clone());
            let command = Command::Approve { stage: stage.stage.clone(), by, seen, remarks: None };
            match decide(&trial, command, office, now) {
                Ok(entries) => entries.iter().for_each(|entry| trial.evolve(entry)),
                // The ones before were enough.
                Err(refusal) => assert!(
                    matches!(refusal, Refusal::StageNotOpen(_) | Refusal::Over(_) | Refusal::AlreadyAnswered(_)),
                    "{seed}: {refusal}"
                ),
            }
        }
        let released = !trial.open().any(|(open, _)| open.id == stage.stage);
        assert_eq!(released, stage.nobody.is_empty(), "{seed}: {stage:?}");
    }
}

/// Once decided it never changes, but by a new version.
fn stays_decided(before: &Approval, made: &[Happened], seed: u64) {
    if before.status != ApprovalStatus::InFlight {
        let voided = matches!(made.first().map(|entry| &entry.what), Some(Happening::Voided { .. }));
        assert!(before.status.is_approved() && voided, "{seed}: {:?} and then {made:?}", before.status);
    }
}

fn live(seed: u64) -> Approval {
    let mut random = Random(seed);
    let mut office = Office::default();
    for _ in 0..random.below(6) {
        shuffle(&mut office, &mut random);
    }
    let checked = template(&mut random);
    let mut subject = journey("v1", random.below(9000) as i64);
    subject.owner = person(&mut random);
    let on_behalf_of = random.chance(20).then(|| person(&mut random));
    let request = ReleaseRequest { id: "a".into(), subject, author: person(&mut random), on_behalf_of };
    let mut now = MONDAY;
    let mut approval = approval::request(&checked, request, &office, now);
    let mut version = 1;
    let mut fired = BTreeSet::new();
    holds(&approval, &office, now, seed);
    for _ in 0..30 {
        now = now + Span::MINUTE.times(random.below(300) as i64);
        if random.chance(20) {
            shuffle(&mut office, &mut random);
        }
        let timed = due(&approval, &office, now).into_iter().next().filter(|_| random.chance(60));
        let given = match timed {
            Some(effect) => Command::Fire { timed: effect.timed },
            None => command(&approval, &mut random, &mut version),
        };
        let Ok(made) = decide(&approval, given.clone(), &office, now) else { continue };
        stays_decided(&approval, &made, seed);
        made.iter().for_each(|entry| approval.evolve(entry));
        if let Command::Fire { timed } = given {
            assert!(fired.insert(timed.clone()), "{seed}: {timed:?} came twice");
        }
        holds(&approval, &office, now, seed);
    }
    ends_well(&approval, seed);
    approval
}

/// What must hold at the end, and is slow to ask after every step.
fn ends_well(approval: &Approval, seed: u64) {
    assert_eq!(Approval::from_history(&approval.history).as_ref(), Some(approval), "{seed}: the history tells it all");
    for (stage, state) in approval.template.each().zip(&approval.stages) {
        let fails = Concern::read(stage.when.as_deref()).of(&approval.subject.facts) == ConditionAnswer::Fails;
        let skipped = state.progress == StageProgress::Skipped;
        assert!(fails == skipped || state.progress == StageProgress::Waiting, "{seed}: {stage:?} {state:?}");
    }
}

fn lives(seeds: std::ops::Range<u64>) {
    let mut ended = [0; ApprovalStatus::ALL.len()];
    for seed in seeds {
        let approval = live(seed);
        ended[ApprovalStatus::ALL.iter().position(|status| *status == approval.status).unwrap()] += 1;
    }
    assert!(ended.iter().all(|count| *count > 0), "every end is seen: {ended:?}");
}

// Four tests, so that they run side by side.
#[test]
fn five_hundred_approvals_keep_the_promises() {
    lives(0..500);
}

#[test]
fn five_hundred_more_do() {
    lives(500..1000);
}

#[test]
fn and_five_hundred_more() {
    lives(1000..1500);
}

#[test]
fn and_all_two_thousand() {
    lives(1500..2000);
}

#[test]
fn the_same_seed_gives_the_same_history() {
    assert_eq!(live(7).history, live(7).history);
}
