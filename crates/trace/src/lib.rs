//! The record of changes: who did what, on whose behalf, from where, what was before and after, why, and by which approval.
//!
//! Each change is a [`Deed`]. Deeds are numbered without gaps and written as lines; each line is bound to all before it by a hash, so
//! that a line that is cut out, changed, put elsewhere or slipped in is found and named ([`verify()`]). Whoever can write the whole record
//! can also make a whole new one: against that its [`Head`] is noted elsewhere from time to time, and held against it ([`Broken`]).
//!
//! Personal data of staff, such as names and addresses, are not in the lines. A line has a [`Seal`] for each person it is about: a number
//! that says nothing, and a commitment made with that person's [`PersonKey`]. What it commits to is kept beside ([`Personal`]). Erasing a
//! person is forgetting that and the key: nothing leads from the line to the person any more, and the chain is as provable as before.
//!
//! * [`draft`]: a change before it has its number; [`operation`]: what each operation of the API leaves.
//! * [`deed`]: what is recorded; [`personal`]: what is kept apart; [`line`](mod@line): the bytes, see `trace.proto`.
//! * [`chain`]: from line to line; [`verify`](mod@verify): whether it is whole.
//! * [`story`](mod@story): an object's whole story as sentences.

pub mod chain;
pub mod deed;
pub mod draft;
pub mod line;
pub mod operation;
pub mod personal;
pub mod story;
pub mod verify;

pub use chain::{ChainLink, Head, ParseHeadError, TraceRefusal};
pub use deed::{Deed, DeedAct, DeedOrigin, FieldChange};
pub use draft::DeedDraft;
pub use line::UnreadableLine;
pub use operation::TracedOperation;
pub use personal::{DeedPart, NoPersonRef, PersonKey, PersonRef, Personal, Seal};
pub use story::{Episode, Sentence, Somebody, story};
pub use verify::{Broken, BrokenKind, Verified, Verifier, verify};
