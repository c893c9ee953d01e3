//! What a trusted source's word makes of what only public sources have said.
//!
//! Whoever first names a user id, address, card or phone number with a key that everybody can read only *says* that it
//! belongs to what else they name. Such an identifier is kept as *unvouched*. A customer all of whose strong identifiers are
//! unvouched is *provisional*. When a trusted source names an unvouched identifier,
//!
//! 1. a provisional customer becomes a settled one: what the trusted source names is theirs; every other strong
//!    identifier is *doubted*: taken from them, and a [claim](crate::claim) from then on. Their devices stay, for what
//!    happened there is kept, but open nothing personal any more, and public words add nothing to them.
//! 2. of any other customer the identifier is taken, unless the trusted source also names a vouched one of theirs: what
//!    was said of an account of one's own must not make it someone else's.
//!
//! A *device* goes to whoever says to have signed in at it, on whatever word. It is vouched for once a trusted source names it
//! together with an identifier of its customer that is vouched: what happens at any other device of someone known is said
//! to be theirs, and uses up nothing of theirs.
//!
//! Strong identifiers of an index from before this was kept count as vouched; devices do not.

use crate::{
    identity::is_weak,
    index::{Index, Person},
};
use rapport_kernel::{CustomerId, Identifier, SourceId};
use serde::{Deserialize, Serialize};

/// Who names the identifiers that are resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<'a> {
    /// A trusted source, or Rapport itself.
    Trusted,
    /// A page or app, whose key everybody can read.
    Public(&'a SourceId),
}

/// A strong identifier that only public sources have named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unvouched {
    /// The address, number, card or user id.
    pub identifier: Identifier,
    /// Who said it first.
    pub source: SourceId,
    /// Of a user id: the device it was first named at, if it was named at one.
    #[serde(default)]
    pub device: Option<Identifier>,
}

/// What was taken from a customer, because a trusted source did not say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubted {
    /// The customer who is known by it no longer.
    pub customer: CustomerId,
    /// The identifier with what public sources said of it.
    pub was: Unvouched,
}

impl Person {
    fn is_vouched(&self, identifier: &Identifier) -> bool {
        !self.unvouched.iter().any(|word| word.identifier == *identifier)
    }

    /// Whether no trusted source has named anything of them but devices.
    pub(crate) fn is_provisional(&self) -> bool {
        self.vouched().next().is_none()
    }

    /// The strong identifiers a trusted source has named.
    fn vouched(&self) -> impl Iterator<Item = &Identifier> {
        self.identifiers.iter().filter(|own| !is_weak(own.kind) && self.is_vouched(own))
    }
}

impl Index {
    /// Whether a trusted source has said that this identifier is its customer's.
    #[must_use]
    pub fn is_vouched(&self, identifier: &Identifier) -> bool {
        self.find(identifier).and_then(|holder| self.person(holder)).is_some_and(|person| person.is_vouched(identifier))
    }

    /// Whose unvouched identifiers are among these.
    fn doubtful(&self, identifiers: &[Identifier]) -> Vec<CustomerId> {
        let mut all = Vec::new();
        for identifier in identifiers.iter().filter(|identifier| !is_weak(identifier.kind)) {
            let Some(holder) = self.find(identifier) else { continue };
            let unvouched = self.person(holder).is_some_and(|person| !person.is_vouched(identifier));
            if unvouched && !all.contains(&holder) {
                all.push(holder);
            }
        }
        all
    }

    /// Whether a trusted source that names these says something new, although all of them are known.
    #[must_use]
    pub fn is_news(&self, identifiers: &[Identifier]) -> bool {
        !self.doubtful(identifiers).is_empty() || !self.new_devices(identifiers).is_empty()
    }

    /// Which devices among these a trusted source names for the first time with what their customer is known by.
    fn new_devices(&self, identifiers: &[Identifier]) -> Vec<(CustomerId, Identifier)> {
        let devices = identifiers.iter().filter(|one| is_weak(one.kind));
        let new = devices.filter_map(|device| {
            let holder = self.find(device)?;
            let person = self.person(holder)?;
            let named = person.vouched().any(|own| identifiers.contains(own));
            (named && !person.vouched_devices.contains(device)).then(|| (holder, device.clone()))
        });
        new.collect()
    }

    /// A trusted source names these, and they are resolved.
    pub(crate) fn vouch_for_devices(&mut self, named: &[Identifier], word: Word<'_>) {
        if word == Word::Trusted {
            for (customer, device) in self.new_devices(named) {
                self.person_mut(customer).vouched_devices.push(device);
            }
        }
    }

    /// Whether what happens at this device is its customer's for certain: no one has signed in there, or a trusted source has said
    /// who. Of any other, anybody with a page's key may have said whose it is.
    #[must_use]
    pub fn is_device_of_its_customer(&self, device: &Identifier) -> bool {
        let Some(holder) = self.find(device) else { return false };
        self.opens_to_devices(holder)
            || self.person(holder).is_some_and(|person| person.vouched_devices.contains(device))
    }

    /// Whether the id of a device of this customer opens what is personal: no one has signed in, and no trusted source has
    /// taken up what was said there.
    #[must_use]
    pub fn opens_to_devices(&self, customer: CustomerId) -> bool {
        self.person(self.current(customer)).is_none_or(|person| !person.has_user_id() && !person.settled)
    }

    /// A trusted source names these.
    pub(crate) fn vouch(&mut self, named: &[Identifier]) -> Vec<Doubted> {
        let mut doubted = Vec::new();
        for customer in self.doubtful(named) {
            let Some(person) = self.person(customer) else { continue };
            let (provisional, led) = (person.is_provisional(), person.vouched().any(|own| named.contains(own)));
            let (taken, kept): (Vec<_>, Vec<_>) = person.unvouched.clone().into_iter().partition(|word| {
                let is_named = named.contains(&word.identifier);
                if provisional { !is_named } else { is_named && !led }
            });
            let person = self.person_mut(customer);
            person.settled |= provisional;
            person.unvouched = kept.into_iter().filter(|word| !named.contains(&word.identifier)).collect();
            for was in taken {
                self.detach(&was.identifier, customer);
                doubted.push(Doubted { customer, was });
            }
        }
        doubted
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::identity::{Link, Resolution};
    use IdentifierKind::{AnonymousId, Email, Phone, UserId};
    use rapport_kernel::IdentifierKind;

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

    #[derive(Default)]
    struct World {
        index: Index,
        last: u128,
    }

    impl World {
        fn shop(&mut self, said: &[Identifier]) -> Resolution {
            self.last += 1;
            self.index.resolve(said, Link::Observed, Word::Trusted, CustomerId(self.last))
        }

        fn page(&mut self, said: &[Identifier]) -> CustomerId {
            self.last += 1;
            let admitted = self.index.admit(said, Link::Observed).admitted;
            let page = Word::Public(&"page".into());
            self.index.resolve(&admitted, Link::Observed, page, CustomerId(self.last)).customer
        }

        fn is(&self, customer: CustomerId, known_by: &[Identifier]) {
            assert_eq!(self.index.identifiers_of(customer), known_by);
        }
    }

    fn doubted(found: &Resolution) -> Vec<Identifier> {
        found.doubted.iter().map(|doubted| doubted.was.identifier.clone()).collect()
    }

    #[test]
    fn who_named_an_id_first_with_a_public_key_does_not_define_it() {
        let mut world = World::default();
        let phone = id(Phone, "+4930901820");
        let first = world.page(&[user("ada"), cookie("m"), mail("mallory"), phone.clone()]);
        assert!(!world.index.opens_to_devices(first), "nobody's content is shown to who says to be somebody");
        let found = world.shop(&[user("ada")]);
        assert_eq!((found.customer, doubted(&found)), (first, vec![mail("mallory"), phone.clone()]));
        assert!(
            found
                .doubted
                .iter()
                .all(|doubted| doubted.customer == first && doubted.was.source == SourceId::from("page"))
        );
        world.is(first, &[user("ada"), cookie("m")]);
        assert_eq!(world.index.find(&mail("mallory")), None, "free for its owner");
        assert_eq!(doubted(&world.shop(&[user("ada"), mail("ada")])), []);
        world.page(&[user("ada"), cookie("m"), mail("mallory"), phone]);
        world.is(first, &[user("ada"), cookie("m"), mail("ada")]);
    }

    #[test]
    fn what_the_shop_says_too_stays() {
        let mut world = World::default();
        let ada = world.page(&[user("ada"), cookie("a"), mail("ada")]);
        assert!(world.index.is_news(&[user("ada"), mail("ada")]));
        let found = world.shop(&[user("ada"), mail("ada")]);
        assert_eq!((found.customer, doubted(&found)), (ada, vec![]));
        assert!(!world.index.is_news(&[user("ada"), mail("ada")]), "said once, it is known");
        world.is(ada, &[user("ada"), mail("ada"), cookie("a")]);
    }

    #[test]
    fn an_address_one_does_not_own_brings_neither_device_nor_account_along() {
        let mut world = World::default();
        let first = world.page(&[cookie("m"), mail("ada")]);
        assert!(world.index.opens_to_devices(first), "a visitor's own device");
        assert_eq!(world.page(&[user("mallory"), cookie("m")]), first);
        let found = world.shop(&[mail("ada")]);
        assert_eq!((found.customer, doubted(&found)), (first, vec![user("mallory")]));
        assert!(!world.index.opens_to_devices(first));
        assert_eq!(world.page(&[cookie("m"), id(Phone, "+4930901820")]), first);
        world.is(first, &[mail("ada"), cookie("m")]);
        assert_eq!(world.shop(&[user("ada"), mail("ada")]).customer, first);
    }

    #[test]
    fn an_id_said_of_an_account_of_ones_own_is_not_taken_for_it() {
        let mut world = World::default();
        // The shop knows who ordered at this device. Then its owner says to be someone else's user id.
        let mallory = world.shop(&[cookie("m"), mail("mallory")]).customer;
        assert_eq!(world.page(&[cookie("m"), user("ada")]), mallory);
        let found = world.shop(&[user("ada"), mail("ada")]);
        assert_eq!((found.customer != mallory, doubted(&found)), (true, vec![user("ada")]));
        world.is(mallory, &[mail("mallory"), cookie("m")]);
        world.is(found.customer, &[user("ada"), mail("ada")]);
        // Said together with what the shop knows of them, it is theirs.
        assert_eq!(world.page(&[cookie("m"), user("m-17")]), mallory);
        let found = world.shop(&[user("m-17"), mail("mallory")]);
        assert_eq!((found.customer, doubted(&found)), (mallory, vec![]));
    }

    #[test]
    fn a_trusted_word_about_the_device_alone_settles_nothing() {
        let mut world = World::default();
        let first = world.page(&[user("ada"), cookie("m"), mail("mallory")]);
        assert_eq!(world.shop(&[cookie("m")]).customer, first);
        assert_eq!(world.shop(&[cookie("m"), id(Phone, "+4930901820")]).customer, first);
        let found = world.shop(&[user("ada"), mail("ada")]);
        assert_ne!(found.customer, first, "the number was vouched for, the id was not");
        world.is(found.customer, &[user("ada"), mail("ada")]);
    }

    #[test]
    fn a_device_is_somebodys_once_a_trusted_source_names_both() {
        let mut world = World::default();
        let ada = world.shop(&[user("ada"), mail("ada")]).customer;
        let certain = |world: &World, name: &str| world.index.is_device_of_its_customer(&cookie(name));
        assert!(!certain(&world, "a"), "nobody's");
        world.page(&[cookie("a")]);
        assert!(certain(&world, "a"), "a visitor's own");
        world.page(&[user("ada"), cookie("a")]);
        world.page(&[user("ada"), cookie("m")]);
        assert_eq!([certain(&world, "a"), certain(&world, "m")], [false, false], "only said to be hers");
        world.shop(&[cookie("a")]);
        assert!(!certain(&world, "a"), "the device alone");
        let both = [user("ada"), cookie("a")];
        assert!(world.index.is_news(&both));
        assert_eq!(world.shop(&both).customer, ada);
        assert!(!world.index.is_news(&both), "said once, it is known");
        assert_eq!([certain(&world, "a"), certain(&world, "m")], [true, false]);
        world.page(&[user("bob"), cookie("a")]);
        assert!(!certain(&world, "a"), "somebody else signs in there");
        world.page(&both);
        assert!(!certain(&world, "a"), "and who comes back has only said so");
        world.shop(&[mail("ada"), cookie("a")]);
        assert!(certain(&world, "a"), "by whatever is known of her");
        // Two become one: what was vouched for stays so.
        let card = id(IdentifierKind::LoyaltyCard, "17");
        world.shop(&[card.clone(), cookie("till")]);
        world.shop(&[user("ada"), card]);
        assert!(certain(&world, "till"));
        world.index.part(ada, &[cookie("till")]);
        assert!(!certain(&world, "till"));
    }

    #[test]
    fn what_is_vouched_for_on_trial_can_be_taken_back() {
        let mut world = World::default();
        world.page(&[user("ada"), cookie("m"), mail("mallory")]);
        let before = world.index.clone();
        world.index.try_out();
        assert_eq!(world.shop(&[user("ada"), mail("ada")]).doubted.len(), 1);
        world.index.take_back();
        assert_eq!(world.index.identifiers_of(CustomerId(1)), before.identifiers_of(CustomerId(1)));
        assert!(world.index.is_news(&[user("ada")]));
    }
}
