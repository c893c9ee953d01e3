//! The small files of a data directory. A start reads from them what this directory is, what time it was, and what it must not do; one
//! that rots is found out at a start, which is the wrong moment.

use super::{Damage, Finding, Store};
use crate::{
    format, hold, installation, journal, left_out,
    log::lost,
    runtime::{aside, time::passed},
    stores,
};
use std::{io, path::Path};

/// How one is looked at; none that is missing is damaged, for each may be.
type Look = fn(&Path) -> io::Result<()>;

const NOTES: [(&str, Look); 9] = [
    (installation::FILE, installation::look),
    (stores::FILE, stores::Manifest::look),
    (format::FILE, format::look),
    (hold::FILE, hold::look),
    (passed::FILE, passed::LastTime::look),
    (left_out::FILE, left_out::look),
    (lost::FILE, |dir| lost::Lost::look(&dir.join("log"))),
    (aside::FILE, aside::look),
    (journal::REPLAY, |dir| journal::read(&dir.join(journal::REPLAY)).map(drop)),
];

pub(super) fn look(dir: &Path) -> impl Iterator<Item = Finding> {
    NOTES.iter().filter_map(|(file, look)| {
        let error = look(dir).err()?.to_string();
        Some(Finding::new(Store::Notes, Damage::FileUnreadable { file: (*file).to_owned(), error }))
    })
}
