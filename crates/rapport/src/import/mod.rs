//! Bringing in what happened before: files of events, from other systems, through the public API.
//!
//! ```text
//! file ──> rows ──(mapping)──> messages ──> batches ──> POST /v1/import ──> log
//!                     │                        │
//!                     └── refused rows <───────┘
//! ```
//! * A row becomes a message by a [`mapping`]; NDJSON that already holds messages needs none.
//! * Each message gets an id made of the file's fingerprint and the row's number. So a repetition is recognised by the
//!   server: after a kill, an import goes on where the [`progress`] file stands, and what was sent twice counts once.
//! * A row that cannot be used is written to a file beside the input with the reason; the others go on.
//! * Memory is bounded whatever the file claims: `lines` bounds lines, `pages` what a page of Parquet may unpack to.
//! * A dry run reads and maps everything, asks the server nothing, and says what it would do.

pub mod job;
mod lines;
pub mod mapping;
mod pages;
pub mod parquet;
pub mod progress;
pub mod rows;

pub use job::{Job, Summary};
