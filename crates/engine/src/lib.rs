//! The fold: what the log makes of each customer, and what should happen next.
//!
//! ```text
//!            Entry (lsn, partition, customer, time, Body)
//!              │
//!              ▼
//!   Shard::apply ──> catalog (brands, journeys)          one per worker, fed by broadcast records
//!              └───> Partition ──> Record of a customer   profile, consents, triggers, passages, deliveries
//!              │
//!              ▼
//!        Vec<Effect>  (id = partition, lsn, n)            due, dispatch, revoke, issue voucher, book, history, forward
//! ```
//!
//! * [`held`], [`recall`]: why something waits, is given up, or is taken back.
//! * [`record`]: the bodies a log entry can have.
//! * [`state`]: all that is kept of one customer.
//! * [`catalog`]: what applies to everybody: brand settings and published journeys.
//! * [`shard`]: the fold itself. Same log, same state, same effects: it asks no clock and rolls no dice.
//! * [`effect`]: what the outside is asked to do, as values.
//! * [`fate`], [`listing`]: what became of messages and who is where, counted and listed.
//! * [`history`]: what a person may see on the timeline and in the answer to "why did I (not) get this?".
//! * [`backtest`]: the same fold over a draft journey and last month's log, with effects counted instead of carried out.
//! * [`scenario`]: stories in Markdown that run as tests, with the same fold and virtual time.
//!
//! A record is applied to a customer at most once: the customer's record carries the position of the last one.
//! How a message comes to be sent is told in decision record 0005.

mod ageing;
pub mod backtest;
pub mod catalog;
pub mod effect;
pub mod fate;
pub mod held;
pub mod history;
pub mod listing;
pub mod recall;
pub mod record;
pub mod review;
pub mod scenario;
pub mod shard;
pub mod state;

mod claim;
mod consent;
mod delivery;
mod event;
mod journeys;
mod look_back;
mod merge;
mod overtaken;
mod place;
mod timer;
#[cfg(any(test, feature = "trap"))]
pub mod trap;
mod versions;

pub use catalog::{Catalog, JourneyStatus, Publication};
pub use claim::{PROVING, place, template_data};
pub use delivery::LINK_CLICKED_PROPERTIES;
pub use effect::{Booking, Due, Effect, EffectKind, OrderSeen, PublicWord, Served, Touch, VoucherRequest};
pub use fate::{Fates, Flow};
pub use held::Held;
pub use history::{HistoryEntry, Keeping, What};
pub use look_back::LookBack;
pub use overtaken::STILL_ASKED;
pub use place::{Asker, Considered, DeviceView, PlacementRequest, Shown};
pub use recall::Recall;
pub use record::{Body, VoucherAnswer, VoucherResult};
pub use shard::{Partition, Shard};
pub use state::{Message, Record};
pub use versions::Versions;
