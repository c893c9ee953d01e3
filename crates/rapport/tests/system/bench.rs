//! The benchmark runs from end to end and counts what it says it counts. How fast is not asked here.

use crate::support::{process, tools};
use serde_json::Value;
use std::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn the_benchmark_measures_every_figure() {
    let mut bench = Command::new(process::program());
    bench.args(["bench", "all", "--events", "2000", "--rounds", "1", "--json"]);
    let (code, said) = tools::run(bench).await;
    assert_eq!(code, Some(0), "{said}");
    let line = said.lines().find(|line| line.starts_with('{')).unwrap_or_else(|| panic!("no figures: {said}"));
    let figures: Value = serde_json::from_str(line).unwrap();
    let names = [
        "acknowledged_per_second",
        "decided_per_second",
        "per_cpu_second",
        "decision_p50_ms",
        "decision_p99_ms",
        "decide_p50_ms",
        "decide_p99_ms",
        "backtest_per_second",
    ];
    for name in names {
        assert!(figures[name].as_f64().is_some_and(|figure| figure > 0.0), "{name}: {figures}");
    }
}
