//! Why a passage ended, where the author of the journey gave no reason of their own.

use rapport_kernel::coded;

coded! {
    /// The reasons this program itself gives.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ExitReason {
        /// The goal was reached, and the journey ends with it.
        Goal = "goal",
        /// There was no further step.
        Finished = "finished",
        /// No voucher was to be had, and the step names no other way.
        VoucherRefused = "voucher_refused",
        /// More steps in one moment than any sensible journey takes.
        TooManySteps = "too_many_steps",
        /// A split held the customer out.
        HeldOut = "held_out",
        /// An exit rule without a reason of its own.
        ExitRule = "exit_rule",
        /// A new version took over and has no such step.
        StepGone = "step_gone",
        /// A new version took over, and its step of that name does something else.
        StepChanged = "step_changed",
        /// Someone decided to do without the version, because its document is not understood any more.
        VersionGone = "version_gone",
        /// A person ended it for everybody.
        JourneyStopped = "journey_stopped",
        /// Two records became one, and the other passage goes on.
        Merged = "merged",
    }
}
