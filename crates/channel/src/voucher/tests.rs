#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;
use rapport_kernel::{ActivityId, BrandId, Currency, CustomerId, Money, Span, Time};
use smol_str::SmolStr;
use std::collections::HashSet;

const SECRET: Secret = Secret::new([7; 32]);
const ADA: CustomerId = CustomerId(1);
const BEN: CustomerId = CustomerId(2);
const NONE_YET: Person = Person { issued: 0, redeemed: 0 };

fn euros(n: i64) -> Money {
    Money::new(n * 100, Currency::EUR)
}

fn pool() -> Pool {
    Pool {
        id: PoolId("socks".into()),
        brand: BrandId::from("acme"),
        activity: ActivityId::from("spring-socks"),
        name: "5 € off socks".into(),
        benefit: Benefit::Amount(euros(5)),
        cap: Some(euros(20)),
        validity: Validity { from: None, until: None, lasts: Some(Span::DAY.times(7)) },
        conditions: Conditions::default(),
        source: Source::Own,
        closed: false,
    }
}

fn wish(key: &str, at: Time) -> Issue {
    let code = Some(Code::derive(&SECRET, &PoolId("socks".into()), key, 0));
    Issue {
        key: key.into(),
        customer: Some(ADA),
        code,
        at,
        zone: "Europe/Berlin".into(),
        benefit: None,
        lasts: None,
        conditions: None,
    }
}

fn given(pool: &Pool) -> Voucher {
    issue(pool, &Book::default(), NONE_YET, None, wish("k", Time(0))).unwrap()
}

fn line(product: &str, category: &str, amount: Money) -> Line {
    Line { product: product.into(), category: Some(category.into()), amount }
}

fn basket(order: &str) -> Basket {
    Basket {
        order: order.into(),
        branch: Some("berlin-1".into()),
        customer: Some(ADA),
        lines: vec![line("trail-39", "shoes", euros(80)), line("wool-m", "socks", euros(12))],
        other_vouchers: 0,
    }
}

fn redeem<'a>(id: &'a str, basket: &'a Basket) -> Command<'a> {
    Command::Redeem { id, basket, person: NONE_YET, beside: Beside::default() }
}

#[test]
fn what_a_voucher_is_for_is_found_in_any_spelling() {
    let asked = |products: &[&str], categories: &[&str]| {
        let list = |all: &[&str]| all.iter().map(|one| (*one).into()).collect();
        let conditions = Conditions {
            products: list(products),
            categories: list(categories),
            branches: vec!["ko\u{308}ln".into()],
            ..Conditions::default()
        };
        let pool = Pool { conditions, ..pool() };
        let basket = Basket {
            branch: Some("k\u{f6}ln".into()),
            lines: vec![line("m\u{fc}tze-1", "k\u{f6}pfe", euros(80))],
            ..basket("o")
        };
        decide(&pool, &given(&pool), redeem("r", &basket), Time(5)).is_ok()
    };
    assert!(asked(&["mu\u{308}tze-1"], &[]) && asked(&["m\u{fc}tze-1\u{200b}"], &[]) && asked(&[], &["ko\u{308}pfe "]));
    assert!(!asked(&["mutze-1"], &[]) && !asked(&[], &["kopfe"]));
}

#[test]
fn a_voucher_that_nobody_has_becomes_somebodys_until_something_happened_to_it() {
    let new = Voucher { customer: None, ..given(&pool()) };
    let mut named = new.clone();
    assert_eq!((named.give_to(ADA), named.customer, named.revision), (Ok(()), Some(ADA), 1));
    assert_eq!((named.give_to(BEN), named.customer), (Err(Refusal::CodeTaken), Some(ADA)));
    let erased = Voucher { revision: 1, ..new.clone() };
    for (state, why) in [
        (VoucherState::Issued, Refusal::CodeTaken),
        (VoucherState::RolledBack, Refusal::CodeTaken),
        (VoucherState::Redeemed, Refusal::AlreadyRedeemed),
        (VoucherState::Expired, Refusal::Expired),
        (VoucherState::Void, Refusal::Void),
    ] {
        let mut voucher = Voucher { state, ..erased.clone() };
        assert_eq!((voucher.give_to(BEN), voucher.customer), (Err(why), None));
    }
}

#[test]
fn a_repeated_issue_gives_the_same_voucher_and_other_keys_give_others() {
    let pool = pool();
    let first = given(&pool);
    let again = Code::derive(&SECRET, &pool.id, "k", 0);
    assert_eq!(first.code, again);
    assert_eq!(first.until, last_moment(Time(0), Span::DAY.times(7), "Europe/Berlin"));
    let closed = Pool { closed: true, ..pool.clone() };
    assert_eq!(issue(&closed, &Book::default(), NONE_YET, Some(&first), wish("k", Time(9))), Ok(first));
    assert_eq!(issue(&closed, &Book::default(), NONE_YET, None, wish("other", Time(9))), Err(Refusal::PoolClosed));
    let codes: HashSet<String> =
        (0..20_000).map(|n| Code::derive(&SECRET, &pool.id, &format!("k{n}"), 0).to_string()).collect();
    assert_eq!(codes.len(), 20_000);
    assert_ne!(again, Code::derive(&Secret::new([8; 32]), &pool.id, "k", 0));
    assert_ne!(again, Code::derive(&SECRET, &PoolId("other".into()), "k", 0));
    assert_ne!(again, Code::derive(&SECRET, &pool.id, "k", 1));
}

#[test]
fn the_derivation_never_changes_from_release_to_release() {
    let code = Code::derive(&SECRET, &PoolId("socks".into()), "journey/1/step/x/receipt/9", 0);
    // Computed by another program from the description in `code.rs`.
    assert_eq!(code.as_str(), "KT4G-AHCJ-395Y");
}

#[test]
fn neighbouring_keys_tell_nothing_about_each_other() {
    // Two codes agree at a place by chance only: 1 in 31 of 11 places for 2,000 pairs, 710 expected.
    let code = |n: u32| Code::derive(&SECRET, &PoolId("p".into()), &n.to_string(), 0).key();
    let alike = |n| code(n).as_str().bytes().zip(code(n + 1).as_str().bytes()).take(11).filter(|(a, b)| a == b).count();
    let total: usize = (0..2_000).map(alike).sum();
    assert!((550..870).contains(&total), "{total}");
}

#[test]
fn a_code_is_read_however_it_is_typed() {
    let code = Code::derive(&SECRET, &PoolId("p".into()), "k", 0);
    let lazy = format!("  {} ", code.as_str().to_lowercase().replace('-', " "));
    assert_eq!(Key::typed(&lazy), Ok(code.key()));
    assert!(code.key().checks());
    assert_eq!(Code::imported(" kino-77 a1 ").unwrap().key().as_str(), "KINO77A1");
    for bad in ["", "abc", "a\u{1b}bcd", "äbcd", "ab;cd", &"x".repeat(41)] {
        assert_eq!(Key::typed(bad), Err(Refusal::NotACode), "{bad:?}");
    }
    for none in ["undefined", "NULL", " null ", "n/a", "-", "----", "#NV", "None", "000-000", "{{code}}"] {
        assert_eq!(
            (Key::typed(none), Code::imported(none)),
            (Err(Refusal::NotACode), Err(Refusal::NotACode)),
            "{none:?}"
        );
    }
    assert_eq!(Key::typed("KINO77A1").unwrap().not_found(), Refusal::Unknown);
    for pasted in [
        "QZ0000\n",
        "QZ0000\r\n",
        "QZ\u{a0}0000",
        "QZ_0000",
        "QZ.0000",
        "QZ\u{2013}0000",
        "qz\u{2011}00\u{2212}00",
        "\u{feff}QZ0000",
        "QZ\u{200b}0000",
        "QZ\u{ad}0000",
        "\tQZ 00\u{202f}00 ",
        "QZ\u{2009}00\u{3000}00",
        "QZ\u{ff0d}0000",
    ] {
        assert_eq!(Key::typed(pasted).map(|key| key.to_string()).as_deref(), Ok("QZ0000"), "{pasted:?}");
        assert!(
            Code::imported(pasted).unwrap().as_str().bytes().all(|b| b == b' ' || b.is_ascii_graphic()),
            "{pasted:?}"
        );
    }
    for other in ["QZ/0000", "QZ#0000", "QÄ0000", "QZ٣0000", "QZ+0000"] {
        assert_eq!(Key::typed(other), Err(Refusal::NotACode), "{other:?}");
    }
}

#[test]
fn the_same_redemption_twice_is_one_and_another_is_refused() {
    let (pool, mut voucher, mut book) = (pool(), given(&pool()), Book::default());
    let basket = basket("o1");
    let first = decide(&pool, &voucher, redeem("r1", &basket), Time(5)).unwrap();
    evolve(&mut voucher, &mut book, first.change.as_ref().unwrap());
    let again = decide(&pool, &voucher, redeem("r1", &basket), Time(9_999_999_999)).unwrap();
    assert_eq!((again.change, again.redemption), (None, first.redemption));
    assert_eq!(decide(&pool, &voucher, redeem("r2", &basket), Time(6)), Err(Refusal::AlreadyRedeemed));
    let other = super::Basket { order: "o2".into(), ..basket };
    assert_eq!(decide(&pool, &voucher, redeem("r1", &other), Time(6)), Err(Refusal::OtherContent));
}

#[test]
fn a_roll_back_makes_it_usable_again_but_not_under_the_old_id() {
    let (pool, mut voucher, mut book) = (pool(), given(&pool()), Book::default().issued(&given(&pool())));
    let basket = basket("o1");
    let back = |id| Command::RollBack { id, branches: &[] };
    for (command, now) in [(redeem("r1", &basket), 5), (back("r1"), 6)] {
        let outcome = decide(&pool, &voucher, command, Time(now)).unwrap();
        evolve(&mut voucher, &mut book, &outcome.change.unwrap());
    }
    assert_eq!((voucher.state, book.redeemed, book.spent, book.promised), (VoucherState::RolledBack, 0, 0, 500));
    assert_eq!(decide(&pool, &voucher, back("r1"), Time(7)).unwrap().change, None);
    assert_eq!(decide(&pool, &voucher, redeem("r1", &basket), Time(7)), Err(Refusal::RolledBack));
    assert!(decide(&pool, &voucher, redeem("r2", &basket), Time(7)).unwrap().change.is_some());
}

#[test]
fn a_roll_back_that_overtakes_its_redemption_is_kept_for_it() {
    let (pool, mut voucher, mut book) = (pool(), given(&pool()), Book::default());
    let (before, basket) = (voucher.clone(), basket("o1"));
    let back = |voucher: &Voucher, id: &str, branches: &[SmolStr]| {
        decide(&pool, voucher, Command::RollBack { id, branches }, Time(5)).map(|outcome| outcome.change)
    };
    let change = back(&voucher, "r1", &[]).unwrap().unwrap();
    assert_eq!(change.shift(&voucher), Shift::default());
    evolve(&mut voucher, &mut book, &change);
    assert_eq!((voucher.state, book), (VoucherState::Issued, Book::default()), "nothing else changes");
    assert_eq!(back(&voucher, "r1", &[]), Ok(None), "said again, it is kept once");
    assert_eq!(decide(&pool, &voucher, redeem("r1", &basket), Time(6)), Err(Refusal::RolledBack));
    assert!(decide(&pool, &voucher, redeem("r2", &basket), Time(6)).is_ok());

    // Who may take back at some branches alone does not hold up the others.
    let mut elsewhere = before.clone();
    evolve(&mut elsewhere, &mut book, &back(&before, "r1", &["berlin-2".into()]).unwrap().unwrap());
    assert!(decide(&pool, &elsewhere, redeem("r1", &basket), Time(6)).is_ok());
    let there = super::Basket { branch: Some("berlin-2".into()), ..basket.clone() };
    assert_eq!(decide(&pool, &elsewhere, redeem("r1", &there), Time(6)), Err(Refusal::RolledBack));

    // One voucher keeps so many, and says when it keeps no more.
    for n in voucher.ahead.len()..MAX_AHEAD {
        let change = back(&voucher, &format!("x{n}"), &[]).unwrap().unwrap();
        evolve(&mut voucher, &mut book, &change);
    }
    assert_eq!(back(&voucher, "one more", &[]), Err(Refusal::TooManyRollbacks));
    assert_eq!(back(&voucher, "r1", &[]), Ok(None));
    assert_eq!(decide(&pool, &voucher, redeem("r1", &basket), Time(7)), Err(Refusal::RolledBack));
    assert!(back(&voucher, "x", &["berlin-2".into()]).unwrap().is_some(), "nobody fills up another's");
}

#[test]
fn what_stands_alone_stands_beside_nothing_in_either_order() {
    let alone = pool();
    let combinable = Pool { conditions: Conditions { combinable: true, ..Conditions::default() }, ..pool() };
    let basket = basket("o1");
    let beside = |pool: &Pool, voucher: &Voucher, beside| {
        let command = Command::Redeem { id: "r", basket: &basket, person: NONE_YET, beside };
        decide(pool, voucher, command, Time(1)).map(drop)
    };
    let (one, other) = (given(&alone), given(&combinable));
    assert!(!one.combines(&alone) && other.combines(&combinable));
    let (mut others, mut with_alone) = (Beside::default(), Beside::default());
    others.add(&other, &combinable);
    with_alone.add(&other, &combinable);
    with_alone.add(&one, &alone);
    assert_eq!(beside(&alone, &one, Beside::default()), Ok(()));
    assert_eq!(beside(&alone, &one, others), Err(Refusal::NotCombinable));
    assert_eq!(beside(&combinable, &other, others), Ok(()));
    assert_eq!(beside(&combinable, &other, with_alone), Err(Refusal::OtherStandsAlone));
    // What issued it may be stricter than the pool.
    let strict = Voucher { conditions: Some(Conditions::default()), ..other };
    assert!(!strict.combines(&combinable));
    assert_eq!(beside(&combinable, &strict, others), Err(Refusal::NotCombinable));
}

#[test]
fn an_orders_vouchers_take_off_what_it_costs_and_no_more() {
    let pool = Pool { conditions: Conditions { combinable: true, ..Conditions::default() }, ..pool() };
    let basket = Basket { lines: vec![line("wool-m", "socks", euros(12))], ..basket("o1") };
    let (mut beside, mut book, mut given_off) = (Beside::default(), Book::default(), Vec::new());
    for _ in 0..4 {
        let mut voucher = given(&pool);
        let command = Command::Redeem { id: "r", basket: &basket, person: NONE_YET, beside };
        let Ok(Outcome { change: Some(change), redemption: Some(used) }) = decide(&pool, &voucher, command, Time(1))
        else {
            assert_eq!(decide(&pool, &voucher, command, Time(1)), Err(Refusal::NothingLeft));
            continue;
        };
        evolve(&mut voucher, &mut book, &change);
        beside.add(&voucher, &pool);
        given_off.push(used.discount);
    }
    assert_eq!(given_off, [euros(5), euros(5), euros(2)], "the last is cut to what is left, one more is refused");
    assert_eq!(book.spent, 1_200);
}

/// A till says `t2 ` and `t2` and means one redemption.
#[test]
fn a_redemption_has_one_name_however_it_is_spelled() {
    let (pool, fresh) = (pool(), given(&pool()));
    let basket = basket("o1");
    let with_blank = "t2 \u{200b}";
    for (first, second) in [("t2", with_blank), (with_blank, "t2")] {
        let (mut voucher, mut book) = (fresh.clone(), Book::default());
        let back = |voucher: &Voucher, id| decide(&pool, voucher, Command::RollBack { id, branches: &[] }, Time(5));
        let undone = back(&voucher, first).unwrap().change.unwrap();
        evolve(&mut voucher, &mut book, &undone);
        assert_eq!(decide(&pool, &voucher, redeem(second, &basket), Time(6)), Err(Refusal::RolledBack));
        let (mut voucher, mut book) = (fresh.clone(), Book::default());
        let used = decide(&pool, &voucher, redeem(first, &basket), Time(6)).unwrap().change.unwrap();
        evolve(&mut voucher, &mut book, &used);
        assert_eq!(decide(&pool, &voucher, redeem(second, &basket), Time(7)).unwrap().change, None);
        assert!(matches!(back(&voucher, second).unwrap().change, Some(Change::RolledBack { .. })));
        // As a release before kept it.
        voucher.redemption.as_mut().unwrap().id = with_blank.into();
        assert!(matches!(back(&voucher, "t2").unwrap().change, Some(Change::RolledBack { .. })));
    }
}

#[test]
fn validity_holds_at_both_ends() {
    let late =
        Pool { validity: Validity { from: Some(Time(10)), until: Some(Time(20)), lasts: Some(Span::DAY) }, ..pool() };
    let (voucher, basket) = (given(&late), basket("o"));
    let at = |now| decide(&late, &voucher, redeem("r", &basket), Time(now)).map(|_| ());
    assert_eq!(at(9), Err(Refusal::NotYetValid));
    assert_eq!((at(10), at(20)), (Ok(()), Ok(())));
    assert_eq!(at(21), Err(Refusal::Expired));
    assert_eq!(decide(&late, &voucher, Command::Expire, Time(20)), Err(Refusal::NotDue));
    assert!(decide(&late, &voucher, Command::Expire, Time(21)).is_ok());
    assert_eq!(issue(&late, &Book::default(), NONE_YET, None, wish("k", Time(21))), Err(Refusal::Expired));
}

#[test]
fn a_wish_may_say_what_it_gives_and_for_how_long() {
    let pool = pool();
    let wish = Issue { benefit: Some(Gift::Amount(euros(2))), lasts: Some(Span::DAY), ..wish("k", Time(0)) };
    let long = Issue { lasts: Some(Span::DAY.times(99)), ..wish.clone() };
    let zloty = Issue { benefit: Some(Gift::Amount(Money::new(1, "PLN".parse().unwrap()))), ..wish.clone() };
    let voucher = issue(&pool, &Book::default(), NONE_YET, None, wish).unwrap();
    assert_eq!((voucher.worth, voucher.until), (euros(2), last_moment(Time(0), Span::DAY, "Europe/Berlin")));
    let basket = basket("o");
    let redeemed = decide(&pool, &voucher, redeem("r", &basket), Time(1)).unwrap();
    assert_eq!(redeemed.redemption.unwrap().discount, euros(2));
    assert_eq!(issue(&pool, &Book::default(), NONE_YET, None, long).unwrap().until, given(&pool).until);
    assert_eq!(issue(&pool, &Book::default(), NONE_YET, None, zloty), Err(Refusal::OtherCurrency));
}

#[test]
fn a_step_never_gives_more_than_its_pool_for_any_basket() {
    let gifts = (0..=101)
        .map(Gift::Percent)
        .chain((-100..1_500).step_by(100).map(|minor| Gift::Amount(Money::new(minor, euros(1).currency))));
    let pools = [Benefit::Amount(euros(5)), Benefit::Percent { percent: 15, at_most: euros(5) }];
    for (pool, gift) in pools.iter().flat_map(|pool| gifts.clone().map(move |gift| (pool, gift))) {
        let Ok(narrowed) = pool.narrowed(Some(gift)) else { continue };
        assert!(narrowed.worth().minor <= pool.worth().minor, "{gift:?} of {pool:?}");
        for basket in [0, 1, 50, 99, 1_000, 3_333, 100_000] {
            let (given, allowed) = (narrowed.discount(basket), pool.discount(basket));
            assert!(
                (0..=allowed).contains(&given),
                "{gift:?} of {pool:?}: {given} for {basket}, the pool gives {allowed}"
            );
        }
    }
    let of = |pool: &Benefit, gift| pool.narrowed(Some(gift));
    let [amount, percent] = &pools;
    assert_eq!(of(amount, Gift::Amount(euros(5))), Ok(Benefit::Amount(euros(5))));
    assert_eq!(of(amount, Gift::Amount(euros(500))), Err(Refusal::MoreThanPool));
    assert_eq!(of(amount, Gift::Percent(100)), Ok(Benefit::Percent { percent: 100, at_most: euros(5) }));
    assert_eq!(of(percent, Gift::Percent(15)), Ok(percent.clone()));
    assert_eq!(of(percent, Gift::Percent(16)), Err(Refusal::MoreThanPool));
    assert_eq!(of(percent, Gift::Amount(euros(5))), Err(Refusal::MoreThanPool));
    let given = issue(
        &pool(),
        &Book::default(),
        NONE_YET,
        None,
        Issue { benefit: Some(Gift::Amount(euros(500))), ..wish("k", Time(0)) },
    );
    assert_eq!(given, Err(Refusal::MoreThanPool));
}

#[test]
fn a_pool_that_could_never_work_says_why() {
    let (euro, zloty) = (euros(1).currency, "PLN".parse().unwrap());
    let works = |change: fn(&mut Pool)| {
        let mut pool = pool();
        change(&mut pool);
        pool.works(euros(1).currency, Time(100))
    };
    let valid = |from, until, lasts| Validity { from, until, lasts };
    assert_eq!(works(|_| {}), Ok(()));
    assert_eq!(pool().works(zloty, Time(0)), Err(Flaw::OtherCurrency));
    assert_eq!(works(|pool| pool.cap = Some(Money::new(100_000, "PLN".parse().unwrap()))), Err(Flaw::OtherCurrency));
    assert_eq!(works(|pool| pool.cap = Some(euros(4))), Err(Flaw::CapBelowWorth));
    assert_eq!(works(|pool| pool.benefit = Benefit::Amount(euros(0))), Err(Flaw::NotPositive));
    assert_eq!(works(|pool| pool.conditions.min_basket = Some(euros(-1))), Err(Flaw::NotPositive));
    let at = |validity| Pool { validity, ..pool() }.works(euro, Time(100));
    assert_eq!(at(valid(Some(Time(300)), Some(Time(200)), None)), Err(Flaw::EndsBeforeStart));
    assert_eq!(at(valid(None, None, Some(Span(0)))), Err(Flaw::EndsBeforeStart));
    assert_eq!(at(valid(None, Some(Time(100)), None)), Err(Flaw::Over));
    assert_eq!(at(valid(Some(Time(50)), Some(Time(200)), None)), Ok(()));
}

#[test]
fn a_step_adds_its_own_conditions_to_those_of_the_pool() {
    let written = serde_json::from_str(r#"{"min_basket":"90.00 EUR","categories":"socks"}"#).unwrap();
    let conditions = Some(Conditions::read(&written).unwrap());
    let pool = Pool { conditions: Conditions { products: vec!["wool-m".into()], ..Conditions::default() }, ..pool() };
    let voucher = issue(&pool, &Book::default(), NONE_YET, None, Issue { conditions, ..wish("k", Time(0)) }).unwrap();
    let taken = |basket: &Basket| decide(&pool, &voucher, redeem("r", basket), Time(1)).map(|o| o.redemption);
    assert!(taken(&basket("o")).unwrap().is_some());
    let small = Basket { lines: vec![line("wool-m", "socks", euros(12))], ..basket("o") };
    assert_eq!(taken(&small), Err(Refusal::BasketTooSmall));
    let other = Basket { lines: vec![line("wool-m", "hats", euros(90))], ..basket("o") };
    assert_eq!(taken(&other), Err(Refusal::NothingEligible));
    let wrong = serde_json::from_str(r#"{"min_basket":"ninety","minimum":1}"#).unwrap();
    let codes: Vec<&str> = Conditions::read(&wrong).unwrap_err().iter().map(|p| p.code).collect();
    assert_eq!(codes, ["content_unknown_field", "content_money"]);
}

#[test]
fn every_condition_has_its_own_refusal() {
    type Case = (fn(&mut Conditions), fn(&mut Basket), Person, Refusal);
    let used = Person { issued: 1, redeemed: 1 };
    let cases: [Case; 9] = [
        (|c| c.min_basket = Some(euros(93)), |_| {}, NONE_YET, Refusal::BasketTooSmall),
        (|c| c.products = vec!["hat".into()], |_| {}, NONE_YET, Refusal::NothingEligible),
        (|c| c.branches = vec!["berlin-2".into()], |_| {}, NONE_YET, Refusal::OtherBranch),
        (|c| c.branches = vec!["berlin-1".into()], |b| b.branch = None, NONE_YET, Refusal::OtherBranch),
        (|c| c.one_per_person = true, |_| {}, used, Refusal::OnePerPerson),
        (|c| c.personal = true, |b| b.customer = Some(BEN), NONE_YET, Refusal::OtherPerson),
        (|c| c.personal = true, |b| b.customer = None, NONE_YET, Refusal::PersonUnknown),
        (|_| {}, |b| b.other_vouchers = 1, NONE_YET, Refusal::NotCombinable),
        (|_| {}, |b| b.lines[0].amount.currency = "PLN".parse().unwrap(), NONE_YET, Refusal::OtherCurrency),
    ];
    for (condition, spoil, person, refusal) in cases {
        let mut pool = pool();
        let voucher = given(&pool);
        condition(&mut pool.conditions);
        let mut basket = basket("o");
        spoil(&mut basket);
        let command = Command::Redeem { id: "r", basket: &basket, person, beside: Beside::default() };
        assert_eq!(decide(&pool, &voucher, command, Time(1)).map(|_| ()), Err(refusal));
    }
    let lenient = Pool { conditions: Conditions { combinable: true, ..Conditions::default() }, ..pool() };
    let carried = Basket { other_vouchers: 1, ..basket("o") };
    assert!(decide(&lenient, &given(&lenient), redeem("r", &carried), Time(1)).is_ok());
}

#[test]
fn the_discount_counts_eligible_goods_only_and_never_passes_the_worth() {
    let socks = Conditions { categories: vec!["socks".into()], ..Conditions::default() };
    let half = Benefit::Percent { percent: 50, at_most: euros(10) };
    let given_for = |benefit: Benefit, conditions: Conditions, amount: Money| {
        let pool = Pool { benefit, conditions, ..pool() };
        let basket = Basket { lines: vec![line("t", "shoes", euros(80)), line("w", "socks", amount)], ..basket("o") };
        decide(&pool, &given(&pool), redeem("r", &basket), Time(1)).unwrap().redemption.unwrap().discount
    };
    assert_eq!(given_for(half.clone(), socks.clone(), euros(12)), euros(6));
    assert_eq!(given_for(half.clone(), socks.clone(), Money::new(1, Currency::EUR)).minor, 1);
    assert_eq!(given_for(half, Conditions::default(), euros(12)), euros(10));
    assert_eq!(given_for(Benefit::Amount(euros(5)), socks, euros(3)), euros(3));
}

#[test]
fn a_category_covers_those_within_it() {
    let asked = |category: &str| {
        let pool =
            Pool { conditions: Conditions { categories: vec![category.into()], ..Conditions::default() }, ..pool() };
        let basket = Basket { lines: vec![line("t", "shoes/run", euros(80))], ..basket("o") };
        decide(&pool, &given(&pool), redeem("r", &basket), Time(1)).map(|_| ())
    };
    assert_eq!((asked("shoes"), asked("shoes/run")), (Ok(()), Ok(())));
    for other in ["shoe", "shoes/running", "run"] {
        assert_eq!(asked(other), Err(Refusal::NothingEligible), "{other}");
    }
}

#[test]
fn a_voucher_is_not_used_up_for_nothing() {
    let pool = Pool {
        benefit: Benefit::Percent { percent: 15, at_most: euros(10) },
        conditions: Conditions::default(),
        ..pool()
    };
    let discount = |minor: i64| {
        let basket = Basket { lines: vec![line("t", "shoes", Money::new(minor, Currency::EUR))], ..basket("o") };
        decide(&pool, &given(&pool), redeem("r", &basket), Time(1)).map(|done| done.redemption.unwrap().discount.minor)
    };
    assert_eq!((discount(1), discount(3)), (Err(Refusal::BasketTooSmall), Err(Refusal::BasketTooSmall)));
    assert_eq!(discount(4), Ok(1));
}

#[test]
fn what_is_paid_out_in_a_basket_leaves_less_to_pay() {
    let pool = Pool { conditions: Conditions::default(), ..pool() };
    let lines = |amounts: &[i64]| {
        let lines = amounts.iter().map(|minor| line("p", "c", Money::new(*minor, euros(1).currency)));
        Basket { lines: lines.collect(), ..basket("o") }
    };
    let discount = |amounts: &[i64]| {
        let basket = lines(amounts);
        decide(&pool, &given(&pool), redeem("r", &basket), Time(1)).map(|done| done.redemption.unwrap().discount.minor)
    };
    let worth = given(&pool).worth.minor;
    assert_eq!(discount(&[2_000, -500]), discount(&[2_000]), "bottles brought back are no reason to refuse");
    assert_eq!(discount(&[worth + 100, -worth]), Ok(100), "never more than what is left to pay");
    assert_eq!(discount(&[500, -500]), Err(Refusal::NothingEligible));
    assert_eq!(discount(&[500, -600]), Err(Refusal::NothingEligible));
    assert_eq!(discount(&[i64::MAX, 1]), Err(Refusal::BadAmount));
}

#[test]
fn one_for_each_person() {
    let pool = Pool { conditions: Conditions { one_per_person: true, ..Conditions::default() }, ..pool() };
    let had = Person { issued: 1, redeemed: 0 };
    assert_eq!(issue(&pool, &Book::default(), had, None, wish("k2", Time(0))), Err(Refusal::OnePerPerson));
    let anonymous = Issue { customer: None, ..wish("k", Time(0)) };
    assert_eq!(issue(&pool, &Book::default(), NONE_YET, None, anonymous), Err(Refusal::PersonUnknown));
}

#[test]
fn an_imported_pool_can_run_dry() {
    let pool = Pool { source: Source::Imported, ..pool() };
    let dry = Issue { code: None, ..wish("k", Time(0)) };
    assert_eq!(issue(&pool, &Book::default(), NONE_YET, None, dry), Err(Refusal::PoolEmpty));
}

proptest! {
    #[test]
    fn one_wrong_character_is_noticed(key in "[a-z0-9/]{1,40}", place in 0..12usize, step in 1..31usize) {
        let alphabet = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
        let right = Code::derive(&SECRET, &PoolId("p".into()), &key, 0).key();
        let mut typed = right.as_str().as_bytes().to_vec();
        let now = alphabet.iter().position(|a| *a == typed[place]).unwrap();
        typed[place] = alphabet[(now + step) % 31];
        let typed = Key::typed(std::str::from_utf8(&typed).unwrap()).unwrap();
        prop_assert!(!typed.checks());
        prop_assert_eq!(typed.not_found(), Refusal::Mistyped);
    }

    #[test]
    fn two_characters_exchanged_are_noticed(key in "[a-z0-9/]{1,40}", a in 0..12usize, b in 0..12usize) {
        let right = Code::derive(&SECRET, &PoolId("p".into()), &key, 0).key();
        let mut typed = right.as_str().as_bytes().to_vec();
        typed.swap(a, b);
        let same = typed == right.as_str().as_bytes();
        prop_assert_eq!(Key::typed(std::str::from_utf8(&typed).unwrap()).unwrap().checks(), same);
    }

    #[test]
    fn typing_junk_never_panics(text in "\\PC{0,90}") {
        if let Ok(key) = Key::typed(&text) {
            let _ = (key.checks(), key.not_found());
        }
    }

    /// Random wishes against one pool: the cap holds at every moment, and the books equal what the vouchers say.
    #[test]
    fn the_cap_is_never_passed_and_the_book_tells_the_truth(
        commands in proptest::collection::vec((0..6u8, 0..6usize, 0..3u8, 0..2i64), 1..80),
    ) {
        let pool = Pool { benefit: Benefit::Percent { percent: 50, at_most: euros(7) }, ..pool() };
        let (mut book, mut vouchers, mut money) = (Book::default(), Vec::<Voucher>::new(), (0, 0));
        let mut late = 0;
        let mut now = Time(0);
        for (what, which, id, price) in commands {
            now = now + Span::HOUR.times(5);
            if what == 0 {
                let key = format!("k{which}");
                let before = vouchers.iter().find(|v| v.key == key).cloned();
                if let (Ok(voucher), None) = (issue(&pool, &book, NONE_YET, before.as_ref(), wish(&key, now)), &before) {
                    book = book.issued(&voucher);
                    money.0 += voucher.shift().committed;
                    vouchers.push(voucher);
                }
            } else if !vouchers.is_empty() {
                let at = which % vouchers.len();
                let id = format!("r{id}");
                let mut basket = basket(&id);
                basket.lines[0].amount = euros(price);
                let command = match what {
                    1 => redeem(&id, &basket),
                    2 => Command::RollBack { id: &id, branches: &[] },
                    3 => Command::Expire,
                    // By a till that had no line: it was used in the last moment.
                    5 => redeem(&id, &basket),
                    _ => Command::Void { author: "ben@example.com", reason: "wrong price" },
                };
                if let Ok(Outcome { change: Some(change), .. }) = decide(&pool, &vouchers[at], command, if what == 5 { now.min(vouchers[at].until) } else { now }) {
                    if vouchers[at].state == VoucherState::Expired {
                        late += vouchers[at].worth.minor;
                    }
                    let shift = change.shift(&vouchers[at]);
                    money = (money.0 + shift.committed, money.1 + shift.actual);
                    evolve(&mut vouchers[at], &mut book, &change);
                }
            }
            prop_assert!(book.promised <= euros(20).minor + late);
            let counts = |v: &&Voucher| !matches!(v.state, VoucherState::Expired | VoucherState::Void);
            let promised: i64 = vouchers.iter().filter(counts).map(|v| v.worth.minor).sum();
            let spent: i64 = vouchers.iter().filter_map(|v| v.redemption.as_ref()).map(|r| r.discount.minor).sum();
            let open = |v: &&Voucher| matches!(v.state, VoucherState::Issued | VoucherState::RolledBack);
            let committed: i64 = vouchers.iter().filter(open).map(|v| v.worth.minor).sum();
            prop_assert_eq!((book.promised, book.spent), (promised, spent));
            prop_assert_eq!(money, (committed, spent));
            for voucher in &vouchers {
                prop_assert_eq!(voucher.redemption.is_some(), voucher.state == VoucherState::Redeemed);
            }
        }
    }
}

#[test]
fn days_end_with_the_day_by_the_brands_clock() {
    let time = |text: &str| text.parse::<Time>().unwrap();
    let last = |at: &str, span: Span, zone: &str| last_moment(time(at), span, zone).to_string();
    let fortnight = Span::DAY.times(14);
    // Issued at 00:03 in Berlin: the fourteenth day ends at midnight there.
    assert_eq!(last("2026-11-25T23:03:00Z", fortnight, "Europe/Berlin"), time("2026-12-10T22:59:59.999Z").to_string());
    assert_eq!(last("2026-11-25T22:03:00Z", fortnight, "Europe/Berlin"), time("2026-12-09T22:59:59.999Z").to_string());
    assert_eq!(last("2026-11-25T23:03:00Z", fortnight, "UTC"), time("2026-12-09T23:59:59.999Z").to_string());
    // The clock is put back in between.
    assert_eq!(last("2026-10-20T10:00:00Z", fortnight, "Europe/Berlin"), time("2026-11-03T22:59:59.999Z").to_string());
    assert_eq!(
        last("2026-11-25T23:03:00Z", Span::HOUR.times(36), "Europe/Berlin"),
        time("2026-11-27T11:03:00Z").to_string()
    );
    let wish = Issue { lasts: Some(Span::DAY), ..wish("k", time("2026-11-25T12:00:00Z")) };
    let voucher = issue(&pool(), &Book::default(), NONE_YET, None, wish).unwrap();
    assert_eq!(voucher.until, time("2026-11-26T22:59:59.999Z"));
}
