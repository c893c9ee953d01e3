//! Erasure: rewriting sealed segments without some customers' payloads. Positions, times and batches stay.

use super::{
    Reader,
    disk::{self, sync_dir},
    frame,
    reader::Open,
    seals::{Seal, Sum},
    segment::{self, Segment},
};
use hashbrown::HashMap;
use rapport_kernel::{CustomerId, Lsn, port::LogError};
use std::{fs, fs::File, io::BufWriter, io::Write};

impl Reader {
    /// Removes the payloads of these customers' records before `before` from every sealed segment, for good, and returns
    /// how many records were emptied. The active segment is not touched: seal it first
    /// ([`Segments::seal`](super::Segments::seal)). May run while the log is written and read, and may be repeated after a
    /// crash: a segment is either the old file or the new one.
    ///
    /// # Errors
    /// [`LogError::Write`], [`LogError::Full`], [`LogError::Read`], [`LogError::Damaged`].
    pub fn scrub(&self, customers: &[CustomerId], before: Lsn) -> Result<u64, LogError> {
        self.scrub_each(&customers.iter().map(|customer| (*customer, before)).collect())
    }

    /// The same, each customer before a position of their own: the record that says that someone is erased has to stay, or a
    /// replay from an older snapshot would not meet it.
    ///
    /// # Errors
    /// As [`Reader::scrub`].
    pub fn scrub_each(&self, whom: &HashMap<CustomerId, Lsn>) -> Result<u64, LogError> {
        let _one = self.0.scrubbing.lock();
        let before = whom.values().copied().max().unwrap_or_default();
        let mut sealed = self.0.segments.read().clone();
        sealed.pop();
        let (mut emptied, mut stopped) = (0, None);
        for segment in sealed.iter().filter(|s| s.first < before) {
            // What can go, goes; the first thing that stood in the way is told at the end.
            match self.scrub_segment(segment, whom) {
                Ok(found) => emptied += found,
                Err(error) => stopped = stopped.or(Some(error)),
            }
        }
        stopped.map_or(Ok(emptied), Err)
    }

    fn scrub_segment(&self, segment: &Segment, whom: &HashMap<CustomerId, Lsn>) -> Result<u64, LogError> {
        let meant =
            |head: &frame::Head| whom.get(&head.customer).is_some_and(|before| head.lsn < *before) && !head.emptied();
        let mut found = 0;
        let mut open = Open::new(segment)?;
        while let Some((head, _)) = open.frame()? {
            found += u64::from(meant(&head));
        }
        if found == 0 {
            return Ok(0);
        }
        let aside = segment.path.with_extension("scrub.tmp");
        let file =
            Summing { file: File::create(&aside).map_err(write_error)?, bytes: 0, sum: crc32fast::Hasher::new() };
        let mut out = BufWriter::with_capacity(256 << 10, file);
        out.write_all(&segment::header(segment.first)).map_err(write_error)?;
        let mut open = Open::new(segment)?;
        let mut buffer = Vec::new();
        while let Some((head, payload)) = open.frame()? {
            buffer.clear();
            if meant(&head) {
                frame::encode_emptied(&mut buffer, &head);
            } else {
                frame::encode_again(&mut buffer, &head, payload);
            }
            out.write_all(&buffer).map_err(write_error)?;
        }
        let written = out.into_inner().map_err(|e| write_error(e.into_error()))?;
        written.file.sync_all().map_err(write_error)?;
        let becomes = Sum { bytes: written.bytes, crc32: written.sum.finalize() };
        let seal = self.0.seals.lock().of(segment.first).cloned();
        // Between these two a crash may leave either file: both are what the segment may be.
        if let Some(seal) = &seal {
            let changing = Seal { becomes: Some(becomes), ..seal.clone() };
            self.0.seals.lock().put(changing).map_err(write_error)?;
        }
        let mut segments = self.0.segments.write();
        fs::rename(&aside, &segment.path).map_err(write_error)?;
        if let Some(known) = segments.iter_mut().find(|s| s.first == segment.first) {
            known.marks.clear();
        }
        drop(segments);
        sync_dir(&self.0.dir).map_err(write_error)?;
        if let Some(seal) = seal {
            self.0.seals.lock().put(Seal { sum: becomes, becomes: None, ..seal }).map_err(write_error)?;
        }
        Ok(found)
    }
}

/// A file and the sum of what was written to it.
struct Summing {
    file: File,
    bytes: u64,
    sum: crc32fast::Hasher,
}

impl Write for Summing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.sum.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// What passes (a full disk, no file handles) is told apart from what is broken.
pub(super) fn write_error(error: std::io::Error) -> LogError {
    match error {
        error if disk::is_full(&error) => LogError::Full,
        error if disk::is_out_of_handles(&error) => LogError::NoHandles,
        error => LogError::Write(error),
    }
}
