//! Search: lines by object, person, act and time, with what is kept of the people in them.

use super::{Trace, parsed_number};
use crate::sql::value::{SqlRow, SqlValue};
use crate::sql::{
    SqlError,
    db::{get, places, values},
};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use hashbrown::HashMap;
use rapport_kernel::Time;
use rapport_people::{Object, ObjectKind, PersonId};
use rapport_trace::{Deed, DeedAct, DeedPart, PersonRef, Personal, line};

/// So many people's parts are read with one query.
const AT_ONCE: usize = 500;

/// What is looked for; what is left out is not asked.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What it was done to. A person stands here by their account.
    pub object: Option<Object>,
    /// Who did it.
    pub who: Option<PersonId>,
    /// What was done.
    pub act: Option<DeedAct>,
    /// Not before this moment.
    pub from: Option<Time>,
    /// Before this moment.
    pub until: Option<Time>,
    /// Only lines before the one with this number.
    pub before: Option<u64>,
}

/// A line, with what is kept of the people in it.
#[derive(Clone, Debug)]
pub struct Line {
    /// What was done.
    pub deed: Deed,
    kept: Vec<(DeedPart, Personal)>,
}

impl Line {
    /// What is kept of somebody's part in it; nothing of who was erased.
    #[must_use]
    pub fn kept(&self, part: DeedPart) -> Option<&Personal> {
        self.kept.iter().find(|(known, _)| *known == part).map(|(_, kept)| kept)
    }
}

impl Trace {
    /// The newest lines of what is wanted, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn find(&self, wanted: &Wanted, limit: usize) -> Result<Vec<Line>, SqlError> {
        let Some((clause, mut values)) = self.clause(wanted).await? else { return Ok(Vec::new()) };
        values.push(SqlValue::from(limit as i64));
        let sql = format!("SELECT body FROM trace_line {clause} ORDER BY seq DESC LIMIT ${}", values.len());
        let rows = self.db.rows(&sql, values).await?;
        let deeds = rows.iter().map(deed).collect::<Result<Vec<_>, _>>()?;
        self.with_people(deeds).await
    }

    /// The condition; none if nothing can meet it.
    async fn clause(&self, wanted: &Wanted) -> Result<Option<(String, Vec<SqlValue>)>, SqlError> {
        let (mut parts, mut values) = (Vec::new(), Vec::new());
        let mut add = |text: &str, value: SqlValue| {
            values.push(value);
            parts.push(format!("{text} ${}", values.len()));
        };
        if let Some(object) = &wanted.object {
            let id = match object.kind == ObjectKind::Person && object.id.parse::<PersonRef>().is_err() {
                true => match self.number(&PersonId(object.id.clone())).await? {
                    Some(number) => number.to_string(),
                    None => return Ok(None),
                },
                false => object.id.to_string(),
            };
            add("kind =", object.kind.code().into());
            add("object =", id.into());
        }
        if let Some(who) = &wanted.who {
            let Some(number) = self.number(who).await? else { return Ok(None) };
            add("who =", number.to_string().into());
        }
        if let Some(act) = wanted.act {
            add("act =", act.code().into());
        }
        if let Some(from) = wanted.from {
            add("at >=", from.0.into());
        }
        if let Some(until) = wanted.until {
            add("at <", until.0.into());
        }
        if let Some(before) = wanted.before {
            add("seq <", i64::try_from(before).unwrap_or(i64::MAX).into());
        }
        let clause = if parts.is_empty() { String::new() } else { format!("WHERE {}", parts.join(" AND ")) };
        Ok(Some((clause, values)))
    }

    pub(super) async fn with_people(&self, deeds: Vec<Deed>) -> Result<Vec<Line>, SqlError> {
        let mut people: HashMap<u64, Vec<(DeedPart, Personal)>> = HashMap::new();
        for chunk in deeds.chunks(AT_ONCE) {
            let seqs = chunk.iter().map(|deed| SqlValue::from(deed.seq.cast_signed())).collect();
            let sql = format!("SELECT seq, part, body FROM trace_personal WHERE seq IN ({})", places(1, chunk.len()));
            for row in self.db.rows(&sql, seqs).await? {
                let (seq, part, kept) = personal(&row)?;
                people.entry(seq).or_default().push((part, kept));
            }
        }
        let line = |deed: Deed| Line { kept: people.remove(&deed.seq).unwrap_or_default(), deed };
        Ok(deeds.into_iter().map(line).collect())
    }

    /// Everybody who stands in a line and was not erased.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn people(&self) -> Result<Vec<(PersonRef, PersonId)>, SqlError> {
        let rows = self.db.rows("SELECT number, account FROM trace_person", values![]).await?;
        let person = |row: &SqlRow| {
            Ok((parsed_number(&get::<String>(row, "number")?)?, PersonId(get::<String>(row, "account")?.into())))
        };
        rows.iter().map(person).collect()
    }
}

fn deed(row: &SqlRow) -> Result<Deed, SqlError> {
    line::read(&bytes(row, "body")?).map_err(|_| SqlError::Damaged("trace_line"))
}

/// Reads a column that holds a digest or a key.
pub(super) fn bytes(row: &SqlRow, column: &'static str) -> Result<Vec<u8>, SqlError> {
    BASE64.decode(get::<String>(row, column)?).map_err(|_| SqlError::Damaged(column))
}

/// Somebody's part in a deed.
pub(super) fn personal(row: &SqlRow) -> Result<(u64, DeedPart, Personal), SqlError> {
    let part = match get::<i64>(row, "part")? {
        1 => DeedPart::Who,
        2 => DeedPart::InPlaceOf,
        3 => DeedPart::About,
        _ => return Err(SqlError::Damaged("trace_personal")),
    };
    let kept = line::read_personal(&bytes(row, "body")?).map_err(|_| SqlError::Damaged("trace_personal"))?;
    Ok((get::<i64>(row, "seq")?.cast_unsigned(), part, kept))
}
