//! The table `[door]`.

use crate::failure::Failure;
use ipnet::IpNet;
use rapport_server::door::Limits;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::time::Duration;

/// What may come in at once, and how slowly; times in seconds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Door {
    /// Connections in all; 0: the usual number.
    pub connections: usize,
    /// Open at the same time, from a single IP address.
    pub connections_per_address: usize,
    /// Open at the same time, from a single network.
    pub connections_per_network: usize,
    /// Open at the same time, from a single site of IPv6.
    pub connections_per_site: usize,
    /// Networks that are not counted.
    #[serde(deserialize_with = "networks")]
    pub uncounted: Vec<IpNet>,
    /// Proxies that are believed.
    #[serde(deserialize_with = "networks")]
    pub trusted_proxies: Vec<IpNet>,
    /// For a request's head.
    pub head_seconds: u64,
    /// Between two requests.
    pub idle_seconds: u64,
    /// Of slowness.
    pub grace_seconds: u64,
    /// What is not slow.
    pub bytes_per_second: u64,
    /// Until the last byte of a body has come.
    pub body_seconds: u64,
    /// Mebibytes of bodies under way.
    pub bodies_mb: usize,
    /// The same without a key in the headers.
    pub strangers_mb: usize,
}

/// Networks as people write them: `10.0.0.0/8`.
fn networks<'de, D: Deserializer<'de>>(said: D) -> Result<Vec<IpNet>, D::Error> {
    let texts = Vec::<String>::deserialize(said)?;
    let read = |text: &String| {
        text.parse().map_err(|_| D::Error::custom(format!("`{text}` is no network, such as 10.0.0.0/8")))
    };
    texts.iter().map(read).collect()
}

impl Door {
    /// Whether the figures can be meant.
    ///
    /// # Errors
    /// What cannot.
    pub fn check(&self) -> Result<(), Failure> {
        let times = [self.head_seconds, self.idle_seconds, self.grace_seconds, self.body_seconds];
        if times.iter().any(|seconds| !(1..=86_400).contains(seconds)) {
            return Err(Failure::broken("settings: the times of `door` must be from 1 to 86400 seconds"));
        }
        let least = [self.connections_per_address, self.connections_per_network, self.connections_per_site];
        if least.contains(&0) || self.bytes_per_second == 0 {
            return Err(Failure::broken(
                "settings: `connections_per_address`, `connections_per_network`, `connections_per_site` and `bytes_per_second` of \
                 `door` must be at least 1",
            ));
        }
        // A quarter is one network's part: the largest body must fit into it.
        if !(32..=65_536).contains(&self.bodies_mb) || !(1..=65_536).contains(&self.strangers_mb) {
            return Err(Failure::broken(
                "settings: `door.bodies_mb` must be from 32 to 65536, `door.strangers_mb` from 1 to 65536",
            ));
        }
        Ok(())
    }

    /// What the server needs of it.
    pub fn limits(&self) -> Limits {
        const MIB: usize = 1024 * 1024;
        Limits {
            connections: self.connections,
            connections_per_address: self.connections_per_address,
            connections_per_network: self.connections_per_network,
            connections_per_site: self.connections_per_site,
            uncounted: self.uncounted.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            head: Duration::from_secs(self.head_seconds),
            idle: Duration::from_secs(self.idle_seconds),
            grace: Duration::from_secs(self.grace_seconds),
            bytes_per_second: self.bytes_per_second,
            body: Duration::from_secs(self.body_seconds),
            bodies: self.bodies_mb * MIB,
            strangers_bodies: self.strangers_mb * MIB,
        }
    }
}
