//! The forecast: what an activity will have cost when its period is over.
//!
//! | when | formula |
//! |---|---|
//! | before the period | `max(planned, actual + committed) + adjusted` |
//! | during it | `actual + max(committed, actual * remaining / elapsed) + adjusted` |
//! | after it, or without a period | `actual + committed + adjusted` |
//!
//! *elapsed* runs from the period's begin until now and is at least one day (so that the first hour does not foretell
//! the year), *remaining* from now until its end. What is committed becomes actual later, so the two ways to see the
//! rest (what is promised; what goes on as fast as so far) are not added: the larger counts. *adjusted* is what people
//! have booked in the kind *forecast*. A node above the leaves shows the sum of its activities' forecasts.
//! Division rounds towards zero, in minor units.

use crate::{Kind, Period, Sums, kind::clamp};
use rapport_kernel::{Span, Time};

/// The forecast in minor units; see the module's page for the formula.
#[must_use]
pub fn forecast(sums: &Sums, period: Option<Period>, now: Time) -> i64 {
    let get = |kind| i128::from(sums.get(kind));
    let (planned, committed, actual) = (get(Kind::Planned), get(Kind::Committed), get(Kind::Actual));
    let rest = match period {
        Some(period) if now < period.from => committed.max(planned - actual),
        Some(period) if now < period.until => {
            let elapsed = now.since(period.from).0.max(Span::DAY.0);
            let remaining = period.until.since(now).0;
            committed.max(actual * i128::from(remaining) / i128::from(elapsed))
        }
        _ => committed,
    };
    clamp(actual + rest + get(Kind::Forecast))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(planned: i64, committed: i64, actual: i64, adjusted: i64) -> Sums {
        Sums([planned, committed, actual, adjusted, 0, 0])
    }

    #[test]
    fn the_three_rows_of_the_table() {
        let day = |n| Time(0) + Span::DAY.times(n);
        let period = Some(Period { from: day(10), until: day(20) });
        let case = |s: Sums, now| forecast(&s, period, now);
        assert_eq!(case(sums(100, 0, 0, 0), day(5)), 100, "not begun: the plan is the best guess");
        assert_eq!(case(sums(100, 80, 50, 0), day(5)), 130, "already promised more than planned");
        assert_eq!(case(sums(100, 0, 40, 0), day(14)), 100, "40 in four days, six to go");
        assert_eq!(case(sums(100, 90, 40, 0), day(14)), 130, "promises exceed the run rate");
        assert_eq!(case(sums(100, 0, 40, -15), day(14)), 85, "a person knows better");
        assert_eq!(case(sums(100, 5, 40, 0), day(20)), 45, "over: what came and what is still promised");
        assert_eq!(case(sums(0, 0, 10, 0), day(10) + Span::HOUR), 10 + 99, "the first hour counts as a day");
        assert_eq!(forecast(&sums(9, 1, 2, 0), None, day(0)), 3);
        assert_eq!(case(sums(0, 0, i64::MAX, 0), day(11)), i64::MAX, "no overflow, it stops at the limit");
    }
}
