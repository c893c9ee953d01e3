//! Asking for a release, answering, and what a change of a draft voids. Everything here happens within the turn in which journeys are
//! published, so that what was seen is still so when it goes live.

use super::{
    carry,
    matter::{JOURNEY, Released},
    outlook::{self, Ask, PublishVerdict},
    staff::{Staff, account_of, at_work},
};
use crate::{
    Office,
    publishing::Turn,
    refused::{ApiRefusal, Cause, Refused},
    view::ProblemSaid,
};
use rapport_kernel::JourneyId;
use rapport_people::PersonId;
use rapport_platform::sql::{
    approval::{Addition, KeptApproval},
    trace,
};
use rapport_trace::DeedAct;
use rapport_work::{
    ApprovalId,
    approval::{self, Approval, ApprovalStatus, Command, Refusal, ReleaseRequest, Subject, next_due},
};
use std::collections::BTreeSet;

/// Why a request ends whose version was changed, in the words of its history.
const CHANGED: &str = "It was changed, and the version of now is asked of others, or of no one.";

/// Asks for the release of a version. What is under way for the same version is that request; for another one it is void, and begins again.
///
/// # Errors
/// If the stores cannot answer.
pub async fn ask(
    app: &Office,
    staff: &Staff,
    who: &PersonId,
    ask: Ask,
    thing: &Released,
) -> Result<KeptApproval, Refused> {
    let object = &ask.subject.object;
    if let Some(kept) = app.approvals.in_flight_of(&object.kind.0, &object.id).await? {
        let subject = Subject { owner: kept.approval.subject.owner.clone(), ..ask.subject.clone() };
        if subject == kept.approval.subject && asks_the_same(&kept, &ask) {
            trace::nothing();
            return Ok(kept);
        }
        submitted(&kept.approval.id);
        let kept = supersede(app, staff, who, kept, Some(&ask), thing).await?;
        if kept.approval.status == ApprovalStatus::InFlight {
            return Ok(kept);
        }
    }
    let id = ApprovalId(uuid::Uuid::now_v7().simple().to_string().into());
    submitted(&id);
    let request = ReleaseRequest { id, subject: ask.subject, author: at_work(who), on_behalf_of: None };
    let approval = approval::request(&ask.template, request, staff, staff.now());
    let kept = KeptApproval { approval, place: ask.place, outcome: String::new() };
    keep(app, staff, kept, 0, Some(&thing.written())).await
}

/// The line of the request tells that the thing was put before those who decide.
fn submitted(id: &ApprovalId) {
    trace::act(DeedAct::Submitted);
    trace::by_approval(&id.0);
}

/// Who would be asked first.
#[must_use]
pub fn asked_first(staff: &Staff, ask: &Ask) -> Vec<rapport_work::PersonId> {
    let (id, subject) = (ApprovalId::from(""), ask.subject.clone());
    let request = ReleaseRequest { id, author: subject.owner.clone(), subject, on_behalf_of: None };
    let approval = approval::request(&ask.template, request, staff, staff.now());
    let people = approval::wanted(&approval, staff, staff.now()).into_iter().filter_map(|wanted| wanted.actor);
    people.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Carries a command out, and what an approval sets going.
///
/// # Errors
/// What the approval refuses; a document that cannot be published any more; [`Cause::Conflict`] if somebody was faster.
pub async fn act(
    app: &Office,
    turn: &Turn<'_>,
    staff: &Staff,
    id: &str,
    command: Command,
) -> Result<KeptApproval, Refused> {
    let kept = app.approvals.get(id).await?.ok_or_else(|| Refused::not_found("approval"))?;
    let from = kept.approval.history.len();
    let entries = approval::decide(&kept.approval, command, staff, staff.now());
    let entries = entries.map_err(|refusal| refused(staff, &refusal))?;
    let mut kept = kept;
    entries.iter().for_each(|entry| kept.approval.evolve(entry));
    // Whoever says the last yes hears it if nothing can come of it, and the yes is not taken.
    if kept.approval.status.is_approved() {
        carry::could(app, turn, &kept).await?;
    }
    let kept = keep(app, staff, kept, from, None).await?;
    match kept.approval.status.is_approved() {
        true => carry::out(app, turn, staff, kept).await,
        false => Ok(kept),
    }
}

/// Notes anew when something becomes due next: somebody may be away since it was noted, or here again.
///
/// # Errors
/// If the stores cannot answer.
pub async fn look_again(app: &Office, staff: &Staff, id: &str) -> Result<(), Refused> {
    let Some(kept) = app.approvals.get(id).await? else { return Ok(()) };
    Ok(app.approvals.set_due(id, next_due(&kept.approval, staff, staff.now())).await?)
}

/// A draft was saved: what was said of another version is void. Where the new version would ask others, or no one, the request ends, and
/// whoever publishes it asks anew.
///
/// # Errors
/// If the stores cannot answer.
pub async fn draft_saved(
    app: &Office,
    staff: &Staff,
    who: &PersonId,
    journey: &JourneyId,
    text: &str,
) -> Result<(), Refused> {
    let Some(kept) = app.approvals.in_flight_of(JOURNEY, journey.as_str()).await? else { return Ok(()) };
    let thing = Released::Journey { document: text.to_owned() };
    if kept.approval.subject.digest == thing.digest() {
        return Ok(());
    }
    let author = account_of(&kept.approval.author);
    let verdict = match rapport_journey::parse(text) {
        Ok(document) => Some(outlook::of_journey(app, staff, &author, &document, text).await?.verdict),
        Err(_) => None,
    };
    let ask = match &verdict {
        Some(PublishVerdict::Asks(ask)) => Some(&**ask),
        _ => None,
    };
    supersede(app, staff, who, kept, ask, &thing).await.map(drop)
}

/// Nothing waits for release any more where someone publishes within their limit, or throws the draft away: the request is taken back.
///
/// # Errors
/// [`ApiRefusal::ApprovalUnderWay`] for whoever neither made the request nor owns the thing.
pub async fn take_back(
    app: &Office,
    staff: &Staff,
    who: &PersonId,
    journey: &JourneyId,
    reason: &str,
) -> Result<(), Refused> {
    let Some(mut kept) = app.approvals.in_flight_of(JOURNEY, journey.as_str()).await? else { return Ok(()) };
    let from = kept.approval.history.len();
    let command = Command::Withdraw { by: at_work(who), reason: reason.to_owned() };
    match approval::decide(&kept.approval, command, staff, staff.now()) {
        Ok(entries) => entries.iter().for_each(|entry| kept.approval.evolve(entry)),
        Err(Refusal::NotTheirs(_)) => {
            let said = ProblemSaid::ApprovalUnderWay { person: staff.name(&kept.approval.author) };
            return Err(Refused::told(Cause::Conflict, said).because(ApiRefusal::ApprovalUnderWay));
        }
        Err(refusal) => return Err(refused(staff, &refusal)),
    }
    keep(app, staff, kept, from, None).await.map(drop)
}

/// Another version takes the place of the one that was asked about. Only those stages begin again that the template of the request has;
/// where another template, or none, is asked by the new version, nothing is left of the request.
async fn supersede(
    app: &Office,
    staff: &Staff,
    who: &PersonId,
    mut kept: KeptApproval,
    ask: Option<&Ask>,
    thing: &Released,
) -> Result<KeptApproval, Refused> {
    let (from, by) = (kept.approval.history.len(), at_work(who));
    let owner = kept.approval.subject.owner.clone();
    let subject = match ask {
        Some(ask) => Subject { owner, ..ask.subject.clone() },
        None => Subject { digest: thing.digest(), ..kept.approval.subject.clone() },
    };
    let (stays, place) = match ask {
        Some(ask) => (asks_the_same(&kept, ask), ask.place.clone()),
        None => (false, kept.place.clone()),
    };
    let change = Command::Change { by: by.clone(), subject: Box::new(subject), parts: BTreeSet::new() };
    let end = (!stays).then(|| Command::Withdraw { by, reason: CHANGED.to_owned() });
    for command in std::iter::once(change).chain(end) {
        let entries = approval::decide(&kept.approval, command, staff, staff.now());
        let entries = entries.map_err(|refusal| refused(staff, &refusal))?;
        entries.iter().for_each(|entry| kept.approval.evolve(entry));
    }
    keep(app, staff, KeptApproval { place, ..kept }, from, Some(&thing.written())).await
}

fn asks_the_same(kept: &KeptApproval, ask: &Ask) -> bool {
    kept.approval.template == *ask.template.template()
}

/// Keeps what was decided, if nobody decided something else meanwhile.
///
/// # Errors
/// [`Cause::Conflict`].
pub(super) async fn keep(
    app: &Office,
    staff: &Staff,
    kept: KeptApproval,
    from: usize,
    version: Option<&str>,
) -> Result<KeptApproval, Refused> {
    let approval: &Approval = &kept.approval;
    let due = next_due(approval, staff, staff.now());
    let added = app.approvals.add(Addition { approval, from, place: &kept.place, version, due }).await?;
    match added {
        true => Ok(kept),
        false => Err(Refused::told(Cause::Conflict, ProblemSaid::ChangedSince)),
    }
}

/// What an approval refuses, with people's names.
fn refused(staff: &Staff, refusal: &Refusal) -> Refused {
    let said = match refusal {
        Refusal::Over(status) => ProblemSaid::ApprovalOver { status: (*status).into() },
        Refusal::OtherVersion { .. } => ProblemSaid::ApprovalOtherVersion,
        Refusal::UnknownStage(_) | Refusal::StageNotOpen(_) => ProblemSaid::ApprovalStageNotOpen,
        Refusal::FourEyes(_) => ProblemSaid::ApprovalFourEyes,
        Refusal::NotAsked { .. } => ProblemSaid::ApprovalNotAsked,
        Refusal::AlreadyAnswered(_) => ProblemSaid::ApprovalAnswered,
        Refusal::ReasonMissing => ProblemSaid::ApprovalReasonMissing,
        Refusal::NotTheirs(_) => ProblemSaid::ApprovalNotTheirs,
        Refusal::CannotBeAsked(person) => ProblemSaid::ApprovalCannotBeAsked { person: staff.name(person) },
        Refusal::NothingChanged(_) | Refusal::OtherThing(_) | Refusal::NotDue => {
            return Refused::by_rule(refusal, refusal.to_string());
        }
    };
    Refused::refused_with(refusal, said)
}
