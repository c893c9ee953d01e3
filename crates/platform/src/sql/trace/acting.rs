//! Who acts, by which way, and what they have told of what they do: known to all that is done for one request, without every store having
//! to pass it on. What runs on a task of its own takes it along by [`carried`].

use parking_lot::Mutex;
use rapport_kernel::Time;
use rapport_people::{Object, ObjectKind, PersonId};
use rapport_trace::{DeedAct, DeedDraft, DeedOrigin, FieldChange, operation::NAMED};
use serde::Serialize;
use smol_str::SmolStr;
use std::sync::Arc;

tokio::task_local! {
    static NOW: Arc<Acting>;
}

/// Somebody who does something.
#[derive(Debug)]
pub struct Acting {
    /// By which way.
    pub origin: DeedOrigin,
    /// From which network address.
    pub address: Option<SmolStr>,
    /// The moment that all its lines carry.
    pub at: Time,
    told: Mutex<Told>,
}

/// What is known of it so far.
#[derive(Debug)]
struct Told {
    who: Option<PersonId>,
    /// The first is what the request is about.
    drafts: Vec<DeedDraft>,
    settled: bool,
}

impl Acting {
    /// Somebody who is about to do this; `who` is none for Rapport itself, and for who is not known yet.
    #[must_use]
    pub fn new(who: Option<PersonId>, origin: DeedOrigin, at: Time, first: Option<DeedDraft>) -> Self {
        Self {
            origin,
            address: None,
            at,
            told: Mutex::new(Told { who, drafts: first.into_iter().collect(), settled: false }),
        }
    }

    /// The same from this network address.
    #[must_use]
    pub fn from(self, address: Option<SmolStr>) -> Self {
        Self { address, ..self }
    }

    /// Who it is, by now.
    pub(super) fn who(&self) -> Option<PersonId> {
        self.told.lock().who.clone()
    }

    /// Says that what is not known by now will not be: what was told is written as it is.
    pub(super) fn settle(&self) {
        self.told.lock().settled = true;
    }

    /// Takes what can be written: who did it is known, and to what.
    pub(super) fn take(&self) -> Vec<DeedDraft> {
        let mut told = self.told.lock();
        if told.settled {
            return std::mem::take(&mut told.drafts);
        }
        if told.who.is_none() && self.origin != DeedOrigin::Rapport {
            return Vec::new();
        }
        let (ready, waits) = std::mem::take(&mut told.drafts).into_iter().partition(|draft| draft.object.id != NAMED);
        told.drafts = waits;
        ready
    }

    /// Puts back what could not be written.
    pub(super) fn put_back(&self, mut drafts: Vec<DeedDraft>) {
        let mut told = self.told.lock();
        drafts.append(&mut told.drafts);
        told.drafts = drafts;
    }

    fn change(&self, change: impl FnOnce(&mut DeedDraft)) {
        if let Some(first) = self.told.lock().drafts.first_mut() {
            change(first);
        }
    }
}

/// Does something as somebody.
pub async fn during<T>(acting: Acting, work: impl Future<Output = T>) -> T {
    NOW.scope(Arc::new(acting), work).await
}

/// The same work, on another task: who acts here acts there.
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    let now = now();
    async move {
        match now {
            Some(now) => NOW.scope(now, work).await,
            None => work.await,
        }
    }
}

/// Who acts, if somebody does.
pub(super) fn now() -> Option<Arc<Acting>> {
    NOW.try_with(Arc::clone).ok()
}

/// Whether something was told that is not written yet.
pub(super) fn has_rest() -> bool {
    now().is_some_and(|now| !now.told.lock().drafts.is_empty())
}

/// Tells one more change.
pub fn tell(draft: DeedDraft) {
    if let Some(now) = now() {
        now.told.lock().drafts.push(draft);
    }
}

/// Says that what the request is about is told by other drafts.
pub fn dropped() {
    if let Some(now) = now() {
        let mut told = now.told.lock();
        if !told.drafts.is_empty() {
            told.drafts.remove(0);
        }
    }
}

/// Says to what the request does what it does.
pub fn on(kind: ObjectKind, id: &str) {
    if let Some(now) = now() {
        now.change(|draft| draft.object = Object::new(kind, id));
    }
}

/// Says who acts, where that shows only while it is done.
pub fn by(person: &PersonId) {
    if let Some(now) = now() {
        now.told.lock().who = Some(person.clone());
    }
}

/// Says what is done, where the request can do several things.
pub fn act(act: DeedAct) {
    if let Some(now) = now() {
        now.change(|draft| draft.act = act);
    }
}

/// Says what was before and after.
pub fn changed(changes: impl IntoIterator<Item = FieldChange>) {
    if let Some(now) = now() {
        now.change(|draft| draft.changes.extend(changes));
    }
}

/// Says which approval it is asked or done by.
pub fn by_approval(approval: &str) {
    if let Some(now) = now() {
        now.change(|draft| draft.approval = Some(approval.into()));
    }
}

/// Says why.
pub fn because(why: &str) {
    let why = why.trim();
    if let Some(now) = now().filter(|_| !why.is_empty()) {
        now.change(|draft| draft.why = Some(why.to_owned()));
    }
}

/// Says in which fields what was before differs from what will be.
pub fn compared<T: Serialize>(before: Option<&T>, after: Option<&T>) {
    if let Some(now) = now() {
        let found = rapport_trace::draft::compare(before, after);
        now.change(|draft| draft.changes.extend(found));
    }
}

/// Says what changes of the personal data of whom it is about.
pub fn personal(changes: impl IntoIterator<Item = FieldChange>) {
    if let Some(now) = now() {
        now.change(|draft| draft.personal.extend(changes));
    }
}

/// Says that nothing is done after all.
pub fn nothing() {
    if let Some(now) = now() {
        now.told.lock().drafts.clear();
    }
}
