//! What earlier releases wrote is read, for ever: `samples/RELEASE.txt`, a line each of kind, name and bytes.
//!
//! Those of the release at work are written with `RAPPORT_WRITE_SAMPLES=1` until it is out, and never again after that.

use crate::exemplars::every;
use rapport_customer::identity::Index;
use rapport_engine::{Body, HistoryEntry, Partition};
use rapport_stored::untagged::Layout;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::Path,
};

/// The release at work.
const NOW: &str = "0.2";

fn samples(release: &str) -> Vec<(String, String, Vec<u8>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("samples/{release}.txt"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let line = |line: &str| {
        let [kind, name, hex] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
        (kind.to_owned(), name.to_owned(), bytes.collect())
    };
    text.lines().map(line).collect()
}

/// Larger samples than this are not kept.
const LARGEST: usize = 6_000;

/// The smallest exemplar of each name, and the largest that is small enough.
fn ends<T: DeserializeOwned>(name: impl Fn(&T) -> String, bytes: impl Fn(&T) -> Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut all: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for value in every::<T>().0 {
        all.entry(name(&value)).or_default().push(bytes(&value));
    }
    let mut kept = Vec::new();
    for (name, mut each) in all {
        each.sort_by_key(Vec::len);
        let fit = each.iter().filter(|bytes| bytes.len() < LARGEST).count().max(1);
        kept.push((name.clone(), each[0].clone()));
        kept.push((name, each[fit - 1].clone()));
    }
    kept
}

fn snapshot<T: Serialize + DeserializeOwned>(name: &'static str) -> Vec<(String, Vec<u8>)> {
    ends::<T>(|_| name.to_owned(), |value| rapport_stored::encode(value).unwrap())
}

/// The name of what a line tells.
fn told(line: &HistoryEntry) -> String {
    format!("{:?}", line.what).chars().take_while(char::is_ascii_alphabetic).collect()
}

fn today() -> String {
    let mut text = String::new();
    let bodies = ends::<Body>(|body| body.code().to_owned(), |body| rapport_stored::encode_body(body).unwrap());
    let lines = ends::<HistoryEntry>(told, |line| rapport_stored::encode_line(line).unwrap());
    let kinds = [
        ("body", bodies),
        ("line", lines),
        ("snapshot", snapshot::<Partition>("PartitionState")),
        ("snapshot", snapshot::<Index>("Index")),
    ];
    for (kind, all) in kinds {
        for (name, bytes) in all {
            let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
                write!(hex, "{byte:02x}").unwrap();
                hex
            });
            writeln!(text, "{kind} {name} {hex}").unwrap();
        }
    }
    text
}

fn read(kind: &str, name: &str, bytes: &[u8]) {
    match (kind, name) {
        ("body", _) => assert_eq!(rapport_stored::decode_body(bytes).unwrap().code(), name),
        ("line", _) => assert_eq!(told(&rapport_stored::decode_line(bytes).unwrap()), name),
        ("snapshot", "PartitionState") => drop(rapport_stored::decode::<Partition>(bytes).unwrap()),
        ("snapshot", "Index") => drop(rapport_stored::decode::<Index>(bytes).unwrap()),
        other => panic!("{other:?} is no shape"),
    }
}

#[test]
fn what_every_release_wrote_is_read() {
    if std::env::var_os("RAPPORT_WRITE_SAMPLES").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("samples/{NOW}.txt"));
        fs::write(path, today()).unwrap();
    }
    let all = samples(NOW);
    for (kind, name, bytes) in &all {
        read(kind, name, bytes);
    }
    let have: BTreeSet<_> = all.iter().map(|(kind, name, _)| format!("{kind} {name}")).collect();
    let need: BTreeSet<_> = today().lines().map(|line| line.rsplit_once(' ').unwrap().0.to_owned()).collect();
    assert!(need.is_subset(&have), "no sample of {:?}", need.difference(&have).collect::<Vec<_>>());
}

#[test]
fn what_the_releases_without_numbers_wrote_is_read() {
    for (release, layout) in [("0.1", Layout::First), ("0.2-untagged", Layout::Second)] {
        let all = samples(release);
        assert!(all.len() > 30, "{release}");
        for (kind, name, bytes) in all {
            assert_eq!(kind, "body");
            let body = rapport_stored::decode_untagged_body(&bytes, layout);
            let body = body.unwrap_or_else(|error| panic!("{release} {name}: {error}"));
            assert_eq!(body.code(), name);
            let again = rapport_stored::encode_body(&body).unwrap();
            assert_eq!(rapport_stored::encode_body(&rapport_stored::decode_body(&again).unwrap()).unwrap(), again);
        }
    }
}

#[test]
fn what_a_newer_release_added_is_an_error_never_passed_over() {
    // The field 400 of the message inside, as a release with more fields would write it.
    for (_, name, bytes) in samples(NOW).into_iter().filter(|(kind, name, _)| kind == "body" && name == "event") {
        let unknown = [0x80, 0x19, 1];
        let mut event = bytes;
        assert!(event[1] == 0x0a && event[2] >= 0x80 || event[2] < 0x7c, "a length of one byte, or of two: {name}");
        let (length, at) = if event[2] < 0x80 {
            (u32::from(event[2]), 3)
        } else {
            (u32::from(event[2] & 0x7f) | u32::from(event[3]) << 7, 4)
        };
        let grown = length + unknown.len() as u32;
        let mut longer = vec![event[0], event[1]];
        if grown < 0x80 {
            longer.push(grown as u8)
        } else {
            longer.extend([grown as u8 | 0x80, (grown >> 7) as u8])
        }
        longer.extend(event.drain(at..));
        longer.extend(unknown);
        let error = rapport_stored::decode_body(&longer).unwrap_err();
        assert!(error.to_string().contains("field 400"), "{error}");
    }
}

#[test]
fn packed_lines_are_read_and_smaller() {
    let lines = samples(NOW).into_iter().filter(|(kind, ..)| kind == "line");
    let (mut plain, mut packed) = (0, 0);
    for (_, name, bytes) in lines {
        let Some(small) = rapport_stored::pack_line(&bytes).unwrap() else { continue };
        assert_eq!(told(&rapport_stored::decode_line(&small).unwrap()), name);
        assert!(rapport_stored::pack_line(&small).unwrap().is_none(), "once is enough");
        assert!(rapport_stored::decode_line(&small[..small.len() - 1]).is_err());
        (plain, packed) = (plain + bytes.len(), packed + small.len());
    }
    assert!(plain > 1_000 && packed < plain, "{packed} of {plain}");
}

#[test]
fn a_record_without_numbers_is_named_not_guessed() {
    let (_, _, bytes) = samples("0.1").remove(0);
    assert!(matches!(rapport_stored::decode_body(&bytes), Err(rapport_stored::BodyError::Untagged)));
    assert!(matches!(rapport_stored::decode_body(&[9, 1]), Err(rapport_stored::BodyError::Format(9))));
    assert!(matches!(rapport_stored::decode_body(&[]), Err(rapport_stored::BodyError::Empty)));
}
