//! One order and its lines, as touchpoints report them; and what a message offers, as far as orders matter to it.

use rapport_kernel::{BrandId, Currency, Map, Money, SourceId, Time, Value};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How many lines of one order are kept.
const MAX_LINES: usize = 500;

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The shop's product id; may be empty.
    pub product: SmolStr,
    /// The stock keeping unit; may be empty.
    pub sku: SmolStr,
    /// The category; may be empty.
    pub category: SmolStr,
    /// How many were bought.
    pub quantity: u32,
    /// How many of them came back.
    pub returned: u32,
    /// Price of one, in minor units.
    pub price: i64,
}

impl Line {
    pub(crate) fn read(product: &Map, currency: Currency) -> Option<Self> {
        let quantity = product.get("quantity").and_then(Value::as_f64).unwrap_or(1.0).ceil();
        if !(1.0..=1e6).contains(&quantity) {
            return None;
        }
        let price = product.get("price").and_then(|price| amount(price, currency));
        Some(Self {
            product: text(product, "product_id").or_else(|| text(product, "productId")).unwrap_or_default(),
            sku: text(product, "sku").unwrap_or_default(),
            category: text(product, "category").unwrap_or_default(),
            quantity: quantity as u32,
            returned: 0,
            price: price.map_or(0, |price| price.minor),
        })
    }

    pub(crate) fn same_product(&self, other: &Self) -> bool {
        let same = |a: &SmolStr, b: &SmolStr| !a.is_empty() && a == b;
        same(&self.product, &other.product) || same(&self.sku, &other.sku)
    }

    /// Whether the person still has any of it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.returned < self.quantity
    }
}

/// One order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Its id.
    pub id: SmolStr,
    /// When it was completed.
    pub at: Time,
    /// Where.
    pub source: SourceId,
    /// At which brand.
    pub brand: BrandId,
    /// What was paid.
    pub revenue: Money,
    /// How much of it was paid back, in minor units.
    pub refunded: i64,
    /// Whether it was called off altogether.
    pub cancelled: bool,
    /// What was bought.
    pub lines: Vec<Line>,
}

impl Order {
    /// Whether anything of it was kept by the person.
    #[must_use]
    pub fn stands(&self) -> bool {
        !self.cancelled && (self.lines.is_empty() || self.lines.iter().any(Line::is_kept))
    }
}

/// What a message offers, as far as "already bought" and "own similar goods" must know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Offer {
    /// Product ids or SKUs; having bought one of them means having bought the offer.
    pub products: Vec<SmolStr>,
    /// Categories; a purchase in one of them means the same. `shoes` covers `shoes/running`.
    pub categories: Vec<SmolStr>,
    /// How far back purchases count; none: as far as they are known.
    pub within: Option<rapport_kernel::Span>,
    /// Whether these are goods of the brand's own (soft opt-in asks).
    pub own_goods: bool,
}

impl Offer {
    pub(crate) fn names(&self, line: &Line) -> bool {
        let product = |id: &SmolStr| !id.is_empty() && (*id == line.product || *id == line.sku);
        self.products.iter().any(product) || self.similar(line)
    }

    /// Whether the line is in one of the offer's categories.
    pub(crate) fn similar(&self, line: &Line) -> bool {
        self.categories.iter().any(|category| within_category(&line.category, category))
    }
}

fn within_category(category: &str, wider: &str) -> bool {
    !wider.is_empty() && category.strip_prefix(wider).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(crate) fn text(map: &Map, key: &str) -> Option<SmolStr> {
    match map.get(key)? {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        Value::Int(number) => Some(smol_str::format_smolstr!("{number}")),
        _ => None,
    }
}

/// An amount said as number or as decimal text.
fn amount(value: &Value, currency: Currency) -> Option<Money> {
    match value {
        Value::Text(text) => Money::parse(text, currency).ok(),
        value => Money::from_f64(value.as_f64()?, currency),
    }
}

/// The currency an order names, else the brand's.
pub(crate) fn currency(properties: &Map, brand: Currency) -> Currency {
    properties.get("currency").and_then(Value::as_str).and_then(|code| code.parse().ok()).unwrap_or(brand)
}

/// What an event says was paid: `revenue`, else `total`, else `value`.
pub(crate) fn revenue(properties: &Map, brand: Currency) -> Option<Money> {
    let currency = currency(properties, brand);
    ["revenue", "total", "value"].iter().find_map(|key| amount(properties.get(key)?, currency))
}

pub(crate) fn lines(properties: &Map, currency: Currency) -> Vec<Line> {
    let products = properties.get("products").and_then(Value::as_list).unwrap_or_default();
    products.iter().filter_map(Value::as_map).filter_map(|map| Line::read(map, currency)).take(MAX_LINES).collect()
}

pub(crate) fn worth(lines: &[Line]) -> i64 {
    lines.iter().fold(0, |sum: i64, line| sum.saturating_add(line.price.saturating_mul(line.quantity.into())))
}
