//! Where a request comes from: the other end of the connection, or whom a trusted proxy speaks for.

use axum::http::HeaderMap;
use ipnet::IpNet;
use std::net::IpAddr;

/// Which networks are treated in a special way.
#[derive(Debug)]
pub struct Origins {
    /// Whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpNet>,
    /// Whose connections are not counted.
    pub uncounted: Vec<IpNet>,
}

impl Origins {
    /// The address to count, if it is to be counted.
    #[must_use]
    pub fn counted(&self, from: IpAddr) -> Option<IpAddr> {
        let from = from.to_canonical();
        (!within(&self.uncounted, from) && !within(&self.proxies, from)).then_some(from)
    }

    /// Whose request it is. A proxy adds the address it sees at the end of `X-Forwarded-For`; everything before that is
    /// hearsay unless the one who said it is a trusted proxy, too.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
        let hops = lines.iter().rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        for hop in hops {
            if !within(&self.proxies, client) {
                break;
            }
            match address(hop.trim()) {
                Some(before) => client = before,
                None => break,
            }
        }
        client
    }
}

fn within(networks: &[IpNet], address: IpAddr) -> bool {
    networks.iter().any(|network| network.contains(&address))
}

/// An address as proxies write it: plain, in brackets, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    let plain = text.trim_start_matches('[').trim_end_matches(']');
    let read = plain.parse().ok().or_else(|| text.parse().map(|socket: std::net::SocketAddr| socket.ip()).ok());
    read.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let origins = Origins { proxies: vec!["10.0.0.0/8".parse().unwrap()], uncounted: Vec::new() };
        let mut headers = HeaderMap::new();
        forwarded.iter().for_each(|line| {
            headers.append("x-forwarded-for", line.parse().unwrap());
        });
        origins.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed_and_only_what_they_saw_themselves() {
        assert_eq!(client("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("::ffff:10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["203.0.113.9, 198.51.100.7"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["203.0.113.9", "198.51.100.7, 10.0.0.2"]), "198.51.100.7");
        assert_eq!(client("10.0.0.1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(client("10.0.0.1", &["198.51.100.7:5000"]), "198.51.100.7");
        for nonsense in ["", "unknown", ",", "1.2.3"] {
            assert_eq!(client("10.0.0.1", &[nonsense]), "10.0.0.1");
        }
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn proxies_and_exempt_networks_are_not_counted() {
        let net = |text: &str| vec![text.parse().unwrap()];
        let origins = Origins { proxies: net("10.0.0.0/8"), uncounted: net("127.0.0.0/8") };
        for (from, counted) in
            [("10.1.2.3", false), ("127.0.0.1", false), ("::ffff:127.0.0.1", false), ("192.0.2.1", true)]
        {
            assert_eq!(origins.counted(from.parse().unwrap()).is_some(), counted, "{from}");
        }
    }
}
