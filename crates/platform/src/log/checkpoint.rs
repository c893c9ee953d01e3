//! What somebody outside notes of the log when a batch of theirs was acknowledged, to ask later whether the log still holds it.
//!
//! A log goes back: a backup is restored, a disk with it, or records are lost and somebody goes on without them. Whoever remembers what
//! is in (an import) has to forget the same. Positions do not tell, for a restored log gives them out again. So a checkpoint says what
//! stands there, too, and of that only what no erasure changes.

use super::Reader;
use rapport_kernel::Lsn;
use std::{fmt, str::FromStr};

/// A batch in the log: its first and last position, and a sum of what stands at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    from: Lsn,
    to: Lsn,
    sum: u32,
}

/// It is not written as a checkpoint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no checkpoint: send it as the import answered it")]
pub struct NoCheckpoint;

impl Reader {
    /// The checkpoint of the records from one position to another; nothing if they are not there.
    #[must_use]
    pub fn checkpoint(&self, from: Lsn, to: Lsn) -> Option<Checkpoint> {
        Some(Checkpoint { from, to, sum: self.sum_of_last(from, to)? })
    }

    /// Whether the log holds what it held when the checkpoint was made.
    #[must_use]
    pub fn holds(&self, Checkpoint { from, to, sum }: Checkpoint) -> bool {
        !self.0.lost.touches(from, to) && self.sum_of_last(from, to) == Some(sum)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}-{:x}-{:08x}", self.from.0, self.to.0, self.sum)
    }
}

impl FromStr for Checkpoint {
    type Err = NoCheckpoint;

    fn from_str(text: &str) -> Result<Self, NoCheckpoint> {
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next().and_then(|part| u64::from_str_radix(part, 16).ok()).ok_or(NoCheckpoint);
        let (from, to, sum) = (Lsn(part()?), Lsn(part()?), u32::try_from(part()?).map_err(|_| NoCheckpoint)?);
        let read = Self { from, to, sum };
        if from <= to && read.to_string() == text { Ok(read) } else { Err(NoCheckpoint) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::log::{Segments, Stretch, accept};
    use rapport_kernel::{
        CustomerId, Partition, Time,
        port::{Entry, Log},
    };
    use std::path::Path;

    fn entry(n: u64) -> Entry {
        let (partition, customer) = (Partition(7), CustomerId(u128::from(n) + 1));
        Entry { partition, customer, time: Time(1_000 + n as i64), payload: vec![n as u8; 30] }
    }

    /// A log of batches of so many records each, every one in a file of its own; the checkpoint of each.
    fn batches(dir: &Path, sizes: &[u64]) -> (Segments, Vec<Checkpoint>) {
        let mut log = Segments::open(dir).unwrap();
        let mut checkpoints = Vec::new();
        for size in sizes {
            let from = log.end();
            log.append(&(from.0..from.0 + size).map(entry).collect::<Vec<_>>()).unwrap();
            checkpoints.push(log.reader().checkpoint(from, Lsn(log.end().0 - 1)).unwrap());
            log.seal().unwrap();
        }
        (log, checkpoints)
    }

    #[test]
    fn it_is_read_as_it_was_written_and_nothing_else_is() {
        let dir = tempfile::tempdir().unwrap();
        let (_, checkpoints) = batches(dir.path(), &[3, 40]);
        for one in checkpoints {
            assert_eq!(one.to_string().parse(), Ok(one));
        }
        for text in
            ["", "1-2", "1-2-3", "2-1-00000000", "1-2-00000000-", "+1-2-00000000", "1-2-0000000g", "A-b-00000000"]
        {
            assert_eq!(text.parse::<Checkpoint>(), Err(NoCheckpoint), "{text}");
        }
    }

    #[test]
    fn another_log_does_not_hold_it_though_it_has_the_positions() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (log, checkpoints) = batches(one.path(), &[3, 3, 3]);
        let mut restored = batches(other.path(), &[3]).0;
        restored.append(&(100..140).map(entry).collect::<Vec<_>>()).unwrap();
        let held = |reader: &Reader| checkpoints.iter().map(|one| reader.holds(*one)).collect::<Vec<_>>();
        assert_eq!(held(&log.reader()), [true; 3]);
        assert_eq!(held(&restored.reader()), [true, false, false]);
        assert_eq!(log.reader().scrub(&[CustomerId(5), CustomerId(9)], Lsn(10)).unwrap(), 2);
        assert_eq!(held(&log.reader()), [true; 3], "an erasure takes nothing of it back");
    }

    #[test]
    fn a_loss_takes_the_batches_it_is_in_and_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let (log, checkpoints) = batches(dir.path(), &[3, 60, 3]);
        drop(log);
        // A batch of many records may lose those of its middle.
        let mut lost = super::super::lost::Lost::default();
        lost.add(Stretch { from: Lsn(10), to: Lsn(12) });
        lost.save(dir.path()).unwrap();
        let held = |dir: &Path| {
            let log = Segments::open(dir).unwrap();
            checkpoints.iter().map(|one| log.reader().holds(*one)).collect::<Vec<_>>()
        };
        assert_eq!(held(dir.path()), [true, false, true]);
        std::fs::remove_file(dir.path().join(format!("{:020}.log", 4))).unwrap();
        accept(dir.path(), Lsn(67)).unwrap();
        assert_eq!(held(dir.path()), [true, false, true]);
    }
}
