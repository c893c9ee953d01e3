//! Where effects go: one queue per kind of work.

use super::sink::{Named, Outlet};
use rapport_engine::{Booking, Due, OrderSeen, VoucherRequest};
use rapport_kernel::{CustomerId, RecordId, Time};
use smol_str::SmolStr;
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

/// Somebody is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Which output of which record: everything before that record goes.
    pub id: RecordId,
    /// The person by their number.
    pub customer: CustomerId,
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
}

/// All queues.
pub(super) struct Outlets {
    pub(super) postings: Outlet<Posting>,
    pub(super) vouchers: Outlet<VoucherAsked>,
    pub(super) erasures: Outlet<Erasure>,
    pub(super) dues: mpsc::UnboundedSender<Due>,
}

impl Outlets {
    pub(super) fn book(&self, id: RecordId, customer: CustomerId, at: Time, booking: Booking) {
        self.postings.put(Posting { id, customer, at, what: Posted::Message(booking) });
    }

    pub(super) fn order(&self, id: RecordId, customer: CustomerId, at: Time, order: OrderSeen) {
        self.postings.put(Posting { id, customer, at, what: Posted::Order(Box::new(order)) });
    }

    pub(super) fn voucher(&self, id: RecordId, customer: CustomerId, request: VoucherRequest) {
        self.vouchers.put(VoucherAsked { id, customer, request });
    }

    pub(super) fn erase(&self, erasure: Erasure) {
        self.erasures.put(erasure);
    }

    pub(super) fn due(&self, due: Due) {
        // The dispatcher ends after the workers; nothing is lost, for the state knows what is due.
        let _ = self.dues.send(due);
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
