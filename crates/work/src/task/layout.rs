//! The tasks an object brings along: what always has to be done for a journey, an asset, an invoice.

use super::{Task, TaskBoard, TaskCommand, TaskRefusal, TaskState, Tick};
use crate::{Directory, Object, PersonId, RoleId, SubjectKind, TaskId};
use rapport_kernel::{Span, Time};
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;

/// The tasks of one kind of object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskLayout {
    /// The sort of object that gets these tasks.
    pub kind: SubjectKind,
    /// What is to be done.
    pub tasks: Vec<Blueprint>,
}

/// One task of a layout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blueprint {
    /// Its name within the layout; the task is called `<object>/<key>`.
    pub key: SmolStr,
    /// What is to be done.
    pub title: String,
    /// Who has to do it: the first who holds this role at the object's place. Without a role, or a holder: whoever made the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleId>,
    /// Until when, in working hours of whoever has to do it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Span>,
    /// What belongs to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklist: Vec<String>,
    /// The keys of what has to be settled before.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub needs: BTreeSet<SmolStr>,
}

/// Where the tasks are laid out.
pub struct Ground<'a> {
    /// The thing the tasks hang on.
    pub object: &'a Object,
    /// Where it belongs.
    pub place: &'a crate::PlaceId,
    /// Who made it.
    pub author: &'a PersonId,
    /// The moment of the request, from which ends are counted.
    pub now: Time,
}

impl TaskLayout {
    /// The tasks of an object, as commands that a board takes in this order.
    ///
    /// # Errors
    /// [`TaskRefusal::UnknownTask`], [`TaskRefusal::Circle`], [`TaskRefusal::TaskExists`], [`TaskRefusal::TitleMissing`]: the layout is
    /// wrong, whatever the object.
    pub fn lay_out(&self, ground: &Ground<'_>, directory: &dyn Directory) -> Result<Vec<TaskCommand>, TaskRefusal> {
        let id = |key: &SmolStr| TaskId(format_smolstr!("{}/{key}", ground.object));
        let mut board = TaskBoard::default();
        let mut commands = Vec::new();
        for print in &self.tasks {
            let holders = print.role.as_ref().map(|role| directory.holders(role, ground.place)).unwrap_or_default();
            let owner = holders.into_iter().next().unwrap_or_else(|| ground.author.clone());
            let due = print.due.and_then(|due| directory.calendar(&owner).add_working(ground.now, due).ok());
            let task = Task {
                id: id(&print.key),
                object: ground.object.clone(),
                title: print.title.clone(),
                owner,
                asked_by: ground.author.clone(),
                since: ground.now,
                due,
                checklist: print.checklist.iter().map(|text| Tick { text: text.clone(), done: false }).collect(),
                needs: BTreeSet::new(),
                state: TaskState::Open,
            };
            commands.push(TaskCommand::Add { task: Box::new(task) });
        }
        // All are there before one waits for another, so that their order in the layout does not matter.
        let waiting = self.tasks.iter().filter(|print| !print.needs.is_empty());
        commands.extend(
            waiting
                .map(|print| TaskCommand::Need { task: id(&print.key), needs: print.needs.iter().map(id).collect() }),
        );
        for command in &commands {
            board.decide(command)?;
            board.evolve(command);
        }
        Ok(commands)
    }
}
