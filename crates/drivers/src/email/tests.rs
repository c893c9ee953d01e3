#![allow(clippy::unwrap_used)]
mod compose;
mod misbehaving;
mod postfix;
mod support;
