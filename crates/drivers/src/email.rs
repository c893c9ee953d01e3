//! E-mail over SMTP.
//!
//! [`Mailer::compose`] makes a message and signs it, [`Mailer::send`] offers it to the next mail server, one recipient in one
//! transaction. What it answers depends on how far it came:
//!
//! | it ended | outcome |
//! |---|---|
//! | before `MAIL FROM` (no connection, TLS, login) | `NotSent`: certainly not sent |
//! | revoked in the moment before `MAIL FROM` | `Stopped` |
//! | with a 4xx or 5xx, whenever | `Refused`, temporary or permanent |
//! | without an answer, before the final dot | `NotSent`: no server may deliver half a message (RFC 5321, 4.1.1.4) |
//! | without an answer, from the final dot on | `Unknown`: no one can say (RFC 5321, 4.5.3.2.6: wait at least 10 minutes) |
//! | with a 2xx after the dot | `Accepted` |
//!
//! The session is our own rather than a library's, because the line between the last two rows is what keeps the promise
//! "never twice", and libraries report both as one error. MIME and DKIM are lettre's.

pub mod dkim;
pub mod feedback;
mod message;
mod note;
mod obstacle;
mod pool;
mod session;
mod settings;
#[cfg(any(test, feature = "test-sink"))]
pub mod sink;
mod stream;

pub use dkim::{Dkim, DkimError, DkimKey, DkimRecord};
pub use feedback::{Feedback, Kind};
pub use message::{ComposeError, Letterhead, Said, Sender};
pub use note::Note;
pub use obstacle::{NoSession, Obstacle};
pub use settings::{Login, Settings, SettingsError, Tls};

use crate::wire::WireGuard;
use pool::Pool;
use rapport_channel::{Outcome, Outgoing};
use rapport_customer::send_key::SendKey;
use rapport_kernel::Time;
use smol_str::SmolStr;
use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

/// Sends e-mail. Cheap to clone; all clones share one bounded pool of connections.
#[derive(Clone)]
pub struct Mailer {
    pool: Arc<Pool>,
}

/// A message that is ready to leave. Sending uses it up, and with it the permit it was made with.
pub struct Composed {
    mail: Mail,
    said: Said,
}

impl Composed {
    /// What the reader sees.
    #[must_use]
    pub fn said(&self) -> &Said {
        &self.said
    }
}

/// A composed message with its envelope.
pub(crate) struct Mail {
    /// The message it is, if it is one that needed a permit.
    pub send_key: Option<SendKey>,
    /// The envelope sender, which carries the delivery's token.
    pub from: String,
    pub to: String,
    pub bytes: Vec<u8>,
}

impl Mailer {
    /// A mailer for one mail server.
    ///
    /// # Errors
    /// Settings that would be unsafe or cannot work.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        Ok(Self { pool: Arc::new(Pool::new(settings)?) })
    }

    /// Connects, greets and signs in as for a message, and hangs up.
    ///
    /// # Errors
    /// What stood in the way.
    pub async fn hello(&self) -> Result<(), NoSession> {
        self.pool.hello().await
    }

    /// Makes a message ready to leave. Uses the permit up. `now` is checked time: the machine's clock may be wrong.
    ///
    /// # Errors
    /// How it ends where it cannot leave.
    pub fn compose(outgoing: Outgoing, now: Time, letterhead: &Letterhead<'_>) -> Result<Composed, Outcome> {
        let refused = |code: &str| Outcome::Refused { code: code.into(), permanent: true };
        if now > outgoing.valid_until {
            return Err(Outcome::Expired);
        }
        if !outgoing.is_permitted() || outgoing.permit.address().is_none() {
            return Err(refused("permit_mismatch"));
        }
        let Some(content) = outgoing.content.email() else { return Err(refused("content_not_email")) };
        message::compose(&outgoing, content, letterhead, date(now)).map_err(|error| refused(error.code()))
    }

    /// Sends a note to somebody who works here and tells how it ended.
    pub async fn note(&self, note: Note<'_>, sender: &Sender, now: Time) -> Outcome {
        match note::build(note, sender, date(now)) {
            Some(mail) => self.pool.deliver(&mail, &Unheld).await,
            None => Outcome::Refused { code: ComposeError::Recipient.code().into(), permanent: true },
        }
    }

    /// Sends a message and tells how it ended.
    pub async fn send(&self, composed: Composed, guard: &dyn WireGuard) -> Outcome {
        self.pool.deliver(&composed.mail, guard).await
    }
}

/// Notes wait for nobody's word: nothing that could be taken back is in them.
struct Unheld;

impl WireGuard for Unheld {
    fn begin(&self, _: &SendKey) -> Result<(), SmolStr> {
        Ok(())
    }
}

/// The moment as a mail's header has it.
fn date(now: Time) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now.0).unwrap_or_default())
}

#[cfg(test)]
mod tests;
