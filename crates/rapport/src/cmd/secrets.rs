//! `rapport secrets`

use crate::{
    cli::{Database, SecretsCommand},
    failure::Failure,
    words::counted,
};
use rapport_platform::{recovery, sql::Db};
use std::path::Path;

/// Runs `rapport secrets`.
///
/// # Errors
/// The database or the file cannot be read or written.
pub async fn run(command: SecretsCommand) -> Result<(), Failure> {
    match command {
        SecretsCommand::Save { data, database, file } => {
            let db = open(&data, &database).await?;
            recovery::save(&db, &file).await?;
            db.close().await?;
            answer!(
                "Saved. Whoever has {} can make links of this installation: keep it as you keep keys.",
                file.display()
            );
        }
        SecretsCommand::Restore { data, database, file } => {
            let db = open(&data, &database).await?;
            let restored = recovery::restore(&db, &file, jiff::Timestamp::now().into()).await?;
            db.close().await?;
            let restored = counted(restored as u64, "secret is", "secrets are");
            answer!("{restored} back: links in mails already sent work again after the next start.");
        }
    }
    Ok(())
}

async fn open(data: &Path, database: &Database) -> Result<Db, Failure> {
    let database = database.of(data)?;
    if !database.exists().await? {
        return Err(Failure::broken(format!("{} holds no database: see `rapport accept-loss`", data.display())));
    }
    Ok(Db::open_at(&database).await?)
}
