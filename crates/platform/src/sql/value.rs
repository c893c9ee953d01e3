//! What goes into a statement and what comes out of one, the same on both engines: 64-bit integers and text.

use super::SqlError;
use sqlx::{
    Column, Database, Decode, Postgres, Row, Sqlite, TypeInfo, ValueRef,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};

/// What a column can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SqlValue {
    Number(Option<i64>),
    Text(Option<String>),
}

impl From<i64> for SqlValue {
    fn from(number: i64) -> Self {
        Self::Number(Some(number))
    }
}

impl From<i32> for SqlValue {
    fn from(number: i32) -> Self {
        Self::Number(Some(number.into()))
    }
}

impl From<Option<i64>> for SqlValue {
    fn from(number: Option<i64>) -> Self {
        Self::Number(number)
    }
}

impl From<Option<String>> for SqlValue {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<String> for SqlValue {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<&str> for SqlValue {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<&String> for SqlValue {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

/// The arguments of a statement for SQLite.
pub(super) fn sqlite_arguments(values: Vec<SqlValue>) -> Result<SqliteArguments, SqlError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        let added = match value {
            SqlValue::Number(number) => sqlx::Arguments::add(&mut arguments, number),
            SqlValue::Text(text) => sqlx::Arguments::add(&mut arguments, text),
        };
        added.map_err(|_| SqlError::BadValue)?;
    }
    Ok(arguments)
}

/// The arguments of a statement for PostgreSQL, whose texts hold every character but NUL.
pub(super) fn postgres_arguments(values: Vec<SqlValue>) -> Result<PgArguments, SqlError> {
    let mut arguments = PgArguments::default();
    for value in values {
        let added = match value {
            SqlValue::Number(number) => sqlx::Arguments::add(&mut arguments, number),
            SqlValue::Text(Some(text)) if text.contains('\0') => return Err(SqlError::BadValue),
            SqlValue::Text(text) => sqlx::Arguments::add(&mut arguments, text),
        };
        added.map_err(|_| SqlError::BadValue)?;
    }
    Ok(arguments)
}

/// A row that was found.
#[derive(Debug)]
pub(super) enum SqlRow {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl From<SqliteRow> for SqlRow {
    fn from(row: SqliteRow) -> Self {
        Self::Sqlite(row)
    }
}

impl From<PgRow> for SqlRow {
    fn from(row: PgRow) -> Self {
        Self::Postgres(row)
    }
}

impl SqlRow {
    /// The value of a column; nothing if there is no such column, or if it holds neither a number nor a text.
    pub(super) fn value(&self, column: &str) -> Option<SqlValue> {
        match self {
            Self::Sqlite(row) => sqlite_value(row, row.try_column(column).ok()?.ordinal()),
            Self::Postgres(row) => postgres_value(row, row.try_column(column).ok()?.ordinal()),
        }
    }

    /// The values of all columns, in their order.
    pub(super) fn values(&self) -> Option<Vec<SqlValue>> {
        match self {
            Self::Sqlite(row) => (0..row.len()).map(|at| sqlite_value(row, at)).collect(),
            Self::Postgres(row) => (0..row.len()).map(|at| postgres_value(row, at)).collect(),
        }
    }

    /// The names of all columns, in their order.
    pub(super) fn columns(&self) -> Vec<String> {
        match self {
            Self::Sqlite(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
            Self::Postgres(row) => row.columns().iter().map(|column| column.name().to_owned()).collect(),
        }
    }
}

fn sqlite_value(row: &SqliteRow, at: usize) -> Option<SqlValue> {
    let raw = row.try_get_raw(at).ok()?;
    match raw.type_info().name() {
        "TEXT" => decoded::<Sqlite, _>(raw).map(SqlValue::Text),
        "INTEGER" | "BOOLEAN" | "NULL" => decoded::<Sqlite, _>(raw).map(SqlValue::Number),
        _ => None,
    }
}

fn postgres_value(row: &PgRow, at: usize) -> Option<SqlValue> {
    let raw = row.try_get_raw(at).ok()?;
    let type_info = raw.type_info().into_owned();
    match type_info.name() {
        "INT8" => decoded::<Postgres, _>(raw).map(SqlValue::Number),
        "INT4" => decoded::<Postgres, i32>(raw).map(|number| SqlValue::Number(number.map(i64::from))),
        "BOOL" => decoded::<Postgres, bool>(raw).map(|truth| SqlValue::Number(truth.map(i64::from))),
        "TEXT" | "VARCHAR" | "NAME" | "UNKNOWN" => decoded::<Postgres, _>(raw).map(SqlValue::Text),
        _ => None,
    }
}

fn decoded<'r, D: Database, T: Decode<'r, D>>(raw: D::ValueRef<'r>) -> Option<Option<T>> {
    if raw.is_null() { Some(None) } else { T::decode(raw).ok().map(Some) }
}

/// What can be read from a column.
pub(super) trait FromValue: Sized {
    /// The value as this type; nothing if it is another one.
    fn from_value(value: SqlValue) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: SqlValue) -> Option<Self> {
        Option::from_value(value).flatten()
    }
}

impl FromValue for Option<i64> {
    fn from_value(value: SqlValue) -> Option<Self> {
        if let SqlValue::Number(number) = value { Some(number) } else { None }
    }
}

impl FromValue for Option<String> {
    fn from_value(value: SqlValue) -> Option<Self> {
        match value {
            SqlValue::Text(text) => Some(text),
            // What is not there has no type on SQLite.
            SqlValue::Number(None) => Some(None),
            SqlValue::Number(Some(_)) => None,
        }
    }
}

impl FromValue for String {
    fn from_value(value: SqlValue) -> Option<Self> {
        if let SqlValue::Text(text) = value { text } else { None }
    }
}

/// Reads a column that must hold such a value.
pub(super) fn get<T: FromValue>(row: &SqlRow, column: &'static str) -> Result<T, SqlError> {
    row.value(column).and_then(T::from_value).ok_or(SqlError::Damaged(column))
}

/// The values of a statement, in order.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(crate::sql::value::SqlValue::from($value)),*] };
}
pub(super) use values;
