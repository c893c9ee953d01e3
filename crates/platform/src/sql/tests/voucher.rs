use super::*;
use crate::sql::{
    db::{get, values},
    voucher::{Answer, VoucherError, Vouchers, Wish},
};
use rapport_channel::voucher::{
    Basket, Benefit, Conditions, Line, Pool, PoolId, Refusal, Secret, Source, Validity, VoucherState,
};
use rapport_kernel::CustomerId;
use std::collections::BTreeSet;

fn pool(id: &str) -> Pool {
    Pool {
        id: PoolId(id.into()),
        brand: "acme".into(),
        activity: activity("shoes"),
        name: "Spring".into(),
        benefit: Benefit::Amount(euro(500)),
        cap: None,
        validity: Validity { lasts: Some(Span::HOUR), ..Validity::default() },
        conditions: Conditions::default(),
        source: Source::Own,
        closed: false,
    }
}

fn basket(order: &str, minor: i64) -> Basket {
    let line = Line { product: "sock-7".into(), category: None, amount: euro(minor) };
    Basket { order: order.into(), branch: None, customer: None, lines: vec![line], other_vouchers: 0 }
}

fn wish(pool: &str, key: &str) -> Wish {
    Wish {
        pool: PoolId(pool.into()),
        key: key.into(),
        customer: None,
        at: at(10),
        zone: "UTC".into(),
        benefit: None,
        lasts: None,
        conditions: None,
    }
}

async fn store(db: Db, pools: Vec<Pool>) -> (Vouchers, Ledger) {
    let ledger = acme(db, 100_000).await;
    let vouchers = Vouchers::new(ledger.clone(), Secret::new([7; 32]));
    for pool in pools {
        vouchers.put_pool(pool).await.unwrap();
    }
    (vouchers, ledger)
}

fn refusal(answer: Result<Answer, VoucherError>) -> Refusal {
    match answer {
        Err(VoucherError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_voucher_lives_and_its_money_with_it() {
    let home = Home::new();
    let (vouchers, ledger) = store(home.open().await, vec![pool("spring")]).await;
    let given = vouchers.issue(wish("spring", "k1")).await.unwrap();
    let code = given.voucher.code.as_str().to_owned();
    assert!(!given.repeated);
    assert_eq!(shoes(&ledger).await, [100_000, 500, 0]);
    let again = vouchers.issue(wish("spring", "k1")).await.unwrap();
    assert_eq!((again.repeated, &again.voucher), (true, &given.voucher));
    assert_eq!(shoes(&ledger).await, [100_000, 500, 0]);
    // At the till: the basket is worth less than the voucher; typed without hyphens, in small letters.
    let typed = code.replace('-', " ").to_lowercase();
    let looked = vouchers.validate(&typed, "r1", &basket("o1", 420), at(20)).await.unwrap();
    assert_eq!(looked.redemption.unwrap().discount, euro(420));
    assert_eq!(vouchers.find(&code).await.unwrap().0.state, VoucherState::Issued, "validating changes nothing");
    let redeemed = vouchers.redeem(&typed, "r1", &basket("o1", 420), at(20)).await.unwrap();
    assert_eq!(redeemed.voucher.state, VoucherState::Redeemed);
    assert_eq!(shoes(&ledger).await, [100_000, 0, 420]);
    let repeated = vouchers.redeem(&code, "r1", &basket("o1", 420), at(21)).await.unwrap();
    assert!(repeated.repeated && repeated.redemption == redeemed.redemption);
    assert_eq!(refusal(vouchers.redeem(&code, "r2", &basket("o2", 420), at(22)).await), Refusal::AlreadyRedeemed);
    vouchers.roll_back(&code, "r1", &[], at(23)).await.unwrap();
    assert!(vouchers.roll_back(&code, "r1", &[], at(24)).await.unwrap().repeated);
    assert_eq!(shoes(&ledger).await, [100_000, 500, 0]);
    vouchers.redeem(&code, "r3", &basket("o3", 9000), at(25)).await.unwrap();
    assert_eq!(shoes(&ledger).await, [100_000, 0, 500]);
    vouchers.roll_back(&code, "r3", &[], at(26)).await.unwrap();
    assert!(vouchers.expire_due(at(10) + Span::HOUR, 10).await.unwrap().is_empty(), "the last moment still counts");
    let expired = vouchers.expire_due(at(11) + Span::HOUR, 10).await.unwrap();
    assert_eq!(expired.len(), 1);
    assert_eq!(shoes(&ledger).await, [100_000, 0, 0]);
    assert!(vouchers.expire_due(at(12) + Span::HOUR, 10).await.unwrap().is_empty());
    assert!(ledger.audit().await.unwrap().is_empty());
    let book = vouchers.pools().await.unwrap()[0].book;
    assert_eq!((book.issued, book.redeemed, book.promised, book.spent), (1, 0, 0, 0));
}

/// Two tills without a line took the same code: the money of the second is gone, and someone decides what the books say of it.
#[tokio::test]
async fn what_a_till_without_a_line_gave_a_second_time_waits_for_a_person() {
    let home = Home::new();
    let (vouchers, ledger) = store(home.open().await, vec![pool("spring")]).await;
    let code = vouchers.issue(wish("spring", "k1")).await.unwrap().voucher.code.to_string();
    let (early, told) = (at(60), at(60) + Span::MINUTE.times(20));
    let tell = async |id: &str, used: Time| vouchers.redeem_at(&code, id, &basket(id, 420), used, told).await;
    let waits = async || (ledger.waiting_for("already_redeemed").await.unwrap(), ledger.waiting().await.unwrap());
    tell("till-2", early).await.unwrap();
    assert_eq!(refusal(tell("till-3", told - Span::MINUTE).await), Refusal::AlreadyRedeemed);
    assert_eq!(waits().await, (0, 0), "a till that asks at once is told so before it gives anything");
    for _ in 0..2 {
        assert_eq!(refusal(tell("till-1", early - Span::SECOND).await), Refusal::AlreadyRedeemed);
        assert_eq!(waits().await, (1, 1), "told twice, it was given once");
    }
    let taken_back = "till-4";
    assert_eq!(refusal(tell(taken_back, early).await), Refusal::AlreadyRedeemed);
    assert_eq!(waits().await, (2, 2));
    vouchers.roll_back(&code, taken_back, &[], told).await.unwrap();
    assert_eq!(waits().await, (1, 1), "the sale went on without the voucher");
    let given = &ledger.refused(false, 9).await.unwrap()[0];
    let [transfer] = given.posting.transfers.as_slice() else { panic!("{given:?}") };
    assert_eq!((transfer.amount, transfer.kind, transfer.at), (euro(420), Kind::Actual, early - Span::SECOND));
    assert!(!given.id.contains("till-1"), "the till's id may lead to a person: {}", given.id);
    assert_eq!(shoes(&ledger).await, [100_000, 0, 420], "nothing is booked before someone decides");
    assert_eq!(ledger.retry_refused(Some(&given.id), told).await.unwrap(), 1);
    assert_eq!((shoes(&ledger).await, waits().await), ([100_000, 0, 840], (0, 0)));
    assert_eq!(refusal(tell("till-1", early - Span::SECOND).await), Refusal::AlreadyRedeemed);
    assert_eq!(waits().await, (0, 0), "booked is booked");
    assert!(ledger.audit().await.unwrap().is_empty());
}

/// A till without a line tells of it when the voucher's time is over, and someone may have noticed that by then.
#[tokio::test]
async fn a_use_in_time_counts_whoever_has_noticed_the_end_before() {
    let home = Home::new();
    let (vouchers, ledger) = store(home.open().await, vec![pool("spring")]).await;
    let code = vouchers.issue(wish("spring", "k1")).await.unwrap().voucher.code.to_string();
    let (until, late) = (at(10) + Span::HOUR, at(12) + Span::HOUR);
    assert_eq!(vouchers.expire_due(late, 10).await.unwrap().len(), 1);
    assert_eq!(shoes(&ledger).await, [100_000, 0, 0]);
    for (id, used) in [("r0", until + Span(1)), ("r0", late)] {
        let refused = vouchers.redeem_at(&code, id, &basket("o0", 420), used, late).await;
        assert_eq!(refusal(refused), Refusal::Expired);
    }
    assert_eq!(refusal(vouchers.redeem_at(&code, "r0", &basket("o0", 420), at(9), late).await), Refusal::NotYetValid);
    let redeemed = vouchers.redeem_at(&code, "r1", &basket("o1", 420), until, late).await.unwrap();
    assert_eq!(redeemed.voucher.state, VoucherState::Redeemed);
    assert_eq!(shoes(&ledger).await, [100_000, 0, 420]);
    let book = async || vouchers.pools().await.unwrap()[0].book;
    assert_eq!((book().await.redeemed, book().await.promised, book().await.spent), (1, 500, 420));
    // Taken back and over for good: nothing is left, and nothing was counted twice.
    vouchers.roll_back(&code, "r1", &[], late).await.unwrap();
    assert_eq!(shoes(&ledger).await, [100_000, 500, 0]);
    assert_eq!(vouchers.expire_due(late, 10).await.unwrap().len(), 1);
    vouchers.redeem_at(&code, "r2", &basket("o2", 900), at(20), late).await.unwrap();
    assert_eq!(shoes(&ledger).await, [100_000, 0, 500]);
    assert!(ledger.audit().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_a_hundred_tills_one_redeems() {
    let home = Home::new();
    let (vouchers, ledger) = store(home.open().await, vec![pool("spring")]).await;
    let code = vouchers.issue(wish("spring", "k1")).await.unwrap().voucher.code.to_string();
    let tasks: Vec<_> = (0..100)
        .map(|n| {
            let (vouchers, code) = (vouchers.clone(), code.clone());
            tokio::spawn(async move {
                vouchers.redeem(&code, &format!("r{n}"), &basket(&format!("o{n}"), 900), at(20)).await
            })
        })
        .collect();
    let mut winners = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(answer) => winners += u32::from(!answer.repeated),
            other => assert_eq!(refusal(other), Refusal::AlreadyRedeemed),
        }
    }
    assert_eq!(winners, 1);
    assert_eq!(shoes(&ledger).await, [100_000, 0, 500]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_wishes_with_one_key_get_one_voucher() {
    let home = Home::new();
    let (vouchers, ledger) = store(home.open().await, vec![pool("spring")]).await;
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let vouchers = vouchers.clone();
            tokio::spawn(async move { vouchers.issue(wish("spring", "k1")).await.unwrap() })
        })
        .collect();
    let (mut codes, mut first) = (BTreeSet::new(), 0);
    for task in tasks {
        let answer = task.await.unwrap();
        first += u32::from(!answer.repeated);
        codes.insert(answer.voucher.code);
    }
    assert_eq!((codes.len(), first), (1, 1));
    assert_eq!(shoes(&ledger).await, [100_000, 500, 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn imported_codes_are_handed_out_once_and_the_cap_holds() {
    let home = Home::new();
    let cinema = Pool { source: Source::Imported, ..pool("cinema") };
    let capped = Pool { cap: Some(euro(2_400)), ..pool("capped") };
    let (vouchers, ledger) = store(home.open().await, vec![cinema, capped]).await;
    let codes: Vec<String> = (0..40).map(|n| format!("KINO-{n:04}")).collect();
    let stocked = vouchers.stock(&PoolId("cinema".into()), &codes).await.unwrap();
    assert_eq!((stocked.added, stocked.repeated), (40, 0));
    let tasks: Vec<_> = (0..100)
        .map(|n| {
            let vouchers = vouchers.clone();
            let from = if n % 2 == 0 { "cinema" } else { "capped" };
            tokio::spawn(async move { vouchers.issue(wish(from, &format!("k{n}"))).await })
        })
        .collect();
    let (mut codes, mut empty, mut full) = (BTreeSet::new(), 0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(answer) => assert!(codes.insert(answer.voucher.code), "given once"),
            other => match refusal(other) {
                Refusal::PoolEmpty => empty += 1,
                Refusal::CapReached => full += 1,
                other => panic!("{other:?}"),
            },
        }
    }
    assert_eq!((codes.len(), empty, full), (40 + 4, 10, 46), "40 codes for 50; 24 euro pay for 4 of 50");
    assert_eq!(shoes(&ledger).await[1], 44 * 500);
    let cinema = vouchers.pools().await.unwrap().into_iter().find(|p| p.pool.id.0 == "cinema").unwrap();
    assert_eq!((cinema.stock, cinema.book.issued), (0, 40));
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let home = Home::new();
    let (vouchers, ledger) = store(home.open().await, vec![pool("spring")]).await;
    let code = vouchers.issue(wish("spring", "k1")).await.unwrap().voucher.code.to_string();
    vouchers.redeem(&code, "r1", &basket("o1", 900), at(20)).await.unwrap();
    drop((vouchers, ledger));
    let ledger = Ledger::load(home.open().await).await.unwrap();
    let vouchers = Vouchers::new(ledger.clone(), Secret::new([7; 32]));
    assert!(vouchers.redeem(&code, "r1", &basket("o1", 900), at(30)).await.unwrap().repeated);
    assert!(vouchers.issue(wish("spring", "k1")).await.unwrap().repeated);
    assert_eq!(shoes(&ledger).await, [100_000, 0, 500]);
    assert_eq!(ledger.guard().free(&activity("shoes")), Some(euro(99_500)));
}

#[tokio::test]
async fn one_person_gets_one_also_with_a_voucher_somebody_passed_on() {
    let home = Home::new();
    let conditions = Conditions { one_per_person: true, ..Conditions::default() };
    let (vouchers, _) = store(home.open().await, vec![Pool { conditions, ..pool("spring") }]).await;
    let (ada, ben) = (CustomerId(1), CustomerId(2));
    let of = |key: &str, customer| Wish { customer: Some(customer), ..wish("spring", key) };
    let one = vouchers.issue(of("k1", ada)).await.unwrap().voucher;
    assert_eq!(refusal(vouchers.issue(of("k2", ada)).await), Refusal::OnePerPerson);
    assert_eq!(refusal(vouchers.issue(wish("spring", "k3")).await), Refusal::PersonUnknown);
    let two = vouchers.issue(of("k4", ben)).await.unwrap().voucher;
    let bought = |order| Basket { customer: Some(ben), ..basket(order, 900) };
    vouchers.redeem(one.code.as_str(), "r1", &bought("o1"), at(20)).await.unwrap();
    let second = vouchers.redeem(two.code.as_str(), "r2", &bought("o2"), at(21)).await;
    assert_eq!(refusal(second), Refusal::OnePerPerson, "ben has redeemed ada's");
    assert_eq!(vouchers.of_customer(ada).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_no_code_and_what_is_no_pool_is_said() {
    let home = Home::new();
    let (vouchers, _) = store(home.open().await, vec![pool("spring")]).await;
    let code = vouchers.issue(wish("spring", "k1")).await.unwrap().voucher.code.to_string();
    let last = if code.ends_with('2') { "3" } else { "2" };
    let wrong = format!("{}{last}", &code[..code.len() - 1]);
    let redeem = async |code: &str| refusal(vouchers.redeem(code, "r", &basket("o", 900), at(20)).await);
    assert_eq!(redeem(&wrong).await, Refusal::Mistyped);
    assert_eq!(redeem("KINO-1").await, Refusal::Unknown);
    assert_eq!(redeem("§$%").await, Refusal::NotACode);
    assert!(matches!(vouchers.issue(wish("no", "k")).await, Err(VoucherError::UnknownPool(_))));
    let dearer = Pool { activity: activity("coats"), ..pool("spring") };
    assert!(matches!(vouchers.put_pool(dearer).await, Err(VoucherError::PoolFixed(_))));
    let stocked = vouchers.stock(&PoolId("spring".into()), &["AB12".into(), "ab-12".into(), "!".into()]).await.unwrap();
    assert_eq!((stocked.added, stocked.repeated, stocked.bad), (1, 1, vec![(2, Refusal::NotACode)]));
    vouchers.void(&code, "ada", "printed wrongly", at(21)).await.unwrap();
    assert_eq!(redeem(&code).await, Refusal::Void);
}

#[tokio::test]
async fn a_batch_of_wishes_answers_each_for_itself() {
    let home = Home::new();
    let capped = Pool { cap: Some(euro(500)), ..pool("capped") };
    let (vouchers, ledger) = store(home.open().await, vec![pool("spring"), capped]).await;
    let wishes =
        vec![wish("capped", "a"), wish("capped", "b"), wish("spring", "c"), wish("no", "d"), wish("spring", "c")];
    let answers = vouchers.issue_all(wishes).await.unwrap();
    let given: Vec<bool> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(given, [true, false, true, false, true]);
    assert!(answers[4].as_ref().unwrap().repeated);
    assert_eq!(shoes(&ledger).await[1], 1000);
}

/// Vouchers that stand alone and vouchers that may be combined, one of each.
async fn pair(vouchers: &Vouchers, n: usize) -> (String, String) {
    let one = vouchers.issue(wish("spring", &format!("a{n}"))).await.unwrap().voucher;
    let other = vouchers.issue(wish("combinable", &format!("b{n}"))).await.unwrap().voucher;
    (one.code.to_string(), other.code.to_string())
}

fn combinable() -> Pool {
    Pool { conditions: Conditions { combinable: true, ..Conditions::default() }, ..pool("combinable") }
}

#[tokio::test]
async fn a_voucher_that_stands_alone_is_the_only_one_in_its_order() {
    let home = Home::new();
    let others = Pool { brand: "other".into(), ..pool("others") };
    let (vouchers, _) = store(home.open().await, vec![pool("spring"), combinable(), others]).await;
    let ((alone, may), (second, also)) = (pair(&vouchers, 1).await, pair(&vouchers, 2).await);
    let redeem = async |code: &str, order: &str| {
        vouchers.redeem(code, &format!("{code}/{order}"), &basket(order, 900), at(20)).await
    };
    redeem(&may, "o1").await.unwrap();
    assert_eq!(refusal(redeem(&alone, "o1").await), Refusal::NotCombinable);
    let tried = vouchers.validate(&alone, "r", &basket("o1", 900), at(20)).await;
    assert_eq!(refusal(tried), Refusal::NotCombinable, "trying says what redeeming would");
    redeem(&also, "o1").await.unwrap();
    assert!(redeem(&may, "o1").await.unwrap().repeated, "one does not stand in its own way");

    redeem(&alone, "o2").await.unwrap();
    assert_eq!(refusal(redeem(&second, "o2").await), Refusal::OtherStandsAlone);
    vouchers.roll_back(&also, &format!("{also}/o1"), &[], at(21)).await.unwrap();
    let again = async |code: &str, order: &str| {
        vouchers.redeem(code, &format!("again/{order}"), &basket(order, 900), at(22)).await
    };
    assert_eq!(refusal(again(&also, "o2").await), Refusal::OtherStandsAlone, "in either order");
    // Another brand's vouchers are no business of this one's.
    let foreign = vouchers.issue(wish("others", "k")).await.unwrap().voucher.code;
    redeem(foreign.as_str(), "o2").await.unwrap();
    // What was taken back stands in no one's way, and a number that was forgotten still does.
    vouchers.forget(&[], &["o2".into()]).await.unwrap();
    assert_eq!(refusal(again(&also, "o2").await), Refusal::OtherStandsAlone);
    vouchers.roll_back(&may, &format!("{may}/o1"), &[], at(23)).await.unwrap();
    redeem(&second, "o1").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_tills_with_one_order_one_redeems() {
    let home = Home::new();
    let (vouchers, _) = store(home.open().await, vec![pool("spring"), combinable()]).await;
    for n in 0..20 {
        let (one, other) = pair(&vouchers, n).await;
        let tills = [one, other].map(|code| {
            let (vouchers, basket) = (vouchers.clone(), basket(&format!("o{n}"), 900));
            tokio::spawn(async move { vouchers.redeem(&code, "r", &basket, at(20)).await })
        });
        let mut taken = 0;
        for till in tills {
            match till.await.unwrap() {
                Ok(_) => taken += 1,
                other => assert!(matches!(refusal(other), Refusal::NotCombinable | Refusal::OtherStandsAlone)),
            }
        }
        assert_eq!(taken, 1);
    }
}

#[tokio::test]
async fn a_roll_back_that_came_first_is_there_after_a_restart() {
    let home = Home::new();
    let (vouchers, ledger) = store(home.open().await, vec![pool("spring")]).await;
    let code = vouchers.issue(wish("spring", "k1")).await.unwrap().voucher.code.to_string();
    let first = vouchers.roll_back(&code, "till-1", &[], at(20)).await.unwrap();
    assert_eq!((first.redemption, first.repeated), (None, false));
    assert!(vouchers.roll_back(&code, "till-1", &[], at(21)).await.unwrap().repeated);
    drop((vouchers, ledger));
    let ledger = Ledger::load(home.open().await).await.unwrap();
    let vouchers = Vouchers::new(ledger.clone(), Secret::new([7; 32]));
    for _ in 0..2 {
        assert_eq!(refusal(vouchers.redeem(&code, "till-1", &basket("o1", 900), at(22)).await), Refusal::RolledBack);
    }
    let tried = vouchers.validate(&code, "till-1", &basket("o1", 900), at(22)).await;
    assert_eq!(refusal(tried), Refusal::RolledBack);
    assert_eq!(shoes(&ledger).await, [100_000, 500, 0], "nothing is taken");
    vouchers.redeem(&code, "till-2", &basket("o1", 900), at(23)).await.unwrap();
    assert_eq!(shoes(&ledger).await, [100_000, 0, 500]);
}

#[tokio::test]
async fn an_erased_person_is_in_no_voucher_and_the_money_stays() {
    let home = Home::new();
    let (vouchers, ledger) = store(home.open().await, vec![pool("spring")]).await;
    let (ada, bob) = (CustomerId(0xada), CustomerId(0xb0b));
    let key = format!("gift/1/voucher/{ada}/voucher/7");
    let given = vouchers.issue(Wish { customer: Some(ada), ..wish("spring", &key) }).await.unwrap().voucher;
    let other = vouchers.issue(Wish { customer: Some(bob), ..wish("spring", "k2") }).await.unwrap().voucher;
    let by_ada = Basket { customer: Some(ada), ..basket("order-of-ada", 900) };
    vouchers.redeem(given.code.as_str(), "till-1-of-ada", &by_ada, at(20)).await.unwrap();
    vouchers.roll_back(given.code.as_str(), "till-1-of-ada", &[], at(21)).await.unwrap();
    vouchers.roll_back(given.code.as_str(), "till-0-of-ada", &[], at(21)).await.unwrap();
    // The till did not say who it was: the voucher was hers.
    vouchers.redeem(given.code.as_str(), "till-2-of-ada", &basket("order-of-ada", 900), at(22)).await.unwrap();
    let by_bob = Basket { customer: Some(bob), ..basket("order-of-bob", 900) };
    vouchers.redeem(other.code.as_str(), "till-3-of-bob", &by_bob, at(22)).await.unwrap();
    let other = vouchers.find(other.code.as_str()).await.unwrap().0;
    // No one said whose this one was, but the order is hers.
    let loose = vouchers.issue(wish("spring", "k3")).await.unwrap().voucher;
    vouchers.redeem(loose.code.as_str(), "till-4-of-ada", &basket("nobodys-till", 900), at(23)).await.unwrap();
    let before = shoes(&ledger).await;
    for _ in 0..2 {
        vouchers.forget(&[ada], &["nobodys-till".into()]).await.unwrap();
    }
    let db = home.open().await;
    for row in db.rows("SELECT customer, redeemer, issue_key, body FROM voucher", values![]).await.unwrap() {
        for column in ["customer", "redeemer", "issue_key", "body"] {
            let text: String = get(&row, column).unwrap();
            assert!(!text.contains(&ada.to_string()), "{column}: {text}");
        }
    }
    assert!(vouchers.of_customer(ada).await.unwrap().is_empty());
    assert_eq!(vouchers.of_customer(bob).await.unwrap(), [other], "others keep theirs");
    assert_eq!(vouchers.find(given.code.as_str()).await.unwrap().0.state, VoucherState::Redeemed);
    assert_eq!(vouchers.find(loose.code.as_str()).await.unwrap().0.state, VoucherState::Redeemed);
    assert_eq!(shoes(&ledger).await, before);

    // Nor is she in what the files hold beside the rows.
    for gone in [
        "order-of-ada",
        "till-0-of-ada",
        "till-1-of-ada",
        "till-2-of-ada",
        "till-4-of-ada",
        "nobodys-till",
        &ada.to_string(),
    ] {
        assert!(!home.holds(gone).await, "{gone}");
    }
    assert!(home.holds("order-of-bob").await, "what is searched is where it would be");
}
