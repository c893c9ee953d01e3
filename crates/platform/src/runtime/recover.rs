//! From what lies on disk to a running heart.
//!
//! 1. Each partition takes its newest usable snapshot, and its history is cut to match; without one it begins empty.
//! 2. What applies to everybody is taken from the sequencer's state, up to where the replay begins.
//! 3. The log is replayed from the lowest position any partition needs. State, history and money are made again; nothing
//!    is sent.
//! 4. Hand-overs that came out of the replay and are not in the log yet are appended.
//! 5. Claims without an answer become *unknown*; what is due or asked is asked again; and life goes on.

use super::{
    OpenError,
    names::{self, Names},
    saver::slot,
    shared::Shared,
    worker::{self, IMAGE_VERSION, Mode, Routed, Workers},
};
use crate::{history::History, left_out::LeftOut, log::Reader, snapshot::Snapshots};
use hashbrown::HashSet;
use rapport_engine::{Body, Partition as State, Shard};
use rapport_kernel::{CustomerId, Lsn, Partition, Time, port::Entry};
use rapport_stored::BodyError;

/// How many records are handed over at once.
const CHUNK: usize = 1_000;
/// After so many the replay waits until they are applied, so that memory does not fill.
const STRETCH: usize = 50;

/// The shards of all workers as the snapshots have them, and where the replay has to begin.
pub(super) fn shards(
    workers: usize,
    snapshots: &Snapshots,
    history: &History,
    names: &Names,
    log: &Reader,
    left_out: &LeftOut,
) -> Result<(Vec<Shard>, Lsn), OpenError> {
    let end = log.end();
    let load = |number| -> Result<Vec<State>, OpenError> {
        worker::owned(number, workers).map(|p| partition(p, snapshots, history, end)).collect()
    };
    let loaded: Vec<Result<Vec<State>, OpenError>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|number| scope.spawn(move || load(number))).collect();
        let dead = |_| Err(OpenError::Disk(std::io::Error::other("a snapshot could not be loaded")));
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(dead)).collect()
    });
    let loaded = loaded.into_iter().collect::<Result<Vec<_>, _>>()?;
    let from = loaded.iter().flatten().map(|state| state.next).min().unwrap_or(end);
    let before = catalog(names, log, left_out, from)?;
    let shards = loaded.into_iter().map(|states| {
        let mut shard = Shard::new(states);
        for (lsn, time, body) in &before {
            // Every partition has seen these: only the catalog takes them in.
            shard.apply(*lsn, Partition::ALL, CustomerId::NONE, *time, body.clone(), &mut Vec::new());
        }
        shard
    });
    Ok((shards.collect(), from))
}

/// What applied to everybody before `from`. Where the sequencer's state holds no longer all of it, the log does.
fn catalog(names: &Names, log: &Reader, left_out: &LeftOut, from: Lsn) -> Result<Vec<(Lsn, Time, Body)>, OpenError> {
    let read_again;
    let names = if from < names.collapsed {
        let mut again = Names::default();
        for next in log.read(Lsn(0))? {
            let (lsn, entry) = next?;
            if lsn >= from {
                break;
            }
            if entry.partition == Partition::ALL
                && let Some(body) = body(lsn, &entry, left_out)?
            {
                again.note(lsn, entry.time, &body);
            }
        }
        read_again = again;
        &read_again
    } else {
        names
    };
    Ok(names.catalog.iter().filter(|(lsn, ..)| *lsn < from).cloned().collect())
}

fn partition(id: Partition, snapshots: &Snapshots, history: &History, end: Lsn) -> Result<State, OpenError> {
    let usable = |bytes: &[u8]| {
        let (state, mark) = worker::decode_image(bytes)?;
        // A history that is shorter than its snapshot has lost something: an older snapshot may still fit.
        (state.id == id && history.restore(id, Some(mark)).is_ok()).then_some(state)
    };
    let loaded = snapshots.load(&slot(id), IMAGE_VERSION, end, usable).map_err(OpenError::Disk)?;
    match loaded.state {
        Some((_, state)) => Ok(state),
        None => {
            history.restore(id, None)?;
            Ok(State::new(id))
        }
    }
}

/// What a record says; nothing if it was erased, or if someone decided to do without it.
///
/// # Errors
/// [`OpenError::Record`]: nothing is passed over that could be a withdrawal.
pub(super) fn body(lsn: Lsn, entry: &Entry, left_out: &LeftOut) -> Result<Option<Body>, OpenError> {
    match rapport_stored::decode_body(&entry.payload) {
        Ok(body) => Ok(Some(body)),
        Err(BodyError::Empty) => Ok(None),
        Err(_) if left_out.has(lsn) => Ok(None),
        Err(error) => Err(OpenError::Record { lsn, writer: None, error }),
    }
}

/// Replays the log from `from` into the workers. Blocks.
pub(super) fn replay(shared: &Shared, workers: &Workers, from: Lsn) -> Result<(), OpenError> {
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut chunks = 0;
    for next in shared.reader.read(from)? {
        let (lsn, entry) = next?;
        let Some(body) = body(lsn, &entry, &shared.left_out)? else { continue };
        let (partition, customer, time) = (entry.partition, entry.customer, entry.time);
        chunk.push(Routed { lsn, partition, customer, time, body, waiter: None });
        if chunk.len() == CHUNK {
            workers.send(std::mem::take(&mut chunk));
            chunks += 1;
            if chunks % STRETCH == 0 {
                fence(workers, |_| ())?;
            }
        }
    }
    workers.send(chunk);
    let forwards: Vec<(CustomerId, Body)> =
        fence(workers, |worker| std::mem::take(&mut worker.forwards))?.into_iter().flatten().collect();
    owed(shared, from, forwards)
}

/// Asks every worker once it has applied everything so far.
pub(super) fn fence<R: Send + 'static>(
    workers: &Workers,
    ask: impl Fn(&mut worker::Worker) -> R + Send + Sync + 'static,
) -> Result<Vec<R>, OpenError> {
    let answers = workers.then(ask).into_iter().map(tokio::sync::oneshot::Receiver::blocking_recv);
    answers.collect::<Result<_, _>>().map_err(|_| OpenError::WorkerDied)
}

/// Appends the hand-overs a crash kept from the log. Whole lives (merges) are handed over again by the state itself.
fn owed(shared: &Shared, from: Lsn, mut forwards: Vec<(CustomerId, Body)>) -> Result<(), OpenError> {
    forwards.retain(|(_, body)| !matches!(body, Body::MergeIn { .. } | Body::MergeDone));
    if forwards.is_empty() {
        return Ok(());
    }
    let name = |customer: CustomerId, payload: &[u8]| names::hash(&[&customer.0.to_le_bytes(), payload]);
    let mut there = HashSet::new();
    for next in shared.reader.read(from)? {
        let (_, entry) = next?;
        there.insert(name(entry.customer, &entry.payload));
    }
    for (customer, body) in forwards {
        let payload = rapport_stored::encode_body(&body).map_err(std::io::Error::other)?;
        if there.insert(name(customer, &payload)) {
            shared.inbox.forward(customer, body);
        }
    }
    Ok(())
}

/// From now on everything is carried out. In order with the records, so none is applied half in one mode.
pub(super) fn go_live(workers: &Workers) -> Result<(), OpenError> {
    fence(workers, |worker| {
        debug_assert_eq!(worker.mode, Mode::Replay);
        worker.go_live();
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::log::Segments;
    use rapport_customer::Brand;
    use rapport_kernel::port::Log;

    #[test]
    fn what_the_sequencer_no_longer_knows_of_brands_the_log_does() {
        let dir = tempfile::tempdir().unwrap();
        let mut log = Segments::open(&dir.path().join("log")).unwrap();
        let mut names = Names::default();
        for name in ["one", "two", "three"] {
            let body = Body::Brand(Box::new(Brand::new("acme", name)));
            let payload = rapport_stored::encode_body(&body).unwrap();
            let entry = Entry { partition: Partition::ALL, customer: CustomerId::NONE, time: Time(7), payload };
            names.note(log.append(&[entry]).unwrap(), Time(7), &body);
        }
        let left_out = LeftOut::open(dir.path()).unwrap();
        let before = |names: &Names, from| {
            let found = catalog(names, &log.reader(), &left_out, Lsn(from)).unwrap();
            found.into_iter().map(|(lsn, ..)| lsn.0).collect::<Vec<_>>()
        };
        names.collapse(Lsn(4), None);
        assert_eq!(before(&names, 4), [3], "of the others nobody needs to know");
        assert_eq!(before(&names, 3), [1, 2], "a replay from here meets the third");
    }
}
