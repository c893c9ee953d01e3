//! What is behind a check's answer, as values: whoever shows it says it in the reader's language.

use crate::suppression::Reason;
use rapport_kernel::{ActivityId, Money, SourceId, Span, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// The figures behind one check. No personal data beyond an order's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// A service message is exempt from this check.
    ServiceMessage,
    /// The brand's settings are not there to be asked.
    BrandMissing,
    /// On a suppression list.
    Suppressed {
        /// What led to it: a bounce, a complaint, the person's word.
        reason: Reason,
        /// When it was recorded; the oldest one that applies.
        since: Time,
    },
    /// There is a yes that counts.
    ConsentGiven {
        /// The moment of the yes.
        since: Time,
    },
    /// Double opt-in was asked for.
    ConsentAsked {
        /// The moment of the question.
        since: Time,
    },
    /// A consent was recorded, without proof.
    ConsentRecorded {
        /// The moment at which it was said.
        since: Time,
    },
    /// The consent has run out.
    ConsentExpired {
        /// The moment at which it ran out.
        at: Time,
    },
    /// The consent was taken back.
    ConsentWithdrawn {
        /// The moment of the withdrawal.
        at: Time,
    },
    /// The person objected to advertising.
    Objected {
        /// The moment of the objection.
        at: Time,
    },
    /// A soft opt-in stands in for consent.
    SoftOptIn {
        /// By the rule of which country.
        country: SmolStr,
    },
    /// What is offered was bought.
    Bought {
        /// The number that the shop or till gave it.
        order: SmolStr,
        /// The source that told of it.
        source: SourceId,
        /// The moment of the purchase.
        at: Time,
    },
    /// A cap has no room.
    CapFull {
        /// Messages counted in the window.
        used: u32,
        /// Slots kept for messages of higher priority.
        reserved: u32,
        /// How many the cap allows.
        max: u32,
        /// In how long a window.
        per: Span,
    },
    /// The channel keeps no quiet hours.
    NoQuietHours,
    /// It is quiet time.
    Quiet {
        /// The end of the quiet time, in which messages wait.
        until: Time,
    },
    /// The budget is asked right before sending.
    AskedLater,
    /// The activity pays.
    Paid {
        /// What the message costs.
        cost: Money,
        /// The leaf of the plan that has the money.
        activity: ActivityId,
    },
    /// The activity cannot pay.
    Unpaid {
        /// How much it would be.
        cost: Money,
        /// The leaf of the plan that lacks the money.
        activity: ActivityId,
    },
}
