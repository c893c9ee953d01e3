//! Links of mails: whoever has one may answer one approval in the name of the person it was sent to, once.
//!
//! Only a hash is kept. A link is used up by an answer, not by being looked at: programs that follow the links of mails use nothing up.

use super::Approvals;
use crate::sql::{
    SqlError,
    db::{get, values},
    token,
};
use rapport_kernel::{Span, Time};
use rapport_people::PersonId;

/// So long a link is good.
const GOOD_FOR: Span = Span(7 * Span::DAY.0);

/// Whose link it is, and for which approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkOf {
    /// The approval's id.
    pub approval: String,
    /// Whom it was sent to.
    pub person: PersonId,
}

impl Approvals {
    /// Makes a link for a person; answers the secret that is mailed.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn make_link(&self, approval: &str, person: &PersonId, now: Time) -> Result<String, SqlError> {
        let secret = token::fresh("a");
        let sql = "INSERT INTO approval_link (token_hash, approval, account, expires, used) VALUES ($1, $2, $3, $4, 0)";
        let expires = (now + GOOD_FOR).0;
        self.db.run(sql, values![token::hash(&secret), approval, person.0.as_str(), expires]).await?;
        Ok(secret)
    }

    /// Whose link this is, as long as it is good.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn link(&self, secret: &str, now: Time) -> Result<Option<LinkOf>, SqlError> {
        let sql = "SELECT approval, account FROM approval_link WHERE token_hash = $1 AND used = 0 AND expires > $2";
        let row = self.db.row(sql, values![token::hash(secret), now.0]).await?;
        row.map(|row| {
            let person = PersonId(get::<String>(&row, "account")?.into());
            Ok(LinkOf { approval: get(&row, "approval")?, person })
        })
        .transpose()
    }

    /// Uses a link up; whether it was good. Of many at the same moment one is the first.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn use_link(&self, secret: &str, now: Time) -> Result<bool, SqlError> {
        let sql = "UPDATE approval_link SET used = $1 WHERE token_hash = $2 AND used = 0 AND expires > $1";
        Ok(self.db.run(sql, values![now.0, token::hash(secret)]).await? == 1)
    }
}
