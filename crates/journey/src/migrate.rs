//! From one version to the next while someone is inside.

use crate::{
    ExitReason, Journey,
    document::{Action, OnPublish},
    run::{Intent, Passage, Waiting, leave},
};

/// What became of a passage when a newer version was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It finishes the version it began.
    Stays,
    /// It goes on in the new version, at the step of the same name.
    Moved,
    /// It left: the step is gone, or is something else now.
    Left,
}

impl Journey {
    /// Brings a passage of an older version into this one, if this version says `on_publish: move`. It goes on
    /// waiting for what it waited for, until the moment it would have waited for. If its step is gone it leaves as
    /// `step_gone`; if the step is there but no longer waits for the same sort of thing, as `step_changed`.
    pub fn take_over(&self, passage: &mut Passage, out: &mut Vec<Intent>) -> Moved {
        if self.document().on_publish == OnPublish::Finish || passage.version >= self.version() || passage.has_left() {
            return Moved::Stays;
        }
        let Some(step) = self.step(&passage.step) else {
            leave(passage, ExitReason::StepGone.code(), out);
            return Moved::Left;
        };
        let fits = match (passage.waiting, step.action()) {
            (Waiting::Begin, _) => true,
            (Waiting::Until(_), Some(Action::Wait(wait))) => wait.events.is_empty(),
            (Waiting::Events { .. }, Some(Action::Wait(wait))) => !wait.events.is_empty(),
            (Waiting::Gate, Some(Action::Message(message))) => message.otherwise.is_some(),
            (Waiting::Voucher, Some(Action::Voucher(_))) => true,
            _ => false,
        };
        if !fits {
            leave(passage, ExitReason::StepChanged.code(), out);
            return Moved::Left;
        }
        passage.version = self.version();
        Moved::Moved
    }
}
