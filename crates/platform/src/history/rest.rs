//! Reading a history file at rest, also while others write behind what is read.

use super::{
    chain,
    entry::{HEADER, Head, Kind},
    opening::{self, FirstBytes},
};
use crate::origin::Owner;
use rapport_kernel::{Lsn, PARTITIONS, Partition};
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
    time::Duration,
};

/// The first byte, up to `length`, at which an entry does not read back or `understood` says no to a line; nothing if all
/// do. `pace` is told how many bytes were read, and may take its time.
///
/// # Errors
/// Whatever the disk says.
pub(crate) fn first_flaw(
    dir: &Path,
    partition: Partition,
    length: u64,
    understood: impl Fn(&[u8]) -> bool,
    pace: &mut dyn FnMut(u64),
) -> io::Result<Option<u64>> {
    let file = File::open(chain::path(dir, partition))?;
    let said = opening::said(&file)?;
    if matches!(said, FirstBytes::Damaged) {
        return Ok(Some(0));
    }
    let mut file = BufReader::with_capacity(64 << 10, file);
    let mut at = file.seek(SeekFrom::Start(said.begin()))?;
    let mut again = false;
    while at < length {
        match entry(&mut file)? {
            Some((kind, payload)) if kind != Kind::Line || understood(&payload) => {
                at += (HEADER + payload.len()) as u64;
                pace((HEADER + payload.len()) as u64);
                again = false;
            }
            // An erasure may be overwriting it at this moment: look once more.
            _ if !again => {
                again = true;
                std::thread::sleep(Duration::from_millis(100));
                file.seek(SeekFrom::Start(at))?;
            }
            _ => return Ok(Some(at)),
        }
    }
    Ok(None)
}

/// How long a partition's file is; nothing if there is none.
pub(crate) fn length(dir: &Path, partition: Partition) -> Option<u64> {
    std::fs::metadata(chain::path(dir, partition)).ok().map(|file| file.len())
}

/// How much of the end of a file is searched for its last entry: lines are some hundred bytes long.
const END: u64 = 64 << 10;

/// The highest position that the last entry of any partition has; nothing if there is none. Another installation's do not count.
///
/// # Errors
/// Whatever the disk says.
pub(crate) fn newest(dir: &Path, owner: &Owner) -> io::Result<Option<Lsn>> {
    let mut newest = None;
    for partition in (0..PARTITIONS).map(Partition) {
        let mut file = match File::open(chain::path(dir, partition)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            file => file?,
        };
        let (length, said) = (file.metadata()?.len(), opening::said(&file)?);
        if said.foreign(owner).is_some() {
            continue;
        }
        file.seek(SeekFrom::Start(length.saturating_sub(END).max(said.begin())))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        newest = newest.max(last(&bytes));
    }
    Ok(newest)
}

/// The position of the last whole entry in these bytes, which may begin in the middle of one.
fn last(bytes: &[u8]) -> Option<Lsn> {
    let whole = |at: usize| {
        let (header, rest) = bytes[at..].split_first_chunk::<HEADER>()?;
        let head = Head::parse(header);
        let payload = rest.get(..head.length)?.to_vec();
        head.check(header, payload).map(|stored| stored.lsn)
    };
    (0..bytes.len()).rev().find_map(whole)
}

/// The next entry; nothing if it does not read back.
fn entry(file: &mut impl Read) -> io::Result<Option<(Kind, Vec<u8>)>> {
    let mut header = [0; HEADER];
    let mut read = |into: &mut [u8]| match file.read_exact(into) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        read => read.map(|()| true),
    };
    if !read(&mut header)? {
        return Ok(None);
    }
    let head = Head::parse(&header);
    // No line is that large: the length itself is damaged.
    if head.length > crate::log::MAX_PAYLOAD {
        return Ok(None);
    }
    let mut payload = vec![0; head.length];
    if !read(&mut payload)? {
        return Ok(None);
    }
    Ok(head.check(&header, payload).map(|stored| (stored.kind, stored.payload)))
}
