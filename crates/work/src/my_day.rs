//! My day: what waits for one person, what they wait for, what is late.

use crate::{
    Directory, Object, PersonId, StageId, TaskId,
    approval::{Approval, ApprovalStatus, wanted},
    task::{Task, TaskBoard},
};
use rapport_kernel::{Span, Time};
use serde::Serialize;
use std::collections::BTreeSet;

/// What someone has to do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Matter {
    /// Say yes or no.
    Release {
        /// The stage that asks for an answer.
        stage: StageId,
    },
    /// Do a task.
    Do {
        /// The task that is due.
        task: TaskId,
    },
}

/// Something that waits for someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The thing it concerns, to open.
    pub object: Object,
    /// What is to be done.
    pub matter: Matter,
    /// For whom it waits; empty if no one can do it as things stand.
    pub waits_for: BTreeSet<PersonId>,
    /// Who wants it done.
    pub asked_by: BTreeSet<PersonId>,
    /// The moment it reached this person.
    pub since: Time,
    /// When it has to be finished, if there is a date.
    pub due: Option<Time>,
}

/// The items of an approval: one for each stage that is open. It is due when the first answer is.
#[must_use]
pub fn of_approval(approval: &Approval, directory: &dyn Directory, now: Time) -> Vec<Item> {
    let wanted = wanted(approval, directory, now);
    let item = |stage: &StageId, since: Time| {
        let here = || wanted.iter().filter(|wanted| wanted.stage == *stage);
        Item {
            object: approval.subject.object.clone(),
            matter: Matter::Release { stage: stage.clone() },
            waits_for: here().filter_map(|wanted| wanted.actor.clone()).collect(),
            asked_by: approval.authors.clone(),
            since,
            due: here().filter_map(|wanted| wanted.due).min(),
        }
    };
    if approval.status != ApprovalStatus::InFlight {
        return Vec::new();
    }
    approval.open().filter_map(|(stage, state)| Some(item(&stage.id, state.open_since()?))).collect()
}

/// The item of a task that is not settled. While it waits for other tasks, it waits for their owners, and its own owner wants them done.
#[must_use]
pub fn of_task(task: &Task, board: &TaskBoard) -> Option<Item> {
    if task.state.is_settled() {
        return None;
    }
    let before = board.waits_for(task);
    let mut asked_by = BTreeSet::from([task.asked_by.clone()]);
    let waits_for: BTreeSet<PersonId> = if before.is_empty() {
        [task.owner.clone()].into()
    } else {
        asked_by.insert(task.owner.clone());
        before.iter().map(|other| other.owner.clone()).collect()
    };
    let (object, matter) = (task.object.clone(), Matter::Do { task: task.id.clone() });
    Some(Item { object, matter, waits_for, asked_by, since: task.since, due: task.due })
}

/// A line of someone's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayLine {
    /// The matter, with its dates.
    pub item: Item,
    /// By how much it is late; `None` if it is not.
    pub late: Option<Span>,
}

/// Someone's day. Each list begins with what is latest, goes on with what is due soonest, and ends with what is not due, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MyDay {
    /// What waits for me.
    pub for_me: Vec<DayLine>,
    /// Answers and tasks of others that mine depend on.
    pub i_wait_for: Vec<DayLine>,
    /// How much of both is late.
    pub late: usize,
}

/// What of these items is someone's day.
#[must_use]
pub fn my_day(items: Vec<Item>, me: &PersonId, now: Time) -> MyDay {
    let mut day = MyDay::default();
    for item in items {
        let late = item.due.filter(|due| *due < now).map(|due| now.since(due));
        let (mine, wanted) = (item.waits_for.contains(me), item.asked_by.contains(me));
        let list = match (mine, wanted) {
            (true, _) => &mut day.for_me,
            (false, true) => &mut day.i_wait_for,
            (false, false) => continue,
        };
        day.late += usize::from(late.is_some());
        list.push(DayLine { item, late });
    }
    for list in [&mut day.for_me, &mut day.i_wait_for] {
        list.sort_by(|a, b| order(&a.item).cmp(&order(&b.item)));
    }
    day
}

fn order(item: &Item) -> (Time, Time, &Object, &Matter) {
    (item.due.unwrap_or(Time::MAX), item.since, &item.object, &item.matter)
}
