//! Bringing in what happened before: files of events, orders and customers, from other systems.
//!
//! ```text
//! file ──> rows ──(mapping)──> messages ──> batches ──(taker)──> log
//!                     │                        │
//!                     └── refused rows <───────┘
//! ```
//! * A row becomes a message by a [`mapping`]; NDJSON that already holds messages needs none. How a file is written is found out by
//!   `rapport-files`, and told.
//! * The whole file is looked at before the first row is taken: damage, a column that is not there, amounts that could be read in two
//!   ways refuse it as a whole.
//! * Each row has a name ([`names`]) and counts once in its [`series`]: what is [`known`] to be in is not told again, what changed is told
//!   anew or refused. What the server does not hold any more, because it went back, is forgotten. After a kill,
//!   an import goes on where the [`progress`] file stands. One import of a series runs at a time.
//! * Rows that are lines of one order become one message ([`orders`]).
//! * A row that cannot be used is written to a file beside the input with the reason; the others go on.
//! * Memory is bounded whatever the file claims: `rapport-files` bounds lines, `pages` what a page of Parquet may unpack to. What is known
//!   of a row takes about 150 bytes.
//! * A dry run does the same, and asks the server to do everything but keep it.

pub mod guess;
pub mod job;
pub mod known;
pub mod look;
pub mod mapping;
pub mod names;
pub mod orders;
mod pages;
pub mod parquet;
pub mod progress;
pub mod record;
pub mod rows;
pub mod run;
mod said;
pub mod series;
pub mod taker;
pub mod value;

pub use job::{Job, Summary};
