use crate::close;
use proptest::prelude::*;
use rapport_measure::{Proportion, Refusal, Sample, Verdict, effect, newcombe};

fn sample(amounts: &[i64]) -> Sample {
    let mut sample = Sample::default();
    amounts.iter().for_each(|amount| sample.add(*amount, *amount > 0));
    sample
}

/// Newcombe 1998, table II, method 10: the examples (a) to (h) of the paper.
#[test]
fn newcombes_own_examples() {
    let cases = [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ];
    for ((a, n), (b, m), low, high) in cases {
        let share = |successes, n| Proportion { successes, n };
        let interval = newcombe(share(a, n), share(b, m), 0.95).unwrap();
        let rounded = |x: f64| (x * 10_000.0).round() / 10_000.0;
        assert_eq!((rounded(interval.low), rounded(interval.high)), (low, high), "{a}/{n} - {b}/{m}");
    }
}

#[test]
fn an_effect_says_what_it_can_and_what_it_cannot() {
    let clear = effect(sample(&[500, 520, 480, 510, 490]), sample(&[100, 120, 80, 110, 90]), 0.95);
    assert_eq!(clear.verdict(), Verdict::More);
    let total = clear.total().unwrap();
    assert!(close(total.difference, 2000.0, 1e-12), "400 each, five customers");
    let open = effect(sample(&[0, 900, 0, 0]), sample(&[0, 0, 800, 0]), 0.95);
    assert_eq!(open.verdict(), Verdict::NotClear);
    assert_eq!(clear.needed(), None, "it is told already");
    let turned = effect(clear.held_out, clear.treated, 0.95);
    assert_eq!(turned.verdict(), Verdict::Less);
    let few = effect(sample(&[500, 100]), sample(&[100]), 0.95);
    assert_eq!(few.verdict(), Verdict::Unknown(Refusal::TooFew));
    assert!(few.conversion.is_ok(), "a share has an interval even for one customer");
    assert_eq!(few.total(), None);
    let same = effect(sample(&[5, 5]), sample(&[5, 5]), 0.95);
    assert_eq!(same.verdict(), Verdict::Unknown(Refusal::NoVariation));
    assert_eq!(effect(Sample::default(), Sample::default(), 0.95).conversion, Err(Refusal::TooFew));
    assert_eq!(effect(clear.treated, clear.held_out, 1.0).amount, Err(Refusal::Confidence));
    let wrong = Proportion { successes: 3, n: 2 };
    assert_eq!(newcombe(wrong, wrong, 0.95), Err(Refusal::Counts));
}

#[test]
fn a_small_variance_on_a_large_amount_is_not_lost() {
    // Sums of squares in floating point would cancel to nothing here.
    let base = 1_000_000_000_000;
    let variance = sample(&[base, base + 1, base + 2]).variance().unwrap();
    assert!(close(variance, 1.0, 1e-12), "{variance}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn groups_add_up_in_any_order(a in prop::collection::vec(-1000i64..1000, 0..40), b in prop::collection::vec(-1000i64..1000, 0..40)) {
        let mut one = sample(&a);
        one.merge(&sample(&b));
        let all: Vec<i64> = b.iter().chain(&a).copied().collect();
        prop_assert_eq!(one, sample(&all));
    }

    #[test]
    fn a_newcombe_interval_holds_its_difference_and_stays_in_bounds(a in 0u64..200, n in 1u64..200, b in 0u64..200, m in 1u64..200) {
        let (p, q) = (Proportion { successes: a.min(n), n }, Proportion { successes: b.min(m), n: m });
        let there = newcombe(p, q, 0.95).unwrap();
        prop_assert!(-1.0 <= there.low && there.low <= there.difference && there.difference <= there.high && there.high <= 1.0);
        let back = newcombe(q, p, 0.95).unwrap();
        prop_assert!((there.low + back.high).abs() < 1e-12 && (there.high + back.low).abs() < 1e-12);
    }
}

/// With as many customers more as were said to be needed, and the same figures, the difference can be told.
#[test]
fn how_many_customers_more_are_needed_is_about_right() {
    let groups = |times: usize| {
        let (treated, held_out) = ([0, 900, 0, 1100, 400].repeat(4 * times), [0, 800, 300, 0, 500].repeat(4 * times));
        effect(sample(&treated), sample(&held_out), 0.95)
    };
    let open = groups(1);
    assert_eq!(open.verdict(), Verdict::NotClear);
    let needed = open.needed().unwrap() as usize;
    assert_eq!(groups((40 + needed) / 40 + 1).verdict(), Verdict::More);
    assert_eq!(groups((40 + needed) / 40 - 1).verdict(), Verdict::NotClear);
    let same = effect(sample(&[0, 900, 100]), sample(&[100, 0, 900]), 0.95);
    assert_eq!(same.needed(), None, "no number of customers shows a difference that is not there");
}
