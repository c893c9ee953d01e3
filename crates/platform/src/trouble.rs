//! Something that is tried again and again: since when it fails, and why.

use parking_lot::Mutex;
use std::time::{Duration, Instant};

/// Whether it works.
#[derive(Debug, Default)]
pub struct Trouble(Mutex<Option<Failing>>);

#[derive(Debug)]
struct Failing {
    since: Instant,
    why: String,
}

impl Trouble {
    /// It worked.
    pub fn over(&self) {
        *self.0.lock() = None;
    }

    /// It failed. `true` if it worked the time before: say so once, not each time.
    pub fn again(&self, why: impl Into<String>) -> bool {
        let mut failing = self.0.lock();
        let news = failing.is_none();
        let since = failing.as_ref().map_or_else(Instant::now, |failing| failing.since);
        *failing = Some(Failing { since, why: why.into() });
        news
    }

    /// For how long it has been failing, and why it did the last time; nothing if it works.
    #[must_use]
    pub fn lasts(&self) -> Option<(Duration, String)> {
        self.0.lock().as_ref().map(|failing| (failing.since.elapsed(), failing.why.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_lasts_from_the_first_failure_until_it_works() {
        let trouble = Trouble::default();
        assert!(trouble.lasts().is_none());
        assert!(trouble.again("one"));
        assert!(!trouble.again("other"));
        assert!(trouble.lasts().is_some_and(|(_, why)| why == "other"));
        trouble.over();
        assert!(trouble.lasts().is_none() && trouble.again("one"));
    }
}
