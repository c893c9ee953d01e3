//! All that is kept of one customer: who they are, where they are in which journey, and what is on its way to them.
//!
//! These three change together, under one writer, with the position of the log record that changed them. So after a
//! crash there is no half: either the record was applied to all of it, or it will be.

use rapport_channel::{
    delivery::{Delivery, DeliveryState},
    kind::{Kind, Reach, kind},
};
use rapport_customer::{Customer, Merge, Offer, SendKey, Shared, WhenBlocked};
use rapport_journey::{Passage, Triggers};
use rapport_kernel::{
    ActivityId, BrandId, ChannelId, ChannelKind, CustomerId, Identifier, JourneyId, Lsn, Map, Money, PurposeId,
    SourceId, Span, StepId, Time,
};
use serde::{Deserialize, Serialize};

/// Finished messages older than this are forgotten here; history keeps them. Credit looks back less far.
pub const REMEMBER: Span = Span(90 * Span::DAY.0);
/// At most so many finished messages are remembered.
pub const MAX_FINISHED: usize = 256;
/// At most so many of those that nothing was ever sent of; they push none of the others out.
pub const MAX_TURNED_AWAY: usize = 64;

/// One customer's record.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Record {
    /// The first log position not applied to this customer yet.
    pub next: Lsn,
    /// Everything known of the person: identifiers, traits, consents, purchases.
    pub customer: Customer,
    /// What each journey knows of this customer.
    pub enrolments: Vec<Enrolment>,
    /// Messages on their way and finished ones, oldest first.
    pub messages: Vec<Message>,
    /// Other people's records with whom this one has an address in common.
    pub shared: Vec<Shared>,
    /// Other records of this person that are on their way here; nothing is sent before they have arrived.
    pub expected: Vec<CustomerId>,
    /// This record went over into another one; whatever still comes for it goes there.
    pub became: Option<CustomerId>,
    /// What was handed over to that record, kept until it says that it has arrived.
    pub handed_over: Option<Box<HandOver>>,
    /// The person was erased; the number is kept so that late records find no one.
    pub erased: bool,
    /// When this customer has to be looked at next, as the partition's index has it.
    pub wake: Option<Time>,
    /// When something last happened to this customer, by the log's time.
    #[serde(default)]
    pub touched: Option<Time>,
}

/// A record on its way into another one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HandOver {
    /// Why the two are one.
    pub cause: Merge,
    /// All that was known.
    pub state: Record,
}

/// What a journey knows of a customer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Enrolment {
    /// The journey that knows it.
    pub journey: JourneyId,
    /// Half-seen patterns.
    pub triggers: Triggers,
    /// Passages under way.
    pub passages: Vec<Passage>,
    /// When a half-seen pattern completes by absence next.
    pub next_due: Option<Time>,
    /// When the last passage began.
    pub last_entry: Option<Time>,
    /// How many passages began.
    pub entries: u32,
    /// Passages that ended because another record of the same person was inside, too.
    pub merged_away: Vec<Lsn>,
    /// Whether the customer was held out of this journey when it would have written to them.
    pub held_out: bool,
    /// The newest version for which the customer's past was looked at; 0 if none.
    #[serde(default)]
    pub looked_back: u32,
    /// When the customer last came to each step, as long as messages are remembered.
    #[serde(default)]
    pub visits: Vec<Visit>,
}

/// The last time a customer came to a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The last step that was come to.
    pub step: StepId,
    /// The log's time of it.
    pub at: Time,
}

impl Enrolment {
    /// Nothing known yet.
    #[must_use]
    pub fn new(journey: JourneyId) -> Self {
        Self {
            journey,
            triggers: Triggers::default(),
            passages: Vec::new(),
            next_due: None,
            last_entry: None,
            entries: 0,
            merged_away: Vec::new(),
            held_out: false,
            looked_back: 0,
            visits: Vec::new(),
        }
    }

    /// When the customer last came to this step, if that is remembered.
    #[must_use]
    pub fn came_to(&self, step: &StepId) -> Option<Time> {
        self.visits.iter().find(|visit| visit.step == *step).map(|visit| visit.at)
    }

    /// The customer comes to a step.
    pub(crate) fn comes_to(&mut self, step: &StepId, at: Time) {
        match self.visits.iter_mut().find(|visit| visit.step == *step) {
            Some(visit) => visit.at = visit.at.max(at),
            None => self.visits.push(Visit { step: step.clone(), at }),
        }
    }
}

/// One message to this customer, from plan to last feedback.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Its name.
    pub send_key: SendKey,
    /// Which journey sends it.
    pub journey: JourneyId,
    /// The publication that its passage follows.
    pub version: u32,
    /// The step that wanted it.
    pub step: StepId,
    /// Which passage.
    pub occurrence: Lsn,
    /// In whose name.
    pub brand: BrandId,
    /// Who pays.
    pub activity: ActivityId,
    /// What the consent is looked for.
    pub purpose: PurposeId,
    /// Which way.
    pub channel: ChannelId,
    /// What kind of channel that was when the message was planned; none: the one called like it. See [`Message::kind`].
    #[serde(default)]
    pub kind: Option<ChannelKind>,
    /// How important.
    pub priority: i32,
    /// What is reserved on the activity, and spent when it is accepted.
    pub cost: Money,
    /// The goods it speaks of: whoever buys them is not sent it any more.
    pub offer: Option<Offer>,
    /// What to do when a cap leaves no room.
    pub on_cap: WhenBlocked,
    /// What to do in quiet hours.
    pub on_quiet: WhenBlocked,
    /// What its content may speak of; emptied when the message has ended.
    pub data: Map,
    /// Where it stands.
    pub delivery: Delivery,
    /// Whether money is committed for it.
    pub committed: bool,
    /// Which address it was sent to, so that what comes back speaks of that one, whatever the person's address is then.
    /// None before it is claimed, on channels without addresses, and in what releases before 0.2 claimed.
    #[serde(default)]
    pub mailed: Option<Identifier>,
    /// Whether a public source's word let the customer into the journey (see [`Passage::public`]).
    #[serde(default)]
    pub public: bool,
    /// Which public source's (see [`Passage::source`]).
    #[serde(default)]
    pub source: Option<SourceId>,
}

impl Message {
    /// Whether something can still become of it without feedback from outside.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.delivery.state.is_final()
    }

    /// By what kind of channel it goes.
    #[must_use]
    pub fn kind(&self) -> Option<&'static Kind> {
        kind(&self.kind.clone().unwrap_or_else(|| ChannelKind(self.channel.0.clone())))
    }

    fn reaches(&self, reach: Reach) -> bool {
        self.kind().is_some_and(|kind| kind.reach == reach)
    }

    /// Whether it waits to be shown when the person comes by, rather than being sent.
    #[must_use]
    pub fn is_placement(&self) -> bool {
        self.reaches(Reach::Shown)
    }

    /// Whether the dispatcher should try to claim it at `now`.
    #[must_use]
    pub fn is_due(&self, now: Time) -> bool {
        !self.is_placement() && self.delivery.is_due(now)
    }

    /// When time alone changes it next.
    #[must_use]
    pub fn wake(&self) -> Option<Time> {
        match &self.delivery.state {
            DeliveryState::Planned => Some(self.delivery.valid_until),
            DeliveryState::Deferred { until, .. } => Some((*until).min(self.delivery.valid_until)),
            _ => None,
        }
    }

    /// Whether it is a prompt someone answers.
    #[must_use]
    pub fn is_prompt(&self) -> bool {
        self.reaches(Reach::Answered)
    }

    /// Whether staff has closed it. "Not now" leaves it open for a colleague.
    #[must_use]
    pub fn answered(&self) -> bool {
        use rapport_channel::report::Outcome as O;
        self.delivery.feedback.iter().any(|(_, outcome)| matches!(outcome, O::Done | O::NotInterested))
    }

    /// Whether a prompt is still on the branch's screen at `now`.
    #[must_use]
    pub fn is_open_prompt(&self, now: Time) -> bool {
        self.is_prompt()
            && matches!(self.delivery.state, DeliveryState::Accepted { .. })
            && !self.answered()
            && now <= self.delivery.valid_until
    }

    /// How often it was shown, for placements.
    #[must_use]
    pub fn shown(&self) -> Vec<Time> {
        use rapport_channel::report::Outcome as O;
        self.delivery.feedback.iter().filter(|(_, o)| matches!(o, O::Opened)).map(|(at, _)| *at).collect()
    }
}

impl Record {
    /// A customer of whom nothing is known yet.
    #[must_use]
    pub fn new(id: CustomerId) -> Self {
        Self { customer: Customer::new(id), ..Self::default() }
    }

    /// An identifier is spelled otherwise from now on.
    pub(crate) fn respell(&mut self, from: &Identifier, to: &Identifier) {
        self.customer.respell(from, to);
        let mailed = self.messages.iter_mut().filter_map(|message| message.mailed.as_mut());
        mailed.filter(|address| *address == from).for_each(|address| *address = to.clone());
    }

    /// The message of this name.
    #[must_use]
    pub fn message(&self, send_key: &SendKey) -> Option<&Message> {
        self.messages.iter().rev().find(|message| message.send_key == *send_key)
    }

    /// Where the message of this name stands in the list.
    pub(crate) fn position(&self, send_key: &SendKey) -> Option<usize> {
        self.messages.iter().rposition(|message| message.send_key == *send_key)
    }

    /// What this journey knows of the customer, made if nothing yet.
    pub(crate) fn enrolment(&mut self, journey: &JourneyId) -> usize {
        match self.enrolments.iter().position(|enrolment| enrolment.journey == *journey) {
            Some(at) => at,
            None => {
                self.enrolments.push(Enrolment::new(journey.clone()));
                self.enrolments.len() - 1
            }
        }
    }

    /// Leaves out of a record that is too large to be handed over what can best be spared; each `degree` more than the one before.
    /// What the person said of being contacted, and what is under way to them, always stays. `false` if nothing more can go.
    #[must_use]
    pub fn lighten(&mut self, degree: usize) -> bool {
        match degree {
            // History tells of them.
            0 => self.messages.retain(Message::is_open),
            1 => {
                for enrolment in &mut self.enrolments {
                    (enrolment.triggers, enrolment.next_due) = (Triggers::default(), None);
                    enrolment.visits.clear();
                }
            }
            2 => {
                self.messages.retain(|message| matches!(message.delivery.state, DeliveryState::Claimed { .. }));
                for enrolment in &mut self.enrolments {
                    enrolment.passages.clear();
                }
            }
            3 => self.customer.forget_traits(),
            _ => return false,
        }
        true
    }

    /// Forgets finished messages that no one needs here any more.
    pub(crate) fn prune(&mut self, now: Time) {
        let unknown = |m: &Message| matches!(m.delivery.state, DeliveryState::Unknown { .. });
        let old = |m: &Message| !m.is_open() && !unknown(m) && now.since(m.delivery.planned) > REMEMBER;
        self.messages.retain(|message| !old(message));
        let (mut finished, mut turned_away) = (0usize, 0usize);
        for message in self.messages.iter().filter(|message| !message.is_open()) {
            *if message.was_turned_away() { &mut turned_away } else { &mut finished } += 1;
        }
        let mut excess = finished.saturating_sub(MAX_FINISHED);
        let mut excess_turned_away = turned_away.saturating_sub(MAX_TURNED_AWAY);
        self.messages.retain(|message| {
            let excess = if message.was_turned_away() { &mut excess_turned_away } else { &mut excess };
            let forget = *excess > 0 && !message.is_open() && !unknown(message);
            *excess -= usize::from(forget);
            !forget
        });
        for enrolment in &mut self.enrolments {
            enrolment.visits.retain(|visit| now.since(visit.at) <= REMEMBER);
        }
    }
}
