//! The spending check: what is published costs the people it reaches times what reaching one of them costs. Within the free budget and the
//! publisher's own limit it goes live at once; else the right people are asked, and their answer publishes exactly the version they saw,
//! for no more than they were told.

use crate::{
    StageId,
    approval::{Approval, Checked, Digest, Subject},
};
use rapport_kernel::{ChannelId, Money};
use serde::Serialize;

/// How many people a version is expected to reach on one channel, and what one of them costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlay {
    /// The brand's channel the messages go out by.
    pub channel: ChannelId,
    /// From a back-test or a count of the audience; `None` if there was neither.
    pub people: Option<u64>,
    /// What reaching one of them costs.
    pub unit_cost: Money,
}

/// What the publisher may spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purse {
    /// What is free on the activity that pays.
    pub free: Money,
    /// Up to which amount the publisher decides alone; `None`: no amount.
    pub limit: Option<Money>,
}

/// Why something does not go live at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", content = "values", rename_all = "snake_case")]
pub enum WhyAsk {
    /// No one knows how many people it will reach.
    #[error("how many people {0} will reach is not known: run a back-test or count the audience")]
    AudienceUnknown(ChannelId),
    /// Costs, budget and limit are not of one currency, or too large to be added.
    #[error("what it costs cannot be compared with {other}: {message}")]
    Incomparable {
        /// The other amount.
        other: Money,
        /// What the sum says.
        message: String,
    },
    /// More than is free.
    #[error("it is expected to cost {cost}, and {free} are free")]
    OverBudget {
        /// What it will cost.
        cost: Money,
        /// What there is.
        free: Money,
    },
    /// The publisher decides nothing alone.
    #[error("you have no limit of your own for this")]
    NoLimit,
    /// More than the publisher decides alone.
    #[error("it is expected to cost {cost}, and you decide alone up to {limit}")]
    OverLimit {
        /// What it will cost.
        cost: Money,
        /// Up to what they decide.
        limit: Money,
    },
    /// Released, but for less.
    #[error("{approved} were approved for this version, and it is expected to cost {cost} now")]
    DearerThanApproved {
        /// The amount the approval was given for.
        approved: Money,
        /// What it will cost now.
        cost: Money,
    },
}

impl WhyAsk {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AudienceUnknown(_) => "audience_unknown",
            Self::Incomparable { .. } => "incomparable",
            Self::OverBudget { .. } => "over_budget",
            Self::NoLimit => "no_limit",
            Self::OverLimit { .. } => "over_limit",
            Self::DearerThanApproved { .. } => "dearer_than_approved",
        }
    }
}

/// What the check says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoneyVerdict {
    /// This version goes live at once.
    GoesLive {
        /// Which version.
        digest: Digest,
        /// What it is expected to cost; `None` only if it was released though no one knows.
        cost: Option<Money>,
    },
    /// These have to be asked first, about this.
    Asks {
        /// What to ask about: with the expected cost and audience among its facts.
        subject: Box<Subject>,
        /// Why, every reason.
        why: Vec<WhyAsk>,
        /// Which stages of the template concern it.
        stages: Vec<StageId>,
    },
    /// Someone has to be asked, and the template asks no one about this: it does not go live.
    NobodyToAsk {
        /// Why, every reason.
        why: Vec<WhyAsk>,
    },
}

/// Looks at a version before it is published. `earlier` is what was asked about this thing already.
#[must_use]
pub fn may_go_live(
    mut subject: Subject,
    outlays: &[Outlay],
    purse: Purse,
    template: &Checked,
    earlier: Option<&Approval>,
) -> MoneyVerdict {
    let mut why = Vec::new();
    let cost = cost(outlays, purse.free, &mut why);
    let earlier = earlier.filter(|approval| approval.subject.object == subject.object);
    if let Some(approval) = earlier.filter(|approval| approval.holds(&subject.digest)) {
        match dearer(approval, cost) {
            None => return MoneyVerdict::GoesLive { digest: subject.digest, cost },
            Some(dearer) => why.push(dearer),
        }
    }
    if let Some(cost) = cost {
        compare(cost, purse, &mut why);
    }
    if why.is_empty() {
        return MoneyVerdict::GoesLive { digest: subject.digest, cost };
    }
    subject.facts.amount = cost;
    subject.facts.audience = outlays.iter().map(|outlay| outlay.people).try_fold(0u64, |sum, n| sum.checked_add(n?));
    subject.facts.channels = outlays.iter().map(|outlay| outlay.channel.clone()).collect();
    let stages: Vec<StageId> = template.asked(&subject.facts).map(|stage| stage.id.clone()).collect();
    if stages.is_empty() {
        return MoneyVerdict::NobodyToAsk { why };
    }
    MoneyVerdict::Asks { subject: Box::new(subject), why, stages }
}

/// What all outlays cost together, in the budget's currency. `None` with the reasons if that cannot be said.
fn cost(outlays: &[Outlay], free: Money, why: &mut Vec<WhyAsk>) -> Option<Money> {
    let before = why.len();
    let mut sum = Money::zero(free.currency);
    for outlay in outlays {
        let Some(people) = outlay.people else {
            why.push(WhyAsk::AudienceUnknown(outlay.channel.clone()));
            continue;
        };
        let minor = i64::try_from(people).ok().and_then(|people| outlay.unit_cost.minor.checked_mul(people));
        let all = minor.ok_or(rapport_kernel::MoneyError::Overflow);
        match all.and_then(|minor| sum.plus(Money::new(minor, outlay.unit_cost.currency))) {
            Ok(more) => sum = more,
            Err(error) => why.push(WhyAsk::Incomparable { other: outlay.unit_cost, message: error.to_string() }),
        }
    }
    (why.len() == before).then_some(sum)
}

fn compare(cost: Money, Purse { free, limit }: Purse, why: &mut Vec<WhyAsk>) {
    if cost.minor > free.minor {
        why.push(WhyAsk::OverBudget { cost, free });
    }
    match limit {
        None => why.push(WhyAsk::NoLimit),
        Some(limit) if limit.currency != cost.currency => {
            let message = rapport_kernel::MoneyError::Mixed(cost.currency, limit.currency).to_string();
            why.push(WhyAsk::Incomparable { other: limit, message });
        }
        Some(limit) if cost.minor > limit.minor => why.push(WhyAsk::OverLimit { cost, limit }),
        Some(_) => {}
    }
}

/// Whether it costs more by now than those who released it were told. Where they were told that no one knows, they released it so.
fn dearer(approval: &Approval, cost: Option<Money>) -> Option<WhyAsk> {
    let (approved, cost) = (approval.subject.facts.amount?, cost?);
    (approved.currency != cost.currency || cost.minor > approved.minor)
        .then_some(WhyAsk::DearerThanApproved { approved, cost })
}
