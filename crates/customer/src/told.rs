//! What touchpoints tell of one order, and whose word counts (decision record 0019).
//!
//! An order carries the trust of the word it rests on. A trusted source's word takes the place of a public one's, and
//! changes what another trusted source said. A public source's word changes only an order that rests on a public word of the
//! same customer. What cannot be read changes nothing (decision record 0020). Every refusal has a name.

mod read;

pub use read::margin;

use crate::{
    fold::Fit,
    order::{Line, MAX_RETURNS, MAX_SETTLED, Order, ReturnWord},
    placeholder::is_placeholder,
    spelling::seen,
};
use rapport_kernel::{BrandId, Currency, Event, SourceId, Time, Unreadable, Value, said};
use read::{GivenBack, Sale, currency, largest};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// The largest amount that a public source is believed of one order, in minor units: a hundred million euros.
pub const LARGEST_PUBLIC: i64 = 10_000_000_000;
/// How many returns of one brand, told by one source, may wait for an order that has not been reported yet. No one's drive out
/// another's.
pub(crate) const MAX_EARLY: usize = 32;

rapport_kernel::coded! {
    /// What an event does to an order.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum OrderAct {
        /// It was made; told again, it is known or grows by lines.
        Completed = "completed",
        /// It is like this now.
        Updated = "updated",
        /// Money or goods came back.
        Refunded = "refunded",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

impl OrderAct {
    /// What the event does to an order, if anything.
    #[must_use]
    pub fn of(event: &Event) -> Option<Self> {
        match event.name.as_str() {
            "Order Completed" => Some(Self::Completed),
            "Order Updated" => Some(Self::Updated),
            "Order Refunded" => Some(Self::Refunded),
            "Order Cancelled" => Some(Self::Cancelled),
            _ => None,
        }
    }

    fn returns(self) -> bool {
        matches!(self, Self::Refunded | Self::Cancelled)
    }

    /// Whether it says what was sold, and so whose the order is.
    #[must_use]
    pub fn sells(self) -> bool {
        !self.returns()
    }
}

/// Under which id a word about an order is kept: the `order_id` it says; the event's message id where it says none, or none
/// that can be read. None if the event is not about an order.
#[must_use]
pub fn order_id(event: &Event) -> Option<SmolStr> {
    OrderAct::of(event)?;
    Some(said_id(event).ok().flatten().unwrap_or_else(|| event.message_id.clone()))
}

/// The number of an order in its one spelling, whoever says it. What programs write when they have none is none.
#[must_use]
pub fn order_number(said: &str) -> Option<SmolStr> {
    Some(SmolStr::from(seen(said))).filter(|id| !id.is_empty() && !is_placeholder(id, &[]))
}

/// The `order_id` an event says, as it is seen.
fn said_id(event: &Event) -> Result<Option<SmolStr>, OrderRefusal> {
    let field = |key| said::id(event.properties.get(key)).map_err(|_| OrderRefusal::UnreadableId);
    let id = match field("order_id")? {
        Some(id) => Some(id),
        None => field("orderId")?,
    };
    Ok(id.and_then(|id| order_number(&id)))
}

/// Whether a word about an order says what programs write when they have no id.
#[must_use]
pub fn says_placeholder(event: &Event) -> bool {
    let said = |key| said::id(event.properties.get(key)).is_ok_and(|id| id.is_some());
    OrderAct::of(event).is_some() && (said("order_id") || said("orderId")) && said_id(event) == Ok(None)
}

/// Takes out of an event the ids of orders and refunds that its brand's sources write where they have none; whether there was one.
pub fn without_placeholders(event: &mut Event, of_brand: &[SmolStr]) -> bool {
    let names_nothing = |said: Option<&Value>| match said {
        Some(Value::Text(id)) => is_placeholder(&seen(id), of_brand) && !is_placeholder(&seen(id), &[]),
        _ => false,
    };
    let fields = ["order_id", "orderId", "refund_id", "refundId"];
    let found: Vec<&str> = fields.into_iter().filter(|field| names_nothing(event.properties.get(field))).collect();
    found.iter().for_each(|field| event.properties.set(field, Value::Null));
    !found.is_empty()
}

/// Whether a sale that can be read says nowhere what was paid: it counts as bought, for nothing.
#[must_use]
pub fn says_no_amount(event: &Event, brand: Currency) -> bool {
    let sale = || Sale::read(OrderAct::Completed, event, currency(event, None, brand)?);
    let completed = OrderAct::of(event) == Some(OrderAct::Completed);
    completed && sale().is_ok_and(|sale| sale.paid.is_none() && sale.worth.is_none())
}

/// Which field of a sale, whose amount is the sum of its products, says that something else was paid: it is not counted.
#[must_use]
pub fn says_beside_products(event: &Event, brand: Currency) -> Option<&'static str> {
    const BESIDE: [&str; 3] = ["discount", "shipping", "tax"];
    let act = OrderAct::of(event).filter(|act| act.sells())?;
    let currency = currency(event, None, brand).ok()?;
    let sale = Sale::read(act, event, currency).ok()?;
    let counts = sale.paid.is_none() && sale.worth.is_some();
    let is_something = |said: Option<&Value>| {
        let amount = said::amount(said, currency);
        amount.is_err() || amount.is_ok_and(|amount| amount.is_some_and(|amount| amount.minor != 0))
    };
    let products = event.properties.get("products").and_then(Value::as_list).unwrap_or_default();
    let of_a_product = || products.iter().filter_map(Value::as_map).any(|one| is_something(one.get("discount")));
    let found = BESIDE.into_iter().find(|field| is_something(event.properties.get(field)));
    found.or_else(|| of_a_product().then_some("discount")).filter(|_| counts)
}

/// Reads a word about an order as it will be read, without knowing the order.
///
/// # Errors
/// Why it will count for nothing, whatever is known of its order.
pub fn review(event: &Event, brand: Currency) -> Result<(), OrderRefusal> {
    let Some(act) = OrderAct::of(event) else { return Ok(()) };
    named(act, event)?;
    let currency = currency(event, None, brand)?;
    if act.returns() { GivenBack::read(event, currency).map(drop) } else { Sale::read(act, event, currency).map(drop) }
}

/// # Errors
/// Only a sale may be told without the order's id: it counts under its message's.
fn named(act: OrderAct, event: &Event) -> Result<(), OrderRefusal> {
    match said_id(event)? {
        None if act != OrderAct::Completed => Err(OrderRefusal::NoOrderId),
        _ => Ok(()),
    }
}

rapport_kernel::coded! {
    /// Why a word about an order changed nothing.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
    pub enum OrderRefusal {
        /// An amount is not a decimal number with a point.
        #[error("an amount cannot be read: write a number with a decimal point, such as 12.50")]
        UnreadableAmount = "unreadable_amount",
        /// The currency is not three letters.
        #[error("the currency cannot be read: write its code, such as EUR")]
        UnreadableCurrency = "unreadable_currency",
        /// A quantity is not a decimal number up to a million.
        #[error("a quantity cannot be read: write a number with a decimal point, up to a million")]
        UnreadableQuantity = "unreadable_quantity",
        /// `products` is not a list of products with a name or a price each; a return names none of them.
        #[error("the products cannot be read: send a list, each with a `product_id` or `sku`, and its `price` and `quantity`")]
        UnreadableProducts = "unreadable_products",
        /// `order_id` or `refund_id` is neither a text nor a whole number.
        #[error("an id cannot be read: send a text of up to 256 characters or a whole number")]
        UnreadableId = "unreadable_id",
        /// It does not say of which order.
        #[error("it does not say of which order: send its `order_id`")]
        NoOrderId = "no_order_id",
        /// It says an amount or goods in a field that is not read, and none in one that is.
        #[error("it says an amount or goods in a field that is not read: send `revenue` or `products`")]
        AmountElsewhere = "amount_elsewhere",
        /// An amount beyond what the teller is believed of one order.
        #[error("the amount is more than this source is believed of one order")]
        AmountTooLarge = "amount_too_large",
        /// An amount below zero.
        #[error("the amount is below zero: tell what came back as `Order Refunded`, with an amount above zero")]
        NegativeAmount = "negative_amount",
        /// A margin above what was paid.
        #[error("the margin is more than was paid")]
        MarginAboveRevenue = "margin_above_revenue",
        /// Another currency than the order's.
        #[error("the order is in another currency")]
        OtherCurrency = "other_currency",
        /// A public source spoke of an order that a trusted one told.
        #[error("a trusted source told this order")]
        TrustedOrder = "trusted_order",
        /// Another brand's order has this number.
        #[error("another brand's order has this number")]
        AnotherBrand = "another_brand",
        /// A public source spoke of an order of someone else, or someone else's order of this number is sold once more.
        #[error("another customer's order has this number: put something of the shop in front of it, or tell a change as `Order Updated`")]
        AnotherCustomer = "another_customer",
        /// A public source gave back what no one has bought.
        #[error("this order was never reported")]
        UnknownOrder = "unknown_order",
        /// A return names a product that the order has not.
        #[error("the order has no such product: name the amount that came back")]
        UnknownProduct = "unknown_product",
        /// As many returns of this source wait for the order as are kept.
        #[error("too many returns wait for this order: tell the order first, then this return again")]
        TooManyReturns = "too_many_returns",
        /// More lines than are kept, so that it cannot be told which are new.
        #[error("the order has more lines than are kept")]
        TooManyLines = "too_many_lines",
    }
}

rapport_kernel::coded! {
    /// What is odd about a word about an order that counts.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
    pub enum OrderDoubt {
        /// Goods came back at a price that the order has not for them: what the return says is paid back.
        #[error("the goods came back at another price than the order's: if that is wrong, correct the price, or name the amount")]
        OtherPrice = "other_price",
    }
}

/// What the teller of a word about an order should know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderWarning {
    /// It counts for nothing, or waits.
    #[error(transparent)]
    Refused(#[from] OrderRefusal),
    /// It counts, and is odd.
    #[error(transparent)]
    Doubted(#[from] OrderDoubt),
}

impl From<Unreadable> for OrderRefusal {
    fn from(what: Unreadable) -> Self {
        match what {
            Unreadable::Amount => Self::UnreadableAmount,
            Unreadable::TooLarge => Self::AmountTooLarge,
            Unreadable::Currency => Self::UnreadableCurrency,
            Unreadable::Quantity => Self::UnreadableQuantity,
            Unreadable::Id => Self::UnreadableId,
        }
    }
}

rapport_kernel::coded! {
    /// What a word about an order did.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Heard {
        /// The order is new.
        Began = "began",
        /// A trusted source's word stands in a public one's place.
        Replaced = "replaced",
        /// The order is another now: its amount, its lines, what came back.
        Changed = "changed",
        /// It said what an earlier word said already.
        Known = "known",
        /// A return waits for its order, or for the row or the amount that it is of; a row that pays out waits for those it is
        /// paid out of.
        Waits = "waits",
    }
}

/// A return, as reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    pub(crate) order: SmolStr,
    /// What came back; everything if it names neither products nor an amount.
    pub(crate) lines: Vec<Line>,
    /// The sum paid back, if the report says it.
    pub(crate) amount: Option<i64>,
    pub(crate) cancels: bool,
    /// Of which currency; none in what releases before kept, which did not ask.
    #[serde(default)]
    pub(crate) currency: Option<Currency>,
    /// To which brand it was brought; none in what releases before kept, which did not ask.
    #[serde(default)]
    pub(crate) brand: Option<BrandId>,
    /// By which it is known again; none in what releases before kept, which counted every one, and in sums of several.
    #[serde(default)]
    pub(crate) word: Option<ReturnWord>,
    /// What the amount is more than its whole minor units, in millionths of one.
    #[serde(default)]
    pub(crate) fraction: i64,
    /// Whether the report names no currency, so that it is the order's, which may not be known yet.
    #[serde(default)]
    pub(crate) unnamed: bool,
    /// When it happened.
    #[serde(default = "never")]
    pub(crate) at: Time,
}

fn never() -> Time {
    Time::MIN
}

impl Return {
    /// The same return in its order's currency, if it named none.
    pub(crate) fn of(mut self, order: Currency) -> Self {
        let Some(read) = self.currency.filter(|read| self.unnamed && *read != order) else { return self };
        let exact = self.amount.map(|amount| said::exact(amount, self.fraction));
        let exact = exact.map(|exact| said::shifted(exact, read, order));
        (self.amount, self.fraction) = exact.map(said::parted).map_or((None, 0), |(amount, rest)| (Some(amount), rest));
        self.lines.iter_mut().for_each(|line| line.shift(read, order));
        self.word = self.word.map(|word| word.of(self.amount, &self.lines));
        self.currency = Some(order);
        self
    }

    /// Whether it takes all that there is.
    pub(crate) fn is_everything(&self) -> bool {
        self.amount.is_none() && self.lines.is_empty()
    }

    /// Whether it may be of an order in this currency.
    pub(crate) fn is_in(&self, order: Currency) -> bool {
        self.currency.is_none_or(|own| own == order)
    }

    /// Whether this source told of it.
    pub(crate) fn is_by(&self, source: &SourceId) -> bool {
        self.word.as_ref().is_some_and(|word| word.source == *source)
    }

    /// Whether it may be of this brand's order.
    pub(crate) fn is_of(&self, brand: &BrandId) -> bool {
        self.brand.as_ref().is_none_or(|own| own == brand)
    }

    /// Whose word it is, and of which brand.
    fn teller(&self) -> (Option<&BrandId>, Option<&SourceId>) {
        (self.brand.as_ref(), self.word.as_ref().map(|word| &word.source))
    }
}

/// How many of these are of the same brand and teller.
fn alike(early: &[Return], back: &Return) -> usize {
    early.iter().filter(|other| other.teller() == back.teller()).count()
}

/// Keeps of each brand and teller the newest.
pub(crate) fn keep_newest(early: &mut Vec<Return>) {
    while let Some(at) = early.iter().position(|back| alike(early, back) > MAX_EARLY) {
        early.remove(at);
    }
}

/// All that was told of one order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The order, once it was told.
    pub order: Option<Order>,
    /// Returns that wait for it, or for a trusted source's word of it.
    pub early: Vec<Return>,
}

impl Told {
    /// Whether this word makes the order its customer's: it is the first trusted one of its completion. Whoever changes an order need
    /// not be its buyer, and may be heard first.
    #[must_use]
    pub fn is_claimed_by(&self, act: OrderAct, event: &Event) -> bool {
        let only_changed = |order: &Order| order.updated && !order.public;
        act == OrderAct::Completed && !event.public && self.order.as_ref().is_some_and(only_changed)
    }

    /// Takes in a word about this order. `own` says whether the order is of the customer whom the event is about.
    ///
    /// # Errors
    /// [`OrderRefusal`]; then nothing changes.
    pub fn hear(
        &mut self,
        act: OrderAct,
        id: &SmolStr,
        event: &Event,
        own: bool,
        brand: Currency,
    ) -> Result<Heard, OrderRefusal> {
        let own = own || self.is_claimed_by(act, event);
        match &self.order {
            // A page's word holds no number against a trusted sale, of whatever brand.
            Some(order) if order.public && !event.public && !act.returns() => {}
            Some(order) if order.brand != event.brand => return Err(OrderRefusal::AnotherBrand),
            Some(order) if event.public && !order.public => return Err(OrderRefusal::TrustedOrder),
            Some(_) if event.public && !own => return Err(OrderRefusal::AnotherCustomer),
            None if event.public && act.returns() => return Err(OrderRefusal::UnknownOrder),
            _ => {}
        }
        named(act, event)?;
        let known = self.order.as_ref().filter(|order| event.public || !order.public || act.returns());
        let currency = currency(event, known, brand)?;
        if act.returns() { self.give_back(act, id, event, currency) } else { self.sell(act, id, event, own, currency) }
    }

    fn sell(
        &mut self,
        act: OrderAct,
        id: &SmolStr,
        event: &Event,
        own: bool,
        currency: Currency,
    ) -> Result<Heard, OrderRefusal> {
        let sale = Sale::read(act, event, currency)?;
        let same = self.order.as_ref().filter(|order| order.public == event.public);
        let (mut order, heard) = match (same, &self.order) {
            (Some(order), _) => (order.clone(), Heard::Changed),
            (None, Some(_)) => (sale.begin(id, event, currency), Heard::Replaced),
            (None, None) => (sale.begin(id, event, currency), Heard::Began),
        };
        let early = self.early.iter().filter(|early| early.is_of(&event.brand)).cloned();
        // Of a public order they were taken in when they came, and wait for a trusted word of it.
        if !order.public || same.is_none() {
            order.take_in(early);
        }
        let counts = order.sell(sale.word(act, event))?;
        if order.revenue.minor > largest(event) {
            return Err(Unreadable::TooLarge.into());
        }
        let known = same.is_some_and(|before| before.is_alike(&order));
        // Two shops that both count from 1: another sale under a number that someone else's order has.
        if same.is_some() && !known && !own && act == OrderAct::Completed {
            return Err(OrderRefusal::AnotherCustomer);
        }
        if order.public {
            self.early.retain(|early| early.is_of(&event.brand));
        } else {
            self.early.clear();
        }
        self.order = Some(order);
        Ok(match known {
            true if counts => Heard::Known,
            _ if !counts => Heard::Waits,
            _ => heard,
        })
    }

    fn give_back(
        &mut self,
        act: OrderAct,
        id: &SmolStr,
        event: &Event,
        currency: Currency,
    ) -> Result<Heard, OrderRefusal> {
        let GivenBack { lines, amount, fraction, word } = GivenBack::read(event, currency)?;
        let back = Return {
            order: id.clone(),
            lines,
            amount,
            cancels: act == OrderAct::Cancelled,
            currency: Some(currency),
            brand: Some(event.brand.clone()),
            word: Some(word),
            fraction,
            unnamed: said::currency(event.properties.get("currency"))?.is_none(),
            at: event.timestamp,
        };
        // The sale may yet be told by a trusted source, and then this came back of that.
        let early = self.order.as_ref().is_none_or(|order| order.public && !event.public);
        if early && alike(&self.early, &back) >= MAX_EARLY {
            return Err(OrderRefusal::TooManyReturns);
        }
        let Some(before) = &self.order else {
            self.early.push(back);
            return Ok(Heard::Waits);
        };
        let mut order = before.clone();
        let fit = order.give_back(back.clone())?;
        if fit == Fit::Unknown && event.public {
            return Err(OrderRefusal::UnknownProduct);
        }
        let waits = fit != Fit::Heard;
        if waits && order.told_by(&event.source) > MAX_RETURNS {
            return Err(OrderRefusal::TooManyReturns);
        }
        order.settle();
        if order.returns.len() > MAX_SETTLED.max(before.returns.len()) {
            return Err(OrderRefusal::TooManyReturns);
        }
        let changed = !before.is_alike(&order);
        self.order = Some(order);
        if early {
            self.early.push(back);
        }
        Ok(match changed {
            true => Heard::Changed,
            false if waits => Heard::Waits,
            false => Heard::Known,
        })
    }

    /// Why this word, which was heard, takes nothing as long as no other word of the order comes; none if it counts, or is no word of
    /// what is known.
    #[must_use]
    pub fn waits(&self, event: &Event) -> Option<OrderRefusal> {
        let order = self.order.as_ref()?;
        match OrderAct::of(event)? {
            act if act.returns() => order.lacks_goods_of(event).then_some(OrderRefusal::UnknownProduct),
            _ => order.pays_out_too_much_with(event).then_some(OrderRefusal::NegativeAmount),
        }
    }

    /// What the teller of this word, which was heard, should know of it: why it waits, or what is odd about it.
    #[must_use]
    pub fn warning(&self, event: &Event) -> Option<OrderWarning> {
        let doubted = || self.order.as_ref()?.is_priced_otherwise(event).then_some(OrderDoubt::OtherPrice);
        self.waits(event).map(OrderWarning::from).or_else(|| doubted().map(OrderWarning::from))
    }

    /// Forgets what was bought and where; the amounts stay.
    pub fn forget(&mut self) {
        self.early.clear();
        if let Some(order) = &mut self.order {
            order.forget();
        }
    }

    /// Takes over what another identity of the same person was told of it.
    pub(crate) fn join(&mut self, other: Self) {
        self.early.extend(other.early);
        match (&mut self.order, other.order) {
            (Some(known), Some(twin)) if known.public && !twin.public => *known = twin,
            (Some(known), Some(twin)) if known.public == twin.public => known.join(&twin),
            (Some(_), _) | (None, None) => {}
            (None, twin) => self.order = twin,
        }
        if let Some(order) = self.order.as_mut().filter(|order| !order.public) {
            order.take_in(std::mem::take(&mut self.early).into_iter());
            order.settle();
        }
        keep_newest(&mut self.early);
    }
}
