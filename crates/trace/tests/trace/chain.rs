//! Whatever is done to a record is found, at the first line it concerns, and has a name.

use crate::{chained, change, deed, minute};
use proptest::prelude::*;
use rapport_kernel::{Map, Value};
use rapport_people::{Object, ObjectKind};
use rapport_trace::{
    Broken, BrokenKind as K, ChainLink, Deed, DeedAct, Head, PersonRef, TraceRefusal, Verified, Verifier,
    chain::LONGEST, verify,
};

fn record(count: u64) -> (Vec<ChainLink>, Head) {
    chained((1..=count).map(deed))
}

fn check(links: &[ChainLink], noted: &[Head]) -> Result<Verified, Broken> {
    verify(Head::begin("acme"), noted, links.iter().cloned())
}

/// A line that looks like one and was never written.
fn forged(seq: u64) -> ChainLink {
    let forged = Deed { act: DeedAct::Erased, ..deed(seq) };
    let before = Head { seq: seq - 1, ..Head::begin("somewhere else") };
    before.append(&forged).unwrap().0
}

#[test]
fn a_whole_record_is_whole_from_every_head_and_against_every_head() {
    let (links, head) = record(9);
    assert_eq!(check(&links, &[head]), Ok(Verified { count: 9, head }));
    let half = check(&links[..4], &[]).unwrap().head;
    assert_eq!(verify(half, &[half, head], links[4..].iter().cloned()), Ok(Verified { count: 5, head }));
    assert_eq!(check(&[], &[]), Ok(Verified { count: 0, head: Head::begin("acme") }));
    let elsewhere = verify(Head::begin("other"), &[], links);
    assert_eq!(elsewhere, Err(Broken { at: 1, kind: K::Changed }), "another installation's");
}

#[test]
fn each_thing_that_can_be_done_to_a_record_has_its_name() {
    let (links, head) = record(9);
    let edited = |edit: &dyn Fn(&mut Vec<ChainLink>)| {
        let mut links = links.clone();
        edit(&mut links);
        check(&links, &[head]).unwrap_err()
    };
    let reworded = |seq: u64| {
        let line = rapport_trace::line::write(&Deed { act: DeedAct::Erased, ..deed(seq) });
        ChainLink { line, hash: links[seq as usize - 1].hash }
    };
    for (edit, at, kind) in [
        (&(|all: &mut Vec<_>| drop(all.remove(3))) as &dyn Fn(&mut Vec<ChainLink>), 4, K::Missing),
        (&|all| drop(all.drain(2..6)), 3, K::Missing),
        (&|all| drop(all.drain(..2)), 1, K::Missing),
        (&|all| all.truncate(7), 8, K::CutOff),
        (&|all| all.clear(), 1, K::CutOff),
        (&|all| all[3] = reworded(4), 4, K::Changed),
        (&|all| all[8] = reworded(9), 9, K::Changed),
        (&|all| all[3].hash[0] ^= 1, 4, K::Changed),
        (&|all| all[3] = forged(8), 4, K::Changed),
        (&|all| all[3] = forged(2), 4, K::Changed),
        (&|all| all.swap(3, 4), 4, K::Reordered),
        (&|all| all.swap(1, 7), 2, K::Reordered),
        (&|all| all.swap(7, 8), 8, K::Reordered),
        (&|all| all[3..8].rotate_left(1), 4, K::Reordered),
        (&|all| all[3..].rotate_right(1), 4, K::Reordered),
        (&|all| all.reverse(), 1, K::Reordered),
        (&|all| all.insert(3, forged(4)), 4, K::Inserted),
        (&|all| all.insert(3, forged(5)), 4, K::Inserted),
        (&|all| all.insert(3, forged(8)), 4, K::Inserted),
        (&|all| all.insert(3, forged(80)), 4, K::Inserted),
        (&|all| all.insert(3, links[2].clone()), 4, K::Duplicated),
        (&|all| all.insert(7, links[2].clone()), 8, K::Duplicated),
        (&|all| all.push(links[0].clone()), 10, K::Duplicated),
        (&|all| all[3].line.clear(), 4, K::Unreadable),
        (&|all| all[3].line[0] = 9, 4, K::Unreadable),
    ] {
        assert_eq!(edited(edit), Broken { at, kind }, "{kind:?}");
    }
}

#[test]
fn a_record_that_was_written_anew_is_told_by_a_head_that_was_noted() {
    let (_, head) = record(5);
    let (anew, other) = chained((1..=9).map(|seq| Deed { act: DeedAct::Published, ..deed(seq) }));
    assert_eq!(check(&anew, &[]), Ok(Verified { count: 9, head: other }), "it fits together");
    assert_eq!(check(&anew, &[head]), Err(Broken { at: 5, kind: K::HeadMismatch }));
    let wrong = Head { seq: 0, ..head };
    assert_eq!(check(&anew, &[wrong]), Err(Broken { at: 0, kind: K::HeadMismatch }));
    let told = check(&anew, &[head]).unwrap_err().to_string();
    assert_eq!(told, "line 5 of the trace is not what was noted elsewhere: the 4 before it are as they were written");
}

#[test]
fn a_number_that_is_left_out_is_missed_though_the_hashes_fit() {
    let (mut links, head) = record(2);
    let further = Head { seq: 3, ..head };
    links.push(further.append(&deed(4)).unwrap().0);
    assert_eq!(check(&links, &[]), Err(Broken { at: 3, kind: K::Missing }));
}

#[test]
fn of_two_harms_the_first_is_told_by_its_name() {
    let (mut links, _) = record(9);
    links.insert(3, forged(5));
    links.remove(8);
    assert_eq!(check(&links, &[]), Err(Broken { at: 4, kind: K::Inserted }));
}

#[test]
fn what_is_wrong_is_told_as_soon_as_it_is_clear() {
    let (mut links, _) = record(9);
    links[3].line[5] ^= 1;
    let mut verifier = Verifier::new(Head::begin("acme"), &[]);
    let read = links.into_iter().map(|link| verifier.push(link)).take_while(Result::is_ok).count();
    assert_eq!(read, 4, "the line after the changed one settles it");
}

#[test]
fn a_deed_that_could_not_be_kept_is_refused() {
    let head = Head::begin("acme");
    let with = |value: Value| Deed { changes: vec![change("x", None, Some(value))], ..deed(1) };
    let nested = |depth| (0..depth).fold(Value::Null, |value, _| Value::List(vec![value]));
    let twice = Map(vec![("a".into(), Value::Null), ("a".into(), Value::Null)]);
    for (deed, refusal) in [
        (deed(2), TraceRefusal::NotNext { due: 1, found: 2 }),
        (with(nested(200)), TraceRefusal::NotReadBack),
        (with(twice.into()), TraceRefusal::NotReadBack),
        (with(Value::Float(f64::NAN)), TraceRefusal::NotReadBack),
    ] {
        assert_eq!(head.append(&deed), Err(refusal), "{deed:?}");
    }
    let of_staff = |id: &str| Deed { object: Object::new(ObjectKind::Person, id), ..deed(1) };
    for named in ["ada", "", "FF", "+0000000000000000000000000000007"] {
        assert_eq!(head.append(&of_staff(named)), Err(TraceRefusal::PersonNamed), "{named}");
    }
    assert!(head.append(&Deed { object: PersonRef(7).object(), ..deed(1) }).is_ok());
    let long = head.append(&with("x".repeat(LONGEST).into()));
    assert!(matches!(long, Err(TraceRefusal::TooLong(bytes)) if bytes > LONGEST));
    assert!(head.append(&with(nested(100))).is_ok());
    assert!(head.append(&Deed { at: minute(0), ..with(Value::Float(0.1)) }).is_ok());
}

/// Worked out by another program from what `docs/design/trace.md` says.
#[test]
fn a_chain_is_what_another_program_makes_of_it() {
    let (links, head) = record(1);
    let hex: String = links[0].line.iter().map(|byte| format!("{byte:02x}")).collect();
    let line = "01080110c0c9dcedee661a07726170706f72743a076a6f75726e6579420777656c636f6d654a0773746f70706564";
    assert_eq!(hex, line);
    assert_eq!(head.to_string(), "1:5e004e2790e94fd705dcefb9c47436f4fc4b2af9bbe060f34721d1595793cbb8");
}

#[test]
fn a_head_can_be_noted_on_paper() {
    let (_, head) = record(3);
    assert_eq!(head.to_string().parse(), Ok(head));
    assert!(head.to_string().starts_with("3:"));
    for wrong in ["", "3", "3:", "x:00", &format!("3:{}", "é".repeat(32)), &head.to_string().replace("3:", "-3:")] {
        assert!(wrong.parse::<Head>().is_err(), "{wrong}");
    }
}

/// What someone does to a record of so many lines.
#[derive(Clone, Debug)]
enum Harm {
    Cut(usize, usize),
    Truncate(usize),
    Flip(usize, usize, u8),
    Swap(usize, usize),
    Move(usize, usize),
    Insert(usize, u64),
    Repeat(usize, usize),
}

const LINES: usize = 24;

fn harm() -> impl Strategy<Value = Harm> {
    let at = || 0..LINES;
    prop_oneof![
        (0..LINES - 1, 1..LINES).prop_map(|(from, count)| Harm::Cut(from, (from + count).min(LINES - 1))),
        at().prop_map(Harm::Truncate),
        (at(), any::<usize>(), 0..8u8).prop_map(|(at, byte, bit)| Harm::Flip(at, byte, bit)),
        (at(), at()).prop_map(|(one, other)| Harm::Swap(one, other)),
        (at(), at()).prop_map(|(from, to)| Harm::Move(from, to)),
        (at(), 1..2 * LINES as u64).prop_map(|(at, seq)| Harm::Insert(at, seq)),
        (at(), at()).prop_map(|(line, at)| Harm::Repeat(line, at)),
    ]
}

/// Does it; what the finding must be called, and at which line (from 1) it must be. `None`: nothing was done.
fn done(links: &mut Vec<ChainLink>, harm: &Harm) -> Option<(usize, &'static [K])> {
    match *harm {
        Harm::Cut(from, to) => {
            links.drain(from..to);
            Some((from + 1, &[K::Missing]))
        }
        Harm::Truncate(at) => {
            links.truncate(at);
            Some((at + 1, &[K::CutOff]))
        }
        Harm::Flip(at, byte, bit) => {
            let link = &mut links[at];
            let byte = byte % (link.line.len() + link.hash.len());
            match byte.checked_sub(link.line.len()) {
                None => link.line[byte] ^= 1 << bit,
                Some(byte) => link.hash[byte] ^= 1 << bit,
            }
            let last = at + 1 == LINES;
            // Of the last line nothing follows that shows whether its number was changed, or another line stands in its place.
            Some((
                at + 1,
                if last {
                    &[K::Changed, K::Unreadable, K::Missing, K::Duplicated]
                } else {
                    &[K::Changed, K::Unreadable]
                },
            ))
        }
        Harm::Swap(one, other) if one != other => {
            links.swap(one, other);
            Some((one.min(other) + 1, &[K::Reordered]))
        }
        Harm::Move(from, to) if from != to => {
            let link = links.remove(from);
            links.insert(to, link);
            Some((from.min(to) + 1, &[K::Reordered]))
        }
        Harm::Insert(at, seq) => {
            links.insert(at, forged(seq));
            Some((at + 1, if seq as usize <= at { &[K::Duplicated] } else { &[K::Inserted] }))
        }
        // A line that comes before its own place is there twice once its place comes.
        Harm::Repeat(line, at) => {
            let link = links[line].clone();
            links.insert(at, link);
            match line.cmp(&at) {
                std::cmp::Ordering::Less => Some((at + 1, &[K::Duplicated])),
                std::cmp::Ordering::Equal => Some((at + 2, &[K::Duplicated])),
                std::cmp::Ordering::Greater => Some((at + 1, &[K::Inserted])),
            }
        }
        Harm::Swap(..) | Harm::Move(..) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn every_harm_is_found_where_it_was_done_and_named(harm in harm()) {
        let (mut links, head) = record(LINES as u64);
        match done(&mut links, &harm) {
            None => prop_assert!(check(&links, &[head]).is_ok()),
            Some((at, kinds)) => {
                let broken = check(&links, &[head]).unwrap_err();
                prop_assert_eq!(broken.at, at as u64);
                prop_assert!(kinds.contains(&broken.kind), "{broken:?} and not {kinds:?}");
            }
        }
    }

    #[test]
    fn no_two_harms_make_a_record_whole_again(one in harm(), other in harm()) {
        let (whole, head) = record(LINES as u64);
        let mut links = whole.clone();
        done(&mut links, &one);
        let fits = |harm: &Harm, lines: usize| match *harm {
            Harm::Cut(from, to) => from < lines && to <= lines,
            Harm::Truncate(at) => at <= lines,
            Harm::Flip(at, ..) | Harm::Insert(at, _) => at < lines,
            Harm::Swap(one, other) | Harm::Move(one, other) | Harm::Repeat(one, other) => one.max(other) < lines,
        };
        if fits(&other, links.len()) {
            done(&mut links, &other);
        }
        prop_assert_eq!(check(&links, &[head]).is_ok(), links == whole);
    }
}
