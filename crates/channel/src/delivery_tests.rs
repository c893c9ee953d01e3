#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

const T0: Time = Time(1_000_000);

fn claimed(mode: Mode) -> Delivery {
    let mut delivery = Delivery::new(mode, T0, T0 + Span::DAY);
    delivery.apply(&Command::Claim, T0).unwrap();
    delivery
}

#[test]
fn a_claim_that_ends_in_the_dark_is_never_sent_again() {
    let mut delivery = claimed(Mode::AtMostOnce);
    delivery.apply(&Command::Recover, T0).unwrap();
    assert_eq!(delivery.state.code(), "unknown");
    assert_eq!(delivery.apply(&Command::Claim, T0), Err(DeliveryRefusal::Ended));
    // A bounce proves that it went out after all.
    let bounced = Outcome::Bounced { permanent: true, code: "5.1.1".into() };
    delivery.apply(&Command::Report(bounced), T0).unwrap();
    assert_eq!(delivery.state.code(), "accepted");
}

#[test]
fn service_mail_is_tried_three_times_and_then_unknown() {
    let mut delivery = Delivery::new(Mode::AtLeastOnce { tries: 3 }, T0, T0 + Span::DAY.times(3));
    let mut now = T0;
    for tries in 1..=3 {
        delivery.apply(&Command::Claim, now).unwrap();
        delivery.apply(&Command::Report(Outcome::Unknown { why: "after_dot".into() }), now).unwrap();
        assert_eq!(delivery.tries, tries);
        now = now + Span::HOUR.times(13);
    }
    assert_eq!(delivery.state.code(), "unknown");
}

#[test]
fn a_temporary_no_is_tried_again_later_and_a_final_no_is_not() {
    let mut delivery = claimed(Mode::AtMostOnce);
    delivery.apply(&Command::Report(Outcome::Refused { code: "451".into(), permanent: false }), T0).unwrap();
    assert_eq!(delivery.apply(&Command::Claim, T0), Err(DeliveryRefusal::NotYet));
    let later = T0 + back_off(1);
    assert!(delivery.is_due(later));
    delivery.apply(&Command::Claim, later).unwrap();
    delivery.apply(&Command::Report(Outcome::Refused { code: "550".into(), permanent: true }), later).unwrap();
    assert_eq!(delivery.apply(&Command::Claim, later), Err(DeliveryRefusal::Ended));
}

#[test]
fn what_is_on_its_way_cannot_be_suppressed_from_here() {
    let mut delivery = claimed(Mode::AtMostOnce);
    let withdraw = Command::Suppress { reason: "withdrawn".into() };
    assert_eq!(delivery.apply(&withdraw, T0), Err(DeliveryRefusal::OnItsWay));
    delivery.apply(&Command::Report(Outcome::Stopped { why: "withdrawn".into() }), T0).unwrap();
    assert_eq!(delivery.state.code(), "suppressed");
}

fn command() -> impl Strategy<Value = Command> {
    let code = || SmolStr::new("x");
    prop_oneof![
        Just(Command::Claim),
        Just(Command::Recover),
        Just(Command::Expire),
        Just(Command::Suppress { reason: code() }),
        (0i64..50).prop_map(|h| Command::Defer { until: T0 + Span::HOUR.times(h), why: "cap".into() }),
        Just(Command::Report(Outcome::Accepted { provider_id: None })),
        any::<bool>().prop_map(|permanent| Command::Report(Outcome::Refused { code: "4".into(), permanent })),
        Just(Command::Report(Outcome::NotSent { why: code() })),
        Just(Command::Report(Outcome::Unknown { why: code() })),
        Just(Command::Report(Outcome::Delivered)),
        Just(Command::Report(Outcome::Complained)),
    ]
}

proptest! {
    /// Whatever happens in whatever order: after a try that may have been sent, at-most-once never claims again.
    #[test]
    fn at_most_once_holds(commands in prop::collection::vec(command(), 1..60)) {
        let mut delivery = Delivery::new(Mode::AtMostOnce, T0, T0 + Span::DAY.times(2));
        let mut maybe_sent = false;
        for (n, command) in commands.iter().enumerate() {
            let now = T0 + Span::HOUR.times(n as i64);
            let was_claimed = matches!(delivery.state, DeliveryState::Claimed { .. });
            let before = delivery.clone();
            match delivery.apply(command, now) {
                Ok(Change::To(DeliveryState::Claimed { .. })) => prop_assert!(!maybe_sent),
                Err(_) => prop_assert_eq!(&before, &delivery, "a refusal changes nothing"),
                _ => {}
            }
            let dark = matches!(command, Command::Recover | Command::Report(Outcome::Unknown { .. } | Outcome::Accepted { .. }));
            maybe_sent |= was_claimed && dark;
        }
    }
}
