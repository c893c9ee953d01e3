//! What of a public source's word may count at once, and what has to wait as a [claim](crate::claim).
//!
//! 1. **Whom it is about.** The holder of the user id it names. Without one, or with one no one has: the customer of the
//!    device, if that has no other user id and nothing speaks for two people at one screen. Else someone new. Never the
//!    holder of an address or card: those can be typed by anybody. A user id that only pages have named tells nobody's
//!    address apart: who comes with another one at a device of their own is taken for someone else, and the id waits.
//! 2. **What it may add to them.** Devices. To a customer without user id, of whom the speaker named the device's own
//!    secret id: one user id, card, address or phone of each kind that no one has. The same to a customer who is known by
//!    nothing but a user id that only public sources named, first at the speaker's own device, and who has no other: a page may
//!    say who signed up before it says their address. To any other customer with a user id, which others can know, and to one whom a
//!    trusted source has settled (see [`vouch`](crate::vouch)): nothing.
//! 3. **What it may bring together.** A device no one has signed in at comes along. A device of another user
//!    follows whoever signed in last. Nothing else.
//!
//! Where none of this admits anything, the device alone counts: what is said is then about its customer.
//!
//! What is admitted is resolved like everybody's word, and only that stands in the event in the log: so a replay gives the same.

use crate::{
    identity::{Link, is_weak},
    index::{Index, Person},
};
use rapport_kernel::{CustomerId, Identifier, IdentifierKind};

/// A public source's word, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Admission {
    /// What counts at once.
    pub admitted: Vec<Identifier>,
    /// What has to wait.
    pub waiting: Vec<Identifier>,
}

impl Index {
    /// Takes a public source's word apart. Changes nothing.
    #[must_use]
    pub fn admit(&self, identifiers: &[Identifier], link: Link) -> Admission {
        let about = self.about(identifiers);
        let mut ours = about.and_then(|id| self.person(id)).cloned().unwrap_or_default();
        // A user id can be known to others, so whoever names only that says nothing new of its customer.
        let (known, open) = (about.is_some(), !ours.settled && (!ours.has_user_id() || signs_up(&ours, identifiers)));
        let mut counts = vec![false; identifiers.len()];
        // Strong ones first, as they are resolved: they tell people at one screen apart.
        let strong_first = [false, true].into_iter().flat_map(|weak| {
            identifiers.iter().enumerate().filter(move |(_, identifier)| is_weak(identifier.kind) == weak)
        });
        for (at, identifier) in strong_first {
            let holder = self.find(identifier);
            counts[at] = match holder.and_then(|id| self.person(id)) {
                _ if holder.is_some() && holder == about => true,
                Some(theirs) => is_weak(identifier.kind) && may_bring(theirs, &ours, link),
                // Rule 2.
                None => is_weak(identifier.kind) || !known || open && ours.of_kind(identifier.kind).next().is_none(),
            };
            if counts[at] && holder.is_none() {
                ours.identifiers.push(identifier.clone());
            }
        }
        let mut admission = Admission::default();
        for (identifier, counts) in identifiers.iter().zip(counts) {
            let list = if counts { &mut admission.admitted } else { &mut admission.waiting };
            list.push(identifier.clone());
        }
        // Where nothing else says whom it is about, it is about the device: a word about no one could never be found again.
        let weak = admission.waiting.iter().position(|identifier| is_weak(identifier.kind));
        if let (true, Some(at)) = (admission.admitted.is_empty(), weak) {
            admission.admitted.push(admission.waiting.remove(at));
        }
        admission
    }

    /// Rule 1.
    fn about(&self, identifiers: &[Identifier]) -> Option<CustomerId> {
        let user = identifiers.iter().find(|identifier| identifier.kind == IdentifierKind::UserId);
        if let Some(known) =
            user.and_then(|user| self.find(user)).filter(|known| !self.is_contested(*known, identifiers))
        {
            return Some(known);
        }
        let fits = |id: &CustomerId| {
            self.person(*id)
                .is_some_and(|person| (user.is_none() || !person.has_user_id()) && !person.differs_from(identifiers))
        };
        identifiers.iter().filter(|identifier| is_weak(identifier.kind)).filter_map(|weak| self.find(weak)).find(fits)
    }
}

impl Index {
    /// Whether two people seem to say that this user id is theirs, and no trusted source has said whose it is. Which of them came
    /// first proves nothing: ids that are counted up can be named in advance.
    fn is_contested(&self, holder: CustomerId, said: &[Identifier]) -> bool {
        self.person(holder).is_some_and(|person| {
            let elsewhere = !said.iter().any(|one| is_weak(one.kind) && person.identifiers.contains(one));
            person.is_provisional() && person.differs_from(said) && elsewhere
        })
    }

    /// Whether a public source's word about these is about somebody who is known.
    #[must_use]
    pub fn is_about_somebody(&self, identifiers: &[Identifier]) -> bool {
        self.about(identifiers).is_some()
    }
}

/// Whether a customer with a user id is still signing up, at the speaker's own device.
fn signs_up(ours: &Person, said: &[Identifier]) -> bool {
    let (devices, names): (Vec<_>, Vec<_>) = ours.identifiers.iter().partition(|own| is_weak(own.kind));
    let bare = names.iter().all(|own| own.kind == IdentifierKind::UserId);
    // Devices go to whoever signs in at them last, so that the one it began at counts, not those there are.
    let began = |device: &Identifier| said.contains(device);
    let began = ours.unvouched.iter().any(|word| word.device.as_ref().is_some_and(began));
    bare && began && ours.is_provisional() && !devices.is_empty() && devices.iter().all(|own| said.contains(own))
}

/// Rule 3.
fn may_bring(theirs: &Person, ours: &Person, link: Link) -> bool {
    let follows = || theirs.has_user_id() && ours.has_user_id() || theirs.differs_from(&ours.identifiers);
    !theirs.is_known() || link == Link::Observed && follows()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::vouch::Word;
    use IdentifierKind::{AnonymousId, Email, LoyaltyCard, Phone, UserId};

    fn id(kind: IdentifierKind, value: &str) -> Identifier {
        Identifier { kind, value: value.into() }
    }

    fn user(name: &str) -> Identifier {
        id(UserId, name)
    }

    fn mail(name: &str) -> Identifier {
        id(Email, &format!("{name}@example.com"))
    }

    fn cookie(name: &str) -> Identifier {
        id(AnonymousId, name)
    }

    /// Ids are given in order, so that a failure can be told again.
    #[derive(Default)]
    struct World {
        index: Index,
        last: u128,
    }

    impl World {
        fn trusted(&mut self, identifiers: &[Identifier]) -> CustomerId {
            self.last += 1;
            self.index.resolve(identifiers, Link::Observed, Word::Trusted, CustomerId(self.last)).customer
        }

        /// The customer it was about, and what waits.
        fn public(&mut self, identifiers: &[Identifier], link: Link) -> (CustomerId, Vec<Identifier>) {
            let admission = self.index.admit(identifiers, link);
            self.last += 1;
            let page = Word::Public(&"page".into());
            let found = self.index.resolve(&admission.admitted, link, page, CustomerId(self.last));
            (found.customer, admission.waiting)
        }

        fn page(&mut self, identifiers: &[Identifier]) -> (CustomerId, Vec<Identifier>) {
            self.public(identifiers, Link::Observed)
        }
    }

    #[test]
    fn an_apps_normal_life_is_as_before() {
        let mut world = World::default();
        let (ada, _) = world.page(&[cookie("a")]);
        let signed_up = [user("ada"), cookie("a"), mail("ada"), id(Phone, "+4930901820")];
        assert_eq!(world.page(&signed_up), (ada, vec![]), "the visitor becomes known");
        assert_eq!(world.page(&signed_up), (ada, vec![]), "again and again");
        let (phone, _) = world.page(&[cookie("phone")]);
        assert_ne!(phone, ada);
        assert_eq!(world.page(&[user("ada"), cookie("phone")]), (ada, vec![]), "signing in on another device");
        assert_eq!(world.index.current(phone), ada, "what was done there before comes along");
        let (bob, waiting) = world.page(&[user("bob"), cookie("a")]);
        assert_eq!((bob != ada, waiting), (true, vec![]), "somebody else signs in there");
        assert_eq!(world.page(&[cookie("a")]).0, bob, "the device follows whoever signed in last");
        let (eve, _) = world.page(&[cookie("e"), mail("eve")]);
        assert_eq!(
            world.page(&[user("eve"), cookie("e"), mail("eve")]),
            (eve, vec![]),
            "from a newsletter to an account"
        );
        let (new, _) = world.page(&[cookie("n")]);
        assert_eq!(world.public(&[user("new"), cookie("n")], Link::Alias), (new, vec![]), "alias after signing up");
    }

    #[test]
    fn a_page_may_say_who_signed_up_before_it_says_their_address() {
        let mut world = World::default();
        let (ada, waiting) = world.page(&[user("ada"), cookie("a")]);
        assert_eq!(waiting, []);
        let signed_up = [user("ada"), cookie("a"), mail("ada"), id(Phone, "+4930901820")];
        assert_eq!(world.page(&signed_up), (ada, vec![]));
        assert_eq!(world.page(&[user("ada"), cookie("a"), mail("second")]).1, [mail("second")], "known by an address");
        let first_of = |world: &mut World, who: &str, at: &str| world.page(&[user(who), cookie(at), mail(at)]).1;
        let first = |world: &mut World, device: &str| first_of(world, "bob", device);
        world.page(&[user("bob"), cookie("b")]);
        assert_eq!(first(&mut world, "m"), [mail("m")], "said at another device");
        assert_eq!(world.page(&[user("bob"), mail("x")]).1, [mail("x")], "said at none");
        assert_eq!(first(&mut world, "m"), [mail("m")], "and said once more");
        assert_eq!(first(&mut world, "b"), [mail("b")], "nor by the first, now that there are two");
        // Someone else signed in at her device since: it is no longer hers, and no other one becomes the one she began at.
        world.page(&[user("eva"), cookie("e")]);
        world.page(&[user("fay"), cookie("e")]);
        world.page(&[user("eva"), cookie("mallory")]);
        assert_eq!(first_of(&mut world, "eva", "mallory"), [mail("mallory")], "of whoever takes over a bare user id");
        world.page(&[user("gus")]);
        assert_eq!(first_of(&mut world, "gus", "n"), [mail("n")], "named at no device");
        assert_eq!(first_of(&mut world, "gus", "n"), [mail("n")], "nor the second time");
        world.trusted(&[user("carl"), cookie("c")]);
        assert_eq!(world.page(&[user("carl"), cookie("c"), mail("c")]).1, [mail("c")], "known to a trusted source");
        world.page(&[user("dora"), cookie("d")]);
        world.trusted(&[user("dora")]);
        assert_eq!(world.page(&[user("dora"), cookie("d"), mail("d")]).1, [mail("d")], "settled by one");
    }

    #[test]
    fn whoever_names_an_id_in_advance_is_not_in_the_way_of_its_first_sign_up() {
        let mut world = World::default();
        let squatters: Vec<CustomerId> = (0..6)
            .map(|n| world.page(&[user("4711"), cookie(&format!("m{n}")), mail(&format!("evil{n}"))]).0)
            .collect();
        let sign_up = [user("4711"), cookie("ada"), mail("ada")];
        let (ada, waiting) = world.page(&sign_up);
        assert_eq!(waiting, [user("4711")], "whose it is, only a trusted source knows");
        assert!(!squatters.contains(&ada));
        assert_eq!(world.index.identifiers_of(ada), [mail("ada"), cookie("ada")], "address and device work at once");
        assert_eq!(world.page(&sign_up), (ada, vec![user("4711")]), "again and again");
        assert_eq!(world.page(&[user("4711"), cookie("m0"), mail("new")]).1, [mail("new")], "nor does one have two");
        // The shop says whose it is: what the first one said beside the id is nobody's.
        let one = world.trusted(&[user("4711"), mail("ada")]);
        assert_eq!((world.index.current(ada), world.index.find(&user("4711"))), (one, Some(one)));
        assert_eq!(world.index.find(&mail("evil0")), None);
        assert_eq!(world.page(&sign_up), (one, vec![]));
        assert_eq!(
            world.page(&[user("4711"), cookie("m9"), mail("evil9")]),
            (one, vec![mail("evil9")]),
            "it is hers now"
        );
    }

    #[test]
    fn nobody_is_reached_by_what_anybody_can_type() {
        let mut world = World::default();
        let victim = world.trusted(&[user("victim"), mail("victim")]);
        let bare = world.trusted(&[user("bare")]);
        let reader = world.trusted(&[mail("reader")]);
        let (mallory, _) = world.page(&[cookie("m"), mail("mallory")]);
        let attempts: [(&str, Vec<Identifier>, Link, Vec<Identifier>); 8] = [
            ("a new address", vec![user("victim"), mail("other")], Link::Observed, vec![mail("other")]),
            ("a first address", vec![user("bare"), mail("other")], Link::Observed, vec![mail("other")]),
            ("an address one owns", vec![user("victim"), mail("mallory")], Link::Observed, vec![mail("mallory")]),
            ("one's cookie and address", vec![user("bare"), cookie("m")], Link::Observed, vec![cookie("m")]),
            ("somebody's address", vec![cookie("m"), mail("victim")], Link::Observed, vec![mail("victim")]),
            ("an account with it", vec![user("mine"), mail("reader")], Link::Observed, vec![mail("reader")]),
            ("alias", vec![user("mine"), user("victim")], Link::Alias, vec![user("victim")]),
            ("a new id by alias", vec![user("fresh"), user("bare")], Link::Alias, vec![user("bare")]),
        ];
        for (what, said, link, waits) in attempts {
            let (about, waiting) = world.public(&said, link);
            assert_eq!(waiting, waits, "{what}");
            assert_eq!(world.index.find(&mail("victim")), Some(victim), "{what}");
            assert!(about != reader && (about != victim || said.contains(&user("victim"))), "{what}");
            assert_eq!(world.index.identifiers_of(bare), [user("bare")], "{what}");
        }
        assert_eq!(world.index.find(&mail("mallory")), Some(mallory));
        assert_eq!(world.trusted(&[user("bare"), mail("bare")]), bare);
        assert_eq!(world.index.find(&mail("bare")), Some(bare), "a trusted source still may");
    }

    /// Whatever is said in whatever order: no two who are known become one, and no one with a user id is known by more.
    #[test]
    fn no_public_word_brings_two_known_people_together() {
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut random = move |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed % below as u64) as usize
        };
        for _ in 0..300 {
            let mut world = World::default();
            for _ in 0..60 {
                let mut said = Vec::new();
                for (kind, chance) in [(UserId, 2), (AnonymousId, 2), (Email, 3), (LoyaltyCard, 6)] {
                    if random(chance) == 0 {
                        said.push(id(kind, &format!("{}", random(5))));
                    }
                }
                let alias = random(5) == 0;
                if alias {
                    said.push(id([UserId, AnonymousId][random(2)], &format!("{}", random(5))));
                }
                if said.is_empty() {
                    continue;
                }
                if random(3) == 0 {
                    world.trusted(&said);
                    continue;
                }
                let before = strong(&world.index);
                let devices = |one: CustomerId| -> Vec<Identifier> {
                    let mut own = world.index.identifiers_of(one).to_vec();
                    own.retain(|own| is_weak(own.kind));
                    own
                };
                let signing_up: Vec<CustomerId> = before
                    .iter()
                    .filter(|(one, theirs)| theirs.iter().all(|own| own.kind == UserId) && !devices(*one).is_empty())
                    .filter(|(one, _)| devices(*one).iter().all(|own| said.contains(own)))
                    .map(|(one, _)| *one)
                    .collect();
                world.public(&said, if alias { Link::Alias } else { Link::Observed });
                let after = strong(&world.index);
                for (one, theirs) in &before {
                    let now = |identifier: &Identifier| after.iter().find(|(_, all)| all.contains(identifier));
                    let (_, known) = now(&theirs[0]).unwrap();
                    assert!(theirs.iter().all(|own| known.contains(own)), "{one:?} lost something to {said:?}");
                    let had_user = theirs.iter().any(|own| own.kind == UserId);
                    assert!(
                        !had_user || known == theirs || signing_up.contains(one),
                        "{one:?} got something by {said:?}"
                    );
                    let others = before.iter().filter(|(other, _)| other != one).flat_map(|(_, all)| all);
                    assert!(others.into_iter().all(|other| !known.contains(other)), "{one:?} was merged by {said:?}");
                }
            }
        }
    }

    /// What everybody is known by, without devices.
    fn strong(index: &Index) -> Vec<(CustomerId, Vec<Identifier>)> {
        let mut all: Vec<(CustomerId, Vec<Identifier>)> = Vec::new();
        for kind in [UserId, Email, LoyaltyCard] {
            for n in 0..5 {
                let identifier = id(kind, &n.to_string());
                let Some(holder) = index.find(&identifier) else { continue };
                match all.iter_mut().find(|(known, _)| *known == holder) {
                    Some((_, theirs)) => theirs.push(identifier),
                    None => all.push((holder, vec![identifier])),
                }
            }
        }
        all
    }
}
