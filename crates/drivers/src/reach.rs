//! Where a driver may connect to when people type the address: only into networks that the operator lists.
//!
//! Whoever may enter a printer's address could otherwise find out which machines and ports answer behind the firewall. The
//! list is checked on the addresses a name resolves to, and the connection goes to just those: a name that leads elsewhere a
//! moment later leads nowhere. What is not listed is not contacted, so nothing can be learnt about it.

use ipnet::IpNet;
use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};
use tokio::net::{TcpStream, lookup_host};

/// Networks in CIDR notation (RFC 4632), such as `192.168.20.0/24`, or single addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

/// Text that names no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a network: write it as 192.168.20.0/24, or as a single address")]
pub struct NotANetwork(String);

/// Why no connection was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoWay {
    /// The address lies in no listed network, or leads nowhere.
    NotListed,
    /// No one takes connections there.
    Unreachable,
}

impl Networks {
    /// Reads a list.
    ///
    /// # Errors
    /// The first text that names no network.
    pub fn new<T: AsRef<str>>(list: impl IntoIterator<Item = T>) -> Result<Self, NotANetwork> {
        let read = |text: &str| {
            let network = IpNet::from_str(text).or_else(|_| IpAddr::from_str(text).map(IpNet::from));
            network.map_err(|_| NotANetwork(text.to_owned()))
        };
        list.into_iter().map(|text| read(text.as_ref().trim())).collect::<Result<_, _>>().map(Self)
    }

    /// Whether this address lies in one of them. An IPv4 address in IPv6 clothes counts as what it is.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The addresses behind `host:port` that lie in one of them; empty if there are none or the name is unknown.
    pub async fn resolve(&self, address: &str) -> Vec<SocketAddr> {
        let found = lookup_host(address).await.map(Iterator::collect::<Vec<_>>).unwrap_or_default();
        found.into_iter().filter(|found| self.contains(found.ip())).collect()
    }

    /// Connects to `host:port`.
    ///
    /// # Errors
    /// [`NoWay`].
    pub async fn connect(&self, address: &str) -> Result<TcpStream, NoWay> {
        let listed = self.resolve(address).await;
        if listed.is_empty() {
            return Err(NoWay::NotListed);
        }
        TcpStream::connect(&listed[..]).await.map_err(|_| NoWay::Unreachable)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    #[test]
    fn every_spelling_of_an_address_is_judged_by_what_it_means() {
        let networks = Networks::new(["10.1.0.0/16", "fd00:1::/32", "192.0.2.7"]).unwrap();
        for inside in ["10.1.2.3", "::ffff:10.1.2.3", "fd00:1::5", "192.0.2.7"] {
            assert!(networks.contains(inside.parse().unwrap()), "{inside}");
        }
        for outside in
            ["10.2.0.1", "::ffff:10.2.0.1", "::10.1.2.3", "127.0.0.1", "169.254.169.254", "fd00:2::5", "192.0.2.8"]
        {
            assert!(!networks.contains(outside.parse().unwrap()), "{outside}");
        }
        assert_eq!(Networks::new(["10.0.0.0/33"]).unwrap_err(), NotANetwork("10.0.0.0/33".into()));
    }

    #[tokio::test]
    async fn what_is_not_listed_is_not_contacted() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let elsewhere = Networks::new(["192.0.2.0/24"]).unwrap();
        for address in [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::ffff:127.0.0.1]:{port}")]
        {
            assert_eq!(elsewhere.connect(&address).await.unwrap_err(), NoWay::NotListed, "{address}");
        }
        assert!(tokio::time::timeout(std::time::Duration::from_millis(50), listener.accept()).await.is_err());
        assert!(Networks::new(["127.0.0.0/8"]).unwrap().connect(&format!("127.0.0.1:{port}")).await.is_ok());
    }
}
