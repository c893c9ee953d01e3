//! What a person bought, when and where, and what came back.
//!
//! Read from the e-commerce events of the Segment specification, whatever touchpoint they come from: `Order Completed`,
//! `Order Updated`, `Order Refunded` (whole, or the products it names), `Order Cancelled`. An order counts once, by its
//! `order_id` (the event's message id where there is none), however many touchpoints report it; [`crate::told`] says whose
//! word about it counts. Amounts are in the minor unit of the order's currency. The newest [`MAX_ORDERS`] orders are kept in
//! detail; older ones are forgotten by state (not by the log).

pub use crate::order::{Line, Offer, Order};
use crate::told::{Heard, OrderAct, OrderRefusal, Return, Told, keep_newest, order_id};
use rapport_kernel::{BrandId, Currency, Event, Time};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How many orders of one brand are kept in detail, and as many that only public sources told: what a page says drives out nothing that a
/// till told, nor one brand another's.
pub const MAX_ORDERS: usize = 1_000;

/// A word about an order, and what it did to this person's purchases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderHeard {
    /// The number that the shop or till gave it.
    pub order: SmolStr,
    /// What was known of it before.
    pub before: Option<Order>,
    /// What the word did.
    pub did: Result<Heard, OrderRefusal>,
}

/// A person's orders, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchases {
    orders: Vec<Order>,
    early: Vec<Return>,
}

impl Purchases {
    /// Takes in an event; says what it did, or nothing if it is not about an order.
    pub fn observe(&mut self, event: &Event, brand: Currency) -> Option<OrderHeard> {
        let act = OrderAct::of(event)?;
        let order = order_id(event)?;
        let mut told = self.take(&order, Some(&event.brand));
        let before = told.order.clone();
        let did = told.hear(act, &order, event, true, brand);
        self.keep(told);
        Some(OrderHeard { order, before, did })
    }

    /// Takes out what is known of one order: numbers are a brand's own. Of a return that waits the brand may be unknown.
    fn take(&mut self, id: &str, brand: Option<&BrandId>) -> Told {
        let of = |other: &BrandId| brand.is_none_or(|brand| brand == other);
        let at = self.orders.iter().rposition(|order| order.id == id && of(&order.brand));
        let waits = |early: &mut Return| early.order == id && brand.is_none_or(|brand| early.is_of(brand));
        let early = self.early.extract_if(.., waits).collect();
        Told { order: at.map(|at| self.orders.remove(at)), early }
    }

    fn keep(&mut self, told: Told) {
        self.early.extend(told.early);
        keep_newest(&mut self.early);
        let Some(order) = told.order else { return };
        let at = self.orders.partition_point(|old| (old.at, &old.id) <= (order.at, &order.id));
        let (brand, public) = (order.brand.clone(), order.public);
        self.orders.insert(at, order);
        let alike = |order: &Order| order.public == public && order.brand == brand;
        if self.orders.iter().filter(|order| alike(order)).count() > MAX_ORDERS
            && let Some(oldest) = self.orders.iter().position(alike)
        {
            self.orders.remove(oldest);
        }
    }

    /// Every order kept, oldest first.
    #[must_use]
    pub fn orders(&self) -> &[Order] {
        &self.orders
    }

    /// The one that a shop or till gave this number, if it is still remembered.
    #[must_use]
    pub fn order(&self, id: &str) -> Option<&Order> {
        self.orders.iter().rev().find(|order| order.id == id)
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
            let mut told = self.take(&order.id, Some(&order.brand));
            told.join(Told { order: Some(order), early: Vec::new() });
            self.keep(told);
        }
        for early in other.early {
            let mut told = self.take(&early.order, early.brand.as_ref());
            told.join(Told { order: None, early: vec![early] });
            self.keep(told);
        }
    }
}
