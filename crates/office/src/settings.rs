//! Settings that people change in the UI: branches, printers, mail. Kept with the secrets, because a mail server's
//! password and the DKIM keys are among them.

use crate::refused::{Cause, Refused};
use parking_lot::RwLock;
use rapport_drivers::printer::Place;
use rapport_kernel::Time;
use rapport_platform::sql::{SqlError, secret::Secrets};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc};

/// A place with staff who see prompts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Its id, as `branch` in events.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The brand that it belongs to.
    pub brand: String,
    /// Closed: nobody is sent there any more.
    #[serde(default)]
    pub closed: bool,
}

/// A printer; see [`crate::view::Printer`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printer {
    /// How branches name it.
    pub id: String,
    /// Which branch it stands in.
    pub branch: String,
    /// `host:port`.
    pub address: String,
    /// Characters in a line.
    pub columns: u16,
}

impl Printer {
    /// Where it stands, as its driver wants to know it; `closed` says whether its branch is.
    #[must_use]
    pub fn place(&self, closed: bool) -> Place {
        let Self { id, branch, address, columns } = self.clone();
        Place { id, branch, address, columns, closed }
    }
}

/// A key that signs mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DkimKey {
    /// The name it is published under, before `._domainkey.` and the domain.
    pub selector: String,
    /// The private key (PEM).
    pub pem: String,
}

/// How mail leaves the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mail {
    /// The mail server; none: no mail is sent.
    pub host: Option<String>,
    /// Where the mail server listens.
    pub port: u16,
    /// `none`, `starttls` or `tls`.
    pub security: String,
    /// The name to sign in by; none if it asks for none.
    pub user: Option<String>,
    /// What is sent to sign in; never shown again.
    pub password: Option<String>,
    /// The domain to sign for.
    pub dkim_domain: Option<String>,
    /// The keys that sign, each with a signature of its own.
    pub dkim_keys: Vec<DkimKey>,
    /// Where bounces go.
    pub return_path: Option<String>,
    /// How many connections at once.
    pub connections: u16,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            host: None,
            port: 587,
            security: "starttls".into(),
            user: None,
            password: None,
            dkim_domain: None,
            dkim_keys: Vec::new(),
            return_path: None,
            connections: usual_connections(),
        }
    }
}

/// All of them as they are now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// All of them, open and closed.
    pub branches: Vec<Branch>,
    /// All of them, by their ids.
    pub printers: Vec<Printer>,
    /// The mail server and how to sign in there.
    pub mail: Mail,
    /// The settings of drivers that have some by name and value, by kind of channel.
    pub channels: BTreeMap<String, Value>,
}

impl Now {
    /// Where the printers stand, as their driver wants to know it.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        self.printers.iter().map(|printer| printer.place(self.is_closed(&printer.branch))).collect()
    }

    /// Whether the branch is known, and closed.
    #[must_use]
    pub fn is_closed(&self, branch: &str) -> bool {
        self.branches.iter().any(|known| known.closed && known.id == branch)
    }
}

/// The settings' store, with a copy in memory.
pub struct Settings {
    secrets: Secrets,
    now: RwLock<Arc<Now>>,
    writer: tokio::sync::Mutex<()>,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// [`SqlError`].
    pub async fn load(secrets: Secrets) -> Result<Self, SqlError> {
        let now = Now {
            branches: read(&secrets, "settings.branches").await?,
            printers: read(&secrets, "settings.printers").await?,
            mail: read(&secrets, "settings.mail").await?,
            channels: read(&secrets, "settings.channels").await?,
        };
        Ok(Self { secrets, now: RwLock::new(Arc::new(now)), writer: tokio::sync::Mutex::default() })
    }

    /// As they are now.
    #[must_use]
    pub fn now(&self) -> Arc<Now> {
        self.now.read().clone()
    }

    /// Changes them: all that `change` changes is kept, or nothing.
    ///
    /// # Errors
    /// What `change` refuses; [`Cause::Internal`] if the store does.
    pub async fn change<T, E: From<Refused>>(
        &self,
        at: Time,
        change: impl FnOnce(&mut Now) -> Result<T, E>,
    ) -> Result<T, E> {
        let _one_at_a_time = self.writer.lock().await;
        let before = self.now();
        let mut after = Now::clone(&before);
        let answer = change(&mut after)?;
        if after.branches != before.branches {
            write(&self.secrets, "settings.branches", &after.branches, at).await?;
        }
        if after.printers != before.printers {
            write(&self.secrets, "settings.printers", &after.printers, at).await?;
        }
        if after.mail != before.mail {
            write(&self.secrets, "settings.mail", &after.mail, at).await?;
        }
        if after.channels != before.channels {
            write(&self.secrets, "settings.channels", &after.channels, at).await?;
        }
        *self.now.write() = Arc::new(after);
        Ok(answer)
    }
}

async fn read<T: DeserializeOwned + Default>(secrets: &Secrets, name: &'static str) -> Result<T, SqlError> {
    match secrets.get(name).await? {
        Some(text) => serde_json::from_str(&text).map_err(|_| SqlError::Damaged("secret")),
        None => Ok(T::default()),
    }
}

async fn write<T: Serialize>(secrets: &Secrets, name: &str, value: &T, at: Time) -> Result<(), Refused> {
    let text = serde_json::to_string(value).map_err(|error| Refused::new(Cause::Internal, error.to_string()))?;
    Ok(secrets.put(name, &text, at).await?)
}
/// How many connections to a mail server there are at once if nobody says it.
#[must_use]
pub fn usual_connections() -> u16 {
    4
}
