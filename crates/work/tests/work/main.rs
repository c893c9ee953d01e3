//! People's work: approvals, spending, tasks, comments, days, notices, and where it is stuck.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, missing_docs, reason = "a test may read files")]

mod approvals;
mod changes;
mod comments;
mod my_day;
mod notices;
mod office;
mod simulation;
mod spending;
mod stories;
mod stuck;
mod tasks;
mod templates;
mod timers;
