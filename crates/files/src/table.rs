//! Text becomes rows of cells under the names of their columns.

use crate::{
    Form, Unreadable,
    lines::{Line, Lines, MAX_LINE, Quotes},
};
use std::io::Read;

/// The most columns a file may have.
pub const MAX_COLUMNS: usize = 4_096;
/// What may stand between columns; the first of equals is taken.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// How much of a text is looked at to find its delimiter.
const HEAD: usize = 64 << 10;

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
        /// Cells.
        has: usize,
        /// Columns.
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
    columns: Vec<String>,
    lines: Lines<R>,
    line_breaks: bool,
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
    let heading = lines.first().copied().unwrap_or_default();
    // How many lines agree with the heading, then how often it stands there.
    let fit = |delimiter: char| {
        let columns = count(heading, delimiter);
        let alike = lines.iter().filter(|line| count(line, delimiter) == columns).count();
        (columns > 0).then_some((alike, columns))
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
    /// Reads the heading of a text in UTF-8.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn open(mut text: R, form: &Form) -> Result<Self, Unreadable> {
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
        let mut heading = next(&mut lines)?;
        if says_it {
            heading = next(&mut lines)?;
        }
        let heading = heading.ok_or(Unreadable::NoHeading)?;
        if heading.too_long {
            return Err(Unreadable::Damaged { line: heading.number, what: RowFault::TooLong.to_string() });
        }
        let columns: Vec<String> = cells(heading.text(), byte).into_iter().map(|name| name.trim().to_owned()).collect();
        if columns.len() > MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns(columns.len()));
        }
        Ok(Self { delimiter, columns, lines, line_breaks: form.line_breaks })
    }
}

fn next<R: Read>(lines: &mut Lines<R>) -> Result<Option<Line>, Unreadable> {
    lines.find(|line| !line.as_ref().is_ok_and(Line::is_blank)).transpose()
}

/// The cells of one line.
fn cells(line: &str, delimiter: u8) -> Vec<String> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(line.as_bytes());
    let mut cells = csv::StringRecord::new();
    // A line of UTF-8 whose quotes fit is always a record.
    let _ = reader.read_record(&mut cells);
    cells.iter().map(str::to_owned).collect()
}

impl<R: Read> Table<R> {
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
        let cells = cells(line.text(), u8::try_from(self.delimiter).unwrap_or(b','));
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
            has => Err(RowFault::Cells { has, columns }),
        };
        Ok(Row { line: line.number, cells })
    }

    /// Whether each of a row's lines has as many delimiters as a row of its own has. In a table of two columns text of somebody
    /// may look so by chance: it is asked about, for a row that is lost is not seen.
    fn looks_like_rows(&self, line: &Line) -> bool {
        let columns = self.columns.len();
        columns > 1 && line.alike == Some(columns - 1)
    }
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
        let line = match next(&mut self.lines) {
            Ok(line) => line?,
            Err(error) => return Some(Err(error)),
        };
        Some(self.row(&line))
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
