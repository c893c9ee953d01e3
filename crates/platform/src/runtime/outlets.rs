//! Where effects go: one queue per kind of work.

use super::sink::{Named, Outlet};
use rapport_engine::{Booking, Due, OrderSeen, Served, VoucherRequest};
use rapport_kernel::{CustomerId, RecordId, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{mpsc, oneshot};

/// Money to be booked, idempotent by its id.
#[derive(Clone, Debug, PartialEq)]
pub struct Posting {
    /// Which output of which record.
    pub id: RecordId,
    /// About whom.
    pub customer: CustomerId,
    /// Log time.
    pub at: Time,
    /// The kind of money and what it is about.
    pub what: Posted,
}

/// What is to be booked.
#[derive(Clone, Debug, PartialEq)]
pub enum Posted {
    /// Money that follows a message.
    Message(Booking),
    /// An order, with the touches that are credited.
    Order(Box<OrderSeen>),
    /// What staff said after an order that they had done before.
    Served(Box<Served>),
    /// What was kept of work that was set aside, after the person was erased ([`Sink::nameless`](super::Sink::nameless)).
    Nameless(serde_json::Value),
}

/// A journey's question for a voucher.
#[derive(Clone, Debug, PartialEq)]
pub struct VoucherAsked {
    /// Which output of which record.
    pub id: RecordId,
    /// The person it is issued to.
    pub customer: CustomerId,
    /// What is asked.
    pub request: VoucherRequest,
}

/// Someone is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// Which output of which record: everything before that record goes.
    pub id: RecordId,
    /// The person by their number.
    pub customer: CustomerId,
    /// Since when it is promised.
    pub since: Time,
    /// The numbers of the orders that were known of them.
    pub orders: Vec<SmolStr>,
}

impl Named for Posting {
    fn id(&self) -> RecordId {
        self.id
    }
}

impl Named for VoucherAsked {
    fn id(&self) -> RecordId {
        self.id
    }
}

impl Named for Erasure {
    fn id(&self) -> RecordId {
        self.id
    }

    /// An erasure that came half-way has emptied the records it was made of.
    fn work(&self) -> Option<serde_json::Value> {
        serde_json::to_value(self).ok()
    }
}

/// All queues.
pub(super) struct Outlets {
    pub(super) postings: Outlet<Posting>,
    pub(super) vouchers: Outlet<VoucherAsked>,
    pub(super) erasures: Outlet<Erasure>,
    pub(super) dues: mpsc::UnboundedSender<Due>,
    /// Messages that were handed to the dispatcher and are not carried yet.
    pub(super) due: AtomicUsize,
}

impl Outlets {
    pub(super) fn book(&self, id: RecordId, customer: CustomerId, at: Time, booking: Booking) {
        self.postings.put(Posting { id, customer, at, what: Posted::Message(booking) });
    }

    pub(super) fn order(&self, id: RecordId, customer: CustomerId, at: Time, order: OrderSeen) {
        self.postings.put(Posting { id, customer, at, what: Posted::Order(Box::new(order)) });
    }

    pub(super) fn served(&self, id: RecordId, customer: CustomerId, at: Time, served: Served) {
        self.postings.put(Posting { id, customer, at, what: Posted::Served(Box::new(served)) });
    }

    pub(super) fn voucher(&self, id: RecordId, customer: CustomerId, request: VoucherRequest) {
        self.vouchers.put(VoucherAsked { id, customer, request });
    }

    pub(super) fn erase(&self, erasure: Erasure) {
        self.erasures.put(erasure);
    }

    pub(super) fn due(&self, due: Due) {
        self.due.fetch_add(1, Ordering::Relaxed);
        // Nothing is lost if the dispatcher has ended, for the state knows what is due; and readiness says that it has.
        let _ = self.dues.send(due);
    }

    /// A message was carried, or someone else carries it.
    pub(super) fn carried(&self) {
        self.due.fetch_sub(1, Ordering::Relaxed);
    }

    /// How many messages wait to be carried, or are.
    pub(super) fn waiting(&self) -> usize {
        self.due.load(Ordering::Relaxed)
    }

    /// How much is waiting in all sinks.
    pub(super) fn backlog(&self) -> usize {
        self.postings.backlog() + self.vouchers.backlog() + self.erasures.backlog()
    }

    /// Answers when everything handed over before is carried out durably or set aside.
    pub(super) fn barriers(&self) -> [oneshot::Receiver<()>; 3] {
        [self.postings.barrier(), self.vouchers.barrier(), self.erasures.barrier()]
    }
}
