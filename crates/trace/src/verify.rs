//! Whether a record is whole, and what is wrong with it where it is not.
//!
//! Lines are read once, in the order they lie, and none is kept but one that is out of place. The first line that is not as it should be
//! ends the proof: everything before it is as it was written. What the finding is called rests on what follows it.

use crate::{ChainLink, Head, line};
use std::cmp::Ordering;

/// A whole record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many lines were read.
    pub count: u64,
    /// The head that they lead to: to be noted elsewhere.
    pub head: Head,
}

/// A record that is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {at} of the trace {}: the {} before it are as they were written", .kind.said(), .at.saturating_sub(1))]
pub struct Broken {
    /// The number of the first line that cannot be proved.
    pub at: u64,
    /// What is wrong.
    pub kind: BrokenKind,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokenKind {
    /// The line is not there, and others follow: it was cut out, perhaps with more behind it.
    Missing,
    /// It ends before a head that was noted elsewhere: the end was cut off.
    CutOff,
    /// The line is not the one that was written.
    Changed,
    /// It comes later than it should, or another too early: lines changed places.
    Reordered,
    /// Before it stands a line that was never written.
    Inserted,
    /// Before it stands a line with a number that has come already.
    Duplicated,
    /// What lies there is no line.
    Unreadable,
    /// Up to here it fits together, and is not what a head that was noted elsewhere says: it was written anew.
    HeadMismatch,
}

impl BrokenKind {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::CutOff => "cut_off",
            Self::Changed => "changed",
            Self::Reordered => "reordered",
            Self::Inserted => "inserted",
            Self::Duplicated => "duplicated",
            Self::Unreadable => "unreadable",
            Self::HeadMismatch => "head_mismatch",
        }
    }

    fn said(self) -> &'static str {
        match self {
            Self::Missing => "was cut out",
            Self::CutOff => "was cut off with all that followed",
            Self::Changed => "was changed",
            Self::Reordered => "is not where it was written",
            Self::Inserted => "has a line before it that was never written",
            Self::Duplicated => "has a line before it whose number had come already",
            Self::Unreadable => "cannot be read",
            Self::HeadMismatch => "is not what was noted elsewhere",
        }
    }
}

/// Reads a record from a head that is trusted (at first [`Head::begin`]) to its end, and holds it against heads that were noted elsewhere.
///
/// # Errors
/// [`Broken`] at the first line that is not as it should be.
pub fn verify(from: Head, noted: &[Head], links: impl IntoIterator<Item = ChainLink>) -> Result<Verified, Broken> {
    let mut verifier = Verifier::new(from, noted);
    links.into_iter().try_for_each(|link| verifier.push(link))?;
    verifier.finish()
}

/// The same, line by line, for who reads them page by page.
#[derive(Clone, Debug)]
pub struct Verifier<'a> {
    from: Head,
    head: Head,
    noted: &'a [Head],
    doubt: Option<Doubt>,
}

/// A line that is out of place, until what follows shows why.
#[derive(Clone, Debug)]
struct Doubt {
    /// The number of the line that was due.
    due: u64,
    /// The line that lies there instead, and its number.
    link: ChainLink,
    seq: u64,
    /// Whether the line that was due came later.
    found: bool,
    /// The number of the first line after it that did not fit either; `None` if there was none, or it has no number.
    follower: Option<u64>,
    /// Whether there was one.
    skipped: bool,
}

impl<'a> Verifier<'a> {
    /// Begins at a head that is trusted.
    #[must_use]
    pub fn new(from: Head, noted: &'a [Head]) -> Self {
        Self { from, head: from, noted, doubt: None }
    }

    /// The next line.
    ///
    /// # Errors
    /// [`Broken`], as soon as it is clear what is wrong; the rest need not be read.
    pub fn push(&mut self, link: ChainLink) -> Result<(), Broken> {
        let (due, next) = (self.head.next(), self.head.with(&link.line));
        let seq = line::seq(&link.line).ok();
        let fits = seq == Some(due) && next.hash == link.hash;
        match (&mut self.doubt, seq) {
            (Some(doubt), _) => {
                let (at, kind) = (doubt.due, doubt.follow(seq, fits));
                kind.map_or(Ok(()), |kind| Err(Broken { at, kind }))?;
            }
            (None, None) => return Err(Broken { at: due, kind: BrokenKind::Unreadable }),
            (None, Some(_)) if fits => self.hold_against(&next)?,
            (None, Some(seq)) => {
                self.doubt = Some(Doubt { due, link, seq, found: false, follower: None, skipped: false });
            }
        }
        if fits {
            self.head = next;
        }
        Ok(())
    }

    /// The end.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn finish(self) -> Result<Verified, Broken> {
        if let Some(doubt) = self.doubt {
            return Err(Broken { at: doubt.due, kind: doubt.end(&self.head) });
        }
        self.hold_against(&self.from)?;
        if self.noted.iter().any(|noted| noted.seq > self.head.seq) {
            return Err(Broken { at: self.head.next(), kind: BrokenKind::CutOff });
        }
        Ok(Verified { count: self.head.seq - self.from.seq, head: self.head })
    }

    /// Holds a head against what was noted of it.
    fn hold_against(&self, head: &Head) -> Result<(), Broken> {
        match self.noted.iter().find(|noted| noted.seq == head.seq && noted.hash != head.hash) {
            Some(_) => Err(Broken { at: head.seq, kind: BrokenKind::HeadMismatch }),
            None => Ok(()),
        }
    }
}

impl Doubt {
    /// What it is called, once the next line shows that. A line that has the number due, or one that has passed, is judged by what
    /// follows right after; one that came too early when the real line of its number comes, else at the end.
    fn follow(&mut self, seq: Option<u64>, fits: bool) -> Option<BrokenKind> {
        match self.seq.cmp(&self.due) {
            Ordering::Equal if fits => Some(BrokenKind::Inserted),
            Ordering::Equal => Some(BrokenKind::Changed),
            Ordering::Less if seq == Some(self.due + 1) => Some(BrokenKind::Changed),
            Ordering::Less => Some(BrokenKind::Duplicated),
            Ordering::Greater if fits && seq == Some(self.seq) => Some(BrokenKind::Inserted),
            Ordering::Greater => {
                self.found |= fits;
                if !fits && !self.skipped {
                    (self.follower, self.skipped) = (seq, true);
                }
                None
            }
        }
    }

    /// What it is called when nothing follows any more. `head` is what could be proved.
    fn end(&self, head: &Head) -> BrokenKind {
        let last = self.seq == head.next() && head.with(&self.link.line).hash == self.link.hash;
        match self.seq.cmp(&self.due) {
            Ordering::Equal => BrokenKind::Changed,
            Ordering::Less => BrokenKind::Duplicated,
            Ordering::Greater if self.found && (self.skipped || last) => BrokenKind::Reordered,
            Ordering::Greater if self.found => BrokenKind::Inserted,
            Ordering::Greater if self.follower == Some(self.due + 1) => BrokenKind::Changed,
            Ordering::Greater => BrokenKind::Missing,
        }
    }
}
