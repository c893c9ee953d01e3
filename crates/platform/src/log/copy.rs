//! Copying the log while it is written.

use super::{
    Reader,
    disk::sync_dir,
    lost::Lost,
    reader::Open,
    segment::{self, Segment},
};
use rapport_kernel::{Lsn, port::LogError};
use std::{fs, path::Path};

impl Reader {
    /// Copies everything before `end` into `dir`, which must be empty: whole segments, and of the one that is written to as
    /// much as counts. Every frame of the copy is read back and checked.
    ///
    /// # Errors
    /// [`LogError::Damaged`] if the log or its copy does not read back; [`LogError::Read`], [`LogError::Write`].
    pub fn copy_to(&self, dir: &Path, end: Lsn) -> Result<(), LogError> {
        let segments: Vec<Segment> = self.0.segments.read().clone();
        let firsts: Vec<Lsn> = segments.iter().map(|segment| segment.first).collect();
        for (n, segment) in segments.iter().enumerate().filter(|(n, segment)| *n == 0 || segment.first < end) {
            // An erasure puts another file of the same positions in place of this one; either is whole.
            let target = segment::path(dir, segment.first);
            fs::copy(&segment.path, &target).map_err(LogError::Write)?;
            let until = firsts.get(n + 1).map_or(end, |next| end.min(*next));
            cut(dir, segment.first, until, &self.0.lost)?;
        }
        if !self.0.lost.is_empty() {
            self.0.lost.save(dir).map_err(LogError::Write)?;
        }
        sync_dir(dir).map_err(LogError::Write)
    }
}

/// Reads a copied segment up to `until`, cuts off what follows, and makes it durable.
fn cut(dir: &Path, first: Lsn, until: Lsn, lost: &Lost) -> Result<(), LogError> {
    let copied = Segment::unseen(dir, first);
    let mut open = Open::new(&copied)?;
    while lost.after(open.next) < until {
        if open.frame()?.is_none() {
            let reason = format!("position {} is missing in segment {:020}", open.next.0, first.0);
            return Err(LogError::Damaged { at: Some(open.next), reason });
        }
    }
    let file = fs::OpenOptions::new().write(true).open(&copied.path).map_err(LogError::Write)?;
    file.set_len(open.offset).and_then(|()| file.sync_all()).map_err(LogError::Write)
}
