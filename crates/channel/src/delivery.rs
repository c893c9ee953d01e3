//! The life of one delivery, from the plan to the last click, as a pure state machine.
//!
//! ```text
//!  planned ──> claimed ──> accepted ──> (delivered, opened, clicked, bounced, ...)
//!   │  ▲          │
//!   │  └─ deferred┤ refused for now, not sent
//!   ▼             ▼
//!  suppressed   refused · expired · suppressed · unknown
//! ```
//! *Claimed* is durable before the first byte leaves. A claim that ends in the dark becomes *unknown*; in
//! [`Mode::AtMostOnce`] it is never sent again. Later feedback (a bounce, a click) proves that it was sent after all.
//!
//! [`Delivery::decide`] answers what a command would do or names the refusal; [`Delivery::evolve`] does it.

use crate::report::{NO_WAY_OUT, Outcome};
use rapport_kernel::{Span, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What to do when it cannot be known whether a try was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "DeliveryMode")]
pub enum Mode {
    /// Marketing: never send again, show it as unknown.
    #[default]
    AtMostOnce,
    /// Service mail: try again with the same message id, so often in all.
    AtLeastOnce {
        /// Tries in all, the first included.
        tries: u8,
    },
}

/// How often a message that was certainly *not* sent is offered again before the refusal counts as final.
pub const MAX_TRIES: u8 = 5;

/// Where a delivery stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Allowed by the gate at planning time; waiting to be claimed.
    Planned,
    /// Waiting for a better moment.
    Deferred {
        /// The gate is asked again then.
        until: Time,
        /// The gate's or the counterpart's reason.
        why: SmolStr,
    },
    /// Claimed: its bytes may be leaving now.
    Claimed {
        /// The log's time of the claim.
        at: Time,
    },
    /// The counterpart has it.
    Accepted {
        /// The log's time of the counterpart's word.
        at: Time,
        /// What the counterpart calls it.
        provider_id: Option<SmolStr>,
    },
    /// The counterpart said no for good.
    Refused {
        /// The log's time of the refusal.
        at: Time,
        /// The counterpart's or driver's reason, as a stable code or an SMTP status.
        code: SmolStr,
    },
    /// Too late.
    Expired {
        /// When that was found.
        at: Time,
    },
    /// We decided not to send it after all.
    Suppressed {
        /// The log's time of the decision.
        at: Time,
        /// The gate's refusal code, `withdrawn`, `stopped`, ...
        reason: SmolStr,
    },
    /// No one can say whether it was sent.
    Unknown {
        /// The log's time at which no one could say any more.
        at: Time,
        /// Where it ended.
        why: SmolStr,
    },
}

impl DeliveryState {
    /// The ledger's word for it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Deferred { .. } => "deferred",
            Self::Claimed { .. } => "claimed",
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::Expired { .. } => "expired",
            Self::Suppressed { .. } => "suppressed",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// Whether nothing more will be tried.
    #[must_use]
    pub fn is_final(&self) -> bool {
        !matches!(self, Self::Planned | Self::Deferred { .. } | Self::Claimed { .. })
    }
}

/// One delivery as the customer's record keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// Where it stands.
    pub state: DeliveryState,
    /// What to do in the dark.
    pub mode: Mode,
    /// The log's time of the plan: validity and age are counted from here.
    pub planned: Time,
    /// Not after this moment.
    pub valid_until: Time,
    /// How often it was claimed.
    pub tries: u8,
    /// What came back later, each kind once, with the first time it was said.
    pub feedback: Vec<(Time, Outcome)>,
    /// That it was taken off a screen where it was shown.
    #[serde(default)]
    pub taken_down: Option<TakenDown>,
    /// The sale that came while it stood on a screen: staff may still say that they had done it by then.
    #[serde(default)]
    pub overtaken: Option<Overtaken>,
}

/// What was shown was taken off the screen before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenDown {
    /// The log's time at which it was gone from the screen.
    pub at: Time,
    /// Why, as a stable code such as `already_bought`.
    pub why: SmolStr,
}

/// A sale came before staff had answered what was shown to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overtaken {
    /// When it was sold, as the sale says.
    pub at: Time,
    /// The number of the order.
    pub order: SmolStr,
}

/// What can be asked of a delivery.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// The gate wants to wait.
    Defer {
        /// The moment at which the gate is asked again.
        until: Time,
        /// The refusal for which it waits, as a stable code.
        why: SmolStr,
    },
    /// The gate allowed it with the claim.
    Claim,
    /// The gate refused it, the consent was withdrawn or the journey stopped.
    Suppress {
        /// The refusal's code.
        reason: SmolStr,
    },
    /// Time passed: let it expire if it is due.
    Expire,
    /// A driver or a feedback channel reports.
    Report(Outcome),
    /// The process starts again: what was under way then is unknown now.
    Recover,
}

/// What a command leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It stands there now.
    To(DeliveryState),
    /// Feedback to be kept; the state stays, except that an unknown or recovered delivery is proven accepted.
    Feedback(Outcome),
    /// Said before; nothing changes.
    Nothing,
}

/// Why a command cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryRefusal {
    /// It was claimed before: claiming twice would be sending twice.
    #[error("this delivery is claimed already")]
    AlreadyClaimed,
    /// Nothing more can happen to it.
    #[error("this delivery has ended")]
    Ended,
    /// Its bytes may be leaving: only the driver can tell how it ends.
    #[error("this delivery is on its way and cannot be changed from here")]
    OnItsWay,
    /// The validity ended.
    #[error("this delivery is no longer valid")]
    NoLongerValid,
    /// It waits for a later moment.
    #[error("this delivery waits for a later moment")]
    NotYet,
    /// No one claimed it, so no one can report about it.
    #[error("this delivery was not claimed")]
    NotClaimed,
}

impl DeliveryRefusal {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AlreadyClaimed => "already_claimed",
            Self::Ended => "delivery_ended",
            Self::OnItsWay => "on_its_way",
            Self::NoLongerValid => "no_longer_valid",
            Self::NotYet => "not_yet",
            Self::NotClaimed => "not_claimed",
        }
    }
}

/// The stable code of a delivery that was under way when the program ended.
pub const RESTART: &str = "restart";

/// How long to wait before the next try after `tries` of them: 5 min, 20 min, 80 min, 320 min, then 12 h.
#[must_use]
pub fn back_off(tries: u8) -> Span {
    let factor = 4i64.saturating_pow(u32::from(tries.clamp(1, 6)) - 1);
    Span::MINUTE.times(5).times(factor).min(Span::HOUR.times(12))
}

impl Delivery {
    /// A planned delivery.
    #[must_use]
    pub fn new(mode: Mode, planned: Time, valid_until: Time) -> Self {
        Self {
            state: DeliveryState::Planned,
            mode,
            planned,
            valid_until,
            tries: 0,
            feedback: Vec::new(),
            taken_down: None,
            overtaken: None,
        }
    }

    /// Whether the dispatcher may try to claim it at `now`.
    #[must_use]
    pub fn is_due(&self, now: Time) -> bool {
        match self.state {
            DeliveryState::Planned => true,
            DeliveryState::Deferred { until, .. } => until <= now,
            _ => false,
        }
    }

    /// What is shown is shown no longer from `now` on.
    pub fn take_down(&mut self, why: impl Into<SmolStr>, now: Time) {
        self.valid_until = self.valid_until.min(now - Span(1));
        self.taken_down = Some(TakenDown { at: now, why: why.into() });
    }

    /// A sale came: staff may say until then that they had done it before.
    pub fn overtake(&mut self, by: Overtaken, until: Time) {
        (self.valid_until, self.overtaken) = (until, Some(by));
    }

    /// As of which moment an outcome counts: what staff did is done by the sale that overtook it, whenever they say so.
    #[must_use]
    pub fn counts_from(&self, outcome: &Outcome, now: Time) -> Time {
        match (&self.overtaken, outcome) {
            (Some(sale), Outcome::Done) => now.min(sale.at),
            _ => now,
        }
    }

    /// Whether it waits for a sender, or for a counterpart that can be spoken to.
    #[must_use]
    pub fn waits_for_way_out(&self) -> bool {
        matches!(&self.state, DeliveryState::Deferred { why, .. } if NO_WAY_OUT.contains(&why.as_str()))
    }

    /// What `command` would lead to.
    ///
    /// # Errors
    /// The named reason why it cannot be followed; nothing changes then.
    pub fn decide(&self, command: &Command, now: Time) -> Result<Change, DeliveryRefusal> {
        match command {
            Command::Defer { until, why } => self
                .may_still_change()
                .map(|()| Change::To(DeliveryState::Deferred { until: *until, why: why.clone() })),
            Command::Claim => self.claim(now),
            Command::Suppress { reason } => self
                .may_still_change()
                .map(|()| Change::To(DeliveryState::Suppressed { at: now, reason: reason.clone() })),
            Command::Expire => {
                self.may_still_change()?;
                Ok(if now > self.valid_until {
                    Change::To(DeliveryState::Expired { at: now })
                } else {
                    Change::Nothing
                })
            }
            Command::Report(outcome) if outcome.ends_attempt() => self.attempt_ended(outcome, now),
            Command::Report(outcome) => self.feedback(outcome),
            Command::Recover => match self.state {
                DeliveryState::Claimed { .. } => Ok(Change::To(self.in_the_dark(RESTART, now))),
                _ => Ok(Change::Nothing),
            },
        }
    }

    /// Carries out a change that [`Delivery::decide`] answered.
    pub fn evolve(&mut self, change: Change, now: Time) {
        match change {
            Change::To(state) => {
                if matches!(state, DeliveryState::Claimed { .. }) {
                    self.tries = self.tries.saturating_add(1);
                }
                self.state = state;
            }
            Change::Feedback(outcome) => {
                if !matches!(self.state, DeliveryState::Accepted { .. }) {
                    self.state = DeliveryState::Accepted { at: now, provider_id: None };
                }
                self.feedback.push((now, outcome));
            }
            Change::Nothing => {}
        }
    }

    /// [`Delivery::decide`] and [`Delivery::evolve`] in one.
    ///
    /// # Errors
    /// As [`Delivery::decide`].
    pub fn apply(&mut self, command: &Command, now: Time) -> Result<Change, DeliveryRefusal> {
        let change = self.decide(command, now)?;
        self.evolve(change.clone(), now);
        Ok(change)
    }

    fn may_still_change(&self) -> Result<(), DeliveryRefusal> {
        match self.state {
            DeliveryState::Planned | DeliveryState::Deferred { .. } => Ok(()),
            DeliveryState::Claimed { .. } => Err(DeliveryRefusal::OnItsWay),
            _ => Err(DeliveryRefusal::Ended),
        }
    }

    fn claim(&self, now: Time) -> Result<Change, DeliveryRefusal> {
        match self.state {
            DeliveryState::Claimed { .. } => Err(DeliveryRefusal::AlreadyClaimed),
            DeliveryState::Deferred { until, .. } if until > now => Err(DeliveryRefusal::NotYet),
            DeliveryState::Planned | DeliveryState::Deferred { .. } if now > self.valid_until => {
                Err(DeliveryRefusal::NoLongerValid)
            }
            DeliveryState::Planned | DeliveryState::Deferred { .. } => {
                Ok(Change::To(DeliveryState::Claimed { at: now }))
            }
            _ => Err(DeliveryRefusal::Ended),
        }
    }

    fn attempt_ended(&self, outcome: &Outcome, now: Time) -> Result<Change, DeliveryRefusal> {
        match (&self.state, outcome) {
            (DeliveryState::Claimed { .. }, _) => Ok(Change::To(self.after_attempt(outcome, now))),
            // The look-up or a late answer resolves what was in the dark.
            (DeliveryState::Unknown { .. }, Outcome::Accepted { .. } | Outcome::Refused { permanent: true, .. }) => {
                Ok(Change::To(self.after_attempt(outcome, now)))
            }
            (DeliveryState::Planned | DeliveryState::Deferred { .. }, _) => Err(DeliveryRefusal::NotClaimed),
            _ => Ok(Change::Nothing),
        }
    }

    fn after_attempt(&self, outcome: &Outcome, now: Time) -> DeliveryState {
        match outcome {
            Outcome::Accepted { provider_id } => DeliveryState::Accepted { at: now, provider_id: provider_id.clone() },
            Outcome::Refused { code, permanent: true } => DeliveryState::Refused { at: now, code: code.clone() },
            Outcome::Refused { code, permanent: false } => {
                self.again_or(now, code.clone(), MAX_TRIES, DeliveryState::Refused { at: now, code: code.clone() })
            }
            Outcome::NotSent { why } => self.again_or(now, why.clone(), u8::MAX, DeliveryState::Expired { at: now }),
            Outcome::Stopped { why } => DeliveryState::Suppressed { at: now, reason: why.clone() },
            Outcome::Expired => DeliveryState::Expired { at: now },
            Outcome::Unknown { why } => self.in_the_dark(why, now),
            // Feedback never comes here: `ends_attempt` is false for it.
            _ => self.state.clone(),
        }
    }

    /// After a try of which no one can say whether it was sent.
    fn in_the_dark(&self, why: &str, now: Time) -> DeliveryState {
        let unknown = DeliveryState::Unknown { at: now, why: why.into() };
        match self.mode {
            Mode::AtMostOnce => unknown,
            Mode::AtLeastOnce { tries } => self.again_or(now, why.into(), tries, unknown),
        }
    }

    fn again_or(&self, now: Time, why: SmolStr, tries: u8, otherwise: DeliveryState) -> DeliveryState {
        let until = now + back_off(self.tries);
        if self.tries < tries && until <= self.valid_until { DeliveryState::Deferred { until, why } } else { otherwise }
    }

    fn feedback(&self, outcome: &Outcome) -> Result<Change, DeliveryRefusal> {
        if matches!(self.state, DeliveryState::Planned) {
            return Err(DeliveryRefusal::NotClaimed);
        }
        let said = self.feedback.iter().any(|(_, known)| known == outcome);
        Ok(if said { Change::Nothing } else { Change::Feedback(outcome.clone()) })
    }
}

#[cfg(test)]
#[path = "delivery_tests.rs"]
mod tests;
