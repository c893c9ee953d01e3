//! Customers: who they are, what they did, what they agreed to, and the gate every message to them passes.
//!
//! | file | what it knows |
//! |---|---|
//! | [`identity`] | identifiers, and when two of them are one person |
//! | [`customer`] | one person's record, and the ways it changes |
//! | [`profile`], [`window`], [`affinity`], [`purchase`] | what the person said, did, likes and bought |
//! | [`consent`], [`suppression`], [`soft_opt_in`], [`joins`] | what the person agreed to, and what the law makes of it |
//! | [`brand`] | a brand's settings: purposes, channels, caps, quiet hours, hold-out |
//! | [`contact`] | when the person was contacted |
//! | [`gate`] | the one place every message passes; the only maker of a [`Permit`] |
//! | [`send_key`] | the computed name of one message to one person |
//! | [`claim`] | what a public source says of someone known, until someone else says it, too |
//! | `vouch` | what a trusted source's word makes of what only public ones said |
//! | [`source`] | what the holder of a write key may do |
//!
//! Everything is pure: time comes in as a value, and the same input gives the same state.

mod admission;
pub mod affinity;
pub mod brand;
mod brand_check;
pub mod claim;
pub mod consent;
pub mod contact;
pub mod customer;
mod fold;
pub mod gate;
pub mod identity;
mod index;
pub mod joins;
pub mod look;
mod normalise;
mod order;
mod parted;
mod place;
mod placeholder;
pub mod profile;
mod proof;
pub mod purchase;
pub mod search;
pub mod send_key;
pub mod soft_opt_in;
pub mod source;
mod spelling;
mod standing;
pub mod suppression;
pub mod told;
mod vouch;
pub mod window;

pub use admission::Admission;
pub use brand::{Brand, Cap, Channel, HoldOut, Medium, Purpose, PurposeKind, Quiet};
pub use claim::{Claim, ClaimRefused, Claimed, Claims};
pub use consent::{
    Act, Applied, ConsentRefusal, ConsentStatus, ConsentVersion, Consents, Declaration, Proof, Standing, Wording,
};
pub use contact::{Contact, ContactLog};
pub use customer::{Customer, Merged};
pub use gate::{
    Budget, Check, CheckName, CheckOutcome, Decision, Fact, JourneyStatus, Outcome, Permit, Refusal, Request, Rival,
    Ruling, Verdict, WhenBlocked, decide,
};
pub use identity::{
    Cause, Illegible, Index, Link, Merge, Named, Reading, Resolution, Shared, Word, identifiers, normalise,
};
pub use place::{country, zone};
pub use placeholder::{is_placeholder, names_nothing};
pub use profile::Profile;
pub use purchase::{Offer, OrderHeard, Purchases};
pub use send_key::{SendKey, SendKeyError, SendKeyParts};
pub use source::{SourceAct, SourceRefusal, Trust};
pub use spelling::{said_id, same_name, seen, touchpoint_id, within_category};
pub use suppression::{Reason, Scope, Suppression, Suppressions};
pub use told::{Heard, OrderAct, OrderDoubt, OrderRefusal, OrderWarning, Told};
