//! The brake on an id that is nobody's: a value that a program sends for everybody gathers everybody's addresses, and would make one
//! customer of them all. Placeholders are known by name ([`rapport_customer::Illegible`]); this catches the others by what they do.
//!
//! An id that comes with more unlike addresses, phones or cards within 24 hours than one person has is left out of what happens
//! from then on: the event counts for the address alone. Counted in memory, before the log, so that the log names only what
//! counts; the hours begin again with a restart.

use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_customer::identity::is_weak;
use rapport_kernel::{BrandId, Identifier, IdentifierKind, Span, Time};
use std::hash::{BuildHasher, RandomState};

/// At most so many ids are remembered; one that cannot be is let through.
const MAX_IDS: usize = 200_000;

/// What came with which id within a day.
#[derive(Debug)]
pub struct Crowds {
    /// How many unlike ones of a kind; 0 sets no bound.
    bound: usize,
    hasher: RandomState,
    seen: Mutex<HashMap<u64, Vec<Came>>>,
}

/// An address that came with an id: its kind, its hash, when last.
type Came = (IdentifierKind, u64, Time);

impl Crowds {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(bound: usize) -> Self {
        Self { bound, hasher: RandomState::new(), seen: Mutex::default() }
    }

    /// Takes out of an event's identifiers the ids that have gathered too many addresses; says which fields they were in. `public`: the
    /// brand of the public source that tells of it. What anybody can say counts for itself, brand by brand: it takes no id from a
    /// trusted source.
    pub fn disperse(
        &self,
        identifiers: &mut Vec<Identifier>,
        public: Option<&BrandId>,
        now: Time,
    ) -> Vec<&'static str> {
        let is_address = |one: &Identifier| !is_weak(one.kind) && one.kind != IdentifierKind::UserId;
        if self.bound == 0 || !identifiers.iter().any(is_address) {
            return Vec::new();
        }
        let addresses: Vec<Identifier> = identifiers.iter().filter(|one| is_address(one)).cloned().collect();
        // A device of many accounts is a counter's: their user ids keep them apart.
        let has_user = identifiers.iter().any(|one| one.kind == IdentifierKind::UserId);
        let mut left_out = Vec::new();
        identifiers.retain(|one| {
            let joins = if has_user { one.kind == IdentifierKind::UserId } else { is_weak(one.kind) };
            let crowded = joins && self.is_crowded(self.hasher.hash_one((one, public)), &addresses, now);
            if crowded {
                left_out.push(field(one.kind));
            }
            !crowded
        });
        left_out
    }

    fn is_crowded(&self, key: u64, addresses: &[Identifier], now: Time) -> bool {
        let mut seen = self.seen.lock();
        if seen.len() >= MAX_IDS {
            seen.retain(|_, all| all.iter().any(|(.., at)| now.since(*at) < Span::DAY));
        }
        if seen.len() >= MAX_IDS && !seen.contains_key(&key) {
            return false;
        }
        let all = seen.entry(key).or_default();
        all.retain(|(.., at)| now.since(*at) < Span::DAY);
        let mut crowded = false;
        for address in addresses {
            let hash = self.hasher.hash_one(address);
            let of_kind = all.iter().filter(|(kind, ..)| *kind == address.kind).count();
            match all.iter_mut().find(|(_, known, _)| *known == hash) {
                Some((.., at)) => *at = now,
                None if of_kind >= self.bound => crowded = true,
                None => all.push((address.kind, hash, now)),
            }
        }
        crowded
    }
}

fn field(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::UserId => "userId",
        IdentifierKind::AnonymousId => "anonymousId",
        _ => "device.id",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(kind: IdentifierKind, value: &str) -> Identifier {
        Identifier { kind, value: value.into() }
    }

    fn mail(n: usize) -> Identifier {
        id(IdentifierKind::Email, &format!("p{n}@example.com"))
    }

    #[test]
    fn an_id_that_gathers_many_addresses_is_let_go_of_and_a_persons_is_not() {
        let crowds = Crowds::new(3);
        let say = |all: &[Identifier], at| {
            let mut all = all.to_vec();
            let left_out = crowds.disperse(&mut all, None, at);
            (all, left_out)
        };
        let shared = id(IdentifierKind::UserId, "kiosk");
        for n in 0..3 {
            assert_eq!(say(&[shared.clone(), mail(n)], Time(0)).1, Vec::<&str>::new());
        }
        assert_eq!(say(&[shared.clone(), mail(3)], Time(1)), (vec![mail(3)], vec!["userId"]));
        assert_eq!(say(&[shared.clone(), mail(0)], Time(1)).1, Vec::<&str>::new(), "what it had, it has");
        assert_eq!(say(std::slice::from_ref(&shared), Time(1)).1, Vec::<&str>::new());
        assert_eq!(say(&[shared, mail(4)], Time(2) + Span::DAY).1, Vec::<&str>::new(), "a day later");
        let counter = id(IdentifierKind::AnonymousId, "counter");
        for n in 10..20 {
            let own = id(IdentifierKind::UserId, &format!("u{n}"));
            assert_eq!(say(&[own, counter.clone(), mail(n)], Time(0)).1, Vec::<&str>::new(), "accounts are apart");
        }
        for n in 20..23 {
            say(&[counter.clone(), mail(n)], Time(0));
        }
        assert_eq!(say(&[counter, mail(23)], Time(0)), (vec![mail(23)], vec!["anonymousId"]));
    }

    #[test]
    fn what_anybody_can_say_takes_no_id_from_a_trusted_source() {
        let crowds = Crowds::new(3);
        let (user, brand) = (id(IdentifierKind::UserId, "ada"), BrandId::from("main"));
        for n in 0..9 {
            crowds.disperse(&mut vec![user.clone(), mail(n)], Some(&brand), Time(0));
        }
        let left_out = |public: Option<&BrandId>| crowds.disperse(&mut vec![user.clone(), mail(99)], public, Time(1));
        assert_eq!(left_out(Some(&brand)), ["userId"], "a page's own words are braked");
        assert!(left_out(Some(&"other".into())).is_empty(), "and no other brand's");
        assert!(left_out(None).is_empty());
    }
}
