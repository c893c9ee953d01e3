//! Asking until something is so, or a deadline has passed.

use std::{
    future::Future,
    time::{Duration, Instant},
};

/// So many seconds.
pub fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// Asks until there is an answer: every 20 ms, or less often where asking is much work, so that the test does not keep from
/// its work the program that it waits for. Panics with `what` after `within`.
pub async fn until<T, F, A>(what: &str, within: Duration, mut ask: F) -> T
where
    F: FnMut() -> A,
    A: Future<Output = Option<T>>,
{
    let deadline = Instant::now() + within;
    loop {
        let asked = Instant::now();
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "not within {within:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20).max(asked.elapsed() * 4)).await;
    }
}
