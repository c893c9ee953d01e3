//! What the handlers share: the office, and what only HTTP and sign-in need.

use crate::{
    accounts::{device::Devices, passkeys::Passkeys, rights::InForce, tries},
    auth::Attempts,
    door::Door,
};
use metrics_exporter_prometheus::PrometheusHandle;
use rapport_office::Office;
use rapport_platform::sql::{account::Accounts, idempotency::Idempotency};
use std::{ops::Deref, sync::Arc};

/// The state handlers share; cheap to clone.
#[derive(Clone)]
pub struct App(pub Arc<Parts>);

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What there is.
pub struct Parts {
    /// What carries commands out and answers views.
    pub office: Office,
    /// Who may sign in.
    pub accounts: Accounts,
    /// What they may do.
    pub rights: InForce,
    /// The browsers they are known by.
    pub devices: Devices,
    /// What checks passkeys.
    pub passkeys: Passkeys,
    /// Passwords and codes that were tried.
    pub tries: tries::Attempts,
    /// Answers that are given again.
    pub idempotency: Idempotency,
    /// Wrong keys and tokens.
    pub attempts: Attempts,
    /// Connections and bytes under way.
    pub door: Arc<Door>,
    /// The metrics' recorder.
    pub metrics: PrometheusHandle,
}

// Whoever has the handlers' state has the office: handlers give themselves to its functions.
impl Deref for Parts {
    type Target = Office;
    fn deref(&self) -> &Office {
        &self.office
    }
}
