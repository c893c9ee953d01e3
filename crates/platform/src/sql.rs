//! What is kept in SQL: the plan and its ledger, vouchers, journeys' versions, and the people and machines that sign in.
//!
//! SQLite in a file of the data directory, or a database on a PostgreSQL server: the schema and every query keep to what both
//! understand (`$1` for values, `ON CONFLICT`, `RETURNING`, 64-bit integers and text; never a decimal or a blob column).
//!
//! * [`db`]: the connections: one writer, several readers, every commit synced to disk. [`location`]: where the database is.
//! * [`writer`]: when the writing connection may be used again: never after an error.
//! * [`connection`], [`readers`], [`value`]: both engines behind one front. [`sqlite`], [`postgres`]: what only one of them has.
//! * [`migration`]: the schema, version by version. [`check`]: whether what was written is there. [`copying`]: from one to the other.
//! * [`plan`], [`ledger`], [`guard`]: the tree, the transfers, and the budget that 100 senders cannot overspend.
//! * [`order`]: by which key the books name an order, and whose it is until an erasure.
//! * [`voucher`]: pools, codes and redemptions, raced for and given once.
//! * [`journey`], [`brand`], [`source`]: documents by version, write keys. [`account`]: who may come in, and what they hold.
//! * [`idempotency`]: one effect and one answer for each key. [`import`], [`job`]: long work that survives a restart.
//! * [`approval`]: what waits for release, what was said about it, and the templates it is asked for by.
//! * [`installation`]: which installation the database belongs to.
//! * [`used_link`]: links that are good once. [`copies`]: messages as they left. [`export`]: data that people are owed.
//! * [`trace`]: who changed what; written by the transaction that makes the change.
//! * [`secret`]: what no one else may know, made at the first start.

pub mod account;
pub mod approval;
mod beat;
pub mod brand;
mod check;
mod connection;
pub mod copies;
pub mod copying;
pub mod db;
mod error;
pub mod guard;
pub mod idempotency;
pub mod import;
pub mod installation;
pub mod job;
pub mod journey;
pub mod ledger;
pub mod location;
mod migration;
pub mod order;
pub mod owed;
pub mod peek;
pub mod plan;
mod postgres;
mod readers;
pub mod secret;
pub mod source;
mod sqlite;
mod token;
pub mod trace;
pub mod used_link;
mod value;
pub mod voucher;
mod writer;

pub use beat::Beat;
pub use db::Db;
pub use error::SqlError;
pub use location::Location;
pub(crate) use token::hex;

#[cfg(test)]
mod tests;
