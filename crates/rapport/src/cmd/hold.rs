//! `rapport hold`

use crate::{
    cli::{HoldCommand, Remote},
    client::Client,
    failure::Failure,
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
            if json { println!("{hold}") } else { tell(&hold) }
        }
        HoldCommand::Release { seen, remote } => {
            let hold: Value = client(&remote)?.post("/v1/hold/release", &json!({ "seen": seen })).await?;
            println!("The hold is lifted: {} messages go out. Epoch {}.", hold["messages"], hold["epoch"]);
        }
    }
    Ok(())
}

fn client(remote: &Remote) -> Result<Client, Failure> {
    Ok(Client::new(&remote.url, None, remote.token.clone())?)
}

fn tell(hold: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    if hold["on"] != json!(true) {
        println!("Nothing is held: messages are being sent.");
        return;
    }
    println!("Nothing is sent. Why:");
    for reason in hold["reasons"].as_array().into_iter().flatten() {
        println!("  {} since {}: {}", text(&reason["why"]), text(&reason["at"]), text(&reason["detail"]));
    }
    println!("Lifted now, {} messages would go out at once:", hold["messages"]);
    for group in hold["waiting"].as_array().into_iter().flatten() {
        let (journey, channel) = (text(&group["journey"]), text(&group["channel"]));
        println!("  {} of {journey} by {channel}, the oldest planned {}", group["messages"], text(&group["oldest"]));
    }
    println!("To lift it: rapport hold release --seen {}", text(&hold["seen"]));
}
