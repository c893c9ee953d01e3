#![allow(clippy::unwrap_used)]

use super::*;
use crate::log::Segments;
use rapport_channel::report::Report;
use rapport_customer::{Declaration, Proof, send_key::SendKey, suppression::Suppression};
use rapport_kernel::{IdentifierKind, Partition, port::Log};

const NOW: Time = Time(1_772_000_000_000);
const KEY: Key = Key([7; 32]);

fn identity(epoch: u64) -> Identity {
    Identity { id: "ours".into(), epoch }
}

fn address() -> Identifier {
    Identifier { kind: IdentifierKind::Email, value: "ada@example.com".into() }
}

fn key(customer: u128, occurrence: u64) -> SendKey {
    SendKey::new(&"spring".into(), 1, &"mail".into(), CustomerId(customer), &"email".into(), Lsn(occurrence))
}

fn entry(customer: u128, body: &Body) -> Entry {
    Entry {
        partition: Partition(0),
        customer: CustomerId(customer),
        time: NOW,
        payload: rapport_stored::encode_body(body).unwrap(),
    }
}

fn no() -> Body {
    Body::Consent(Box::new(Declaration {
        at: NOW,
        act: Act::Withdraw,
        brand: "acme".into(),
        purpose: Some("offers".into()),
        channel: Some("email".into()),
        address: Some(address()),
        wording: None,
        source: "page".into(),
        proof: Proof::Claimed,
        public: false,
    }))
}

fn report(customer: u128, occurrence: u64, outcome: Outcome) -> Body {
    Body::Report(Box::new(Report::new(key(customer, occurrence), outcome, NOW)))
}

fn accepted() -> Outcome {
    Outcome::Accepted { provider_id: None }
}

#[test]
fn the_journal_is_found_beside_the_backup_and_in_folders_above() {
    let dir = tempfile::tempdir().unwrap();
    let backup = dir.path().join("2026/march/monday");
    std::fs::create_dir_all(&backup).unwrap();
    assert_eq!(beside(&backup), None);
    std::fs::write(dir.path().join(FILE), "").unwrap();
    let found = beside(&backup).unwrap();
    assert_eq!(found, std::fs::canonicalize(dir.path()).unwrap().join(FILE));
}

#[test]
fn the_journal_follows_the_log_through_restarts_and_names_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Segments::open(&dir.path().join("log")).unwrap();
    log.append(&[entry(1, &no())]).unwrap();
    let open = |log: &Segments| Journal::open(dir.path(), KEY, &log.reader(), &identity(1), NOW).unwrap();
    let mut journal = open(&log);
    log.append(&[entry(2, &no()), entry(0, &Body::Tick), entry(3, &Body::Erase)]).unwrap();
    journal.follow(&log.reader(), &identity(1)).unwrap();
    journal.follow(&log.reader(), &identity(1)).unwrap();
    drop(journal);
    // While no one followed.
    let suppression = Suppression {
        received: None,
        at: NOW,
        reason: Reason::Complaint,
        scope: Scope::Marketing,
        brand: None,
        channel: None,
        address: Some(address()),
        source: "mail".into(),
    };
    log.append(&[entry(4, &Body::Suppress(Box::new(suppression)))]).unwrap();
    // A line that a crash cut off.
    let mut file = OpenOptions::new().append(true).open(dir.path().join(FILE)).unwrap();
    file.write_all(b"{\"installation\":\"ours\",\"ep").unwrap();
    open(&log).follow(&log.reader(), &identity(1)).unwrap();
    let lines = read(&dir.path().join(FILE)).unwrap();
    let facts: Vec<(u64, &Fact)> = lines.iter().map(|line| (line.lsn, &line.fact)).collect();
    assert!(
        matches!(
            facts[..],
            [(1, Fact::Began), (2, Fact::No { .. }), (4, Fact::Erased { .. }), (5, Fact::Suppressed { .. })]
        ),
        "{facts:?}"
    );
    let Fact::No { address: Some(hash), .. } = facts[1].1 else { panic!("no address") };
    assert_eq!(*hash, KEY.hash(&address()));
    assert_ne!(*hash, Key([8; 32]).hash(&address()));
    assert!(!fs::read_to_string(dir.path().join(FILE)).unwrap().contains("ada"));
}

#[test]
fn a_line_that_the_disk_took_half_of_is_cut_off_before_the_next() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Segments::open(&dir.path().join("log")).unwrap();
    let mut journal = Journal::open(dir.path(), KEY, &log.reader(), &identity(1), NOW).unwrap();
    for half in ["{", "{\"installation\":\"ours\",\"epoch\":1,", &"x".repeat(10_000)] {
        // As a full disk leaves it, while the journal stays open.
        let mut file = OpenOptions::new().append(true).open(dir.path().join(FILE)).unwrap();
        file.write_all(half.as_bytes()).unwrap();
        log.append(&[entry(2, &no()), entry(3, &Body::Erase)]).unwrap();
        journal.follow(&log.reader(), &identity(1)).unwrap();
    }
    let lines = read(&dir.path().join(FILE)).unwrap();
    assert_eq!(lines.len(), 1 + 3 * 2, "{lines:?}");
}

/// Hashes in journals that were written long ago are found again.
#[test]
fn the_hash_of_an_address_does_not_follow_names_in_the_program() {
    let email = Identifier { kind: IdentifierKind::Email, value: "ada@example.com".into() };
    assert_eq!(Key([7; 32]).hash(&email), "e64225eb8abdbf53b967cb250396cc42");
    for kind in [
        IdentifierKind::UserId,
        IdentifierKind::AnonymousId,
        IdentifierKind::Phone,
        IdentifierKind::LoyaltyCard,
        IdentifierKind::Device,
    ] {
        assert_eq!(kept_kind(kind), format!("{kind:?}"), "as releases so far wrote it");
    }
}

#[test]
fn what_happens_between_the_first_opening_and_a_crash_is_not_missed_nor_after_a_restore() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Segments::open(&dir.path().join("log")).unwrap();
    let open = |log: &Segments, epoch| Journal::open(dir.path(), KEY, &log.reader(), &identity(epoch), NOW).unwrap();
    log.append(&[entry(1, &Body::Tick)]).unwrap();
    drop(open(&log, 1));
    log.append(&[entry(2, &no())]).unwrap();
    open(&log, 1).follow(&log.reader(), &identity(1)).unwrap();
    // A restored log is shorter than the journal; what both hold is not said again.
    let mut restored = Segments::open(&dir.path().join("restored")).unwrap();
    restored.append(&[entry(1, &Body::Tick)]).unwrap();
    drop(open(&restored, 2));
    restored.append(&[entry(3, &Body::Erase)]).unwrap();
    open(&restored, 2).follow(&restored.reader(), &identity(2)).unwrap();
    let facts: Vec<(u64, u64, Fact)> =
        { read(&dir.path().join(FILE)).unwrap() }.into_iter().map(|line| (line.epoch, line.lsn, line.fact)).collect();
    assert!(
        matches!(facts[..], [(1, 1, Fact::Began), (1, 2, Fact::No { .. }), (2, 2, Fact::Erased { .. })]),
        "{facts:?}"
    );
}

/// A log that was restored to `common` records and has come to `end` since, of which every second says something.
fn lived(dir: &Path, common: u64, end: u64, life: u64) -> Segments {
    let mut log = Segments::open(dir).unwrap();
    for lsn in 1..=end {
        let own = if lsn <= common { 1 } else { life };
        let body = if lsn % 2 == 0 { no() } else { Body::Tick };
        log.append(&[Entry { time: Time(NOW.0 + own as i64 * 1_000_000 + lsn as i64), ..entry(own.into(), &body) }])
            .unwrap();
    }
    log
}

#[test]
fn a_restored_log_says_what_the_journal_missed_however_late_the_journal_is_back() {
    for (common, end, began) in
        [(10, 40, 0), (10, 14, 0), (10, 200, 0), (9, 40, 0), (0, 40, 0), (30, 60, 31), (1, 3, 0)]
    {
        let dir = tempfile::tempdir().unwrap();
        let old = lived(&dir.path().join("old"), common, 40, 1);
        // The journal began before the backup, or behind it.
        let before = lived(&dir.path().join("before"), began, began, 1);
        drop(Journal::open(dir.path(), KEY, &before.reader(), &identity(1), Time(NOW.0 + 1_900_000)).unwrap());
        let open = |log: &Segments, epoch| {
            let mut journal = Journal::open(dir.path(), KEY, &log.reader(), &identity(epoch), NOW).unwrap();
            journal.follow(&log.reader(), &identity(epoch)).unwrap();
        };
        open(&old, 1);
        // The journal's disk is away; the restored installation lives on, and beyond the old one's end.
        let new = lived(&dir.path().join("new"), common, end, 2);
        for _ in 0..2 {
            open(&new, 2);
        }
        let lines = read(&dir.path().join(FILE)).unwrap();
        let said: Vec<u64> = { lines.iter() }.filter(|line| line.epoch == 2).map(|line| line.lsn).collect();
        let missed: Vec<u64> = (common + 1..=end).filter(|lsn| lsn % 2 == 0).collect();
        assert!(missed.iter().all(|lsn| said.contains(lsn)), "{common} {end}: {said:?}");
        let mut once = said.clone();
        once.dedup();
        assert_eq!(said, once, "what was said is not said again");
    }
}

#[test]
fn a_journal_that_was_away_long_catches_up_in_pieces() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Segments::open(&dir.path().join("log")).unwrap();
    let mut journal = Journal::open(dir.path(), KEY, &log.reader(), &identity(1), NOW).unwrap();
    let many: Vec<Entry> = (0..3_000).map(|_| entry(2, &no())).collect();
    log.append(&many).unwrap();
    journal.follow(&log.reader(), &identity(1)).unwrap();
    assert!(fs::metadata(dir.path().join(FILE)).unwrap().len() > 2 * BATCH as u64);
    let lines = read(&dir.path().join(FILE)).unwrap();
    assert_eq!(lines.iter().map(|line| line.lsn).collect::<Vec<_>>(), (0..=3_000).collect::<Vec<_>>());
}

#[test]
fn a_damaged_line_in_the_middle_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(FILE), "{}\n{}\n").unwrap();
    assert_eq!(read(&dir.path().join(FILE)).unwrap_err().kind(), io::ErrorKind::InvalidData);
}

#[test]
fn what_is_behind_the_backup_is_taken_over_also_of_later_epochs_and_of_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let line = |installation: &str, epoch, lsn| Line {
        installation: installation.into(),
        epoch,
        lsn,
        at: NOW,
        fact: Fact::Erased { customer: CustomerId(lsn.into()) },
    };
    let lines =
        [line("ours", 1, 9), line("ours", 1, 10), line("ours", 2, 3), line("theirs", 1, 11), line("ours", 3, 1)];
    let mut text = Vec::new();
    lines.iter().for_each(|line| push(&mut text, line).unwrap());
    fs::write(dir.path().join(FILE), text).unwrap();
    let data = dir.path().join("data");
    fs::create_dir(&data).unwrap();
    assert_eq!(take_over(&dir.path().join(FILE), &data, &identity(1), 10).unwrap(), 3);
    let taken: Vec<(u64, u64)> = read(&data.join(REPLAY)).unwrap().iter().map(|line| (line.epoch, line.lsn)).collect();
    assert_eq!(taken, [(1, 10), (2, 3), (3, 1)]);
}

#[test]
fn what_was_sent_answers_once_the_same_message_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut lsn = 0;
    let mut line = |at: Time, fact: Option<Fact>| {
        lsn += 1;
        Line { installation: "ours".into(), epoch: 1, lsn, at, fact: fact.unwrap() }
    };
    let of = |customer, body: Body| fact(&entry(customer, &body), &KEY);
    let claim = |customer, n| {
        of(
            customer,
            Body::Claim { send_key: key(customer, n), budget: rapport_customer::Budget::Reserved, not_before: None },
        )
    };
    let lines = [
        line(NOW, claim(1, 5)),
        line(NOW, of(1, report(1, 5, accepted()))),
        // Not sent after all, then sent.
        line(NOW, claim(2, 5)),
        line(NOW, of(2, report(2, 5, Outcome::NotSent { why: "connect".into() }))),
        // Claimed, never heard of again, long before the end: the gate had said no.
        line(NOW, claim(3, 5)),
        // Claimed a moment before the end.
        line(NOW + Span::HOUR, claim(4, 5)),
        // Claimed before the backup, reported after it.
        line(NOW + Span::HOUR, of(5, report(5, 5, accepted()))),
        line(NOW + Span::HOUR, Some(Fact::Merged { from: CustomerId(1), into: CustomerId(9) })),
    ];
    assert_eq!(Spoken::make(dir.path(), &lines).unwrap(), 3);
    let spoken = Spoken::open(dir.path()).unwrap();
    assert_eq!(spoken.answer(&key(2, 5)), None, "certainly not sent");
    assert_eq!(spoken.answer(&key(3, 5)), None);
    assert!(matches!(spoken.answer(&key(4, 5)), Some(Outcome::Unknown { .. })), "nobody can say");
    // Told again under another number, to the one that the customer had become.
    assert!(matches!(spoken.answer(&key(9, 77)), Some(Outcome::Accepted { .. })));
    assert_eq!(spoken.answer(&key(1, 5)), None, "answered once");
    drop(spoken);
    let spoken = Spoken::open(dir.path()).unwrap();
    assert_eq!(spoken.len(), 1, "also after a restart");
    assert!(spoken.answer(&key(5, 5)).is_some());
    assert!(Spoken::open(dir.path()).unwrap().is_empty());
}

#[test]
fn what_came_back_is_remembered_with_whom_it_silences_and_was_sent() {
    let bounced = Outcome::Bounced { permanent: true, code: "5.1.1".into() };
    for (outcome, reason) in [(bounced, Reason::HardBounce), (Outcome::Complained, Reason::Complaint)] {
        let came_back = fact(&entry(7, &report(7, 5, outcome)), &KEY).unwrap();
        let Fact::Answered { customer, send_key, reason: why } = &came_back else { panic!("{came_back:?}") };
        assert_eq!((*customer, send_key.as_str(), *why), (CustomerId(7), key(7, 5).as_str(), reason));
        assert!(!came_back.is_of_a_message(), "kept for ever, for it is about a person");
        let dir = tempfile::tempdir().unwrap();
        let line = Line { installation: "ours".into(), epoch: 1, lsn: 1, at: NOW, fact: came_back };
        Spoken::make(dir.path(), &[line]).unwrap();
        let again = Spoken::open(dir.path()).unwrap().answer(&key(7, 5));
        assert!(matches!(again, Some(Outcome::Accepted { .. })), "it is not sent a second time");
    }
    let soft = report(7, 5, Outcome::Bounced { permanent: false, code: "4.2.2".into() });
    assert!(matches!(fact(&entry(7, &soft), &KEY), Some(Fact::Reported { unsent: false, .. })));
}

#[test]
fn what_a_newer_release_says_is_refused_by_name_wherever_it_stands() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE);
    let known = r#"{"installation":"ours","epoch":1,"lsn":1,"at":"2026-11-01T00:00:00Z","what":"began"}"#;
    let newer = r#"{"installation":"ours","epoch":1,"lsn":2,"at":"2026-11-01T00:00:00Z","what":"moved_house","to":7}"#;
    for text in [format!("{known}\n{newer}\n{known}\n"), format!("{known}\n{newer}\n"), format!("{known}\n{newer}")] {
        fs::write(&path, text).unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(
            error.contains("line 2") && error.contains("`moved_house`") && error.contains("a newer one"),
            "{error}"
        );
    }
}

#[test]
fn a_note_of_what_was_sent_that_a_crash_cut_off_is_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let line = Line {
        installation: "ours".into(),
        epoch: 1,
        lsn: 1,
        at: NOW,
        fact: fact(&entry(7, &report(7, 5, accepted())), &KEY).unwrap(),
    };
    Spoken::make(dir.path(), &[line]).unwrap();
    let mut file = OpenOptions::new().append(true).open(dir.path().join(SPOKEN)).unwrap();
    file.write_all(b"{\"used\":\"spr").unwrap();
    let spoken = Spoken::open(dir.path()).unwrap();
    assert!(spoken.answer(&key(7, 5)).is_some());
    assert!(Spoken::open(dir.path()).unwrap().is_empty(), "what was noted after it stands on a line of its own");
    fs::write(dir.path().join(SPOKEN), "{\"sung\":7}\n{}\n").unwrap();
    assert_eq!(Spoken::open(dir.path()).unwrap_err().kind(), io::ErrorKind::InvalidData);
}

/// A report as releases before noted it: not what was reported, only that the message may have left.
fn as_before(line: &Line) -> Line {
    let fact = match line.fact.clone() {
        Fact::Answered { send_key, .. } => Fact::Reported { send_key, unsent: false },
        fact => fact,
    };
    Line { fact, ..line.clone() }
}

/// Whoever complained and whoever opened had the same line: only the log still tells them apart.
#[test]
fn what_a_release_before_noted_of_a_complaint_is_read_again_from_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Segments::open(&dir.path().join("log")).unwrap();
    let mut journal = Journal::open(dir.path(), KEY, &log.reader(), &identity(1), NOW).unwrap();
    let gone = Outcome::Bounced { permanent: true, code: "5.1.1".into() };
    let full = Outcome::Bounced { permanent: false, code: "4.2.2".into() };
    let outcomes = [accepted(), Outcome::Complained, Outcome::Opened, gone, Outcome::Delivered, full];
    for outcome in outcomes {
        log.append(&[entry(4, &report(4, 40, outcome))]).unwrap();
    }
    journal.follow(&log.reader(), &identity(1)).unwrap();
    drop(journal);
    let path = dir.path().join(FILE);
    let today = read(&path).unwrap();
    let mut before: Vec<Line> = today.iter().map(as_before).collect();
    let of_each: Vec<&Fact> = before[1..].iter().map(|line| &line.fact).collect();
    assert!(of_each.windows(2).all(|two| two[0] == two[1]), "the old form does not say what was reported");
    // A life that was restored over has a line at the same position.
    let other_life = Line { at: Time(NOW.0 - 1), ..before[2].clone() };
    before.insert(1, other_life.clone());
    let mut text = Vec::new();
    before.iter().try_for_each(|line| push(&mut text, line)).unwrap();
    fs::write(&path, text).unwrap();
    let tell = || tell_what_came_back(dir.path(), &KEY, &log.reader(), &identity(1)).unwrap();
    assert_eq!((tell(), tell()), (2, 0));
    let mut told = read(&path).unwrap();
    assert_eq!(told.remove(1), other_life);
    assert_eq!(told, today);
}

#[test]
fn lines_of_vouchers_are_no_place_in_the_log_to_go_on_from() {
    let dir = tempfile::tempdir().unwrap();
    let mut log = Segments::open(&dir.path().join("log")).unwrap();
    log.append(&[entry(1, &Body::Tick)]).unwrap();
    let open = |log: &Segments| Journal::open(dir.path(), KEY, &log.reader(), &identity(1), NOW).unwrap();
    let mut journal = open(&log);
    log.append(&[entry(2, &no())]).unwrap();
    journal.follow(&log.reader(), &identity(1)).unwrap();
    let undone = Fact::RolledBack { voucher: "v".into(), redemption: "r".into(), branches: vec!["mitte".into()] };
    journal.uses(&log.reader(), &identity(1), &[(NOW, undone.clone()), (NOW, undone)]).unwrap();
    drop(journal);
    log.append(&[entry(3, &Body::Erase)]).unwrap();
    open(&log).follow(&log.reader(), &identity(1)).unwrap();
    let lines = read(&dir.path().join(FILE)).unwrap();
    let codes: Vec<u64> = lines.iter().map(|line| line.lsn).collect();
    assert_eq!(codes, [1, 2, 3, 3, 3], "nothing twice, nothing left out: {lines:?}");
}
