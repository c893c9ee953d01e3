//! How fast service mail goes that public sources' words led to.
//!
//! The gate bounds it for each customer; this bounds it over all of a brand's. The key of a page is in the page, so whoever
//! knows many user ids could have a mail sent to each of them. Unlike the gate's bound it puts off: a shop whose page reports
//! many orders has them all confirmed, only later. Once an hour's mails have gone at once, each further one gets a place, an hour
//! divided by the bound after the one before (the virtual scheduling of the generic cell rate algorithm, ITU-T I.371).
//!
//! Counted in memory: after a restart the hour begins anew.

use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_customer::send_key::SendKey;
use rapport_kernel::{BrandId, Span, Time};
use std::collections::VecDeque;

/// Who may go now.
#[derive(Debug)]
pub(super) struct Throttle {
    /// How many within an hour, for each brand; 0: no bound.
    per_hour: u32,
    brands: Mutex<HashMap<BrandId, BrandThrottle>>,
}

/// What one brand has given out.
#[derive(Debug, Default)]
struct BrandThrottle {
    /// When the last place given out would be due if mail went evenly.
    last: Option<Time>,
    /// Who was told to come again, and when.
    promised: HashMap<SendKey, Time>,
    /// The same, in the order of the times.
    order: VecDeque<(Time, SendKey)>,
}

impl Throttle {
    pub(super) fn new(per_hour: u32) -> Self {
        Self { per_hour, brands: Mutex::default() }
    }

    /// Whether the message may go now; if not, from when on. Who comes then may go.
    pub(super) fn ask(&self, brand: &BrandId, message: &SendKey, now: Time) -> Result<(), Time> {
        if self.per_hour == 0 {
            return Ok(());
        }
        let step = Span((Span::HOUR.0 / i64::from(self.per_hour)).max(1));
        self.brands.lock().entry(brand.clone()).or_default().ask(message, step, now)
    }
}

impl BrandThrottle {
    fn ask(&mut self, message: &SendKey, step: Span, now: Time) -> Result<(), Time> {
        self.forget(now);
        if let Some(at) = self.promised.get(message) {
            return if *at <= now { Ok(()) } else { Err(*at) };
        }
        let place = self.last.map_or(now, |last| (last + step).max(now));
        self.last = Some(place);
        // As many as an hour holds go at once.
        let at = place - Span(Span::HOUR.0 - step.0);
        if at <= now {
            return Ok(());
        }
        self.promised.insert(message.clone(), at);
        self.order.push_back((at, message.clone()));
        Err(at)
    }

    /// A place that is an hour old was taken, or its message was given up.
    fn forget(&mut self, now: Time) {
        while self.order.front().is_some_and(|(at, _)| now.since(*at) > Span::HOUR) {
            if let Some((_, message)) = self.order.pop_front() {
                self.promised.remove(&message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rapport_kernel::{ChannelId, CustomerId, JourneyId, Lsn, StepId};

    const BEGIN: Time = Time(1_772_000_000_000);

    fn key(n: u64) -> SendKey {
        let (journey, step) = (JourneyId::from("receipt"), StepId::from("mail"));
        SendKey::new(&journey, 1, &step, CustomerId(1), &ChannelId::from("email"), Lsn(n))
    }

    #[test]
    fn an_hours_mails_go_at_once_and_the_next_get_places_they_can_rely_on() {
        let (throttle, acme) = (Throttle::new(4), BrandId::from("acme"));
        let quarter = Span::MINUTE.times(15);
        assert!((0..4).all(|n| throttle.ask(&acme, &key(n), BEGIN).is_ok()));
        assert_eq!(throttle.ask(&acme, &key(4), BEGIN), Err(BEGIN + quarter));
        assert_eq!(throttle.ask(&acme, &key(5), BEGIN), Err(BEGIN + quarter.times(2)));
        assert_eq!(throttle.ask(&acme, &key(4), BEGIN), Err(BEGIN + quarter), "asking again takes no other place");
        let later = BEGIN + quarter;
        assert_eq!(throttle.ask(&acme, &key(6), later), Err(BEGIN + quarter.times(3)), "nobody overtakes");
        assert_eq!(throttle.ask(&acme, &key(4), later), Ok(()));
        assert_eq!(throttle.ask(&BrandId::from("other"), &key(7), BEGIN), Ok(()), "each brand for itself");
        assert_eq!(Throttle::new(0).ask(&acme, &key(8), BEGIN), Ok(()));
    }

    proptest! {
        /// Whenever they ask, no more go within any hour than twice the bound: one burst, and the even flow behind it.
        #[test]
        fn no_hour_has_more_than_the_bound_and_the_burst(gaps in prop::collection::vec(0i64..600_000, 1..200)) {
            let (throttle, acme, bound) = (Throttle::new(10), BrandId::from("acme"), 10);
            let (mut now, mut went) = (BEGIN, Vec::new());
            for (n, gap) in (0u64..).zip(gaps) {
                now = now + Span(gap);
                let at = throttle.ask(&acme, &key(n), now).err().unwrap_or(now);
                went.push(at);
            }
            for first in &went {
                let within = went.iter().filter(|at| **at >= *first && at.since(*first) < Span::HOUR).count();
                prop_assert!(within <= 2 * bound, "{within}");
            }
        }
    }
}
