//! People's work: approvals, money, tasks, comments, days, notices, and where it is stuck.
#![allow(clippy::unwrap_used, missing_docs)]

mod approvals;
mod changes;
mod comments;
mod my_day;
mod notices;
mod office;
mod simulation;
mod spending;
mod stuck;
mod tasks;
mod templates;
mod timers;
