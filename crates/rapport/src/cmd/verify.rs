//! `rapport verify`

use crate::{cli::Verify, failure::Failure, progress, words::counted};
use rapport_platform::{
    format,
    runtime::{look_at_database, look_at_files},
    sql::Db,
    stores,
};

/// Runs `rapport verify`.
///
/// # Errors
/// Something is not as it was written, or cannot be read.
pub async fn run(args: &Verify) -> Result<(), Failure> {
    if !stores::is_installation(&args.data) {
        return Err(Failure::broken(format!("{} holds no installation", args.data.display()))
            .next("Name a server's data directory with --data"));
    }
    // A layout of another release is not damage.
    format::check(&args.data)?;
    let database = args.database.of(&args.data)?;
    let gaps = stores::missing(&args.data, &database).await?;
    // What is wrong with single files of the log is told with the file below.
    let gaps: Vec<_> = gaps.iter().filter(|gap| !gap.is_of_a_segment()).collect();
    gaps.iter().for_each(|gap| answer!("{}", gap.words()));
    let read = progress::counter("bytes read");
    let mut findings = look_at_files(&args.data, &mut |more| read.inc(more));
    read.finish_and_clear();
    if gaps.is_empty() && database.exists().await? {
        let db = Db::open_at(&database).await?;
        findings.extend(look_at_database(&db, None).await);
        db.close().await?;
    }
    for finding in &findings {
        let partition = finding.partition.map(|partition| format!(" {}", partition.0)).unwrap_or_default();
        answer!("{}{partition}: {}", finding.store.code(), finding.damage);
    }
    let flaws = gaps.len() + findings.len();
    if flaws == 0 {
        answer!("Everything in {} is as it was written.", args.data.display());
        return Ok(());
    }
    Err(Failure::broken(format!(
        "{} found. Snapshots and histories are made again by themselves; for the log and the database see `rapport restore` and \
         `rapport accept-loss`",
        counted(flaws as u64, "flaw", "flaws")
    )))
}
