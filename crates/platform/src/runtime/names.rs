//! What the sequencer must know before it can append: who is who, and how late it is. (What was said before is in
//! [`seen`](super::seen).)
//!
//! A fold of the log like all state, with a snapshot of its own. Who is who changes before the append, on trial; should the
//! append fail, those changes are taken back in memory. So it never knows more than the log, and a refusal costs no reading.

use super::{OpenError, recover};
use crate::{left_out::LeftOut, log::Reader, snapshot::Snapshots};
use rapport_customer::{
    Brand,
    identity::{Index, Link, Resolution, Word},
};
use rapport_engine::{Body, Catalog, Publication, Versions};
use rapport_kernel::{
    CustomerId, EventKind, Identifier, Lsn, Time,
    port::{Entry, LogError},
};
use serde::{Deserialize, Serialize};
use siphasher::sip128::{Hasher128, SipHasher24};
use std::{collections::BTreeSet, hash::Hasher, sync::Arc};

/// The snapshot slot.
pub(super) const SLOT: &str = "sequencer";
/// The version of the snapshot's form.
pub(super) const VERSION: u32 = 4;

/// The sequencer's state. A copy of it costs next to nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Names {
    pub(super) index: Index,
    /// The last log time given out.
    pub(super) time: Time,
    /// The last record taken in.
    pub(super) lsn: Lsn,
    /// Every record that changed what applies to everybody: snapshots of partitions do not hold it.
    pub(super) catalog: Arc<Vec<(Lsn, Time, Body)>>,
    /// Before this position the catalog holds only what still matters: a replay from an earlier one reads the log.
    #[serde(default)]
    pub(super) collapsed: Lsn,
}

/// 128 bits of all parts, in this order.
pub(super) fn hash(parts: &[&[u8]]) -> u128 {
    // Fixed keys: the hash must be the same after a restart. It guards against chance; a sender who looks for
    // collisions with its own messages only loses its own messages.
    let mut hasher = SipHasher24::new_with_keys(0x7261_7070_6f72_7421, 0x6d65_7373_6167_6573);
    for part in parts {
        hasher.write(&(part.len() as u64).to_le_bytes());
        hasher.write(part);
    }
    hasher.finish128().as_u128()
}

impl Names {
    /// Makes it from the newest snapshot and the log behind it.
    pub(super) fn load(snapshots: &Snapshots, log: &Reader, left_out: &LeftOut) -> Result<Self, OpenError> {
        let decode = |bytes: &[u8]| rapport_stored::decode::<Self>(bytes).ok();
        let loaded = snapshots.load(SLOT, VERSION, log.end(), decode).map_err(LogError::Read)?;
        let mut names = loaded.state.map(|(_, names)| names).unwrap_or_default();
        for next in log.read(names.lsn.next())? {
            let (lsn, entry) = next?;
            names.replay(lsn, &entry, left_out)?;
        }
        Ok(names)
    }

    /// Takes in a record that is in the log.
    fn replay(&mut self, lsn: Lsn, entry: &Entry, left_out: &LeftOut) -> Result<(), OpenError> {
        self.lsn = lsn;
        // Not the latest of all: after a wrong stretch a person may have set the time back.
        self.time = entry.time;
        let Some(body) = recover::body(lsn, entry, left_out)? else { return Ok(()) };
        match body {
            Body::Event(event) => {
                let link = if event.kind == EventKind::Alias { Link::Alias } else { Link::Observed };
                let word = if event.public { Word::Public(&event.source) } else { Word::Trusted };
                self.index.resolve(&event.identifiers, link, word, entry.customer);
            }
            Body::Named { identifiers, public, .. } => {
                let word = public.as_ref().map_or(Word::Trusted, Word::Public);
                self.index.resolve(&identifiers, Link::Observed, word, entry.customer);
            }
            Body::Parted { identifiers, .. } => self.index.part(entry.customer, &identifiers),
            Body::Respelled { from, to } => drop(self.index.respell(entry.customer, &from, &to)),
            Body::Erase | Body::AgeOut { .. } => self.index.forget(entry.customer),
            body => self.note(lsn, entry.time, &body),
        }
        Ok(())
    }

    /// Looks whether every journey's document is still understood, each beside the brand as it was. Returns those that somebody
    /// decided to do without.
    pub(super) fn documents(&self, left_out: &LeftOut) -> Result<Vec<Publication>, OpenError> {
        let (mut catalog, mut without) = (Catalog::default(), Vec::new());
        for (lsn, time, body) in self.catalog.iter() {
            match body {
                Body::Brand(brand) => catalog.set_brand(Brand::clone(brand)),
                Body::Publish(publication) => match catalog.publish(publication, *time) {
                    Ok(_) => {}
                    Err(_) if left_out.has(*lsn) => without.push(Publication::clone(publication)),
                    Err(problems) => {
                        let why = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                        let (journey, version) = (publication.journey.clone(), publication.version);
                        return Err(OpenError::Document { lsn: *lsn, journey, version, writer: None, why });
                    }
                },
                _ => {}
            }
        }
        Ok(without)
    }

    /// Forgets what no replay from `from` on, or from later, needs: settings of a brand that others followed before anything was
    /// published by them, a journey's status that another followed before a version came, and a version that another followed and in
    /// which nobody is, as far as that is known.
    pub(super) fn collapse(&mut self, from: Lsn, in_use: Option<&Versions>) {
        if from <= self.collapsed {
            return;
        }
        let (mut brands, mut statuses, mut followed) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut kept = Vec::with_capacity(self.catalog.len());
        // From the newest to the oldest: what was seen stands for what is older.
        for record in self.catalog.iter().rev() {
            let needed = record.0 >= from
                || match &record.2 {
                    Body::Brand(brand) => brands.insert(brand.id.clone()),
                    Body::Status { journey, .. } => statuses.insert(journey.clone()),
                    Body::Publish(publication) => {
                        let Publication { journey, version, .. } = publication.as_ref();
                        let unused = in_use.is_some_and(|in_use| !in_use.has(journey, *version));
                        // A status that was said of it needs it; whoever entered it did so before the next one came.
                        let needed = followed.insert(journey.clone()) || !unused || statuses.contains(journey);
                        // It was compiled by the settings before it, and a stopped journey began again with it.
                        if needed {
                            brands.clear();
                            statuses.remove(journey);
                        }
                        needed
                    }
                    _ => true,
                };
            if needed {
                kept.push(record.clone());
            }
        }
        kept.reverse();
        self.catalog = Arc::new(kept);
        self.collapsed = from;
    }

    /// Notes what the catalog is made of.
    pub(super) fn note(&mut self, lsn: Lsn, time: Time, body: &Body) {
        if matches!(body, Body::Brand(_) | Body::Publish(_) | Body::Status { .. }) {
            Arc::make_mut(&mut self.catalog).push((lsn, time, body.clone()));
        }
    }

    /// The log time of what is appended now.
    pub(super) fn stamp(&mut self, now: Time) -> Time {
        self.time = now;
        now
    }

    /// Everything up to `end` is durable: what was on trial stands.
    pub(super) fn keep(&mut self, end: Lsn) {
        self.index.keep();
        self.lsn = end;
    }

    /// Whether all of them are known and belong to one customer, and saying so changes nothing.
    pub(super) fn known(&self, identifiers: &[Identifier], word: Word<'_>) -> bool {
        if word == Word::Trusted && self.index.is_news(identifiers) {
            return false;
        }
        let mut holders = identifiers.iter().map(|identifier| self.index.find(identifier));
        let first = holders.next().flatten();
        first.is_some() && holders.all(|holder| holder == first)
    }

    /// Whom identifiers lead to, and what has to be merged first.
    pub(super) fn resolve(&mut self, identifiers: &[Identifier], link: Link, word: Word<'_>) -> Resolution {
        self.index.resolve(identifiers, link, word, fresh())
    }
}

/// Whether a snapshot's bytes are a state of the sequencer.
pub(super) fn understood(bytes: &[u8]) -> bool {
    rapport_stored::decode::<Names>(bytes).is_ok()
}

/// A new customer's id: random, so that it says nothing and customers spread evenly over partitions.
fn fresh() -> CustomerId {
    loop {
        let id = CustomerId(rand::random());
        if id != CustomerId::NONE {
            return id;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::kept;
    use rapport_kernel::{IdentifierKind, JourneyId};

    #[test]
    fn of_what_others_followed_nothing_is_kept_and_of_the_rest_all() {
        let brand = |name: &str| Body::Brand(Box::new(Brand::new("acme", name)));
        let status = |status| Body::Status { journey: "spring".into(), status, author: "ada".into() };
        let publish = |version| {
            let (journey, document, author) = ("spring".into(), String::new(), "ada".into());
            Body::Publish(Box::new(Publication { journey, version, document, author }))
        };
        use rapport_engine::JourneyStatus::{Paused, Running, Stopped};
        let all = [
            brand("one"),
            brand("two"),
            publish(1),
            status(Paused),
            status(Stopped),
            brand("three"),
            publish(2),
            status(Paused),
            brand("four"),
            status(Running),
            brand("five"),
            brand("six"),
        ];
        let mut names = Names::default();
        for (n, body) in (1..).zip(&all) {
            names.note(Lsn(n), Time(0), body);
        }
        names.collapse(Lsn(12), None);
        let kept: Vec<u64> = names.catalog.iter().map(|(lsn, ..)| lsn.0).collect();
        assert_eq!(kept, [2, 3, 5, 6, 7, 10, 11, 12], "1, 4, 8 and 9 were followed by others");
        names.collapse(Lsn(5), None);
        assert_eq!((names.catalog.len(), names.collapsed), (8, Lsn(12)));
        names.collapse(Lsn(13), None);
        assert_eq!(names.catalog.len(), 7, "and 11 by now");
    }

    #[test]
    fn of_versions_that_others_followed_those_in_use_are_kept() {
        let publish = |version| {
            let (journey, document, author) = ("spring".into(), String::new(), "ada".into());
            Body::Publish(Box::new(Publication { journey, version, document, author }))
        };
        let paused = rapport_engine::JourneyStatus::Paused;
        let status = Body::Status { journey: "spring".into(), status: paused, author: "ada".into() };
        let all = [publish(1), publish(2), status, publish(3), publish(4), publish(5), publish(6)];
        let kept = |from, in_use: Option<&[u32]>| {
            let mut names = Names::default();
            for (n, body) in (1..).zip(&all) {
                names.note(Lsn(n), Time(0), body);
            }
            let in_use = in_use.map(|versions| {
                let mut all = Versions::default();
                versions.iter().for_each(|version| all.add(&"spring".into(), *version));
                all
            });
            names.collapse(Lsn(from), in_use.as_ref());
            let versions = names.catalog.iter().filter_map(|(.., body)| match body {
                Body::Publish(publication) => Some(publication.version),
                _ => None,
            });
            versions.collect::<Vec<_>>()
        };
        assert_eq!(kept(8, None), [1, 2, 3, 4, 5, 6], "nobody knows who is inside");
        assert_eq!(kept(8, Some(&[])), [2, 6], "the newest, and the one that was paused");
        assert_eq!(kept(8, Some(&[4])), [2, 4, 6]);
        assert_eq!(kept(7, Some(&[])), [2, 5, 6], "the fifth was the newest then: somebody may have entered since");
    }

    /// A snapshot as an earlier release wrote it is understood, or a start reads the whole log.
    #[test]
    fn a_snapshot_of_every_release_is_understood() {
        let ada = |kind, value: &str| Identifier { kind, value: value.into() };
        let said = [ada(IdentifierKind::UserId, "ada"), ada(IdentifierKind::Email, "ada@example.com")];
        let journey = JourneyId::from("spring");
        let status = rapport_engine::JourneyStatus::Paused;
        let mut names = Names { time: Time(7), lsn: Lsn(9), ..Names::default() };
        names.index.resolve(&said, Link::Observed, Word::Public(&"page".into()), CustomerId(7));
        names.note(Lsn(8), Time(7), &Body::Status { journey, status, author: "admin".into() });
        kept::first(&format!("sequencer-{VERSION}.bin"), &rapport_stored::encode(&names).unwrap());
        let read: Names = rapport_stored::decode(&kept::read("sequencer-4.bin")).unwrap();
        assert_eq!((read.time, read.lsn, read.catalog.len()), (names.time, names.lsn, 1));
        assert_eq!(read.index, names.index);
    }
}
