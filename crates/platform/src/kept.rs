//! The small files beside the stores outlive releases like the log does: `samples/` holds one of each as releases wrote them, and
//! every release reads them.
//!
//! Those of a form of today are written with `RAPPORT_WRITE_SAMPLES=1` while there is none yet, and never again after that.

#![allow(clippy::unwrap_used)]

use crate::{
    backup::{self, Sum},
    hold::{self, Hold, Lifted, Why},
    installation::Identity,
    journal::{self, Fact, Line, Spoken},
    stores,
};
use rapport_channel::report::Outcome;
use rapport_customer::{
    Act, SendKey,
    source::{SourceAct, Trust},
    suppression::{Reason, Scope},
};
use rapport_kernel::{Currency, CustomerId, IdentifierKind, Lsn, Money, Time};
use std::{
    fs,
    path::{Path, PathBuf},
};

const THEN: Time = Time(1_790_000_000_000);

/// Where the samples lie.
fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// A sample in a directory of its own, under the name that the program looks for.
fn placed(sample: &str, name: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::copy(samples().join(sample), &path).unwrap_or_else(|error| panic!("{sample}: {error}"));
    (dir, path)
}

/// Writes a sample that is not there yet, if told to.
pub(crate) fn first(sample: &str, bytes: &[u8]) {
    let path = samples().join(sample);
    if std::env::var_os("RAPPORT_WRITE_SAMPLES").is_some() && !path.exists() {
        fs::create_dir_all(samples()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Adds to a sample that grows.
pub(crate) fn add(sample: &str, text: &str) {
    let mut all = read(sample);
    all.extend_from_slice(text.as_bytes());
    fs::write(samples().join(sample), all).unwrap();
}

/// The bytes of a sample.
pub(crate) fn read(sample: &str) -> Vec<u8> {
    fs::read(samples().join(sample)).unwrap_or_else(|error| panic!("{sample}: {error}"))
}

fn identity() -> Identity {
    Identity { id: "5f1d0c9a2b7e4f6080a1b2c3d4e5f607".into(), epoch: 2 }
}

fn key(n: u64) -> SendKey {
    SendKey::new(&"spring".into(), 1, &"mail".into(), CustomerId(7), &"newsletter".into(), Lsn(n))
}

/// A line of each kind, in the order in which releases brought them.
fn lines() -> Vec<Line> {
    let customer = CustomerId(7);
    let address = Some("e64225eb8abdbf53b967cb250396cc42".to_owned());
    let facts = vec![
        Fact::Began,
        Fact::No {
            customer,
            act: Act::Object,
            brand: "acme".into(),
            purpose: Some("offers".into()),
            channel: Some("newsletter".into()),
            address: address.clone(),
            public: true,
        },
        Fact::Suppressed {
            customer,
            reason: Reason::HardBounce,
            scope: Scope::All,
            brand: None,
            channel: None,
            address,
        },
        Fact::Erased { customer: CustomerId(8) },
        Fact::Merged { from: CustomerId(9), into: customer },
        Fact::Claimed { send_key: key(5).to_string() },
        Fact::Reported { send_key: key(5).to_string(), unsent: false },
        Fact::Answered { customer, send_key: key(5).to_string(), reason: Reason::Complaint },
    ];
    (10..).zip(facts).map(line).collect()
}

fn line((lsn, fact): (u64, Fact)) -> Line {
    Line { installation: identity().id, epoch: 2, lsn, at: THEN, fact }
}

/// Those of later releases.
fn later_lines() -> Vec<Line> {
    let kinds = vec![IdentifierKind::Email, IdentifierKind::Phone];
    let let_go =
        Fact::LetGo { customer: CustomerId(7), kinds, said: Time(THEN.0 - 1), brand: "acme".into(), public: true };
    vec![line((18, let_go))]
}

/// Of partings and vouchers, which came later.
fn undone_lines() -> Vec<Line> {
    let (voucher, redemption) =
        ("0b54f2f7a2a74e2e9c3a3e5f8d7c6b5a".to_owned(), "96a3be3cf272e017046d1b2674a52bd3".to_owned());
    let identifiers = vec!["e64225eb8abdbf53b967cb250396cc42".to_owned()];
    let facts = vec![
        Fact::Parted { customer: CustomerId(7), identifiers: identifiers.clone() },
        Fact::PartedOff { customer: CustomerId(10), identifiers },
        Fact::Redeemed {
            voucher: voucher.clone(),
            redemption: redemption.clone(),
            used: Time(THEN.0 - 1),
            order: "4d2c".into(),
            branch: Some("mitte".into()),
            customer: Some(CustomerId(7)),
            basket: Money::new(5_000, Currency::EUR),
            discount: Money::new(500, Currency::EUR),
        },
        Fact::RolledBack { voucher, redemption, branches: vec!["mitte".into()] },
    ];
    (30..).zip(facts).map(line).collect()
}

fn source_lines() -> Vec<Line> {
    let fact = Fact::SourceIs {
        source: "till".into(),
        active: false,
        trust: Trust::Trusted,
        acts: vec![SourceAct::Events, SourceAct::Vouchers],
        branches: vec!["mitte".into()],
        origins: vec!["https://shop.example.com".into()],
        key: "0123456789abcdef".into(),
    };
    vec![Line { installation: "i".into(), epoch: 2, lsn: 40, at: THEN, fact }]
}

#[test]
fn a_journal_of_every_release_reads() {
    let all = [
        ("journal.ndjson", lines()),
        ("journal-let-go.ndjson", later_lines()),
        ("journal-undone.ndjson", undone_lines()),
        ("journal-sources.ndjson", source_lines()),
    ];
    for (sample, lines) in all {
        let text: String = lines.iter().map(|line| serde_json::to_string(line).unwrap() + "\n").collect();
        first(sample, text.as_bytes());
        assert_eq!(journal::read(&placed(sample, journal::FILE).1).unwrap(), lines, "{sample}");
    }
}

#[test]
fn what_a_restore_noted_as_sent_reads() {
    let dir = tempfile::tempdir().unwrap();
    Spoken::make(dir.path(), &lines()).unwrap();
    let mut text = fs::read(dir.path().join(journal::SPOKEN)).unwrap();
    text.extend_from_slice(format!("{{\"used\":\"{}\"}}\n", key(6)).as_bytes());
    first("spoken.ndjson", &text);
    let (dir, _) = placed("spoken.ndjson", journal::SPOKEN);
    let spoken = Spoken::open(dir.path()).unwrap();
    assert_eq!(spoken.answer(&key(5)), Some(Outcome::Accepted { provider_id: Some("sent before the restore".into()) }));
    assert!(spoken.is_empty());
}

#[test]
fn a_backups_manifest_reads() {
    let files = vec![Sum { path: "log/0.seg".into(), bytes: 7, sha256: "00".repeat(32) }];
    let manifest = backup::Manifest {
        format: 1,
        release: "0.2.0".into(),
        taken: THEN,
        installation: identity(),
        position: 70,
        files,
    };
    first("backup.json", &serde_json::to_vec_pretty(&manifest).unwrap());
    assert_eq!(serde_json::from_slice::<backup::Manifest>(&read("backup.json")).unwrap(), manifest);
}

#[test]
fn the_stores_manifest_reads() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("log")).unwrap();
    stores::Manifest::new(identity(), Lsn(70), 5).write(dir.path()).unwrap();
    first("manifest.json", &fs::read(dir.path().join(stores::FILE)).unwrap());
    let (dir, _) = placed("manifest.json", stores::FILE);
    let manifest = stores::Manifest::read(dir.path()).unwrap().unwrap();
    assert_eq!((manifest.installation, manifest.log_end, manifest.beat), (identity(), Lsn(70), 5));
}

#[test]
fn a_hold_reads() {
    // As releases wrote it before facts were kept by themselves.
    let stored = format!(
        "{{\"reasons\":[{{\"why\":\"restored\",\"at\":\"{THEN}\",\"detail\":\"a backup\"}}],\
         \"lifted\":{{\"by\":\"admin\",\"at\":\"{THEN}\"}}}}"
    );
    first("hold.json", stored.as_bytes());
    let (dir, _) = placed("hold.json", hold::FILE);
    let read = Hold::open(dir.path());
    let reason = hold::Reason { why: Why::Restored, at: THEN, facts: Vec::new(), detail: "a backup".into() };
    assert_eq!(read.reasons(), [reason]);
    assert_eq!(read.lifted(), Some(Lifted { by: "admin".into(), at: THEN }));
}
