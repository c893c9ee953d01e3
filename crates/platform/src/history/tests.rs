#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;
use rapport_kernel::Lsn;

fn who(partition: u16, number: u128) -> CustomerId {
    CustomerId((u128::from(partition) << 120) | number)
}

fn id(customer: CustomerId, lsn: u64, n: u32) -> RecordId {
    RecordId { partition: customer.partition(), lsn: Lsn(lsn), n }
}

fn fresh(dir: &Path) -> History {
    let history = History::open(dir, Owner::nobody()).unwrap();
    history.restore(Partition(1), None).unwrap();
    history.restore(Partition(2), None).unwrap();
    history
}

fn note(history: &History, customer: CustomerId, lsn: u64) {
    history.append(id(customer, lsn, 0), customer, format!("line {lsn}").as_bytes()).unwrap();
}

fn lsns(lines: &[Line]) -> Vec<u64> {
    lines.iter().map(|l| l.id.lsn.0).collect()
}

#[test]
fn one_persons_lines_come_newest_first_page_by_page() {
    let dir = tempfile::tempdir().unwrap();
    let history = fresh(dir.path());
    let (ada, bob) = (who(1, 1), who(1, 2));
    for lsn in 1..=10 {
        note(&history, if lsn % 2 == 0 { ada } else { bob }, lsn);
    }
    let page = history.read(ada, None, 3).unwrap();
    assert_eq!(lsns(&page), [10, 8, 6]);
    let rest = history.read(ada, Some(page[2].id), 30).unwrap();
    assert_eq!(lsns(&rest), [4, 2]);
    assert_eq!(rest[1].payload, b"line 2");
    assert!(history.read(who(1, 3), None, 3).unwrap().is_empty());
}

#[test]
fn after_a_merge_two_lives_read_as_one_in_log_order() {
    let dir = tempfile::tempdir().unwrap();
    let history = fresh(dir.path());
    let (ada, visitor) = (who(1, 1), who(2, 7));
    for lsn in [1, 4, 5] {
        note(&history, visitor, lsn);
    }
    for lsn in [2, 3, 6] {
        note(&history, ada, lsn);
    }
    history.link(id(ada, 7, 0), ada, visitor).unwrap();
    note(&history, ada, 8);
    assert_eq!(lsns(&history.read(ada, None, 99).unwrap()), [8, 6, 5, 4, 3, 2, 1]);
    let page = history.read(ada, None, 4).unwrap();
    assert_eq!(lsns(&history.read(ada, Some(page[3].id), 99).unwrap()), [3, 2, 1]);
}

#[test]
fn links_that_lead_in_a_circle_are_followed_once() {
    let dir = tempfile::tempdir().unwrap();
    let history = fresh(dir.path());
    let (ada, visitor) = (who(1, 1), who(2, 7));
    note(&history, ada, 1);
    history.link(id(ada, 2, 0), ada, visitor).unwrap();
    history.link(id(visitor, 3, 0), visitor, ada).unwrap();
    assert_eq!(lsns(&history.read(ada, None, 9).unwrap()), [1]);
    assert_eq!(history.erase(visitor).unwrap().len(), 2);
}

#[test]
fn recovery_cuts_to_the_mark_and_the_replay_writes_the_rest_again() {
    let dir = tempfile::tempdir().unwrap();
    let ada = who(1, 1);
    let mark = {
        let history = fresh(dir.path());
        (1..=3).for_each(|lsn| note(&history, ada, lsn));
        let mark = history.mark(Partition(1)).unwrap();
        (4..=6).for_each(|lsn| note(&history, ada, lsn));
        history.flush(Partition(1)).unwrap();
        mark
    };
    let history = History::open(dir.path(), Owner::nobody()).unwrap();
    history.restore(Partition(1), Some(mark.clone())).unwrap();
    assert_eq!(lsns(&history.read(ada, None, 99).unwrap()), [3, 2, 1]);
    (4..=5).for_each(|lsn| note(&history, ada, lsn));
    assert_eq!(lsns(&history.read(ada, None, 99).unwrap()), [5, 4, 3, 2, 1]);
    history.restore(Partition(1), None).unwrap();
    assert!(history.read(ada, None, 99).unwrap().is_empty());
    assert!(matches!(history.restore(Partition(1), Some(mark)), Err(HistoryError::Short { .. })));
}

#[test]
fn an_erased_customer_leaves_no_byte_behind_also_not_in_a_merged_life() {
    let dir = tempfile::tempdir().unwrap();
    let history = fresh(dir.path());
    let (ada, visitor, bob) = (who(1, 1), who(2, 7), who(1, 2));
    history.append(id(visitor, 1, 0), visitor, b"canary-visitor").unwrap();
    history.append(id(ada, 2, 0), ada, b"canary-ada").unwrap();
    history.append(id(bob, 3, 0), bob, b"bob stays").unwrap();
    history.link(id(ada, 4, 0), ada, visitor).unwrap();
    let mark = history.mark(Partition(1)).unwrap();
    let mut whom = history.erase(ada).unwrap();
    whom.sort_unstable();
    assert_eq!(whom, [ada, visitor]);
    assert!(history.read(ada, None, 9).unwrap().is_empty());
    assert_eq!(history.read(bob, None, 9).unwrap().len(), 1);
    for file in fs::read_dir(dir.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|w| w == b"canary"));
    }
    // A mark from before still knows the chain; nothing is left on it, and erasing again is fine.
    history.restore(Partition(1), Some(mark)).unwrap();
    assert!(history.read(ada, None, 9).unwrap().is_empty());
    history.erase(ada).unwrap();
}

#[test]
fn damage_is_an_error_not_a_wrong_line() {
    let dir = tempfile::tempdir().unwrap();
    let history = fresh(dir.path());
    let ada = who(1, 1);
    (1..=4).for_each(|lsn| note(&history, ada, lsn));
    history.mark(Partition(1)).unwrap();
    let path = dir.path().join("p001.history");
    let good = fs::read(&path).unwrap();
    let opening = opening::of(&Owner::nobody()).len();
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &bad).unwrap();
        if bit / 8 < opening {
            // Lines are read all the same; who looks at what is at rest finds it.
            let flaw = first_flaw(dir.path(), Partition(1), good.len() as u64, |_| true, &mut |_| ()).unwrap();
            assert_eq!(flaw, Some(0), "bit {bit}");
            continue;
        }
        if let Ok(lines) = history.read(ada, None, 9) {
            panic!("bit {bit} went unnoticed: {lines:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn chains_are_lists(writes in prop::collection::vec((1u16..3, 0u128..4, 0usize..50), 1..200), limit in 1usize..20) {
        let dir = tempfile::tempdir().unwrap();
        let history = fresh(dir.path());
        for (lsn, (partition, number, size)) in writes.iter().enumerate() {
            let customer = who(*partition, *number);
            history.append(id(customer, lsn as u64, 0), customer, &vec![7; *size]).unwrap();
        }
        for partition in 1..3 {
            for number in 0..4 {
                let mine = (0..writes.len()).rev().filter(|i| (writes[*i].0, writes[*i].1) == (partition, number));
                let expected: Vec<u64> = mine.map(|i| i as u64).collect();
                let (mut read, mut cursor) = (Vec::new(), None);
                loop {
                    let page = history.read(who(partition, number), cursor, limit).unwrap();
                    let Some(last) = page.last() else { break };
                    cursor = Some(last.id);
                    read.extend(lsns(&page));
                }
                prop_assert_eq!(read, expected);
            }
        }
    }
}

/// Entries read from the files so far, by this thread.
fn loads<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = chain::LOADS.get();
    let done = work();
    (done, chain::LOADS.get() - before)
}

#[test]
fn each_page_of_a_long_history_costs_its_own_lines() {
    let dir = tempfile::tempdir().unwrap();
    let history = fresh(dir.path());
    let ada = who(1, 1);
    for lsn in 1..=1_000 {
        note(&history, ada, lsn);
    }
    let (mut cursor, mut read) = (None, Vec::new());
    loop {
        let (page, cost) = loads(|| history.read(ada, cursor, 10).unwrap());
        assert!(cost <= 10, "{cost} entries for a page of ten behind {cursor:?}");
        let Some(last) = page.last() else { break };
        cursor = Some(last.id);
        read.extend(lsns(&page));
    }
    assert_eq!(read, (1..=1_000).rev().collect::<Vec<_>>());
}

#[test]
fn a_place_does_not_outlive_a_merge_an_erasure_or_a_new_file() {
    let dir = tempfile::tempdir().unwrap();
    let history = fresh(dir.path());
    let (ada, visitor) = (who(1, 1), who(2, 7));
    for lsn in 1..=10 {
        note(&history, if lsn == 3 { visitor } else { ada }, lsn);
    }
    let cursor = |lines: &[Line]| Some(lines.last().unwrap().id);
    let page = history.read(ada, None, 5).unwrap();
    history.link(id(ada, 11, 0), ada, visitor).unwrap();
    assert_eq!(lsns(&history.read(ada, cursor(&page), 9).unwrap()), [5, 4, 3, 2, 1], "the other's third was missed");

    let page = history.read(ada, None, 5).unwrap();
    let mut aside = history.fresh(Partition(1)).unwrap();
    history.copy(&mut aside, 0, |_, line| (line != b"line 2").then_some(line)).unwrap();
    history.put_in_place(aside).unwrap();
    assert_eq!(lsns(&history.read(ada, cursor(&page), 9).unwrap()), [5, 4, 3, 1], "old places in a new file");

    let page = history.read(ada, None, 5).unwrap();
    history.erase(ada).unwrap();
    assert!(history.read(ada, cursor(&page), 9).unwrap().is_empty(), "lines of somebody erased");
}

/// The same people at the same places, in a copy of the directory that went on by itself.
#[test]
fn a_mark_fits_its_own_file_only() {
    let (ours, copied) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mark = |dir: &Path, line: &[u8]| {
        let history = fresh(dir);
        note(&history, who(1, 1), 1);
        history.append(id(who(1, 2), 2, 0), who(1, 2), line).unwrap();
        history.mark(Partition(1)).unwrap()
    };
    let (before, after) = (mark(ours.path(), b"ours"), mark(copied.path(), b"them"));
    assert_eq!((before.length, &before.newest), (after.length, &after.newest));
    let history = History::open(ours.path(), Owner::nobody()).unwrap();
    assert!(matches!(history.restore(Partition(1), Some(after)), Err(HistoryError::Unlike { .. })));
    history.restore(Partition(1), Some(before.clone())).unwrap();
    // An erasure since leaves the place and the customer's number.
    history.erase(who(1, 2)).unwrap();
    let history = History::open(ours.path(), Owner::nobody()).unwrap();
    history.restore(Partition(1), Some(before)).unwrap();
    assert_eq!(lsns(&history.read(who(1, 1), None, 9).unwrap()), [1]);
}
