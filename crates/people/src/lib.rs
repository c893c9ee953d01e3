//! Who may do what, where, and up to how much.
//!
//! A **person** (or a program's account) holds **roles**, alone or through a team. A role is a set of named [`Permission`]s. A [`Grant`]
//! says who holds which role in which [`Realm`]: at a node of the plan's tree with everything below it, of one brand or of all, or for
//! one object that was shared. All that was given are the [`Rights`]; compiled, they are a [`Policy`], which is asked everywhere by one
//! call:
//!
//! ```
//! # use rapport_people::{Permission, Place, Policy, Principal, Rights};
//! # use rapport_kernel::Time;
//! # let (policy, now) = (Policy::of(&Rights::default()), Time(0));
//! let ada = Principal::person("ada");
//! let place = Place::at(["campaign:spring", "area:direct", "plan:2026"]);
//! let allowed = policy.ask(&ada, Permission::PlanMoveMoney, &place, now);
//! # assert!(allowed.is_err());
//! ```
//!
//! The answer is [`Allowed`], a value that only the policy makes, so that a use case can demand it; or [`NotAllowed`]: *hidden* if the
//! thing may not even be seen, *denied* with what is missing and who has it. Lists ask [`Policy::extent`] for the same as a filter, so
//! that what may not be seen is left out where it lies and is in no count.
//!
//! * [`permission`], [`permissions`]: the closed list of permissions, and sets of them; [`operation`]: which operation of the API asks
//!   for which.
//! * [`role`], [`grant`], [`place`]: roles that come with the program and an installation's own; who holds them; where things stand.
//! * [`rights`]: all that was given, and its changes: [`Rights::decide`] says whether one is allowed or names the [`RightsRefusal`],
//!   [`Rights::evolve`] makes it.
//! * [`policy`], [`extent`], [`principal`]: asking.
//! * [`limit`]: up to which amount someone decides alone.
//!
//! Rights only ever add up: no grant takes a permission away, and nothing is allowed because no one said anything.

pub mod extent;
pub mod grant;
pub mod id;
pub mod limit;
pub mod operation;
pub mod permission;
pub mod permissions;
pub mod place;
pub mod policy;
pub mod principal;
pub mod rights;
pub mod role;

pub use extent::Extent;
pub use grant::{Away, Grant, GrantId, Holder, Team};
pub use id::{PersonId, RoleId, TeamId};
pub use limit::{Ceiling, Discretion, Limit, LimitHolder, LimitedAct};
pub use operation::{AskedAt, Operation};
pub use permission::{Permission, PermissionKind, UnknownPermission};
pub use permissions::Permissions;
pub use place::{NodeRef, Object, ObjectKind, Place, Realm};
pub use policy::{Allowed, ExpectedSum, Giving, Lacking, NotAllowed, Policy};
pub use principal::{Narrowing, Principal};
pub use rights::{Rights, RightsChange, RightsRefusal};
pub use role::Role;
