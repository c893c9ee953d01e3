//! What an approval sets going: exactly the version that was seen is published, or the budget is moved.

use super::{
    matter::{JOURNEY, Reallocation, Released},
    staff::Staff,
};
use crate::{
    Office,
    publishing::{New, Turn},
    refused::{Cause, Refused},
};
use rapport_kernel::JourneyId;
use rapport_people::{Object, ObjectKind};
use rapport_plan::{Kind, NodeId, Posting, booking::Decision};
use rapport_platform::sql::{approval::KeptApproval, trace};
use rapport_trace::{DeedAct, DeedDraft};

/// How an outcome begins that did not come about.
pub const FAILED: &str = "failed: ";

/// Whether the version could go ahead at this moment.
///
/// # Errors
/// A document that cannot be published any more.
pub async fn could(app: &Office, turn: &Turn<'_>, kept: &KeptApproval) -> Result<(), Refused> {
    match matter(app, kept).await? {
        Released::Journey { document } => turn.check(document).await.map(drop),
        Released::Reallocation(_) => Ok(()),
    }
}

/// Carries out what was approved, once, and keeps what came of it.
///
/// # Errors
/// What passes, such as a database that cannot answer: it is tried again. What can never be done is the outcome.
pub async fn out(app: &Office, turn: &Turn<'_>, staff: &Staff, kept: KeptApproval) -> Result<KeptApproval, Refused> {
    if !kept.outcome.is_empty() {
        return Ok(kept);
    }
    let done = match matter(app, &kept).await? {
        Released::Journey { document } => published(app, turn, staff, &kept, document).await,
        Released::Reallocation(moved) => booked(app, staff, &kept, &moved).await,
    };
    let outcome = match done {
        Ok(outcome) => outcome,
        Err(refused) if passes(refused.cause) => return Err(refused),
        Err(refused) => format!("{FAILED}{}", refused.detail),
    };
    app.approvals.settle(&kept.approval.id.0, &outcome).await?;
    Ok(KeptApproval { outcome, ..kept })
}

/// Carries out what an earlier process approved and did not come to do.
///
/// # Errors
/// If the stores cannot answer.
pub async fn all(app: &Office, turn: &Turn<'_>, staff: &Staff) -> Result<(), Refused> {
    for kept in app.approvals.owed().await? {
        out(app, turn, staff, kept).await?;
    }
    Ok(())
}

/// The version that was approved, by its digest.
pub(super) async fn matter(app: &Office, kept: &KeptApproval) -> Result<Released, Refused> {
    let (id, digest) = (&kept.approval.id, &kept.approval.subject.digest);
    let version = app.approvals.version(&id.0, &digest.0).await?;
    let matter = version.as_deref().and_then(Released::read).filter(|matter| matter.digest() == *digest);
    matter.ok_or_else(|| Refused::new(Cause::Internal, "The version that was approved is not kept as it was seen."))
}

fn passes(cause: Cause) -> bool {
    matches!(cause, Cause::Unavailable | Cause::DatabaseUnavailable | Cause::DiskFull | Cause::HistoryMending)
}

/// Publishes the version, unless it is live since it was asked for.
async fn published(
    app: &Office,
    turn: &Turn<'_>,
    staff: &Staff,
    kept: &KeptApproval,
    text: String,
) -> Result<String, Refused> {
    let approval = &kept.approval;
    let journey = JourneyId::from(approval.subject.object.id.as_str());
    let since = approval.history.first().map(|entry| entry.at);
    let newest = app.journeys.versions(&journey).await?.into_iter().max_by_key(|version| version.version);
    if let Some(newest) = newest.filter(|newest| since.is_some_and(|since| newest.at >= since))
        && app.journeys.body(&journey, newest.version).await?.is_some_and(|body| body == text)
    {
        return Ok(format!("{JOURNEY} {}", newest.version));
    }
    trace::tell(told(DeedAct::Published, Object::new(ObjectKind::Journey, journey.as_str()), kept));
    let draft = app.journeys.draft(&journey).await?.filter(|draft| draft.body == text).map(|draft| draft.revision);
    let (author, note) = (staff.name(&approval.author), format!("approval {}", approval.id));
    let checked = turn.check(text).await?;
    let version = turn.publish(New { checked, author: &author, note: &note, draft }).await?;
    Ok(format!("{JOURNEY} {}", version.publication.version))
}

/// The line of what an approval sets going.
fn told(act: DeedAct, object: Object, kept: &KeptApproval) -> DeedDraft {
    DeedDraft::new(act, object).by_approval(&kept.approval.id.0)
}

/// Moves the budget. The approval's id is the decision's key: booked twice, it is one booking.
async fn booked(app: &Office, staff: &Staff, kept: &KeptApproval, moved: &Reallocation) -> Result<String, Refused> {
    let (author, key) = (staff.name(&kept.approval.author), format!("approval/{}", kept.approval.id));
    let decision = Decision { key: &key, author: &author, reason: &moved.reason, at: moved.at };
    if let Some(posting) = posting(&decision, moved) {
        for side in [&moved.from, &moved.to].into_iter().flatten() {
            let node = NodeId::Activity(side.clone()).to_string();
            trace::tell(told(DeedAct::MovedMoney, Object::new(ObjectKind::Node, &node), kept).because(&moved.reason));
        }
        app.ledger.book(posting, app.now()).await?;
    }
    Ok(key)
}

/// The transfers of a reallocation; none if it names no activity.
#[must_use]
pub fn posting(decision: &Decision<'_>, moved: &Reallocation) -> Option<Posting> {
    let amount = moved.amount;
    let taken = rapport_kernel::Money { minor: amount.minor.saturating_neg(), ..amount };
    match (&moved.from, &moved.to) {
        (Some(from), Some(to)) => Some(decision.move_planned(from, to, amount)),
        (None, Some(to)) => Some(decision.put(Kind::Planned, to, amount)),
        (Some(from), None) => Some(decision.put(Kind::Planned, from, taken)),
        (None, None) => None,
    }
}
