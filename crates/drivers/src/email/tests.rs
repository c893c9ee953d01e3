#![allow(clippy::unwrap_used)]
mod compose;
mod misbehaving;
mod permitted;
mod postfix;
mod support;
