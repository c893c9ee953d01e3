//! A bounded number of connections, reused while they work.

use super::{
    Mail,
    obstacle::{NoSession, Obstacle},
    session::Session,
    settings::{Settings, SettingsError, Tls},
    stream::tls_config,
};
use crate::wire::WireGuard;
use rapport_channel::Outcome;
use rustls::ClientConfig;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// A connection that rested longer is asked whether it still works.
const RESTED: Duration = Duration::from_secs(5);

pub(super) struct Pool {
    settings: Settings,
    tls: Arc<ClientConfig>,
    seats: Semaphore,
    idle: Mutex<Vec<(Instant, Session)>>,
}

impl Pool {
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        if settings.connections == 0 {
            return Err(SettingsError::NoConnections);
        }
        if settings.tls == Tls::None && !settings.is_local() {
            return Err(SettingsError::PlainText(settings.host));
        }
        let is_name =
            |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b));
        if let Some(bad) = [&settings.host, &settings.hello].into_iter().find(|name| !is_name(name)) {
            return Err(SettingsError::Name(bad.clone()));
        }
        let tls = tls_config(&settings)?;
        let seats = Semaphore::new(settings.connections.saturating_mul(2));
        Ok(Self { settings, tls, seats, idle: Mutex::new(Vec::new()) })
    }

    /// Waits for a free connection and sends on it.
    pub async fn deliver(&self, mail: &Mail, guard: &dyn WireGuard) -> Outcome {
        let Ok(_seat) = self.seats.acquire().await else {
            return Outcome::NotSent { why: Obstacle::Closing.code().into() };
        };
        let mut session = match self.session().await {
            Ok(session) => session,
            Err(none) => return Outcome::NotSent { why: none.why.code().into() },
        };
        let outcome = session.transact(mail, guard).await;
        if session.is_usable() {
            self.idle().push((Instant::now(), session));
        } else {
            session.close().await;
        }
        outcome
    }

    /// Opens a connection of its own and closes it.
    pub async fn hello(&self) -> Result<(), NoSession> {
        Session::open(&self.settings, &self.tls).await?.close().await;
        Ok(())
    }

    async fn session(&self) -> Result<Session, NoSession> {
        loop {
            let Some((since, mut session)) = self.idle().pop() else {
                return Session::open(&self.settings, &self.tls).await;
            };
            if since.elapsed() < RESTED || session.is_alive().await {
                return Ok(session);
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<(Instant, Session)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
