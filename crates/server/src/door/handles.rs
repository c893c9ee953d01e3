//! File handles: as many as the system lets us have, and some of them never for connections.
//!
//! Log, database, history and mail have files and connections of their own and open more of them. What [`room`] leaves
//! over can be used up by strangers without stopping them.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// More than these are of no use, and some systems offer a thousand million.
const ENOUGH: u64 = 65_536;
/// How many connections there are at most if the settings say nothing.
pub const USUAL: usize = 4_096;
/// How many there are at least, however few handles there are.
const FEWEST: usize = 16;

/// Raises the soft limit to what the system allows. Returns how many files may be open now.
#[must_use]
pub fn raise() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let (now, most) = (current.unwrap_or(u64::MAX), maximum.unwrap_or(u64::MAX).min(ENOUGH));
    if most <= now {
        return now.min(ENOUGH);
    }
    match setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum }) {
        Ok(()) => most,
        Err(error) => {
            tracing::warn!(%error, handles = now, "the limit of open files could not be raised");
            now
        }
    }
}

/// How many may be open.
#[must_use]
pub fn most() -> u64 {
    getrlimit(Resource::Nofile).current.unwrap_or(ENOUGH)
}

/// How many connections there is room for, beside what is open already and what log, database and mail will open.
#[must_use]
pub fn room(handles: u64, open: u64) -> usize {
    let reserve = (handles / 8).clamp(96, 1_024);
    usize::try_from(handles.saturating_sub(open + reserve)).unwrap_or(usize::MAX).max(FEWEST)
}

/// How many are open now; where the system does not tell, as many as a server has that has just started.
#[must_use]
pub fn open() -> u64 {
    const STARTED: u64 = 320;
    std::fs::read_dir("/proc/self/fd").map_or(STARTED, |open| open.count() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_never_take_the_reserve() {
        for handles in [128, 256, 512, 1_024, 4_096, ENOUGH] {
            let room = room(handles, 300) as u64;
            assert!(room + 300 + 96 <= handles || room == FEWEST as u64, "{handles}: {room}");
        }
        assert_eq!(room(1_024, 300), 1_024 - 300 - 128);
        assert_eq!(room(ENOUGH, 300), 65_536 - 300 - 1_024);
    }

    #[test]
    fn the_limit_is_raised_and_stays() {
        let raised = raise();
        assert_eq!(getrlimit(Resource::Nofile).current.unwrap_or(ENOUGH).min(ENOUGH), raised);
        assert_eq!(raise(), raised);
    }
}
