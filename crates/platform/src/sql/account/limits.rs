//! Up to which amount somebody decides alone, as rows: a person's or a role's, at a node and for a brand.

use super::Accounts;
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{get, parsed, values},
    token,
};
use rapport_kernel::{Currency, Money, Time};
use rapport_people::{Ceiling, Limit, LimitHolder, LimitedAct, NodeRef, Realm};

/// A limit with the name of its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLimit {
    /// By which it is taken back.
    pub id: String,
    /// What it says.
    pub limit: Limit,
}

impl Accounts {
    /// Every limit, in the order in which they were set.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn limits(&self) -> Result<Vec<KeptLimit>, SqlError> {
        let rows = self.db.rows("SELECT * FROM act_limit ORDER BY at, id", values![]).await?;
        rows.iter().map(read).collect()
    }

    /// Sets a limit in place of the one for the same; answers its row's name. A limit for one object alone is not kept.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn set_limit(&self, limit: &Limit, author: &str, now: Time) -> Result<String, SqlError> {
        let Realm::Below { node, brand } = &limit.realm else { return Err(SqlError::BadValue) };
        let (account, role) = match &limit.holder {
            LimitHolder::Person(person) => (person.0.as_str(), ""),
            LimitHolder::Role(role) => ("", role.0.as_str()),
        };
        let (minor, currency) = match limit.ceiling {
            Ceiling::UpTo(money) => (money.minor, money.currency.code().to_owned()),
            Ceiling::Any => (0, String::new()),
        };
        let brand = brand.as_ref().map(ToString::to_string).unwrap_or_default();
        let id = token::fresh("l")[..18].to_owned();
        let tx = self.db.begin().await?;
        let same = "DELETE FROM act_limit WHERE account = $1 AND role = $2 AND act = $3 AND node = $4 AND brand = $5
            AND currency = $6";
        let of = values![account, role, limit.act.code(), node.0.as_str(), brand.as_str(), currency.as_str()];
        tx.run(same, of).await?;
        let sql = "INSERT INTO act_limit (id, account, role, act, node, brand, minor, currency, author, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let act = limit.act.code();
        let row = values![id.as_str(), account, role, act, node.0.as_str(), brand, minor, currency, author, now.0];
        tx.run(sql, row).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Takes a limit back; whether there was one.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn remove_limit(&self, id: &str) -> Result<bool, SqlError> {
        Ok(self.db.run("DELETE FROM act_limit WHERE id = $1", values![id]).await? == 1)
    }
}

fn read(row: &SqlRow) -> Result<KeptLimit, SqlError> {
    let text = |column| get::<String>(row, column);
    let (account, role, brand) = (text("account")?, text("role")?, text("brand")?);
    let holder = match account.is_empty() {
        true => LimitHolder::Role(role.as_str().into()),
        false => LimitHolder::Person(account.as_str().into()),
    };
    let ceiling = match text("currency")?.is_empty() {
        true => Ceiling::Any,
        false => Ceiling::UpTo(Money::new(get(row, "minor")?, parsed::<Currency>(row, "currency")?)),
    };
    let act = LimitedAct::from_code(&text("act")?).ok_or(SqlError::Damaged("act"))?;
    let realm =
        Realm::Below { node: NodeRef(text("node")?.into()), brand: (!brand.is_empty()).then(|| brand.as_str().into()) };
    Ok(KeptLimit { id: text("id")?, limit: Limit { holder, realm, act, ceiling } })
}
