//! Suppression: the fact that someone is not to be written to, whatever else is recorded.
//!
//! It is added and never removed. No import, merge, restore or API call that says "subscribed" touches it. Only the
//! person can answer it, by new proof for the very channel: a double opt-in asked for and confirmed after the
//! suppression became known (for channels without an address: a grant made in front of us). Erasure is never answered.
//!
//! | reason | marketing | service | answered by new proof |
//! |---|---|---|---|
//! | opt-out | stops | goes | yes |
//! | complaint | stops | goes | yes |
//! | objection | stops | goes | yes |
//! | hard bounce, that address | stops | stops, until a confirmation by it is asked for | yes, by that address |
//! | erased | stops | stops | never |
//!
//! The second and third column are the reason's usual [`Scope`]; a suppression says its own.

use crate::{brand::PurposeKind, consent::within, joins::Joins};
use rapport_kernel::{BrandId, ChannelId, CustomerId, Identifier, SourceId, Time, coded};
use serde::{Deserialize, Serialize};

coded! {
    /// Why someone is not to be written to.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[serde(rename = "SuppressionReason")]
    pub enum Reason {
        /// The person said stop.
        OptOut = "opt_out",
        /// The person reported a message as spam.
        Complaint = "complaint",
        /// The address does not exist (any more).
        HardBounce = "hard_bounce",
        /// The person objected to advertising (GDPR article 21).
        Objection = "objection",
        /// The person was erased (GDPR article 17).
        Erased = "erased",
    }
}

impl Reason {
    /// What it stops, where no one says otherwise.
    #[must_use]
    pub fn usual_scope(self) -> Scope {
        match self {
            Self::OptOut | Self::Complaint | Self::Objection => Scope::Marketing,
            Self::HardBounce | Self::Erased => Scope::All,
        }
    }
}

/// What a suppression stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "SuppressionScope")]
pub enum Scope {
    /// Advertising only: what is owed, such as a confirmation, still goes out.
    Marketing,
    /// Whatever would be sent, service messages too.
    All,
}

/// One reason not to write.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppression {
    /// When it came about.
    pub at: Time,
    /// When it became known here, if that is known: only what the person was asked after it answers it. A stop is often reported late.
    #[serde(default)]
    pub received: Option<Time>,
    /// What made it necessary.
    pub reason: Reason,
    /// What it stops.
    pub scope: Scope,
    /// Which brand may not write; none: no brand may.
    #[serde(default)]
    pub brand: Option<BrandId>,
    /// On which channel; none: on no channel.
    #[serde(default)]
    pub channel: Option<ChannelId>,
    /// Which address it came from. A hard bounce stops only this address; every other reason stops the person.
    #[serde(default)]
    pub address: Option<Identifier>,
    /// Where it came from.
    pub source: SourceId,
}

impl Suppression {
    /// The moment from which new proof is needed: when it became known, or its date if that is later.
    #[must_use]
    pub fn counts_from(&self) -> Time {
        self.received.map_or(self.at, |received| received.max(self.at))
    }

    /// Whether it says the same as another one, whenever each of them became known.
    fn says_the_same(&self, other: &Self) -> bool {
        *self == Self { received: self.received, ..other.clone() }
    }
}

/// New proof by the person that answers suppressions of one brand and channel.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lift {
    /// When the person was asked; only suppressions that were known before are answered.
    pub asked: Time,
    /// When the person answered.
    pub at: Time,
    /// The brand whose stops it answers.
    pub brand: BrandId,
    /// The channel whose stops it answers.
    pub channel: ChannelId,
    /// The address that was proved; none if the channel has no addresses.
    pub address: Option<Identifier>,
}

/// Everything that speaks against writing to a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppressions {
    suppressions: Vec<(Suppression, CustomerId)>,
    lifts: Vec<(Lift, CustomerId)>,
}

/// Adds to a sorted list what is not in it; says whether it was new.
fn add<T: Ord>(list: &mut Vec<T>, item: T) -> bool {
    match list.binary_search(&item) {
        Ok(_) => false,
        Err(at) => {
            list.insert(at, item);
            true
        }
    }
}

impl Suppressions {
    /// Records a suppression that came about under `origin`; says whether it was new.
    pub(crate) fn apply(&mut self, suppression: Suppression, origin: CustomerId) -> bool {
        let known = |(own, of): &(Suppression, CustomerId)| *of == origin && own.says_the_same(&suppression);
        !self.suppressions.iter().any(known) && add(&mut self.suppressions, (suppression, origin))
    }

    /// Whether this was recorded under `origin` already, so shortly before that it changes nothing, and nothing has answered it.
    pub(crate) fn says_already(&self, said: &Suppression, origin: CustomerId) -> bool {
        let same = |(own, of): &&(Suppression, CustomerId)| {
            let answered = self.lifts.iter().any(|(lift, _)| lift.at >= own.counts_from());
            within(own.at, said.at)
                && !answered
                && *of == origin
                && own.says_the_same(&Suppression { at: own.at, source: own.source.clone(), ..said.clone() })
        };
        self.suppressions.iter().any(|entry| same(&entry))
    }

    /// Records new proof given under `origin`. Only [`Customer::declare`](crate::Customer::declare) knows when there is some.
    pub(crate) fn lift(&mut self, lift: Lift, origin: CustomerId) {
        add(&mut self.lifts, (lift, origin));
    }

    /// The first suppression that stops a message of this kind, if any. `address` is the one the channel would use,
    /// `asked` when the person last asked for a confirmation by it: a hard bounce from before does not keep that from them.
    #[must_use]
    pub fn blocks(
        &self,
        brand: &BrandId,
        channel: &ChannelId,
        kind: PurposeKind,
        address: Option<&Identifier>,
        asked: Option<Time>,
        joins: &Joins,
    ) -> Option<&Suppression> {
        let asked_since = |suppression: &Suppression| {
            suppression.reason == Reason::HardBounce
                && kind == PurposeKind::Service
                && asked.is_some_and(|asked| asked > suppression.counts_from())
        };
        let stops = |entry: &&(Suppression, CustomerId)| {
            let (suppression, origin) = entry;
            !asked_since(suppression)
                && applies(suppression, brand, channel, kind, address)
                && !self.lifts.iter().any(|(lift, lifter)| {
                    lift.brand == *brand
                        && lift.channel == *channel
                        && lifts(lift, *lifter, suppression, *origin, joins)
                })
        };
        self.suppressions.iter().find(stops).map(|(suppression, _)| suppression)
    }

    /// The date of the latest that is about this channel of this brand.
    pub(crate) fn latest(&self, brand: &BrandId, channel: &ChannelId) -> Option<Time> {
        self.about(brand, channel).max()
    }

    /// The date of the first that may have been said again, unrecorded, after `at`.
    pub(crate) fn again_after(&self, brand: &BrandId, channel: &ChannelId, at: Time) -> Option<Time> {
        self.about(brand, channel).filter(|no| within(*no, at)).min()
    }

    /// The dates of those that are about this channel of this brand.
    fn about<'a>(&'a self, brand: &'a BrandId, channel: &'a ChannelId) -> impl Iterator<Item = Time> + 'a {
        let about = move |suppression: &&Suppression| {
            suppression.brand.as_ref().is_none_or(|own| own == brand)
                && suppression.channel.as_ref().is_none_or(|own| own == channel)
        };
        self.history().filter(about).map(|suppression| suppression.at)
    }

    /// Every suppression, oldest first.
    pub fn history(&self) -> impl Iterator<Item = &Suppression> {
        self.suppressions.iter().map(|(suppression, _)| suppression)
    }

    /// Every new proof that answers suppressions, oldest first.
    pub fn lifted(&self) -> impl Iterator<Item = &Lift> {
        self.lifts.iter().map(|(lift, _)| lift)
    }

    /// The same address in another spelling.
    pub(crate) fn respell(&mut self, from: &Identifier, to: &Identifier) {
        let today = |address: &mut Option<Identifier>| {
            if address.as_ref() == Some(from) {
                *address = Some(to.clone());
            }
        };
        let mut old = std::mem::take(self);
        old.suppressions.iter_mut().for_each(|(suppression, _)| today(&mut suppression.address));
        old.lifts.iter_mut().for_each(|(lift, _)| today(&mut lift.address));
        self.merge(old);
    }

    /// Takes over another identity's suppressions: both hold.
    pub(crate) fn merge(&mut self, other: Self) {
        for entry in other.suppressions {
            add(&mut self.suppressions, entry);
        }
        for entry in other.lifts {
            add(&mut self.lifts, entry);
        }
    }
}

fn applies(
    suppression: &Suppression,
    brand: &BrandId,
    channel: &ChannelId,
    kind: PurposeKind,
    address: Option<&Identifier>,
) -> bool {
    let elsewhere = suppression.reason == Reason::HardBounce
        && suppression.address.is_some()
        && suppression.address.as_ref() != address;
    !elsewhere
        && (suppression.scope == Scope::All || kind == PurposeKind::Marketing)
        && suppression.brand.as_ref().is_none_or(|own| own == brand)
        && suppression.channel.as_ref().is_none_or(|own| own == channel)
}

/// Whether this proof answers that suppression: it is newer, and comes from the same address or the same record.
fn lifts(lift: &Lift, lifter: CustomerId, suppression: &Suppression, origin: CustomerId, joins: &Joins) -> bool {
    let same_address = lift.address.is_some() && lift.address == suppression.address;
    let of_the_address = suppression.reason != Reason::HardBounce || suppression.address.is_none() || same_address;
    suppression.reason != Reason::Erased
        && lift.asked > suppression.counts_from()
        && of_the_address
        && (same_address || joins.one_record_by(lifter, origin, lift.asked))
}
