//! Tasks that go on for as long as the program does, and who notices when one does not.
//!
//! Every one has a name. One that ends before it is told to (a panic, a loop that was left) is counted, and stands in
//! [`Tasks::ended`], which makes the program not ready until it runs again. What keeps its state elsewhere is begun again by
//! [`Tasks::keep`]; what does not ([`Tasks::watch`]) needs a restart of the program, and that is what "not ready" asks for.

use parking_lot::Mutex;
use smol_str::SmolStr;
use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
    time::Duration,
};
use tokio::{task::AbortHandle, time::timeout};

/// Before a task that ended is begun again.
const PAUSE: Duration = Duration::from_millis(if cfg!(test) { 100 } else { 1_000 });
/// A task that has run for so long is well again.
const STEADY: Duration = Duration::from_millis(if cfg!(test) { 100 } else { 5_000 });

/// All of them. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Tasks(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    stopping: AtomicBool,
    ended: Mutex<BTreeSet<SmolStr>>,
    running: Mutex<Vec<AbortHandle>>,
}

impl Tasks {
    /// Runs what must not end.
    pub fn watch(&self, name: impl Into<SmolStr>, work: impl Future<Output = ()> + Send + 'static) {
        let at_work = self.at_work(name);
        self.spawn(async move {
            let _at_work = at_work;
            work.await;
        });
    }

    /// Runs what must not end, and begins it again should it do so.
    pub fn keep<F>(&self, name: impl Into<SmolStr>, begin: impl Fn() -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (tasks, name) = (self.clone(), name.into());
        self.spawn(async move {
            loop {
                let mut work = pin!(caught(begin()));
                if timeout(STEADY, &mut work).await.is_err() {
                    tasks.0.ended.lock().remove(&name);
                    work.await;
                }
                tasks.note(&name);
                tokio::time::sleep(PAUSE).await;
            }
        });
    }

    /// For a thread: while this lives, it is at work.
    #[must_use]
    pub fn at_work(&self, name: impl Into<SmolStr>) -> AtWork {
        AtWork { tasks: self.clone(), name: name.into() }
    }

    /// Which have ended and should not have.
    #[must_use]
    pub fn ended(&self) -> Vec<SmolStr> {
        self.0.ended.lock().iter().cloned().collect()
    }

    /// From now on they may end.
    pub fn may_end(&self) {
        self.0.stopping.store(true, Ordering::SeqCst);
    }

    /// Ends them all.
    pub fn stop(&self) {
        self.may_end();
        self.0.running.lock().drain(..).for_each(|task| task.abort());
    }

    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let task = tokio::spawn(work).abort_handle();
        self.0.running.lock().push(task);
    }

    fn note(&self, name: &SmolStr) {
        if self.0.stopping.load(Ordering::SeqCst) {
            return;
        }
        tracing::error!(%name, "a task has ended that must not");
        metrics::counter!("rapport_tasks_ended_total", "task" => name.to_string()).increment(1);
        self.0.ended.lock().insert(name.clone());
    }
}

/// Notes when it goes.
#[derive(Debug)]
pub struct AtWork {
    tasks: Tasks,
    name: SmolStr,
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.tasks.note(&self.name);
    }
}

/// What came of some work; nothing if it panicked.
pub async fn caught<T>(work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(poll) => poll.map(Some),
        Err(_) => Poll::Ready(None),
    })
    .await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[tokio::test]
    async fn whoever_ends_is_named_and_begun_again_where_that_is_safe() {
        let (tasks, begun) = (Tasks::default(), Arc::new(AtomicUsize::new(0)));
        tasks.watch("breaks", async { panic!("for the test") });
        tasks.watch("leaves", async {});
        tasks.watch("goes on", std::future::pending());
        let times = begun.clone();
        tasks.keep("breaks once", move || {
            let breaks = times.fetch_add(1, Ordering::SeqCst) == 0;
            async move {
                assert!(!breaks, "for the test");
                std::future::pending().await
            }
        });
        tokio::time::sleep(PAUSE / 2).await;
        assert_eq!(tasks.ended(), ["breaks", "breaks once", "leaves"]);
        tokio::time::sleep(PAUSE + STEADY * 3).await;
        assert_eq!(tasks.ended(), ["breaks", "leaves"], "it runs again");
        assert_eq!(begun.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn whoever_is_told_to_end_is_not_missed() {
        let tasks = Tasks::default();
        tasks.watch("goes on", std::future::pending());
        let thread = tasks.at_work("thread");
        tasks.stop();
        drop(thread);
        tokio::task::yield_now().await;
        assert!(tasks.ended().is_empty());
    }

    #[tokio::test]
    async fn a_panic_is_caught() {
        assert_eq!(caught(async { 7 }).await, Some(7));
        assert_eq!(caught(async { panic!("for the test") }).await, None::<u8>);
    }
}
