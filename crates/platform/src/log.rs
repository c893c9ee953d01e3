//! The log on local disk: segment files, one group commit per batch.
//!
//! ```text
//! log/lock                          held while a process has the log open
//! log/00000000000000000001.log      header, then frames; the name is the first position in it
//! log/00000000000000731042.log      the active segment: the only one ever appended to
//! log/sealed.json                   what each closed segment was when it was closed
//! ```
//!
//! What is promised, and how:
//!
//! * **Acknowledged means kept.** [`Segments::append`](rapport_kernel::port::Log::append) writes a batch with one call
//!   and returns after `fdatasync`. A new segment is made aside, synced, renamed, and its directory synced, before
//!   anything is written to it.
//! * **All or nothing.** Frames carry their place in the batch. A batch whose last frame did not reach the disk is cut
//!   off when the log is opened; it was never acknowledged.
//! * **Damage is never passed over.** A batch is written only after the one before it is durable. So a flaw with a
//!   *later* batch behind it cannot be a torn write: opening and reading then fail with
//!   [`LogError::Damaged`](rapport_kernel::port::LogError::Damaged) and a person has to look.
//!   (A flaw inside the very last batch looks the same as a torn write. The runtime logs a tick every second, so that is
//!   the last second at most.)
//! * **A failed `fdatasync` is final.** The kernel may have dropped the pages, so a second call proves nothing. The log
//!   refuses every write until a restart has read what is really there.
//! * **A full disk is not a failure.** The part of the batch that was written is taken back; later batches are welcome.
//! * **What is missing is found.** `sealed.json` says what each closed segment was ([`seals`]); [`inspect`] compares before
//!   anything is opened. What someone decided to do without stands in `lost.json` ([`lost`], [`salvage`]).
//! * **Erasure keeps positions.** [`Reader::scrub`] rewrites sealed segments without the payloads of some customers.
//!
//! Follow a record: [`writer`] -> [`frame`] -> disk -> [`reader`]; [`recover`] decides what a crash left behind.

mod checkpoint;
mod copy;
mod disk;
mod frame;
mod inspect;
mod lock;
pub(crate) mod lost;
mod reader;
mod recover;
mod salvage;
mod scrub;
mod seals;
mod segment;
#[cfg(test)]
pub(crate) mod tests;
mod writer;

pub(crate) use disk::{is_full, look_at, replace, sweep, sync_dir};
pub(crate) use inspect::{Flaw, inspect, read_through};
pub(crate) use reader::first_payload;
pub(crate) use salvage::accept;
pub(crate) use seals::{FILE as SEALED, has_sums};

pub use checkpoint::{Checkpoint, NoCheckpoint};
pub use frame::MAX_PAYLOAD;
pub use lock::DirLock;
pub use lost::Stretch;
pub use reader::Reader;
pub use writer::{SEGMENT_BYTES, Segments};
