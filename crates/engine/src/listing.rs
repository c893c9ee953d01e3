//! Where messages and people are found without looking at everybody: the messages of a partition by where they stand and by the token
//! of their envelope, who entered which journey and came by which step, and who was seen last.
//!
//! Made again from the customers' records when a snapshot is opened. A page of a list costs its own lines, however many
//! customers there are.

mod envelopes;
mod latest;

use crate::{shard::Tallies, state::Record};
use hashbrown::HashMap;
use rapport_customer::SendKey;
use rapport_kernel::{ActivityId, ChannelId, CustomerId, JourneyId, Lsn, StepId, Time};
use smol_str::SmolStr;
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::Arc,
};

pub use envelopes::Envelopes;
pub use latest::{KEPT, Latest};

/// What messages in one place have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The document that wanted them.
    pub journey: JourneyId,
    /// The publication that they follow.
    pub version: u32,
    /// The step that sends them.
    pub step: StepId,
    /// The brand's channel that they travel by.
    pub channel: ChannelId,
    /// Who pays.
    pub activity: ActivityId,
    /// The state's code.
    pub state: &'static str,
    /// Why it stands there; may be empty.
    pub reason: SmolStr,
}

/// A step of a journey, whatever the version.
pub type Place = (JourneyId, StepId);

/// A line of a list of messages: since when it stands where it stands, and its name.
pub type MessageLine<'a> = ((Time, &'a SendKey), CustomerId);

/// A line of a list of people: when they came to the step, who, and, of those who wait there, on which passage.
pub type PersonLine = (Time, CustomerId, Lsn);
/// From where to where in a list.
pub type Stretch<K> = (Bound<K>, Bound<K>);

/// What is listed of one customer.
#[derive(Debug, Default, PartialEq)]
struct Own {
    messages: Vec<(Arc<Group>, Time, SendKey)>,
    visits: Vec<(Arc<Place>, Time)>,
    here: Vec<(Arc<Place>, Time, Lsn)>,
    held_out: Vec<JourneyId>,
    entered: Vec<JourneyId>,
}

/// The lists of one partition.
#[derive(Debug, Default)]
pub struct Listing {
    messages: BTreeMap<Arc<Group>, BTreeMap<(Time, SendKey), CustomerId>>,
    visits: BTreeMap<Arc<Place>, BTreeSet<PersonLine>>,
    here: BTreeMap<Arc<Place>, BTreeSet<PersonLine>>,
    held_out: BTreeMap<JourneyId, u64>,
    entered: HashMap<JourneyId, BTreeSet<CustomerId>>,
    envelopes: Envelopes,
    latest: Latest,
    of: HashMap<CustomerId, Own>,
}

impl Listing {
    /// Takes a record in as it is now, and moves its messages in the counters from where they stood.
    pub(crate) fn update(&mut self, record: &Record, tallies: &mut Tallies) {
        let customer = record.customer.id;
        if record.erased || record.became.is_some() {
            self.latest.forget(customer);
        } else {
            self.latest.see(customer, record.customer.profile.last_seen());
        }
        let old = match self.of.get(&customer) {
            Some(own) if own.tells(record) => return,
            None if Own::default().tells(record) => return,
            _ => self.of.remove(&customer).unwrap_or_default(),
        };
        let own = self.own(record);
        count(&old, &own, record, tallies);
        self.envelopes.update(old.keys(), record);
        self.take_out(customer, &old);
        self.put_in(customer, own);
    }

    /// Forgets a record that is no more.
    pub(crate) fn forget(&mut self, customer: CustomerId) {
        self.latest.forget(customer);
        if let Some(own) = self.of.remove(&customer) {
            self.take_out(customer, &own);
            self.envelopes.take_out(own.keys());
        }
    }

    fn own(&self, record: &Record) -> Own {
        let shared =
            |place: Place| self.visits.get_key_value(&place).map_or_else(|| Arc::new(place), |(k, _)| k.clone());
        let mut own = Own::default();
        for message in &record.messages {
            let group = Group {
                journey: message.journey.clone(),
                version: message.version,
                step: message.step.clone(),
                channel: message.channel.clone(),
                activity: message.activity.clone(),
                state: message.standing(),
                reason: message.why().into(),
            };
            let group = self.messages.get_key_value(&group).map_or_else(|| Arc::new(group), |(known, _)| known.clone());
            own.messages.push((group, message.since(), message.send_key.clone()));
        }
        for enrolment in &record.enrolments {
            let place = |step: &StepId| shared((enrolment.journey.clone(), step.clone()));
            own.visits.extend(enrolment.visits.iter().map(|visit| (place(&visit.step), visit.at)));
            own.here.extend(enrolment.passages.iter().map(|passage| {
                let since = enrolment.came_to(&passage.step).unwrap_or(passage.entered);
                (place(&passage.step), since, passage.occurrence)
            }));
            if enrolment.held_out {
                own.held_out.push(enrolment.journey.clone());
            }
            if enrolment.entries > 0 {
                own.entered.push(enrolment.journey.clone());
            }
        }
        own
    }

    fn take_out(&mut self, customer: CustomerId, own: &Own) {
        for (group, since, key) in &own.messages {
            if let Some(lines) = self.messages.get_mut(group) {
                lines.remove(&(*since, key.clone()));
                if lines.is_empty() {
                    self.messages.remove(group);
                }
            }
        }
        let visits = own.visits.iter().map(|(place, at)| (place, (*at, customer, Lsn::default())));
        visits.for_each(|(place, line)| remove(&mut self.visits, place, &line));
        let here = own.here.iter().map(|(place, since, passage)| (place, (*since, customer, *passage)));
        here.for_each(|(place, line)| remove(&mut self.here, place, &line));
        for journey in &own.held_out {
            if let Some(count) = self.held_out.get_mut(journey) {
                *count -= 1;
            }
        }
        for journey in &own.entered {
            if let Some(customers) = self.entered.get_mut(journey) {
                customers.remove(&customer);
            }
        }
    }

    fn put_in(&mut self, customer: CustomerId, own: Own) {
        for (group, since, key) in &own.messages {
            self.messages.entry(group.clone()).or_default().insert((*since, key.clone()), customer);
        }
        for (place, at) in &own.visits {
            self.visits.entry(place.clone()).or_default().insert((*at, customer, Lsn::default()));
        }
        for (place, since, passage) in &own.here {
            self.here.entry(place.clone()).or_default().insert((*since, customer, *passage));
        }
        for journey in &own.held_out {
            *self.held_out.entry(journey.clone()).or_default() += 1;
        }
        for journey in &own.entered {
            self.entered.entry(journey.clone()).or_default().insert(customer);
        }
        if own != Own::default() {
            self.of.insert(customer, own);
        }
    }

    /// How many messages stand in each group.
    pub fn groups(&self) -> impl Iterator<Item = (&Group, u64)> {
        self.messages.iter().map(|(group, lines)| (group.as_ref(), lines.len() as u64))
    }

    /// Mails by the token in their envelope.
    #[must_use]
    pub fn envelopes(&self) -> &Envelopes {
        &self.envelopes
    }

    /// Who was seen last.
    #[must_use]
    pub fn latest(&self) -> &Latest {
        &self.latest
    }

    /// Makes the list of who was seen last again from everybody, if so many have gone that it does not hold any longer.
    pub(crate) fn refill<'a>(&mut self, everybody: impl Iterator<Item = &'a Record>) {
        if self.latest.is_short() {
            self.latest = Latest::default();
            everybody.for_each(|record| self.latest.see(record.customer.id, record.customer.profile.last_seen()));
        }
    }

    /// The messages of all groups that are wanted, each group in its order: by the moment, then by name.
    pub fn messages(
        &self,
        wanted: impl Fn(&Group) -> bool,
        within: Stretch<(Time, SendKey)>,
    ) -> Vec<impl DoubleEndedIterator<Item = MessageLine<'_>>> {
        let stands = is_stretch(&within);
        let groups = self.messages.iter().filter(|(group, _)| stands && wanted(group));
        groups
            .map(|(_, lines)| lines.range(within.clone()).map(|((since, key), customer)| ((*since, key), *customer)))
            .collect()
    }

    /// Who is at a step now, by when they came.
    pub fn here(
        &self,
        place: &Place,
        within: Stretch<PersonLine>,
    ) -> Option<impl DoubleEndedIterator<Item = &PersonLine>> {
        self.here.get(place).filter(|_| is_stretch(&within)).map(|lines| lines.range(within))
    }

    /// Who came by a step, each with the last time they did.
    pub fn visits(
        &self,
        place: &Place,
        within: Stretch<PersonLine>,
    ) -> Option<impl DoubleEndedIterator<Item = &PersonLine>> {
        self.visits.get(place).filter(|_| is_stretch(&within)).map(|lines| lines.range(within))
    }

    /// Who has entered a journey at least once, those who are held out of it among them.
    pub fn entered(&self, journey: &JourneyId) -> impl Iterator<Item = CustomerId> {
        self.entered.get(journey).into_iter().flatten().copied()
    }

    /// How many customers are held out of each journey.
    pub fn held_out(&self) -> impl Iterator<Item = (&JourneyId, u64)> {
        self.held_out.iter().map(|(journey, count)| (journey, *count))
    }
}

impl Own {
    /// The messages that are listed.
    fn keys(&self) -> impl Iterator<Item = &SendKey> {
        self.messages.iter().map(|(.., key)| key)
    }

    /// Whether this is what the record says, too.
    fn tells(&self, record: &Record) -> bool {
        let messages = self.messages.len() == record.messages.len()
            && self.messages.iter().zip(&record.messages).all(|((group, since, key), message)| {
                *since == message.since()
                    && group.state == message.standing()
                    && group.reason == message.why()
                    && *key == message.send_key
            });
        let of = |count: fn(&crate::state::Enrolment) -> usize| record.enrolments.iter().map(count).sum::<usize>();
        messages
            && self.visits.len() == of(|enrolment| enrolment.visits.len())
            && self.here.len() == of(|enrolment| enrolment.passages.len())
            && self.held_out.len() == of(|enrolment| usize::from(enrolment.held_out))
            && self.entered.len() == of(|enrolment| usize::from(enrolment.entries > 0))
            && self.visits.iter().zip(record.enrolments.iter().flat_map(|e| e.visits.iter().map(move |v| (e, v)))).all(
                |((place, at), (enrolment, visit))| {
                    *at == visit.at && place.1 == visit.step && place.0 == enrolment.journey
                },
            )
            && self.here.iter().zip(record.enrolments.iter().flat_map(|e| &e.passages)).all(
                |((place, _, occurrence), passage)| {
                    *occurrence == passage.occurrence && place.1 == passage.step && place.0 == passage.journey
                },
            )
    }
}

/// Counts every message where it stands now and no longer where it stood. One that was forgotten for its age stays counted
/// where it ended; those of a record that went over into another one are counted there.
fn count(old: &Own, new: &Own, record: &Record, tallies: &mut Tallies) {
    let mut before: HashMap<&SendKey, &Group> =
        old.messages.iter().map(|(group, _, key)| (key, group.as_ref())).collect();
    for (group, _, key) in &new.messages {
        match before.remove(key) {
            Some(stood) if stood == group.as_ref() => {}
            stood => {
                if let Some(stood) = stood {
                    tallies.lose(stood);
                }
                tallies.gain(group);
            }
        }
    }
    for gone in before.into_values() {
        let open = matches!(gone.state, "planned" | "deferred" | "claimed");
        if record.became.is_some() || (record.erased && open) {
            tallies.lose(gone);
        }
        if record.erased && open {
            tallies.gain(&Group { state: "suppressed", reason: "erased".into(), ..gone.clone() });
        }
    }
}

/// Whether anything can lie between two bounds.
fn is_stretch<K: Ord>((low, high): &Stretch<K>) -> bool {
    match (low, high) {
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => true,
        (Bound::Included(low), Bound::Included(high)) => low <= high,
        (Bound::Included(low) | Bound::Excluded(low), Bound::Included(high) | Bound::Excluded(high)) => low < high,
    }
}

fn remove(lists: &mut BTreeMap<Arc<Place>, BTreeSet<PersonLine>>, place: &Arc<Place>, line: &PersonLine) {
    if let Some(lines) = lists.get_mut(place) {
        lines.remove(line);
        if lines.is_empty() {
            lists.remove(place);
        }
    }
}
