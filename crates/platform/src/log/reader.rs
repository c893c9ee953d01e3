//! Reading the log, also while it is written: everything up to the durable end at the time of the call.

use super::{
    frame::{Flaw, HEADER, Head, MAX_PAYLOAD},
    segment::{self, Mark, Segment, Shared},
};
use rapport_kernel::{
    Lsn,
    port::{Entries, LogError},
};
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
    sync::Arc,
};

/// A handle for reading; cheap to clone and to hand to another thread.
#[derive(Clone)]
pub struct Reader(pub(super) Arc<Shared>);

impl Reader {
    /// Everything from `from` on, in order, up to the durable end now.
    ///
    /// # Errors
    /// [`LogError::Read`], [`LogError::Damaged`]; the iterator itself may also end with one.
    pub fn read(&self, from: Lsn) -> Result<Entries, LogError> {
        Ok(Box::new(self.walk(from)?.map(|next| next.map(|(head, payload)| (head.lsn, head.entry(payload))))))
    }

    /// The position the next record will get.
    #[must_use]
    pub fn end(&self) -> Lsn {
        self.0.end()
    }

    /// Whether a person has accepted that the record of this position is gone for good.
    #[must_use]
    pub fn is_lost(&self, at: Lsn) -> bool {
        self.0.lost.touches(at, at)
    }

    /// What tells the records up to this one from those of another log, whatever was erased: their places, times and customers.
    /// Nothing if one of them is lost or not there.
    pub(crate) fn fingerprint(&self, at: Lsn) -> Option<u32> {
        self.sum_of_last(Lsn(1), at)
    }

    /// The same of the last records up to `to`, and none before `from`.
    pub(super) fn sum_of_last(&self, from: Lsn, to: Lsn) -> Option<u32> {
        /// So many records: two logs may well have one tick of the same moment at one position.
        const RECORDS: u64 = 16;
        let from = from.max(Lsn(to.0.saturating_sub(RECORDS - 1).max(1)));
        if to < from || to >= self.end() {
            return None;
        }
        let mut hasher = crc32fast::Hasher::new();
        let mut next = from;
        for found in self.walk(from).ok()? {
            let (head, _) = found.ok()?;
            if head.lsn != next {
                return None;
            }
            hasher.update(&head.place_in_time());
            if head.lsn == to {
                return Some(hasher.finalize());
            }
            next = next.next();
        }
        None
    }

    /// Reads everything and checks it. Returns how many records there are.
    ///
    /// # Errors
    /// [`LogError::Damaged`] at the first flaw.
    pub fn verify(&self) -> Result<u64, LogError> {
        let mut count = 0;
        for next in self.walk(Lsn(0))? {
            next?;
            count += 1;
        }
        Ok(count)
    }

    fn walk(&self, from: Lsn) -> Result<Walk, LogError> {
        let end = self.0.end();
        let first = self.0.segments.read().first().map_or(end, |s| s.first);
        let next = from.max(first);
        let file = if next < end { Some(self.open_at(next)?) } else { None };
        Ok(Walk { shared: self.0.clone(), file, next, end })
    }

    /// Opens the segment that holds `lsn`, positioned at it or a little before.
    fn open_at(&self, lsn: Lsn) -> Result<Open, LogError> {
        self.index(lsn)?;
        // File and offsets belong together only while no scrub can rename: hence under the lock.
        let segments = self.0.segments.read();
        let segment = holder(&segments, lsn);
        let mut open = Open::new(segment)?;
        let at = segment.marks.partition_point(|m| m.lsn <= lsn);
        if let Some(mark) = at.checked_sub(1).and_then(|i| segment.marks.get(i)) {
            open.seek(*mark)?;
        }
        Ok(open)
    }

    /// Fills the sparse index of an older segment the first time someone looks for a position inside it.
    fn index(&self, lsn: Lsn) -> Result<(), LogError> {
        let mut segments = self.0.segments.write();
        let at = segments.partition_point(|s| s.first <= lsn).saturating_sub(1);
        let segment = &mut segments[at];
        if !segment.marks.is_empty() || segment.first == lsn {
            return Ok(());
        }
        let mut open = Open::new(segment)?;
        let mut fresh = segment.clone();
        while let Some(offset) = open.skip()? {
            fresh.mark(Lsn(open.next.0 - 1), offset);
        }
        segment.marks = fresh.marks;
        Ok(())
    }
}

fn holder(segments: &[Segment], lsn: Lsn) -> &Segment {
    &segments[segments.partition_point(|s| s.first <= lsn).saturating_sub(1)]
}

/// The first payload in `dir` that was not erased. The log need not be open.
pub(crate) fn first_payload(dir: &Path) -> Result<Option<Vec<u8>>, LogError> {
    let firsts = match segment::list(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        firsts => firsts.map_err(LogError::Read)?,
    };
    for first in firsts {
        let mut open = Open::new(&Segment::unseen(dir, first))?;
        // A torn batch ends the search: whoever opens the log looks closer.
        while let Ok(Some((_, payload))) = open.frame() {
            if !payload.is_empty() {
                return Ok(Some(payload));
            }
        }
    }
    Ok(None)
}

/// A segment file being read in order.
pub(super) struct Open {
    first: Lsn,
    /// The position of the frame that is read next.
    pub(super) next: Lsn,
    pub(super) offset: u64,
    file: BufReader<File>,
}

impl Open {
    pub(super) fn new(segment: &Segment) -> Result<Self, LogError> {
        let mut file = BufReader::with_capacity(256 << 10, File::open(&segment.path).map_err(LogError::Read)?);
        let mut header = [0; segment::HEADER];
        let got = fill(&mut file, &mut header).map_err(LogError::Read)?;
        segment::check_header(&header[..got], segment.first)?;
        Ok(Self { first: segment.first, next: segment.first, offset: segment::HEADER as u64, file })
    }

    fn seek(&mut self, mark: Mark) -> Result<(), LogError> {
        self.file.seek(SeekFrom::Start(mark.offset)).map_err(LogError::Read)?;
        (self.next, self.offset) = (mark.lsn, mark.offset);
        Ok(())
    }

    fn head(&mut self, header: &mut [u8; HEADER]) -> Result<Option<Head>, LogError> {
        match fill(&mut self.file, header).map_err(LogError::Read)? {
            0 => return Ok(None),
            HEADER => {}
            _ => return Err(self.damaged(Flaw::Short)),
        }
        let head = Head::parse(header);
        if head.length > MAX_PAYLOAD { Err(self.damaged(Flaw::Length)) } else { Ok(Some(head)) }
    }

    /// The next frame, checked; `None` at the end of the file.
    pub(super) fn frame(&mut self) -> Result<Option<(Head, Vec<u8>)>, LogError> {
        let mut header = [0; HEADER];
        let Some(head) = self.head(&mut header)? else { return Ok(None) };
        let mut payload = vec![0; head.length];
        if fill(&mut self.file, &mut payload).map_err(LogError::Read)? < payload.len() {
            return Err(self.damaged(Flaw::Short));
        }
        head.check(&header, &payload).map_err(|flaw| self.damaged(flaw))?;
        self.follow(&head)?;
        Ok(Some((head, payload)))
    }

    /// Steps over the next frame by its length alone; returns where it began. Its content is checked when it is read.
    fn skip(&mut self) -> Result<Option<u64>, LogError> {
        let mut header = [0; HEADER];
        let Some(head) = self.head(&mut header)? else { return Ok(None) };
        let at = self.offset;
        self.file.seek_relative(head.length as i64).map_err(LogError::Read)?;
        self.follow(&head)?;
        Ok(Some(at))
    }

    fn follow(&mut self, head: &Head) -> Result<(), LogError> {
        if head.lsn != self.next {
            let reason = format!("position {} stands where {} was due", head.lsn.0, self.next.0);
            return Err(LogError::Damaged { at: Some(self.next), reason });
        }
        self.offset += (HEADER + head.length) as u64;
        self.next = self.next.next();
        Ok(())
    }

    fn damaged(&self, flaw: Flaw) -> LogError {
        segment::damaged(self.next, self.first, flaw)
    }
}

/// Reads until `buffer` is full or the file ends.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match file.read(&mut buffer[got..]) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}

/// From segment to segment up to a fixed end. Stops for good after an error.
struct Walk {
    shared: Arc<Shared>,
    file: Option<Open>,
    next: Lsn,
    end: Lsn,
}

impl Walk {
    fn step(&mut self) -> Result<Option<(Head, Vec<u8>)>, LogError> {
        while self.next < self.end {
            let Some(open) = &mut self.file else { return Ok(None) };
            match open.frame()? {
                Some((head, _)) if head.lsn < self.next => {}
                Some(found) => {
                    self.next = self.next.next();
                    return Ok(Some(found));
                }
                None => self.cross()?,
            }
        }
        Ok(None)
    }

    /// The segment is read: the next one must begin exactly where it ended.
    fn cross(&mut self) -> Result<(), LogError> {
        let at = self.file.as_ref().map_or(self.next, |open| open.next);
        let segments = self.shared.segments.read();
        // What is lost was accepted by a person.
        let at = self.shared.lost.after(at);
        self.next = self.next.max(at);
        let Ok(found) = segments.binary_search_by(|s| s.first.cmp(&at)) else {
            let reason = format!("position {} should follow, but no segment begins with it", at.0);
            return Err(LogError::Damaged { at: Some(at), reason });
        };
        self.file = Some(Open::new(&segments[found])?);
        Ok(())
    }
}

impl Iterator for Walk {
    type Item = Result<(Head, Vec<u8>), LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.step() {
            Ok(found) => found.map(Ok),
            Err(error) => {
                self.end = self.next;
                Some(Err(error))
            }
        }
    }
}
