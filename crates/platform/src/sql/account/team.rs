//! Teams: several people who hold roles together. A team that comes from a company's directory is a group there.

use super::Accounts;
use crate::sql::{
    SqlError,
    db::{Tx, get, values},
};
use rapport_people::{PersonId, Team, TeamId};
use std::collections::{BTreeMap, BTreeSet};

/// A team, and what the directory calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryTeam {
    /// Its name and members.
    pub team: Team,
    /// What the directory calls it; empty if it does not say.
    pub external_id: String,
}

impl Accounts {
    /// Every team, by name.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn teams(&self) -> Result<Vec<DirectoryTeam>, SqlError> {
        let mut members: BTreeMap<String, BTreeSet<PersonId>> = BTreeMap::new();
        for row in self.db.rows("SELECT team, account FROM team_member", values![]).await? {
            let account: String = get(&row, "account")?;
            members.entry(get(&row, "team")?).or_default().insert(account.as_str().into());
        }
        let rows = self.db.rows("SELECT id, name, external_id FROM team ORDER BY LOWER(name), id", values![]).await?;
        let read = |row| {
            let id: String = get(row, "id")?;
            let members = members.remove(&id).unwrap_or_default();
            let team = Team { id: id.as_str().into(), name: get(row, "name")?, members };
            Ok(DirectoryTeam { team, external_id: get(row, "external_id")? })
        };
        rows.iter().map(read).collect()
    }

    /// Makes a team, or changes its name and members.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn set_team(&self, set: &DirectoryTeam) -> Result<(), SqlError> {
        let (team, id) = (&set.team, set.team.id.0.as_str());
        let tx = self.db.begin().await?;
        let sql = "INSERT INTO team (id, name, external_id) VALUES ($1, $2, $3)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, external_id = excluded.external_id";
        tx.run(sql, values![id, team.name.as_str(), set.external_id.as_str()]).await?;
        no_members(&tx, &team.id).await?;
        for member in &team.members {
            tx.run("INSERT INTO team_member (team, account) VALUES ($1, $2)", values![id, member.0.as_str()]).await?;
        }
        tx.commit().await
    }

    /// Removes a team that holds nothing.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn remove_team(&self, id: &TeamId) -> Result<(), SqlError> {
        let tx = self.db.begin().await?;
        no_members(&tx, id).await?;
        tx.run("DELETE FROM team WHERE id = $1", values![id.0.as_str()]).await?;
        tx.commit().await
    }
}

async fn no_members(tx: &Tx, id: &TeamId) -> Result<(), SqlError> {
    tx.run("DELETE FROM team_member WHERE team = $1", values![id.0.as_str()]).await.map(drop)
}
