//! The bytes: one way to write each deed, and any program can read them.

use crate::{change, deed, personal, seal};
use proptest::{collection::vec, option, prelude::*, sample::select};
use prost_reflect::{DescriptorPool, DynamicMessage, ReflectMessage};
use rapport_kernel::{Map, Time, Value};
use rapport_people::{Object, ObjectKind};
use rapport_trace::{Deed, DeedAct, DeedOrigin, DeedPart, FieldChange, PersonRef, Personal, Seal, line};

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (-1e300..1e300f64).prop_map(Value::Float),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::List),
            vec(inner, 0..3).prop_map(|all| {
                let named = all.into_iter().enumerate().map(|(at, value)| (format!("k{at}").into(), value));
                Value::Map(Map(named.collect()))
            }),
        ]
    })
}

fn changes() -> impl Strategy<Value = Vec<FieldChange>> {
    let change = ("[a-z.]{1,9}", option::of(value()), option::of(value()));
    vec(change.prop_map(|(field, before, after)| change_of(&field, before, after)), 0..4)
}

fn change_of(field: &str, before: Option<Value>, after: Option<Value>) -> FieldChange {
    change(field, before, after)
}

fn seals() -> impl Strategy<Value = Option<Seal>> {
    option::of(
        (any::<u128>(), any::<[u8; 32]>()).prop_map(|(of, commitment)| Seal { person: PersonRef(of), commitment }),
    )
}

fn deeds() -> impl Strategy<Value = Deed> {
    let coded = (select(DeedOrigin::ALL), select(ObjectKind::ALL), ".{0,9}", select(DeedAct::ALL));
    let said = (option::of(".{0,20}"), option::of("[a-z0-9]{1,9}"));
    (any::<u64>(), any::<i64>(), coded, [seals(), seals(), seals()], changes(), said).prop_map(
        |(seq, at, (origin, kind, id, act), [who, in_place_of, about], changes, (why, approval))| Deed {
            seq,
            at: Time(at),
            origin,
            who,
            in_place_of,
            about,
            object: Object::new(kind, &id),
            act,
            changes,
            why,
            approval: approval.map(Into::into),
        },
    )
}

proptest! {
    #[test]
    fn a_deed_is_read_as_it_was_written(deed in deeds()) {
        let line = line::write(&deed);
        prop_assert_eq!(line::seq(&line), Ok(deed.seq));
        prop_assert_eq!(line::read(&line), Ok(deed));
    }

    #[test]
    fn what_is_kept_apart_is_read_as_it_was_written(person in ".{0,9}", address in option::of("[0-9.]{1,9}"), changes in changes()) {
        let personal = Personal { person: person.as_str().into(), address: address.map(Into::into), changes };
        prop_assert_eq!(line::read_personal(&line::write_personal(&personal)), Ok(personal));
    }

    /// Other bytes are another deed or none, never the same deed.
    #[test]
    fn there_is_one_way_to_write_a_deed(deed in deeds(), at in any::<usize>(), with in vec(any::<u8>(), 0..3), cut in 0..3usize) {
        let line = line::write(&deed);
        let at = at % line.len();
        let mut other = line.clone();
        other.splice(at..(at + cut).min(line.len()), with);
        if other != line {
            prop_assert_ne!(line::read(&other), Ok(deed));
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..64)) {
        let _ = (line::read(&bytes), line::seq(&bytes), line::read_personal(&bytes));
    }
}

#[test]
fn other_ways_to_say_the_same_are_refused() {
    let line = line::write(&deed(1));
    assert!(line::read(&line).is_ok());
    let spliced = |at: usize, cut: usize, with: &[u8]| {
        let mut other = line.clone();
        other.splice(at..at + cut, with.iter().copied());
        other
    };
    assert_eq!(&line[..3], [1, 8, 1], "format, field 1, the number 1");
    let why = [line.as_slice(), &[(11 << 3) | 2, 0]].concat();
    let unknown = [line.as_slice(), &[15 << 3, 0]].concat();
    assert!(line::read(&why).is_ok(), "an empty reason is another deed");
    for (other, what) in [
        (spliced(2, 1, &[0x81, 0]), "a number that is longer than need be"),
        (spliced(1, 0, &[8, 1]), "a field twice"),
        (unknown, "a field that nobody knows"),
        (spliced(0, 1, &[2]), "another format"),
        (line[..line.len() - 1].to_vec(), "a line that ends early"),
    ] {
        assert!(line::read(&other).is_err(), "{what}");
    }
}

/// A reader that knows nothing but `trace.proto`.
fn independent(name: &str, bytes: &[u8]) -> DynamicMessage {
    let file = protox::compile(["trace.proto"], [env!("CARGO_MANIFEST_DIR")]).unwrap();
    let pool = DescriptorPool::from_file_descriptor_set(file).unwrap();
    let message = DynamicMessage::decode(pool.get_message_by_name(name).unwrap(), bytes).unwrap();
    assert_eq!(message.unknown_fields().count(), 0);
    message
}

#[test]
fn the_list_of_fields_is_what_is_written() {
    let full = Deed {
        who: Some(seal(1, 7, DeedPart::Who, "ada")),
        in_place_of: Some(seal(2, 7, DeedPart::InPlaceOf, "joan")),
        about: Some(seal(3, 7, DeedPart::About, "max")),
        changes: vec![change("name", Some("a".into()), Some("b".into()))],
        why: Some("because".into()),
        approval: Some("a-1".into()),
        ..deed(7)
    };
    let message = independent("rapport.trace.Deed", &line::write(&full)[1..]);
    let fields = message.descriptor().fields().collect::<Vec<_>>();
    assert!(fields.iter().all(|field| message.has_field(field)), "a field of the list is not written");
    let text = |name: &str| message.get_field_by_name(name).unwrap().as_str().unwrap().to_owned();
    assert_eq!(message.get_field_by_name("seq").unwrap().as_u64(), Some(7));
    assert_eq!(message.get_field_by_name("at").unwrap().as_i64(), Some(full.at.0));
    assert_eq!(
        ["origin", "object_kind", "object_id", "act", "why", "approval"].map(text),
        ["rapport", "journey", "welcome", "stopped", "because", "a-1"]
    );
    let who = message.get_field_by_name("who").unwrap().as_message().unwrap().clone();
    let commitment = who.get_field_by_name("commitment").unwrap().as_bytes().unwrap().clone();
    assert_eq!(commitment[..], full.who.unwrap().commitment);
    let kept = Personal { changes: full.changes.clone(), ..personal("ada") };
    let message = independent("rapport.trace.Personal", &line::write_personal(&kept));
    let fields = message.descriptor().fields().collect::<Vec<_>>();
    assert!(fields.iter().all(|field| message.has_field(field)), "a field of the list is not written");
    let changes = message.get_field_by_name("changes").unwrap().as_list().unwrap().to_vec();
    let before = changes[0].as_message().unwrap().get_field_by_name("before").unwrap();
    assert_eq!(before.as_str(), Some("\"a\""));
}
