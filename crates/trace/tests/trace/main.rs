//! The trace: stories and laws.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod chain;
mod lines;
mod seals;
mod stories;

use rapport_kernel::{Span, Time, Value};
use rapport_people::{Object, ObjectKind};
use rapport_trace::{
    ChainLink, Deed, DeedAct, DeedOrigin, DeedPart, FieldChange, Head, PersonKey, PersonRef, Personal, Seal,
};

/// A moment: so many minutes after the first.
fn minute(n: i64) -> Time {
    Time(1_767_225_600_000) + Span::MINUTE.times(n)
}

/// Something Rapport did by itself.
fn deed(seq: u64) -> Deed {
    Deed {
        seq,
        at: minute(seq as i64),
        origin: DeedOrigin::Rapport,
        who: None,
        in_place_of: None,
        about: None,
        object: Object::new(ObjectKind::Journey, "welcome"),
        act: DeedAct::Stopped,
        changes: Vec::new(),
        why: None,
        approval: None,
    }
}

fn change(field: &str, before: Option<Value>, after: Option<Value>) -> FieldChange {
    FieldChange { field: field.into(), before, after }
}

fn key(of: u128) -> PersonKey {
    PersonKey([of as u8; 32])
}

fn personal(person: &str) -> Personal {
    Personal { person: person.into(), address: Some("192.0.2.7".into()), changes: Vec::new() }
}

fn seal(of: u128, seq: u64, part: DeedPart, person: &str) -> Seal {
    Seal::of(PersonRef(of), &key(of), seq, part, &personal(person))
}

/// The links of these deeds, from the beginning, and the head they lead to.
fn chained(deeds: impl IntoIterator<Item = Deed>) -> (Vec<ChainLink>, Head) {
    let mut head = Head::begin("acme");
    let links = deeds.into_iter().map(|deed| {
        let (link, next) = head.append(&deed).unwrap();
        head = next;
        link
    });
    (links.collect(), head)
}
