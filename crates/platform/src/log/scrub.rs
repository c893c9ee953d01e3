//! Erasure: rewriting sealed segments without some customers' payloads. Positions, times and batches stay.

use super::{
    Reader,
    disk::sync_dir,
    frame,
    reader::Open,
    segment::{self, Segment},
};
use hashbrown::HashSet;
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
        let _one = self.0.scrubbing.lock();
        let whom: HashSet<CustomerId> = customers.iter().copied().collect();
        let mut sealed = self.0.segments.read().clone();
        sealed.pop();
        let mut emptied = 0;
        for segment in sealed.iter().filter(|s| s.first < before) {
            emptied += self.scrub_segment(segment, &whom, before)?;
        }
        Ok(emptied)
    }

    fn scrub_segment(&self, segment: &Segment, whom: &HashSet<CustomerId>, before: Lsn) -> Result<u64, LogError> {
        let meant = |head: &frame::Head| whom.contains(&head.customer) && head.lsn < before && !head.emptied();
        let mut found = 0;
        let mut open = Open::new(segment)?;
        while let Some((head, _)) = open.frame()? {
            found += u64::from(meant(&head));
        }
        if found == 0 {
            return Ok(0);
        }
        let aside = segment.path.with_extension("scrub.tmp");
        let mut out = BufWriter::with_capacity(256 << 10, File::create(&aside).map_err(write_error)?);
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
        out.into_inner().map_err(|e| write_error(e.into_error()))?.sync_all().map_err(write_error)?;
        let mut segments = self.0.segments.write();
        fs::rename(&aside, &segment.path).map_err(write_error)?;
        if let Some(known) = segments.iter_mut().find(|s| s.first == segment.first) {
            known.marks.clear();
        }
        drop(segments);
        sync_dir(&self.0.dir).map_err(write_error)?;
        Ok(found)
    }
}

/// What passes (a full disk, no file handles) is told apart from what is broken.
pub(super) fn write_error(error: std::io::Error) -> LogError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => LogError::Full,
        _ if out_of_handles(&error) => LogError::NoHandles,
        _ => LogError::Write(error),
    }
}

/// The same on every system we run on: the process (`EMFILE`) or the machine (`ENFILE`) has used up its file handles.
fn out_of_handles(error: &std::io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}
