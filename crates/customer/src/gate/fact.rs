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
        /// Why.
        reason: Reason,
        /// Since when.
        since: Time,
    },
    /// Consent was given.
    ConsentGiven {
        /// When.
        since: Time,
    },
    /// Double opt-in was asked for.
    ConsentAsked {
        /// When.
        since: Time,
    },
    /// A consent was recorded, without proof.
    ConsentRecorded {
        /// When.
        since: Time,
    },
    /// The consent has run out.
    ConsentExpired {
        /// When.
        at: Time,
    },
    /// The consent was taken back.
    ConsentWithdrawn {
        /// When.
        at: Time,
    },
    /// The person objected to advertising.
    Objected {
        /// When.
        at: Time,
    },
    /// A soft opt-in stands in for consent.
    SoftOptIn {
        /// By the rule of which country.
        country: SmolStr,
    },
    /// What is offered was bought.
    Bought {
        /// In which order.
        order: SmolStr,
        /// Where.
        source: SourceId,
        /// When.
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
        /// Until when.
        until: Time,
    },
    /// The budget is asked right before sending.
    AskedLater,
    /// The activity pays.
    Paid {
        /// How much.
        cost: Money,
        /// Which.
        activity: ActivityId,
    },
    /// The activity cannot pay.
    Unpaid {
        /// How much it would be.
        cost: Money,
        /// Which.
        activity: ActivityId,
    },
}
