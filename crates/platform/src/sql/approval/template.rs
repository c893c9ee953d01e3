//! Templates: which stages an approval has, for which sort of thing, at which place of the plan.

use super::Approvals;
use crate::sql::value::SqlRow;
use crate::sql::{
    SqlError,
    db::{get, json, to_json, values},
};
use rapport_kernel::Time;
use rapport_work::approval::ApprovalTemplate;

/// A template with the kind of thing that it releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTemplate {
    /// The sort of thing: `journey`, `reallocation`.
    pub kind: String,
    /// At this node of the plan, and below it.
    pub node: String,
    /// Whether it is asked for by every version, also by one within its publisher's limit.
    pub always: bool,
    /// The stages.
    pub template: ApprovalTemplate,
    /// Who changed it last.
    pub author: String,
    /// When it was last changed.
    pub at: Time,
}

impl Approvals {
    /// Every template, by id.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn templates(&self) -> Result<Vec<KeptTemplate>, SqlError> {
        self.db.rows("SELECT * FROM approval_template ORDER BY id", values![]).await?.iter().map(read).collect()
    }

    /// Keeps a template, in place of the one of its id. Approvals under way keep the one they began by.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn set_template(&self, kept: &KeptTemplate) -> Result<(), SqlError> {
        let sql = "INSERT INTO approval_template (id, kind, node, always, body, author, at)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET kind = excluded.kind,
            node = excluded.node, always = excluded.always, body = excluded.body, author = excluded.author,
            at = excluded.at";
        let row = values![
            kept.template.id.0.as_str(),
            kept.kind.as_str(),
            kept.node.as_str(),
            i64::from(kept.always),
            to_json(&kept.template)?,
            kept.author.as_str(),
            kept.at.0,
        ];
        self.db.run(sql, row).await.map(drop)
    }

    /// Removes a template; whether there was one.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn remove_template(&self, id: &str) -> Result<bool, SqlError> {
        Ok(self.db.run("DELETE FROM approval_template WHERE id = $1", values![id]).await? == 1)
    }
}

fn read(row: &SqlRow) -> Result<KeptTemplate, SqlError> {
    Ok(KeptTemplate {
        kind: get(row, "kind")?,
        node: get(row, "node")?,
        always: get::<i64>(row, "always")? != 0,
        template: json(row, "body")?,
        author: get(row, "author")?,
        at: Time(get(row, "at")?),
    })
}
