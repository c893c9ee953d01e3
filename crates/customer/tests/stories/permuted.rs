//! The words of one order come to the same, in whatever order they arrive.

use super::*;
use proptest::prelude::*;
use rapport_customer::{Heard, OrderAct, OrderRefusal, Told};

/// Who says what.
type Said = (&'static str, &'static str, &'static str);

const MADE: &str = "Order Completed";
const NOW: &str = "Order Updated";
const BACK: &str = "Order Refunded";
const OFF: &str = "Order Cancelled";

/// What may be said of one order.
const WORDS: [Said; 27] = [
    (
        "shop",
        MADE,
        r#""revenue":25,"products":[{"product_id":"a","price":19},{"product_id":"b","price":3,"quantity":2}]"#,
    ),
    ("shop", MADE, r#""revenue":22.5"#),
    ("till", MADE, r#""products":[{"product_id":"a","price":19}]"#),
    ("till", MADE, r#""products":[{"product_id":"b","price":3,"quantity":2}]"#),
    ("till", MADE, r#""products":[{"product_id":"oil","price":1.759,"quantity":2.5}]"#),
    ("till", MADE, r#""products":[{"product_id":"pfand","price":0.25,"quantity":-6}]"#),
    ("till", MADE, r#""products":[{"product_id":"pfand2","price":-20}]"#),
    ("shop", MADE, r#""status":"paid""#),
    ("shop", NOW, r#""revenue":40"#),
    ("shop", NOW, r#""products":[{"product_id":"a","price":17}]"#),
    ("erp", NOW, r#""status":"sent""#),
    ("erp", NOW, r#""revenue":18,"products":[{"product_id":"b","price":3,"quantity":2}]"#),
    ("shop", BACK, r#""revenue":5"#),
    ("till", BACK, r#""revenue":5"#),
    ("till", BACK, r#""revenue":5,"refund_id":"r1""#),
    ("shop", BACK, r#""revenue":7,"refund_id":"r1""#),
    ("shop", BACK, r#""revenue":30,"refund_id":"r2""#),
    ("shop", BACK, r#""products":[{"product_id":"b"}]"#),
    ("till", BACK, r#""products":[{"product_id":"b"}],"refund_id":"r3""#),
    ("till", BACK, r#""products":[{"product_id":"oil","quantity":0.5}]"#),
    ("shop", BACK, r#""reason":"all of it""#),
    ("shop", OFF, r#""reason":"called off""#),
    ("erp", OFF, r#""products":[{"product_id":"a"}]"#),
    ("page", MADE, r#""revenue":30"#),
    (
        "shop",
        NOW,
        r#""revenue":35,"products":[{"product_id":"a","price":19},{"product_id":"b","price":3,"quantity":2},{"product_id":"c","price":10}]"#,
    ),
    ("shop", NOW, r#""products":[{"product_id":"c","price":10}]"#),
    ("shop", BACK, r#""revenue":25"#),
];

/// The words with their moments, a minute apart.
fn events(words: &[Said], currency: &str) -> Vec<Event> {
    let minutes = (0i64..).zip(words);
    let event = |(minute, (source, name, body)): (i64, &Said)| {
        let sells = OrderAct::of(&event(name, NOON, "{}")).unwrap().sells();
        let currency = if sells { format!(r#","currency":"{currency}""#) } else { String::new() };
        let body = format!(r#"{{"order_id":"o"{currency},{body}}}"#);
        let event = event(name, NOON + Span(minute * 60_000), &body);
        Event { source: (*source).into(), public: *source == "page", message_id: format!("m{minute}").into(), ..event }
    };
    minutes.map(event).collect()
}

fn tell(told: &mut Told, event: &Event) -> Result<Heard, OrderRefusal> {
    told.hear(OrderAct::of(event).unwrap(), &"o".into(), event, true, Currency::EUR)
}

/// Takes a word in as the books do: the ERP names customers by numbers of its own.
fn tell_of(told: &mut Told, owner: &mut Option<&'static str>, event: &Event) {
    let of = if event.source.as_str() == "erp" { "1077" } else { "ada" };
    let act = OrderAct::of(event).unwrap();
    let claims = told.is_claimed_by(act, event);
    let did = told.hear(act, &"o".into(), event, *owner == Some(of), Currency::EUR);
    if did.is_ok_and(|heard| claims || matches!(heard, Heard::Began | Heard::Replaced))
        || owner.is_none() && told.order.is_some()
    {
        *owner = Some(of);
    }
}

/// What is left, whether it was called off, of which day it is, and what the person still has of each product.
type Comes = (Money, bool, Time, Vec<(String, u64)>);

fn comes_to<'a>(events: impl Iterator<Item = &'a Event>) -> Option<Comes> {
    let (mut told, mut owner) = (Told::default(), None);
    for event in events {
        tell_of(&mut told, &mut owner, event);
    }
    let order = told.order?;
    let mut kept: Vec<_> = order.lines.iter().map(|line| (line.product.to_string(), line.kept())).collect();
    kept.sort();
    Some((order.left(), order.cancelled, order.at, kept))
}

fn permutations(of: usize) -> Vec<Vec<usize>> {
    let Some(last) = of.checked_sub(1) else { return vec![vec![]] };
    let shorter = permutations(last).into_iter();
    let with = |order: Vec<usize>| (0..of).map(move |at| [&order[..at], &[last], &order[at..]].concat());
    shorter.flat_map(with).collect()
}

proptest! {
    #[test]
    fn the_words_of_an_order_come_to_the_same_however_they_arrive(
        words in prop::sample::subsequence(WORDS.to_vec(), 1..=5).prop_shuffle(),
        currency in prop::sample::select(vec!["EUR", "USD", "JPY", "KWD"]),
    ) {
        let events = events(&words, currency);
        let expected = comes_to(events.iter());
        for order in permutations(events.len()) {
            let came = comes_to(order.iter().map(|at| &events[*at]));
            prop_assert_eq!(&came, &expected, "{:?} of {:?}", order, words);
        }
    }
}

/// What these words leave of an order, one told after the other at one moment, and what the last one did.
fn left(words: &[Said]) -> (i64, Result<Heard, OrderRefusal>) {
    let mut told = Told::default();
    let said = events(words, "EUR").into_iter().map(|event| Event { timestamp: NOON, ..event });
    let did = said.map(|event| tell(&mut told, &event)).last().unwrap();
    (told.order.unwrap().left().minor, did)
}

#[test]
fn whoever_changes_an_order_before_it_was_made_is_not_its_buyer() {
    let at = |minute: i64, source: &str, name: &str, body: &str| {
        let event = event(name, NOON + Span(minute * 60_000), &format!(r#"{{"order_id":"o",{body}}}"#));
        Event { source: source.into(), public: false, message_id: format!("{source}{minute}").into(), ..event }
    };
    let words = [
        at(0, "shop", MADE, r#""revenue":80"#),
        at(5, "erp", NOW, r#""products":[{"product_id":"a","price":60}]"#),
        at(10, "shop", MADE, r#""products":[{"product_id":"b","price":20}]"#),
    ];
    for order in permutations(words.len()) {
        assert_eq!(comes_to(order.iter().map(|at| &words[*at])).unwrap().0.minor, 8_000, "{order:?}");
    }
}

#[test]
fn a_return_counts_once_however_many_come_after_it() {
    let refund = |source: &str, n: usize| {
        let said =
            event(BACK, NOON + Span(n as i64), &format!(r#"{{"order_id":"o","revenue":2,"refund_id":"RF{n}"}}"#));
        Event { source: source.into(), public: false, message_id: format!("{source}-{n}").into(), ..said }
    };
    let mut told = Told::default();
    tell(&mut told, &event(MADE, NOON, r#"{"order_id":"o","revenue":1000}"#)).unwrap();
    for n in 0..250 {
        assert_eq!(tell(&mut told, &refund("shop", n)), Ok(Heard::Changed), "{n}");
    }
    for n in [0, 120, 249] {
        assert_eq!(tell(&mut told, &refund("shop2", n)), Ok(Heard::Known), "{n}");
        assert_eq!(tell(&mut told, &refund("shop", n)), Ok(Heard::Known), "{n}");
    }
    assert_eq!(told.order.unwrap().left().minor, 50_000);
}

#[test]
fn a_row_of_which_a_release_before_kept_the_rounded_price_is_known() {
    let row = event(MADE, NOON, r#"{"order_id":"o","products":[{"product_id":"diesel","price":1.759,"quantity":40}]}"#);
    let mut told = Told::default();
    tell(&mut told, &row).unwrap();
    let kept = serde_json::to_string(&told).unwrap();
    let earlier =
        kept.replace(r#""fraction":-100000"#, r#""fraction":0"#).replace(r#""minor":7036"#, r#""minor":7040"#);
    assert_ne!(kept, earlier);
    let mut told: Told = serde_json::from_str(&earlier).unwrap();
    assert_eq!(tell(&mut told, &row), Ok(Heard::Known));
    assert_eq!(told.order.unwrap().left().minor, 7_040, "what was booked stays");
}

#[test]
fn what_does_not_fit_yet_waits_and_says_so() {
    let (row, all) = (WORDS[2], ("shop", NOW, r#""status":"paid""#));
    assert_eq!(left(&[row, WORDS[17]]), (1_900, Ok(Heard::Waits)), "goods that are not known yet");
    assert_eq!(left(&[row, WORDS[17], WORDS[3]]), (2_200, Ok(Heard::Changed)));
    assert_eq!(left(&[all, WORDS[12]]), (0, Ok(Heard::Waits)), "nothing was paid yet");
    assert_eq!(left(&[all, WORDS[12], WORDS[0]]), (2_000, Ok(Heard::Changed)));
    assert_eq!(left(&[row, WORDS[16], WORDS[8]]), (1_000, Ok(Heard::Changed)), "more than the sum so far");
    assert_eq!(left(&[WORDS[5]]), (0, Ok(Heard::Waits)), "a row that pays out");
    assert_eq!(left(&[WORDS[5], row]), (1_750, Ok(Heard::Changed)));
}

#[test]
fn each_equal_return_of_one_source_counts_beyond_those_of_another() {
    let (made, shop, till) = (WORDS[0], WORDS[12], WORDS[13]);
    assert_eq!(left(&[made, till, shop]), (2_000, Ok(Heard::Known)));
    assert_eq!(left(&[made, till, shop, shop]), (1_500, Ok(Heard::Changed)));
    assert_eq!(left(&[made, till, shop, shop, shop]), (1_000, Ok(Heard::Changed)));
}

#[test]
fn a_trusted_return_of_a_pages_order_waits_for_the_trusted_word() {
    let page = ("page", MADE, r#""revenue":5"#);
    let back = [("shop", BACK, r#""revenue":5,"refund_id":"a""#), ("shop", BACK, r#""revenue":4,"refund_id":"b""#)];
    assert_eq!(left(&[page, back[0], back[1]]), (0, Ok(Heard::Waits)));
    assert_eq!(left(&[page, back[0], back[1], ("shop", MADE, r#""revenue":29.5"#)]), (2_050, Ok(Heard::Replaced)));
}

#[test]
fn a_price_finer_than_a_cent_is_rounded_with_its_quantity() {
    let sold = |price: &str, quantity: &str, cents: i64| {
        let body =
            format!(r#"{{"order_id":"o","products":[{{"product_id":"p","price":{price},"quantity":{quantity}}}]}}"#);
        let mut told = Told::default();
        tell(&mut told, &event(MADE, NOON, &body)).unwrap();
        assert_eq!(told.order.as_ref().unwrap().left().minor, cents, "{body}");
        told
    };
    sold("1.759", "40.0", 7_036);
    sold("0.004", "1000", 400);
    sold(r#""0.0252""#, "1000", 2_520);
    let mut told = sold("0.0252", "1000", 2_520);
    let back = event(BACK, NOON, r#"{"order_id":"o","products":[{"product_id":"p","quantity":500}]}"#);
    tell(&mut told, &back).unwrap();
    assert_eq!(told.order.unwrap().left().minor, 1_260);
}

#[test]
fn a_later_moment_outranks_a_later_arrival() {
    let at = |minutes: i64, name: &str, body: &str| {
        event(name, NOON + Span(minutes * 60_000), &format!(r#"{{"order_id":"o",{body}}}"#))
    };
    let late = [at(10, NOW, r#""revenue":20"#), at(5, MADE, r#""revenue":25"#)];
    let (left, _, day, _) = comes_to(late.iter()).unwrap();
    assert_eq!((left.minor, day), (2_000, NOON + Span(5 * 60_000)), "and an order is of the day it was made");
    let updates = [at(0, MADE, r#""revenue":25"#), at(8, NOW, r#""revenue":20"#), at(4, NOW, r#""revenue":22"#)];
    assert_eq!(comes_to(updates.iter()).unwrap().0.minor, 2_000);
}

/// Of words that a later one covers only so many are kept: the newest, however they arrived. The one that counts is never let go.
#[test]
fn many_updates_that_arrive_backwards_come_to_the_latest() {
    let update = |minute: i64| {
        let body = format!(r#"{{"order_id":"o","revenue":{}}}"#, 100 + minute);
        Event { message_id: format!("m{minute}").into(), ..event(NOW, NOON + Span(minute * 60_000), &body) }
    };
    let everything = event(BACK, NOON + Span(89 * 60_000), r#"{"order_id":"o","reason":"all of it"}"#);
    for backwards in [false, true] {
        let mut words: Vec<Event> = (0..100).map(update).collect();
        if backwards {
            words.reverse();
        }
        assert_eq!(comes_to(words.iter()).unwrap().0.minor, 19_900);
        // What the order was ten updates ago is known, too.
        words.push(everything.clone());
        assert_eq!(comes_to(words.iter()).unwrap().0.minor, 1_000);
        let mut told = Told::default();
        for word in &words {
            let _ = tell(&mut told, word);
        }
        let kept = serde_json::to_value(&told).unwrap();
        assert_eq!(kept["order"]["sales"].as_array().unwrap().len(), 65, "sixty-four beside the one that counts");
    }
}

/// Returns of one sum that is more than was paid take by their moments, not by their arrival.
#[test]
fn returns_take_in_the_order_of_their_moments() {
    let at = |minute: i64, name: &str, body: &str| {
        let said = event(name, NOON + Span(minute * 60_000), &format!(r#"{{"order_id":"o",{body}}}"#));
        Event { message_id: format!("m{minute}").into(), ..said }
    };
    let words = [
        at(0, MADE, r#""revenue":30,"products":[{"product_id":"a","price":20},{"product_id":"b","price":10}]"#),
        at(1, BACK, r#""products":[{"product_id":"a"}]"#),
        at(2, BACK, r#""revenue":10"#),
        at(
            3,
            NOW,
            r#""revenue":35,"products":[{"product_id":"a","price":20},{"product_id":"b","price":10},{"product_id":"c","price":5}]"#,
        ),
    ];
    let came: Vec<_> = permutations(words.len())
        .into_iter()
        .map(|order| comes_to(order.iter().map(|at| &words[*at])).unwrap())
        .collect();
    assert!(came.iter().all(|one| *one == came[0]), "{came:?}");
}

#[test]
fn a_return_without_a_currency_is_in_its_orders() {
    let early = |back: &str, sold: &str| {
        let words = [
            event(BACK, NOON, &format!(r#"{{"order_id":"o",{back}}}"#)),
            event(MADE, NOON, &format!(r#"{{"order_id":"o",{sold}}}"#)),
        ];
        comes_to(words.iter()).unwrap().0.minor
    };
    assert_eq!(early(r#""revenue":5"#, r#""revenue":25,"currency":"USD""#), 2_000);
    assert_eq!(early(r#""revenue":500"#, r#""revenue":2500,"currency":"JPY""#), 2_000);
    assert_eq!(early(r#""revenue":5.125"#, r#""revenue":25,"currency":"KWD""#), 19_875);
    assert_eq!(early(r#""reason":"late""#, r#""revenue":25,"currency":"USD""#), 0);
    assert_eq!(
        early(r#""revenue":5,"currency":"EUR""#, r#""revenue":25,"currency":"USD""#),
        2_500,
        "of another one it is not"
    );
}

#[test]
fn what_is_added_after_a_return_of_everything_is_not_returned() {
    const GOODS: &str = r#"{"product_id":"a","price":19},{"product_id":"b","price":3,"quantity":2}"#;
    let made = format!(r#""revenue":25,"products":[{GOODS}]"#);
    let more = format!(r#""revenue":35,"products":[{GOODS},{{"product_id":"c","price":10}}]"#);
    let made = made.as_str();
    let words = |back: (&'static str, &str), then: &[&str]| {
        let told = [(MADE, made), back].into_iter().chain(then.iter().map(|body| (NOW, *body)));
        let event = |(minute, (name, body)): (i64, (&str, &str))| {
            event(name, NOON + Span(minute * 60_000), &format!(r#"{{"order_id":"o",{body}}}"#))
        };
        let told: Vec<Event> = (0..).zip(told).map(event).collect();
        let came: Vec<_> = permutations(told.len())
            .into_iter()
            .map(|order| comes_to(order.iter().map(|at| &told[*at])).unwrap())
            .collect();
        assert!(came.windows(2).all(|two| two[0] == two[1]), "{back:?} {then:?}: {came:?}");
        let (left, cancelled, _, kept) = came[0].clone();
        let kept: Vec<String> = kept.into_iter().filter(|(_, kept)| *kept > 0).map(|(product, _)| product).collect();
        (left.minor, cancelled, kept.join(" "))
    };
    let (all, off, sum) =
        ((BACK, r#""reason":"all of it""#), (OFF, r#""reason":"called off""#), (BACK, r#""revenue":25"#));
    let echo = format!(r#""status":"refunded",{made}"#);
    for back in [all, off, sum] {
        let cancels = back == off;
        assert_eq!(words(back, &[]), (0, cancels, String::new()));
        assert_eq!(words(back, &[&echo]), (0, cancels, String::new()), "the shop tells the refunded order again");
        assert_eq!(words(back, &[&more]), (1_000, false, "c".into()), "and then a product more");
        assert_eq!(words(back, &[&echo, &more]), (1_000, false, "c".into()));
        assert_eq!(words(back, &[&more, made]), (0, cancels, String::new()), "which is taken out again");
    }
    let instead = r#""products":[{"product_id":"c","price":10}]"#;
    assert_eq!(words(all, &[instead]), (1_000, false, "c".into()), "goods that are left out take nothing along");
    let exchanged = r#""products":[{"product_id":"a","price":19},{"product_id":"c","price":10}]"#;
    assert_eq!(words(all, &[exchanged]), (1_000, false, "c".into()), "what is left out was paid back, too");
    let cheaper = r#""products":[{"product_id":"a","price":17}]"#;
    assert_eq!(words(all, &[cheaper]), (0, false, String::new()));
}

/// A shop that sends an order once more after a full refund has not told it anew: it was told before the refund, too.
#[test]
fn what_is_said_again_was_said_at_its_first_moment_too() {
    const GOODS: &str = r#"{"product_id":"a","price":19}"#;
    let at = |minutes: i64, name: &str, body: &str| {
        event(name, NOON + Span(minutes * 60_000), &format!(r#"{{"order_id":"o",{body}}}"#))
    };
    let told = [
        at(0, MADE, &format!(r#""revenue":19,"products":[{GOODS}]"#)),
        at(1, BACK, r#""reason":"all of it""#),
        at(2, MADE, &format!(r#""revenue":19,"products":[{GOODS}]"#)),
        at(3, NOW, &format!(r#""revenue":29,"products":[{GOODS},{{"product_id":"c","price":10}}]"#)),
    ];
    for order in permutations(told.len()) {
        assert_eq!(comes_to(order.iter().map(|at| &told[*at])).unwrap().0.minor, 1_000, "{order:?}");
    }
}

/// Releases before kept the sums alone: what came back by then stays back when more is told.
#[test]
fn what_a_release_before_kept_of_returns_counts_with_what_is_told_since() {
    let at = |minute: i64, name: &str, body: &str| {
        let said = event(name, NOON + Span(minute * 60_000), &format!(r#"{{"order_id":"o",{body}}}"#));
        Event { message_id: format!("m{minute}").into(), ..said }
    };
    for (back, left) in [(r#""revenue":30"#, 6_500), (r#""reason":"all of it""#, 0)] {
        let mut told = Told::default();
        tell(&mut told, &at(0, MADE, r#""revenue":100"#)).unwrap();
        tell(&mut told, &at(1, BACK, back)).unwrap();
        let mut kept = serde_json::to_value(&told).unwrap();
        kept["order"]["back"] = serde_json::json!([]);
        kept["order"]["sales"] = serde_json::json!([]);
        let mut told: Told = serde_json::from_value(kept).unwrap();
        tell(&mut told, &at(2, BACK, r#""revenue":5"#)).unwrap();
        assert_eq!(told.order.unwrap().left().minor, left, "{back}");
    }
}

#[test]
fn a_return_of_everything_before_the_sale_takes_all_of_it() {
    let at = |minutes: i64, name: &str, body: &str| {
        event(name, NOON + Span(minutes * 60_000), &format!(r#"{{"order_id":"o",{body}}}"#))
    };
    let told = [
        at(0, BACK, r#""reason":"all of it""#),
        at(1, MADE, r#""products":[{"product_id":"a","price":19}]"#),
        at(2, MADE, r#""products":[{"product_id":"b","price":6}]"#),
    ];
    assert_eq!(comes_to(told.iter()).unwrap().0.minor, 0, "the ERP's clock is behind the till's");
    let money = [at(0, MADE, r#""revenue":25"#), at(1, BACK, r#""reason":"all""#), at(2, NOW, r#""revenue":40"#)];
    assert_eq!(comes_to(money.iter()).unwrap().0.minor, 1_500, "of goods nothing is known");
    let nameless = [
        at(0, MADE, r#""products":[{"price":19},{"price":6}]"#),
        at(1, BACK, r#""reason":"all""#),
        at(2, NOW, r#""products":[{"price":20},{"price":6}]"#),
    ];
    assert_eq!(comes_to(nameless.iter()).unwrap().0.minor, 0, "which line is which cannot be told");
}

/// What was told up to a moment is told by moments, also where a word was said again later.
#[test]
fn a_return_of_everything_finds_the_order_of_its_moment_among_words_that_came_back() {
    const A: &str = r#"{"product_id":"a","price":19}"#;
    const C: &str = r#"{"product_id":"c","price":10}"#;
    let at = |minutes: i64, name: &str, body: &str| {
        event(name, NOON + Span(minutes * 60_000), &format!(r#"{{"order_id":"o",{body}}}"#))
    };
    let told = [
        at(0, NOW, &format!(r#""products":[{A}]"#)),
        at(1, NOW, &format!(r#""products":[{A},{C}]"#)),
        at(2, BACK, r#""reason":"all of it""#),
        at(3, NOW, &format!(r#""products":[{A}]"#)),
        at(4, NOW, &format!(r#""products":[{A},{C},{{"product_id":"d","price":5}}]"#)),
    ];
    for order in permutations(told.len()) {
        assert_eq!(comes_to(order.iter().map(|at| &told[*at])).unwrap().0.minor, 500, "{order:?}");
    }
}

#[test]
fn a_word_that_names_the_goods_covers_deposits_told_before() {
    let at = |minutes: i64, name: &str, body: &str| {
        event(name, NOON + Span(minutes * 60_000), &format!(r#"{{"order_id":"o",{body}}}"#))
    };
    let told = [
        at(0, MADE, r#""products":[{"product_id":"a","price":19}]"#),
        at(1, MADE, r#""products":[{"product_id":"pfand","price":0.25,"quantity":-6}]"#),
        at(2, NOW, r#""products":[{"product_id":"a","price":17}]"#),
    ];
    for order in permutations(told.len()) {
        assert_eq!(comes_to(order.iter().map(|at| &told[*at])).unwrap().0.minor, 1_700, "{order:?}");
    }
}

#[test]
fn a_pages_return_of_goods_that_are_not_known_does_not_wait() {
    let page = |name: &str, body: &str| {
        let said = event(name, NOON, &format!(r#"{{"order_id":"o",{body}}}"#));
        Event { source: "page".into(), public: true, ..said }
    };
    let mut told = Told::default();
    tell(&mut told, &page(MADE, r#""products":[{"product_id":"a","price":19}]"#)).unwrap();
    let before = told.clone();
    let back = page(BACK, r#""products":[{"product_id":"b"}]"#);
    assert_eq!(tell(&mut told, &back), Err(OrderRefusal::UnknownProduct));
    assert_eq!(told, before);
}

/// However much is told of one order, what is kept of it has a bound, and what is beyond it is refused by name.
#[test]
fn what_is_kept_of_an_order_has_a_bound() {
    let at = |n: usize, name: &str, body: &str| {
        let said = event(name, NOON + Span(n as i64 * 60_000), &format!(r#"{{"order_id":"o",{body}}}"#));
        Event { message_id: format!("m{n}").into(), ..said }
    };
    let kept = |told: &Told| serde_json::to_value(told).unwrap()["order"].clone();
    let mut told = Told::default();
    for n in 0..20 {
        tell(&mut told, &at(n, NOW, r#""revenue":1000"#)).unwrap();
        tell(&mut told, &at(n, NOW, r#""status":"paid""#)).unwrap();
    }
    assert!(kept(&told)["sales"].as_array().unwrap().len() <= 1, "what is said again is kept once");
    for n in 0..150 {
        tell(&mut told, &at(100 + n, BACK, &format!(r#""revenue":2,"refund_id":"r{n}""#))).unwrap();
    }
    let order = kept(&told);
    assert_eq!(order["back"].as_array().unwrap().len(), 101, "the newest hundred, and the older ones as one sum");
    assert_eq!(order["returns"].as_array().unwrap().len(), 50, "which are known again");
    // As many as are known again.
    let mut full = serde_json::to_value(&told).unwrap();
    let known = full["order"]["returns"].as_array().unwrap()[0].clone();
    full["order"]["returns"] = serde_json::Value::Array(vec![known; 4_096]);
    let mut full: Told = serde_json::from_value(full).unwrap();
    let more = at(900, BACK, r#""revenue":2,"refund_id":"r900""#);
    assert_eq!(tell(&mut full, &more), Err(OrderRefusal::TooManyReturns));

    let mut told = Told::default();
    tell(&mut told, &at(0, MADE, r#""products":[{"product_id":"a","price":19}]"#)).unwrap();
    let waits = |n: usize| at(n, BACK, &format!(r#""products":[{{"product_id":"z{n}"}}],"refund_id":"w{n}""#));
    for n in 0..100 {
        assert_eq!(tell(&mut told, &waits(n)), Ok(Heard::Waits), "{n}");
    }
    assert_eq!(tell(&mut told, &waits(100)), Err(OrderRefusal::TooManyReturns));
}
