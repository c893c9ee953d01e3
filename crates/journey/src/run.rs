//! One customer's way through one version of a journey.
//!
//! [`Journey::advance`] is a pure step: passage, input, customer and moment in, intents out. A passage goes through
//! as many steps as it can in one advance and stops where it has to wait. Loops without a wait are refused when the
//! journey is checked, so an advance ends after at most as many steps as the journey has.
//!
//! Rules of time: a wait is due at a moment T and is over once time is known to be *past* T, so an event at
//! exactly T still counts. Spans of waits run from the moment the step is reached. Events older than
//! the wait (or, for goals and exits, than the entry) do not count.
//!
//! Whoever drives a passage offers it the customer's events in the order they arrive, then [`Input::Time`] when its
//! [`Passage::due`] has passed, and the answers to what it asked for ([`Input::Gated`], [`Input::Voucher`]). An answer to
//! a question the passage does not wait for (any more) changes nothing.

use crate::{
    ExitReason, Journey,
    cel::Facts,
    document::{Action, Message, Voucher, Wait},
    pattern::Matcher,
    split, wait,
    way::Way,
};
use rapport_customer::{Brand, Customer};
use rapport_kernel::{Event, JourneyId, Lsn, Map, SourceId, StepId, Time, Value};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Where one customer stands in one version of a journey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passage {
    /// The document it goes through.
    pub journey: JourneyId,
    /// The publication it began with or was moved to.
    pub version: u32,
    /// Which entry: the log position of what let the customer in. Part of every send key.
    pub occurrence: Lsn,
    /// When the customer came in.
    pub entered: Time,
    /// The step the customer is at.
    pub step: StepId,
    /// What is waited for there.
    pub waiting: Waiting,
    /// Whether the goal was reached.
    pub reached_goal: bool,
    /// What trigger and steps left for later steps.
    pub data: Map,
    /// Whether a public source's word let the customer in. Passages from before this was kept count as begun by a trusted
    /// one: what is under way goes on.
    #[serde(default)]
    pub public: bool,
    /// Which public source said what let the customer in; none if a trusted one did or time alone, and in passages from before this
    /// was kept.
    #[serde(default)]
    pub source: Option<SourceId>,
}

/// What a passage waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Waiting {
    /// Nothing: it has only just been made.
    Begin,
    /// A moment.
    Until(Time),
    /// One of the step's events, from `since`, at the latest at `due`.
    Events {
        /// Events older than this do not count.
        since: Time,
        /// The time-out.
        due: Time,
    },
    /// What the gate says of the step's message.
    Gate,
    /// The step's voucher.
    Voucher,
    /// Nothing any more: the customer has left.
    Left,
}

impl Passage {
    /// The moment that has to pass for something to happen by itself.
    #[must_use]
    pub fn due(&self) -> Option<Time> {
        match self.waiting {
            Waiting::Until(due) | Waiting::Events { due, .. } => Some(due),
            _ => None,
        }
    }

    /// Whether the customer has left.
    #[must_use]
    pub fn has_left(&self) -> bool {
        self.waiting == Waiting::Left
    }
}

/// What happens to a passage.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// The customer comes in.
    Enter,
    /// The customer did something.
    Event(&'a Event),
    /// Time has passed.
    Time,
    /// The gate has answered about the message of a step; a deferred message counts as passed.
    Gated {
        /// Which step's message.
        step: &'a StepId,
        /// Whether it may be sent, now or later.
        passed: bool,
    },
    /// A voucher was issued or refused.
    Voucher {
        /// The step that asked for it.
        step: &'a StepId,
        /// What came of it.
        answer: &'a VoucherAnswer,
    },
}

/// What came of asking for a voucher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VoucherAnswer {
    /// Here it is.
    Issued {
        /// What is printed or shown, and typed at the till.
        code: SmolStr,
        /// What it is worth, for people: `10.00 EUR`, `15%`.
        value: SmolStr,
        /// The last moment it may be redeemed.
        valid_until: Time,
    },
    /// There is none.
    Refused {
        /// The named reason.
        reason: SmolStr,
    },
}

/// What a passage wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// It has come to a step.
    Stepped {
        /// The step it stands at now.
        step: StepId,
        /// By which way out of the step before; none at the first.
        by: Option<Way>,
    },
    /// Send the message of a step ([`Journey::message`]).
    Message {
        /// The step whose content it has.
        step: StepId,
    },
    /// Issue the voucher of a step ([`Journey::voucher`]).
    IssueVoucher {
        /// The step that says how much and from where.
        step: StepId,
    },
    /// Set a trait of the customer.
    SetTrait {
        /// Which trait.
        name: SmolStr,
        /// What it is from now on.
        value: Value,
    },
    /// Went one way of a split.
    Split {
        /// The step that divides.
        step: StepId,
        /// Which way.
        arm: SmolStr,
    },
    /// Wake it with [`Input::Time`] once time is past this.
    WaitUntil(Time),
    /// The goal was reached.
    Goal,
    /// The customer has left; the passage is over.
    Exit {
        /// Why: `finished`, `goal`, `exit_rule`, `held_out`, `voucher_refused`, ..., or the author's word.
        reason: SmolStr,
        /// By which way out of the last step; none if something else ended it: the goal, an exit rule, a new version.
        by: Option<Way>,
    },
}

/// What surrounds one advance.
struct Moment<'a> {
    customer: &'a Customer,
    brand: &'a Brand,
    now: Time,
}

impl Journey {
    /// Takes a passage on by one input.
    pub fn advance(
        &self,
        passage: &mut Passage,
        input: Input<'_>,
        customer: &Customer,
        brand: &Brand,
        now: Time,
        out: &mut Vec<Intent>,
    ) {
        if passage.has_left() {
            return;
        }
        let moment = Moment { customer, brand, now };
        match input {
            Input::Enter if passage.waiting == Waiting::Begin => self.go_to(passage, None, Some(0), &moment, out),
            Input::Enter => {}
            Input::Event(event) => self.event(passage, event, &moment, out),
            Input::Time => self.time(passage, now, &moment, out),
            Input::Gated { step, passed } => {
                if passage.waiting == Waiting::Gate && passage.step == *step {
                    let otherwise = self.message(step).and_then(|m| m.otherwise.clone()).filter(|_| !passed);
                    let by = if otherwise.is_some() { Way::Otherwise } else { Way::Next };
                    self.go_on(passage, by, otherwise.as_ref(), &moment, out);
                }
            }
            Input::Voucher { step, answer } => {
                if passage.waiting == Waiting::Voucher && passage.step == *step {
                    self.voucher_answer(passage, answer, &moment, out);
                }
            }
        }
    }

    fn time(&self, passage: &mut Passage, upto: Time, moment: &Moment<'_>, out: &mut Vec<Intent>) {
        if passage.due().is_none_or(|due| due >= upto) {
            return;
        }
        let step = self.step(&passage.step).and_then(|step| step.wait.as_ref());
        let (by, otherwise) = match passage.waiting {
            Waiting::Events { .. } => (Way::Otherwise, step.and_then(|wait| wait.otherwise.clone())),
            _ => (Way::Next, None),
        };
        self.go_on(passage, by, otherwise.as_ref(), moment, out);
    }

    fn event(&self, passage: &mut Passage, event: &Event, moment: &Moment<'_>, out: &mut Vec<Intent>) {
        if event.timestamp < passage.entered {
            return;
        }
        self.time(passage, event.timestamp, moment, out);
        if passage.has_left() {
            return;
        }
        if !passage.reached_goal && self.is_goal(event, moment.customer) {
            passage.reached_goal = true;
            out.push(Intent::Goal);
            if self.document().goal.as_ref().is_some_and(|goal| goal.ends) {
                return leave(passage, ExitReason::Goal.code(), out);
            }
        }
        if let Some(reason) = self.exit_reason(passage, Some(event), moment) {
            return leave(passage, &reason, out);
        }
        self.awaited(passage, event, moment, out);
    }

    /// Whether this event of the customer's is the journey's goal.
    #[must_use]
    pub fn is_goal(&self, event: &Event, customer: &Customer) -> bool {
        self.goal.as_ref().is_some_and(|goal| goal.fits(event, Some(customer)))
    }

    /// If the event is one that is waited for, goes where it leads.
    fn awaited(&self, passage: &mut Passage, event: &Event, moment: &Moment<'_>, out: &mut Vec<Intent>) {
        let Waiting::Events { since, due } = passage.waiting else { return };
        let Some(at) = self.place(&passage.step) else { return };
        if event.timestamp < since || event.timestamp > due {
            return;
        }
        let fits = |matcher: &Matcher| matcher.fits(event, Some(moment.customer));
        let Some(which) = self.compiled[at].waits.iter().position(fits) else { return };
        let waits = self.document().steps[at].wait.iter().flat_map(|wait| &wait.events);
        let then = waits.into_iter().nth(which).and_then(|wait| wait.then.as_ref());
        passage.data.set("event", Value::Map(event.properties.clone()));
        self.go_on(passage, Way::Choice(which), then, moment, out);
    }

    fn voucher_answer(
        &self,
        passage: &mut Passage,
        answer: &VoucherAnswer,
        moment: &Moment<'_>,
        out: &mut Vec<Intent>,
    ) {
        match answer {
            VoucherAnswer::Issued { code, value, valid_until } => {
                let mut voucher = Map::default();
                voucher.set("code", code.clone().into());
                voucher.set("value", value.clone().into());
                voucher.set("valid_until", valid_until.to_string().into());
                passage.data.set("voucher", Value::Map(voucher));
                self.go_on(passage, Way::Next, None, moment, out);
            }
            VoucherAnswer::Refused { .. } => {
                match self.voucher(&passage.step).and_then(|voucher| voucher.otherwise.clone()) {
                    Some(step) => self.go_on(passage, Way::Otherwise, Some(&step), moment, out),
                    None => leave_by(passage, Way::Otherwise, ExitReason::VoucherRefused.code(), out),
                }
            }
        }
    }

    /// On from the step the passage is at, by one of its ways: to the step named, else to the next.
    fn go_on(&self, passage: &mut Passage, by: Way, to: Option<&StepId>, moment: &Moment<'_>, out: &mut Vec<Intent>) {
        let at = self.place(&passage.step);
        let to = match to {
            Some(step) => self.place(step),
            None => at.and_then(|at| self.next_of(at)),
        };
        self.go_to(passage, Some(by), to, moment, out);
    }

    /// Where a step goes on unless something else decides.
    fn next_of(&self, at: usize) -> Option<usize> {
        self.document().next_of(at)
    }

    fn go_to(
        &self,
        passage: &mut Passage,
        by: Option<Way>,
        to: Option<usize>,
        moment: &Moment<'_>,
        out: &mut Vec<Intent>,
    ) {
        let (mut by, mut to) = (by, to);
        for _ in 0..=self.document().steps.len() {
            let Some(at) = to else { return left(passage, by, ExitReason::Finished.code(), out) };
            if let Some(reason) = self.exit_reason(passage, None, moment) {
                return leave(passage, &reason, out);
            }
            match self.take_step(passage, at, by, moment, out) {
                Next::To(way, next) => (by, to) = (Some(way), next),
                Next::Stop => return,
            }
        }
        leave(passage, ExitReason::TooManySteps.code(), out);
    }

    fn take_step(
        &self,
        passage: &mut Passage,
        at: usize,
        by: Option<Way>,
        moment: &Moment<'_>,
        out: &mut Vec<Intent>,
    ) -> Next {
        let step = &self.document().steps[at];
        passage.step = step.id.clone();
        out.push(Intent::Stepped { step: step.id.clone(), by });
        match step.action() {
            Some(Action::Message(message)) => self.take_message(passage, at, message, out),
            Some(Action::Wait(wait)) => {
                begin_wait(passage, wait, moment, out);
                Next::Stop
            }
            Some(Action::Branch(branch)) => {
                let facts = self.facts(passage, None, moment);
                let holding = self.compiled[at].cases.iter().position(|case| case.holds(&facts));
                let named = holding.and_then(|n| branch.cases.get(n)).map(|case| &case.then);
                let way = holding.map_or(Way::Otherwise, Way::Choice);
                Next::To(way, self.target(at, named.or(branch.otherwise.as_ref())))
            }
            Some(Action::Split(of)) => match split::choose(of, &passage.journey, &step.id, moment.customer.id) {
                Some(arm) => {
                    out.push(Intent::Split { step: step.id.clone(), arm: arm.name.clone() });
                    let which = of.arms.iter().position(|one| std::ptr::eq(one, arm)).unwrap_or_default();
                    Next::To(Way::Choice(which), self.target(at, arm.then.as_ref()))
                }
                None => {
                    leave_by(passage, Way::HeldOut, ExitReason::HeldOut.code(), out);
                    Next::Stop
                }
            },
            Some(Action::Voucher(Voucher { .. })) => {
                out.push(Intent::IssueVoucher { step: step.id.clone() });
                passage.waiting = Waiting::Voucher;
                Next::Stop
            }
            Some(Action::SetTrait(set)) => {
                out.push(Intent::SetTrait { name: set.name.clone(), value: set.value.clone() });
                Next::To(Way::Next, self.next_of(at))
            }
            Some(Action::Exit(exit)) => {
                leave_by(passage, Way::Next, exit.reason.as_deref().unwrap_or(ExitReason::Finished.code()), out);
                Next::Stop
            }
            None => Next::To(Way::Next, self.next_of(at)),
        }
    }

    fn take_message(&self, passage: &mut Passage, at: usize, message: &Message, out: &mut Vec<Intent>) -> Next {
        out.push(Intent::Message { step: passage.step.clone() });
        if message.otherwise.is_some() {
            passage.waiting = Waiting::Gate;
            return Next::Stop;
        }
        Next::To(Way::Next, self.next_of(at))
    }

    fn target(&self, at: usize, named: Option<&StepId>) -> Option<usize> {
        match named {
            Some(step) => self.place(step),
            None => self.next_of(at),
        }
    }

    fn exit_reason(&self, passage: &Passage, event: Option<&Event>, moment: &Moment<'_>) -> Option<SmolStr> {
        let facts = self.facts(passage, event, moment);
        let met = self.exits.iter().find(|exit| {
            let by_event = match (&exit.event, event) {
                (Some(matcher), Some(event)) => matcher.fits(event, Some(moment.customer)),
                (Some(_), None) => false,
                (None, _) => exit.condition.is_some(),
            };
            by_event && exit.condition.as_ref().is_none_or(|condition| condition.holds(&facts))
        });
        met.map(|exit| exit.reason.clone())
    }

    fn facts<'a>(&self, passage: &'a Passage, event: Option<&'a Event>, moment: &Moment<'a>) -> Facts<'a> {
        Facts { event, customer: Some(moment.customer), data: Some(&passage.data), now: moment.now }
    }
}

/// Where a step leads.
enum Next {
    /// On at once by this way; `None` is the end.
    To(Way, Option<usize>),
    /// Nowhere for now.
    Stop,
}

fn begin_wait(passage: &mut Passage, of: &Wait, moment: &Moment<'_>, out: &mut Vec<Intent>) {
    let due = wait::due(of, moment.now, moment.customer.profile.zone(), moment.brand);
    passage.waiting =
        if of.events.is_empty() { Waiting::Until(due) } else { Waiting::Events { since: moment.now, due } };
    out.push(Intent::WaitUntil(due));
}

/// Leaves because something else ended the passage.
pub(crate) fn leave(passage: &mut Passage, reason: &str, out: &mut Vec<Intent>) {
    left(passage, None, reason, out);
}

/// Leaves by a way of the step.
fn leave_by(passage: &mut Passage, by: Way, reason: &str, out: &mut Vec<Intent>) {
    left(passage, Some(by), reason, out);
}

fn left(passage: &mut Passage, by: Option<Way>, reason: &str, out: &mut Vec<Intent>) {
    passage.waiting = Waiting::Left;
    out.push(Intent::Exit { reason: reason.into(), by });
}
