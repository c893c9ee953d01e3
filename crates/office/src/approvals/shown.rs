//! Approvals as screens show them, to one person.

use super::{
    carry,
    matter::{JOURNEY, Released},
    outlook::{Outlook, PublishVerdict},
    staff::{Staff, at_work},
};
use crate::{
    Office, documents,
    refused::Refused,
    view::{
        Amount, ApprovalActs, ApprovalEntry, ApprovalKind, ApprovalStageView, ApprovalSummary, ApprovalThing,
        ApprovalView, AskReason, BudgetEffect, MyDayView, PersonNamed, PublishOutlook,
    },
};
use rapport_kernel::{ActivityId, Money, Time};
use rapport_people::Ceiling;
use rapport_plan::NodeId;
use rapport_platform::sql::approval::KeptApproval;
use rapport_work::{
    PersonId,
    approval::{Approval, Command, Happened, Happening, StageProgress, Wanted, wanted, who_can},
    spending::WhyAsk,
};
use std::collections::BTreeSet;

/// Someone, as people call them.
#[must_use]
pub fn named(staff: &Staff, person: &PersonId) -> PersonNamed {
    PersonNamed { id: person.to_string(), name: staff.name(person) }
}

fn all_named<'a>(staff: &Staff, people: impl IntoIterator<Item = &'a PersonId>) -> Vec<PersonNamed> {
    people.into_iter().map(|person| named(staff, person)).collect()
}

/// An approval in a list.
#[must_use]
pub fn summary(staff: &Staff, kept: &KeptApproval, me: &rapport_people::PersonId) -> ApprovalSummary {
    let (approval, me) = (&kept.approval, at_work(me));
    let wanted = wanted(approval, staff, staff.now());
    let waits_for: BTreeSet<&PersonId> = wanted.iter().filter_map(|wanted| wanted.actor.as_ref()).collect();
    let due = wanted.iter().filter_map(|wanted| wanted.due).min();
    let node = kept.place.node.parse::<NodeId>().ok();
    let node_name = node.as_ref().and_then(|id| staff.tree().get(id)).map(|node| node.name.to_string());
    let kind =
        if approval.subject.object.kind.0 == JOURNEY { ApprovalKind::Journey } else { ApprovalKind::Reallocation };
    ApprovalSummary {
        id: approval.id.to_string(),
        kind,
        object: approval.subject.object.id.to_string(),
        name: approval.subject.object.id.to_string(),
        node: kept.place.node.clone(),
        node_name: node_name.unwrap_or_else(|| kept.place.node.clone()),
        state: approval.status.into(),
        author: named(staff, &approval.author),
        asked: approval.history.first().map(|entry| entry.at).unwrap_or_default(),
        amount: approval.subject.facts.amount.map(Amount::from),
        for_me: answers(staff, approval, &me).is_some(),
        mine: approval.authors.contains(&me),
        waits_for: all_named(staff, waits_for),
        late: due.is_some_and(|due| due < staff.now()),
        due,
    }
}

/// The open stage at which someone may answer.
#[must_use]
pub fn stage_of(staff: &Staff, approval: &Approval, me: &rapport_people::PersonId) -> Option<String> {
    answers(staff, approval, &at_work(me))
}

/// What reminds everybody for whom an approval waits.
#[must_use]
pub fn reminders(staff: &Staff, approval: &Approval, by: &rapport_people::PersonId) -> Vec<Command> {
    let silent = wanted(approval, staff, staff.now()).into_iter().filter(|wanted| wanted.actor.is_some());
    silent.map(|Wanted { stage, person, .. }| Command::Remind { stage, by: at_work(by), person }).collect()
}

fn answers(staff: &Staff, approval: &Approval, me: &PersonId) -> Option<String> {
    let open = who_can(approval, staff, staff.now());
    let spoken =
        |stage: &rapport_work::StageId| approval.stage(stage).is_some_and(|(_, state)| state.speakers().contains(me));
    let mine =
        open.into_iter().find(|stage| stage.voices.iter().any(|voice| voice.person == *me) && !spoken(&stage.stage));
    mine.map(|stage| stage.stage.to_string())
}

/// Approvals in a list, with what their things are called.
///
/// # Errors
/// If the stores cannot answer.
pub async fn summaries(
    app: &Office,
    staff: &Staff,
    kept: &[KeptApproval],
    me: &rapport_people::PersonId,
) -> Result<Vec<ApprovalSummary>, Refused> {
    let mut all = Vec::with_capacity(kept.len());
    for kept in kept {
        let name = name_of(staff, &carry::matter(app, kept).await?);
        let summary = summary(staff, kept, me);
        all.push(ApprovalSummary { name: name.unwrap_or(summary.name), ..summary });
    }
    Ok(all)
}

/// Someone's day, of these approvals.
///
/// # Errors
/// If the stores cannot answer.
pub async fn my_day(
    app: &Office,
    staff: &Staff,
    kept: &[KeptApproval],
    me: &rapport_people::PersonId,
) -> Result<MyDayView, Refused> {
    let mut all = summaries(app, staff, kept, me).await?;
    all.retain(|one| one.for_me || one.mine);
    all.sort_by_key(|one| (one.due.unwrap_or(Time::MAX), one.asked));
    let late = all.iter().filter(|one| one.late).count();
    let (for_me, i_wait_for) = all.into_iter().partition(|one| one.for_me);
    Ok(MyDayView { for_me, i_wait_for, late: u32::try_from(late).unwrap_or(u32::MAX) })
}

/// An approval with the thing itself.
///
/// # Errors
/// If the stores cannot answer.
pub async fn view(
    app: &Office,
    staff: &Staff,
    kept: &KeptApproval,
    me: &rapport_people::PersonId,
) -> Result<ApprovalView, Refused> {
    let approval = &kept.approval;
    let matter = carry::matter(app, kept).await?;
    let mut summary = summary(staff, kept, me);
    let wanted = wanted(approval, staff, staff.now());
    let can = who_can(approval, staff, staff.now());
    let me = at_work(me);
    let stage = |(stage, state): (&rapport_work::approval::ApprovalStage, &rapport_work::approval::StageState)| {
        let (progress, since) = match state.progress {
            StageProgress::Waiting => ("waiting", None),
            StageProgress::Skipped => ("skipped", None),
            StageProgress::Open(since) => ("open", Some(since)),
            StageProgress::Released(since) => ("released", Some(since)),
        };
        let here = |one: &&Wanted| one.stage == stage.id;
        let actors: BTreeSet<&PersonId> = wanted.iter().filter(here).filter_map(|one| one.actor.as_ref()).collect();
        let nobody = can.iter().filter(|voices| voices.stage == stage.id).flat_map(|voices| &voices.nobody);
        ApprovalStageView {
            id: stage.id.to_string(),
            name: stage.name.clone(),
            progress: progress.to_owned(),
            since,
            yes: all_named(staff, state.speakers()),
            waits_for: all_named(staff, actors),
            quorum: stage.quorum,
            stuck: nobody.map(|why| AskReason { code: why.code().to_owned(), text: why.to_string() }).collect(),
        }
    };
    let stages = approval.template.each().filter_map(|of| approval.stage(&of.id)).map(stage).collect();
    let money = money(app, staff, &matter, approval.subject.facts.amount);
    let open = approval.status == rapport_work::approval::ApprovalStatus::InFlight;
    if let Some(name) = name_of(staff, &matter) {
        summary.name = name;
    }
    let thing = thing(app, &matter).await?;
    let owns = approval.authors.contains(&me) || approval.subject.owner == me;
    Ok(ApprovalView {
        version: approval.subject.digest.to_string(),
        thing,
        money,
        messages: approval.subject.facts.audience,
        stages,
        history: approval.history.iter().map(|entry| line(staff, entry)).collect(),
        outcome: kept.outcome.clone(),
        may: ApprovalActs { answer: answers(staff, approval, &me), withdraw: open && owns, remind: open },
        summary,
    })
}

/// What the thing is called, as far as it says.
fn name_of(staff: &Staff, matter: &Released) -> Option<String> {
    match matter {
        Released::Journey { document } => rapport_journey::parse(document).ok().map(|document| document.name),
        Released::Reallocation(moved) => {
            let sides = [&moved.from, &moved.to].into_iter().flatten().map(|activity| called(staff, activity));
            Some(sides.collect::<Vec<_>>().join(" \u{2192} "))
        }
    }
}

async fn thing(app: &Office, matter: &Released) -> Result<ApprovalThing, Refused> {
    match matter {
        Released::Journey { document } => {
            let looked = documents::read(document, &app.all_brands().await?);
            Ok(ApprovalThing {
                document: Some(document.clone()),
                explanation: looked.explanation,
                explained: looked.explained,
                graph: looked.graph,
                reason: None,
            })
        }
        Released::Reallocation(moved) => {
            let reason = Some(moved.reason.clone());
            Ok(ApprovalThing { document: None, explanation: None, explained: None, graph: None, reason })
        }
    }
}

fn called(staff: &Staff, activity: &ActivityId) -> String {
    let node = staff.tree().get(&NodeId::Activity(activity.clone()));
    node.map_or_else(|| activity.to_string(), |node| node.name.to_string())
}

/// The budgets that it concerns, before and after.
fn money(app: &Office, staff: &Staff, matter: &Released, amount: Option<Money>) -> Vec<BudgetEffect> {
    let mut all = Vec::new();
    let mut effect = |activity: &ActivityId, by: Option<Money>| {
        let Some(before) = app.ledger.guard().free(activity) else { return };
        let after = by.and_then(|by| before.plus(by).ok());
        let name = called(staff, activity);
        let after = after.map(Amount::from);
        all.push(BudgetEffect { activity: activity.to_string(), name, before: before.into(), after });
    };
    let less = |amount: Money| Money { minor: amount.minor.saturating_neg(), ..amount };
    match matter {
        Released::Journey { document } => {
            if let Ok(document) = rapport_journey::parse(document) {
                effect(&document.activity, amount.map(less));
            }
        }
        Released::Reallocation(moved) => {
            moved.from.iter().for_each(|from| effect(from, Some(less(moved.amount))));
            moved.to.iter().for_each(|to| effect(to, Some(moved.amount)));
        }
    }
    all
}

/// What publishing means, as it is shown.
#[must_use]
pub fn outlook(staff: &Staff, outlook: &Outlook) -> PublishOutlook {
    let (why, asks) = match &outlook.verdict {
        PublishVerdict::GoesLive => (Vec::new(), Vec::new()),
        PublishVerdict::NobodyToAsk(why) => (reasons(why), Vec::new()),
        PublishVerdict::Asks(ask) => {
            let why = if ask.why.is_empty() { vec![by_template()] } else { reasons(&ask.why) };
            (why, all_named(staff, &super::desk::asked_first(staff, ask)))
        }
    };
    let limit = match outlook.limit {
        Some(Ceiling::UpTo(limit)) => Some(limit.into()),
        Some(Ceiling::Any) | None => None,
    };
    PublishOutlook {
        goes_live: matches!(outlook.verdict, PublishVerdict::GoesLive),
        cost: outlook.cost.map(Amount::from),
        messages: outlook.messages,
        backtest: outlook.backtest.clone(),
        free: outlook.free.into(),
        limited: outlook.limited,
        limit,
        unlimited: outlook.limit == Some(Ceiling::Any),
        why,
        asks,
    }
}

fn by_template() -> AskReason {
    AskReason { code: "template".into(), text: "a template asks for a release in any case".into() }
}

/// Why someone has to be asked, as it is shown.
#[must_use]
pub fn reasons(why: &[WhyAsk]) -> Vec<AskReason> {
    why.iter().map(|why| AskReason { code: why.code().to_owned(), text: why.to_string() }).collect()
}

/// One entry of the history.
fn line(staff: &Staff, entry: &Happened) -> ApprovalEntry {
    let one = |person: &PersonId| Some(named(staff, person));
    let mut line = ApprovalEntry {
        at: entry.at,
        what: String::new(),
        by: None,
        acting_for: Vec::new(),
        to: Vec::new(),
        text: None,
        region: None,
    };
    line.what = match &entry.what {
        Happening::Requested { request, .. } => {
            line.by = one(&request.author);
            "requested"
        }
        Happening::StageSkipped { .. } => "stage_skipped",
        Happening::StageOpened { asked, .. } => {
            line.to = all_named(staff, asked);
            "stage_opened"
        }
        Happening::Yes { by, acting_for, remarks, .. } => {
            (line.by, line.acting_for, line.text) = (one(by), all_named(staff, acting_for), remarks.clone());
            "yes"
        }
        Happening::StageReleased { .. } => "stage_released",
        Happening::Approved { .. } => "approved",
        Happening::Rejected { by, acting_for, reason, region, .. } => {
            (line.by, line.acting_for, line.text) = (one(by), all_named(staff, acting_for), Some(reason.clone()));
            line.region = region.as_ref().map(ToString::to_string);
            "rejected"
        }
        Happening::Withdrawn { by, reason } => {
            (line.by, line.text) = (one(by), Some(reason.clone()));
            "withdrawn"
        }
        Happening::Voided { by, .. } => {
            line.by = one(by);
            "voided"
        }
        Happening::Reminded { sent_to, by, .. } => {
            (line.by, line.to) = (by.as_ref().and_then(one), vec![named(staff, sent_to)]);
            "reminded"
        }
        Happening::Escalated { to, by, .. } => {
            (line.by, line.to) = (by.as_ref().and_then(one), vec![named(staff, to)]);
            "escalated"
        }
        Happening::Expired { .. } => "expired",
    }
    .to_owned();
    line
}
