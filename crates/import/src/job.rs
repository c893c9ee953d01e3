//! One import. The file is read twice: first it is looked at as a whole, so that nothing is taken from one that is damaged or could be
//! read in two ways; then its rows become messages, of which a [`Run`] takes care.

use crate::{
    mapping::{Column, Mapping, Misfit, Naming, Reading, WithoutCustomer},
    names::{self, Content, Marks, Name, Namer, RowName},
    orders::{Counted, Line, Orders, Place, Rows},
    progress::RowCounts,
    rows::{self, Format},
    run::{Renumbered, Run},
    series::Series,
    taker::Taker,
    value::{Reader, RowProblem, RowRefusal},
};
use rapport_files::{
    Assumption, Evidence, Form, Undecided, Unreadable,
    left::{Found, Left, Says},
};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::{collections::HashMap, error::Error, io, path::PathBuf};

/// How many rows are looked at to find out what named them before.
const SAMPLE: usize = 100;

/// What to import.
#[derive(Clone, Debug)]
pub struct Job {
    /// The file.
    pub path: PathBuf,
    /// How the file is built, by its ending.
    pub format: Format,
    /// How rows become messages.
    pub mapping: Mapping,
    /// The same as text, to tell whether it was changed.
    pub mapping_text: String,
    /// The server only says what it would make of it; nothing is kept, here or there.
    pub dry_run: bool,
    /// What is known of the series is forgotten, and every row taken as new.
    pub restart: bool,
    /// Where what is known of the series is kept, if not beside the file.
    pub beside: Option<PathBuf>,
    /// The most rows that it may have.
    pub most_rows: Option<u64>,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// How many rows, and what became of them.
    #[serde(flatten)]
    pub counts: RowCounts,
    /// The first of the refusals of this run.
    pub refusals: Vec<Refusal>,
    /// The first of what is wrong with rows that are in.
    pub warnings: Vec<Refusal>,
    /// The series in which its rows count once.
    pub series: String,
    /// How many rows of the series had been in, and are not in any more: the server has gone back to an earlier state.
    pub lost: u64,
    /// How the file is written, where that was guessed.
    #[serde(serialize_with = "in_english")]
    pub guesses: Vec<Assumption>,
    /// Where the rows that were refused, or have something wrong, and the reasons are, if they were written there.
    pub refused_file: Option<PathBuf>,
}

fn in_english<S: Serializer>(guesses: &[Assumption], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(guesses.iter().map(ToString::to_string))
}

/// A row with which something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Its number, from 1.
    pub row: u64,
    /// The line of the file it begins in.
    pub line: u64,
    /// The stable name of the reason.
    pub code: String,
    /// What is wrong with it, in a sentence without personal data.
    pub reason: String,
    /// The same as a value.
    #[serde(skip)]
    pub problem: RowProblem,
}

/// What ends an import early. What was settled stays settled; the same command goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file, or one beside it.
    #[error("{path}: {source}")]
    File {
        /// The file that could not be opened, read or written.
        path: PathBuf,
        /// What the disk says.
        #[source]
        source: io::Error,
    },
    /// The file is damaged, or no table.
    #[error("{path}: {source}")]
    Unreadable {
        /// The file that is no table.
        path: PathBuf,
        /// What the reader found.
        #[source]
        source: Unreadable,
    },
    /// It could be read in two ways.
    #[error("{path}: {source}. Say it in the mapping, under `file`")]
    Undecided {
        /// The file that has to be explained.
        path: PathBuf,
        /// What its author has to say.
        #[source]
        source: Undecided,
    },
    /// The mapping does not fit.
    #[error("{path}: {source}")]
    Misfit {
        /// Which file.
        path: PathBuf,
        /// The column or setting that does not fit.
        #[source]
        source: Misfit,
    },
    /// Rows that nothing names stand in another file of a series that no one said.
    #[error(
        "{path}: line {line} and {more} more rows stand word for word in another file of the series `{series}`, and nothing says whether \
         they are the same rows. Nothing was taken. Say by `key` which columns name a row; or say `series: {series}` (--series) if they \
         are the same, another series if they are not"
    )]
    Ambiguous {
        /// Which file.
        path: PathBuf,
        /// The line of the first of them.
        line: u64,
        /// How many there are besides.
        more: u64,
        /// The series as the command names it.
        series: String,
    },
    /// Another import of the series goes on.
    #[error(
        "another import of the series `{series}` is running (it holds {path}), and two at once would lose track of what is in. Nothing was \
         taken. Run this again when the other one has ended"
    )]
    Busy {
        /// What it holds.
        path: PathBuf,
        /// The series as the command names it.
        series: String,
    },
    /// A column that names the rows of the series is not in this file.
    #[error(
        "{path}: rows of the series `{series}` are named by the columns {columns}, and this file has no column `{column}`, so it cannot be \
         told which of its rows are in. Nothing was taken. Restore the column's name, or say another series (--series), in which all rows \
         are new"
    )]
    Nameless {
        /// Which file.
        path: PathBuf,
        /// The series as the command names it.
        series: String,
        /// The columns that name its rows.
        columns: String,
        /// The one that is missing.
        column: String,
    },
    /// The rows of the series had other names.
    #[error(
        "{path}: rows of the series `{series}` came in named by {before}; by {now} it cannot be told which of them are in. Nothing was taken. \
         Keep the `key`, or say another series (--series), in which all rows are new"
    )]
    Renamed {
        /// Which file.
        path: PathBuf,
        /// The series as the command names it.
        series: String,
        /// What named them.
        before: String,
        /// What would.
        now: String,
    },
    /// Orders or people that are in would be told again under other numbers.
    #[error(
        "{path}: {rows} rows of the series `{series}` are in, with `{}` made of {}; by this mapping it is made of {}, and each of \
         them would count a second time beside what is in. Nothing was taken. Restore `{}` in the mapping; or, if what came in under \
         the old numbers is cancelled or shall stay, take every row as new: --restart-series",
        what.field, what.before, what.now, what.field
    )]
    Renumbered {
        /// Which file.
        path: PathBuf,
        /// The series as the command names it.
        series: String,
        /// How many of the file's rows.
        rows: u64,
        /// What tells them apart.
        what: Box<Renumbered>,
    },
    /// More rows than may be.
    #[error(
        "{path}: the file has more than {most} rows. Nothing was taken. Split it, or bring it in by `rapport import`"
    )]
    TooManyRows {
        /// Which file.
        path: PathBuf,
        /// As many rows as one import takes.
        most: u64,
    },
    /// A column that the mapping does not read changes what its amounts mean.
    #[error(
        "{path}: the column `{column}` {}, as `{cell}` in line {line}, and the mapping makes nothing of that: the amounts would be wrong \
         without a word. Nothing was taken. {}; or, if nothing follows from it, say `unread: {column}` in the mapping, on the screen *Do \
         not import, ignore its warnings*", in_words(*.says), mend(*.says)
    )]
    Unread {
        /// Which file.
        path: PathBuf,
        /// The heading of the column that nothing reads.
        column: String,
        /// What its cells show that it is about.
        says: Says,
        /// A cell in which it does.
        cell: String,
        /// The line that shows it, from 1.
        line: u64,
    },
    /// No one took the messages.
    #[error("{0}")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

fn in_words(what: Says) -> &'static str {
    match what {
        Says::Side => "says which amounts are credits",
        Says::Currency => "says in which currency amounts are",
        Says::Reversal => "says which rows are taken back or not paid",
        Says::Unpaid => "says how much of an amount is not, or no longer, paid",
    }
}

fn mend(what: Says) -> &'static str {
    match what {
        Says::Side => "Leave the credits out and send them as `Order Refunded`",
        Says::Currency => "Map it to `properties.currency`",
        Says::Reversal => {
            "Leave these rows out, and send what came back as `Order Refunded` and what was called off as `Order Cancelled`"
        }
        Says::Unpaid => "Bring the same file in a second time with this column as the amount of `Order Refunded`",
    }
}

/// What was found before the first row is taken.
struct Looked {
    form: Form,
    reader: Reader,
    counted: Counted,
    twins: Twins,
    guesses: Vec<Assumption>,
}

/// Orders that two rows of the file tell, or two orders of several rows, which are named otherwise: the first rows of both.
pub type Twins = HashMap<u64, (u64, u64)>;

/// A message and what it was made of.
#[derive(Debug)]
pub struct Made {
    /// Where they stand in the file; an order is made of several.
    pub rows: Vec<Place>,
    /// The names of the lines, if it is an order of several rows.
    pub lines: Vec<Name>,
    /// Those of its rows that say, cell by cell, what a row before them says.
    pub equal: Vec<Place>,
    /// The name of the row or the order.
    pub name: Name,
    /// The names that releases before gave it.
    pub formerly: Vec<Name>,
    /// The number of the order that it tells, and under which name it is kept who tells that; none if the row is named by it.
    pub order: Option<(String, Name)>,
    /// The name of a return, which is the same in whatever file it stands.
    pub back: Option<Name>,
    /// What its cells say.
    pub content: Content,
    /// What is told of it.
    pub marks: Marks,
    /// The same as releases before marked it.
    pub marked_formerly: Marks,
    /// What is told.
    pub message: Map<String, Value>,
}

impl Job {
    /// Imports what is not settled yet, or has the server say what it would make of it. `tell` hears how many rows were read.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn run<T: Taker>(&self, taker: &T, mut tell: impl FnMut(u64)) -> Result<Summary, ImportError> {
        // A file that is not there is told before anybody is asked for anything.
        std::fs::File::open(&self.path).map_err(|error| self.unreadable(error.into()))?;
        let mut run = Run::begin(self, taker).await?;
        let Looked { form, mut reader, counted, twins, guesses } = self.look(&mut run, &mut tell)?;
        run.twins = twins;
        let settled = run.settled();
        let (mut namer, mut orders) = (run.namer(), Orders::new(counted));
        let opened = rows::open(&self.path, self.format, &form, |_| false).map_err(|source| self.unreadable(source))?;
        for (row, placed) in (1u64..).zip(opened.rows) {
            let (line, cells) = placed.map_err(|source| self.unreadable(source))?;
            tell(row);
            // Rows that are settled are read all the same: names, orders and clocks go by what stood before.
            let made = self.make(&run, Place { row, line }, cells, &mut namer, &mut orders, &mut reader);
            match made {
                Ok(Some(made)) if row <= settled => run.saw(&made),
                _ if row <= settled => continue,
                Ok(None) => {}
                Ok(Some(made)) if self.mapping.names_nobody(&made.message) => match self.mapping.without_customer {
                    WithoutCustomer::LeaveOut => run.leave_out(&made),
                    WithoutCustomer::Refuse => run.refuse_all(made, &RowRefusal::NoCustomer).await?,
                },
                Ok(Some(made)) => run.consider(made).await?,
                Err(refusals) => run.refuse_rows(refusals, None).await?,
            }
            run.reached(row);
        }
        run.end(guesses).await
    }

    /// The series the file is of.
    #[must_use]
    pub fn series(&self) -> Series {
        let series = Series::of(&self.path, self.mapping.series.as_deref());
        match &self.beside {
            Some(folder) => series.kept_in(folder, &self.path),
            None => series,
        }
    }

    /// Looks at the whole file.
    fn look<T: Taker>(&self, run: &mut Run<'_, T>, tell: &mut impl FnMut(u64)) -> Result<Looked, ImportError> {
        let undecided = |source| ImportError::Undecided { path: self.path.clone(), source };
        let opened = rows::open(&self.path, self.format, &self.mapping.file, |columns| self.mapping.is_under(columns));
        let opened = opened.map_err(|source| self.unreadable(source))?;
        let checked = self.mapping.check(opened.columns.as_deref());
        checked.map_err(|source| ImportError::Misfit { path: self.path.clone(), source })?;
        run.name_by(opened.columns.as_deref(), || self.sample(&opened.form))?;
        let found = opened.form;
        let mut evidence = Evidence::new(&found).map_err(undecided)?;
        let (mut counted, mut namer) = (Counted::default(), run.namer());
        let mut elsewhere: Option<(u64, u64)> = None;
        let mut told: HashMap<u64, (Name, u64)> = HashMap::new();
        let mut twins = Twins::new();
        let mut again = 0u64;
        let columns = opened.columns.clone().filter(|_| self.mapping.says_amounts()).unwrap_or_default();
        let mut left = Left::of(&columns, |_, name| self.mapping.settles(name));
        let numbers: Vec<&Column> = self.mapping.read_as(Reading::Number).collect();
        let moments: Vec<&Column> = self.mapping.read_as(Reading::Moment).collect();
        for (number, placed) in (1u64..).zip(opened.rows) {
            let (line, row) = placed.map_err(|source| self.unreadable(source))?;
            if let Some(most) = self.most_rows.filter(|most| number > *most) {
                return Err(ImportError::TooManyRows { path: self.path.clone(), most });
            }
            tell(number);
            let Ok(row) = row else { continue };
            let texts = |columns: &[&Column], each: &mut dyn FnMut(&str)| {
                let cells = columns.iter().filter_map(|column| column.cell(&row).ok());
                cells.for_each(|cell| cell.as_str().into_iter().for_each(&mut *each));
            };
            texts(&numbers, &mut |text| evidence.number(line, text));
            texts(&moments, &mut |text| evidence.moment(line, text));
            left.see(line, |_, column| row.get(column)?.as_str());
            let name = match self.mapping.naming() {
                Naming::Order(group) if names::missing(group, &row).is_none() => {
                    let order = namer.of_columns(group, &row);
                    counted.add(order);
                    RowName { name: order, formerly: namer.formerly(group, &row), by_columns: true, repeats: false }
                }
                Naming::Order(_) => continue,
                _ => {
                    let name = namer.row(&row);
                    if run.is_elsewhere(&name) {
                        elsewhere = Some(elsewhere.map_or((line, 0), |(first, more)| (first, more + 1)));
                    }
                    name
                }
            };
            let RowName { name, formerly, .. } = name;
            again += u64::from(run.renumbered().is_some() && run.counts(&name, &formerly));
            if let Some(order) = self.mapping.order_number(&row).map(|order| names::mark(&order)) {
                let (first, row) = *told.entry(order).or_insert((name, number));
                if first != name {
                    twins.entry(order).or_insert((row, number));
                }
            }
        }
        if let Some((line, more)) = elsewhere {
            let (path, series) = (self.path.clone(), self.series().name);
            return Err(ImportError::Ambiguous { path, line, more, series });
        }
        if let (Some(what), 1..) = (run.renumbered().cloned(), again) {
            let (path, series, rows) = (self.path.clone(), self.series().name, again);
            return Err(ImportError::Renumbered { path, series, rows, what: Box::new(what) });
        }
        if let Some(Found { name: column, says, cell, line, .. }) =
            left.found().into_iter().find(|found| !self.mapping.expects(found))
        {
            return Err(ImportError::Unread { path: self.path.clone(), column, says, cell, line });
        }
        let settled = evidence.settle().map_err(undecided)?;
        let guesses = opened.guesses.into_iter().chain(settled.guesses).collect();
        let reader = Reader { decimal: settled.decimal, clock: settled.clock, verbatim: false };
        Ok(Looked { form: found, reader, counted, twins, guesses })
    }

    /// The file's first good rows.
    fn sample(&self, form: &Form) -> Vec<Map<String, Value>> {
        let opened = rows::open(&self.path, self.format, form, |_| false).ok();
        let rows = opened.into_iter().flat_map(|opened| opened.rows).take(SAMPLE);
        rows.filter_map(|placed| placed.ok()?.1.ok()).collect()
    }

    /// What becomes of a row: a message and what it was made of, nothing yet, or refusals.
    fn make<T: Taker>(
        &self,
        run: &Run<'_, T>,
        place: Place,
        row: rows::Row,
        namer: &mut Namer<'_>,
        orders: &mut Orders,
        reader: &mut Reader,
    ) -> Result<Option<Made>, Vec<(Place, RowRefusal)>> {
        let alone = |refusal| vec![(place, refusal)];
        let row = row.map_err(alone)?;
        // Without its columns a name says nothing; a column that is not there is told as such.
        let nameless = |column: &str| {
            let refusal = if row.contains_key(column) { RowRefusal::NoName } else { RowRefusal::NoColumn };
            alone(refusal(column.to_owned()))
        };
        let content = namer.content(&row);
        let order = self.mapping.order_number(&row).map(|number| (number.clone(), namer.of_order(&number)));
        let group = match self.mapping.naming() {
            Naming::Order(group) => group,
            Naming::Columns { columns, said: true } if names::missing(&columns, &row).is_some() => {
                return Err(names::missing(&columns, &row).map_or_else(Vec::new, |column| nameless(column)));
            }
            _ => {
                let RowName { name, formerly, by_columns, repeats } = namer.row(&row);
                reader.verbatim = by_columns && run.spelled_otherwise(&formerly);
                let message = self.mapping.message(row.clone(), reader).map_err(alone)?;
                let rows = Rows::alone(place, content, repeats);
                return Ok(Some(made(RowTold { name, formerly, order, row: &row }, rows, message, namer)));
            }
        };
        if let Some(column) = names::missing(group, &row) {
            return Err(nameless(column));
        }
        let name = namer.of_columns(group, &row);
        let formerly = namer.formerly(group, &row);
        reader.verbatim = run.spelled_otherwise(&formerly);
        let line = Line { order: name, name: namer.line(&name, &self.mapping.key, &row), place, content, row: &row };
        let Some((rows, whole)) = orders.take(line, &self.mapping, reader) else { return Ok(None) };
        match whole {
            Ok(message) => Ok(Some(made(RowTold { name, formerly, order, row: &row }, rows, message, namer))),
            Err((at_fault, refusal)) => {
                let with = |place: Place| match place.row == at_fault {
                    true => (place, refusal.clone()),
                    false => (place, RowRefusal::Together { row: at_fault }),
                };
                Err(rows.places.into_iter().map(with).collect())
            }
        }
    }

    fn unreadable(&self, source: Unreadable) -> ImportError {
        ImportError::Unreadable { path: self.path.clone(), source }
    }
}

/// What names the last row that a message was made of.
struct RowTold<'a> {
    name: Name,
    formerly: Vec<Name>,
    order: Option<(String, Name)>,
    row: &'a Map<String, Value>,
}

/// A message made of one row, or of all of an order's.
fn made(told: RowTold<'_>, rows: Rows, message: Map<String, Value>, namer: &mut Namer<'_>) -> Made {
    let RowTold { name, formerly, order, row } = told;
    let Rows { places: rows, names: lines, equal, content, since, .. } = rows;
    let back = is_return(&message).then(|| namer.of_return(row, &message));
    // A row alone is of its own moment, an order of several of their earliest.
    let of_all = |marks: Marks| if lines.is_empty() { marks } else { marks.since(&since) };
    let (marks, marked_formerly) = (of_all(Marks::of(&message)), of_all(Marks::said_by(&message)));
    Made { rows, lines, equal, name, formerly, order, back, content, marks, marked_formerly, message }
}

/// Whether a message takes an order back, or part of it.
fn is_return(message: &Map<String, Value>) -> bool {
    matches!(message.get("event").and_then(Value::as_str), Some("Order Refunded" | "Order Cancelled"))
}
