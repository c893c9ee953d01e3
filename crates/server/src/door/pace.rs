//! How fast something goes that depends on the other side.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::time::{Instant, Sleep, sleep_until};

/// A stretch of bytes that should not be slower than it may.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    since: Instant,
    last: Instant,
    bytes: u64,
}

impl Pace {
    /// Begins now.
    #[must_use]
    pub fn begin() -> Self {
        let now = Instant::now();
        Self { since: now, last: now, bytes: 0 }
    }

    /// So many more have come.
    pub fn add(&mut self, bytes: usize) {
        self.bytes = self.bytes.saturating_add(bytes as u64);
        self.last = Instant::now();
    }

    /// Until when more must have come: whoever keeps the rate is never late, and a good beginning buys no long silence.
    #[must_use]
    pub fn deadline(&self, grace: Duration, bytes_per_second: u64) -> Instant {
        let earned = Duration::from_millis(self.bytes.saturating_mul(1_000) / bytes_per_second.max(1));
        (self.since + earned.min(Duration::from_secs(86_400))).min(self.last) + grace
    }

    /// When it began.
    #[must_use]
    pub fn since(&self) -> Instant {
        self.since
    }
}

/// A timer that is set anew while something waits.
#[derive(Debug, Default)]
pub struct Alarm(Option<Pin<Box<Sleep>>>);

impl Alarm {
    /// Whether it is too late; if not, the task is woken when it is.
    pub fn rings(&mut self, deadline: Instant, cx: &mut Context<'_>) -> bool {
        let timer = self.0.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        matches!(timer.as_mut().poll(cx), Poll::Ready(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_keeps_the_rate_is_never_late_and_a_drip_is() {
        let since = Instant::now();
        let seconds = Duration::from_secs;
        let late = |bytes_per_second: u64, silent_for: u64, after: u64| {
            let bytes = bytes_per_second * (after - silent_for);
            let pace = Pace { since, last: since + seconds(after - silent_for), bytes };
            pace.deadline(seconds(20), 1_000) < since + seconds(after)
        };
        for after in 1..=1_000 {
            assert!(!late(1_000, 0, after), "{after}");
            assert_eq!(late(10, 0, after), after > 20, "{after}");
        }
        assert!(late(1_000_000, 21, 600), "a good beginning buys no long silence");
        assert!(!late(1_000_000, 19, 600));
    }
}
