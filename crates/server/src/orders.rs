//! One sale, and which activities are credited with it.

use crate::{
    App,
    board::label,
    problem::Problem,
    wire::{Credit, OrderView},
};
use rapport_engine::What;
use rapport_kernel::{CustomerId, Map, Money, Value};
use rapport_plan::{Kind, NodeId, Reference as About};

/// How much of a person's history is looked through for one order.
const LINES: usize = 5_000;

/// An order by its id, if any customer has it.
///
/// # Errors
/// If the stores cannot answer.
pub async fn find(app: &App, id: &str) -> Result<Option<OrderView>, Problem> {
    let wanted = id.to_owned();
    let parts = app.runtime.ask_all(move |shard| {
        let mut records = shard.partitions().flat_map(|partition| partition.customers());
        records.find_map(|record| {
            let order = record.customer.purchases.order(&wanted)?;
            Some((record.customer.id, label(record), order.clone()))
        })
    });
    let Some((customer, label, order)) = parts.await?.into_iter().flatten().next() else { return Ok(None) };
    let (properties, margin) = told(app, customer, id, order.revenue).await?;
    let credits = credits(app, id).await?;
    let uncredited = credits.is_empty().then(|| {
        "No message reached this customer within the credit window before the order, and no voucher was redeemed in it."
            .to_owned()
    });
    Ok(Some(OrderView {
        id: id.to_owned(),
        customer: customer.to_string(),
        label,
        at: order.at,
        touchpoint: order.source.to_string(),
        revenue: order.revenue.into(),
        margin: margin.map(Into::into),
        properties,
        credits,
        uncredited,
    }))
}

/// What the touchpoint told about the order.
async fn told(app: &App, customer: CustomerId, id: &str, revenue: Money) -> Result<(Map, Option<Money>), Problem> {
    let lines = app.runtime.history(customer, None, LINES).await?;
    let event = lines.iter().find_map(|line| match &line.entry.what {
        What::Event(event) if event.properties.get("order_id").and_then(Value::as_str) == Some(id) => Some(event),
        _ => None,
    });
    let properties = event.map(|event| event.properties.clone()).unwrap_or_default();
    let margin = properties.get("margin").and_then(Value::as_f64);
    Ok((properties, margin.and_then(|margin| Money::from_f64(margin, revenue.currency))))
}

/// The ledger's word on it: what was credited, less what was taken back.
async fn credits(app: &App, id: &str) -> Result<Vec<Credit>, Problem> {
    let tree = app.ledger.plan().tree();
    let mut credits: Vec<Credit> = Vec::new();
    for record in app.ledger.plan().about(&About::Order(app.orders.key(id))).await? {
        let transfer = record.transfer;
        let (place, sign) = match (transfer.to.activity(), transfer.from.activity()) {
            (Some(to), _) => (to.clone(), 1),
            (None, Some(from)) => (from.clone(), -1),
            (None, None) => continue,
        };
        let minor = transfer.amount.minor * sign;
        let known = credits.iter().position(|credit| credit.activity == place.as_str());
        let at = known.unwrap_or_else(|| {
            let node = tree.get(&NodeId::Activity(place.clone()));
            credits.push(Credit {
                activity: place.to_string(),
                name: node.map_or_else(|| place.to_string(), |node| node.name.clone()),
                send_key: message(transfer.touch.as_ref()),
                revenue: Money::zero(transfer.amount.currency).into(),
                margin: None,
                rule: transfer.reason.clone(),
            });
            credits.len() - 1
        });
        match transfer.kind {
            Kind::Returned => credits[at].revenue.minor += minor,
            Kind::Margin => {
                let before = credits[at].margin.take().map_or(0, |margin| margin.minor);
                credits[at].margin = Some(Money::new(before + minor, transfer.amount.currency).into());
            }
            _ => {}
        }
    }
    Ok(credits)
}

fn message(touch: Option<&About>) -> Option<String> {
    match touch {
        Some(About::Message(key)) => Some(key.to_string()),
        _ => None,
    }
}
