//! All bounds of the door, with their defaults.

use ipnet::IpNet;
use std::{net::Ipv4Addr, time::Duration};

/// How large a request's head may be: its line and all headers.
pub const HEAD: usize = 32 * 1024;
/// How large a body may be if nothing in the headers says who asks: as much as browsers let a page send when it is closed.
pub const STRANGERS_BODY: usize = 64 * 1024;
/// How large the body may be of whoever comes by a link of ours, or signs in: a form, or a name and a password.
pub const FEW_BYTES: usize = 16 * 1024;
/// How much a connection holds between a handler and the wire, in each direction.
pub const BUFFER: usize = 64 * 1024;
/// How much of an answer the kernel holds for somebody who does not read.
pub const SEND_BUFFER: u32 = 256 * 1024;

/// The bounds an operator can change.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections at once; 0: as many as the file handles allow, at most [`super::handles::USUAL`].
    pub connections: usize,
    /// Connections at once from one address (of IPv6 a /64).
    pub connections_per_address: usize,
    /// Connections at once from one network (/24, of IPv6 a /56).
    pub connections_per_network: usize,
    /// Connections at once from one site of IPv6 (a /48).
    pub connections_per_site: usize,
    /// Networks whose connections are not counted by address and network.
    pub uncounted: Vec<IpNet>,
    /// Proxies whose `X-Forwarded-For` is believed; not counted either.
    pub trusted_proxies: Vec<IpNet>,
    /// How long a request's head may take, from its first byte.
    pub head: Duration,
    /// How long a connection may wait for its next request.
    pub idle: Duration,
    /// How long a body or an answer may be slower than [`Self::bytes_per_second`].
    pub grace: Duration,
    /// How many bytes a second a body must bring, and whoever reads an answer must take.
    pub bytes_per_second: u64,
    /// How long a body may take at all.
    pub body: Duration,
    /// Bytes of bodies under way at once, unpacked ones included.
    pub bodies: usize,
    /// The same for those who have not said who they are.
    pub strangers_bodies: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let v4 = IpNet::new_assert(Ipv4Addr::new(127, 0, 0, 0).into(), 8);
        let v6 = IpNet::from(std::net::IpAddr::from(std::net::Ipv6Addr::LOCALHOST));
        Self {
            connections: 0,
            connections_per_address: 128,
            connections_per_network: 256,
            connections_per_site: 512,
            uncounted: vec![v4, v6],
            trusted_proxies: Vec::new(),
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            grace: Duration::from_secs(20),
            bytes_per_second: 2 * 1024,
            body: Duration::from_secs(300),
            bodies: 64 * 1024 * 1024,
            strangers_bodies: 8 * 1024 * 1024,
        }
    }
}
