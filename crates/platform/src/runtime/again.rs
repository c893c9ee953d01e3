//! Folding partitions once more from the beginning of the log, beside everything that goes on: what was derived from a record is
//! made of it again, with the same ids.

use super::{
    Closed, Runtime,
    aside::{ERASURES, POSTINGS, VOUCHERS},
    outlets::{Erasure, Posted, Posting, VoucherAsked},
    recover,
    shared::Shared,
};
use rapport_engine::{Effect, EffectKind, Partition as State, Shard};
use rapport_kernel::{CustomerId, Lsn, Partition, RecordId};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

/// Why something that was set aside is never done: the person it was for was erased.
const ERASED: &str = "person_erased";

/// Some partitions folded again from the beginning, as far as they have come.
pub(super) struct Again {
    shard: Shard,
    whose: BTreeSet<Partition>,
    next: Lsn,
    effects: Vec<Effect>,
}

impl Again {
    pub(super) fn begin(whose: BTreeSet<Partition>) -> Self {
        let shard = Shard::new(whose.iter().copied().map(State::new));
        Self { shard, whose, next: Lsn(0), effects: Vec::new() }
    }

    /// Goes on with the log up to `end`, and hands out what comes of it.
    pub(super) fn read(
        &mut self,
        shared: &Shared,
        end: Lsn,
        mut each: impl FnMut(Effect) -> io::Result<()>,
    ) -> io::Result<()> {
        let other = |error: &dyn std::fmt::Display| io::Error::other(error.to_string());
        for next in shared.reader.read(self.next).map_err(|error| other(&error))? {
            let (lsn, entry) = next.map_err(|error| other(&error))?;
            if lsn >= end {
                break;
            }
            self.next = lsn.next();
            if !self.whose.contains(&entry.partition) && entry.partition != Partition::ALL {
                continue;
            }
            let body = recover::body(lsn, &entry, &shared.left_out).map_err(|error| other(&error))?;
            let Some(body) = body else { continue };
            self.shard.apply(lsn, entry.partition, entry.customer, entry.time, body, &mut self.effects);
            self.effects.drain(..).try_for_each(&mut each)?;
        }
        Ok(())
    }
}

/// What of it is set aside by a sink that may do it later.
fn waiting(shared: &Shared, only: Option<&str>) -> BTreeMap<RecordId, &'static str> {
    let at = |place: &'static str| shared.aside.at(place).into_iter().map(move |(id, _)| (id, place));
    let all = at(POSTINGS).chain(at(VOUCHERS)).chain(at(ERASURES));
    all.filter(|(id, _)| only.is_none_or(|only| id.to_string() == only)).collect()
}

impl Runtime {
    /// Tries what was set aside once more, one of it or all; returns how much of it is done now. What fails again stays where it is,
    /// and so does what broke the state itself: it would break it again.
    ///
    /// # Errors
    /// [`io::Error`] if the log cannot be read from its beginning; then postings and vouchers were not tried.
    pub async fn try_again(&self, only: Option<&str>) -> io::Result<usize> {
        let shared = self.shared().clone();
        let wanted = waiting(&shared, only);
        erase_again(&shared, |id| wanted.contains_key(&id));
        let from_log: BTreeSet<RecordId> =
            wanted.iter().filter(|(_, place)| **place != ERASURES).map(|(id, _)| *id).collect();
        let folded = if from_log.is_empty() {
            Ok(())
        } else {
            let (folding, wanted) = (shared.clone(), from_log);
            tokio::task::spawn_blocking(move || put_again(&folding, &wanted)).await.map_err(io::Error::other)?
        };
        let gone = |_| io::Error::other(Closed);
        for barrier in shared.outlets.barriers() {
            barrier.await.map_err(gone)?;
        }
        let left = waiting(&shared, only);
        folded.map(|()| wanted.keys().filter(|id| !left.contains_key(id)).count())
    }
}

/// Hands postings and questions for vouchers over once more, as the log makes them. What it does not make any more is about someone who
/// was erased: what was kept of it without them is handed over, and the rest has come to its end.
fn put_again(shared: &Shared, wanted: &BTreeSet<RecordId>) -> io::Result<()> {
    let mut gone = wanted.clone();
    let end = wanted.iter().map(|id| id.lsn).max().unwrap_or_default().next();
    let mut again = Again::begin(wanted.iter().map(|id| id.partition).collect());
    again.read(shared, end, |Effect { id, customer, at, kind }| {
        if !wanted.contains(&id) {
            return Ok(());
        }
        gone.remove(&id);
        let post = |what| shared.outlets.postings.put(Posting { id, customer, at, what });
        match kind {
            EffectKind::Book(booking) => post(Posted::Message(booking)),
            EffectKind::Order(order) => post(Posted::Order(order)),
            EffectKind::Served(served) => post(Posted::Served(served)),
            EffectKind::IssueVoucher(request) => {
                shared.outlets.vouchers.put(VoucherAsked { id, customer, request: *request });
            }
            _ => {}
        }
        Ok(())
    })?;
    put_nameless(shared, &gone);
    Ok(())
}

/// Hands over what was kept of work about people who were erased since, and ends what nothing was kept of.
fn put_nameless(shared: &Shared, gone: &BTreeSet<RecordId>) {
    for place in [POSTINGS, VOUCHERS] {
        for (id, kept) in shared.aside.at(place).into_iter().filter(|(id, _)| gone.contains(id)) {
            if let Some(kept) = kept {
                let (customer, at) = (CustomerId::default(), shared.now());
                shared.outlets.postings.put(Posting { id, customer, at, what: Posted::Nameless(kept) });
            } else {
                tracing::warn!(record = %id, place, reason = ERASED, "what was set aside has ended");
                metrics::counter!("rapport_set_aside_ended_total", "place" => place, "reason" => ERASED).increment(1);
                shared.aside.done(place, std::iter::once(id));
            }
        }
    }
}

/// Hands erasures over once more that were set aside. The promise stands until they are done.
pub(super) fn erase_again(shared: &Shared, which: impl Fn(RecordId) -> bool) {
    for (id, work) in shared.aside.at(ERASURES) {
        let Some(erasure) = work.and_then(|work| serde_json::from_value::<Erasure>(work).ok()) else {
            tracing::error!(record = %id, "an erasure that was set aside does not say what is left to do");
            continue;
        };
        if which(id) {
            shared.obligations.erasure(id, erasure.customer, erasure.since);
            shared.outlets.erase(erasure);
        }
    }
}
