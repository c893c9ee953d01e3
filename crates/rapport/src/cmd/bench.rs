//! `rapport bench stream | trace | all | generate`

use crate::{
    bench::{generate, product, stream, trace},
    cli::BenchCommand,
    failure::Failure,
};
use serde_json::Value;

/// Runs the command.
///
/// # Errors
/// Files or the measured server.
pub async fn run(command: BenchCommand) -> Result<(), Failure> {
    match command {
        BenchCommand::Generate { out, events, customers, seed } => generate::run(&out, events, customers, seed),
        BenchCommand::Stream { input, journeys, matches, threads, json } => {
            let measured = tokio::task::block_in_place(|| stream::run(&input, &journeys, &matches, threads))?;
            print(serde_json::to_value(measured)?, json)
        }
        BenchCommand::Trace { lines, json } => print(serde_json::to_value(trace::run(lines).await?)?, json),
        BenchCommand::All { events, rounds, json } => {
            print(serde_json::to_value(product::run(events, rounds).await?)?, json)
        }
    }
}

fn print(figures: Value, json: bool) -> Result<(), Failure> {
    if json {
        answer!("{figures}");
    } else {
        table("", &figures);
    }
    Ok(())
}

/// One figure a line, the name first.
fn table(name: &str, figures: &Value) {
    match figures {
        Value::Object(all) => {
            for (key, value) in all {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                table(&name, value);
            }
        }
        Value::Number(number) => {
            let value = number.as_f64().unwrap_or_default();
            if value.fract() == 0.0 || value >= 1_000.0 {
                answer!("{name:<32} {value:>16.0}");
            } else {
                answer!("{name:<32} {value:>16.3}");
            }
        }
        other => answer!("{name:<32} {other:>16}"),
    }
}
