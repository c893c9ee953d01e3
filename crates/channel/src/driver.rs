//! The contract of whoever carries messages out: one driver for each [kind](crate::kind) of channel. `docs/design/channel-contract.md`
//! says what a driver must do and must not.

use crate::{feedback::Feedback, outgoing::Outgoing, report::Outcome};
use std::{fmt, future::Future, pin::Pin};

/// A boxed answer that comes later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries out claimed messages on the channels of one kind.
pub trait ChannelDriver: Send + Sync + 'static {
    /// How many messages it can carry out at once now. As many again may be under way to counterparts that are slow to
    /// answer.
    fn slots(&self) -> usize;

    /// Carries one message out. Must call [`Start::begin`] right before the first byte that commits the counterpart, and
    /// answer [`Outcome::Stopped`] if that says no. Must answer in the end; answers [`Outcome::Unknown`] if it cannot know.
    fn deliver(&self, outgoing: Outgoing, start: Start) -> Answer<'_, Outcome>;

    /// Its settings, if people set them by name and value.
    fn settings(&self) -> Option<&dyn Adjustable> {
        None
    }

    /// Tries whether messages could be carried out now, and sends none; nothing if there is nothing to try.
    fn test(&self) -> Answer<'_, Option<Trial>> {
        Box::pin(async { None })
    }

    /// How it reads what its counterparts send back later, if they do.
    fn inbound(&self) -> Option<Inbound> {
        None
    }
}

/// Settings by name and value: kept, shown and drawn as a form by what their schema says.
pub trait Adjustable: Send + Sync {
    /// The JSON Schema: an object of texts, whole numbers, switches and choices. What is `writeOnly` is a secret and never told.
    fn schema(&self) -> &'static str;

    /// Works by these from now on.
    ///
    /// # Errors
    /// What is wrong and what to write instead. Then everything stays as it was.
    fn adjust(&self, settings: &serde_json::Value) -> Result<(), String>;
}

/// What became of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// Whether messages could be carried out.
    pub ok: bool,
    /// What was found: a stable code.
    pub code: &'static str,
    /// Which of several counterparts it is about.
    pub place: Option<String>,
    /// What the counterpart answered, in its own words.
    pub answer: Option<String>,
}

impl Trial {
    /// Messages could be carried out.
    #[must_use]
    pub fn good(code: &'static str) -> Self {
        Self { ok: true, code, place: None, answer: None }
    }

    /// They could not.
    #[must_use]
    pub fn bad(code: &'static str) -> Self {
        Self { ok: false, ..Self::good(code) }
    }
}

/// How what comes back is read.
#[derive(Clone, Copy, Debug)]
pub struct Inbound {
    /// The media types that it comes in.
    pub media: &'static [&'static str],
    /// What it says. Never fails: what cannot be understood is [`crate::feedback::Kind::Other`], and what is no mail
    /// [`crate::feedback::Kind::NoMail`].
    pub read: fn(&[u8]) -> Feedback,
}

/// A message was taken back before its first byte left: nothing must be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message was taken back before it left: {0}")]
pub struct TakenBack(
    /// Why: a stable code such as `withdrawn`.
    pub &'static str,
);

/// The driver's leave to begin. Ask it right before the first byte that commits the counterpart (SMTP: `MAIL FROM`).
pub struct Start(Box<dyn Fn() -> Result<(), TakenBack> + Send + Sync>);

impl Start {
    /// The leave of whoever holds the register of what is on its way.
    #[must_use]
    pub fn new(begin: impl Fn() -> Result<(), TakenBack> + Send + Sync + 'static) -> Self {
        Self(Box::new(begin))
    }

    /// Marks the message as on the wire; from here on a withdrawal lists it instead of stopping it.
    ///
    /// # Errors
    /// [`TakenBack`]: send nothing.
    pub fn begin(&self) -> Result<(), TakenBack> {
        (self.0)()
    }
}

impl fmt::Debug for Start {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Start")
    }
}
