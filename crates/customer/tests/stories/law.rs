//! Law as behaviour: S10, S11, P2, P3 and the sentences of the consent module.

use super::*;
use rapport_customer::{
    Applied, Budget, Cause, ConsentRefusal, ConsentStatus, Link, Offer, Refusal, Scope, decide,
    soft_opt_in::{self, Conditions, SoftOptInRule},
};

fn status(customer: &Customer, channel: &str, now: Time) -> ConsentStatus {
    customer.consent(&brand(), &"offers".into(), &channel.into(), now)
}

fn refusal(customer: &Customer, purpose: &str, channel: &str, now: Time) -> Option<Refusal> {
    let plan = Plan::new(purpose, channel);
    decide(&plan.request(), customer, Some(&brand()), Budget::Reserved, now).refusal()
}

fn join() -> Cause {
    Cause { link: Link::Observed, by: IdentifierKind::AnonymousId, together: vec![], public: false }
}

#[test]
fn double_opt_in_counts_from_its_confirmation() {
    let mut ada = ada();
    assert_eq!(status(&ada, "email", NOON), ConsentStatus::Never);
    ada.declare(said(Act::RequestConfirmation, "email", NOON), &brand(), NOON).unwrap();
    assert_eq!(status(&ada, "email", NOON), ConsentStatus::Pending { since: NOON });
    let later = NOON + Span::HOUR;
    assert_eq!(ada.declare(said(Act::Confirm, "email", later), &brand(), later), Ok(Applied::Recorded));
    assert_eq!(ada.declare(said(Act::Confirm, "email", later), &brand(), later), Ok(Applied::Repeated));
    assert_eq!(status(&ada, "email", later), ConsentStatus::Given { since: later });
    let withdrawn = later + Span::HOUR;
    ada.declare(said(Act::Withdraw, "email", withdrawn), &brand(), withdrawn).unwrap();
    assert_eq!(status(&ada, "email", withdrawn), ConsentStatus::Withdrawn { at: withdrawn });
}

#[test]
fn bad_declarations_are_refused_by_name_and_change_nothing() {
    let before = ada();
    let mut wrong_proof = said(Act::Confirm, "email", NOON);
    wrong_proof.proof = Proof::DoubleOptIn { via: IdentifierKind::Phone, reference: "t".into() };
    let cases = [
        (Declaration { purpose: None, ..said(Act::Grant, "email", NOON) }, ConsentRefusal::ScopeMissing),
        (Declaration { wording: None, ..said(Act::Grant, "email", NOON) }, ConsentRefusal::WordingMissing),
        (
            Declaration { address: None, ..said(Act::RequestConfirmation, "email", NOON) },
            ConsentRefusal::AddressMissing,
        ),
        (Declaration { proof: Proof::Claimed, ..said(Act::Notice, "email", NOON) }, ConsentRefusal::ProofMissing),
        (wrong_proof, ConsentRefusal::ProofMissing),
        (said(Act::Confirm, "email", NOON), ConsentRefusal::NothingPending),
        (said(Act::Grant, "email", NOON + Span(1)), ConsentRefusal::InFuture),
        (Declaration { brand: "other".into(), ..said(Act::Grant, "email", NOON) }, ConsentRefusal::OtherBrand),
    ];
    for (declaration, expected) in cases {
        let mut ada = before.clone();
        assert_eq!(ada.declare(declaration, &brand(), NOON), Err(expected));
        assert_eq!(ada, before);
    }
    let mut ada = before;
    ada.declare(said(Act::RequestConfirmation, "email", NOON), &brand(), NOON).unwrap();
    let late = NOON + brand().confirm_within + Span(1);
    assert_eq!(ada.declare(said(Act::Confirm, "email", late), &brand(), late), Err(ConsentRefusal::ConfirmationLate));
    ada.declare(said(Act::Withdraw, "email", NOON + Span(5)), &brand(), late).unwrap();
    let then = NOON + Span(6);
    assert_eq!(ada.declare(said(Act::Confirm, "email", then), &brand(), late), Err(ConsentRefusal::NothingPending));
}

#[test]
fn an_email_confirmation_proves_nothing_for_the_phone() {
    let mut ada = ada();
    let phone = Identifier { kind: IdentifierKind::Phone, value: "+4930123456".into() };
    ada.observe(&Event { identifiers: vec![phone], ..event("identify", NOON, "{}") }, &brand());
    let mut by_mail = said(Act::Grant, "sms", NOON);
    by_mail.proof = Proof::DoubleOptIn { via: IdentifierKind::Email, reference: "t".into() };
    ada.declare(by_mail, &brand(), NOON).unwrap();
    assert_eq!(status(&ada, "sms", NOON), ConsentStatus::Unproven { since: NOON });
    assert_eq!(refusal(&ada, "offers", "sms", NOON), Some(Refusal::ConsentUnproven));
    ada.declare(said(Act::Grant, "sms", NOON + Span(1)), &brand(), NOON + Span(1)).unwrap();
    assert_eq!(refusal(&ada, "offers", "sms", NOON + Span(1)), None);
}

#[test]
fn consent_is_for_one_address_and_may_run_out() {
    let mut ada = ada();
    opt_in(&mut ada, NOON);
    let new = Event { identifiers: vec![email("ada@example.org")], ..event("identify", NOON + Span::DAY, "{}") };
    let later = NOON + Span::DAY.times(2);
    let mut expiring = brand();
    expiring.purposes[0].expires_after = Some(Span::DAY);
    let given = NOON + Span::HOUR;
    let at = |now| ada.consent(&expiring, &"offers".into(), &"email".into(), now);
    assert_eq!(at(given + Span::DAY - Span(1)), ConsentStatus::Given { since: given });
    assert_eq!(at(given + Span::DAY), ConsentStatus::Expired { at: given + Span::DAY });
    ada.observe(&new, &brand());
    assert_eq!(refusal(&ada, "offers", "email", later), Some(Refusal::ConsentForOtherAddress));
}

#[test]
fn a_weaker_yes_never_spoils_a_better_one() {
    let mut ada = ada();
    opt_in(&mut ada, NOON);
    let later = NOON + Span::DAY;
    let import = Declaration { proof: Proof::Claimed, ..said(Act::Grant, "email", later) };
    let elsewhere = Declaration { address: Some(email("ada@example.org")), ..said(Act::Grant, "email", later) };
    for weaker in [import, said(Act::Grant, "email", later), elsewhere] {
        ada.declare(weaker, &brand(), later).unwrap();
        assert_eq!(status(&ada, "email", later), ConsentStatus::Given { since: NOON + Span::HOUR });
    }
}

/// P2: every declaration can be printed word for word, whatever becomes of the texts later.
#[test]
fn every_proof_is_reproduced_word_for_word() {
    for n in 0..10_000 {
        let mut person = Customer::new(CustomerId(n + 1));
        let shown = format!("Ja, Angebote, Fassung {n}");
        let mut ask = said(Act::RequestConfirmation, "email", NOON);
        ask.wording = Some(Wording { version: n as u32, text: shown.as_str().into(), ..wording() });
        person.declare(ask, &brand(), NOON).unwrap();
        person.declare(said(Act::Confirm, "email", NOON + Span(1)), &brand(), NOON + Span(1)).unwrap();
        let sheets: Vec<_> = person.consents().history().iter().map(|entry| entry.declaration.print()).collect();
        assert_eq!(sheets.len(), 2);
        for part in [shown.as_str(), &format!("version {n},"), "2026-03-03T12:00:00.000Z at shop", ADA] {
            assert!(sheets[0].contains(part), "{part} in {}", sheets[0]);
        }
        assert!(sheets[0].starts_with("Declared: asked for a confirmation at"));
        assert!(sheets[1].contains("double opt-in by email, token-1"));
    }
}

/// S10: what each reason stops.
#[test]
fn suppression_scope_is_as_the_table_says() {
    let table = [
        (Reason::OptOut, true, false),
        (Reason::Complaint, true, false),
        (Reason::Objection, true, false),
        (Reason::HardBounce, true, true),
        (Reason::Erased, true, true),
    ];
    for (reason, marketing, service) in table {
        let mut ada = ada();
        opt_in(&mut ada, NOON);
        let now = NOON + Span::HOUR.times(2);
        assert_eq!(refusal(&ada, "offers", "email", now), None);
        assert!(ada.suppress(suppression(reason, now)));
        assert!(!ada.suppress(suppression(reason, now)), "once is enough");
        for (purpose, stopped) in [("offers", marketing), ("service", service)] {
            let expected = stopped.then_some(Refusal::Suppressed);
            assert_eq!(refusal(&ada, purpose, "email", now), expected, "{reason:?} {purpose}");
        }
        assert_eq!(refusal(&ada, "service", "staff", now), None, "another channel");
    }
}

#[test]
fn a_bounce_stops_the_address_and_not_the_person() {
    let mut ada = ada();
    ada.suppress(suppression(Reason::HardBounce, NOON));
    assert_eq!(refusal(&ada, "service", "email", NOON), Some(Refusal::Suppressed));
    let new = Event { identifiers: vec![email("ada@example.org")], ..event("identify", NOON, "{}") };
    ada.observe(&new, &brand());
    assert_eq!(refusal(&ada, "service", "email", NOON), None);
}

/// The mailbox was full of holes and is mended: its owner asks for a confirmation, gets it, and is reachable again.
#[test]
fn a_bounced_address_can_be_proved_anew() {
    let mut ada = ada();
    opt_in(&mut ada, NOON - Span::DAY);
    ada.suppress(suppression(Reason::HardBounce, NOON));
    let (asked, confirmed) = (NOON + Span::HOUR, NOON + Span::HOUR.times(2));
    ada.declare(said(Act::RequestConfirmation, "email", asked), &brand(), asked).unwrap();
    assert_eq!(refusal(&ada, "service", "email", asked), None, "the confirmation may be sent");
    assert_eq!(
        refusal(&ada, "offers", "email", asked),
        Some(Refusal::Suppressed),
        "nothing else before it is answered"
    );
    ada.declare(said(Act::Confirm, "email", confirmed), &brand(), confirmed).unwrap();
    assert_eq!(refusal(&ada, "offers", "email", confirmed), None);
    ada.suppress(suppression(Reason::HardBounce, confirmed));
    assert_eq!(refusal(&ada, "service", "email", confirmed), Some(Refusal::Suppressed), "and bounces again");
}

/// S11: no one who opted out becomes mailable because someone says "subscribed".
#[test]
fn suppression_outranks_imports_api_merges_and_restores() {
    let now = NOON + Span::DAY;
    for n in 0..10_000u128 {
        let mut person = person(n + 1);
        opt_in(&mut person, NOON - Span::DAY);
        person.suppress(suppression(Reason::OptOut, NOON));
        match n % 4 {
            0 => {
                let import = Declaration { proof: Proof::Claimed, ..said(Act::Grant, "email", now) };
                person.declare(import, &brand(), now).unwrap();
            }
            1 => {
                let mut api = said(Act::Grant, "email", now);
                api.proof = Proof::DoubleOptIn { via: IdentifierKind::Email, reference: "says the list".into() };
                person.declare(api, &brand(), now).unwrap();
            }
            2 => {
                let mut other = super::person(n + 1_000_000);
                opt_in(&mut other, NOON - Span::HOUR.times(3));
                assert!(person.merge(other, join(), now));
            }
            _ => {
                let mut restored = Customer::new(CustomerId(n + 1_000_000));
                restored.profile = ada().profile;
                opt_in(&mut restored, NOON - Span::DAY);
                assert!(restored.merge(person, join(), now));
                person = restored;
            }
        }
        assert_eq!(refusal(&person, "offers", "email", now), Some(Refusal::Suppressed));
        if n % 100 == 0 {
            opt_in(&mut person, now);
            assert_eq!(refusal(&person, "offers", "email", now + Span::HOUR), None, "new proof by the person counts");
        }
    }
}

#[test]
fn only_a_request_made_after_the_suppression_lifts_it() {
    let mut ada = ada();
    ada.declare(said(Act::RequestConfirmation, "email", NOON), &brand(), NOON).unwrap();
    let stop = NOON + Span::HOUR;
    ada.suppress(suppression(Reason::Complaint, stop));
    ada.declare(said(Act::Confirm, "email", stop + Span(1)), &brand(), stop + Span(1)).unwrap();
    assert_eq!(refusal(&ada, "offers", "email", stop + Span(1)), Some(Refusal::Suppressed), "the mail was older");
    opt_in(&mut ada, stop + Span(2));
    assert_eq!(refusal(&ada, "offers", "email", stop + Span::HOUR.times(2)), None);
    let erased = stop + Span::DAY;
    ada.suppress(suppression(Reason::Erased, erased));
    opt_in(&mut ada, erased + Span(1));
    assert_eq!(refusal(&ada, "offers", "email", erased + Span::DAY), Some(Refusal::Suppressed), "erased is erased");
}

#[test]
fn an_email_proof_lifts_only_the_email_part_of_a_wide_suppression() {
    let mut ada = ada();
    let wide = Suppression { brand: None, channel: None, ..suppression(Reason::OptOut, NOON) };
    assert_eq!(wide.scope, Scope::Marketing);
    ada.suppress(wide);
    opt_in(&mut ada, NOON + Span(1));
    let now = NOON + Span::DAY;
    ada.declare(said(Act::Grant, "sms", now), &brand(), now).unwrap();
    assert_eq!(refusal(&ada, "offers", "email", now), None);
    assert_eq!(refusal(&ada, "offers", "sms", now), Some(Refusal::Suppressed));
    ada.declare(said(Act::Grant, "staff", now), &brand(), now).unwrap();
    assert_eq!(refusal(&ada, "offers", "staff", now), None, "said in person, where the person is");
}

fn countries() -> Vec<SoftOptInRule> {
    let rule = |country: &str, channels: &[&str], law: &str| SoftOptInRule {
        country: country.into(),
        channels: channels.iter().map(|id| ChannelId::from(*id)).collect(),
        law: law.into(),
    };
    vec![
        rule("DE", &["email"], "UWG 7(3)"),
        rule("AT", &["email", "sms"], "TKG 174(4)"),
        rule("IT", &["email"], "D.Lgs. 196/2003 art. 130(4)"),
    ]
}

/// P3: sixteen combinations, for each channel and country.
#[test]
fn soft_opt_in_needs_all_four_conditions_and_a_country_that_has_it() {
    let covered =
        |country: &str, channel: &str| matches!((country, channel), ("DE" | "AT" | "IT", "email") | ("AT", "sms"));
    for bits in 0..16u8 {
        let conditions = Conditions {
            address_from_sale: bits & 1 != 0,
            own_similar_goods: bits & 2 != 0,
            no_objection: bits & 4 != 0,
            notice: bits & 8 != 0,
        };
        for country in ["DE", "AT", "IT", "PL", ""] {
            for channel in ["email", "sms", "staff"] {
                let allowed = soft_opt_in::allows(&countries(), country, &channel.into(), conditions);
                assert_eq!(allowed, bits == 15 && covered(country, channel), "{bits:04b} {country} {channel}");
            }
        }
    }
}

/// P3 again, through the gate: each condition as the record shows it, all sixteen.
#[test]
fn soft_opt_in_at_the_gate_needs_all_four_in_the_record() {
    let sale = event(
        "Order Completed",
        NOON,
        r#"{"order_id":"o-1","products":[{"product_id":"s1","category":"shoes/running"}]}"#,
    );
    for bits in 0..16u8 {
        let mut brand = brand();
        brand.soft_opt_in = countries();
        brand.channels[0].says_how_to_object = bits & 8 != 0;
        let mut ada = ada();
        ada.declare(said(Act::Notice, "email", NOON), &brand, NOON).unwrap();
        // Without the sale, the goods are similar to those of another sale, and the address is from none.
        let mut order = sale.clone();
        if bits & 1 == 0 {
            order.properties.set("order_id", "o-2".into());
        }
        ada.observe(&order, &brand);
        if bits & 4 == 0 {
            ada.declare(said(Act::Object, "email", NOON), &brand, NOON).unwrap();
        }
        let categories = vec![if bits & 2 != 0 { "shoes".into() } else { "garden".into() }];
        let offer = Offer { categories, own_goods: true, within: Some(Span::ZERO), ..Offer::default() };
        let plan = Plan::new("offers", "email");
        let request = Request { offer: Some(&offer), ..plan.request() };
        let decision = decide(&request, &ada, Some(&brand), Budget::Reserved, NOON + Span(1));
        assert_eq!(decision.is_allowed(), bits == 15, "{bits:04b} {decision:?}");
    }
}

#[test]
fn a_merge_takes_the_stricter_consent() {
    let at = |hours: i64| NOON + Span::HOUR.times(hours);
    let grant = |hours: i64| Declaration { address: None, ..said(Act::Grant, "staff", at(hours)) };
    let no = |hours: i64| said(Act::Withdraw, "staff", at(hours));
    for (yes, withdrawn) in [(1, 2), (2, 1)] {
        let (mut a, mut b) = (person(1), person(2));
        a.declare(grant(yes), &brand(), at(9)).unwrap();
        b.declare(no(withdrawn), &brand(), at(9)).unwrap();
        let (mut ab, mut ba) = (a.clone(), b.clone());
        ab.merge(b, join(), at(10));
        ba.merge(a, join(), at(10));
        for merged in [&mut ab, &mut ba] {
            assert_eq!(status(merged, "staff", at(10)), ConsentStatus::Withdrawn { at: at(withdrawn) });
            assert_eq!(merged.declare(grant(11), &brand(), at(11)), Ok(Applied::Recorded));
            assert_eq!(status(merged, "staff", at(11)), ConsentStatus::Given { since: at(11) }, "now they know both");
        }
    }
    // One address: its owner answered the earlier no.
    let (mut a, mut b) = (person(1), person(2));
    opt_in(&mut a, at(3));
    b.declare(said(Act::Withdraw, "email", at(1)), &brand(), at(1)).unwrap();
    a.merge(b, join(), at(10));
    assert_eq!(status(&a, "email", at(10)), ConsentStatus::Given { since: at(4) });
}

/// Every "no" said now holds, however far apart the clocks of those who recorded "yes" and "no" are.
#[test]
fn a_no_beats_every_yes_recorded_before_it_under_all_clocks() {
    let offsets = [-Span::DAY.0, -Span::MINUTE.times(30).0, 0, Span::MINUTE.times(30).0, Span::DAY.0];
    for (off, act, open) in offsets.iter().flat_map(|off| {
        [Act::Withdraw, Act::Object].into_iter().flat_map(move |act| [false, true].map(|open| (*off, act, open)))
    }) {
        let yes = NOON + Span::DAY;
        let now = yes + Span::HOUR;
        let (mut confirmed, mut granted, mut pending) = (person(1), person(2), person(3));
        opt_in(&mut confirmed, yes);
        granted.declare(said(Act::Grant, "email", yes), &brand(), yes).unwrap();
        pending.declare(said(Act::RequestConfirmation, "email", yes), &brand(), yes).unwrap();
        for mut person in [confirmed, granted, pending] {
            let mut no = said(act, "email", now + Span(off));
            if open {
                (no.purpose, no.channel) = (None, None);
            }
            assert_eq!(person.declare(no, &brand(), now), Ok(Applied::Recorded), "{off} {act:?}");
            let stands = status(&person, "email", now);
            let stopped = matches!(stands, ConsentStatus::Withdrawn { .. } | ConsentStatus::Objected { .. });
            assert!(stopped, "{off} {act:?} {open}: {stands:?}");
            assert!(refusal(&person, "offers", "email", now).is_some());
            let late = now + Span(1);
            assert!(person.declare(said(Act::Confirm, "email", late), &brand(), late).is_err(), "what waited is over");
            // A claim of an old yes that comes in later brings nothing back; new proof by the person does.
            let import = Declaration { proof: Proof::Claimed, ..said(Act::Grant, "email", late) };
            assert_eq!(person.declare(import, &brand(), late), Ok(Applied::WithoutEffect));
            let anew = now + Span::DAY;
            opt_in(&mut person, anew);
            assert!(status(&person, "email", anew + Span::HOUR).is_valid());
        }
    }
}

/// Every "yes" said now answers the "no" before it, however far ahead the clock was that dated the "no"; and the next "no"
/// answers that "yes". What is only reported of an earlier moment answers nothing.
#[test]
fn a_yes_said_now_answers_every_no_recorded_before_it_under_all_clocks() {
    let offsets = [-Span::DAY.0, -Span::MINUTE.times(30).0, 0, Span::MINUTE.times(30).0, Span::DAY.0];
    let ways = ["opt-in", "grant", "complaint"];
    for (off, way, act, open) in offsets.iter().flat_map(|off| {
        ways.iter().flat_map(move |way| {
            [Act::Withdraw, Act::Object]
                .into_iter()
                .flat_map(move |act| [false, true].map(|open| (*off, *way, act, open)))
        })
    }) {
        let case = format!("{off} {way} {act:?} {open}");
        // How the clock stood when the "no" came in; the "yes" comes in by a clock that is right again.
        let dated = NOON + Span::DAY + Span(off);
        let now = NOON + Span::DAY + Span(1);
        let channel = if way == "grant" { "staff" } else { "email" };
        let mut person = person(1);
        opt_in(&mut person, NOON);
        let mut no = said(act, channel, dated);
        if open {
            (no.purpose, no.channel) = (None, None);
        }
        assert_eq!(person.declare(no.clone(), &brand(), dated), Ok(Applied::Recorded), "{case}");
        if way == "complaint" {
            // They complain a minute later, by the same clock.
            person.suppress(suppression(Reason::Complaint, dated + Span::MINUTE));
        }
        if way != "grant" && dated > now {
            let reported = said(Act::RequestConfirmation, channel, now - Span(1));
            assert_eq!(person.declare(reported, &brand(), now), Ok(Applied::Recorded), "{case}");
            let late = said(Act::Confirm, channel, now - Span(1));
            assert_ne!(person.clone().declare(late, &brand(), now), Ok(Applied::Recorded), "{case}: only reported");
        }
        if way == "grant" {
            let yes = Declaration { address: None, ..said(Act::Grant, channel, now) };
            assert_eq!(person.declare(yes, &brand(), now), Ok(Applied::Recorded), "{case}");
        } else {
            for (step, act) in [Act::RequestConfirmation, Act::Confirm].into_iter().enumerate() {
                let at = now + Span::MINUTE.times(step as i64);
                assert_eq!(person.declare(said(act, channel, at), &brand(), at), Ok(Applied::Recorded), "{case}");
            }
        }
        let then = now + Span::MINUTE.times(2);
        assert!(status(&person, channel, then).is_valid(), "{case}: {:?}", status(&person, channel, then));
        assert_eq!(refusal(&person, "offers", channel, then), None, "{case}");
        // Back and forth: the last word holds, whatever the dates are by then.
        no.at = then;
        assert_eq!(person.declare(no, &brand(), then), Ok(Applied::Recorded), "{case}");
        assert!(refusal(&person, "offers", channel, then).is_some(), "{case}");
        let import = Declaration { proof: Proof::Claimed, ..said(Act::Grant, channel, then) };
        assert_eq!(person.declare(import, &brand(), then), Ok(Applied::WithoutEffect), "{case}");
    }
}

/// The same "no" said again within a minute is answered as done and not recorded. So whatever is reported later, with a date between two
/// of them, is taken back by the second; a "yes" said now, and one that is dated after that span, is not.
#[test]
fn a_no_said_twice_beats_every_yes_reported_between_the_two() {
    let ways = ["opt-in", "presence"];
    let noes = ["withdraw", "object", "suppress"];
    for (way, no) in ways.iter().flat_map(|way| noes.iter().map(move |no| (*way, *no))) {
        // Seconds: the second "no", the date of the "yes", and when that is reported.
        for (again, dated, reported) in [(20, 10, 30), (59, 58, 3_600), (20, 10, 86_400), (1, 1, 2)] {
            let case = format!("{way} {no} {again} {dated} {reported}");
            let channel = if way == "presence" { "staff" } else { "email" };
            let at = |seconds: i64| NOON + Span::DAY + Span::SECOND.times(seconds);
            let (mut person, twin) = (person(1), person(1));
            let mut say_no = |at: Time| match no {
                "suppress" => {
                    let said = Suppression { channel: None, ..suppression(Reason::OptOut, at) };
                    let stands = person.suppressed_already(&said);
                    if !stands {
                        person.suppress(said);
                    }
                    stands
                }
                _ => {
                    let act = if no == "object" { Act::Object } else { Act::Withdraw };
                    let said = said(act, channel, at);
                    let stands = person.says_already(&said);
                    if !stands {
                        person.declare(said, &brand(), at).unwrap();
                    }
                    stands
                }
            };
            assert_eq!([say_no(at(0)), say_no(at(again))], [false, true], "{case}");
            let yes = |person: &mut Customer, dated: Time, now: Time| match way {
                "opt-in" => {
                    person.declare(said(Act::RequestConfirmation, channel, dated), &brand(), now).unwrap();
                    person.declare(said(Act::Confirm, channel, dated), &brand(), now).unwrap_or(Applied::WithoutEffect)
                }
                _ => {
                    let yes = Declaration { address: None, ..said(Act::Grant, channel, dated) };
                    person.declare(yes, &brand(), now).unwrap()
                }
            };
            yes(&mut person, at(dated), at(reported));
            assert!(refusal(&person, "offers", channel, at(reported)).is_some(), "{case}: reported");
            let kept = person.consents().history().len();
            yes(&mut person, at(dated), at(reported));
            assert_eq!(person.consents().history().len(), kept, "{case}: a repetition is one");
            let later = at(reported) + Span::HOUR;
            yes(&mut person, later, later);
            assert_eq!(refusal(&person, "offers", channel, later), None, "{case}: said now");
            // What is dated after the span counts as it always did.
            let (mut person, no_at) = (twin, at(0));
            if no == "suppress" {
                person.suppress(Suppression { channel: None, ..suppression(Reason::OptOut, no_at) });
            } else {
                person.declare(said(Act::Withdraw, channel, no_at), &brand(), no_at).unwrap();
            }
            yes(&mut person, no_at + Span::MINUTE, later);
            assert_eq!(refusal(&person, "offers", channel, later), None, "{case}: after it");
        }
    }
}

/// A stop is often reported late. Whatever its date, only what the person was asked after it became known answers it; without a word about
/// when that was, its date counts.
#[test]
fn a_stop_is_answered_by_what_was_asked_after_it_became_known() {
    let at = |hours: i64| NOON + Span::DAY + Span::HOUR.times(hours);
    for reason in [Reason::OptOut, Reason::Complaint, Reason::Objection, Reason::HardBounce] {
        for (channel, happened, received) in [("email", 0, 4), ("email", 4, 4), ("staff", 0, 4)] {
            if channel == "staff" && reason == Reason::HardBounce {
                continue;
            }
            // When the person was asked and when they answered; when the stop became known lies before, between or behind.
            for (asked, answered) in [(1, 2), (1, 6), (4, 6), (5, 6)] {
                for told_first in [true, false] {
                    let case = format!(
                        "{reason:?} {channel} {happened}/{received}, asked {asked}, answered {answered}, {told_first}"
                    );
                    let mut ada = ada();
                    let stop = Suppression {
                        channel: Some(channel.into()),
                        received: Some(at(received)),
                        ..suppression(reason, at(happened))
                    };
                    for hour in 0..=8 {
                        if hour == received && told_first {
                            assert!(ada.suppress(stop.clone()), "{case}");
                        }
                        if hour == asked && channel == "email" {
                            let asks = said(Act::RequestConfirmation, channel, at(asked));
                            ada.declare(asks, &brand(), at(asked)).unwrap();
                        }
                        if hour == answered && channel == "email" {
                            ada.declare(said(Act::Confirm, channel, at(answered)), &brand(), at(answered)).unwrap();
                        } else if hour == answered {
                            let yes = Declaration { address: None, ..said(Act::Grant, channel, at(asked)) };
                            ada.declare(yes, &brand(), at(answered)).unwrap();
                        }
                        if hour == received && !told_first {
                            assert!(ada.suppress(stop.clone()), "{case}");
                        }
                    }
                    let again = Suppression { received: Some(at(9)), ..stop };
                    assert!(!ada.suppress(again), "{case}: the same, told again, is not another one");
                    let expected = if asked > received { None } else { Some(Refusal::Suppressed) };
                    assert_eq!(refusal(&ada, "offers", channel, at(10)), expected, "{case}");
                }
            }
        }
    }
}

/// Somebody who shares an address took it back, and only later it became known that this customer has the address, too. It stands against
/// every "yes" before it and every one that nobody can prove, and not against new proof.
#[test]
fn an_earlier_no_at_a_shared_address_counts_from_when_it_was_said() {
    let at = |hours: i64| NOON + Span::DAY + Span::HOUR.times(hours);
    let no = |hours| said(Act::Withdraw, "email", at(hours));
    for (asked, confirmed, told, stands) in
        [(1, 2, 8, true), (1, 2, 4, true), (1, 5, 8, true), (4, 5, 8, false), (9, 10, 8, false)]
    {
        let case = format!("asked {asked}, confirmed {confirmed}, told {told}");
        let mut bob = ada();
        let tell = |bob: &mut Customer, hour| {
            if hour == told {
                assert!(bob.take_over(no(3)) && !bob.take_over(no(3)), "{case}: once");
            }
        };
        for hour in 0..=10 {
            tell(&mut bob, hour);
            if hour == asked {
                bob.declare(said(Act::RequestConfirmation, "email", at(hour)), &brand(), at(hour)).unwrap();
            }
            if hour == confirmed {
                // Told in time, it takes the request back.
                let _ = bob.declare(said(Act::Confirm, "email", at(hour)), &brand(), at(hour));
            }
        }
        let refused = refusal(&bob, "offers", "email", at(11));
        assert_eq!(refused.is_some(), stands, "{case}: {refused:?}");
        let claimed = Declaration { proof: Proof::Claimed, ..said(Act::Grant, "email", at(11)) };
        bob.declare(claimed, &brand(), at(11)).unwrap();
        assert_eq!(refusal(&bob, "offers", "email", at(12)).is_some(), stands, "{case}: a claim changes nothing");
    }
    assert!(!ada().take_over(said(Act::Grant, "email", at(1))), "a yes is never passed on");
}

#[test]
fn a_withdrawal_that_is_said_again_keeps_the_date_of_the_first() {
    let mut ada = person(1);
    opt_in(&mut ada, NOON - Span::DAY);
    for minutes in [0, 5, 60] {
        let at = NOON + Span::MINUTE.times(minutes);
        ada.declare(said(Act::Withdraw, "email", at), &brand(), at).unwrap();
    }
    assert_eq!(status(&ada, "email", NOON + Span::DAY), ConsentStatus::Withdrawn { at: NOON });
}
