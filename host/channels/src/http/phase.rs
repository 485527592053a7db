//! How far a request got: the difference between "try again" and "nobody knows".

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// Phases of a request, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Resolving,
    /// TCP and TLS.
    Connecting,
    /// The connection stands; not one byte of the request was handed to it.
    Connected,
    /// Something may have reached the destination.
    Sent,
}

/// Shared by the parts of one request.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress(Arc<AtomicU8>);

impl Progress {
    pub(super) fn reach(&self, phase: Phase) {
        self.0.fetch_max(phase as u8, Ordering::SeqCst);
    }
    pub(super) fn phase(&self) -> Phase {
        match self.0.load(Ordering::SeqCst) {
            0 => Phase::Resolving,
            1 => Phase::Connecting,
            2 => Phase::Connected,
            _ => Phase::Sent,
        }
    }
}

/// Notes when the connection of `inner` stands (its TLS handshake included) and when the first byte
/// is handed to it.
#[derive(Debug)]
pub(super) struct PhasedConnector<C> {
    inner: C,
    progress: Progress,
}

impl<C> PhasedConnector<C> {
    pub(super) fn new(inner: C, progress: Progress) -> Self {
        Self { inner, progress }
    }
}

impl<C: Connector<()>> Connector<()> for PhasedConnector<C> {
    type Out = PhasedTransport<C::Out>;

    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<()>) -> Result<Option<Self::Out>, Error> {
        self.progress.reach(Phase::Connecting);
        let transport = self.inner.connect(details, chained)?;
        self.progress.reach(Phase::Connected);
        Ok(transport.map(|inner| PhasedTransport { inner, progress: self.progress.clone() }))
    }
}

#[derive(Debug)]
pub(super) struct PhasedTransport<T> {
    inner: T,
    progress: Progress,
}

impl<T: Transport> Transport for PhasedTransport<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }
    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.progress.reach(Phase::Sent);
        self.inner.transmit_output(amount, timeout)
    }
    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.inner.await_input(timeout)
    }
    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }
    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
