//! What was told becomes lines, inside the transaction that makes the change.

use super::{
    acting::{self, Acting},
    parsed_key, parsed_number, unhex,
};
use crate::sql::{
    SqlError,
    db::{Ask, Tx, get, values},
    token::{fresh_bytes, hex},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use rapport_people::{Object, ObjectKind, PersonId};
use rapport_trace::{Deed, DeedDraft, DeedPart, Head, PersonKey, PersonRef, Personal, Seal, line};
use std::sync::Arc;

/// What a transaction wrote of what was told; told again if it does not come to count.
pub(in crate::sql) struct Unsettled {
    acting: Arc<Acting>,
    drafts: Vec<DeedDraft>,
}

impl Unsettled {
    /// The transaction does not count.
    pub fn put_back(self) {
        self.acting.put_back(self.drafts);
    }
}

/// Writes what whoever acts has told so far. The last thing a transaction does before it commits.
pub(in crate::sql) async fn write(tx: &Tx) -> Result<Option<Unsettled>, SqlError> {
    let Some(acting) = acting::now() else { return Ok(None) };
    let drafts = acting.take();
    if drafts.is_empty() {
        return Ok(None);
    }
    let unsettled = Unsettled { acting: acting.clone(), drafts };
    match write_all(tx, &acting, &unsettled.drafts).await {
        Ok(()) => Ok(Some(unsettled)),
        Err(error) => {
            unsettled.put_back();
            Err(error)
        }
    }
}

async fn write_all(tx: &Tx, acting: &Acting, drafts: &[DeedDraft]) -> Result<(), SqlError> {
    let mut head = match head(tx).await? {
        Some(head) => head,
        None => begin(tx).await?,
    };
    for draft in drafts {
        head = append(tx, &head, acting, draft).await?;
    }
    Ok(())
}

/// The newest head.
pub(super) async fn head(db: &impl Ask) -> Result<Option<Head>, SqlError> {
    let row = db.ask("SELECT seq, hash FROM trace_line ORDER BY seq DESC LIMIT 1", values![]).await?;
    let head = |row| {
        let hash = unhex(&get::<String>(&row, "hash")?).and_then(|hash| hash.try_into().ok());
        Ok(Head { seq: get::<i64>(&row, "seq")?.cast_unsigned(), hash: hash.ok_or(SqlError::Damaged("trace_line"))? })
    };
    row.map(head).transpose()
}

/// The head before the first line.
pub(super) async fn first(db: &impl Ask) -> Result<Option<Head>, SqlError> {
    let row = db.ask("SELECT installation FROM trace_begin WHERE one = 1", values![]).await?;
    row.map(|row| Ok(Head::begin(&get::<String>(&row, "installation")?))).transpose()
}

/// Notes whose trace this is: a copy that becomes an installation of its own goes on with the chain that it has.
async fn begin(tx: &Tx) -> Result<Head, SqlError> {
    if let Some(first) = first(tx).await? {
        return Ok(first);
    }
    let row = tx.row("SELECT id FROM installation WHERE one = 1", values![]).await?;
    let installation: String = row.map_or(Ok(String::new()), |row| get(&row, "id"))?;
    tx.run("INSERT INTO trace_begin (one, installation) VALUES (1, $1)", values![installation.as_str()]).await?;
    Ok(Head::begin(&installation))
}

async fn append(tx: &Tx, head: &Head, acting: &Acting, draft: &DeedDraft) -> Result<Head, SqlError> {
    let seq = head.next();
    let who = match acting.who() {
        Some(person) => {
            let kept = Personal { person, address: acting.address.clone(), changes: Vec::new() };
            Some(seal(tx, seq, DeedPart::Who, &kept).await?)
        }
        None => None,
    };
    let about = match concerned(draft) {
        Some(person) => {
            let kept = Personal { person, address: None, changes: draft.personal.clone() };
            Some(seal(tx, seq, DeedPart::About, &kept).await?)
        }
        None => None,
    };
    let object = match (&about, draft.object.kind) {
        (Some(seal), ObjectKind::Person) => seal.person.object(),
        _ => draft.object.clone(),
    };
    let mut deed = Deed {
        seq,
        at: acting.at,
        origin: acting.origin,
        who,
        in_place_of: None,
        about,
        object,
        act: draft.act,
        changes: draft.changes.clone(),
        why: draft.why.clone(),
        approval: draft.approval.clone(),
    };
    let (link, next) = match head.append(&deed) {
        Ok(linked) => linked,
        // A change is not refused because too much could be told of it.
        Err(_) => {
            deed.changes.clear();
            head.append(&deed).map_err(|_| SqlError::BadValue)?
        }
    };
    let Object { kind, id } = &deed.object;
    let sql =
        "INSERT INTO trace_line (seq, at, kind, object, act, who, body, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let who = deed.who.map_or_else(String::new, |seal| seal.person.to_string());
    let body = BASE64.encode(&link.line);
    let values =
        values![seq.cast_signed(), deed.at.0, kind.code(), id.as_str(), deed.act.code(), who, body, hex(&link.hash)];
    tx.run(sql, values).await?;
    Ok(next)
}

/// Whom of the staff a change concerns, by their account. Who was erased stands there by number already.
fn concerned(draft: &DeedDraft) -> Option<PersonId> {
    let object = &draft.object;
    let named = object.kind == ObjectKind::Person && object.id.parse::<PersonRef>().is_err();
    draft.about.clone().or_else(|| named.then(|| PersonId(object.id.clone())))
}

/// Keeps somebody's part apart, and makes the seal of it.
async fn seal(tx: &Tx, seq: u64, part: DeedPart, kept: &Personal) -> Result<Seal, SqlError> {
    let (person, key) = key(tx, &kept.person).await?;
    let sql = "INSERT INTO trace_personal (seq, part, person, body) VALUES ($1, $2, $3, $4)";
    let body = BASE64.encode(line::write_personal(kept));
    tx.run(sql, values![seq.cast_signed(), part as i64, person.to_string(), body]).await?;
    Ok(Seal::of(person, &key, seq, part, kept))
}

/// Somebody's number and key; made with the first line that they stand in.
async fn key(tx: &Tx, person: &PersonId) -> Result<(PersonRef, PersonKey), SqlError> {
    let sql = "SELECT number, secret FROM trace_person WHERE account = $1";
    if let Some(row) = tx.row(sql, values![person.0.as_str()]).await? {
        return Ok((parsed_number(&get::<String>(&row, "number")?)?, parsed_key(&get::<String>(&row, "secret")?)?));
    }
    let (number, secret) = (fresh_bytes(), fresh_bytes());
    let number = number.iter().take(16).fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
    let number = PersonRef(number);
    let sql = "INSERT INTO trace_person (number, account, secret) VALUES ($1, $2, $3)";
    tx.run(sql, values![number.to_string(), person.0.as_str(), hex(&secret)]).await?;
    Ok((number, PersonKey(secret)))
}
