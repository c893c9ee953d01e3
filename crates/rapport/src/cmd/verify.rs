//! `rapport verify`

use crate::{cli::Verify, failure::Failure, progress};
use rapport_platform::{
    runtime::{look_at_database, look_at_files},
    sql::Db,
    stores,
};

/// Runs `rapport verify`.
///
/// # Errors
/// Something is not as it was written, or cannot be read.
pub async fn run(args: &Verify) -> Result<(), Failure> {
    let read = progress::counter("bytes read");
    let mut findings = look_at_files(&args.data, &mut |more| read.inc(more))?;
    read.finish_and_clear();
    let database = args.data.join(stores::DATABASE);
    if database.exists() {
        let db = Db::open(&database).await?;
        findings.extend(look_at_database(&db).await?);
        db.close().await?;
    }
    for finding in &findings {
        let partition = finding.partition.map(|partition| format!(" {}", partition.0)).unwrap_or_default();
        println!("{}{partition}: {}", finding.store.code(), finding.detail);
    }
    if findings.is_empty() {
        println!("Everything in {} is as it was written.", args.data.display());
        return Ok(());
    }
    Err(Failure::broken(format!(
        "{} found. Snapshots and histories are made again by themselves; for the log and the database see `rapport restore` and \
         `rapport accept-loss`",
        if findings.len() == 1 { "1 flaw".to_owned() } else { format!("{} flaws", findings.len()) }
    )))
}
