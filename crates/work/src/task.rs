//! Tasks: what someone has to do, on any object. A [`TaskBoard`] holds those that know each other, so that no task can wait for itself.

pub mod layout;

use crate::{Object, PersonId, TaskId};
use rapport_kernel::Time;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskState {
    /// No one has begun.
    Open,
    /// Its owner is at it.
    Started,
    /// Finished; others may begin.
    Done,
    /// Not needed any more; nothing waits for it.
    Dropped,
}

impl TaskState {
    /// Whether nothing more is to be done.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}

/// One line of a checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tick {
    /// The step to tick off, in words.
    pub text: String,
    /// Whether it is done.
    pub done: bool,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Names the task in links and commands.
    pub id: TaskId,
    /// The thing the work belongs to.
    pub object: Object,
    /// What is to be done.
    pub title: String,
    /// Who has to do it.
    pub owner: PersonId,
    /// The person who created it or whose template did.
    pub asked_by: PersonId,
    /// The moment it was created.
    pub since: Time,
    /// When it should be finished, if there is a date.
    pub due: Option<Time>,
    /// What belongs to it.
    pub checklist: Vec<Tick>,
    /// What has to be settled before.
    pub needs: BTreeSet<TaskId>,
    /// How it stands.
    pub state: TaskState,
}

/// What can be asked of tasks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum TaskCommand {
    /// A new one.
    Add {
        /// The task; it begins open.
        task: Box<Task>,
    },
    /// Another owner.
    Give {
        /// The task to hand over.
        task: TaskId,
        /// The new owner.
        to: PersonId,
    },
    /// Another end.
    Reschedule {
        /// The task whose end moves.
        task: TaskId,
        /// Until when; none: whenever.
        due: Option<Time>,
    },
    /// Ticks a line of the checklist, or takes the tick back.
    Tick {
        /// The task with the checklist.
        task: TaskId,
        /// Which line, from 0.
        line: usize,
        /// Ticked or not.
        done: bool,
    },
    /// Lets it wait for other tasks, and for no others.
    Need {
        /// The task that waits.
        task: TaskId,
        /// The tasks that must be finished first.
        needs: BTreeSet<TaskId>,
    },
    /// Begins it, ends it, drops it, or opens it again.
    Move {
        /// The task to move.
        task: TaskId,
        /// The state it moves into.
        to: TaskState,
    },
}

impl TaskCommand {
    /// The task it is about.
    #[must_use]
    pub fn task(&self) -> &TaskId {
        match self {
            Self::Add { task } => &task.id,
            Self::Give { task, .. }
            | Self::Reschedule { task, .. }
            | Self::Tick { task, .. }
            | Self::Need { task, .. }
            | Self::Move { task, .. } => task,
        }
    }
}

/// Why nothing was done with a task. What to do stands in each message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", content = "values", rename_all = "snake_case")]
pub enum TaskRefusal {
    /// The board has none of this id.
    #[error("there is no task {0}")]
    UnknownTask(TaskId),
    /// The board has one of this id.
    #[error("there is a task {0} already")]
    TaskExists(TaskId),
    /// Nothing is to be done.
    #[error("a task needs a title")]
    TitleMissing,
    /// Tasks would wait for each other in a circle; the circle, in its order.
    #[error("these would wait for each other: {}", .0.iter().map(|id| id.0.as_str()).collect::<Vec<_>>().join(" > "))]
    Circle(Vec<TaskId>),
    /// Others come first.
    #[error("it waits for {}", .0.iter().map(|id| id.0.as_str()).collect::<Vec<_>>().join(", "))]
    WaitsFor(Vec<TaskId>),
    /// Lines of the checklist are not ticked.
    #[error("{0} lines of its checklist are not ticked")]
    ChecklistOpen(usize),
    /// The checklist has no such line.
    #[error("its checklist has no line {0}")]
    UnknownLine(usize),
    /// It is settled: only opening it again changes it.
    #[error("it is done or dropped: open it again first")]
    Settled,
}

impl TaskRefusal {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownTask(_) => "unknown_task",
            Self::TaskExists(_) => "task_exists",
            Self::TitleMissing => "title_missing",
            Self::Circle(_) => "circle",
            Self::WaitsFor(_) => "waits_for",
            Self::ChecklistOpen(_) => "checklist_open",
            Self::UnknownLine(_) => "unknown_line",
            Self::Settled => "settled",
        }
    }
}

/// Tasks that know each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskBoard(BTreeMap<TaskId, Task>);

impl TaskBoard {
    /// The task of this id, if the board has it.
    #[must_use]
    pub fn get(&self, id: &TaskId) -> Option<&Task> {
        self.0.get(id)
    }

    /// All tasks, in the order of their ids.
    pub fn each(&self) -> impl Iterator<Item = &Task> {
        self.0.values()
    }

    /// The unsettled tasks that one waits for.
    #[must_use]
    pub fn waits_for(&self, task: &Task) -> Vec<&Task> {
        task.needs.iter().filter_map(|id| self.0.get(id)).filter(|other| !other.state.is_settled()).collect()
    }

    /// Whether a command may be folded in.
    ///
    /// # Errors
    /// Every [`TaskRefusal`].
    pub fn decide(&self, command: &TaskCommand) -> Result<(), TaskRefusal> {
        if let TaskCommand::Add { task } = command {
            if self.0.contains_key(&task.id) {
                return Err(TaskRefusal::TaskExists(task.id.clone()));
            }
            if task.title.trim().is_empty() {
                return Err(TaskRefusal::TitleMissing);
            }
            return self.may_need(&task.id, &task.needs);
        }
        let task = self.0.get(command.task()).ok_or_else(|| TaskRefusal::UnknownTask(command.task().clone()))?;
        match command {
            TaskCommand::Move { to: TaskState::Done, .. } => self.may_be_done(task),
            TaskCommand::Move { to: TaskState::Started, .. } => self.may_begin(task),
            TaskCommand::Move { .. } => Ok(()),
            _ if task.state.is_settled() => Err(TaskRefusal::Settled),
            TaskCommand::Tick { line, .. } if *line >= task.checklist.len() => Err(TaskRefusal::UnknownLine(*line)),
            TaskCommand::Need { needs, .. } => self.may_need(&task.id, needs),
            _ => Ok(()),
        }
    }

    /// Folds in what was decided.
    pub fn evolve(&mut self, command: &TaskCommand) {
        if let TaskCommand::Add { task } = command {
            self.0.insert(task.id.clone(), Task { state: TaskState::Open, ..(**task).clone() });
        }
        let Some(task) = self.0.get_mut(command.task()) else { return };
        match command {
            TaskCommand::Add { .. } => {}
            TaskCommand::Give { to, .. } => task.owner = to.clone(),
            TaskCommand::Reschedule { due, .. } => task.due = *due,
            TaskCommand::Tick { line, done, .. } => {
                if let Some(tick) = task.checklist.get_mut(*line) {
                    tick.done = *done;
                }
            }
            TaskCommand::Need { needs, .. } => task.needs = needs.clone(),
            TaskCommand::Move { to, .. } => task.state = *to,
        }
    }

    fn may_begin(&self, task: &Task) -> Result<(), TaskRefusal> {
        let open: Vec<TaskId> = self.waits_for(task).iter().map(|other| other.id.clone()).collect();
        if open.is_empty() { Ok(()) } else { Err(TaskRefusal::WaitsFor(open)) }
    }

    fn may_be_done(&self, task: &Task) -> Result<(), TaskRefusal> {
        self.may_begin(task)?;
        match task.checklist.iter().filter(|tick| !tick.done).count() {
            0 => Ok(()),
            open => Err(TaskRefusal::ChecklistOpen(open)),
        }
    }

    /// Whether a task may wait for others: they are there, and none of them waits for it, however far round.
    fn may_need(&self, id: &TaskId, needs: &BTreeSet<TaskId>) -> Result<(), TaskRefusal> {
        if let Some(unknown) = needs.iter().find(|need| *need != id && !self.0.contains_key(*need)) {
            return Err(TaskRefusal::UnknownTask(unknown.clone()));
        }
        let mut seen = BTreeSet::new();
        // Each way carries where it came from, so that the circle can be told.
        let mut ways: Vec<Vec<&TaskId>> = needs.iter().map(|need| vec![id, need]).collect();
        while let Some(way) = ways.pop() {
            let Some(last) = way.last().copied() else { continue };
            if last == id {
                return Err(TaskRefusal::Circle(way.into_iter().cloned().collect()));
            }
            if seen.insert(last)
                && let Some(task) = self.0.get(last)
            {
                ways.extend(task.needs.iter().map(|next| way.iter().copied().chain([next]).collect()));
            }
        }
        Ok(())
    }
}
