//! From what was given to what can be asked.

use super::{HeldRole, Holding, Policy};
use crate::{Away, Grant, Holder, Permissions, PersonId, Realm, Rights, Role, RoleId};
use hashbrown::{HashMap, hash_map::Entry};
use rapport_kernel::Time;

impl Policy {
    /// The policy of these rights. Whatever names a role or team that is not there gives nothing, and so does what was given to who has
    /// left.
    #[must_use]
    pub fn of(rights: &Rights) -> Self {
        let roles: HashMap<RoleId, Role> = rights.roles().map(|role| (role.id.clone(), role)).collect();
        let mut policy = Self::default();
        let mut own = Vec::new();
        for grant in rights.grants() {
            let Some(role) = roles.get(&grant.role) else { continue };
            for person in holders(rights, grant) {
                let until = grant.until.unwrap_or(Time::MAX);
                let held = HeldRole { role: grant.role.clone(), realm: grant.realm.clone(), until };
                policy.held_roles.entry(person.clone()).or_default().push(held);
                own.push(Holding {
                    person: person.clone(),
                    permissions: role.permissions,
                    realm: grant.realm.clone(),
                    outside: role.outside,
                    from: Time::MIN,
                    until,
                    in_place_of: None,
                });
            }
        }
        let away = rights.away().filter(|away| !rights.has_left(&away.substitute));
        let lent: Vec<Holding> = away.flat_map(|away| own.iter().filter_map(|own| lent(own, away))).collect();
        let mut merged = Merged::default();
        own.into_iter().chain(lent).for_each(|holding| merged.add(holding));
        for (at, holding) in merged.all.iter().enumerate() {
            for index in [&mut policy.everybody, policy.people.entry(holding.person.clone()).or_default()] {
                index.all.push(at);
                match &holding.realm {
                    Realm::Below { node, .. } => index.nodes.entry(node.clone()).or_default().push(at),
                    Realm::Object(object) => index.objects.entry(object.clone()).or_default().push(at),
                }
            }
        }
        policy.holdings = merged.all;
        policy.roles = roles.into_iter().map(|(id, role)| (id, role.permissions)).collect();
        for limit in rights.limits() {
            policy.limits.entry((limit.holder.clone(), limit.act)).or_default().push(limit.clone());
        }
        policy
    }
}

/// Who holds a grant: of those in the house.
fn holders<'a>(rights: &'a Rights, grant: &'a Grant) -> Vec<&'a PersonId> {
    let all: Vec<&PersonId> = match &grant.holder {
        Holder::Person(person) => vec![person],
        Holder::Team(team) => rights.team(team).map(|team| team.members.iter().collect()).unwrap_or_default(),
    };
    all.into_iter().filter(|person| !rights.has_left(person)).collect()
}

/// What of one grant a substitute has while its holder is away.
fn lent(own: &Holding, away: &Away) -> Option<Holding> {
    let permissions = own.permissions.for_substitute();
    let (from, until) = (own.from.max(away.from), own.until.min(away.until));
    (own.person == away.person && from < until && permissions != Permissions::NONE).then(|| Holding {
        person: away.substitute.clone(),
        permissions,
        realm: own.realm.clone(),
        outside: own.outside,
        from,
        until,
        in_place_of: Some(away.person.clone()),
    })
}

/// Holdings that differ in their permissions only are one.
#[derive(Default)]
struct Merged {
    all: Vec<Holding>,
    /// Where each is, by all of it but the permissions.
    known: HashMap<Holding, usize>,
}

impl Merged {
    fn add(&mut self, holding: Holding) {
        match self.known.entry(Holding { permissions: Permissions::NONE, ..holding.clone() }) {
            Entry::Occupied(at) => {
                let known = &mut self.all[*at.get()];
                known.permissions = known.permissions.or(holding.permissions);
            }
            Entry::Vacant(free) => {
                free.insert(self.all.len());
                self.all.push(holding);
            }
        }
    }
}
