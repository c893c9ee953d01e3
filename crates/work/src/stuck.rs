//! Where is it stuck: for everything in flight, how long it waits against what is usual, and when it will be done.
//!
//! * [`survival`]: how long a stage takes, from the past, the unfinished counted;
//! * [`forecast`]: when a thing will be done, from what its stages take and how long it has waited;
//! * [`past`]: the past of every stage, read from the histories of approvals; [`standing`]: how one approval stands.
//!
//! All waiting is measured in working time.

pub mod forecast;
pub mod survival;

use crate::{
    Directory, PersonId, StageId, TemplateId,
    approval::{Approval, ApprovalStage, ApprovalStatus, Happening, StageVoices, wanted, who_can},
};
use forecast::{Forecast, Leg, NoForecast};
use rapport_calendar::Calendar;
use rapport_kernel::{Span, Time};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use survival::{Lasted, Survival, TooLittleHistory, Usual};

/// The past of every stage of every template.
pub type StagePast = BTreeMap<(TemplateId, StageId), Vec<Lasted>>;

/// How long the stages of these approvals lasted. A stage ended when it was released or someone said no at it; what ended otherwise, or
/// has not ended, lasted *at least* so long.
#[must_use]
pub fn past<'a>(approvals: impl IntoIterator<Item = &'a Approval>, calendar: &Calendar, now: Time) -> StagePast {
    let mut past = StagePast::new();
    for approval in approvals {
        let mut open: BTreeMap<&StageId, Time> = BTreeMap::new();
        let mut ended = |stage: &StageId, since: Time, until: Time, done: bool| {
            let key = (approval.template.id.clone(), stage.clone());
            past.entry(key).or_default().push(Lasted { span: calendar.working_between(since, until), done });
        };
        for entry in &approval.history {
            match &entry.what {
                Happening::StageOpened { stage, .. } => {
                    open.insert(stage, entry.at);
                }
                Happening::StageReleased { stage } | Happening::Rejected { stage, .. } => {
                    if let Some(since) = open.remove(stage) {
                        ended(stage, since, entry.at, true);
                    }
                }
                Happening::Voided { again, .. } => {
                    for stage in again {
                        if let Some(since) = open.remove(stage) {
                            ended(stage, since, entry.at, false);
                        }
                    }
                }
                _ => {}
            }
        }
        let over =
            approval.history.last().map(|entry| entry.at).filter(|_| approval.status != ApprovalStatus::InFlight);
        for (stage, since) in open {
            ended(stage, since, over.unwrap_or(now), false);
        }
    }
    past
}

/// How an open stage stands against what is usual.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageStanding {
    /// The open stage in question.
    pub stage: StageId,
    /// Whose answer is wanted.
    pub people: BTreeSet<PersonId>,
    /// The moment the stage began to wait.
    pub since: Time,
    /// How long that is in working time.
    pub waited: Span,
    /// What is usual here, or how much of the past is missing to say so.
    pub usual: Result<Usual, TooLittleHistory>,
    /// Who can bring it further now, or why no one can.
    pub who: StageVoices,
}

impl StageStanding {
    /// Whether it waits longer than nine in ten did. `None` if no one can say.
    #[must_use]
    pub fn is_stuck(&self) -> Option<bool> {
        let usual = self.usual.as_ref().ok()?;
        Some(usual.p90.is_some_and(|p90| self.waited > p90))
    }
}

/// How an approval in flight stands: every open stage, the longest waiting first.
#[must_use]
pub fn standing(
    approval: &Approval,
    past: &StagePast,
    directory: &dyn Directory,
    calendar: &Calendar,
    now: Time,
) -> Vec<StageStanding> {
    let wanted = wanted(approval, directory, now);
    let mut standings: Vec<StageStanding> = Vec::new();
    for who in who_can(approval, directory, now) {
        let Some(since) = approval.stage(&who.stage).and_then(|(_, state)| state.open_since()) else { continue };
        standings.push(StageStanding {
            stage: who.stage.clone(),
            people: wanted.iter().filter(|w| w.stage == who.stage).map(|w| w.person.clone()).collect(),
            since,
            waited: calendar.working_between(since, now),
            usual: survival_of(approval, &who.stage, past).map(|survival| survival.usual()),
            who,
        });
    }
    standings.sort_by(|a, b| (b.waited, &a.stage).cmp(&(a.waited, &b.stage)));
    standings
}

/// When an approval in flight will be released: over the stages that still concern it, given how long the open ones have waited.
///
/// # Errors
/// [`NoForecast`]: the past does not say.
pub fn finish(approval: &Approval, past: &StagePast, calendar: &Calendar, now: Time) -> Result<Forecast, NoForecast> {
    let ahead: BTreeMap<&StageId, Span> = approval
        .ahead()
        .map(|(stage, state)| (&stage.id, state.open_since()))
        .map(|(id, since)| (id, since.map_or(Span::ZERO, |since| calendar.working_between(since, now))))
        .collect();
    let leg = |id: &StageId, waited: Span| match survival_of(approval, id, past) {
        Ok(survival) => Ok(Leg { stage: id.clone(), survival, waited }),
        Err(missing) => Err(NoForecast::TooLittle { stage: id.clone(), missing }),
    };
    let legs = |step: &Vec<ApprovalStage>| {
        let ahead = step.iter().filter_map(|stage| ahead.get_key_value(&stage.id));
        ahead.map(|(id, waited)| leg(id, *waited)).collect::<Result<Vec<Leg>, _>>()
    };
    let steps: Vec<Vec<Leg>> = approval.template.stages.iter().map(legs).collect::<Result<_, _>>()?;
    forecast::finish(&steps, calendar, now)
}

fn survival_of(approval: &Approval, stage: &StageId, past: &StagePast) -> Result<Survival, TooLittleHistory> {
    let lasted = past.get(&(approval.template.id.clone(), stage.clone()));
    Survival::estimate(lasted.map_or(&[], Vec::as_slice))
}
