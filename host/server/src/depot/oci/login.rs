//! `/v2/token`: from a key to a token.

use super::error::OciError;
use super::gate::{Principal, principal};
use crate::depot::access::Act;
use crate::depot::settings::Pull;
use crate::depot::token::{Claims, SCOPES, SECONDS, Scope};
use crate::intake::transfer::Transfer;
use crate::state::AppState;
use axum::body::Body;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use serde_json::json;

/// Longest form of a `POST`.
const FORM: u64 = 16 << 10;

/// Gives a token for what is asked and allowed. Keys come as Basic credentials, or in the form of an
/// OAuth2 password grant.
pub(super) async fn token(state: &AppState, parts: &Parts, body: Body) -> Result<Response, OciError> {
    let mut headers = parts.headers.clone();
    let asked = match parts.method {
        Method::GET => parameters(parts.uri.query().unwrap_or_default()),
        Method::POST => {
            let form = Transfer::new(body, FORM, &state.limits).all().await.map_err(crate::problem::Problem::from)?;
            let asked = parameters(&String::from_utf8(form).unwrap_or_default());
            sign_in(&asked, &mut headers);
            asked
        }
        _ => return Err(OciError::unsupported("here there is GET, POST").header(header::ALLOW, "GET, POST")),
    };
    let refused = || {
        let text = "the key is unknown, expired or revoked; give it as password, with any user name";
        OciError::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", text)
            .header(header::WWW_AUTHENTICATE, "Basic realm=\"drehscheibe\"")
    };
    let principal = principal(state, &headers).await?.ok_or_else(refused)?;
    if principal == Principal::Nobody && state.depot.pull == Pull::Key {
        return Err(refused());
    }
    let scopes = asked.iter().filter(|(name, _)| name == "scope").flat_map(|(_, value)| value.split(' '));
    let scopes = scopes.filter_map(Scope::parse).take(SCOPES).map(|scope| granted(state, &principal, scope)).collect();
    let now = state.ports.clock.now();
    let claims = Claims { key: principal.key_id().map(str::to_owned), scopes, until: now.as_second() + SECONDS };
    let token = state
        .tokens
        .issue(&claims)
        .ok_or_else(|| OciError::new(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", "no token can be made now"))?;
    let body = json!({"token": token, "access_token": token, "expires_in": SECONDS, "issued_at": now});
    Ok(([(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response())
}

/// What of a scope is allowed.
fn granted(state: &AppState, principal: &Principal, asked: Scope) -> Scope {
    let may = |act| principal.may(state, act, &asked.repository);
    let (pull, push) = (asked.pull && may(Act::Pull), asked.push && (may(Act::Publish) || may(Act::Attach)));
    Scope { pull, push, ..asked }
}

fn parameters(query: &str) -> Vec<(String, String)> {
    let Ok(uri) = Uri::builder().path_and_query(format!("/?{query}")).build() else { return Vec::new() };
    Query::<Vec<(String, String)>>::try_from_uri(&uri).map(|Query(list)| list).unwrap_or_default()
}

/// The password of an OAuth2 form, as if it had come as Basic credentials.
fn sign_in(form: &[(String, String)], headers: &mut HeaderMap) {
    let value = |wanted: &str| form.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    if value("grant_type") != Some("password") || headers.contains_key(header::AUTHORIZATION) {
        return;
    }
    let credentials = format!("{}:{}", value("username").unwrap_or_default(), value("password").unwrap_or_default());
    if let Ok(value) = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(credentials))) {
        headers.insert(header::AUTHORIZATION, value);
    }
}
