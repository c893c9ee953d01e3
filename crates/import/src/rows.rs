//! Rows of a file, whatever its format: NDJSON, CSV or Parquet.

use crate::{
    parquet,
    value::{Malformed, RowRefusal},
};
use rapport_files::{
    Assumption, Encoding, Form, Table, Unreadable, form,
    lines::{Lines, Quotes},
    workbook,
};
use serde_json::{Map, Value};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// A row, or why it is none.
pub type Row = Result<Map<String, Value>, RowRefusal>;

/// A row and the line of the file it begins in; its number where the file has no lines.
pub type Placed = (u64, Row);

/// A file that is being read.
pub struct Opened {
    /// The names of its columns, if it says them once for all rows.
    pub columns: Option<Vec<String>>,
    /// How it is written, as far as that shows before its cells are looked at; what no one said was guessed.
    pub form: Form,
    /// What was guessed of it.
    pub guesses: Vec<Assumption>,
    /// Its rows in order.
    pub rows: Box<dyn Iterator<Item = Result<Placed, Unreadable>>>,
}

/// How large a spreadsheet may be, in bytes.
const MAX_WORKBOOK: u64 = 64 << 20;

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
    /// Cells with a delimiter between them, the names of the columns first (CSV, TSV).
    Csv,
    /// A spreadsheet as Excel keeps it.
    Xlsx,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// All of them, with their names.
    pub const ALL: [(&str, Self); 4] =
        [("ndjson", Self::Ndjson), ("csv", Self::Csv), ("xlsx", Self::Xlsx), ("parquet", Self::Parquet)];

    /// What the file's name says.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "ndjson" | "jsonl" | "json" => Some(Self::Ndjson),
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }
}

/// Opens a file; `.gz` and `.zst` are unpacked on the way. The first of the first lines that `fits` is the heading, if one does.
///
/// # Errors
/// [`Unreadable`].
pub fn open(path: &Path, format: Format, said: &Form, fits: impl Fn(&[String]) -> bool) -> Result<Opened, Unreadable> {
    if format == Format::Parquet {
        let (columns, rows) = parquet::open(path)?;
        let rows = (1..).zip(rows).map(|(number, row)| Ok((number, row?)));
        return Ok(Opened { columns: Some(columns), form: said.clone(), guesses: Vec::new(), rows: Box::new(rows) });
    }
    if format == Format::Xlsx {
        let sheet = workbook::read(&whole(path)?, said)?;
        let guesses: Vec<Assumption> = sheet.guess(said).into_iter().collect();
        let table = Table::open_under(io::Cursor::new(sheet.text), &sheet.form, fits)?;
        let guesses = guesses.into_iter().chain(table.guess(said)).collect();
        return Ok(named(table, sheet.form, guesses));
    }
    let encoding = match said.encoding {
        Some(encoding) => encoding,
        None => Encoding::guess(&mut unpacked(path)?)?,
    };
    let form = Form { encoding: Some(encoding), ..said.clone() };
    let text = encoding.text(unpacked(path)?);
    match format {
        Format::Csv => {
            let table = Table::open_under(text, &form, fits)?;
            let guesses = form::guesses(said, encoding, table.delimiter).into_iter().chain(table.guess(said)).collect();
            Ok(named(table, form, guesses))
        }
        _ => Ok(Opened { columns: None, form, guesses: Vec::new(), rows: Box::new(ndjson(text)) }),
    }
}

/// All of a spreadsheet: it is an archive, and has to be in memory.
fn whole(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_WORKBOOK + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_WORKBOOK {
        let most = MAX_WORKBOOK >> 20;
        return Err(Unreadable::Workbook(format!("it is larger than {most} MB: save the sheet as CSV")));
    }
    Ok(bytes)
}

fn unpacked(path: &Path) -> io::Result<Box<dyn Read>> {
    let file = File::open(path)?;
    Ok(match path.extension().and_then(|e| e.to_str()) {
        Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(file)),
        Some("zst") => Box::new(zstd::Decoder::new(file)?),
        _ => Box::new(file),
    })
}

fn ndjson(text: impl Read) -> impl Iterator<Item = Result<Placed, Unreadable>> {
    let lines = Lines::new(text, Quotes::None);
    lines.filter(|line| !line.as_ref().is_ok_and(|line| line.is_blank())).map(|line| {
        let line = line?;
        // A key that stands twice says two things; the parser of events refuses it, that of plain JSON takes the last.
        let once = |text| serde_json::from_str::<rapport_kernel::Value>(text).and_then(|_| serde_json::from_str(text));
        // Files that were put one behind the other have a byte order mark in the middle.
        let row = match once(line.text().trim_start_matches('\u{feff}')) {
            _ if line.too_long => Err(Malformed::TooLong.into()),
            Ok(Value::Object(row)) => Ok(row),
            Ok(_) => Err(Malformed::NotAnObject.into()),
            Err(error) if error.is_eof() => Err(Malformed::CutOff.into()),
            Err(error) => Err(Malformed::NotJson { at: error.column() as u64 }.into()),
        };
        Ok((line.number, row))
    })
}

fn named(table: Table<impl Read + 'static>, form: Form, guesses: Vec<Assumption>) -> Opened {
    let columns = table.columns().to_vec();
    let form = Form { delimiter: Some(table.delimiter), heading: Some(table.heading), ..form };
    let names = columns.clone();
    let rows = table.map(move |row| {
        let rapport_files::Row { line, cells } = row?;
        let under = |cells: Vec<String>| names.iter().cloned().zip(cells.into_iter().map(Value::from)).collect();
        Ok((line, cells.map(under).map_err(RowRefusal::from)))
    });
    Opened { columns: Some(columns), form, guesses, rows: Box::new(rows) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn broken_json_is_one_refused_row() {
        let rows =
            ndjson(&b"{\"a\":1}\n\n[1]\n{\"a\":\n{\"a\":2}\n{\"a\":1,\"a\":2}\n{\"p\":{\"b\":1,\"b\":1}}\n{\"p\":[{\"b\":1},{\"b\":1}]}\n"[..]);
        let good: Vec<(u64, bool)> = rows.map(Result::unwrap).map(|(line, row)| (line, row.is_ok())).collect();
        let expected = [(1, true), (3, false), (4, false), (5, true), (6, false), (7, false), (8, true)];
        assert_eq!(good, expected, "a key twice in one object is no JSON that says one thing");
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_a_line() {
        let rows = ndjson("\u{feff}{\"a\":1}\n\u{feff}{\"a\":2}\n".as_bytes());
        assert!(rows.map(Result::unwrap).all(|(_, row)| row.is_ok()));
    }

    #[test]
    fn a_row_has_its_cells_under_the_names_of_the_columns() {
        let table = Table::open(&b"a;b\n1;x\nonly\n"[..], &Form::default()).unwrap();
        let opened = named(table, Form::default(), Vec::new());
        assert_eq!((opened.columns.unwrap(), opened.form.delimiter), (vec!["a".to_owned(), "b".to_owned()], Some(';')));
        let rows: Vec<Placed> = opened.rows.map(Result::unwrap).collect();
        assert_eq!(rows[0].1.as_ref().unwrap()["b"], "x");
        assert!(matches!(rows[1], (3, Err(RowRefusal::Row(_)))));
    }

    #[test]
    fn a_spreadsheet_is_read_by_its_sheet() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../files/tests/invoices.xlsx");
        let opened = open(&path, Format::of(&path).unwrap(), &Form::default(), |_| false).unwrap();
        assert!(opened.guesses[0].to_string().contains("Invoices 2026"));
        let rows: Vec<Placed> = opened.rows.map(Result::unwrap).collect();
        let lines: Vec<u64> = rows.iter().map(|(line, _)| *line).collect();
        assert_eq!((lines, rows[1].1.as_ref().unwrap()["amount"].as_str()), (vec![2, 4, 5], Some("-7")));
    }

    #[test]
    fn the_name_says_the_format() {
        assert_eq!(Format::of(Path::new("x/orders.csv.gz")), Some(Format::Csv));
        assert_eq!(Format::of(Path::new("events.JSONL")), Some(Format::Ndjson));
        assert_eq!(Format::of(Path::new("notes.pdf")), None);
    }
}
