//! One process at a time: a lock file the operating system releases when its holder dies.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::Path,
};

/// A held directory. Released when dropped, or when the process ends, however it ends.
#[derive(Debug)]
pub struct DirLock(#[expect(dead_code, reason = "the lock lives as long as the open file")] File);

impl DirLock {
    /// Takes the directory.
    ///
    /// # Errors
    /// [`io::ErrorKind::WouldBlock`] if someone else holds it; whatever the disk says otherwise.
    pub fn take(dir: &Path) -> io::Result<Self> {
        let path = dir.join("lock");
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => {
                // For whoever comes second; a full disk must not keep the first one out.
                let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
                Ok(Self(file))
            }
            Err(TryLockError::WouldBlock) => Err(io::Error::new(io::ErrorKind::WouldBlock, held(dir, &path))),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Who holds the directory, and what to do about it.
fn held(dir: &Path, lock: &Path) -> String {
    let holder = fs::read_to_string(lock).ok().and_then(|text| text.trim().parse::<u32>().ok());
    let process = holder.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
    let whose = dir.parent().unwrap_or(dir).display();
    format!(
        "the data directory {whose} is in use by {process}, and only one may use it at a time. Stop that one first, or name another \
         directory with --data"
    )
}
