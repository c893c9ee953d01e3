//! `rapport import`

use crate::{
    cli::Import,
    client::{Client, ClientError},
    failure::Failure,
    progress,
    words::counted,
};
use rapport_import::{
    Job, Summary, guess,
    mapping::{self, Mapping},
    progress::RowCounts,
    rows::Format,
    taker::{Refused, Standpoint, TakeError, Taken, Taker, Warning},
};
use serde_json::{Map, Value};
use std::{fs, path::Path};

/// Runs the command.
///
/// # Errors
/// The arguments do not fit, the import ended early, or rows were refused.
pub async fn run(args: Import) -> Result<(), Failure> {
    if args.guess {
        let guessed = guess::mapping(&args.file, format(&args)?);
        let guessed = guessed.map_err(|error| Failure::broken(format!("{}: {error}", args.file.display())))?;
        answer!("{}", guessed.trim_end());
        return Ok(());
    }
    let job = job(&args)?;
    let client = Client::new(&args.remote.url, args.write_key.clone(), None)?;
    let mut told = progress::Told::new(if args.dry_run { "rows judged" } else { "rows imported" });
    let summary = job.run(&client, |row| told.reached(row)).await;
    told.done();
    report(&args, &summary?)
}

fn format(args: &Import) -> Result<Format, Failure> {
    args.format.or_else(|| Format::of(&args.file)).ok_or_else(|| {
        Failure::usage(format!("{}: say --format csv, xlsx, ndjson or parquet; the name does not", args.file.display()))
    })
}

fn job(args: &Import) -> Result<Job, Failure> {
    let format = format(args)?;
    let mut mapping = match &args.mapping {
        Some(path) => read_mapping(path)?,
        None => Mapping::default(),
    };
    for pair in &args.map {
        mapping.add(pair).map_err(Failure::usage)?;
    }
    if args.event.is_some() {
        mapping.event.clone_from(&args.event);
    }
    if !args.key.is_empty() {
        mapping.key.clone_from(&args.key);
    }
    if args.series.is_some() {
        mapping.series.clone_from(&args.series);
    }
    mapping.now |= args.now;
    if mapping.is_empty() && format != Format::Ndjson {
        return Err(Failure::usage(
            "say which column goes where: --mapping FILE, or --map FIELD=COLUMN and --event NAME; --guess prints a mapping to start from",
        ));
    }
    let mapping_text = format!("{mapping:?}");
    Ok(Job {
        path: args.file.clone(),
        format,
        mapping,
        mapping_text,
        dry_run: args.dry_run,
        restart: args.restart_series,
        beside: None,
        most_rows: None,
    })
}

fn read_mapping(path: &Path) -> Result<Mapping, Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::broken(format!("{}: {error}", path.display()));
    mapping::parse(&fs::read_to_string(path).map_err(|error| failed(&error))?).map_err(|error| failed(&error))
}

fn report(args: &Import, summary: &Summary) -> Result<(), Failure> {
    let counts = &summary.counts;
    for guess in &summary.guesses {
        note!("Read like this: {guess}");
    }
    if summary.lost > 0 {
        let lost = counted(summary.lost, "row", "rows");
        note!(
            "The server has gone back to an earlier state (a backup was restored, or a loss accepted): {lost} of the series `{}` that it \
             had taken are not there any more. Those of them that are in this file count as new",
            summary.series
        );
    }
    for refusal in summary.refusals.iter().chain(&summary.warnings) {
        note!("row {} (line {}): {}", refusal.row, refusal.line, refusal.reason);
    }
    if args.json {
        answer!("{}", serde_json::to_string(summary)?);
    } else {
        let verb = if args.dry_run { "would be in" } else { "are in" };
        let rows = counted(counts.rows, "row", "rows");
        let also = |count: u64, what: &str| if count == 0 { String::new() } else { format!(", {count} {what}") };
        let changed = also(counts.changed, "of them because they changed");
        let remapped = also(counts.remapped, "of these because the mapping makes something else of them");
        let before = also(counts.repeated, "were in before");
        let unbooked = also(counts.unbooked, "of orders that do not count as they say");
        let warned = also(counts.warned, "with something else that is not as it says");
        let left_out = also(counts.left_out, "left out because they name no customer");
        let RowCounts { accepted, refused, .. } = counts;
        answer!(
            "{rows} read, {accepted} {verb}{changed}{remapped}{before}{left_out}, {refused} refused{unbooked}{warned}"
        );
        if let Some(file) = &summary.refused_file {
            answer!("What is wrong with which rows is in {}", file.display());
        }
    }
    let refused = || format!("{} refused", counted(counts.refused, "row was", "rows were"));
    let unbooked =
        || format!("{} of orders that do not count as they say", counted(counts.unbooked, "row is", "rows are"));
    let wrong = match (counts.refused, counts.unbooked) {
        (0, 0) => return Ok(()),
        (0, _) => unbooked(),
        (_, 0) => refused(),
        (_, _) => format!("{}, and {}", refused(), unbooked()),
    };
    let shown = summary.refusals.len() as u64;
    let rest = match counts.refused.saturating_sub(shown) {
        0 => String::new(),
        more => format!("; {more} more than are shown"),
    };
    Err(Failure::broken(format!("{wrong}{rest}"))
        .next("Correct them and run the same again: what is in stays in, once"))
}

fn not_taken(error: ClientError) -> TakeError {
    match error {
        ClientError::Refused(problem) => {
            TakeError::Refused(Refused { code: problem.name().map(str::to_owned), text: problem.to_string() })
        }
        error => TakeError::Failed(error.into()),
    }
}

impl Taker for Client {
    async fn take(&self, messages: &[&Map<String, Value>], dry_run: bool, now: bool) -> Result<Taken, TakeError> {
        let said = self.import(messages, dry_run, now).await.map_err(not_taken)?;
        let warning = |warning: crate::client::Warning| Warning {
            at: warning.at,
            of_order: warning.is_of_order(),
            code: warning.code,
            field: warning.field,
            detail: warning.detail,
        };
        let warnings = said.warnings.into_iter().map(warning).collect();
        Ok(Taken { warnings, repeated: said.repeated, checkpoint: said.checkpoint })
    }

    async fn ask(&self, checkpoints: &[&str]) -> Result<Standpoint, TakeError> {
        let said = self.import_checkpoints(checkpoints).await.map_err(not_taken)?;
        Ok(Standpoint { source: said.source.unwrap_or_default(), lost: said.lost })
    }
}
