//! Who may do what: stories.

use crate::{acme, changed, day, direct, given, grant, person, policy, spring, team};
use rapport_people::{
    Away, Extent, Giving, Grant, Holder, Lacking, NotAllowed, Object, ObjectKind, Permission as P, Permissions,
    PersonId, Place, Policy, Principal, Realm, Rights, RightsChange, Role,
};

fn denied(lacking: Lacking, permission: P, held_by: &[&str]) -> NotAllowed {
    NotAllowed::Denied { permission, lacking, held_by: held_by.iter().map(|id| PersonId::from(*id)).collect() }
}

#[test]
fn an_area_head_has_their_area_with_everything_below_it_and_nothing_beside_or_above() {
    let policy = policy([grant(person("ada"), "area_head", Realm::below("area:direct"))]);
    let ada = Principal::person("ada");
    let ask = |place: &Place| policy.ask(&ada, P::PlanMoveMoney, place, day(0));
    assert_eq!(ask(&direct()).unwrap().person(), &PersonId::from("ada"));
    assert!(ask(&spring()).is_ok());
    for hidden in [Place::at(["plan:2026"]), Place::company(), Place::at(["area:social", "plan:2026"])] {
        assert_eq!(ask(&hidden), Err(NotAllowed::Hidden), "{hidden:?}");
    }
}

#[test]
fn who_sees_and_may_not_act_hears_who_can_those_nearest_first() {
    let policy = policy([
        grant(person("root"), "administrator", Realm::EVERYWHERE),
        grant(person("grace"), "controller", Realm::below("plan:2026")),
        grant(person("ada"), "area_head", Realm::below("area:direct")),
        grant(person("joan"), "campaign_manager", Realm::below("campaign:spring")),
    ]);
    let joan = Principal::person("joan");
    let close = policy.ask(&joan, P::PlanCloseBooks, &spring(), day(0));
    assert_eq!(close, Err(denied(Lacking::Permission, P::PlanCloseBooks, &["grace", "root"])));
    let change = policy.ask(&joan, P::PlanChange, &spring(), day(0)).unwrap_err();
    assert_eq!(change, denied(Lacking::Permission, P::PlanChange, &["ada", "root"]));
    assert_eq!(
        (change.code(), change.to_string().as_str()),
        ("permission_missing", "this needs the permission plan.change")
    );
}

#[test]
fn names_of_customers_are_a_permission_of_their_own() {
    let brand = Realm::brand(acme());
    let policy = policy([
        grant(person("ada"), "area_head", Realm::below("area:direct")),
        grant(person("eve"), "data_protection_officer", brand),
    ]);
    let why = spring();
    assert!(policy.ask(&Principal::person("ada"), P::CustomerRead, &why, day(0)).is_ok(), "why, without names");
    assert_eq!(
        policy.ask(&Principal::person("ada"), P::CustomerReadIdentity, &why, day(0)),
        Err(denied(Lacking::Permission, P::CustomerReadIdentity, &["eve"]))
    );
    let customer = Place::company().of_brand(acme());
    assert_eq!(
        policy.ask(&Principal::person("ada"), P::CustomerRead, &customer, day(0)),
        Err(NotAllowed::Hidden),
        "customers stand in no area"
    );
}

#[test]
fn an_agency_finds_what_was_shared_and_nothing_else() {
    let journey = Object::new(ObjectKind::Journey, "welcome");
    let rights = changed(Rights::default(), [team("studio", &["max"])]);
    let shared = grant(Holder::Team("studio".into()), "agency", Realm::Object(journey.clone()));
    let director = grant(person("grace"), "director", Realm::EVERYWHERE);
    let policy = Policy::of(&changed(rights, [shared, director].map(RightsChange::Give)));
    let max = Principal::person("max");
    assert!(policy.ask(&max, P::JourneyEdit, &spring().of_object(journey.clone()), day(0)).is_ok());
    let other = spring().of_object(Object::new(ObjectKind::Journey, "other"));
    for hidden in [other, spring(), Place::company()] {
        assert_eq!(policy.ask(&max, P::JourneyEdit, &hidden, day(0)), Err(NotAllowed::Hidden));
    }
    let publish = policy.ask(&max, P::JourneyPublish, &spring().of_object(journey.clone()), day(0));
    assert_eq!(publish, Err(denied(Lacking::Permission, P::JourneyPublish, &[])), "nobody is named to them");
    let only = Extent::Within { any: vec![Realm::Object(journey)], narrowed: None };
    assert_eq!(policy.extent(&max, P::JourneyRead, day(0)), only);
    assert_eq!(policy.extent(&max, P::PlanRead, day(0)), Extent::Nothing);
}

#[test]
fn a_substitute_releases_while_somebody_is_away_and_does_nothing_else_for_them() {
    let away = |person: &str, substitute: &str| {
        RightsChange::SetAway(Away {
            person: person.into(),
            substitute: substitute.into(),
            from: day(1),
            until: day(3),
        })
    };
    let ada = grant(person("ada"), "area_head", Realm::below("area:direct"));
    let policy = Policy::of(&changed(given([ada]), [away("ada", "joan"), away("joan", "max")]));
    let ask = |who: &str, permission, at| policy.ask(&Principal::person(who), permission, &direct(), day(at));
    assert_eq!(ask("joan", P::JourneyPublish, 1).unwrap().in_place_of(), Some(&PersonId::from("ada")));
    assert!(ask("joan", P::JourneyRead, 2).is_ok(), "what is to be released can be seen");
    assert_eq!(ask("ada", P::JourneyPublish, 1).unwrap().in_place_of(), None, "who is away can still act");
    for not_yet_or_no_more in [0, 3] {
        assert_eq!(ask("joan", P::JourneyPublish, not_yet_or_no_more), Err(NotAllowed::Hidden));
    }
    assert_eq!(ask("joan", P::JourneyEdit, 2), Err(denied(Lacking::Permission, P::JourneyEdit, &["ada"])));
    assert_eq!(ask("joan", P::CustomerRead, 2), Err(NotAllowed::Hidden));
    assert_eq!(ask("max", P::JourneyPublish, 2), Err(NotAllowed::Hidden), "no right travels from one to the next");
    let token = Principal::token("joan", Permissions::ALL, Realm::EVERYWHERE);
    assert_eq!(policy.ask(&token, P::JourneyPublish, &direct(), day(2)), Err(NotAllowed::Hidden), "in person only");
    assert_eq!(policy.extent(&token, P::JourneyRead, day(2)), Extent::Nothing);
}

#[test]
fn who_holds_two_roles_at_one_place_may_what_either_allows() {
    let both = ["controller", "creative"].map(|role| grant(person("ada"), role, Realm::below("area:direct")));
    let policy = policy(both);
    for permission in [P::PlanCloseBooks, P::JourneyEdit] {
        assert!(policy.ask(&Principal::person("ada"), permission, &spring(), day(0)).is_ok(), "{permission}");
    }
}

#[test]
fn who_may_do_something_themselves_does_it_as_themselves() {
    let rights = given([
        grant(person("ada"), "area_head", Realm::below("area:direct")),
        grant(person("grace"), "director", Realm::EVERYWHERE),
    ]);
    let away = Away { person: "ada".into(), substitute: "grace".into(), from: day(0), until: day(9) };
    let policy = Policy::of(&changed(rights, [RightsChange::SetAway(away)]));
    let allowed = policy.ask(&Principal::person("grace"), P::JourneyPublish, &spring(), day(1));
    assert_eq!(allowed.unwrap().in_place_of(), None, "though what is lent to her is nearer to the place");
}

#[test]
fn a_token_may_some_of_what_its_holder_may() {
    let policy = policy([grant(person("till"), "area_head", Realm::below("area:direct"))]);
    let token = Principal::token(
        "till",
        Permissions::of(&[P::PlanRead, P::JourneyRead, P::JourneyPublish, P::BrandChange]),
        Realm::below("campaign:spring"),
    );
    let ask = |permission, place: &Place| policy.ask(&token, permission, place, day(0));
    assert!(ask(P::JourneyPublish, &spring()).is_ok());
    assert_eq!(ask(P::JourneyPublish, &direct()), Err(NotAllowed::Hidden), "outside the token's realm");
    assert_eq!(ask(P::PlanMoveMoney, &spring()), Err(denied(Lacking::Token, P::PlanMoveMoney, &["till"])));
    assert_eq!(ask(P::BrandChange, &spring()), Err(NotAllowed::Hidden), "a token adds nothing");
    assert_eq!(
        policy.extent(&token, P::JourneyRead, day(0)),
        Extent::Within { any: vec![Realm::below("area:direct")], narrowed: Some(Realm::below("campaign:spring")) }
    );
}

#[test]
fn an_administrator_looks_as_another_role_and_cannot_act() {
    let policy = policy([
        grant(person("root"), "administrator", Realm::EVERYWHERE),
        grant(person("ada"), "administrator", Realm::below("area:direct")),
    ]);
    let looking = |who: &str| Principal::looking(who, "area_head", Realm::below("area:direct"));
    let ask = |who: &str, permission, place: &Place| policy.ask(&looking(who), permission, place, day(0));
    assert!(ask("root", P::PlanRead, &spring()).is_ok());
    assert_eq!(ask("root", P::PlanRead, &Place::company()), Err(NotAllowed::Hidden), "as the area head sees it");
    assert_eq!(
        ask("root", P::PlanMoveMoney, &spring()),
        Err(denied(Lacking::Acting, P::PlanMoveMoney, &["ada", "root"]))
    );
    assert_eq!(ask("root", P::PlanCloseBooks, &spring()).unwrap_err().code(), "permission_missing");
    assert_eq!(ask("ada", P::PlanRead, &spring()), Err(NotAllowed::Hidden), "only who manages everybody looks");
    let realm = Extent::Within { any: vec![Realm::below("area:direct")], narrowed: None };
    assert_eq!(policy.extent(&looking("root"), P::PlanRead, day(0)), realm);
    assert_eq!(policy.extent(&looking("root"), P::PlanMoveMoney, day(0)), Extent::Nothing);
}

#[test]
fn nobody_gives_what_they_do_not_hold() {
    let of_acme = Realm::Below { node: "area:direct".into(), brand: Some(acme()) };
    let ends = Grant { until: Some(day(9)), ..grant(person("temp"), "administrator", Realm::below("area:direct")) };
    let rights = given([
        grant(person("root"), "administrator", Realm::EVERYWHERE),
        grant(person("ada"), "administrator", Realm::brand(acme())),
        grant(person("joan"), "area_head", Realm::EVERYWHERE),
        ends,
    ]);
    let staffer = Role {
        id: "staffer".into(),
        name: "Staffer".into(),
        outside: false,
        permissions: Permissions::of(&[P::PeopleRead, P::PeopleManage]),
    };
    let max = grant(person("max"), "staffer", Realm::EVERYWHERE);
    let away = Away { person: "joan".into(), substitute: "max".into(), from: day(0), until: day(9) };
    let rights =
        changed(rights, [RightsChange::SetRole(staffer), RightsChange::Give(max), RightsChange::SetAway(away)]);
    let policy = Policy::of(&rights);
    let role = |id: &str| rights.role(&id.into()).unwrap().permissions;
    let give = |who: &Principal, permissions, realm: &Realm, until| {
        policy.ask_to_give(who, Giving { permissions, realm, until }, &direct(), day(0)).map(drop)
    };
    let by = Principal::person;
    let area = Realm::below("area:direct");
    assert_eq!(give(&by("ada"), role("area_head"), &of_acme, None), Ok(()));
    let below = give(&by("ada"), role("area_head"), &area, None);
    assert_eq!(below, Err(NotAllowed::Hidden), "below an area there can be other brands");
    let manage = denied(Lacking::Permission, P::PeopleManage, &["temp", "ada", "max", "root"]);
    let may_and_not_give = give(&by("joan"), role("area_head"), &of_acme, None);
    assert_eq!(may_and_not_give, Err(manage), "who may do something may not give it for that");
    let read = denied(Lacking::Permission, P::PlanRead, &["joan", "root"]);
    assert_eq!(give(&by("max"), role("analyst"), &area, None), Err(read), "who manages people gives what they have");
    let release = Permissions::of(&[P::JourneyPublish]);
    assert!(policy.ask(&by("max"), P::JourneyPublish, &direct(), day(0)).is_ok());
    let lent = denied(Lacking::Permission, P::JourneyPublish, &["temp", "joan", "root", "max"]);
    assert_eq!(give(&by("max"), release, &area, Some(day(5))), Err(lent), "what is lent is not given");
    assert_eq!(give(&by("temp"), release, &area, Some(day(9))), Ok(()));
    let longer = denied(Lacking::Duration, P::PeopleManage, &["max", "root"]);
    assert_eq!(give(&by("temp"), release, &area, None), Err(longer), "nor for longer than one has it");
    let half = Principal::token("root", Permissions::of(&[P::PeopleRead, P::PeopleManage]), Realm::EVERYWHERE);
    assert_eq!(give(&half, role("branch"), &area, None).unwrap_err().code(), "outside_token");
    let short = Principal::token("root", Permissions::ALL, Realm::EVERYWHERE).ending(day(3));
    assert_eq!(give(&short, role("branch"), &area, Some(day(3))), Ok(()));
    let outlives = Err(denied(Lacking::Duration, P::PeopleManage, &["max", "root"]));
    assert_eq!(give(&short, role("branch"), &area, None), outlives, "nor by a token for longer than it lasts");
}

#[test]
fn who_has_left_may_nothing_and_is_named_to_nobody() {
    let rights = given([
        grant(person("root"), "administrator", Realm::EVERYWHERE),
        grant(person("ada"), "area_head", Realm::below("area:direct")),
        grant(person("max"), "creative", Realm::below("area:direct")),
    ]);
    let away = Away { person: "ada".into(), substitute: "max".into(), from: day(0), until: day(9) };
    let rights = changed(rights, [RightsChange::SetAway(away), RightsChange::Leave("ada".into())]);
    let ask = |rights: &Rights, who: &str| {
        Policy::of(rights).ask(&Principal::person(who), P::JourneyPublish, &direct(), day(1))
    };
    assert_eq!(ask(&rights, "ada"), Err(NotAllowed::Hidden));
    assert_eq!(ask(&rights, "max"), Err(denied(Lacking::Permission, P::JourneyPublish, &["root"])));
    let back = changed(rights, [RightsChange::Return("ada".into())]);
    assert!(ask(&back, "ada").is_ok());
    let gone = changed(back, [RightsChange::Leave("max".into())]);
    assert_eq!(ask(&gone, "max"), Err(NotAllowed::Hidden), "a substitute who has left");
}

#[test]
fn a_filter_says_nothing_twice() {
    let held = |node: &str, brand: Option<&str>| {
        let brand = brand.map(Into::into);
        grant(person("ada"), "analyst", Realm::Below { node: node.into(), brand })
    };
    let extent = |grants: &[(&str, Option<&str>)]| {
        let policy = policy(grants.iter().map(|(node, brand)| held(node, *brand)));
        policy.extent(&Principal::person("ada"), P::PlanRead, day(0))
    };
    let within = |any: Vec<Realm>| Extent::Within { any, narrowed: None };
    let area = [("area:direct", Some("acme")), ("area:direct", None), ("area:social", Some("acme"))];
    let social = Realm::Below { node: "area:social".into(), brand: Some(acme()) };
    assert_eq!(extent(&area), within(vec![Realm::below("area:direct"), social.clone()]));
    let by_brand = [&area[..], &[("company", Some("acme"))]].concat();
    assert_eq!(extent(&by_brand), within(vec![Realm::below("area:direct"), Realm::brand(acme())]));
    assert_eq!(extent(&[&by_brand[..], &[("company", None)]].concat()), Extent::Everything);
}

#[test]
fn not_everybody_who_could_is_named() {
    let many = (0..20).map(|n| grant(person(&format!("head-{n:02}")), "area_head", Realm::below("plan:2026")));
    let near = ["ada", "joan"].map(|id| grant(person(id), "area_head", Realm::below("area:direct")));
    let held_by = policy(many.chain(near)).held_by(P::PlanChange, &spring(), day(0));
    let named: Vec<&str> = held_by.iter().map(|person| person.0.as_str()).collect();
    assert_eq!(named[..3], ["ada", "joan", "head-00"]);
    assert_eq!(named.len(), 8);
}

#[test]
fn what_does_not_say_beforehand_where_is_asked_anywhere_first() {
    let policy = policy([
        grant(person("ada"), "area_head", Realm::below("area:direct")),
        grant(person("grace"), "analyst", Realm::below("area:direct")),
        grant(person("root"), "administrator", Realm::EVERYWHERE),
    ]);
    let ask = |who: &Principal, permission| policy.ask_somewhere(who, permission, day(0));
    let (ada, grace) = (Principal::person("ada"), Principal::person("grace"));
    let area = Extent::Within { any: vec![Realm::below("area:direct")], narrowed: None };
    assert_eq!(ask(&ada, P::PlanChange), Ok(area));
    assert_eq!(ask(&Principal::person("root"), P::PlanChange), Ok(Extent::Everything));
    assert_eq!(ask(&grace, P::PlanChange), Err(denied(Lacking::Permission, P::PlanChange, &["ada", "root"])));
    assert_eq!(ask(&grace, P::SettingsChange), Err(NotAllowed::Hidden));
    assert_eq!(ask(&Principal::person("nobody"), P::PlanRead), Err(NotAllowed::Hidden));
    let only_reads = Principal::token("ada", Permissions::of(&[P::PlanRead]), Realm::EVERYWHERE);
    let Err(NotAllowed::Denied { lacking, .. }) = ask(&only_reads, P::PlanChange) else { panic!("ada sees the plan") };
    assert_eq!(lacking, Lacking::Token);
}

#[test]
fn what_is_seen_from_a_node_is_changed_only_where_it_stands() {
    let policy = policy([
        grant(person("ada"), "administrator", Realm::below("area:direct")),
        grant(person("eve"), "administrator", Realm::brand(acme())),
    ]);
    let brand = Place::company().of_brand(acme()).seen_from(["area:direct".into()]);
    let ask = |who: &str, permission| policy.ask(&Principal::person(who), permission, &brand, day(0)).map(drop);
    assert_eq!(ask("ada", P::BrandRead), Ok(()));
    assert_eq!(ask("ada", P::BrandChange), Err(denied(Lacking::Permission, P::BrandChange, &["eve"])));
    assert_eq!(ask("eve", P::BrandChange), Ok(()));
    assert!(policy.extent(&Principal::person("ada"), P::BrandRead, day(0)).holds(&brand), "and in lists");
}
