//! What holds for any bookings: checked against a model that knows nothing of the ledger but addition.

use super::*;
use proptest::prelude::*;
use rapport_plan::{
    Nature, Place,
    booking::{Credit, Message, Voucher},
};
use std::collections::{BTreeMap, BTreeSet};

const NAMES: [&str; 3] = ["shoes", "socks", "coats"];

/// Every amount ever moved, added up by place and kind.
#[derive(Default)]
struct Model {
    sums: BTreeMap<(String, Kind), i64>,
    ids: BTreeSet<String>,
}

impl Model {
    fn sum(&self, name: &str, kind: Kind) -> i64 {
        self.sums.get(&(name.into(), kind)).copied().unwrap_or(0)
    }

    fn free(&self, name: &str) -> i64 {
        self.sum(name, Kind::Planned) - self.sum(name, Kind::Committed) - self.sum(name, Kind::Actual)
    }

    fn add(&mut self, transfer: &Transfer) {
        let name = |place: &Place| place.activity().map_or(String::new(), |id| id.as_str().to_owned());
        assert!(self.ids.insert(transfer.id.0.to_string()), "an id is booked once");
        *self.sums.entry((name(&transfer.from), transfer.kind)).or_default() -= transfer.amount.minor;
        *self.sums.entry((name(&transfer.to), transfer.kind)).or_default() += transfer.amount.minor;
    }
}

/// A posting from six numbers: every booking rule comes up, ids meet one another again and again.
fn posting(rule: u8, key: u16, name: usize, other: usize, amount: i64, n: u32) -> Posting {
    let (one, two) = (activity(NAMES[name % 3]), activity(NAMES[other % 3]));
    let key = format!("{}", key % 500);
    let (cost, value) = (euro(i64::from(n % 9)), euro(100 + i64::from(n % 5)));
    let message = Message { send_key: &key, activity: &one, cost };
    let voucher = Voucher { code: &key, activity: &one, value };
    let credit = Credit {
        order: &key,
        activity: &one,
        revenue: euro(amount),
        margin: euro(amount / 3),
        touch: None,
        reason: "touch",
    };
    match rule % 11 {
        0 => message.claimed(day(1)),
        1 => message.spent(day(2)),
        2 => message.released(day(2)),
        3 => voucher.issued(day(1)),
        4 => voucher.redeemed(n % 3, euro(amount.abs()), day(2)),
        5 => voucher.rolled_back(n % 3, euro(amount.abs()), day(3)),
        6 => voucher.expired(n % 3, day(9)),
        7 => credit.credited(day(1)),
        8 => credit.changed("r", day(2)),
        9 => ada(&key).put([Kind::Planned, Kind::Committed, Kind::Forecast][n as usize % 3], &one, euro(amount)),
        _ => ada(&key).move_planned(&one, &two, euro(amount.abs())),
    }
}

/// Books it and checks what must hold whatever was asked.
fn step(tree: &Tree, books: &mut Books, model: &mut Model, posting: &Posting) -> bool {
    let free_before: Vec<i64> = NAMES.iter().map(|name| model.free(name)).collect();
    let outcome = book(tree, books, posting);
    for transfer in outcome.iter().flatten() {
        model.add(transfer);
    }
    for (name, before) in NAMES.iter().zip(free_before) {
        let after = model.free(name);
        if posting.nature == Nature::Request {
            assert!(after >= 0 || after >= before, "a request took {name} from {before} to {after}");
        }
    }
    outcome.is_ok()
}

fn agree(books: &Books, model: &Model) {
    for kind in Kind::ALL {
        for name in NAMES {
            assert_eq!(books.sums(&activity(name)).get(kind), model.sum(name, kind), "{name} {kind:?}");
        }
        let inside: i64 = NAMES.iter().map(|name| books.sums(&activity(name)).get(kind)).sum();
        assert_eq!(inside + books.outside(Currency::EUR).get(kind), 0, "{kind:?} sums to zero over all places");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn books_equal_the_model_and_a_replay_changes_nothing(
        asked in prop::collection::vec((0u8..11, 0u16..40, 0usize..3, 0usize..3, -500i64..500, 0u32..30), 1..200)
    ) {
        let (tree, mut books, mut model) = (acme(), Books::default(), Model::default());
        let asked: Vec<Posting> = asked.into_iter().map(|(r, k, a, b, m, n)| posting(r, k, a, b, m, n)).collect();
        let mut booked = Vec::new();
        for posting in asked {
            if step(&tree, &mut books, &mut model, &posting) {
                booked.push(posting);
            }
            agree(&books, &model);
        }
        for posting in booked.iter().rev().chain(&booked) {
            prop_assert_eq!(book(&tree, &mut books, posting), Ok(vec![]));
        }
        agree(&books, &model);
    }

    #[test]
    fn what_is_said_as_text_is_read_back(r in 0u8..11, k in 0u16..40, m in -500i64..500, n in 0u32..30) {
        let posting = posting(r, k, 0, 1, m, n);
        let text = serde_json::to_string(&posting).unwrap();
        prop_assert_eq!(serde_json::from_str::<Posting>(&text).unwrap(), posting);
    }
}

#[test]
fn a_hundred_thousand_bookings_balance_exactly() {
    let (tree, mut books, mut model) = (acme(), Books::default(), Model::default());
    let (mut seed, mut accepted) = (2026u64, 0);
    for _ in 0..100_000 {
        // Knuth's MMIX generator; the low bits are poor, so only the high ones are used.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let bits = |at: u32, mask: u64| (seed >> at) & mask;
        let (rule, key, amount) = (bits(56, 0xff) as u8, bits(32, 0xffff) as u16, bits(40, 0x3ff) as i64 - 300);
        let asked = posting(rule, key, bits(50, 3) as usize, bits(52, 3) as usize, amount, bits(48, 0xff) as u32);
        accepted += u32::from(step(&tree, &mut books, &mut model, &asked));
    }
    assert!(accepted > 5_000, "the story must not consist of refusals: {accepted}");
    agree(&books, &model);
}
