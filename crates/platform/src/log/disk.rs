//! The few calls the log makes to write, so that tests can stand a failing disk in between.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::FileExt,
    path::Path,
};

/// A file being written.
pub(super) trait Media: Send {
    /// Puts all of `bytes` there or fails; durable only after [`Media::sync`].
    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Returns when everything written is durable.
    fn sync(&mut self) -> io::Result<()>;
    /// Cuts the file to `length`.
    fn truncate(&mut self, length: u64) -> io::Result<()>;
}

/// Where files come from.
pub(super) trait Disk: Send {
    /// A new empty file, replacing one that is there.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Media>>;
    /// A file that is there.
    fn open(&self, path: &Path) -> io::Result<Box<dyn Media>>;
    /// Makes renames and new names in `dir` durable.
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        sync_dir(dir)
    }
}

/// The operating system's disk.
pub(super) struct Local;

impl Disk for Local {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Media>> {
        Ok(Box::new(OpenOptions::new().create(true).truncate(true).write(true).open(path)?))
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn Media>> {
        Ok(Box::new(OpenOptions::new().write(true).open(path)?))
    }
}

impl Media for File {
    fn write(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.write_all_at(bytes, offset)
    }
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }
}

/// Makes renames and new names in `dir` durable.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Deletes what writers left unfinished: every file whose name ends in `.tmp`.
pub(crate) fn sweep(dir: &Path) -> io::Result<()> {
    for file in fs::read_dir(dir)? {
        let path = file?.path();
        if path.extension().is_some_and(|e| e == "tmp") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Whether a small file holds what it should, if it is there.
pub(crate) fn look_at<T: serde::de::DeserializeOwned>(path: &Path) -> io::Result<()> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        bytes => Ok(serde_json::from_slice::<T>(&bytes?).map(drop)?),
    }
}

/// Puts a small file in place of the one that is there: after a crash it is the old one or the new one, whole.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = path.with_extension("tmp");
    let write = || {
        let mut file = File::create(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&aside, path)?;
        sync_dir(path.parent().unwrap_or(Path::new(".")))
    };
    write().inspect_err(|_| {
        // On a full disk the half-written file is what stands in the way of everybody else.
        let _ = fs::remove_file(&aside);
    })
}

/// Whether there was no room: that passes.
pub(crate) fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// Whether the process (`EMFILE`) or the machine (`ENFILE`) has used up its file handles, which passes, too. Both are the same
/// on every system we run on.
pub(super) fn is_out_of_handles(error: &io::Error) -> bool {
    const ENFILE: i32 = 23;
    const EMFILE: i32 = 24;
    matches!(error.raw_os_error(), Some(ENFILE | EMFILE))
}
