//! The run of one import: messages go out in batches, what came of them is kept beside the file, refusals are written down.

use super::{
    job::{ImportError, Job, Made, Refusal, Summary},
    known::{self, In, Known, Standing},
    names::{self, Namer},
    orders::Place,
    progress::{self, Progress},
    series::Series,
    value::RowRefusal,
};
use crate::client::{Client, ClientError, Taken, Warning};
use serde_json::{Map, Value, json};
use std::{
    fs::{File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Messages in one request; the server's limit in bytes is kept besides.
const BATCH_ROWS: usize = 1_000;
/// The server refuses a batch above 500 KB; some room is left for the frame.
const BATCH_BYTES: usize = 450_000;
/// How many refusals are shown; all of them are in the file beside the input.
const SHOWN: usize = 20;

/// One import under way.
pub struct Run<'a> {
    job: &'a Job,
    client: &'a Client,
    series: Series,
    scope: String,
    /// A mark of who speaks: what is in is known for each source of each installation.
    source: String,
    progress: Progress,
    known: Known,
    refused: Option<File>,
    refusals: Vec<Refusal>,
    warnings: Vec<Refusal>,
    batch: Vec<Told>,
    bytes: usize,
    /// The last row of which it is decided what becomes of it.
    reached: u64,
}

/// A message on its way out.
struct Told {
    made: Made,
    /// How often what it was made of was told anew.
    again: u32,
    /// Whether it has an id of its own.
    own_id: bool,
}

impl<'a> Run<'a> {
    /// Goes on where an earlier run of the same file and mapping stands.
    ///
    /// # Errors
    /// [`ImportError::File`], [`ImportError::Renamed`]; [`ImportError::Client`] if nobody says who speaks.
    pub async fn begin(job: &'a Job, client: &'a Client) -> Result<Self, ImportError> {
        let series = job.series();
        let source = client.import(&[], true).await?.source.unwrap_or_default();
        // Rows of another kind have other names.
        let kind = format!("{source} {} {}", job.mapping.call(), job.mapping.event.as_deref().unwrap_or_default());
        let how = format!("{kind} {}", job.mapping_text);
        let fingerprint = progress::fingerprint(&job.path, &how).map_err(failed(&job.path))?;
        let beside = series.beside(".import.json");
        let before = progress::load(&beside).map_err(failed(&beside))?;
        // Without a word about how much of it counts, all of it does: what is written there is in.
        let known_bytes = before.as_ref().map_or(u64::MAX, |before| before.known_bytes);
        let before = before.unwrap_or_default();
        let now = job.mapping.naming().to_string();
        if let Some(other) = before.named.get(&kind).filter(|before| **before != now) {
            let (path, series, before) = (job.path.clone(), series.name, other.clone());
            return Err(ImportError::Renamed { path, series, before, now });
        }
        let names = series.beside(".imported");
        let known = Known::load(names.clone(), known_bytes).map_err(failed(&names))?;
        // A dry run looks at all rows, but knows as well what is in already.
        let mut progress = if before.fingerprint == fingerprint && !job.dry_run {
            before
        } else {
            Progress { fingerprint, known_bytes: before.known_bytes, named: before.named, ..Progress::default() }
        };
        progress.named.insert(kind, now);
        let (reached, scope) = (progress.rows, series.scope());
        let (batch, refusals, warnings) = (Vec::new(), Vec::new(), Vec::new());
        let (refused, bytes) = (None, 0);
        Ok(Self {
            job,
            client,
            series,
            scope,
            source,
            progress,
            known,
            refused,
            refusals,
            warnings,
            batch,
            bytes,
            reached,
        })
    }

    /// Makes the names of the file's rows.
    pub fn namer(&self) -> Namer<'a> {
        Namer::new(&self.job.mapping, &self.source)
    }

    /// How many rows an earlier run has settled.
    pub fn settled(&self) -> u64 {
        self.progress.rows
    }

    /// Whether a row that only its own text names stands in another file of a series that nobody said.
    pub fn is_elsewhere(&self, name: &names::Name) -> bool {
        self.series.guessed() && self.known.find(name).is_some_and(|row| row.file != self.series.file)
    }

    /// A row that was settled before.
    pub fn saw(&mut self, made: &Made) {
        self.known.saw(&made.name, made.first());
    }

    /// It is decided, or soon will be, what becomes of this row and all before it.
    pub fn reached(&mut self, row: u64) {
        self.reached = row;
    }

    /// Tells it, unless it is in; anew, if it changed.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn consider(&mut self, mut made: Made) -> Result<(), ImportError> {
        if self.batch.iter().any(|told| told.made.name == made.name) {
            self.flush().await?;
        }
        let standing = self.known.standing(&made.name, made.content, self.in_vain(&made));
        self.saw(&made);
        match standing {
            Standing::New => self.take(made, 0).await,
            Standing::Same => {
                self.progress.repeated += made.rows.len() as u64;
                Ok(())
            }
            Standing::Twice(row) => self.refuse_all(made, &RowRefusal::Twice { row }).await,
            Standing::Changed(_) if self.continues(&made) => self.refuse_all(made, &RowRefusal::Continues).await,
            Standing::Changed(told) => match known::anew(std::mem::take(&mut made.message)) {
                Ok(message) => {
                    made.message = message;
                    made.message.shift_remove("messageId");
                    self.take(made, told.saturating_add(1)).await
                }
                Err(message) => {
                    made.message = message;
                    self.refuse_all(made, &RowRefusal::Changed).await
                }
            },
        }
    }

    /// Whether it is an order of several rows of which none is known, though the order is: this may be the rest of it, or all there is.
    fn continues(&self, made: &Made) -> bool {
        let completed = made.message.get("event").and_then(Value::as_str) == Some("Order Completed");
        completed && !made.lines.is_empty() && !made.lines.iter().any(|line| self.known.find(line).is_some())
    }

    fn in_vain(&self, made: &Made) -> names::Content {
        made.content.in_vain(&self.job.mapping_text)
    }

    async fn take(&mut self, mut made: Made, again: u32) -> Result<(), ImportError> {
        let Made { name, content, message, .. } = &mut made;
        let own_id = message.contains_key("messageId");
        let id = names::message_id(&self.scope, name, *content, again);
        message.entry("messageId").or_insert_with(|| id.into());
        let bytes = serde_json::to_vec(message).map_or(0, |json| json.len());
        if self.batch.len() >= BATCH_ROWS || self.bytes + bytes > BATCH_BYTES {
            self.flush().await?;
        }
        self.bytes += bytes;
        self.batch.push(Told { made, again, own_id });
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
    async fn send(&mut self, batch: Vec<Told>) -> Result<(), ImportError> {
        let mut open = vec![batch];
        while let Some(mut part) = open.pop() {
            let messages: Vec<&Map<String, Value>> = part.iter().map(|told| &told.made.message).collect();
            match self.client.import(&messages, self.job.dry_run).await {
                Ok(Taken { warnings, repeated, .. }) => {
                    for (at, told) in part.iter().enumerate() {
                        let wrong: Vec<&Warning> = warnings.iter().filter(|warning| warning.at == at).collect();
                        self.accepted(told, &wrong, repeated.contains(&at))?;
                    }
                }
                Err(ClientError::Refused(problem)) if part.len() == 1 => {
                    let Made { rows, message, .. } = &part[0].made;
                    for place in rows {
                        self.refuse(*place, &RowRefusal::Server(problem.clone()), Some(message))?;
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

    /// A message is in, perhaps with something wrong; perhaps it was in before by an id of its own, which may be known otherwise.
    fn accepted(&mut self, told: &Told, wrong: &[&Warning], repeated: bool) -> Result<(), ImportError> {
        let Told { made, again, own_id } = told;
        let rows = made.rows.len() as u64;
        let unbooked = wrong.iter().any(|warning| warning.is_of_order());
        let Progress { accepted, changed, repeated: before, unbooked: no_order, warned, .. } = &mut self.progress;
        *(if repeated && *own_id { before } else { accepted }) += rows;
        *changed += if *again > 0 { rows } else { 0 };
        *(if unbooked { no_order } else { warned }) += if wrong.is_empty() { 0 } else { rows };
        // Under a mapping that was corrected it may count.
        let content = if unbooked { self.in_vain(made) } else { made.content };
        let file = self.series.file;
        self.known.add(made.name, In { content, told: *again, file, row: made.first() });
        made.lines.iter().for_each(|line| self.known.add(*line, In { file, ..In::default() }));
        for (place, warning) in made.rows.iter().flat_map(|place| wrong.iter().map(move |warning| (*place, *warning))) {
            let note = Refusal::new(place, warning.code.clone(), warning.to_string());
            self.write(&note, true, Some(&made.message))?;
            if self.warnings.len() < SHOWN {
                self.warnings.push(note);
            }
        }
        Ok(())
    }

    async fn refuse_all(&mut self, made: Made, why: &RowRefusal) -> Result<(), ImportError> {
        let refusals = made.rows.iter().map(|place| (*place, why.clone())).collect();
        self.refuse_rows(refusals, Some(&made.message)).await
    }

    /// Refuses rows. They are settled with the batch around them, so that rows are settled in order.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn refuse_rows(
        &mut self,
        refusals: Vec<(Place, RowRefusal)>,
        message: Option<&Map<String, Value>>,
    ) -> Result<(), ImportError> {
        self.flush().await?;
        refusals.into_iter().try_for_each(|(place, refusal)| self.refuse(place, &refusal, message))
    }

    fn refuse(
        &mut self,
        place: Place,
        why: &RowRefusal,
        message: Option<&Map<String, Value>>,
    ) -> Result<(), ImportError> {
        self.progress.refused += 1;
        let note = Refusal::new(place, why.code().to_owned(), why.to_string());
        self.write(&note, false, message)?;
        if self.refusals.len() < SHOWN {
            self.refusals.push(note);
        }
        Ok(())
    }

    /// Writes down what is wrong with a row.
    fn write(&mut self, note: &Refusal, taken: bool, message: Option<&Map<String, Value>>) -> Result<(), ImportError> {
        if self.job.dry_run {
            return Ok(());
        }
        let Refusal { row, line, code, reason } = note;
        let line = json!({"row": row, "line": line, "in": taken, "code": code, "reason": reason, "message": message});
        let text = format!("{line}\n");
        let path = self.refused_file();
        let written = |file: &mut File| file.write_all(text.as_bytes());
        match &mut self.refused {
            Some(file) => written(file),
            None => {
                refused_from(&path, self.progress.refused_bytes).and_then(|file| written(self.refused.insert(file)))
            }
        }
        .map_err(failed(&path))?;
        self.progress.refused_bytes += text.len() as u64;
        Ok(())
    }

    /// What was read so far is settled, except for orders that are not complete: their last row is still to come.
    fn settle(&mut self) -> Result<(), ImportError> {
        self.progress.rows = self.reached;
        if self.job.dry_run {
            return Ok(());
        }
        let kept = self.known.keep();
        self.progress.known_bytes = kept.map_err(failed(self.known.path()))?;
        let path = self.series.beside(".import.json");
        progress::store(&path, &self.progress).map_err(failed(&path))
    }

    /// Sends what is left, and says what came of all of it.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn end(mut self, guesses: Vec<String>) -> Result<Summary, ImportError> {
        self.flush().await?;
        let refused_file = (self.progress.refused_bytes > 0).then(|| self.refused_file());
        let Progress { rows, accepted, changed, repeated, refused, unbooked, warned, .. } = self.progress;
        Ok(Summary {
            rows,
            accepted,
            changed,
            repeated,
            refused,
            unbooked,
            warned,
            refusals: self.refusals,
            warnings: self.warnings,
            series: self.series.name,
            guesses,
            refused_file,
        })
    }

    fn refused_file(&self) -> PathBuf {
        let mut name = self.job.path.clone().into_os_string();
        name.push(".refused.ndjson");
        name.into()
    }
}

impl Refusal {
    fn new(Place { row, line }: Place, code: String, reason: String) -> Self {
        Self { row, line, code, reason }
    }
}

impl Made {
    /// The number of its first row.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.rows.first().map_or(0, |place| place.row)
    }
}

/// The file of refused rows, as long as what was settled says.
fn refused_from(path: &Path, bytes: u64) -> io::Result<File> {
    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    file.set_len(bytes)?;
    file.seek(SeekFrom::End(0))?;
    Ok(file)
}

fn failed(path: &Path) -> impl Fn(io::Error) -> ImportError {
    let path = path.to_path_buf();
    move |source| ImportError::File { path: path.clone(), source }
}
