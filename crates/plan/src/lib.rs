//! The marketing plan and its money.
//!
//! The plan is a tree: *company > plan > area > campaign > activity*. Money lies only on activities, the leaves; every
//! node above shows the sum of what lies below it. Money moves only by [`Transfer`]s: each takes an amount of one
//! [`Kind`] from one [`Place`] and puts the same amount at another, so that for every currency and kind the sum over
//! all places (the activities and the one place called *outside*) is zero at any moment. Transfers name their author,
//! reason and reference, and are never edited: a mistake is corrected by a counter-transfer ([`Posting::reversed`]).
//!
//! * [`days`]: where a day begins.
//! * [`id`]: who is who in the tree; [`node`], [`tree`], [`change`]: the tree and the changes of it.
//! * [`kind`]: the kinds of money and the figures a node shows; [`forecast`]: what an activity will have cost at its end.
//! * [`transfer`]: transfers and postings (groups of transfers that are booked together or not at all).
//! * [`ledger`]: `decide` what a posting adds, or name the [`Refusal`]; [`Books::evolve`] adds it.
//! * [`booking`]: which postings a message, a voucher, an order, an invoice and a budget decision make.
//! * [`invoice`]: lines of invoices, and which of them the books have; [`import`]: actuals from a file.
//!
//! A posting is either a *request* (someone wants to plan, move or commit: refused if the money is not free) or a *fact*
//! (a message went out: booked even where it overspends, since hiding it would not undo it). A *dated* fact (an invoice) counts
//! on its own day
//! and nowhere else: if that day's books are closed it is refused, and a person decides.

pub mod booking;
pub mod change;
pub mod days;
pub mod forecast;
pub mod id;
pub mod import;
pub mod invoice;
pub mod kind;
pub mod ledger;
pub mod node;
pub mod refusal;
pub mod transfer;
pub mod tree;

pub use change::Change;
pub use id::{AreaId, CampaignId, Level, NodeId, PlanId};
pub use kind::{Figures, Kind, Sums};
pub use ledger::{Books, decide, is_settled};
pub use node::{Node, Period};
pub use refusal::Refusal;
pub use transfer::{Nature, Place, Posting, Reference, Transfer, TransferId};
pub use tree::Tree;
