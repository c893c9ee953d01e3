//! Whose a derived file is.
//!
//! Snapshots, histories and the ids of messages are made from one log, by positions in it. Two logs have the same positions, so each
//! file says of which installation it is, in which of its epochs it was made, and what stands at its position. Another
//! installation's file, or that of a copy that went on by itself, is not believed: it is [set aside](set_aside) by its name, and made
//! again from the log.
//!
//! Erasures empty records and keep their places. So what a file says of its position is made of what no erasure changes:
//! positions, times and customers of the last records up to it ([`Reader::fingerprint`]).

use crate::{
    format,
    installation::{self, Identity, Lease},
    log::{Reader, sync_dir},
    stores::Manifest,
};
use rapport_kernel::Lsn;
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Where files that are not this installation's are put, in the data directory.
pub(crate) const FOREIGN: &str = "foreign";
/// How many bytes a provenance has in a file's head.
pub(crate) const LENGTH: usize = ID + 16;
/// How many bytes of the installation's id are kept: all of those that Rapport makes.
const ID: usize = 32;

/// What a derived file says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Provenance {
    /// The installation's id.
    installation: String,
    epoch: u64,
    /// What the log holds up to its position; nothing if the log could not tell.
    record: Option<u32>,
}

impl Provenance {
    /// ```text
    ///  0  id of the installation, zeros     40  u32  1 = the next field counts
    /// 32  u64  epoch                        44  u32  fingerprint of the log
    /// ```
    pub(crate) fn to_bytes(&self) -> [u8; LENGTH] {
        let mut out = [0; LENGTH];
        let id = &self.installation.as_bytes()[..self.installation.len().min(ID)];
        out[..id.len()].copy_from_slice(id);
        out[ID..ID + 8].copy_from_slice(&self.epoch.to_le_bytes());
        out[ID + 8..ID + 12].copy_from_slice(&u32::from(self.record.is_some()).to_le_bytes());
        out[ID + 12..].copy_from_slice(&self.record.unwrap_or_default().to_le_bytes());
        out
    }

    pub(crate) fn from_bytes(bytes: &[u8; LENGTH]) -> Self {
        let (id, rest) = bytes.split_at(ID);
        let end = id.iter().position(|byte| *byte == 0).unwrap_or(ID);
        let number = |at: usize| rest[at..].first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
        Self {
            installation: String::from_utf8_lossy(&id[..end]).into_owned(),
            epoch: rest.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes)),
            record: (number(8) == 1).then(|| number(12)),
        }
    }
}

/// Why a file is not this installation's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotOurs {
    /// It does not say whose it is, and all files here do.
    Nameless,
    /// It is another installation's.
    Installation,
    /// It was made by a copy of this installation, in an epoch that this one has not reached.
    Epoch,
    /// It was made from a log that holds something else at its position: by a copy of this installation that went on by itself.
    Log,
}

impl NotOurs {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Nameless => "does not say of which installation it is",
            Self::Installation => "of another installation",
            Self::Epoch => "of a copy of this installation, in a later epoch",
            Self::Log => "made from another log than this one",
        }
    }
}

/// Who makes and reads the derived files of a directory.
#[derive(Clone)]
pub(crate) struct Owner {
    /// Nothing where no file of the directory says it: then every file is believed.
    identity: Option<Identity>,
    /// Whether every file says whose it is: releases before wrote files that do not.
    all_say: bool,
    log: Option<Reader>,
    lease: Lease,
}

impl std::fmt::Debug for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Owner")
            .field("identity", &self.identity)
            .field("all_say", &self.all_say)
            .finish_non_exhaustive()
    }
}

impl Owner {
    /// This installation.
    pub(crate) fn new(identity: &Identity, all_say: bool) -> Self {
        Self { identity: Some(identity.clone()), all_say, log: None, lease: Lease::alone() }
    }

    /// One whose files say nothing that could be wrong.
    #[cfg(test)]
    pub(crate) fn nobody() -> Self {
        Self::new(&Identity::nobody(), false)
    }

    /// The installation that the files of a data directory name, to look at what lies there; the log is not asked.
    pub(crate) fn of(dir: &Path) -> io::Result<Self> {
        let named = installation::named(dir).dir;
        let identity = match named {
            None => Manifest::read(dir)?.map(|manifest| manifest.installation),
            named => named,
        };
        Ok(Self { identity, all_say: format::all_say_whose(dir), log: None, lease: Lease::alone() })
    }

    /// The same, which compares with this log.
    pub(crate) fn with_log(self, log: Reader) -> Self {
        Self { log: Some(log), ..self }
    }

    /// The same, which writes only as long as the directory is this process's.
    pub(crate) fn under(self, lease: Lease) -> Self {
        Self { lease, ..self }
    }

    /// Asked right before a derived file is changed.
    ///
    /// # Errors
    /// Another process has taken the directory.
    pub(crate) fn may_write(&self) -> io::Result<()> {
        self.lease.check()
    }

    /// What a file of this position says of itself.
    pub(crate) fn sign(&self, position: Lsn) -> Provenance {
        let Identity { id, epoch } = self.identity.clone().unwrap_or_else(Identity::nobody);
        Provenance { installation: id, epoch, record: self.fingerprint(position) }
    }

    /// Why a file of this position is not this installation's, if it is not.
    pub(crate) fn refuses(&self, said: Option<&Provenance>, position: Lsn) -> Option<NotOurs> {
        let Some(said) = said else { return self.all_say.then_some(NotOurs::Nameless) };
        let own = self.identity.as_ref()?;
        if said.installation.as_bytes() != &own.id.as_bytes()[..own.id.len().min(ID)] {
            return Some(NotOurs::Installation);
        }
        if said.epoch > own.epoch {
            return Some(NotOurs::Epoch);
        }
        // What is not known on both sides is not compared.
        let differs = said.record.zip(self.fingerprint(position)).is_some_and(|(said, found)| said != found);
        differs.then_some(NotOurs::Log)
    }

    fn fingerprint(&self, position: Lsn) -> Option<u32> {
        self.log.as_ref()?.fingerprint(position)
    }
}

/// Puts a file or directory that is not this installation's out of the way: `history/p007.history` of the data directory `root`
/// becomes `foreign/history/p007.history`.
pub(crate) fn set_aside(root: &Path, what: &Path, why: NotOurs) -> io::Result<()> {
    let to = free_name(root.join(FOREIGN).join(what));
    let into = to.parent().unwrap_or(root);
    fs::create_dir_all(into)?;
    fs::rename(root.join(what), &to)?;
    sync_dir(into)?;
    sync_dir(root.join(what).parent().unwrap_or(root))?;
    let (file, why) = (what.display(), why.words());
    tracing::error!(%file, why, to = %to.display(), "set aside; what was in it is made again from the log");
    Ok(())
}

/// The path, or one with a number behind it where something lies already.
fn free_name(path: PathBuf) -> PathBuf {
    let numbered = |n: u32| path.with_added_extension(n.to_string());
    if path.exists() { (1..).map(numbered).find(|path| !path.exists()).unwrap_or(path) } else { path }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_a_file_says_reads_back() {
        for id in ["", "a1", "5f1d0c9a2b7e4f6080a1b2c3d4e5f607"] {
            for record in [None, Some(0), Some(7)] {
                let said = Provenance { installation: id.into(), epoch: 3, record };
                assert_eq!(Provenance::from_bytes(&said.to_bytes()), said);
            }
        }
    }

    #[test]
    fn only_what_is_ours_is_believed() {
        let us = Identity { id: "us".into(), epoch: 3 };
        let of = |id: &str, epoch| Some(Provenance { installation: id.into(), epoch, record: None });
        let owner = Owner::new(&us, true);
        let verdict = |said: Option<Provenance>| owner.refuses(said.as_ref(), Lsn(1));
        assert_eq!([verdict(of("us", 3)), verdict(of("us", 1))], [None, None]);
        assert_eq!(verdict(of("them", 1)), Some(NotOurs::Installation));
        assert_eq!(verdict(of("us", 4)), Some(NotOurs::Epoch));
        assert_eq!(verdict(None), Some(NotOurs::Nameless));
        assert_eq!(Owner::new(&us, false).refuses(None, Lsn(1)), None, "a release before wrote it");
    }

    #[test]
    fn what_is_set_aside_does_not_take_the_place_of_what_was() {
        let root = tempfile::tempdir().unwrap();
        for text in ["one", "two"] {
            fs::create_dir_all(root.path().join("state")).unwrap();
            fs::write(root.path().join("state/p.snap"), text).unwrap();
            set_aside(root.path(), Path::new("state/p.snap"), NotOurs::Log).unwrap();
        }
        let aside = root.path().join("foreign/state");
        assert_eq!(fs::read_to_string(aside.join("p.snap")).unwrap(), "one");
        assert_eq!(fs::read_to_string(aside.join("p.snap.1")).unwrap(), "two");
    }
}
