//! What was promised to someone and is not done yet: erasures until the last byte is gone, withdrawals until they are in the
//! log. Each has an age, so that one that never ends is seen. (Exports that are owed lie in [`crate::sql::export`].)

use parking_lot::Mutex;
use rapport_customer::Act;
use rapport_engine::Body;
use rapport_kernel::{CustomerId, RecordId, Time};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

rapport_kernel::coded! {
    /// What was promised.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ObligationKind {
        /// Everything about the person goes, also from the disk.
        Erasure = "erasure",
        /// The person is not written to any more.
        Withdrawal = "withdrawal",
        /// The person gets everything that is held about them.
        Export = "export",
    }
}

/// What stood in the way of a promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindered {
    /// One of [`Hindered::CODES`].
    pub code: &'static str,
    /// The words of whatever met it, for whoever mends it.
    pub words: String,
}

impl Hindered {
    /// Their stable names.
    pub const CODES: &[&str] = &[
        "log_damaged",
        "log_unreadable",
        "log_unwritable",
        "history_unreadable",
        "unavailable",
        "refused",
        "export_failed",
    ];

    /// By its code, if that is one of ours.
    #[must_use]
    pub fn new(code: &str, words: String) -> Self {
        let known = Self::CODES.iter().find(|known| **known == code);
        Self { code: known.copied().unwrap_or("refused"), words }
    }
}

/// A promise under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// An erasure or a withdrawal.
    pub kind: ObligationKind,
    /// To whom; [`CustomerId::NONE`] while that is not known.
    pub customer: CustomerId,
    /// The moment at which it was promised.
    pub since: Time,
    /// What stood in the way the last time.
    pub obstacle: Option<Hindered>,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Obligations {
    next: AtomicU64,
    open: Mutex<BTreeMap<Name, Obligation>>,
}

/// What one is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Record(u64, u16, u32),
    Request(u64),
}

impl From<RecordId> for Name {
    fn from(id: RecordId) -> Self {
        Self::Record(id.lsn.0, id.partition.0, id.n)
    }
}

impl Obligations {
    /// The longest waiting first.
    pub(super) fn list(&self) -> Vec<Obligation> {
        let mut all: Vec<Obligation> = self.open.lock().values().cloned().collect();
        all.sort_by_key(|obligation| obligation.since);
        all
    }

    /// An erasure is in the log.
    pub(super) fn erasure(&self, id: RecordId, customer: CustomerId, since: Time) {
        let erasure = Obligation { kind: ObligationKind::Erasure, customer, since, obstacle: None };
        self.open.lock().insert(id.into(), erasure);
    }

    /// An erasure came up against something.
    pub(super) fn hindered(&self, id: RecordId, why: Hindered) {
        if let Some(obligation) = self.open.lock().get_mut(&id.into()) {
            obligation.obstacle = Some(why);
        }
    }

    /// An erasure is done.
    pub(super) fn done(&self, id: RecordId) {
        self.open.lock().remove(&id.into());
    }

    /// Someone asks for something that takes back. Until the guard goes, it is under way.
    pub(super) fn withdrawals(&self, bodies: &[&Body], at: Time) -> Vec<UnderWay<'_>> {
        let takes_back = |body: &&&Body| match body {
            Body::Consent(said) => matches!(said.act, Act::Withdraw | Act::Object),
            Body::Suppress(_) => true,
            _ => false,
        };
        let begin = |_: &&Body| {
            let name = Name::Request(self.next.fetch_add(1, Ordering::Relaxed));
            let withdrawal =
                Obligation { kind: ObligationKind::Withdrawal, customer: CustomerId::NONE, since: at, obstacle: None };
            self.open.lock().insert(name, withdrawal);
            UnderWay { all: self, name }
        };
        bodies.iter().filter(takes_back).map(begin).collect()
    }
}

/// A withdrawal between its request and the log.
pub(super) struct UnderWay<'a> {
    all: &'a Obligations,
    name: Name,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.all.open.lock().remove(&self.name);
    }
}
