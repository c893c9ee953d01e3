//! Roles and where they are held, as rows: whole realms, though the API gives few of them yet.

use super::{AccountError, Accounts};
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{Tx, get, values},
};
use rapport_kernel::Time;
use rapport_people::{
    Grant, GrantId, Holder, NodeRef, Object, ObjectKind, PersonId, Realm, Rights, RightsChange, RoleId,
};

impl Accounts {
    /// All that was given, as the policy reads it. Whoever is closed has left.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn rights(&self) -> Result<Rights, SqlError> {
        let mut rights = Rights::default();
        for team in self.teams().await? {
            rights.evolve(&RightsChange::SetTeam(team.team));
        }
        let sql = "SELECT id, account, '' AS team, role, node, brand, object, until FROM role_grant
            UNION ALL SELECT id, '', team, role, node, brand, object, until FROM team_grant ORDER BY 1";
        for row in self.db.rows(sql, values![]).await? {
            rights.evolve(&RightsChange::Give(read(&row)?));
        }
        for row in self.db.rows("SELECT id FROM account WHERE active = 0", values![]).await? {
            rights.evolve(&RightsChange::Leave(PersonId(get::<String>(&row, "id")?.into())));
        }
        // Neither who never set a password counts on, nor a program, whose token ends. The recovery key does.
        let sql = "SELECT id FROM account a WHERE a.password_hash = ''
            AND NOT EXISTS (SELECT 1 FROM session s WHERE s.account = a.id AND s.kind = 'key')";
        for row in self.db.rows(sql, values![]).await? {
            rights.evolve(&RightsChange::Await(PersonId(get::<String>(&row, "id")?.into())));
        }
        for kept in self.limits().await? {
            rights.evolve(&RightsChange::SetLimit(kept.limit));
        }
        for away in self.working().await?.into_iter().filter_map(|working| working.away) {
            rights.evolve(&RightsChange::SetAway(away));
        }
        Ok(rights)
    }

    /// Gives a role.
    ///
    /// # Errors
    /// [`AccountError::Sql`].
    pub async fn give(&self, grant: &Grant, author: &str, now: Time) -> Result<(), AccountError> {
        let tx = self.db.begin().await?;
        insert(&tx, grant, author, now).await?;
        Ok(tx.commit().await?)
    }

    /// Takes a role back.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn withdraw(&self, id: &GrantId) -> Result<(), SqlError> {
        let tx = self.db.begin().await?;
        tx.run("DELETE FROM role_grant WHERE id = $1", values![id.0.as_str()]).await?;
        tx.run("DELETE FROM team_grant WHERE id = $1", values![id.0.as_str()]).await?;
        tx.commit().await
    }
}

pub(super) async fn insert(tx: &Tx, grant: &Grant, author: &str, now: Time) -> Result<(), SqlError> {
    let (table, column, holder) = match &grant.holder {
        Holder::Person(person) => ("role_grant", "account", &person.0),
        Holder::Team(team) => ("team_grant", "team", &team.0),
    };
    let (node, brand, object) = match &grant.realm {
        Realm::Below { node, brand } => (node.0.as_str(), brand.as_ref().map(ToString::to_string), String::new()),
        Realm::Object(object) => ("", None, object.to_string()),
    };
    let sql = format!(
        "INSERT INTO {table} (id, {column}, role, node, brand, object, until, author, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    let values = values![
        grant.id.0.as_str(),
        holder.as_str(),
        grant.role.0.as_str(),
        node,
        brand.unwrap_or_default(),
        object,
        grant.until.map_or(0, |until| until.0),
        author,
        now.0,
    ];
    tx.run(&sql, values).await.map(drop)
}

fn read(row: &SqlRow) -> Result<Grant, SqlError> {
    let text = |column| get::<String>(row, column);
    let (node, brand, object) = (text("node")?, text("brand")?, text("object")?);
    let realm = match object.split_once(':') {
        Some((kind, id)) => {
            let kind = ObjectKind::from_code(kind).ok_or(SqlError::Damaged("object"))?;
            Realm::Object(Object::new(kind, id))
        }
        None => {
            let brand = (!brand.is_empty()).then(|| brand.as_str().into());
            Realm::Below { node: NodeRef(node.into()), brand }
        }
    };
    let until: i64 = get(row, "until")?;
    let (account, team) = (text("account")?, text("team")?);
    let holder =
        if team.is_empty() { Holder::Person(account.as_str().into()) } else { Holder::Team(team.as_str().into()) };
    Ok(Grant {
        id: GrantId(text("id")?.into()),
        holder,
        role: RoleId(text("role")?.into()),
        realm,
        until: (until != 0).then_some(Time(until)),
    })
}
