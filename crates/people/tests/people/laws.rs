//! What holds for any rights: checked against a model that reads every grant and knows no index.

use crate::day;
use proptest::{collection::vec, option, prelude::*, sample::select};
use rapport_kernel::{BrandId, Time};
use rapport_people::{
    Allowed, Away, Giving, Grant, GrantId, Holder, Narrowing, NotAllowed, Object, ObjectKind, Permission,
    PermissionKind, Permissions, PersonId, Place, Policy, Principal, Realm, Rights, RightsChange, Role, Team,
};

/// Each node with what is above it.
const TREE: [&[&str]; 7] = [
    &[],
    &["plan:a"],
    &["plan:b"],
    &["area:a1", "plan:a"],
    &["area:a2", "plan:a"],
    &["campaign:a1x", "area:a1", "plan:a"],
    &["activity:a1xy", "campaign:a1x", "area:a1", "plan:a"],
];
const PEOPLE: [&str; 3] = ["ada", "joan", "max"];
const TEAMS: [&str; 2] = ["one", "two"];
const ROLES: [&str; 4] = ["r0", "r1", "administrator", "area_head"];
/// Few enough that they meet, of every kind.
const PERMISSIONS: [Permission; 6] = [
    Permission::PlanRead,
    Permission::PlanChange,
    Permission::PlanMoveMoney,
    Permission::JourneyRead,
    Permission::JourneyPublish,
    Permission::PeopleManage,
];

fn person() -> impl Strategy<Value = PersonId> {
    select(&PEOPLE[..]).prop_map(PersonId::from)
}

fn brand() -> impl Strategy<Value = Option<BrandId>> {
    option::of(select(&["acme", "other"][..]).prop_map(BrandId::from))
}

fn object() -> impl Strategy<Value = Object> {
    select(&["x", "y"][..]).prop_map(|id| Object::new(ObjectKind::Journey, id))
}

fn place() -> impl Strategy<Value = Place> {
    (select(&TREE[..]), brand(), option::of(object())).prop_map(|(path, brand, object)| {
        let place = Place::at(path.iter().copied());
        let place = brand.into_iter().fold(place, Place::of_brand);
        object.into_iter().fold(place, Place::of_object)
    })
}

fn realm() -> impl Strategy<Value = Realm> {
    let node = || select(&TREE[..]).prop_map(|path| path.first().copied().unwrap_or("company"));
    prop_oneof![
        1 => Just(Realm::EVERYWHERE),
        2 => node().prop_map(Realm::below),
        2 => (node(), brand()).prop_map(|(node, brand)| Realm::Below { node: node.into(), brand }),
        1 => object().prop_map(Realm::Object),
    ]
}

fn permissions() -> impl Strategy<Value = Permissions> {
    vec(select(&PERMISSIONS[..]), 0..4).prop_map(|all| all.into_iter().collect())
}

fn moment() -> impl Strategy<Value = Time> {
    (0..5i64).prop_map(day)
}

fn grant() -> impl Strategy<Value = Grant> {
    let holder =
        prop_oneof![person().prop_map(Holder::Person), select(&TEAMS[..]).prop_map(|team| Holder::Team(team.into())),];
    (any::<u32>(), holder, select(&ROLES[..]), realm(), option::of(moment())).prop_map(
        |(id, holder, role, realm, until)| Grant {
            id: GrantId(id.to_string().into()),
            holder,
            role: role.into(),
            realm,
            until,
        },
    )
}

fn team() -> impl Strategy<Value = RightsChange> {
    (select(&TEAMS[..]), vec(person(), 0..3)).prop_map(|(id, members)| {
        RightsChange::SetTeam(Team { id: id.into(), name: id.into(), members: members.into_iter().collect() })
    })
}

/// Roles of the installation's own, then what is given by them.
fn rights() -> impl Strategy<Value = Rights> {
    let roles = [permissions(), permissions()].prop_map(|all| {
        all.into_iter().zip(ROLES).map(|(permissions, id)| {
            RightsChange::SetRole(Role { id: id.into(), name: id.into(), outside: false, permissions })
        })
    });
    let away = (person(), person(), 0..3i64, 1..4i64).prop_map(|(person, substitute, from, days)| {
        RightsChange::SetAway(Away { person, substitute, from: day(from), until: day(from + days) })
    });
    let left = person().prop_map(RightsChange::Leave);
    let grants = vec(grant().prop_map(RightsChange::Give), 0..8);
    (roles, grants, vec(team(), 0..3), vec(away, 0..3), option::weighted(0.2, left)).prop_map(
        |(roles, grants, teams, away, left)| {
            let mut rights = Rights::default();
            let changes = roles.chain(grants).chain(teams).chain(away).chain(left);
            changes.for_each(|change| rights.evolve(&change));
            rights
        },
    )
}

fn principal() -> impl Strategy<Value = Principal> {
    let narrowing = prop_oneof![
        3 => Just(None),
        2 => (permissions(), realm(), proptest::option::of(0..4i64)).prop_map(|(permissions, realm, days)| {
            Some(Narrowing::Token { permissions, realm, until: days.map(day) })
        }),
        2 => (select(&ROLES[..]), realm()).prop_map(|(role, realm)| Some(Narrowing::Looking { role: role.into(), realm })),
    ];
    (person(), narrowing).prop_map(|(person, narrowing)| Principal { person, narrowing })
}

fn permission() -> impl Strategy<Value = Permission> {
    select(&PERMISSIONS[..])
}

/// Whether a place is in a realm, by the words of the guide.
fn reaches(realm: &Realm, place: &Place) -> bool {
    match realm {
        Realm::Object(object) => place.object() == Some(object),
        Realm::Below { node, brand } => {
            place.path().iter().any(|above| above == node) && (brand.is_none() || brand.as_ref() == place.brand())
        }
    }
}

/// What someone holds that reaches this place now.
fn grants_of<'a>(
    rights: &'a Rights,
    person: &'a PersonId,
    place: &'a Place,
    now: Time,
) -> impl Iterator<Item = &'a Grant> {
    rights.grants().filter(move |grant| {
        let holds = match &grant.holder {
            Holder::Person(holder) => holder == person,
            Holder::Team(id) => rights.team(id).is_some_and(|team| team.members.contains(person)),
        };
        holds && !rights.has_left(person) && reaches(&grant.realm, place) && grant.until.is_none_or(|until| now < until)
    })
}

/// Whether someone holds this of their own.
fn owns(rights: &Rights, person: &PersonId, permission: Permission, place: &Place, now: Time) -> bool {
    let mut grants = grants_of(rights, person, place, now);
    grants.any(|grant| rights.role(&grant.role).is_some_and(|role| role.permissions.contains(permission)))
}

/// Whether someone stands in for someone with this: some grant of the person away has it, and has what is lent of it.
fn stands_in(rights: &Rights, person: &PersonId, permission: Permission, place: &Place, now: Time) -> bool {
    let lends = |permissions: Permissions| {
        let released = |each: Permission| each.kind() == PermissionKind::Releases && permissions.contains(each);
        permissions.contains(permission)
            && Permission::ALL.iter().any(|each| released(*each) && [*each, each.shown_by()].contains(&permission))
    };
    !rights.has_left(person)
        && rights.away().filter(|away| away.substitute == *person && (away.from..away.until).contains(&now)).any(
            |away| {
                let mut grants = grants_of(rights, &away.person, place, now);
                grants.any(|grant| rights.role(&grant.role).is_some_and(|role| lends(role.permissions)))
            },
        )
}

/// The answer, made by going through everything.
fn expected(rights: &Rights, who: &Principal, permission: Permission, place: &Place, now: Time) -> bool {
    let own = owns(rights, &who.person, permission, place, now);
    match &who.narrowing {
        None => own || stands_in(rights, &who.person, permission, place, now),
        Some(Narrowing::Token { permissions, realm, until }) => {
            own && permissions.contains(permission) && reaches(realm, place) && until.is_none_or(|until| now < until)
        }
        Some(Narrowing::Looking { role, realm }) => {
            own && permission.kind() == PermissionKind::Reads
                && rights.role(role).is_some_and(|role| role.permissions.contains(permission))
                && reaches(realm, place)
                && owns(rights, &who.person, Permission::PeopleManage, &Place::company(), now)
        }
    }
}

/// Hidden, then denied, then allowed.
fn rank(answer: &Result<Allowed, NotAllowed>) -> u8 {
    match answer {
        Err(NotAllowed::Hidden) => 0,
        Err(NotAllowed::Denied { .. }) => 1,
        Ok(_) => 2,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn asking_says_what_reading_every_grant_says(
        rights in rights(), who in principal(), permission in permission(), place in place(), now in moment()
    ) {
        let answer = Policy::of(&rights).ask(&who, permission, &place, now);
        prop_assert_eq!(answer.is_ok(), expected(&rights, &who, permission, &place, now), "{:?}", answer);
    }

    #[test]
    fn a_list_holds_exactly_what_may_be_asked_for(
        rights in rights(), who in principal(), permission in permission(), places in vec(place(), 6), now in moment()
    ) {
        let policy = Policy::of(&rights);
        let extent = policy.extent(&who, permission, now);
        for place in places {
            let asked = policy.ask(&who, permission, &place, now).is_ok();
            prop_assert_eq!(extent.holds(&place), asked, "{:?} at {:?}", extent, place);
        }
    }

    #[test]
    fn a_grant_never_takes_anything_away(
        rights in rights(), more in grant(), who in principal(), permission in permission(), place in place(), now in moment()
    ) {
        let mut after = rights.clone();
        after.evolve(&RightsChange::Give(more));
        let before = Policy::of(&rights).ask(&who, permission, &place, now);
        let after = Policy::of(&after).ask(&who, permission, &place, now);
        prop_assert!(rank(&before) <= rank(&after), "{before:?} became {after:?}");
    }

    #[test]
    fn what_is_allowed_somewhere_is_allowed_below(
        rights in rights(), who in principal(), permission in permission(), place in place(), now in moment()
    ) {
        let policy = Policy::of(&rights);
        let below = Place::at([["activity:new"].as_slice(), &place.path().iter().map(|node| node.0.as_str()).collect::<Vec<_>>()].concat());
        let below = place.brand().cloned().into_iter().fold(below, Place::of_brand);
        let below = place.object().cloned().into_iter().fold(below, Place::of_object);
        let (above, below) = (policy.ask(&who, permission, &place, now), policy.ask(&who, permission, &below, now));
        prop_assert_eq!(rank(&above), rank(&below));
    }

    #[test]
    fn what_has_run_out_is_as_if_it_had_never_been(
        rights in rights(), over in grant(), who in principal(), permission in permission(), place in place(), now in moment(), late in 0..3i64
    ) {
        let until = Some(now - (day(late) .since(day(0))));
        let mut after = rights.clone();
        after.evolve(&RightsChange::Give(Grant { id: GrantId("over".into()), until, ..over }));
        let (without, with) = (Policy::of(&rights), Policy::of(&after));
        prop_assert_eq!(without.ask(&who, permission, &place, now), with.ask(&who, permission, &place, now));
        prop_assert_eq!(without.extent(&who, permission, now), with.extent(&who, permission, now));
    }

    #[test]
    fn hidden_comes_before_denied(
        rights in rights(), who in principal(), permission in permission(), place in place(), now in moment()
    ) {
        let policy = Policy::of(&rights);
        let seen = policy.ask(&who, permission.shown_by(), &place, now).is_ok();
        match policy.ask(&who, permission, &place, now) {
            Ok(allowed) => prop_assert_eq!(allowed.permission(), permission),
            Err(NotAllowed::Hidden) => prop_assert!(!seen),
            Err(NotAllowed::Denied { held_by, .. }) => {
                prop_assert!(seen);
                for holder in held_by {
                    let holder = Principal { person: holder, narrowing: None };
                    let asked = policy.ask(&holder, permission, &place, now);
                    prop_assert!(asked.is_ok());
                }
            }
        }
    }

    #[test]
    fn a_team_holds_what_each_of_its_members_would(
        rights in rights(), given in grant(), members in vec(person(), 0..3), who in principal(),
        permission in permission(), place in place(), now in moment()
    ) {
        let (mut by_team, mut by_person) = (rights.clone(), rights);
        let team = Team { id: "new".into(), name: "new".into(), members: members.iter().cloned().collect() };
        by_team.evolve(&RightsChange::SetTeam(team));
        by_team.evolve(&RightsChange::Give(Grant { id: GrantId("new".into()), holder: Holder::Team("new".into()), ..given.clone() }));
        for member in members {
            let id = GrantId(format!("new {member}").into());
            by_person.evolve(&RightsChange::Give(Grant { id, holder: Holder::Person(member), ..given.clone() }));
        }
        let rank = |rights: &Rights| rank(&Policy::of(rights).ask(&who, permission, &place, now));
        prop_assert_eq!(rank(&by_team), rank(&by_person));
    }

    #[test]
    fn who_was_given_something_has_no_more_than_who_gave_it(
        rights in rights(), managed in vec(grant(), 1..3), who in principal(), role in select(&ROLES[..]), at in select(&TREE[..]),
        brand in brand(), until in option::of(moment()), now in moment(), below in vec((place(), moment(), permission()), 12)
    ) {
        let mut rights = rights;
        for grant in managed {
            let manages = Grant { holder: Holder::Person(who.person.clone()), role: "administrator".into(), ..grant };
            rights.evolve(&RightsChange::Give(manages));
        }
        let policy = Policy::of(&rights);
        let node = at.first().copied().unwrap_or("company");
        let realm = Realm::Below { node: node.into(), brand };
        let permissions = rights.role(&role.into()).map(|role| role.permissions).unwrap_or_default();
        let giving = Giving { permissions, realm: &realm, until };
        if policy.ask_to_give(&who, giving, &Place::at(at.iter().copied()), now).is_ok() {
            for (place, then, permission) in below {
                let given = permissions.contains(permission) && reaches(&realm, &place);
                if given && then >= now && until.is_none_or(|until| then < until) {
                    prop_assert!(expected(&rights, &who, permission, &place, then), "{permission} at {place:?}, {then}");
                }
            }
        }
    }
}
