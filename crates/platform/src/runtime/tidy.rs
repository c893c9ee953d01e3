//! Keeping histories small: what need not be kept any longer goes, what is old is packed, what was erased leaves no gap.
//!
//! One partition after another is copied aside and takes the old file's place, as when one is mended ([`mend`](super::mend)). Only
//! histories are shortened: the log keeps everything but what is erased, so a history that has to be made again is longer
//! until the next time.

use super::{Runtime, saver::slot, worker::Worker};
use crate::history::{Fresh, HistoryError};
use rapport_engine::Keeping;
use rapport_kernel::{Lsn, PARTITIONS, Partition, Span, Time};
use std::cell::Cell;
use tokio::sync::oneshot;

/// A copy is worth its while if one entry in so many changes.
const WORTH: u64 = 8;
/// So many partitions get new snapshots together.
const GROUP: usize = 32;

/// How long lines are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// What people did; nothing: for ever.
    pub behaviour: Option<Span>,
    /// What they said, and what was decided and sent; nothing: for ever.
    pub proof: Option<Span>,
    /// Older lines are packed.
    pub pack: Span,
}

impl Default for Retention {
    fn default() -> Self {
        Self { behaviour: Some(Span::DAY.times(760)), proof: None, pack: Span::DAY.times(30) }
    }
}

/// What becomes of a line.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Stays,
    Packed(Vec<u8>),
    Goes,
}

impl Retention {
    fn fate(self, line: &[u8], now: Time) -> Fate {
        // What this release cannot read is not its to throw away.
        let Ok(entry) = rapport_stored::decode_line(line) else { return Fate::Stays };
        let age = now.since(entry.at);
        let kept = match entry.what.keeping() {
            Keeping::Behaviour => self.behaviour,
            Keeping::Proof => self.proof,
        };
        if kept.is_some_and(|kept| age > kept) {
            return Fate::Goes;
        }
        let packed = if age > self.pack { rapport_stored::pack_line(line).ok().flatten() } else { None };
        packed.map_or(Fate::Stays, Fate::Packed)
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Lines that went.
    pub gone: u64,
    /// Lines that were packed.
    pub packed: u64,
}

/// A partition copied aside, as far as it has come.
struct Copied {
    file: Fresh,
    end: u64,
    tidied: Tidied,
}

impl Runtime {
    /// Tidies the histories of all partitions, one after another.
    ///
    /// # Errors
    /// [`HistoryError`] of the first partition that could not be tidied; it is as it was.
    pub async fn tidy(&self, retention: Retention) -> Result<Tidied, HistoryError> {
        let mut all = Tidied::default();
        for group in (0..PARTITIONS).map(Partition).collect::<Vec<_>>().chunks(GROUP) {
            if self.shared().reserve.is_low() {
                // The room that is left is for those who say no.
                return Ok(all);
            }
            let mut changed = Vec::new();
            for partition in group {
                let Tidied { gone, packed } = self.tidy_partition(*partition, retention).await?;
                if gone + packed > 0 {
                    changed.push(*partition);
                }
                all.gone += gone;
                all.packed += packed;
            }
            self.0.saver.replace(changed);
        }
        metrics::counter!("rapport_history_lines_gone_total").increment(all.gone);
        metrics::counter!("rapport_history_lines_packed_total").increment(all.packed);
        Ok(all)
    }

    async fn tidy_partition(&self, partition: Partition, retention: Retention) -> Result<Tidied, HistoryError> {
        let stopping = |_| HistoryError::Disk(std::io::Error::other("stopping"));
        let (shared, now) = (self.shared().clone(), self.now());
        let _alone = shared.rewriting.clone().lock_owned().await;
        let reading = shared.clone();
        let copied = tokio::task::spawn_blocking(move || copy(&reading.history, partition, retention, now));
        let copied = copied.await.map_err(|error| HistoryError::Disk(std::io::Error::other(error)))??;
        let Some(Copied { mut file, end, tidied }) = copied else { return Ok(Tidied::default()) };
        let (reply, answer) = oneshot::channel();
        let put = move |worker: &mut Worker| {
            let shared = worker.shared.clone();
            let put = || {
                shared.history.copy(&mut file, end, |_, line| Some(line))?;
                // They point into the old file.
                shared.snapshots.forget_before(&slot(partition), Lsn(u64::MAX))?;
                shared.history.put_in_place(file)
            };
            drop(reply.send(put()));
        };
        self.workers().ask(partition, Box::new(put));
        answer.await.map_err(stopping)??;
        Ok(tidied)
    }
}

/// Nothing if it would hardly change anything.
fn copy(
    history: &crate::history::History,
    partition: Partition,
    retention: Retention,
    now: Time,
) -> Result<Option<Copied>, HistoryError> {
    let (gone, packed, all) = (Cell::new(0u64), Cell::new(0u64), Cell::new(0u64));
    let count = |of: &Cell<u64>| of.set(of.get() + 1);
    let mut file = history.fresh(partition)?;
    let end = history.copy(&mut file, 0, |customer, line| {
        count(&all);
        // Of devices that were forgotten no one finds anything any more.
        let fate = if history.holds(customer) { retention.fate(&line, now) } else { Fate::Goes };
        match fate {
            Fate::Stays => Some(line),
            Fate::Packed(packed_line) => {
                count(&packed);
                Some(packed_line)
            }
            Fate::Goes => {
                count(&gone);
                None
            }
        }
    })?;
    let tidied = Tidied { gone: gone.get(), packed: packed.get() };
    let worth = (tidied.gone + tidied.packed) * WORTH >= all.get().max(1);
    Ok(worth.then_some(Copied { file, end, tidied }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use rapport_engine::{HistoryEntry, What};
    use rapport_kernel::RecordId;

    #[test]
    fn what_people_did_goes_before_what_proves_that_we_might_write() {
        let line = |what| {
            let id = RecordId { partition: Partition(0), lsn: Lsn(1), n: 0 };
            rapport_stored::encode_line(&HistoryEntry { id, at: Time(0), what }).unwrap()
        };
        let did = line(What::TraitSet { journey: "j".into(), name: "n".into() });
        let send_key = "w/1/hello/00000000000000000000000000000007/email/1".parse().unwrap();
        let proof = line(What::Dropped {
            send_key,
            why: "journey_stopped, and a longer word so that packing pays".into(),
            shown: false,
        });
        let retention =
            Retention { behaviour: Some(Span::DAY.times(100)), proof: Some(Span::DAY.times(1_000)), pack: Span::DAY };
        let at = |days| Time(Span::DAY.0 * days + 1);
        assert_eq!(retention.fate(&did, at(0)), Fate::Stays);
        assert_eq!(retention.fate(&did, at(100)), Fate::Goes);
        assert!(matches!(retention.fate(&proof, at(100)), Fate::Packed(_)));
        assert_eq!(retention.fate(&proof, at(1_000)), Fate::Goes);
        assert_eq!(retention.fate(b"\xffof another release", at(9_999)), Fate::Stays);
    }
}
