//! The door: how strangers' connections and bytes come in, and the bound on each of them.
//!
//! | module | what it bounds |
//! |---|---|
//! | [`limits`] | says all bounds, with their defaults |
//! | [`handles`] | file handles: the limit is raised at the start, and a reserve is kept from connections |
//! | [`shares`] | connections and bytes: in all, from one address, from one network |
//! | [`origin`] | where a request comes from, also through proxies |
//! | [`accept`] | the loop that takes connections, and what becomes of those that are too many |
//! | [`wire`] | time: for a head, between requests, for an answer that is not taken |
//! | [`body`] | a request's body: its pace, and its bytes while somebody works on them |
//!
//! A body begins as a *stranger's*: few bytes, from a budget of its own. [`crate::auth::ask_first`] looks at the headers and lifts
//! that bound for whoever is known; what is forgotten there stays small. Who comes by a link of ours, or signs in, has few bytes in a
//! budget apart: people's forms are not refused because others fill the one of all strangers.

pub mod accept;
pub mod body;
pub mod handles;
pub mod limits;
pub mod origin;
mod pace;
pub mod shares;
mod wire;

pub use limits::Limits;

use origin::Origins;
use shares::{Most, Shares};
use std::sync::Arc;

/// The bounds of one server and what is taken of them.
#[derive(Debug)]
pub struct Door {
    limits: Limits,
    origins: Origins,
    connections: Arc<Shares>,
    bodies: Arc<Shares>,
    strangers: Arc<Shares>,
    few: Arc<Shares>,
}

impl Door {
    /// A door with these bounds, in a process whose file handles leave room for so many connections.
    #[must_use]
    pub fn new(limits: Limits, room: usize) -> Self {
        let wanted = if limits.connections == 0 { handles::USUAL } else { limits.connections };
        let all = wanted.min(room);
        let connections = Most {
            all,
            address: Some(limits.connections_per_address),
            network: limits.connections_per_network,
            site: limits.connections_per_site,
        };
        let parts_of = |all: usize| Most { all, address: None, network: all / 4, site: all / 4 };
        Self {
            origins: Origins { proxies: limits.trusted_proxies.clone(), uncounted: limits.uncounted.clone() },
            connections: Shares::new(connections),
            bodies: Shares::new(parts_of(limits.bodies)),
            strangers: Shares::new(parts_of(limits.strangers_bodies)),
            few: Shares::new(parts_of(limits.strangers_bodies / 4)),
            limits,
        }
    }

    /// How many connections there may be at once.
    #[must_use]
    pub fn most_connections(&self) -> usize {
        self.connections.most().all
    }

    /// Writes down what is taken, for `/metrics`.
    pub fn measure(&self) {
        metrics::gauge!("rapport_connections").set(self.connections.taken() as f64);
        metrics::gauge!("rapport_connections_max").set(self.most_connections() as f64);
        metrics::gauge!("rapport_body_bytes")
            .set((self.bodies.taken() + self.strangers.taken() + self.few.taken()) as f64);
        metrics::gauge!("rapport_file_handles_max").set(handles::most() as f64);
        metrics::gauge!("rapport_file_handles").set(handles::open() as f64);
    }
}
