//! Who may give what: no one what they do not hold themselves, there, for as long.

use super::{Allowed, Basis, Lacking, NotAllowed, Policy};
use crate::{Permission, Permissions, Place, Principal, Realm};
use rapport_kernel::Time;

/// What is to be given: by a grant, by another member of a team, or by a change of a role.
#[derive(Clone, Copy, Debug)]
pub struct Giving<'a> {
    /// What the receiver could do afterwards.
    pub permissions: Permissions,
    /// The part of the plan, or the object, that it would be given for.
    pub realm: &'a Realm,
    /// The first moment at which they hold no more; without one they hold until they are withdrawn.
    pub until: Option<Time>,
}

impl Policy {
    /// Whether `who` may give this: they manage people in the realm, and hold each permission in it, of themselves and for as long.
    /// `place` is where the realm's node or object stands.
    ///
    /// A grant gives what its role has, a team gives each new member what it holds, and a change of a role gives what is new in it, in
    /// each realm in which the role is held: each of these is asked for by itself.
    ///
    /// # Errors
    /// [`NotAllowed`] for the first that is missing.
    pub fn ask_to_give(
        &self,
        who: &Principal,
        giving: Giving<'_>,
        place: &Place,
        now: Time,
    ) -> Result<Allowed, NotAllowed> {
        let at = Place::at(place.path().iter().cloned());
        let place = match giving.realm {
            Realm::Below { brand: Some(brand), .. } => at.of_brand(brand.clone()),
            Realm::Below { brand: None, .. } => at,
            Realm::Object(object) => place.clone().of_object(object.clone()),
        };
        let allowed = self.ask(who, Permission::PeopleManage, &place, now)?;
        // What someone holds of themselves they have held all along, so that the last moment speaks for all.
        let last = Time(giving.until.unwrap_or(Time::MAX).0 - 1);
        let lacking = |at| {
            let mut all = std::iter::once(Permission::PeopleManage).chain(giving.permissions.iter());
            all.find_map(|permission| match self.basis(who, permission, &place, at) {
                Ok(Basis::Own) => None,
                Ok(Basis::InPlaceOf(_)) => Some((permission, Lacking::Permission)),
                Err(lacking) => Some((permission, lacking)),
            })
        };
        let too_short = || lacking(last).map(|(permission, _)| (permission, Lacking::Duration));
        let missing = lacking(now).or_else(too_short);
        // Who manages people here sees what they could be given: nothing is hidden any more.
        match missing {
            None => Ok(allowed),
            Some((permission, lacking)) => {
                Err(NotAllowed::Denied { permission, lacking, held_by: self.held_by(permission, &place, last) })
            }
        }
    }
}
