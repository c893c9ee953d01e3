//! Where the pure core meets the machine: files, threads, SQL.
//!
//! * [`log`]: the durable sequence of records, the truth all state is derived from.
//! * [`snapshot`]: partition states on disk, so that a restart need not read the whole log.
//! * [`format`], [`migrate`], [`left_out`]: which layout a directory has, the way from an older one, and what cannot be read.
//! * [`history`]: what happened to each customer, newest first, derived and rebuilt when needed.
//! * [`backup`]: all stores as they were at one position, and the way back.
//! * [`journal`]: beside the backups, what must not be forgotten when one is restored.
//! * [`installation`], [`hold`]: whether this directory is the one that spoke last; while that is not certain, nothing is sent.
//! * [`stores`]: whether log, snapshots and database belong together, and going on when something is lost.
//! * [`recovery`]: the secrets that links in mails already sent depend on, kept apart.
//! * [`reserve`]: room on the disk for what must always work.
//! * [`runtime`]: the heart: sequencer, partition workers, sinks, dispatchers, recovery.
//! * [`tasks`]: what must go on for as long as the program does.
//! * [`trouble`]: since when something that is tried again and again fails.
//! * [`sql`]: plan, ledger, vouchers and the people who sign in.

pub mod backup;
pub mod format;
pub mod heads;
pub mod history;
pub mod hold;
pub mod installation;
pub mod journal;
#[cfg(test)]
mod kept;
pub mod left_out;
pub mod log;
pub mod migrate;
mod origin;
pub mod recovery;
pub mod reserve;
pub mod runtime;
pub mod snapshot;
pub mod sql;
pub mod stores;
pub mod tasks;
pub mod trouble;
