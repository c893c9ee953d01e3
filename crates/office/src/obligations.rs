//! What was promised to people and is under way, and how long it may take before somebody is told.

use crate::{Office, refused::Refused};
use rapport_kernel::{Span, Time};
use rapport_platform::runtime::{Obligation, ObligationKind};

/// The law says a month; what takes an hour here needs somebody to look.
const ERASURE: Span = Span::HOUR;
/// A withdrawal counts at once.
const WITHDRAWAL: Span = Span::MINUTE;
/// An export is put together in moments; one that is owed for longer does not come about by itself.
const EXPORT: Span = Span::HOUR;

/// All that are under way, the longest waiting first.
///
/// # Errors
/// If the database cannot answer.
pub async fn all(app: &Office) -> Result<Vec<Obligation>, Refused> {
    let mut all = app.runtime.obligations();
    all.extend(app.exports.open(app).await?);
    all.extend(app.erasures.open(app).await?);
    all.sort_by_key(|obligation| obligation.since);
    Ok(all)
}

/// Whether it takes longer than it may.
#[must_use]
pub fn is_overdue(obligation: &Obligation, now: Time) -> bool {
    let bound = match obligation.kind {
        ObligationKind::Erasure => ERASURE,
        ObligationKind::Withdrawal => WITHDRAWAL,
        ObligationKind::Export => EXPORT,
    };
    now.since(obligation.since) > bound
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_kernel::CustomerId;

    #[test]
    fn a_withdrawal_may_take_a_minute_and_an_erasure_or_export_an_hour() {
        let of = |kind| Obligation { kind, customer: CustomerId(1), since: Time(0), obstacle: None };
        let (quick, slow) = (Time(Span::MINUTE.0 + 1), Time(Span::HOUR.0 + 1));
        assert!(is_overdue(&of(ObligationKind::Withdrawal), quick));
        assert!(!is_overdue(&of(ObligationKind::Erasure), quick));
        assert!(is_overdue(&of(ObligationKind::Erasure), slow));
        assert_eq!([quick, slow].map(|at| is_overdue(&of(ObligationKind::Export), at)), [false, true]);
    }
}
