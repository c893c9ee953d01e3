//! The index of whom every identifier belongs to: the rules at the head of [`identity`](crate::identity), at work.

use crate::{
    identity::{Cause, Link, Merge, Resolution, Shared, is_weak, rank},
    normalise::{normalise, respelled},
    parted::Parted,
    vouch::{Unvouched, Word},
};
use hashbrown::HashSet;
use rapport_kernel::{CustomerId, Identifier, IdentifierKind, SourceId};
use serde::{Deserialize, Serialize};

/// How many anonymous ids lead to one customer. A browser that forgets them every week takes five years to so many; whoever says
/// more in the name of one user id makes them up.
pub const MAX_ANONYMOUS_IDS: usize = 256;
/// How many devices' own ids lead to one customer.
pub const MAX_DEVICE_IDS: usize = 64;

/// How many ids of this kind lead to one customer; only those that anybody can make up are bounded here.
fn most(kind: IdentifierKind) -> usize {
    match kind {
        IdentifierKind::AnonymousId => MAX_ANONYMOUS_IDS,
        IdentifierKind::Device => MAX_DEVICE_IDS,
        IdentifierKind::UserId | IdentifierKind::Email | IdentifierKind::Phone | IdentifierKind::LoyaltyCard => {
            usize::MAX
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub(crate) identifiers: Vec<Identifier>,
    /// Ids that were merged into this one, directly or by way of others.
    absorbed: Vec<CustomerId>,
    /// Strong identifiers that were said of this person, too, and stayed with their first holder.
    shares: Vec<Identifier>,
    /// The strong ones that only public sources have named (see [`vouch`](crate::vouch)).
    #[serde(default)]
    pub(crate) unvouched: Vec<Unvouched>,
    /// A trusted source has named what only public ones had named before.
    #[serde(default)]
    pub(crate) settled: bool,
    /// The devices that a trusted source has named together with something stronger of theirs.
    #[serde(default)]
    pub(crate) vouched_devices: Vec<Identifier>,
}

impl Person {
    pub(crate) fn has_user_id(&self) -> bool {
        self.identifiers.iter().any(|identifier| identifier.kind == IdentifierKind::UserId)
    }

    /// Whether more is known than devices.
    pub(crate) fn is_known(&self) -> bool {
        self.identifiers.iter().any(|identifier| !is_weak(identifier.kind))
    }

    /// Whether as many ids of this kind lead here as may.
    fn is_full(&self, kind: IdentifierKind) -> bool {
        is_weak(kind) && self.of_kind(kind).count() >= most(kind)
    }

    pub(crate) fn of_kind(&self, kind: IdentifierKind) -> impl Iterator<Item = &Identifier> {
        self.identifiers.iter().filter(move |identifier| identifier.kind == kind)
    }

    /// Whether strong identifiers of one kind speak for two people.
    pub(crate) fn differs_from(&self, others: &[Identifier]) -> bool {
        [IdentifierKind::LoyaltyCard, IdentifierKind::Email, IdentifierKind::Phone].into_iter().any(|kind| {
            let mut theirs = others.iter().filter(|identifier| identifier.kind == kind).peekable();
            theirs.peek().is_some()
                && self.of_kind(kind).next().is_some()
                && !theirs.any(|identifier| self.identifiers.contains(identifier))
        })
    }
}

/// Puts `to`, if it belongs there, where `from` stands; nothing stands twice.
fn rename(list: &mut Vec<Identifier>, from: &Identifier, to: Option<&Identifier>) {
    let had = list.iter().any(|own| own == from);
    list.retain(|own| own != from);
    list.extend(to.filter(|to| had && !list.contains(to)).cloned());
}

/// What one entry of the index was before it was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Was {
    Holder(Identifier, Option<CustomerId>),
    Person(CustomerId, Option<Person>),
    Redirect(CustomerId, Option<CustomerId>),
}

/// Whom every identifier belongs to, and what became of merged ids. A copy shares what does not change. Serialised in binary
/// form only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    holders: Parted<Identifier, CustomerId>,
    people: Parted<CustomerId, Person>,
    /// From merged ids to what they are now; never more than one step.
    redirects: Parted<CustomerId, CustomerId>,
    /// While changes are on trial: what they replaced.
    #[serde(skip)]
    trial: Option<Trial>,
}

/// What changes on trial have replaced. Someone may be named thousands of times in one trial; what they were is kept once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Trial {
    /// Oldest first.
    was: Vec<Was>,
    people: HashSet<CustomerId>,
}

impl Index {
    /// From now on changes are on trial, until [`keep`](Self::keep) or [`take_back`](Self::take_back).
    pub fn try_out(&mut self) {
        self.trial = Some(Trial::default());
    }

    /// The changes on trial stand.
    pub fn keep(&mut self) {
        self.trial = None;
    }

    /// Undoes the changes on trial; costs as much as they did.
    pub fn take_back(&mut self) {
        fn put<K: Eq + std::hash::Hash + Clone, V: Clone>(map: &mut Parted<K, V>, key: K, was: Option<V>) {
            match was {
                Some(value) => drop(map.insert(key, value)),
                None => drop(map.remove(&key)),
            }
        }
        for was in self.trial.take().unwrap_or_default().was.into_iter().rev() {
            match was {
                Was::Holder(key, was) => put(&mut self.holders, key, was),
                Was::Person(key, was) => put(&mut self.people, key, was),
                Was::Redirect(key, was) => put(&mut self.redirects, key, was),
            }
        }
    }

    fn set_holder(&mut self, identifier: &Identifier, holder: Option<CustomerId>) -> Option<CustomerId> {
        let was = match holder {
            Some(holder) => self.holders.insert(identifier.clone(), holder),
            None => self.holders.remove(identifier),
        };
        if let Some(trial) = &mut self.trial {
            trial.was.push(Was::Holder(identifier.clone(), was));
        }
        was
    }

    fn set_redirect(&mut self, from: CustomerId, into: Option<CustomerId>) {
        let was = match into {
            Some(into) => self.redirects.insert(from, into),
            None => self.redirects.remove(&from),
        };
        if let Some(trial) = &mut self.trial {
            trial.was.push(Was::Redirect(from, was));
        }
    }

    /// A person who is about to be changed; made if need be.
    pub(crate) fn person_mut(&mut self, id: CustomerId) -> &mut Person {
        if let Some(trial) = self.trial.as_mut().filter(|trial| !trial.people.contains(&id)) {
            trial.was.push(Was::Person(id, self.people.get(&id).cloned()));
            trial.people.insert(id);
        }
        self.people.get_or_default(id)
    }

    fn remove_person(&mut self, id: CustomerId) -> Option<Person> {
        let was = self.people.remove(&id);
        if let Some(trial) = self.trial.as_mut().filter(|trial| !trial.people.contains(&id)) {
            trial.was.push(Was::Person(id, was.clone()));
            trial.people.insert(id);
        }
        was
    }

    /// Finds or makes the customer these identifiers belong to; `fresh` is the id a new one would get.
    /// Identifiers must be normalised. Without any, the answer is `fresh` and nothing is remembered.
    pub fn resolve(&mut self, identifiers: &[Identifier], link: Link, word: Word<'_>, fresh: CustomerId) -> Resolution {
        let doubted = if word == Word::Trusted { self.vouch(identifiers) } else { Vec::new() };
        if let Some(customer) = self.all_known_as_one(identifiers) {
            self.vouch_for_devices(identifiers, word);
            return Resolution { customer, merges: Vec::new(), shared: Vec::new(), doubted };
        }
        let mut named: Vec<&Identifier> = identifiers.iter().collect();
        if link == Link::Observed {
            named.sort_by_key(|identifier| rank(identifier.kind));
        }
        let together: Vec<IdentifierKind> = named.iter().map(|identifier| identifier.kind).collect();
        let mut customer = self.whom(&named, identifiers, link).unwrap_or(fresh);
        let (mut merges, mut shared) = (Vec::new(), Vec::new());
        let mut user_ids = 0;
        let signs_up = identifiers.iter().find(|one| one.kind == IdentifierKind::UserId && self.find(one).is_none());
        for identifier in named {
            user_ids += usize::from(identifier.kind == IdentifierKind::UserId);
            let stranger = link == Link::Observed && identifier.kind == IdentifierKind::UserId && user_ids > 1;
            if stranger {
                continue;
            }
            match self.holders.get(identifier).copied() {
                Some(holder) if holder == customer => {}
                None => self.attach(identifier, customer, word),
                Some(holder) if link == Link::Alias || self.are_one(holder, customer, identifier.kind) => {
                    // What was spelled in two ways is named by no one.
                    let public = matches!(word, Word::Public(source) if *source != SourceId::default());
                    let because = Cause { link, by: identifier.kind, together: together.clone(), public };
                    let merge = self.unite(holder, customer, link, because);
                    customer = merge.into;
                    merges.push(merge);
                }
                Some(_) if is_weak(identifier.kind) => self.attach(identifier, customer, word),
                Some(with) => {
                    let shares = &mut self.person_mut(customer).shares;
                    if identifier.kind != IdentifierKind::UserId && !shares.contains(identifier) {
                        shares.push(identifier.clone());
                        shared.push(Shared { identifier: identifier.clone(), with });
                    }
                }
            }
        }
        if let (Some(user), Word::Public(_)) = (signs_up, word) {
            let device = identifiers.iter().find(|one| is_weak(one.kind) && self.find(one) == Some(customer)).cloned();
            let mut words = self.person_mut(customer).unvouched.iter_mut();
            if let Some(word) = words.find(|word| word.identifier == *user) {
                word.device = device;
            }
        }
        self.vouch_for_devices(identifiers, word);
        Resolution { customer, merges, shared, doubted }
    }

    /// Which of these ids are too many for whom they would lead to: such a device stays what it is, a device, and what it does with
    /// the others named counts for them. Asked before anything is resolved, so that the log names only what counts.
    #[must_use]
    pub fn too_many(&self, identifiers: &[Identifier], link: Link) -> Vec<Identifier> {
        if !identifiers.iter().any(|one| is_weak(one.kind)) || self.all_known_as_one(identifiers).is_some() {
            return Vec::new();
        }
        let mut named: Vec<&Identifier> = identifiers.iter().collect();
        named.sort_by_key(|identifier| rank(identifier.kind));
        // An alias makes one of all who are named; anything else is about one of them.
        let about: Vec<CustomerId> = match link {
            Link::Alias => named.iter().filter_map(|one| self.find(one)).collect(),
            Link::Observed => self.whom(&named, identifiers, link).into_iter().collect(),
        };
        let full = |one: &Identifier| {
            let others = about.iter().filter(|id| self.find(one) != Some(**id));
            others.filter_map(|id| self.person(*id)).any(|person| person.is_full(one.kind))
        };
        identifiers.iter().filter(|one| is_weak(one.kind) && full(one)).cloned().collect()
    }

    /// The usual case: everything is known and belongs to one customer.
    fn all_known_as_one(&self, identifiers: &[Identifier]) -> Option<CustomerId> {
        let (first, rest) = identifiers.split_first()?;
        let customer = *self.holders.get(first)?;
        rest.iter().all(|identifier| self.holders.get(identifier) == Some(&customer)).then_some(customer)
    }

    /// Rule 1 (and the first half of rule 4).
    fn whom(&self, named: &[&Identifier], all: &[Identifier], link: Link) -> Option<CustomerId> {
        let holder = |identifier: &&Identifier| self.holders.get(*identifier).copied();
        if link == Link::Alias {
            return named.iter().find_map(holder);
        }
        let user_id = named.first().filter(|identifier| identifier.kind == IdentifierKind::UserId);
        if let Some(known) = user_id.and_then(holder) {
            return Some(known);
        }
        let fits = |identifier: &&&Identifier| {
            let Some(person) = holder(identifier).and_then(|id| self.people.get(&id)) else { return false };
            let free = user_id.is_none() || !person.has_user_id();
            free && (!is_weak(identifier.kind) || !person.differs_from(all))
        };
        named.iter().filter(|identifier| identifier.kind != IdentifierKind::UserId).find(fits).and_then(holder)
    }

    /// Rules 2 and 3: whether an identifier of this kind shows that its holder and the customer are one.
    fn are_one(&self, holder: CustomerId, customer: CustomerId, kind: IdentifierKind) -> bool {
        let (Some(theirs), Some(ours)) = (self.people.get(&holder), self.people.get(&customer)) else { return true };
        if theirs.has_user_id() && ours.has_user_id() {
            return false;
        }
        !is_weak(kind) || !theirs.differs_from(&ours.identifiers)
    }

    /// Gives an identifier to a customer, taking it from whoever had it.
    fn attach(&mut self, identifier: &Identifier, customer: CustomerId, word: Word<'_>) {
        if let Some(before) = self.find(identifier).filter(|before| self.people.contains_key(before)) {
            self.detach(identifier, before);
        }
        self.set_holder(identifier, Some(customer));
        let person = self.person_mut(customer);
        person.identifiers.push(identifier.clone());
        if let Word::Public(source) = word
            && !is_weak(identifier.kind)
        {
            person.unvouched.push(Unvouched { identifier: identifier.clone(), source: source.clone(), device: None });
        }
    }

    /// Takes an identifier from a customer.
    pub(crate) fn detach(&mut self, identifier: &Identifier, customer: CustomerId) {
        self.set_holder(identifier, None);
        let person = self.person_mut(customer);
        person.identifiers.retain(|known| known != identifier);
        person.vouched_devices.retain(|known| known != identifier);
    }

    /// Makes one customer of two; which id remains follows from the rules.
    fn unite(&mut self, holder: CustomerId, customer: CustomerId, link: Link, because: Cause) -> Merge {
        let has_user_id = |id| self.people.get(&id).is_some_and(Person::has_user_id);
        let turned = link == Link::Observed && has_user_id(holder) && !has_user_id(customer);
        let (from, into) = if turned { (customer, holder) } else { (holder, customer) };
        let ended = self.remove_person(from).unwrap_or_default();
        for identifier in &ended.identifiers {
            self.set_holder(identifier, Some(into));
        }
        for id in ended.absorbed.iter().chain([&from]) {
            self.set_redirect(*id, Some(into));
        }
        let person = self.person_mut(into);
        person.identifiers.extend(ended.identifiers);
        person.shares.extend(ended.shares);
        person.unvouched.extend(ended.unvouched);
        person.settled |= ended.settled;
        person.vouched_devices.extend(ended.vouched_devices);
        person.absorbed.extend(ended.absorbed);
        person.absorbed.push(from);
        Merge { from, into, because }
    }

    /// What is known of a customer.
    pub(crate) fn person(&self, customer: CustomerId) -> Option<&Person> {
        self.people.get(&customer)
    }

    /// Whether more is known of a customer than devices.
    #[must_use]
    pub fn is_known(&self, customer: CustomerId) -> bool {
        self.person(self.current(customer)).is_some_and(Person::is_known)
    }

    /// Whom an identifier belongs to.
    #[must_use]
    pub fn find(&self, identifier: &Identifier) -> Option<CustomerId> {
        self.holders.get(identifier).copied()
    }

    /// What a customer id has become: itself, unless it was merged.
    #[must_use]
    pub fn current(&self, customer: CustomerId) -> CustomerId {
        self.redirects.get(&customer).copied().unwrap_or(customer)
    }

    /// Whether this id is a customer here, or was merged into one.
    #[must_use]
    pub fn knows(&self, customer: CustomerId) -> bool {
        self.people.contains_key(&self.current(customer))
    }

    /// What leads to a customer now; a merged one's lead to the one that remained.
    #[must_use]
    pub fn identifiers_of(&self, customer: CustomerId) -> &[Identifier] {
        self.people.get(&self.current(customer)).map_or(&[], |person| &person.identifiers)
    }

    /// Whether this customer is known, and by nothing but devices' ids.
    #[must_use]
    pub fn is_only_devices(&self, customer: CustomerId) -> bool {
        let person = self.people.get(&customer);
        person.is_some_and(|person| !person.is_known() && person.absorbed.is_empty() && person.shares.is_empty())
    }

    /// Whether a customer is known by an id of the company's own systems.
    #[must_use]
    pub fn has_user_id(&self, customer: CustomerId) -> bool {
        self.people.get(&self.current(customer)).is_some_and(Person::has_user_id)
    }

    /// The ids that were merged into a customer.
    #[must_use]
    pub fn absorbed_by(&self, customer: CustomerId) -> &[CustomerId] {
        self.people.get(&self.current(customer)).map_or(&[], |person| &person.absorbed)
    }

    /// Every identifier, with whom it leads to.
    pub fn holders(&self) -> impl Iterator<Item = (&Identifier, CustomerId)> {
        self.holders.iter().map(|(identifier, holder)| (identifier, *holder))
    }

    /// How many customers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Every identifier that is spelled otherwise today, with whom it is found at: `respelled` says how.
    pub fn old_spellings(&self) -> Vec<(CustomerId, Identifier, Identifier)> {
        let mut all = Vec::new();
        for (id, person) in self.people.iter() {
            for old in person.identifiers.iter().chain(&person.shares) {
                all.extend(respelled(old).map(|today| (*id, old.clone(), today)));
            }
        }
        all.sort_unstable();
        all
    }

    /// An identifier of a customer is spelled otherwise from now on. Whom it leads to then may be someone else, too: the two are one
    /// person, or share it, as if one event had named both spellings. An id in two spellings is one person's for certain.
    pub fn respell(&mut self, customer: CustomerId, from: &Identifier, to: &Identifier) -> Resolution {
        let customer = self.current(customer);
        let mut found = Resolution { customer, merges: Vec::new(), shared: Vec::new(), doubted: Vec::new() };
        let holds = self.find(from) == Some(customer);
        let doubtful = |person: &Person| person.unvouched.iter().any(|word| word.identifier == *to);
        let vouched = self.find(to).and_then(|holder| self.person(holder)).is_some_and(|person| !doubtful(person));
        if holds && self.find(to).is_some_and(|other| other != customer) {
            // Both are known, so nothing is added on anybody's word.
            let nobody = SourceId::default();
            let can_be_shared =
                matches!(to.kind, IdentifierKind::Email | IdentifierKind::Phone | IdentifierKind::LoyaltyCard);
            let link = if can_be_shared { Link::Observed } else { Link::Alias };
            found = self.resolve(&[from.clone(), to.clone()], link, Word::Public(&nobody), customer);
        }
        let customer = self.current(customer);
        if holds {
            self.set_holder(from, None);
            if self.find(to).is_none() {
                self.set_holder(to, Some(customer));
            }
        }
        let ours = self.find(to) == Some(customer);
        if !self.people.contains_key(&customer) {
            return found;
        }
        let person = self.person_mut(customer);
        rename(&mut person.identifiers, from, ours.then_some(to));
        rename(&mut person.shares, from, (!ours).then_some(to));
        rename(&mut person.vouched_devices, from, ours.then_some(to));
        person
            .unvouched
            .iter_mut()
            .filter(|word| word.identifier == *from)
            .for_each(|word| word.identifier = to.clone());
        person.unvouched.retain(|word| ours && !vouched || word.identifier != *to);
        found
    }

    /// Takes identifiers from a customer who was wrongly known by them: they lead to no one, until someone is named by them.
    pub fn part(&mut self, customer: CustomerId, identifiers: &[Identifier]) {
        let customer = self.current(customer);
        for identifier in identifiers.iter().filter(|own| self.find(own) == Some(customer)).cloned().collect::<Vec<_>>()
        {
            self.detach(&identifier, customer);
            self.person_mut(customer).unvouched.retain(|word| word.identifier != identifier);
        }
    }

    /// What `previousId` of an alias call is: a user id if one like it is known, else an anonymous id.
    #[must_use]
    pub fn previous(&self, raw: &str) -> Option<Identifier> {
        let user_id = normalise(IdentifierKind::UserId, raw, "")?;
        if self.holders.contains_key(&user_id) {
            Some(user_id)
        } else {
            normalise(IdentifierKind::AnonymousId, raw, "")
        }
    }

    /// Forgets a customer with all identifiers and merged ids (erasure). Forgetting twice is forgetting once.
    pub fn forget(&mut self, customer: CustomerId) {
        let Some(person) = self.remove_person(self.current(customer)) else { return };
        for identifier in &person.identifiers {
            self.set_holder(identifier, None);
        }
        for id in &person.absorbed {
            self.set_redirect(*id, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(kind: IdentifierKind, n: usize) -> Identifier {
        Identifier { kind, value: format!("{kind:?} {n}").into() }
    }

    /// As the sequencer asks before it resolves.
    fn say(index: &mut Index, mut all: Vec<Identifier>, link: Link, fresh: u128) -> CustomerId {
        let too_many = index.too_many(&all, link);
        all.retain(|one| !too_many.contains(one));
        index.resolve(&all, link, Word::Trusted, CustomerId(fresh)).customer
    }

    #[test]
    fn so_many_devices_lead_to_one_customer_and_the_next_stays_a_device() {
        use IdentifierKind::{AnonymousId, Device, UserId};
        for (kind, link, bound) in [
            (AnonymousId, Link::Observed, MAX_ANONYMOUS_IDS),
            (Device, Link::Observed, MAX_DEVICE_IDS),
            (AnonymousId, Link::Alias, MAX_ANONYMOUS_IDS),
        ] {
            let mut index = Index::default();
            index.try_out();
            for n in 0..20_000 {
                // Every other one was someone's screen before, and would bring a customer along.
                if n % 2 == 0 {
                    say(&mut index, vec![id(kind, n)], Link::Observed, n as u128 + 10);
                }
                let ada = say(&mut index, vec![id(kind, n), id(UserId, 0)], link, 1);
                assert_eq!(index.find(&id(UserId, 0)), Some(ada), "{n}");
            }
            let ada = index.find(&id(UserId, 0)).unwrap_or(CustomerId::NONE);
            assert_eq!(index.identifiers_of(ada).len(), bound + 1, "{kind:?}");
            assert!(index.absorbed_by(ada).len() <= bound, "{}", index.absorbed_by(ada).len());
            assert_eq!(index.find(&id(kind, 7)), Some(ada), "the first ones still lead to her");
            assert!(index.find(&id(kind, 19_998)).is_some_and(|other| other != ada), "{kind:?} stays a device");
            let kept = index.trial.as_ref().map_or(0, |trial| {
                let people = trial.was.iter().filter_map(|was| match was {
                    Was::Person(_, was) => was.as_ref(),
                    _ => None,
                });
                people.map(|person| person.identifiers.len()).sum::<usize>()
            });
            assert!(kept < 20_000, "what she was is kept once, not for each event: {kept}");
            index.take_back();
            assert!(index.is_empty() && index.find(&id(UserId, 0)).is_none());
        }
    }
}
