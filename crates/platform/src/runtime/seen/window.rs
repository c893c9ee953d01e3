//! How far back messages are remembered, and which runs lie within.

use super::run::{Footer, Run};
use crate::{
    log::{replace, sweep},
    origin::{self, NotOurs, Owner, Provenance},
};
use rapport_kernel::Lsn;
use serde::{Deserialize, Serialize};
use std::{
    collections::VecDeque,
    fs, io,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

/// For so many days on which messages came in they are remembered: today, at least 7 times 24 hours before it, and room for
/// days that a wrong clock made up.
pub(super) const DAYS: usize = 10;
/// So many runs of a size become one.
const FAN_IN: usize = 8;
/// The form of the note.
const FORMAT: u32 = 1;
const NOTE: &str = "window.json";

/// What must be known beside the runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    format: u32,
    /// Nothing before this position is remembered.
    begins: Lsn,
    /// From here, where the last run ends,
    after: Lsn,
    /// to here there are no messages.
    empty_to: Lsn,
    /// Whose it is, as of the record before `empty_to`; nothing in what releases before wrote.
    #[serde(default)]
    whose: Option<Provenance>,
}

impl Note {
    fn read(dir: &Path) -> Option<Self> {
        let text = fs::read(dir.join(NOTE)).ok()?;
        serde_json::from_slice(&text).ok().filter(|note: &Self| note.format == FORMAT)
    }

    /// Why it is not this owner's, if it is not.
    fn foreign(&self, owner: &Owner) -> Option<NotOurs> {
        owner.refuses(self.whose.as_ref(), before(self.empty_to))
    }

    /// Puts it in place of the one that is there.
    pub(super) fn write(&self, dir: &Path) -> io::Result<()> {
        replace(&dir.join(NOTE), &serde_json::to_vec(self).map_err(io::Error::other)?)
    }
}

/// The days, in the order in which they came, each with the position it begins at.
#[derive(Debug)]
pub(super) struct Window {
    owner: Owner,
    days: VecDeque<(i64, Lsn)>,
    begins: Lsn,
    after: Lsn,
    empty_to: Lsn,
}

/// What does not read back of the runs in a directory, which others may be writing and removing meanwhile.
pub(crate) fn unreadable(dir: &Path, pace: &mut dyn FnMut(u64)) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let runs = match list(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        runs => runs?,
    };
    for (.., path) in runs {
        let length = fs::metadata(&path).map_or(0, |file| file.len());
        let whole = Run::open(&path, true).and_then(|run| run.all().try_for_each(|key| key.map(drop)));
        pace(length);
        match whole {
            // Merged into another one.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                found.push(format!("{name}: {error}"));
            }
            Ok(()) => {}
        }
    }
    Ok(found)
}

impl Window {
    /// What lies in the directory: the window, and the runs that cover it from its beginning without a gap, up to `end`. What is
    /// another's is set aside.
    pub(super) fn open(dir: &Path, end: Lsn, owner: &Owner) -> io::Result<(Self, Vec<Arc<Run>>)> {
        fs::create_dir_all(dir)?;
        sweep(dir)?;
        let note = Note::read(dir).filter(|note| note.begins <= end && note.empty_to <= end);
        let note = match note.as_ref().and_then(|note| note.foreign(owner)) {
            None => note,
            Some(why) => {
                set_aside(dir, NOTE, why)?;
                None
            }
        };
        // Without a note everything is read again: position 1 is the log's first.
        let begins = note.as_ref().map_or(Lsn(1), |note| note.begins);
        let owner = owner.clone();
        let mut window = Self { owner, days: VecDeque::new(), begins, after: begins, empty_to: begins };
        let mut runs: Vec<Arc<Run>> = Vec::new();
        let mut next = begins;
        for (from, to, path) in list(dir)? {
            if let Some(why) = foreign(&path, to, &window.owner) {
                set_aside(dir, &path.file_name().unwrap_or_default().to_string_lossy(), why)?;
                continue;
            }
            // Behind a gap, within a larger one (merged, and not removed before a crash), or beyond the log: of no use.
            let run =
                if from == next && to <= end { Run::open(&path, false) } else { Err(io::ErrorKind::Other.into()) };
            match run {
                Ok(run) => {
                    next = to;
                    if window.day() != Some(run.covered.day) {
                        window.days.push_back((run.covered.day, from));
                    }
                    runs.push(run);
                }
                Err(error) => {
                    tracing::debug!(%error, "a run of message ids is of no use");
                    fs::remove_file(&path)?;
                }
            }
        }
        let empty = note.filter(|note| note.after == next).map_or(next, |note| note.empty_to);
        window.nothing_between(next, empty.max(next));
        if let Err(error) = window.note().write(dir) {
            // Without it, the next start reads more of the log than it had to.
            tracing::warn!(%error, "whose the ids of messages are could not be noted");
        }
        Ok((window, runs))
    }

    /// The day of the newest message.
    pub(super) fn day(&self) -> Option<i64> {
        self.days.back().map(|(day, _)| *day)
    }

    /// Where the window begins.
    pub(super) fn begins(&self) -> Lsn {
        self.begins
    }

    /// Where the newest day begins.
    pub(super) fn last_begins(&self) -> Lsn {
        self.days.back().map_or(self.begins, |(_, from)| *from)
    }

    /// Up to here there is nothing that is not in a run.
    pub(super) fn empty_to(&self) -> Lsn {
        self.empty_to
    }

    /// A new day begins at this position. Days are counted, not compared with the clock.
    pub(super) fn begin(&mut self, day: i64, from: Lsn) {
        self.days.push_back((day, from));
        while self.days.len() > DAYS {
            self.days.pop_front();
            self.begins = self.days.front().map_or(from, |(_, from)| *from);
        }
    }

    /// From here on nothing is known any more.
    pub(super) fn back_to(&mut self, from: Lsn) {
        self.days.retain(|(_, begin)| *begin < from);
        self.nothing_between(from, from);
    }

    /// There are no messages between the end of the last run and this position.
    pub(super) fn nothing_between(&mut self, after: Lsn, to: Lsn) {
        (self.after, self.empty_to) = (after, to);
    }

    pub(super) fn note(&self) -> Note {
        let whose = Some(self.owner.sign(before(self.empty_to)));
        Note { format: FORMAT, begins: self.begins, after: self.after, empty_to: self.empty_to, whose }
    }
}

fn before(position: Lsn) -> Lsn {
    Lsn(position.0.saturating_sub(1))
}

/// Why the run at `path`, which covers the log up to `to`, is not this owner's, if it reads back and is not.
fn foreign(path: &Path, to: Lsn, owner: &Owner) -> Option<NotOurs> {
    owner.refuses(Footer::at(path)?.whose().as_ref(), before(to))
}

fn set_aside(dir: &Path, file: &str, why: NotOurs) -> io::Result<()> {
    let (root, name) = (dir.parent().unwrap_or(dir), dir.file_name().unwrap_or_default());
    origin::set_aside(root, &Path::new(name).join(file), why)
}

/// The position behind the last one that the runs in a directory cover, by the names of their files; another installation's do
/// not count.
pub(crate) fn newest(dir: &Path, owner: &Owner) -> io::Result<Lsn> {
    let runs = match list(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Lsn(0)),
        runs => runs?,
    };
    let said = |path: &Path| Footer::at(path).and_then(|footer| footer.whose());
    let ours = |path: &Path| said(path).is_none_or(|said| owner.refuses(Some(&said), Lsn(0)).is_none());
    let ends = runs.into_iter().filter(|(.., path)| ours(path)).map(|(_, to, _)| to);
    Ok(ends.max().unwrap_or_default())
}

/// The runs by their names: the earliest first, of those that begin together the longest.
fn list(dir: &Path) -> io::Result<Vec<(Lsn, Lsn, PathBuf)>> {
    let mut found = Vec::new();
    for file in fs::read_dir(dir)? {
        let path = file?.path();
        let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".ids"));
        let ends = name.and_then(|name| name.split_once('-'));
        if let Some((from, to)) = ends.and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?))) {
            found.push((Lsn(from), Lsn(to), path));
        }
    }
    found.sort_by_key(|(from, to, _)| (from.0, std::cmp::Reverse(to.0)));
    Ok(found)
}

/// Which runs to merge next: all of a day that is over, or those of one size that have gathered.
pub(super) fn to_merge(runs: &[Arc<Run>], last_day: Lsn) -> Option<Range<usize>> {
    let mut begin = 0;
    while begin < runs.len() {
        let over = runs[begin].covered.from < last_day;
        let alike =
            |run: &&Arc<Run>| run.covered.day == runs[begin].covered.day && (over || run.level == runs[begin].level);
        let end = begin + runs[begin..].iter().take_while(alike).count();
        if end - begin >= if over { 2 } else { FAN_IN } {
            return Some(begin..end);
        }
        begin = end;
    }
    None
}
