//! Up to how much someone decides alone.

use crate::{acme, changed, day, direct, given, grant, person, spring};
use rapport_kernel::{Currency, Money};
use rapport_people::{
    Ceiling, Discretion, ExpectedSum, Limit, LimitHolder, LimitedAct, Place, Policy, Realm, Rights, RightsChange,
};

fn euro(units: i64) -> Money {
    Money::new(units * 100, Currency::EUR)
}

fn francs(units: i64) -> Money {
    Money::new(units * 100, "CHF".parse().unwrap())
}

fn limit(holder: LimitHolder, realm: Realm, ceiling: Ceiling) -> Limit {
    Limit { holder, realm, act: LimitedAct::MoveMoney, ceiling }
}

fn of(role: &str, node: &str, units: i64) -> Limit {
    limit(LimitHolder::Role(role.into()), Realm::below(node), Ceiling::UpTo(euro(units)))
}

fn own(node: &str, units: i64) -> Limit {
    limit(LimitHolder::Person("ada".into()), Realm::below(node), Ceiling::UpTo(euro(units)))
}

/// Ada heads the area; what she decides alone at the campaign with these limits.
fn ceiling(limits: &[Limit]) -> Option<Ceiling> {
    let policy = Policy::of(&with(limits));
    policy.ceiling(&"ada".into(), LimitedAct::MoveMoney, &spring(), Currency::EUR, day(0))
}

fn with(limits: &[Limit]) -> Rights {
    let rights = given([
        grant(person("ada"), "area_head", Realm::below("area:direct")),
        grant(person("ada"), "campaign_manager", Realm::below("campaign:spring")),
    ]);
    changed(rights, limits.iter().cloned().map(RightsChange::SetLimit))
}

#[test]
fn the_most_specific_limit_counts() {
    let up_to = |units| Some(Ceiling::UpTo(euro(units)));
    let branded = |units| {
        let realm = Realm::Below { node: "area:direct".into(), brand: Some(acme()) };
        limit(LimitHolder::Role("area_head".into()), realm, Ceiling::UpTo(euro(units)))
    };
    let any = limit(LimitHolder::Role("area_head".into()), Realm::below("area:direct"), Ceiling::Any);
    for (limits, counts, why) in [
        (vec![], None, "nobody set one"),
        (vec![own("company", 1), of("area_head", "campaign:spring", 9)], up_to(1), "a person's own"),
        (vec![own("company", 9), own("area:direct", 1)], up_to(1), "the nearest"),
        (vec![of("area_head", "area:direct", 9), branded(1)], up_to(1), "the brand's"),
        (vec![any.clone(), of("area_head", "area:direct", 1)], up_to(1), "the currency's"),
        (vec![any.clone()], Some(Ceiling::Any), "any amount"),
        (vec![of("area_head", "area:direct", 1), of("campaign_manager", "area:direct", 9)], up_to(9), "the highest"),
        (vec![of("director", "area:direct", 9)], None, "a role that is not hers"),
        (vec![own("area:social", 9)], None, "elsewhere"),
        (vec![own("area:direct", 9), own("area:direct", 1)], up_to(1), "what was said last for the same"),
    ] {
        assert_eq!(ceiling(&limits), counts, "{why}");
    }
}

#[test]
fn a_role_brings_its_limit_only_where_and_while_it_is_held() {
    let mut short = grant(person("joan"), "area_head", Realm::below("area:social"));
    short.until = Some(day(1));
    let limits = RightsChange::SetLimit(of("area_head", "company", 5));
    let policy = Policy::of(&changed(given([short]), [limits]));
    let ceiling = |place: &Place, at| policy.ceiling(&"joan".into(), LimitedAct::MoveMoney, place, Currency::EUR, at);
    let social = Place::at(["area:social", "plan:2026"]);
    assert_eq!(ceiling(&social, day(0)), Some(Ceiling::UpTo(euro(5))));
    assert_eq!(ceiling(&social, day(1)), None, "the role has run out");
    assert_eq!(ceiling(&direct(), day(0)), None, "the role is held elsewhere");
}

#[test]
fn amounts_of_a_currency_are_added_up_whatever_their_sign() {
    let policy = Policy::of(&with(&[own("area:direct", 100)]));
    let decide = |act, amounts: &[Money]| policy.discretion(&"ada".into(), act, &spring(), amounts, day(0));
    let needs = |asked, limit| Discretion::NeedsApproval { asked, limit };
    let moving = |amounts: &[Money]| decide(LimitedAct::MoveMoney, amounts);
    assert_eq!(moving(&[euro(60), euro(40)]), Discretion::Alone);
    assert_eq!(moving(&[euro(60), euro(41)]), needs(euro(101), Some(euro(100))));
    assert_eq!(moving(&[euro(-101)]), needs(euro(101), Some(euro(100))), "taking away is moving, too");
    assert_eq!(moving(&[euro(1), francs(1)]), needs(francs(1), None), "no limit in that currency");
    assert_eq!(moving(&[francs(0)]), Discretion::Alone, "nothing is at stake");
    assert_eq!(decide(LimitedAct::ReleaseOrder, &[euro(1)]), needs(euro(1), None), "no limit for that");
    let huge = Money::new(i64::MIN, Currency::EUR);
    assert_eq!(moving(&[huge, huge]), needs(Money::new(i64::MAX, Currency::EUR), Some(euro(100))));
}

#[test]
fn limits_count_where_one_was_set_and_nowhere_else() {
    let act = LimitedAct::MoveMoney;
    let limited = |limits: &[Limit], place: &Place| Policy::of(&with(limits)).is_limited(act, place);
    assert!(!limited(&[], &spring()), "a house without limits works as before");
    let [area, company] = [of("area_head", "area:direct", 1), of("director", "company", 1)];
    assert!(limited(std::slice::from_ref(&area), &spring()) && limited(&[company], &spring()), "whosever it is");
    assert!(!limited(std::slice::from_ref(&area), &Place::at(["area:social", "plan:2026"])), "elsewhere");
    let publishing = Policy::of(&with(&[area])).is_limited(LimitedAct::PublishJourney, &spring());
    assert!(!publishing, "another act");
    let realm = Realm::Below { node: "area:direct".into(), brand: Some("other".into()) };
    let branded = limit(LimitHolder::Role("area_head".into()), realm, Ceiling::Any);
    assert!(!limited(&[branded], &spring()), "another brand");
}

#[test]
fn those_are_asked_who_decide_alone_on_so_much_and_may_answer() {
    let rights = given([
        grant(person("max"), "campaign_manager", Realm::below("campaign:spring")),
        grant(person("ada"), "area_head", Realm::below("area:direct")),
        grant(person("cora"), "director", Realm::below("company")),
        grant(person("ann"), "analyst", Realm::below("company")),
    ]);
    let limits = [
        of("campaign_manager", "area:direct", 10),
        of("area_head", "area:direct", 100),
        limit(LimitHolder::Role("director".into()), Realm::EVERYWHERE, Ceiling::Any),
        limit(LimitHolder::Role("analyst".into()), Realm::EVERYWHERE, Ceiling::Any),
    ];
    let policy = Policy::of(&changed(rights, limits.into_iter().map(RightsChange::SetLimit)));
    let asked = |amount| policy.who_decides_alone(LimitedAct::MoveMoney, &spring(), amount, day(0));
    let known = |units| ExpectedSum::Known(euro(units));
    assert_eq!(asked(known(10)), ["max".into(), "ada".into(), "cora".into()], "the nearest first");
    assert_eq!(asked(known(100)), ["ada".into(), "cora".into()]);
    assert_eq!(asked(known(101)), ["cora".into()], "an analyst moves no money, whatever the limit");
    assert_eq!(
        asked(ExpectedSum::UnknownIn(Currency::EUR)),
        ["cora".into()],
        "of what no one knows, only without a bound"
    );
}
