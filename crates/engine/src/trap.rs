//! A defect on demand, for tests of what a defect may do: nothing but stop the one record it happens to.

use crate::{record::Body, state::Record};

/// The end of a message id whose event breaks the fold.
pub const POISON: &str = "poison";
/// A trait by which everything that looks at the customer breaks the fold.
pub const BROKEN: &str = "broken";

/// Whether this record is to break the fold.
pub(crate) fn is_set(body: &Body) -> bool {
    matches!(body, Body::Event(event) if event.message_id.ends_with(POISON))
}

/// Breaks the fold, with the record half-way.
pub(crate) fn spring(is_set: bool, record: &Record) {
    assert!(!is_set && record.customer.profile.get(BROKEN).is_none(), "the trap");
}
