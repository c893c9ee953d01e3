//! An object's whole story: its deeds as sentences, each a code with its values, for screens to say in the reader's language.
//!
//! What one person changed again and again within half an hour, as a draft that saves itself is, is one episode: with what was before the
//! first change and what was after the last.

use crate::{Deed, DeedAct, DeedOrigin, DeedPart, FieldChange, PersonRef, Personal, Seal};
use rapport_kernel::{Span, Time, Value};
use rapport_people::{Object, PersonId};
use smol_str::SmolStr;

/// So long after the last change another one is still part of the same episode.
const PAUSE: Span = Span(30 * Span::MINUTE.0);

/// Someone in a deed.
#[derive(Clone, Debug, PartialEq)]
pub enum Somebody {
    /// Someone with an account.
    Person(PersonId),
    /// Someone who was erased, or whose part is not at hand: told from others by the number alone.
    Unnamed(PersonRef),
    /// No one: Rapport did it by itself.
    Rapport,
}

/// What happened at one time, in sentences.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    /// The number of its first deed.
    pub seq: u64,
    /// When it began.
    pub from: Time,
    /// When its last deed was done.
    pub until: Time,
    /// What to say, in this order; the first says who did what.
    pub sentences: Vec<Sentence>,
}

/// Something to say.
#[derive(Clone, Debug, PartialEq)]
pub enum Sentence {
    /// The headline of the story.
    Did {
        /// The person or program that acted.
        who: Somebody,
        /// What was done.
        act: DeedAct,
        /// The thing that was changed.
        object: Object,
        /// So often, one after the other.
        times: u32,
    },
    /// They did it for someone who was away.
    InPlaceOf {
        /// The one who was away.
        person: Somebody,
    },
    /// Names the person whom the change concerns.
    About {
        /// The person concerned.
        person: Somebody,
    },
    /// A field got a value that had none.
    Set {
        /// Its name in the document.
        field: SmolStr,
        /// What it was set to.
        after: Value,
    },
    /// A field got another value.
    Changed {
        /// Its name in the document.
        field: SmolStr,
        /// What it held until then.
        before: Value,
        /// What it holds from then on.
        after: Value,
    },
    /// A field has no value any more.
    Cleared {
        /// Its name in the document.
        field: SmolStr,
        /// What it had.
        before: Value,
    },
    /// The reason that was given.
    Because {
        /// In these words.
        why: String,
    },
    /// The approval by which it was done.
    ByApproval {
        /// The approval's id, to open it by.
        approval: SmolStr,
    },
    /// By which way, and from where as far as that is kept.
    From {
        /// The way.
        origin: DeedOrigin,
        /// The network address.
        address: Option<SmolStr>,
    },
}

impl Sentence {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Did { .. } => "did",
            Self::InPlaceOf { .. } => "in_place_of",
            Self::About { .. } => "about",
            Self::Set { .. } => "set",
            Self::Changed { .. } => "changed",
            Self::Cleared { .. } => "cleared",
            Self::Because { .. } => "because",
            Self::ByApproval { .. } => "by_approval",
            Self::From { .. } => "from",
        }
    }
}

/// The story of these deeds, which come in the order of their numbers. `kept` has what is kept apart of someone's part in a deed;
/// nothing of who was erased.
#[must_use]
pub fn story<'a>(
    deeds: impl IntoIterator<Item = &'a Deed>,
    kept: impl Fn(u64, DeedPart) -> Option<&'a Personal>,
) -> Vec<Episode> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for deed in deeds {
        match groups.last_mut() {
            Some(group) if group.goes_on(deed) => group.add(deed, &kept),
            _ => groups.push(Group::of(deed, &kept)),
        }
    }
    groups.into_iter().map(|group| group.told(&kept)).collect()
}

/// Deeds that are told together.
struct Group<'a> {
    first: &'a Deed,
    last: &'a Deed,
    times: u32,
    /// What was before the first, and is after the last.
    changes: Vec<FieldChange>,
}

impl<'a> Group<'a> {
    fn of(deed: &'a Deed, kept: &impl Fn(u64, DeedPart) -> Option<&'a Personal>) -> Self {
        let mut group = Self { first: deed, last: deed, times: 0, changes: Vec::new() };
        group.add(deed, kept);
        group
    }

    /// Whether a deed is one more of the same: no one else had part in it, and nothing was said of it that was not said before.
    fn goes_on(&self, deed: &Deed) -> bool {
        let alone = |deed: &Deed| {
            deed.act == DeedAct::Changed
                && deed.approval.is_none()
                && deed.in_place_of.is_none()
                && deed.about.is_none()
        };
        let person = |deed: &Deed| deed.who.map(|seal| seal.person);
        alone(self.first)
            && alone(deed)
            && person(deed) == person(self.first)
            && deed.object == self.first.object
            && deed.origin == self.first.origin
            && deed.why == self.first.why
            && deed.at.since(self.last.at) <= PAUSE
    }

    fn add(&mut self, deed: &'a Deed, kept: &impl Fn(u64, DeedPart) -> Option<&'a Personal>) {
        (self.last, self.times) = (deed, self.times + 1);
        let apart =
            [DeedPart::Who, DeedPart::InPlaceOf, DeedPart::About].into_iter().filter_map(|part| kept(deed.seq, part));
        for change in deed.changes.iter().chain(apart.flat_map(|personal| &personal.changes)) {
            match self.changes.iter_mut().find(|known| known.field == change.field) {
                Some(known) => known.after.clone_from(&change.after),
                None => self.changes.push(change.clone()),
            }
        }
    }

    fn told(self, kept: &impl Fn(u64, DeedPart) -> Option<&'a Personal>) -> Episode {
        let Self { first, last, times, changes } = self;
        let somebody = |seal: &Seal, part| match kept(first.seq, part) {
            Some(personal) => Somebody::Person(personal.person.clone()),
            None => Somebody::Unnamed(seal.person),
        };
        let who = first.who.as_ref().map_or(Somebody::Rapport, |seal| somebody(seal, DeedPart::Who));
        let mut sentences = vec![Sentence::Did { who, act: first.act, object: first.object.clone(), times }];
        if let Some(seal) = &first.in_place_of {
            sentences.push(Sentence::InPlaceOf { person: somebody(seal, DeedPart::InPlaceOf) });
        }
        if let Some(seal) = &first.about {
            sentences.push(Sentence::About { person: somebody(seal, DeedPart::About) });
        }
        sentences.extend(changes.into_iter().filter_map(changed));
        sentences.extend(first.why.clone().map(|why| Sentence::Because { why }));
        sentences.extend(first.approval.clone().map(|approval| Sentence::ByApproval { approval }));
        let address = kept(first.seq, DeedPart::Who).and_then(|personal| personal.address.clone());
        sentences.push(Sentence::From { origin: first.origin, address });
        Episode { seq: first.seq, from: first.at, until: last.at, sentences }
    }
}

/// What there is to say of a field; nothing if it is as it was.
fn changed(change: FieldChange) -> Option<Sentence> {
    let field = change.field;
    match (change.before, change.after) {
        (None, Some(after)) => Some(Sentence::Set { field, after }),
        (Some(before), None) => Some(Sentence::Cleared { field, before }),
        (Some(before), Some(after)) if before != after => Some(Sentence::Changed { field, before, after }),
        _ => None,
    }
}
