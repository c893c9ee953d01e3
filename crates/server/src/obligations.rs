//! How long what was promised may take before somebody is told.

use rapport_kernel::{Span, Time};
use rapport_platform::runtime::{Obligation, ObligationKind};

/// The law says a month; what takes an hour here needs somebody to look.
const ERASURE: Span = Span::HOUR;
/// A withdrawal counts at once.
const WITHDRAWAL: Span = Span::MINUTE;

/// Whether it takes longer than it may.
#[must_use]
pub fn is_overdue(obligation: &Obligation, now: Time) -> bool {
    let bound = match obligation.kind {
        ObligationKind::Erasure => ERASURE,
        ObligationKind::Withdrawal => WITHDRAWAL,
    };
    now.since(obligation.since) > bound
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_kernel::CustomerId;

    #[test]
    fn a_withdrawal_may_take_a_minute_and_an_erasure_an_hour() {
        let of = |kind| Obligation { kind, customer: CustomerId(1), since: Time(0), obstacle: None };
        let (quick, slow) = (Time(Span::MINUTE.0 + 1), Time(Span::HOUR.0 + 1));
        assert!(is_overdue(&of(ObligationKind::Withdrawal), quick));
        assert!(!is_overdue(&of(ObligationKind::Erasure), quick));
        assert!(is_overdue(&of(ObligationKind::Erasure), slow));
    }
}
