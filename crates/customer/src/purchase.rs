//! What a person bought, when and where, and what came back.
//!
//! Read from the e-commerce events of the Segment specification, whatever touchpoint they come from: `Order Completed`,
//! `Order Refunded` (whole, or the products it names), `Order Cancelled`. An order counts once, by its `order_id`
//! (the event's message id where there is none), however many touchpoints report it. Amounts are in the minor unit of the
//! order's currency. The newest [`MAX_ORDERS`] orders are kept in detail; older ones are forgotten by state (not by the log).

pub use crate::order::{Line, Offer, Order};
use crate::order::{currency, lines, revenue, text, worth};
use rapport_kernel::{BrandId, Currency, Event, Money, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How many orders are kept in detail.
pub const MAX_ORDERS: usize = 1_000;
/// How many returns may wait for an order that has not been reported yet.
const MAX_EARLY: usize = 32;

/// A return, as reported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Return {
    order: SmolStr,
    /// Empty: everything.
    lines: Vec<Line>,
    /// The sum paid back, if the report says it.
    amount: Option<i64>,
    cancels: bool,
}

/// What an event changed: what the plan is credited or debited with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PurchaseChange {
    /// An order not known before.
    Completed {
        /// Its id.
        order: SmolStr,
        /// What was paid (returns reported earlier are already taken off).
        revenue: Money,
    },
    /// Something came back.
    Returned {
        /// Of which order.
        order: SmolStr,
        /// How much was paid back now.
        amount: Money,
    },
}

/// A person's orders, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchases {
    orders: Vec<Order>,
    early: Vec<Return>,
}

impl Purchases {
    /// Takes in an event; says what it changed, or nothing if it is not about an order or was known.
    pub fn observe(&mut self, event: &Event, brand: Currency) -> Option<PurchaseChange> {
        match event.name.as_str() {
            "Order Completed" => self.complete(event, brand),
            "Order Refunded" => self.give_back(event, brand, false),
            "Order Cancelled" => self.give_back(event, brand, true),
            _ => None,
        }
    }

    fn complete(&mut self, event: &Event, brand: Currency) -> Option<PurchaseChange> {
        let id = text(&event.properties, "order_id").unwrap_or_else(|| event.message_id.clone());
        if self.order(&id).is_some() {
            return None;
        }
        let currency = currency(&event.properties, brand);
        let lines = lines(&event.properties, currency);
        let revenue = revenue(&event.properties, brand).unwrap_or_else(|| Money::new(worth(&lines), currency));
        let order = Order {
            id: id.clone(),
            at: event.timestamp,
            source: event.source.clone(),
            brand: event.brand.clone(),
            revenue,
            refunded: 0,
            cancelled: false,
            lines,
        };
        self.insert(order);
        let mut back = 0;
        while let Some(at) = self.early.iter().position(|early| early.order == id) {
            let early = self.early.remove(at);
            back += self.order_mut(&id).map_or(0, |order| apply_return(order, &early));
        }
        Some(PurchaseChange::Completed { order: id, revenue: Money::new(revenue.minor.saturating_sub(back), currency) })
    }

    fn give_back(&mut self, event: &Event, brand: Currency, cancels: bool) -> Option<PurchaseChange> {
        let id = text(&event.properties, "order_id")?;
        let currency = currency(&event.properties, brand);
        let back = Return {
            order: id.clone(),
            lines: if cancels { Vec::new() } else { lines(&event.properties, currency) },
            amount: if cancels { None } else { revenue(&event.properties, brand).map(|money| money.minor) },
            cancels,
        };
        let Some(order) = self.order_mut(&id) else {
            if self.early.len() == MAX_EARLY {
                self.early.remove(0);
            }
            self.early.push(back);
            return None;
        };
        let currency = order.revenue.currency;
        let minor = apply_return(order, &back);
        (minor != 0).then(|| PurchaseChange::Returned { order: id, amount: Money::new(minor, currency) })
    }

    fn insert(&mut self, order: Order) {
        let at = self.orders.partition_point(|old| (old.at, &old.id) <= (order.at, &order.id));
        self.orders.insert(at, order);
        if self.orders.len() > MAX_ORDERS {
            self.orders.remove(0);
        }
    }

    /// Every order kept, oldest first.
    #[must_use]
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// The order with this id.
    #[must_use]
    pub fn order(&self, id: &str) -> Option<&Order> {
        self.orders.iter().rev().find(|order| order.id == id)
    }

    fn order_mut(&mut self, id: &str) -> Option<&mut Order> {
        self.orders.iter_mut().rev().find(|order| order.id == id)
    }

    /// The latest order by which the person has what is offered and kept it.
    #[must_use]
    pub fn has(&self, offer: &Offer, now: Time) -> Option<&Order> {
        let since = offer.within.map_or(Time::MIN, |span| now - span);
        let has =
            |order: &&Order| !order.cancelled && order.lines.iter().any(|line| line.is_kept() && offer.names(line));
        self.orders.iter().rev().take_while(|order| order.at >= since).find(has)
    }

    /// Whether the brand sold this person something in one of the offer's categories and the sale stands.
    #[must_use]
    pub fn bought_similar(&self, offer: &Offer, brand: &BrandId) -> bool {
        let similar = |order: &Order| order.lines.iter().any(|line| line.is_kept() && offer.similar(line));
        self.orders.iter().any(|order| order.brand == *brand && order.stands() && similar(order))
    }

    /// Takes over another identity's orders; one both know is kept once, with the larger return.
    pub(crate) fn merge(&mut self, other: Self) {
        for order in other.orders {
            match self.order_mut(&order.id) {
                None => self.insert(order),
                Some(known) => join(known, &order),
            }
        }
        self.early.extend(other.early);
        for early in std::mem::take(&mut self.early) {
            let room = self.early.len() < MAX_EARLY;
            match self.order_mut(&early.order) {
                Some(order) => {
                    apply_return(order, &early);
                }
                None if room => self.early.push(early),
                None => {}
            }
        }
    }
}

fn join(known: &mut Order, other: &Order) {
    known.refunded = known.refunded.max(other.refunded);
    known.cancelled |= other.cancelled;
    for (line, twin) in known.lines.iter_mut().zip(&other.lines) {
        line.returned = line.returned.max(twin.returned).min(line.quantity);
    }
}

/// Marks what came back and answers how much was paid back by it, in minor units. Never more than was paid.
fn apply_return(order: &mut Order, back: &Return) -> i64 {
    let before = order.refunded;
    let mut sum: i64 = 0;
    if back.lines.is_empty()
        && (back.cancels || back.amount.is_none_or(|amount| before.saturating_add(amount) >= order.revenue.minor))
    {
        order.lines.iter_mut().for_each(|line| line.returned = line.quantity);
        order.cancelled |= back.cancels;
        sum = order.revenue.minor;
    }
    for gone in &back.lines {
        let mut left = gone.quantity;
        for line in order.lines.iter_mut().filter(|line| line.same_product(gone)) {
            let taken = left.min(line.quantity - line.returned);
            line.returned += taken;
            left -= taken;
            sum = sum.saturating_add(line.price.saturating_mul(taken.into()));
        }
    }
    let amount = if back.cancels { sum } else { back.amount.unwrap_or(sum) };
    order.refunded = before.saturating_add(amount.max(0)).min(order.revenue.minor.max(before));
    order.refunded - before
}
