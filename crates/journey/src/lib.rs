//! Journeys: versioned documents that say what happens to whom, when and why.
//!
//! ```text
//! text ──parse──> Document ──compile──> Journey ──observe/elapse──> Match ──may_enter──> Passage ──advance──> Intent
//!                    │ check, explain, json_schema            one customer's Triggers          one customer's way
//! ```
//!
//! * [`document`]: what people write. [`parse()`], [`check()`], [`explain()`], [`schema::json_schema`] are about it.
//! * [`cel`]: conditions. CEL is parsed, checked and turned into predicates of our own that do not allocate.
//! * [`trigger`]: sequence, absence, count, aggregate over one customer's events, with exactly written semantics.
//! * [`journey`]: a compiled version, immutable and cheap to share; [`run`]: one customer's way through it.
//! * [`stream`]: a whole stream of events of many customers through triggers, for benchmarks and back-tests.
//!
//! Pure: no clock, no IO, no randomness. Time comes in, intents go out.

pub mod cel;
pub mod check;
pub mod compile;
pub mod document;
pub mod entry;
pub mod exit;
pub mod explain;
pub mod hint;
pub mod journey;
pub mod look_back;
pub mod migrate;
pub mod offer;
pub mod parse;
pub mod pattern;
pub mod positions;
pub mod problem;
pub mod run;
pub mod schema;
pub mod split;
pub mod stream;
pub mod trigger;
pub mod wait;
pub mod way;

pub use check::{Known, check};
pub use compile::compile;
pub use document::Document;
pub use entry::{EntryRefusal, Past};
pub use exit::ExitReason;
pub use explain::explain;
pub use hint::Hint;
pub use journey::Journey;
pub use migrate::Moved;
pub use parse::parse;
pub use problem::{Problem, Severity};
pub use run::{Input, Intent, Passage, VoucherAnswer, Waiting};
pub use schema::json_schema;
pub use trigger::{Match, Triggers};
pub use way::Way;
