//! Whether the database is as it was written, looked at table by table, so that no one reads for long and a pace can be kept.

use super::{
    Db, SqlError,
    db::{get, values},
    sqlite,
};
use std::time::Duration;

/// So many findings of one table are told.
const MOST_FOUND: usize = 20;

impl Db {
    /// What the engine finds when it looks at its own tables; nothing if all is well. With `bytes`, no more than so many are
    /// read in a second.
    ///
    /// SQLite compares each table with its indexes. PostgreSQL reads each table whole, by which damaged pages show where the
    /// server keeps checksums, and compares it with its indexes where the extension `amcheck` is there and may be used.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn check(&self, bytes: Option<u64>) -> Result<Vec<String>, SqlError> {
        if self.engine().is_sqlite() { self.check_file(bytes).await } else { self.check_server(bytes).await }
    }

    async fn check_file(&self, bytes: Option<u64>) -> Result<Vec<String>, SqlError> {
        let tables = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'", Vec::new()).await?;
        let mut tables = tables.iter().map(|row| get::<String>(row, "name")).collect::<Result<Vec<_>, _>>()?;
        // With this one go the pages that are free.
        tables.push("sqlite_schema".to_owned());
        // How large each is no one knows: they are taken to be alike.
        let share = sqlite::bytes(self).await? / tables.len() as u64;
        let mut found = Vec::new();
        for table in tables {
            let rows = self.rows(&format!("PRAGMA integrity_check(\"{table}\")"), Vec::new()).await?;
            let lines = rows.iter().map(|row| get::<String>(row, "integrity_check")).collect::<Result<Vec<_>, _>>()?;
            found.extend(lines.into_iter().filter(|line| line != "ok").take(MOST_FOUND));
            rest(share, bytes).await;
        }
        Ok(found)
    }

    async fn check_server(&self, bytes: Option<u64>) -> Result<Vec<String>, SqlError> {
        let sql = "SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
            WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY oid";
        let mut found = Vec::new();
        for row in self.rows(sql, Vec::new()).await? {
            let (table, size): (String, i64) = (get(&row, "name")?, get(&row, "bytes")?);
            // Reads every row whole, also what lies apart from its row.
            let read = format!("SELECT COALESCE(SUM(OCTET_LENGTH(t::text)), 0)::bigint AS bytes FROM \"{table}\" AS t");
            found.extend(damage(&table, self.row(&read, Vec::new()).await)?);
            rest(size.unsigned_abs(), bytes).await;
        }
        if self.has_amcheck().await? {
            let sql = "SELECT c.relname AS name, bt_index_check(c.oid, true)::text AS ok FROM pg_class c
                JOIN pg_am a ON a.oid = c.relam WHERE a.amname = 'btree' AND c.relname = $1
                AND c.relnamespace = current_schema()::regnamespace";
            let indexes = "SELECT relname AS name FROM pg_class WHERE relkind = 'i'
                AND relnamespace = current_schema()::regnamespace";
            for row in self.rows(indexes, Vec::new()).await? {
                let index: String = get(&row, "name")?;
                found.extend(damage(&index, self.row(sql, values![index.as_str()]).await)?);
            }
        }
        Ok(found)
    }

    async fn has_amcheck(&self) -> Result<bool, SqlError> {
        let sql = "SELECT COUNT(*) AS n FROM pg_extension e JOIN pg_proc p ON p.proname = 'bt_index_check'
            WHERE e.extname = 'amcheck' AND has_function_privilege(p.oid, 'EXECUTE')";
        Ok(self.row(sql, Vec::new()).await?.map_or(Ok(0), |row| get::<i64>(&row, "n"))? > 0)
    }
}

/// What the server says of damaged data is a finding; every other error is one.
fn damage<T>(of: &str, read: Result<T, SqlError>) -> Result<Option<String>, SqlError> {
    match read {
        Ok(_) => Ok(None),
        Err(SqlError::Unavailable(error)) => {
            let says = error.as_database_error().filter(|said| said.code().is_some_and(|code| code.starts_with("XX")));
            match says {
                Some(said) => Ok(Some(format!("{of}: {}", said.message()))),
                None => Err(SqlError::Unavailable(error)),
            }
        }
        Err(error) => Err(error),
    }
}

async fn rest(read: u64, bytes: Option<u64>) {
    if let Some(bytes) = bytes {
        tokio::time::sleep(Duration::from_secs_f64(read as f64 / bytes.max(1) as f64)).await;
    }
}
