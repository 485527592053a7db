//! HTTP to the outside.

mod checks;
mod outcome;
mod phase;
mod resolve;
mod roots;

pub use roots::{InvalidRoots, Roots};

use crate::body::{self, Exactly};
use drehscheibe_model::ports::{Blobs, HttpError, OutboundBody, OutboundHttp, OutboundRequest, OutboundResponse};
use phase::{PhasedConnector, Progress};
use resolve::CheckedResolver;
use std::fmt;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;
use ureq::tls::TlsConfig;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, AsSendBody, SendBody};

/// No name takes longer than this to resolve.
const RESOLVE: Duration = Duration::from_secs(10);
/// No connection, TLS included, takes longer than this.
const CONNECT: Duration = Duration::from_secs(15);
/// Bytes of the response's head.
const RESPONSE_HEAD: usize = 64 << 10;

/// Carries out what the gate has allowed: one connection per request, to an address that was checked
/// after resolution and is not resolved again; no redirects, no proxies of the environment, no cookies.
pub struct HttpClient {
    blobs: Arc<dyn Blobs>,
    tls: TlsConfig,
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient").finish_non_exhaustive()
    }
}

impl HttpClient {
    /// A client that reads attachments from `blobs`.
    pub fn new(blobs: Arc<dyn Blobs>, roots: &Roots) -> Result<Self, InvalidRoots> {
        Ok(Self { blobs, tls: TlsConfig::builder().root_certs(roots.certificates()?).build() })
    }

    fn agent(&self, request: &OutboundRequest<'_>, progress: &Progress) -> Agent {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .max_idle_connections(0)
            .max_response_header_size(RESPONSE_HEAD)
            .user_agent(concat!("Drehscheibe/", env!("CARGO_PKG_VERSION")))
            .tls_config(self.tls.clone())
            .timeout_global(Some(request.timeout))
            .timeout_resolve(Some(request.timeout.min(RESOLVE)))
            .timeout_connect(Some(request.timeout.min(CONNECT)))
            .build();
        // A fresh agent per request: no connection is shared between municipalities, and none can
        // have gone stale, which would blur whether anything was sent.
        Agent::with_parts(
            config,
            PhasedConnector::new(DefaultConnector::default(), progress.clone()),
            CheckedResolver::new(request.private_network, progress.clone()),
        )
    }
}

impl OutboundHttp for HttpClient {
    fn send(&self, request: &OutboundRequest<'_>) -> Result<OutboundResponse, HttpError> {
        let head = checks::head(request)?;
        let progress = Progress::default();
        let agent = self.agent(request, &progress);
        match &request.body {
            OutboundBody::Empty if checks::without_body(request.method) => {
                exchange(&agent, head, (), &progress, request)
            }
            OutboundBody::Empty => exchange(&agent, head, &[][..], &progress, request),
            OutboundBody::Bytes(bytes) => exchange(&agent, head, *bytes, &progress, request),
            OutboundBody::Blob(content) => {
                // Opened before anything is sent: a missing attachment must not cost half a request.
                let blob =
                    self.blobs.open(&content.digest).map_err(|error| HttpError::RequestDenied(error.to_string()))?;
                let mut reader = Exactly::new(blob, content.size);
                let mut head = head;
                head.headers_mut().insert(http::header::CONTENT_LENGTH, body::size(&request.body).into());
                exchange(&agent, head, SendBody::from_reader(&mut reader), &progress, request)
            }
        }
    }
}

fn exchange(
    agent: &Agent,
    head: http::Request<()>,
    body: impl AsSendBody,
    progress: &Progress,
    request: &OutboundRequest<'_>,
) -> Result<OutboundResponse, HttpError> {
    let response = agent.run(head.map(|()| body)).map_err(|error| outcome::of(error, progress))?;
    let (parts, body) = response.into_parts();
    if body.content_length().is_some_and(|length| length > request.response_limit) && request.method != "HEAD" {
        return Err(HttpError::ResponseTooLarge);
    }
    let mut bytes = Vec::new();
    body.into_reader()
        .take(request.response_limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| outcome::of(ureq::Error::from(error), progress))?;
    if bytes.len() as u64 > request.response_limit {
        return Err(HttpError::ResponseTooLarge);
    }
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect();
    Ok(OutboundResponse { status: parts.status.as_u16(), headers, body: bytes })
}
