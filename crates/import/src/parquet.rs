//! Rows of a Parquet file, column by column turned into JSON values.

use crate::{
    pages,
    rows::Row,
    value::{Malformed, RowRefusal},
};
use parquet::{
    basic::{LogicalType, TimeUnit},
    file::reader::{FileReader, SerializedFileReader},
    record::{Field, Row as ParquetRow, reader::RowIter},
    schema::types::Type,
};
use rapport_files::lines::MAX_LINE;
use rapport_kernel::{Span, Time};
use serde_json::{Map, Value};
use std::{fs::File, io, path::Path};

/// The names of a table's columns, and its rows in order.
pub type Columns = (Vec<String>, Box<dyn Iterator<Item = io::Result<Row>>>);

/// Opens a Parquet file.
///
/// # Errors
/// Not readable, or not Parquet.
pub fn open(path: &Path) -> io::Result<Columns> {
    let file = File::open(path)?;
    let reader = SerializedFileReader::new(file.try_clone()?).map_err(io::Error::other)?;
    pages::check(&file, reader.metadata())?;
    let schema = reader.metadata().file_metadata().schema();
    let nanos = nanosecond_columns(schema);
    let names = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let rows = RowIter::from_file_into(Box::new(reader));
    let rows = rows.map(move |row| match row {
        Ok(row) => Ok(columns(&row, &nanos)),
        Err(error) => Err(io::Error::other(error)),
    });
    Ok((names, Box::new(rows)))
}

/// Columns of timestamps in nanoseconds: the row reader hands them out as plain numbers.
fn nanosecond_columns(schema: &Type) -> Vec<String> {
    let is_nanos = |field: &Type| matches!(field.get_basic_info().logical_type_ref(), Some(LogicalType::Timestamp(stamp)) if stamp.unit == TimeUnit::NANOS);
    schema.get_fields().iter().filter(|field| is_nanos(field)).map(|field| field.name().to_owned()).collect()
}

fn columns(row: &ParquetRow, nanos: &[String]) -> Result<Map<String, Value>, RowRefusal> {
    // A text that stands in the file once may be shown by every row.
    if row.get_column_iter().map(|(_, field)| size(field)).sum::<usize>() > MAX_LINE {
        return Err(Malformed::TooLong.into());
    }
    row.get_column_iter()
        .map(|(name, field)| match value(field) {
            Some(Value::Number(ns)) if nanos.contains(name) => {
                Ok((name.clone(), Time(ns.as_i64().unwrap_or_default().div_euclid(1_000_000)).to_string().into()))
            }
            Some(value) => Ok((name.clone(), value)),
            None => Err(Malformed::NoJsonValue { column: name.to_owned() }.into()),
        })
        .collect()
}

/// About how many bytes a cell becomes.
fn size(field: &Field) -> usize {
    match field {
        Field::Str(text) => text.len(),
        Field::Bytes(bytes) => bytes.len(),
        Field::ListInternal(list) => list.elements().iter().map(|one| size(one) + 1).sum(),
        Field::Group(row) => row.get_column_iter().map(|(name, field)| name.len() + size(field)).sum(),
        Field::MapInternal(map) => map.entries().iter().map(|(key, value)| size(key) + size(value)).sum(),
        _ => 8,
    }
}

/// The JSON value of a cell; dates and times as RFC 3339 in UTC, decimals as text so that they stay exact.
fn value(field: &Field) -> Option<Value> {
    Some(match field {
        Field::Null => Value::Null,
        Field::Bool(b) => (*b).into(),
        Field::Byte(n) => (*n).into(),
        Field::Short(n) => (*n).into(),
        Field::Int(n) => (*n).into(),
        Field::Long(n) => (*n).into(),
        Field::UByte(n) => (*n).into(),
        Field::UShort(n) => (*n).into(),
        Field::UInt(n) => (*n).into(),
        Field::ULong(n) => (*n).into(),
        Field::Float(n) => number(f64::from(*n))?,
        Field::Double(n) => number(*n)?,
        Field::Str(text) => text.as_str().into(),
        Field::Date(days) => (Time(0) + Span::DAY.times(i64::from(*days))).to_string().into(),
        Field::TimestampMillis(ms) => Time(*ms).to_string().into(),
        Field::TimestampMicros(us) => Time(us.div_euclid(1_000)).to_string().into(),
        Field::ListInternal(list) => Value::Array(list.elements().iter().map(value).collect::<Option<_>>()?),
        Field::Group(row) => Value::Object(columns(row, &[]).ok()?),
        other => other.to_string().into(),
    })
}

fn number(n: f64) -> Option<Value> {
    serde_json::Number::from_f64(n).map(Value::Number)
}
