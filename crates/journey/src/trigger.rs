//! What starts a journey: rules over one customer's events, in time.
//!
//! # Order, ties, time
//! A customer's events are totally ordered by (`timestamp`, `messageId` as bytes). "Before", "after" and "between"
//! mean this order; spans compare timestamps, and **every bound is inclusive**: a gap of exactly `within` is inside.
//! A window ends with the event that is looked at; what is yet to come never counts.
//!
//! # The triggers
//! * **when**: every event that fits fires. Time = the event's.
//! * **sequence** (`first` A, `then` B, `within` d, `without` C): at a B at time s it fires if some A lies before it,
//!   s - a <= d, and no C lies between the two. An event that is A and B serves as B first, so it never follows
//!   itself. Time = s. Data = B's properties, and under `first` what A was told to remember (the latest such A).
//! * **absence** (`after` A, `without` B, `within` d): at an A at time a it fires if no B follows with b - a <= d.
//!   With `restart` (the default) another A within d takes the first one's place; without, it changes nothing. At most
//!   one is open at a time. An event that is A and B closes first and opens then. Time = a + d; it fires
//!   once time is known to be past a + d (an event at exactly a + d still counts). Data = what A was told to remember.
//! * **count** (`of` A, `times` n, `within` d): fires at the earliest A that is the last of n consecutive
//!   A with at most d between the first and the last, none of them used by an earlier firing or older than one that was.
//!   Time = that of the n-th. The start slides: an old A is dropped, younger ones stay candidates.
//! * **aggregate** (`of` A, `sum` or count, `within` d, `above` or `at_least` X): at an A at time t with value v, and
//!   S = sum over the earlier A in `[t - d, t]` ("earlier" in the order above), it fires if S <= X < S + v
//!   (`at_least`: S < X <= S + v). It is armed again when expiry or a negative value brings the sum down.
//!   Sums are exact to a ten-thousandth; an A whose `sum` is no finite number does not count.
//! * **at_most_once_per** p, on all but `when`: a firing less than p away from the last one that fired is suppressed
//!   (exactly p is allowed). A suppressed firing does not restart p. A count that is suppressed has used its events.
//!
//! # Late events
//! An event older than the newest this trigger has looked at is *late*. It is put in its place and counts there if it
//! is at most `within` older than that newest, else it is ignored. What has fired is never taken back, and
//! what has been decided is not decided again; but what a late event completes fires, with its own (older) time:
//! * sequence: a late A lets the B's after it fire, a late B fires, a late C keeps later ones from firing.
//!   Among neighbours of the same role only the oldest and the newest are remembered, and at most 64 in all.
//!   A B that fires because of a late A offers only what it was told to `remember`.
//! * absence: a late B closes; a late A opens, and fires at once if its time is over. Of more than 64
//!   remembered events the oldest are forgotten, and later arrivals from before them ignored.
//! * count: a late A joins the unused ones; if n of them now fit, it fires with the time of the n-th.
//! * aggregate: if the late A crosses X at its place, or lets a later one cross, the first of these fires. If that
//!   merely moves a crossing that fired already, nothing fires.
//!
//! A late firing is subject to the journey's `freshness`, as every firing is.
//!
//! # Merged customers
//! The two pasts are laid together in the order above. The merge itself fires nothing; from then on every event is
//! looked at against the common past. `at_most_once_per` counts from the later of the two firings.
//!
//! # Whose word
//! A firing is *public* if a public source said one of the events it took: the event itself, the A or the B of a sequence,
//! the A of an absence, one of the n of a count, one inside the window of an aggregate. The steps may speak of what
//! these events say, and none of them is worth more than who said it.
//!
//! # State
//! [`Triggers`] keeps, per customer and journey, only what these rules need. State belongs to a trigger's definition,
//! not to a version: an unchanged trigger keeps its state through a publication, a changed one starts afresh.

pub mod absence;
pub mod aggregate;
pub mod count;
pub mod key;
pub mod machine;
pub mod recent;
pub mod sequence;

pub use key::Key;
pub use machine::Machine;

use rapport_kernel::{Map, Time};
use serde::{Deserialize, Serialize};

/// A trigger has fired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// Which of the journey's triggers, from 0.
    pub trigger: u16,
    /// The moment it fired, in event time.
    pub time: Time,
    /// What the steps may use.
    pub data: Map,
    /// Whether a public source said one of the events it took.
    pub public: bool,
}

/// One customer's state of all triggers of one journey. Empty for most customers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Triggers(Vec<Slot>);

/// The state of one trigger, under the fingerprint of its definition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename = "TriggerSlot")]
struct Slot {
    print: u64,
    state: TriggerState,
}

/// What a trigger remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TriggerState {
    /// First events seen that wait for the second.
    Sequence(sequence::SequenceState),
    /// Events seen that nothing has followed yet.
    Absence(absence::AbsenceState),
    /// Events seen within the span.
    Count(count::CountState),
    /// Sums by stretches of the span.
    Aggregate(aggregate::AggregateState),
}

impl Triggers {
    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The state under a fingerprint; a fresh one if there is none of the right sort.
    pub(crate) fn state(&mut self, print: u64, fresh: impl FnOnce() -> TriggerState) -> &mut TriggerState {
        let at = self.0.iter().position(|slot| slot.print == print);
        let at = at.unwrap_or_else(|| {
            self.0.push(Slot { print, state: fresh() });
            self.0.len() - 1
        });
        &mut self.0[at].state
    }

    /// The state under a fingerprint, if there is one.
    pub(crate) fn get(&self, print: u64) -> Option<&TriggerState> {
        self.0.iter().find(|slot| slot.print == print).map(|slot| &slot.state)
    }

    /// The same, to be changed.
    pub(crate) fn get_mut(&mut self, print: u64) -> Option<&mut TriggerState> {
        self.0.iter_mut().find(|slot| slot.print == print).map(|slot| &mut slot.state)
    }

    /// Puts a state under a fingerprint that has none.
    pub(crate) fn put(&mut self, print: u64, state: TriggerState) {
        self.0.push(Slot { print, state });
    }

    /// Every state with its fingerprint.
    pub(crate) fn into_states(self) -> impl Iterator<Item = (u64, TriggerState)> {
        self.0.into_iter().map(|slot| (slot.print, slot.state))
    }

    /// Forgets what belongs to none of these fingerprints.
    pub(crate) fn keep(&mut self, wanted: impl Fn(u64) -> bool) {
        self.0.retain(|slot| wanted(slot.print));
    }
}
