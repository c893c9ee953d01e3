//! Claims: what a public source says of someone who is known, and who has not said it yet themselves.
//!
//! The key of a page or an app can be read by everybody, so "user 17 has this address" said with it proves nothing: it may
//! come from whoever owns the address and wants to read what is user 17's. Two people are never made one, and no one known
//! gets a new address, card or user id, by such a word ([`Index::admit`](crate::Index::admit) says which words these are).
//! The identifier is left out of what happened and waits here. It stops waiting when
//!
//! * a trusted source says the same (or the company's people do, on the customer's page): then the customer is known by it;
//! * the owner of the address confirms it, for a customer no one knows more of than a device: there is nothing to steal;
//! * the company's people refuse it: then saying it again changes nothing.

use rapport_kernel::{Identifier, SourceId, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How many claims of one source wait on one customer; beyond it the one of its own not heard for longest is forgotten.
pub const MAX_WAITING: usize = 16;
/// How many refused claims are kept of one customer. Nothing new is heard of a customer who has as many: what had to make
/// room could come back as if no one had refused it.
pub const MAX_REFUSED: usize = 64;

/// What a public source said together, and what of it has to wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    /// What it said this customer is known by, too.
    pub identifiers: Vec<Identifier>,
    /// Who said it.
    pub source: SourceId,
    /// The event's time.
    pub at: Time,
}

/// Someone's decision against a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimRefused {
    /// What was claimed and is not believed.
    pub identifier: Identifier,
    /// Who decided.
    pub by: SmolStr,
    /// The log's time of the decision.
    pub at: Time,
}

/// An identifier said to be this customer's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The address, number, card or id that waits.
    pub identifier: Identifier,
    /// Who said it first.
    pub source: SourceId,
    /// First said.
    pub first: Time,
    /// Last said.
    pub last: Time,
    /// The decision against it, if there is one.
    pub refused: Option<ClaimRefused>,
    /// Whether it is said to be theirs no longer: a wish to take back what others have named or the person has confirmed.
    #[serde(default)]
    pub gone: bool,
}

/// The claims on one customer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    all: Vec<Claim>,
}

impl Claims {
    /// Takes in what a public source said.
    pub(crate) fn hear(&mut self, said: &Claimed) {
        for identifier in &said.identifiers {
            let (at, source) = (said.at, said.source.clone());
            self.add(Claim { identifier: identifier.clone(), source, first: at, last: at, refused: None, gone: false });
        }
    }

    /// Takes in that a public source says that the customer is no longer known by this.
    pub(crate) fn wish_gone(&mut self, identifier: Identifier, source: &SourceId, at: Time) {
        self.add(Claim { identifier, source: source.clone(), first: at, last: at, refused: None, gone: true });
    }

    fn add(&mut self, claim: Claim) {
        let full = self.count(true) >= MAX_REFUSED;
        match self.all.iter_mut().find(|known| known.identifier == claim.identifier) {
            Some(known) => {
                known.first = known.first.min(claim.first);
                known.last = known.last.max(claim.last);
                known.refused = known.refused.take().or(claim.refused);
            }
            None if full && claim.refused.is_none() => {}
            None => self.all.push(claim),
        }
        self.make_room_for_waiting();
        self.make_room_for_refused();
    }

    fn count(&self, refused: bool) -> usize {
        self.all.iter().filter(|claim| claim.refused.is_some() == refused).count()
    }

    /// However much one source says, it drives out what no other said.
    fn make_room_for_waiting(&mut self) {
        let waits = |claim: &&Claim| claim.refused.is_none();
        let of = |source: &SourceId| self.all.iter().filter(waits).filter(|claim| claim.source == *source).count();
        let beyond = |claim: &&Claim| of(&claim.source) > MAX_WAITING;
        let oldest = self.all.iter().filter(waits).filter(beyond).min_by_key(|claim| claim.last);
        if let Some(identifier) = oldest.map(|claim| claim.identifier.clone()) {
            self.all.retain(|claim| claim.identifier != identifier);
        }
    }

    /// Refused ones are counted apart: however much is said, it drives out no one's decision.
    fn make_room_for_refused(&mut self) {
        if self.count(true) <= MAX_REFUSED {
            return;
        }
        let refused = self.all.iter().enumerate().filter(|(_, claim)| claim.refused.is_some());
        if let Some((at, _)) = refused.min_by_key(|(_, claim)| claim.last) {
            self.all.remove(at);
        }
    }

    /// Takes in a decision against one.
    pub(crate) fn refuse(&mut self, refused: ClaimRefused) {
        if let Some(claim) = self.all.iter_mut().find(|claim| claim.identifier == refused.identifier) {
            claim.refused = Some(refused);
        }
        self.make_room_for_refused();
    }

    /// Forgets what the customer is known by now, and the wish to take back what they are not known by.
    pub(crate) fn settle(&mut self, known: impl Fn(&Identifier) -> bool) {
        self.all.retain(|claim| known(&claim.identifier) == claim.gone);
    }

    /// The same identifier in another spelling.
    pub(crate) fn respell(&mut self, from: &Identifier, to: &Identifier) {
        for mut claim in std::mem::take(&mut self.all) {
            if claim.identifier == *from {
                claim.identifier = to.clone();
            }
            self.add(claim);
        }
    }

    /// Takes over another identity's claims.
    pub(crate) fn merge(&mut self, other: Self) {
        other.all.into_iter().for_each(|claim| self.add(claim));
    }

    /// Every claim, those that were refused, too.
    #[must_use]
    pub fn all(&self) -> &[Claim] {
        &self.all
    }

    /// Those that wait for someone's word.
    pub fn waiting(&self) -> impl Iterator<Item = &Claim> {
        self.all.iter().filter(|claim| claim.refused.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_kernel::IdentifierKind;

    fn email(name: &str) -> Identifier {
        Identifier { kind: IdentifierKind::Email, value: name.into() }
    }

    fn said(name: &str, at: i64) -> Claimed {
        Claimed { identifiers: vec![email(name)], source: "page".into(), at: Time(at) }
    }

    #[test]
    fn a_claim_waits_once_and_stays_refused_however_often_it_is_said() {
        let mut claims = Claims::default();
        claims.hear(&said("a@example.com", 1));
        claims.hear(&said("a@example.com", 5));
        assert_eq!(claims.waiting().map(|claim| (claim.first, claim.last)).collect::<Vec<_>>(), [(Time(1), Time(5))]);
        claims.refuse(ClaimRefused { identifier: email("a@example.com"), by: "bea".into(), at: Time(6) });
        claims.hear(&said("a@example.com", 7));
        assert_eq!((claims.waiting().count(), claims.all().len()), (0, 1));
        claims.settle(|known| *known == email("a@example.com"));
        assert!(claims.all().is_empty());
    }

    #[test]
    fn nobody_can_make_a_record_grow_with_claims() {
        let mut claims = Claims::default();
        (0..1_000).for_each(|n| claims.hear(&said(&format!("a{n}@example.com"), n)));
        assert_eq!(claims.all().len(), MAX_WAITING);
        assert_eq!(claims.all().last().map(|claim| claim.last), Some(Time(999)));
    }

    #[test]
    fn what_one_source_claims_drives_out_nothing_of_another() {
        let mut claims = Claims::default();
        claims.hear(&said("a@example.com", 0));
        let other = |n: i64| Claimed { source: "other".into(), ..said(&format!("b{n}@example.com"), n) };
        (1..100).for_each(|n| claims.hear(&other(n)));
        assert!(claims.waiting().any(|claim| claim.identifier == email("a@example.com")));
        assert_eq!(claims.all().len(), MAX_WAITING + 1);
    }

    #[test]
    fn no_number_of_new_claims_brings_a_refused_one_back() {
        let refuse = |claims: &mut Claims, name: &str, at: i64| {
            claims.hear(&said(name, at));
            claims.refuse(ClaimRefused { identifier: email(name), by: "bea".into(), at: Time(at) });
        };
        let mut claims = Claims::default();
        refuse(&mut claims, "a@example.com", 0);
        (1..100).for_each(|n| claims.hear(&said(&format!("b{n}@example.com"), n)));
        claims.hear(&said("a@example.com", 100));
        assert!(claims.waiting().all(|claim| claim.identifier != email("a@example.com")));
        assert_eq!((claims.waiting().count(), claims.all().len()), (MAX_WAITING, MAX_WAITING + 1));

        // With as many refused ones as are kept, nothing new is heard, and what made room does not come back either.
        (0..200).for_each(|n| refuse(&mut claims, &format!("c{n}@example.com"), 200 + n));
        let mut other = Claims::default();
        (0..200).for_each(|n| refuse(&mut other, &format!("d{n}@example.com"), 500 + n));
        claims.merge(other);
        let before: Vec<Identifier> = claims.waiting().map(|claim| claim.identifier.clone()).collect();
        assert_eq!((before.len() <= MAX_WAITING, claims.count(true)), (true, MAX_REFUSED));
        for name in ["a", "c0", "d0", "new"] {
            claims.hear(&said(&format!("{name}@example.com"), 900));
        }
        assert_eq!(claims.waiting().map(|claim| claim.identifier.clone()).collect::<Vec<_>>(), before);
    }
}
