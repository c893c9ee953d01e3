use crate::at;
use proptest::prelude::*;
use rapport_account::{Tries, TryPlace};
use rapport_kernel::{Span, Time};

type Place = TryPlace<&'static str, &'static str, &'static str>;
const ACCOUNT: Place = TryPlace::Strangers("ada");

/// How many tries somebody gets who tries once a second for so long.
fn tries(place: &Place, seconds: i64) -> u32 {
    let (mut state, mut got) = (Tries::default(), 0);
    for second in 0..seconds {
        if state.decide(place.per_hour(), at(second)).is_ok() {
            state.begin(at(second));
            got += 1;
        }
    }
    got
}

#[test]
fn who_guesses_gets_twenty_tries_an_hour_at_most() {
    assert_eq!(tries(&ACCOUNT, 1), 1);
    assert_eq!(tries(&ACCOUNT, 5), 5);
    assert!(tries(&ACCOUNT, 60) < 12, "the pauses grow");
    assert!(tries(&ACCOUNT, 3_600) <= 20);
    assert!(tries(&ACCOUNT, 36_000) <= 200);
    assert_eq!(tries(&TryPlace::Network("192.0.2.1"), 3_600), 100);
}

#[test]
fn the_pauses_double_and_say_how_long() {
    let mut state = Tries::default();
    for _ in 0..5 {
        assert_eq!(state.decide(20, at(0)), Ok(()));
        state.begin(at(0));
    }
    assert_eq!(state.decide(20, at(0)), Err(Span::SECOND.times(2)));
    assert_eq!(state.decide(20, at(2)), Ok(()));
    state.begin(at(2));
    assert_eq!(state.decide(20, at(2)), Err(Span::SECOND.times(4)));
}

#[test]
fn a_try_that_was_right_costs_nothing_and_a_clock_that_goes_back_shuts_nobody_out() {
    let mut full = Tries::default();
    (0..20).for_each(|_| full.begin(at(0)));
    assert!(full.decide(20, at(0)).is_err());
    assert_eq!(full.decide(20, at(3_600)), Ok(()), "the hour is over");
    assert_eq!(full.decide(20, at(-86_400)), Ok(()));
    let mut right = Tries::default();
    for second in 0..1_000 {
        right.begin(at(second));
        right.forgive();
    }
    assert_eq!(right.decide(20, at(1_000)), Ok(()));
}

proptest! {
    /// Whenever tries come, there are never more than twenty within any hour, and no wait is longer than one.
    #[test]
    fn no_hour_has_more_than_twenty(gaps in proptest::collection::vec(0i64..400, 1..400)) {
        let (mut state, mut now, mut begun) = (Tries::default(), at(0), Vec::<Time>::new());
        for gap in gaps {
            now = now + Span::SECOND.times(gap);
            match state.decide(20, now) {
                Ok(()) => {
                    state.begin(now);
                    begun.push(now);
                }
                Err(wait) => prop_assert!((1..=Span::HOUR.0).contains(&wait.0)),
            }
        }
        for first in &begun {
            let within = begun.iter().filter(|at| (0..Span::HOUR.0).contains(&at.since(*first).0)).count();
            prop_assert!(within <= 20);
        }
    }
}
