//! What holds now, worked out from everything that was said: the rules at the head of [`consent`](crate::consent), and what
//! a standing is worth under a brand's settings.
//!
//! Several "yes" may hold at once (two addresses confirmed, a form signed besides an import that only claims). Each is
//! judged by itself and the best one counts, so that a weaker or older "yes" never spoils a better one.

use crate::{
    brand::{Brand, Medium},
    consent::{Act, Consents, Declaration, Proof, Recorded},
    joins::Joins,
};
use rapport_kernel::{BrandId, ChannelId, Identifier, PurposeId, Time};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// What holds for one brand, purpose and channel after everything that was said.
#[derive(Clone, Debug, Default)]
pub struct Standing<'a> {
    /// Every grant and confirmation that was not taken back, oldest first.
    pub given: Vec<&'a Declaration>,
    /// The double opt-in that waits for its confirmation.
    pub pending: Option<&'a Declaration>,
    /// The withdrawal or objection that stands; an objection before a withdrawal.
    pub stopped: Option<&'a Declaration>,
    /// The latest notice at a sale.
    pub notice: Option<&'a Declaration>,
}

/// What the standing is worth for sending now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentStatus {
    /// Nothing was ever said.
    Never,
    /// A double opt-in waits to be confirmed.
    Pending {
        /// Asked for at.
        since: Time,
    },
    /// There is a yes with all the proof that the channel asks for.
    Given {
        /// Given at.
        since: Time,
    },
    /// Given, but without the proof this channel demands.
    Unproven {
        /// Given at.
        since: Time,
    },
    /// Given for another address than the one that would be used.
    OtherAddress {
        /// Given at.
        since: Time,
    },
    /// Given, and run out.
    Expired {
        /// Ran out at.
        at: Time,
    },
    /// Taken back.
    Withdrawn {
        /// The moment of the no.
        at: Time,
    },
    /// Objected to advertising.
    Objected {
        /// The moment of the objection.
        at: Time,
    },
}

impl ConsentStatus {
    /// Whether a message may be based on it.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        matches!(self, Self::Given { .. })
    }

    /// How near to valid a "yes" is.
    fn rank(self) -> u8 {
        match self {
            Self::Given { .. } => 3,
            Self::Expired { .. } => 2,
            Self::OtherAddress { .. } => 1,
            _ => 0,
        }
    }
}

impl Consents {
    /// What holds for a brand, purpose and channel.
    #[must_use]
    pub fn standing(&self, brand: &BrandId, purpose: &PurposeId, channel: &ChannelId, joins: &Joins) -> Standing<'_> {
        let mut now = Standing::default();
        let mut noes: Vec<&Recorded> = Vec::new();
        for entry in self.history().iter().filter(|entry| entry.declaration.covers(brand, purpose, channel)) {
            let said = &entry.declaration;
            match said.act {
                Act::Notice => now.notice = Some(said),
                Act::RequestConfirmation => now.pending = Some(said),
                Act::Grant | Act::Confirm if !self.is_enough(entry, &noes, joins) => {}
                Act::Grant => {
                    noes.clear();
                    now.given.push(said);
                }
                Act::Confirm => {
                    noes.clear();
                    now.given.push(said);
                    now.pending = None;
                }
                Act::Withdraw | Act::Object => {
                    noes.push(entry);
                    now.given.clear();
                    now.pending = None;
                }
            }
        }
        // The strongest; of two that say the same the first: who says no again has said no since then.
        now.stopped = noes.iter().map(|no| &no.declaration).max_by_key(|no| (no.act, Reverse(no.at)));
        now
    }

    /// Whether a "yes" counts against the noes that stand when it is said (rules 1, 2, 4 and 5).
    fn is_enough(&self, yes: &Recorded, noes: &[&Recorded], joins: &Joins) -> bool {
        let said = &yes.declaration;
        let newer_proof = if said.act == Act::Confirm {
            let Some(asked) = self.request_before(said).map(|request| request.at) else { return false };
            noes.iter().all(|no| asked > no.declaration.at)
        } else {
            noes.is_empty() || said.proof != Proof::Claimed
        };
        newer_proof && noes.iter().all(|no| answers(yes, no, joins))
    }
}

/// Rule 5: whether this "yes" answers that "no".
fn answers(yes: &Recorded, no: &Recorded, joins: &Joins) -> bool {
    let (said, no_said) = (&yes.declaration, &no.declaration);
    let same_address = said.address.is_some() && said.address == no_said.address;
    same_address || joins.one_record_by(yes.origin, no.origin, said.at)
}

/// Whether a proof says anything for a medium, and whether it is strong enough for the channel.
fn proves(given: &Declaration, medium: Medium, double_opt_in: bool) -> bool {
    match &given.proof {
        Proof::Claimed | Proof::Sale { .. } => false,
        Proof::Personal { .. } => !double_opt_in,
        Proof::DoubleOptIn { via, .. } => medium.identifier().is_none_or(|needed| needed == *via),
    }
}

impl<'a> Standing<'a> {
    /// What the standing is worth under the brand's settings for sending to `address` (the one the channel would use) at
    /// `now`, and the declaration that is decisive if it is valid.
    #[must_use]
    pub fn worth(
        &self,
        brand: &Brand,
        purpose: &PurposeId,
        channel: &ChannelId,
        address: Option<&Identifier>,
        now: Time,
    ) -> (ConsentStatus, Option<&'a Declaration>) {
        if let Some(no) = self.stopped {
            let at = no.at;
            let objected = no.act == Act::Object;
            return (if objected { ConsentStatus::Objected { at } } else { ConsentStatus::Withdrawn { at } }, None);
        }
        let judged = self.given.iter().map(|yes| (judge(yes, brand, purpose, channel, address, now), *yes));
        let best = judged.max_by_key(|(status, yes)| (status.rank(), yes.at));
        match (best, self.pending) {
            (Some((status, yes)), _) => (status, status.is_valid().then_some(yes)),
            (None, Some(asked)) => (ConsentStatus::Pending { since: asked.at }, None),
            (None, None) => (ConsentStatus::Never, None),
        }
    }
}

/// What one "yes" is worth by itself.
fn judge(
    yes: &Declaration,
    brand: &Brand,
    purpose: &PurposeId,
    channel: &ChannelId,
    address: Option<&Identifier>,
    now: Time,
) -> ConsentStatus {
    let since = yes.at;
    let settings = brand.channel(channel);
    let medium = brand.medium(channel);
    if !proves(yes, medium, settings.is_some_and(|channel| channel.double_opt_in)) {
        return ConsentStatus::Unproven { since };
    }
    if medium.identifier().is_some() && yes.address.is_some() && yes.address.as_ref() != address {
        return ConsentStatus::OtherAddress { since };
    }
    match brand.purpose(purpose).and_then(|purpose| purpose.expires_after) {
        Some(span) if since + span <= now => ConsentStatus::Expired { at: since + span },
        _ => ConsentStatus::Given { since },
    }
}
