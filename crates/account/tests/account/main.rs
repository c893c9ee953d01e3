//! Coming in: stories, truth tables and laws.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod codes;
mod email;
mod password;
mod scim;
mod sessions;
mod throttle;

use rapport_kernel::{Span, Time};

/// A moment: so many seconds after the first.
fn at(seconds: i64) -> Time {
    Time(1_767_225_600_000) + Span::SECOND.times(seconds)
}
