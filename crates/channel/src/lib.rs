//! Channels: what a message is, how its text is made, and the life of a delivery.
//!
//! * [`liquid`]: the template language, a sandboxed subset of Liquid.
//! * [`kind`]: the kinds of channels there are, in one list.
//! * [`content`]: what an author wrote for a channel, compiled and checked before it goes live.
//! * [`email`]: an e-mail's own content: subject, layout, plain text, the footer the law asks for.
//! * [`spoken`], [`review`]: what templates may speak of, and what an author should hear of before anything is sent.
//! * [`targets`]: where links and pictures may lead, on every channel.
//! * [`delivery`]: the states of a delivery and what may follow what.
//! * [`outgoing`]: a message with its permit, on its way to a driver.
//! * [`driver`]: the contract of whoever carries messages out.
//! * [`report`], [`feedback`]: what came of a message, at once and later.
//! * [`voucher`], [`receipt`], [`staff`], [`web`]: what those channels add of their own.
//!
//! Pure: no clock, no sockets, no randomness. Drivers do what is described here.

pub mod content;
pub mod delivery;
pub mod driver;
pub mod email;
pub mod feedback;
pub mod kind;
pub mod liquid;
pub mod outgoing;
pub mod receipt;
pub mod report;
pub mod review;
mod shape;
pub mod spoken;
pub mod staff;
pub mod targets;
pub mod voucher;
pub mod web;
mod written;

pub use content::{Content, ContentProblem};
pub use delivery::{Delivery, DeliveryRefusal, Mode};
pub use outgoing::Outgoing;
pub use report::{Outcome, Report};
