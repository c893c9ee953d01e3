//! Sales as a list: newest first, and those alone that the caller sees.

use super::credits;
use crate::{
    Office, label,
    listed::{self, bad_cursor},
    part::PlanPart,
    places,
    refused::{Cause, Refused},
    view::{OrderQuery, OrderStateCode, OrderSummary, Page},
};
use rapport_customer::told;
use rapport_engine::Record;
use rapport_kernel::{CustomerId, Money, Time};
use rapport_people::Extent;
use rapport_plan::Tree;
use rapport_platform::sql::order::{ListedOrder, OrderFilter, OrderState, Orders};
use smol_str::SmolStr;
use std::sync::Arc;

/// How many orders are read at once for someone who does not see all of them.
const STRETCH: usize = 500;
/// So often that is done for one page.
const LOOKS: usize = 10;

/// What someone sees of orders: which of them, whose they are, and what of the plan is credited.
#[derive(Clone, Debug)]
pub struct OrderSight {
    orders: Extent,
    names: Extent,
    part: PlanPart,
    tree: Arc<Tree>,
}

impl OrderSight {
    /// What is seen by who may see `orders` there, and of whom they are by who may see `names` there.
    #[must_use]
    pub fn new(tree: &Arc<Tree>, orders: Extent, names: Extent) -> Self {
        Self { part: PlanPart::of(tree, &orders), orders, names, tree: Arc::clone(tree) }
    }
}

/// What a customer's record says of one of their orders.
#[derive(Default)]
struct Known {
    label: String,
    number: Option<String>,
    overtaken: bool,
}

/// The orders that fit, newest first, of those that are seen.
///
/// # Errors
/// [`Cause::InvalidParameter`]; if the stores cannot answer.
pub async fn list(app: &Office, query: &OrderQuery, sight: &OrderSight) -> Result<Page<OrderSummary>, Refused> {
    let limit = listed::limit(query.limit);
    let mut filter = filter(app, query).await?;
    let stretch = if sight.orders == Extent::Everything { limit + 1 } else { STRETCH };
    let mut items = Vec::new();
    for _ in 0..LOOKS {
        let orders = app.orders.list(&filter, stretch).await?;
        let ended = orders.len() < stretch;
        for order in orders {
            let place = places::sold(&sight.tree, Some(&order.order.brand), &order.booked);
            let behind = Some((order.order.at, order.key.clone()));
            if sight.orders.holds(&place) {
                if items.len() == limit {
                    return Ok(Page { items, next: filter.after.as_ref().map(cursor) });
                }
                items.push(summary(app, order, sight, sight.names.holds(&place)).await?);
            }
            filter.after = behind;
        }
        if ended {
            return Ok(Page { items, next: None });
        }
    }
    Ok(Page { items, next: filter.after.as_ref().map(cursor) })
}

fn cursor((at, key): &(Time, SmolStr)) -> String {
    format!("{}~{key}", at.0)
}

async fn filter(app: &Office, query: &OrderQuery) -> Result<OrderFilter, Refused> {
    let after = match &query.cursor {
        Some(text) => {
            let parts = text.split_once('~').and_then(|(at, key)| Some((Time(at.parse().ok()?), key.into())));
            Some(parts.ok_or_else(bad_cursor)?)
        }
        None => None,
    };
    Ok(OrderFilter {
        brand: query.brand.as_deref().map(Into::into),
        customers: match &query.customer {
            Some(customer) => Some(ids(app, customer).await?),
            None => None,
        },
        activity: query.activity.as_deref().map(Into::into),
        state: query.state.as_deref().map(state).transpose()?,
        from: query.from,
        to: query.to,
        number: query.q.as_deref().and_then(told::order_number).map(Into::into),
        after,
    })
}

fn state(text: &str) -> Result<OrderState, Refused> {
    let found = OrderState::ALL.iter().copied().find(|state| state.code() == text);
    found.ok_or_else(|| {
        Refused::new(Cause::InvalidParameter, format!("`state` is one of {}.", OrderState::CODES.join(", ")))
    })
}

/// Every id a customer has had: an order stays under the one it was told of.
async fn ids(app: &Office, customer: &str) -> Result<Vec<CustomerId>, Refused> {
    let Ok(id) = customer.parse::<CustomerId>() else {
        return Err(Refused::new(Cause::InvalidParameter, "`customer` is the id of a customer."));
    };
    let merged = |record: &Record| record.customer.merges().iter().map(|merged| merged.from).collect::<Vec<_>>();
    let mut ids = app.runtime.ask(id, move |shard, id| shard.customer(id).map(merged)).await?.unwrap_or_default();
    ids.extend([id, app.runtime.current(id)]);
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

async fn summary(app: &Office, listed: ListedOrder, sight: &OrderSight, named: bool) -> Result<OrderSummary, Refused> {
    let ListedOrder { key, number, customer, order, set_aside, unheard, booked } = listed;
    let customer = customer.map(|customer| app.runtime.current(customer));
    let known = match customer {
        Some(customer) => {
            let orders = app.orders.clone();
            let look = move |record: &Record| known(record, &orders, &key, number, named);
            app.runtime.ask(customer, move |shard, id| shard.customer(id).map(look)).await?.unwrap_or_default()
        }
        None => Known { number, ..Known::default() },
    };
    let mut credits = credits(&sight.tree, &order, booked);
    credits.retain(|credit| sight.part.pays(&credit.activity.as_str().into()));
    let left = order.left();
    Ok(OrderSummary {
        id: known.number,
        brand: order.brand.to_string(),
        at: order.at,
        touchpoint: order.source.to_string(),
        customer: customer.map(|customer| customer.to_string()),
        label: known.label,
        revenue: order.revenue.into(),
        returned: Money { minor: order.revenue.minor.saturating_sub(left.minor), ..left }.into(),
        left: left.into(),
        state: OrderStateCode::from(OrderState::of(&order)),
        public: order.public,
        credits,
        overtaken: known.overtaken,
        set_aside,
        unheard,
    })
}

fn known(record: &Record, orders: &Orders, key: &SmolStr, number: Option<String>, named: bool) -> Known {
    // Releases before kept the numbers of credited orders alone.
    let own = || record.customer.purchases.orders().iter().find(|order| orders.key(&order.id) == *key);
    let number = number.or_else(|| own().map(|order| order.id.to_string()));
    let is_it = |order: &SmolStr| number.as_deref() == Some(order.as_str());
    let mut overtaken = record.messages.iter().filter_map(|message| message.delivery.overtaken.as_ref());
    Known { overtaken: overtaken.any(|by| is_it(&by.order)), label: label::shown(record, named), number }
}
