//! How many new customers a public source may bring: its key is in every page, and whoever has it can make people up by the
//! hundred thousand, each of whom takes memory.
//!
//! Counted by source and by network (as the door has it), in an hour that slides by minutes. What is known is never counted: events of
//! people we know go on. A request that would bring too many is refused whole, so that it can be sent again as it is; one that was let in
//! and then found no room in the log is given back, for clients repeat it.

use crate::{
    network::household,
    refused::{Cause, Refused},
    sliding::{Counts, Sliding},
};
use hashbrown::HashSet;
use parking_lot::Mutex;
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

/// Counts over the minutes of an hour.
type Hourly<K> = Counts<K, 60>;

/// New customers of one request, counted. A request that is given up by its sender stays counted: it may have been taken.
#[derive(Clone, Debug)]
#[must_use = "what is refused afterwards is given back"]
pub struct Admitted {
    count: usize,
    source: SourceId,
    network: Option<IpAddr>,
    minute: i64,
}

/// Who came lately.
#[derive(Debug)]
pub struct Newcomers {
    quota: Quota,
    counts: Mutex<(Hourly<SourceId>, Hourly<IpAddr>, Sliding<60>)>,
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
        let minute = now.0.div_euclid(Span::MINUTE.0);
        // A proxy on this machine that does not say for whom it asks stands for everybody.
        let network = from.filter(|from| !from.is_loopback()).map(|from| household(from).1);
        let admitted = Admitted { count, source: source.clone(), network, minute };
        if count == 0 {
            return Ok(admitted);
        }
        let Quota { per_source, per_network } = self.quota;
        let (sources, networks, refused) = &mut *self.counts.lock();
        let room = sources.room(source, per_source, count, minute)
            && network.is_none_or(|network| networks.room(&network, per_network, count, minute));
        if !room {
            refused.add(minute, count);
            metrics::counter!("rapport_new_customers_refused_total").increment(count as u64);
            let detail = "This key or network has brought as many new customers as it may within an hour.";
            return Err(Refused::new(Cause::TooManyNewCustomers, detail).retry_after(60));
        }
        sources.add(source, per_source, count, minute);
        network.into_iter().for_each(|network| networks.add(&network, per_network, count, minute));
        Ok(admitted)
    }

    /// Those who were let in were not taken: they come again, and are new then.
    pub fn give_back(&self, Admitted { count, source, network, minute }: Admitted) {
        let (sources, networks, _) = &mut *self.counts.lock();
        sources.take_back(&source, count, minute);
        network.into_iter().for_each(|network| networks.take_back(&network, count, minute));
    }

    /// How many were refused within an hour.
    #[must_use]
    pub fn refused(&self, now: Time) -> usize {
        self.counts.lock().2.total(now.0.div_euclid(Span::MINUTE.0))
    }
}

/// How many people these events bring whom nobody knows: `known` says of an identifier whether it leads to somebody. A user id that
/// nobody knows is somebody new, whatever it came with: a device may sign in as anybody.
pub fn strangers<'a>(events: impl IntoIterator<Item = &'a [Identifier]>, known: impl Fn(&Identifier) -> bool) -> usize {
    let mut met: HashSet<&Identifier> = HashSet::new();
    let mut strangers = 0;
    for identifiers in events {
        let unknown = |one: &&Identifier| !met.contains(*one) && !known(one);
        let named = identifiers.iter().filter(|one| one.kind == IdentifierKind::UserId);
        let new_names = named.filter(unknown).count();
        strangers += new_names.max(usize::from(identifiers.iter().all(|one| unknown(&one))));
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
        assert_eq!(strangers(events.iter().map(Vec::as_slice), known), 2);
        let user = |n: usize| Identifier { kind: IdentifierKind::UserId, value: format!("u{n}").into() };
        let accounts: Vec<Vec<Identifier>> = (0..5).map(|n| vec![cookie(9), user(n / 2)]).collect();
        assert_eq!(strangers(accounts.iter().map(Vec::as_slice), known), 3, "one device, three accounts");
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
    fn memory_is_bounded_whoever_comes() {
        let newcomers = Newcomers::new(Quota { per_source: 0, per_network: 1 });
        let from = |n: u32| Some(IpAddr::from(n.to_be_bytes()));
        let admitted = |n: u32, at| newcomers.admit(1, &"shop".into(), from(n << 8), at).is_ok();
        let first = (0..MAX_KEYS as u32 + 50).filter(|n| admitted(*n, Time(0))).count();
        assert!(first <= MAX_KEYS);
        assert!(admitted(u32::MAX >> 9, Time(Span::HOUR.0 * 2)), "who came long ago makes room");
    }
}
