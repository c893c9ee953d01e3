//! `rapport hold`

use crate::{
    cli::{HoldCommand, Remote},
    client::{Client, ClientError},
    failure::Failure,
    words,
};
use serde_json::{Value, json};

/// Runs the command.
///
/// # Errors
/// The server cannot be asked, or something else would go out than was seen.
pub async fn run(command: HoldCommand) -> Result<(), Failure> {
    match command {
        HoldCommand::Status { json, remote } => {
            let hold: Value = client(&remote)?.get("/v1/hold").await?;
            if json { answer!("{hold}") } else { tell(&hold) }
        }
        HoldCommand::Release { seen, remote } => {
            let released = client(&remote)?.post("/v1/hold/release", &json!({ "seen": seen })).await;
            let hold: Value = released.map_err(|error| match error {
                ClientError::Refused(problem) if problem.code.as_deref() == Some("conflict") => {
                    Failure::broken(problem.to_string())
                        .next("`rapport hold status` shows what would go out now, and the word for --seen")
                }
                other => other.into(),
            })?;
            answer!(
                "The hold is lifted: {} out. Epoch {}.",
                count(&hold["messages"], "message goes", "messages go"),
                hold["epoch"]
            );
        }
    }
    Ok(())
}

fn client(remote: &Remote) -> Result<Client, Failure> {
    Ok(Client::new(&remote.url, None, remote.token())?)
}

fn count(number: &Value, one: &str, more: &str) -> String {
    words::counted(number.as_u64().unwrap_or_default(), one, more)
}

fn tell(hold: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if hold["on"] != json!(true) {
        answer!("Nothing is held: messages are being sent.");
        return;
    }
    answer!("Nothing is sent. Why:");
    for reason in hold["reasons"].as_array().into_iter().flatten() {
        answer!("  {} since {}: {}", text(&reason["why"]), text(&reason["at"]), text(&reason["detail"]));
    }
    match hold["messages"].as_u64() {
        Some(0) => answer!("Lifted now, nothing would go out at once: no message is waiting."),
        _ => answer!("Lifted now, {} would go out at once:", count(&hold["messages"], "message", "messages")),
    }
    for group in hold["waiting"].as_array().into_iter().flatten() {
        let (journey, channel) = (text(&group["journey"]), text(&group["channel"]));
        answer!("  {} of {journey} by {channel}, the oldest planned {}", group["messages"], text(&group["oldest"]));
    }
    answer!("To lift it: rapport hold release --seen {}", text(&hold["seen"]));
}
