//! `rapport backtest`

use super::journey::{document, read};
use crate::{cli::Backtest, client::Client, failure::Failure, progress};
use jiff::civil::Date;
use rapport_kernel::Time;
use serde_json::{Value, json};
use std::time::Duration;

/// Runs the command.
///
/// # Errors
/// The document or the times are wrong, or the server's job failed.
pub async fn run(args: Backtest) -> Result<(), Failure> {
    let text = read(&args.file)?;
    let journey = document(&args.file, &text)?.id;
    let (from, to) = (moment("--from", &args.from)?, moment("--to", &args.to)?);
    let client = Client::new(&args.remote.url, None, args.remote.token())?;
    let body = json!({ "document": text, "from": from, "to": to });
    let started: Value = client.post(&format!("/v1/journeys/{journey}/backtests"), &body).await?;
    let id = started["id"].as_str().unwrap_or_default().to_owned();
    let done = wait(&client, &id).await?;
    if args.json {
        answer!("{}", done["result"]);
    } else {
        print(&done["result"]);
    }
    Ok(())
}

/// `2026-03-01`, a day of the brand's zone, or `2026-03-01T08:00:00Z`.
fn moment<'a>(flag: &str, text: &'a str) -> Result<&'a str, Failure> {
    if text.parse::<Date>().is_ok() || text.parse::<Time>().is_ok() {
        return Ok(text);
    }
    let wrong = Failure::usage(format!("{flag} `{text}` is no date and no moment"));
    Err(wrong.next("Write it as 2026-03-01 or 2026-03-01T08:00:00Z"))
}

async fn wait(client: &Client, id: &str) -> Result<Value, Failure> {
    let bar = progress::bar(1_000, "replaying");
    loop {
        let job: Value = client.get(&format!("/v1/backtests/{id}")).await?;
        bar.set_position((job["progress"].as_f64().unwrap_or_default() * 1_000.0) as u64);
        match job["state"].as_str() {
            Some("finished") => {
                bar.finish_and_clear();
                return Ok(job);
            }
            Some("failed" | "cancelled") => {
                bar.finish_and_clear();
                let why = job["error"].as_str().unwrap_or("it was cancelled");
                return Err(Failure::broken(format!("the back-test ended: {why}")));
            }
            _ => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}

fn print(result: &Value) {
    for (key, label) in [
        ("events", "records replayed"),
        ("matches", "triggers fired"),
        ("entered", "times entered"),
        ("held_out", "held out"),
        ("sent", "messages"),
        ("customers", "to different customers"),
    ] {
        answer!("{:>24}  {}", label, result[key]);
    }
    for cost in result["cost"].as_array().into_iter().flatten() {
        answer!("{:>24}  {} {}", "cost (minor units)", cost["minor"], cost["currency"].as_str().unwrap_or_default());
    }
    for refusal in result["refusals"].as_array().into_iter().flatten() {
        answer!("{:>24}  {} {}", "refused", refusal["count"], refusal["code"].as_str().unwrap_or_default());
    }
    for reason in result["not_entered"].as_array().into_iter().flatten() {
        answer!("{:>24}  {} {}", "not entered", reason["count"], reason["code"].as_str().unwrap_or_default());
    }
    answer!("{:>24}  {}", "digest", result["digest"].as_str().unwrap_or_default());
}
