//! The write keys, in memory: every event asks for one.

use crate::view::IllegibleCode;
use hashbrown::HashMap;
use parking_lot::{Mutex, RwLock};
use rapport_kernel::{SourceId, Time};
use rapport_platform::sql::{
    SqlError,
    source::{Source, Sources as Store, hash_key},
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

/// What a source has done since the start.
#[derive(Debug, Default)]
struct Pulse {
    events: AtomicU64,
    last: AtomicI64,
    /// What could not be read, how often, and when last.
    unread: Mutex<BTreeMap<&'static str, (u64, Time)>>,
}

/// The active sources by the hash of their key.
#[derive(Debug)]
pub struct Sources {
    store: Store,
    keys: RwLock<HashMap<String, Arc<Source>>>,
    pulses: RwLock<HashMap<SourceId, Arc<Pulse>>>,
    /// When reports came that name no message of ours, the latest last.
    unmatched: Mutex<VecDeque<Time>>,
}

/// So many reports that name no message are remembered: a person looks at the first of them.
const MOST_UNMATCHED: usize = 1_000;

impl Sources {
    /// Reads them.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn load(store: Store) -> Result<Self, SqlError> {
        let sources = Self { store, keys: RwLock::default(), pulses: RwLock::default(), unmatched: Mutex::default() };
        sources.reload().await?;
        Ok(sources)
    }

    /// The store behind them; call [`Sources::reload`] after a change.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Reads them again.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn reload(&self) -> Result<(), SqlError> {
        let known = self.store.by_key_hash().await?;
        *self.keys.write() = known.into_iter().map(|(hash, source)| (hash, Arc::new(source))).collect();
        Ok(())
    }

    /// Whose key this is; none if it is nobody's, or the source is switched off.
    #[must_use]
    pub fn open(&self, key: &str) -> Option<Arc<Source>> {
        if key.is_empty() || key.len() > 256 {
            return None;
        }
        self.keys.read().get(&hash_key(key)).cloned()
    }

    /// Whether any active source lists this origin.
    #[must_use]
    pub fn lists(&self, origin: &str) -> bool {
        self.keys.read().values().any(|source| source.origins.iter().any(|own| own == origin))
    }

    /// Notes that a source sent events.
    pub fn spoke(&self, source: &SourceId, events: usize, now: Time) {
        let pulse = self.pulse_of(source);
        pulse.events.fetch_add(events as u64, Ordering::Relaxed);
        pulse.last.store(now.0, Ordering::Relaxed);
    }

    /// Notes what in a source's events could not be read.
    pub fn unread(&self, source: &SourceId, why: &[IllegibleCode], now: Time) {
        if why.is_empty() {
            return;
        }
        let pulse = self.pulse_of(source);
        let mut unread = pulse.unread.lock();
        for code in why {
            let (count, last) = unread.entry(code.as_str()).or_insert((0, now));
            (*count, *last) = (*count + 1, now);
            metrics::counter!("rapport_illegible_total", "source" => source.to_string(), "why" => code.as_str())
                .increment(1);
        }
    }

    /// What in a source's events could not be read since the start, how often, and when last.
    #[must_use]
    pub fn unread_of(&self, source: &SourceId) -> Vec<(&'static str, u64, Time)> {
        let pulses = self.pulses.read();
        let Some(pulse) = pulses.get(source) else { return Vec::new() };
        pulse.unread.lock().iter().map(|(code, (count, last))| (*code, *count, *last)).collect()
    }

    /// How many sources have sent this since a moment.
    #[must_use]
    pub fn still_sending(&self, code: &str, since: Time) -> usize {
        let recent = |pulse: &&Arc<Pulse>| pulse.unread.lock().get(code).is_some_and(|(_, last)| *last >= since);
        self.pulses.read().values().filter(recent).count()
    }

    /// Notes a bounce or complaint that names no message of ours.
    pub fn unmatched(&self, why: &'static str, now: Time) {
        metrics::counter!("rapport_reports_unmatched_total", "why" => why).increment(1);
        let mut all = self.unmatched.lock();
        all.push_back(now);
        if all.len() > MOST_UNMATCHED {
            all.pop_front();
        }
    }

    /// How many of those came since a moment.
    #[must_use]
    pub fn unmatched_since(&self, since: Time) -> usize {
        self.unmatched.lock().iter().filter(|at| **at >= since).count()
    }

    fn pulse_of(&self, source: &SourceId) -> Arc<Pulse> {
        let known = self.pulses.read().get(source).cloned();
        known.unwrap_or_else(|| self.pulses.write().entry(source.clone()).or_default().clone())
    }

    /// How many events a source sent since the start, and when the last.
    #[must_use]
    pub fn pulse(&self, source: &SourceId) -> (u64, Option<Time>) {
        self.pulses.read().get(source).map_or((0, None), |pulse| {
            (pulse.events.load(Ordering::Relaxed), Some(Time(pulse.last.load(Ordering::Relaxed))))
        })
    }
}
