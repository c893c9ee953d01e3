//! Everybody who works here at one moment, as the rules of approvals ask for them.

use crate::{
    App,
    approvals::staff::Staff,
    problem::{Code, Problem},
};

/// Everybody at this moment.
///
/// # Errors
/// If the database cannot answer.
pub async fn now(app: &App) -> Result<Staff, Problem> {
    let (accounts, working) = (app.accounts.all().await?, app.accounts.working().await?);
    let staff = Staff::of(app.rights.as_one(), app.ledger.plan().tree(), accounts, &working, app.now());
    staff.ok_or_else(|| Problem::new(Code::Internal, "The time zone UTC is missing."))
}
