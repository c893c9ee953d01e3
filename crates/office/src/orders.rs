//! One sale: who said what of it, and which activities are credited with it; and sales as a list.

mod list;

pub use list::{OrderSight, list};

use crate::{
    Office, label,
    part::PlanPart,
    refused::Refused,
    sinks::CREDIT_WINDOW,
    view::{
        Credit, Moment, OrderStep, OrderView, UncreditedSaid,
        codes::{OrderDoubtCode, OrderWordCode},
    },
};
use rapport_channel::delivery::DeliveryState;
use rapport_customer::{OrderAct, purchase::Order, told};
use rapport_engine::What;
use rapport_kernel::{CustomerId, Event, Map, Money, Time};
use rapport_plan::{Kind, NodeId, Reference as About, Tree};
use rapport_platform::sql::{
    order::{OrderPage, Step},
    plan::TransferRecord,
};

/// How much of a person's history is looked through for one order.
const LINES: usize = 5_000;

/// An order by its id, if anybody has told of it: with the credits of a `part` of the plan, and who bought if it may be seen (`named`).
///
/// # Errors
/// If the stores cannot answer.
pub async fn find(app: &Office, id: &str, part: &PlanPart, named: bool) -> Result<Option<OrderView>, Refused> {
    let page = app.orders.page(id).await?;
    let Some((customer, order)) = whose(app, id, page.as_ref()).await? else {
        return Ok(page.map(|page| uncounted(id, page)));
    };
    let properties = match customer {
        Some(customer) if named => told_of(app, customer, id, &order).await?,
        _ => Map::default(),
    };
    let label = match customer {
        Some(customer) => {
            app.runtime
                .ask(customer, move |shard, id| shard.customer(id).map(|record| label::shown(record, named)))
                .await?
        }
        None => None,
    };
    let records = app.ledger.plan().about(&About::Order(app.orders.key(id))).await?;
    let mut credits = credits(&app.ledger.plan().tree(), &order, records);
    let uncredited = credits.is_empty();
    credits.retain(|credit| part.pays(&credit.activity.as_str().into()));
    let page = page.unwrap_or_default();
    let unanswered = match customer.filter(|_| uncredited) {
        Some(customer) => shown_to_staff(app, customer, order.at).await?,
        None => None,
    };
    let uncredited = uncredited.then_some(match page.set_aside {
        Some(reason) => UncreditedSaid::SetAside { reason },
        None => match unanswered {
            Some(at) => UncreditedSaid::PromptUnanswered { at: Moment(at) },
            None => UncreditedSaid::NoTouch,
        },
    });
    Ok(Some(OrderView {
        id: id.to_owned(),
        customer: customer.map(|customer| customer.to_string()),
        label: label.unwrap_or_default(),
        at: order.at,
        touchpoint: order.source.to_string(),
        revenue: order.revenue.into(),
        left: order.left().into(),
        cancelled: order.cancelled,
        public: order.public,
        counts: true,
        margin: page.margin.map(Into::into),
        properties,
        credits,
        uncredited: uncredited.as_ref().map(ToString::to_string),
        uncredited_said: uncredited,
        steps: page.steps.iter().map(shown).collect(),
    }))
}

/// The order and its customer: as the books know them, else (of before they kept orders) as a customer's record does.
async fn whose(
    app: &Office,
    id: &str,
    page: Option<&OrderPage>,
) -> Result<Option<(Option<CustomerId>, Order)>, Refused> {
    if let Some(OrderPage { order: Some(order), customer, .. }) = page {
        let customer = customer.map(|customer| app.runtime.current(customer));
        return Ok(Some((customer, order.clone())));
    }
    if page.is_some() {
        return Ok(None);
    }
    let wanted = id.to_owned();
    let parts = app.runtime.ask_all(move |shard| {
        let mut records = shard.partitions().flat_map(|partition| partition.customers());
        records.find_map(|record| {
            let order = record.customer.purchases.order(&wanted)?;
            Some((Some(record.customer.id), order.clone()))
        })
    });
    Ok(parts.await?.into_iter().flatten().next())
}

/// An order of which nothing that was said counts.
fn uncounted(id: &str, page: OrderPage) -> OrderView {
    let last = page.steps.last();
    let nothing =
        Money::zero(page.steps.iter().find_map(|step| step.left).map(|left| left.currency).unwrap_or_default());
    OrderView {
        id: id.to_owned(),
        customer: None,
        label: String::new(),
        at: last.map_or(Time(0), |step| step.at),
        touchpoint: last.map(|step| step.source.to_string()).unwrap_or_default(),
        revenue: nothing.into(),
        left: nothing.into(),
        cancelled: false,
        public: last.is_some_and(|step| step.public),
        counts: false,
        margin: None,
        properties: Map::default(),
        credits: Vec::new(),
        uncredited: Some(UncreditedSaid::NothingCounts.to_string()),
        uncredited_said: Some(UncreditedSaid::NothingCounts),
        steps: page.steps.iter().map(shown).collect(),
    }
}

/// When a prompt about the customer was last shown to staff before the order, within the time that counts, if none of those was
/// answered with *done*: then a message was shown, and as far as anybody knows it reached nobody.
async fn shown_to_staff(app: &Office, customer: CustomerId, order: Time) -> Result<Option<Time>, Refused> {
    let look = move |shard: &rapport_engine::Shard, id| {
        let messages = shard.customer(id)?.messages.iter().filter(|message| message.is_prompt());
        let shown = messages.filter_map(|message| match message.delivery.state {
            DeliveryState::Accepted { at, .. } => Some(at),
            _ => None,
        });
        shown.filter(|at| *at <= order && order.since(*at) <= CREDIT_WINDOW).max()
    };
    Ok(app.runtime.ask(customer, look).await?)
}

fn shown(step: &Step) -> OrderStep {
    OrderStep {
        at: step.at,
        source: step.source.to_string(),
        public: step.public,
        act: OrderWordCode::find(&step.act),
        outcome: OrderWordCode::find(&step.outcome),
        refused: step.refused,
        doubt: OrderDoubtCode::find(&step.doubt),
        left: step.left.map(Into::into),
    }
}

/// What the touchpoint told that says what was sold: of the words that count, the one of the latest moment.
async fn told_of(app: &Office, customer: CustomerId, id: &str, order: &Order) -> Result<Map, Refused> {
    let lines = app.runtime.history(customer, None, LINES).await?;
    let events = lines.iter().filter_map(|line| match &line.entry.what {
        What::Event(event) => Some(event),
        _ => None,
    });
    // The newest line comes first, and of equal moments the last that is looked at is taken.
    let latest = events.filter(|event| says_what_was_sold(event, id, order)).rev().max_by_key(|event| event.timestamp);
    Ok(latest.map(|event| event.properties.clone()).unwrap_or_default())
}

/// Whether the order rests on words like this one: of its number, its brand and its trust, of a sale, and readable.
fn says_what_was_sold(event: &Event, id: &str, order: &Order) -> bool {
    OrderAct::of(event).is_some_and(OrderAct::sells)
        && told::order_id(event).is_some_and(|told| told == id)
        && event.brand == order.brand
        && event.public == order.public
        && told::review(event, order.revenue.currency).is_ok()
}

/// The ledger's word on it: what was credited, less what was taken back.
fn credits(tree: &Tree, order: &Order, records: Vec<TransferRecord>) -> Vec<Credit> {
    let mut credits: Vec<Credit> = Vec::new();
    for record in records {
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
    if order.left().minor != 0 {
        // Who has nothing of what is left is credited no longer.
        credits.retain(|credit| credit.revenue.minor != 0);
    }
    credits
}

fn message(touch: Option<&About>) -> Option<String> {
    match touch {
        Some(About::Message(key)) => Some(key.to_string()),
        _ => None,
    }
}
