//! Spreadsheets as Excel and its kin keep them (XLSX, ECMA-376): one sheet, as the text a careful person would save it as.
//!
//! Numbers are written out with up to 15 digits, as Excel shows them, dates as `2026-03-02` or `2026-03-02T09:30:00`, and what
//! the author wrote as text stays as it stands. Every row of the sheet is one line, so that a line's number is the row's; a line
//! break inside a cell becomes a blank. From then on it is read as every other file.
//!
//! A workbook is a ZIP archive: what it unpacks to is counted before anything of it is kept ([`MAX_UNPACKED`]).

use crate::{Assumption, Decimal, Encoding, Form, Unreadable, table::MAX_COLUMNS};
use calamine::{DataRef, ExcelDateTime, Reader, SheetVisible, Xlsx, XlsxError};
use std::io::{self, Cursor};

/// How much a workbook may unpack to, in bytes.
pub const MAX_UNPACKED: u64 = 128 << 20;
/// What a ZIP archive begins with.
const ZIP: &[u8] = b"PK\x03\x04";

/// A sheet as text.
#[derive(Debug)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Its rows, with the names of the columns first.
    pub text: Vec<u8>,
    /// How that is written: what the file's author said of it, and what is known.
    pub form: Form,
}

impl Sheet {
    /// Which sheet is read, where nobody said it.
    #[must_use]
    pub fn guess(&self, said: &Form) -> Option<Assumption> {
        said.sheet.is_none().then(|| Assumption::Sheet { sheet: self.name.clone() })
    }
}

/// Whether a file that begins like this is a workbook.
#[must_use]
pub fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(ZIP)
}

/// Reads the sheet that `said` names, else the first that is not hidden.
///
/// # Errors
/// [`Unreadable::Workbook`].
pub fn read(bytes: &[u8], said: &Form) -> Result<Sheet, Unreadable> {
    bounded(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let sheets = book.sheets_metadata();
    let visible = sheets.iter().find(|sheet| sheet.visible == SheetVisible::Visible).map(|sheet| sheet.name.clone());
    let name = match &said.sheet {
        Some(name) if sheets.iter().any(|sheet| sheet.name == *name) => name.clone(),
        Some(name) => {
            let has: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            return Err(Unreadable::Workbook(format!("it has no sheet `{name}`. It has {}", has.join(", "))));
        }
        None => visible.ok_or_else(|| Unreadable::Workbook("it has no sheet that is not hidden".to_owned()))?,
    };
    let decimal = said.decimal.unwrap_or(Decimal::Point);
    let text = rows(&mut book, &name, decimal)?;
    let form = Form {
        delimiter: Some(','),
        encoding: Some(Encoding::Utf8),
        decimal: Some(decimal),
        line_breaks: true,
        ..said.clone()
    };
    Ok(Sheet { name, text, form })
}

/// Counts what the archive unpacks to, whatever it says of itself.
fn bounded(bytes: &[u8]) -> Result<(), Unreadable> {
    let damaged = |error: &dyn std::fmt::Display| Unreadable::Workbook(format!("it is damaged: {error}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let mut left = MAX_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| damaged(&error))?;
        let mut part = io::Read::take(part, left + 1);
        let unpacked = io::copy(&mut part, &mut io::sink()).map_err(|error| damaged(&error))?;
        left = left.checked_sub(unpacked).ok_or_else(|| {
            Unreadable::Workbook(format!("it unpacks to more than {} MB: save the sheet as CSV", MAX_UNPACKED >> 20))
        })?;
    }
    Ok(())
}

fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, decimal: Decimal) -> Result<Vec<u8>, Unreadable> {
    let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
    let mut lines = Lines::default();
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let (row, column) = cell.get_position();
        if column as usize >= MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns(column as usize + 1));
        }
        let shown = shown(cell.get_value(), decimal);
        if !shown.is_empty() {
            lines.put(row, column, &shown)?;
        }
    }
    Ok(lines.finish())
}

/// Lines being written, one for each row.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    row: u32,
    /// How many cells of the row are written.
    cells: u32,
    /// Where each row ends, and how many cells it has.
    ends: Vec<(usize, u32)>,
}

impl Lines {
    fn put(&mut self, row: u32, column: u32, cell: &str) -> Result<(), Unreadable> {
        if row < self.row || row == self.row && column < self.cells {
            return Err(Unreadable::Workbook(format!("it is damaged: its rows are not in order at row {}", row + 1)));
        }
        while self.row < row {
            self.end();
        }
        while self.cells <= column {
            if self.cells > 0 {
                self.text.push(b',');
            }
            self.cells += 1;
        }
        self.text.push(b'"');
        self.text.extend(cell.replace('"', "\"\"").bytes());
        self.text.push(b'"');
        Ok(())
    }

    fn end(&mut self) {
        self.ends.push((self.text.len(), self.cells));
        (self.row, self.cells) = (self.row + 1, 0);
    }

    /// The lines. No row is shorter than the widest: a title above the heading may be narrower than that. An empty row stays an empty
    /// line.
    fn finish(mut self) -> Vec<u8> {
        if self.cells > 0 {
            self.end();
        }
        let width = self.ends.iter().map(|(_, cells)| *cells).max().unwrap_or_default();
        let mut text = Vec::with_capacity(self.text.len() + self.ends.len());
        let mut begin = 0;
        for (end, cells) in self.ends {
            text.extend(self.text.get(begin..end).unwrap_or_default());
            let missing = if cells == 0 { 0 } else { width - cells };
            text.extend(std::iter::repeat_n(b',', missing as usize));
            text.push(b'\n');
            begin = end;
        }
        text
    }
}

/// A cell as a text.
fn shown(cell: &DataRef<'_>, decimal: Decimal) -> String {
    let text = |text: &str| text.split(['\r', '\n']).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    match cell {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(float) => number(*float, decimal),
        DataRef::String(said) => text(said),
        DataRef::SharedString(said) => text(said),
        DataRef::Bool(said) => said.to_string(),
        DataRef::DateTime(at) => moment(at, decimal),
        DataRef::DateTimeIso(said) | DataRef::DurationIso(said) => said.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A number with up to 15 digits, as Excel keeps them: behind those are the traces of binary arithmetic.
fn number(float: f64, decimal: Decimal) -> String {
    let written = format!("{float:.14e}").parse::<f64>().unwrap_or(float).to_string();
    match decimal {
        Decimal::Point => written,
        Decimal::Comma => written.replace('.', ","),
    }
}

fn moment(at: &ExcelDateTime, decimal: Decimal) -> String {
    if at.is_duration() {
        return number(at.as_f64(), decimal);
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second, milli) {
        (0, 0, 0, 0) => date,
        (_, _, _, 0) => format!("{date}T{hour:02}:{minute:02}:{second:02}"),
        _ => format!("{date}T{hour:02}:{minute:02}:{second:02}.{milli:03}"),
    }
}

fn broken(error: XlsxError) -> Unreadable {
    Unreadable::Workbook(match error {
        XlsxError::Password => "it is protected by a password: save it without".to_owned(),
        error => format!("it is damaged, or no XLSX: {error}"),
    })
}
