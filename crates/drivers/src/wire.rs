//! What is on its way out right now, so that a withdrawal can stop it or name it.
//!
//! A delivery enters when a driver gets it ([`Register::add`]), *begins* in the moment before its first byte leaves, and
//! leaves when its outcome is known. Revoking marks everything that has not begun: its `begin` will be refused. What has
//! begun cannot be called back and is listed instead. Both happen under one lock, so there is no moment between.

use rapport_channel::Outgoing;
use rapport_customer::send_key::SendKey;
use rapport_kernel::{BrandId, ChannelId, CustomerId, PurposeId};
use smol_str::SmolStr;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Asked by a driver in the moment before the first byte of a message leaves.
pub trait WireGuard: Send + Sync {
    /// Lets the message begin.
    ///
    /// # Errors
    /// Why it must not: a stable code such as `withdrawn`. Then not a byte leaves.
    fn begin(&self, send_key: &SendKey) -> Result<(), SmolStr>;

    /// The outcome is known, or nothing more will be learned here. Called once for each `begin` that was allowed.
    fn end(&self, send_key: &SendKey);
}

/// Whom a revocation is about. What is `None` means any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The person.
    pub customer: CustomerId,
    /// Of which brand.
    pub brand: Option<BrandId>,
    /// For which purpose.
    pub purpose: Option<PurposeId>,
    /// On which channel.
    pub channel: Option<ChannelId>,
}

/// What a revocation met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revoked {
    /// Will not leave.
    pub stopped: Vec<SendKey>,
    /// Had begun: may arrive.
    pub begun: Vec<SendKey>,
}

#[derive(Clone, PartialEq, Eq)]
enum Stage {
    Waiting,
    /// On the wire, or sent with an outcome that is not logged yet.
    Begun,
    Revoked(SmolStr),
}

struct Entry {
    customer: CustomerId,
    brand: BrandId,
    purpose: PurposeId,
    channel: ChannelId,
    stage: Stage,
}

/// The deliveries between the engine and the wire.
#[derive(Default)]
pub struct Register {
    entries: Mutex<HashMap<SendKey, Entry>>,
}

impl Register {
    /// Takes a delivery in. Call it before the driver gets it, and [`Register::remove`] when the outcome is logged.
    pub fn add(&self, outgoing: &Outgoing) {
        let entry = Entry {
            customer: outgoing.customer,
            brand: outgoing.brand.clone(),
            purpose: outgoing.purpose.clone(),
            channel: outgoing.channel.clone(),
            stage: Stage::Waiting,
        };
        self.lock().insert(outgoing.send_key.clone(), entry);
    }

    /// Forgets a delivery.
    pub fn remove(&self, send_key: &SendKey) {
        self.lock().remove(send_key);
    }

    /// Stops what has not begun, for the reason `why`, and names what has.
    pub fn revoke(&self, scope: &Scope, why: &str) -> Revoked {
        let mut revoked = Revoked::default();
        for (key, entry) in self.lock().iter_mut().filter(|(_, entry)| entry.is_in(scope)) {
            if entry.stage == Stage::Begun {
                revoked.begun.push(key.clone());
            } else {
                entry.stage = Stage::Revoked(why.into());
                revoked.stopped.push(key.clone());
            }
        }
        revoked
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SendKey, Entry>> {
        // The map is whole after every statement, so a panic elsewhere leaves nothing half done.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn is_in(&self, scope: &Scope) -> bool {
        self.customer == scope.customer
            && scope.brand.as_ref().is_none_or(|brand| *brand == self.brand)
            && scope.purpose.as_ref().is_none_or(|purpose| *purpose == self.purpose)
            && scope.channel.as_ref().is_none_or(|channel| *channel == self.channel)
    }
}

impl WireGuard for Register {
    fn begin(&self, send_key: &SendKey) -> Result<(), SmolStr> {
        match self.lock().get_mut(send_key) {
            Some(entry) => match &entry.stage {
                Stage::Waiting => {
                    entry.stage = Stage::Begun;
                    Ok(())
                }
                Stage::Begun => Err("already_on_the_wire".into()),
                Stage::Revoked(why) => Err(why.clone()),
            },
            None => Err("not_registered".into()),
        }
    }

    fn end(&self, send_key: &SendKey) {
        // It stays *begun* until its outcome is logged and [`Register::remove`] comes: a withdrawal in between must not
        // be told that it was stopped. Another try needs another claim, which adds it anew.
        debug_assert!(
            self.lock().get(send_key).is_none_or(|entry| entry.stage == Stage::Begun),
            "ended before it began"
        );
    }
}
