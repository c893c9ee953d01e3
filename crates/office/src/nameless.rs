//! Work of the books as it is kept while it is set aside: without the person. An erasure empties the log that the work came from, and
//! the books keep what was paid and what came back all the same.

use rapport_customer::told;
use rapport_engine::{Booking, OrderSeen};
use rapport_kernel::{Currency, Event, Map, RecordId, Time, Value};
use rapport_platform::{
    runtime::{Posted, Posting},
    sql::order::{Credited, Orders, Word},
};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// What a word about an order says of money and goods.
const MONEY: [&str; 6] = ["revenue", "total", "value", "currency", "margin", "products"];
/// What it says of one of the goods.
const GOODS: [&str; 7] = ["product_id", "productId", "sku", "line_id", "category", "price", "quantity"];

/// Something to be booked that says nothing of a person.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Nameless {
    /// What a message cost.
    Message {
        /// Log time.
        at: Time,
        /// Which message, and what it cost.
        booking: Booking,
    },
    /// A word about an order.
    Order {
        /// Log time.
        at: Time,
        /// The order's key in the books.
        key: SmolStr,
        /// What was sold or came back, and when.
        event: Box<Event>,
        /// The brand's currency.
        currency: Currency,
        /// Who is credited if this word makes the order.
        touch: Option<Credited>,
    },
}

impl Nameless {
    /// What is kept of this work; nothing of a word that counts for nothing, and of what staff say of a person.
    #[must_use]
    pub(crate) fn of(item: &Posting, orders: &Orders, touch: impl Fn(&OrderSeen) -> Option<Credited>) -> Option<Self> {
        match &item.what {
            Posted::Message(booking) => Some(Self::Message { at: item.at, booking: booking.clone() }),
            Posted::Order(seen) => {
                told::review(&seen.event, seen.currency).ok()?;
                let key = orders.key(&seen.order);
                let event = Box::new(stripped(&seen.event, item.id, &key, orders));
                Some(Self::Order { at: item.at, key, event, currency: seen.currency, touch: touch(seen) })
            }
            Posted::Served(_) | Posted::Nameless(_) => None,
        }
    }
}

/// A word about an order that may be heard without the person.
#[must_use]
pub(crate) fn word(
    id: RecordId,
    at: Time,
    key: SmolStr,
    event: Event,
    currency: Currency,
    touch: Option<Credited>,
) -> Word {
    let seen = OrderSeen { order: key, event, currency, before: None, also: Vec::new(), touches: Vec::new() };
    Word { id, customer: None, at, seen, touch }
}

/// The word with nothing in it but money and goods; what leads to the person stands there as the books write it.
fn stripped(event: &Event, id: RecordId, key: &SmolStr, orders: &Orders) -> Event {
    let said = |name: &str| event.properties.get(name).and_then(|value| value.as_str().map(|id| orders.key(id)));
    let mut properties = only(&event.properties, &MONEY);
    properties.set("order_id", Value::from(key.as_str()));
    if let Some(refund) = said("refund_id").or_else(|| said("refundId")) {
        properties.set("refund_id", Value::from(refund.as_str()));
    }
    if let Some(Value::List(products)) = properties.get("products") {
        let goods = products.iter().filter_map(Value::as_map).map(|product| Value::Map(only(product, &GOODS)));
        let goods = Value::List(goods.collect());
        properties.set("products", goods);
    }
    let (message_id, context) = (id.to_string().into(), Map::default());
    Event { message_id, identifiers: Vec::new(), properties, context, ..event.clone() }
}

fn only(map: &Map, names: &[&str]) -> Map {
    Map(map.iter().filter(|(name, _)| names.contains(name)).map(|(name, value)| (name.into(), value.clone())).collect())
}
