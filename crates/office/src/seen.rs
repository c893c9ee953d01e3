//! Which events, properties and traits have been seen, so that the author of a journey hears of a misspelt one.
//!
//! The log is the witness: it is read when somebody asks, from where the last reading ended, on a thread of its own. Until
//! the reading has caught up, and in an installation that has seen more names than are kept here, nothing is said to be
//! known, and so nothing to be unknown. Names only are kept, no values.

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

/// How many different names of events, of properties of one event, and of traits are kept.
const MOST: usize = 2_000;
/// How long an author waits for the reading; it goes on afterwards.
const PATIENCE: Duration = Duration::from_secs(2);

/// What was seen. Clones share it.
#[derive(Clone, Default)]
pub struct Seen(Arc<Mutex<SeenNames>>);

/// What the log has named so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenNames {
    /// The events, each with its properties.
    pub events: BTreeMap<SmolStr, BTreeSet<SmolStr>>,
    /// The traits that `identify` named.
    pub traits: BTreeSet<SmolStr>,
    /// What stood in the context of events, dotted (`campaign.source`) and to a depth of [`CONTEXT_DEPTH`]. None if there was more than is
    /// kept: a context may hold whatever a program wants to say, and the names of events are known all the same.
    pub contexts: Option<BTreeSet<SmolStr>>,
    /// The first position that was not read.
    next: Lsn,
    /// There are more than are kept.
    overflow: bool,
}

impl Default for SeenNames {
    fn default() -> Self {
        let none = BTreeSet::new;
        Self { events: BTreeMap::new(), traits: none(), contexts: Some(none()), next: Lsn::default(), overflow: false }
    }
}

impl Seen {
    /// All that the log has seen until now; none while that is being found out, if it is nothing yet, or if it is too much.
    pub async fn now(&self, log: Reader) -> Option<SeenNames> {
        let mut names = self.0.clone().try_lock_owned().ok()?;
        let (reply, answer) = oneshot::channel();
        std::thread::spawn(move || {
            let caught_up = names.read(&log);
            // Nobody waits any longer: what was read is kept for the next one.
            let _ = reply.send((caught_up && !names.overflow && !names.events.is_empty()).then(|| names.clone()));
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
                self.note(&event);
            }
            if self.overflow {
                return false;
            }
        }
        self.next >= end
    }

    fn note(&mut self, event: &Event) {
        if event.kind == EventKind::Identify {
            event.properties.iter().for_each(|(name, _)| self.overflow |= !put(&mut self.traits, name));
        }
        if let Some(names) = &mut self.contexts
            && !note_inside(&event.context, "", 1, names)
        {
            self.contexts = None;
        }
        if event.name.is_empty() {
            return;
        }
        if !self.events.contains_key(&event.name) {
            self.overflow |= self.events.len() >= MOST;
            self.events.insert(event.name.clone(), BTreeSet::new());
        }
        let Some(properties) = self.events.get_mut(&event.name) else { return };
        event.properties.iter().for_each(|(name, _)| self.overflow |= !put(properties, name));
    }
}

/// Keeps the names in a context and in the maps inside it; whether there was room.
fn note_inside(map: &Map, path: &str, depth: usize, names: &mut BTreeSet<SmolStr>) -> bool {
    map.iter().all(|(name, value)| {
        let whole = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let room = put(names, &whole);
        match value {
            Value::Map(map) if room && depth < CONTEXT_DEPTH => note_inside(map, &whole, depth + 1, names),
            _ => room,
        }
    })
}

/// Keeps a name, unless there are too many.
fn put(names: &mut BTreeSet<SmolStr>, name: &str) -> bool {
    if names.contains(name) {
        return true;
    }
    names.insert(name.into()) && names.len() <= MOST
}
