//! What is held about a person, in words for themselves: what they are known by, what they bought, their vouchers, and what happened last
//! with all that was told with it. Names stand for ids, as far as anybody has said them.

use super::{
    preferences_view::{Happened, View},
    words::{Language, Words},
};
use crate::{
    App,
    names::{self, Names},
    problem::Problem,
    products::{self, Products},
};
use rapport_channel::voucher::VoucherState;
use rapport_customer::Brand;
use rapport_engine::{Record, What};
use rapport_kernel::{CustomerId, Event, EventKind, Map, Time, Value};

/// How many purchases, touchpoints, vouchers and events the page shows; the export has all.
const SHOWN: usize = 20;
/// How many lines of history are looked through for events: decisions and deliveries stand between them.
const LINES: usize = 200;
/// How many identifiers and traits the page shows, and how many values of one event.
const FACTS: usize = 60;

/// What is not in the customer's record, read before the page is made of it.
pub(super) struct Around {
    places: Names,
    products: Products,
    events: Vec<Event>,
    /// The pool's name and the last moment of each voucher that can still be used.
    vouchers: Vec<(String, Time)>,
}

impl Around {
    /// All of one person.
    ///
    /// # Errors
    /// If the database or the history cannot answer.
    pub(super) async fn of(app: &App, customer: CustomerId) -> Result<Self, Problem> {
        let lines = app.runtime.history(customer, None, LINES).await?;
        let events = lines.into_iter().filter_map(|line| match line.entry.what {
            What::Event(event) => Some(*event),
            _ => None,
        });
        let pools = app.vouchers.pools().await?;
        let now = app.now();
        let own = app.vouchers.of_customer(customer).await?.into_iter().rev();
        let usable = own.filter(|voucher| voucher.state == VoucherState::Issued && voucher.until >= now);
        let named = usable.map(|voucher| {
            let pool = pools.iter().find(|state| state.pool.id == voucher.pool);
            (pool.map_or_else(|| voucher.pool.to_string(), |state| state.pool.name.clone()), voucher.until)
        });
        Ok(Self {
            places: names::of_places(app).await?,
            products: products::of(app, customer).await?,
            events: events.take(SHOWN).collect(),
            vouchers: named.take(SHOWN).collect(),
        })
    }
}

/// A person's own page, but for what they agreed to.
pub(super) fn view(record: &Record, brand: &Brand, language: Language, around: &Around) -> View {
    let (customer, words) = (&record.customer, language.words());
    let day = |at| language.day(at, brand);
    let telling = Telling { words, around };
    let identifiers = customer.profile.identifiers();
    let identified = |value: &str| identifiers.iter().any(|known| known.identifier.value == value);
    let mut facts: Vec<(String, String)> = identifiers
        .iter()
        .map(|known| (words.identifier(known.identifier.kind).to_owned(), known.identifier.value.to_string()))
        .collect();
    for known in customer.profile.traits() {
        if let Some(newest) = known.values.first() {
            let mut said = telling.values(Words::trait_name, &known.name, &newest.value);
            // An address is a trait, too, and stands above.
            said.retain(|(_, value)| !identified(value));
            facts.extend(said);
        }
    }
    facts.truncate(FACTS);
    let orders = customer.purchases.orders().iter().rev().flat_map(|order| {
        order.lines.iter().map(|line| {
            let called = [&line.product, &line.sku].into_iter().find_map(|number| around.products.get(number.as_str()));
            let number = || [&line.category, &line.product, &line.sku].into_iter().find(|name| !name.is_empty());
            let name = called.cloned().or_else(|| number().map(ToString::to_string));
            (name.unwrap_or_else(|| order.id.to_string()), day(order.at))
        })
    });
    let touchpoints = customer.profile.touchpoints().iter();
    View {
        known: facts,
        seen: touchpoints.map(|point| (telling.place(point.source.as_str()), day(point.last))).take(SHOWN).collect(),
        bought: orders.take(SHOWN).collect(),
        vouchers: around
            .vouchers
            .iter()
            .map(|(name, until)| (name.clone(), (*until < Time::MAX).then(|| day(*until))))
            .collect(),
        happened: around
            .events
            .iter()
            .map(|event| {
                let mut told = telling.told(event);
                told.retain(|(_, value)| !identified(value));
                told.truncate(FACTS);
                Happened {
                    day: day(event.timestamp),
                    what: telling.event(event),
                    place: telling.place(event.source.as_str()),
                    told,
                }
            })
            .collect(),
        ..View::default()
    }
}

/// What a value is called in a language, by its name.
type Called = fn(&Words, &str) -> String;

/// How values are told in one language.
struct Telling<'a> {
    words: &'static Words,
    around: &'a Around,
}

impl Telling<'_> {
    fn place(&self, source: &str) -> String {
        match self.words.own_place(source) {
            Some(name) => name.to_owned(),
            None => self.around.places.get(source).cloned().unwrap_or_else(|| source.to_owned()),
        }
    }

    fn event(&self, event: &Event) -> String {
        let words = self.words;
        match event.kind {
            EventKind::Track => event.name.to_string(),
            EventKind::Page => format!("{} {}", words.page, event.name).trim_end().to_owned(),
            EventKind::Screen => format!("{} {}", words.screen, event.name).trim_end().to_owned(),
            EventKind::Identify => words.identified.to_owned(),
            EventKind::Group => words.grouped.to_owned(),
            EventKind::Alias => words.joined.to_owned(),
        }
    }

    /// What came with an event: its properties, then where and by what it was sent. What somebody said of themselves stands among
    /// the facts.
    fn told(&self, event: &Event) -> Vec<(String, String)> {
        let own = (event.kind != EventKind::Identify).then_some(&event.properties);
        let all = own.into_iter().chain([&event.context]).flat_map(Map::iter);
        all.flat_map(|(name, value)| self.values(Words::property, name, value)).collect()
    }

    /// A value with its name; of a map and of a list of maps, every value inside with the names that lead there.
    fn values(&self, called: Called, name: &str, value: &Value) -> Vec<(String, String)> {
        let mut found = Vec::new();
        self.collect(called, &called(self.words, name), (name, value), &mut found);
        found
    }

    fn collect(&self, called: Called, path: &str, (name, value): (&str, &Value), found: &mut Vec<(String, String)>) {
        match value {
            Value::Map(map) => map.iter().for_each(|(inner, value)| {
                self.collect(called, &format!("{path}, {}", called(self.words, inner)), (inner, value), found);
            }),
            Value::List(list) if list.iter().any(|value| matches!(value, Value::Map(_) | Value::List(_))) => {
                for (n, value) in list.iter().enumerate() {
                    self.collect(called, &format!("{path} {}", n + 1), (name, value), found);
                }
            }
            Value::List(list) => {
                let all: Vec<String> = list.iter().filter_map(|value| self.text(name, value)).collect();
                found.push((path.to_owned(), all.join(", ")));
            }
            value => found.extend(self.text(name, value).map(|text| (path.to_owned(), text))),
        }
    }

    /// A single value; of what has a name, its name.
    fn text(&self, name: &str, value: &Value) -> Option<String> {
        let text = match value {
            Value::Text(text) => text.to_string(),
            Value::Int(n) => n.to_string(),
            Value::Float(n) => n.to_string(),
            Value::Bool(b) => b.to_string(),
            _ => return None,
        };
        let called = match name {
            "branch" => self.around.places.get(&text),
            "product_id" | "sku" => self.around.products.get(&text),
            _ => None,
        };
        Some(called.cloned().unwrap_or(text))
    }
}
