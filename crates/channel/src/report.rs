//! What came back about one delivery: the driver's outcome, or later feedback from the person or their mail server.

use rapport_customer::{send_key::SendKey, suppression::Reason};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// One message about one delivery, on its way into the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Which delivery.
    pub send_key: SendKey,
    /// What happened.
    pub outcome: Outcome,
    /// When, by the clock of whoever saw it.
    pub at: Time,
    /// Who found it out, where a person did.
    #[serde(default)]
    pub resolved: Option<Resolved>,
}

impl Report {
    /// What a counterpart, or we ourselves, say.
    #[must_use]
    pub fn new(send_key: SendKey, outcome: Outcome, at: Time) -> Self {
        Self { send_key, outcome, at, resolved: None }
    }
}

/// What a person found out about a message of which no one could tell what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// The name they are signed in by.
    pub author: SmolStr,
    /// How they know.
    pub note: SmolStr,
}

/// Why nothing could be offered to any mail server, as [`Outcome::NotSent`] says it: when the sender or the server's settings change,
/// it is worth trying at once.
pub const NO_WAY_OUT: [&str; 8] =
    ["mail_not_set_up", "sender_missing", "connect", "tls", "greeting", "hello", "login", "login_unprotected"];

/// What can happen to a message once it left the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[serde(rename = "ReportOutcome")]
pub enum Outcome {
    /// The counterpart took responsibility for the message.
    Accepted {
        /// What the counterpart calls it, if it said so.
        provider_id: Option<SmolStr>,
    },
    /// The counterpart said no before taking responsibility: certainly not sent.
    Refused {
        /// Its code, such as `550` or `451 4.7.1`.
        code: SmolStr,
        /// `false` if it may be tried again later.
        permanent: bool,
    },
    /// Nothing was offered to the counterpart (no connection, no capacity): certainly not sent, free to be tried again.
    NotSent {
        /// What stood in the way, as a stable code such as `connect` or `tls`.
        why: SmolStr,
    },
    /// Stopped on the way out, before the first byte, by a withdrawal, an objection or a stop.
    Stopped {
        /// Why, as a stable code such as `withdrawn`.
        why: SmolStr,
    },
    /// Its validity ended before anyone could take it.
    Expired,
    /// Whether it was sent cannot be known: the connection or the process ended in the ambiguous phase.
    Unknown {
        /// Where it ended, as a stable code such as `after_dot` or `restart`.
        why: SmolStr,
    },
    /// It reached the person's mailbox or device.
    Delivered,
    /// It was opened or seen.
    Opened,
    /// A link in it was followed.
    Clicked {
        /// Which link, as the author named it.
        link: SmolStr,
    },
    /// It came back.
    Bounced {
        /// Whether the address is unusable for good (a hard bounce).
        permanent: bool,
        /// The status code of the report, such as `5.1.1`.
        code: SmolStr,
    },
    /// The person called it spam.
    Complained,
    /// Staff did what was proposed.
    Done,
    /// The person does not want this.
    NotInterested,
    /// The person does not want this now.
    NotNow,
    /// Paper came out of the printer.
    Printed,
}

impl Outcome {
    /// The stable name in logs, counters and the API.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Refused { .. } => "refused",
            Self::NotSent { .. } => "not_sent",
            Self::Stopped { .. } => "stopped",
            Self::Expired => "expired",
            Self::Unknown { .. } => "unknown",
            Self::Delivered => "delivered",
            Self::Opened => "opened",
            Self::Clicked { .. } => "clicked",
            Self::Bounced { .. } => "bounced",
            Self::Complained => "complained",
            Self::Done => "done",
            Self::NotInterested => "not_interested",
            Self::NotNow => "not_now",
            Self::Printed => "printed",
        }
    }

    /// Whether this is the answer to the attempt to send (as opposed to later feedback).
    #[must_use]
    pub fn ends_attempt(&self) -> bool {
        matches!(
            self,
            Self::Accepted { .. }
                | Self::Refused { .. }
                | Self::NotSent { .. }
                | Self::Stopped { .. }
                | Self::Expired
                | Self::Unknown { .. }
        )
    }

    /// Why whoever got it is not to be written to from now on; nothing for everything but a hard bounce and a complaint.
    #[must_use]
    pub fn silences(&self) -> Option<Reason> {
        match self {
            Self::Bounced { permanent: true, .. } => Some(Reason::HardBounce),
            Self::Complained => Some(Reason::Complaint),
            _ => None,
        }
    }

    /// Whether this proves that the message left us.
    #[must_use]
    pub fn proves_sent(&self) -> bool {
        !self.ends_attempt() || matches!(self, Self::Accepted { .. })
    }
}
