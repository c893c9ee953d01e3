//! Progress for people who wait; silent where no one looks.

use indicatif::{ProgressBar, ProgressStyle};
use std::{
    borrow::Cow,
    io::IsTerminal,
    time::{Duration, Instant},
};

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

/// How often progress is told where no terminal shows it.
const TOLD: Duration = Duration::from_secs(10);

/// Progress that is seen on a terminal, and told line by line elsewhere: a job of many minutes is not silent in a log either.
pub struct Told {
    what: &'static str,
    bar: ProgressBar,
    terminal: bool,
    next: Instant,
}

impl Told {
    /// Nothing was reached yet. The first line comes after a second.
    #[must_use]
    pub fn new(what: &'static str) -> Self {
        let next = Instant::now() + Duration::from_secs(1);
        Self { what, bar: counter(what), terminal: std::io::stderr().is_terminal(), next }
    }

    /// So many.
    pub fn reached(&mut self, number: u64) {
        self.bar.set_position(number);
        // Looking at the clock costs more than a row.
        if !self.terminal && number.is_multiple_of(256) && Instant::now() >= self.next {
            note!("{number} {}", self.what);
            self.next = Instant::now() + TOLD;
        }
    }

    /// It is over.
    pub fn done(self) {
        self.bar.finish_and_clear();
    }
}
