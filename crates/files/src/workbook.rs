//! Spreadsheets as Excel and its kin keep them (XLSX, ECMA-376): one sheet, as the text a careful person would save it as.
//!
//! Numbers are written out with up to 15 digits, as Excel shows them, dates as `2026-03-02` or `2026-03-02T09:30:00`, and what
//! the author wrote as text stays as it stands. A currency that only the cell's format shows is written behind its number.
//! Every row of the sheet is one line, so that a line's number is the row's; a line break inside a cell becomes a blank. From
//! then on it is read as every other file.
//!
//! A workbook is a ZIP archive: what it unpacks to is counted before anything of it is kept ([`MAX_UNPACKED`]). What it becomes is
//! counted as well: a text that stands in it once may be shown by every cell ([`MAX_CELL`], [`MAX_TEXT`]).

use crate::{
    Assumption, Decimal, Encoding, Form, Unreadable, money,
    number::{self, Sign},
    table::MAX_COLUMNS,
};
use calamine::{DataRef, ExcelDateTime, Reader, SheetVisible, Style, Xlsx, XlsxError};
use std::io::{self, Cursor};

/// How much a workbook may unpack to, in bytes.
pub const MAX_UNPACKED: u64 = 128 << 20;
/// How long a cell may be, in bytes of UTF-8. Excel keeps at most 32,767 characters in one.
pub const MAX_CELL: usize = 4 * 32_767;
/// How much text a sheet may become, in bytes.
pub const MAX_TEXT: usize = 64 << 20;
/// What a ZIP archive begins with.
const ZIP: &[u8] = b"PK\x03\x04";

/// A sheet as text.
#[derive(Debug)]
pub struct Sheet {
    /// As its tab says in the spreadsheet.
    pub name: String,
    /// Its rows, with the names of the columns first.
    pub text: Vec<u8>,
    /// How that is written: what the file's author said of it, and what is known.
    pub form: Form,
}

impl Sheet {
    /// Which sheet is read, where no one said it.
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
    let decimal = match said.decimal {
        Some(said) => said,
        None => typed(&mut book, &name)?,
    };
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

/// How numbers are written that stand in the sheet as text, such as `12,50 €`: the others are then written like them.
fn typed(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Decimal, Unreadable> {
    let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
    // What has a currency beside it is an amount for certain; a bare number may be the name of something.
    let (mut sure, mut bare, mut either) = ([false; 2], [false; 2], None);
    while let Some(cell) = cells.next_cell().map_err(broken)? {
        let text = match cell.get_value() {
            DataRef::String(text) => text.as_str(),
            DataRef::SharedString(text) => text,
            _ => continue,
        };
        fits(cell.get_position(), text)?;
        let Some(money::Written { number, mark }) = money::apart(text) else { continue };
        let amount = mark.is_some_and(|mark| money::is_currency(mark.as_str()));
        match number::shows(&number) {
            Some(Sign::Only(decimal)) => {
                let seen = if amount { &mut sure } else { &mut bare };
                seen[usize::from(decimal == Decimal::Comma)] = true;
            }
            Some(Sign::Either) if amount && either.is_none() => {
                either = Some((cell.get_position().0 + 1, text.trim().to_owned()));
            }
            _ => {}
        }
    }
    match (if sure == [false; 2] { bare } else { sure }, either) {
        ([true, true] | [false, false], Some((row, text))) => Err(Unreadable::Workbook(format!(
            "`{text}` in row {row} is text and may be two different amounts: say `decimal: point` or `decimal: comma`"
        ))),
        ([false, true], _) => Ok(Decimal::Comma),
        _ => Ok(Decimal::Point),
    }
}

fn rows(book: &mut Xlsx<Cursor<&[u8]>>, name: &str, decimal: Decimal) -> Result<Vec<u8>, Unreadable> {
    let mut cells = book.worksheet_cells_reader(name).map_err(broken)?;
    let currencies: Vec<Option<String>> = cells.styles().iter().map(currency).collect();
    let mut lines = Lines::default();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
        let (row, column) = cell.get_position();
        if column as usize >= MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns(column as usize + 1));
        }
        match cell.get_value() {
            DataRef::String(text) => fits((row, column), text)?,
            DataRef::SharedString(text) => fits((row, column), text)?,
            _ => {}
        }
        let mut shown = shown(cell.get_value(), decimal);
        let number = matches!(cell.get_value(), DataRef::Int(_) | DataRef::Float(_));
        if let Some(currency) = currencies.get(style).and_then(Option::as_ref).filter(|_| number) {
            shown = format!("{shown} {currency}");
        }
        if !shown.is_empty() {
            lines.put(row, column, &shown)?;
        }
    }
    lines.finish()
}

/// Refuses a text that no program writes into one cell.
fn fits((row, column): (u32, u32), text: &str) -> Result<(), Unreadable> {
    if text.len() <= MAX_CELL {
        return Ok(());
    }
    let (row, column) = (row + 1, column + 1);
    Err(Unreadable::Workbook(format!(
        "the text in row {row}, column {column} is longer than a cell can hold: shorten it"
    )))
}

/// Refuses a sheet that becomes more text than is read.
fn text_fits(bytes: usize) -> Result<(), Unreadable> {
    if bytes <= MAX_TEXT {
        return Ok(());
    }
    Err(Unreadable::Workbook(format!("its sheet has more than {} MB of text: split it", MAX_TEXT >> 20)))
}

/// The currency that a cell's format shows beside its number: `#,##0.00 "€"`, `[$USD] 0.00`. A format that the program has built in
/// shows that of the place where it runs, which the file does not say.
fn currency(style: &Style) -> Option<String> {
    const BUILT_IN: u32 = 50;
    let format = style.number_format.as_ref()?;
    let dollar = format.format_id.is_some_and(|id| id < BUILT_IN) && format.format_code.contains('$');
    beside(&format.format_code).filter(|_| !dollar || format.format_code.contains("[$"))
}

/// What stands as text in a format and is a currency.
fn beside(code: &str) -> Option<String> {
    let (mut found, mut word) = (Vec::new(), String::new());
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        let until = |chars: &mut std::str::Chars<'_>, end: char| chars.take_while(|c| *c != end).collect::<String>();
        match c {
            // Positive numbers' part only.
            ';' => break,
            '"' => found.push(until(&mut chars, '"')),
            '[' => {
                let inside = until(&mut chars, ']');
                found.extend(inside.strip_prefix('$').and_then(|rest| rest.split('-').next()).map(str::to_owned));
            }
            '_' | '*' => drop(chars.next()),
            '\\' => word.extend(chars.next()),
            c if c.is_alphabetic() || money::is_currency(&c.to_string()) => word.push(c),
            _ => found.push(std::mem::take(&mut word)),
        }
    }
    found.push(word);
    found.into_iter().map(|one| one.trim().to_owned()).find(|one| money::is_currency(one))
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
        text_fits(self.text.len())
    }

    fn end(&mut self) {
        self.ends.push((self.text.len(), self.cells));
        (self.row, self.cells) = (self.row + 1, 0);
    }

    /// The lines. No row is shorter than the widest: a title above the heading may be narrower than that. An empty row stays an empty
    /// line.
    fn finish(mut self) -> Result<Vec<u8>, Unreadable> {
        if self.cells > 0 {
            self.end();
        }
        let width = self.ends.iter().map(|(_, cells)| *cells).max().unwrap_or_default();
        let missing = |cells: u32| if cells == 0 { 0 } else { (width - cells) as usize };
        let size = self.text.len() + self.ends.iter().map(|(_, cells)| missing(*cells) + 1).sum::<usize>();
        text_fits(size)?;
        let mut text = Vec::with_capacity(size);
        let mut begin = 0;
        for (end, cells) in self.ends {
            text.extend(self.text.get(begin..end).unwrap_or_default());
            text.extend(std::iter::repeat_n(b',', missing(cells)));
            text.push(b'\n');
            begin = end;
        }
        Ok(text)
    }
}

/// A cell as a text.
fn shown(cell: &DataRef<'_>, decimal: Decimal) -> String {
    let text = |text: &str| text.split(['\r', '\n']).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    match cell {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(float) => written(*float, decimal),
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
fn written(float: f64, decimal: Decimal) -> String {
    let number = format!("{float:.14e}").parse::<f64>().unwrap_or(float).to_string();
    match decimal {
        Decimal::Point => number,
        Decimal::Comma => number.replace('.', ","),
    }
}

fn moment(at: &ExcelDateTime, decimal: Decimal) -> String {
    if at.is_duration() {
        return written(at.as_f64(), decimal);
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
