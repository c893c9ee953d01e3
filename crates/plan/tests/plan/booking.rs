use super::*;
use rapport_plan::booking::{Credit, InvoiceLine, Message, Voucher};

const KEY: &str = "spring/1/mail/ada/email/7";

/// Committed, actual, returned, margin of shoes.
fn state(books: &Books) -> [i64; 4] {
    let sums = books.sums(&activity("shoes"));
    [Kind::Committed, Kind::Actual, Kind::Returned, Kind::Margin].map(|kind| sums.get(kind))
}

#[test]
fn a_message_is_committed_then_spent_or_released_but_released_once() {
    let (tree, mut books, shoes) = (acme(), Books::default(), activity("shoes"));
    let message = Message { send_key: KEY, activity: &shoes, cost: euro(3) };
    let mut play = |posting: Posting| {
        book(&tree, &mut books, &posting).unwrap();
        state(&books)
    };
    assert_eq!(play(message.claimed(day(1))), [3, 0, 0, 0]);
    assert_eq!(play(message.claimed(day(2))), [3, 0, 0, 0], "a replay adds nothing");
    assert_eq!(play(message.spent(day(2))), [0, 3, 0, 0]);
    assert_eq!(play(message.released(day(3))), [0, 3, 0, 0], "a late refusal releases nothing more");
    let other = Message { send_key: "other", ..message };
    assert_eq!(play(other.claimed(day(1))), [3, 3, 0, 0]);
    assert_eq!(play(other.released(day(2))), [0, 3, 0, 0]);
    assert_eq!(play(other.spent(day(3))), [0, 6, 0, 0], "it was sent after all: it cost");
}

#[test]
fn a_free_message_leaves_its_trail() {
    let (tree, mut books, shoes) = (acme(), Books::default(), activity("shoes"));
    let message = Message { send_key: KEY, activity: &shoes, cost: euro(0) };
    book(&tree, &mut books, &message.claimed(day(1))).unwrap();
    assert_eq!(book(&tree, &mut books, &message.spent(day(1))).unwrap().len(), 2);
}

#[test]
fn a_voucher_is_committed_redeemed_rolled_back_redeemed_and_expires() {
    let (tree, mut books, shoes) = (acme(), Books::default(), activity("shoes"));
    let voucher = Voucher { code: "7KQM-2WXR-9FTC", activity: &shoes, value: euro(500) };
    let mut play = |posting: Posting| {
        book(&tree, &mut books, &posting).unwrap();
        state(&books)
    };
    assert_eq!(play(voucher.issued(day(1))), [500, 0, 0, 0]);
    assert_eq!(play(voucher.redeemed(1, euro(420), day(2))), [0, 420, 0, 0], "the basket was smaller");
    assert_eq!(play(voucher.rolled_back(1, euro(420), day(2))), [500, 0, 0, 0]);
    assert_eq!(play(voucher.redeemed(2, euro(500), day(3))), [0, 500, 0, 0]);
    assert_eq!(play(voucher.rolled_back(2, euro(500), day(3))), [500, 0, 0, 0]);
    assert_eq!(play(voucher.expired(2, day(9))), [0, 0, 0, 0]);
    assert_eq!(play(voucher.expired(2, day(9))), [0, 0, 0, 0]);
}

#[test]
fn an_order_is_credited_and_a_return_taken_back() {
    let (tree, mut books, shoes) = (acme(), Books::default(), activity("shoes"));
    let whole = Credit {
        order: "o1",
        activity: &shoes,
        revenue: euro(9900),
        margin: euro(-200),
        touch: None,
        reason: "last touch",
    };
    let part = Credit { revenue: euro(-4000), margin: euro(100), ..whole.clone() };
    let mut play = |posting: Posting| {
        book(&tree, &mut books, &posting).unwrap();
        state(&books)
    };
    assert_eq!(play(whole.credited(day(1))), [0, 0, 9900, -200], "a margin may be negative");
    assert_eq!(play(part.changed("return-1", day(2))), [0, 0, 5900, -100]);
    assert_eq!(play(part.changed("return-1", day(2))), [0, 0, 5900, -100]);
}

#[test]
fn a_credit_note_lowers_the_actual() {
    let (tree, mut books, shoes) = (acme(), Books::default(), activity("shoes"));
    let line = |line, amount| InvoiceLine {
        invoice: "R-1",
        line,
        activity: &shoes,
        amount,
        author: "controller",
        reason: "print",
    };
    book(&tree, &mut books, &line("1", euro(800)).spent(day(1))).unwrap();
    book(&tree, &mut books, &line("2", euro(-300)).spent(day(1))).unwrap();
    assert_eq!(state(&books), [0, 500, 0, 0]);
    assert_eq!(decide(&tree, &books, &line("1", euro(801)).spent(day(1))).unwrap_err().code(), "duplicate_id");
}
