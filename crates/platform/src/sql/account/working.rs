//! How somebody works: whom they report to, on which days and where, and who stands in while they are away.

use super::Accounts;
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{get, values},
};
use rapport_kernel::Time;
use rapport_people::{Away, PersonId};

/// What is known of how somebody works; texts are empty where nobody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingLife {
    /// The member of staff who works these hours.
    pub person: PersonId,
    /// Whom they report to.
    pub superior: Option<PersonId>,
    /// Since and until when they are away, and who stands in meanwhile.
    pub away: Option<Away>,
    /// Whose public holidays they have: `DE-BY`.
    pub region: String,
    /// The hours of their week, as JSON.
    pub week: String,
}

impl WorkingLife {
    /// Of somebody who never said anything.
    #[must_use]
    pub fn unsaid(person: PersonId) -> Self {
        Self { person, superior: None, away: None, region: String::new(), week: String::new() }
    }
}

impl Accounts {
    /// Of everybody who said something.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn working(&self) -> Result<Vec<WorkingLife>, SqlError> {
        self.db.rows("SELECT * FROM account_work", values![]).await?.iter().map(read).collect()
    }

    /// The working time that a person has set; none where they work as the installation does.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn working_of(&self, person: &PersonId) -> Result<WorkingLife, SqlError> {
        let row = self.db.row("SELECT * FROM account_work WHERE account = $1", values![person.0.as_str()]).await?;
        row.as_ref().map_or_else(|| Ok(WorkingLife::unsaid(person.clone())), read)
    }

    /// Keeps it, in place of what was said before.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn set_working(&self, working: &WorkingLife) -> Result<(), SqlError> {
        let text = |person: Option<&PersonId>| person.map(|person| person.0.to_string()).unwrap_or_default();
        let away = working.away.as_ref();
        let sql = "INSERT INTO account_work (account, superior, substitute, away_from, away_until, region, week)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (account) DO UPDATE SET superior = excluded.superior,
            substitute = excluded.substitute, away_from = excluded.away_from, away_until = excluded.away_until,
            region = excluded.region, week = excluded.week";
        let row = values![
            working.person.0.as_str(),
            text(working.superior.as_ref()),
            text(away.map(|away| &away.substitute)),
            away.map_or(0, |away| away.from.0),
            away.map_or(0, |away| away.until.0),
            working.region.as_str(),
            working.week.as_str(),
        ];
        self.db.run(sql, row).await.map(drop)
    }
}

fn read(row: &SqlRow) -> Result<WorkingLife, SqlError> {
    let text = |column| get::<String>(row, column);
    let named = |text: String| (!text.is_empty()).then(|| PersonId(text.into()));
    let person = PersonId(text("account")?.into());
    let (from, until) = (Time(get(row, "away_from")?), Time(get(row, "away_until")?));
    let away = named(text("substitute")?).map(|substitute| Away { person: person.clone(), substitute, from, until });
    Ok(WorkingLife { superior: named(text("superior")?), away, region: text("region")?, week: text("week")?, person })
}
