//! `rapport backup` and `rapport restore`

use crate::{
    cli::{Backup, BackupCommand, Remote, Restore},
    client::Client,
    failure::Failure,
    words::counted,
};
use rapport_kernel::{Span, Time};
use rapport_platform::{
    backup::{self, Manifest},
    journal,
};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// How often a running server is asked whether it is done.
const ASK: Duration = Duration::from_millis(300);

/// Runs `rapport backup`.
///
/// # Errors
/// The backup cannot be taken, or is not good.
pub async fn run(args: Backup) -> Result<(), Failure> {
    match (args.command, args.dir, args.data) {
        (Some(BackupCommand::Verify { dir, max_age_hours }), ..) => verify(&dir, max_age_hours),
        (None, Some(dir), Some(data)) => {
            let database = args.database.of(&data)?;
            tell(&backup::back_up_stopped(&data, &database, &dir, now()).await?, &dir);
            if journal::beside(&dir).is_none() {
                answer!(
                    "No {} lies beside it or in a folder above it: whoever restores it will not know who withdrew, was erased or was \
                     written to since. Take backups below `backup.folder`, where the server keeps one.",
                    journal::FILE
                );
            }
            Ok(())
        }
        (None, Some(dir), None) => of_server(&args.remote, dir).await,
        (None, None, _) => Err(Failure::usage("name the directory the backup goes to")),
    }
}

/// Runs `rapport restore`.
///
/// # Errors
/// The backup is not good, or the target is not empty.
pub fn restore(args: &Restore) -> Result<(), Failure> {
    if !args.backup.join(backup::MANIFEST).is_file() {
        // A wrong name is told before anything else is asked for.
        backup::verify(&args.backup)?;
    }
    let journal = match &args.journal {
        None if args.no_journal => None,
        None => Some(journal::beside(&args.backup).ok_or_else(|| {
            Failure::broken(
                "no journal.ndjson lies beside the backup or in a folder above it: without it no one knows who withdrew, was erased \
                 or was written to since. Name it with --journal, or go on without it with --no-journal",
            )
        })?),
        named => named.clone(),
    };
    let manifest = backup::restore(&args.backup, journal.as_deref(), &args.data, now())?;
    tell(&manifest, &args.backup);
    match journal {
        Some(journal) => answer!("Took over what {} says since.", journal.display()),
        None => answer!("Without a journal: who withdrew, was erased or was written to since is not known."),
    }
    answer!("Restored into {}. Nothing is sent from it until an administrator lifts the hold:", args.data.display());
    answer!("start the server, then see `rapport hold status`.");
    Ok(())
}

async fn of_server(remote: &Remote, dir: PathBuf) -> Result<(), Failure> {
    let client = Client::new(&remote.url, None, remote.token())?;
    let dir = std::path::absolute(dir)?;
    let mut view: Value = client.post("/v1/backup", &json!({ "dir": dir })).await?;
    while view["running"] == json!(true) {
        tokio::time::sleep(ASK).await;
        view = client.get("/v1/backup").await?;
    }
    if let Some(error) = view["failed"].as_str() {
        return Err(Failure::broken(error));
    }
    let last = &view["last"];
    let bytes = counted(last["bytes"].as_u64().unwrap_or_default(), "byte", "bytes");
    answer!("Backup of position {}, {bytes}, in {}", last["position"], dir.display());
    Ok(())
}

fn verify(dir: &Path, max_age_hours: Option<u32>) -> Result<(), Failure> {
    let manifest = backup::verify(dir)?;
    tell(&manifest, dir);
    let age = now().since(manifest.taken);
    match max_age_hours {
        Some(allowed) if age > Span::HOUR.times(i64::from(allowed)) => {
            let hours = counted(u64::try_from(age.0 / Span::HOUR.0).unwrap_or_default(), "hour", "hours");
            Err(Failure::broken(format!("the backup is {hours} old, older than asked for")).next("Take a new one"))
        }
        _ => Ok(()),
    }
}

fn tell(manifest: &Manifest, dir: &Path) {
    answer!(
        "Backup of {} at position {}, {}, {}, in {}",
        manifest.taken,
        manifest.position,
        counted(manifest.files.len() as u64, "file", "files"),
        counted(manifest.bytes(), "byte", "bytes"),
        dir.display()
    );
}

fn now() -> Time {
    jiff::Timestamp::now().into()
}
