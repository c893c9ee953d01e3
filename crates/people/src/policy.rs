//! The policy: all rights in a form that answers in well under a microsecond, whoever asks.
//!
//! It holds no tree and no clock: the place brings its way up along, the moment comes in. One look-up for each node above a thing
//! decides, so neither the number of roles nor that of people or nodes makes it slower.

mod alone;
mod compile;
mod give;

pub use alone::ExpectedSum;
pub use give::Giving;

use crate::{
    Extent, Limit, LimitHolder, LimitedAct, Narrowing, NodeRef, Object, Permission, PermissionKind, Permissions,
    PersonId, Place, Principal, Realm, RoleId, place::is_of,
};
use hashbrown::HashMap;
use rapport_kernel::Time;

/// So many people are named to whoever is denied something.
const NAMED: usize = 8;

/// Whom to ask for everything. Made of [`Rights`](crate::Rights) by [`Policy::of`], anew whenever they change.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    roles: HashMap<RoleId, Permissions>,
    holdings: Vec<Holding>,
    people: HashMap<PersonId, Index>,
    everybody: Index,
    pub(crate) held_roles: HashMap<PersonId, Vec<HeldRole>>,
    pub(crate) limits: HashMap<(LimitHolder, LimitedAct), Vec<Limit>>,
}

/// What someone holds in one realm for one time, of all roles together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Holding {
    person: PersonId,
    permissions: Permissions,
    realm: Realm,
    /// Held as someone of another company.
    outside: bool,
    from: Time,
    until: Time,
    /// For whom they stand in, if it is not their own.
    in_place_of: Option<PersonId>,
}

/// A role someone holds of themselves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HeldRole {
    pub(crate) role: RoleId,
    pub(crate) realm: Realm,
    pub(crate) until: Time,
}

/// Holdings by where they are, and all of them in order.
#[derive(Clone, Debug, Default)]
struct Index {
    all: Vec<usize>,
    nodes: HashMap<NodeRef, Vec<usize>>,
    objects: HashMap<Object, Vec<usize>>,
}

/// That someone may do something. Only the policy makes one; a use case takes it instead of a name, so that no one can forget to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    person: PersonId,
    in_place_of: Option<PersonId>,
    permission: Permission,
}

impl Allowed {
    /// Who acts.
    #[must_use]
    pub fn person(&self) -> &PersonId {
        &self.person
    }

    /// For whom they stand in, if the right is not their own. That person's limit counts, and the trace names both.
    #[must_use]
    pub fn in_place_of(&self) -> Option<&PersonId> {
        self.in_place_of.as_ref()
    }

    /// What was asked for.
    #[must_use]
    pub fn permission(&self) -> Permission {
        self.permission
    }
}

/// What someone lacks who sees a thing and may not do something with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// The permission: no one gave it to them there.
    Permission,
    /// Its holder has the permission; the token was made for less.
    Token,
    /// The look as another role shows it; no one acts while looking.
    Acting,
    /// They have what they want to give, and not for as long.
    Duration,
}

impl Lacking {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Permission => "permission_missing",
            Self::Token => "outside_token",
            Self::Acting => "only_looking",
            Self::Duration => "ends_earlier",
        }
    }
}

/// Why something is not allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// They may not even see it. Outside it is the same as a thing that is not there: 404, and in no count.
    #[error("there is nothing here that you may see")]
    Hidden,
    /// They see it, and may not do this: 403.
    #[error("this needs the permission {permission}")]
    Denied {
        /// What was asked for.
        permission: Permission,
        /// What is in the way.
        lacking: Lacking,
        /// Who has it here and now: those nearest to the place first, and not more than eight. No one is named to people of other
        /// companies.
        held_by: Vec<PersonId>,
    },
}

impl NotAllowed {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Denied { lacking, .. } => lacking.code(),
        }
    }
}

/// By whose right.
enum Basis<'a> {
    Own,
    InPlaceOf(&'a PersonId),
}

impl Policy {
    /// Whether `who` may do this at this place now.
    ///
    /// # Errors
    /// [`NotAllowed`]: hidden before denied.
    pub fn ask(
        &self,
        who: &Principal,
        permission: Permission,
        place: &Place,
        now: Time,
    ) -> Result<Allowed, NotAllowed> {
        let lacking = match self.basis(who, permission, place, now) {
            Ok(basis) => {
                let in_place_of = match basis {
                    Basis::Own => None,
                    Basis::InPlaceOf(person) => Some(person.clone()),
                };
                return Ok(Allowed { person: who.person.clone(), in_place_of, permission });
            }
            Err(lacking) => lacking,
        };
        let shown_by = permission.shown_by();
        if permission == shown_by || self.basis(who, shown_by, place, now).is_err() {
            return Err(NotAllowed::Hidden);
        }
        Err(self.denied(who, permission, lacking, place, now))
    }

    /// The places at which `who` may do this now; for lists, with the permission that shows what they list. The same answer as asking for
    /// each place: [`Policy::ask`].
    #[must_use]
    pub fn extent(&self, who: &Principal, permission: Permission, now: Time) -> Extent {
        let narrowed = match &who.narrowing {
            None => None,
            Some(narrowing) if !narrowing.lasts(now) => return Extent::Nothing,
            Some(Narrowing::Token { permissions, realm, .. }) if permissions.contains(permission) => {
                Some(realm.clone())
            }
            Some(Narrowing::Looking { role, realm }) if self.look(&who.person, role, permission, now).is_ok() => {
                Some(realm.clone())
            }
            Some(_) => return Extent::Nothing,
        };
        let index = self.people.get(&who.person);
        let own = index.into_iter().flat_map(|index| &index.all).map(|at| &self.holdings[*at]);
        let realms = own.filter(|holding| {
            holding.permissions.contains(permission)
                && holding.lasts(now)
                && (who.narrowing.is_none() || holding.in_place_of.is_none())
        });
        Extent::of(realms.map(|holding| holding.realm.clone()), narrowed)
    }

    /// The places at which `who` may do this now, for what does not say beforehand where it will be done.
    ///
    /// # Errors
    /// [`NotAllowed`] if there is none: denied if they see such a thing anywhere, else hidden.
    pub fn ask_somewhere(&self, who: &Principal, permission: Permission, now: Time) -> Result<Extent, NotAllowed> {
        match self.extent(who, permission, now) {
            Extent::Nothing => {}
            some => return Ok(some),
        }
        let places = match self.extent(who, permission.shown_by(), now) {
            Extent::Nothing => return Err(NotAllowed::Hidden),
            Extent::Everything => vec![Place::company()],
            Extent::Within { any, narrowed } => any.iter().chain(&narrowed).map(Realm::place).collect(),
        };
        let denied = |place: &Place| match self.ask(who, permission, place, now) {
            Err(denied @ NotAllowed::Denied { .. }) => Some(denied),
            _ => None,
        };
        Err(places.iter().find_map(denied).unwrap_or(NotAllowed::Hidden))
    }

    /// Who may do this at this place now, at most eight: those who hold it nearest to the place first.
    #[must_use]
    pub fn held_by(&self, permission: Permission, place: &Place, now: Time) -> Vec<PersonId> {
        let mut found: Vec<PersonId> = Vec::new();
        for holding in self.at(&self.everybody, place, now).filter(|holding| holding.permissions.contains(permission)) {
            if !found.contains(&holding.person) {
                found.push(holding.person.clone());
            }
            if found.len() == NAMED {
                break;
            }
        }
        found
    }

    fn basis(&self, who: &Principal, permission: Permission, place: &Place, now: Time) -> Result<Basis<'_>, Lacking> {
        let place = match permission.kind() {
            PermissionKind::Reads => &*place.as_seen(),
            PermissionKind::Acts | PermissionKind::Releases => place,
        };
        let held = self.held(&who.person, permission, place, now).ok_or(Lacking::Permission)?;
        let own = matches!(held, Basis::Own);
        match &who.narrowing {
            None => Ok(held),
            // Who stands in for someone does so in person.
            Some(_) if !own => Err(Lacking::Permission),
            Some(narrowing) if !narrowing.lasts(now) => Err(Lacking::Token),
            Some(Narrowing::Token { permissions, realm, .. }) => {
                if permissions.contains(permission) && realm.holds(place) { Ok(held) } else { Err(Lacking::Token) }
            }
            Some(Narrowing::Looking { role, realm }) if realm.holds(place) => {
                self.look(&who.person, role, permission, now).map(|()| held)
            }
            Some(Narrowing::Looking { .. }) => Err(Lacking::Permission),
        }
    }

    /// Whether someone who looks as this role is shown this: only an administrator of the whole company looks, and only at what is read.
    fn look(&self, person: &PersonId, role: &RoleId, permission: Permission, now: Time) -> Result<(), Lacking> {
        let role_has = self.roles.get(role).is_some_and(|permissions| permissions.contains(permission));
        let manages = self.held(person, Permission::PeopleManage, &Place::company(), now);
        match permission.kind() {
            _ if !role_has || !matches!(manages, Some(Basis::Own)) => Err(Lacking::Permission),
            PermissionKind::Reads => Ok(()),
            PermissionKind::Acts | PermissionKind::Releases => Err(Lacking::Acting),
        }
    }

    fn denied(
        &self,
        who: &Principal,
        permission: Permission,
        lacking: Lacking,
        place: &Place,
        now: Time,
    ) -> NotAllowed {
        // Who sees it from a node of theirs is of the house, too.
        let seen = place.as_seen();
        let inside = self.at_person(&who.person, &seen, now).any(|holding| !holding.outside);
        let held_by = if inside { self.held_by(permission, place, now) } else { Vec::new() };
        NotAllowed::Denied { permission, lacking, held_by }
    }

    /// By whose right a person may do this here; their own before another's.
    fn held(&self, person: &PersonId, permission: Permission, place: &Place, now: Time) -> Option<Basis<'_>> {
        let mut found = None;
        let here = self.at_person(person, place, now);
        for holding in here.filter(|holding| holding.permissions.contains(permission)) {
            match &holding.in_place_of {
                None => return Some(Basis::Own),
                Some(absent) => found = found.or(Some(Basis::InPlaceOf(absent))),
            }
        }
        found
    }

    fn at_person<'a>(&'a self, person: &PersonId, place: &Place, now: Time) -> impl Iterator<Item = &'a Holding> {
        self.people.get(person).into_iter().flat_map(move |index| self.at(index, place, now))
    }

    /// What reaches this place now, from the object over its node up to the company.
    fn at<'a>(&'a self, index: &'a Index, place: &Place, now: Time) -> impl Iterator<Item = &'a Holding> {
        let object = place.object().and_then(|object| index.objects.get(object));
        let nodes = place.path().iter().filter_map(|node| index.nodes.get(node));
        let all = object.into_iter().chain(nodes).flatten().map(|at| &self.holdings[*at]);
        all.filter(move |holding| holding.lasts(now) && holding.realm.is_of_brand(place))
    }
}

impl Holding {
    fn lasts(&self, now: Time) -> bool {
        self.from <= now && now < self.until
    }
}

impl Realm {
    /// Whether the brand of a place agrees; its node or object was looked up.
    fn is_of_brand(&self, place: &Place) -> bool {
        match self {
            Self::Below { brand, .. } => is_of(brand.as_ref(), place),
            Self::Object(_) => true,
        }
    }
}
