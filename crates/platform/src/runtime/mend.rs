//! Making one partition's history again while everything goes on.
//!
//! History is derived: the log makes it again. When a line does not read back, the partition is folded once more from the
//! beginning of the log, aside, into a file of its own. The worker that owns the partition then adds what was appended
//! meanwhile and puts the new file in place of the old, between two records. Snapshots that point into the old file go before
//! that, so that a crash in between costs a longer replay and nothing else.

use super::{
    Runtime,
    again::Again,
    saver::slot,
    shared::Shared,
    worker::{Worker, written},
};
use crate::{
    history::{Fresh, HistoryError},
    tasks::caught,
};
use parking_lot::Mutex;
use rapport_engine::{Effect, EffectKind};
use rapport_kernel::{CustomerId, Lsn, Partition};
use std::{collections::BTreeSet, io};
use tokio::sync::oneshot;

/// Which partitions are being mended.
#[derive(Debug, Default)]
pub(super) struct Mending(Mutex<BTreeSet<Partition>>);

impl Mending {
    fn begin(&self, partition: Partition) -> bool {
        self.0.lock().insert(partition)
    }

    fn end(&self, partition: Partition) {
        self.0.lock().remove(&partition);
    }

    /// Which they are.
    pub(super) fn now(&self) -> Vec<Partition> {
        self.0.lock().iter().copied().collect()
    }
}

/// A partition's history as far as it is made again.
struct Remade {
    partition: Partition,
    again: Again,
    file: Fresh,
}

impl Remade {
    fn begin(shared: &Shared, partition: Partition) -> Result<Self, HistoryError> {
        Ok(Self { partition, again: Again::begin([partition].into()), file: shared.history.fresh(partition)? })
    }

    /// Goes on with the log up to `end`.
    fn read(&mut self, shared: &Shared, end: Lsn) -> Result<(), HistoryError> {
        let file = &mut self.file;
        self.again.read(shared, end, |Effect { id, customer, kind, .. }| {
            if let EffectKind::History(entry) = kind {
                let (link, line) = written(&entry).map_err(io::Error::other)?;
                file.put(id, customer, link, &line);
            }
            Ok(())
        })?;
        self.file.flush()
    }
}

impl Runtime {
    /// Which partitions' histories are being made again.
    #[must_use]
    pub fn mending(&self) -> Vec<Partition> {
        self.shared().mending.now()
    }

    /// Begins to make a partition's history again, unless that is under way.
    pub fn mend(&self, partition: Partition) {
        if !self.shared().mending.begin(partition) {
            return;
        }
        tracing::error!(partition = partition.0, "a damaged history is being made again from the log");
        let runtime = self.clone();
        tokio::spawn(async move {
            match caught(runtime.make_again(partition)).await {
                Some(Ok(())) => tracing::info!(partition = partition.0, "the history was made again"),
                Some(Err(error)) => {
                    tracing::error!(partition = partition.0, %error, "the history could not be made again");
                }
                None => tracing::error!(partition = partition.0, "making the history again broke off"),
            }
            metrics::counter!("rapport_histories_mended_total").increment(1);
            runtime.shared().mending.end(partition);
        });
    }

    async fn make_again(&self, partition: Partition) -> Result<(), HistoryError> {
        let gone = |_| HistoryError::Disk(std::io::Error::other("stopping"));
        let shared = self.shared().clone();
        let _alone = shared.rewriting.clone().lock_owned().await;
        let end = shared.reader.end();
        let reading = shared.clone();
        let remade = tokio::task::spawn_blocking(move || {
            let mut remade = Remade::begin(&reading, partition)?;
            remade.read(&reading, end)?;
            Ok::<_, HistoryError>(remade)
        });
        let remade = remade.await.map_err(|error| HistoryError::Disk(std::io::Error::other(error)))??;
        let (reply, answer) = oneshot::channel();
        let put = move |worker: &mut Worker| drop(reply.send(put_in_place(worker, remade)));
        self.workers().ask(partition, Box::new(put));
        answer.await.map_err(gone)??;
        self.0.saver.replace(vec![partition]);
        Ok(())
    }
}

/// Between two records of the worker that owns the partition: nothing is written to its history meanwhile.
fn put_in_place(worker: &mut Worker, mut remade: Remade) -> Result<(), HistoryError> {
    let (shared, partition) = (worker.shared.clone(), remade.partition);
    let Some(end) = worker.shard.partition(partition).map(|state| state.next) else { return Ok(()) };
    remade.read(&shared, end)?;
    shared.snapshots.forget_before(&slot(partition), Lsn(u64::MAX))?;
    shared.history.put_in_place(remade.file)
}

/// Whose history a failed read says is damaged.
pub(super) fn damaged(error: &HistoryError, customer: CustomerId) -> Option<Partition> {
    match error {
        HistoryError::Damaged { partition, .. } => Some(*partition),
        HistoryError::Unreadable { id, .. } => Some(id.partition),
        HistoryError::Short { .. } | HistoryError::Unlike { .. } => Some(customer.partition()),
        HistoryError::Disk(_) | HistoryError::NoPartition(_) | HistoryError::BeingMended { .. } => None,
    }
}
