//! Whatever is appended, sealed, scrubbed and reopened, the log reads back what a list would.

use super::{all, entry, open};
use proptest::prelude::*;
use rapport_kernel::{CustomerId, Lsn, port::Log};

#[derive(Clone, Debug)]
enum Step {
    Append(Vec<(u8, u16)>),
    Reopen,
    Scrub(u8),
    ReadFrom(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => prop::collection::vec((0u8..6, 0u16..600), 1..12).prop_map(Step::Append),
        2 => Just(Step::Reopen),
        1 => (0u8..6).prop_map(Step::Scrub),
        2 => any::<u16>().prop_map(Step::ReadFrom),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_log_is_a_list_that_survives(steps in prop::collection::vec(step(), 1..40)) {
        let dir = tempfile::tempdir().unwrap();
        let mut log = open(dir.path(), 5_000).unwrap();
        let mut model = Vec::new();
        for step in steps {
            match step {
                Step::Append(batch) => {
                    let batch: Vec<_> = batch.iter().map(|(who, size)| entry(u128::from(*who), usize::from(*size))).collect();
                    prop_assert_eq!(log.append(&batch).unwrap(), Lsn(model.len() as u64 + 1));
                    model.extend(batch);
                }
                Step::Reopen => {
                    drop(log);
                    log = open(dir.path(), 5_000).unwrap();
                }
                Step::Scrub(who) => {
                    let whom = CustomerId(u128::from(who));
                    log.scrub(&[whom], log.end()).unwrap();
                    model.iter_mut().filter(|e| e.customer == whom).for_each(|e| e.payload.clear());
                }
                Step::ReadFrom(from) => {
                    let from = usize::from(from) % (model.len() + 2);
                    let read: Vec<_> = log.read(Lsn(from as u64)).unwrap().map(|r| r.unwrap().1).collect();
                    prop_assert_eq!(&read[..], &model[from.saturating_sub(1).min(model.len())..]);
                }
            }
        }
        let read: Vec<_> = all(&log).unwrap().into_iter().map(|(_, e)| e).collect();
        prop_assert_eq!(read, model);
    }
}
