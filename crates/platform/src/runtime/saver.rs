//! Snapshots while everything goes on, one group of partitions after another.
//!
//! For each group: the owners make images between two records; then everything they had handed over before must be
//! durable elsewhere (sinks answered their barriers, hand-overs are in the log); only then are the files written. A replay from a
//! snapshot therefore misses nothing, and what it repeats is known by its id.

use super::{
    names::{self, Names},
    shared::Shared,
    worker::{IMAGE_VERSION, Image, Worker, Workers},
};
use rapport_kernel::{Lsn, PARTITIONS, Partition};
use std::{sync::Arc, time::Duration};
use tokio::sync::{mpsc, oneshot};

/// How many partitions are imaged before waiting for the sinks.
const GROUP: usize = 32;

/// What the saver is told.
pub(super) enum Order {
    /// Save everything now.
    All(oneshot::Sender<bool>),
    /// Save everything now and end.
    Last(oneshot::Sender<bool>),
    /// Save these and remove their older snapshots.
    Replace(Vec<Partition>),
}

/// The way to the saver.
#[derive(Clone)]
pub(super) struct SaverHandle(pub(super) mpsc::UnboundedSender<Order>);

impl SaverHandle {
    /// Saves everything; whether that worked.
    pub(super) async fn all(&self) -> bool {
        let (reply, answer) = oneshot::channel();
        let _ = self.0.send(Order::All(reply));
        answer.await.unwrap_or(false)
    }

    /// Saves everything for the last time; whether that worked. Afterwards nothing is written any more.
    pub(super) async fn last(&self) -> bool {
        let (reply, answer) = oneshot::channel();
        let _ = self.0.send(Order::Last(reply));
        answer.await.unwrap_or(false)
    }

    /// Replaces all snapshots of these partitions by new ones.
    pub(super) fn replace(&self, mut partitions: Vec<Partition>) {
        partitions.sort_unstable();
        partitions.dedup();
        let _ = self.0.send(Order::Replace(partitions));
    }
}

/// Saves at intervals and when told, until all handles are gone.
pub(super) async fn run(
    shared: Arc<Shared>,
    workers: Workers,
    every: Duration,
    mut orders: mpsc::UnboundedReceiver<Order>,
) {
    let mut clock = tokio::time::interval(every);
    clock.tick().await;
    let everything: Vec<Partition> = (0..PARTITIONS).map(Partition).collect();
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                None => return,
                Some(Order::All(reply)) => {
                    let saved = save(&shared, &workers, &everything).await;
                    let _ = reply.send(saved.is_some());
                }
                Some(Order::Last(reply)) => {
                    let saved = save(&shared, &workers, &everything).await;
                    let _ = reply.send(saved.is_some());
                    return;
                }
                Some(Order::Replace(partitions)) => replace(&shared, &workers, &partitions).await,
            },
            _ = clock.tick() => {
                save(&shared, &workers, &everything).await;
            }
        }
    }
}

async fn replace(shared: &Arc<Shared>, workers: &Workers, partitions: &[Partition]) {
    let Some(saved) = save(shared, workers, partitions).await else { return };
    for (slot, lsn) in saved {
        if let Err(error) = shared.snapshots.forget_before(&slot, lsn) {
            tracing::warn!(%error, "an older snapshot could not be removed");
        }
    }
}

/// The snapshot slot of a partition.
pub(super) fn slot(partition: Partition) -> String {
    format!("p{:03}", partition.0)
}

/// Saves these partitions and the sequencer's state, and says which slots at which positions. `None` if something stood in
/// the way; the older ones are still there.
async fn save(shared: &Arc<Shared>, workers: &Workers, partitions: &[Partition]) -> Option<Vec<(String, Lsn)>> {
    let mut saved = Vec::new();
    for group in partitions.chunks(GROUP) {
        let mut images = Vec::new();
        for partition in group {
            images.push((*partition, image(workers, *partition).await?));
        }
        for barrier in shared.outlets.barriers() {
            barrier.await.ok()?;
        }
        shared.inbox.durable().await.ok()?;
        saved.extend(images.iter().map(|(partition, image)| (slot(*partition), image.lsn)));
        let shared = shared.clone();
        tokio::task::spawn_blocking(move || write(&shared, images)).await.ok()??;
    }
    let (shared, names) = (shared.clone(), shared.inbox.names().await?);
    saved.push((names::SLOT.into(), names.lsn));
    tokio::task::spawn_blocking(move || write_names(&shared, &names)).await.ok()??;
    metrics::counter!("rapport_snapshots_total").increment(saved.len() as u64);
    Some(saved)
}

async fn image(workers: &Workers, partition: Partition) -> Option<Image> {
    let (reply, answer) = oneshot::channel();
    let question = move |worker: &mut Worker| drop(reply.send(worker.image(partition)));
    workers.ask(partition, Box::new(question));
    answer.await.ok()?
}

fn write(shared: &Shared, images: Vec<(Partition, Image)>) -> Option<()> {
    for (partition, image) in images {
        let saved = (shared.history.sync(partition).map_err(|error| error.to_string())).and_then(|()| {
            let slot = slot(partition);
            let saved = shared.snapshots.save(&slot, IMAGE_VERSION, image.lsn, &image.state);
            saved.map_err(|error| error.to_string())
        });
        if let Err(error) = saved {
            tracing::warn!(error, "a snapshot could not be saved");
            metrics::counter!("rapport_snapshots_failed_total").increment(1);
            return None;
        }
    }
    Some(())
}

fn write_names(shared: &Shared, names: &Names) -> Option<()> {
    let encoded = postcard::to_stdvec(names).ok()?;
    shared.snapshots.save(names::SLOT, names::VERSION, names.lsn, &encoded).ok()
}
