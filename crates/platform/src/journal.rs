//! The journal beside the backups: what must not be forgotten when a backup is restored.
//!
//! A backup is the past: it does not know who withdrew, objected or was erased since, nor what was sent. So these facts are
//! also written to `journal.ndjson` beside the backups, one line each, moments after they are in the log. No address, name
//! or identifier stands in it: people by their random numbers, addresses as keyed hashes.
//!
//! The journal follows the log by itself, from the last line it has that the log holds, too: a crash, a restore, or a disk that
//! was away, leaves no gap as long as the log is there. At a restore the lines behind the backup's position go into the restored
//! directory, and its first start
//! says them again ([`crate::runtime::Runtime`] learns the sent messages as [`Spoken`]).

use crate::{installation::Identity, log::Reader};
use rapport_channel::{report::Outcome, voucher::Code};
use rapport_customer::{
    Act,
    identity::unsaid,
    source::{SourceAct, Trust},
    suppression::{Reason, Scope},
    touchpoint_id,
};
use rapport_engine::Body;
use rapport_kernel::{
    BrandId, ChannelId, CustomerId, Identifier, IdentifierKind, Lsn, Money, PurposeId, SourceId, Span, Time,
    port::Entry,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use smol_str::SmolStr;
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

mod spoken;
pub use spoken::{Before, FILE as SPOKEN, Spoken};

/// The file's name, beside the backups.
pub const FILE: &str = "journal.ndjson";
/// Its lines behind a backup's position, in a restored data directory, until the first start has said them again.
pub const REPLAY: &str = "journal-replay.ndjson";
/// In the context of the event that names someone who was parted off: who said so.
pub const PARTED_BY: &str = "parted_by";
/// So much is gathered before it is written: a journal that was away long has much to catch up with.
const BATCH: usize = 256 * 1024;
/// What was sent is of no use after so long: no message waits longer.
const SENT_KEPT: Span = Span(90 * Span::DAY.0);

/// What one line of the journal says, in JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The number of the installation that wrote it.
    pub installation: String,
    /// The epoch in which it was written: a restore begins another.
    pub epoch: u64,
    /// The record's position in the log.
    pub lsn: u64,
    /// Log time.
    pub at: Time,
    /// The withdrawal, erasure or claim itself.
    #[serde(flatten)]
    pub fact: Fact,
}

/// What must not be forgotten.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Fact {
    /// The journal of a log begins behind this position: so that the next opening goes on from here, also if nothing else was
    /// written before a crash.
    Began,
    /// Someone withdrew or objected.
    No {
        /// The person by their number.
        customer: CustomerId,
        /// A withdrawal or an objection.
        act: Act,
        /// The sender that the no is said to.
        brand: BrandId,
        /// For which purpose; none: all.
        purpose: Option<PurposeId>,
        /// For which channel; none: all.
        channel: Option<ChannelId>,
        /// By which address, as a keyed hash.
        address: Option<String>,
        /// Whether a public source said it.
        #[serde(default)]
        public: bool,
    },
    /// Someone is not to be written to.
    Suppressed {
        /// The person by their number.
        customer: CustomerId,
        /// What made it necessary.
        reason: Reason,
        /// What it stops.
        scope: Scope,
        /// Which brand may not write; none: no brand may.
        brand: Option<BrandId>,
        /// On which channel; none: on no channel.
        channel: Option<ChannelId>,
        /// By which address, as a keyed hash.
        address: Option<String>,
    },
    /// Someone was erased.
    Erased {
        /// The person by their number, which is all that is left.
        customer: CustomerId,
    },
    /// Someone has no address of these kinds any more: nothing is sent to the ones they had.
    LetGo {
        /// The person whose addresses were removed.
        customer: CustomerId,
        /// Which of their identifiers were removed, such as e-mail addresses.
        kinds: Vec<IdentifierKind>,
        /// The moment the source gave for the removal.
        said: Time,
        /// The brand whose source reported it.
        brand: BrandId,
        /// Whether a public source said it.
        public: bool,
    },
    /// Two customers turned out to be one.
    Merged {
        /// The one that ended.
        from: CustomerId,
        /// The one that stayed.
        into: CustomerId,
    },
    /// A message was about to leave.
    Claimed {
        /// The name of the message.
        send_key: String,
    },
    /// What came of it.
    Reported {
        /// The name of the message.
        send_key: String,
        /// Whether it was certainly not sent.
        unsent: bool,
    },
    /// It came back, or whoever got it called it spam: from then on they are not written to.
    Answered {
        /// The person by their number.
        customer: CustomerId,
        /// Which message.
        send_key: String,
        /// What follows from it.
        reason: Reason,
    },
    /// Someone was wrongly known by these: they became someone else's.
    Parted {
        /// The record that lost these identifiers.
        customer: CustomerId,
        /// By what, as keyed hashes.
        identifiers: Vec<String>,
    },
    /// Who they are since they were parted off.
    PartedOff {
        /// The new record that was made for them.
        customer: CustomerId,
        /// By what they are known, as keyed hashes.
        identifiers: Vec<String>,
    },
    /// A voucher was used.
    Redeemed {
        /// Its code, as a keyed hash.
        voucher: String,
        /// What the till calls the use, as a keyed hash.
        redemption: String,
        /// The till's moment of use.
        used: Time,
        /// The order's key in the books, which is no number.
        order: SmolStr,
        /// In which branch, if in one.
        branch: Option<SmolStr>,
        /// By whom, if known.
        customer: Option<CustomerId>,
        /// What the basket cost before the discount.
        basket: Money,
        /// What was taken off the basket.
        discount: Money,
    },
    /// A use of a voucher was undone, also one that had not come.
    RolledBack {
        /// Its code, as a keyed hash.
        voucher: String,
        /// What the till calls the use, as a keyed hash.
        redemption: String,
        /// At which branches whoever said so may take back; none: everywhere.
        branches: Vec<SmolStr>,
    },
    /// What a source may do: the newest line of each counts.
    SourceIs {
        /// The source's id.
        source: SourceId,
        /// Whether its key still opens.
        active: bool,
        /// How far it is believed.
        trust: Trust,
        /// What it may do.
        acts: Vec<SourceAct>,
        /// For which branches; none: all.
        branches: Vec<SmolStr>,
        /// The origins of its pages.
        origins: Vec<SmolStr>,
        /// The hash of its write key.
        key: String,
    },
}

impl Fact {
    /// Whether it is about a message only, which is of no use any more after [`SENT_KEPT`].
    fn is_of_a_message(&self) -> bool {
        matches!(self, Self::Claimed { .. } | Self::Reported { .. })
    }

    /// Which source it is about, if about one.
    fn source(&self) -> Option<&SourceId> {
        if let Self::SourceIs { source, .. } = self { Some(source) } else { None }
    }

    /// Whether the log says it at the line's position. What became of vouchers and sources stands in the database.
    fn is_of_the_log(&self) -> bool {
        !matches!(self, Self::Redeemed { .. } | Self::RolledBack { .. } | Self::SourceIs { .. })
    }
}

/// The key that addresses are hashed with; the installation's own.
#[derive(Clone)]
pub struct Key(pub [u8; 32]);

impl Key {
    /// The hash of an address; says nothing without the key.
    #[must_use]
    pub fn hash(&self, address: &Identifier) -> String {
        self.hash_of(kept_kind(address.kind), &address.value)
    }

    /// The hash of a voucher's code.
    #[must_use]
    pub fn voucher(&self, code: &Code) -> String {
        self.hash_of("Voucher", code.key().as_str())
    }

    /// The hash of what a till calls a use of a voucher.
    #[must_use]
    pub fn redemption(&self, id: &str) -> String {
        self.hash_of("Redemption", &touchpoint_id(id))
    }

    fn hash_of(&self, kind: &str, value: &str) -> String {
        let mut hash = Sha256::new();
        // Key and kind have fixed or delimited lengths, so nothing can be shifted between them.
        hash.update(self.0);
        hash.update(kind);
        hash.update([0]);
        hash.update(value.as_bytes());
        crate::sql::hex(&hash.finalize()[..16])
    }
}

/// A kind as journals have it, whatever it is called elsewhere: journals outlive names.
fn kept_kind(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::UserId => "UserId",
        IdentifierKind::AnonymousId => "AnonymousId",
        IdentifierKind::Email => "Email",
        IdentifierKind::Phone => "Phone",
        IdentifierKind::LoyaltyCard => "LoyaltyCard",
        IdentifierKind::Device => "Device",
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

/// What a record says that must not be forgotten.
fn fact(entry: &Entry, key: &Key) -> Option<Fact> {
    let customer = entry.customer;
    let hashed = |address: &Option<Identifier>| address.as_ref().map(|address| key.hash(address));
    let all = |identifiers: &[Identifier]| {
        let mut all: Vec<String> = identifiers.iter().map(|identifier| key.hash(identifier)).collect();
        all.sort_unstable();
        all
    };
    Some(match rapport_stored::decode_body(&entry.payload).ok()? {
        Body::Consent(said) if matches!(said.act, Act::Withdraw | Act::Object) => Fact::No {
            customer,
            act: said.act,
            address: hashed(&said.address),
            brand: said.brand,
            purpose: said.purpose,
            channel: said.channel,
            public: said.public,
        },
        Body::Suppress(said) => Fact::Suppressed {
            customer,
            reason: said.reason,
            scope: said.scope,
            address: hashed(&said.address),
            brand: said.brand,
            channel: said.channel,
        },
        Body::Erase => Fact::Erased { customer },
        Body::Parted { identifiers, .. } => Fact::Parted { customer, identifiers: all(&identifiers) },
        Body::Event(event) if event.context.get(PARTED_BY).is_some() => {
            Fact::PartedOff { customer, identifiers: all(&event.identifiers) }
        }
        Body::Event(event) => {
            let kinds = unsaid(&event);
            if kinds.is_empty() {
                return None;
            }
            Fact::LetGo { customer, kinds, said: event.timestamp, brand: event.brand, public: event.public }
        }
        Body::MergeOut { into, .. } => Fact::Merged { from: customer, into },
        Body::Claim { send_key, .. } => Fact::Claimed { send_key: send_key.as_str().to_owned() },
        Body::Report(report) if let Some(reason) = report.outcome.silences() => {
            Fact::Answered { customer, send_key: report.send_key.as_str().to_owned(), reason }
        }
        Body::Report(report) => Fact::Reported {
            unsent: matches!(
                report.outcome,
                Outcome::Refused { .. } | Outcome::NotSent { .. } | Outcome::Stopped { .. } | Outcome::Expired
            ),
            send_key: report.send_key.as_str().to_owned(),
        },
        _ => return None,
    })
}

/// Writes the journal of one log.
#[derive(Debug)]
pub struct Journal {
    file: File,
    key: Key,
    /// The next position to look at.
    next: Lsn,
    /// What it says of each source.
    sources: BTreeMap<SourceId, Fact>,
}

impl Journal {
    /// Opens the journal in `dir` and goes on behind the last line that this log holds as well. A new one begins at the log's end
    /// and says so: what was before is in the next backup. Old lines about messages are dropped.
    ///
    /// # Errors
    /// Whatever the disk says; a line that cannot be read.
    pub fn open(dir: &Path, key: Key, log: &Reader, identity: &Identity, now: Time) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        crate::sql::secret::protect(dir)?;
        let path = dir.join(FILE);
        let lines = read(&path)?;
        let end = log.end();
        let known = known(&lines, &key, log, identity)?;
        let useful = |line: &&Line| !line.fact.is_of_a_message() || now.since(line.at) < SENT_KEPT;
        let kept: Vec<&Line> = lines.iter().filter(useful).collect();
        let whole = fs::read(&path).map_or(true, |bytes| bytes.is_empty() || bytes.ends_with(b"\n"));
        if kept.len() < lines.len() || !whole {
            let mut text = Vec::new();
            kept.into_iter().try_for_each(|line| push(&mut text, line))?;
            crate::log::replace(&path, &text)?;
        }
        let file = OpenOptions::new().create(true).read(true).append(true).open(&path)?;
        crate::sql::secret::protect(&path)?;
        crate::log::sync_dir(dir)?;
        let mut journal = Self { file, key, next: known.unwrap_or(end), sources: sources(&lines) };
        if known.is_none() {
            let (installation, epoch, lsn) = (identity.id.clone(), identity.epoch, end.0.saturating_sub(1));
            let mut text = Vec::new();
            push(&mut text, &Line { installation, epoch, lsn, at: now, fact: Fact::Began })?;
            journal.write(&text)?;
        }
        Ok(journal)
    }

    /// Writes what the log says since the last time, durably. Blocks.
    ///
    /// # Errors
    /// Whatever log or disk say; the next time goes on where this one stopped, and what was written of a line is cut off.
    pub fn follow(&mut self, log: &Reader, identity: &Identity) -> io::Result<()> {
        let (mut text, mut next) = (Vec::new(), self.next);
        for record in log.read(self.next).map_err(io::Error::other)? {
            let (lsn, entry) = record.map_err(io::Error::other)?;
            next = lsn.next();
            let Some(fact) = fact(&entry, &self.key) else { continue };
            let (installation, epoch) = (identity.id.clone(), identity.epoch);
            push(&mut text, &Line { installation, epoch, lsn: lsn.0, at: entry.time, fact })?;
            if text.len() >= BATCH {
                self.write(&text)?;
                text.clear();
                self.next = next;
            }
        }
        if !text.is_empty() {
            self.write(&text)?;
        }
        self.next = next;
        Ok(())
    }

    /// Writes what sources are by now, as far as it is not what was written last, durably. Blocks.
    ///
    /// # Errors
    /// Whatever the disk says; then nothing of it counts as written.
    pub fn sources(&mut self, log: &Reader, identity: &Identity, now: Time, are: &[Fact]) -> io::Result<()> {
        let named = are.iter().filter_map(|fact| Some((fact.source()?.clone(), fact.clone())));
        let news: Vec<_> = named.filter(|(source, fact)| self.sources.get(source) != Some(fact)).collect();
        let said: Vec<_> = news.iter().map(|(_, fact)| (now, fact.clone())).collect();
        self.uses(log, identity, &said)?;
        self.sources.extend(news);
        Ok(())
    }

    /// Writes what the log does not say: what became of vouchers and sources, durably. Blocks.
    ///
    /// # Errors
    /// Whatever the disk says; then nothing of it counts as written.
    pub fn uses(&mut self, log: &Reader, identity: &Identity, uses: &[(Time, Fact)]) -> io::Result<()> {
        // It happened before the next record: of a backup that has it, it says once more what is known.
        let lsn = log.end().0;
        let mut text = Vec::new();
        for (at, fact) in uses {
            let (installation, epoch) = (identity.id.clone(), identity.epoch);
            push(&mut text, &Line { installation, epoch, lsn, at: *at, fact: fact.clone() })?;
        }
        if text.is_empty() { Ok(()) } else { self.write(&text) }
    }

    fn write(&mut self, text: &[u8]) -> io::Result<()> {
        self.cut_what_is_half_written()?;
        self.file.write_all(text)?;
        self.file.sync_data()
    }

    /// A write that failed may have left the beginning of a line; the next line must not be glued to it.
    fn cut_what_is_half_written(&self) -> io::Result<()> {
        let end = self.file.metadata()?.len();
        let mut from = end;
        let mut block = [0; 4096];
        while from > 0 {
            let size = from.min(block.len() as u64);
            from -= size;
            let part = &mut block[..size as usize];
            self.file.read_exact_at(part, from)?;
            if let Some(at) = part.iter().rposition(|byte| *byte == b'\n') {
                from += at as u64 + 1;
                break;
            }
        }
        if from < end { self.file.set_len(from) } else { Ok(()) }
    }
}

/// Says of every message that came back, or was called spam, that it did, where a release before only noted that something was
/// reported of it. Such a line says nothing of what was reported, so the log is asked, as long as it holds the report. Returns how
/// many lines say more now.
///
/// # Errors
/// Whatever log or disk say; a line that cannot be read.
pub fn tell_what_came_back(dir: &Path, key: &Key, log: &Reader, identity: &Identity) -> io::Result<usize> {
    let path = dir.join(FILE);
    let mut lines = read(&path)?;
    let mut reports: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, line) in lines.iter().enumerate() {
        if line.installation == identity.id && matches!(line.fact, Fact::Reported { unsent: false, .. }) {
            reports.entry(line.lsn).or_default().push(at);
        }
    }
    let Some(first) = reports.keys().next().copied() else { return Ok(0) };
    let mut told = 0;
    for record in log.read(Lsn(first)).map_err(io::Error::other)? {
        let (lsn, entry) = record.map_err(io::Error::other)?;
        let Some(places) = reports.remove(&lsn.0) else { continue };
        let Some(Fact::Answered { customer, send_key, reason }) = fact(&entry, key) else { continue };
        for at in places {
            let line = &mut lines[at];
            // A line of another life of this installation may have the same position.
            let same = matches!(&line.fact, Fact::Reported { send_key: said, .. } if *said == send_key);
            if same && line.at == entry.time {
                line.fact = Fact::Answered { customer, send_key: send_key.clone(), reason };
                told += 1;
            }
        }
    }
    if told > 0 {
        let mut text = Vec::new();
        lines.iter().try_for_each(|line| push(&mut text, line))?;
        crate::log::replace(&path, &text)?;
        crate::sql::secret::protect(&path)?;
    }
    Ok(told)
}

/// Behind which of the installation's lines this log goes on; nothing if there is no line of it. After a restore the newest lines
/// are of a life that this log has not lived, however far it has come since. If it holds none of them, all of it is said.
fn known(lines: &[Line], key: &Key, log: &Reader, identity: &Identity) -> io::Result<Option<Lsn>> {
    let own = |line: &&Line| line.installation == identity.id && line.fact.is_of_the_log();
    let own: Vec<&Line> = lines.iter().filter(own).collect();
    let (mut at, mut step) = (own.len(), 1);
    while at > 0 {
        at = at.saturating_sub(step);
        if holds(log, key, own[at])? {
            return Ok(Some(Lsn(own[at].lsn).next()));
        }
        // That life may have been long; what is said twice does no harm.
        step *= 2;
    }
    Ok((!own.is_empty()).then_some(Lsn(0)))
}

/// Whether the log holds what a line says. Of an erased record only the time is left.
fn holds(log: &Reader, key: &Key, line: &Line) -> io::Result<bool> {
    if line.lsn == 0 {
        return Ok(true);
    }
    let record = log.read(Lsn(line.lsn)).map_err(io::Error::other)?.next().transpose().map_err(io::Error::other)?;
    let Some((_, entry)) = record.filter(|(lsn, _)| lsn.0 == line.lsn) else { return Ok(false) };
    Ok(match line.fact {
        // It says nothing of the record, but a later life's is later than itself.
        Fact::Began => entry.time <= line.at,
        _ => entry.time == line.at && (entry.payload.is_empty() || fact(&entry, key).as_ref() == Some(&line.fact)),
    })
}

fn push(text: &mut Vec<u8>, line: &Line) -> io::Result<()> {
    serde_json::to_writer(&mut *text, line).map_err(io::Error::other)?;
    text.push(b'\n');
    Ok(())
}

/// Why a line of a journal cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// It is not what Rapport writes.
    #[error("line {line} of the journal {} cannot be read", path.display())]
    Damaged {
        /// Which, counted from 1.
        line: usize,
        /// Of which file.
        path: PathBuf,
    },
    /// A newer release wrote it.
    #[error(
        "line {line} of the journal {} says something this release does not know (`{what}`): use the release that wrote it, or a \
         newer one", path.display()
    )]
    Newer {
        /// Which, counted from 1.
        line: usize,
        /// Of which file.
        path: PathBuf,
        /// What sort of line it is.
        what: String,
    },
}

impl From<LineError> for io::Error {
    fn from(error: LineError) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

/// So much every line says, of whatever release.
#[derive(Deserialize)]
struct Named {
    what: String,
}

/// What a journal says of each source at its end.
#[must_use]
pub fn sources(lines: &[Line]) -> BTreeMap<SourceId, Fact> {
    let said = lines.iter().filter_map(|line| Some((line.fact.source()?.clone(), line.fact.clone())));
    said.collect()
}

/// All lines of a journal; none if there is no file. A last line that was cut off by a crash is left out: what it said is
/// still in the log, or was never acknowledged to anybody.
///
/// # Errors
/// Whatever the disk says; [`LineError`] for any other line that cannot be read, and for one of a newer release.
pub fn read(path: &Path) -> io::Result<Vec<Line>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file?,
    };
    let mut lines = Vec::new();
    let mut broken: Option<usize> = None;
    for (number, text) in BufReader::new(file).split(b'\n').enumerate() {
        if let Some(at) = broken {
            return Err(LineError::Damaged { line: at + 1, path: path.to_owned() }.into());
        }
        let text = text?;
        match serde_json::from_slice(&text) {
            Ok(line) => lines.push(line),
            // Whole, so that no crash has cut it off: this release does not know what it says.
            Err(_) if let Ok(Named { what }) = serde_json::from_slice(&text) => {
                return Err(LineError::Newer { line: number + 1, path: path.to_owned(), what }.into());
            }
            Err(_) => broken = Some(number),
        }
    }
    Ok(lines)
}

/// Where the journal of a backup is looked for: beside it, or in a folder further up, for backups may lie in folders of their
/// own.
#[must_use]
pub fn beside(backup: &Path) -> Option<PathBuf> {
    let backup = fs::canonicalize(backup).ok()?;
    backup.ancestors().skip(1).map(|folder| folder.join(FILE)).find(|path| path.exists())
}

/// The bytes of a file; none if it is not there.
fn there_already(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        bytes => bytes,
    }
}

/// Puts the lines behind a backup into a restored data directory. How many there are.
///
/// # Errors
/// Whatever the disk says; a line that cannot be read.
pub fn take_over(journal: &Path, data: &Path, installation: &Identity, position: u64) -> io::Result<usize> {
    let mut lines = read(journal)?;
    lines.retain(|line| {
        let behind = (line.epoch, line.lsn) >= (installation.epoch, position);
        line.installation == installation.id && behind && line.fact != Fact::Began
    });
    // A backup of a restored installation may bring lines that were not said again yet.
    let mut text = there_already(&data.join(REPLAY))?;
    lines.iter().try_for_each(|line| push(&mut text, line))?;
    crate::log::replace(&data.join(REPLAY), &text)?;
    Spoken::make(data, &lines)?;
    Ok(lines.len())
}

#[cfg(test)]
mod tests;
