//! `rapport audit`

use crate::{cli::AuditCommand, failure::Failure, progress, words::counted};
use rapport_kernel::Value;
use rapport_platform::{
    heads,
    sql::{
        Db, Location,
        installation::Installations,
        trace::{Line, Proof, ProofError, Trace},
    },
    stores,
};
use rapport_trace::{ChainLink, DeedPart, Head};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Runs `rapport audit`.
///
/// # Errors
/// The trace is not whole, or the database cannot be read.
pub async fn run(command: AuditCommand) -> Result<(), Failure> {
    match command {
        AuditCommand::Verify { data, database, since, backups } => {
            verify(&data, &database.of(&data)?, since, backups).await
        }
        AuditCommand::Export { data, database } => export(&data, &database.of(&data)?).await,
    }
}

async fn verify(
    data: &Path,
    database: &Location,
    since: Option<Head>,
    backups: Option<PathBuf>,
) -> Result<(), Failure> {
    // Heads first: what is written while the lines are read comes behind them.
    let mut noted = heads::noted(data)?;
    let db = open(data, database).await?;
    if let (Some(backups), Some(identity)) = (backups, Installations::new(db.clone()).get().await?) {
        noted.extend(heads::noted_elsewhere(&backups, &identity)?);
    }
    let proved = Trace::new(db.clone()).verify_all(since, &noted).await;
    db.close().await?;
    match proved {
        Ok(Proof { verified, people }) => {
            answer!(
                "{} of the trace are as they were written, {} kept of people with them.",
                counted(verified.count, "line", "lines"),
                counted(people, "part", "parts")
            );
            answer!("Head: {}", verified.head);
            answer!("Note it where nobody can write who can write the database: `--since` goes on from there.");
            Ok(())
        }
        Err(ProofError::Sql(error)) => Err(error.into()),
        Err(broken) => Err(Failure::broken(broken.to_string())
            .next("Compare with a backup of before: `rapport audit verify` says of each whether it is whole")),
    }
}

async fn export(data: &Path, database: &Location) -> Result<(), Failure> {
    let db = open(data, database).await?;
    let trace = Trace::new(db.clone());
    let (read, mut after) = (progress::counter("lines read"), 0);
    loop {
        let page = trace.page(after).await?;
        let Some((last, _)) = page.last() else { break };
        after = last.deed.seq;
        read.inc(page.len() as u64);
        for (line, link) in &page {
            answer!("{}", told(line, link));
        }
    }
    read.finish_and_clear();
    Ok(db.close().await?)
}

/// A line for others to read and to prove: what it says, its bytes, and the hash that binds it.
fn told(line: &Line, link: &ChainLink) -> serde_json::Value {
    let deed = &line.deed;
    let value = |value: &Option<Value>| value.as_ref().and_then(|value| serde_json::to_value(value).ok());
    let about = line.kept(DeedPart::About);
    let changes = deed.changes.iter().chain(about.into_iter().flat_map(|about| &about.changes));
    let changes = changes.map(|c| json!({"field": c.field, "before": value(&c.before), "after": value(&c.after)}));
    let who = line.kept(DeedPart::Who);
    json!({
        "seq": deed.seq, "at": deed.at, "origin": deed.origin.code(), "act": deed.act.code(), "object": deed.object.to_string(),
        "who": who.map(|who| &who.person.0), "address": who.and_then(|who| who.address.as_ref()),
        "about": about.map(|about| &about.person.0), "changes": changes.collect::<Vec<_>>(), "why": deed.why,
        "approval": deed.approval, "line": hex(&link.line), "hash": hex(&link.hash),
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn open(data: &Path, database: &Location) -> Result<Db, Failure> {
    if !stores::is_installation(data) || !database.exists().await? {
        return Err(Failure::broken(format!("{} holds no installation, or its database is not there", data.display()))
            .next(
                "Name a server's data directory with --data, and its database with --database if it is another one",
            ));
    }
    Ok(Db::open_at(database).await?)
}
