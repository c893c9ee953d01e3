//! What devices were shown that are only said to be somebody's: anybody with a page's key can say so, so it uses up nothing of the person
//! and costs nothing. It counts for the device: it is not shown the same thing for ever, and the brand's caps hold for it.
//!
//! Kept in memory, and bounded: of too many devices the ones that asked longest ago are forgotten.

use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_customer::{Contact, SendKey};
use rapport_engine::DeviceView;
use rapport_kernel::{BrandId, Identifier, Time};
use std::hash::{BuildHasher, RandomState};

/// Of how many devices at least something is remembered.
const DEVICES: usize = 10_000;
/// How many messages of one device.
const MESSAGES: usize = 16;

/// What devices were shown.
#[derive(Debug, Default)]
pub struct DeviceViews {
    hasher: RandomState,
    seen: Mutex<Generations>,
}

/// Who asked since the last turn, and who asked before. When the first are too many, the others go.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<u64, Vec<DeviceView>>,
    old: HashMap<u64, Vec<DeviceView>>,
}

impl DeviceViews {
    /// What this device was shown by this brand.
    #[must_use]
    pub fn of(&self, brand: &BrandId, device: &Identifier) -> Vec<DeviceView> {
        let key = self.hasher.hash_one((brand, device));
        let seen = self.seen.lock();
        seen.young.get(&key).or_else(|| seen.old.get(&key)).cloned().unwrap_or_default()
    }

    /// It is shown one more.
    pub fn note(&self, brand: &BrandId, device: &Identifier, send_key: SendKey, contact: Contact, now: Time) {
        let key = self.hasher.hash_one((brand, device));
        let mut seen = self.seen.lock();
        if seen.young.len() >= DEVICES && !seen.young.contains_key(&key) {
            seen.old = std::mem::take(&mut seen.young);
        }
        let before = seen.old.remove(&key);
        let views = seen.young.entry(key).or_insert_with(|| before.unwrap_or_default());
        match views.iter_mut().find(|view| view.send_key == send_key) {
            Some(view) => {
                view.times = view.times.saturating_add(1);
                view.last = now;
            }
            None => {
                if views.len() >= MESSAGES {
                    views.remove(0);
                }
                views.push(DeviceView { send_key, contact, times: 1, last: now });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_kernel::{ChannelId, CustomerId, IdentifierKind, JourneyId, Lsn, StepId};

    fn device(n: usize) -> Identifier {
        Identifier { kind: IdentifierKind::AnonymousId, value: format!("c{n}").into() }
    }

    fn message(n: u64) -> SendKey {
        SendKey::new(&JourneyId::from("home"), 1, &StepId::from("show"), CustomerId(1), &ChannelId::from("web"), Lsn(n))
    }

    fn contact() -> Contact {
        Contact {
            at: Time(0),
            brand: "main".into(),
            channel: "web".into(),
            purpose: "offers".into(),
            journey: "home".into(),
            priority: 0,
            counts: true,
            public: true,
        }
    }

    #[test]
    fn each_device_of_each_brand_has_its_own_and_of_too_many_the_oldest_go() {
        let (views, main) = (DeviceViews::default(), BrandId::from("main"));
        for at in 1..=3 {
            views.note(&main, &device(0), message(1), contact(), Time(at));
        }
        let seen = views.of(&main, &device(0));
        assert_eq!(seen.iter().map(|view| (view.times, view.last)).collect::<Vec<_>>(), [(3, Time(3))]);
        assert!(views.of(&"other".into(), &device(0)).is_empty() && views.of(&main, &device(1)).is_empty());
        for n in 0..100 {
            views.note(&main, &device(0), message(n), contact(), Time(4));
        }
        assert_eq!(views.of(&main, &device(0)).len(), MESSAGES);
        for n in 1..5 * DEVICES {
            views.note(&main, &device(n), message(1), contact(), Time(5));
            if n % 1_000 == 0 {
                views.note(&main, &device(1), message(1), contact(), Time(5));
            }
        }
        assert!(views.of(&main, &device(0)).is_empty(), "forgotten");
        assert!(!views.of(&main, &device(1)).is_empty(), "who asks again and again is not");
        let seen = views.seen.lock();
        assert!(seen.young.len() + seen.old.len() <= 2 * DEVICES);
    }
}
