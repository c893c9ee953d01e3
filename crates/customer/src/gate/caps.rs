//! How often is enough: rolling windows, and the slots kept for what matters more.

use crate::brand::Cap;
use rapport_kernel::Time;

/// What a cap says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full {
    /// The cap that is full.
    pub cap: Cap,
    /// Messages already counted in the window.
    pub used: u32,
    /// Slots kept for messages of higher priority.
    pub reserved: u32,
    /// When there is room again, as things are now.
    pub until: Time,
}

/// Whether one more message at `now` would pass the cap. `contacts` and `rivals` are moments in no order: what was
/// sent, and when messages of higher priority are due.
///
/// The window is `(now - per, now]`: a message exactly `per` ago no longer counts. A rival counts if it and a message
/// sent now would share a window.
pub(super) fn check(
    cap: Cap,
    contacts: impl Iterator<Item = Time>,
    rivals: impl Iterator<Item = Time>,
    now: Time,
) -> Option<Full> {
    let mut slots: Vec<Time> = contacts.filter(|at| *at + cap.per > now).collect();
    let used = slots.len();
    slots.extend(rivals.map(|due| due.max(now)).filter(|due| *due < now + cap.per));
    let max = cap.max as usize;
    if slots.len() < max {
        return None;
    }
    let reserved = slots.len() - used;
    slots.sort_unstable();
    // One more has room when all but `max - 1` of these have left the window; with `max` 0 never.
    let until = if max == 0 { Time::MAX } else { slots[slots.len() - max] + cap.per };
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Some(Full { cap, used: count(used), reserved: count(reserved), until })
}

/// The strictest of several caps: the one that is full longest.
pub(super) fn strictest(full: impl Iterator<Item = Full>) -> Option<Full> {
    full.max_by_key(|full| full.until)
}
