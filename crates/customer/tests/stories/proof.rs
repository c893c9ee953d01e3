//! Who an address proves, and who only claims to be it.

use super::*;
use rapport_customer::{Budget, Cause, Link, Refusal, Verdict, decide};

const MALLORY: &str = "mallory@evil.example";

/// Asks an address and has it confirmed.
fn confirm(customer: &mut Customer, address: &str, proof: Proof, at: Time) {
    let address = Some(email(address));
    let request = Declaration { address: address.clone(), proof, ..said(Act::RequestConfirmation, "email", at) };
    customer.declare(request, &brand(), at).unwrap();
    let later = at + Span::MINUTE;
    customer.declare(Declaration { address, ..said(Act::Confirm, "email", later) }, &brand(), later).unwrap();
}

fn know(customer: &mut Customer, identifiers: Vec<Identifier>, at: Time) {
    customer.observe(&Event { identifiers, ..event("identify", at, "{}") }, &brand());
}

fn user(id: &str) -> Identifier {
    Identifier { kind: IdentifierKind::UserId, value: id.into() }
}

fn in_person() -> Proof {
    Proof::Personal { reference: "till 3".into() }
}

fn proofs(customer: &Customer) -> Vec<&str> {
    customer.proofs().iter().map(|address| address.value.as_str()).collect()
}

#[test]
fn an_address_proves_the_person_who_is_known_by_nothing_else() {
    let mut ada = ada();
    assert!(proofs(&ada).is_empty() && !ada.confirmed(&email(ADA)));
    confirm(&mut ada, ADA, Proof::Claimed, NOON);
    assert!(ada.confirmed(&email(ADA)));
    assert_eq!(proofs(&ada), [ADA]);
    let cookie = Identifier { kind: IdentifierKind::AnonymousId, value: "c-1".into() };
    know(&mut ada, vec![cookie], NOON + Span::HOUR);
    assert_eq!(proofs(&ada), [ADA], "a cookie is nobody");
    // Whoever gets hold of a user id must not find it open to whoever wrote down their address there before.
    know(&mut ada, vec![user("ada")], NOON + Span::HOUR);
    assert!(proofs(&ada).is_empty());
}

#[test]
fn a_claimed_address_that_is_confirmed_does_not_prove_the_person() {
    let mut ada = ada();
    know(&mut ada, vec![user("ada")], NOON);
    confirm(&mut ada, ADA, in_person(), NOON);
    know(&mut ada, vec![user("ada"), email(MALLORY)], NOON + Span::HOUR);
    confirm(&mut ada, MALLORY, Proof::Claimed, NOON + Span::HOUR);
    assert!(ada.confirmed(&email(MALLORY)), "it is somebody's");
    assert_eq!(proofs(&ada), [ADA], "and not the person's");
}

#[test]
fn an_address_that_was_let_go_proves_nothing_until_it_is_said_again() {
    let mut ada = ada();
    know(&mut ada, vec![user("ada")], NOON);
    confirm(&mut ada, ADA, in_person(), NOON);
    assert_eq!(proofs(&ada), [ADA]);
    ada.observe(&event("identify", NOON + Span::HOUR, r#"{"email":null}"#), &brand());
    assert!(proofs(&ada).is_empty(), "whoever reads that mailbox now may be anybody");
    know(&mut ada, vec![user("ada"), email(ADA)], NOON + Span::HOUR.times(2));
    assert_eq!(proofs(&ada), [ADA]);
}

#[test]
fn what_was_confirmed_before_a_merge_proves_nothing_after_it() {
    let by = |link, by| Cause { link, by, together: vec![], public: false };
    let known = |address: &str, id: u128| {
        let mut somebody = Customer::new(CustomerId((7 << 100) | id));
        know(&mut somebody, vec![user(address), email(address)], NOON - Span::HOUR);
        confirm(&mut somebody, address, in_person(), NOON);
        somebody
    };
    let merged = NOON + Span::HOUR;
    for cause in [by(Link::Alias, IdentifierKind::UserId), by(Link::Observed, IdentifierKind::Email)] {
        let mut one = known(ADA, 1);
        one.merge(known(MALLORY, 2), cause, merged);
        assert!(proofs(&one).is_empty(), "neither proves the other");
        confirm(&mut one, ADA, in_person(), merged + Span::HOUR);
        assert_eq!(proofs(&one), [ADA]);
    }
    let mut one = known(ADA, 1);
    let mut cookie = Customer::new(CustomerId((7 << 100) | 3));
    know(&mut cookie, vec![email(MALLORY)], NOON - Span::HOUR);
    confirm(&mut cookie, MALLORY, Proof::Claimed, NOON);
    one.merge(cookie, by(Link::Observed, IdentifierKind::AnonymousId), merged);
    assert_eq!(proofs(&one), [ADA], "a cookie leaves the person who they were, and brings no proof along");
}

#[test]
fn a_message_for_one_address_goes_to_it_or_nowhere() {
    let mut ada = ada();
    know(&mut ada, vec![email(MALLORY)], NOON);
    let plan = Plan::new("service", "email");
    let sent = |to| {
        let request = Request { to, ..plan.request() };
        match decide(&request, &ada, Some(&brand()), Budget::Reserved, NOON).verdict {
            Verdict::Allowed(permit) => Ok(permit.address().unwrap().value.to_string()),
            Verdict::Refused(why) => Err(why),
            Verdict::Deferred { why, .. } => Err(why),
        }
    };
    assert_eq!(sent(None), Ok(MALLORY.to_owned()), "the address seen last");
    assert_eq!(sent(Some(ADA)), Ok(ADA.to_owned()));
    assert_eq!(sent(Some("eve@example.com")), Err(Refusal::NoAddress));
}

#[test]
fn what_a_public_word_led_to_goes_only_to_a_proven_address() {
    let plan = Plan::new("service", "email");
    let refused = |customer: &Customer, public| {
        let request = Request { public, ..plan.request() };
        decide(&request, customer, Some(&brand()), Budget::Reserved, NOON + Span::HOUR).refusal()
    };
    let known = ada();
    assert_eq!(refused(&known, true), Some(Refusal::UnprovenAddress));
    assert_eq!(refused(&known, false), None, "the shop's own server said what happened");

    let mut asked = ada();
    let request = said(Act::RequestConfirmation, "email", NOON);
    asked.declare(request, &brand(), NOON).unwrap();
    assert_eq!(refused(&asked, true), Some(Refusal::UnprovenAddress), "a question proves nothing");
    confirm(&mut asked, ADA, Proof::Claimed, NOON);
    assert_eq!(refused(&asked, true), None, "its reader has answered");

    let mut in_the_shop = ada();
    in_the_shop.declare(said(Act::Notice, "email", NOON), &brand(), NOON).unwrap();
    assert_eq!(refused(&in_the_shop, true), None, "it was given at a sale");
    know(&mut in_the_shop, vec![email(MALLORY)], NOON);
    assert_eq!(refused(&in_the_shop, true), Some(Refusal::UnprovenAddress), "that was another address");

    let mut claimed = ada();
    let grant = Declaration { proof: Proof::Claimed, ..said(Act::Grant, "email", NOON) };
    claimed.declare(grant, &brand(), NOON).unwrap();
    assert_eq!(refused(&claimed, true), Some(Refusal::UnprovenAddress), "an import only says so");
}
