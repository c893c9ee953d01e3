//! One import. The file is read twice: first it is looked at as a whole, so that nothing is taken from one that is damaged or could be
//! read in two ways; then its rows become messages and go out in batches, progress is kept and refusals are written down.

use super::{
    mapping::{Mapping, Misfit, Reading},
    names::{self, Known, Name, Namer},
    orders::{Counted, Orders},
    progress::{self, Progress},
    rows::{self, Format},
    value::{Reader, RowRefusal},
};
use crate::client::{Client, ClientError};
use rapport_files::{Evidence, Form, Undecided, Unreadable, form};
use serde::Serialize;
use serde_json::{Map, Value};
use std::{
    fs::OpenOptions,
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Messages in one request; the server's limit in bytes is kept besides.
const BATCH_ROWS: usize = 1_000;
/// The server refuses a batch above 500 KB; some room is left for the frame.
const BATCH_BYTES: usize = 450_000;
/// How many refusals are shown; all of them are in the file beside the input.
const SHOWN: usize = 20;

/// What to import.
#[derive(Clone, Debug)]
pub struct Job {
    /// The file.
    pub path: PathBuf,
    /// Its format.
    pub format: Format,
    /// How rows become messages.
    pub mapping: Mapping,
    /// The same as text, for the fingerprint.
    pub mapping_text: String,
    /// The server only says what it would make of it; nothing is kept, here or there.
    pub dry_run: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Rows read in all, those of earlier runs included.
    pub rows: u64,
    /// Rows the server has acknowledged (or would, in a dry run).
    pub accepted: u64,
    /// Rows that were imported before, from an earlier state of the file.
    pub repeated: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// The first of the refusals of this run.
    pub refusals: Vec<Refusal>,
    /// How the file is written, where that was guessed.
    pub guesses: Vec<String>,
    /// Where the refused rows and their reasons are, if there are any.
    pub refused_file: Option<PathBuf>,
}

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Its number, from 1.
    pub row: u64,
    /// The line of the file it begins in.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// What ends an import early. What was settled stays settled; the same command goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file, or one beside it.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file is damaged, or no table.
    #[error("{path}: {source}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: Unreadable,
    },
    /// It could be read in two ways.
    #[error("{path}: {source}. Say it in the mapping, under `file`")]
    Undecided {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: Undecided,
    },
    /// The mapping does not fit.
    #[error("{path}: {source}")]
    Misfit {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Misfit,
    },
    /// The server.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// What was found before the first row is taken.
struct Looked {
    form: Form,
    reader: Reader,
    counted: Counted,
    guesses: Vec<String>,
}

/// A message, its name, and the rows it was made of.
type Made = (Vec<u64>, Name, Map<String, Value>);

/// Rows that became one message.
struct Numbered {
    rows: Vec<u64>,
    line: u64,
    name: Name,
    message: Map<String, Value>,
}

struct Run<'a> {
    job: &'a Job,
    client: &'a Client,
    progress: Progress,
    known: Known,
    refused: Option<std::fs::File>,
    refusals: Vec<Refusal>,
    batch: Vec<Numbered>,
    bytes: usize,
    /// The last row of which it is decided what becomes of it.
    reached: u64,
}

impl Job {
    /// Imports what is not settled yet, or has the server say what it would make of it. `tell` hears how many rows were read.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn run(&self, client: &Client, mut tell: impl FnMut(u64)) -> Result<Summary, ImportError> {
        let Looked { form, mut reader, counted, guesses } = self.look(&mut tell)?;
        let mut run = Run::begin(self, client)?;
        let settled = run.progress.rows;
        let (mut namer, mut orders) = (Namer::default(), Orders::new(counted));
        let opened = rows::open(&self.path, self.format, &form).map_err(|source| self.unreadable(source))?;
        for (number, placed) in (1u64..).zip(opened.rows) {
            let (line, row) = placed.map_err(|source| self.unreadable(source))?;
            tell(number);
            // Rows that are settled are read all the same: names, orders and clocks go by what stood before.
            let made = self.make(number, row, &mut namer, &mut orders, &mut reader);
            if number <= settled {
                continue;
            }
            match made {
                Ok(None) => {}
                Ok(Some((rows, name, _))) if run.known.has(&name) => run.progress.repeated += rows.len() as u64,
                Ok(Some((rows, name, message))) => run.take(Numbered { rows, line, name, message }).await?,
                Err(refusals) => {
                    // Refusals are settled with the batch around them, so that rows are settled in order.
                    run.flush().await?;
                    for (row, refusal) in refusals {
                        run.refuse(row, line, &refusal, None)?;
                    }
                }
            }
            run.reached = number;
        }
        run.flush().await?;
        run.settle()?;
        Ok(run.summary(guesses))
    }

    /// Looks at the whole file.
    fn look(&self, tell: &mut impl FnMut(u64)) -> Result<Looked, ImportError> {
        let undecided = |source| ImportError::Undecided { path: self.path.clone(), source };
        let opened =
            rows::open(&self.path, self.format, &self.mapping.file).map_err(|source| self.unreadable(source))?;
        let checked = self.mapping.check(opened.columns.as_deref());
        checked.map_err(|source| ImportError::Misfit { path: self.path.clone(), source })?;
        let (found, said) = (opened.form, &self.mapping.file);
        let mut evidence = Evidence::new(&found).map_err(undecided)?;
        let mut counted = Counted::default();
        let numbers: Vec<&str> = self.mapping.read_as(Reading::Number).collect();
        let moments: Vec<&str> = self.mapping.read_as(Reading::Moment).collect();
        for (number, placed) in (1u64..).zip(opened.rows) {
            let (line, row) = placed.map_err(|source| self.unreadable(source))?;
            tell(number);
            let Ok(row) = row else { continue };
            let texts = |columns: &[&str], each: &mut dyn FnMut(&str)| {
                columns.iter().filter_map(|column| row.get(*column)?.as_str()).for_each(each);
            };
            texts(&numbers, &mut |text| evidence.number(line, text));
            texts(&moments, &mut |text| evidence.moment(line, text));
            let group = &self.mapping.group;
            if !group.is_empty() && names::missing(group, &row).is_none() {
                counted.add(names::of_columns(&self.mapping, group, &row));
            }
        }
        let settled = evidence.settle().map_err(undecided)?;
        let mut guesses = match (found.encoding, found.delimiter) {
            (Some(encoding), Some(delimiter)) => form::guesses(said, encoding, delimiter),
            _ => Vec::new(),
        };
        guesses.extend(settled.guesses);
        Ok(Looked { form: found, reader: Reader { decimal: settled.decimal, clock: settled.clock }, counted, guesses })
    }

    /// What becomes of a row: a message with its name and the rows it was made of, nothing yet, or refusals.
    fn make(
        &self,
        number: u64,
        row: rows::Row,
        namer: &mut Namer,
        orders: &mut Orders,
        reader: &mut Reader,
    ) -> Result<Option<Made>, Vec<(u64, RowRefusal)>> {
        let alone = |refusal| vec![(number, refusal)];
        let row = row.map_err(alone)?;
        let naming = if self.mapping.group.is_empty() { &self.mapping.key } else { &self.mapping.group };
        if let Some(column) = names::missing(naming, &row) {
            // Without its columns a name says nothing; a column that is not there is told as such.
            let refusal = if row.contains_key(column) { RowRefusal::NoName } else { RowRefusal::NoColumn };
            return Err(alone(refusal(column.clone())));
        }
        if self.mapping.group.is_empty() {
            let name = namer.row(&self.mapping, &row);
            let message = self.mapping.message(row, reader).map_err(alone)?;
            return Ok(Some((vec![number], name, message)));
        }
        let name = names::of_columns(&self.mapping, &self.mapping.group, &row);
        match orders.take(name, number, &row, &self.mapping, reader) {
            None => Ok(None),
            Some((rows, Ok(message))) => Ok(Some((rows, name, message))),
            Some((rows, Err((at_fault, refusal)))) => {
                let with = |row: u64| match row == at_fault {
                    true => (row, refusal.clone()),
                    false => (row, RowRefusal::Together { row: at_fault }),
                };
                Err(rows.into_iter().map(with).collect())
            }
        }
    }

    fn file(&self, path: &Path, source: io::Error) -> ImportError {
        ImportError::File { path: path.into(), source }
    }

    fn unreadable(&self, source: Unreadable) -> ImportError {
        ImportError::Unreadable { path: self.path.clone(), source }
    }

    fn progress_file(&self) -> PathBuf {
        progress::beside(&self.path, ".import.json")
    }

    fn refused_file(&self) -> PathBuf {
        progress::beside(&self.path, ".refused.ndjson")
    }
}

impl<'a> Run<'a> {
    fn begin(job: &'a Job, client: &'a Client) -> Result<Self, ImportError> {
        let failed = |path: PathBuf| move |e| ImportError::File { path, source: e };
        let fingerprint = progress::fingerprint(&job.path, &job.mapping_text).map_err(failed(job.path.clone()))?;
        let before = progress::load(&job.progress_file()).map_err(failed(job.progress_file()))?;
        let named = before.as_ref().map_or(0, |before| before.named_bytes);
        let fresh = Progress { fingerprint: fingerprint.clone(), named_bytes: named, ..Progress::default() };
        // A dry run looks at all rows, but knows as well what is in already.
        let same = before.filter(|before| before.fingerprint == fingerprint && !job.dry_run);
        let names = progress::beside(&job.path, ".imported");
        let known = Known::load(names.clone(), named).map_err(failed(names))?;
        let progress = same.unwrap_or(fresh);
        let reached = progress.rows;
        let (batch, refusals) = (Vec::new(), Vec::new());
        Ok(Self { job, client, progress, known, refused: None, refusals, batch, bytes: 0, reached })
    }

    async fn take(&mut self, mut numbered: Numbered) -> Result<(), ImportError> {
        let id = names::message_id(&numbered.name);
        numbered.message.entry("messageId").or_insert_with(|| id.into());
        let bytes = serde_json::to_vec(&numbered.message).map_or(0, |json| json.len());
        if self.batch.len() >= BATCH_ROWS || self.bytes + bytes > BATCH_BYTES {
            self.flush().await?;
        }
        self.bytes += bytes;
        // Two rows of one name in one file are one.
        if !self.job.mapping.key.is_empty() && self.batch.iter().any(|other| other.name == numbered.name) {
            self.progress.repeated += numbered.rows.len() as u64;
            return Ok(());
        }
        self.batch.push(numbered);
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), ImportError> {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        if !batch.is_empty() {
            self.send(batch).await?;
        }
        self.settle()
    }

    /// Offers a batch; where the server refuses it, halves it until the rows at fault are found.
    async fn send(&mut self, batch: Vec<Numbered>) -> Result<(), ImportError> {
        let mut open = vec![batch];
        while let Some(mut part) = open.pop() {
            let messages: Vec<&Map<String, Value>> = part.iter().map(|numbered| &numbered.message).collect();
            match self.client.import(&messages, self.job.dry_run).await {
                Ok(()) => {
                    for numbered in &part {
                        self.known.add(numbered.name);
                        self.progress.accepted += numbered.rows.len() as u64;
                    }
                }
                Err(ClientError::Refused(problem)) if part.len() == 1 => {
                    let Numbered { rows, line, message, .. } = &part[0];
                    for row in rows {
                        self.refuse(*row, *line, &RowRefusal::Server(problem.to_string()), Some(message))?;
                    }
                }
                Err(ClientError::Refused(_)) => {
                    let second = part.split_off(part.len() / 2);
                    open.push(second);
                    open.push(part);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn refuse(
        &mut self,
        row: u64,
        line: u64,
        why: &RowRefusal,
        message: Option<&Map<String, Value>>,
    ) -> Result<(), ImportError> {
        self.progress.refused += 1;
        let reason = why.to_string();
        if self.refusals.len() < SHOWN {
            self.refusals.push(Refusal { row, line, reason: reason.clone() });
        }
        if self.job.dry_run {
            return Ok(());
        }
        let path = self.job.refused_file();
        let failed = |e| self.job.file(&path, e);
        if self.refused.is_none() {
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
            file.set_len(self.progress.refused_bytes).map_err(failed)?;
            file.seek(SeekFrom::End(0)).map_err(failed)?;
            self.refused = Some(file);
        }
        let text = format!("{}\n", serde_json::json!({"row": row, "line": line, "reason": reason, "message": message}));
        if let Some(file) = &mut self.refused {
            file.write_all(text.as_bytes()).map_err(failed)?;
        }
        self.progress.refused_bytes += text.len() as u64;
        Ok(())
    }

    /// What was read so far is settled, except for orders that are not complete: their last row is still to come.
    fn settle(&mut self) -> Result<(), ImportError> {
        self.progress.rows = self.reached;
        if self.job.dry_run {
            return Ok(());
        }
        let names = self.known.keep();
        self.progress.named_bytes = names.map_err(|e| self.job.file(self.known.path(), e))?;
        let path = self.job.progress_file();
        progress::store(&path, &self.progress).map_err(|e| self.job.file(&path, e))
    }

    fn summary(self, guesses: Vec<String>) -> Summary {
        let Progress { rows, accepted, repeated, refused, .. } = self.progress;
        let refused_file = (refused > 0 && !self.job.dry_run).then(|| self.job.refused_file());
        Summary { rows, accepted, repeated, refused, refusals: self.refusals, guesses, refused_file }
    }
}
