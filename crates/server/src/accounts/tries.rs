//! How fast somebody may try, by where they come from ([`rapport_account::throttle`]). Strangers, known browsers and links are remembered
//! apart: whatever strangers do, the owner in a known browser and whoever asks for a link have tries of their own.

use super::device::Devices;
use crate::{
    door::shares::household,
    problem::{Code, Problem},
    wire::ProblemSaid,
};
use axum::http::HeaderMap;
use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_account::{Tries, TryPlace};
use rapport_kernel::{Span, Time};
use rapport_platform::sql::account::{Account, password::Queue};
use std::net::IpAddr;

/// Where a try comes from, with what it is told apart by.
pub type At = TryPlace<String, String, Option<IpAddr>>;

/// Tries of the last hour. Whoever comes when no more can be remembered is counted with all the others of that kind.
#[derive(Default)]
pub struct Attempts(Mutex<Tables>);

#[derive(Default)]
struct Tables {
    known: Table,
    strangers: Table,
    links: Table,
}

#[derive(Default)]
struct Table {
    tries: HashMap<At, Tries>,
    swept: Option<Time>,
}

impl Tables {
    fn of(&mut self, place: &At) -> &mut Table {
        match place {
            TryPlace::Device(..) => &mut self.known,
            TryPlace::Strangers(_) | TryPlace::Network(_) => &mut self.strangers,
            TryPlace::Links(_) => &mut self.links,
        }
    }
}

impl Table {
    /// How many places are remembered.
    const MAX: usize = 50_000;

    /// Makes room when there is none, at most once a minute: it looks at every place.
    fn sweep(&mut self, now: Time) {
        let long_ago =
            self.swept.is_none_or(|swept| now.since(swept).0.unsigned_abs() >= Span::MINUTE.0.unsigned_abs());
        if self.tries.len() >= Self::MAX && long_ago {
            self.tries.retain(|_, tries| !tries.is_over(now));
            self.swept = Some(now);
        }
    }

    /// Under what a place is counted.
    fn remembered(&self, place: &At) -> At {
        if self.tries.len() < Self::MAX || self.tries.contains_key(place) {
            return place.clone();
        }
        match place {
            // The browsers of one account fold among themselves.
            TryPlace::Device(whose, _) => TryPlace::Device(whose.clone(), String::new()),
            TryPlace::Strangers(_) => TryPlace::Strangers(String::new()),
            TryPlace::Network(_) => TryPlace::Network(None),
            TryPlace::Links(_) => TryPlace::Links(None),
        }
    }
}

impl Attempts {
    /// Begins a try at all of these places, or at none of them.
    ///
    /// # Errors
    /// [`Code::TooMany`] with how long to wait.
    pub fn begin(&self, places: &[At], now: Time) -> Result<(), Problem> {
        let mut known = self.0.lock();
        let mut longest = None;
        for place in places {
            let table = known.of(place);
            table.sweep(now);
            let key = table.remembered(place);
            let wait = table.tries.get(&key).and_then(|tries| tries.decide(key.per_hour(), now).err());
            longest = longest.max(wait);
        }
        if let Some(wait) = longest {
            return Err(slow_down(wait));
        }
        for place in places {
            let table = known.of(place);
            let key = table.remembered(place);
            table.tries.entry(key).or_default().begin(now);
        }
        Ok(())
    }

    /// The try was right: it counts nowhere.
    pub fn forgive(&self, places: &[At]) {
        let mut known = self.0.lock();
        for place in places {
            if let Some(tries) = known.of(place).tries.get_mut(place) {
                tries.forgive();
            }
        }
    }
}

fn slow_down(wait: Span) -> Problem {
    let seconds = u32::try_from((wait.0 + 999) / 1_000).unwrap_or(3_600).max(1);
    let said = ProblemSaid::TriedTooOften { span: Span::SECOND.times(i64::from(seconds)).into() };
    Problem::told(Code::TooMany, said).retry_after(seconds)
}

/// Where a request to an account comes from. A browser that the account has signed in with is asked for nothing else.
#[must_use]
pub fn places(
    devices: &Devices,
    account: Option<&Account>,
    whose: &str,
    headers: &HeaderMap,
    from: Option<IpAddr>,
) -> Vec<At> {
    let device = account.and_then(|account| devices.of(headers, &account.id));
    let whose = whose.chars().take(254).collect::<String>();
    match device {
        Some(device) => vec![TryPlace::Device(whose, device)],
        None => vec![TryPlace::Strangers(whose), TryPlace::Network(network(from))],
    }
}

/// Where somebody comes from who asks for a link, or brings one that is wrong.
#[must_use]
pub fn links(from: Option<IpAddr>) -> At {
    TryPlace::Links(network(from))
}

/// In which queue whoever comes from there waits to have a password hashed.
#[must_use]
pub fn queue(places: &[At]) -> Queue {
    match places.iter().all(|place| matches!(place, TryPlace::Device(..))) {
        true => Queue::Known,
        false => Queue::Strangers,
    }
}

/// A site of IPv6 has a /56 and more addresses than can be remembered; of IPv4 every address counts.
fn network(from: Option<IpAddr>) -> Option<IpAddr> {
    let from = from?.to_canonical();
    let (address, site) = household(from);
    Some(if from.is_ipv6() { site } else { address })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stranger(n: u32) -> [At; 2] {
        let from = IpAddr::from([0x2001, 0x0db8, (n >> 8) as u16, (n << 8) as u16, 0, 0, 0, 1]);
        [TryPlace::Strangers(format!("x{n}@nowhere.example")), TryPlace::Network(network(Some(from)))]
    }

    #[test]
    fn a_full_table_folds_strangers_and_nobody_else() {
        let attempts = Attempts::default();
        for n in 0..Table::MAX as u32 {
            let _ = attempts.begin(&stranger(n), Time(0));
        }
        let fits = (Table::MAX as u32..).take(200).filter(|n| attempts.begin(&stranger(*n), Time(0)).is_ok()).count();
        assert!(fits <= 20, "{fits}");
        // Known browsers and links are still told apart: one that is slowed down slows no other.
        let device = |named: &str| [TryPlace::Device("ada".into(), named.into())];
        while attempts.begin(&device("other"), Time(0)).is_ok() {}
        assert!(attempts.begin(&device("own"), Time(0)).is_ok());
        let asks = |n: u8| [links(Some(IpAddr::from([192, 0, 2, n])))];
        while attempts.begin(&asks(1), Time(0)).is_ok() {}
        assert!(attempts.begin(&asks(2), Time(0)).is_ok());
    }

    #[test]
    fn a_site_of_ipv6_is_one_network() {
        let of = |text: &str| network(Some(text.parse().unwrap_or(IpAddr::from([0, 0, 0, 0]))));
        assert_eq!(of("2001:db8:0:1200::1"), of("2001:db8:0:12ff::9"));
        assert_ne!(of("2001:db8:0:1200::1"), of("2001:db8:0:1300::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
