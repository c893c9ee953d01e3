//! What a word about an order says: its currency, its amounts, its goods. What cannot be read is refused by name (decision record 0020).

use super::{LARGEST_PUBLIC, OrderAct, OrderRefusal};
use crate::{
    fold::SaleWord,
    order::{Goods, Line, Order, ReturnWord, exact_revenue, goods, revenue, says_more, speaks_elsewhere},
    placeholder::is_placeholder,
    spelling::seen,
};
use rapport_kernel::{Currency, Event, Map, Money, Unreadable, Value, said};
use smol_str::SmolStr;

/// The currency of a word: the one it names, else the order's, else the brand's.
pub(super) fn currency(event: &Event, known: Option<&Order>, brand: Currency) -> Result<Currency, OrderRefusal> {
    let named = said::currency(event.properties.get("currency"))?;
    let taken = named.or(known.map(|order| order.revenue.currency)).unwrap_or(brand);
    if named.is_none() && elsewhere_in(&event.properties, taken) {
        return Err(OrderRefusal::UnreadableCurrency);
    }
    match known.map(|order| order.revenue.currency) {
        Some(own) if named.is_some_and(|named| named != own) => Err(OrderRefusal::OtherCurrency),
        Some(own) => Ok(own),
        None => Ok(named.unwrap_or(brand)),
    }
}

/// Whether an event, or one of its products, says another currency in a field that is not read, such as `currency_code`.
fn elsewhere_in(properties: &Map, taken: Currency) -> bool {
    let other = |map: &Map, own: &str| {
        let named = map.iter().filter(|(key, _)| *key != own && key.to_lowercase().contains("currency"));
        named.filter_map(|(_, value)| value.as_str()).any(|code| !code.trim().eq_ignore_ascii_case(taken.code()))
    };
    let products = properties.get("products").and_then(Value::as_list).unwrap_or_default();
    other(properties, "currency") || products.iter().filter_map(Value::as_map).any(|product| other(product, ""))
}

/// What the teller is believed of one order at most.
pub(super) fn largest(event: &Event) -> i64 {
    if event.public { LARGEST_PUBLIC } else { said::LARGEST }
}

fn positive(amount: Option<Money>, event: &Event) -> Result<Option<Money>, OrderRefusal> {
    match amount {
        Some(money) if money.minor < 0 => Err(OrderRefusal::NegativeAmount),
        Some(money) if money.minor > largest(event) => Err(Unreadable::TooLarge.into()),
        amount => Ok(amount),
    }
}

/// What a touchpoint says came back.
pub(super) struct GivenBack {
    pub lines: Vec<Line>,
    pub amount: Option<i64>,
    /// What the amount is more than its whole minor units, in millionths of one.
    pub fraction: i64,
    pub word: ReturnWord,
}

impl GivenBack {
    /// # Errors
    /// What cannot be read, or stands in a field that is not read, is not everything.
    pub fn read(event: &Event, currency: Currency) -> Result<Self, OrderRefusal> {
        let amount = positive(revenue(&event.properties, currency)?, event)?.map(|money| money.minor);
        let Goods { lines, named, .. } = goods(&event.properties, currency)?;
        let amount = match amount {
            None if named && lines.is_empty() => {
                // Products of which none came back, or an empty list, of which no one knows whether it means none or all.
                let none = event.properties.get("products").and_then(Value::as_list).unwrap_or_default();
                if none.is_empty() {
                    return Err(OrderRefusal::UnreadableProducts);
                }
                Some(0)
            }
            None if !named && (says_more(&event.properties) || speaks_elsewhere(&event.properties)) => {
                return Err(OrderRefusal::AmountElsewhere);
            }
            // A field that is there and empty is not the word that all came back.
            None if !named && is_null(&event.properties, &["revenue", "total", "value"]) => {
                return Err(OrderRefusal::UnreadableAmount);
            }
            None if !named && is_null(&event.properties, &["products"]) => {
                return Err(OrderRefusal::UnreadableProducts);
            }
            amount => amount,
        };
        let field = |key| said::id(event.properties.get(key));
        let refund = match field("refund_id")? {
            Some(refund) => Some(refund),
            None => field("refundId")?,
        };
        let refund = refund.map(|refund| SmolStr::from(seen(&refund))).filter(|refund| !is_placeholder(refund, &[]));
        let word = ReturnWord::new(event.source.clone(), &event.message_id, refund.as_deref(), amount, &lines);
        let exact = exact_revenue(&event.properties, currency)?;
        let fraction = amount.zip(exact).map_or(0, |(amount, exact)| exact - said::exact(amount, 0));
        Ok(Self { lines, amount, fraction, word })
    }
}

/// Whether one of these fields is there and says nothing.
fn is_null(properties: &Map, fields: &[&str]) -> bool {
    fields.iter().any(|field| matches!(properties.get(field), Some(Value::Null)))
}

/// What a touchpoint says was sold.
pub(super) struct Sale {
    pub paid: Option<Money>,
    pub lines: Vec<Line>,
    /// The lines' prices together, if any was said.
    pub worth: Option<i64>,
}

impl Sale {
    /// # Errors
    /// What cannot be read; an order that is altogether less than nothing.
    pub fn read(act: OrderAct, event: &Event, currency: Currency) -> Result<Self, OrderRefusal> {
        let paid = positive(revenue(&event.properties, currency)?, event)?;
        let Goods { lines, worth, .. } = goods(&event.properties, currency)?;
        if paid.is_none() && worth.is_none() && speaks_elsewhere(&event.properties) {
            return Err(OrderRefusal::AmountElsewhere);
        }
        if worth.is_some_and(|worth| worth > largest(event)) {
            return Err(Unreadable::TooLarge.into());
        }
        let whole = act == OrderAct::Updated;
        if whole && paid.is_none() && worth.is_some_and(|worth| worth < 0) {
            return Err(OrderRefusal::NegativeAmount);
        }
        let sold = paid.map(|paid| paid.minor).or(worth);
        if let (Some(sold), Some(margin)) = (sold, margin(event, currency)?)
            && margin.minor > sold
        {
            return Err(OrderRefusal::MarginAboveRevenue);
        }
        Ok(Self { paid, lines, worth })
    }

    /// An order of which nothing is told yet but that it is.
    pub fn begin(&self, id: &SmolStr, event: &Event, currency: Currency) -> Order {
        Order {
            id: id.clone(),
            at: event.timestamp,
            source: event.source.clone(),
            brand: event.brand.clone(),
            revenue: Money::new(0, self.paid.map_or(currency, |paid| paid.currency)),
            refunded: 0,
            cancelled: false,
            lines: Vec::new(),
            public: event.public,
            summed: true,
            returns: Vec::new(),
            sales: Vec::new(),
            back: Vec::new(),
            updated: true,
        }
    }

    pub fn word(self, act: OrderAct, event: &Event) -> SaleWord {
        SaleWord {
            at: event.timestamp,
            earlier: Vec::new(),
            updates: act == OrderAct::Updated,
            paid: self.paid.map(|paid| paid.minor),
            worth: self.worth,
            lines: self.lines,
        }
    }
}

/// The margin a word says was in the order; may be negative.
///
/// # Errors
/// [`OrderRefusal::UnreadableAmount`].
pub fn margin(event: &Event, currency: Currency) -> Result<Option<Money>, OrderRefusal> {
    Ok(said::amount(event.properties.get("margin"), currency)?)
}
