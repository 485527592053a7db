//! Which addresses the hub may connect to on behalf of a plugin.
//!
//! After the special-purpose address registries of IANA (RFC 6890 and its successors): only what is
//! globally reachable is public. A name that resolves to anything else is an attempt to reach the
//! hub's own network, or a mistake.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address is, as far as outbound calls are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressClass {
    /// Globally reachable unicast.
    Public,
    /// Loopback, RFC 1918, carrier-grade NAT (RFC 6598), unique local (RFC 4193): reached only where
    /// the operator granted the private network.
    Private,
    /// Link-local (instance metadata services live there), multicast, unspecified, documentation,
    /// benchmarking, reserved, and tunnels that hide another address: never reached.
    Never,
}

/// Whether a connection to this address is allowed.
pub fn allowed(address: IpAddr, private_network: bool) -> bool {
    match classify(address) {
        AddressClass::Public => true,
        AddressClass::Private => private_network,
        AddressClass::Never => false,
    }
}

/// Says what an address is. IPv4 addresses written as IPv6 (mapped, NAT64) are judged as IPv4.
pub fn classify(address: IpAddr) -> AddressClass {
    match address {
        IpAddr::V4(address) => classify_v4(address),
        IpAddr::V6(address) => classify_v6(address),
    }
}

fn classify_v4(address: Ipv4Addr) -> AddressClass {
    use AddressClass::{Never, Private, Public};
    match address.octets() {
        [10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Private,
        // This network, link-local, protocol assignments and documentation, 6to4 relay anycast,
        // benchmarking, multicast, reserved and broadcast.
        [0 | 224..=255, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => Never,
        _ => Public,
    }
}

fn classify_v6(address: Ipv6Addr) -> AddressClass {
    use AddressClass::{Never, Private, Public};
    if address.is_loopback() {
        return Private;
    }
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        classify_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        // IPv4-mapped (RFC 4291) and NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        [0xfc00..=0xfdff, ..] => Private,
        // IETF protocol assignments with Teredo and ORCHID, documentation, 6to4.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => Never,
        [0x2000..=0x3fff, ..] => Public,
        _ => Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AddressClass::{Never, Private, Public};

    #[test]
    fn every_special_range_is_known() {
        let table = [
            ("8.8.8.8", Public),
            ("172.15.255.255", Public),
            ("172.32.0.1", Public),
            ("100.63.255.255", Public),
            ("100.128.0.1", Public),
            ("223.255.255.254", Public),
            ("127.0.0.1", Private),
            ("127.255.255.254", Private),
            ("10.0.0.1", Private),
            ("172.16.0.1", Private),
            ("172.31.255.255", Private),
            ("192.168.178.1", Private),
            ("100.64.0.1", Private),
            ("100.127.255.255", Private),
            ("0.0.0.0", Never),
            ("0.1.2.3", Never),
            ("169.254.169.254", Never),
            ("192.0.0.8", Never),
            ("192.0.2.1", Never),
            ("198.51.100.1", Never),
            ("203.0.113.1", Never),
            ("192.88.99.1", Never),
            ("198.18.0.1", Never),
            ("198.19.255.255", Never),
            ("224.0.0.1", Never),
            ("240.0.0.1", Never),
            ("255.255.255.255", Never),
            ("2a00:1450:4001::1", Public),
            ("2600::1", Public),
            ("::1", Private),
            ("fc00::1", Private),
            ("fd12:3456::1", Private),
            ("::", Never),
            ("::7f00:1", Never),
            ("fe80::1", Never),
            ("fec0::1", Never),
            ("ff02::1", Never),
            ("2001::1", Never),
            ("2001:db8::1", Never),
            ("2002:7f00:1::", Never),
            ("3fff::1", Never),
            ("100::1", Never),
            ("::ffff:127.0.0.1", Private),
            ("::ffff:10.1.2.3", Private),
            ("::ffff:169.254.169.254", Never),
            ("::ffff:8.8.8.8", Public),
            ("64:ff9b::7f00:1", Private),
            ("64:ff9b::a9fe:a9fe", Never),
            ("64:ff9b:1::1", Never),
        ];
        for (text, class) in table {
            assert_eq!(classify(text.parse().unwrap()), class, "{text}");
        }
    }

    #[test]
    fn the_grant_opens_private_addresses_only() {
        assert!(!allowed("10.0.0.1".parse().unwrap(), false));
        assert!(allowed("10.0.0.1".parse().unwrap(), true));
        assert!(!allowed("169.254.169.254".parse().unwrap(), true));
        assert!(allowed("8.8.8.8".parse().unwrap(), false));
    }
}
