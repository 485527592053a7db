//! The host side of what adapters send: HTTP.

use crate::content::ContentRef;
use std::net::IpAddr;
use std::time::Duration;

/// A body that leaves the hub.
#[derive(Debug)]
pub enum OutboundBody<'a> {
    Empty,
    Bytes(&'a [u8]),
    /// An attachment from the blobs.
    Blob(&'a ContentRef),
}

/// A request that the gate in `runtime` has allowed, secrets not yet put in.
#[derive(Debug)]
pub struct OutboundRequest<'a> {
    pub method: &'a str,
    /// `https` or `http`.
    pub scheme: &'a str,
    pub authority: &'a str,
    pub path_with_query: &'a str,
    /// With secrets already in place of their placeholders.
    pub headers: &'a [(String, String)],
    pub body: OutboundBody<'a>,
    pub timeout: Duration,
    /// Loopback and private addresses are refused after resolution unless this is set.
    pub private_network: bool,
    /// Bytes of the response's body.
    pub response_limit: u64,
}

/// A whole response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundResponse {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Why there is no response; cases as in `wasi:http`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The client itself refuses the request: a header, method or address it must not send.
    #[error("the request is not allowed: {0}")]
    RequestDenied(String),
    #[error("name resolution failed: {0}")]
    Dns(String),
    #[error("no address for this name")]
    DestinationNotFound,
    #[error("the destination is not reachable")]
    DestinationUnavailable,
    #[error("the name resolves to {0}, which is not granted")]
    AddressProhibited(IpAddr),
    #[error("connection refused")]
    ConnectionRefused,
    #[error("the connection broke")]
    ConnectionTerminated,
    #[error("no connection in time")]
    ConnectionTimeout,
    #[error("TLS: {0}")]
    Tls(String),
    #[error("the response is too large")]
    ResponseTooLarge,
    #[error("no response in time")]
    ResponseTimeout,
    #[error("the answer is not HTTP: {0}")]
    Protocol(String),
    #[error("{0}")]
    Internal(String),
}

impl HttpError {
    /// Whether nothing of the request can have reached the destination.
    pub fn before_sending(&self) -> bool {
        matches!(
            self,
            Self::RequestDenied(_)
                | Self::Dns(_)
                | Self::DestinationNotFound
                | Self::DestinationUnavailable
                | Self::AddressProhibited(_)
                | Self::ConnectionRefused
                | Self::ConnectionTimeout
                | Self::Tls(_)
        )
    }
}

/// The host side of `outbound-http`.
pub trait OutboundHttp: Send + Sync {
    fn send(&self, request: &OutboundRequest<'_>) -> Result<OutboundResponse, HttpError>;
}
