//! Approvals: one machine for everything that needs release.
//!
//! A [`ApprovalTemplate`] says which stages ask whom. [`request`] opens an approval of one version of a thing; from then on it changes
//! only by [`decide()`] (a [`Command`] becomes [`Happened`]s or a named [`Refusal`]) and [`Approval::evolve`], so that the same entries
//! give the same approval for ever, and the entries are its history.
//!
//! * [`template`], [`mod@check`]: what a template is, and everything that can be wrong with one.
//! * [`subject`]: what is released: a digest, a place, an owner, and the facts that conditions ask.
//! * [`command`], [`entry`], [`refusal`]: what can be asked, what came of it, and why not.
//! * [`state`]: the approval itself; `start`: which stages begin, now and after a change; [`mod@decide`]: the rules.
//! * [`voices`]: who may speak at a stage at this moment, or why no one can.
//! * [`timers`]: what has become due: reminders, escalations, the end.
//!
//! # What always holds
//! * An approval holds for exactly the digest that was seen ([`Approval::holds`]). Any change voids it.
//! * A stage is released only when every required approver has a yes and the quorum of different people is reached; where two substitutions
//!   meet in one person, that person is one.
//! * With four eyes, no one who made this version says yes to it: neither its author, nor whom the author acts for, nor whoever changed it;
//!   and no one says it in an author's name.
//! * Who may speak is asked of the [`crate::Directory`] at the moment of speaking.
//! * What is rejected, withdrawn or expired stays so.

pub mod check;
pub mod command;
pub mod decide;
pub mod entry;
pub mod refusal;
mod start;
pub mod state;
pub mod subject;
pub mod template;
pub mod timers;
pub mod voices;

pub use check::{Checked, TemplateFlaw, TemplateProblem, check};
pub use command::Command;
pub use decide::{decide, request};
pub use entry::{Happened, Happening};
pub use refusal::Refusal;
pub use state::{Approval, ApprovalStatus, SaidYes, StageProgress, StageState};
pub use subject::{Digest, ReleaseRequest, Subject, SubjectPart};
pub use template::{ApprovalStage, ApprovalTemplate, Approver, EscalateTo, Escalation};
pub use timers::{Effect, Timed, Wanted, due, next_due, wanted};
pub use voices::{Nobody, StageVoices, Voice, who_can};
