//! Hold-outs: the right share, always the same people, different people for different keys and journeys.

use super::*;
use rapport_customer::{Budget, HoldOut, Refusal, decide, gate::hold_out};

fn held(percent: f64, key: &str, scope: &str) -> Vec<bool> {
    let own = HoldOut { percent, key: key.into() };
    (0..100_000u128)
        .map(|n| hold_out::is_held_out(&own, "", scope, CustomerId(n.wrapping_mul(0x9e37_79b9 << 64 | 1))))
        .collect()
}

#[test]
fn the_share_is_what_was_asked_for_and_repeats() {
    for percent in [0.0, 0.5, 5.0, 10.0, 50.0, 100.0] {
        let drawn = held(percent, "spring", "brand");
        assert_eq!(drawn, held(percent, "spring", "brand"));
        let (count, n, p) = (drawn.iter().filter(|held| **held).count() as f64, 1e5, percent / 100.0);
        // Five standard deviations of a binomial draw.
        assert!((count - n * p).abs() <= 5.0 * (n * p * (1.0 - p)).sqrt(), "{percent}: {count}");
    }
}

#[test]
fn other_keys_and_journeys_draw_other_people() {
    let one = held(10.0, "spring", "journey/a");
    for other in [held(10.0, "autumn", "journey/a"), held(10.0, "spring", "journey/b")] {
        let both = one.iter().zip(&other).filter(|(a, b)| **a && **b).count();
        assert!((800..1200).contains(&both), "independent draws meet in one of a hundred: {both}");
    }
}

#[test]
fn a_bigger_hold_out_keeps_the_people_of_the_smaller() {
    let (small, big) = (held(5.0, "k", "brand"), held(20.0, "k", "brand"));
    assert!(small.iter().zip(&big).all(|(small, big)| !small || *big));
}

#[test]
fn nobody_held_out_is_ever_let_through_but_for_service() {
    let mut brand = brand();
    brand.hold_out = Some(HoldOut { percent: 30.0, key: "all".into() });
    let own = HoldOut { percent: 30.0, key: "".into() };
    let (offers, service) = (Plan::new("offers", "staff"), Plan::new("service", "staff"));
    let mut seen = [0; 3];
    for n in 0..500 {
        let mut person = Customer::new(CustomerId(n));
        person.declare(said(Act::Grant, "staff", NOON), &brand, NOON).unwrap();
        let request = Request { hold_out: Some(&own), ..offers.request() };
        let refusal = decide(&request, &person, Some(&brand), Budget::Reserved, NOON).refusal();
        let global = hold_out::in_brand(&brand, person.id);
        let journey = hold_out::in_journey(&own, &offers.journey, &brand, person.id);
        let expected = match (global, journey) {
            (true, _) => Some(Refusal::GlobalHoldOut),
            (false, true) => Some(Refusal::JourneyHoldOut),
            (false, false) => None,
        };
        assert_eq!(refusal, expected);
        seen[usize::from(global) + usize::from(journey)] += 1;
        assert!(decide(&service.request(), &person, Some(&brand), Budget::Reserved, NOON).is_allowed());
    }
    assert!(seen.iter().all(|count| *count > 10), "{seen:?}");
}
