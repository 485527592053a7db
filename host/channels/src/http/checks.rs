//! What the client refuses to send, whoever allowed it.

use drehscheibe_model::ports::{HttpError, OutboundBody, OutboundRequest};
use http::{HeaderName, HeaderValue, Method, Request, Uri};

/// Headers that belong to the connection, or that decide where a message ends: a plugin that sets
/// them could smuggle a second request past the gate (RFC 9112 section 11.2).
const OWNED: [&str; 14] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Methods of the contract.
const METHODS: [Method; 6] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD];

fn denied<T>(text: impl Into<String>) -> Result<T, HttpError> {
    Err(HttpError::RequestDenied(text.into()))
}

/// Methods whose requests have no body.
pub(super) fn without_body(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "DELETE")
}

/// Checks everything but the body and makes the head of the request.
pub(super) fn head(request: &OutboundRequest<'_>) -> Result<Request<()>, HttpError> {
    let Some(method) = METHODS.into_iter().find(|method| method.as_str() == request.method) else {
        return denied("the method is not GET, POST, PUT, PATCH, DELETE or HEAD");
    };
    if without_body(request.method) && !matches!(request.body, OutboundBody::Empty) {
        return denied(format!("a {} request has no body", request.method));
    }
    let mut head = Request::new(());
    *head.method_mut() = method;
    *head.uri_mut() = uri(request)?;
    for (name, value) in request.headers {
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
            return denied("a header name is not valid");
        };
        if OWNED.contains(&name.as_str()) {
            return denied(format!("the header `{name}` is set by the hub"));
        }
        // The value may hold a secret: it is never repeated in a text.
        let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) else {
            return denied(format!("the value of the header `{name}` is not valid"));
        };
        head.headers_mut().append(name, value);
    }
    Ok(head)
}

fn uri(request: &OutboundRequest<'_>) -> Result<Uri, HttpError> {
    if !matches!(request.scheme, "http" | "https") {
        return denied("the scheme is not http or https");
    }
    if request.authority.contains('@') {
        return denied("the authority contains user information");
    }
    if !request.path_with_query.starts_with('/') {
        return denied("the path does not start with `/`");
    }
    let uri = Uri::builder()
        .scheme(request.scheme)
        .authority(request.authority)
        .path_and_query(request.path_with_query)
        .build()
        .map_err(|_| HttpError::RequestDenied("the authority or the path is not valid".into()))?;
    if uri.host().is_none_or(str::is_empty) { denied("the authority names no host") } else { Ok(uri) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn request<'a>(method: &'a str, authority: &'a str, path: &'a str) -> OutboundRequest<'a> {
        OutboundRequest {
            method,
            scheme: "https",
            authority,
            path_with_query: path,
            headers: &[],
            body: OutboundBody::Empty,
            timeout: Duration::from_secs(1),
            private_network: false,
            response_limit: 1,
        }
    }

    #[test]
    fn requests_that_could_mean_something_else_are_denied() {
        let cases = [
            ("CONNECT", "a.example", "/"),
            ("get", "a.example", "/"),
            ("GET", "user@a.example", "/"),
            ("GET", "", "/"),
            ("GET", ":80", "/"),
            ("GET", "a.example", "x"),
            ("GET", "a.example", "/a b"),
            ("GET", "a.example\r\nX: y", "/"),
            ("GET", "a.example", "/\r\nX: y"),
            ("GET", "a.example/evil", "/"),
        ];
        for (method, authority, path) in cases {
            let result = head(&request(method, authority, path));
            assert!(matches!(result, Err(HttpError::RequestDenied(_))), "{method} {authority:?} {path:?}");
        }
        assert!(head(&request("GET", "a.example:8443", "/p?q=1")).is_ok());
    }

    #[test]
    fn headers_of_the_connection_are_denied_in_any_case() {
        for name in ["Host", "content-LENGTH", "Transfer-Encoding", "connection", "Upgrade", "TE", "bad name"] {
            let headers = [(name.to_owned(), "x".to_owned())];
            let request = OutboundRequest { headers: &headers, ..request("POST", "a.example", "/") };
            assert!(matches!(head(&request), Err(HttpError::RequestDenied(_))), "{name}");
        }
    }

    #[test]
    fn a_refused_value_is_not_repeated() {
        let headers = [("authorization".to_owned(), "secret\r\nx: y".to_owned())];
        let request = OutboundRequest { headers: &headers, ..request("POST", "a.example", "/") };
        let text = head(&request).unwrap_err().to_string();
        assert!(text.contains("authorization") && !text.contains("secret"), "{text}");
    }
}
