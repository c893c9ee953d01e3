//! Measurements, repeatable by anybody: `make bench`, and the page docs/benchmarks.md that says how to read them.
//!
//! * [`stream`]: journeys over files of events, against a judge's expected matches.
//! * [`generate`]: a made-up stream for it.
//! * [`machine`]: what this machine can do at all.
//! * [`product`]: a server of its own, from HTTP to decision.
//! * [`trace`]: recording changes in a database, and proving them.
//!
//! CPU seconds are what the kernel charged a process (user and system), so they mean the same on a busy machine.

pub mod generate;
pub mod machine;
pub mod product;
pub mod stream;
pub mod trace;

/// CPU seconds used so far by process `pid` (`self` for this one): fields 14 and 15 of `/proc/PID/stat`, see proc(5).
/// 0 where there is no `/proc`.
#[must_use]
pub fn cpu_seconds(pid: &str) -> f64 {
    /// Clock ticks a second: fixed at 100 on Linux for this interface (`USER_HZ`).
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The second field is the program's name in brackets and may hold anything; the rest is numbers.
    let numbers = stat.rsplit_once(") ").map(|(_, rest)| rest).unwrap_or_default();
    let ticks: f64 = numbers.split(' ').skip(11).take(2).filter_map(|n| n.parse::<f64>().ok()).sum();
    ticks / TICKS
}

/// The value below which `share` of the sorted values lie.
#[must_use]
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = ((sorted.len().saturating_sub(1)) as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or_default()
}

/// The middle of the values.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile(&sorted, 0.5)
}
