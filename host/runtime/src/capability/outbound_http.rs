//! The interface `outbound-http`: the gate before the port.

use super::origin::Origin;
use super::secrets;
use crate::bindings::drehscheibe::rule::outbound_http::{Body, ErrorCode, Host, Request, Response, Scheme};
use crate::budget::Over;
use crate::state::CallState;
use drehscheibe_model::call::HttpGrant;
use drehscheibe_model::content::ContentRef;
use drehscheibe_model::ports::{HttpError, OutboundBody, OutboundRequest, OutboundResponse};
use http::{HeaderName, HeaderValue};
use std::time::Duration;

const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
/// Headers that the host sets itself.
const OWN_HEADERS: [&str; 4] = ["host", "content-length", "connection", "transfer-encoding"];

/// What the gate makes of a request.
struct Allowed {
    authority: String,
    headers: Vec<(String, String)>,
    private_network: bool,
}

impl CallState {
    /// Whether grants cover the request, and its headers with secrets in place.
    fn allow(&self, scheme: &str, request: &Request) -> Result<Allowed, String> {
        let origin = Origin::new(scheme, &request.authority)?;
        if !METHODS.contains(&request.method.as_str()) {
            return Err("the method is not supported".into());
        }
        let path: Result<http::uri::PathAndQuery, _> = request.path_with_query.parse();
        if !request.path_with_query.starts_with('/') || path.is_err() {
            return Err("`path-with-query` is not a path".into());
        }
        let granted: Vec<&HttpGrant> = self
            .subject
            .outbound
            .iter()
            .flat_map(|outbound| &outbound.grants.http)
            .filter(|grant| Origin::parse(&grant.origin).is_ok_and(|granted| granted == origin))
            .collect();
        if granted.is_empty() && !self.around.lifted.destinations {
            return Err(format!("no grant covers {origin}"));
        }
        let granted: Vec<&HttpGrant> =
            granted.into_iter().filter(|grant| covers_method(grant, &request.method)).collect();
        if granted.is_empty() && !self.around.lifted.destinations {
            return Err(format!("no grant covers {} toward {origin}", request.method));
        }
        let secret = |name: &str| {
            let named = granted.iter().any(|grant| grant.secrets.iter().any(|secret| secret == name));
            if !named && !self.around.lifted.destinations {
                return Err(format!("no grant covers the secret `{}` toward {origin}", shown(name)));
            }
            let tenant = self.subject.outbound.as_ref().map(|outbound| &outbound.tenant);
            tenant
                .and_then(|tenant| self.around.ports.secrets.secret(tenant, name))
                .ok_or_else(|| format!("the secret `{}` is not set", shown(name)))
        };
        let headers =
            request.headers.iter().map(|(name, value)| header(name, value, &secret)).collect::<Result<_, _>>()?;
        Ok(Allowed {
            authority: origin.authority(),
            headers,
            private_network: granted.iter().any(|grant| grant.private_network),
        })
    }

    fn send_request(&mut self, request: &Request) -> wasmtime::Result<Result<Response, ErrorCode>> {
        let scheme = match request.scheme {
            Scheme::Https => "https",
            Scheme::Http => "http",
        };
        let allowed = match self.allow(scheme, request) {
            Ok(allowed) => allowed,
            Err(reason) => return Ok(Err(ErrorCode::HttpRequestDenied(reason))),
        };
        let attachment: Option<ContentRef> = match &request.body {
            Body::Attachment(id) => match self.attachment(id) {
                Some(attachment) => Some(attachment.content),
                None => return Ok(Err(ErrorCode::InternalError("no attachment has this id".into()))),
            },
            _ => None,
        };
        let (body, size) = match (&request.body, &attachment) {
            (_, Some(content)) => (OutboundBody::Blob(content), content.size),
            (Body::Bytes(bytes), _) => (OutboundBody::Bytes(bytes), bytes.len() as u64),
            _ => (OutboundBody::Empty, 0),
        };
        match self.budget.outbound(size) {
            Ok(()) => {}
            Err(Over::Value) => return Ok(Err(ErrorCode::OutboundBudget)),
            Err(Over::Stop(stop)) => return Err(self.stop(stop)),
        }
        let remaining = self.budget.remaining();
        let remaining = self.check(remaining)?;
        let wanted = request.timeout_ms.map_or(remaining, |ms| Duration::from_millis(u64::from(ms)));
        let response_limit = self.budget.limits().outbound_response_bytes;
        let outbound = OutboundRequest {
            method: &request.method,
            scheme,
            authority: &allowed.authority,
            path_with_query: &request.path_with_query,
            headers: &allowed.headers,
            body,
            timeout: remaining.min(wanted),
            private_network: allowed.private_network,
            response_limit,
        };
        // Before the call: should it be the last thing this process does, something may have left.
        let before = std::mem::replace(&mut self.sent, true);
        let answer = self.around.clone().ports.http.send(&outbound);
        if answer.as_ref().is_err_and(HttpError::before_sending) {
            self.sent = before;
        }
        self.check_deadline()?;
        match answer {
            Ok(response) if response.body.len() as u64 > response_limit => Ok(Err(ErrorCode::HttpResponseBodySize)),
            Ok(response) => self.take_response(response).map(Ok),
            Err(error) => Ok(Err(error_code(error))),
        }
    }

    fn take_response(&mut self, response: OutboundResponse) -> wasmtime::Result<Response> {
        let headers: usize = response.headers.iter().map(|(name, value)| name.len() + value.len() + 16).sum();
        let counted = self.budget.input(headers.saturating_add(response.body.len()));
        self.check(counted)?;
        Ok(Response { status: response.status, headers: response.headers, body: response.body })
    }
}

/// A grant without methods covers `POST` only.
fn covers_method(grant: &HttpGrant, method: &str) -> bool {
    if grant.methods.is_empty() { method == "POST" } else { grant.methods.iter().any(|granted| granted == method) }
}

fn header(
    name: &str,
    value: &str,
    secret: &dyn Fn(&str) -> Result<String, String>,
) -> Result<(String, String), String> {
    let valid = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "the name of a header is not valid".to_owned())?;
    if OWN_HEADERS.contains(&valid.as_str()) {
        return Err(format!("the hub sets the header `{valid}` itself"));
    }
    let filled = secrets::fill(value, secret)?;
    HeaderValue::from_str(&filled).map_err(|_| format!("the value of the header `{valid}` is not valid"))?;
    Ok((valid.as_str().to_owned(), filled))
}

fn shown(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_default).collect()
}

fn error_code(error: HttpError) -> ErrorCode {
    match error {
        HttpError::Dns(text) => ErrorCode::DnsError(text),
        HttpError::DestinationNotFound => ErrorCode::DestinationNotFound,
        HttpError::DestinationUnavailable => ErrorCode::DestinationUnavailable,
        HttpError::AddressProhibited(_) => ErrorCode::DestinationIpProhibited,
        HttpError::RequestDenied(text) => ErrorCode::HttpRequestDenied(text),
        HttpError::ConnectionRefused => ErrorCode::ConnectionRefused,
        HttpError::ConnectionTerminated => ErrorCode::ConnectionTerminated,
        HttpError::ConnectionTimeout => ErrorCode::ConnectionTimeout,
        HttpError::Tls(text) => ErrorCode::TlsError(text),
        HttpError::ResponseTooLarge => ErrorCode::HttpResponseBodySize,
        HttpError::ResponseTimeout => ErrorCode::HttpResponseTimeout,
        HttpError::Protocol(text) => ErrorCode::HttpProtocolError(text),
        HttpError::Internal(text) => ErrorCode::InternalError(text),
    }
}

impl Host for CallState {
    fn send(&mut self, request: Request) -> wasmtime::Result<Result<Response, ErrorCode>> {
        self.begin()?;
        self.send_request(&request)
    }
}
