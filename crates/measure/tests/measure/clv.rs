//! Customer lifetime value against published estimates.

use crate::shared;
use rapport_measure::{
    UnfitData,
    clv::{self, BgBb, BgNbd, Fitted, GammaGamma, ParetoNbd, Purchase, PurchaseHistory, Timing},
};
use std::{collections::BTreeMap, fs};

fn sample() -> Option<Vec<PurchaseHistory>> {
    let text = fs::read_to_string(shared("clv-cdnow/cdnow_sample_summary.csv")?).unwrap();
    let history = |line: &str| {
        let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        PurchaseHistory { repeats: cells[1], recency: cells[2], age: cells[3], mean_value: cells[4] }
    };
    Some(text.lines().skip(1).map(history).collect())
}

fn master() -> Option<Vec<PurchaseHistory>> {
    let file = shared("clv-cdnow/cdnow_master.csv.zst")?;
    let text = String::from_utf8(zstd::decode_all(fs::File::open(file).unwrap()).unwrap()).unwrap();
    let purchases: Vec<Purchase> = text.lines().skip(1).map(purchase).collect();
    let until = day("1997-09-30");
    Some(clv::histories(&purchases, until, 7.0).unwrap().into_values().collect())
}

fn purchase(line: &str) -> Purchase {
    let cells: Vec<&str> = line.split(',').collect();
    Purchase { customer: cells[0].parse().unwrap(), day: day(cells[1]), value: cells[3].parse().unwrap() }
}

/// Days since 1 January 1997; the data end in 1998.
fn day(date: &str) -> i32 {
    let part = |range: std::ops::Range<usize>| date[range].parse::<usize>().unwrap();
    let months = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    (365 * (part(0..4) - 1997) + months[part(5..7) - 1] + part(8..10) - 1) as i32
}

fn agrees<M: Timing>(found: &Fitted<M>, expected: [f64; 4], height: f64) {
    for ((name, parameter), expected) in found.parameters().iter().zip(expected) {
        assert!((parameter.value - expected).abs() <= 0.0006 * expected.max(1.0), "{name} {parameter:?} {expected}");
    }
    assert!((found.ln_likelihood() - height).abs() <= 0.01, "{} {height}", found.ln_likelihood());
}

#[test]
fn the_cdnow_sample_has_the_published_estimates() {
    let Some(histories) = sample() else { return };
    agrees::<BgNbd>(&clv::fit(&histories).unwrap(), [0.2426, 4.4136, 0.7929, 2.4259], -9582.43);
    let pareto: Fitted<ParetoNbd> = clv::fit(&histories).unwrap();
    agrees(&pareto, [0.5533, 10.578, 0.6062, 11.667], -9594.98);
    let errors = [0.047_626_4, 0.842_722_2, 0.187_259_4, 6.210_544_8];
    for ((name, parameter), expected) in pareto.parameters().iter().zip(errors) {
        let error = parameter.error.unwrap();
        assert!((error - expected).abs() <= 0.01 * expected, "{name} {error} {expected}");
    }
    let money = GammaGamma::fit(&histories).unwrap();
    assert!((money.ln_likelihood() + 4055.9177).abs() < 0.01, "{}", money.ln_likelihood());
    for ((name, parameter), expected) in money.parameters().iter().zip([6.25, 3.74, 15.44]) {
        assert!((parameter.value - expected).abs() <= 0.01, "{name} {parameter:?}");
    }
}

#[test]
fn forecasts_of_the_cdnow_sample_are_those_of_the_reference() {
    let (Some(histories), Some(file)) = (sample(), shared("clv-cdnow/cdnow_sample_predictions.csv")) else { return };
    let (bg, pareto) = (clv::fit::<BgNbd>(&histories).unwrap(), clv::fit::<ParetoNbd>(&histories).unwrap());
    let money = GammaGamma::fit(&histories).unwrap();
    let mut sums = [0.0; 2];
    for (line, history) in fs::read_to_string(file).unwrap().lines().skip(1).zip(&histories) {
        let cells: Vec<f64> = line.split(',').skip(3).map(|cell| cell.parse().unwrap()).collect();
        let found = [
            bg.purchases(history, 39.0).value,
            bg.alive(history).value,
            pareto.purchases(history, 39.0).value,
            pareto.alive(history).value,
            money.mean_value(history).value,
        ];
        sums[0] += found[0];
        sums[1] += found[2];
        for (found, expected) in found.iter().zip(&cells) {
            assert!((found - expected).abs() <= 2e-3 * expected.max(0.1), "{line}: {found} {expected}");
        }
    }
    assert!((sums[0] - 1653.42).abs() < 0.2 && (sums[1] - 1665.57).abs() < 0.5, "{sums:?}");
}

#[test]
fn the_whole_cdnow_set_has_the_published_likelihoods() {
    let Some(histories) = master() else { return };
    assert_eq!(histories.len(), 23_570);
    let bg: Fitted<BgNbd> = clv::fit(&histories).unwrap();
    let pareto: Fitted<ParetoNbd> = clv::fit(&histories).unwrap();
    println!("{:?}\n{:?}", bg.parameters(), pareto.parameters());
    assert!((bg.ln_likelihood() + 95_368.44).abs() <= 0.01, "{}", bg.ln_likelihood());
    assert!((pareto.ln_likelihood() + 95_415.12).abs() <= 0.01, "{}", pareto.ln_likelihood());
}

#[test]
fn donations_have_the_published_estimates() {
    let Some(file) = shared("clv-cdnow/donations_bgbb_summary.csv") else { return };
    let text = fs::read_to_string(file).unwrap();
    let history = |line: &str| {
        let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        (PurchaseHistory { repeats: cells[0], recency: cells[1], age: cells[2], mean_value: 0.0 }, cells[3])
    };
    let weighted: Vec<(PurchaseHistory, f64)> = text.lines().skip(1).map(history).collect();
    let found = clv::fit_weighted::<BgBb>(&weighted).unwrap();
    for ((name, parameter), expected) in found.parameters().iter().zip([1.2035, 0.7497, 0.6567, 2.7834]) {
        assert!((parameter.value - expected).abs() <= 0.0015, "{name} {parameter:?} {expected}");
    }
    assert!((found.ln_likelihood() + 33_225.58).abs() < 0.02, "{}", found.ln_likelihood());
}

#[test]
fn worth_has_bounds_that_narrow_with_more_customers_and_discount_lowers_it() {
    let Some(histories) = sample() else { return };
    let few: Vec<PurchaseHistory> = histories.iter().step_by(4).copied().collect();
    let one = PurchaseHistory { repeats: 3.0, recency: 25.0, age: 38.0, mean_value: 30.0 };
    let of = |histories: &[PurchaseHistory], discount: f64| {
        let timing: Fitted<BgNbd> = clv::fit(histories).unwrap();
        clv::worth(&timing, &GammaGamma::fit(histories).unwrap(), &one, 52, discount, 0.9).unwrap()
    };
    let (all, quarter, cheaper) = (of(&histories, 0.0), of(&few, 0.0), of(&histories, 0.01));
    let width = |(low, high): (f64, f64)| high - low;
    assert!(width(all.bounds.unwrap()) < width(quarter.bounds.unwrap()));
    assert!(cheaper.worth < all.worth && cheaper.worth > 0.6 * all.worth, "{cheaper:?} {all:?}");
    assert!((all.worth - all.purchases.value * all.mean_value.value).abs() < 1e-9);
}

#[test]
fn unfit_histories_get_a_reason_and_no_number() {
    let one = PurchaseHistory { repeats: 1.0, recency: 3.0, age: 10.0, mean_value: 5.0 };
    let code = |histories: &[PurchaseHistory]| clv::fit::<BgNbd>(histories).err().map(|unfit| unfit.code());
    assert_eq!(code(&[one; 9]), Some("too_short"));
    assert_eq!(code(&[one; 50]), Some("no_variation"));
    assert_eq!(code(&[PurchaseHistory { recency: 11.0, ..one }; 50]), Some("contradiction"));
    assert_eq!(code(&[PurchaseHistory { repeats: 0.0, ..one }; 50]), Some("contradiction"));
    assert_eq!(code(&[PurchaseHistory { age: -1.0, ..one }; 50]), Some("negative"));
    assert_eq!(code(&[PurchaseHistory { age: f64::NAN, ..one }; 50]), Some("not_a_number"));
    assert_eq!(GammaGamma::fit(&[one; 50]).err().map(|unfit| unfit.code()), Some("no_variation"));
    let refund = Purchase { customer: 1, day: 0, value: -3.0 };
    assert!(matches!(clv::histories(&[refund], 5, 7.0), Err(UnfitData::Negative { row: 1, .. })));
}

#[test]
fn purchases_of_one_day_are_one_occasion_and_later_ones_are_not_seen() {
    let bought = |day, value| Purchase { customer: 7, day, value };
    let found = clv::histories(&[bought(0, 9.0), bought(14, 4.0), bought(14, 6.0), bought(99, 1.0)], 28, 7.0).unwrap();
    let expected = PurchaseHistory { repeats: 1.0, recency: 2.0, age: 4.0, mean_value: 10.0 };
    assert_eq!(found, BTreeMap::from([(7, expected)]));
}
