//! The fold itself: records in log order go in, effects come out.
//!
//! A shard is a set of partitions with one catalog, and belongs to one thread. Broadcast records change the catalog and
//! touch every partition; the others go to the one they are addressed to. A partition that was restored from a snapshot skips what it has
//! seen already, so snapshots of different partitions may stem from different moments.
//!
//! Should the domain panic (a defect), the customer it happened to stays as far as the record came, the effect
//! [`EffectKind::SetAside`] says so, and the record goes on to everybody else. A replay comes to the same end.

use crate::{
    catalog::Catalog,
    effect::{Effect, EffectKind},
    history::{HistoryEntry, What},
    listing::{Group, Listing},
    record::Body,
    state::Record,
    versions::Versions,
};
use hashbrown::HashMap;
use rapport_channel::delivery::DeliveryState;
use rapport_customer::{Contact, SendKey, SendKeyParts};
use rapport_kernel::{
    BrandId, CustomerId, JourneyId, Lsn, Partition as PartitionId, PurposeId, RecordId, Span, StepId, Time,
};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

/// The state of one partition.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename = "PartitionState")]
pub struct Partition {
    /// The number by which log and snapshots know it.
    pub id: PartitionId,
    /// The first log position not applied yet, broadcasts included: where a replay begins.
    pub next: Lsn,
    /// Log time of the last record applied.
    pub now: Time,
    pub(crate) customers: HashMap<CustomerId, Record>,
    pub(crate) wakes: BTreeSet<(Time, CustomerId)>,
    pub(crate) open: BTreeMap<SendKey, CustomerId>,
    pub(crate) tallies: Tallies,
    #[serde(skip)]
    pub(crate) listing: Listing,
}

/// What journeys did in this partition, counted as it happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tallies {
    /// By journey, version and step.
    pub steps: BTreeMap<(JourneyId, u32, StepId), StepTally>,
    /// One count for each publication, so that two versions can be told apart.
    pub versions: BTreeMap<(JourneyId, u32), VersionTally>,
}

/// One step's counters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTally {
    /// How often someone came by: passages that took the step.
    pub taken: u64,
    /// How many passages wait there now.
    pub here: i64,
    /// How many went on by each way out of it, by [`rapport_journey::Way`]. Whoever left otherwise is in none.
    #[serde(default)]
    pub ways: BTreeMap<SmolStr, u64>,
    /// Where the messages that it made stand, by the state's code and the reason: each in one place. Read by
    /// [`crate::Fates`].
    #[serde(default)]
    pub messages: BTreeMap<(SmolStr, SmolStr), u64>,
}

/// One version's counters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionTally {
    /// Passages begun.
    pub entered: u64,
    /// Passages under way.
    pub inside: i64,
    /// Goals reached.
    pub goals: u64,
    /// Passages ended, by reason.
    pub exits: BTreeMap<SmolStr, u64>,
    /// Triggers that fired without beginning a passage, by reason.
    pub not_entered: BTreeMap<SmolStr, u64>,
    /// What the gate said when asked to plan, by refusal code or `allowed`.
    pub decisions: BTreeMap<SmolStr, u64>,
    /// What came of messages, by outcome code.
    pub outcomes: BTreeMap<SmolStr, u64>,
}

impl Tallies {
    /// Adds another partition's counters.
    pub fn add(&mut self, other: &Self) {
        for (key, tally) in &other.steps {
            let mine = self.steps.entry(key.clone()).or_default();
            mine.taken += tally.taken;
            mine.here += tally.here;
            for (way, count) in &tally.ways {
                *mine.ways.entry(way.clone()).or_default() += count;
            }
            for (place, count) in &tally.messages {
                *mine.messages.entry(place.clone()).or_default() += count;
            }
        }
        for (key, tally) in &other.versions {
            self.versions.entry(key.clone()).or_default().add(tally);
        }
    }

    pub(crate) fn version(&mut self, journey: &JourneyId, version: u32) -> &mut VersionTally {
        self.versions.entry((journey.clone(), version)).or_default()
    }

    pub(crate) fn step(&mut self, journey: &JourneyId, version: u32, step: &StepId) -> &mut StepTally {
        self.steps.entry((journey.clone(), version, step.clone())).or_default()
    }

    /// One more message stands there.
    pub(crate) fn gain(&mut self, group: &Group) {
        let tally = self.step(&group.journey, group.version, &group.step);
        *tally.messages.entry((group.state.into(), group.reason.clone())).or_default() += 1;
    }

    /// One message stands there no longer.
    pub(crate) fn lose(&mut self, group: &Group) {
        let tally = self.step(&group.journey, group.version, &group.step);
        let place = (group.state.into(), group.reason.clone());
        if let Some(count) = tally.messages.get_mut(&place).filter(|count| **count > 1) {
            *count -= 1;
        } else {
            tally.messages.remove(&place);
        }
    }
}

impl VersionTally {
    fn add(&mut self, other: &Self) {
        self.entered += other.entered;
        self.inside += other.inside;
        self.goals += other.goals;
        for (mine, theirs) in [
            (&mut self.exits, &other.exits),
            (&mut self.not_entered, &other.not_entered),
            (&mut self.decisions, &other.decisions),
            (&mut self.outcomes, &other.outcomes),
        ] {
            for (code, count) in theirs {
                *mine.entry(code.clone()).or_default() += count;
            }
        }
    }
}

/// One more of this code.
pub(crate) fn count(counters: &mut BTreeMap<SmolStr, u64>, code: &str) {
    *counters.entry(code.into()).or_default() += 1;
}

/// One record being applied to one customer: what the parts of the fold hand to one another.
pub(crate) struct Fold<'a> {
    pub catalog: &'a Catalog,
    pub tallies: &'a mut Tallies,
    pub lsn: Lsn,
    /// Log time.
    pub now: Time,
    partition: PartitionId,
    n: &'a mut u32,
    out: &'a mut Vec<Effect>,
    closed: Vec<SendKey>,
    /// The passages that reached their journeys' goals by this record.
    pub reached: Vec<(JourneyId, Lsn)>,
    /// Whether this record is to break the fold.
    #[cfg(any(test, feature = "trap"))]
    trap: bool,
}

impl<'a> Fold<'a> {
    /// A fold of the record at `lsn` in this partition.
    pub fn new(
        catalog: &'a Catalog,
        tallies: &'a mut Tallies,
        partition: PartitionId,
        lsn: Lsn,
        now: Time,
        n: &'a mut u32,
        out: &'a mut Vec<Effect>,
    ) -> Self {
        Self {
            catalog,
            tallies,
            lsn,
            now,
            partition,
            n,
            out,
            closed: Vec::new(),
            reached: Vec::new(),
            #[cfg(any(test, feature = "trap"))]
            trap: false,
        }
    }
}

impl Fold<'_> {
    /// An effect about this customer.
    pub fn effect(&mut self, customer: CustomerId, kind: EffectKind) {
        let id = RecordId { partition: self.partition, lsn: self.lsn, n: *self.n };
        *self.n += 1;
        self.out.push(Effect { id, customer, at: self.now, kind });
    }

    /// A line for this customer's history.
    pub fn history(&mut self, customer: CustomerId, what: What) {
        let id = RecordId { partition: self.partition, lsn: self.lsn, n: *self.n };
        let entry = HistoryEntry { id, at: self.now, what };
        self.effect(customer, EffectKind::History(Box::new(entry)));
    }

    /// Keeps a place in the history for a line that is written when its consequences are known.
    pub fn history_line(&mut self) -> (u32, usize) {
        *self.n += 1;
        (*self.n - 1, self.out.len())
    }

    /// Writes the line for which a place was kept.
    pub fn history_at(&mut self, (n, at): (u32, usize), customer: CustomerId, what: What) {
        let id = RecordId { partition: self.partition, lsn: self.lsn, n };
        let entry = HistoryEntry { id, at: self.now, what };
        self.out.insert(at, Effect { id, customer, at: self.now, kind: EffectKind::History(Box::new(entry)) });
    }

    /// These messages are no longer listed as open here.
    pub fn closed_messages(&mut self, record: &Record) {
        self.closed.extend(record.messages.iter().map(|message| message.send_key.clone()));
    }
}

impl Partition {
    /// An empty partition.
    #[must_use]
    pub fn new(id: PartitionId) -> Self {
        Self { id, ..Self::default() }
    }

    /// A customer's record; none for whom nothing is known, who was erased or went over into another record.
    #[must_use]
    pub fn customer(&self, id: CustomerId) -> Option<&Record> {
        self.customers.get(&id).filter(|record| !record.erased && record.became.is_none())
    }

    /// Where a record went, if it went over into another one.
    #[must_use]
    pub fn became(&self, id: CustomerId) -> Option<CustomerId> {
        self.customers.get(&id)?.became
    }

    /// Every customer's record.
    pub fn customers(&self) -> impl Iterator<Item = &Record> {
        self.customers.values().filter(|record| !record.erased && record.became.is_none())
    }

    /// The versions of journeys that somebody here is inside, or has a message of.
    #[must_use]
    pub fn versions(&self) -> Versions {
        let mut all = Versions::default();
        for record in self.customers.values() {
            let passages = record.enrolments.iter().flat_map(|enrolment| &enrolment.passages);
            passages.for_each(|passage| all.add(&passage.journey, passage.version));
            record.messages.iter().for_each(|message| all.add(&message.journey, message.version));
        }
        all
    }

    /// Messages someone still has to deal with: planned, claimed, or unknown.
    pub fn open(&self) -> impl Iterator<Item = (&SendKey, CustomerId)> {
        self.open.iter().map(|(key, customer)| (key, *customer))
    }

    /// The counters.
    #[must_use]
    pub fn tallies(&self) -> &Tallies {
        &self.tallies
    }

    /// Messages and people by where they are.
    #[must_use]
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// Makes the lists from the records. Counters that were kept before messages were counted by where they stand begin
    /// with those that are remembered.
    fn list(&mut self) {
        let counted = self.tallies.steps.values().any(|step| !step.messages.is_empty());
        let mut counting = if counted { Tallies::default() } else { std::mem::take(&mut self.tallies) };
        for record in self.customers.values() {
            self.listing.update(record, &mut counting);
        }
        if !counted {
            self.tallies = counting;
        }
    }

    /// Sees to it that the lists hold enough of what they hold only the head of.
    pub(crate) fn refill(&mut self) {
        let alive = self.customers.values().filter(|record| !record.erased && record.became.is_none());
        self.listing.refill(alive);
    }

    /// Applies one record addressed to `customer`.
    fn apply(
        &mut self,
        catalog: &Catalog,
        lsn: Lsn,
        now: Time,
        customer: CustomerId,
        body: Body,
        out: &mut Vec<Effect>,
    ) {
        if lsn < self.next {
            return;
        }
        (self.next, self.now) = (lsn.next(), now);
        if let Body::AgeOut { as_of } = body {
            return self.age_out(lsn, now, customer, as_of, out);
        }
        let record = self.customers.remove(&customer).unwrap_or_else(|| Record::new(customer));
        let mut n = 0;
        let fold = Fold::new(catalog, &mut self.tallies, self.id, lsn, now, &mut n, out);
        let changed = change(fold, record, |fold, record| {
            if record.next <= lsn {
                record.next = lsn.next();
                record.touched = Some(now);
                #[cfg(any(test, feature = "trap"))]
                (fold.trap = crate::trap::is_set(&body));
                fold.record(record, body);
            }
        });
        self.put_back(changed);
    }

    /// Keeps a record and what is indexed of it.
    fn put_back(&mut self, Changed { mut record, closed, wake }: Changed) {
        for key in closed {
            self.open.remove(&key);
        }
        let customer = record.customer.id;
        if wake != record.wake {
            if let Some(old) = record.wake {
                self.wakes.remove(&(old, customer));
            }
            if let Some(new) = wake {
                self.wakes.insert((new, customer));
            }
            record.wake = wake;
        }
        for message in &record.messages {
            if is_listed(message) {
                if !self.open.contains_key(&message.send_key) {
                    self.open.insert(message.send_key.clone(), customer);
                }
            } else {
                self.open.remove(&message.send_key);
            }
        }
        self.listing.update(&record, &mut self.tallies);
        self.customers.insert(customer, record);
        self.refill();
    }

    /// Lets time pass: everybody whose moment has come is looked at, in order of the moments.
    fn pass(&mut self, catalog: &Catalog, lsn: Lsn, now: Time, n: &mut u32, out: &mut Vec<Effect>) {
        while let Some(&(due, customer)) = self.wakes.first().filter(|(due, _)| *due < now) {
            self.wakes.remove(&(due, customer));
            let Some(mut record) = self.customers.remove(&customer) else { continue };
            record.wake = None;
            record.next = lsn.next();
            let fold = Fold::new(catalog, &mut self.tallies, self.id, lsn, now, n, out);
            let changed = change(fold, record, |fold, record| fold.elapse(record, now));
            self.put_back(changed);
        }
    }

    /// Looks at everybody: a journey was published or changed its status, or a brand was set.
    fn visit(
        &mut self,
        catalog: &Catalog,
        lsn: Lsn,
        now: Time,
        n: &mut u32,
        out: &mut Vec<Effect>,
        look: impl Fn(&mut Fold<'_>, &mut Record),
    ) {
        let mut everybody: Vec<CustomerId> = self.customers.keys().copied().collect();
        // The table's order is not the log's order: effects must come out the same in every replay.
        everybody.sort_unstable();
        for customer in everybody {
            let Some(record) = self.customers.remove(&customer) else { continue };
            let fold = Fold::new(catalog, &mut self.tallies, self.id, lsn, now, n, out);
            let changed = change(fold, record, &look);
            self.put_back(changed);
        }
    }

    /// Effects that were asked for and not answered before a restart, again: due messages and open questions for vouchers.
    /// Their ids are of the record that asks now; whoever answers knows the questions by their keys.
    pub fn redrive(&self, catalog: &Catalog, out: &mut Vec<Effect>) {
        let mut tallies = Tallies::default();
        let mut n = u32::MAX / 2;
        let mut fold = Fold::new(catalog, &mut tallies, self.id, self.next, self.now, &mut n, out);
        let mut everybody: Vec<&Record> = self.customers().collect();
        everybody.sort_unstable_by_key(|record| record.customer.id);
        for record in everybody {
            fold.ask_again(record);
        }
        let mut gone: Vec<&Record> = self.customers.values().filter(|record| record.handed_over.is_some()).collect();
        gone.sort_unstable_by_key(|record| record.customer.id);
        for record in gone {
            fold.hand_over_again(record);
        }
    }

    /// Claimed messages without an outcome: after a restart no one can say what became of them.
    pub fn in_the_dark(&self) -> impl Iterator<Item = &SendKey> {
        self.open.iter().filter_map(|(key, customer)| {
            let message = self.customers.get(customer)?.message(key)?;
            matches!(message.delivery.state, DeliveryState::Claimed { .. }).then_some(key)
        })
    }
}

/// A record that was changed, with what its partition's indexes have to learn.
struct Changed {
    record: Record,
    /// Messages that are listed here no longer.
    closed: Vec<SendKey>,
    /// When time alone changes it next.
    wake: Option<Time>,
}

/// Lets `work` change a record that was taken out of its partition, and hands it back whatever happens. Should it
/// panic, time alone does not come back to this customer: it would panic again, at every tick.
fn change(mut fold: Fold<'_>, mut record: Record, work: impl FnOnce(&mut Fold<'_>, &mut Record)) -> Changed {
    let customer = record.customer.id;
    let worked = catch_unwind(AssertUnwindSafe(|| {
        work(&mut fold, &mut record);
        #[cfg(any(test, feature = "trap"))]
        crate::trap::spring(fold.trap, &record);
        crate::timer::next(&record)
    }));
    let wake = worked.unwrap_or_else(|_| {
        fold.effect(customer, EffectKind::SetAside);
        None
    });
    Changed { record, closed: fold.closed, wake }
}

/// Whether a message belongs on the list of those someone still has to deal with.
pub(crate) fn is_listed(message: &crate::state::Message) -> bool {
    message.is_open() || matches!(message.delivery.state, DeliveryState::Unknown { .. })
}

/// Partitions with one catalog, owned by one thread.
#[derive(Debug, Default)]
pub struct Shard {
    /// What applies to everybody.
    pub catalog: Catalog,
    partitions: BTreeMap<PartitionId, Partition>,
}

impl Shard {
    /// A shard over these partitions.
    #[must_use]
    pub fn new(partitions: impl IntoIterator<Item = Partition>) -> Self {
        let listed = |mut partition: Partition| {
            partition.list();
            (partition.id, partition)
        };
        Self { catalog: Catalog::default(), partitions: partitions.into_iter().map(listed).collect() }
    }

    /// A partition of this shard.
    #[must_use]
    pub fn partition(&self, id: PartitionId) -> Option<&Partition> {
        self.partitions.get(&id)
    }

    /// Every partition of this shard.
    pub fn partitions(&self) -> impl Iterator<Item = &Partition> {
        self.partitions.values()
    }

    /// A customer's record, if the customer lives here.
    #[must_use]
    pub fn customer(&self, id: CustomerId) -> Option<&Record> {
        self.partitions.get(&id.partition())?.customer(id)
    }

    /// Applies one record. Effects are appended to `out` in an order that every replay repeats.
    pub fn apply(
        &mut self,
        lsn: Lsn,
        to: PartitionId,
        customer: CustomerId,
        now: Time,
        body: Body,
        out: &mut Vec<Effect>,
    ) {
        if to == PartitionId::ALL {
            self.broadcast(lsn, now, body, out);
        } else if let Some(partition) = self.partitions.get_mut(&to) {
            partition.apply(&self.catalog, lsn, now, customer, body, out);
        }
    }

    /// Notes a message that was really sent by someone this shard does not know: a back-test's caps count it.
    pub(crate) fn contacted(&mut self, customer: CustomerId, brand: &BrandId, parts: &SendKeyParts, at: Time) {
        let keep = self.catalog.brand(brand).map_or(Span::ZERO, |brand| brand.longest_cap());
        let Some(partition) = self.partitions.get_mut(&customer.partition()) else { return };
        let record = partition.customers.entry(customer).or_insert_with(|| Record::new(customer));
        let contact = Contact {
            at,
            brand: brand.clone(),
            channel: parts.channel.clone(),
            purpose: PurposeId::default(),
            journey: parts.journey.clone(),
            priority: 0,
            counts: true,
            public: false,
        };
        record.customer.contacts.record(contact, keep);
    }

    fn broadcast(&mut self, lsn: Lsn, now: Time, body: Body, out: &mut Vec<Effect>) {
        let change = self.change_catalog(now, body);
        let catalog = &self.catalog;
        for partition in self.partitions.values_mut() {
            if lsn < partition.next {
                continue;
            }
            (partition.next, partition.now) = (lsn.next(), now);
            let mut n = 0;
            match &change {
                Broadcast::Time => partition.pass(catalog, lsn, now, &mut n, out),
                Broadcast::Journey(journey) => {
                    partition
                        .visit(catalog, lsn, now, &mut n, out, |fold, record| fold.journey_changed(record, journey));
                }
                Broadcast::Brand(brand) => {
                    partition.visit(catalog, lsn, now, &mut n, out, |fold, record| fold.brand_set(record, brand));
                }
                Broadcast::Nothing => {}
            }
        }
    }

    fn change_catalog(&mut self, now: Time, body: Body) -> Broadcast {
        match body {
            Body::Tick => Broadcast::Time,
            Body::Brand(brand) => {
                let (id, sends) = (brand.id.clone(), !brand.sender.email.is_empty());
                self.catalog.set_brand(*brand);
                if sends { Broadcast::Brand(id) } else { Broadcast::Nothing }
            }
            Body::Publish(publication) => match self.catalog.publish(&publication, now) {
                Ok(true) => Broadcast::Journey(publication.journey),
                // Publishing is checked before it is logged, and a document that is not understood any more stops the start:
                // this is one that someone decided to do without.
                Ok(false) | Err(_) => Broadcast::Nothing,
            },
            Body::Status { journey, status, .. } if self.catalog.set_status(&journey, status) => {
                Broadcast::Journey(journey)
            }
            _ => Broadcast::Nothing,
        }
    }
}

enum Broadcast {
    Time,
    Journey(JourneyId),
    /// A brand was set that says from which address it writes.
    Brand(BrandId),
    Nothing,
}

#[cfg(test)]
mod tests;
