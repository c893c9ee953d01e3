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
    /// In a dry run: a mark of who speaks.
    pub source: Option<String>,
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
        let order = if self.of_order { ", but its order does not count as it says" } else { "" };
        write!(f, "it is in{order}: `{}`: {} ({})", self.field, self.detail, self.code)
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
}
