//! What happened to one person, as they and we may read it later: the timeline, and the answer to "why?".
//!
//! Entries are derived: the log can make them again. They hold what the reader needs and nothing to be looked up in a
//! state that has moved on: a decision with all its checks, the version of the journey, the reason of an exit.

use crate::record::VoucherResult;
use rapport_channel::report::{Outcome, Resolved};
use rapport_customer::{
    consent::{Applied, ConsentRefusal, Declaration},
    gate::Ruling,
    identity::Merge,
    send_key::SendKey,
    suppression::Suppression,
};
use rapport_kernel::{ActivityId, Event, JourneyId, Lsn, Map, Money, RecordId, StepId, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// One line of a person's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Which output of which record.
    pub id: RecordId,
    /// Log time.
    pub at: Time,
    /// The fact itself.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// An event at a touchpoint.
    Event(Box<Event>),
    /// A declaration about being contacted, and what became of it.
    Consent {
        /// What was said.
        declaration: Box<Declaration>,
        /// Whether it counts.
        result: Result<Applied, ConsentRefusal>,
    },
    /// A reason not to write came about.
    Suppressed(Box<Suppression>),
    /// Another record of the same person was taken in.
    Merged(Box<Merge>),
    /// A trigger fired, but too long ago to start anything.
    Stale {
        /// The journey that it would have started.
        journey: JourneyId,
        /// When it would have fired.
        matched: Time,
    },
    /// A trigger fired, and the journey does not let this person in (again).
    NotEntered {
        /// The journey that stays closed.
        journey: JourneyId,
        /// The publication that was live.
        version: u32,
        /// Why, as a stable code.
        why: SmolStr,
    },
    /// A journey began.
    Entered {
        /// The journey that was begun.
        journey: JourneyId,
        /// The publication that this passage follows.
        version: u32,
        /// Names this passage.
        occurrence: Lsn,
        /// What the trigger handed over.
        data: Map,
    },
    /// A step was taken.
    Stepped {
        /// The journey that is under way.
        journey: JourneyId,
        /// The publication that this passage follows.
        version: u32,
        /// On which passage.
        occurrence: Lsn,
        /// The step that was come to.
        step: StepId,
    },
    /// The journey's goal was reached.
    Goal {
        /// The journey whose goal it is.
        journey: JourneyId,
        /// The publication that says what the goal is.
        version: u32,
        /// On which passage.
        occurrence: Lsn,
    },
    /// A journey ended.
    Exited {
        /// The journey that is over.
        journey: JourneyId,
        /// The publication that the passage followed.
        version: u32,
        /// Which passage.
        occurrence: Lsn,
        /// The step it stood at.
        step: StepId,
        /// Why, as a stable code.
        why: SmolStr,
    },
    /// The gate was asked.
    Decided {
        /// About which message.
        send_key: SendKey,
        /// At the moment of claiming, or before.
        claiming: bool,
        /// What it said, with every check.
        ruling: Box<Ruling>,
    },
    /// A message left, or was handed over.
    Claimed {
        /// The name of the message.
        send_key: SendKey,
        /// Who pays.
        activity: ActivityId,
        /// What it takes from the activity.
        cost: Money,
        /// Which consent allowed it.
        consent: Option<SmolStr>,
    },
    /// Something came back about a message, or we took it back.
    Delivery {
        /// The name of the message.
        send_key: SendKey,
        /// The word of the counterpart, of a person, or our own.
        outcome: Outcome,
        /// Where the delivery stands now, as a stable code.
        state: SmolStr,
        /// Who found it out, where a person did.
        #[serde(default)]
        resolved: Option<Resolved>,
    },
    /// A planned message was given up before it left, or taken off the screen that showed it.
    Dropped {
        /// The name of the message.
        send_key: SendKey,
        /// Why, as a stable code.
        why: SmolStr,
        /// It was shown until then.
        #[serde(default)]
        shown: bool,
    },
    /// A sale came while a prompt was shown: staff are asked whether they had served the person.
    Overtaken {
        /// The name of the message.
        send_key: SendKey,
        /// So long they may answer.
        until: Time,
    },
    /// A voucher was issued, refused, redeemed or rolled back.
    Voucher {
        /// For which step.
        key: SendKey,
        /// What came of it, with code and value.
        result: VoucherResult,
    },
    /// A trait was set by a journey.
    TraitSet {
        /// The journey that set it.
        journey: JourneyId,
        /// Which trait.
        name: SmolStr,
    },
    /// A journey's new triggers were shown what this person had done before they were published.
    LookedBack {
        /// The journey whose triggers are new.
        journey: JourneyId,
        /// The first version with these triggers.
        version: u32,
        /// How many events they were shown.
        events: u32,
    },
    /// Something was shown at a placement, or nothing was.
    Placed {
        /// The place on a page or in an app.
        placement: SmolStr,
        /// The message that was shown; none if there was nothing to show.
        shown: Option<SendKey>,
    },
}

/// What a line is kept for, which says how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// To know the person: what they did, where they were in journeys.
    Behaviour,
    /// To prove that we were allowed to: what they said, what was decided and sent, whose accounts became one.
    Proof,
}

impl What {
    /// What it is kept for.
    #[must_use]
    pub fn keeping(&self) -> Keeping {
        match self {
            Self::Event(_)
            | Self::Stale { .. }
            | Self::NotEntered { .. }
            | Self::Entered { .. }
            | Self::Stepped { .. }
            | Self::Goal { .. }
            | Self::Exited { .. }
            | Self::TraitSet { .. }
            | Self::LookedBack { .. }
            | Self::Placed { .. } => Keeping::Behaviour,
            Self::Consent { .. }
            | Self::Suppressed(_)
            | Self::Merged(_)
            | Self::Decided { .. }
            | Self::Claimed { .. }
            | Self::Delivery { .. }
            | Self::Dropped { .. }
            | Self::Overtaken { .. }
            | Self::Voucher { .. } => Keeping::Proof,
        }
    }

    /// The journey this is about, if it is about one.
    #[must_use]
    pub fn journey(&self) -> Option<JourneyId> {
        match self {
            Self::Stale { journey, .. }
            | Self::NotEntered { journey, .. }
            | Self::Entered { journey, .. }
            | Self::Stepped { journey, .. }
            | Self::Goal { journey, .. }
            | Self::Exited { journey, .. }
            | Self::LookedBack { journey, .. }
            | Self::TraitSet { journey, .. } => Some(journey.clone()),
            Self::Decided { send_key, .. }
            | Self::Claimed { send_key, .. }
            | Self::Delivery { send_key, .. }
            | Self::Dropped { send_key, .. }
            | Self::Overtaken { send_key, .. }
            | Self::Voucher { key: send_key, .. }
            | Self::Placed { shown: Some(send_key), .. } => send_key.parts().ok().map(|parts| parts.journey),
            Self::Event(_)
            | Self::Consent { .. }
            | Self::Suppressed(_)
            | Self::Merged(_)
            | Self::Placed { shown: None, .. } => None,
        }
    }

    /// The stable name of this kind of entry.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Event(_) => "event",
            Self::Consent { .. } => "consent",
            Self::Suppressed(_) => "suppressed",
            Self::Merged(_) => "merged",
            Self::Stale { .. } => "stale",
            Self::NotEntered { .. } => "not_entered",
            Self::Entered { .. } => "entered",
            Self::Stepped { .. } => "stepped",
            Self::Goal { .. } => "goal",
            Self::Exited { .. } => "exited",
            Self::Decided { .. } => "decided",
            Self::Claimed { .. } => "claimed",
            Self::Delivery { .. } => "delivery",
            Self::Dropped { .. } => "dropped",
            Self::Overtaken { .. } => "overtaken",
            Self::Voucher { .. } => "voucher",
            Self::TraitSet { .. } => "trait_set",
            Self::LookedBack { .. } => "looked_back",
            Self::Placed { .. } => "placed",
        }
    }
}
