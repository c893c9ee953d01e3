//! What is recorded of one change.

use crate::Seal;
use rapport_kernel::{Time, Value, coded};
use rapport_people::Object;
use smol_str::SmolStr;

coded! {
    /// What was done.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum DeedAct {
        /// Made new.
        Made = "made",
        /// Given other values.
        Changed = "changed",
        /// Taken away.
        Removed = "removed",
        /// Hung elsewhere.
        Moved = "moved",
        /// It takes no new bookings or members; what is under way still lands.
        Closed = "closed",
        /// Opened again.
        Reopened = "reopened",
        /// Put away.
        Archived = "archived",
        /// Brought back.
        Restored = "restored",
        /// Brought into force.
        Published = "published",
        /// Halted for a while.
        Paused = "paused",
        /// Set going again.
        Resumed = "resumed",
        /// Ended for good.
        Stopped = "stopped",
        /// A transfer of the ledger named it as source or target.
        MovedMoney = "moved_money",
        /// Money was booked on it.
        Booked = "booked",
        /// Something of it was left out of the books for good.
        LeftUnbooked = "left_unbooked",
        /// Brought in from outside.
        Imported = "imported",
        /// Tried, with nothing sent or kept.
        Tried = "tried",
        /// Taken out of the house.
        Exported = "exported",
        /// Personal data of it was looked at.
        Viewed = "viewed",
        /// Personal data was removed for good; a number remains.
        Erased = "erased",
        /// Made one with another.
        Joined = "joined",
        /// Made two.
        Parted = "parted",
        /// It was marked as not to be contacted.
        Suppressed = "suppressed",
        /// Given to someone, or shared with them.
        Given = "given",
        /// Taken back.
        Withdrawn = "withdrawn",
        /// Put before those who decide.
        Submitted = "submitted",
        /// Agreed to.
        Approved = "approved",
        /// Not agreed to.
        Rejected = "rejected",
        /// What was open about it was decided.
        Resolved = "resolved",
        /// A session began.
        SignedIn = "signed_in",
        /// A session ended: its owner left, or an administrator ended it.
        SignedOut = "signed_out",
        /// Lifted, of a hold.
        Lifted = "lifted",
    }
}

coded! {
    /// By which way it was done.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum DeedOrigin {
        /// By hand, in the web UI.
        Screen = "screen",
        /// By a link in a mail, on the page it opens.
        Mail = "mail",
        /// By a program, with a token.
        Token = "token",
        /// By a directory of the company that manages accounts.
        Directory = "directory",
        /// On the command line of the machine.
        CommandLine = "command_line",
        /// By Rapport itself, such as at the end of a term.
        Rapport = "rapport",
    }
}

/// What one field was and became.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// Which, by its name in the API; dotted where it lies deeper.
    pub field: SmolStr,
    /// What it was; `None` if it was not there.
    pub before: Option<Value>,
    /// What it became; `None` if it is gone.
    pub after: Option<Value>,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed {
    /// Its number: one more than the last one's.
    pub seq: u64,
    /// The moment by the server's clock.
    pub at: Time,
    /// By which way.
    pub origin: DeedOrigin,
    /// Who did it; no one: Rapport itself.
    pub who: Option<Seal>,
    /// For whom they stood in.
    pub in_place_of: Option<Seal>,
    /// Whom of the staff it is about, such as the person who was given a role.
    pub about: Option<Seal>,
    /// What it was done to. A person of the staff stands here by their number ([`PersonRef::object`](crate::PersonRef::object)).
    pub object: Object,
    /// What was done.
    pub act: DeedAct,
    /// What was before and after, except what is personal data of staff: that is in [`Personal`](crate::Personal).
    pub changes: Vec<FieldChange>,
    /// Why, in the words of who did it.
    pub why: Option<String>,
    /// The approval by which it was done.
    pub approval: Option<SmolStr>,
}
