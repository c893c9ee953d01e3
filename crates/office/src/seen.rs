//! Which events, properties and traits have been seen, so that the author of a journey hears of a misspelt one.
//!
//! The log is the witness: it is read when somebody asks, from where the last reading ended, on a thread of its own. Until
//! the reading has caught up nothing is said to be known, and so nothing to be unknown. Names only are kept, no values.
//!
//! There is room for so many names. What anybody can say is kept apart, so that it drives out nothing of what trusted sources say; of
//! each, those that were not named for the longest time are forgotten, and the author is told that there are such.

use rapport_engine::Body;
use rapport_journey::check::CONTEXT_DEPTH;
use rapport_kernel::{Event, EventKind, Lsn, Map, Value};
use rapport_platform::log::Reader;
use smol_str::SmolStr;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};
use tokio::sync::{Mutex, oneshot};

/// How many different names of events, of traits and in contexts are kept, of trusted sources and of public ones.
const MOST: usize = 2_000;
/// How many properties of one event are kept.
const MOST_PROPERTIES: usize = 250;
/// How long an author waits for the reading; it goes on afterwards.
const PATIENCE: Duration = Duration::from_secs(2);

/// What was seen. Clones share it.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<SeenNames>>);

/// What an author is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The events, each with its properties.
    pub events: BTreeMap<SmolStr, BTreeSet<SmolStr>>,
    /// The traits that `identify` named.
    pub traits: BTreeSet<SmolStr>,
    /// What stood in the context of events, dotted (`campaign.source`) and to a depth of [`CONTEXT_DEPTH`].
    pub contexts: BTreeSet<SmolStr>,
    /// More was named than is kept.
    pub forgotten: bool,
}

/// What the log has named so far.
#[derive(Clone, Debug, Default)]
struct SeenNames {
    trusted: Names,
    public: Names,
    /// The first position that was not read.
    next: Lsn,
}

#[derive(Clone, Debug, Default)]
struct Names {
    events: Recent<Recent<()>>,
    traits: Recent<()>,
    contexts: Recent<()>,
}

/// Names with what belongs to each, and where each was seen last.
#[derive(Clone, Debug)]
struct Recent<T> {
    names: BTreeMap<SmolStr, (Lsn, T)>,
    forgotten: bool,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self { names: BTreeMap::new(), forgotten: false }
    }
}

impl<T: Default> Recent<T> {
    /// What belongs to this name, which was seen here.
    fn see(&mut self, name: &str, at: Lsn, most: usize) -> &mut T {
        if self.names.len() >= most && !self.names.contains_key(name) {
            // A quarter at once, so that a flood of names costs little for each.
            let mut seen: Vec<Lsn> = self.names.values().map(|(at, _)| *at).collect();
            let (_, oldest, _) = seen.select_nth_unstable(most / 4);
            let oldest = *oldest;
            self.names.retain(|_, (at, _)| *at > oldest);
            self.forgotten = true;
        }
        let (last, belongs) = self.names.entry(name.into()).or_default();
        *last = at;
        belongs
    }

    fn keys(&self) -> impl Iterator<Item = SmolStr> {
        self.names.keys().cloned()
    }
}

impl Seen {
    /// All that the log has seen until now; none while that is being found out, or if it is nothing yet.
    pub async fn now(&self, log: Reader) -> Option<Told> {
        let mut names = self.0.clone().try_lock_owned().ok()?;
        let (reply, answer) = oneshot::channel();
        std::thread::spawn(move || {
            let caught_up = names.read(&log);
            let told = names.told();
            // Nobody waits any longer: what was read is kept for the next one.
            let _ = reply.send((caught_up && !told.events.is_empty()).then_some(told));
        });
        tokio::time::timeout(PATIENCE, answer).await.ok()?.ok()?
    }
}

impl SeenNames {
    /// Reads on to the end of the log; whether it came there.
    fn read(&mut self, log: &Reader) -> bool {
        let end = log.end();
        let Ok(entries) = log.read(self.next) else { return false };
        for entry in entries {
            let Ok((lsn, entry)) = entry else { return false };
            self.next = Lsn(lsn.0 + 1);
            // What cannot be read was erased.
            if let Ok(Body::Event(event)) = rapport_stored::decode_body(&entry.payload) {
                self.note(&event, lsn);
            }
        }
        self.next >= end
    }

    fn note(&mut self, event: &Event, at: Lsn) {
        let names = if event.public { &mut self.public } else { &mut self.trusted };
        if event.kind == EventKind::Identify {
            for (name, _) in event.properties.iter() {
                names.traits.see(name, at, MOST);
            }
        }
        note_inside(&event.context, "", 1, at, &mut names.contexts);
        if event.name.is_empty() {
            return;
        }
        let properties = names.events.see(&event.name, at, MOST);
        for (name, _) in event.properties.iter() {
            properties.see(name, at, MOST_PROPERTIES);
        }
    }

    /// What both have named.
    fn told(&self) -> Told {
        let all = [&self.trusted, &self.public];
        let mut told =
            Told { events: BTreeMap::new(), traits: BTreeSet::new(), contexts: BTreeSet::new(), forgotten: false };
        for names in all {
            for (name, (_, properties)) in &names.events.names {
                told.events.entry(name.clone()).or_default().extend(properties.keys());
                told.forgotten |= properties.forgotten;
            }
            told.traits.extend(names.traits.keys());
            told.contexts.extend(names.contexts.keys());
            told.forgotten |= names.events.forgotten || names.traits.forgotten || names.contexts.forgotten;
        }
        told
    }
}

/// Keeps the names in a context and in the maps inside it.
fn note_inside(map: &Map, path: &str, depth: usize, at: Lsn, names: &mut Recent<()>) {
    for (name, value) in map.iter() {
        let whole = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        names.see(&whole, at, MOST);
        if let Value::Map(map) = value
            && depth < CONTEXT_DEPTH
        {
            note_inside(map, &whole, depth + 1, at, names);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapport_kernel::Time;

    fn said(kind: EventKind, public: bool, name: &str, properties: impl IntoIterator<Item = String>) -> Event {
        let mut map = Map::default();
        properties.into_iter().for_each(|name| map.set(&name, Value::Int(1)));
        Event {
            kind,
            name: name.into(),
            message_id: "m".into(),
            identifiers: Vec::new(),
            timestamp: Time(0),
            received: Time(0),
            public,
            source: "page".into(),
            brand: "main".into(),
            properties: map,
            context: Map::default(),
        }
    }

    /// One message from a page could name 2,000 traits, and nothing was ever called unknown again.
    #[test]
    fn what_anybody_names_drives_out_nothing_of_what_trusted_sources_name() {
        let mut seen = SeenNames::default();
        seen.note(&said(EventKind::Identify, false, "", ["plan".to_owned()]), Lsn(1));
        seen.note(&said(EventKind::Track, false, "Product Viewed", ["sku".to_owned()]), Lsn(2));
        for n in 0..3u64 {
            let invented = (0..2_000).map(|m| format!("t{n}-{m}"));
            seen.note(&said(EventKind::Identify, true, "", invented), Lsn(3 + n));
        }
        for n in 0..10_000u64 {
            seen.note(&said(EventKind::Track, true, &format!("Viewed {n}"), None), Lsn(10 + n));
        }
        let told = seen.told();
        assert!(told.traits.contains("plan") && told.events["Product Viewed"].contains("sku") && told.forgotten);
        assert!(!told.traits.contains("paln"), "a misspelt one is still found");
        assert!(told.traits.len() <= 2 * MOST && told.events.len() <= 2 * MOST);
    }

    #[test]
    fn of_an_app_with_ever_new_names_those_in_use_are_kept() {
        let mut seen = SeenNames::default();
        for n in 0..10_000u64 {
            seen.note(&said(EventKind::Track, false, &format!("Viewed {n}"), None), Lsn(2 * n));
            seen.note(&said(EventKind::Track, false, "Order Completed", ["revenue".to_owned()]), Lsn(2 * n + 1));
        }
        let told = seen.told();
        assert!(told.events["Order Completed"].contains("revenue") && told.events.contains_key("Viewed 9999"));
        assert!(!told.events.contains_key("Viewed 1") && told.forgotten);
    }
}
