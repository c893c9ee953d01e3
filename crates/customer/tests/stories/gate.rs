//! The gate: order, completeness, caps, priority, already bought, service messages (S13).

use super::*;
use rapport_customer::{
    Budget, CheckName, CheckOutcome, Contact, Decision, JourneyStatus, Offer, Outcome, Refusal, Rival, Verdict,
    WhenBlocked, decide,
};

fn ready() -> Customer {
    let mut ada = ada();
    opt_in(&mut ada, NOON - Span::DAY);
    ada
}

fn contact(at: Time, channel: &str, journey: &str) -> Contact {
    let channel = channel.into();
    let (brand, purpose, journey) = ("acme".into(), "offers".into(), journey.into());
    Contact { at, brand, channel, purpose, journey, priority: 0, counts: true, public: false }
}

fn outcome(decision: &Decision, name: CheckName) -> CheckOutcome {
    decision.checks.iter().find(|check| check.name == name).unwrap().outcome
}

#[test]
fn an_allowed_message_gets_a_permit_that_names_everything() {
    let plan = Plan::new("offers", "email");
    let decision = decide(&plan.request(), &ready(), Some(&brand()), Budget::Reserved, NOON);
    assert_eq!(decision.ruling(NOON).outcome, Outcome::Allowed);
    let Verdict::Allowed(permit) = decision.verdict else { panic!("{decision:?}") };
    assert_eq!((permit.send_key(), permit.customer(), permit.at()), (&plan.key, ready().id, NOON));
    assert_eq!((permit.brand(), permit.purpose(), permit.channel()), (&plan.brand, &plan.purpose, &plan.channel));
    assert_eq!(permit.address(), Some(&email(ADA)));
    assert_eq!(permit.consent().unwrap().0, "offers/email/offers.3@2026-03-02T13:00:00.000Z");
}

#[test]
fn every_check_is_listed_in_order_whatever_decides() {
    let plan = Plan::new("offers", "email");
    let stopped = Request { journey_status: JourneyStatus::Stopped, ..plan.request() };
    for (brand, customer) in [(Some(brand()), ready()), (Some(brand()), Customer::new(CustomerId(9))), (None, ready())]
    {
        for budget in [Budget::Unasked, Budget::Reserved, Budget::Refused] {
            for request in [&plan.request(), &stopped] {
                let decision = decide(request, &customer, brand.as_ref(), budget, NOON);
                let names: Vec<_> = decision.checks.iter().map(|check| check.name).collect();
                assert_eq!(names, CheckName::ALL);
                let first = decision.checks.iter().find_map(|check| match check.outcome {
                    CheckOutcome::Failed(refusal) => Some(refusal),
                    _ => None,
                });
                assert_eq!(decision.refusal(), first);
            }
        }
    }
}

#[test]
fn everything_that_stands_against_it_is_said_and_the_first_decides() {
    let mut brand = brand();
    brand.caps = vec![Cap { max: 1, per: Span::DAY }];
    brand.hold_out = Some(rapport_customer::HoldOut { percent: 100.0, key: "k".into() });
    let mut ada = ready();
    ada.contacts.record(contact(NOON - Span::HOUR, "email", "other"), Span::ZERO);
    ada.declare(said(Act::Withdraw, "email", NOON), &brand, NOON).unwrap();
    let plan = Plan::new("offers", "email");
    let decision = decide(&plan.request(), &ada, Some(&brand), Budget::Refused, NOON);
    assert_eq!(decision.verdict, Verdict::Refused(Refusal::ConsentWithdrawn));
    let failed = |name, refusal| assert_eq!(outcome(&decision, name), CheckOutcome::Failed(refusal));
    failed(CheckName::Consent, Refusal::ConsentWithdrawn);
    failed(CheckName::CapAll, Refusal::CapReached);
    failed(CheckName::HoldOutGlobal, Refusal::GlobalHoldOut);
    failed(CheckName::Budget, Refusal::NoBudget);
    assert_eq!(outcome(&decision, CheckName::QuietHours), CheckOutcome::Passed);
}

#[test]
fn each_reason_alone_refuses_by_its_name() {
    let refused = |purpose: &str, channel: &str, customer: &Customer| {
        let plan = Plan::new(purpose, channel);
        decide(&plan.request(), customer, Some(&brand()), Budget::Reserved, NOON).refusal()
    };
    assert_eq!(refused("news", "email", &ready()), Some(Refusal::UnknownPurpose));
    assert_eq!(refused("offers", "fax", &ready()), Some(Refusal::UnknownChannel));
    assert_eq!(refused("offers", "email", &ada()), Some(Refusal::NoConsent));
    assert_eq!(refused("service", "sms", &ada()), Some(Refusal::NoAddress));
    let plan = Plan::new("offers", "email");
    let ask =
        |request: &Request<'_>, brand: Option<&Brand>, budget| decide(request, &ready(), brand, budget, NOON).refusal();
    assert_eq!(ask(&plan.request(), None, Budget::Reserved), Some(Refusal::UnknownBrand));
    assert_eq!(
        ask(&plan.request(), Some(&Brand::new("other", "Other")), Budget::Reserved),
        Some(Refusal::UnknownBrand)
    );
    assert_eq!(ask(&plan.request(), Some(&brand()), Budget::Refused), Some(Refusal::NoBudget));
    for (budget, refusal) in [
        (Budget::Closed, Refusal::ActivityClosed),
        (Budget::UnknownActivity, Refusal::UnknownActivity),
        (Budget::MixedCurrency, Refusal::MixedCurrency),
        (Budget::OtherAmount, Refusal::OtherAmount),
        (Budget::NegativeAmount, Refusal::NegativeAmount),
    ] {
        assert_eq!(ask(&plan.request(), Some(&brand()), budget), Some(refusal));
    }
    assert_eq!(ask(&plan.request(), Some(&brand()), Budget::Unasked), None);
    let paused = Request { journey_status: JourneyStatus::Paused, ..plan.request() };
    assert_eq!(ask(&paused, Some(&brand()), Budget::Reserved), Some(Refusal::JourneyPaused));
}

#[test]
fn what_was_bought_at_the_till_is_not_offered_on_the_web() {
    let offer = Offer { products: vec!["sku-7".into()], within: Some(Span::DAY.times(30)), ..Offer::default() };
    let plan = Plan::new("offers", "email");
    let request = Request { offer: Some(&offer), ..plan.request() };
    let mut ada = ready();
    let ask = |ada: &Customer, now| decide(&request, ada, Some(&brand()), Budget::Reserved, now).refusal();
    assert_eq!(ask(&ada, NOON), None);
    let order = r#"{"order_id":"till-1","products":[{"sku":"sku-7","price":59.9}]}"#;
    ada.observe(&Event { source: "till".into(), ..event("Order Completed", NOON, order) }, &brand());
    assert_eq!(ask(&ada, NOON), Some(Refusal::AlreadyBought));
    assert_eq!(ask(&ada, NOON + Span::DAY.times(30)), Some(Refusal::AlreadyBought));
    assert_eq!(ask(&ada, NOON + Span::DAY.times(30) + Span(1)), None, "long ago");
    ada.observe(&event("Order Refunded", NOON, r#"{"order_id":"till-1","products":[{"sku":"sku-7"}]}"#), &brand());
    assert_eq!(ask(&ada, NOON), None, "it went back");
}

/// S13: a hundred triggers at once for each of a thousand people.
#[test]
fn a_hundred_triggers_at_once_never_pass_the_cap() {
    let mut brand = brand();
    brand.caps = vec![Cap { max: 3, per: Span::DAY }];
    let plan = Plan::new("offers", "email");
    for n in 0..1000 {
        let mut person = person(n + 1);
        opt_in(&mut person, NOON - Span::DAY);
        for _ in 0..100 {
            if decide(&plan.request(), &person, Some(&brand), Budget::Reserved, NOON).is_allowed() {
                person.contacts.record(plan.request().contact(&brand, NOON), brand.longest_cap());
            }
        }
        assert_eq!(person.contacts.all().len(), 3);
    }
}

fn most_in_a_window(times: &[Time], per: Span) -> usize {
    times.iter().map(|end| times.iter().filter(|at| **at <= *end && **at + per > *end).count()).max().unwrap_or(0)
}

#[test]
fn no_window_ever_holds_more_than_a_cap_allows_and_deferral_is_exact() {
    let mut dice = Dice(13);
    for _ in 0..300 {
        let mut cap = |longest: u64| Cap { max: 1 + dice.roll(3) as u32, per: Span(1 + dice.roll(longest) as i64) };
        let mut brand = brand();
        brand.caps = vec![cap(500), cap(2000)];
        brand.channels[0].caps = vec![cap(900)];
        let mut plan = Plan::new("offers", "email");
        plan.caps = vec![cap(700)];
        let staff = Plan::new("offers", "staff");
        let mut person = ready();
        person.declare(said(Act::Grant, "staff", NOON), &brand, NOON).unwrap();
        let mut now = NOON;
        for _ in 0..60 {
            now = now + Span(dice.roll(120) as i64);
            let (plan, channel) = if dice.roll(3) == 0 { (&staff, "staff") } else { (&plan, "email") };
            let ask = |now| decide(&plan.request(), &person, Some(&brand), Budget::Reserved, now);
            match ask(now).verdict {
                Verdict::Allowed(_) => {
                    person.contacts.record(contact(now, channel, "shoes"), brand.longest_cap());
                }
                Verdict::Deferred { until, why } => {
                    let again = |at| ask(at).refusal();
                    assert!(until > now && again(until - Span(1)) == Some(why) && again(until) != Some(why));
                }
                Verdict::Refused(why) => panic!("{why:?}"),
            }
        }
        let times = |channel: Option<&str>| -> Vec<Time> {
            let all = person.contacts.all().iter();
            all.filter(|one| channel.is_none_or(|id| one.channel.as_str() == id)).map(|one| one.at).collect()
        };
        for cap in &brand.caps {
            assert!(most_in_a_window(&times(None), cap.per) <= cap.max as usize);
        }
        for cap in brand.channels[0].caps.iter().chain(&plan.caps) {
            assert!(most_in_a_window(&times(Some("email")), cap.per) <= cap.max as usize);
        }
    }
}

#[test]
fn the_higher_priority_keeps_its_slot_though_it_comes_later() {
    let mut brand = brand();
    brand.caps = vec![Cap { max: 1, per: Span::DAY }];
    let plan = Plan::new("offers", "email");
    let due = NOON + Span::HOUR;
    let ask = |mine, theirs, due, on_cap| {
        let rivals = [Rival { priority: theirs, channel: "staff".into(), due }];
        let request = Request { priority: mine, rivals: &rivals, on_cap, ..plan.request() };
        decide(&request, &ready(), Some(&brand), Budget::Reserved, NOON).verdict
    };
    let why = Refusal::CapReserved;
    assert_eq!(ask(1, 5, due, WhenBlocked::Defer), Verdict::Deferred { until: due + Span::DAY, why });
    assert_eq!(ask(1, 5, due, WhenBlocked::Drop), Verdict::Refused(why));
    assert!(matches!(ask(5, 1, due, WhenBlocked::Defer), Verdict::Allowed(_)), "mine matters more");
    assert!(matches!(ask(5, 5, due, WhenBlocked::Defer), Verdict::Allowed(_)), "as much: first come");
    let beyond = NOON + Span::DAY;
    assert!(matches!(ask(1, 5, beyond, WhenBlocked::Defer), Verdict::Allowed(_)), "the windows do not meet");
}

#[test]
fn however_much_anybody_says_only_so_many_messages_follow() {
    let mut brand = brand();
    brand.public_caps = vec![Cap { max: 2, per: Span::HOUR }, Cap { max: 3, per: Span::DAY }];
    let ada = ready();
    for purpose in ["service", "offers"] {
        let plan = Plan::new(purpose, "email");
        let said_by = |customer: &Customer, public: bool, at: Time| {
            decide(&Request { public, ..plan.request() }, customer, Some(&brand), Budget::Reserved, at)
        };
        let mut ada = ada.clone();
        let mut sent = 0;
        for n in 0..200 {
            let at = NOON + Span::SECOND.times(n);
            let decision = said_by(&ada, true, at);
            if decision.is_allowed() {
                sent += 1;
                let contact = Request { public: true, ..plan.request() }.contact(&brand, at);
                ada.contacts.record(contact, brand.longest_cap());
            } else {
                assert_eq!(decision.verdict, Verdict::Refused(Refusal::PublicCapReached), "never put off");
                let check = decision.checks.iter().find(|check| check.name == CheckName::CapAll).unwrap();
                assert!(matches!(check.fact, Some(rapport_customer::gate::Fact::CapFull { used: 2, max: 2, .. })));
            }
        }
        assert_eq!(sent, 2, "{purpose}");
        let at = NOON + Span::MINUTE.times(4);
        assert!(said_by(&ada, false, at).is_allowed(), "{purpose}: what the shop's server says goes on");
        assert!(said_by(&ada, true, NOON + Span::HOUR.times(2)).is_allowed(), "{purpose}");
    }
    let prompt = Plan::new("service", "staff");
    let request = Request { public: true, ..prompt.request() };
    assert!(decide(&request, &ada, Some(&brand), Budget::Reserved, NOON).is_allowed());
}

#[test]
fn caps_count_one_brands_marketing_and_nothing_else() {
    let mut brand = brand();
    brand.caps = vec![Cap { max: 1, per: Span::DAY }];
    let plan = Plan::new("offers", "email");
    let mut ada = ready();
    ada.contacts.record(Contact { counts: false, ..contact(NOON, "email", "receipt") }, Span::ZERO);
    ada.contacts.record(Contact { brand: "other".into(), ..contact(NOON, "email", "x") }, Span::ZERO);
    assert!(decide(&plan.request(), &ada, Some(&brand), Budget::Reserved, NOON).is_allowed());
    ada.contacts.record(contact(NOON, "staff", "x"), Span::ZERO);
    assert_eq!(
        decide(&plan.request(), &ada, Some(&brand), Budget::Reserved, NOON).refusal(),
        Some(Refusal::CapReached)
    );
    let service = Plan::new("service", "email");
    let decision = decide(&service.request(), &ada, Some(&brand), Budget::Reserved, NOON);
    assert!(decision.is_allowed() && !service.request().contact(&brand, NOON).counts);
    for name in [CheckName::Consent, CheckName::CapAll, CheckName::QuietHours, CheckName::HoldOutGlobal] {
        assert_eq!(outcome(&decision, name), CheckOutcome::Exempt);
    }
}
