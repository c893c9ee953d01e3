//! What workers, saver, dispatcher and the handle have in common.

use super::{
    aside::Aside, health::Health, inbox::Inbox, live::Live, mend::Mending, names::Names, obligations::Obligations,
    obstacle::Obstacle, outlets::Outlets, time::Timekeeper, wire::Wire,
};
use crate::{
    history::History,
    hold::Hold,
    installation::Lease,
    journal::Spoken,
    left_out::LeftOut,
    log::{DirLock, Reader},
    reserve::Reserve,
    snapshot::Snapshots,
    tasks::Tasks,
    trouble::Trouble,
};
use parking_lot::RwLock;
use rapport_channel::{
    outgoing::Outgoing,
    report::{Outcome, Report},
};
use rapport_engine::Body;
use rapport_kernel::{Span, Time};
use std::sync::Arc;
use tokio::sync::broadcast;

pub(super) struct Shared {
    pub(super) history: Arc<History>,
    pub(super) snapshots: Arc<Snapshots>,
    pub(super) reader: Reader,
    pub(super) names: Arc<RwLock<Names>>,
    pub(super) health: Arc<Health>,
    pub(super) aside: Arc<Aside>,
    pub(super) wire: Wire,
    pub(super) outlets: Outlets,
    /// Histories that are being made again.
    pub(super) mending: Mending,
    /// Held by whoever takes lines out of histories or makes one again: one of them at a time.
    pub(super) rewriting: Arc<tokio::sync::Mutex<()>>,
    /// Records that are done without.
    pub(super) left_out: LeftOut,
    /// What was promised and is under way.
    pub(super) obligations: Arc<Obligations>,
    pub(super) live: broadcast::Sender<Arc<Live>>,
    pub(super) inbox: Inbox,
    pub(super) time: Arc<Timekeeper>,
    /// While it is on, nothing is claimed.
    pub(super) hold: Hold,
    /// Unless it beats, no first byte leaves.
    pub(super) lease: Lease,
    /// What was sent since the backup this was restored from.
    pub(super) spoken: Arc<Spoken>,
    pub(super) reserve: Arc<Reserve>,
    /// Whether snapshots are written.
    pub(super) saving: Trouble,
    /// What must not end.
    pub(super) tasks: Tasks,
    pub(super) age_out: Option<Span>,
    /// Held until the last of us is done: a snapshot being written outlives the sequencer.
    pub(super) _lock: Arc<DirLock>,
}

impl Shared {
    pub(super) fn now(&self) -> Time {
        self.time.now()
    }

    /// Whoever claimed it is no more: certainly nothing was sent.
    pub(super) fn not_taken(&self, outgoing: Outgoing) {
        self.wire.finish(&outgoing.send_key);
        let outcome = Outcome::NotSent { why: Obstacle::NoDispatcher.code().into() };
        let report = Report::new(outgoing.send_key, outcome, self.now());
        self.inbox.forward(outgoing.customer, Body::Report(Box::new(report)));
    }

    pub(super) fn live(&self, live: Live) {
        if self.live.receiver_count() > 0 {
            // The last listener may leave at any moment.
            let _ = self.live.send(Arc::new(live));
        }
    }
}
