//! Copying a database into an empty one, whatever engines they are on: every table as it is at one moment, then both compared.
//!
//! The schemas are the same, since the same migrations made them. What arrived is read back from the other side and must have
//! as many rows and the same sum in each table before anything of it counts.

use super::{
    Db, SqlError,
    connection::{Engine, SqlConnection},
    db::{Tx, get, places, values},
    postgres,
    value::{SqlRow, SqlValue},
};
use sha2::{Digest, Sha256};
use tokio_stream::StreamExt;

/// So many values go into one statement.
const VALUES: usize = 4_000;
/// Made by the schema itself, so that they do not say whether a database is in use.
const OF_THE_SCHEMA: [&str; 2] = ["schema_version", "secret"];

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSum {
    /// The table's name.
    pub table: String,
    /// How many rows it has.
    pub rows: u64,
    /// A sum of the hashes of all rows, in hexadecimal digits; their order does not matter.
    pub sum: String,
}

/// Why a database was not copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Something is in the target.
    #[error("the target is not empty: its table {0} has rows. Name an empty database")]
    NotEmpty(String),
    /// What arrived is not what was there.
    #[error(
        "the copy of table {table} differs: {was} rows were read and {arrived} arrived, or their contents differ. Nothing was kept"
    )]
    Differs {
        /// The first one that is not alike on both sides.
        table: String,
        /// How many rows were read.
        was: u64,
        /// How many rows arrived.
        arrived: u64,
    },
    /// A row cannot be carried over.
    #[error("a row of table {0} holds what the other database cannot hold")]
    Row(String),
    /// A database says no.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

impl Db {
    /// Copies every table into `target`, in which nothing may be but the schema. Writers wait for the moment only; `moment` is
    /// asked when no one writes.
    ///
    /// # Errors
    /// [`CopyError`]; then nothing of the copy counts.
    pub async fn copy_into<T>(
        &self,
        target: &Self,
        moment: impl FnOnce() -> T,
    ) -> Result<(T, Vec<TableSum>), CopyError> {
        let tables = target.tables().await?;
        let tx = target.begin().await?;
        for table in &tables {
            let sql = format!("SELECT COUNT(*) AS n FROM \"{table}\"");
            let rows: i64 = tx.row(&sql, values![]).await?.map_or(Ok(0), |row| get(&row, "n"))?;
            if rows > 0 && !OF_THE_SCHEMA.contains(&table.as_str()) {
                return Err(CopyError::NotEmpty(table.clone()));
            }
            tx.run(&format!("DELETE FROM \"{table}\""), values![]).await?;
        }
        let (mut source, at) = self.view(moment).await?;
        let mut sums = Vec::new();
        for table in &tables {
            sums.push(copy_table(self.engine(), &mut source, table, &tx).await?);
        }
        source.close().await.map_err(SqlError::from)?;
        for was in &sums {
            let mut arrived = Sum::default();
            tx.each(&every_row(&was.table), |row| _ = arrived.add(row)).await?;
            let arrived = arrived.of(&was.table);
            if arrived != *was {
                return Err(CopyError::Differs { table: was.table.clone(), was: was.rows, arrived: arrived.rows });
            }
        }
        tx.commit().await?;
        Ok((at, sums))
    }

    /// All tables, those that others refer to first.
    async fn tables(&self) -> Result<Vec<String>, SqlError> {
        let sql = match self.engine() {
            Engine::Sqlite(_) => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
            }
            Engine::Postgres(_) => {
                "SELECT relname AS name FROM pg_class
                    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY oid"
            }
        };
        let rows = self.rows(sql, values![]).await?;
        let names = rows.iter().map(|row| get::<String>(row, "name")).collect::<Result<Vec<_>, _>>()?;
        Ok(names.into_iter().filter(|name| name != postgres::MARKS).collect())
    }

    /// A connection that sees the database as it is at one moment until it is closed.
    async fn view<T>(&self, moment: impl FnOnce() -> T) -> Result<(SqlConnection, T), SqlError> {
        let mut connection = self.engine().connect().await?;
        let nobody_else = self.begin().await?;
        let begin = match self.engine() {
            Engine::Sqlite(_) => "BEGIN",
            Engine::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        connection.execute(begin).await?;
        // The first read settles what is seen until the end: others may write again.
        let first = self.engine().statement("SELECT version FROM schema_version LIMIT 1", values![])?;
        connection.lend().row(first).await?;
        let at = moment();
        drop(nobody_else);
        Ok((connection, at))
    }
}

fn every_row(table: &str) -> String {
    format!("SELECT * FROM \"{table}\"")
}

async fn copy_table(engine: &Engine, source: &mut SqlConnection, table: &str, tx: &Tx) -> Result<TableSum, CopyError> {
    let cannot = || CopyError::Row(table.to_owned());
    let (mut sum, mut waiting, mut columns) = (Sum::default(), Vec::new(), Vec::new());
    let mut rows = source.lend().stream(engine.statement(&every_row(table), values![])?);
    while let Some(row) = rows.next().await {
        let row = row.map_err(SqlError::from)?;
        sum.add(&row).ok_or_else(cannot)?;
        if columns.is_empty() {
            columns = row.columns();
        }
        waiting.extend(row.values().ok_or_else(cannot)?);
        if waiting.len() + columns.len() > VALUES {
            insert(table, &columns, std::mem::take(&mut waiting), tx).await?;
        }
    }
    if !waiting.is_empty() {
        insert(table, &columns, waiting, tx).await?;
    }
    Ok(sum.of(table))
}

async fn insert(table: &str, columns: &[String], rows: Vec<SqlValue>, tx: &Tx) -> Result<(), CopyError> {
    let width = columns.len().max(1);
    let tuples: Vec<String> =
        (0..rows.len() / width).map(|row| format!("({})", places(row * width + 1, width))).collect();
    let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
    let sql = format!("INSERT INTO \"{table}\" ({}) VALUES {}", names.join(","), tuples.join(","));
    match tx.run(&sql, rows).await {
        Ok(_) => Ok(()),
        Err(SqlError::BadValue | SqlError::Refused(_)) => Err(CopyError::Row(table.to_owned())),
        Err(error) => Err(error.into()),
    }
}

/// The count and the sum of rows.
#[derive(Default)]
struct Sum {
    rows: u64,
    halves: [u128; 2],
}

impl Sum {
    /// Counts a row in; nothing if it holds what no column can.
    fn add(&mut self, row: &SqlRow) -> Option<()> {
        let mut named: Vec<(String, SqlValue)> = row.columns().into_iter().zip(row.values()?).collect();
        // Columns that were added later may stand elsewhere.
        named.sort_by(|one, other| one.0.cmp(&other.0));
        let mut hash = Sha256::new();
        for (name, value) in named {
            hash.update(name.as_bytes());
            match value {
                SqlValue::Number(None) | SqlValue::Text(None) => hash.update([0]),
                SqlValue::Number(Some(number)) => hash.update([&[1][..], &number.to_be_bytes()].concat()),
                SqlValue::Text(Some(text)) => {
                    hash.update([&[2][..], &(text.len() as u64).to_be_bytes(), text.as_bytes()].concat());
                }
            }
        }
        let hash: [u8; 32] = hash.finalize().into();
        for (half, bytes) in self.halves.iter_mut().zip(hash.chunks_exact(16)) {
            *half = half.wrapping_add(u128::from_be_bytes(bytes.try_into().ok()?));
        }
        self.rows += 1;
        Some(())
    }

    fn of(&self, table: &str) -> TableSum {
        let [one, other] = self.halves;
        TableSum { table: table.to_owned(), rows: self.rows, sum: format!("{one:032x}{other:032x}") }
    }
}
