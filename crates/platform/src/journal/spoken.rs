//! What was sent since a backup that was restored: it is not sent a second time.

use super::{Fact, Line};
use hashbrown::{HashMap, HashSet};
use parking_lot::Mutex;
use rapport_channel::report::Outcome;
use rapport_customer::send_key::SendKey;
use rapport_kernel::{ChannelId, CustomerId, JourneyId, Span, StepId, Time, coded};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The file's name in a data directory.
pub const FILE: &str = "spoken.ndjson";
/// A claim without a report that is older than this at the journal's end was not sent: reports come within moments.
const IN_FLIGHT: Span = Span(10 * Span::MINUTE.0);

coded! {
    /// Why a message is not sent by an installation that was restored.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Before {
        /// It may have been sent before the restore; no one can say.
        MaybeSent = "maybe_sent_before_restore",
    }
}

/// One message that was sent, or may have been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sent {
    send_key: SendKey,
    /// Whom it was for by now, merges included.
    customer: CustomerId,
    /// Whether its fate was known.
    known: bool,
}

/// A line of the file: what was sent, who became whom, and what was answered with it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stored {
    Sent(Sent),
    Merged { from: CustomerId, into: CustomerId },
    Used(SendKey),
}

type Kind = (CustomerId, JourneyId, StepId, ChannelId);

/// Messages that an installation sent after the backup it was restored from. Each answers one message of the restored
/// installation: the same one, or else one of the same journey and step to the same customer on the same channel, for what
/// is told again gets another number.
#[derive(Debug, Default)]
pub struct Spoken {
    path: PathBuf,
    now: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    sent: HashMap<SendKey, Sent>,
    by_kind: HashMap<Kind, Vec<SendKey>>,
    merged: HashMap<CustomerId, CustomerId>,
}

impl Spoken {
    /// What lies in the data directory.
    ///
    /// # Errors
    /// Whatever the disk says; a line that cannot be read, or of a newer release.
    pub fn open(data: &Path) -> io::Result<Self> {
        let path = data.join(FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            text => text?,
        };
        let mut known = Known::default();
        let mut used = HashSet::new();
        let mut sent = Vec::new();
        // A crash may have cut off the last line.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        if whole < text.len() {
            crate::log::replace(&path, &text.as_bytes()[..whole])?;
        }
        for (number, line) in text[..whole].lines().enumerate() {
            let unreadable = |error: serde_json::Error| {
                let said = format!(
                    "line {} of {} cannot be read by this release ({error}): use the release that wrote it, or a newer one",
                    number + 1,
                    path.display()
                );
                io::Error::new(io::ErrorKind::InvalidData, said)
            };
            match serde_json::from_str(line).map_err(unreadable)? {
                Stored::Sent(one) => sent.push(one),
                Stored::Merged { from, into } => drop(known.merged.insert(from, into)),
                Stored::Used(key) => drop(used.insert(key)),
            }
        }
        sent.into_iter().filter(|one| !used.contains(&one.send_key)).for_each(|one| known.add(one));
        Ok(Self { path, now: Mutex::new(known) })
    }

    /// Makes the file of a restored installation out of the journal's lines. How many messages it names.
    ///
    /// # Errors
    /// Whatever the disk says.
    pub fn make(data: &Path, lines: &[Line]) -> io::Result<usize> {
        let end = lines.iter().map(|line| line.at).max().unwrap_or(Time(0));
        let mut merged: HashMap<CustomerId, CustomerId> = HashMap::new();
        let mut sent: Vec<(SendKey, Time, bool)> = Vec::new();
        let mut places: HashMap<SendKey, usize> = HashMap::new();
        for line in lines {
            match &line.fact {
                Fact::Merged { from, into } => drop(merged.insert(*from, *into)),
                Fact::Claimed { send_key } => {
                    let Ok(key) = send_key.parse::<SendKey>() else { continue };
                    places.insert(key.clone(), sent.len());
                    sent.push((key, line.at, false));
                }
                Fact::Reported { send_key, unsent } => {
                    let Ok(key) = send_key.parse::<SendKey>() else { continue };
                    match (places.get(&key).copied(), unsent) {
                        (Some(at), true) => {
                            sent[at].1 = Time::MIN;
                            places.remove(&key);
                        }
                        (Some(at), false) => sent[at].2 = true,
                        // Claimed before the backup, reported after it.
                        (None, false) => {
                            places.insert(key.clone(), sent.len());
                            sent.push((key, line.at, true));
                        }
                        (None, true) => {}
                    }
                }
                // What came back had been sent.
                Fact::Answered { send_key, .. } => {
                    let Ok(key) = send_key.parse::<SendKey>() else { continue };
                    match places.get(&key).copied() {
                        Some(at) => sent[at].2 = true,
                        None => {
                            places.insert(key.clone(), sent.len());
                            sent.push((key, line.at, true));
                        }
                    }
                }
                Fact::Began
                | Fact::No { .. }
                | Fact::Suppressed { .. }
                | Fact::Erased { .. }
                | Fact::LetGo { .. }
                | Fact::Parted { .. }
                | Fact::PartedOff { .. }
                | Fact::Redeemed { .. }
                | Fact::RolledBack { .. }
                | Fact::SourceIs { .. } => {}
            }
        }
        // A backup of a restored installation brings what was sent before that restore.
        let mut text = super::there_already(&data.join(FILE))?;
        let mut push = |line: &Stored| -> io::Result<()> {
            serde_json::to_writer(&mut text, line).map_err(io::Error::other)?;
            text.push(b'\n');
            Ok(())
        };
        for (from, into) in &merged {
            push(&Stored::Merged { from: *from, into: *into })?;
        }
        let mut count = 0;
        for (send_key, at, known) in sent {
            if known || end.since(at) <= IN_FLIGHT {
                let customer = last(&merged, send_key.customer());
                push(&Stored::Sent(Sent { send_key, customer, known }))?;
                count += 1;
            }
        }
        crate::log::replace(&data.join(FILE), &text)?;
        Ok(count)
    }

    /// What is known of a message, if it was sent before: then it must not be sent again. What answered is not asked twice.
    pub fn answer(&self, key: &SendKey) -> Option<Outcome> {
        let found = self.now.lock().take(key)?;
        let used = serde_json::to_vec(&Stored::Used(found.send_key.clone())).map_err(io::Error::other);
        let written = used.and_then(|mut line| {
            line.push(b'\n');
            let mut file = OpenOptions::new().append(true).open(&self.path)?;
            file.write_all(&line)?;
            file.sync_data()
        });
        if let Err(error) = written {
            // At worst it answers once more after a restart: a message too few, never one too many.
            tracing::warn!(%error, "could not note which message was sent before the restore");
        }
        metrics::counter!("rapport_sent_before_restore_total").increment(1);
        Some(match found.known {
            true => Outcome::Accepted { provider_id: Some("sent before the restore".into()) },
            false => Outcome::Unknown { why: Before::MaybeSent.code().into() },
        })
    }

    /// How many messages have not been asked about yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.now.lock().sent.len()
    }

    /// Whether nothing is left to be answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Known {
    fn add(&mut self, sent: Sent) {
        if let Some(kind) = kind(&sent.send_key, sent.customer) {
            self.by_kind.entry(kind).or_default().push(sent.send_key.clone());
        }
        self.sent.insert(sent.send_key.clone(), sent);
    }

    fn take(&mut self, key: &SendKey) -> Option<Sent> {
        if self.sent.is_empty() {
            return None;
        }
        let kind = kind(key, last(&self.merged, key.customer()))?;
        let same = self.by_kind.get_mut(&kind)?;
        let at = same.iter().position(|known| known == key).or_else(|| (!same.is_empty()).then_some(0))?;
        let found = same.remove(at);
        self.sent.remove(&found)
    }
}

/// What makes two messages the same for whoever gets them.
fn kind(key: &SendKey, customer: CustomerId) -> Option<Kind> {
    let parts = key.parts().ok()?;
    Some((customer, parts.journey, parts.step, parts.channel))
}

/// What a customer has become.
fn last(merged: &HashMap<CustomerId, CustomerId>, mut customer: CustomerId) -> CustomerId {
    // More steps than merges would be a circle.
    for _ in 0..=merged.len() {
        match merged.get(&customer) {
            Some(into) => customer = *into,
            None => break,
        }
    }
    customer
}
