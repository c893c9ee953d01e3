//! `rapport import`

use crate::{
    cli::Import,
    client::Client,
    failure::Failure,
    import::{Job, Summary, mapping::Mapping, rows::Format},
    progress,
};
use std::{fs, path::Path};

/// Runs the command.
///
/// # Errors
/// The arguments do not fit, or the import ended early.
pub async fn run(args: Import) -> Result<(), Failure> {
    let job = job(&args)?;
    let bar = progress::counter(format!("{} rows", if args.dry_run { "reading" } else { "importing" }));
    let summary = if args.dry_run {
        job.dry_run(|row| bar.set_position(row)).await?
    } else {
        let client = Client::new(&args.remote.url, args.write_key.clone(), None)?;
        job.run(&client, |row| bar.set_position(row)).await?
    };
    bar.finish_and_clear();
    report(&args, &summary)
}

fn job(args: &Import) -> Result<Job, Failure> {
    let format = args.format.or_else(|| Format::of(&args.file)).ok_or_else(|| {
        Failure::usage(format!("{}: say --format ndjson, csv or parquet; the name does not", args.file.display()))
    })?;
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
    if mapping.is_empty() && format != Format::Ndjson {
        return Err(Failure::usage(
            "say which column goes where: --mapping FILE, or --map FIELD=COLUMN and --event NAME",
        ));
    }
    let mapping_text = format!("{mapping:?}");
    Ok(Job { path: args.file.clone(), format, mapping, mapping_text })
}

fn read_mapping(path: &Path) -> Result<Mapping, Failure> {
    let broken = |e: &dyn std::fmt::Display| Failure::broken(format!("{}: {e}", path.display()));
    let text = fs::read_to_string(path).map_err(|e| broken(&e))?;
    // `no` is the name of a column as good as any.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(&text, options).map_err(|e| broken(&e))
}

fn report(args: &Import, summary: &Summary) -> Result<(), Failure> {
    if args.json {
        println!("{}", serde_json::to_string(summary)?);
        return Ok(());
    }
    let verb = if args.dry_run { "would be imported" } else { "are in" };
    println!("{} rows read, {} {verb}, {} refused", summary.rows, summary.accepted, summary.refused);
    if let Some(file) = &summary.refused_file {
        println!("The refused rows and the reasons are in {}", file.display());
    }
    Ok(())
}
