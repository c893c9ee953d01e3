//! Asking until something is so, or a deadline has passed.

use std::{
    future::Future,
    time::{Duration, Instant},
};

/// So many seconds.
pub fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// Asks every 20 ms until there is an answer. Panics with `what` after `within`.
pub async fn until<T, F, A>(what: &str, within: Duration, mut ask: F) -> T
where
    F: FnMut() -> A,
    A: Future<Output = Option<T>>,
{
    let deadline = Instant::now() + within;
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "not within {within:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
