//! Who is told by mail what waits for them, and what became of what they asked for. A mail to whoever has to answer brings a link that
//! answers once ([`crate::api::approval_links`]); what is told is told once.

use super::{letters, staff};
use crate::{App, approvals::staff::account_of, problem::Problem};
use rapport_kernel::Span;
use rapport_work::{
    ApprovalId,
    approval::{Happened, Happening},
    notice::{Notice, of_approval::of_approval},
};

/// What is older is not news any more.
const NEWS_FOR: Span = Span(2 * Span::DAY.0);

/// Sends what there is to tell of an approval; whoever answers does not wait for a mail server.
pub fn send_later(app: &App, id: &ApprovalId) {
    let (app, id) = (app.clone(), id.clone());
    tokio::spawn(async move {
        if let Err(problem) = send(&app, &id).await {
            tracing::warn!(detail = problem.detail(), "what became of an approval could not be told");
        }
    });
}

/// Sends what there is to tell of an approval and was not told before.
///
/// # Errors
/// If the stores cannot answer.
pub async fn send(app: &App, id: &ApprovalId) -> Result<(), Problem> {
    let Some(kept) = app.approvals.get(&id.0).await? else { return Ok(()) };
    let (staff, now) = (staff::now(app).await?, app.now());
    // Of versions that were changed since, only that they were is still news.
    let voided = |entry: &Happened| matches!(entry.what, Happening::Voided { .. });
    let newest = kept.approval.history.iter().rposition(voided).unwrap_or_default();
    for notice in of_approval(&kept.approval, newest, &staff) {
        let n = entry_of(&notice);
        if now.since(notice.at) > NEWS_FOR || !app.approvals.tell(&id.0, n, &notice.person.0, now).await? {
            continue;
        }
        let Some(account) = app.accounts.find(&account_of(&notice.person)).await? else { continue };
        if !account.active || account.email.is_none() {
            continue;
        }
        let asks = matches!(notice.kind.as_str(), "asked" | "reminded" | "escalated");
        let link = match asks {
            true => format!("release#{}", app.approvals.make_link(&id.0, &account.id, now).await?),
            false => format!("approvals/{id}"),
        };
        let by = staff.name(&kept.approval.author);
        letters::send_release(app, &account, &notice.kind, &link, &by, &kept.approval.subject.object.id).await?;
    }
    Ok(())
}

/// The entry that a notice tells of: the last part of its fact.
fn entry_of(notice: &Notice) -> usize {
    notice.fact.rsplit('/').next().and_then(|n| n.parse().ok()).unwrap_or_default()
}
