//! What of a view its caller sees, beyond what was asked before it.

use crate::{App, auth::Caller, part::PlanPart, places::Sight, problem::Problem};
use rapport_people::{Permission, Place};

/// The part of the plan that they see.
#[must_use]
pub fn part(app: &App, caller: &Caller) -> PlanPart {
    part_by(app, caller, Permission::PlanRead)
}

/// The part of the plan in which they have this permission.
#[must_use]
pub fn part_by(app: &App, caller: &Caller, permission: Permission) -> PlanPart {
    PlanPart::of(&app.ledger.plan().tree(), &app.rights.extent(&caller.principal, permission, app.now()))
}

/// What they see of journeys and messages by this permission, and where they see of whom these are.
///
/// # Errors
/// If the database cannot answer.
pub async fn sight(app: &App, caller: &Caller, permission: Permission) -> Result<Sight, Problem> {
    let extent = |permission| app.rights.extent(&caller.principal, permission, app.now());
    Ok(Sight::of(app, extent(permission), extent(Permission::CustomerReadIdentity)).await?)
}

/// Whether they see at this place who customers are.
#[must_use]
pub fn sees_names(app: &App, caller: &Caller, place: &Place) -> bool {
    app.rights.ask(&caller.principal, Permission::CustomerReadIdentity, place, app.now()).is_ok()
}
