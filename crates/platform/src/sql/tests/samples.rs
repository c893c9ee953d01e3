//! What lies in the columns as JSON outlives releases, too: `samples/sql.ndjson` holds documents of each table as releases wrote them,
//! and every release reads them all.
//!
//! `RAPPORT_WRITE_SAMPLES=1` adds those that have another shape than any before; lines that are there stay.

use super::*;
use crate::{
    kept,
    sql::{
        brand::Brands,
        db::get,
        order::{Orders, Row},
        voucher::{Vouchers, Wish},
    },
};
use rapport_channel::voucher::{Basket, Benefit, Line, Pool, PoolId, Secret, Validity, Voucher};
use rapport_customer::{Brand, Channel, Medium, Purpose};
use rapport_plan::{Posting, booking::Message};
use serde_json::Value;
use std::collections::BTreeSet;

const FILE: &str = "sql.ndjson";

/// Tables, their columns, and what lies there.
const COLUMNS: [(&str, &str); 7] = [
    ("brand", "SELECT body FROM brand_version"),
    ("node", "SELECT body FROM plan_node"),
    ("change", "SELECT body FROM plan_change"),
    ("posting", "SELECT body FROM ledger_refused"),
    ("pool", "SELECT body FROM voucher_pool"),
    ("voucher", "SELECT body FROM voucher"),
    ("order", "SELECT body FROM order_told"),
];

fn read(kind: &str, body: &str) -> Result<(), serde_json::Error> {
    match kind {
        "brand" => serde_json::from_str::<Brand>(body).map(drop),
        "node" => serde_json::from_str::<Node>(body).map(drop),
        "change" => serde_json::from_str::<Change>(body).map(drop),
        "posting" => serde_json::from_str::<Posting>(body).map(drop),
        "pool" => serde_json::from_str::<Pool>(body).map(drop),
        "voucher" => serde_json::from_str::<Voucher>(body).map(drop),
        "order" => serde_json::from_str::<Row>(body).map(drop),
        other => panic!("{other} is no document"),
    }
}

/// The names of all fields, with where they stand.
fn shape(value: &Value, at: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let here = format!("{at}.{name}");
                shape(value, &here, into);
                into.insert(here);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| shape(item, &format!("{at}[]"), into)),
        _ => {}
    }
}

fn shape_of(line: &Value) -> (String, BTreeSet<String>) {
    let body: Value = serde_json::from_str(line["body"].as_str().unwrap()).unwrap();
    let mut fields = BTreeSet::new();
    shape(&body, "", &mut fields);
    (line["kind"].as_str().unwrap().to_owned(), fields)
}

/// One of everything, as the stores write it.
async fn today() -> Vec<Value> {
    let home = Home::new();
    let db = home.open().await;
    let ledger = acme(db.clone(), 100_000).await;
    let mut brand = Brand::new("acme", "Acme");
    brand.purposes.push(Purpose { id: "offers".into(), ..Purpose::default() });
    brand.channels.push(Channel::new("email", Medium::Email));
    let text = serde_json::to_string(&brand).unwrap();
    Brands::new(db.clone()).put(&brand.id, &text, "ada", at(1)).await.unwrap();
    let nowhere = activity("nowhere");
    let message = Message { send_key: "k/1", activity: &nowhere, cost: euro(2) };
    ledger.record(vec![message.spent(at(9))], at(9)).await.unwrap();
    Orders::load(db.clone()).await.unwrap().hear(&ledger, vec![super::faults::word(1)]).await.unwrap();
    let vouchers = Vouchers::new(ledger, Secret::new([7; 32]));
    let pool = Pool {
        id: PoolId("spring".into()),
        brand: "acme".into(),
        activity: activity("shoes"),
        name: "Spring".into(),
        benefit: Benefit::Amount(euro(500)),
        cap: Some(euro(50_000)),
        validity: Validity { lasts: Some(Span::HOUR), ..Validity::default() },
        conditions: Default::default(),
        source: rapport_channel::voucher::Source::Own,
        closed: false,
    };
    vouchers.put_pool(pool).await.unwrap();
    let wish = Wish {
        pool: PoolId("spring".into()),
        key: "k".into(),
        customer: None,
        at: at(10),
        zone: "UTC".into(),
        benefit: None,
        lasts: None,
        conditions: None,
    };
    let code = vouchers.issue(wish).await.unwrap().voucher.code;
    let line = Line { product: "sock-7".into(), category: None, amount: euro(5_000) };
    let basket = Basket { order: "A-7".into(), branch: None, customer: None, lines: vec![line], other_vouchers: 0 };
    vouchers.redeem(code.as_str(), "r-1", &basket, at(20)).await.unwrap();
    let mut all = Vec::new();
    for (kind, sql) in COLUMNS {
        let rows = db.rows(sql, Vec::new()).await.unwrap();
        assert!(!rows.is_empty(), "{kind}");
        let bodies = rows.iter().map(|row| get::<String>(row, "body").unwrap());
        all.extend(bodies.map(|body| serde_json::json!({"kind": kind, "body": body})));
    }
    all
}

#[tokio::test]
async fn documents_of_every_release_are_read() {
    let today = today().await;
    if std::env::var_os("RAPPORT_WRITE_SAMPLES").is_some() {
        let mut known: BTreeSet<_> = samples().iter().map(shape_of).collect();
        let new = today.iter().filter(|line| known.insert(shape_of(line)));
        kept::add(FILE, &new.map(|line| format!("{line}\n")).collect::<String>());
    }
    let all = samples();
    for line in &all {
        let (kind, body) = (line["kind"].as_str().unwrap(), line["body"].as_str().unwrap());
        read(kind, body).unwrap_or_else(|error| panic!("{kind}: {error} in {body}"));
    }
    let known: BTreeSet<_> = all.iter().map(shape_of).collect();
    let missing: BTreeSet<_> =
        today.iter().map(shape_of).filter(|shape| !known.contains(shape)).map(|(kind, _)| kind).collect();
    assert!(missing.is_empty(), "no sample has the shape of today's {missing:?}: RAPPORT_WRITE_SAMPLES=1 adds them");
}

fn samples() -> Vec<Value> {
    let text = String::from_utf8(kept::read(FILE)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
