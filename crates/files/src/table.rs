//! Text becomes rows of cells under the names of their columns.

use crate::{
    Assumption, Form, Unreadable,
    lines::{Line, Lines, MAX_LINE, Quotes},
};
use jiff::civil::Date;
use std::{collections::VecDeque, io::Read};

/// The most columns a file may have.
pub const MAX_COLUMNS: usize = 4_096;
/// What may stand between columns; the first of equals is taken.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// How much of a text is looked at to find its delimiter.
const HEAD: usize = 64 << 10;
/// In how many lines the heading is looked for: a report's title may stand above it.
const TITLE: usize = 30;

/// A row of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line it begins in, from 1; the heading's is mostly 1.
    pub line: u64,
    /// Its cells, as many as there are columns, or why there are none.
    pub cells: Result<Vec<String>, RowFault>,
}

/// What is wrong with one row; the others go on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// Another number of cells than columns.
    #[error("the line has {has} cells, the header {columns}")]
    Cells {
        /// How many cells the row has.
        has: usize,
        /// How many columns the heading has.
        columns: usize,
    },
    /// Longer than a line may be.
    #[error("the line is longer than {} KB", MAX_LINE >> 10)]
    TooLong,
}

impl RowFault {
    /// A stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cells { .. } => "wrong_cells",
            Self::TooLong => "line_too_long",
        }
    }
}

/// A table that is being read.
pub struct Table<R> {
    /// What stands between columns.
    pub delimiter: char,
    /// In which line the heading stands.
    pub heading: u64,
    columns: Vec<String>,
    /// Lines that were read to find the heading, and are no part of it.
    ahead: VecDeque<Result<Line, Unreadable>>,
    lines: Lines<R>,
    line_breaks: bool,
    /// The first day of the year that the file is of, where the line above its heading says it: its dates have none.
    pub year: Option<Date>,
    /// How many rows were passed over by now, since nothing stood in them, or the names of the columns once more.
    pub passed_over: u64,
}

/// What stands between the columns of a text, as its first lines show.
#[must_use]
pub fn guess_delimiter(head: &str) -> char {
    // Excel's own way to say it.
    if let Some(said) = head.strip_prefix("sep=").and_then(|rest| rest.chars().next()) {
        return said;
    }
    let lines: Vec<&str> = head.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).take(50).collect();
    let count = |line: &str, delimiter: char| {
        let mut quoted = false;
        line.chars()
            .filter(|c| {
                quoted ^= *c == '"';
                *c == delimiter && !quoted
            })
            .count()
    };
    // In how many lines it stands equally often, in how many one after the other, and how often. The first line may be a title.
    let fit = |delimiter: char| {
        let counts: Vec<usize> = lines.iter().map(|line| count(line, delimiter)).collect();
        let alike = |columns: usize| counts.iter().filter(|count| **count == columns).count();
        let run =
            |columns: usize| counts.split(|count| *count != columns).map(<[usize]>::len).max().unwrap_or_default();
        let fits = counts.iter().filter(|count| **count > 0).map(|columns| (alike(*columns), run(*columns), *columns));
        fits.max()
    };
    let mut best = (None, DELIMITERS[0]);
    for delimiter in DELIMITERS {
        if fit(delimiter) > best.0 {
            best = (fit(delimiter), delimiter);
        }
    }
    best.1
}

impl<R: Read> Table<std::io::Chain<std::io::Cursor<Vec<u8>>, R>> {
    /// Reads the heading of a text in UTF-8: its first line, if no one says another.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open(text: R, form: &Form) -> Result<Self, Unreadable> {
        Self::open_under(text, form, |_| false)
    }

    /// The same; the heading is the first of the first lines that `fits`, if one does: above it there may be a title.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open_under(mut text: R, form: &Form, fits: impl Fn(&[String]) -> bool) -> Result<Self, Unreadable> {
        let mut head = Vec::with_capacity(HEAD);
        let read = (&mut text).take(HEAD as u64).read_to_end(&mut head);
        // A letter that is none is told with its line when the reading comes there.
        if let Err(error) = read
            && error.kind() != std::io::ErrorKind::InvalidData
        {
            return Err(error.into());
        }
        let shown = String::from_utf8_lossy(&head);
        let delimiter = form.delimiter.unwrap_or_else(|| guess_delimiter(&shown));
        let byte = u8::try_from(delimiter).ok().filter(|byte| byte.is_ascii() && !b"\"\r\n\0".contains(byte));
        let byte = byte.ok_or(Unreadable::Delimiter(delimiter))?;
        let says_it = shown.starts_with("sep=");
        drop(shown);
        let mut lines = Lines::new(std::io::Cursor::new(head).chain(text), Quotes::Csv(byte));
        if says_it {
            next(&mut lines)?;
        }
        let from = form.heading.unwrap_or(0);
        let mut ahead: VecDeque<Result<Line, Unreadable>> = VecDeque::new();
        let mut found = None;
        while found.is_none() && ahead.len() < TITLE && !ahead.back().is_some_and(Result::is_err) {
            match next(&mut lines).transpose() {
                Some(Ok(line)) if line.number < from => {}
                Some(Ok(line)) if from > 0 || fits(&names(&line, byte)) => found = Some(line),
                Some(line) => ahead.push_back(line),
                None => break,
            }
        }
        let year = ahead.iter().find_map(|line| year(line.as_ref().ok()?, byte));
        let heading = match found {
            // What stands above the heading is no row.
            Some(heading) => {
                ahead.clear();
                heading
            }
            None => ahead.pop_front().ok_or(Unreadable::NoHeading)??,
        };
        if heading.too_long {
            return Err(Unreadable::Damaged { line: heading.number, what: RowFault::TooLong.to_string() });
        }
        let columns = names(&heading, byte);
        if columns.len() > MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns(columns.len()));
        }
        Ok(Self {
            delimiter,
            heading: heading.number,
            columns,
            ahead,
            lines,
            line_breaks: form.line_breaks,
            year,
            passed_over: 0,
        })
    }
}

/// When the year begins of which a DATEV file is: its first line holds the form's name, and as its 13th cell this day.
fn year(line: &Line, delimiter: u8) -> Option<Date> {
    let cells = cells(line.text(), delimiter);
    let begins = cells
        .get(12)
        .filter(|_| matches!(cells.first().map(|form| form.trim_matches(blank)), Some("EXTF" | "DTVF")))?
        .trim();
    let part = |from: usize, to: usize| begins.get(from..to)?.parse().ok();
    let (year, month, day) = (part(0, 4)?, i8::try_from(part(4, 6)?).ok()?, i8::try_from(part(6, 8)?).ok()?);
    Date::new(year, month, day).ok().filter(|_| begins.len() == 8)
}

/// The names of columns that a line says.
fn names(line: &Line, delimiter: u8) -> Vec<String> {
    cells(line.text(), delimiter).into_iter().map(|name| name.trim_matches(blank).to_owned()).collect()
}

/// What a file that was put together of several has between them, too.
fn blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn next<R: Read>(lines: &mut Lines<R>) -> Result<Option<Line>, Unreadable> {
    lines.find(|line| !line.as_ref().is_ok_and(Line::is_blank)).transpose()
}

fn cells(line: &str, delimiter: u8) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(line.as_bytes());
    let mut cells = csv::StringRecord::new();
    // A line of UTF-8 whose quotes fit is always a record.
    let _ = reader.read_record(&mut cells);
    cells.iter().map(unprotected).collect()
}

/// A cell that is protected against a spreadsheet's taking it for a number: `="0123"`.
fn unprotected(cell: &str) -> String {
    let inner = cell.trim().strip_prefix("=\"").and_then(|cell| cell.strip_suffix('"'));
    inner.map_or_else(|| cell.to_owned(), |inner| inner.replace("\"\"", "\""))
}

impl<R: Read> Table<R> {
    /// In which line the heading was found, where no one said it and it is not the first.
    #[must_use]
    pub fn guess(&self, said: &Form) -> Option<Assumption> {
        let line = self.heading;
        (said.heading.is_none() && line > 1).then_some(Assumption::Heading { line })
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Where a column stands.
    ///
    /// # Errors
    /// [`Unreadable::NoColumn`], [`Unreadable::TwoColumns`].
    pub fn column(&self, name: &str) -> Result<usize, Unreadable> {
        column(&self.columns, name)
    }

    fn row(&self, line: &Line) -> Result<Row, Unreadable> {
        let columns = self.columns.len();
        if line.too_long {
            return Ok(Row { line: line.number, cells: Err(RowFault::TooLong) });
        }
        let mut cells = cells(line.text(), u8::try_from(self.delimiter).unwrap_or(b','));
        // Delimiters behind the last cell.
        while cells.len() > columns && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if line.breaks > 0 && !self.line_breaks && (cells.len() != columns || self.looks_like_rows(line)) {
            let what = format!(
                "a quoted cell that begins here goes on over {} further lines, which look like rows of their own: close the quote, or \
                 double it if it belongs to the text. If the cell is meant like this, say `line_breaks: true`",
                line.breaks
            );
            return Err(Unreadable::Damaged { line: line.number, what });
        }
        let cells = match cells.len() {
            has if has == columns => Ok(cells),
            // A row of nothing but delimiters says nothing, however many there are.
            _ if is_blank(&cells) => Ok(vec![String::new(); columns]),
            has => Err(RowFault::Cells { has, columns }),
        };
        Ok(Row { line: line.number, cells })
    }

    /// Whether nothing stands in a row, or the names of the columns once more, as in files that were put together of several.
    fn is_none(&self, row: &Row) -> bool {
        let Ok(cells) = &row.cells else { return false };
        let empty = is_blank(cells);
        let again = cells.iter().map(|cell| cell.trim_matches(blank)).eq(self.columns.iter().map(String::as_str));
        empty || again && cells.len() > 1
    }

    /// Whether each of a row's lines has as many delimiters as a row of its own has. In a table of two columns text of someone
    /// may look so by chance: it is asked about, for a row that is lost is not seen.
    fn looks_like_rows(&self, line: &Line) -> bool {
        let columns = self.columns.len();
        columns > 1 && line.alike == Some(columns - 1)
    }
}

/// Whether nothing stands in a row: spreadsheets leave such rows behind what is in them.
fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

/// Where a column stands among others.
///
/// # Errors
/// [`Unreadable::NoColumn`], [`Unreadable::TwoColumns`].
pub fn column(columns: &[String], name: &str) -> Result<usize, Unreadable> {
    let mut found = columns.iter().enumerate().filter(|(_, column)| *column == name.trim()).map(|(at, _)| at);
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(at),
        (Some(_), Some(_)) => Err(Unreadable::TwoColumns(name.to_owned())),
        _ => Err(Unreadable::NoColumn { name: name.to_owned(), has: columns.to_vec() }),
    }
}

impl<R: Read> Iterator for Table<R> {
    type Item = Result<Row, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = self.ahead.pop_front().or_else(|| next(&mut self.lines).transpose())?;
            match line.and_then(|line| self.row(&line)) {
                Ok(row) if self.is_none(&row) => self.passed_over += 1,
                row => return Some(row),
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Row>, Unreadable> {
        Table::open(text.as_bytes(), &Form::default())?.collect()
    }

    #[test]
    fn the_delimiter_is_found_whatever_stands_in_the_cells() {
        for (text, delimiter) in [
            ("id,name\n1,x\n", ','),
            ("id;name\n1;x, y\n", ';'),
            ("id\tname\n", '\t'),
            ("id|name\n1|a,b\n", '|'),
            ("id;name, first\n1;Ada\n2;Eva\n", ';'),
            ("\"a,b\";c\n1;2\n", ';'),
            ("sep=|\nid|name,x\n", '|'),
            ("id\n1\n", ','),
            ("betrag;datum\n12,50;1\n13,70;2\n", ';'),
            ("Umsatzliste, März\n\nbetrag;datum\n12,50;1\n", ';'),
            ("Sales\n\nid,name\n1,x\n", ','),
        ] {
            let table = Table::open(text.as_bytes(), &Form::default()).unwrap();
            assert_eq!(table.delimiter, delimiter, "{text}");
            assert!(table.columns()[0] != "sep=", "{text}");
        }
    }

    #[test]
    fn cells_keep_their_quotes_and_short_lines_are_faults_of_their_own() {
        let rows = read("a;b\n\"x; \"\"y\"\"\";2\nonly\n\n 3 ;\n").unwrap();
        assert_eq!(rows[0], Row { line: 2, cells: Ok(vec!["x; \"y\"".into(), "2".into()]) });
        assert_eq!(rows[1], Row { line: 3, cells: Err(RowFault::Cells { has: 1, columns: 2 }) });
        assert_eq!(rows[2], Row { line: 5, cells: Ok(vec![" 3 ".into(), String::new()]) });
    }

    #[test]
    fn what_spreadsheets_and_tills_put_around_the_rows_is_none() {
        let text = "\u{feff}a;b;c;\r\n1;x;;\r\n;;;\r\n2;=\"007\";z;;;\r\n\u{feff}a;b;c;\r\n3;\"=\"\"0\"\"1\"\"\";z;\r\n;;;\r\n;;;\r\n\r\n";
        let rows: Vec<(u64, Vec<String>)> =
            read(text).unwrap().into_iter().map(|row| (row.line, row.cells.unwrap())).collect();
        let cells = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        assert_eq!(rows[0], (2, cells(["1", "x", "", ""])));
        assert_eq!(rows[1], (4, cells(["2", "007", "z", ""])));
        assert_eq!(rows[2], (6, cells(["3", "0\"1", "z", ""])));
        assert_eq!(rows.len(), 3);
        assert!(read("a;b\n1;2;3\n").unwrap()[0].cells.is_err(), "a third cell in which something stands");
        assert_eq!(read("a;b;c\n1;\"x\ny\";2;;\n").unwrap()[0].cells.as_ref().unwrap()[1], "x\ny");
        assert_eq!(read("id\nid\n").unwrap().len(), 1, "of one column it may be a row");
    }

    #[test]
    fn the_heading_may_stand_under_a_title() {
        let text = "Umsatz;;\n\nKunde;;Summe\nNr;Name;EUR\n1;Eva;7\n2;Bob;8\n";
        let open = |form: Form, wanted: &'static str| {
            Table::open_under(text.as_bytes(), &form, |names| names.iter().any(|name| name == wanted)).unwrap()
        };
        let found = open(Form::default(), "EUR");
        assert_eq!((found.heading, found.columns().join(",")), (4, "Nr,Name,EUR".into()));
        assert!(found.guess(&Form::default()).unwrap().to_string().contains("heading: 4"));
        assert_eq!(found.map(|row| row.unwrap().line).collect::<Vec<_>>(), [5, 6]);
        let said = Form { heading: Some(3), ..Form::default() };
        assert_eq!(open(said.clone(), "EUR").columns()[0], "Kunde");
        assert_eq!(open(said.clone(), "EUR").guess(&said), None);
        // Where no line fits, the first is the heading, and no row is lost.
        let first = open(Form::default(), "Euro");
        assert_eq!((first.heading, first.count()), (1, 4));
        let far = Form { heading: Some(99), ..Form::default() };
        assert!(matches!(Table::open(text.as_bytes(), &far), Err(Unreadable::NoHeading)));
    }

    #[test]
    fn a_row_of_delimiters_is_blank_however_many_there_are() {
        let mut table = Table::open(&b"a;b;c\n1;2;3\n;;\n;\n; ;;;\n"[..], &Form::default()).unwrap();
        assert_eq!((table.by_ref().count(), table.passed_over), (1, 3));
    }

    #[test]
    fn rows_inside_a_cell_are_damage_and_a_letter_is_not() {
        let swallowed = format!("id,email,name\n1,e,\"Eva\n{}9,e,Rohr\"\n10,e,x\n", "2,e,x\n".repeat(40));
        let error = read(&swallowed).unwrap_err().to_string();
        assert!(error.contains("line 2:") && error.contains("41 further lines"), "{error}");
        let two = format!("id,name\n1,\"Eva\n{}9,Rohr\"\n", "2,x\n".repeat(40));
        assert!(read(&two).unwrap_err().to_string().contains("line 2:"));
        for few in ["id,name\n1,\"Eva\n2,Rohr\"\n3,x\n", "id,name\n1,\"Eva\n2,x\n3,Rohr\"\n"] {
            assert!(read(few).unwrap_err().to_string().contains("line 2:"), "{few}");
        }
        let torn = read("id,email,name\n1,\"Eva\n2,e,x\n3\",e,x,y\n").unwrap_err().to_string();
        assert!(torn.contains("line 2:"), "{torn}");
        let letter = "id,email,note\n1,e,\"Dear Ada,\nsee you, tomorrow\n\nBob\"\n2,e,\"a\nb\"\n";
        assert_eq!(read(letter).unwrap().len(), 2);
        let meant = Form { line_breaks: true, ..Form::default() };
        assert!(Table::open(swallowed.as_bytes(), &meant).unwrap().all(|row| row.is_ok()));
    }

    #[test]
    fn what_is_no_table_is_refused_before_a_row_is_made_of_it() {
        assert!(matches!(read(""), Err(Unreadable::NoHeading)));
        let wide = |columns: usize| format!("{}\n", vec!["c"; columns].join(","));
        assert!(read(&wide(MAX_COLUMNS)).is_ok());
        assert!(matches!(read(&wide(MAX_COLUMNS + 1)), Err(Unreadable::TooManyColumns(4_097))));
        let said = Form { delimiter: Some('€'), ..Form::default() };
        assert!(matches!(Table::open(&b"a\n"[..], &said), Err(Unreadable::Delimiter('€'))));
    }

    #[test]
    fn a_column_is_found_by_its_name_or_the_names_are_told() {
        let table = Table::open(&b"id, name ,name\n"[..], &Form::default()).unwrap();
        assert_eq!(table.column("id").unwrap(), 0);
        assert!(matches!(table.column("name"), Err(Unreadable::TwoColumns(_))));
        let error = table.column("nmae").unwrap_err().to_string();
        assert!(error.contains("no column `nmae`") && error.contains("`id`, `name`"), "{error}");
    }
}
