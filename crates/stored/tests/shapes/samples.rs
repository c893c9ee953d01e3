//! What earlier releases wrote is read, for ever: `samples/RELEASE.txt`, a line each of kind, name and bytes.
//!
//! `RAPPORT_WRITE_SAMPLES=1` adds what the release at work writes and no one has written yet to its own file. A line that is there
//! stays as it is: data directories were written so. `samples/lines.txt` says of each file how many lines it has and what they
//! hash to, so that a line that was changed or lost is found.

use crate::exemplars::every;
use rapport_customer::identity::Index;
use rapport_engine::{Body, HistoryEntry, Partition};
use rapport_stored::untagged::Layout;
use serde::{Serialize, de::DeserializeOwned};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

/// The release at work: its patches write what it writes.
fn now() -> &'static str {
    env!("CARGO_PKG_VERSION").rsplit_once('.').unwrap().0
}

/// The files of the releases whose log had no numbers, with their layouts.
const UNTAGGED: [(&str, Layout); 2] = [("0.1", Layout::First), ("0.2-untagged", Layout::Second)];

/// The file that says what lines the others have.
const LINES: &str = "lines";

fn path(release: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("samples/{release}.txt"))
}

fn text(release: &str) -> String {
    fs::read_to_string(path(release)).unwrap_or_else(|error| panic!("{}: {error}", path(release).display()))
}

/// All files of samples, by release.
fn releases() -> BTreeSet<String> {
    let files = fs::read_dir(path(now()).parent().unwrap()).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let releases = names.map(|name| name.strip_suffix(".txt").expect("a file of samples").to_owned());
    releases.filter(|release| release != LINES).collect()
}

/// FNV-1a: it guards against slips, not against intent.
fn hash(lines: &[&str]) -> u64 {
    let bytes = lines.iter().flat_map(|line| line.bytes().chain([b'\n']));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Adds to the file of the release at work what it has not, and says so in the list of lines.
fn add() {
    kept_as_they_are().unwrap();
    let before = fs::read_to_string(path(now())).unwrap_or_default();
    let known: BTreeSet<&str> = before.lines().collect();
    let today = today();
    let new = today.lines().filter(|line| !known.contains(line));
    let after = new.fold(before.clone(), |text, line| text + line + "\n");
    fs::write(path(now()), after).unwrap();
    let counted = releases().into_iter().fold(String::new(), |mut counted, release| {
        let text = text(&release);
        let lines: Vec<&str> = text.lines().collect();
        writeln!(counted, "{release} {} {:016x}", lines.len(), hash(&lines)).unwrap();
        counted
    });
    fs::write(path(LINES), counted).unwrap();
}

/// Every file begins with the lines it had; only that of the release at work may have more.
fn kept_as_they_are() -> Result<(), String> {
    let mut left = releases();
    for counted in text(LINES).lines() {
        let [release, count, sum] = counted.split(' ').collect::<Vec<_>>()[..] else { panic!("{counted}") };
        let (text, count) = (text(release), count.parse::<usize>().unwrap());
        let lines: Vec<&str> = text.lines().collect();
        let whole = lines.len() == count || release == now() && lines.len() > count;
        if !whole || format!("{:016x}", hash(&lines[..count])) != sum {
            return Err(format!(
                "samples/{release}.txt is not what was written: lines may only be added, by the writer"
            ));
        }
        left.remove(release);
    }
    left.remove(now());
    if left.is_empty() { Ok(()) } else { Err(format!("nobody has counted the lines of {left:?}")) }
}

fn samples(release: &str) -> Vec<(String, String, Vec<u8>)> {
    let text = text(release);
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
        add();
    }
    kept_as_they_are().unwrap();
    for release in releases().into_iter().filter(|release| UNTAGGED.iter().all(|(untagged, _)| untagged != release)) {
        for (kind, name, bytes) in samples(&release) {
            read(&kind, &name, &bytes);
        }
    }
    let (have, today) = (text(now()), today());
    let have: BTreeSet<&str> = have.lines().collect();
    let missing: Vec<_> = today.lines().filter(|line| !have.contains(line)).collect();
    let names: BTreeSet<_> = missing.iter().filter_map(|line| line.rsplit_once(' ')).map(|(name, _)| name).collect();
    assert!(missing.is_empty(), "written otherwise than in any sample: {names:?}; RAPPORT_WRITE_SAMPLES=1 adds them");
}

#[test]
fn what_the_releases_without_numbers_wrote_is_read() {
    for (release, layout) in UNTAGGED {
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
    for (_, name, bytes) in samples(now()).into_iter().filter(|(kind, name, _)| kind == "body" && name == "event") {
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
    let lines = samples(now()).into_iter().filter(|(kind, ..)| kind == "line");
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
