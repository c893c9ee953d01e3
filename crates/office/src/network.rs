//! Networks, as everything that counts by them has them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The address and the network somebody belongs to, each as its first address. A household has a /64 of IPv6, a site often
/// a /56; of IPv4 an address and its /24. Whatever counts by network here counts by this one.
#[must_use]
pub fn household(from: IpAddr) -> (IpAddr, IpAddr) {
    match from.to_canonical() {
        IpAddr::V4(v4) => {
            let network = Ipv4Addr::from_bits(v4.to_bits() & !0 << 8);
            (v4.into(), network.into())
        }
        IpAddr::V6(v6) => {
            let first = |bits: u32| IpAddr::from(Ipv6Addr::from_bits(v6.to_bits() & !0 << (128 - bits)));
            (first(64), first(56))
        }
    }
}
