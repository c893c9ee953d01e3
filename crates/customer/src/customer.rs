//! One customer: everything the product remembers of a person, and the few ways in which it changes.

use crate::{
    affinity::Affinities,
    brand::{Brand, Medium},
    claim::{ClaimRefused, Claimed, Claims},
    consent::{Act, Applied, ConsentRefusal, ConsentStatus, Consents, Declaration, Proof, Standing, Wording},
    contact::ContactLog,
    identity::{Cause, is_weak},
    joins::{Join, Joins},
    normalise::Unsaid,
    profile::{Known, Profile},
    purchase::{OrderHeard, Purchases},
    suppression::{Lift, Suppression, Suppressions},
    window::Windows,
};
use rapport_kernel::{ChannelId, CustomerId, Event, Identifier, PurposeId, Span, Time};
use serde::{Deserialize, Serialize};

/// A merge this record went through, with what led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The identity that ended here.
    pub from: CustomerId,
    /// The log's time.
    pub at: Time,
    /// What showed that both are one person.
    pub because: Cause,
}

/// A customer's state. The same events in the same order give the same state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// The customer's id.
    pub id: CustomerId,
    /// When the record began.
    pub since: Option<Time>,
    /// Traits, identifiers, language, zone, country, touchpoints.
    pub profile: Profile,
    /// Counts and sums over sliding windows.
    pub windows: Windows,
    /// What the person is drawn to.
    pub affinities: Affinities,
    /// What the person bought.
    pub purchases: Purchases,
    /// When the person was contacted.
    pub contacts: ContactLog,
    consents: Consents,
    suppressions: Suppressions,
    joins: Joins,
    merged: Vec<Merged>,
    #[serde(default)]
    claims: Claims,
}

impl Customer {
    /// A person of whom nothing is known yet.
    #[must_use]
    pub fn new(id: CustomerId) -> Self {
        Self { id, ..Self::default() }
    }

    /// Forgets what sources told of the person beyond names and addresses: a record that is too large for the log must not stand in
    /// the way of what the person said.
    pub fn forget_traits(&mut self) {
        self.profile.forget_traits();
    }

    /// Takes in an event; says what it did to the purchases.
    pub fn observe(&mut self, event: &Event, brand: &Brand) -> Option<OrderHeard> {
        self.since = Some(self.since.map_or(event.timestamp, |since| since.min(event.timestamp)));
        self.profile.observe(event);
        self.let_go(event);
        self.settle_claims();
        self.windows.observe(event, brand.currency);
        self.affinities.observe(event, &brand.affinity);
        self.purchases.observe(event, brand.currency)
    }

    /// `email: null` says that the person has no such address any more, `device.token: null` that the device takes
    /// no more pushes. A public source's word takes away only what no one else has
    /// said and the person has not confirmed: else a stranger with a page's key could stop someone's mail. Of the rest it waits as a
    /// claim.
    fn let_go(&mut self, event: &Event) {
        let unsaid = Unsaid::by(event);
        let history = self.consents.history();
        let confirmed = |own: &Identifier| {
            let mut confirmations = history.iter().filter(|entry| entry.declaration.act == Act::Confirm);
            confirmations.any(|entry| entry.declaration.address.as_ref() == Some(own))
        };
        let may = |known: &Known| !event.public || known.public && !confirmed(&known.identifier);
        let meant =
            |known: &Known| unsaid.means(&known.identifier) && known.last <= event.timestamp && known.removed.is_none();
        let waiting = self.profile.identifiers().iter().filter(|known| meant(known) && !may(known));
        for identifier in waiting.map(|known| known.identifier.clone()).collect::<Vec<_>>() {
            self.claims.wish_gone(identifier, &event.source, event.timestamp);
        }
        self.profile.remove(event.timestamp, |known| meant(known) && may(known));
    }

    /// Takes in an identifier the person was named by, by a public source or a trusted one.
    pub fn know(&mut self, identifier: &Identifier, at: Time, public: bool) {
        self.profile.know(&Known { identifier: identifier.clone(), first: at, last: at, public, removed: None });
        self.settle_claims();
    }

    /// Takes in what a public source says the person is known by. It changes nothing else.
    pub fn hear(&mut self, said: &Claimed) {
        self.claims.hear(said);
        self.settle_claims();
    }

    /// Takes in what the person is known by on a public source's word only, and no longer: it is a claim from now on.
    pub fn doubt(&mut self, said: &Claimed) {
        said.identifiers.iter().for_each(|identifier| self.profile.forget(identifier));
        self.claims.hear(said);
    }

    /// The person is not known by these: they are someone else's.
    pub fn part(&mut self, identifiers: &[Identifier]) {
        identifiers.iter().for_each(|identifier| self.profile.forget(identifier));
    }

    /// An identifier is spelled otherwise from now on, wherever it stands in the record.
    pub fn respell(&mut self, from: &Identifier, to: &Identifier) {
        self.profile.respell(from, to);
        self.consents.respell(from, to);
        self.suppressions.respell(from, to);
        self.claims.respell(from, to);
        self.settle_claims();
    }

    /// Takes in a decision against a claim.
    pub fn refuse_claim(&mut self, refused: ClaimRefused) {
        self.claims.refuse(refused);
    }

    /// What public sources say of this person.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.claims
    }

    /// What has become known is no claim any more.
    fn settle_claims(&mut self) {
        if !self.claims.all().is_empty() {
            let known = self.profile.identifiers();
            let counts = |known: &&Known| known.removed.is_none();
            self.claims.settle(|claimed| known.iter().filter(counts).any(|known| known.identifier == *claimed));
        }
    }

    /// Records what the person said about being contacted. New proof for a channel also answers its suppressions
    /// (see [`suppression`](crate::suppression)).
    ///
    /// # Errors
    /// [`ConsentRefusal`]; nothing is changed then.
    pub fn declare(
        &mut self,
        mut declaration: Declaration,
        brand: &Brand,
        now: Time,
    ) -> Result<Applied, ConsentRefusal> {
        self.record(&mut declaration, brand, now)
    }

    /// The same; the declaration gets the date from which it counts.
    ///
    /// # Errors
    /// As [`Customer::declare`].
    pub fn record(
        &mut self,
        declaration: &mut Declaration,
        brand: &Brand,
        now: Time,
    ) -> Result<Applied, ConsentRefusal> {
        if declaration.at > now {
            // A "no" is not refused for the clock of the place where it was said.
            if !declaration.act.takes_back() {
                return Err(ConsentRefusal::InFuture);
            }
            declaration.at = now;
        } else if !declaration.act.takes_back() {
            let at = declaration.at;
            declaration.at =
                if at == now { self.after_all(declaration, now) } else { self.before_repeated(declaration) };
        }
        let lift = self.new_proof(declaration, brand);
        let applied = self.consents.apply(declaration, self.id, brand, &self.joins)?;
        if let (Applied::Recorded, Some(lift)) = (applied, lift) {
            self.suppressions.lift(lift, self.id);
        }
        Ok(applied)
    }

    /// Records what somebody who shares an address took back before that was known; says whether it was new.
    pub fn take_over(&mut self, no: Declaration) -> bool {
        self.consents.take_over(no, self.id)
    }

    /// Rule 8 of [`consent`](crate::consent): when a "yes" that is said now counts from. Anything of a later date was recorded
    /// by a clock that was ahead.
    fn after_all(&self, said: &Declaration, now: Time) -> Time {
        let stopped = said.channel.as_ref().and_then(|channel| self.suppressions.latest(&said.brand, channel));
        let ahead = self.consents.latest(said).max(stopped).filter(|at| *at > now);
        ahead.map_or(now, |at| at + Span(1))
    }

    /// Rule 10 of [`consent`](crate::consent): when a "yes" that is only reported counts from. In the span after a "no", that may have been
    /// said again, and after a suppression as well.
    fn before_repeated(&self, said: &Declaration) -> Time {
        let stopped =
            said.channel.as_ref().and_then(|channel| self.suppressions.again_after(&said.brand, channel, said.at));
        let stopped = stopped.into_iter().chain(self.consents.again_after(said));
        stopped.min().unwrap_or(said.at)
    }

    /// The proof a declaration brings against suppressions of its channel, if it is of the kind that counts.
    fn new_proof(&self, said: &Declaration, brand: &Brand) -> Option<Lift> {
        let channel = said.channel.clone()?;
        let asked = match (said.act, &said.proof, brand.medium(&channel)) {
            (Act::Confirm, Proof::DoubleOptIn { via, .. }, medium)
                if medium.identifier().is_none_or(|needed| needed == *via) =>
            {
                self.consents.request_before(said)?.at
            }
            (Act::Grant, Proof::Personal { .. }, Medium::Presence) => said.at,
            _ => return None,
        };
        Some(Lift { asked, at: said.at, brand: said.brand.clone(), channel, address: said.address.clone() })
    }

    /// Records a reason not to write; says whether it was new.
    pub fn suppress(&mut self, suppression: Suppression) -> bool {
        self.suppressions.apply(suppression, self.id)
    }

    /// Whether this "no" stands already and was said so shortly before that saying it once more changes nothing.
    #[must_use]
    pub fn says_already(&self, said: &Declaration) -> bool {
        self.consents.says_already(said, self.id)
    }

    /// Whether this reason not to write stands already and was given so shortly before that giving it once more changes nothing.
    #[must_use]
    pub fn suppressed_already(&self, said: &Suppression) -> bool {
        self.suppressions.says_already(said, self.id)
    }

    /// Everything the person said about being contacted, for proof and display.
    #[must_use]
    pub fn consents(&self) -> &Consents {
        &self.consents
    }

    /// The wording behind a consent: a confirmation's is the one of the request it answers.
    #[must_use]
    pub fn wording<'a>(&'a self, given: &'a Declaration) -> Option<&'a Wording> {
        given.wording.as_ref().or_else(|| self.consents.request_before(given)?.wording.as_ref())
    }

    /// Every reason not to write, for display.
    #[must_use]
    pub fn suppressions(&self) -> &Suppressions {
        &self.suppressions
    }

    /// The merges this record went through, oldest first.
    #[must_use]
    pub fn merges(&self) -> &[Merged] {
        &self.merged
    }

    /// The address a channel of the brand would use.
    #[must_use]
    pub fn address(&self, brand: &Brand, channel: &ChannelId) -> Option<&Identifier> {
        self.profile.address(brand.medium(channel))
    }

    /// What holds for a purpose and channel after everything that was said.
    #[must_use]
    pub fn standing(&self, brand: &Brand, purpose: &PurposeId, channel: &ChannelId) -> Standing<'_> {
        self.consents.standing(&brand.id, purpose, channel, &self.joins)
    }

    /// What that is worth for sending now, to the address the channel would use.
    #[must_use]
    pub fn consent(&self, brand: &Brand, purpose: &PurposeId, channel: &ChannelId, now: Time) -> ConsentStatus {
        let address = self.address(brand, channel);
        self.standing(brand, purpose, channel).worth(brand, purpose, channel, address, now).0
    }

    /// The suppression that stops a message of this purpose on this channel, if any.
    #[must_use]
    pub fn suppressed(&self, brand: &Brand, purpose: &PurposeId, channel: &ChannelId) -> Option<&Suppression> {
        self.suppressed_at(brand, purpose, channel, self.address(brand, channel))
    }

    /// The same for a message to this address.
    #[must_use]
    pub fn suppressed_at(
        &self,
        brand: &Brand,
        purpose: &PurposeId,
        channel: &ChannelId,
        address: Option<&Identifier>,
    ) -> Option<&Suppression> {
        let kind = brand.purpose(purpose).map(|purpose| purpose.kind).unwrap_or_default();
        let asked = address.and_then(|address| self.consents.asked(&brand.id, channel, address));
        self.suppressions.blocks(&brand.id, channel, kind, address, asked, &self.joins)
    }

    /// Whether nothing is known but devices' ids and what they did: no word about being contacted, no order, no claim, no merge.
    #[must_use]
    pub fn is_only_a_device(&self) -> bool {
        let silent = self.consents.history().is_empty()
            && self.suppressions.history().next().is_none()
            && self.suppressions.lifted().next().is_none();
        let named = self.profile.identifiers().iter().any(|known| !is_weak(known.identifier.kind));
        let alone = self.merged.is_empty() && self.claims.all().is_empty();
        silent && !named && alone && self.purchases.orders().is_empty()
    }

    /// Takes another identity's record into this one: once, however often it is said. Nothing is lost; of contrary
    /// declarations the stricter stands (see [`consent`](crate::consent)). Says whether it was done now.
    pub fn merge(&mut self, other: Self, because: Cause, at: Time) -> bool {
        if other.id == self.id || self.merged.iter().any(|merged| merged.from == other.id) {
            return false;
        }
        self.joins.merge(&other.joins);
        self.joins.add(Join { at, from: other.id, into: self.id });
        self.since = [self.since, other.since].into_iter().flatten().min();
        self.profile.merge(other.profile);
        self.windows.merge(other.windows);
        self.affinities.merge(other.affinities);
        self.purchases.merge(other.purchases);
        self.contacts.merge(other.contacts);
        self.consents.merge(other.consents, because.public);
        self.suppressions.merge(other.suppressions);
        self.merged.extend(other.merged);
        self.claims.merge(other.claims);
        self.settle_claims();
        self.merged.push(Merged { from: other.id, at, because });
        true
    }
}
