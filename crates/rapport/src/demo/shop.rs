//! The grocer: brand, sources, plan, branches, vouchers, printers, mail, journeys. Everything a team would set up on the
//! screens, said through the same API.

use super::{counterparts::Counterparts, year::Year};
use crate::{client::Client, failure::Failure};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const BRAND: &str = include_str!("../../../../demo/brand.yaml");
const JOURNEYS: [&str; 4] = [
    include_str!("../../../../demo/journeys/searched-then-came.yaml"),
    include_str!("../../../../demo/journeys/cart-left.yaml"),
    include_str!("../../../../demo/journeys/dropped-calls.yaml"),
    include_str!("../../../../demo/journeys/fond-of-it.yaml"),
];

/// The branches someone can walk into.
pub const BRANCHES: [(&str, &str); 3] =
    [("mitte", "Berlin Mitte"), ("prater", "Wien Prater"), ("rynek", "Kraków Rynek")];

/// The set-up shop, as the driver needs it.
pub struct Shop {
    /// Write key by source.
    pub keys: BTreeMap<String, String>,
    /// The branches someone can walk into.
    pub branches: Vec<String>,
}

impl Shop {
    /// The write key of a source.
    ///
    /// # Errors
    /// There is no such source.
    pub fn key(&self, source: &str) -> Result<&str, Failure> {
        self.keys.get(source).map(String::as_str).ok_or_else(|| Failure::broken(format!("no source `{source}`")))
    }
}

/// Sets everything up.
///
/// # Errors
/// The server refuses something.
pub async fn set_up(client: &Client, counterparts: &Counterparts, year: &Year) -> Result<Shop, Failure> {
    let settings: Value = serde_saphyr::from_str(BRAND)?;
    client.put::<Value>("/v1/brands/lindenhof", &json!({ "settings": settings })).await?;
    let keys = sources(client).await?;
    plan(client, year).await?;
    let branches = places(client, counterparts).await?;
    let pool = json!({
        "id": "welcome", "name": "Two dollars for your next visit", "brand": "lindenhof", "activity": "branch-welcome",
        "benefit": { "amount": { "minor": 200, "currency": "USD" } },
        "cap": { "minor": 300_000, "currency": "USD" }, "validity": { "for": "14d" },
        "conditions": { "one_per_person": false, "combinable": true },
    });
    client.post::<Value>("/v1/vouchers/pools", &pool).await?;
    for journey in JOURNEYS {
        let id = journey.lines().find_map(|line| line.strip_prefix("id: ")).unwrap_or_default();
        client.post::<Value>(&format!("/v1/journeys/{id}/publish"), &json!({ "document": journey })).await?;
    }
    Ok(Shop { keys, branches })
}

async fn sources(client: &Client) -> Result<BTreeMap<String, String>, Failure> {
    let mut keys = BTreeMap::new();
    for (id, name, touchpoint) in [
        ("shop", "Web shop", "shop"),
        ("branch", "Branches", "branch"),
        ("till", "Tills", "till"),
        ("calls", "Call centre", "call_centre"),
    ] {
        // The web shop of the demo speaks from its own server.
        let body = json!({
            "id": id, "name": name, "brand": "lindenhof", "touchpoint": touchpoint, "trust": "trusted",
        });
        let answer: Value = client.post("/v1/sources", &body).await?;
        keys.insert(id.to_owned(), answer["write_key"].as_str().unwrap_or_default().to_owned());
    }
    Ok(keys)
}

/// The plan of the year, with its money.
async fn plan(client: &Client, year: &Year) -> Result<(), Failure> {
    let (starts, ends) = (year.starts.to_string(), year.ends.to_string());
    let years = match (year.starts.year(), year.ends.year()) {
        (first, last) if first == last => first.to_string(),
        (first, last) => format!("{first}-{}", last % 100),
    };
    let root = format!("plan:lindenhof-{years}");
    let nodes = [
        (root.clone(), None, format!("Lindenhof Markt {years}")),
        ("area:direct".into(), Some(root.clone()), "Direct marketing".into()),
        ("area:stores".into(), Some(root.clone()), "Branches and service".into()),
        ("area:digital".into(), Some(root), "Web and e-mail".into()),
        ("campaign:letters".into(), Some("area:direct".into()), "Coupon letters".into()),
        ("campaign:welcome".into(), Some("area:stores".into()), "Known and welcome".into()),
        ("campaign:service".into(), Some("area:stores".into()), "Service that listens".into()),
        ("campaign:basket".into(), Some("area:digital".into()), "From look to basket".into()),
        ("activity:branch-welcome".into(), Some("campaign:welcome".into()), "Welcome in the branch".into()),
        ("activity:hotline-care".into(), Some("campaign:service".into()), "Dropped calls".into()),
        ("activity:cart-mail".into(), Some("campaign:basket".into()), "Full cart reminder".into()),
        ("activity:shop-banner".into(), Some("campaign:basket".into()), "Cheese banner".into()),
    ];
    for (id, parent, name) in nodes {
        let mut body = json!({ "id": id, "parent": parent, "name": name, "owner": "Demo team" });
        if parent.is_none() {
            // A plan has a currency and a time; what is below it lies in both.
            body["currency"] = "USD".into();
            body["starts"] = starts.clone().into();
            body["ends"] = ends.clone().into();
        }
        if id.starts_with("activity:") {
            body["brand"] = "lindenhof".into();
        }
        client.post::<Value>("/v1/plan/nodes", &body).await?;
    }
    for (activity, dollars) in
        [("branch-welcome", 6_000), ("hotline-care", 800), ("cart-mail", 400), ("shop-banner", 900)]
    {
        planned(client, activity, dollars * 100, "Budget meeting of the year", year.starts).await?;
    }
    Ok(())
}

/// Grants a budget that counts from a day.
///
/// # Errors
/// The server refuses.
pub async fn planned(client: &Client, activity: &str, minor: i64, reason: &str, on: Date) -> Result<(), Failure> {
    let amount = json!({ "minor": minor, "currency": "USD" });
    let body = json!({ "to": activity, "amount": amount, "reason": reason, "on": on.to_string() });
    client.post::<Value>("/v1/plan/transfers", &body).await?;
    Ok(())
}

async fn places(client: &Client, counterparts: &Counterparts) -> Result<Vec<String>, Failure> {
    let printer = counterparts.printer().to_string();
    for (id, name) in BRANCHES.iter().chain(&[("hotline", "Hotline")]) {
        client.post::<Value>("/v1/branches", &json!({ "id": id, "name": name, "brand": "lindenhof" })).await?;
        let till = json!({ "id": format!("{id}-till"), "branch": id, "address": printer, "columns": 42 });
        client.put::<Value>(&format!("/v1/printers/{id}-till"), &till).await?;
    }
    let mail = counterparts.mail();
    let settings = json!({ "host": mail.ip().to_string(), "port": mail.port(), "security": "none", "connections": 4 });
    client.put::<Value>("/v1/mail", &settings).await?;
    Ok(BRANCHES.iter().map(|(id, _)| (*id).to_owned()).collect())
}
