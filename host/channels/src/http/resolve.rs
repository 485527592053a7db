//! Name resolution with a check of every address it gives.

use super::phase::{Phase, Progress};
use crate::address;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use ureq::Error;
use ureq::config::Config;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// An address behind the name may not be called.
#[derive(Debug, thiserror::Error)]
#[error("the name resolves to {0}, which is not granted")]
pub(super) struct Prohibited(pub IpAddr);

/// Resolves once; the connection is made to the addresses given here and to no others, so that a
/// second answer of the name server changes nothing (DNS rebinding).
pub(super) struct CheckedResolver {
    inner: DefaultResolver,
    private_network: bool,
    progress: Progress,
}

impl CheckedResolver {
    pub(super) fn new(private_network: bool, progress: Progress) -> Self {
        Self { inner: DefaultResolver::default(), private_network, progress }
    }
}

impl fmt::Debug for CheckedResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckedResolver").field("private_network", &self.private_network).finish_non_exhaustive()
    }
}

/// The address, if the host is one and not a name: nobody need be asked, and no thread waits for the answer.
fn literal(uri: &http::Uri) -> Option<SocketAddr> {
    let host = uri.host()?;
    let host = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    let port = uri.port_u16().or_else(|| match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    })?;
    Some(SocketAddr::new(host.parse().ok()?, port))
}

impl Resolver for CheckedResolver {
    fn resolve(&self, uri: &http::Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        self.progress.reach(Phase::Resolving);
        let addresses = match literal(uri) {
            Some(address) => {
                let mut addresses = self.empty();
                addresses.push(address);
                addresses
            }
            None => self.inner.resolve(uri, config, timeout)?,
        };
        // One prohibited address condemns the name: it is no accident.
        for address in addresses.iter() {
            if !address::allowed(address.ip(), self.private_network) {
                return Err(Error::Other(Box::new(Prohibited(address.ip()))));
            }
        }
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<String> {
        literal(&text.parse().expect("a URI")).map(|address| address.to_string())
    }

    #[test]
    fn addresses_are_read_and_names_are_not() {
        assert_eq!(of("http://127.0.0.1:81/a").as_deref(), Some("127.0.0.1:81"));
        assert_eq!(of("https://192.0.2.7/").as_deref(), Some("192.0.2.7:443"));
        assert_eq!(of("http://[2001:db8::1]/").as_deref(), Some("[2001:db8::1]:80"));
        assert_eq!(of("http://example.org/"), None);
        // What name servers and C libraries read as addresses is theirs to say, and checked like any name.
        assert_eq!(of("http://127.1/"), None);
        assert_eq!(of("http://0x7f000001/"), None);
    }
}
