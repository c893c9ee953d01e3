//! Whose turn it is on a channel: messages wait by counterpart, and a counterpart that does not answer holds up only itself.
//!
//! A *counterpart* is whoever takes the message as far as can be told beforehand: the domain of an address, a branch, a
//! printer. A channel has so many *places*; a message holds one from its claim to its report. The rules:
//!
//! 1. Counterparts take turns, so a long queue for one of them does not delay the others.
//! 2. A counterpart that has never answered may hold half of the places, one that answered last time all of them.
//! 3. A counterpart whose last message ended without an answer gets one place at a time, and all such counterparts together
//!    get half of the places. One answer makes it equal to the others again.
//! 4. A message that has waited for its answer for [`SLOW`] no longer takes a place from others: a spare one opens instead,
//!    up to as many as the channel has. For its counterpart it counts twice; one that has never answered gets no further
//!    place meanwhile, and no spare one beside a message under way: several that hang become slow one after the other.
//!
//! So connections follow those who answer, and after a crash at most twice the number of places are in the dark.

use hashbrown::HashMap;
use rapport_engine::Due;
use smol_str::SmolStr;
use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// An answer that takes longer is slow: mail servers answer within a second or two.
pub(super) const SLOW: Duration = Duration::from_secs(5);
/// Of so many counterparts it is remembered whether they answer, even if nothing waits for them.
const REMEMBERED: usize = 10_000;

/// What the last message to a counterpart showed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Manner {
    /// None has ended yet.
    #[default]
    New,
    /// It answered, whatever it said.
    Answers,
    /// It did not answer.
    Silent,
}

#[derive(Debug, Default)]
struct Counterpart {
    waiting: VecDeque<Due>,
    running: usize,
    manner: Manner,
}

impl Counterpart {
    /// Whether it may hold one more of `places`, `slow` of its own being slow; `spare` if it would be a spare place.
    fn fits(&self, places: usize, slow: usize, spare: bool) -> bool {
        match self.manner {
            Manner::Silent => self.running == 0,
            Manner::New if spare => self.running == 0,
            Manner::New => slow == 0 && self.running < places.div_ceil(2),
            Manner::Answers => self.running + slow < places,
        }
    }
}

/// The messages of one channel that wait, and those under way.
#[derive(Debug, Default)]
pub(super) struct Turns {
    counterparts: HashMap<SmolStr, Counterpart>,
    /// Counterparts for whom something waits, each once; the next in turn stands first.
    order: VecDeque<SmolStr>,
    /// Those under way, and since when: at most twice as many as there are places.
    running: Vec<(SmolStr, Instant)>,
    /// How many counterparts were kept when those for whom nothing waits were last forgotten.
    kept: usize,
}

impl Turns {
    /// A message waits.
    pub(super) fn push(&mut self, due: Due) {
        let counterpart = self.counterparts.entry(due.counterpart.clone()).or_default();
        if counterpart.waiting.is_empty() {
            self.order.push_back(due.counterpart.clone());
        }
        counterpart.waiting.push_back(due);
    }

    /// Whether a message waits.
    pub(super) fn is_waiting(&self) -> bool {
        !self.order.is_empty()
    }

    /// The next message that may go, if any may. It holds a place until [`Self::ended`].
    pub(super) fn next(&mut self, places: usize, now: Instant) -> Option<Due> {
        let places = places.max(1);
        let is_slow = |(_, since): &&(SmolStr, Instant)| now.duration_since(*since) >= SLOW;
        let slow = self.running.iter().filter(is_slow).count();
        if self.order.is_empty() || self.running.len() >= places + slow.min(places) {
            return None;
        }
        let spare = self.running.len() >= places;
        let is_silent = |name: &SmolStr| self.counterparts.get(name).is_some_and(|one| one.manner == Manner::Silent);
        let silent_room = self.running.iter().filter(|(name, _)| is_silent(name)).count() < places.div_ceil(2);
        for _ in 0..self.order.len() {
            let name = self.order.pop_front()?;
            let Some(counterpart) = self.counterparts.get_mut(&name) else { continue };
            let own = self.running.iter().filter(|(running, _)| *running == name).filter(is_slow).count();
            let may_go = counterpart.fits(places, own, spare) && (counterpart.manner != Manner::Silent || silent_room);
            let next = if may_go { counterpart.waiting.pop_front() } else { None };
            if next.is_some() {
                counterpart.running += 1;
                self.running.push((name.clone(), now));
            }
            if !counterpart.waiting.is_empty() {
                self.order.push_back(name);
            }
            if next.is_some() {
                return next;
            }
        }
        None
    }

    /// A message for `name` that began at `since` has ended; `manner` is what it showed, if anything.
    pub(super) fn ended(&mut self, name: &SmolStr, since: Instant, manner: Option<Manner>) {
        if let Some(at) = self.running.iter().position(|(running, begun)| running == name && *begun == since) {
            self.running.swap_remove(at);
            if let Some(counterpart) = self.counterparts.get_mut(name) {
                counterpart.running -= 1;
                counterpart.manner = manner.unwrap_or(counterpart.manner);
            }
        }
        // Looked for again only when there are twice as many: all of them may be waiting, and each message comes by here.
        if self.counterparts.len() > REMEMBERED.max(2 * self.kept) {
            self.counterparts.retain(|_, known| !known.waiting.is_empty() || known.running > 0);
            self.kept = self.counterparts.len();
        }
    }

    /// When a message under way becomes slow next.
    pub(super) fn next_slow(&self, now: Instant) -> Option<Instant> {
        self.running.iter().map(|(_, since)| *since + SLOW).filter(|slow| *slow > now).min()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rapport_customer::send_key::SendKey;
    use rapport_kernel::{Currency, CustomerId, Lsn, Money};

    const PLACES: usize = 8;

    fn due(counterpart: &str, n: u64) -> Due {
        Due {
            send_key: SendKey::new(&"j".into(), 1, &"s".into(), CustomerId(1), &"email".into(), Lsn(n)),
            channel: "email".into(),
            kind: "email".into(),
            counterpart: counterpart.into(),
            activity: "a".into(),
            cost: Money::new(1, Currency::EUR),
            on_public_word: None,
        }
    }

    fn all(turns: &mut Turns, now: Instant) -> Vec<SmolStr> {
        std::iter::from_fn(|| turns.next(PLACES, now)).map(|due| due.counterpart).collect()
    }

    #[test]
    fn counterparts_take_turns() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        (0..100).for_each(|n| turns.push(due("large", n)));
        turns.push(due("small", 0));
        assert!(all(&mut turns, now)[..2].contains(&"small".into()));
    }

    #[test]
    fn one_that_answers_may_hold_all_places_and_a_new_one_half() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        (0..100).for_each(|n| turns.push(due("large", n)));
        assert_eq!(all(&mut turns, now).len(), 4);
        turns.ended(&"large".into(), now, Some(Manner::Answers));
        assert_eq!(all(&mut turns, now).len(), 5);
    }

    #[test]
    fn eight_that_hang_leave_room_for_one_that_answers() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        for n in 0..20 {
            (0..8).for_each(|host| turns.push(due(&format!("hangs-{host}"), n)));
        }
        assert_eq!(all(&mut turns, now).len(), 8, "nobody knows yet that they hang");
        turns.push(due("healthy", 0));
        assert!(all(&mut turns, now).is_empty());
        assert_eq!(turns.next_slow(now), Some(now + SLOW));
        assert_eq!(all(&mut turns, now + SLOW), ["healthy"], "a spare place, and nothing more for those that hang");
        turns.ended(&"healthy".into(), now + SLOW, Some(Manner::Answers));
        let later = now + Duration::from_secs(120);
        for host in 0..8 {
            turns.ended(&format!("hangs-{host}").into(), now, Some(Manner::Silent));
        }
        (0..100).for_each(|n| turns.push(due("healthy", n)));
        let going = all(&mut turns, later);
        assert_eq!(going.iter().filter(|name| *name != "healthy").count(), 4, "{going:?}");
        assert_eq!(going.len(), 8);
    }

    #[test]
    fn spare_places_are_not_for_the_next_that_hangs() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        for n in 0..3 {
            (0..8).for_each(|host| turns.push(due(&format!("hangs-{host}"), n)));
        }
        for host in 0..8 {
            assert!(turns.next(PLACES, now + Duration::from_millis(host)).is_some());
        }
        assert!(all(&mut turns, now + SLOW).is_empty(), "the first is slow, the others will be in a moment");
    }

    #[test]
    fn one_slow_answer_does_not_stop_a_counterpart_that_answers() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        (0..100).for_each(|n| turns.push(due("large", n)));
        let first = all(&mut turns, now).len();
        (1..first).for_each(|_| turns.ended(&"large".into(), now, Some(Manner::Answers)));
        assert_eq!(all(&mut turns, now + SLOW).len(), PLACES - 2, "one is slow and counts twice");
    }

    #[test]
    fn one_that_did_not_answer_gets_one_place_at_a_time_until_it_answers() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        (0..100).for_each(|n| turns.push(due("silent", n)));
        let first = all(&mut turns, now).len();
        (0..first).for_each(|_| turns.ended(&"silent".into(), now, Some(Manner::Silent)));
        assert_eq!(all(&mut turns, now).len(), 1);
        turns.ended(&"silent".into(), now, Some(Manner::Answers));
        assert_eq!(all(&mut turns, now).len(), PLACES);
    }

    #[test]
    fn one_that_never_answered_gets_nothing_more_while_it_is_slow() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        turns.push(due("new", 0));
        assert_eq!(all(&mut turns, now).len(), 1);
        turns.push(due("new", 1));
        assert!(all(&mut turns, now + SLOW).is_empty());
        assert_eq!(all(&mut turns, now).len(), 1, "before that it may hold half of the places");
    }

    #[test]
    fn many_counterparts_cost_no_more_each_and_are_forgotten() {
        let (mut turns, now) = (Turns::default(), Instant::now());
        let host = |n: usize| format!("host-{n}");
        (0..60_000).for_each(|n| turns.push(due(&host(n), n as u64)));
        let begun = Instant::now();
        for n in 0..60_000 {
            let next = turns.next(PLACES, now).unwrap();
            assert_eq!(next.counterpart, host(n));
            turns.ended(&next.counterpart, now, Some(Manner::Answers));
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        let most = turns.counterparts.len();
        (0..200_000).for_each(|n| {
            turns.push(due(&format!("later-{n}"), n));
            let next = turns.next(PLACES, now).unwrap();
            turns.ended(&next.counterpart, now, None);
        });
        assert!(turns.counterparts.len() <= most.max(2 * REMEMBERED), "{}", turns.counterparts.len());
    }

    proptest! {
        #[test]
        fn places_are_never_passed_and_nothing_is_lost(steps in prop::collection::vec((0u8..6, 0u8..3, 0u64..4), 1..300)) {
            let (mut turns, mut now) = (Turns::default(), Instant::now());
            let (mut running, mut pushed, mut gone) = (Vec::new(), 0usize, 0usize);
            for (host, act, seconds) in steps {
                now += Duration::from_secs(seconds);
                match act {
                    0 => { turns.push(due(&host.to_string(), pushed as u64)); pushed += 1; }
                    1 => while let Some(due) = turns.next(PLACES, now) { gone += 1; running.push((due.counterpart, now)); },
                    _ => if let Some((name, since)) = running.pop() {
                        let manner = [None, Some(Manner::Answers), Some(Manner::Silent)][host as usize % 3];
                        turns.ended(&name, since, manner);
                    },
                }
                let fresh = running.iter().filter(|(_, since)| now.duration_since(*since) < SLOW).count();
                prop_assert!(fresh <= PLACES && running.len() <= 2 * PLACES);
            }
            // Everybody answers from now on: all of it goes.
            while gone < pushed || !running.is_empty() {
                for (name, since) in std::mem::take(&mut running) { turns.ended(&name, since, Some(Manner::Answers)); }
                while let Some(due) = turns.next(PLACES, now) { gone += 1; running.push((due.counterpart, now)); }
            }
            prop_assert!(!turns.is_waiting());
        }
    }
}
