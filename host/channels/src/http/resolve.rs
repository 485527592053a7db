//! Name resolution with a check of every address it gives.

use super::phase::{Phase, Progress};
use crate::address;
use std::fmt;
use std::net::IpAddr;
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

impl Resolver for CheckedResolver {
    fn resolve(&self, uri: &http::Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        self.progress.reach(Phase::Resolving);
        let addresses = self.inner.resolve(uri, config, timeout)?;
        // One prohibited address condemns the name: it is no accident.
        for address in addresses.iter() {
            if !address::allowed(address.ip(), self.private_network) {
                return Err(Error::Other(Box::new(Prohibited(address.ip()))));
            }
        }
        Ok(addresses)
    }
}
