//! Heads of the trace, noted outside the database from time to time: in the data directory, and in the folder of the backups. Whoever can
//! write the database alone cannot cut off the trace's end, or write it anew, without being told by them.
//!
//! A restored database goes back to the end it had. The installation's epoch rises then, and heads that were noted under another epoch
//! outside the data directory say nothing of the trace that goes on from there.

use crate::{installation::Identity, log::sync_dir};
use rapport_kernel::Time;
use rapport_trace::Head;
use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

/// The file's name, in the data directory and in the folder of the backups.
pub const FILE: &str = "trace-heads";

/// Notes a head in a directory, unless it is the one that was noted last.
///
/// # Errors
/// The file cannot be written.
pub fn note(dir: &Path, identity: &Identity, at: Time, head: &Head) -> io::Result<()> {
    let path = dir.join(FILE);
    let last = read(dir)?.pop();
    if last.is_some_and(|(epoch, last)| (epoch, last) == (identity.epoch, *head)) {
        return Ok(());
    }
    let fresh = !path.exists();
    let mut file = File::options().create(true).append(true).open(&path)?;
    // One write: a line is there whole, or is no line.
    file.write_all(format!("{} {at} {head}\n", identity.epoch).as_bytes())?;
    file.sync_all()?;
    if fresh { sync_dir(dir) } else { Ok(()) }
}

/// All heads that are noted in a data directory, under whatever epoch: they went where the database went.
///
/// # Errors
/// The file cannot be read.
pub fn noted(dir: &Path) -> io::Result<Vec<Head>> {
    Ok(read(dir)?.into_iter().map(|(_, head)| head).collect())
}

/// The heads that are noted elsewhere of what an installation is now.
///
/// # Errors
/// The file cannot be read.
pub fn noted_elsewhere(dir: &Path, identity: &Identity) -> io::Result<Vec<Head>> {
    Ok(read(dir)?.into_iter().filter(|(epoch, _)| *epoch == identity.epoch).map(|(_, head)| head).collect())
}

fn read(dir: &Path) -> io::Result<Vec<(u64, Head)>> {
    let text = match fs::read_to_string(dir.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read?,
    };
    // A line that a power cut left half is none.
    let line = |line: &str| {
        let mut parts = line.split(' ');
        let (epoch, _, head) = (parts.next()?, parts.next()?, parts.next()?);
        Some((epoch.parse().ok()?, head.parse().ok()?))
    };
    Ok(text.lines().filter_map(line).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_was_noted_is_read_once_each_and_by_epoch() {
        let dir = tempfile::tempdir().unwrap();
        let (first, second) = (Head::begin("a"), Head::begin("b"));
        let identity = |epoch| Identity { id: "i".into(), epoch };
        assert!(noted(dir.path()).unwrap().is_empty());
        for (epoch, head) in [(1, &first), (1, &first), (1, &second), (2, &second)] {
            note(dir.path(), &identity(epoch), Time(0), head).unwrap();
        }
        assert_eq!(noted(dir.path()).unwrap(), [first, second, second]);
        assert_eq!(noted_elsewhere(dir.path(), &identity(1)).unwrap(), [first, second]);
        let path = dir.path().join(FILE);
        fs::write(&path, fs::read_to_string(&path).unwrap() + "2 1970-01").unwrap();
        assert_eq!(noted(dir.path()).unwrap().len(), 3);
    }
}
