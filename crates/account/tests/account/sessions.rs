use crate::at;
use rapport_account::{Lifetime, SessionKind, Standing};
use rapport_kernel::Span;

#[test]
fn a_session_ends_when_it_is_not_used_and_at_the_latest_when_its_time_is_over() {
    let browser = SessionKind::Browser.lifetime();
    let hours = |n: i64| at(n * 3_600);
    for (seen, now, expected) in [
        (hours(0), at(59), Standing::Open { note: false }),
        (hours(0), at(60), Standing::Open { note: true }),
        (hours(0), hours(11), Standing::Open { note: true }),
        (hours(0), hours(12), Standing::Idle),
        (hours(167), hours(167), Standing::Open { note: false }),
        (hours(168), hours(168), Standing::Over),
    ] {
        assert_eq!(browser.standing(seen, hours(0) + browser.absolute, now), expected, "seen {seen}, now {now}");
    }
}

#[test]
fn what_programs_and_phones_hold_is_not_ended_by_standing_still() {
    for kind in [SessionKind::Phone, SessionKind::Token, SessionKind::Key] {
        let Lifetime { idle, absolute } = kind.lifetime();
        assert_eq!(idle, None);
        assert_eq!(
            kind.lifetime().standing(at(0), at(0) + absolute, at(0) + Span(absolute.0 - 1)),
            Standing::Open { note: true }
        );
        assert!(!kind.ends_with_password());
    }
    assert!(SessionKind::Browser.ends_with_password());
}
