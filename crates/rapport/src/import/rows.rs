//! Rows of a file, whatever its format: NDJSON, CSV or Parquet.

use super::{
    lines::{Line, Lines, Quotes},
    mapping::RowRefusal,
    parquet,
};
use serde_json::{Map, Value};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// The most columns a file may have.
pub(super) const MAX_COLUMNS: usize = 4_096;

/// A row, or why it is none.
pub type Row = Result<Map<String, Value>, RowRefusal>;

/// The rows of a file in order.
pub type Rows = Box<dyn Iterator<Item = io::Result<Row>>>;

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
    /// RFC 4180 with a header line.
    Csv,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// What the file's name says.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "ndjson" | "jsonl" | "json" => Some(Self::Ndjson),
            "csv" => Some(Self::Csv),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }
}

/// Opens a file; `.gz` and `.zst` are unpacked on the way.
///
/// # Errors
/// The file cannot be opened or is not of its format.
pub fn open(path: &Path, format: Format) -> io::Result<Rows> {
    match format {
        Format::Parquet => parquet::open(path),
        Format::Ndjson => Ok(Box::new(ndjson(unpacked(path)?))),
        Format::Csv => csv(unpacked(path)?),
    }
}

fn unpacked(path: &Path) -> io::Result<Box<dyn Read>> {
    let file = File::open(path)?;
    Ok(match path.extension().and_then(|e| e.to_str()) {
        Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(file)),
        Some("zst") => Box::new(zstd::Decoder::new(file)?),
        _ => Box::new(file),
    })
}

fn ndjson(read: Box<dyn Read>) -> impl Iterator<Item = io::Result<Row>> {
    let lines = Lines::new(read, Quotes::None);
    lines.filter(|line| !line.as_ref().is_ok_and(Line::is_blank)).map(|line| {
        Ok(line?.text().and_then(|line| match serde_json::from_str(line) {
            Ok(Value::Object(row)) => Ok(row),
            Ok(_) => Err(RowRefusal::Malformed("the line is not a JSON object".into())),
            Err(error) => Err(RowRefusal::Malformed(format!("the line is not JSON: {error}"))),
        }))
    })
}

fn csv(read: Box<dyn Read>) -> io::Result<Rows> {
    let mut lines = Lines::new(read, Quotes::Csv).filter(|line| !line.as_ref().is_ok_and(Line::is_blank));
    let header = match lines.next().transpose()? {
        Some(line) => line.text().and_then(record).map_err(io::Error::other)?,
        None => csv::StringRecord::new(),
    };
    if header.len() > MAX_COLUMNS {
        return Err(io::Error::other(format!("the file has {} columns, the most are {MAX_COLUMNS}", header.len())));
    }
    Ok(Box::new(lines.map(move |line| {
        let cells = line?.text().and_then(record);
        Ok(cells.and_then(|cells| csv_row(&header, &cells)))
    })))
}

/// The cells of one line.
fn record(line: &str) -> Result<csv::StringRecord, RowRefusal> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
    let mut cells = csv::StringRecord::new();
    match reader.read_record(&mut cells) {
        Ok(_) => Ok(cells),
        Err(error) => Err(RowRefusal::Malformed(format!("the line is not CSV: {error}"))),
    }
}

fn csv_row(header: &csv::StringRecord, record: &csv::StringRecord) -> Row {
    if header.len() != record.len() {
        let message = format!("the line has {} cells, the header {}", record.len(), header.len());
        return Err(RowRefusal::Malformed(message));
    }
    Ok(header.iter().zip(record).map(|(column, cell)| (column.to_owned(), cell.into())).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &'static str, format: Format) -> Vec<Row> {
        let rows: Rows = match format {
            Format::Csv => csv(Box::new(text.as_bytes())).unwrap(),
            _ => Box::new(ndjson(Box::new(text.as_bytes()))),
        };
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn csv_keeps_quotes_and_names_short_lines() {
        let rows = read("a,b\n\"x, \"\"y\"\"\",2\nonly\n", Format::Csv);
        assert_eq!(rows[0].as_ref().unwrap()["a"], "x, \"y\"");
        assert_eq!(rows[1], Err(RowRefusal::Malformed("the line has 1 cells, the header 2".into())));
    }

    #[test]
    fn broken_json_is_one_refused_row() {
        let rows = read("{\"a\":1}\n\n[1]\n{\"a\":\n{\"a\":2}\n", Format::Ndjson);
        let good: Vec<bool> = rows.iter().map(Result::is_ok).collect();
        assert_eq!(good, [true, false, false, true]);
    }

    #[test]
    fn the_name_says_the_format() {
        assert_eq!(Format::of(Path::new("x/orders.csv.gz")), Some(Format::Csv));
        assert_eq!(Format::of(Path::new("events.JSONL")), Some(Format::Ndjson));
        assert_eq!(Format::of(Path::new("notes.txt")), None);
    }

    #[test]
    fn more_columns_than_a_table_has_are_refused_before_a_row_is_made_of_them() {
        let table = |columns: usize| format!("{}\n", vec!["c"; columns].join(","));
        assert!(csv(Box::new(std::io::Cursor::new(table(MAX_COLUMNS)))).is_ok());
        let error = csv(Box::new(std::io::Cursor::new(table(MAX_COLUMNS + 1)))).err().unwrap().to_string();
        assert!(error.contains("4097 columns"), "{error}");
    }
}
