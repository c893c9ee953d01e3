//! Forgetting someone for good: history lines, log payloads, snapshots, and what others keep.
//!
//! The state has forgotten the person when the record was applied. Here the bytes go: history is overwritten, the log's
//! sealed segments are rewritten without the person's payloads, snapshots are replaced. Every step may be repeated, and
//! no snapshot that would hide the erasure from a replay is written before it is done. On a full disk the reserve gives the room.

use super::{
    inbox::Inbox,
    obligations::{Hindered, Obligations},
    outlets::{Erasure, Posting, VoucherAsked},
    saver::SaverHandle,
    sink::{Answer, Outlet, Sink, SinkError},
    submission::{Submission, Target},
};
use crate::{
    history::{History, HistoryError},
    installation::Lease,
    log::{Reader, SEGMENT_BYTES, is_full},
    reserve::{self, Reserve, SMALL},
};
use hashbrown::HashMap;
use rapport_engine::Body;
use rapport_kernel::{CustomerId, Lsn, port::LogError};
use smol_str::SmolStr;
use std::sync::Arc;

/// Someone else who keeps something about customers, such as the SQL tables of vouchers.
pub trait Eraser: Send + Sync + 'static {
    /// Forgets these customers, and the numbers of their orders, durably. May be asked again.
    fn erase<'a>(&'a self, customers: &'a [CustomerId], orders: &'a [SmolStr]) -> Answer<'a, Result<(), SinkError>>;
}

/// The sink of erasures.
pub(super) struct Erasures {
    pub(super) obligations: Arc<Obligations>,
    /// A history that is being made again must not bring back what goes here.
    pub(super) rewriting: Arc<tokio::sync::Mutex<()>>,
    pub(super) history: Arc<History>,
    pub(super) reader: Reader,
    pub(super) inbox: Inbox,
    /// What others were given to keep before; it is carried out before they forget.
    pub(super) postings: Outlet<Posting>,
    pub(super) vouchers: Outlet<VoucherAsked>,
    pub(super) others: Vec<Arc<dyn Eraser>>,
    pub(super) saver: SaverHandle,
    pub(super) reserve: Arc<Reserve>,
    /// Whoever lost the directory rewrites nothing in it.
    pub(super) lease: Lease,
}

fn unavailable(error: impl std::fmt::Display) -> Hindrance {
    SinkError::Unavailable(error.to_string()).into()
}

/// Waiting is for what stands in everybody's way and passes. The rest is set aside, so that it stands in no one else's: the promise
/// stays open, and is tried again every hour and at every start.
fn of_history(error: &HistoryError) -> Hindrance {
    match error {
        HistoryError::Disk(disk) if is_full(disk) => unavailable(error),
        _ => refused("history_unreadable", error),
    }
}

/// As [`of_history`].
fn of_log(error: &LogError) -> Hindrance {
    match error {
        LogError::Full | LogError::NoHandles => unavailable(error),
        LogError::Damaged { .. } => refused("log_damaged", error),
        LogError::Read(_) => refused("log_unreadable", error),
        LogError::Write(_) | LogError::InUse(_) => refused("log_unwritable", error),
    }
}

fn refused(code: &str, error: &dyn std::error::Error) -> Hindrance {
    Hindrance { for_queue: SinkError::Refused(code.into()), words: error.to_string() }
}

/// What stood in the way of an erasure: for the queue, and in words for people.
struct Hindrance {
    for_queue: SinkError,
    words: String,
}

impl Hindrance {
    fn told(&self) -> Hindered {
        let code = match &self.for_queue {
            SinkError::Unavailable(_) => "unavailable",
            SinkError::Refused(code) => code,
        };
        Hindered::new(code, self.words.clone())
    }
}

impl From<SinkError> for Hindrance {
    fn from(error: SinkError) -> Self {
        Self { words: error.to_string(), for_queue: error }
    }
}

impl Erasures {
    async fn forget(&self, items: &[Erasure]) -> Result<(), Hindrance> {
        let _alone = self.rewriting.lock().await;
        self.lease.check().map_err(unavailable)?;
        self.reserve.make_room(SMALL);
        // Each up to their own erasure: its record stays, and a replay from an older snapshot meets it.
        let mut before: HashMap<CustomerId, Lsn> = HashMap::new();
        for item in items {
            for customer in self.history.erase(item.customer).map_err(|error| of_history(&error))? {
                let until = before.entry(customer).or_default();
                *until = item.id.lsn.max(*until);
                if customer != item.customer {
                    // A snapshot from before the two were one knows this one by itself.
                    self.inbox.put(Submission::to(Target::Exactly(customer), Body::Erase));
                }
            }
        }
        let whom: Vec<CustomerId> = before.keys().copied().collect();
        // Else a voucher asked for, or an order told of, before the erasure would be kept after it.
        for carried in [self.postings.barrier(), self.vouchers.barrier()] {
            carried.await.map_err(unavailable)?;
        }
        let orders: Vec<SmolStr> = items.iter().flat_map(|item| item.orders.iter().cloned()).collect();
        for other in &self.others {
            other.erase(&whom, &orders).await?;
        }
        self.inbox.seal().await.map_err(unavailable)?;
        self.lease.check().map_err(unavailable)?;
        let (reader, reserve) = (self.reader.clone(), self.reserve.clone());
        let scrub = tokio::task::spawn_blocking(move || match reader.scrub_each(&before) {
            // One segment at a time is written anew beside the old one: with all the reserve has it may fit.
            Err(LogError::Full) => {
                reserve.make_room(SEGMENT_BYTES + 2 * SMALL);
                reader.scrub_each(&before)
            }
            scrubbed => scrubbed,
        });
        let emptied = scrub.await.map_err(unavailable)?.map_err(|error| of_log(&error))?;
        metrics::counter!("rapport_erased_records_total").increment(emptied);
        // Not waited for: the saver waits for this sink.
        self.saver.replace(whom.iter().map(|customer| customer.partition()).collect());
        Ok(())
    }
}

impl Sink<Erasure> for Erasures {
    fn carry<'a>(&'a self, items: &'a [Erasure]) -> Answer<'a, Result<(), SinkError>> {
        Box::pin(reserve::protect(async move {
            let forgotten = self.forget(items).await;
            for item in items {
                match &forgotten {
                    Ok(()) => self.obligations.done(item.id),
                    Err(hindrance) => self.obligations.hindered(item.id, hindrance.told()),
                }
            }
            forgotten.map_err(|hindrance| hindrance.for_queue)
        }))
    }
}
