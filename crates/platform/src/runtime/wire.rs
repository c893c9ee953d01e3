//! Where a withdrawal and a driver meet: which claimed messages may still be stopped.
//!
//! ```text
//!             Dispatch          begin()             finish()
//!  (claimed) ─────────> ready ───────────> on wire ──────────> (gone)
//!                         │ Revoke            │ Revoke
//!                         ▼                   ▼
//!                      revoked             listed in the withdrawal's answer
//! ```
//!
//! The worker registers a message while it applies the claim and revokes while it applies the withdrawal, so the log's
//! order decides between the two. Between a driver and a withdrawal the lock of the message's shard decides: whoever
//! comes first.

use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_customer::send_key::SendKey;
use rapport_engine::Recall;
use rapport_kernel::CustomerId;
use std::sync::Arc;

const SHARDS: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ready,
    OnWire,
    Revoked(Recall),
}

/// All messages between claim and report.
#[derive(Clone, Debug)]
pub(super) struct Wire(Arc<[Mutex<HashMap<SendKey, State>>]>);

/// What became of messages that were to be taken back.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Revoked {
    pub(super) stopped: Vec<SendKey>,
    pub(super) in_flight: Vec<SendKey>,
}

impl Default for Wire {
    fn default() -> Self {
        Self((0..SHARDS).map(|_| Mutex::default()).collect())
    }
}

impl Wire {
    fn shard(&self, key: &SendKey) -> &Mutex<HashMap<SendKey, State>> {
        let CustomerId(id) = key.customer();
        &self.0[(id >> 64) as usize % SHARDS]
    }

    /// The message may leave.
    pub(super) fn ready(&self, key: &SendKey) {
        self.shard(key).lock().insert(key.clone(), State::Ready);
    }

    /// The first byte is about to leave.
    ///
    /// # Errors
    /// Why the message was taken back.
    pub(super) fn begin(&self, key: &SendKey) -> Result<(), Recall> {
        match self.shard(key).lock().get_mut(key) {
            Some(State::Revoked(why)) => Err(*why),
            Some(state) => {
                *state = State::OnWire;
                Ok(())
            }
            // Never handed out, or done with: whoever asks has no leave.
            None => Err(Recall::Withdrawn),
        }
    }

    /// The driver is done with it. `true` if its transaction had begun.
    pub(super) fn finish(&self, key: &SendKey) -> bool {
        self.shard(key).lock().remove(key) == Some(State::OnWire)
    }

    /// Takes back what has not begun, and names what has.
    pub(super) fn revoke(&self, keys: Vec<SendKey>, why: Recall) -> Revoked {
        let mut revoked = Revoked::default();
        for key in keys {
            let mut shard = self.shard(&key).lock();
            match shard.get_mut(&key) {
                Some(State::OnWire) => revoked.in_flight.push(key),
                // Stopped already: it is not stopped twice, by whatever else is said.
                Some(State::Revoked(_)) => {}
                Some(state) => {
                    *state = State::Revoked(why);
                    revoked.stopped.push(key);
                }
                // Reported already, or claimed by a process that is no more: the record tells.
                None => {}
            }
        }
        revoked
    }

    /// How many messages are between claim and report.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|shard| shard.lock().len()).sum()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rapport_kernel::{ChannelId, JourneyId, Lsn, StepId};
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn key(n: u64) -> SendKey {
        let id = CustomerId(u128::from(n) << 64 | 1);
        SendKey::new(&JourneyId::from("j"), 1, &StepId::from("s"), id, &ChannelId::from("email"), Lsn(n))
    }

    #[test]
    fn what_has_not_begun_is_stopped_and_what_has_is_named() {
        let wire = Wire::default();
        for n in 0..3 {
            wire.ready(&key(n));
        }
        wire.begin(&key(1)).unwrap();
        let revoked = wire.revoke((0..4).map(key).collect(), Recall::Withdrawn);
        assert_eq!(revoked.stopped, [key(0), key(2)]);
        assert_eq!(revoked.in_flight, [key(1)]);
        assert_eq!(wire.revoke(vec![key(0)], Recall::Withdrawn), Revoked::default(), "once");
        assert_eq!(wire.begin(&key(0)), Err(Recall::Withdrawn));
        assert_eq!(wire.begin(&key(9)), Err(Recall::Withdrawn), "what was never claimed never begins");
        assert!(wire.finish(&key(1)));
        assert!(!wire.finish(&key(0)));
        assert_eq!(wire.len(), 1);
    }

    #[test]
    fn whoever_is_first_wins_and_never_both() {
        let wire = Wire::default();
        let (begun, stopped) = (AtomicUsize::new(0), AtomicUsize::new(0));
        (0..2_000).for_each(|n| wire.ready(&key(n)));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let gone = (0..2_000).filter(|n| wire.begin(&key(*n)).is_ok()).count();
                begun.store(gone, Ordering::Relaxed);
            });
            scope.spawn(|| {
                let back = (0..2_000).rev().map(|n| wire.revoke(vec![key(n)], Recall::Withdrawn).stopped.len()).sum();
                stopped.store(back, Ordering::Relaxed);
            });
        });
        assert_eq!(begun.into_inner() + stopped.into_inner(), 2_000);
    }
}
