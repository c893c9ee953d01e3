//! The last events of a trigger, in order: what late ones need to find their place.

use super::Key;
use rapport_kernel::{Map, Span};
use serde::{Deserialize, Serialize};

/// More than this is not remembered.
pub const MOST: usize = 64;

/// One remembered event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecentEntry {
    /// Its place.
    pub key: Key,
    /// Which of the trigger's patterns it fits (bits).
    pub roles: u8,
    /// Whether what it can cause has been decided.
    pub settled: bool,
    /// What was to be remembered of it as the first of a pair.
    pub first: Option<Box<Map>>,
    /// What was to be remembered of it as the second.
    pub then: Option<Box<Map>>,
}

/// Events in order, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Recent(pub Vec<RecentEntry>);

impl Recent {
    /// Puts an event in its place; returns where. `None` if it is more than `reach` older than the newest.
    pub fn insert(&mut self, entry: RecentEntry, reach: Span) -> Option<usize> {
        let Some(newest) = self.0.last() else {
            self.0.push(entry);
            return Some(0);
        };
        if newest.key < entry.key {
            self.0.push(entry);
            return Some(self.0.len() - 1);
        }
        if newest.key.time.since(entry.key.time) > reach {
            return None;
        }
        let at = self.0.partition_point(|e| e.key < entry.key);
        self.0.insert(at, entry);
        Some(at)
    }

    /// Whether the entry at `at` is the newest.
    #[must_use]
    pub fn is_newest(&self, at: usize) -> bool {
        at + 1 == self.0.len()
    }

    /// Of three neighbours with the same roles the middle one adds nothing a sequence needs.
    pub fn join_neighbours(&mut self, at: usize) {
        let same = |i: usize| {
            (i + 2 < self.0.len()) && self.0[i].roles == self.0[i + 1].roles && self.0[i].roles == self.0[i + 2].roles
        };
        if let Some(i) = (at.saturating_sub(2)..=at).find(|i| same(*i)) {
            self.0.remove(i + 1);
        }
    }

    /// Forgets what is more than `reach` older than the newest, and the oldest of too many. Returns the newest
    /// forgotten for want of room.
    pub fn forget(&mut self, reach: Span) -> Option<Key> {
        let newest = self.0.last()?.key.time;
        let old = self.0.iter().take_while(|e| newest.since(e.key.time) > reach).count();
        if old > 0 {
            self.0.drain(..old);
        }
        let over = self.0.len().saturating_sub(MOST);
        self.0.drain(..over).next_back().map(|e| e.key)
    }

    /// Lays another's events among these.
    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
        self.0.sort_by(|a, b| a.key.cmp(&b.key));
    }
}
