//! Secrets that the product makes for itself at the first start: what voucher codes, hold-outs and links are derived from.
//!
//! They lie in the database; who can read the data directory can read them, so the directory belongs to the service's
//! user alone ([`protect`]).

use super::{
    Db, SqlError,
    db::{get, values},
    token,
};
use rapport_kernel::Time;
use std::{io, path::Path};

/// The secrets' store. Clones share it.
#[derive(Clone, Debug)]
pub struct Secrets(Db);

impl Secrets {
    /// The store.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    /// The 32 bytes of that name, made if there are none yet. The same for ever after.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn bytes(&self, name: &str, now: Time) -> Result<[u8; 32], SqlError> {
        let (text, _) = self.text_or(name, &token::hex(&token::fresh_bytes()), now).await?;
        from_hex(&text).ok_or(SqlError::Damaged("secret"))
    }

    /// The text of that name, made with a readable prefix if there is none yet; and whether it was made now.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn token(&self, name: &str, prefix: &str, now: Time) -> Result<(String, bool), SqlError> {
        self.text_or(name, &token::fresh(prefix), now).await
    }

    /// The text of that name, if there is one.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn get(&self, name: &str) -> Result<Option<String>, SqlError> {
        let row = self.0.row("SELECT value FROM secret WHERE name = $1", values![name]).await?;
        row.map(|row| get(&row, "value")).transpose()
    }

    /// Keeps a text under a name, such as a signing key that was brought in; an earlier one is replaced.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn put(&self, name: &str, value: &str, now: Time) -> Result<(), SqlError> {
        let sql = "INSERT INTO secret (name, value, created) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, created = excluded.created";
        self.0.run(sql, values![name, value, now.0]).await.map(drop)
    }

    async fn text_or(&self, name: &str, fresh: &str, now: Time) -> Result<(String, bool), SqlError> {
        let sql = "INSERT INTO secret (name, value, created) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING";
        let made = self.0.run(sql, values![name, fresh, now.0]).await? == 1;
        let text = self.get(name).await?.ok_or(SqlError::Damaged("secret"))?;
        Ok((text, made))
    }
}

pub(super) fn from_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0u8; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Gives a file to its owner alone (mode 600), a directory likewise (700).
///
/// # Errors
/// What the operating system says.
#[cfg(unix)]
pub fn protect(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = if path.is_dir() { 0o700 } else { 0o600 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))
}
