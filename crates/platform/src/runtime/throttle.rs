//! How fast service mail goes that public sources' words led to.
//!
//! The gate bounds it for each customer; this bounds it over all of a brand's, and for each source: one whose key somebody plays with
//! waits behind itself, and takes no place from the others. The key of a page is in the page, so whoever
//! knows many user ids could have a mail sent to each of them. Unlike the gate's bound it puts off: a shop whose page reports
//! many orders has them all confirmed, only later. Once an hour's mails have gone at once, each further one gets a place, an hour
//! divided by the bound after the one before (the virtual scheduling of the generic cell rate algorithm, ITU-T I.371).
//!
//! Counted in memory: after a restart the hour begins anew.

use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_customer::send_key::SendKey;
use rapport_kernel::{BrandId, SourceId, Span, Time};
use std::collections::VecDeque;

/// How many may go within an hour; 0: any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicPace {
    /// Counted over all customers of a single brand.
    pub per_brand: u32,
    /// Of one brand because of what one source said.
    pub per_source: u32,
}

impl Default for PublicPace {
    fn default() -> Self {
        Self { per_brand: 1_000, per_source: 500 }
    }
}

/// Who may go now.
#[derive(Debug)]
pub(super) struct Throttle {
    pace: PublicPace,
    lanes: Mutex<HashMap<(BrandId, Option<SourceId>), Lane>>,
}

/// What one brand, or one source for it, has given out.
#[derive(Debug, Default)]
struct Lane {
    /// When the last place given out would be due if mail went evenly.
    last: Option<Time>,
    /// Who was told to come again, and when.
    promised: HashMap<SendKey, Time>,
    /// The same, in the order of the times.
    order: VecDeque<(Time, SendKey)>,
}

impl Throttle {
    pub(super) fn new(pace: PublicPace) -> Self {
        Self { pace, lanes: Mutex::default() }
    }

    /// Whether the message may go now; if not, from when on. Who comes then may go, unless others of its brand have places before it.
    pub(super) fn ask(
        &self,
        brand: &BrandId,
        source: Option<&SourceId>,
        message: &SendKey,
        now: Time,
    ) -> Result<(), Time> {
        let PublicPace { per_brand, per_source } = self.pace;
        let mut lanes = self.lanes.lock();
        // Its source first: what waits there takes no place of the brand's.
        let of_source = source.map(|source| (Some(source.clone()), per_source));
        for (of, per_hour) in of_source.into_iter().chain([(None, per_brand)]).filter(|(_, per_hour)| *per_hour > 0) {
            let step = Span((Span::HOUR.0 / i64::from(per_hour)).max(1));
            lanes.entry((brand.clone(), of)).or_default().ask(message, step, now)?;
        }
        Ok(())
    }
}

impl Lane {
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

    fn of_brand(per_brand: u32) -> Throttle {
        Throttle::new(PublicPace { per_brand, per_source: 0 })
    }

    #[test]
    fn a_source_that_floods_waits_behind_itself_and_takes_no_place_from_the_others() {
        let throttle = Throttle::new(PublicPace { per_brand: 8, per_source: 4 });
        let (acme, loud, calm) = (BrandId::from("acme"), SourceId::from("loud"), SourceId::from("calm"));
        let went = (0..1_000).filter(|n| throttle.ask(&acme, Some(&loud), &key(*n), BEGIN).is_ok()).count();
        assert_eq!(went, 4);
        for n in 2_000..2_004 {
            assert_eq!(throttle.ask(&acme, Some(&calm), &key(n), BEGIN), Ok(()), "{n}");
        }
        assert!(throttle.ask(&acme, None, &key(3_000), BEGIN).is_err(), "the brand's own bound");
        let later = BEGIN + Span::MINUTE.times(15);
        assert_eq!(throttle.ask(&acme, Some(&loud), &key(4), later), Ok(()), "each in its turn");
        assert!(throttle.ask(&acme, Some(&loud), &key(6), later).is_err());
    }

    #[test]
    fn an_hours_mails_go_at_once_and_the_next_get_places_they_can_rely_on() {
        let (throttle, acme) = (of_brand(4), BrandId::from("acme"));
        let quarter = Span::MINUTE.times(15);
        assert!((0..4).all(|n| throttle.ask(&acme, None, &key(n), BEGIN).is_ok()));
        assert_eq!(throttle.ask(&acme, None, &key(4), BEGIN), Err(BEGIN + quarter));
        assert_eq!(throttle.ask(&acme, None, &key(5), BEGIN), Err(BEGIN + quarter.times(2)));
        assert_eq!(
            throttle.ask(&acme, None, &key(4), BEGIN),
            Err(BEGIN + quarter),
            "asking again takes no other place"
        );
        let later = BEGIN + quarter;
        assert_eq!(throttle.ask(&acme, None, &key(6), later), Err(BEGIN + quarter.times(3)), "nobody overtakes");
        assert_eq!(throttle.ask(&acme, None, &key(4), later), Ok(()));
        assert_eq!(throttle.ask(&BrandId::from("other"), None, &key(7), BEGIN), Ok(()), "each brand for itself");
        assert_eq!(of_brand(0).ask(&acme, None, &key(8), BEGIN), Ok(()));
    }

    proptest! {
        /// Whenever they ask, no more go within any hour than twice the bound: one burst, and the even flow behind it.
        #[test]
        fn no_hour_has_more_than_the_bound_and_the_burst(gaps in prop::collection::vec(0i64..600_000, 1..200)) {
            let (throttle, acme, bound) = (of_brand(10), BrandId::from("acme"), 10);
            let (mut now, mut went) = (BEGIN, Vec::new());
            for (n, gap) in (0u64..).zip(gaps) {
                now = now + Span(gap);
                let at = throttle.ask(&acme, None, &key(n), now).err().unwrap_or(now);
                went.push(at);
            }
            for first in &went {
                let within = went.iter().filter(|at| **at >= *first && at.since(*first) < Span::HOUR).count();
                prop_assert!(within <= 2 * bound, "{within}");
            }
        }
    }
}
