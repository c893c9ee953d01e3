//! What the engine itself holds against something, besides the gate's refusals.

use rapport_kernel::coded;

coded! {
    /// Why something was not done, or not yet.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Held {
        /// The message's time was over.
        Expired = "expired",
        /// The version that wrote the message has no content for it any more.
        NoContent = "no_content",
        /// Another record of the same person is on its way in.
        MergePending = "merge_pending",
        /// Two records became one, and both had planned it.
        Merged = "merged",
        /// No mail server was entered; it waits for one.
        MailNotSetUp = "mail_not_set_up",
        /// The brand has no address to send from; it waits for one.
        SenderMissing = "sender_missing",
        /// As many messages of its brand go within the hour as public sources' words may lead to; it waits for its place.
        PublicRate = "public_rate",
        /// What it waited for is there: it may go at once.
        Resumed = "resumed",
        /// Two triggers of one moment are one occasion.
        SameMoment = "same_moment",
    }
}
