//! Progress for people who wait; silent where nobody looks.

use indicatif::{ProgressBar, ProgressStyle};
use std::{borrow::Cow, time::Duration};

/// A bar over a known number of things.
#[must_use]
pub fn bar(total: u64, what: impl Into<Cow<'static, str>>) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
    let bar = ProgressBar::new(total).with_message(what);
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// A counter over an unknown number of things.
#[must_use]
pub fn counter(what: impl Into<Cow<'static, str>>) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg} {human_pos} {per_sec}");
    let bar = ProgressBar::new_spinner().with_message(what);
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
