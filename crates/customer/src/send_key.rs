//! The name of one message to one person: computed from the plan, never random.
//!
//! A send key is `journey/version/step/customer/channel/occurrence`. The same step of the same journey, reached by the
//! same customer for the same reason, always yields the same key; so whoever sees a key twice knows that it is a
//! repetition. `occurrence` is the log position of what started it.

use rapport_kernel::{ChannelId, CustomerId, JourneyId, Lsn, StepId};
use serde::{Deserialize, Serialize, de};
use smol_str::{SmolStr, SmolStrBuilder};
use std::{
    fmt::{self, Write as _},
    str::FromStr,
};

/// Names one message to one customer; equal keys mean the same message.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SendKey(SmolStr);

/// What a send key is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendKeyParts {
    /// The document that wanted the message.
    pub journey: JourneyId,
    /// The publication that the passage follows.
    pub version: u32,
    /// The step within the version.
    pub step: StepId,
    /// The recipient; after a merge still the one it was made for.
    pub customer: CustomerId,
    /// The way it goes.
    pub channel: ChannelId,
    /// The log position of what started it.
    pub occurrence: Lsn,
}

/// The text is not a send key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a send key (journey/version/step/customer/channel/occurrence)")]
pub struct SendKeyError {
    /// What was given, cut to 64 characters.
    pub text: String,
}

impl SendKeyError {
    fn of(text: &str) -> Self {
        Self { text: text.chars().take(64).collect() }
    }
}

/// Ids stand in a key as they are, but for the separator and the escape sign.
fn escaped(out: &mut SmolStrBuilder, id: &str) {
    for c in id.chars() {
        match c {
            '/' => out.push_str("%2F"),
            '%' => out.push_str("%25"),
            c => out.push(c),
        }
    }
}

fn unescaped(part: &str) -> SmolStr {
    if part.contains('%') { part.replace("%2F", "/").replace("%25", "%").into() } else { part.into() }
}

impl SendKey {
    /// Stands before every key, where keys bound a stretch of a list. It names no message.
    pub const FIRST: Self = Self(SmolStr::new_static(""));

    /// The key of these parts.
    #[must_use]
    pub fn new(
        journey: &JourneyId,
        version: u32,
        step: &StepId,
        customer: CustomerId,
        channel: &ChannelId,
        occurrence: Lsn,
    ) -> Self {
        let mut text = SmolStrBuilder::new();
        escaped(&mut text, journey.as_str());
        // Writing to a string builder cannot fail.
        let _ = write!(text, "/{version}/");
        escaped(&mut text, step.as_str());
        let _ = write!(text, "/{customer}/");
        escaped(&mut text, channel.as_str());
        let _ = write!(text, "/{}", occurrence.0);
        Self(text.finish())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts it was made of.
    ///
    /// # Errors
    /// [`SendKeyError`]; impossible for a key made by [`SendKey::new`] or read by [`FromStr`].
    pub fn parts(&self) -> Result<SendKeyParts, SendKeyError> {
        parse(&self.0)
    }

    /// Whom the message is for; [`CustomerId::NONE`] is never in a key that was read or made here.
    #[must_use]
    pub fn customer(&self) -> CustomerId {
        self.0.split('/').nth(3).and_then(|text| text.parse().ok()).unwrap_or(CustomerId::NONE)
    }
}

fn parse(text: &str) -> Result<SendKeyParts, SendKeyError> {
    let error = || SendKeyError::of(text);
    let mut parts = text.split('/');
    let mut next = || parts.next().filter(|part| !part.is_empty()).ok_or_else(error);
    let key = SendKeyParts {
        journey: JourneyId(unescaped(next()?)),
        version: next()?.parse().map_err(|_| error())?,
        step: StepId(unescaped(next()?)),
        customer: next()?.parse().map_err(|_| error())?,
        channel: ChannelId(unescaped(next()?)),
        occurrence: Lsn(next()?.parse().map_err(|_| error())?),
    };
    let again = SendKey::new(&key.journey, key.version, &key.step, key.customer, &key.channel, key.occurrence);
    // Only the one canonical spelling is a key; `+1` or a fifth separator is none.
    if again.0 == text { Ok(key) } else { Err(error()) }
}

impl FromStr for SendKey {
    type Err = SendKeyError;
    fn from_str(text: &str) -> Result<Self, SendKeyError> {
        parse(text).map(|_| Self(text.into()))
    }
}

impl fmt::Display for SendKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SendKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for SendKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SendKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SmolStr::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_survives_text_whatever_the_ids_contain(
            journey in "[a-z/% -]{1,30}", step in "[a-z/%2F]{1,10}", version in 0u32.., customer in 1u128.., occurrence in 0u64..
        ) {
            let key = SendKey::new(
                &JourneyId::from(journey.as_str()), version, &StepId::from(step.as_str()),
                CustomerId(customer), &ChannelId::from("email"), Lsn(occurrence),
            );
            let parts = key.as_str().parse::<SendKey>().and_then(|key| key.parts()).expect("reads");
            prop_assert_eq!(parts.journey.as_str(), journey);
            prop_assert_eq!(parts.step.as_str(), step);
            prop_assert_eq!((parts.version, parts.customer, parts.occurrence), (version, CustomerId(customer), Lsn(occurrence)));
            prop_assert_eq!(key.customer(), CustomerId(customer));
        }
    }

    #[test]
    fn what_is_not_a_key_is_refused() {
        for bad in [
            "",
            "a/b",
            "a/1/s/00000000000000000000000000000001/email/+1",
            "a/1/s/1/email/1",
            "a/1//00000000000000000000000000000001/email/1",
        ] {
            assert!(bad.parse::<SendKey>().is_err(), "{bad}");
        }
    }
}
