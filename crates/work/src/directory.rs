//! What work has to know about people. The answers are asked for anew at every decision, so that a right taken away or a substitute named
//! a minute ago counts.

use crate::{PersonId, PlaceId, RoleId, SubjectKind};
use rapport_calendar::Calendar;
use rapport_kernel::Time;
use std::collections::BTreeSet;

/// Who is who, at this moment.
pub trait Directory {
    /// Whether someone (still) works here.
    fn is_here(&self, person: &PersonId) -> bool;

    /// Who holds a role at a place or above it.
    fn holders(&self, role: &RoleId, place: &PlaceId) -> Vec<PersonId>;

    /// Whom someone reports to.
    fn superior(&self, person: &PersonId) -> Option<PersonId>;

    /// Whether someone is away at a moment.
    fn is_away(&self, person: &PersonId, at: Time) -> bool;

    /// Whom someone has named as their substitute in matters of this kind, away or not.
    fn substitute(&self, person: &PersonId, kind: &SubjectKind) -> Option<PersonId>;

    /// Someone's working time.
    fn calendar(&self, person: &PersonId) -> &Calendar;
}

/// Who acts for someone at a moment: they themselves, their substitute if they are away, or the substitute's substitute if that one
/// is away, too. `None` if that leads to no one, or round in a circle.
#[must_use]
pub fn stands_in(directory: &dyn Directory, person: &PersonId, kind: &SubjectKind, at: Time) -> Option<PersonId> {
    let mut passed = BTreeSet::new();
    let mut now = person.clone();
    loop {
        if !directory.is_here(&now) || !passed.insert(now.clone()) {
            return None;
        }
        if !directory.is_away(&now, at) {
            return Some(now);
        }
        now = directory.substitute(&now, kind)?;
    }
}

/// The nearest superior for whom `fits` holds, upwards from someone. `None` at the top, or where reporting lines go round in a circle.
#[must_use]
pub fn superior_who(
    directory: &dyn Directory,
    person: &PersonId,
    fits: impl Fn(&PersonId) -> bool,
) -> Option<PersonId> {
    let mut passed = BTreeSet::from([person.clone()]);
    let mut now = person.clone();
    loop {
        now = directory.superior(&now)?;
        if !passed.insert(now.clone()) {
            return None;
        }
        if fits(&now) {
            return Some(now);
        }
    }
}
