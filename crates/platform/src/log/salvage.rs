//! Going on without what is lost. Only [`stores::accept`](crate::stores::accept) calls this, when a person has decided.

use super::{
    disk::{Local, sync_dir},
    inspect::{Flaw, inspect},
    lost::{Lost, Stretch},
    reader::Open,
    recover,
    seals::Seals,
    segment::{self, Segment},
};
use rapport_kernel::{Lsn, port::LogError};
use std::{
    fs::{self, OpenOptions},
    io,
    path::Path,
};

/// Where damaged segments are put, for a person to look at.
const DAMAGED: &str = "damaged";

/// Notes every flaw as lost, keeps what can be read of damaged segments, and lets new records begin at `end`, which no store
/// knows a position beyond.
///
/// # Errors
/// Whatever the disk says; may be repeated.
pub(crate) fn accept(dir: &Path, end: Lsn) -> Result<Vec<Stretch>, LogError> {
    fs::create_dir_all(dir).map_err(LogError::Write)?;
    let found = inspect(dir, u64::MAX)?;
    let mut lost = Lost::load(dir).map_err(LogError::Read)?;
    let mut stretches = Vec::new();
    for flaw in &found.flaws {
        let stretch = match *flaw {
            Flaw::Missing(stretch) => stretch,
            Flaw::Cut(first, stretch) | Flaw::Changed(first, stretch) => {
                keep_front(dir, first, stretch.from).map_err(LogError::Write)?;
                stretch
            }
        };
        stretches.push(stretch);
    }
    if let Some(active) = segment::list(dir).map_err(LogError::Read)?.last() {
        cut_torn_end(dir, *active)?;
    }
    if found.end < end {
        stretches.push(Stretch { from: found.end, to: Lsn(end.0 - 1) });
    }
    stretches.iter().for_each(|stretch| lost.add(*stretch));
    lost.save(dir).map_err(LogError::Write)?;
    let end = end.max(found.end);
    // A segment of its own: what is written from now on never lies behind something that may turn up again.
    if !segment::path(dir, end).exists() {
        segment::create(&Local, dir, end).map_err(LogError::Write)?;
    }
    Ok(stretches)
}

/// Puts the segment aside and leaves in its place what reads back before `from`.
fn keep_front(dir: &Path, first: Lsn, from: Lsn) -> io::Result<()> {
    let (path, aside) = (segment::path(dir, first), dir.join(DAMAGED));
    fs::create_dir_all(&aside)?;
    if let Some(name) = path.file_name() {
        fs::copy(&path, aside.join(name))?;
    }
    let mut length = segment::HEADER as u64;
    match Open::new(&Segment::unseen(dir, first)) {
        Ok(mut open) => {
            while open.next < from && matches!(open.frame(), Ok(Some(_))) {
                length = open.offset;
            }
            let file = OpenOptions::new().write(true).open(&path)?;
            file.set_len(length)?;
            file.sync_all()?;
        }
        Err(_) => {
            // Not even its beginning can be read: nothing of it is kept.
            fs::remove_file(&path)?;
            segment::create(&Local, dir, first)?;
        }
    }
    Seals::load(dir)?.forget(first)?;
    sync_dir(dir)
}

/// Cuts off what a crash left unfinished, as opening does, for the segment will not be the active one any more.
fn cut_torn_end(dir: &Path, first: Lsn) -> Result<(), LogError> {
    let path = segment::path(dir, first);
    let bytes = fs::read(&path).map_err(LogError::Read)?;
    let tail = recover::tail(&bytes, &mut Segment::unseen(dir, first))?;
    let file = OpenOptions::new().write(true).open(&path).map_err(LogError::Write)?;
    file.set_len(tail.length).and_then(|()| file.sync_all()).map_err(LogError::Write)
}
