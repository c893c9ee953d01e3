//! From which network someone was last spoken of with a public source's key. Kept in memory only, and bounded: an
//! address on the network is
//! personal data, and no line of the log needs it.

use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_kernel::CustomerId;
use std::net::IpAddr;

/// Of how many customers at least it is remembered.
const CUSTOMERS: usize = 100_000;

/// The networks, by customer.
#[derive(Debug, Default)]
pub(super) struct Speakers(Mutex<Generations>);

/// Who was spoken of since the last turn, and who before. When the first are too many, the others go.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<CustomerId, IpAddr>,
    old: HashMap<CustomerId, IpAddr>,
}

impl Speakers {
    /// Someone there speaks of them.
    pub(super) fn note(&self, customer: CustomerId, network: IpAddr) {
        let mut all = self.0.lock();
        if all.young.len() >= CUSTOMERS && !all.young.contains_key(&customer) {
            all.old = std::mem::take(&mut all.young);
        }
        all.young.insert(customer, network);
    }

    /// From where they were last spoken of.
    pub(super) fn network_of(&self, customer: CustomerId) -> Option<IpAddr> {
        let all = self.0.lock();
        all.young.get(&customer).or_else(|| all.old.get(&customer)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_counts_and_of_too_many_the_oldest_are_forgotten() {
        let speakers = Speakers::default();
        let network = |n: u8| IpAddr::from([192, 0, n, 0]);
        speakers.note(CustomerId(1), network(1));
        speakers.note(CustomerId(1), network(2));
        assert_eq!(speakers.network_of(CustomerId(1)), Some(network(2)));
        assert_eq!(speakers.network_of(CustomerId(2)), None);
        for n in 2..3 * CUSTOMERS as u128 {
            speakers.note(CustomerId(n), network(3));
        }
        assert_eq!(speakers.network_of(CustomerId(1)), None);
        let all = speakers.0.lock();
        assert!(all.young.len() + all.old.len() <= 2 * CUSTOMERS);
    }
}
