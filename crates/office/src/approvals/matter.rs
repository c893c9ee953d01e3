//! What is to be released: the thing itself, as it is kept with an approval.

use rapport_kernel::{ActivityId, Money, Time};
use rapport_work::{Object, SubjectKind, approval::Digest};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The kind of a journey's approvals.
pub const JOURNEY: &str = "journey";
/// The kind of a reallocation's approvals.
pub const REALLOCATION: &str = "reallocation";

/// One version of a thing that waits for release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Released {
    /// A version of a journey to be published.
    Journey {
        /// The document, to the letter.
        document: String,
    },
    /// Budget to be moved.
    Reallocation(Reallocation),
}

/// Budget to be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reallocation {
    /// From this activity; none: fresh budget.
    pub from: Option<ActivityId>,
    /// To this activity; none: out of the plan.
    pub to: Option<ActivityId>,
    /// What is spent or moved, in its own currency.
    pub amount: Money,
    /// In the words of whoever asked.
    pub reason: String,
    /// From when on it counts.
    pub at: Time,
}

impl Released {
    /// The digest of this version: another version has another one.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let said = match self {
            Self::Journey { document } => document.clone(),
            // Ids, numbers and texts: nothing that could fail to be written.
            Self::Reallocation(reallocation) => serde_json::to_string(reallocation).unwrap_or_default(),
        };
        digest_of(&said)
    }

    /// As it is kept.
    #[must_use]
    pub fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// As it was kept.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// SHA-256 of a text, in hex: what an approval holds for.
#[must_use]
pub fn digest_of(text: &str) -> Digest {
    let bytes = Sha256::digest(text.as_bytes());
    let hex: String = bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Digest(hex.into())
}

/// A thing by its kind and id.
#[must_use]
pub fn object(kind: &'static str, id: &str) -> Object {
    Object { kind: SubjectKind::from(kind), id: id.into() }
}
