//! Time is checked, not believed.
//!
//! The wall clock is compared with a steady clock that only counts: within [`Bounds::jump`] of what the steady clock expects
//! it is believed; beyond, time goes on as the steady clock counts, and the runtime is in [`Doubt`] until the wall clock
//! comes back or a person accepts it. Many small steps count like the large one they make together. A start in the same boot goes
//! on with the steady clock where the last run ended ([`passed`]). After another boot there is only the log to compare with: it must
//! not be ahead of the clock,
//! and not further behind than [`Bounds::gap`]. No one here asks the wall clock but the [`Timekeeper`].
//!
//! So the log's time never goes back, with one exception: after a person has accepted a clock that is behind it.

pub(super) mod passed;

use parking_lot::Mutex;
pub(super) use passed::LastTime;
use rapport_kernel::{Span, Time, coded};
use serde::Serialize;
use std::{
    fs::File,
    os::unix::fs::FileExt,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

/// Tells what time it is.
pub type Clock = Arc<dyn Fn() -> Time + Send + Sync>;

/// Counts evenly from anywhere, also while the machine sleeps; no one can set it.
pub type Steady = Arc<dyn Fn() -> Span + Send + Sync>;

/// How far the wall clock may be off before a person has to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// From what the steady clock expects, or behind the log at start.
    pub jump: Span,
    /// Ahead of the log's last record at the first start after a boot: a longer stop is not believed.
    pub gap: Span,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { jump: Span::MINUTE.times(5), gap: Span::DAY.times(7) }
    }
}

coded! {
    /// What is wrong with the clock.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    #[serde(rename_all = "snake_case")]
    pub enum ClockFlaw {
        /// It is ahead of the time that has passed.
        Ahead = "ahead",
        /// It is behind the time that has passed, or behind the log.
        Behind = "behind",
    }
}

/// The wall clock is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// What it was compared with, and how it differs.
    pub flaw: ClockFlaw,
    /// What the wall clock says.
    pub says: Time,
    /// What time is kept instead.
    pub kept: Time,
}

impl std::fmt::Display for Doubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the clock says {}, which is {} of {}", self.says, self.flaw.code(), self.kept)
    }
}

/// One part in so many is what a clock may drift from the steady one for good: as much as time services put right by slewing.
const SLEW: i64 = 2_000;
/// How long slewing is looked at in one piece.
const WINDOW: Span = Span::HOUR;

/// How much of a difference is more than slewing brings about in this time.
fn beyond(off: Span, since: Span) -> Span {
    Span(off.0.signum() * (off.0.abs() - since.0 / SLEW).max(0))
}

/// What is known at a start of the time before it.
#[derive(Clone, Debug, Default)]
pub(super) struct BeforeStart {
    /// The time of the log's last record, if there is one.
    pub(super) log: Option<Time>,
    /// What time it was when that was last written down.
    pub(super) passed: Option<LastTime>,
    /// Since which boot the steady clock counts now; empty where that is not known.
    pub(super) boot: String,
}

/// The one who knows what time it is.
pub(super) struct Timekeeper {
    clock: Clock,
    steady: Steady,
    bounds: Bounds,
    boot: String,
    state: Mutex<State>,
}

struct State {
    /// The latest time given out.
    last: Time,
    /// A time that was believed, and the steady clock then.
    anchor: (Time, Span),
    /// One of them, at most a [`WINDOW`] ago: slewing is told from steps from here on.
    origin: (Time, Span),
    /// What steps before that came to.
    stepped: Span,
    doubt: Option<Doubt>,
}

impl Timekeeper {
    /// Begins where the last run ended. `accept`: a person says that the wall clock is right.
    pub(super) fn new(clock: Clock, steady: Steady, bounds: Bounds, before: &BeforeStart, accept: bool) -> Self {
        let (wall, count) = ((clock)(), (steady)());
        let passed = before.passed.as_ref().and_then(|last| last.by(&before.boot, count));
        let (last, anchor) = match before.log.max(passed) {
            Some(due) if !accept => {
                let is_early = before.log.is_some_and(|log| wall < log - bounds.jump);
                let plausible = match (passed, before.log) {
                    (Some(passed), _) => wall.since(passed).0.abs() <= bounds.jump.0,
                    (None, log) => log.is_none_or(|log| wall <= log + bounds.gap),
                };
                if plausible && !is_early { (before.log.unwrap_or(wall), wall) } else { (due, due) }
            }
            _ => (wall, wall),
        };
        let state = State { last, anchor: (anchor, count), origin: (anchor, count), stepped: Span::ZERO, doubt: None };
        let keeper = Self { clock, steady, bounds, boot: before.boot.clone(), state: Mutex::new(state) };
        keeper.now();
        keeper
    }

    /// The time: never before one given out already.
    pub(super) fn now(&self) -> Time {
        let mut state = self.state.lock();
        let (wall, count) = ((self.clock)(), (self.steady)());
        let (believed, then) = state.anchor;
        let expected = believed + Span(count.0.saturating_sub(then.0));
        let off = wall.since(expected);
        let since = Span(count.0.saturating_sub(state.origin.1.0));
        let stepped = Span(state.stepped.0.saturating_add(beyond(wall.since(state.origin.0 + since), since).0));
        // Many small steps are a large one, however long they take.
        let off = if off.0.abs() <= self.bounds.jump.0 { stepped } else { off };
        if off.0.abs() <= self.bounds.jump.0 {
            if since >= WINDOW {
                (state.origin, state.stepped) = ((wall, count), stepped);
            }
            if state.doubt.take().is_some() {
                tracing::info!("the clock is right again");
            }
            state.anchor = (wall, count);
            state.last = state.last.max(wall);
        } else {
            state.last = state.last.max(expected);
            let flaw = if off.0 > 0 { ClockFlaw::Ahead } else { ClockFlaw::Behind };
            let doubt = Doubt { flaw, says: wall, kept: state.last };
            if state.doubt.replace(doubt).is_none() {
                tracing::error!(flaw = flaw.code(), says = %wall, kept = %state.last, "the clock is not believed");
            }
        }
        state.last
    }

    /// What time it is, for the next start.
    pub(super) fn last_time(&self) -> LastTime {
        let count = (self.steady)();
        LastTime { boot: self.boot.clone(), count, time: self.now() }
    }

    /// Why the wall clock is not believed now.
    pub(super) fn doubt(&self) -> Option<Doubt> {
        self.now();
        self.state.lock().doubt
    }
}

/// The machine's clock.
pub(crate) fn system_clock() -> Time {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_millis()).unwrap_or(i64::MAX / 4))
}

/// The time since the machine was started: it goes on while the machine sleeps, which [`Instant`] does not.
pub(super) fn since_boot() -> Steady {
    let uptime = File::open("/proc/uptime").ok();
    let last = Mutex::new((Duration::ZERO, Instant::now()));
    Arc::new(move || {
        let mut last = last.lock();
        // Where there is no such file, from one reading to the next.
        let count = uptime.as_ref().and_then(read_uptime).unwrap_or_else(|| last.0 + last.1.elapsed());
        *last = (count, Instant::now());
        Span(i64::try_from(count.as_millis()).unwrap_or(i64::MAX / 4))
    })
}

/// The first number of the file: seconds with two decimals.
fn read_uptime(file: &File) -> Option<Duration> {
    let mut text = [0; 64];
    let length = file.read_at(&mut text, 0).ok()?;
    let seconds: f64 = std::str::from_utf8(text.get(..length)?).ok()?.split(' ').next()?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering};

    const BEGIN: Time = Time(1_772_000_000_000);

    /// A wall clock and a steady one, each set by itself.
    #[derive(Clone, Default)]
    struct Clocks(Arc<(AtomicI64, AtomicI64)>);

    impl Clocks {
        fn pass(&self, span: Span) {
            self.0.0.fetch_add(span.0, Ordering::Relaxed);
            self.0.1.fetch_add(span.0, Ordering::Relaxed);
        }
        fn step(&self, span: Span) {
            self.0.0.fetch_add(span.0, Ordering::Relaxed);
        }
        fn keeper(&self, log: Option<Time>, accept: bool) -> Timekeeper {
            self.keeper_after(&BeforeStart { log, ..BeforeStart::default() }, accept)
        }
        fn keeper_after(&self, before: &BeforeStart, accept: bool) -> Timekeeper {
            let (wall, steady) = (self.clone(), self.clone());
            Timekeeper::new(
                Arc::new(move || BEGIN + Span(wall.0.0.load(Ordering::Relaxed))),
                Arc::new(move || Span(steady.0.1.load(Ordering::Relaxed))),
                Bounds::default(),
                before,
                accept,
            )
        }
    }

    #[test]
    fn a_clock_that_jumps_is_not_followed_and_is_believed_when_it_comes_back() {
        for jump in [Span::DAY.times(10), Span::HOUR, Span(-Span::HOUR.0), Span(-Span::DAY.0), Span(-BEGIN.0)] {
            let clocks = Clocks::default();
            let keeper = clocks.keeper(None, false);
            clocks.step(jump);
            for second in 1..=3 {
                clocks.pass(Span::SECOND);
                assert_eq!(keeper.now(), BEGIN + Span::SECOND.times(second), "time goes on");
            }
            let flaw = if jump.0 > 0 { ClockFlaw::Ahead } else { ClockFlaw::Behind };
            assert_eq!(keeper.doubt().unwrap().flaw, flaw);
            clocks.step(Span(-jump.0));
            assert_eq!(keeper.doubt(), None);
            assert_eq!(keeper.now(), BEGIN + Span::SECOND.times(3));
        }
    }

    #[test]
    fn small_corrections_are_followed_and_time_never_goes_back() {
        let clocks = Clocks::default();
        let keeper = clocks.keeper(None, false);
        clocks.step(Span::MINUTE.times(4));
        assert_eq!(keeper.now(), BEGIN + Span::MINUTE.times(4));
        clocks.step(Span(-Span::MINUTE.times(3).0));
        assert_eq!(keeper.now(), BEGIN + Span::MINUTE.times(4));
        assert_eq!(keeper.doubt(), None);
        clocks.pass(Span(181_000));
        assert_eq!(keeper.now(), BEGIN + Span::MINUTE.times(4) + Span::SECOND);
    }

    /// Someone, or a time service that is wrong, moves the clock a little again and again.
    #[test]
    fn small_steps_do_not_add_up_without_bound() {
        for step in [Span::MINUTE.times(4), Span(-Span::MINUTE.times(4).0)] {
            let clocks = Clocks::default();
            let keeper = clocks.keeper(None, false);
            for n in 1..=10 {
                clocks.step(step);
                clocks.pass(Span::HOUR);
                let off = keeper.now().since(BEGIN + Span::HOUR.times(n)).0.abs();
                assert!(off <= Span::MINUTE.times(6).0, "off by {off} ms after {n} steps");
            }
            assert!(keeper.doubt().is_some());
            clocks.step(Span(-10 * step.0));
            assert_eq!(keeper.doubt(), None, "it is right again");
        }
        // Slewing for years is no step.
        let clocks = Clocks::default();
        let keeper = clocks.keeper(None, false);
        for _ in 0..2_000 {
            clocks.pass(Span::DAY);
            clocks.step(Span::SECOND);
            assert_eq!(keeper.doubt(), None);
        }
        // And however long it has run, small steps are a large one.
        for _ in 0..2 {
            clocks.step(Span::MINUTE.times(4));
            clocks.pass(Span::DAY);
            keeper.now();
        }
        assert!(keeper.doubt().is_some(), "eight minutes in two days, after years");
    }

    #[test]
    fn at_start_the_log_is_the_witness_and_a_person_decides() {
        let clocks = Clocks::default();
        let doubt = |last: Time, accept| clocks.keeper(Some(last), accept).doubt().map(|doubt| doubt.flaw);
        assert_eq!(doubt(BEGIN, false), None);
        assert_eq!(doubt(BEGIN - Span::DAY.times(6), false), None, "it was off over the holidays");
        assert_eq!(doubt(BEGIN - Span::DAY.times(8), false), Some(ClockFlaw::Ahead));
        assert_eq!(doubt(BEGIN + Span::HOUR, false), Some(ClockFlaw::Behind));
        let behind = clocks.keeper(Some(BEGIN + Span::HOUR), false);
        clocks.pass(Span::SECOND);
        assert_eq!(behind.now(), BEGIN + Span::HOUR + Span::SECOND);
        for last in [BEGIN + Span::DAY, BEGIN - Span::DAY.times(99)] {
            assert_eq!(doubt(last, true), None);
            assert_eq!(clocks.keeper(Some(last), true).now(), BEGIN + Span::SECOND);
        }
    }

    #[test]
    fn a_start_in_the_same_boot_knows_how_much_time_has_passed() {
        let doubt = |off_for: Span, step: Span, boot: &str| {
            let clocks = Clocks::default();
            let first = clocks.keeper_after(&BeforeStart { boot: "b".into(), ..BeforeStart::default() }, false);
            clocks.pass(Span::HOUR);
            let (log, passed) = (Some(first.now()), Some(first.last_time()));
            clocks.pass(off_for);
            clocks.step(step);
            let next = clocks.keeper_after(&BeforeStart { log, passed, boot: boot.into() }, false);
            (next.doubt().map(|doubt| doubt.flaw), next.now().since(BEGIN + Span::HOUR + off_for))
        };
        let (none, week, year) = (Span(0), Span::DAY.times(7), Span::DAY.times(365));
        for off_for in [Span::SECOND, Span::DAY, year] {
            assert_eq!(doubt(off_for, none, "b"), (None, none), "however long it was off");
            assert_eq!(doubt(off_for, Span::MINUTE.times(4), "b"), (None, Span::MINUTE.times(4)));
            assert_eq!(doubt(off_for, Span::MINUTE.times(6), "b"), (Some(ClockFlaw::Ahead), none));
            assert_eq!(doubt(off_for, week, "b"), (Some(ClockFlaw::Ahead), none), "and time goes on as it passes");
            assert_eq!(doubt(off_for, Span(-Span::MINUTE.times(6).0), "b"), (Some(ClockFlaw::Behind), none));
        }
        assert_eq!(doubt(Span::DAY, Span::DAY.times(6), "c").0, None, "after another boot nobody can tell");
        assert_eq!(doubt(Span::DAY, week, "c").0, Some(ClockFlaw::Ahead));
        assert_eq!(doubt(Span::DAY, Span(-Span::DAY.times(2).0), "c").0, Some(ClockFlaw::Behind));
    }

    #[test]
    fn the_steady_clock_counts() {
        let steady = since_boot();
        let begin = (steady)();
        std::thread::sleep(Duration::from_millis(60));
        let passed = (steady)().0 - begin.0;
        assert!((40..5_000).contains(&passed), "{passed}");
    }
}
