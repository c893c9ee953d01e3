//! Attribution over paths against published results.

use crate::{close, shared};
use rapport_measure::paths::{ChannelShare, Heuristic, PathOutcome, Paths, heuristic, markov, shapley};
use serde_json::Value;
use std::{collections::BTreeMap, fs};

fn published() -> Option<Paths> {
    let file = shared("attribution-paths/path_data.csv.zst")?;
    let text = String::from_utf8(zstd::decode_all(fs::File::open(file).unwrap()).unwrap()).unwrap();
    let mut paths = Paths::default();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |i: usize| cells[i].parse().unwrap();
        let outcome = PathOutcome { conversions: number(1), value: number(2), without: number(3) };
        paths.add(cells[0].split('>'), outcome).unwrap();
    }
    Some(paths)
}

fn small(rows: &[(&str, f64, f64, f64)]) -> Paths {
    let mut paths = Paths::default();
    for (path, conversions, value, without) in rows {
        let outcome = PathOutcome { conversions: *conversions, value: *value, without: *without };
        paths.add(path.split('>'), outcome).unwrap();
    }
    paths
}

fn conversions(shares: &[ChannelShare]) -> BTreeMap<&str, f64> {
    shares.iter().map(|share| (share.channel.as_str(), share.conversions)).collect()
}

#[test]
fn heuristics_are_those_of_the_reference() {
    let (Some(paths), Some(file)) = (published(), shared("attribution-paths/reference_heuristics.csv")) else { return };
    let rules = [Heuristic::First, Heuristic::Last, Heuristic::Linear];
    let found = rules.map(|rule| heuristic(&paths, rule).unwrap());
    let mut compared = 0;
    for line in fs::read_to_string(file).unwrap().lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        for (rule, shares) in found.iter().enumerate() {
            let share = shares.iter().find(|share| share.channel == cells[0]).unwrap();
            for (found, cell) in [(share.conversions, cells[1 + 2 * rule]), (share.value, cells[2 + 2 * rule])] {
                assert!(close(found, cell.parse().unwrap(), 1e-9), "{line}: {share:?}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 72);
}

#[test]
fn markov_chains_of_orders_1_to_4_are_exact() {
    let (Some(paths), Some(file)) = (published(), shared("attribution-paths/reference_markov_exact.json")) else {
        return;
    };
    let reference: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    for order in 1..=4 {
        let chain = markov(&paths, order).unwrap();
        let expected = &reference[order.to_string()];
        assert!(close(chain.conversion, expected["p_conversion_from_start"].as_f64().unwrap(), 1e-12));
        for removal in &chain.channels {
            let of = |key: &str| expected[key][removal.channel.as_str()].as_f64().unwrap();
            assert!((removal.removal_effect - of("removal_effects")).abs() < 1e-8, "{order} {removal:?}");
            assert!(close(removal.conversions, of("attributed_conversions"), 1e-8), "{order} {removal:?}");
        }
        let value: f64 = chain.channels.iter().map(|removal| removal.value).sum();
        assert!(close(value, paths.total().value, 1e-12));
    }
}

/// From the paper's reasoning, by hand: start to A (2/3) or B (1/3); from A half buy; from B all go on to A.
#[test]
fn a_small_chain_is_as_reckoned_by_hand() {
    let paths = small(&[("a", 1.0, 10.0, 1.0), ("b>a", 1.0, 30.0, 0.0)]);
    let chain = markov(&paths, 1).unwrap();
    assert!(close(chain.conversion, 2.0 / 3.0, 1e-14), "{chain:?}");
    let effects: Vec<f64> = chain.channels.iter().map(|removal| removal.removal_effect).collect();
    assert!(close(effects[0], 1.0, 1e-14) && close(effects[1], 1.0 / 3.0, 1e-14), "{effects:?}");
    assert!(close(chain.channels[0].conversions, 1.5, 1e-14));
}

#[test]
fn position_and_decay_share_as_their_rules_say() {
    let paths = small(&[("a>b>c>d", 10.0, 0.0, 0.0), ("a>d", 2.0, 0.0, 0.0), ("c", 1.0, 0.0, 5.0)]);
    let shares = heuristic(&paths, Heuristic::Position { ends: 0.4 }).unwrap();
    let by = conversions(&shares);
    assert!(close(by["a"], 5.0, 1e-12) && close(by["b"], 1.0, 1e-12) && close(by["c"], 2.0, 1e-12), "{by:?}");
    let shares = heuristic(&paths, Heuristic::Decay { half_life: 1.0 }).unwrap();
    let by = conversions(&shares);
    assert!(close(by["a"], 10.0 / 15.0 + 2.0 / 3.0, 1e-12) && close(by["d"], 80.0 / 15.0 + 4.0 / 3.0, 1e-12), "{by:?}");
}

/// The definition of the Shapley value, walked through all orders of three channels.
#[test]
fn shapley_is_the_mean_addition_over_all_orders() {
    let paths = small(&[("a>b>a", 4.0, 0.0, 1.0), ("c", 3.0, 0.0, 0.0), ("b>c>a", 9.0, 0.0, 0.0)]);
    let worth = |set: &str| {
        let covered = |path: &str| path.chars().all(|channel| set.contains(channel));
        [("ab", 4.0), ("c", 3.0), ("abc", 9.0)].iter().filter(|(path, _)| covered(path)).map(|(_, n)| n).sum::<f64>()
    };
    let mut by_hand: BTreeMap<&str, f64> = BTreeMap::new();
    for order in ["abc", "acb", "bac", "bca", "cab", "cba"] {
        for i in 0..3 {
            let added = worth(&order[..=i]) - worth(&order[..i]);
            *by_hand.entry(&order[i..=i]).or_default() += added / 6.0;
        }
    }
    let shares = shapley(&paths).unwrap();
    for (channel, found) in conversions(&shares) {
        assert!(close(found, by_hand[channel], 1e-12), "{channel} {found} {by_hand:?}");
    }
}

#[test]
fn unfit_paths_get_a_reason() {
    let mut paths = Paths::default();
    let mut add = |path: &str, conversions: f64, value: f64| {
        let outcome = PathOutcome { conversions, value, without: 1.0 };
        paths.add(path.split('>'), outcome).err().map(|unfit| unfit.code())
    };
    assert_eq!(add("a>b", -1.0, 0.0), Some("negative"));
    assert_eq!(add("a>b", f64::NAN, 0.0), Some("not_a_number"));
    assert_eq!(add("a>>b", 1.0, 0.0), Some("contradiction"));
    assert_eq!(add("a", 0.0, 3.0), Some("contradiction"));
    assert_eq!(add("a", 0.0, 0.0), None);
    assert_eq!(markov(&paths, 1).unwrap_err().code(), "no_variation");
    assert_eq!(markov(&paths, 5).unwrap_err().code(), "setting");
    assert_eq!(shapley(&Paths::default()).unwrap_err().code(), "too_short");
    assert_eq!(
        heuristic(&small(&[("a", 1.0, 0.0, 0.0)]), Heuristic::Decay { half_life: 0.0 }).unwrap_err().code(),
        "setting"
    );
}
