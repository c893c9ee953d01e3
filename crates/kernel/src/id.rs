//! Who, where, and which: the ids.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::{fmt, str::FromStr};

/// Declares ids that people choose (`spring-shoes`, `acme`): short strings that cannot be mistaken for one another.
macro_rules! named_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub SmolStr);

        impl $name {
            /// The id as people wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

named_ids! {
    /// A brand: a sender with its own customers' consents.
    BrandId,
    /// A leaf of the marketing plan; it pays for messages and is credited with what they bring back.
    ActivityId,
    /// A journey, over all its versions.
    JourneyId,
    /// A step inside a journey, unique within one version.
    StepId,
    /// A source of events, with a write key of its own.
    SourceId,
    /// What a customer agreed to be contacted for, such as `offers` or `service`.
    PurposeId,
    /// A brand's way to reach people, such as `email` or `newsletter`.
    ChannelId,
    /// What sort of channel that is, such as `email`: which content it takes and who carries it out. A brand may have several
    /// channels of one kind.
    ChannelKind,
    /// A creative asset.
    AssetId,
}

/// One customer, known by several identifiers. A random-looking number that says nothing about the person.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CustomerId(pub u128);

impl CustomerId {
    /// "No customer": the value records carry that concern none, such as ticks.
    pub const NONE: Self = Self(0);

    /// The partition this customer lives in: the top bits of the id, which is already uniform.
    #[must_use]
    pub fn partition(self) -> Partition {
        Partition((self.0 >> 120) as u16)
    }

    /// The lowest id of a partition.
    #[must_use]
    pub fn first(partition: Partition) -> Self {
        Self(u128::from(partition.0) << 120)
    }
}

impl fmt::Display for CustomerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for CustomerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The text is not an id of the expected form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct ParseIdError {
    /// What was given.
    pub text: String,
    /// What it should have been.
    pub expected: &'static str,
}

impl FromStr for CustomerId {
    type Err = ParseIdError;
    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let error = || ParseIdError {
            text: text.chars().take(64).collect(),
            expected: "a customer id (32 hexadecimal digits)",
        };
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(error());
        }
        u128::from_str_radix(text, 16).map(Self).map_err(|_| error())
    }
}

// JSON numbers end at 2^53 and postcard has no use for 32 characters: text for people, a number for machines.
impl Serialize for CustomerId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for CustomerId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
        } else {
            u128::deserialize(deserializer).map(Self)
        }
    }
}

/// How many partitions there are, from the first day and for ever.
pub const PARTITIONS: u16 = 256;

/// One of the [`PARTITIONS`] the customers are divided into. One writer owns it at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Partition(pub u16);

impl Partition {
    /// Addresses every partition: ticks, publications, settings.
    pub const ALL: Self = Self(u16::MAX);

    /// Every partition in order.
    pub fn each() -> impl Iterator<Item = Self> {
        (0..PARTITIONS).map(Self)
    }
}

/// Position of a record in the log. Grows; not dense within one partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lsn(pub u64);

impl Lsn {
    /// The position after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Names the n-th thing that came out of one record: the same in every replay, so sinks can tell a repetition.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct RecordId {
    /// Where the record was applied.
    pub partition: Partition,
    /// The record.
    pub lsn: Lsn,
    /// Which of its outputs, from 0.
    pub n: u32,
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.partition.0, self.lsn.0, self.n)
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for RecordId {
    type Err = ParseIdError;
    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let error = || ParseIdError {
            text: text.chars().take(64).collect(),
            expected: "a record id (partition-position-number)",
        };
        let mut parts = text.split('-');
        let (Some(p), Some(l), Some(n), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(error());
        };
        Ok(Self {
            partition: Partition(p.parse().map_err(|_| error())?),
            lsn: Lsn(l.parse().map_err(|_| error())?),
            n: n.parse().map_err(|_| error())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customer_id_survives_text_and_finds_its_partition() {
        let id = CustomerId(0xff00_0000_0000_0000_0000_0000_0000_0001);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.partition(), Partition(255));
        assert!("+f000000000000000000000000000001".parse::<CustomerId>().is_err());
    }

    #[test]
    fn record_id_survives_text() {
        let id = RecordId { partition: Partition(3), lsn: Lsn(77), n: 2 };
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("3-77".parse::<RecordId>().is_err());
    }
}
