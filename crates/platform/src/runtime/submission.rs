//! What the outside hands in, and what it gets back.

use super::names;
use rapport_channel::outgoing::Outgoing;
use rapport_customer::{Declaration, identity::Link, send_key::SendKey};
use rapport_engine::{Body, HistoryEntry};
use rapport_kernel::{CustomerId, Event, EventKind, Identifier, Lsn, SourceId, Span, Time};
use std::net::IpAddr;

/// Whom a record is about.
#[derive(Clone, Debug)]
pub enum Target {
    /// A known customer; one that was merged stands for the one that stays.
    Customer(CustomerId),
    /// Exactly this customer, also if it was merged: hand-overs between partitions.
    Exactly(CustomerId),
    /// Whoever these identifiers lead to; a new customer if they lead to no one.
    Identifiers(Vec<Identifier>, Link),
    /// The same, as this public source says it: what it may not say of someone known waits as a claim.
    Said(Vec<Identifier>, Link, SourceId),
    /// Every partition.
    Everybody(ForEverybody),
}

/// Shows that the runtime itself speaks: only it addresses everybody (see [`announce`](super::Announcer)).
#[derive(Clone, Copy, Debug)]
pub struct ForEverybody(());

impl Target {
    /// The same, as this public source says it.
    #[must_use]
    pub fn said_by(self, source: SourceId) -> Self {
        match self {
            Self::Identifiers(identifiers, link) => Self::Said(identifiers, link, source),
            other => other,
        }
    }

    /// The public source that says it, if it is one.
    pub(super) fn public(&self) -> Option<&SourceId> {
        match self {
            Self::Said(_, _, source) => Some(source),
            _ => None,
        }
    }
}

/// Stands for the date that the log will give: see [`Submission::said_now`].
const UNDATED: Time = Time::MAX;

/// One record on its way into the log.
#[derive(Clone, Debug)]
pub struct Submission {
    /// About whom.
    pub to: Target,
    /// An event, a declaration, a report: what the record will say.
    pub body: Body,
    /// Makes repetitions recognisable for at least 7 days.
    pub key: Option<u128>,
    /// From which network a public source says it, where that is counted. Stands in no record.
    pub network: Option<IpAddr>,
}

impl Submission {
    /// An event, addressed by its identifiers and recognisable by its message id.
    #[must_use]
    pub fn event(event: Event) -> Self {
        let link = if event.kind == EventKind::Alias { Link::Alias } else { Link::Observed };
        let key = (!event.message_id.is_empty()).then(|| key(&event.source, &event.message_id));
        let to = Target::Identifiers(event.identifiers.clone(), link);
        Self { key, ..Self::to(to, Body::Event(Box::new(event))) }
    }

    /// An event told by a source whose key everybody can read, from this network.
    #[must_use]
    pub fn said(event: Event, network: Option<IpAddr>) -> Self {
        let source = event.source.clone();
        let submission = Self::event(Event { public: true, ..event });
        Self { to: submission.to.said_by(source), network, ..submission }
    }

    /// Something about whoever is meant.
    #[must_use]
    pub fn to(to: Target, body: Body) -> Self {
        Self { to, body, key: None, network: None }
    }

    /// What the customer is named by; nothing if it is addressed otherwise.
    #[must_use]
    pub fn identifiers(&self) -> Option<&[Identifier]> {
        match &self.to {
            Target::Identifiers(identifiers, _) | Target::Said(identifiers, ..) => Some(identifiers),
            Target::Everybody(_) | Target::Exactly(_) | Target::Customer(_) => None,
        }
    }

    /// Something about a known customer.
    #[must_use]
    pub fn about(customer: CustomerId, body: Body) -> Self {
        Self::to(Target::Customer(customer), body)
    }

    /// What someone says now: it is of the very moment at which it stands in the log, so that nothing recorded before can seem
    /// to have been said after it.
    #[must_use]
    pub fn said_now(to: Target, declaration: Declaration) -> Self {
        let body = Body::Consent(Box::new(Declaration { at: UNDATED, ..declaration }));
        Self::to(to, body)
    }

    /// Gives what is said now its date.
    pub(super) fn date(&mut self, now: Time) {
        if let Body::Consent(declaration) = &mut self.body
            && declaration.at == UNDATED
        {
            declaration.at = now;
        }
    }

    /// Whether the record itself says by what its customer was named and how it is recognised.
    pub(super) fn names_itself(&self) -> bool {
        match &self.body {
            Body::Event(event) => self.key.is_none_or(|own| own == key(&event.source, &event.message_id)),
            _ => false,
        }
    }

    /// Whether it must find room on a full disk: someone says no, or is to be forgotten.
    pub(super) fn is_protected(&self) -> bool {
        is_no(&self.body) || matches!(self.body, Body::Erase)
    }

    /// Something for everybody.
    pub(super) fn broadcast(body: Body) -> Self {
        Self::to(Target::Everybody(ForEverybody(())), body)
    }

    /// The same, recognisable by a key of the sender's own.
    #[must_use]
    pub fn keyed(mut self, source: &SourceId, id: &str) -> Self {
        self.key = Some(key(source, id));
        self
    }
}

/// Whether somebody says that they are not to be written to.
pub(super) fn is_no(body: &Body) -> bool {
    match body {
        Body::Consent(declaration) => declaration.act.takes_back(),
        Body::Suppress(_) => true,
        _ => false,
    }
}

/// Names a message of a source: 128 bits, so that two different messages never share it by chance.
#[must_use]
pub fn key(source: &SourceId, id: &str) -> u128 {
    names::hash(&[source.as_str().as_bytes(), id.as_bytes()])
}

/// The record is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ack {
    /// Where it stands; `None` if it was there before.
    pub lsn: Option<Lsn>,
    /// Whom it was about; [`CustomerId::NONE`] for everybody and for repetitions.
    pub customer: CustomerId,
}

impl Ack {
    /// Whether the record was a repetition of one that is durable already.
    #[must_use]
    pub fn duplicate(&self) -> bool {
        self.lsn.is_none()
    }
}

/// The record is durable and applied, and this is what came of it.
#[derive(Debug, Default)]
pub struct Applied {
    /// Where it stands; `None` if it was a repetition, and then nothing came of it.
    pub lsn: Option<Lsn>,
    /// It is a "no" that stands already: said again just now, it changes nothing.
    pub stands_already: bool,
    /// Whom it was about.
    pub customer: CustomerId,
    /// What was added to histories.
    pub lines: Vec<HistoryEntry>,
    /// Messages that may leave now.
    pub dispatch: Vec<Outgoing>,
    /// Claimed messages that were stopped before their first byte left.
    pub stopped: Vec<SendKey>,
    /// Claimed messages whose transaction had begun and could not be stopped.
    pub in_flight: Vec<SendKey>,
    /// The record could not be applied: it is set aside for a person to look at.
    pub set_aside: bool,
}

/// Why nothing of a request was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// More is waiting than can be kept: come again later.
    #[error("too much is waiting; try again in {retry_after}")]
    Busy {
        /// When to come again.
        retry_after: Span,
    },
    /// No room on the log's disk.
    #[error("the disk is full")]
    Full,
    /// The log has no file handle to go on with; it passes.
    #[error("no file handle is free")]
    NoHandles,
    /// Which messages there were cannot be written down; it passes.
    #[error("message ids cannot be written")]
    IdsUnwritable,
    /// Another process has taken the directory.
    #[error("another process has taken this directory")]
    LeaseLost,
    /// The log refuses writes until a restart.
    #[error("the log cannot be written")]
    Unwritable,
    /// A record is larger than the log takes.
    #[error("a record is too large")]
    TooLarge,
    /// A record has no stored form: this program made it wrongly.
    #[error("a record has no stored form")]
    Unstorable,
    /// The program is stopping.
    #[error("stopping")]
    Stopping,
}

impl SubmitError {
    /// Whether the same can be said again in a while, without anybody's help but the disk's.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::Full | Self::NoHandles | Self::IdsUnwritable)
    }

    /// The stable name in answers and counters.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Busy { .. } => "busy",
            Self::Full => "disk_full",
            Self::NoHandles => "no_file_handles",
            Self::IdsUnwritable => "message_ids_unwritable",
            Self::LeaseLost => "lease_lost",
            Self::Unwritable => "log_unwritable",
            Self::TooLarge => "record_too_large",
            Self::Unstorable => "record_unstorable",
            Self::Stopping => "stopping",
        }
    }
}
