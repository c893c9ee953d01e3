//! Giving and taking: every refusal once.

use crate::{changed, day, given, grant, person, team};
use rapport_kernel::{Currency, Money};
use rapport_people::{
    Away, Ceiling, Grant, GrantId, Holder, Limit, LimitHolder, LimitedAct, Object, ObjectKind, Permission, Permissions,
    Realm, Rights, RightsChange as C, RightsRefusal as R, Role, Team,
};

fn role(id: &str, name: &str) -> Role {
    Role { id: id.into(), name: name.into(), outside: false, permissions: Permissions::of(&[Permission::PlanRead]) }
}

fn id(grant: &Grant) -> GrantId {
    grant.id.clone()
}

/// Root manages everybody; `desk` is a role and a team of the installation's own, in use; `spare` are in none.
fn house() -> Rights {
    let limit = Limit {
        holder: LimitHolder::Role("limited".into()),
        realm: Realm::EVERYWHERE,
        act: LimitedAct::MoveMoney,
        ceiling: Ceiling::Any,
    };
    changed(
        given([grant(person("root"), "administrator", Realm::EVERYWHERE)]),
        [
            C::SetRole(role("desk", "Desk")),
            C::SetRole(role("spare", "Spare")),
            C::SetRole(role("limited", "Limited")),
            team("desk", &["ada"]),
            team("spare", &["ada"]),
            C::Give(grant(Holder::Team("desk".into()), "desk", Realm::EVERYWHERE)),
            C::SetLimit(limit),
        ],
    )
}

#[test]
fn every_refusal_has_its_occasion() {
    let house = house();
    let ada = || person("ada");
    let (over, fine) = (Some(day(0)), Some(day(1)));
    let until = |until| Grant { until, ..grant(ada(), "desk", Realm::below("area:direct")) };
    let away = |substitute: &str, until| {
        C::SetAway(Away { person: "ada".into(), substitute: substitute.into(), from: day(0), until })
    };
    let limit = |role: &str, minor| Limit {
        holder: LimitHolder::Role(role.into()),
        realm: Realm::EVERYWHERE,
        act: LimitedAct::MoveMoney,
        ceiling: Ceiling::UpTo(Money::new(minor, Currency::EUR)),
    };
    let empty = Role { permissions: Permissions::NONE, ..role("new", "New") };
    let outside = |id: &str| Role { outside: true, ..role(id, "Desk") };
    let root = grant(person("root"), "administrator", Realm::EVERYWHERE);
    for (change, refusal) in [
        (C::SetRole(role("director", "Boss")), R::BuiltIn("director".into())),
        (C::RemoveRole("director".into()), R::BuiltIn("director".into())),
        (C::SetRole(empty), R::EmptyRole("new".into())),
        (C::SetRole(role("new", " New")), R::BadName),
        (C::SetRole(role("new", "DESK")), R::NameTaken("Desk".into())),
        (C::SetRole(role("new", "director")), R::NameTaken("Director".into())),
        (C::SetRole(outside("desk")), R::ObjectNeeded("desk".into())),
        (C::RemoveRole("nobody".into()), R::UnknownRole("nobody".into())),
        (C::RemoveRole("desk".into()), R::RoleInUse("desk".into())),
        (C::RemoveRole("limited".into()), R::RoleInUse("limited".into())),
        (
            C::SetTeam(Team { id: "new".into(), name: "TEAM desk".into(), members: [].into() }),
            R::NameTaken("Team desk".into()),
        ),
        (C::SetTeam(Team { id: "new".into(), name: String::new(), members: [].into() }), R::BadName),
        (C::RemoveTeam("nobody".into()), R::UnknownTeam("nobody".into())),
        (C::RemoveTeam("desk".into()), R::TeamInUse("desk".into())),
        (C::Give(grant(ada(), "nobody", Realm::EVERYWHERE)), R::UnknownRole("nobody".into())),
        (C::Give(grant(Holder::Team("none".into()), "desk", Realm::EVERYWHERE)), R::UnknownTeam("none".into())),
        (C::Give(root.clone()), R::GrantExists(id(&root))),
        (C::Give(grant(ada(), "agency", Realm::EVERYWHERE)), R::ObjectNeeded("agency".into())),
        (C::Give(until(over)), R::AlreadyOver(day(0))),
        (C::Withdraw(GrantId("none".into())), R::UnknownGrant(GrantId("none".into()))),
        (away("ada", day(1)), R::OwnSubstitute("ada".into())),
        (away("joan", day(0)), R::AlreadyOver(day(0))),
        (C::EndAway("ada".into()), R::NotAway("ada".into())),
        (C::SetLimit(limit("desk", -1)), R::NegativeLimit(Money::new(-1, Currency::EUR))),
        (C::SetLimit(limit("nobody", 1)), R::UnknownRole("nobody".into())),
        (C::RemoveLimit(limit("limited", 1)), R::UnknownLimit),
        (C::Withdraw(id(&root)), R::LastAdministrator),
        (C::Leave("root".into()), R::LastAdministrator),
    ] {
        assert_eq!(house.decide(&change, day(0)), Err(refusal), "{change:?}");
    }
    let journey = Realm::Object(Object::new(ObjectKind::Journey, "welcome"));
    for allowed in [
        C::SetRole(role("desk", "DESK")),
        C::RemoveRole("spare".into()),
        C::RemoveTeam("spare".into()),
        C::Give(until(fine)),
        C::Give(grant(ada(), "agency", journey)),
        away("joan", day(1)),
        C::SetLimit(limit("desk", 0)),
        C::Leave("ada".into()),
    ] {
        assert_eq!(house.decide(&allowed, day(0)), Ok(()), "{allowed:?}");
    }
}

#[test]
fn somebody_else_for_good_and_everywhere_can_follow_the_last_administrator() {
    let root = grant(person("root"), "administrator", Realm::EVERYWHERE);
    let leaves = |more: Grant| changed(given([root.clone()]), [C::Give(more)]).decide(&C::Withdraw(id(&root)), day(0));
    let ada = grant(person("ada"), "administrator", Realm::EVERYWHERE);
    assert_eq!(leaves(ada.clone()), Ok(()));
    let awaited = changed(given([root.clone(), ada.clone()]), [C::Await("ada".into())]);
    assert_eq!(awaited.decide(&C::Withdraw(id(&root)), day(0)), Err(R::LastAdministrator), "invited, and never came");
    assert_eq!(leaves(Grant { until: Some(day(9)), ..ada.clone() }), Err(R::LastAdministrator));
    assert_eq!(leaves(Grant { realm: Realm::below("area:direct"), ..ada }), Err(R::LastAdministrator));
    assert_eq!(leaves(grant(person("ada"), "director", Realm::EVERYWHERE)), Err(R::LastAdministrator));
    let by_team = changed(
        given([]),
        [team("it", &["ada"]), C::Give(grant(Holder::Team("it".into()), "administrator", Realm::EVERYWHERE))],
    );
    assert_eq!(by_team.decide(&team("it", &[]), day(0)), Err(R::LastAdministrator));
    assert_eq!(by_team.decide(&team("it", &["joan"]), day(0)), Ok(()));
}

#[test]
fn what_is_no_permission_is_named() {
    let unknown = "plan.fly".parse::<Permission>().unwrap_err();
    assert_eq!(unknown.to_string(), "`plan.fly` is not a permission: docs/guide/rights.md lists them all");
    for permission in Permission::ALL {
        assert_eq!(permission.code().parse(), Ok(*permission));
    }
}
