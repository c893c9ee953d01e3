//! One import: rows in, batches out, progress kept, refusals written down.

use super::{
    mapping::{Mapping, RowRefusal},
    progress::{self, Progress},
    rows::{self, Format},
};
use crate::client::{Client, ClientError};
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
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Rows read in all, those of earlier runs included.
    pub rows: u64,
    /// Rows the server has acknowledged (or would be offered, in a dry run).
    pub accepted: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Where the refused rows and their reasons are, if there are any.
    pub refused_file: Option<PathBuf>,
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
    /// The server.
    #[error(transparent)]
    Client(#[from] ClientError),
}

struct Numbered {
    row: u64,
    message: Map<String, Value>,
}

struct Run<'a> {
    job: &'a Job,
    client: Option<&'a Client>,
    progress: Progress,
    refused: Option<std::fs::File>,
    batch: Vec<Numbered>,
    bytes: usize,
}

impl Job {
    /// Reads and maps every row and says what would be imported; asks the server nothing.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn dry_run(&self, tell: impl FnMut(u64)) -> Result<Summary, ImportError> {
        self.go(None, tell).await
    }

    /// Imports what is not settled yet.
    ///
    /// # Errors
    /// The file cannot be read, or the server cannot be reached or refuses the write key.
    pub async fn run(&self, client: &Client, tell: impl FnMut(u64)) -> Result<Summary, ImportError> {
        self.go(Some(client), tell).await
    }

    async fn go(&self, client: Option<&Client>, mut tell: impl FnMut(u64)) -> Result<Summary, ImportError> {
        let fingerprint =
            progress::fingerprint(&self.path, &self.mapping_text).map_err(|e| self.file(&self.path, e))?;
        let mut run = Run::begin(self, client, fingerprint)?;
        let settled = run.progress.rows;
        let rows = rows::open(&self.path, self.format).map_err(|e| self.file(&self.path, e))?;
        for (number, row) in (1u64..).zip(rows) {
            let row = row.map_err(|e| self.file(&self.path, e))?;
            if number <= settled {
                continue;
            }
            run.take(number, row).await?;
            tell(number);
        }
        run.flush().await?;
        Ok(run.summary())
    }

    fn file(&self, path: &Path, source: io::Error) -> ImportError {
        ImportError::File { path: path.into(), source }
    }

    fn progress_file(&self) -> PathBuf {
        progress::beside(&self.path, ".import.json")
    }

    fn refused_file(&self) -> PathBuf {
        progress::beside(&self.path, ".refused.ndjson")
    }
}

impl<'a> Run<'a> {
    fn begin(job: &'a Job, client: Option<&'a Client>, fingerprint: String) -> Result<Self, ImportError> {
        let fresh = Progress { fingerprint: fingerprint.clone(), rows: 0, refused: 0, refused_bytes: 0 };
        let known = match client {
            Some(_) => {
                progress::load(&job.progress_file(), &fingerprint).map_err(|e| job.file(&job.progress_file(), e))?
            }
            None => None,
        };
        let progress = known.unwrap_or(fresh);
        Ok(Self { job, client, progress, refused: None, batch: Vec::new(), bytes: 0 })
    }

    async fn take(&mut self, row: u64, read: rows::Row) -> Result<(), ImportError> {
        match read.and_then(|columns| self.job.mapping.message(columns)) {
            Ok(mut message) => {
                message
                    .entry("messageId")
                    .or_insert_with(|| format!("import-{}-{row}", self.progress.fingerprint).into());
                let bytes = serde_json::to_vec(&message).map_or(0, |json| json.len());
                if self.batch.len() >= BATCH_ROWS || self.bytes + bytes > BATCH_BYTES {
                    self.flush().await?;
                }
                self.bytes += bytes;
                self.batch.push(Numbered { row, message });
            }
            Err(refusal) => {
                // Refusals are settled with the batch around them, so that rows are settled in order.
                self.flush().await?;
                self.refuse(row, &refusal, None)?;
                self.settle(row)?;
            }
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), ImportError> {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let Some(last) = batch.last().map(|numbered| numbered.row) else { return Ok(()) };
        if self.client.is_some() {
            self.send(batch).await?;
        }
        self.settle(last)
    }

    /// Offers a batch; where the server refuses it, halves it until the rows at fault are found.
    async fn send(&mut self, batch: Vec<Numbered>) -> Result<(), ImportError> {
        let Some(client) = self.client else { return Ok(()) };
        let mut open = vec![batch];
        while let Some(mut part) = open.pop() {
            let messages: Vec<&Map<String, Value>> = part.iter().map(|numbered| &numbered.message).collect();
            match client.import(&messages).await {
                Ok(()) => {}
                Err(ClientError::Refused(problem)) if part.len() == 1 => {
                    let at_fault = &part[0];
                    self.refuse(at_fault.row, &RowRefusal::Server(problem.to_string()), Some(&at_fault.message))?;
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

    fn refuse(&mut self, row: u64, why: &RowRefusal, message: Option<&Map<String, Value>>) -> Result<(), ImportError> {
        self.progress.refused += 1;
        if self.client.is_none() {
            // A dry run leaves the files of a real one alone; its refusals are shown.
            eprintln!("row {row}: {why}");
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
        let line = serde_json::json!({"row": row, "reason": why.to_string(), "message": message});
        let text = format!("{line}\n");
        if let Some(file) = &mut self.refused {
            file.write_all(text.as_bytes()).map_err(failed)?;
        }
        self.progress.refused_bytes += text.len() as u64;
        Ok(())
    }

    fn settle(&mut self, row: u64) -> Result<(), ImportError> {
        self.progress.rows = row;
        if self.client.is_none() {
            return Ok(());
        }
        let path = self.job.progress_file();
        progress::store(&path, &self.progress).map_err(|e| self.job.file(&path, e))
    }

    fn summary(&self) -> Summary {
        let Progress { rows, refused, .. } = self.progress;
        let refused_file = (refused > 0 && self.client.is_some()).then(|| self.job.refused_file());
        Summary { rows, accepted: rows - refused, refused, refused_file }
    }
}
