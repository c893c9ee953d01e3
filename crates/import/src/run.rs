//! The run of one import: messages go out in batches, what came of them is kept beside the file, refusals are written down.

mod begin;

use crate::{
    job::{ImportError, Job, Made, Refusal, Summary, Twins},
    known::{self, Change, In, Known, Saying, Standing},
    names::{self, Content, Name, Namer, RowName},
    orders::Place,
    progress::{self, Progress, RowCounts},
    record,
    series::Series,
    taker::{TakeError, Taken, Taker, Warning},
    value::{RowProblem, RowRefusal, RowWarning},
};
use rapport_files::Assumption;
use serde_json::{Map, Value, json};
use std::{
    fs::{self, File, OpenOptions},
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
pub struct Run<'a, T> {
    job: &'a Job,
    taker: &'a T,
    series: Series,
    scope: String,
    /// The same for returns.
    returns: String,
    /// What the mapping tells orders or people apart by, if that was otherwise before.
    renumbered: Option<Renumbered>,
    /// A mark of who speaks: what is in is known for each source of each installation.
    source: String,
    /// Of which source, call and event the rows are: those of another kind have other names.
    kind: String,
    /// By which columns rows are named that nothing else names.
    columns: Vec<String>,
    /// Orders that the file tells twice.
    pub twins: Twins,
    /// Held as long as this import lives, also if it is killed; a dry run takes nothing in.
    _lock: Option<File>,
    progress: Progress,
    known: Known,
    /// How many rows had been in and are not in any more.
    lost: u64,
    refused: Option<File>,
    refusals: Vec<Refusal>,
    warnings: Vec<Refusal>,
    batch: Vec<Told>,
    bytes: usize,
    /// The last row of which it is decided what becomes of it.
    reached: u64,
}

/// A field by which orders or people are told apart, made otherwise than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renumbered {
    /// The field as messages call it: `orderId`, `userId`.
    pub field: String,
    /// What it was made of.
    pub before: String,
    /// What it is made of now.
    pub now: String,
}

/// A message on its way out.
struct Told {
    made: Made,
    /// How often what it was made of was told anew.
    again: u32,
    /// How what it was made of changed, if it was in.
    change: Option<Change>,
    /// Whether it has an id of its own.
    own_id: bool,
}

impl Told {
    /// Whether this row takes or gives money once more that a row before it, of the same words, takes or gives.
    fn is_told_twice(&self, place: &Place) -> bool {
        self.made.equal.contains(place) && (known::is_order(&self.made.message) || self.made.back.is_some())
    }
}

impl<'a, T: Taker> Run<'a, T> {
    /// Makes the names of the file's rows.
    pub fn namer(&self) -> Namer<'a> {
        Namer::new(&self.job.mapping, &self.source, &self.columns)
    }

    /// How many rows an earlier run has settled.
    pub fn settled(&self) -> u64 {
        self.progress.counts.rows
    }

    /// How the mapping tells orders or people apart otherwise than before, if it does.
    pub fn renumbered(&self) -> Option<&Renumbered> {
        self.renumbered.as_ref()
    }

    /// What is known of a row, perhaps by a name that a release before gave it.
    fn find(&self, name: &Name, formerly: &[Name]) -> Option<&In> {
        std::iter::once(name).chain(formerly).find_map(|name| self.known.find(name))
    }

    /// Whether a row is in, and counts.
    pub fn counts(&self, name: &Name, formerly: &[Name]) -> bool {
        self.find(name, formerly).is_some_and(|row| !row.vain && !row.lost)
    }

    /// Whether a row that only its own text names stands in another file of a series that no one said.
    pub fn is_elsewhere(&self, row: &RowName) -> bool {
        self.series.guessed()
            && !row.by_columns
            && self.find(&row.name, &row.formerly).is_some_and(|row| row.file != self.series.file)
    }

    /// Whether a release before took the row in with its ids as they stand, which is not how they are spelled.
    pub fn spelled_otherwise(&self, formerly: &[Name]) -> bool {
        self.known.old() && formerly.iter().any(|formerly| self.known.find(formerly).is_some())
    }

    /// Knows a row that a release before named otherwise.
    fn rename(&mut self, made: &Made) {
        made.formerly.iter().for_each(|formerly| self.known.rename(formerly, made.name));
    }

    /// A row that was settled before.
    pub fn saw(&mut self, made: &Made) {
        self.rename(made);
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
        self.rename(&made);
        let says = self.says(&made);
        let standing = self.known.standing(&made.name, &says);
        self.saw(&made);
        match standing {
            Standing::Same | Standing::Vain => {
                self.known.confirm(&made.name, &says);
                self.progress.counts.repeated += made.rows.len() as u64;
                if standing == Standing::Vain { self.still_unbooked(&made) } else { Ok(()) }
            }
            Standing::Twice(row) => self.refuse_all(made, &RowRefusal::Twice { row }).await,
            Standing::Older => self.refuse_all(made, &RowRefusal::Older).await,
            Standing::New | Standing::Changed(_) if self.twin(&made).is_some() => {
                let (order, row) = self.twin(&made).unwrap_or_default();
                self.refuse_all(made, &RowRefusal::SameOrder { order, row }).await
            }
            Standing::New => self.take(made, None).await,
            Standing::Changed(_) if self.tells_another(&made) => {
                let order = made.order.as_ref().map(|(number, _)| number.clone()).unwrap_or_default();
                self.refuse_all(made, &RowRefusal::OtherOrder { order }).await
            }
            Standing::Changed(_) if self.continues(&made) => self.refuse_all(made, &RowRefusal::Continues).await,
            Standing::Changed(change) => match known::anew(std::mem::take(&mut made.message)) {
                Ok(message) => {
                    made.message = message;
                    match without_effect(&made.message, change) {
                        Some(why) => self.refuse_all(made, &why).await,
                        None => {
                            made.message.shift_remove("messageId");
                            self.take(made, Some(change)).await
                        }
                    }
                }
                Err(message) => {
                    made.message = message;
                    self.refuse_all(made, &RowRefusal::Changed { mapped: change.mapped }).await
                }
            },
        }
    }

    fn says(&self, made: &Made) -> Saying {
        Saying { marks: made.marks, formerly: made.marked_formerly, content: made.content, dated: self.series.dated }
    }

    /// The number of the order and the row, if a row that is named otherwise tells the same order.
    fn twin(&self, made: &Made) -> Option<(String, Option<u64>)> {
        let (number, kept) = made.order.as_ref()?;
        if let Some((first, second)) = self.twins.get(&names::mark(number)) {
            let other = if *first == made.first() { second } else { first };
            return Some((number.clone(), Some(*other)));
        }
        let teller = self.known.find(kept)?;
        (teller.content.row != names::short(&made.name)).then(|| (number.clone(), None))
    }

    /// Whether a row that is in, and counts, tells an order now of which nothing is known: the one it told would stay beside it.
    fn tells_another(&self, made: &Made) -> bool {
        let new = |(_, kept): &(String, Name)| self.known.find(kept).is_none();
        let counts = |row: &In| row.marks.is_some() && !row.vain && !row.lost;
        let told = self.known.find(&made.name).is_some_and(counts);
        told && made.order.as_ref().is_some_and(new)
    }

    /// A row that was in before, and in vain.
    fn still_unbooked(&mut self, made: &Made) -> Result<(), ImportError> {
        self.progress.counts.unbooked += made.rows.len() as u64;
        made.rows.iter().try_for_each(|place| self.warn(*place, RowWarning::StillUnbooked, &made.message))
    }

    /// Writes down what is wrong with a row that is in.
    fn warn(&mut self, place: Place, why: RowWarning, message: &Map<String, Value>) -> Result<(), ImportError> {
        let note = Refusal::new(place, why.into());
        self.write(&note, true, Some(message))?;
        if self.warnings.len() < SHOWN {
            self.warnings.push(note);
        }
        Ok(())
    }

    /// Whether it is an order of several rows of which none is known, though the order is: this may be the rest of it, or all there is.
    fn continues(&self, made: &Made) -> bool {
        let completed = made.message.get("event").and_then(Value::as_str) == Some("Order Completed");
        // Of an order that the log has lost words of, its lines may be lost, too.
        let lost = self.known.find(&made.name).is_some_and(|row| row.lost);
        completed && !lost && !made.lines.is_empty() && !made.lines.iter().any(|line| self.known.find(line).is_some())
    }

    async fn take(&mut self, mut made: Made, change: Option<Change>) -> Result<(), ImportError> {
        let again = change.map_or(0, |change| change.told.saturating_add(1));
        let Made { name, content, message, back, .. } = &mut made;
        let own_id = message.contains_key("messageId");
        let id = match back {
            Some(back) => names::message_id(&self.returns, back, Content::default(), again),
            None => names::message_id(&self.scope, name, *content, again),
        };
        message.entry("messageId").or_insert_with(|| id.into());
        let bytes = serde_json::to_vec(message).map_or(0, |json| json.len());
        if self.batch.len() >= BATCH_ROWS || self.bytes + bytes > BATCH_BYTES {
            self.flush().await?;
        }
        self.bytes += bytes;
        self.batch.push(Told { made, again, change, own_id });
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
            match self.taker.take(&messages, self.job.dry_run, self.job.mapping.now).await {
                Ok(Taken { warnings, repeated, checkpoint }) => {
                    let noted = checkpoint.map_or(0, |said| self.known.note(&self.source, &said));
                    for (at, told) in part.iter().enumerate() {
                        let wrong: Vec<&Warning> = warnings.iter().filter(|warning| warning.at == at).collect();
                        self.accepted(told, &wrong, repeated.contains(&at), noted)?;
                    }
                }
                Err(TakeError::Refused(refused)) if part.len() == 1 => {
                    let Made { rows, message, .. } = &part[0].made;
                    for place in rows {
                        self.refuse(*place, &RowRefusal::Server(refused.clone()), Some(message))?;
                    }
                }
                Err(TakeError::Refused(_)) => {
                    let second = part.split_off(part.len() / 2);
                    open.push(second);
                    open.push(part);
                }
                Err(TakeError::Failed(error)) => return Err(ImportError::Failed(error)),
            }
        }
        Ok(())
    }

    /// A message is in, perhaps with something wrong; perhaps it was in before by an id of its own, which may be known otherwise.
    /// `rests_on`: the checkpoint at which it is.
    fn accepted(&mut self, told: &Told, wrong: &[&Warning], repeated: bool, rests_on: u32) -> Result<(), ImportError> {
        let Told { made, again, change, own_id } = told;
        let rows = made.rows.len() as u64;
        let vain = wrong.iter().any(|warning| warning.of_order);
        let RowCounts { accepted, changed, remapped, repeated: before, unbooked, warned, .. } =
            &mut self.progress.counts;
        *(if repeated && *own_id { before } else { accepted }) += rows;
        *changed += if change.is_some() { rows } else { 0 };
        *remapped += if change.is_some_and(|change| change.mapped) { rows } else { 0 };
        let moved = change.is_some_and(|change| change.when && known::is_order(&made.message));
        let equal = made.rows.iter().filter(|place| told.is_told_twice(place)).count() as u64;
        *(if vain { unbooked } else { warned }) += if wrong.is_empty() && !moved { equal } else { rows };
        let (file, Saying { marks, content, dated, .. }) = (self.series.file, self.says(made));
        // An undated file is no proof against the dates of others.
        let dated = self.known.find(&made.name).map_or(0, |known| known.dated).max(dated);
        let row = made.first();
        let of_file = In { file, rests_on, ..In::default() };
        self.known.add(made.name, In { marks: Some(marks), content, told: *again, dated, vain, row, ..of_file });
        made.lines.iter().for_each(|line| self.known.add(*line, of_file));
        if let Some((_, kept)) = &made.order {
            self.known.add(*kept, In { content: teller(&made.name), ..of_file });
        }
        for place in &made.rows {
            for warning in wrong {
                self.warn(*place, RowWarning::Server((*warning).clone()), &made.message)?;
            }
            if told.is_told_twice(place) {
                self.warn(*place, RowWarning::EqualRows, &made.message)?;
            }
            if moved {
                self.warn(*place, RowWarning::KeepsMoment, &made.message)?;
            }
        }
        Ok(())
    }

    /// A row that names no customer is passed over.
    pub fn leave_out(&mut self, made: &Made) {
        self.progress.counts.left_out += made.rows.len() as u64;
    }

    /// Refuses all rows that something was made of.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn refuse_all(&mut self, made: Made, why: &RowRefusal) -> Result<(), ImportError> {
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
        self.progress.counts.refused += 1;
        let note = Refusal::new(place, why.clone().into());
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
        let Refusal { row, line, code, reason, .. } = note;
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
        self.progress.counts.rows = self.reached;
        if self.job.dry_run {
            return Ok(());
        }
        let kept = self.known.keep();
        self.progress.known_bytes = kept.map_err(failed(self.known.path()))?;
        (self.progress.known_form, self.progress.known_writing) = (record::FORM, self.known.writing());
        let path = self.series.beside(".import.json");
        progress::store(&path, &self.progress).map_err(failed(&path))
    }

    /// Sends what is left, and says what came of all of it.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn end(mut self, guesses: Vec<Assumption>) -> Result<Summary, ImportError> {
        self.flush().await?;
        self.progress.done = true;
        self.settle()?;
        let refused_file = self.refused_file();
        let wrote = self.progress.refused_bytes > 0 && !self.job.dry_run;
        if !wrote && !self.job.dry_run {
            // What an earlier run found wrong is not wrong any more.
            match fs::remove_file(&refused_file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&refused_file)(error)),
                _ => {}
            }
        }
        let refused_file = wrote.then_some(refused_file);
        Ok(Summary {
            counts: self.progress.counts,
            refusals: self.refusals,
            warnings: self.warnings,
            series: self.series.name,
            lost: self.lost,
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
    fn new(Place { row, line }: Place, problem: RowProblem) -> Self {
        Self { row, line, code: problem.code().to_owned(), reason: problem.to_string(), problem }
    }
}

impl Made {
    /// The number of its first row.
    #[must_use]
    pub fn first(&self) -> u64 {
        self.rows.first().map_or(0, |place| place.row)
    }
}

/// Which row tells an order, as it is kept under the order's own name.
fn teller(row: &Name) -> Content {
    Content { row: names::short(row), taken: 0 }
}

/// Why telling an order anew would change nothing of it, or not what the row says.
fn without_effect(message: &Map<String, Value>, change: Change) -> Option<RowRefusal> {
    let Change { who, when, what, mapped, .. } = change;
    match (known::is_order(message), who, when && !what) {
        (true, true, _) => Some(RowRefusal::OtherCustomer { mapped }),
        (true, false, true) => Some(RowRefusal::OtherMoment { mapped }),
        _ => None,
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
