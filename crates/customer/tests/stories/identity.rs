//! Who is who: the rules of the identity module, as stories and as laws.

use super::*;
use proptest::prelude::*;
use rapport_customer::{Index, Link, Merge, Reading, Shared, Word, identifiers, normalise};
use std::collections::HashSet;

fn id(kind: IdentifierKind, value: &str) -> Identifier {
    Identifier { kind, value: value.into() }
}
fn user(value: &str) -> Identifier {
    id(IdentifierKind::UserId, value)
}
fn cookie(value: &str) -> Identifier {
    id(IdentifierKind::AnonymousId, value)
}

/// An index with a counter for new customers.
#[derive(Clone, Default)]
struct World {
    index: Index,
    next: u128,
}

impl World {
    fn see(&mut self, identifiers: &[Identifier]) -> (CustomerId, Vec<Merge>) {
        self.say(identifiers, Link::Observed)
    }

    fn say(&mut self, identifiers: &[Identifier], link: Link) -> (CustomerId, Vec<Merge>) {
        self.next += 1;
        let resolution = self.index.resolve(identifiers, link, Word::Trusted, CustomerId(self.next));
        (resolution.customer, resolution.merges)
    }
}

#[test]
fn a_visitor_becomes_known_without_a_merge() {
    let mut world = World::default();
    let (visitor, _) = world.see(&[cookie("c1")]);
    assert_eq!(world.see(&[user("ada"), cookie("c1")]), (visitor, vec![]));
    assert_eq!(world.see(&[user("ada")]), (visitor, vec![]));
}

#[test]
fn two_accounts_with_one_address_stay_two_and_share_it_once() {
    let mut world = World::default();
    let home = id(IdentifierKind::Email, "home@example.com");
    let (ada, _) = world.see(&[user("ada"), home.clone()]);
    world.next += 1;
    let found =
        world.index.resolve(&[user("bob"), home.clone()], Link::Observed, Word::Trusted, CustomerId(world.next));
    assert!(found.customer != ada && found.merges.is_empty());
    assert_eq!(found.shared, [Shared { identifier: home.clone(), with: ada }]);
    let again = world.index.resolve(&[user("bob"), home.clone()], Link::Observed, Word::Trusted, CustomerId(99));
    assert_eq!((again.customer, again.shared), (found.customer, vec![]));
    assert_eq!(world.index.find(&home), Some(ada));
}

#[test]
fn a_second_device_merges_into_the_known_customer_and_says_why() {
    let mut world = World::default();
    let (known, _) = world.see(&[user("ada"), cookie("c1")]);
    let (second, _) = world.see(&[cookie("c2")]);
    let (customer, merges) = world.see(&[cookie("c2"), user("ada")]);
    assert_eq!((customer, merges.len()), (known, 1));
    assert_eq!((merges[0].from, merges[0].into), (second, known));
    assert_eq!(
        merges[0].because.explain(),
        "One event named user id, anonymous id; the anonymous id belonged to the other customer."
    );
    assert_eq!(world.index.current(second), known);
}

#[test]
fn two_users_at_one_computer_stay_two_and_the_cookie_follows_the_newest() {
    let mut world = World::default();
    let (ada, _) = world.see(&[user("ada"), cookie("shared")]);
    let (bob, merges) = world.see(&[user("bob"), cookie("shared")]);
    assert!(ada != bob && merges.is_empty());
    assert_eq!(world.index.find(&cookie("shared")), Some(bob));
    assert_eq!(world.see(&[user("ada"), cookie("shared")]), (ada, vec![]));
    assert_eq!(world.index.find(&cookie("shared")), Some(ada));
}

#[test]
fn an_address_joins_an_unknown_to_a_known_but_never_two_users() {
    let mut world = World::default();
    let (letter, _) = world.see(&[email(ADA)]);
    let (ada, _) = world.see(&[user("ada"), cookie("c1")]);
    let (customer, merges) = world.see(&[user("ada"), email(ADA)]);
    assert_eq!((customer, merges[0].from), (ada, letter));
    let (bob, merges) = world.see(&[user("bob"), email(ADA)]);
    assert!(bob != ada && merges.is_empty());
    assert_eq!(world.index.find(&email(ADA)), Some(ada), "typing somebody's address takes nothing from them");
}

#[test]
fn a_cookie_does_not_join_people_with_different_addresses() {
    let mut world = World::default();
    let (one, _) = world.see(&[cookie("tablet"), email("ada@example.com")]);
    let (two, merges) = world.see(&[cookie("tablet"), email("bob@example.com")]);
    assert!(one != two && merges.is_empty());
    assert_eq!(world.index.find(&cookie("tablet")), Some(two));
}

#[test]
fn an_alias_is_decisive_and_chains_are_followed() {
    let mut world = World::default();
    let (a, _) = world.see(&[user("a")]);
    let (b, _) = world.see(&[user("b")]);
    let (c, _) = world.see(&[user("c")]);
    let previous = world.index.previous("b").unwrap();
    assert_eq!(world.say(&[user("a"), previous], Link::Alias).0, a);
    assert_eq!(world.say(&[user("c"), user("a")], Link::Alias).0, c);
    assert_eq!([a, b, c].map(|id| world.index.current(id)), [c, c, c]);
    assert_eq!(world.index.previous("nobody"), Some(cookie("nobody")));
    world.index.forget(b);
    assert!(world.index.is_empty() && !world.index.knows(a) && world.index == Index::default());
}

#[test]
fn identifiers_have_one_spelling() {
    let phone =
        |raw: &str, country: &str| normalise(IdentifierKind::Phone, raw, country).map(|id| id.value.to_string());
    let full = Some("+4930123456".to_owned());
    for raw in ["+49 30 123456", "0049 30 12 34 56", "030/123456", "+49 (0)30-123456", "(030) 123 456"] {
        assert_eq!(phone(raw, "DE"), full, "{raw}");
    }
    assert_eq!(phone("06 1234 5678", "IT").as_deref(), Some("+390612345678"));
    assert_eq!(phone("06 12345678", "NL").as_deref(), Some("+31612345678"));
    assert_eq!(phone("512 345 678", "PL").as_deref(), Some("+48512345678"));
    for bad in ["", "call me", "+49", "+49+30123456", "0301234567890123456", "+0301234567"] {
        assert_eq!(phone(bad, "DE"), None, "{bad}");
    }
    assert_eq!(phone("030123456", ""), None, "no country, no national number");
    let mail = |raw: &str| normalise(IdentifierKind::Email, raw, "").map(|id| id.value.to_string());
    assert_eq!(mail(" Ada@Example.COM ").as_deref(), Some(ADA));
    for bad in [
        "ada",
        "ada@",
        "@example.com",
        "ada@localhost",
        "a b@example.com",
        "a@b@example.com",
        "a@-x.com",
        "a\r\nBcc:x@example.com",
        "a..b@example.com",
    ] {
        assert_eq!(mail(bad), None, "{bad:?}");
    }
    let traits: Map =
        serde_json::from_str(r#"{"email":"ADA@example.com","phone":"bad","loyaltyCard":123456}"#).unwrap();
    let context: Map = serde_json::from_str(r#"{"traits":{"email":"ada@example.com"},"device":{"id":"d1"}}"#).unwrap();
    let found = identifiers(Some("u1"), Some("c1"), &traits, &context, Reading { country: "DE", placeholders: &[] })
        .identifiers;
    let card = id(IdentifierKind::LoyaltyCard, "123456");
    assert_eq!(found, [user("u1"), cookie("c1"), card, email(ADA), id(IdentifierKind::Device, "d1")]);
}

fn any_identifier() -> impl Strategy<Value = Identifier> {
    let kinds = [
        IdentifierKind::UserId,
        IdentifierKind::AnonymousId,
        IdentifierKind::Email,
        IdentifierKind::Device,
        IdentifierKind::LoyaltyCard,
    ];
    (prop::sample::select(kinds.to_vec()), 0..4u8).prop_map(|(kind, n)| id(kind, &n.to_string()))
}

fn any_said() -> impl Strategy<Value = Vec<(Vec<Identifier>, bool)>> {
    prop::collection::vec((prop::collection::vec(any_identifier(), 1..4), prop::bool::weighted(0.1)), 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_index_is_a_fold_and_saying_it_again_changes_nothing(said in any_said()) {
        let (mut world, mut twin) = (World::default(), World::default());
        for (identifiers, alias) in &said {
            let link = if *alias { Link::Alias } else { Link::Observed };
            let answer = world.say(identifiers, link);
            prop_assert_eq!(&answer, &twin.say(identifiers, link));
            let before = world.index.clone();
            let again = world.index.resolve(identifiers, link, Word::Trusted, CustomerId(u128::MAX));
            prop_assert_eq!((again.customer, again.merges), (answer.0, vec![]));
            prop_assert_eq!(&world.index, &before);
        }
        prop_assert_eq!(&world.index, &twin.index);
        let bytes = postcard::to_stdvec(&world.index).unwrap();
        prop_assert_eq!(&postcard::from_bytes::<Index>(&bytes).unwrap(), &world.index);
    }

    #[test]
    fn what_is_taken_back_was_never_there(said in any_said()) {
        let (mut world, mut twin) = (World::default(), World::default());
        for (n, (identifiers, alias)) in said.iter().enumerate() {
            let link = if *alias { Link::Alias } else { Link::Observed };
            let before = world.clone();
            world.index.try_out();
            let (customer, _) = world.say(identifiers, link);
            // A refused batch may hold several records, and an erasure.
            world.say(&said[n / 2].0, Link::Alias);
            world.index.forget(customer);
            world.index.take_back();
            prop_assert_eq!(&world.index, &before.index);
            world = before;
            world.index.try_out();
            let answer = world.say(identifiers, link);
            world.index.keep();
            prop_assert_eq!(answer, twin.say(identifiers, link));
            prop_assert_eq!(&world.index, &twin.index);
        }
    }

    #[test]
    fn merges_lose_nobody_and_users_stay_apart(said in any_said()) {
        let mut world = World::default();
        let (mut ended, mut customers, mut aliased) = (HashSet::new(), HashSet::new(), false);
        for (identifiers, alias) in &said {
            aliased |= alias;
            let (customer, merges) = world.say(identifiers, if *alias { Link::Alias } else { Link::Observed });
            for merge in &merges {
                prop_assert!(merge.from != merge.into && ended.insert(merge.from), "an id ends once");
            }
            customers.insert(customer);
            prop_assert_eq!(world.index.current(customer), customer, "the answer is a living customer");
        }
        for customer in customers {
            let now = world.index.current(customer);
            prop_assert_eq!(world.index.current(now), now, "one step");
            prop_assert!(world.index.knows(customer) && !ended.contains(&now));
            let users = world.index.identifiers_of(now).iter().filter(|id| id.kind == IdentifierKind::UserId).count();
            prop_assert!(aliased || users <= 1, "nothing but an alias makes one of two users");
            for identifier in world.index.identifiers_of(now) {
                prop_assert_eq!(world.index.find(identifier), Some(now));
            }
        }
    }
}
