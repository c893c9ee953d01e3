//! What touchpoints tell of one order, and whose word counts (decision record 0019).
//!
//! An order carries the trust of the word it rests on. A trusted source's word takes the place of a public one's, and
//! changes what another trusted source said. A public source's word changes only an order that rests on a public word of the
//! same customer. What cannot be read changes nothing (decision record 0020). Every refusal has a name.

use crate::order::{Line, MAX_LINES, Order, lines, revenue, text};
use rapport_kernel::{BrandId, Currency, Event, Money, Unreadable, said};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// The largest amount that a public source is believed of one order, in minor units: a hundred million euros.
pub const LARGEST_PUBLIC: i64 = 10_000_000_000;
/// How many returns may wait for an order that has not been reported yet.
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
}

/// The order an event is about: its `order_id`, else, where one is made, the event's message id.
#[must_use]
pub fn order_id(event: &Event) -> Option<SmolStr> {
    let act = OrderAct::of(event)?;
    text(&event.properties, "order_id").or_else(|| (act == OrderAct::Completed).then(|| event.message_id.clone()))
}

rapport_kernel::coded! {
    /// Why a word about an order changed nothing.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum OrderRefusal {
        /// An amount is not a decimal number with a point.
        UnreadableAmount = "unreadable_amount",
        /// The currency is not three letters.
        UnreadableCurrency = "unreadable_currency",
        /// A quantity is not a decimal number up to a million.
        UnreadableQuantity = "unreadable_quantity",
        /// An amount beyond what the teller is believed of one order.
        AmountTooLarge = "amount_too_large",
        /// An amount below zero.
        NegativeAmount = "negative_amount",
        /// A margin above what was paid.
        MarginAboveRevenue = "margin_above_revenue",
        /// Another currency than the order's.
        OtherCurrency = "other_currency",
        /// A public source spoke of an order that a trusted one told.
        TrustedOrder = "trusted_order",
        /// Another brand's order has this number.
        AnotherBrand = "another_brand",
        /// A public source spoke of an order of somebody else.
        AnotherCustomer = "another_customer",
        /// A public source gave back what nobody has bought.
        UnknownOrder = "unknown_order",
        /// More lines than are kept, so that it cannot be told which are new.
        TooManyLines = "too_many_lines",
    }
}

impl From<Unreadable> for OrderRefusal {
    fn from(what: Unreadable) -> Self {
        match what {
            Unreadable::Amount => Self::UnreadableAmount,
            Unreadable::TooLarge => Self::AmountTooLarge,
            Unreadable::Currency => Self::UnreadableCurrency,
            Unreadable::Quantity => Self::UnreadableQuantity,
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
        /// It was known.
        Known = "known",
        /// A return waits for its order.
        Waits = "waits",
    }
}

/// A return, as reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    pub(crate) order: SmolStr,
    /// Empty: everything.
    lines: Vec<Line>,
    /// The sum paid back, if the report says it.
    amount: Option<i64>,
    cancels: bool,
    /// Of which currency; none in what releases before kept, which did not ask.
    #[serde(default)]
    currency: Option<Currency>,
    /// To which brand it was brought; none in what releases before kept, which did not ask.
    #[serde(default)]
    pub(crate) brand: Option<BrandId>,
}

impl Return {
    /// Whether it may be of this brand's order.
    pub(crate) fn is_of(&self, brand: &BrandId) -> bool {
        self.brand.as_ref().is_none_or(|own| own == brand)
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
        match &self.order {
            Some(order) if order.brand != event.brand => return Err(OrderRefusal::AnotherBrand),
            Some(order) if event.public && !order.public => return Err(OrderRefusal::TrustedOrder),
            Some(_) if event.public && !own => return Err(OrderRefusal::AnotherCustomer),
            None if event.public && act.returns() => return Err(OrderRefusal::UnknownOrder),
            _ => {}
        }
        let known = self.order.as_ref().filter(|order| event.public || !order.public || act.returns());
        let currency = currency(event, known, brand)?;
        if act.returns() { self.give_back(act, id, event, currency) } else { self.sell(act, id, event, currency) }
    }

    fn sell(&mut self, act: OrderAct, id: &SmolStr, event: &Event, currency: Currency) -> Result<Heard, OrderRefusal> {
        let sale = Sale::read(event, currency)?;
        if let Some(order) = self.order.as_mut().filter(|order| order.public == event.public) {
            let before = order.clone();
            order.hear(act, sale)?;
            if order.revenue.minor > largest(event) {
                *order = before;
                return Err(Unreadable::TooLarge.into());
            }
            return Ok(if *order == before { Heard::Known } else { Heard::Changed });
        }
        let heard = if self.order.is_some() { Heard::Replaced } else { Heard::Began };
        let mut order = sale.begin(id, event, currency);
        self.early.retain(|early| early.is_of(&event.brand));
        self.early.iter().for_each(|early| order.give_back(early));
        if !order.public {
            self.early.clear();
        }
        self.order = Some(order);
        Ok(heard)
    }

    fn give_back(
        &mut self,
        act: OrderAct,
        id: &SmolStr,
        event: &Event,
        currency: Currency,
    ) -> Result<Heard, OrderRefusal> {
        let cancels = act == OrderAct::Cancelled;
        let (lines, amount) = if cancels {
            (Vec::new(), None)
        } else {
            (lines(&event.properties, currency)?.0, positive(revenue(&event.properties, currency)?, event)?)
        };
        let amount = amount.map(|money| money.minor);
        let back = Return {
            order: id.clone(),
            lines,
            amount,
            cancels,
            currency: Some(currency),
            brand: Some(event.brand.clone()),
        };
        let before = self.order.clone();
        let Some(order) = &mut self.order else {
            self.wait(back);
            return Ok(Heard::Waits);
        };
        order.give_back(&back);
        let changed = self.order != before;
        if before.is_some_and(|order| order.public) && !event.public {
            // The sale may yet be told by a trusted source, and then this came back of that.
            self.wait(back);
        }
        Ok(if changed { Heard::Changed } else { Heard::Known })
    }

    fn wait(&mut self, back: Return) {
        if self.early.len() == MAX_EARLY {
            self.early.remove(0);
        }
        self.early.push(back);
    }

    /// Forgets what was bought and where; the amounts stay.
    pub fn forget(&mut self) {
        self.early.clear();
        if let Some(order) = &mut self.order {
            order.lines.clear();
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
            self.early.drain(..).for_each(|early| order.give_back(&early));
        }
        self.early.truncate(MAX_EARLY);
    }
}

/// The currency of a word: the one it names, else the order's, else the brand's.
fn currency(event: &Event, known: Option<&Order>, brand: Currency) -> Result<Currency, OrderRefusal> {
    let named = said::currency(event.properties.get("currency"))?;
    match known.map(|order| order.revenue.currency) {
        Some(own) if named.is_some_and(|named| named != own) => Err(OrderRefusal::OtherCurrency),
        Some(own) => Ok(own),
        None => Ok(named.unwrap_or(brand)),
    }
}

/// What the teller is believed of one order at most.
fn largest(event: &Event) -> i64 {
    if event.public { LARGEST_PUBLIC } else { said::LARGEST }
}

fn positive(amount: Option<Money>, event: &Event) -> Result<Option<Money>, OrderRefusal> {
    match amount {
        Some(money) if money.minor < 0 => Err(OrderRefusal::NegativeAmount),
        Some(money) if money.minor > largest(event) => Err(Unreadable::TooLarge.into()),
        amount => Ok(amount),
    }
}

/// What a touchpoint says was sold.
struct Sale {
    paid: Option<Money>,
    lines: Vec<Line>,
    /// The lines' prices together, if any was said.
    worth: Option<i64>,
}

impl Sale {
    fn read(event: &Event, currency: Currency) -> Result<Self, OrderRefusal> {
        let paid = positive(revenue(&event.properties, currency)?, event)?;
        let (lines, worth) = lines(&event.properties, currency)?;
        if paid.is_none() {
            positive(worth.map(|worth| Money::new(worth, currency)), event)?;
        }
        let sold = paid.map(|paid| paid.minor).or(worth);
        if let (Some(sold), Some(margin)) = (sold, margin(event, currency)?)
            && margin.minor > sold
        {
            return Err(OrderRefusal::MarginAboveRevenue);
        }
        Ok(Self { paid, lines, worth })
    }

    fn begin(mut self, id: &SmolStr, event: &Event, currency: Currency) -> Order {
        self.lines.truncate(MAX_LINES);
        Order {
            id: id.clone(),
            at: event.timestamp,
            source: event.source.clone(),
            brand: event.brand.clone(),
            revenue: self.paid.unwrap_or_else(|| Money::new(self.worth.unwrap_or(0), currency)),
            refunded: 0,
            cancelled: false,
            lines: self.lines,
            public: event.public,
            summed: self.paid.is_none(),
        }
    }
}

/// The margin a word says was in the order; may be negative.
///
/// # Errors
/// [`OrderRefusal::Unreadable`].
pub fn margin(event: &Event, currency: Currency) -> Result<Option<Money>, OrderRefusal> {
    Ok(said::amount(event.properties.get("margin"), currency)?)
}

impl Order {
    /// A sale of this order, told again. An amount is the order's amount from now on; without one, lines not known are added
    /// (`Completed`) or stand in the place of what was known (`Updated`).
    fn hear(&mut self, act: OrderAct, mut sale: Sale) -> Result<(), OrderRefusal> {
        if sale.paid.is_some() || act == OrderAct::Updated {
            sale.lines.truncate(MAX_LINES);
            if let Some(paid) = sale.paid {
                (self.revenue, self.summed) = (paid, false);
            } else if let Some(worth) = sale.worth {
                (self.revenue.minor, self.summed) = (worth, true);
            }
            if !sale.lines.is_empty() {
                self.have(sale.lines);
            }
        } else {
            self.grow(sale.lines)?;
        }
        let all = self.cancelled;
        self.refunded = if all { self.revenue.minor } else { self.refunded.min(self.revenue.minor) };
        Ok(())
    }

    /// These are the lines now; what came back of the products stays back.
    fn have(&mut self, lines: Vec<Line>) {
        let old = std::mem::replace(&mut self.lines, lines);
        for gone in old {
            let mut left = gone.bought() - gone.kept();
            for line in self.lines.iter_mut().filter(|line| line.same_product(&gone)) {
                left -= line.take_back(left);
            }
        }
        if self.cancelled {
            self.lines.iter_mut().for_each(Line::take_all_back);
        }
    }

    fn grow(&mut self, lines: Vec<Line>) -> Result<(), OrderRefusal> {
        let known = self.lines.clone();
        let mut sum = self.revenue.minor;
        for line in lines.into_iter().filter(|line| !known.iter().any(|known| known.same_line(line))) {
            if self.lines.len() == MAX_LINES {
                self.lines = known;
                return Err(OrderRefusal::TooManyLines);
            }
            sum = sum.saturating_add(line.worth());
            self.lines.push(line);
        }
        if self.summed {
            self.revenue.minor = sum.max(0);
        }
        Ok(())
    }

    /// Marks what came back and how much was paid back by it. Never more than was paid.
    fn give_back(&mut self, back: &Return) {
        if back.currency.is_some_and(|currency| currency != self.revenue.currency) {
            return;
        }
        let before = self.refunded;
        let mut sum: i64 = 0;
        let whole = |amount: i64| before.saturating_add(amount) >= self.revenue.minor;
        if back.lines.is_empty() && (back.cancels || back.amount.is_none_or(whole)) {
            self.lines.iter_mut().for_each(Line::take_all_back);
            self.cancelled |= back.cancels;
            sum = self.revenue.minor;
        }
        for gone in &back.lines {
            let mut left = gone.bought();
            for line in self.lines.iter_mut().filter(|line| line.same_product(gone)) {
                let taken = line.take_back(left);
                left -= taken;
                sum = sum.saturating_add(said::price_of(line.price, taken));
            }
        }
        let amount = if back.cancels { sum } else { back.amount.unwrap_or(sum) };
        self.refunded = before.saturating_add(amount.max(0)).min(self.revenue.minor.max(before));
    }

    fn join(&mut self, other: &Self) {
        self.refunded = self.refunded.max(other.refunded).min(self.revenue.minor);
        self.cancelled |= other.cancelled;
        for (line, twin) in self.lines.iter_mut().zip(&other.lines) {
            let (back, known) = (twin.bought() - twin.kept(), line.bought() - line.kept());
            line.take_back(back.saturating_sub(known));
        }
    }
}
