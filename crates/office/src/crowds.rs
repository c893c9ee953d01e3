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
use std::{
    collections::VecDeque,
    hash::{BuildHasher, RandomState},
};

/// At most so many ids are remembered of public sources' words, and as many of trusted ones': neither forgets for the other. Of too many
/// the one that was not said for longest is forgotten.
const MAX_IDS: usize = 100_000;

/// What came with which id within a day.
#[derive(Debug)]
pub struct Crowds {
    /// How many unlike ones of a kind; 0 sets no bound.
    bound: usize,
    hasher: RandomState,
    public: Mutex<Seen>,
    trusted: Mutex<Seen>,
}

/// An address that came with an id: its kind, its hash, when last.
type Came = (IdentifierKind, u64, Time);

/// The ids of one share.
#[derive(Debug)]
struct Seen {
    max: usize,
    ids: HashMap<u64, Vec<Came>>,
    /// Every id, by when it was said at the latest when it came to stand here.
    order: VecDeque<(u64, Time)>,
}

/// The events of one request: what they say is remembered once they are let in ([`Round::keep`]).
pub struct Round<'a> {
    crowds: &'a Crowds,
    public: Option<BrandId>,
    proved: &'a (dyn Fn(&Identifier) -> bool + Sync),
    now: Time,
    said: HashMap<u64, Vec<Came>>,
}

impl Crowds {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(bound: usize) -> Self {
        Self::remembering(bound, MAX_IDS)
    }

    fn remembering(bound: usize, max: usize) -> Self {
        let seen = || Mutex::new(Seen { max, ids: HashMap::new(), order: VecDeque::new() });
        Self { bound, hasher: RandomState::new(), public: seen(), trusted: seen() }
    }

    /// Begins with a request. `public`: the brand of the public source that tells of it. What anybody can say counts for itself, brand
    /// by brand: it takes no id from a trusted source. Nor does it count for a user id of which no trusted source has said whose it is
    /// (`proved`): what is said of it joins nobody ([`rapport_customer::admission`]), and its first sign-up may be still to come.
    pub fn round<'a>(
        &'a self,
        public: Option<BrandId>,
        proved: &'a (dyn Fn(&Identifier) -> bool + Sync),
        now: Time,
    ) -> Round<'a> {
        Round { crowds: self, public, proved, now, said: HashMap::new() }
    }
}

impl Round<'_> {
    /// Takes out of an event's identifiers the ids that have gathered too many addresses; says which fields they were in.
    pub fn disperse(&mut self, identifiers: &mut Vec<Identifier>) -> Vec<&'static str> {
        let is_address = |one: &Identifier| !is_weak(one.kind) && one.kind != IdentifierKind::UserId;
        if self.crowds.bound == 0 || !identifiers.iter().any(is_address) {
            return Vec::new();
        }
        let addresses: Vec<Identifier> = identifiers.iter().filter(|one| is_address(one)).cloned().collect();
        // A device of many accounts is a counter's: their user ids keep them apart.
        let has_user = identifiers.iter().any(|one| one.kind == IdentifierKind::UserId);
        let mut left_out = Vec::new();
        identifiers.retain(|one| {
            let joins = if has_user { one.kind == IdentifierKind::UserId } else { is_weak(one.kind) };
            let counts = self.public.is_none() || is_weak(one.kind) || (self.proved)(one);
            let crowded = joins && counts && self.is_crowded(one, &addresses);
            if crowded {
                left_out.push(field(one.kind));
            }
            !crowded
        });
        left_out
    }

    fn is_crowded(&mut self, id: &Identifier, addresses: &[Identifier]) -> bool {
        let Self { crowds, public, now, said, .. } = self;
        let key = crowds.hasher.hash_one((id, public.as_ref()));
        let mut all = crowds.share(public.is_some()).lock().lately(key, *now);
        let said = said.entry(key).or_default();
        all.retain(|(_, known, _)| !said.iter().any(|(_, own, _)| own == known));
        let mut crowded = false;
        for address in addresses {
            let hash = crowds.hasher.hash_one(address);
            let known = |came: &&Came| came.1 == hash;
            let of_kind = all.iter().chain(&*said).filter(|(kind, ..)| *kind == address.kind).count();
            if said.iter().any(|came| known(&came)) {
                continue;
            }
            if of_kind >= crowds.bound && !all.iter().any(|came| known(&came)) {
                crowded = true;
                continue;
            }
            all.retain(|came| !known(&came));
            said.push((address.kind, hash, *now));
        }
        crowded
    }

    /// They are let in: what they said is remembered.
    pub fn keep(self) {
        let mut seen = self.crowds.share(self.public.is_some()).lock();
        for (key, said) in self.said.into_iter().filter(|(_, said)| !said.is_empty()) {
            seen.add(key, said, self.now);
        }
    }
}

impl Crowds {
    fn share(&self, public: bool) -> &Mutex<Seen> {
        if public { &self.public } else { &self.trusted }
    }
}

impl Seen {
    /// What came with an id within a day.
    fn lately(&self, key: u64, now: Time) -> Vec<Came> {
        let all = self.ids.get(&key).map_or(&[][..], Vec::as_slice);
        all.iter().filter(|(.., at)| now.since(*at) < Span::DAY).copied().collect()
    }

    fn add(&mut self, key: u64, said: Vec<Came>, now: Time) {
        let new = !self.ids.contains_key(&key);
        let all = self.ids.entry(key).or_default();
        all.retain(|(_, known, at)| now.since(*at) < Span::DAY && !said.iter().any(|(_, own, _)| own == known));
        all.extend(said);
        if new {
            self.order.push_back((key, now));
            self.tidy(now);
        }
    }

    /// Forgets what is a day old, and the oldest of too many. Two at a time are enough: each that comes looks at two.
    fn tidy(&mut self, now: Time) {
        let mut looked_at = 0;
        while let Some((key, at)) = self.order.front().copied() {
            let full = self.ids.len() > self.max;
            if !full && (looked_at >= 2 || now.since(at) < Span::DAY) {
                return;
            }
            looked_at += 1;
            self.order.pop_front();
            let last = self.ids.get(&key).and_then(|all| all.iter().map(|(.., at)| *at).max()).unwrap_or(at);
            if last > at {
                // Said again since: it stands where it would if it had come then.
                self.order.push_back((key, last));
            } else {
                self.ids.remove(&key);
            }
        }
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

    /// A trusted source has named everybody.
    fn known(_: &Identifier) -> bool {
        true
    }

    fn mail(n: usize) -> Identifier {
        id(IdentifierKind::Email, &format!("p{n}@example.com"))
    }

    #[test]
    fn an_id_that_gathers_many_addresses_is_let_go_of_and_a_persons_is_not() {
        let crowds = Crowds::new(3);
        let say = |all: &[Identifier], at| {
            let (mut all, mut round) = (all.to_vec(), crowds.round(None, &known, at));
            let left_out = round.disperse(&mut all);
            round.keep();
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
        let mut round = crowds.round(Some(brand.clone()), &known, Time(0));
        for n in 0..9 {
            assert_eq!(
                round.disperse(&mut vec![user.clone(), mail(n)]).len(),
                usize::from(n >= 3),
                "within a request, too"
            );
        }
        round.keep();
        let left_out =
            |public: Option<BrandId>| crowds.round(public, &known, Time(1)).disperse(&mut vec![user.clone(), mail(99)]);
        assert_eq!(left_out(Some(brand)), ["userId"], "a page's own words are braked");
        assert!(left_out(Some("other".into())).is_empty(), "and no other brand's");
        assert!(left_out(None).is_empty());
    }

    #[test]
    fn pages_words_crowd_no_user_id_that_nobody_has_yet() {
        let crowds = Crowds::new(3);
        let (next, page) = (id(IdentifierKind::UserId, "4711"), Some(BrandId::from("main")));
        let left_out = |public: &Option<BrandId>, proved: &(dyn Fn(&Identifier) -> bool + Sync), n| {
            let mut round = crowds.round(public.clone(), proved, Time(0));
            let left_out = round.disperse(&mut vec![next.clone(), mail(n)]);
            round.keep();
            !left_out.is_empty()
        };
        assert!((0..9).all(|n| !left_out(&page, &|_| false, n)), "named in advance");
        assert!(!left_out(&page, &known, 100), "whose it is then is not to be braked for it");
        assert!((0..9).any(|n| left_out(&page, &known, n)));
    }

    #[test]
    fn however_many_ids_pages_name_those_of_trusted_sources_stay_braked() {
        let crowds = Crowds::remembering(1, 100);
        let user = |n: usize| id(IdentifierKind::UserId, &format!("u{n}"));
        let say = |who: usize, n: usize, public: Option<&str>| {
            let mut round = crowds.round(public.map(Into::into), &known, Time(0));
            let left_out = round.disperse(&mut vec![user(who), mail(n)]);
            round.keep();
            !left_out.is_empty()
        };
        assert!(!say(0, 0, None) && say(0, 1, None));
        for n in 1..1_000 {
            say(n, 0, Some("main"));
        }
        assert!(say(0, 1, None));
    }

    #[test]
    fn what_is_not_let_in_is_not_remembered_and_of_too_many_the_oldest_is_forgotten() {
        let crowds = Crowds::remembering(2, 100);
        let user = |n: usize| id(IdentifierKind::UserId, &format!("u{n}"));
        let say = |who: usize, n: usize, public: Option<&str>, at: i64, keep: bool| {
            let mut round = crowds.round(public.map(Into::into), &known, Time(at));
            let left_out = round.disperse(&mut vec![user(who), mail(n)]);
            if keep {
                round.keep();
            }
            !left_out.is_empty()
        };
        for n in 0..9 {
            say(0, n, None, 0, false);
        }
        assert!(!say(0, 0, None, 0, true) && !say(0, 1, None, 0, true) && say(0, 2, None, 0, true));
        // Many others, public and trusted: an id that is said again and again stays braked, also among those of the other share.
        for n in 1..1_000 {
            say(n, 0, Some("main"), n as i64, true);
            say(n, 0, None, n as i64, true);
            assert!(say(0, 2, None, n as i64, true), "{n}");
            say(0, 0, None, n as i64, true);
        }
        assert!(say(0, 2, None, 1_000, true));
        for share in [&crowds.public, &crowds.trusted] {
            let seen = share.lock();
            assert!(seen.ids.len() <= 101 && seen.order.len() == seen.ids.len(), "{}", seen.ids.len());
        }
        // A day later they go by themselves, a few with each that comes.
        for n in 2_000..2_060 {
            say(n, 0, None, 1_000 + Span::DAY.0, true);
        }
        assert!(crowds.trusted.lock().ids.len() <= 61, "{}", crowds.trusted.lock().ids.len());
    }
}
