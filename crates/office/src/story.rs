//! The trace for people to read: lines and whole stories, with who it was as far as that is kept.

use crate::{
    Office,
    refused::Refused,
    view::{Episode, Sentence, TraceField, TraceLine},
};
use hashbrown::HashMap;
use rapport_people::{Object, ObjectKind, PersonId};
use rapport_platform::sql::{
    account::Accounts,
    trace::{Line, Wanted},
};
use rapport_trace::{DeedPart, FieldChange, PersonRef, Sentence as Told, Somebody, story};

/// So many lines of one object are told at most.
const LONGEST: usize = 2_000;

/// Who is called how. Names are looked up when they are shown: a person who has another name by now is called by that.
pub struct StoryNames {
    by_account: HashMap<PersonId, String>,
    by_number: HashMap<PersonRef, PersonId>,
    addresses: bool,
}

impl StoryNames {
    /// Everybody's; with the network addresses that are kept, for who may see them.
    ///
    /// # Errors
    /// If the database cannot answer.
    pub async fn load(app: &Office, accounts: &Accounts, addresses: bool) -> Result<Self, Refused> {
        let by_account = accounts.all().await?.into_iter().map(|account| (account.id, account.name)).collect();
        let by_number = app.trace.people().await?.into_iter().collect();
        Ok(Self { by_account, by_number, addresses })
    }

    fn of(&self, person: &PersonId) -> String {
        self.by_account.get(person).cloned().unwrap_or_else(|| person.to_string())
    }

    /// A thing; a person of the staff stands here by their account again.
    fn object(&self, object: &Object) -> (String, String, Option<String>) {
        let person = match object.kind {
            ObjectKind::Person => object.id.parse::<PersonRef>().ok().and_then(|number| self.by_number.get(&number)),
            _ => None,
        };
        let id = person.map_or_else(|| object.id.to_string(), ToString::to_string);
        (object.kind.code().to_owned(), id, person.map(|person| self.of(person)))
    }

    fn somebody(&self, somebody: &Somebody) -> (Option<String>, Option<String>) {
        match somebody {
            Somebody::Person(person) => (Some(person.to_string()), Some(self.of(person))),
            Somebody::Unnamed(number) => (Some(number.to_string()), None),
            Somebody::Rapport => (None, None),
        }
    }
}

/// The whole story of an object, the newest first.
///
/// # Errors
/// If the database cannot answer.
pub async fn of(app: &Office, names: &StoryNames, object: Object) -> Result<Vec<Episode>, Refused> {
    let mut lines = app.trace.find(&Wanted { object: Some(object), ..Wanted::default() }, LONGEST).await?;
    lines.reverse();
    let place: HashMap<u64, usize> = lines.iter().enumerate().map(|(at, line)| (line.deed.seq, at)).collect();
    let kept =
        |seq: u64, part: DeedPart| place.get(&seq).and_then(|at| lines.get(*at)).and_then(|line| line.kept(part));
    let mut episodes: Vec<Episode> =
        story(lines.iter().map(|line| &line.deed), kept).into_iter().map(|told| episode(names, told)).collect();
    episodes.reverse();
    Ok(episodes)
}

fn episode(names: &StoryNames, told: rapport_trace::Episode) -> Episode {
    let sentences = told.sentences.iter().map(|sentence| said(names, sentence)).collect();
    Episode { seq: told.seq, from: told.from, until: told.until, sentences }
}

fn said(names: &StoryNames, told: &Told) -> Sentence {
    let empty = Sentence { code: told.code().to_owned(), ..Sentence::default() };
    match told {
        Told::Did { who, act, object, times } => {
            let ((person, name), (kind, id, object_name)) = (names.somebody(who), names.object(object));
            let act = Some(act.code().to_owned());
            Sentence { person, name, act, kind: Some(kind), id: Some(id), object_name, times: Some(*times), ..empty }
        }
        Told::InPlaceOf { person } | Told::About { person } => {
            let (person, name) = names.somebody(person);
            Sentence { person, name, ..empty }
        }
        Told::Set { field, after } => Sentence { field: Some(field.to_string()), after: json(Some(after)), ..empty },
        Told::Changed { field, before, after } => {
            Sentence { field: Some(field.to_string()), before: json(Some(before)), after: json(Some(after)), ..empty }
        }
        Told::Cleared { field, before } => {
            Sentence { field: Some(field.to_string()), before: json(Some(before)), ..empty }
        }
        Told::Because { why } => Sentence { why: Some(why.clone()), ..empty },
        Told::ByApproval { approval } => Sentence { approval: Some(approval.to_string()), ..empty },
        Told::From { origin, address } => {
            let address = address.as_ref().filter(|_| names.addresses).map(ToString::to_string);
            Sentence { origin: Some(origin.code().to_owned()), address, ..empty }
        }
    }
}

/// A line as a list shows it.
#[must_use]
pub fn line(names: &StoryNames, line: &Line) -> TraceLine {
    let deed = &line.deed;
    let who = line.kept(DeedPart::Who);
    let about = line.kept(DeedPart::About);
    let (kind, id, object_name) = names.object(&deed.object);
    let number = |seal: &rapport_trace::Seal| seal.person.to_string();
    TraceLine {
        seq: deed.seq,
        at: deed.at,
        origin: deed.origin.code().to_owned(),
        address: who.and_then(|who| who.address.as_ref()).filter(|_| names.addresses).map(ToString::to_string),
        who: who.map(|who| who.person.to_string()).or_else(|| deed.who.as_ref().map(number)),
        who_name: who.map(|who| names.of(&who.person)),
        about: about.map(|about| about.person.to_string()).or_else(|| deed.about.as_ref().map(number)),
        about_name: about.map(|about| names.of(&about.person)),
        act: deed.act.code().to_owned(),
        kind,
        id,
        object_name,
        changes: deed.changes.iter().chain(about.into_iter().flat_map(|about| &about.changes)).map(field).collect(),
        why: deed.why.clone(),
        approval: deed.approval.as_ref().map(ToString::to_string),
    }
}

fn field(change: &FieldChange) -> TraceField {
    TraceField {
        field: change.field.to_string(),
        before: json(change.before.as_ref()),
        after: json(change.after.as_ref()),
    }
}

fn json(value: Option<&rapport_kernel::Value>) -> Option<serde_json::Value> {
    value.and_then(|value| serde_json::to_value(value).ok())
}
