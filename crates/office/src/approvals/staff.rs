//! Who is who at one moment: the directory that the rules of approvals ask.

use crate::places;
use rapport_calendar::{Calendar, Zone};
use rapport_kernel::{BrandId, Time};
use rapport_people::{Holder, NodeRef, Place, Policy, Rights};
use rapport_plan::{NodeId, Tree};
use rapport_platform::sql::account::{Account, working::WorkingLife};
use rapport_work::{Directory, PersonId, PlaceId, RoleId, SubjectKind};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Between a node and the brand that a thing there is of.
const OF_BRAND: char = '@';

/// Somebody with an account.
struct Known {
    name: String,
    active: bool,
    superior: Option<PersonId>,
    calendar: Calendar,
}

/// Everybody, with what they hold, at one moment.
pub struct Staff {
    rights: Arc<Rights>,
    policy: Arc<Policy>,
    tree: Arc<Tree>,
    people: BTreeMap<PersonId, Known>,
    usual: Calendar,
    now: Time,
}

impl Staff {
    /// Put together of what the stores have at this moment. None only if there is no time zone UTC.
    #[must_use]
    pub fn of(
        (rights, policy): (Arc<Rights>, Arc<Policy>),
        tree: Arc<Tree>,
        accounts: Vec<Account>,
        working: &[WorkingLife],
        now: Time,
    ) -> Option<Self> {
        let usual = Calendar::nine_to_five(Zone::named("UTC").ok()?);
        let known = |account: Account| {
            let said = working.iter().find(|working| working.person == account.id);
            let superior = said.and_then(|said| said.superior.as_ref()).map(at_work);
            let calendar = calendar(&account.zone, said, &usual);
            (at_work(&account.id), Known { name: account.name, active: account.active, superior, calendar })
        };
        let people = accounts.into_iter().map(known).collect();
        Some(Self { rights, policy, tree, people, usual, now })
    }

    /// The policy of this moment.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The plan's tree of this moment.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The moment.
    #[must_use]
    pub fn now(&self) -> Time {
        self.now
    }

    /// What somebody is called; their id where they are not known.
    #[must_use]
    pub fn name(&self, person: &PersonId) -> String {
        self.people.get(person).map_or_else(|| person.to_string(), |known| known.name.clone())
    }

    /// Somebody who works here and is called so, as the plan names the owners of its nodes.
    #[must_use]
    pub fn called(&self, name: &str) -> Option<PersonId> {
        self.people.iter().find(|(_, known)| known.active && known.name == name).map(|(id, _)| id.clone())
    }

    fn holds(&self, person: &rapport_people::PersonId) -> bool {
        !self.rights.has_left(person)
    }
}

/// Somebody's working time: what they said, and nine to five in their zone where they did not.
fn calendar(zone: &str, said: Option<&WorkingLife>, usual: &Calendar) -> Calendar {
    let mut calendar = Zone::named(zone).map_or_else(|_| usual.clone(), Calendar::nine_to_five);
    if let Some(said) = said {
        if let Ok(week) = serde_json::from_str(&said.week) {
            calendar.week = week;
        }
        calendar.region = said.region.parse().ok();
    }
    calendar
}

impl Directory for Staff {
    fn is_here(&self, person: &PersonId) -> bool {
        self.people.get(person).is_some_and(|known| known.active)
    }

    fn holders(&self, role: &RoleId, place: &PlaceId) -> Vec<PersonId> {
        let place = place_of(&self.tree, place);
        let mut found = BTreeSet::new();
        let reaches = |until: Option<Time>| until.is_none_or(|until| self.now < until);
        for grant in self.rights.grants().filter(|grant| grant.role.0 == role.0 && grant.realm.holds(&place)) {
            if !reaches(grant.until) {
                continue;
            }
            match &grant.holder {
                Holder::Person(person) => drop(found.insert(person.clone())),
                Holder::Team(team) => {
                    found.extend(self.rights.team(team).into_iter().flat_map(|team| team.members.iter().cloned()));
                }
            }
        }
        found.iter().filter(|person| self.holds(person)).map(at_work).filter(|person| self.is_here(person)).collect()
    }

    fn superior(&self, person: &PersonId) -> Option<PersonId> {
        self.people.get(person)?.superior.clone()
    }

    fn is_away(&self, person: &PersonId, at: Time) -> bool {
        self.rights.away().any(|away| away.person.0 == person.0 && away.from <= at && at < away.until)
    }

    fn substitute(&self, person: &PersonId, _: &SubjectKind) -> Option<PersonId> {
        self.rights.away().find(|away| away.person.0 == person.0).map(|away| at_work(&away.substitute))
    }

    fn calendar(&self, person: &PersonId) -> &Calendar {
        self.people.get(person).map_or(&self.usual, |known| &known.calendar)
    }
}

/// A person of the accounts, as approvals name them.
#[must_use]
pub fn at_work(person: &rapport_people::PersonId) -> PersonId {
    PersonId(person.0.clone())
}

/// A person of an approval, as rights name them.
#[must_use]
pub fn account_of(person: &PersonId) -> rapport_people::PersonId {
    rapport_people::PersonId(person.0.clone())
}

/// A node, and of which brand the thing there is, as approvals name a place.
#[must_use]
pub fn place_id(node: &NodeId, brand: Option<&BrandId>) -> PlaceId {
    match brand {
        Some(brand) => PlaceId(format!("{node}{OF_BRAND}{brand}").into()),
        None => PlaceId(node.to_string().into()),
    }
}

/// Where this is, for the policy. A node that the tree does not have hangs right below the company.
#[must_use]
pub fn place_of(tree: &Tree, place: &PlaceId) -> Place {
    let (node, brand) = place.0.split_once(OF_BRAND).map_or((place.0.as_str(), None), |(node, of)| (node, Some(of)));
    let at = match node.parse::<NodeId>() {
        Ok(id) if tree.get(&id).is_some() || id == NodeId::Company => places::node(tree, &id),
        _ => Place::at([NodeRef(node.into())]),
    };
    match brand {
        Some(brand) => at.of_brand(brand.into()),
        None => at,
    }
}
