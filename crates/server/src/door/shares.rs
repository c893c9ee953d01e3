//! Something of which there is only so much, shared so that nobody takes it all: connections, bytes of bodies.

use hashbrown::HashMap;
use parking_lot::Mutex;
use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

pub use rapport_office::network::household;

/// How much there is.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// Over all addresses together.
    pub all: usize,
    /// From a single IP address; none: as much as its network may.
    pub address: Option<usize>,
    /// From a single network.
    pub network: usize,
    /// From a single site of IPv6.
    pub site: usize,
}

/// What there was not enough of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// All is taken.
    All,
    /// This address has taken its part.
    Address,
    /// This network has taken its part.
    Network,
    /// This site, with all its networks, has taken its part.
    Site,
}

impl Full {
    /// As a label of a metric.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Address => "address",
            Self::Network => "network",
            Self::Site => "site",
        }
    }
}

/// What there is, and who has how much of it.
#[derive(Debug)]
pub struct Shares {
    most: Most,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by: HashMap<Group, usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Group {
    Address(IpAddr),
    Network(IpAddr),
    Site(IpAddr),
}

/// The part of one connection or body; given back when it is dropped.
#[derive(Debug)]
pub struct Share {
    shares: Arc<Shares>,
    groups: Vec<Group>,
    amount: usize,
}

impl Shares {
    /// Nothing of it is taken.
    #[must_use]
    pub fn new(most: Most) -> Arc<Self> {
        Arc::new(Self { most, taken: Mutex::default() })
    }

    /// How much there is.
    #[must_use]
    pub fn most(&self) -> Most {
        self.most
    }

    /// The sum that is in use now, over everybody.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken.lock().all
    }

    /// A part for somebody, empty at first; whoever is not counted comes from `None`.
    #[must_use]
    pub fn share(self: &Arc<Self>, from: Option<IpAddr>) -> Share {
        Share { shares: self.clone(), groups: from.map(groups).unwrap_or_default(), amount: 0 }
    }
}

impl Share {
    /// Takes so much more.
    ///
    /// # Errors
    /// [`Full`]; nothing is taken then.
    pub fn take(&mut self, amount: usize) -> Result<(), Full> {
        let most = self.shares.most;
        let mut taken = self.shares.taken.lock();
        if taken.all.saturating_add(amount) > most.all {
            return Err(Full::All);
        }
        for group in &self.groups {
            let (most, full) = match group {
                Group::Address(_) => (most.address.unwrap_or(most.network), Full::Address),
                Group::Network(_) => (most.network, Full::Network),
                Group::Site(_) => (most.site, Full::Site),
            };
            if taken.by.get(group).copied().unwrap_or_default().saturating_add(amount) > most {
                return Err(full);
            }
        }
        taken.all += amount;
        self.groups.iter().for_each(|group| *taken.by.entry(*group).or_default() += amount);
        self.amount += amount;
        Ok(())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.amount == 0 {
            return;
        }
        let mut taken = self.shares.taken.lock();
        taken.all -= self.amount;
        for group in &self.groups {
            // Who has nothing any more is forgotten: the map is as large as those who are here.
            if let hashbrown::hash_map::Entry::Occupied(mut entry) = taken.by.entry(*group) {
                *entry.get_mut() -= self.amount;
                if *entry.get() == 0 {
                    entry.remove();
                }
            }
        }
    }
}

fn groups(from: IpAddr) -> Vec<Group> {
    let (address, network) = household(from);
    let site = match from.to_canonical() {
        IpAddr::V4(_) => None,
        // Whoever has a /48 has 256 networks of it, for nothing.
        IpAddr::V6(v6) => Some(Group::Site(first_of(v6, 48))),
    };
    [Group::Address(address), Group::Network(network)].into_iter().chain(site).collect()
}

/// The first address of the network with so many bits.
fn first_of(v6: Ipv6Addr, bits: u32) -> IpAddr {
    Ipv6Addr::from_bits(v6.to_bits() & !0 << (128 - bits)).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn one_address_and_one_network_leave_something_for_others() {
        let shares = Shares::new(Most { all: 10, address: Some(3), network: 5, site: 10 });
        let take = |from: &str, n: usize| {
            let mut share = shares.share(ip(from));
            share.take(n).map(|()| share)
        };
        let first = take("192.0.2.1", 3).unwrap();
        assert_eq!(take("192.0.2.1", 1).unwrap_err(), Full::Address);
        assert_eq!(take("::ffff:192.0.2.1", 1).unwrap_err(), Full::Address);
        let second = take("192.0.2.2", 2).unwrap();
        assert_eq!(take("192.0.2.3", 1).unwrap_err(), Full::Network);
        let other = take("198.51.100.1", 3).unwrap();
        let six = take("2001:db8:0:100::1", 2).unwrap();
        assert_eq!(take("2001:db8:0:200::1", 1).unwrap_err(), Full::All);
        drop(first);
        assert_eq!(take("2001:db8:0:100:ffff::2", 2).unwrap_err(), Full::Address, "the same /64");
        drop(second);
        let site = take("2001:db8:0:1ff::2", 3).unwrap();
        assert_eq!(take("2001:db8:0:120::1", 1).unwrap_err(), Full::Network, "the same /56");
        drop((other, six, site));
        assert_eq!(shares.taken(), 0);
        assert!(shares.taken.lock().by.is_empty());
    }

    #[test]
    fn one_site_leaves_something_for_others_however_many_networks_it_has() {
        let shares = Shares::new(Most { all: 100, address: None, network: 4, site: 10 });
        let mut held = Vec::new();
        let mut full = None;
        for n in 0..256u16 {
            let mut share = shares.share(ip(&format!("2001:db8:7:{:x}::1", n << 8)));
            match share.take(1) {
                Ok(()) => held.push(share),
                Err(why) => full = Some(why),
            }
        }
        assert_eq!((held.len(), full), (10, Some(Full::Site)));
        assert!(shares.share(ip("2001:db8:8::1")).take(4).is_ok(), "another site");
        assert!(shares.share(ip("192.0.2.1")).take(4).is_ok());
    }

    #[test]
    fn who_is_not_counted_meets_only_the_whole() {
        let shares = Shares::new(Most { all: 4, address: Some(1), network: 1, site: 1 });
        let mut share = shares.share(None);
        assert!(share.take(3).is_ok());
        assert!(share.take(1).is_ok());
        assert_eq!(share.take(1), Err(Full::All));
    }
}
