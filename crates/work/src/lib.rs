//! The people's side of marketing: someone prepares, someone else releases, a third has to be reminded.
//!
//! * [`approval`]: one machine for everything that needs release, from a template ([`approval::ApprovalTemplate`]) to a decision that
//!   holds for exactly one version. [`approval::decide()`] and [`approval::Approval::evolve`]; timers are values ([`approval::due`]).
//! * [`spending`]: the spending check: what may go live at once, and why someone has to be asked.
//! * [`task`], [`comment`]: duties and remarks on any object.
//! * [`my_day`]: what waits for one person, what they wait for, what is late.
//! * [`stuck`]: how long a stage usually takes ([`stuck::survival`]), and when a thing in flight will be done ([`stuck::forecast`]).
//! * [`notice`]: who is told what, by which way and when; the same fact once.
//! * [`directory`]: the port: who holds a role where, whose superior is who, who is away, whose working time is which.
//! * [`id`]: who is who; [`condition`]: what the stages of a template may depend on.
//!
//! Nothing here asks the time, and nothing here knows what it is that is released: a subject is a kind, an id, a digest and some facts.

pub mod approval;
pub mod comment;
pub mod condition;
pub mod directory;
pub mod id;
pub mod my_day;
pub mod notice;
pub mod spending;
pub mod stuck;
pub mod task;

pub use directory::Directory;
pub use id::{ApprovalId, CommentId, Object, PersonId, PlaceId, RoleId, StageId, SubjectKind, TaskId, TemplateId};
