//! How many new customers a public source may bring: its key is in every page, and whoever has it can make people up by the
//! hundred thousand, each of whom takes memory.
//!
//! Counted by source and by network (as the door has it), in an hour that slides by minutes. What is known is never counted: events of
//! people we know go on. A request that would bring too many is refused whole, so that it can be sent again as it is; one that was let in
//! and then found no room in the log is given back, for clients repeat it.
//!
//! Who says "no" at a device we do not know is a new customer, too, and a "no" is taken whatever else has come: it has counts of its
//! own, and the first [`NOES_APART`] of a network within the hour go by no source's count, so that nobody elsewhere can use them up.

use crate::{
    network::household,
    refused::{Cause, Refused},
    sliding::{Counts, Sliding},
};
use hashbrown::HashSet;
use parking_lot::Mutex;
use rapport_customer::identity::is_weak;
use rapport_kernel::{Identifier, IdentifierKind, SourceId, Span, Time};
use std::net::IpAddr;

/// How many new customers may come within an hour; 0 sets no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// By one public source.
    pub per_source: usize,
    /// From one network with public sources' keys.
    pub per_network: usize,
}

impl Default for Quota {
    fn default() -> Self {
        Self { per_source: 50_000, per_network: 5_000 }
    }
}

/// So many people who say "no" first are let in from one network within an hour, however many came by the same source.
pub const NOES_APART: usize = 20;

/// Counts over the minutes of an hour.
type Hourly<K> = Counts<K, 60>;

/// New customers of one request, counted. A request that is given up by its sender stays counted: it may have been taken.
#[derive(Clone, Debug)]
#[must_use = "what is refused afterwards is given back"]
pub struct Admitted {
    count: usize,
    /// By no source's count if it is `None`.
    source: Option<SourceId>,
    network: Option<IpAddr>,
    minute: i64,
    no: bool,
}

/// Who came lately.
#[derive(Debug)]
pub struct Newcomers {
    quota: Quota,
    counts: Mutex<Lately>,
}

#[derive(Debug, Default)]
struct Lately {
    events: Came,
    noes: Came,
    refused: Sliding<60>,
}

/// How many new customers each source and each network brought within the hour.
#[derive(Debug, Default)]
struct Came {
    sources: Hourly<SourceId>,
    networks: Hourly<IpAddr>,
}

impl Newcomers {
    /// Nobody yet.
    #[must_use]
    pub fn new(quota: Quota) -> Self {
        Self { quota, counts: Mutex::default() }
    }

    /// Counts so many more, or refuses all of them.
    ///
    /// # Errors
    /// [`Cause::TooManyNewCustomers`].
    pub fn admit(&self, count: usize, source: &SourceId, from: Option<IpAddr>, now: Time) -> Result<Admitted, Refused> {
        self.let_in(Admitted { count, ..Admitted::by(source, from, now) })
    }

    /// Counts somebody new who says "no".
    ///
    /// # Errors
    /// [`Cause::TooManyNewCustomers`], for a network that has said more of them than [`NOES_APART`].
    pub fn admit_no(&self, source: &SourceId, from: Option<IpAddr>, now: Time) -> Result<Admitted, Refused> {
        let mut admitted = Admitted { no: true, ..Admitted::by(source, from, now) };
        let first = |network| self.counts.lock().noes.networks.room(&network, NOES_APART, 1, admitted.minute);
        if admitted.network.is_some_and(first) {
            admitted.source = None;
        }
        self.let_in(admitted)
    }

    fn let_in(&self, admitted: Admitted) -> Result<Admitted, Refused> {
        let Admitted { count, minute, .. } = admitted;
        if count == 0 {
            return Ok(admitted);
        }
        let mut lately = self.counts.lock();
        let quota = if admitted.no { self.quota.of_noes() } else { self.quota };
        let came = lately.those(admitted.no);
        let room = admitted.source.as_ref().is_none_or(|one| came.sources.room(one, quota.per_source, count, minute))
            && admitted.network.is_none_or(|one| came.networks.room(&one, quota.per_network, count, minute));
        if !room {
            lately.refused.add(minute, count);
            metrics::counter!("rapport_new_customers_refused_total").increment(count as u64);
            let detail = "This key or network has brought as many new customers as it may within an hour.";
            return Err(Refused::new(Cause::TooManyNewCustomers, detail).retry_after(60));
        }
        admitted.source.iter().for_each(|one| came.sources.add(one, quota.per_source, count, minute));
        admitted.network.iter().for_each(|one| came.networks.add(one, quota.per_network, count, minute));
        Ok(admitted)
    }

    /// Those who were let in were not taken: they come again, and are new then.
    pub fn give_back(&self, Admitted { count, source, network, minute, no }: Admitted) {
        let mut lately = self.counts.lock();
        let came = lately.those(no);
        source.iter().for_each(|one| came.sources.take_back(one, count, minute));
        network.iter().for_each(|one| came.networks.take_back(one, count, minute));
    }

    /// How many were refused within an hour.
    #[must_use]
    pub fn refused(&self, now: Time) -> usize {
        self.counts.lock().refused.total(now.0.div_euclid(Span::MINUTE.0))
    }
}

impl Quota {
    /// A network's noes are counted even where it may bring as many as it likes: the first of them go apart.
    fn of_noes(self) -> Self {
        let per_network = if self.per_network == 0 { usize::MAX } else { self.per_network.max(NOES_APART) };
        Self { per_network, ..self }
    }
}

impl Lately {
    fn those(&mut self, no: bool) -> &mut Came {
        if no { &mut self.noes } else { &mut self.events }
    }
}

impl Admitted {
    fn by(source: &SourceId, from: Option<IpAddr>, now: Time) -> Self {
        // A proxy on this machine that does not say for whom it asks stands for everybody.
        let network = from.filter(|from| !from.is_loopback()).map(|from| household(from).1);
        Self { count: 1, source: Some(source.clone()), network, minute: now.0.div_euclid(Span::MINUTE.0), no: false }
    }
}

/// How many people these events bring whom nobody knows: `known` says of an identifier whether it leads to somebody, `about` of all in
/// an event whether it is about somebody. A user id that nobody knows is somebody new, whatever it came with: a device may sign in as
/// anybody. So is an address that nobody knows, unless whom the event is about has none yet.
pub fn strangers<'a>(
    events: impl IntoIterator<Item = &'a [Identifier]>,
    known: impl Fn(&Identifier) -> bool,
    about: impl Fn(&[Identifier]) -> bool,
) -> usize {
    let is_address = |one: &Identifier| !is_weak(one.kind) && one.kind != IdentifierKind::UserId;
    let (mut met, mut got_address): (HashSet<&Identifier>, HashSet<&Identifier>) = Default::default();
    let mut strangers = 0;
    for identifiers in events {
        let unknown = |one: &&Identifier| !met.contains(*one) && !known(one);
        let named = identifiers.iter().filter(|one| one.kind == IdentifierKind::UserId);
        let new_names = named.filter(unknown).count();
        let new_address = identifiers.iter().filter(|one| is_address(one)).any(|one| unknown(&one));
        let has_another = || identifiers.iter().any(|one| got_address.contains(one));
        let all_new = identifiers.iter().all(|one| unknown(&one));
        let is_new = all_new || new_address && (has_another() || !about(identifiers));
        strangers += new_names.max(usize::from(is_new));
        if new_address {
            got_address.extend(identifiers.iter().filter(|one| !is_address(one)));
        }
        met.extend(identifiers);
    }
    strangers
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::sliding::MAX_KEYS;

    fn cookie(n: usize) -> Identifier {
        Identifier { kind: IdentifierKind::AnonymousId, value: format!("c{n}").into() }
    }

    #[test]
    fn strangers_are_counted_once_and_those_we_know_not_at_all() {
        let events: Vec<Vec<Identifier>> = vec![
            vec![cookie(1)],
            vec![cookie(1), cookie(2)],
            vec![cookie(2)],
            vec![cookie(3)],
            vec![cookie(9), cookie(4)],
        ];
        let known = |one: &Identifier| *one == cookie(9);
        let count =
            |events: &[Vec<Identifier>], about: bool| strangers(events.iter().map(Vec::as_slice), known, |_| about);
        assert_eq!(count(&events, true), 2);
        let user = |n: usize| Identifier { kind: IdentifierKind::UserId, value: format!("u{n}").into() };
        let accounts: Vec<Vec<Identifier>> = (0..5).map(|n| vec![cookie(9), user(n / 2)]).collect();
        assert_eq!(count(&accounts, true), 3, "one device, three accounts");
        let mail = |n: usize| Identifier { kind: IdentifierKind::Email, value: format!("p{n}@example.com").into() };
        let addresses: Vec<Vec<Identifier>> = (0..5).map(|n| vec![cookie(9), mail(n / 2)]).collect();
        assert_eq!(count(&addresses, true), 2, "one device, three addresses: the first is its own");
        assert_eq!(count(&addresses, false), 3, "or none, where it has one");
    }

    #[test]
    fn a_key_brings_so_many_within_an_hour_and_a_network_fewer() {
        let newcomers = Newcomers::new(Quota { per_source: 10, per_network: 4 });
        let (shop, app) = (SourceId::from("shop"), SourceId::from("app"));
        let from = |n: u8| Some(IpAddr::from([192, 0, n, 1]));
        let at = |minutes: i64| Time(Span::MINUTE.0 * minutes);
        let _ = newcomers.admit(4, &shop, from(1), at(0)).unwrap();
        assert!(newcomers.admit(1, &app, from(1), at(0)).is_err(), "the network's bound, whatever the key");
        let _ = newcomers.admit(4, &shop, from(2), at(30)).unwrap();
        assert!(newcomers.admit(3, &shop, from(3), at(59)).is_err());
        let _ = newcomers.admit(2, &shop, from(3), at(59)).unwrap();
        let _ = newcomers.admit(4, &shop, from(4), at(60)).unwrap();
        assert_eq!(newcomers.refused(at(60)), 3);
        assert_eq!(newcomers.refused(at(121)), 0);
        let free = Newcomers::new(Quota { per_source: 0, per_network: 0 });
        let _ = free.admit(1_000_000, &shop, from(1), at(0)).unwrap();
    }

    #[test]
    fn who_was_let_in_and_not_taken_is_new_again() {
        let newcomers = Newcomers::new(Quota { per_source: 10, per_network: 10 });
        let (shop, from) = (SourceId::from("shop"), Some(IpAddr::from([192, 0, 2, 1])));
        for n in 0..50 {
            let admitted = newcomers.admit(10, &shop, from, Time(Span::SECOND.0 * n)).unwrap();
            newcomers.give_back(admitted);
        }
        let taken = newcomers.admit(10, &shop, from, Time(0)).unwrap();
        assert!(newcomers.admit(1, &shop, from, Time(0)).is_err());
        newcomers.give_back(Admitted { minute: 7, ..taken });
        assert!(newcomers.admit(1, &shop, from, Time(0)).is_err(), "of another minute nothing is given back");
    }

    #[test]
    fn a_no_is_taken_whatever_else_came() {
        let newcomers = Newcomers::new(Quota { per_source: 30, per_network: 25 });
        let (page, from) = (SourceId::from("page"), |n: u8| Some(IpAddr::from([192, 0, n, 1])));
        let no = |n: u8| newcomers.admit_no(&page, from(n), Time(0)).is_ok();
        let _ = newcomers.admit(25, &page, from(1), Time(0)).unwrap();
        let _ = newcomers.admit(5, &page, from(2), Time(0)).unwrap();
        assert!(newcomers.admit(1, &page, from(3), Time(0)).is_err());
        // Neither what else its network and its source brought is in its way, nor other networks' noes.
        assert_eq!((0..100).filter(|_| no(1)).count(), 25);
        for network in 10..20 {
            assert!((0..100).filter(|_| no(network)).count() >= NOES_APART);
        }
        assert!(newcomers.admit_no(&page, None, Time(0)).is_err(), "the source's noes are used up");
        assert_eq!((0..100).filter(|_| no(99)).count(), NOES_APART, "and this network's first ones are its own");
        let unbounded = Newcomers::new(Quota { per_source: 3, per_network: 0 });
        let one = || unbounded.admit_no(&page, from(1), Time(0)).is_ok();
        assert_eq!((0..100).filter(|_| one()).count(), NOES_APART + 3);
    }

    #[test]
    fn memory_is_bounded_whoever_comes() {
        let newcomers = Newcomers::new(Quota { per_source: 0, per_network: 1 });
        let from = |n: u32| Some(IpAddr::from(n.to_be_bytes()));
        let admitted = |n: u32, at| newcomers.admit(1, &"shop".into(), from(n << 8), at).is_ok();
        let first = (0..MAX_KEYS as u32 + 50).filter(|n| admitted(*n, Time(0))).count();
        assert!(first <= MAX_KEYS);
        assert!(admitted(u32::MAX >> 9, Time(Span::HOUR.0 * 2)), "who came long ago makes room");
    }
}
