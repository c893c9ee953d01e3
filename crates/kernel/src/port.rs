//! What the rings further out must offer the product. Two adapters each, and no third.

use crate::{CustomerId, Lsn, Partition, Time};

/// One record as the log keeps it: an envelope that can be routed and scrubbed without understanding the payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Whose writer applies it; [`Partition::ALL`] for all of them.
    pub partition: Partition,
    /// Whom it is about; [`CustomerId::NONE`] if no one. Erasure finds a person's records by this.
    pub customer: CustomerId,
    /// The log's own time: never goes back from one record to the next.
    pub time: Time,
    /// The encoded body.
    pub payload: Vec<u8>,
}

/// What can go wrong with a log, by what the caller should do next.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The disk refuses: nothing of this batch counts; stop accepting until a restart has looked at the log.
    #[error("the log cannot be written: {0}")]
    Write(#[source] std::io::Error),
    /// Another process has the log open.
    #[error("{0}")]
    InUse(String),
    /// No room: nothing of this batch counts; accept again when there is room.
    #[error("the log's disk is full")]
    Full,
    /// The machine has no file handle to spare: nothing of this batch counts; accept again in a moment.
    #[error("no file handle is free")]
    NoHandles,
    /// The log cannot be read here; a person has to look.
    #[error("the log cannot be read at {at:?}: {reason}")]
    Damaged {
        /// The position, if known.
        at: Option<Lsn>,
        /// What was found.
        reason: String,
    },
    /// Reading failed for reasons of the machine.
    #[error("the log cannot be read: {0}")]
    Read(#[source] std::io::Error),
}

/// What [`Log::read`] yields: records in log order.
pub type Entries = Box<dyn Iterator<Item = Result<(Lsn, Entry), LogError>> + Send>;

/// The log: the truth all state is derived from.
pub trait Log: Send {
    /// Appends all entries and returns when they are durable; the first gets the returned position, the others follow on.
    ///
    /// # Errors
    /// [`LogError::Write`], [`LogError::Full`], [`LogError::NoHandles`]: then none of them is part of the log.
    fn append(&mut self, entries: &[Entry]) -> Result<Lsn, LogError>;

    /// Everything from `from` on, in order, up to the end at the time of the call.
    ///
    /// # Errors
    /// [`LogError::Read`], [`LogError::Damaged`].
    fn read(&self, from: Lsn) -> Result<Entries, LogError>;

    /// The position the next entry will get.
    fn end(&self) -> Lsn;

    /// Removes the payloads of these customers' records before `before` for good; the positions stay.
    /// Returns how many records were emptied.
    ///
    /// # Errors
    /// [`LogError::Write`], [`LogError::Read`]; may be repeated.
    fn scrub(&mut self, customers: &[CustomerId], before: Lsn) -> Result<u64, LogError>;
}
