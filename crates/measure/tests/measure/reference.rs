//! Against results that others reckoned: the Hillstrom e-mail experiment, and the cases of an experiment platform.

use crate::{close, shared};
use rapport_measure::{Sample, interval::Mean, welch};
use serde_json::Value;
use std::{collections::BTreeMap, fs};

/// How far a figure may lie from the reference, relative to it. The references carry 15 digits or more.
const EXACT: f64 = 1e-9;
/// The same for p values, which pass through the tail of a distribution.
const TAIL: f64 = 1e-6;

#[test]
fn the_hillstrom_experiment_has_the_published_effects() {
    let Some(file) = shared("uplift-hillstrom/hillstrom.csv.zst") else { return };
    let Some(reference) = shared("uplift-hillstrom/reference.json") else { return };
    let reference: Value = serde_json::from_slice(&fs::read(reference).unwrap()).unwrap();
    let text = String::from_utf8(zstd::decode_all(fs::File::open(file).unwrap()).unwrap()).unwrap();
    let groups = arms(&text);
    let mut compared = 0;
    for arm in ["Mens E-Mail", "Womens E-Mail"] {
        for (metric, unit) in [("visit", 1.0), ("conversion", 1.0), ("spend", 100.0)] {
            let of = |arm: &str| {
                let sample: &Sample = &groups[&(arm.to_owned(), metric)];
                let variance = sample.variance().unwrap() / (unit * unit);
                Mean { mean: sample.mean() / unit, variance, n: sample.customers }
            };
            let found = welch(of(arm), of("No E-Mail"), 0.95).unwrap();
            let expected = &reference["this_file"][arm]["ate"][metric];
            let number = |value: &Value| value.as_f64().unwrap();
            assert!(close(found.difference, number(&expected["difference"]), EXACT), "{arm} {metric} {found:?}");
            assert!(close(found.low, number(&expected["ci95"][0]), EXACT), "{arm} {metric} {found:?} {expected}");
            assert!(close(found.high, number(&expected["ci95"][1]), EXACT), "{arm} {metric} {found:?} {expected}");
            assert!(close(found.p_value, number(&expected["p_value"]), TAIL), "{arm} {metric} {found:?} {expected}");
            compared += 1;
        }
    }
    assert_eq!(compared, 6);
}

/// What each group did, by metric; spend in cents.
fn arms(text: &str) -> BTreeMap<(String, &'static str), Sample> {
    // Counted from the right: a column further left holds quoted commas.
    fn last_four(line: &str) -> [&str; 4] {
        let mut cells = line.rsplit(',');
        std::array::from_fn(|_| cells.next().unwrap())
    }
    let mut lines = text.lines();
    assert_eq!(last_four(lines.next().unwrap()), ["spend", "conversion", "visit", "segment"]);
    let mut groups: BTreeMap<(String, &'static str), Sample> = BTreeMap::new();
    for line in lines {
        let [spend, conversion, visit, segment] = last_four(line);
        for (metric, cell, unit) in [("visit", visit, 1.0), ("conversion", conversion, 1.0), ("spend", spend, 100.0)] {
            let amount = (cell.parse::<f64>().unwrap() * unit).round() as i64;
            groups.entry((segment.to_owned(), metric)).or_default().add(amount, amount > 0);
        }
    }
    groups
}

/// The cases of difference in means, absolute, two-sided, are Welch's test; a proportion there has the variance p(1-p).
#[test]
fn welch_agrees_with_an_experiment_platforms_cases() {
    let Some(file) = shared("experiment-stats/gbstats_0.8.0_cases.jsonl") else { return };
    let mut compared = 0;
    for line in fs::read_to_string(file).unwrap().lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let is = |key: &str, text: &str| case[key] == text;
        if !is("difference", "absolute")
            || !is("test", "two_sided")
            || !(is("metric", "mean") || is("metric", "proportion"))
        {
            continue;
        }
        let input = |key: &str| case["input"][key].as_f64().unwrap();
        let group = |name: &str| {
            let (n, sum) = (input(&format!("n_{name}")), input(&format!("sum_{name}")));
            let mean = sum / n;
            let variance = match case["input"].get(format!("sum_squares_{name}")).and_then(Value::as_f64) {
                Some(squares) => (squares - sum * sum / n) / (n - 1.0),
                None => mean * (1.0 - mean),
            };
            Mean { mean, variance, n: n as u64 }
        };
        let found = welch(group("b"), group("a"), 0.95).unwrap();
        let result = &case["result"];
        let number = |value: &Value| value.as_f64().unwrap();
        assert!(close(found.difference, number(&result["expected"]), EXACT), "{found:?} {line}");
        assert!(close(found.low, number(&result["ci"][0]), EXACT), "{found:?} {line}");
        assert!(close(found.high, number(&result["ci"][1]), EXACT), "{found:?} {line}");
        assert!(close(found.p_value, number(&result["p_value"]), TAIL), "{found:?} {line}");
        compared += 1;
    }
    assert!(compared >= 6, "only {compared} cases were comparable");
}
