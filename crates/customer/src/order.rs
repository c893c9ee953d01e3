//! One order and its lines; and what a message offers, as far as orders matter to it.

use crate::{
    fold::SaleWord,
    spelling::{same_name, touchpoint_id, within_category},
    told::{OrderRefusal, Return},
};
use rapport_kernel::{
    BrandId, Currency, Map, Money, SourceId, Time, Unreadable, Value,
    said::{self, PIECE},
};
use serde::{Deserialize, Serialize};
use siphasher::sip::SipHasher13;
use smol_str::SmolStr;
use std::hash::{Hash, Hasher};

/// How many lines of one order are kept.
pub(crate) const MAX_LINES: usize = 500;
/// How many returns of one order are kept by themselves of each source.
pub(crate) const MAX_RETURNS: usize = 100;
/// How many returns of one order are known again of those that are kept as one sum; further ones are refused by name.
pub(crate) const MAX_SETTLED: usize = 4_096;
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
    /// What one costs more than `price`, in millionths of a minor unit.
    #[serde(default)]
    fraction: i64,
}

impl Line {
    /// Reads a line; none if nothing of it was bought. Answers with it whether a price was said.
    fn read(product: &Map, currency: Currency) -> Result<Option<(Self, bool)>, OrderRefusal> {
        let elsewhere = |key: &str| key == "count" || key.to_lowercase().contains("qty");
        if product.get("quantity").is_none() && product.iter().any(|(key, _)| elsewhere(key)) {
            return Err(OrderRefusal::UnreadableQuantity);
        }
        let bought = said::quantity(product.get("quantity"))?.unwrap_or(PIECE.cast_signed());
        let price = said::unit_price(product.get("price"), currency)?;
        // Minus six bottles at 0.25 are six bottles at minus 0.25.
        let (one, fraction) = said::parted(price.map_or(0, |price| if bought < 0 { -price } else { price }));
        let id = |key| {
            let said = said::id(product.get(key)).map_err(|_| OrderRefusal::UnreadableProducts)?;
            Ok::<_, OrderRefusal>(said.map(|said| touchpoint_id(&said)))
        };
        let of = match id("product_id")? {
            Some(of) => Some(of),
            None => id("productId")?,
        };
        let mut line = Self {
            product: of.unwrap_or_default(),
            sku: id("sku")?.unwrap_or_default(),
            category: product.get("category").and_then(Value::as_str).map(touchpoint_id).unwrap_or_default(),
            quantity: bought.unsigned_abs(),
            returned: 0,
            price: one,
            fraction,
            decimals: FINE,
            id: id("line_id")?.unwrap_or_default(),
        };
        let names = [&line.product, &line.sku, &line.category, &line.id];
        if price.is_none() && names.iter().all(|name| name.is_empty()) {
            return Err(OrderRefusal::UnreadableProducts);
        }
        if bought == 0 {
            return Ok(None);
        }
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
        self.price_of(self.bought())
    }

    /// What so many millionths of it cost, in minor units: exact, and rounded once.
    pub(crate) fn price_of(&self, millionths: u64) -> i64 {
        said::price_of(said::exact(self.price, self.fraction), millionths)
    }

    /// Whether it has a price above nothing.
    pub(crate) fn is_priced(&self) -> bool {
        said::exact(self.price, self.fraction) > 0
    }

    /// Whether one of it costs what one of the other does.
    pub(crate) fn costs_like(&self, other: &Self) -> bool {
        (self.price, self.fraction) == (other.price, other.fraction)
    }

    /// Whether one of it costs more than one of the other.
    pub(crate) fn costs_more_than(&self, other: &Self) -> bool {
        said::exact(self.price, self.fraction) > said::exact(other.price, other.fraction)
    }

    /// Reads its price in another currency, which may count in other minor units.
    pub(crate) fn shift(&mut self, read: Currency, own: Currency) {
        (self.price, self.fraction) = said::parted(said::shifted(said::exact(self.price, self.fraction), read, own));
    }

    /// The line as it was sold.
    pub(crate) fn gross(&self) -> Self {
        Self { returned: 0, ..self.clone() }
    }

    /// What came back of it, as a line of its own; none if nothing did.
    pub(crate) fn came_back(&self) -> Option<Self> {
        (self.returned > 0).then(|| Self { quantity: self.returned, returned: 0, ..self.clone() })
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

    /// How closely another line names this one: 0 not at all, else by the product or the stock keeping unit, by both, by the
    /// line's own id.
    pub(crate) fn likeness(&self, other: &Self) -> u8 {
        let same = |a: &SmolStr, b: &SmolStr| !a.is_empty() && a == b;
        let (product, sku) = (same(&self.product, &other.product), same(&self.sku, &other.sku));
        if same(&self.id, &other.id) { 3 } else { u8::from(product) + u8::from(sku) }
    }

    /// Whether anything says which product, or which line, it is.
    pub(crate) fn is_named(&self) -> bool {
        [&self.product, &self.sku, &self.id].into_iter().any(|name| !name.is_empty())
    }

    /// Whether this is the same line of the same order, told again.
    pub(crate) fn same_line(&self, other: &Self) -> bool {
        if self.id.is_empty() && other.id.is_empty() {
            let key = |line: &Self| (line.product.clone(), line.sku.clone(), line.price, line.bought());
            // Releases before 0.2 kept a price in whole minor units.
            let fraction = self.fraction == other.fraction || self.fraction == 0 || other.fraction == 0;
            return key(self) == key(other) && fraction;
        }
        self.id == other.id
    }
}

/// What one source said came back, shortened: who said it, and a fingerprint of what. Two touchpoints that tell the same
/// return, and one that tells it twice, are recognised by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnWord {
    /// The touchpoint that told of it.
    pub(crate) source: SourceId,
    /// Of its `refund_id`; 0 if it named none.
    refund: u64,
    /// Of amount and products.
    what: u64,
    /// Of the message that told it: with the same words it tells the same return, whenever it comes; 0 in what releases before kept.
    #[serde(default)]
    message: u64,
}

impl ReturnWord {
    pub(crate) fn new(
        source: SourceId,
        message: &str,
        refund: Option<&str>,
        amount: Option<i64>,
        lines: &[Line],
    ) -> Self {
        let refund = refund.map_or(0, |id| fingerprint(id).max(1));
        Self { source, refund, what: 0, message: fingerprint(message).max(1) }.of(amount, lines)
    }

    /// The same return, with this amount and these products.
    pub(crate) fn of(self, amount: Option<i64>, lines: &[Line]) -> Self {
        let mut goods: Vec<_> =
            lines.iter().map(|line| (line.product.as_str(), line.sku.as_str(), line.bought())).collect();
        goods.sort_unstable();
        // The same goods are the same return, whether their amount is said or not.
        let amount = amount.filter(|_| goods.is_empty());
        Self { what: fingerprint(&(amount, goods)), ..self }
    }

    /// Whether this message of this source told it.
    pub(crate) fn is_of(&self, source: &SourceId, message: &str) -> bool {
        self.source == *source && self.message == fingerprint(message).max(1)
    }

    /// Whether another word told this return: a `refund_id` counts once, and so does a message.
    pub(crate) fn is_told(&self, known: &[Self]) -> bool {
        let same_id = |known: &Self| self.refund != 0 && known.refund == self.refund;
        known.iter().any(|known| self.is_same_message(known) || same_id(known))
    }

    /// Whether it is one more than those known. Two `refund_id`s are two returns. Where one of two sources has none, what both tell
    /// in the same words is the same return; what one source tells again is another.
    pub(crate) fn is_one_more(&self, known: &[Self]) -> bool {
        let alike = || known.iter().filter(|known| known.what == self.what);
        let own = alike().filter(|known| known.source == self.source).count();
        let comparable = |known: &&Self| known.source != self.source && (known.refund == 0 || self.refund == 0);
        let told = |source: &SourceId| alike().filter(comparable).filter(|known| known.source == *source).count();
        let others = alike().filter(comparable).map(|known| told(&known.source));
        others.max().is_none_or(|most| own >= most)
    }

    /// Whether it is the same words in the same message.
    pub(crate) fn is_same_message(&self, other: &Self) -> bool {
        self.message != 0 && self.message == other.message && self.what == other.what && self.source == other.source
    }
}

/// The same in every release: it is kept.
fn fingerprint<T: Hash + ?Sized>(of: &T) -> u64 {
    let mut hasher = SipHasher13::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// What someone bought at once, as far as the gate and attribution need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The number that the shop or till gave it, within its brand.
    pub id: SmolStr,
    /// When it was completed.
    pub at: Time,
    /// The touchpoint that told of it first.
    pub source: SourceId,
    /// The brand it was bought from: numbers of two brands may be the same.
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
    /// Which returns are in the sums, so that none of them counts once more, and who told them.
    #[serde(default)]
    pub(crate) returns: Vec<ReturnWord>,
    /// What was sold, by every word that still matters, in the order of their moments; empty while one says what this order says.
    #[serde(default)]
    pub(crate) sales: Vec<SaleWord>,
    /// What came back, by every word, in the order of their moments; empty where releases before kept nothing but the sums.
    #[serde(default)]
    pub(crate) back: Vec<Return>,
    /// Whether only changes of it were told, so that its date is the first one's.
    #[serde(default)]
    pub(crate) updated: bool,
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
        let product = |id: &SmolStr| !id.is_empty() && (same_name(id, &line.product) || same_name(id, &line.sku));
        self.products.iter().any(product) || self.similar(line)
    }

    /// Whether the line is in one of the offer's categories.
    pub(crate) fn similar(&self, line: &Line) -> bool {
        self.categories.iter().any(|category| within_category(&line.category, category))
    }
}

/// What an event names as products.
pub(crate) struct Goods {
    pub lines: Vec<Line>,
    /// What they cost together, if any of them has a price.
    pub worth: Option<i64>,
    /// Whether it named any at all, and be it none of them.
    pub named: bool,
}

/// Fields that are read, by their names or as part of others.
const READ: [&str; 12] = [
    "revenue",
    "total",
    "value",
    "margin",
    "products",
    "currency",
    "order_id",
    "orderId",
    "refund_id",
    "refundId",
    "branch",
    "printer",
];
/// What names of fields with amounts are made of.
const MONEY: [&str; 6] = ["amount", "total", "price", "revenue", "refund", "paid"];
/// What names of fields with goods are made of.
const GOODS: [&str; 7] = ["item", "product", "line", "sku", "variant", "quantity", "qty"];
/// What the last word of a field's name is that numbers something without counting it.
const NAMES: [&str; 8] = ["id", "no", "number", "code", "store", "shop", "till", "terminal"];
/// What the last word of a field's name is that says why or how.
const WORDS: [&str; 8] = ["reason", "note", "type", "status", "method", "comment", "text", "at"];

/// The last word of a field's name, small: `id` of `refund_id` and of `refundId`, and not of `paid`.
fn last_word(key: &str) -> String {
    let begins = |(at, c): (usize, char)| (c.is_uppercase() || !c.is_alphanumeric()).then_some(at);
    let last = key.char_indices().filter_map(begins).next_back().unwrap_or(0);
    key[last..].trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Whether a return that names neither amount nor products says something of its own all the same, so that it may be of a
/// part: a number that names nothing, goods, a list, an object.
pub(crate) fn says_more(properties: &Map) -> bool {
    properties.iter().filter(|(key, _)| !READ.contains(key)).any(|(key, value)| {
        let name = key.to_lowercase();
        let goods = GOODS.iter().any(|part| name.contains(part));
        let last = last_word(key);
        let names = NAMES.contains(&last.as_str());
        let money = MONEY.iter().any(|part| name.contains(part)) && !WORDS.contains(&last.as_str());
        let digits = |text: &str| text.contains(|c: char| c.is_ascii_digit());
        let number = |text: &str| digits(text) && !text.contains(char::is_alphabetic);
        match value {
            Value::Null => false,
            Value::Bool(said) => *said && name.contains("partial"),
            Value::Map(_) | Value::List(_) => true,
            Value::Int(_) | Value::Float(_) => goods || !names,
            Value::Text(text) => goods || !names && (number(text) || money),
        }
    })
}

/// Whether an event seems to say an amount or goods in a field that is not read, such as `total_price` or `line_items`.
pub(crate) fn speaks_elsewhere(properties: &Map) -> bool {
    properties.iter().any(|(key, value)| {
        let name = key.to_lowercase();
        let last = last_word(key);
        let counts = ["id", "count", "quantity", "number", "no"].contains(&last.as_str());
        let sums = name.contains("value") || last == "sum";
        let money = sums || MONEY.iter().chain(&GOODS).any(|part| name.contains(part));
        let money = money && !READ.contains(&key) && !counts;
        let worth = |inner: &Map| ["revenue", "total", "value", "price"].iter().any(|key| inner.get(key).is_some());
        match value {
            Value::Map(inner) => money || speaks_elsewhere(inner) || worth(inner),
            Value::List(list) => {
                money || list.iter().filter_map(Value::as_map).any(|inner| speaks_elsewhere(inner) || worth(inner))
            }
            Value::Int(_) | Value::Float(_) => money,
            Value::Text(text) => money && text.contains(|c: char| c.is_ascii_digit()),
            Value::Null | Value::Bool(_) => false,
        }
    })
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

/// The same with six decimals more than the currency has.
pub(crate) fn exact_revenue(properties: &Map, currency: Currency) -> Result<Option<i64>, Unreadable> {
    let said = ["revenue", "total", "value"].into_iter().find_map(|key| {
        let value = properties.get(key).filter(|value| !matches!(value, Value::Null))?;
        Some(said::unit_price(Some(value), currency))
    });
    said.transpose().map(Option::flatten)
}

/// The products an event names.
///
/// # Errors
/// Anything but a list of products, each with a name or a price, is unreadable.
pub(crate) fn goods(properties: &Map, currency: Currency) -> Result<Goods, OrderRefusal> {
    let mut goods = Goods { lines: Vec::new(), worth: None, named: true };
    let products = match properties.get("products") {
        None | Some(Value::Null) => return Ok(Goods { named: false, ..goods }),
        Some(products) => products.as_list().ok_or(OrderRefusal::UnreadableProducts)?,
    };
    for product in products {
        let product = product.as_map().ok_or(OrderRefusal::UnreadableProducts)?;
        let Some((line, priced)) = Line::read(product, currency)? else { continue };
        if priced {
            let sum = goods.worth.unwrap_or(0).checked_add(line.worth());
            goods.worth = Some(sum.filter(|sum| *sum <= said::LARGEST).ok_or(OrderRefusal::AmountTooLarge)?);
        }
        goods.lines.push(line);
    }
    Ok(goods)
}
