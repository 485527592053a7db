//! HTTP to the outside, for adapters that declare the capability `outbound-http`.
//!
//! ```
//! use drehscheibe_sdk::{http, test};
//! test::Host::new().http(|_| Ok(http::Response { status: 201, headers: vec![], body: vec![] })).install();
//! let url = http::Url::parse("https://fachverfahren.example/eingang").unwrap();
//! let response = http::Request::post(&url, b"{}".to_vec()).header("Content-Type", "application/json").send().unwrap();
//! assert_eq!(response.status, 201);
//! ```

pub use crate::bindings::imports::drehscheibe::rule::outbound_http::{Body, ErrorCode, Request, Response, Scheme};

#[cfg(target_arch = "wasm32")]
use crate::bindings::imports::drehscheibe::rule::outbound_http::send as imported_send;
#[cfg(not(target_arch = "wasm32"))]
use crate::test::double::send_request as imported_send;

/// An absolute URL, in the parts that a request needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    pub scheme: Scheme,
    /// Host and, if given, port.
    pub authority: String,
    /// Starts with `/`.
    pub path_with_query: String,
}

impl Url {
    /// Reads `https://host[:port][/path][?query]`. `None` if it is anything else: another scheme, user
    /// information, a fragment, white space or characters that are not ASCII.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = match text.split_once("://")? {
            ("https", rest) => (Scheme::Https, rest),
            ("http", rest) => (Scheme::Http, rest),
            _ => return None,
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end)?;
        let plain =
            !authority.is_empty() && authority.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
        let sound = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
        let path_with_query = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        (plain && sound).then(|| Self { scheme, authority: authority.to_owned(), path_with_query })
    }
}

impl Request {
    /// A request without header fields.
    pub fn new(method: &str, url: &Url, body: Body) -> Self {
        Self {
            method: method.to_owned(),
            scheme: url.scheme,
            authority: url.authority.clone(),
            path_with_query: url.path_with_query.clone(),
            headers: Vec::new(),
            body,
            timeout_ms: None,
        }
    }
    pub fn get(url: &Url) -> Self {
        Self::new("GET", url, Body::Empty)
    }
    pub fn post(url: &Url, body: Vec<u8>) -> Self {
        Self::new("POST", url, Body::Bytes(body))
    }
    /// Adds a header field; the value may contain placeholders such as `{{secret:name}}`.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
    /// At most the rest of the call's wall time, which is also the default.
    pub fn timeout_ms(mut self, milliseconds: u32) -> Self {
        self.timeout_ms = Some(milliseconds);
        self
    }
    /// Sends it and waits for the whole response.
    pub fn send(&self) -> Result<Response, ErrorCode> {
        imported_send(self)
    }
}

impl Response {
    /// The first header field of this name, upper and lower case alike.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// What an error says about the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// Nothing of it can have arrived; later may be better.
    NotYet,
    /// Nothing of it has arrived and will not, as things are configured.
    Never,
    /// It may have arrived.
    Unknown,
}

/// Whether a request that ended with this error may have reached its destination.
pub fn reached(error: &ErrorCode) -> Reached {
    match error {
        ErrorCode::DnsError(_)
        | ErrorCode::DestinationNotFound
        | ErrorCode::DestinationUnavailable
        | ErrorCode::ConnectionRefused
        | ErrorCode::ConnectionTimeout
        | ErrorCode::TlsError(_) => Reached::NotYet,
        ErrorCode::DestinationIpProhibited
        | ErrorCode::HttpRequestDenied(_)
        | ErrorCode::HttpRequestBodySize
        | ErrorCode::OutboundBudget => Reached::Never,
        ErrorCode::ConnectionTerminated
        | ErrorCode::HttpResponseBodySize
        | ErrorCode::HttpResponseTimeout
        | ErrorCode::HttpProtocolError(_)
        | ErrorCode::InternalError(_) => Reached::Unknown,
    }
}

/// The error in words, for a failure's text.
pub fn describe(error: &ErrorCode) -> String {
    match error {
        ErrorCode::DnsError(text) => format!("name resolution failed: {text}"),
        ErrorCode::DestinationNotFound => "the destination was not found".into(),
        ErrorCode::DestinationUnavailable => "the destination is unavailable".into(),
        ErrorCode::DestinationIpProhibited => "the destination's address is not granted".into(),
        ErrorCode::ConnectionRefused => "connection refused".into(),
        ErrorCode::ConnectionTerminated => "the connection broke".into(),
        ErrorCode::ConnectionTimeout => "no connection in time".into(),
        ErrorCode::TlsError(text) => format!("TLS: {text}"),
        ErrorCode::HttpRequestDenied(text) => format!("denied: {text}"),
        ErrorCode::HttpRequestBodySize => "the request is too large".into(),
        ErrorCode::HttpResponseBodySize => "the response is too large".into(),
        ErrorCode::HttpResponseTimeout => "no response in time".into(),
        ErrorCode::HttpProtocolError(text) => format!("not HTTP: {text}"),
        ErrorCode::OutboundBudget => "the calls or bytes of this call are used up".into(),
        ErrorCode::InternalError(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart_or_refused() {
        let url = Url::parse("http://127.0.0.1:8080/a?b=c");
        let parts = url.map(|url| (url.authority, url.path_with_query));
        assert_eq!(parts, Some(("127.0.0.1:8080".into(), "/a?b=c".into())));
        assert_eq!(Url::parse("https://host?x").map(|url| url.path_with_query), Some("/?x".into()));
        for wrong in
            ["", "host/path", "ftp://host", "https://", "https://u:p@host/", "https://host/a b", "https://host/#x"]
        {
            assert_eq!(Url::parse(wrong), None, "{wrong}");
        }
    }
}
