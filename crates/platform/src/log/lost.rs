//! `lost.json`: positions whose records are gone for good, because someone decided to go on without them. Reading steps over
//! them, and they are never given out again.

use super::disk::{look_at, replace};
use rapport_kernel::Lsn;
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

/// The file's name in the log's directory.
pub(crate) const FILE: &str = "lost.json";
const FORMAT: u32 = 1;

/// Positions one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// The first.
    pub from: Lsn,
    /// The last.
    pub to: Lsn,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lost {
    format: u32,
    stretches: Vec<Stretch>,
}

impl Lost {
    pub(crate) fn load(dir: &Path) -> io::Result<Self> {
        let path = dir.join(FILE);
        match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            bytes => serde_json::from_slice(&bytes?)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display()))),
        }
    }

    /// Whether the file is as it was written.
    pub(crate) fn look(dir: &Path) -> io::Result<()> {
        look_at::<Self>(&dir.join(FILE))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    pub(crate) fn save(&self, dir: &Path) -> io::Result<()> {
        replace(&dir.join(FILE), &serde_json::to_vec_pretty(self).map_err(io::Error::other)?)
    }

    pub(crate) fn add(&mut self, stretch: Stretch) {
        self.format = FORMAT;
        self.stretches.push(stretch);
    }

    /// Whether any of these positions is lost.
    pub(crate) fn touches(&self, from: Lsn, to: Lsn) -> bool {
        self.stretches.iter().any(|stretch| stretch.from <= to && from <= stretch.to)
    }

    /// The first position from `at` on that is not lost.
    pub(crate) fn after(&self, mut at: Lsn) -> Lsn {
        while let Some(stretch) = self.stretches.iter().find(|stretch| stretch.from <= at && at <= stretch.to) {
            at = stretch.to.next();
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_that_touch_are_stepped_over_as_one() {
        let mut lost = Lost::default();
        lost.add(Stretch { from: Lsn(5), to: Lsn(9) });
        lost.add(Stretch { from: Lsn(10), to: Lsn(10) });
        assert_eq!([4, 5, 7, 10, 11].map(|at| lost.after(Lsn(at)).0), [4, 11, 11, 11, 11]);
    }
}
