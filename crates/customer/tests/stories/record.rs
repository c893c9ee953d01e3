//! The record as a whole: what events leave in it, what a merge makes of two, how it is stored.

use super::*;
use proptest::prelude::*;
use rapport_customer::{Cause, Contact, Link};

#[test]
fn traits_keep_their_history_and_late_news_stay_old() {
    let mut ada = ada();
    let say = |ada: &mut Customer, at: Time, city: &str| {
        ada.observe(
            &event("identify", at, &format!(r#"{{"city":"{city}","language":"de-AT","timezone":"Europe/Vienna"}}"#)),
            &brand(),
        );
    };
    say(&mut ada, NOON, "Wien");
    say(&mut ada, NOON + Span::DAY, "Graz");
    say(&mut ada, NOON + Span::HOUR, "Linz");
    say(&mut ada, NOON + Span::DAY.times(2), "Graz");
    assert_eq!(ada.profile.get("city"), Some(&Value::from("Graz")));
    let city = ada.profile.traits().iter().find(|known| known.name == "city").unwrap();
    let values: Vec<_> = city.values.iter().map(|said| said.value.as_str().unwrap()).collect();
    assert_eq!(values, ["Graz", "Linz", "Wien"]);
    assert_eq!((ada.profile.language(), ada.profile.zone()), (Some("de"), Some("Europe/Vienna")));
    let mut phone = event("Page Viewed", NOON + Span::DAY.times(9), "{}");
    phone.context = serde_json::from_str(r#"{"locale":"en-GB","timezone":"Europe/London"}"#).unwrap();
    ada.observe(&phone, &brand());
    assert_eq!((ada.profile.language(), ada.profile.country()), (Some("de"), Some("GB")), "a person outranks a device");
    assert_eq!(ada.profile.last_seen(), Some(NOON + Span::DAY.times(9)));
}

#[test]
fn a_device_whose_token_is_taken_back_gets_no_push_until_it_names_one() {
    let mut brand = brand();
    brand.channels.push(Channel::new("push", Medium::Device));
    let device = |id: &str| Identifier { kind: IdentifierKind::Device, value: id.into() };
    let from = |id: &str, hour: i64, public: bool, context: &str| Event {
        identifiers: vec![email(ADA), device(id)],
        public,
        context: serde_json::from_str(context).unwrap(),
        ..event("App Opened", NOON + Span::HOUR.times(hour), "{}")
    };
    let mut ada = ada();
    let address = |ada: &Customer| ada.address(&brand, &"push".into()).map(|own| own.value.to_string());
    ada.observe(&from("tablet", 0, false, r#"{"device":{"id":"tablet","token":"t1"}}"#), &brand);
    ada.observe(&from("phone", 1, false, r#"{"device":{"id":"phone","token":"p1"}}"#), &brand);
    ada.observe(&from("phone", 2, true, r#"{"device":{"id":"phone","token":null}}"#), &brand);
    assert_eq!(address(&ada), Some("phone".into()), "a public source takes nothing away that a trusted one has said");
    ada.observe(&from("phone", 3, false, r#"{"device":{"id":"phone","token":null}}"#), &brand);
    assert_eq!(address(&ada), Some("tablet".into()), "the other device is not meant");
    ada.observe(&from("phone", 4, false, r#"{"device":{"id":"phone"}}"#), &brand);
    assert_eq!(address(&ada), Some("tablet".into()), "that it is used again says no token");
    ada.observe(&from("phone", 5, false, r#"{"device":{"id":"phone","token":"p2"}}"#), &brand);
    assert_eq!(address(&ada), Some("phone".into()));
    ada.observe(&event("identify", NOON + Span::HOUR.times(6), r#"{"push_token":null}"#), &brand);
    assert_eq!(address(&ada), None, "none of the devices");
    assert!(ada.profile.identifiers().iter().any(|known| known.identifier == device("phone")), "and still recognised");
}

#[test]
fn an_address_that_is_taken_back_gets_no_mail_until_it_is_said_again() {
    let address = |ada: &Customer| ada.address(&brand(), &"email".into()).map(|own| own.value.to_string());
    let null = |at: Time| event("identify", at, r#"{"email":null}"#);
    let named =
        |at: Time| Event { identifiers: vec![email(ADA)], ..event("identify", at, &format!(r#"{{"email":"{ADA}"}}"#)) };
    let mut ada = ada();
    ada.observe(&null(NOON), &brand());
    assert_eq!(address(&ada), None);
    let known = &ada.profile.identifiers()[0];
    assert_eq!((&known.identifier, known.removed), (&email(ADA), Some(NOON)), "that it was so is kept");
    ada.observe(&named(NOON - Span::HOUR), &brand());
    assert_eq!(address(&ada), None, "what was said before does not bring it back");
    ada.observe(&named(NOON + Span::HOUR), &brand());
    assert_eq!(address(&ada).as_deref(), Some(ADA));
    ada.observe(&null(NOON - Span::HOUR), &brand());
    assert_eq!(address(&ada).as_deref(), Some(ADA), "nor does an old removal take away what was said since");
    // In the traits of another event, too; a card is no address, and another address beside `null` is a change.
    let mut track = event("Signed Out", NOON + Span::DAY, "{}");
    track.context = serde_json::from_str(r#"{"traits":{"email":null}}"#).unwrap();
    ada.observe(&track, &brand());
    assert_eq!(address(&ada), None);
    // A merge with who was never told of it brings nothing back.
    let mut other = person(9);
    other.merge(ada.clone(), cause(), NOON + Span::DAY);
    assert_eq!(address(&other), None);
}

fn cause() -> Cause {
    Cause { link: Link::Observed, by: IdentifierKind::Email, together: vec![IdentifierKind::Email], public: false }
}

#[test]
fn a_page_takes_no_address_away_that_others_have_said_or_the_person_confirmed() {
    let address = |ada: &Customer| ada.address(&brand(), &"email".into()).map(|own| own.value.to_string());
    let null = |at: Time| Event { public: true, ..event("identify", at, r#"{"email":null}"#) };
    let mut trusted = ada();
    trusted.observe(&null(NOON), &brand());
    assert_eq!(address(&trusted).as_deref(), Some(ADA));
    let waiting: Vec<_> = trusted.claims().waiting().map(|claim| (&claim.identifier, claim.gone)).collect();
    assert_eq!(waiting, [(&email(ADA), true)], "the wish waits for somebody's word");
    trusted.observe(&event("identify", NOON + Span::HOUR, r#"{"email":null}"#), &brand());
    assert_eq!((address(&trusted), trusted.claims().all().len()), (None, 0), "a trusted source says the same");
    let by_page = || {
        let mut ada = Customer::new(CustomerId(3));
        let said = event("identify", NOON - Span::DAY, "{}");
        ada.observe(&Event { public: true, identifiers: vec![email(ADA)], ..said }, &brand());
        ada
    };
    let mut page = by_page();
    page.observe(&null(NOON), &brand());
    assert_eq!(address(&page), None, "what only a page has said, a page may take back");
    let mut confirmed = by_page();
    opt_in(&mut confirmed, NOON - Span::HOUR.times(2));
    confirmed.observe(&null(NOON), &brand());
    assert_eq!(address(&confirmed).as_deref(), Some(ADA));
}

#[test]
fn what_a_page_makes_up_drives_out_no_count_of_a_till() {
    let mut ada = ada();
    let till = event("Bag Returned", NOON, "{}");
    ada.observe(&till, &brand());
    for n in 0..200 {
        let page = Event { public: true, ..event(&format!("Made Up {n}"), NOON + Span(n + 1), "{}") };
        ada.observe(&page, &brand());
    }
    assert_eq!((ada.windows.total("Bag Returned"), ada.windows.names().count()), (1, 64));
    assert_eq!((ada.windows.total("Made Up 0"), ada.windows.total("Made Up 199")), (0, 1));
    for n in 0..63 {
        ada.observe(&event(&format!("Till {n}"), NOON + Span(300 + n), "{}"), &brand());
    }
    assert_eq!((ada.windows.total("Bag Returned"), ada.windows.total("Made Up 199")), (1, 0));
}

#[test]
fn windows_count_what_reaches_into_them() {
    let mut ada = ada();
    for days in [0, 1, 6, 7, 8, 40] {
        ada.observe(&event("Order Completed", NOON - Span::DAY.times(days), r#"{"revenue":10}"#), &brand());
    }
    let count =
        |span| (ada.windows.count("Order Completed", span, NOON), ada.windows.sum("Order Completed", span, NOON));
    assert_eq!(count(Span::HOUR), (1, 1_000));
    assert_eq!(count(Span::DAY.times(7)), (4, 4_000), "the day the window begins in counts whole");
    assert_eq!(count(Span::DAY.times(90)), (6, 6_000));
    assert_eq!(ada.windows.total("Order Completed"), 6);
    ada.observe(&event("Order Completed", NOON, r#"{"revenue":10,"currency":"PLN"}"#), &brand());
    assert_eq!(ada.windows.sum("Order Completed", Span::HOUR, NOON), 1_000, "zloty are not added to euros");
}

#[test]
fn affinities_fade_by_half_and_do_not_depend_on_the_order_of_arrival() {
    let half_life = brand().affinity.half_life;
    let views = [(0, "shoes"), (10, "shoes"), (3, "garden"), (20, "shoes"), (1, "garden")];
    let live = |order: &[usize]| {
        let mut person = Customer::new(CustomerId(1));
        for n in order {
            let (days, category) = views[*n];
            person.observe(
                &event("Product Viewed", NOON - Span::DAY.times(days), &format!(r#"{{"category":"{category}"}}"#)),
                &brand(),
            );
        }
        person.affinities
    };
    let (a, b) = (live(&[0, 1, 2, 3, 4]), live(&[4, 3, 2, 1, 0]));
    let expected = |days: &[i64]| -> f64 {
        days.iter().map(|days| 0.5f64.powf(Span::DAY.times(*days).0 as f64 / half_life.0 as f64)).sum()
    };
    for affinities in [a, b] {
        assert!((affinities.category("shoes", NOON) - expected(&[0, 10, 20])).abs() < 1e-9);
        assert!((affinities.category("garden", NOON + half_life) - expected(&[1, 3]) / 2.0).abs() < 1e-9);
        assert_eq!(affinities.top_categories(NOON)[0].0, "shoes");
    }
}

#[test]
fn nothing_a_touchpoint_says_makes_a_record_grow_without_end() {
    let mut ada = ada();
    let size = |ada: &Customer| postcard::to_stdvec(ada).unwrap().len();
    let mut sizes = vec![];
    for n in 0..3000 {
        let at = NOON + Span::MINUTE.times(n);
        let mut seen = event(&format!("Odd {n}"), at, &format!(r#"{{"category":"c{n}","product_id":"p{n}"}}"#));
        seen.identifiers =
            vec![Identifier { kind: IdentifierKind::AnonymousId, value: format!("c{n}").into() }, email(ADA)];
        seen.source = format!("source{n}").into();
        ada.observe(&seen, &brand());
        ada.observe(&event("Product Viewed", at, &format!(r#"{{"category":"c{n}","product_id":"p{n}"}}"#)), &brand());
        ada.observe(&event("identify", at, &format!(r#"{{"t{n}":1,"city":"{n}"}}"#)), &brand());
        sizes.push(size(&ada));
    }
    assert!(sizes[2999] < sizes[999] + 2000, "{} {}", sizes[999], sizes[2999]);
    assert_eq!(ada.address(&brand(), &"email".into()), Some(&email(ADA)), "cookies push out cookies");
}

fn lived(id: u128, acts: &[(u8, u8)]) -> Customer {
    let mut person = Customer::new(CustomerId(id));
    for (n, (act, step)) in acts.iter().enumerate() {
        let at = NOON + Span::HOUR.times(n as i64 * 7 + i64::from(*step));
        match act {
            0 => drop(person.observe(&event("Product Viewed", at, r#"{"category":"shoes"}"#), &brand())),
            1 => drop(person.observe(
                &event("Order Completed", at, &format!(r#"{{"order_id":"{id}-{n}","revenue":9.5}}"#)),
                &brand(),
            )),
            2 => drop(person.observe(&event("identify", at, &format!(r#"{{"n":{n}}}"#)), &brand())),
            3 => drop(person.declare(said(Act::Grant, "staff", at), &brand(), at)),
            4 => drop(person.declare(said(Act::Withdraw, "staff", at), &brand(), at)),
            5 => drop(person.suppress(suppression(Reason::OptOut, at))),
            _ => person.contacts.record(
                Contact {
                    at,
                    brand: "acme".into(),
                    channel: "staff".into(),
                    purpose: "offers".into(),
                    journey: "j".into(),
                    priority: 1,
                    counts: true,
                    public: false,
                },
                Span::ZERO,
            ),
        }
    }
    person
}

proptest! {
    #[test]
    fn a_merge_happens_once_and_loses_nothing(
        left in prop::collection::vec((0..7u8, 0..5u8), 0..15),
        right in prop::collection::vec((0..7u8, 0..5u8), 0..15),
    ) {
        let (a, b) = (lived(1, &left), lived(2, &right));
        let because = Cause { link: Link::Observed, by: IdentifierKind::AnonymousId, together: vec![IdentifierKind::UserId], public: false };
        let at = NOON + Span::DAY.times(30);
        let mut merged = a.clone();
        prop_assert!(merged.merge(b.clone(), because.clone(), at));
        let once = merged.clone();
        prop_assert!(!merged.merge(b.clone(), because.clone(), at));
        prop_assert!(!merged.merge(merged.clone(), because.clone(), at), "nor with itself");
        prop_assert_eq!(&merged, &once);
        prop_assert_eq!(merged.merges()[0].from, b.id);

        for person in [&a, &b] {
            prop_assert!(person.consents().history().iter().all(|said| merged.consents().history().contains(said)));
            prop_assert!(person.suppressions().history().all(|one| merged.suppressions().history().any(|kept| kept == one)));
            prop_assert!(person.purchases.orders().iter().all(|order| merged.purchases.order(&order.id).is_some()));
            prop_assert!(person.contacts.all().iter().all(|contact| merged.contacts.all().contains(contact)));
        }
        prop_assert_eq!(merged.contacts.all().len(), a.contacts.all().len() + b.contacts.all().len());

        // The stricter: what neither would allow alone, both together do not allow either.
        let valid = |person: &Customer| person.consent(&brand(), &"offers".into(), &"staff".into(), at).is_valid();
        let stopped = |person: &Customer| person.standing(&brand(), &"offers".into(), &"staff".into()).stopped.is_some();
        prop_assert!(!valid(&merged) || valid(&a) || valid(&b));
        prop_assert!(!(stopped(&a) || stopped(&b)) || stopped(&merged));

        // The other way round is the same person, as far as consent goes.
        let mut other = b.clone();
        other.merge(a.clone(), because, at);
        prop_assert_eq!(valid(&merged), valid(&other));
        prop_assert_eq!(stopped(&merged), stopped(&other));

        let bytes = postcard::to_stdvec(&merged).unwrap();
        prop_assert_eq!(&postcard::from_bytes::<Customer>(&bytes).unwrap(), &merged);
    }
}

#[test]
fn settings_survive_both_codecs_and_bad_ones_are_named() {
    let mut settings = brand();
    settings.caps = vec![Cap { max: 3, per: Span::DAY.times(7) }];
    settings.hold_out = Some(rapport_customer::HoldOut { percent: 2.5, key: "k".into() });
    let text = r#"{"from":"21:00","to":"08:00","days":["sunday"],"on_holidays":true}"#;
    settings.quiet = Some(serde_json::from_str(text).unwrap());
    settings.holidays = vec![serde_json::from_str(r#"{"country":"DE","dates":["2026-12-25"]}"#).unwrap()];
    assert_eq!(settings.check(), vec![]);
    let bytes = postcard::to_stdvec(&settings).unwrap();
    assert_eq!(postcard::from_bytes::<Brand>(&bytes).unwrap(), settings);
    let json = serde_json::to_string(&settings).unwrap();
    assert_eq!(serde_json::from_str::<Brand>(&json).unwrap(), settings);
    assert_eq!(serde_json::from_str::<Brand>(r#"{"id":"a","name":"A"}"#).unwrap(), Brand::new("a", "A"));

    settings.zone = "Mars/Base".into();
    settings.country = "Germany".into();
    settings.caps[0].max = 0;
    settings.hold_out.as_mut().unwrap().percent = f64::NAN;
    settings.purposes.push(settings.purposes[0].clone());
    let codes: Vec<_> = settings.check().iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["twice", "unknown_zone", "bad_country", "bad_cap", "bad_percent"]);
}
