//! What happens to approvals by itself: reminders, escalations and ends that have become due, and what was approved and not carried out
//! because the program ended in between.

use super::{release_letters, staff};
use crate::{
    App,
    approvals::{carry, desk},
    problem::Problem,
    publishing::Turn,
};
use rapport_work::approval::{Command, due};
use std::time::Duration;

/// How often it is looked.
const PACE: Duration = Duration::from_secs(5);

/// Looks for as long as the program runs.
pub async fn keep(app: App) {
    loop {
        if let Err(problem) = look(&app).await {
            tracing::warn!(detail = problem.detail(), "what is due of approvals could not be done; it is tried again");
        }
        tokio::time::sleep(PACE).await;
    }
}

/// Does what is due at this moment.
///
/// # Errors
/// If the stores cannot answer.
pub async fn look(app: &App) -> Result<(), Problem> {
    let waiting = app.approvals.due(app.now()).await?;
    let owed = app.approvals.owed().await?;
    if waiting.is_empty() && owed.is_empty() {
        return Ok(());
    }
    let turn = Turn::take(app).await;
    let staff = staff::now(app).await?;
    for kept in waiting {
        let id = &kept.approval.id;
        for effect in due(&kept.approval, &staff, staff.now()) {
            desk::act(app, &turn, &staff, &id.0, Command::Fire { timed: effect.timed }).await?;
        }
        desk::look_again(app, &staff, &id.0).await?;
        release_letters::send_later(app, id);
    }
    carry::all(app, &turn, &staff).await?;
    drop(turn);
    for kept in owed {
        release_letters::send_later(app, &kept.approval.id);
    }
    Ok(())
}
