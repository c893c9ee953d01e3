//! What a condition may speak of: the event, the customer, the journey's data, the moment.

use super::{
    eval::Scope,
    fault::Fault,
    host::Host,
    lower::Vocabulary,
    value::{Map, Val},
};
use crate::Hint;
use rapport_customer::{Customer, Offer};
use rapport_kernel::{Event, EventKind, Map as KernelMap, Time};

/// The names, in the order of their numbers.
const NAMES: [&str; 14] = [
    "event.name",
    "event.kind",
    "event.timestamp",
    "event.source",
    "event.brand",
    "event.properties",
    "event.context",
    "properties",
    "data",
    "now",
    "profile.language",
    "profile.country",
    "profile.zone",
    "profile.last_seen",
];
/// What names begin with.
const ROOTS: [&str; 7] = ["event.*", "properties.x", "traits.x", "profile.*", "data.x", "now", "customer.*"];
/// The number of `event.context`.
const EVENT_CONTEXT: u16 = 6;
/// The number of `event.properties`.
const EVENT_PROPERTIES: u16 = 5;
/// The number of `properties`, which is the same.
const PROPERTIES: u16 = 7;
/// The number of `data`.
const DATA: u16 = 8;

/// Whether a variable's number stands for the event's properties.
#[must_use]
pub fn is_properties(id: u16) -> bool {
    id == PROPERTIES || id == EVENT_PROPERTIES
}

/// Whether a variable's number stands for where and by what the event was sent.
#[must_use]
pub fn is_context(id: u16) -> bool {
    id == EVENT_CONTEXT
}

/// Whether a variable's number stands for the steps' data.
#[must_use]
pub fn is_data(id: u16) -> bool {
    id == DATA
}

/// The names journeys may use.
#[derive(Clone, Copy, Debug, Default)]
pub struct JourneyWords;

impl Vocabulary for JourneyWords {
    fn variable(&self, name: &str) -> Option<u16> {
        NAMES.iter().position(|n| *n == name).and_then(|at| u16::try_from(at).ok())
    }

    fn member(&self, owner: &str, name: &str) -> Option<Host> {
        (owner == "traits").then(|| Host::Trait(name.into()))
    }

    fn question(&self, target: &str, name: &str, args: &[Option<Val<'static>>]) -> Option<Result<Host, String>> {
        if target != "customer" {
            return None;
        }
        Some(Host::read(name, args).unwrap_or_else(|| {
            Err(format!("`customer.{name}` is not known; there are {}", super::host::FORMS.join(", ")))
        }))
    }

    fn hint(&self, name: &str) -> Option<Hint> {
        let parts = |parts: &[&str]| Some(Hint::PartOf { parts: parts.iter().map(ToString::to_string).collect() });
        match name {
            "event" => {
                parts(&["event.name", "event.timestamp", "event.source", "event.properties.x", "event.context.x"])
            }
            "traits" => parts(&["traits.x"]),
            "profile" => parts(&["profile.language", "profile.country", "profile.zone", "profile.last_seen"]),
            "customer" => parts(&super::host::FORMS),
            _ => Some(Hint::Perhaps { names: ROOTS.map(str::to_owned).into(), name: format!("properties.{name}") }),
        }
    }
}

/// What is there to be spoken of at one moment.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The event that is looked at.
    pub event: Option<&'a Event>,
    /// Whose profile, windows and purchases are asked; none where no one is meant.
    pub customer: Option<&'a Customer>,
    /// What the journey knows from its trigger and its steps.
    pub data: Option<&'a KernelMap>,
    /// The moment.
    pub now: Time,
}

impl<'a> Facts<'a> {
    fn of_event(&self, id: u16) -> Option<Val<'a>> {
        let event = self.event?;
        Some(match id {
            0 => Val::text(&event.name),
            1 => Val::text(kind(event.kind)),
            2 => moment(event.timestamp),
            3 => Val::text(event.source.as_str()),
            4 => Val::text(event.brand.as_str()),
            EVENT_CONTEXT => Val::Map(Map::Said(&event.context)),
            _ => Val::Map(Map::Said(&event.properties)),
        })
    }

    fn of_profile(&self, id: u16) -> Option<Val<'a>> {
        let profile = &self.customer?.profile;
        match id {
            10 => profile.language().map(Val::text),
            11 => profile.country().map(Val::text),
            12 => profile.zone().map(Val::text),
            _ => profile.last_seen().map(moment),
        }
    }
}

impl<'a> Scope<'a> for Facts<'a> {
    fn variable(&self, id: u16) -> Result<Val<'a>, Fault> {
        let found = match id {
            0..=7 => self.of_event(id),
            DATA => self.data.map(|data| Val::Map(Map::Said(data))),
            9 => Some(moment(self.now)),
            _ => self.of_profile(id),
        };
        found.ok_or(Fault::NoSuchKey)
    }

    fn host(&self, question: &Host) -> Result<Val<'a>, Fault> {
        let customer = self.customer.ok_or(Fault::NoSuchKey)?;
        let bought = |products: &[&str], categories: &[&str], within| {
            let texts = |list: &[&str]| list.iter().map(|text| (*text).into()).collect();
            let offer = Offer {
                products: texts(products),
                categories: texts(categories),
                within: Some(within),
                own_goods: false,
            };
            Ok(Val::Bool(customer.purchases.has(&offer, self.now).is_some()))
        };
        match question {
            Host::Trait(name) => customer.profile.get(name).map(Val::said).ok_or(Fault::NoSuchKey),
            Host::HasTrait(name) => Ok(Val::Bool(customer.profile.get(name).is_some())),
            Host::Count(name, within) => Ok(Val::Int(customer.windows.count(name, *within, self.now).into())),
            Host::Sum(name, within) => Ok(Val::Int(customer.windows.sum(name, *within, self.now))),
            Host::Last(name) => customer.windows.last(name).map(moment).ok_or(Fault::NoSuchKey),
            Host::Affinity(name) => Ok(Val::Double(customer.affinities.category(name, self.now))),
            Host::ProductAffinity(name) => Ok(Val::Double(customer.affinities.product(name, self.now))),
            Host::Bought(product, within) => bought(&[product], &[], *within),
            Host::BoughtIn(category, within) => bought(&[], &[category], *within),
        }
    }
}

fn moment<'a>(time: Time) -> Val<'a> {
    Val::Timestamp(i128::from(time.0) * 1_000_000)
}

fn kind(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Identify => "identify",
        EventKind::Track => "track",
        EventKind::Page => "page",
        EventKind::Screen => "screen",
        EventKind::Group => "group",
        EventKind::Alias => "alias",
    }
}
