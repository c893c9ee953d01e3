//! Why messages that are claimed already must not leave.

use rapport_kernel::coded;

coded! {
    /// Why a claimed message is taken back.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Recall {
        /// The person took consent back, objected, or was suppressed.
        Withdrawn = "withdrawn",
        /// What it offers was bought in the meantime.
        AlreadyBought = "already_bought",
        /// A person ended the journey that wanted it.
        JourneyStopped = "journey_stopped",
        /// The person turned out to be someone who was known already.
        Merged = "merged",
        /// The person was erased.
        Erased = "erased",
    }
}
