//! An object's whole story.

use crate::{change, deed, minute, personal, seal};
use rapport_kernel::Value;
use rapport_people::{Object, ObjectKind};
use rapport_trace::{Deed, DeedAct, DeedOrigin, DeedPart, Episode, PersonRef, Personal, Sentence, Somebody, story};
use std::collections::BTreeMap;

fn journey() -> Object {
    Object::new(ObjectKind::Journey, "welcome")
}

/// Ada saves a draft with this name.
fn saved(seq: u64, at: i64, before: &str, after: &str) -> Deed {
    Deed {
        at: minute(at),
        origin: DeedOrigin::Screen,
        who: Some(seal(1, seq, DeedPart::Who, "ada")),
        act: DeedAct::Changed,
        changes: vec![change("name", Some(before.into()), Some(after.into()))],
        ..deed(seq)
    }
}

/// The story with everything at hand that is kept of these people.
fn told(deeds: &[Deed], people: &[(u128, &str)]) -> Vec<Episode> {
    let mut kept = BTreeMap::new();
    for deed in deeds {
        let parts = [(DeedPart::Who, deed.who), (DeedPart::InPlaceOf, deed.in_place_of), (DeedPart::About, deed.about)];
        for (part, seal) in parts.into_iter().filter_map(|(part, seal)| Some((part, seal?))) {
            if let Some((_, name)) = people.iter().find(|(of, _)| PersonRef(*of) == seal.person) {
                kept.insert((deed.seq, part), personal(name));
            }
        }
    }
    story(deeds, |seq, part| kept.get(&(seq, part)))
}

#[test]
fn a_deed_is_told_with_all_that_was_recorded_of_it() {
    let released = Deed {
        who: Some(seal(1, 1, DeedPart::Who, "ada")),
        in_place_of: Some(seal(2, 1, DeedPart::InPlaceOf, "joan")),
        about: Some(seal(3, 1, DeedPart::About, "max")),
        origin: DeedOrigin::Mail,
        act: DeedAct::Published,
        changes: vec![
            change("version", Some(Value::Int(1)), Some(Value::Int(2))),
            change("goal", None, Some("order".into())),
            change("cap", Some(Value::Int(3)), None),
            change("name", Some("same".into()), Some("same".into())),
        ],
        why: Some("spring begins".into()),
        approval: Some("a-7".into()),
        ..deed(1)
    };
    let episodes = told(&[released], &[(1, "ada"), (2, "joan"), (3, "max")]);
    let who = |name: &str| Somebody::Person(name.into());
    assert_eq!(episodes.len(), 1);
    assert_eq!(
        episodes[0].sentences,
        [
            Sentence::Did { who: who("ada"), act: DeedAct::Published, object: journey(), times: 1 },
            Sentence::InPlaceOf { person: who("joan") },
            Sentence::About { person: who("max") },
            Sentence::Changed { field: "version".into(), before: Value::Int(1), after: Value::Int(2) },
            Sentence::Set { field: "goal".into(), after: "order".into() },
            Sentence::Cleared { field: "cap".into(), before: Value::Int(3) },
            Sentence::Because { why: "spring begins".into() },
            Sentence::ByApproval { approval: "a-7".into() },
            Sentence::From { origin: DeedOrigin::Mail, address: Some("192.0.2.7".into()) },
        ]
    );
    let codes: Vec<&str> = episodes[0].sentences.iter().map(Sentence::code).collect();
    assert_eq!(codes, ["did", "in_place_of", "about", "changed", "set", "cleared", "because", "by_approval", "from"]);
}

#[test]
fn a_draft_that_saves_itself_is_one_episode() {
    let deeds = [saved(1, 0, "a", "b"), saved(2, 10, "b", "c"), saved(3, 40, "c", "d"), saved(4, 71, "d", "a")];
    let episodes = told(&deeds, &[(1, "ada")]);
    let told: Vec<_> = episodes.iter().map(|episode| (episode.seq, episode.from, episode.until)).collect();
    assert_eq!(told, [(1, minute(0), minute(40)), (4, minute(71), minute(71))]);
    let Sentence::Did { times, .. } = &episodes[0].sentences[0] else { panic!("{episodes:?}") };
    assert_eq!(*times, 3);
    let name = Sentence::Changed { field: "name".into(), before: "a".into(), after: "d".into() };
    assert_eq!(episodes[0].sentences[1], name);
}

#[test]
fn what_somebody_else_did_or_gave_another_reason_for_is_told_apart() {
    let first = || saved(1, 0, "a", "b");
    let next = || saved(2, 1, "b", "c");
    for (other, what) in [
        (Deed { who: Some(seal(2, 2, DeedPart::Who, "joan")), ..next() }, "another person"),
        (Deed { why: Some("x".into()), ..next() }, "another reason"),
        (Deed { approval: Some("x".into()), ..next() }, "an approval"),
        (Deed { in_place_of: Some(seal(2, 2, DeedPart::InPlaceOf, "joan")), ..next() }, "in somebody's place"),
        (Deed { about: Some(seal(2, 2, DeedPart::About, "joan")), ..next() }, "about somebody"),
        (Deed { object: Object::new(ObjectKind::Journey, "other"), ..next() }, "another object"),
        (Deed { origin: DeedOrigin::Token, ..next() }, "another way"),
        (Deed { act: DeedAct::Published, ..next() }, "another act"),
    ] {
        assert_eq!(told(&[first(), other], &[]).len(), 2, "{what}");
    }
    assert_eq!(told(&[first(), next()], &[]).len(), 1);
}

#[test]
fn who_was_erased_is_told_by_a_number_and_the_rest_stays() {
    let deeds = [
        Deed { about: Some(seal(2, 1, DeedPart::About, "max")), act: DeedAct::Given, ..saved(1, 0, "a", "b") },
        deed(2),
    ];
    let episodes = told(&deeds, &[(2, "max")]);
    assert_eq!(
        episodes[0].sentences[..2],
        [
            Sentence::Did { who: Somebody::Unnamed(PersonRef(1)), act: DeedAct::Given, object: journey(), times: 1 },
            Sentence::About { person: Somebody::Person("max".into()) },
        ]
    );
    let from = Sentence::From { origin: DeedOrigin::Screen, address: None };
    assert_eq!(episodes[0].sentences.last(), Some(&from));
    assert_eq!(
        episodes[1].sentences[0],
        Sentence::Did { who: Somebody::Rapport, act: DeedAct::Stopped, object: journey(), times: 1 }
    );
}

#[test]
fn what_is_personal_of_a_change_is_told_as_long_as_it_is_kept() {
    let renamed = Deed { about: Some(seal(2, 1, DeedPart::About, "max")), changes: Vec::new(), ..saved(1, 0, "", "") };
    let kept = Personal { changes: vec![change("mail", None, Some("max@example.com".into()))], ..personal("max") };
    let sentences = |kept: Option<&Personal>| {
        let episodes = story([&renamed], |_, part| kept.filter(|_| part == DeedPart::About));
        episodes[0].sentences.iter().map(Sentence::code).collect::<Vec<_>>()
    };
    assert_eq!(sentences(Some(&kept)), ["did", "about", "set", "from"]);
    assert_eq!(sentences(None), ["did", "about", "from"]);
}
