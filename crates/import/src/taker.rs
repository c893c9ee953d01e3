//! Who takes messages in: a server that is asked over the network, or the one that this runs in.

use serde_json::{Map, Value};
use std::{error::Error, fmt};

/// What is said of messages that were taken.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// What in them could not be read, or will not count.
    pub warnings: Vec<Warning>,
    /// The places of those that were known by their ids.
    pub repeated: Vec<usize>,
    /// What to note of the log, to [ask](Taker::ask) later whether it still holds them; nothing in a dry run, or from an older server.
    pub checkpoint: Option<String>,
}

/// Who speaks, and what of what was noted does not hold any more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standpoint {
    /// A mark of who speaks: another one for each source of each installation.
    pub source: String,
    /// The places of checkpoints behind which the log went back.
    pub lost: Vec<usize>,
}

/// What is wrong with a message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Its place.
    pub at: usize,
    /// The stable name.
    pub code: String,
    /// The field as the API calls it, dotted.
    pub field: String,
    /// What exactly, and what to do.
    pub detail: String,
    /// Whether the message's order is not in the books as it says.
    pub of_order: bool,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A dry run says the same: whether the row is in, or would be, stands beside it.
        let order = if self.of_order { "its order does not count as it says: " } else { "" };
        write!(f, "{order}`{}`: {} ({})", self.field, self.detail, self.code)
    }
}

/// Messages that are refused, and why: sent again, they would be refused again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The stable name.
    pub code: Option<String>,
    /// Why, and what to do.
    pub text: String,
}

/// Why messages were not taken.
#[derive(Debug)]
pub enum TakeError {
    /// One of them, or all, are refused.
    Refused(Refused),
    /// No one could be asked, or no one answered.
    Failed(Box<dyn Error + Send + Sync>),
}

/// Takes messages in that happened earlier.
#[allow(async_fn_in_trait, reason = "an import runs on a thread of its own")]
pub trait Taker {
    /// Takes all of them or none, and answers when they are durable; in a dry run it only says whether they would be taken. `now`: what
    /// says no moment happens now.
    ///
    /// # Errors
    /// [`TakeError`].
    async fn take(&self, messages: &[&Map<String, Value>], dry_run: bool, now: bool) -> Result<Taken, TakeError>;

    /// Says who speaks, and which of these checkpoints the log does not hold any more. Changes nothing.
    ///
    /// # Errors
    /// [`TakeError`].
    async fn ask(&self, checkpoints: &[&str]) -> Result<Standpoint, TakeError>;
}
