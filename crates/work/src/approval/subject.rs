//! What is to be released.

use crate::{ApprovalId, Object, PersonId, PlaceId, condition::SubjectFacts};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::fmt;

/// The digest of one version of a thing, as whoever keeps the thing computes it. Two versions that differ have two digests.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(pub SmolStr);

impl From<&str> for Digest {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A part of a thing that can change by itself, such as `content`, `audience`, `money`: what they are is up to its kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SubjectPart(pub SmolStr);

impl From<&str> for SubjectPart {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// One version of a thing, with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The thing.
    pub object: Object,
    /// Which version.
    pub digest: Digest,
    /// Where it belongs: roles are looked for there.
    pub place: PlaceId,
    /// Who answers for the thing, and may withdraw the request.
    pub owner: PersonId,
    /// What conditions ask.
    pub facts: SubjectFacts,
}

/// Someone asks for release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseRequest {
    /// The approval's id.
    pub id: ApprovalId,
    /// The version to be released.
    pub subject: Subject,
    /// Who made the version and asks.
    pub author: PersonId,
    /// In whose name, where the author stands in for someone.
    pub on_behalf_of: Option<PersonId>,
}
