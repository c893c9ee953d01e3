//! Files that people bring in: looked at, tried out, brought in. The reading, and what is known of a series, is that of `rapport import`
//! (`rapport-import`); here is where the files lie meanwhile, and who takes their messages.
//!
//! A file lies in the data directory until its import has ended, an hour at most. What is known of its series, and how its
//! columns were mapped, stays: fingerprints and names of columns, nothing of a person.

mod mapped;

use crate::{
    Office, actuals,
    refused::{Cause, Refused},
    view::{
        FileForm, FileKind, FileMapping, FileOutcome, FileRow, FileRowCode, FileState, FileView, FoundColumn, RowSaid,
    },
};
use hashbrown::HashMap;
use parking_lot::Mutex;
use rapport_customer::{SourceAct, SourceRefusal, Trust};
use rapport_import::{
    Job, Summary,
    job::Refusal,
    look::{self, Look},
    progress::RowCounts,
    rows::Format,
    series::Series,
    taker::Taker,
};
use rapport_kernel::{SourceId, Span, Time};
use rapport_platform::{sql::source::Source, tasks::caught};
use serde_json::{Value, json};
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

pub use mapped::{MapFault, mapping};

/// The largest file, in bytes.
pub const MAX_FILE: usize = 16 << 20;
/// The most rows: what is known of each takes memory.
const MAX_ROWS: u64 = 300_000;
/// The most files that wait at once.
const MOST: usize = 16;
/// How long a file waits for somebody.
const WAITS: Span = Span::HOUR;
/// How many examples of a column are shown.
const EXAMPLES: usize = 3;

/// The files on their way in.
pub struct Files {
    folder: PathBuf,
    files: Mutex<HashMap<String, Arc<File>>>,
    /// One is read at a time: a spreadsheet has to be in memory.
    turn: tokio::sync::Semaphore,
}

/// A file on its way in.
pub struct File {
    id: String,
    name: String,
    kind: FileKind,
    source: Option<SourceId>,
    path: PathBuf,
    at: Time,
    reached: Arc<AtomicU64>,
    standing: Mutex<Standing>,
}

struct Standing {
    state: FileState,
    look: Look,
    mapping: FileMapping,
    remembered: bool,
    outcome: Option<FileOutcome>,
    problem: Option<String>,
}

/// A file as it came.
pub struct Came {
    /// As the browser sent it.
    pub name: String,
    /// What it holds.
    pub kind: FileKind,
    /// As whose word its rows count.
    pub source: Option<SourceId>,
    /// The file as it was sent, not decoded.
    pub bytes: Vec<u8>,
}

impl Files {
    /// Files below a data directory; those of an earlier run of the program go.
    ///
    /// # Errors
    /// The directory cannot be used.
    pub fn open(data: &Path) -> io::Result<Self> {
        let folder = data.join("files");
        match fs::remove_dir_all(folder.join("waiting")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Ok(Self { folder, files: Mutex::default(), turn: tokio::sync::Semaphore::new(1) })
    }

    /// Where what is known of a source's series lies; of actuals, only how columns were mapped.
    fn beside(&self, source: Option<&SourceId>) -> PathBuf {
        match source {
            Some(source) => self.folder.join("series").join(source.as_str()),
            None => self.folder.join("actuals"),
        }
    }

    /// Keeps a file and looks at it.
    ///
    /// # Errors
    /// It is not one that can be read; too many wait.
    pub async fn take(&self, came: Came, now: Time) -> Result<Arc<File>, Refused> {
        if self.files.lock().len() >= MOST {
            let why = format!("{MOST} files wait already: bring them in or drop them first.");
            return Err(Refused::new(Cause::TooMany, why));
        }
        let Came { name, kind, source, bytes } = came;
        let plain = Path::new(&name).file_name().map(|plain| plain.to_string_lossy().into_owned());
        let is_name = |plain: &String| *plain == name && !name.starts_with('.') && !name.contains(char::is_control);
        let name = plain.filter(is_name).ok_or_else(|| {
            Refused::new(
                Cause::InvalidParameter,
                "`name` is the name of a file, without folders and control characters and not beginning with a point.",
            )
        })?;
        let id = uuid::Uuid::now_v7().simple().to_string();
        let folder = self.folder.join("waiting").join(&id);
        let path = folder.join(&name);
        let beside = self.beside(source.as_ref());
        let kept = {
            let (path, folder, beside) = (path.clone(), folder.clone(), beside.clone());
            tokio::task::spawn_blocking(move || {
                fs::create_dir_all(&folder)?;
                fs::create_dir_all(&beside)?;
                fs::write(&path, bytes)
            })
        };
        kept.await.map_err(io::Error::other).flatten().map_err(|error| disk(&error))?;
        let remembered = remembered(&beside, &path, kind);
        let form = remembered.as_ref().map(|mapping| mapping.form.clone()).unwrap_or_default();
        let looked = self.looked(&path, form).await;
        let looked = match (looked, &remembered) {
            // The last file like it was written otherwise.
            (Err(_), Some(_)) => self.looked(&path, FileForm::default()).await.map(|look| (look, None)),
            (looked, _) => looked.map(|look| (look, remembered)),
        };
        let (look, remembered) = looked.inspect_err(|_| drop(fs::remove_dir_all(&folder)))?;
        let fits = |mapping: &FileMapping| {
            let has = |column: &str| look.columns.iter().any(|name| name == column);
            mapping.columns.iter().all(|column| has(&column.column))
        };
        let before = remembered.filter(fits);
        let standing = Standing {
            state: FileState::Looked,
            remembered: before.is_some(),
            mapping: before.unwrap_or_else(|| mapped::guessed(&look, kind, FileForm::default())),
            look,
            outcome: None,
            problem: None,
        };
        let (reached, standing) = (Arc::default(), Mutex::new(standing));
        let file = Arc::new(File { id: id.clone(), name, kind, source, path, at: now, reached, standing });
        self.files.lock().insert(id, file.clone());
        Ok(file)
    }

    async fn looked(&self, path: &Path, form: FileForm) -> Result<Look, Refused> {
        let _turn = self.turn.acquire().await;
        let (path, form) = (path.to_path_buf(), mapped::form(&form).map_err(bad)?);
        let format = format(&path)?;
        let looked = tokio::task::spawn_blocking(move || look::look(&path, format, &form));
        let looked = looked.await.map_err(|_| Refused::new(Cause::Internal, "The file could not be looked at."))?;
        looked.map_err(|error| Refused::new(Cause::InvalidFile, error.to_string()))
    }

    /// Looks at a file once more, as it is said to be written; what its columns say is guessed anew.
    ///
    /// # Errors
    /// It cannot be read like this; then it stands as it stood.
    pub async fn look_again(&self, file: &File, form: FileForm) -> Result<(), Refused> {
        file.is_free()?;
        let look = self.looked(&file.path, form.clone()).await?;
        let mapping = mapped::guessed(&look, file.kind, form);
        let state = FileState::Looked;
        *file.standing.lock() = Standing { state, look, mapping, remembered: false, outcome: None, problem: None };
        Ok(())
    }

    /// A file that waits.
    ///
    /// # Errors
    /// There is none.
    pub fn find(&self, id: &str) -> Result<Arc<File>, Refused> {
        self.files.lock().get(id).cloned().ok_or_else(|| Refused::not_found("file"))
    }

    /// Lets a file go.
    ///
    /// # Errors
    /// It is being read.
    pub fn drop(&self, file: &File) -> Result<(), Refused> {
        file.is_free()?;
        self.files.lock().remove(&file.id);
        file.remove();
        Ok(())
    }

    /// Lets those go that nobody came back for: rows of people must not wait for the next file that somebody brings.
    pub fn tidy(&self, now: Time) {
        self.files.lock().retain(|_, file| {
            let stays = file.at + WAITS > now || file.is_free().is_err();
            if !stays {
                file.remove();
            }
            stays
        });
    }
}

impl File {
    /// How it is shown.
    #[must_use]
    pub fn view(&self) -> FileView {
        let Standing { state, look, mapping, remembered, outcome, problem } = &*self.standing.lock();
        let columns = look.columns.iter().enumerate().map(|(at, name)| {
            let mut examples: Vec<String> = Vec::new();
            for cell in look.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim()) {
                let shown: String = cell.chars().take(60).collect();
                if examples.len() < EXAMPLES && !cell.is_empty() && !examples.contains(&shown) {
                    examples.push(shown);
                }
            }
            FoundColumn { name: name.clone(), examples }
        });
        FileView {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            source: self.source.as_ref().map(ToString::to_string),
            at: self.at,
            state: *state,
            reached: self.reached.load(Ordering::Relaxed),
            guesses: look.guesses.iter().map(ToString::to_string).collect(),
            assumed: look.guesses.iter().map(Into::into).collect(),
            columns: columns.collect(),
            mapping: mapping.clone(),
            remembered: *remembered,
            series: Series::of(&self.path, None).name,
            outcome: outcome.clone(),
            problem: problem.clone(),
        }
    }

    /// Where the rows with which something is wrong are listed.
    #[must_use]
    pub fn refused(&self) -> PathBuf {
        let mut name = self.path.clone().into_os_string();
        name.push(".refused.ndjson");
        name.into()
    }

    fn is_free(&self) -> Result<(), Refused> {
        match self.standing.lock().state {
            FileState::Trying | FileState::Importing => {
                Err(Refused::new(Cause::Conflict, "The file is being read: wait until that has ended."))
            }
            _ => Ok(()),
        }
    }

    fn remove(&self) {
        if let Some(folder) = self.path.parent()
            && let Err(error) = fs::remove_dir_all(folder)
        {
            tracing::warn!(%error, "a file that was brought in could not be removed");
        }
    }
}

/// Begins to try a file out, or to bring it in; `taker` takes its messages as the word of a source.
///
/// # Errors
/// The mapping is none for this file; it is being read already.
pub async fn begin<T: Taker + Send + Sync + 'static>(
    app: &Office,
    file: Arc<File>,
    said: FileMapping,
    dry_run: bool,
    author: &str,
    taker: impl FnOnce(Arc<Source>) -> T,
) -> Result<(), Refused> {
    let source = match &file.source {
        Some(id) => Some(source(app, id).await?),
        None => None,
    };
    let work = match (file.kind, source) {
        (FileKind::Actuals, _) => Work::Actuals(Box::new(mapped::actuals(&said).map_err(bad)?)),
        (_, Some(source)) => Work::Rows(Box::new(job(app, &file, &said, dry_run)?), taker(source)),
        (_, None) => return Err(Refused::new(Cause::InvalidParameter, "`source` says as whose word the rows count.")),
    };
    {
        let mut standing = file.standing.lock();
        if matches!(standing.state, FileState::Trying | FileState::Importing) {
            return Err(Refused::new(Cause::Conflict, "The file is being read: wait until that has ended."));
        }
        standing.state = if dry_run { FileState::Trying } else { FileState::Importing };
        (standing.outcome, standing.problem, standing.mapping) = (None, None, said.clone());
        file.reached.store(0, Ordering::Relaxed);
    }
    let (app, author) = (app.clone(), author.to_owned());
    tokio::spawn(async move {
        let done = {
            let _turn = app.files.turn.acquire().await;
            let done = caught(carry_out(&app, &file, work, dry_run, &author)).await;
            done.unwrap_or_else(|| {
                Err("Reading it broke off: bring the file in again; what is in stays in, once.".into())
            })
        };
        if !dry_run && done.is_ok() {
            remember(&app.files.beside(file.source.as_ref()), &file, &said);
        }
        let mut standing = file.standing.lock();
        match done {
            Ok(outcome) => {
                standing.state = if dry_run { FileState::Tried } else { FileState::Imported };
                standing.outcome = Some(outcome);
            }
            Err(why) => (standing.state, standing.problem) = (FileState::Failed, Some(why)),
        }
    });
    Ok(())
}

enum Work<T> {
    Rows(Box<Job>, T),
    Actuals(Box<rapport_plan::import::Mapping>),
}

fn job(app: &Office, file: &File, said: &FileMapping, dry_run: bool) -> Result<Job, Refused> {
    let mapping = mapped::mapping(file.kind, said).map_err(bad)?;
    Ok(Job {
        path: file.path.clone(),
        format: format(&file.path)?,
        mapping_text: format!("{mapping:?}"),
        mapping,
        dry_run,
        restart: said.restart,
        beside: Some(app.files.beside(file.source.as_ref())),
        most_rows: Some(MAX_ROWS),
    })
}

/// The outcome, or why there is none.
async fn carry_out<T: Taker + Send + Sync + 'static>(
    app: &Office,
    file: &Arc<File>,
    work: Work<T>,
    dry_run: bool,
    author: &str,
) -> Result<FileOutcome, String> {
    match work {
        Work::Actuals(mapping) => {
            let bytes = tokio::fs::read(&file.path).await.map_err(|error| error.to_string())?;
            let booked = actuals::book(app, &bytes, &mapping, author, dry_run).await;
            let outcome = mapped::booked(booked.map_err(|problem| problem.detail().to_owned())?, dry_run);
            file.reached.store(outcome.rows, Ordering::Relaxed);
            list(&file.refused(), &outcome.refusals).map_err(|error| error.to_string())?;
            Ok(FileOutcome { refusals: outcome.refusals.into_iter().take(20).collect(), ..outcome })
        }
        Work::Rows(job, taker) => {
            let reached = file.reached.clone();
            let here = tokio::runtime::Handle::current();
            // Reading and what is known of a series are work for the disk: on a thread of its own.
            let ran = tokio::task::spawn_blocking(move || {
                here.block_on(job.run(&taker, |row| reached.store(row, Ordering::Relaxed)))
            });
            let summary =
                ran.await.map_err(|_| "The import broke off: bring the file in again; what is in stays in, once.")?;
            // The folder of this installation is nobody's business.
            let folder = file.path.parent().unwrap_or(Path::new("")).display().to_string();
            summary.map(outcome).map_err(|error| error.to_string().replace(&format!("{folder}/"), ""))
        }
    }
}

fn outcome(Summary { counts, lost, refusals, warnings, guesses, .. }: Summary) -> FileOutcome {
    let row = |Refusal { row, line, code, reason, problem }: Refusal| {
        let code = FileRowCode::of(&code);
        FileRow { row, line, code, reason, said: None, row_said: RowSaid::of(&problem) }
    };
    let RowCounts { rows, accepted, changed, repeated, refused, unbooked, warned, left_out, remapped: _ } = counts;
    FileOutcome {
        rows,
        accepted,
        changed,
        repeated,
        refused,
        unbooked,
        warned,
        lost,
        left_out,
        refusals: refusals.into_iter().map(row).collect(),
        warnings: warnings.into_iter().map(row).collect(),
        guesses: guesses.iter().map(ToString::to_string).collect(),
        assumed: guesses.iter().map(Into::into).collect(),
        ..FileOutcome::default()
    }
}

/// Writes down what is wrong with which rows, as an import does.
fn list(path: &Path, rows: &[FileRow]) -> io::Result<()> {
    let line = |FileRow { row, line, code, reason, .. }: &FileRow| {
        format!("{}\n", json!({"row": row, "line": line, "in": false, "code": code, "reason": reason}))
    };
    fs::write(path, rows.iter().map(line).collect::<String>())
}

/// The list of rows with which something is wrong, as CSV.
///
/// # Errors
/// It cannot be read.
pub fn as_csv(path: &Path) -> io::Result<String> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text?,
    };
    // What a spreadsheet would take for a formula is text.
    let quoted = |cell: &str| {
        let tame = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        format!("\"{tame}{}\"", cell.replace('"', "\"\""))
    };
    let mut csv = String::from("row,line,in,code,reason\n");
    for said in text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let word = |field: &str| quoted(said[field].as_str().unwrap_or_default());
        let line = format!("{},{},{},{},{}\n", said["row"], said["line"], said["in"], word("code"), word("reason"));
        csv.push_str(&line);
    }
    Ok(csv)
}

fn format(path: &Path) -> Result<Format, Refused> {
    Format::of(path).ok_or_else(|| {
        Refused::new(
            Cause::InvalidFile,
            "The file's name does not say what it is: .csv, .tsv, .txt, .xlsx, .ndjson or .parquet.",
        )
    })
}

fn disk(error: &io::Error) -> Refused {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Refused::new(Cause::DiskFull, "The file cannot be kept at the moment.").retry_after(30)
        }
        _ => {
            tracing::error!(%error, "a file that came could not be kept");
            Refused::new(Cause::Unavailable, "The file could not be kept.").retry_after(5)
        }
    }
}

fn bad(fault: MapFault) -> Refused {
    Refused::new(Cause::InvalidBody, fault.to_string())
}

/// The source as whose word rows count, if it is trusted and may send events.
///
/// # Errors
/// There is none, or it may not. What everybody can say with a page's key is no file's word: `POST /v1/import` holds to the same.
pub async fn source(app: &Office, id: &SourceId) -> Result<Arc<Source>, Refused> {
    let all = app.sources.store().all().await?;
    let source = all.into_iter().find(|source| source.id == *id && source.active);
    let source = source.ok_or_else(|| Refused::not_found("source"))?;
    if source.scope.trust == Trust::Public {
        return Err(SourceRefusal::NeedsTrust.into());
    }
    if source.scope.acts.contains(&SourceAct::Events) {
        Ok(Arc::new(source))
    } else {
        Err(Refused::new(Cause::InvalidParameter, "This source sends no events: choose another, or let it."))
    }
}

/// How the columns of the last file like this one were mapped.
fn remembered(beside: &Path, path: &Path, kind: FileKind) -> Option<FileMapping> {
    serde_json::from_slice(&fs::read(note(beside, path, kind)).ok()?).ok()
}

fn remember(beside: &Path, file: &File, said: &FileMapping) {
    let said = FileMapping { restart: false, ..said.clone() };
    let kept = serde_json::to_vec(&said).map_err(io::Error::other);
    if let Err(error) = kept.and_then(|json| fs::write(note(beside, &file.path, file.kind), json)) {
        tracing::warn!(%error, "how a file's columns were mapped could not be kept");
    }
}

fn note(beside: &Path, path: &Path, kind: FileKind) -> PathBuf {
    let kind = serde_json::to_value(kind).unwrap_or_default();
    beside.join(format!("{}.{}.mapping.json", Series::of(path, None).name, kind.as_str().unwrap_or_default()))
}
