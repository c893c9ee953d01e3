//! How a run begins: alone in its series, where an earlier one stands, and by which columns it names rows.

use super::{Renumbered, Run, failed};
use crate::{
    job::{ImportError, Job, Twins},
    known::Known,
    mapping::Naming,
    names::{Namer, RowName},
    progress::{self, Progress},
    record,
    series::Series,
    taker::{TakeError, Taker},
};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File, OpenOptions, TryLockError},
};

/// So many checkpoints fit into one request.
const MOST_ASKED: usize = 5_000;
/// Of so many columns it is found out whether a file had them before: each may have come or not.
const MOST_NEW: usize = 8;

impl<'a, T: Taker> Run<'a, T> {
    /// Goes on where an earlier run of the same file and mapping stands, and forgets what the server lost since.
    ///
    /// # Errors
    /// [`ImportError::File`], [`ImportError::Busy`], [`ImportError::Renamed`]; [`ImportError::Failed`] if no one says who speaks.
    pub async fn begin(job: &'a Job, taker: &'a T) -> Result<Self, ImportError> {
        let series = job.series();
        let source = taker.ask(&[]).await.map_err(not_told)?.source;
        let lock = if job.dry_run { None } else { Some(lock(&series)?) };
        // Rows of another kind have other names.
        let kind = format!("{source} {} {}", job.mapping.call(), job.mapping.event.as_deref().unwrap_or_default());
        let restart = if job.restart { " from the beginning" } else { "" };
        let how = format!("{kind} {}{restart}", job.mapping_text);
        let fingerprint = progress::fingerprint(&job.path, &how).map_err(failed(&job.path))?;
        let beside = series.beside(".import.json");
        let before = progress::load(&beside).map_err(failed(&beside))?;
        // Without a word about how much of it counts, all of it does: what is written there is in.
        let names = series.beside(".imported");
        let mut before =
            before.unwrap_or(Progress { known_bytes: u64::MAX, known_form: record::FORM, ..Progress::default() });
        // The same command goes on where a run that began again was killed.
        let begins = job.restart && (before.done || before.fingerprint != fingerprint);
        let mut known = if begins {
            before =
                Progress { restarts: before.restarts + 1, known_writing: before.known_writing, ..Progress::default() };
            Known::none(names, before.known_writing)
        } else {
            let Progress { known_bytes, known_form, known_writing, .. } = before;
            Known::load(names.clone(), known_bytes, known_form, known_writing).map_err(failed(&names))?
        };
        let now = job.mapping.naming().to_string();
        if let Some(other) = before.named.get(&kind).filter(|before| **before != now) {
            let (path, series, before) = (job.path.clone(), series.name, other.clone());
            return Err(ImportError::Renamed { path, series, before, now });
        }
        let lost = forget(&mut known, &source, taker).await?;
        // A dry run looks at all rows, but knows as well what is in already; so does the same command when all was settled, and when what
        // was settled is lost.
        let mut progress = if before.fingerprint == fingerprint && !before.done && !job.dry_run && lost == 0 {
            before
        } else {
            let Progress { known_bytes, known_form, known_writing, named, identity, restarts, .. } = before;
            let new = Progress { fingerprint, known_bytes, known_form, known_writing, ..Progress::default() };
            Progress { named, identity, restarts, ..new }
        };
        progress.named.insert(kind.clone(), now);
        let identity = progress.identity.insert(kind.clone(), job.mapping.identity());
        let renumbered = identity.and_then(|before| differing(&before, &job.mapping.identity()));
        let restarted = match progress.restarts {
            0 => String::new(),
            restarts => format!("\0restart {restarts}"),
        };
        let (reached, scope) = (progress.counts.rows, series.scope() + &restarted);
        // A return is the same in whatever file it stands, unless someone says that the files are of another series.
        let returns = if series.said { scope.clone() } else { restarted };
        let mut run = Self {
            job,
            taker,
            series,
            scope,
            returns,
            renumbered,
            source,
            kind,
            columns: Vec::new(),
            twins: Twins::new(),
            _lock: lock,
            progress,
            known,
            lost,
            refused: None,
            refusals: Vec::new(),
            warnings: Vec::new(),
            batch: Vec::new(),
            bytes: 0,
            reached,
        };
        // Someone may have deleted what was written there.
        let written = fs::metadata(run.refused_file()).map_or(0, |file| file.len());
        run.progress.refused_bytes = run.progress.refused_bytes.min(written);
        Ok(run)
    }

    /// Decides by which columns rows are named that nothing else names: by those that the mapping took when the series began. `has`: the
    /// columns of the file, if it names them; `sample`: some of its rows.
    ///
    /// # Errors
    /// [`ImportError::Nameless`].
    pub fn name_by(
        &mut self,
        has: Option<&[String]>,
        sample: impl FnOnce() -> Vec<Map<String, Value>>,
    ) -> Result<(), ImportError> {
        let naming = self.job.mapping.naming();
        let remembered = self.known.columns(&self.kind).map(<[String]>::to_vec);
        let known = remembered.is_some();
        let all = || has.map(|has| self.named_before(has, &sample())).unwrap_or_default();
        self.columns = match remembered {
            Some(columns) => columns,
            None if self.known.old() && !matches!(naming, Naming::Order(_)) => all(),
            None if self.job.mapping.is_empty() => Vec::new(),
            None => self.job.mapping.taken(),
        };
        let missing = |has: &[String]| self.columns.iter().find(|column| !has.contains(column)).cloned();
        if let (Naming::Row, Some(column)) = (naming, has.and_then(missing)) {
            let (path, series) = (self.job.path.clone(), self.series.name.clone());
            let columns = format!("`{}`", self.columns.join("`, `"));
            return Err(ImportError::Nameless { path, series, columns, column });
        }
        if !known {
            self.known.name_by(&self.kind, self.columns.clone());
        }
        Ok(())
    }

    /// By which columns a release up to 0.2 named rows of this series. It took all that the file had then; of those that no one takes, some
    /// may have come since, and without these rows are known.
    fn named_before(&self, has: &[String], sample: &[Map<String, Value>]) -> Vec<String> {
        let taken = self.job.mapping.taken();
        let free: Vec<&String> = has.iter().filter(|column| !taken.contains(column)).take(MOST_NEW).collect();
        let is_in = |row: &RowName| self.find(&row.name, &row.formerly).is_some();
        let known = |columns: &[String]| {
            let mut namer = Namer::new(&self.job.mapping, &self.source, columns);
            sample.iter().filter(|row| is_in(&namer.row(row))).count()
        };
        let mut best = (known(has), has.to_vec());
        for left_out in 1..1u32 << free.len() {
            let is_left =
                |column: &String| free.iter().position(|new| *new == column).is_some_and(|at| left_out >> at & 1 == 1);
            let columns: Vec<String> = has.iter().filter(|column| !is_left(column)).cloned().collect();
            let hits = if columns.is_empty() || best.0 == sample.len() { 0 } else { known(&columns) };
            if hits > best.0 {
                best = (hits, columns);
            }
        }
        best.1
    }
}

/// Forgets what the log does not hold any more, because it went back; how many rows that were.
async fn forget<T: Taker>(known: &mut Known, source: &str, taker: &T) -> Result<u64, ImportError> {
    let checkpoints = known.checkpoints(source);
    let mut lost = BTreeSet::new();
    for some in checkpoints.chunks(MOST_ASKED) {
        let said: Vec<&str> = some.iter().map(|(_, said)| *said).collect();
        let gone = taker.ask(&said).await.map_err(not_told)?.lost;
        lost.extend(gone.into_iter().filter_map(|at| some.get(at)).map(|(number, _)| *number));
    }
    Ok(known.forget(&lost))
}

fn not_told(error: TakeError) -> ImportError {
    match error {
        TakeError::Refused(refused) => ImportError::Failed(refused.text.into()),
        TakeError::Failed(error) => ImportError::Failed(error),
    }
}

/// The first field by which orders or people are told apart otherwise than before, and how it was and is made.
fn differing(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Option<Renumbered> {
    let none = || "nothing".to_owned();
    let (field, made) = before.iter().find(|(field, made)| now.get(*field) != Some(made))?;
    Some(Renumbered { field: field.clone(), before: made.clone(), now: now.get(field).cloned().unwrap_or_else(none) })
}

/// Takes the series' lock, which the system frees when the holder ends, however it does.
fn lock(series: &Series) -> Result<File, ImportError> {
    let path = series.beside(".import.lock");
    let open = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = open.map_err(failed(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ImportError::Busy { path, series: series.name.clone() }),
        Err(TryLockError::Error(error)) => Err(failed(&path)(error)),
    }
}
