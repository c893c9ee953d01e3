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
use crate::{format, history::HistoryError, reserve::SMALL};
use rapport_engine::Versions;
use rapport_kernel::{Lsn, PARTITIONS, Partition};
use std::{collections::BTreeMap, io, path::PathBuf, sync::Arc, time::Duration};
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
        if partitions.is_empty() {
            return;
        }
        let _ = self.0.send(Order::Replace(partitions));
    }
}

/// Saves at intervals and when told, until all handles are gone; the first time at once, where a start took long.
pub(super) struct Saver {
    pub(super) shared: Arc<Shared>,
    pub(super) workers: Workers,
    /// Where each partition's newest snapshot stands. The oldest is renewed first: should the program be killed again and
    /// again before a round is over, the next round goes on where this one ended.
    pub(super) saved: Vec<(Lsn, Partition)>,
    /// Whose snapshots hold what was erased and could not be replaced yet.
    pub(super) unreplaced: Vec<Partition>,
    /// Which versions of journeys the two newest snapshots of each partition name, as far as this process made them.
    pub(super) in_use: BTreeMap<Partition, [Option<Versions>; 2]>,
    /// The data directory, while there may be snapshots in it that do not say whose they are.
    pub(super) nameless: Option<PathBuf>,
}

impl Saver {
    pub(super) async fn run(mut self, every: Duration, at_once: bool, mut orders: mpsc::UnboundedReceiver<Order>) {
        let mut clock = tokio::time::interval(every);
        if !at_once {
            clock.tick().await;
        }
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    None => return,
                    // Whoever asked may have gone away meanwhile.
                    Some(Order::All(reply)) => {
                        let _ = reply.send(self.all().await);
                    }
                    Some(Order::Last(reply)) => {
                        let _ = reply.send(self.all().await);
                        return;
                    }
                    Some(Order::Replace(partitions)) => self.replace(partitions).await,
                },
                _ = clock.tick() => {
                    let unreplaced = std::mem::take(&mut self.unreplaced);
                    if unreplaced.is_empty() {
                        self.all().await;
                    } else {
                        self.replace(unreplaced).await;
                    }
                }
            }
        }
    }

    /// Saves everything, unless the disk is full: snapshots only save time.
    async fn all(&mut self) -> bool {
        self.saved.sort_unstable();
        let oldest_first: Vec<Partition> = self.saved.iter().map(|(_, partition)| *partition).collect();
        let saved =
            if self.shared.reserve.is_low() { Err(NotSaved::Full) } else { self.save(&oldest_first).await.map(drop) };
        match &saved {
            Ok(()) => {
                self.shared.saving.over();
                self.named();
            }
            Err(why) => self.failed(why),
        }
        saved.is_ok()
    }

    /// Notes that every snapshot says whose it is, once that is so.
    fn named(&mut self) {
        let Some(dir) = &self.nameless else { return };
        match format::raise(dir) {
            Ok(()) => self.nameless = None,
            Err(error) => tracing::warn!(%error, "the layout could not be noted; tried again with the next snapshots"),
        }
    }

    /// Starts grow longer until it works again; so people are told.
    fn failed(&self, why: &NotSaved) {
        metrics::counter!("rapport_snapshots_failed_total").increment(1);
        if self.shared.saving.again(why.to_string()) && !self.shared.health.stopping() {
            tracing::error!(%why, "snapshots are not written: the next start replays more of the log");
        }
    }

    async fn replace(&mut self, partitions: Vec<Partition>) {
        let saved = match self.save(&partitions).await {
            Ok(saved) => saved,
            Err(why) => {
                self.failed(&why);
                self.unreplaced.extend(partitions);
                return;
            }
        };
        for (slot, lsn) in saved {
            if let Err(error) = self.shared.snapshots.forget_before(&slot, lsn) {
                tracing::warn!(%error, "an older snapshot could not be removed");
            }
        }
    }

    /// Saves the sequencer's state and these partitions, and says which slots at which positions.
    ///
    /// # Errors
    /// [`NotSaved`]; the older ones are still there.
    async fn save(&mut self, partitions: &[Partition]) -> Result<Vec<(String, Lsn)>, NotSaved> {
        let shared = self.shared.clone();
        // A start falls back to the oldest snapshot at most; without any it reads the whole log.
        let from = shared.snapshots.oldest((0..PARTITIONS).map(|partition| slot(Partition(partition))))?;
        let names = shared.inbox.names(from, self.in_use()).await.ok_or(NotSaved::Ending)?;
        let mut saved = vec![(names::SLOT.to_owned(), names.lsn)];
        blocking(move || write_names(&shared, &names)).await?;
        for group in partitions.chunks(GROUP) {
            let mut images = Vec::new();
            for partition in group {
                images.push((*partition, image(&self.workers, *partition).await?));
            }
            for barrier in self.shared.outlets.barriers() {
                barrier.await.map_err(|_| NotSaved::Ending)?;
            }
            self.shared.inbox.durable().await.map_err(|_| NotSaved::Owed)?;
            let fresh: Vec<_> = images.iter().map(|(partition, image)| (image.lsn, *partition)).collect();
            for (partition, image) in &mut images {
                let [newest, older] = self.in_use.entry(*partition).or_default();
                *older = newest.replace(std::mem::take(&mut image.versions));
            }
            let shared = self.shared.clone();
            blocking(move || write(&shared, images)).await?;
            self.saved.retain(|(_, partition)| !group.contains(partition));
            saved.extend(fresh.iter().map(|(lsn, partition)| (slot(*partition), *lsn)));
            self.saved.extend(fresh);
        }
        metrics::counter!("rapport_snapshots_total").increment(saved.len() as u64);
        Ok(saved)
    }

    /// The versions that any snapshot names that a start could load: two of each partition are kept, so that what is handed over from one
    /// partition to another between two images is in one of them. Nothing until this process has made all of them.
    fn in_use(&self) -> Option<Versions> {
        let mut all = Versions::default();
        for versions in self.in_use.values().flatten() {
            all.add_all(versions.as_ref()?);
        }
        (self.in_use.len() == usize::from(PARTITIONS)).then_some(all)
    }
}

/// Why snapshots could not be written.
#[derive(Debug, thiserror::Error)]
enum NotSaved {
    /// There is room for more important things only.
    #[error("the disk is full")]
    Full,
    /// A part that had to answer is no more.
    #[error("a part of the program has ended")]
    Ending,
    /// What follows from records before it is not in the log.
    #[error("the log does not take what it must take before")]
    Owed,
    /// A partition's state could not be taken down.
    #[error("the state of a partition could not be taken down; the program's log says why")]
    NoImage,
    /// It has no stored form.
    #[error("{0}")]
    Unwritable(#[from] rapport_stored::Unwritable),
    /// The history that belongs to it is not durable.
    #[error("{0}")]
    History(#[from] HistoryError),
    /// The disk says no.
    #[error("{0}")]
    Disk(#[from] io::Error),
}

async fn blocking(work: impl FnOnce() -> Result<(), NotSaved> + Send + 'static) -> Result<(), NotSaved> {
    tokio::task::spawn_blocking(work).await.map_err(|broken| NotSaved::Disk(io::Error::other(broken)))?
}

/// The snapshot slot of a partition.
pub(super) fn slot(partition: Partition) -> String {
    format!("p{:03}", partition.0)
}

async fn image(workers: &Workers, partition: Partition) -> Result<Image, NotSaved> {
    let (reply, answer) = oneshot::channel();
    let question = move |worker: &mut Worker| drop(reply.send(worker.image(partition)));
    workers.ask(partition, Box::new(question));
    answer.await.map_err(|_| NotSaved::Ending)?.ok_or(NotSaved::NoImage)
}

fn write(shared: &Shared, images: Vec<(Partition, Image)>) -> Result<(), NotSaved> {
    let bytes: usize = images.iter().map(|(_, image)| image.state.len()).sum();
    shared.reserve.make_room(bytes as u64 + SMALL);
    for (partition, image) in images {
        shared.history.sync(partition)?;
        shared.snapshots.save(&slot(partition), IMAGE_VERSION, image.lsn, &image.state)?;
    }
    Ok(())
}

fn write_names(shared: &Shared, names: &Names) -> Result<(), NotSaved> {
    let encoded = rapport_stored::encode(names)?;
    shared.reserve.make_room(encoded.len() as u64 + SMALL);
    Ok(shared.snapshots.save(names::SLOT, names::VERSION, names.lsn, &encoded)?)
}
