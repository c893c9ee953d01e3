#![allow(clippy::unwrap_used)]
//! Stories of the heart.
