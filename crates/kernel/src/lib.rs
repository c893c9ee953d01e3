//! The few words everything in Rapport is made of.
//!
//! * [`id`]: who and where: [`CustomerId`], [`Partition`], [`Lsn`], [`RecordId`], the named ids of the plan.
//! * [`time`]: moments and spans in whole milliseconds. Nothing here can ask what time it is.
//! * [`money`]: integer minor units with a currency.
//! * [`said`]: amounts, currencies and quantities read from what a touchpoint says.
//! * [`value`]: what a touchpoint may say: a JSON value with ordered keys and exact integers.
//! * [`event`]: something that happened at a touchpoint, in the Segment shape.
//! * [`name`]: names that people give, in any script.
//! * [`complaint`]: what parsers complain of, in words for whoever wrote the text.
//! * [`coded!`]: enums whose variants programs outside know by a stable code.
//! * [`port`]: what the rings further out must offer: a durable [`port::Log`].
//!
//! The kernel stays small and pure: no clock, no IO, no async, no randomness.

mod coded;
pub mod complaint;
pub mod event;
pub mod id;
pub mod money;
pub mod name;
pub mod port;
pub mod said;
pub mod time;
pub mod value;

pub use event::{Event, EventKind, Identifier, IdentifierKind};
pub use id::{
    ActivityId, AssetId, BrandId, ChannelId, ChannelKind, CustomerId, JourneyId, Lsn, PARTITIONS, Partition, PurposeId,
    RecordId, SourceId, StepId,
};
pub use money::{Currency, Money, MoneyError};
pub use said::Unreadable;
pub use time::{Span, Time};
pub use value::{Map, Value};
