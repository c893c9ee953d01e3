//! One order and its lines; and what a message offers, as far as orders matter to it.

use rapport_kernel::{
    BrandId, Currency, Map, Money, SourceId, Time, Unreadable, Value,
    said::{self, PIECE},
};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How many lines of one order are kept.
pub(crate) const MAX_LINES: usize = 500;
/// Decimals of a quantity that is not in whole pieces.
const FINE: u8 = 6;

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The shop's product id; may be empty.
    pub product: SmolStr,
    /// The stock keeping unit; may be empty.
    pub sku: SmolStr,
    /// The category; may be empty.
    pub category: SmolStr,
    /// How many were bought, in units of the last of `decimals`.
    quantity: u64,
    /// How many of them came back, in the same units.
    returned: u64,
    /// Price of one, in minor units; negative for what is paid out, such as a deposit.
    pub price: i64,
    /// How many decimals `quantity` and `returned` have: 0 for whole pieces, else 6.
    #[serde(default)]
    decimals: u8,
    /// What the touchpoint calls this line, where two may be alike; may be empty.
    #[serde(default)]
    pub id: SmolStr,
}

impl Line {
    /// Reads a line; none if nothing of it was bought. Answers with it whether a price was said.
    fn read(product: &Map, currency: Currency) -> Result<Option<(Self, bool)>, Unreadable> {
        let bought = said::quantity(product.get("quantity"))?.unwrap_or(PIECE.cast_signed());
        if bought == 0 {
            return Ok(None);
        }
        let price = said::amount(product.get("price"), currency)?;
        let one = price.map_or(0, |price| price.minor);
        let mut line = Self {
            product: text(product, "product_id").or_else(|| text(product, "productId")).unwrap_or_default(),
            sku: text(product, "sku").unwrap_or_default(),
            category: text(product, "category").unwrap_or_default(),
            quantity: bought.unsigned_abs(),
            returned: 0,
            // Minus six bottles at 0.25 are six bottles at minus 0.25.
            price: if bought < 0 { -one } else { one },
            decimals: FINE,
            id: text(product, "line_id").unwrap_or_default(),
        };
        if line.quantity.is_multiple_of(PIECE) {
            line.quantity /= PIECE;
            line.decimals = 0;
        }
        Ok(Some((line, price.is_some())))
    }

    fn unit(&self) -> u64 {
        if self.decimals == 0 { PIECE } else { 1 }
    }

    /// How many were bought, in millionths.
    #[must_use]
    pub fn bought(&self) -> u64 {
        self.quantity.saturating_mul(self.unit())
    }

    /// How many of them are still with the person, in millionths.
    #[must_use]
    pub fn kept(&self) -> u64 {
        self.quantity.saturating_sub(self.returned).saturating_mul(self.unit())
    }

    /// Whether the person still has any of it.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.returned < self.quantity
    }

    /// What the whole line cost, in minor units.
    pub(crate) fn worth(&self) -> i64 {
        said::price_of(self.price, self.bought())
    }

    /// So many millionths came back; answers how many of them there were to take.
    pub(crate) fn take_back(&mut self, millionths: u64) -> u64 {
        let taken = millionths.min(self.kept());
        if self.decimals == 0 && !taken.is_multiple_of(PIECE) {
            (self.quantity, self.returned) = (self.quantity * PIECE, self.returned * PIECE);
            self.decimals = FINE;
        }
        self.returned += taken / self.unit();
        taken
    }

    pub(crate) fn take_all_back(&mut self) {
        self.returned = self.quantity;
    }

    pub(crate) fn same_product(&self, other: &Self) -> bool {
        let same = |a: &SmolStr, b: &SmolStr| !a.is_empty() && a == b;
        same(&self.product, &other.product) || same(&self.sku, &other.sku)
    }

    /// Whether this is the same line of the same order, told again.
    pub(crate) fn same_line(&self, other: &Self) -> bool {
        if self.id.is_empty() && other.id.is_empty() {
            let key = |line: &Self| (line.product.clone(), line.sku.clone(), line.price, line.bought());
            return key(self) == key(other);
        }
        self.id == other.id
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
    /// Whether it rests on the word of a public source alone.
    #[serde(default)]
    pub public: bool,
    /// Whether the revenue is the sum of the lines, because no touchpoint said it: then it grows with them.
    #[serde(default)]
    pub summed: bool,
}

impl Order {
    /// Whether anything of it was kept by the person.
    #[must_use]
    pub fn stands(&self) -> bool {
        !self.cancelled && (self.lines.is_empty() || self.lines.iter().any(Line::is_kept))
    }

    /// What was paid and not paid back.
    #[must_use]
    pub fn left(&self) -> Money {
        Money { minor: self.revenue.minor.saturating_sub(self.refunded), ..self.revenue }
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

/// What an event says was paid: `revenue`, else `total`, else `value`.
pub(crate) fn revenue(properties: &Map, currency: Currency) -> Result<Option<Money>, Unreadable> {
    for key in ["revenue", "total", "value"] {
        let paid = said::amount(properties.get(key), currency)?;
        if paid.is_some() {
            return Ok(paid);
        }
    }
    Ok(None)
}

/// The lines an event names, and what they are worth together if any of them has a price.
pub(crate) fn lines(properties: &Map, currency: Currency) -> Result<(Vec<Line>, Option<i64>), Unreadable> {
    let products = properties.get("products").and_then(Value::as_list).unwrap_or_default();
    let (mut lines, mut worth) = (Vec::new(), None);
    for product in products.iter().filter_map(Value::as_map) {
        let Some((line, priced)) = Line::read(product, currency)? else { continue };
        if priced {
            let sum = worth.unwrap_or(0i64).checked_add(line.worth());
            worth = Some(sum.filter(|sum| *sum <= said::LARGEST).ok_or(Unreadable::TooLarge)?);
        }
        lines.push(line);
    }
    Ok((lines, worth))
}
