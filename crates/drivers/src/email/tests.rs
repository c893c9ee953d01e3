#![allow(clippy::unwrap_used)]
mod compose;
mod dkim;
mod misbehaving;
mod permitted;
mod postfix;
mod support;
