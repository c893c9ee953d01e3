//! What is kept apart can be erased, and the record is as provable as before.

use crate::{chained, change, deed, key, personal, seal};
use rapport_trace::{Deed, DeedPart, Head, PersonKey, PersonRef, Personal, Seal, line, verify};

#[test]
fn with_the_key_what_is_kept_can_be_checked() {
    let kept = personal("ada");
    let seal = Seal::of(PersonRef(1), &key(1), 7, DeedPart::Who, &kept);
    assert!(seal.holds(&key(1), 7, DeedPart::Who, &kept));
    let moved = Personal { address: None, ..kept.clone() };
    let changed = Personal { changes: vec![change("name", None, Some("Ada".into()))], ..kept.clone() };
    for (holds, what) in [
        (seal.holds(&key(2), 7, DeedPart::Who, &kept), "another key"),
        (seal.holds(&key(1), 8, DeedPart::Who, &kept), "another deed"),
        (seal.holds(&key(1), 7, DeedPart::About, &kept), "another part"),
        (seal.holds(&key(1), 7, DeedPart::Who, &personal("eve")), "another person"),
        (seal.holds(&key(1), 7, DeedPart::Who, &moved), "another address"),
        (seal.holds(&key(1), 7, DeedPart::Who, &changed), "another change"),
    ] {
        assert!(!holds, "{what}");
    }
}

#[test]
fn a_line_says_nothing_of_the_person_and_no_two_deeds_look_alike() {
    let [one, other] = [7, 8].map(|seq| Deed { who: Some(seal(1, seq, DeedPart::Who, "ada")), ..deed(seq) });
    let line = line::write(&one);
    for said in ["ada", "192.0.2.7"] {
        assert!(!line.windows(said.len()).any(|window| window == said.as_bytes()), "{said} stands in the line");
    }
    let (one, other) = (one.who.unwrap(), other.who.unwrap());
    assert_eq!(one.person, other.person);
    assert_ne!(one.commitment, other.commitment);
}

#[test]
fn the_record_is_proved_without_anything_that_is_kept_apart() {
    let deeds = (1..=9).map(|seq| Deed {
        who: Some(seal(1, seq, DeedPart::Who, "ada")),
        about: Some(seal(2, seq, DeedPart::About, "max")),
        ..deed(seq)
    });
    let (links, head) = chained(deeds);
    // Nothing of a person goes in: what was forgotten cannot be missed.
    assert_eq!(verify(Head::begin("acme"), &[head], links).map(|whole| whole.head), Ok(head));
}

#[test]
fn a_key_is_shown_nowhere() {
    assert_eq!(format!("{:?}", PersonKey([7; 32])), "PersonKey(..)");
    assert_eq!(PersonRef(255).to_string(), "000000000000000000000000000000ff");
}

/// Worked out by another program from what the module's page says: were it made otherwise, nothing that is kept could be checked any more.
#[test]
fn a_commitment_is_what_another_program_makes_of_it() {
    let seal = Seal::of(PersonRef(1), &key(1), 7, DeedPart::Who, &personal("ada"));
    let hex: String = seal.commitment.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "c973c45225c9a5a01755102a2dc038cf3c97255e89a904377c864f74aa9f5f42");
}
