//! The trace in a database: recording changes, and proving all of them.

use super::cpu_seconds;
use crate::failure::Failure;
use rapport_people::{Object, ObjectKind, PersonId};
use rapport_platform::sql::{
    Db,
    trace::{self, Acting, Trace, during},
};
use rapport_trace::{DeedAct, DeedDraft, DeedOrigin, draft::field};
use serde::Serialize;
use std::time::Instant;

/// So many lines are written by one transaction: what is measured is the lines, not the disk.
const AT_ONCE: u64 = 10_000;

/// How long lines took to be written and to be proved.
#[derive(Debug, Serialize)]
pub struct VerifyFigures {
    /// How many lines there were.
    pub lines: u64,
    /// Seconds to write them.
    pub written_seconds: f64,
    /// Seconds to prove the chain.
    pub chain_seconds: f64,
    /// Seconds to prove the chain, what is kept of people, and the columns by which lines are found.
    pub all_seconds: f64,
    /// CPU seconds of the whole.
    pub cpu_seconds: f64,
}

/// Writes so many lines into a database of its own and proves them.
///
/// # Errors
/// The database.
pub async fn run(lines: u64) -> Result<VerifyFigures, Failure> {
    let folder = std::env::temp_dir().join(format!("rapport-bench-{}", uuid::Uuid::new_v4().simple()));
    std::fs::create_dir_all(&folder)?;
    let measured = measure(&Db::open(&folder.join("trace.sqlite")).await?, lines).await;
    std::fs::remove_dir_all(&folder)?;
    measured
}

async fn measure(db: &Db, lines: u64) -> Result<VerifyFigures, Failure> {
    let store = Trace::new(db.clone());
    let (cpu, begun) = (cpu_seconds("self"), Instant::now());
    let mut written = 0;
    while written < lines {
        let more = AT_ONCE.min(lines - written);
        let at = jiff::Timestamp::now().into();
        let acting = Acting::new(Some(PersonId("bench".into())), DeedOrigin::Token, at, None);
        let work = async {
            (0..more).for_each(|one| trace::tell(draft(written + one)));
            store.write_rest().await
        };
        during(acting, work).await?;
        written += more;
    }
    let written_seconds = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    store.verify(None, &[]).await.map_err(|error| Failure::broken(error.to_string()))?;
    let chain_seconds = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    store.verify_all(None, &[]).await.map_err(|error| Failure::broken(error.to_string()))?;
    let all_seconds = begun.elapsed().as_secs_f64();
    Ok(VerifyFigures { lines, written_seconds, chain_seconds, all_seconds, cpu_seconds: cpu_seconds("self") - cpu })
}

fn draft(number: u64) -> DeedDraft {
    let object = Object::new(ObjectKind::Node, &format!("activity:a{}", number % 1_000));
    let (before, after) = (number.to_string(), (number + 1).to_string());
    let changes = [field("planned", Some(&before), Some(&after)), field("name", Some("Shoes"), Some("Spring shoes"))];
    DeedDraft::new(DeedAct::Changed, object).because("The spring campaign begins two weeks later").with(changes)
}
