//! How fast service mail goes that public sources' words led to.
//!
//! The gate bounds it for each customer; this bounds it over all customers: of a brand, of each source, to each address, and for each
//! network that speaks. Whoever plays with a page's key waits behind themselves, and takes no place from the others. The key of a page is
//! in the page, so whoever knows many user ids could have a mail sent to each of them. Unlike the gate's bound it
//! puts off: a shop whose page
//! reports many orders has them all confirmed, only later. Once an hour's mails have gone at once, each further one gets a place, an
//! hour divided by the bound after the one before (the virtual scheduling of the generic cell rate algorithm, ITU-T I.371).
//!
//! Counted in memory: after a restart the hour begins anew.

use super::speakers::Speakers;
use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_customer::send_key::SendKey;
use rapport_engine::PublicWord;
use rapport_kernel::{BrandId, Identifier, SourceId, Span, Time};
use std::{collections::VecDeque, net::IpAddr, sync::Arc};

/// How many may go within an hour; 0: any number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicPace {
    /// Counted over all customers of a single brand.
    pub per_brand: u32,
    /// Of one brand because of what one source said.
    pub per_source: u32,
    /// To one address, whoever said something, of whatever brand and customer.
    pub per_address: u32,
    /// Because of what was said from one network, with whatever keys.
    pub per_network: u32,
}

impl PublicPace {
    /// No bound at all.
    pub const NONE: Self = Self { per_brand: 0, per_source: 0, per_address: 0, per_network: 0 };
}

impl Default for PublicPace {
    fn default() -> Self {
        Self { per_brand: 1_000, per_source: 500, per_address: 4, per_network: 100 }
    }
}

/// Who may go now.
#[derive(Debug)]
pub(super) struct Throttle {
    pace: PublicPace,
    speakers: Arc<Speakers>,
    lanes: Mutex<Lanes>,
}

/// What is counted for itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Counted {
    Address(Identifier),
    Network(IpAddr),
    Source(BrandId, SourceId),
    Brand(BrandId),
}

#[derive(Debug, Default)]
struct Lanes {
    all: HashMap<Counted, Lane>,
    /// When there are so many, those that nothing waits in are forgotten.
    tidy_at: usize,
}

/// What one of them has given out.
#[derive(Debug, Default)]
struct Lane {
    /// When the last place given out would be due if mail went evenly.
    last: Option<Time>,
    /// Who has a place, and from when on.
    places: HashMap<SendKey, Time>,
    /// The same, in the order of the times.
    order: VecDeque<(Time, SendKey)>,
}

impl Throttle {
    pub(super) fn new(pace: PublicPace, speakers: Arc<Speakers>) -> Self {
        Self { pace, speakers, lanes: Mutex::default() }
    }

    /// Whether the message may go now; if not, from when on. Who comes then may go, unless others of its brand have places before it.
    pub(super) fn ask(&self, whose: &PublicWord, message: &SendKey, now: Time) -> Result<(), Time> {
        let PublicPace { per_brand, per_source, per_address, per_network } = self.pace;
        let network = self.speakers.network_of(message.customer());
        let brand = || whose.brand.clone();
        // The narrowest first: what waits there takes no place of those who share the others.
        let all = [
            whose.address.clone().map(|address| (Counted::Address(address), per_address)),
            network.map(|network| (Counted::Network(network), per_network)),
            whose.source.clone().map(|source| (Counted::Source(brand(), source), per_source)),
            Some((Counted::Brand(brand()), per_brand)),
        ];
        let mut lanes = self.lanes.lock();
        for (of, per_hour) in all.into_iter().flatten().filter(|(_, per_hour)| *per_hour > 0) {
            let step = Span((Span::HOUR.0 / i64::from(per_hour)).max(1));
            lanes.of(of, now).ask(message, step, now)?;
        }
        Ok(())
    }
}

impl Lanes {
    fn of(&mut self, counted: Counted, now: Time) -> &mut Lane {
        if self.all.len() >= self.tidy_at {
            self.all.retain(|_, lane| !lane.is_idle(now));
            self.tidy_at = (2 * self.all.len()).max(1_000);
        }
        self.all.entry(counted).or_default()
    }
}

impl Lane {
    fn ask(&mut self, message: &SendKey, step: Span, now: Time) -> Result<(), Time> {
        self.forget(now);
        // Who has a place takes no other one: it may have waited in another lane since.
        let at = match self.places.get(message) {
            Some(at) => *at,
            None => {
                let place = self.last.map_or(now, |last| (last + step).max(now));
                self.last = Some(place);
                // As many as an hour holds go at once.
                let at = (place - Span(Span::HOUR.0 - step.0)).max(now);
                self.places.insert(message.clone(), at);
                self.order.push_back((at, message.clone()));
                at
            }
        };
        if at <= now { Ok(()) } else { Err(at) }
    }

    /// A place that is an hour old was taken, or its message was given up.
    fn forget(&mut self, now: Time) {
        while self.order.front().is_some_and(|(at, _)| now.since(*at) > Span::HOUR) {
            if let Some((_, message)) = self.order.pop_front() {
                self.places.remove(&message);
            }
        }
    }

    /// Whether it makes no difference any more: what it has given out is an hour old.
    fn is_idle(&self, now: Time) -> bool {
        self.last.is_none_or(|last| now.since(last) > Span::HOUR)
            && self.order.back().is_none_or(|(at, _)| now.since(*at) > Span::HOUR)
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

    fn with(pace: PublicPace) -> Throttle {
        Throttle::new(pace, Arc::default())
    }

    fn of_brand(per_brand: u32) -> Throttle {
        with(PublicPace { per_brand, ..PublicPace::NONE })
    }

    fn word(brand: &str, source: Option<&str>) -> PublicWord {
        PublicWord { brand: brand.into(), source: source.map(Into::into), address: None }
    }

    fn to(source: &str, address: &str) -> PublicWord {
        let address = Identifier { kind: rapport_kernel::IdentifierKind::Email, value: address.into() };
        PublicWord { address: Some(address), ..word("acme", Some(source)) }
    }

    #[test]
    fn an_address_gets_so_many_from_however_many_sources_and_brands() {
        let throttle = with(PublicPace { per_address: 4, ..PublicPace::default() });
        let asked = (0..500).filter(|n| {
            let source = format!("page-{}", n % 50);
            let said = PublicWord { brand: format!("brand-{}", n % 5).into(), ..to(&source, "ada@example.com") };
            throttle.ask(&said, &key(*n), BEGIN).is_ok()
        });
        assert_eq!(asked.count(), 4);
        assert_eq!(throttle.ask(&to("page-1", "bob@example.com"), &key(1_000), BEGIN), Ok(()), "nobody else waits");
    }

    #[test]
    fn a_network_that_names_many_people_waits_behind_itself_with_whatever_keys() {
        let speakers = Arc::new(Speakers::default());
        let throttle = Throttle::new(PublicPace { per_network: 10, ..PublicPace::default() }, speakers.clone());
        let (loud, calm) = (IpAddr::from([192, 0, 2, 0]), IpAddr::from([198, 51, 100, 0]));
        let to = |n: u64| {
            let (journey, step) = (JourneyId::from("receipt"), StepId::from("mail"));
            SendKey::new(&journey, 1, &step, CustomerId(u128::from(n)), &ChannelId::from("email"), Lsn(n))
        };
        let went = |from: u64, network: IpAddr| {
            let asked = (from..from + 200).filter(|n| {
                speakers.note(CustomerId(u128::from(*n)), network);
                let source = format!("page-{}", n % 50);
                throttle.ask(&word("acme", Some(&source)), &to(*n), BEGIN).is_ok()
            });
            asked.count()
        };
        assert_eq!((went(1, loud), went(1_000, calm)), (10, 10));
        assert_eq!(throttle.ask(&word("acme", Some("page-1")), &to(5_000), BEGIN), Ok(()), "of whom nobody spoke");
    }

    #[test]
    fn who_waits_in_one_lane_keeps_the_place_in_the_others() {
        let throttle = with(PublicPace { per_address: 1, per_source: 2, ..PublicPace::NONE });
        let hour = BEGIN + Span::HOUR;
        assert_eq!(throttle.ask(&to("page", "a@example.com"), &key(1), BEGIN), Ok(()));
        assert_eq!(throttle.ask(&to("page", "b@example.com"), &key(2), BEGIN), Ok(()));
        let waits = BEGIN + Span::MINUTE.times(30);
        for _ in 0..5 {
            assert_eq!(throttle.ask(&to("page", "c@example.com"), &key(3), BEGIN), Err(waits));
        }
        assert_eq!(throttle.ask(&to("page", "c@example.com"), &key(3), waits), Ok(()));
        assert_eq!(
            throttle.ask(&to("page", "a@example.com"), &key(4), BEGIN),
            Err(hour),
            "and takes none of the source's"
        );
        assert_eq!(throttle.ask(&to("page", "d@example.com"), &key(5), BEGIN), Err(hour));
    }

    #[test]
    fn addresses_of_hours_ago_take_no_memory() {
        let throttle = with(PublicPace::default());
        for n in 0..20_000 {
            let at = BEGIN + Span::MINUTE.times(n as i64);
            let _ = throttle.ask(&to("page", &format!("a{n}@example.com")), &key(n), at);
        }
        assert!(throttle.lanes.lock().all.len() <= 1_000);
    }

    #[test]
    fn a_source_that_floods_waits_behind_itself_and_takes_no_place_from_the_others() {
        let throttle = with(PublicPace { per_brand: 8, per_source: 4, ..PublicPace::NONE });
        let (acme, loud, calm) = (word("acme", None), word("acme", Some("loud")), word("acme", Some("calm")));
        let went = (0..1_000).filter(|n| throttle.ask(&loud, &key(*n), BEGIN).is_ok()).count();
        assert_eq!(went, 4);
        for n in 2_000..2_004 {
            assert_eq!(throttle.ask(&calm, &key(n), BEGIN), Ok(()), "{n}");
        }
        assert!(throttle.ask(&acme, &key(3_000), BEGIN).is_err(), "the brand's own bound");
        let later = BEGIN + Span::MINUTE.times(15);
        assert!(throttle.ask(&loud, &key(6), later).is_err());
        assert!(throttle.ask(&loud, &key(4), later + Span::MINUTE.times(15)).is_ok(), "each in its turn");
    }

    #[test]
    fn an_hours_mails_go_at_once_and_the_next_get_places_they_can_rely_on() {
        let (throttle, acme) = (of_brand(4), word("acme", None));
        let quarter = Span::MINUTE.times(15);
        assert!((0..4).all(|n| throttle.ask(&acme, &key(n), BEGIN).is_ok()));
        assert_eq!(throttle.ask(&acme, &key(4), BEGIN), Err(BEGIN + quarter));
        assert_eq!(throttle.ask(&acme, &key(5), BEGIN), Err(BEGIN + quarter.times(2)));
        assert_eq!(throttle.ask(&acme, &key(4), BEGIN), Err(BEGIN + quarter), "asking again takes no other place");
        let later = BEGIN + quarter;
        assert_eq!(throttle.ask(&acme, &key(6), later), Err(BEGIN + quarter.times(3)), "nobody overtakes");
        assert_eq!(throttle.ask(&acme, &key(4), later), Ok(()));
        assert_eq!(throttle.ask(&word("other", None), &key(7), BEGIN), Ok(()), "each brand for itself");
        assert_eq!(of_brand(0).ask(&acme, &key(8), BEGIN), Ok(()));
    }

    proptest! {
        /// Whenever they ask, no more go within any hour than twice the bound: one burst, and the even flow behind it.
        #[test]
        fn no_hour_has_more_than_the_bound_and_the_burst(gaps in prop::collection::vec(0i64..600_000, 1..200)) {
            let (throttle, acme, bound) = (of_brand(10), word("acme", None), 10);
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
