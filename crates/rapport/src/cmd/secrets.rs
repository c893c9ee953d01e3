//! `rapport secrets`

use crate::{cli::SecretsCommand, failure::Failure, words::counted};
use rapport_platform::{recovery, sql::Db, stores};
use std::path::Path;

/// Runs `rapport secrets`.
///
/// # Errors
/// The database or the file cannot be read or written.
pub async fn run(command: SecretsCommand) -> Result<(), Failure> {
    match command {
        SecretsCommand::Save { data, file } => {
            let db = open(&data).await?;
            recovery::save(&db, &file).await?;
            db.close().await?;
            answer!(
                "Saved. Whoever has {} can make links of this installation: keep it as you keep keys.",
                file.display()
            );
        }
        SecretsCommand::Restore { data, file } => {
            let db = open(&data).await?;
            let restored = recovery::restore(&db, &file, jiff::Timestamp::now().into()).await?;
            db.close().await?;
            let restored = counted(restored as u64, "secret is", "secrets are");
            answer!("{restored} back: links in mails already sent work again after the next start.");
        }
    }
    Ok(())
}

async fn open(data: &Path) -> Result<Db, Failure> {
    let path = data.join(stores::DATABASE);
    if !path.exists() {
        return Err(Failure::broken(format!("{} holds no database: see `rapport accept-loss`", data.display())));
    }
    Ok(Db::open(&path).await?)
}
