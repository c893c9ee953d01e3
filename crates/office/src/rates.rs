//! How often mail may be asked for that goes to people who have not agreed yet: a confirmation goes to whatever address
//! somebody typed, so without a bound anybody could fill anybody's mailbox through us.
//!
//! * **Per address**: some minutes apart, and so many in a day, over all brands, purposes and sources: a mail that was lost can be
//!   asked for again. With a key that everybody can read it is one a day: whoever types other people's addresses in, at however many
//!   sources, fills no mailbox. A question that was answered does not count: who confirmed and took it back may ask again at once.
//!   What was asked is in the log with the declarations, and read from there at the start.
//! * What was confirmed already is not asked again. A public source must not learn that from the answer, so its questions are
//!   counted as if they had been asked, apart from the others.
//! * **Per source** and **per network** (as the door has it: [`household`]): so many in an hour, counted in memory.
//!
//! Every refusal is counted, and shown under what needs a look.

use crate::{
    network::household,
    refused::{Cause, Refused},
};
use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_customer::{Act, Customer};
use rapport_kernel::{Identifier, SourceId, Span, Time, coded};
use std::{hash::Hash, net::IpAddr};

/// How many confirmations may be asked for; 0 sets no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// To one address within 24 hours.
    pub per_address: usize,
    /// The same, if anybody can ask: a public source asks only where nobody has within the day.
    pub per_address_in_public: usize,
    /// How long after one to the same address the next may follow.
    pub again_after: Span,
    /// By one source within an hour.
    pub per_source: usize,
    /// From one network within an hour.
    pub per_network: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_address: 3,
            per_address_in_public: 1,
            again_after: Span::MINUTE.times(10),
            per_source: 1_000,
            per_network: 100,
        }
    }
}

impl Limits {
    /// How many moments are remembered of an address: the last one counts also where there may be any number in a day, and the
    /// one before it if nothing was sent after all.
    fn of_an_address(self) -> usize {
        if self.per_address == 0 && self.again_after == Span(0) { 0 } else { self.per_address.max(2) }
    }
}

coded! {
    /// Why a confirmation is not sent now.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum RateRefusal {
        /// The address was asked a moment ago.
        AskedJustNow = "asked_just_now",
        /// The address was asked as often as it may be in a day.
        AskedToday = "asked_today",
        /// The address was asked, and the question waits for a sender or a mail server.
        Waits = "confirmation_waits",
        /// The source asks for too many.
        SourceRate = "source_rate",
        /// Too many come from this network.
        NetworkRate = "network_rate",
    }
}

/// At most so many addresses, sources or networks are remembered; who cannot be remembered is refused.
const MAX_KEYS: usize = 200_000;

/// The moments things were asked for, the oldest first, as far back as it matters.
#[derive(Debug)]
struct Asked<K>(HashMap<K, Vec<Time>>);

impl<K> Default for Asked<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Asked<K> {
    /// Whether there is room for one more within `span`; if not, how long until there is.
    fn room(&mut self, key: &K, limit: usize, span: Span, now: Time) -> Result<(), Span> {
        if self.0.len() >= MAX_KEYS {
            self.0.retain(|_, moments| moments.last().is_some_and(|last| now.since(*last) < span));
        }
        if limit == 0 {
            return Ok(());
        }
        let Some(moments) = self.0.get_mut(key) else {
            return if self.0.len() < MAX_KEYS { Ok(()) } else { Err(span) };
        };
        moments.retain(|at| now.since(*at) < span);
        match moments.first() {
            Some(oldest) if moments.len() >= limit => Err(Span(span.0 - now.since(*oldest).0)),
            _ => Ok(()),
        }
    }

    /// How long until the next may follow the last one.
    fn gap(&self, key: &K, least: Span, now: Time) -> Result<(), Span> {
        match self.0.get(key).and_then(|moments| moments.last()) {
            Some(last) if now.since(*last) < least => Err(Span(least.0 - now.since(*last).0)),
            _ => Ok(()),
        }
    }

    /// One that was remembered at this moment was none.
    fn forget(&mut self, key: &K, at: Time) {
        if let Some(moments) = self.0.get_mut(key)
            && let Some(place) = moments.iter().rposition(|known| *known == at)
        {
            moments.remove(place);
        }
    }

    /// Remembers one more, of each key the newest `most`. What there is no room for is not remembered.
    fn note(&mut self, key: K, most: usize, at: Time) {
        if most == 0 || self.0.len() >= MAX_KEYS && !self.0.contains_key(&key) {
            return;
        }
        let moments = self.0.entry(key).or_default();
        // Two customers may have been asked by one address, in any order.
        moments.insert(moments.partition_point(|known| *known <= at), at);
        moments.drain(..moments.len().saturating_sub(most));
    }
}

#[derive(Debug, Default)]
struct Counts {
    addresses: Asked<Identifier>,
    /// What public sources asked of addresses that had confirmed it.
    answered: Asked<Identifier>,
    sources: Asked<SourceId>,
    networks: Asked<IpAddr>,
    refused: Vec<Time>,
}

/// A question that was counted: of the address, and of whoever asked.
#[derive(Clone, Debug)]
#[must_use = "a question that is not sent is taken back"]
pub struct Counted {
    address: Identifier,
    answered: bool,
    source: Option<SourceId>,
    network: Option<IpAddr>,
    at: Time,
}

/// What was asked for lately.
#[derive(Debug)]
pub struct Rates {
    limits: Limits,
    counts: Mutex<Counts>,
}

/// Who asks for a confirmation, and whether anything has to be asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asking<'a> {
    /// Which source's key, if it came with one; whoever does without was let in some other way.
    pub source: Option<&'a SourceId>,
    /// From where a public source's request came.
    pub network: Option<IpAddr>,
    /// Whether everybody can read its key.
    pub public: bool,
    /// Whether the address has confirmed this already, so that nothing is sent.
    pub answered: bool,
    /// Whether a mail would only wait.
    pub waits: bool,
}

/// Refusals beyond so many a day are counted in the metrics only.
const MAX_REFUSED: usize = 100_000;

impl Rates {
    /// Nothing asked yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, counts: Mutex::default() }
    }

    /// Counts one more mail to this address, or says why it is not to be sent.
    ///
    /// # Errors
    /// A named refusal that says when to ask again.
    pub fn ask(&self, address: &Identifier, asking: Asking<'_>, now: Time) -> Result<Counted, Refused> {
        let (source, network) = (asking.source, asking.network.map(|from| household(from).1));
        let Limits { per_address, per_address_in_public, again_after, per_source, per_network } = self.limits;
        let anybody = Some(per_address_in_public).filter(|most| asking.public && *most > 0);
        let per_address =
            anybody.map_or(per_address, |most| if per_address == 0 { most } else { per_address.min(most) });
        let counts = &mut *self.counts.lock();
        let addresses = if asking.answered { &mut counts.answered } else { &mut counts.addresses };
        let full = addresses.room(address, per_address, Span::DAY, now);
        // One that waits is enough, however long it waits.
        let waits = if asking.waits { addresses.gap(address, Span::DAY, now) } else { Ok(()) };
        let refused = [
            (RateRefusal::Waits, waits),
            (RateRefusal::AskedToday, full),
            (RateRefusal::AskedJustNow, addresses.gap(address, again_after, now)),
            (
                RateRefusal::SourceRate,
                source.map_or(Ok(()), |source| counts.sources.room(source, per_source, Span::HOUR, now)),
            ),
            (
                RateRefusal::NetworkRate,
                network.map_or(Ok(()), |network| counts.networks.room(&network, per_network, Span::HOUR, now)),
            ),
        ];
        if let Some((why, wait)) = refused.into_iter().find_map(|(why, room)| Some((why, room.err()?))) {
            counts.refused.retain(|at| now.since(*at) < Span::DAY);
            // Somebody who asks once more is no reason to look.
            let too_many = matches!(why, RateRefusal::AskedToday | RateRefusal::SourceRate | RateRefusal::NetworkRate);
            if too_many && counts.refused.len() < MAX_REFUSED {
                counts.refused.push(now);
            }
            metrics::counter!("rapport_confirmations_refused_total", "why" => why.code()).increment(1);
            return Err(problem(why, wait));
        }
        let addresses = if asking.answered { &mut counts.answered } else { &mut counts.addresses };
        addresses.note(address.clone(), self.limits.of_an_address(), now);
        source.into_iter().for_each(|source| counts.sources.note(source.clone(), per_source, now));
        network.into_iter().for_each(|network| counts.networks.note(network, per_network, now));
        let (address, source) = (address.clone(), source.cloned());
        Ok(Counted { address, answered: asking.answered, source, network, at: now })
    }

    /// The address answered: it may be asked again.
    pub fn answered(&self, address: &Identifier) {
        self.counts.lock().addresses.0.remove(address);
    }

    /// Nothing was sent after all: the question counts for nobody.
    pub fn take_back(&self, Counted { address, answered, source, network, at }: &Counted) {
        let counts = &mut *self.counts.lock();
        let addresses = if *answered { &mut counts.answered } else { &mut counts.addresses };
        addresses.forget(address, *at);
        source.iter().for_each(|source| counts.sources.forget(source, *at));
        network.iter().for_each(|network| counts.networks.forget(network, *at));
    }

    /// Takes in what the log knows of one customer's unanswered questions.
    pub fn remember(&self, asked: &[(Identifier, Time)]) {
        let counts = &mut *self.counts.lock();
        for (address, at) in asked {
            counts.addresses.note(address.clone(), self.limits.of_an_address(), *at);
        }
    }

    /// The bounds.
    #[must_use]
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// How many were refused within the last 24 hours because too many were asked for.
    #[must_use]
    pub fn refused(&self, now: Time) -> usize {
        self.counts.lock().refused.iter().filter(|at| now.since(**at) < Span::DAY).count()
    }
}

/// Which addresses of a customer were asked within the last 24 hours and have not answered since.
#[must_use]
pub fn unanswered(customer: &Customer, now: Time) -> Vec<(Identifier, Time)> {
    let said = || customer.consents().history().iter().map(|recorded| &recorded.declaration);
    let recent = said().filter(|said| said.act == Act::RequestConfirmation && now.since(said.at) < Span::DAY);
    let waits = recent.filter_map(|asked| Some((asked.address.clone()?, asked.at)));
    let answered = |address: &Identifier, at: Time| {
        said().any(|yes| yes.act == Act::Confirm && yes.at >= at && yes.address.as_ref() == Some(address))
    };
    waits.filter(|(address, at)| !answered(address, *at)).collect()
}

/// The refusal, and when to ask again.
pub(crate) fn problem(why: RateRefusal, wait: Span) -> Refused {
    let seconds = u32::try_from(wait.0.div_euclid(1_000)).unwrap_or(u32::MAX).max(1);
    match why {
        RateRefusal::AskedJustNow => Refused::by_rule(
            why,
            "This address was asked for a confirmation a moment ago. If the mail does not arrive, ask again after the time in \
             the Retry-After header.",
        ),
        RateRefusal::AskedToday => Refused::by_rule(
            why,
            "This address was asked for a confirmation several times within the last 24 hours and has not answered.",
        ),
        RateRefusal::Waits => Refused::by_rule(
            why,
            "The confirmation was asked for and goes out as soon as the brand has a sender address and a mail server is \
             set up (Settings, Mail). Nothing has to be asked again.",
        ),
        RateRefusal::SourceRate => Refused::new(Cause::TooMany, "This source asks for too many confirmations."),
        RateRefusal::NetworkRate => {
            Refused::new(Cause::TooMany, "Too many confirmations are asked for from this network.")
        }
    }
    .because(why)
    .retry_after(seconds)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rapport_kernel::IdentifierKind;

    fn email(n: usize) -> Identifier {
        Identifier { kind: IdentifierKind::Email, value: format!("a{n}@example.com").into() }
    }

    fn network(n: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, n]))
    }

    fn by(source: &SourceId, network: Option<IpAddr>) -> Asking<'_> {
        Asking { source: Some(source), network, ..Asking::default() }
    }

    fn why(answer: Result<Counted, Refused>) -> Option<String> {
        answer.err().and_then(|problem| problem.reason().map(str::to_owned))
    }

    #[test]
    fn anybodys_words_ask_an_address_once_a_day_from_one_source_and_from_five_hundred() {
        let (limits, hour) = (Limits::default(), Span::HOUR);
        let rates = Rates::new(limits);
        let sources: Vec<SourceId> = (0..500).map(|n| SourceId::from(format!("page-{n}").as_str())).collect();
        let ask = |source: &SourceId, address: usize, public, at| {
            let network = Some(IpAddr::from([10, (address / 256) as u8, (address % 256) as u8, 1]));
            rates.ask(&email(address), Asking { public, network, ..by(source, None) }, at).is_ok()
        };
        // 10,000 questions about 1,000 foreign addresses, within a day.
        let asked =
            (0..10_000).filter(|n| ask(&sources[n % 500], n % 1_000, true, Time(0) + hour.times(*n as i64 / 1_000)));
        assert_eq!(asked.count(), 1_000, "each once");
        assert!(ask(&sources[0], 3, false, Time(0) + hour.times(12)), "a company's own server may ask again");
        assert!(!ask(&sources[0], 3, true, Time(0) + hour.times(25)), "and that counts for the pages");
        assert!(ask(&sources[0], 4, true, Time(0) + hour.times(25)), "a day later");
    }

    #[test]
    fn without_a_bound_for_a_day_the_other_bounds_hold() {
        let source = SourceId::from("shop");
        let rates = Rates::new(Limits { per_address: 0, per_source: 30, per_network: 0, ..Limits::default() });
        let ask = |now: Time, waits: bool| rates.ask(&email(1), Asking { waits, ..by(&source, None) }, now);
        let ten = Limits::default().again_after;
        let mut last = None;
        for n in 0..20 {
            let at = Time(0) + ten.times(n);
            last = Some(ask(at, false).expect("any number in a day"));
            assert_eq!(why(ask(at + Span::MINUTE, false)).as_deref(), Some("asked_just_now"));
            assert_eq!(why(ask(at + Span::MINUTE, true)).as_deref(), Some("confirmation_waits"));
        }
        for _ in 0..40 {
            rates.take_back(&last.take().unwrap());
            last = Some(ask(Time(0) + ten.times(19), false).expect("what was not sent counts for no source, either"));
        }
        rates.take_back(&last.take().unwrap());
        assert_eq!(
            why(ask(Time(0) + ten.times(19), false)),
            None,
            "what was not sent does not count, what was before does"
        );
        let last = Time(0) + ten.times(40);
        let full = (0..40).filter_map(|n| why(rates.ask(&email(100 + n), by(&source, None), last))).next();
        assert_eq!(full.as_deref(), Some("source_rate"));
    }

    #[test]
    fn no_more_is_remembered_than_there_is_room_for() {
        for per_address in [0, 3] {
            let rates = Rates::new(Limits { per_address, per_source: 0, per_network: 0, ..Limits::default() });
            let known: Vec<_> = (0..MAX_KEYS + 1_000).map(|n| (email(n), Time(0))).collect();
            rates.remember(&known);
            assert_eq!(rates.counts.lock().addresses.0.len(), MAX_KEYS);
            let many: Vec<_> = (0..1_000).map(|n| (email(1), Time(n))).collect();
            rates.remember(&many);
            assert!(rates.counts.lock().addresses.0[&email(1)].len() <= 3);
            let new = rates.ask(&email(MAX_KEYS + 5_000), Asking::default(), Time(0));
            assert_eq!(new.is_ok(), per_address == 0, "who cannot be remembered is refused where there is a bound");
            assert!(rates.ask(&email(MAX_KEYS + 5_000), Asking::default(), Time(0) + Span::DAY).is_ok());
            assert!(rates.counts.lock().addresses.0.len() <= 2, "and room comes back");
        }
    }

    #[test]
    fn ten_thousand_foreign_addresses_from_one_source_and_from_five_hundred_get_no_more_than_the_bounds() {
        let limits = Limits::default();
        for (sources, networks) in [(1, 1), (500, 1), (1, 250), (500, 250)] {
            let rates = Rates::new(limits);
            let mut sent = 0;
            for n in 0..10_000 {
                let source = SourceId::from(format!("s{}", n % sources));
                let from = IpAddr::from([10, (n % networks) as u8, 0, (n % 256) as u8]);
                sent += usize::from(rates.ask(&email(n), by(&source, Some(from)), Time(0)).is_ok());
            }
            let most = (sources * limits.per_source).min(networks * limits.per_network);
            assert!(sent > 0 && sent <= most, "{sources} sources, {networks} networks: {sent} of at most {most}");
            assert_eq!(rates.refused(Time(0)), 10_000 - sent);
        }
    }

    #[test]
    fn a_lost_mail_is_asked_for_again_some_minutes_later_and_a_few_times_a_day() {
        let rates = Rates::new(Limits::default());
        let (hour, minute) = (Span::HOUR, Span::MINUTE);
        let ask = |n: u8, at| why(rates.ask(&email(1), by(&format!("s{n}").as_str().into(), network(n)), at));
        assert_eq!(ask(1, Time(0)), None);
        assert_eq!(ask(2, Time(0) + minute).as_deref(), Some("asked_just_now"), "whoever asks");
        assert_eq!([ask(2, Time(0) + minute.times(10)), ask(3, Time(0) + hour)], [None, None]);
        assert_eq!(ask(4, Time(0) + hour.times(2)).as_deref(), Some("asked_today"));
        rates.answered(&email(1));
        assert_eq!(ask(3, Time(0) + hour.times(2)), None, "who answered may ask again at once");
        assert_eq!(ask(4, Time(0) + hour.times(26)), None);
    }

    #[test]
    fn a_question_that_waits_for_a_sender_is_asked_once_and_says_so() {
        let rates = Rates::new(Limits::default());
        let ask = |waits, at| why(rates.ask(&email(1), Asking { waits, ..Asking::default() }, at));
        assert_eq!(ask(true, Time(0)), None);
        assert_eq!(ask(true, Time(0) + Span::HOUR).as_deref(), Some("confirmation_waits"));
        assert_eq!(ask(false, Time(0) + Span::HOUR), None, "the sender is there: a lost mail may be asked for again");
    }

    #[test]
    fn what_was_confirmed_looks_to_everybody_like_what_was_not() {
        let limits = Limits::default();
        let seen = |answered| {
            let rates = Rates::new(limits);
            let ask = |at| why(rates.ask(&email(1), Asking { answered, ..Asking::default() }, at));
            [0, 1, 10, 20, 30, 1_430].map(|minute| ask(Time(0) + Span::MINUTE.times(minute)))
        };
        assert_eq!(seen(true), seen(false));
        let rates = Rates::new(limits);
        let ask = |answered| why(rates.ask(&email(1), Asking { answered, ..Asking::default() }, Time(0)));
        assert_eq!([ask(true), ask(false)], [None, None], "who took it back a moment later is asked at once");
    }

    #[test]
    fn a_network_is_more_than_one_address_and_an_hour_passes() {
        let rates = Rates::new(Limits { per_network: 2, ..Limits::default() });
        let ask =
            |n: u8, at| why(rates.ask(&email(usize::from(n)), Asking { network: network(n), ..Asking::default() }, at));
        assert_eq!([ask(1, Time(0)), ask(2, Time(0))], [None, None]);
        assert_eq!(ask(3, Time(1)).as_deref(), Some("network_rate"));
        assert_eq!(ask(4, Time(0) + Span::HOUR), None);
    }

    #[test]
    fn a_site_of_ipv6_is_one_network_as_at_the_door() {
        let rates = Rates::new(Limits { per_network: 1, ..Limits::default() });
        let ask = |n, from: &str| {
            why(rates.ask(&email(n), Asking { network: Some(from.parse().unwrap()), ..Asking::default() }, Time(0)))
        };
        assert_eq!(ask(1, "2001:db8:0:100::1"), None);
        assert_eq!(ask(2, "2001:db8:0:1ff::1").as_deref(), Some("network_rate"), "the same /56");
        assert_eq!(ask(3, "2001:db8:0:200::1"), None, "the next one");
    }

    #[test]
    fn without_a_bound_nothing_is_remembered() {
        let rates = Rates::new(Limits {
            per_address: 0,
            per_address_in_public: 0,
            again_after: Span(0),
            per_source: 0,
            per_network: 0,
        });
        let source = SourceId::from("shop");
        for n in 0..1_000 {
            assert!(rates.ask(&email(n), by(&source, network((n % 250) as u8)), Time(0)).is_ok());
        }
        let counts = rates.counts.lock();
        assert_eq!((counts.addresses.0.len(), counts.sources.0.len(), counts.networks.0.len()), (0, 0, 0));
    }
}
