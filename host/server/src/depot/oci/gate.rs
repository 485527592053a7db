//! The gate of the registry: who asks, and whether the table lets them.

use super::address::{Address, Route};
use super::error::OciError;
use super::wasm_pkg::base;
use crate::access::{Caller, caller_of};
use crate::depot::access::{Act, may};
use crate::depot::settings::Pull;
use crate::depot::token::{Claims, Scope};
use crate::state::AppState;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drehscheibe_model::depot::RepositoryName;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Principal {
    /// Without any key.
    Nobody,
    /// With a token that anyone gets.
    Anyone { scopes: Vec<Scope> },
    /// With a key, or with a token of one.
    Key { caller: Caller, scopes: Option<Vec<Scope>> },
}

impl Principal {
    pub(super) fn key_id(&self) -> Option<&str> {
        match self {
            Self::Key { caller, .. } => Some(&caller.key_id),
            _ => None,
        }
    }
    pub(super) fn caller(&self) -> Option<&Caller> {
        match self {
            Self::Key { caller, .. } => Some(caller),
            _ => None,
        }
    }
    /// Whether the token, if it is one, is for this.
    fn is_within_scope(&self, act: Act, repository: &RepositoryName) -> bool {
        let scopes = match self {
            Self::Nobody | Self::Key { scopes: None, .. } => return true,
            Self::Anyone { scopes } | Self::Key { scopes: Some(scopes), .. } => scopes,
        };
        let fits = |scope: &Scope| if act == Act::Pull { scope.pull } else { scope.push };
        scopes.iter().any(|scope| scope.repository == *repository && fits(scope))
    }
    /// Whether it may do this there, whatever its token says.
    pub(super) fn may(&self, state: &AppState, act: Act, repository: &RepositoryName) -> bool {
        match self {
            Self::Key { caller, .. } => may(caller, act, repository),
            Self::Nobody | Self::Anyone { .. } => act == Act::Pull && state.depot.pull == Pull::Anyone,
        }
    }
}

/// Lets a request through if the table says so.
pub(super) async fn admit(state: &AppState, parts: &Parts, address: &Address) -> Result<Principal, OciError> {
    let Some(principal) = principal(state, &parts.headers).await? else {
        return Err(challenge(state, &parts.headers, address, Some("invalid_token")));
    };
    match address {
        // Signing in begins with this refusal.
        Address::Base if principal == Principal::Nobody => Err(challenge(state, &parts.headers, address, None)),
        Address::Base | Address::Token => Ok(principal),
        Address::Repository { name, route } => {
            let act = route.act();
            if !principal.is_within_scope(act, name) {
                // Whoever has no key must sign in first.
                let error = principal.caller().map_or("invalid_token", |_| "insufficient_scope");
                return Err(challenge(state, &parts.headers, address, Some(error)));
            }
            let allowed =
                principal.may(state, act, name) || (act == Act::Attach && principal.may(state, Act::Publish, name));
            match (&principal, allowed) {
                (_, true) => Ok(principal),
                (Principal::Key { caller, .. }, false) => Err(denied(caller, route, name)),
                (_, false) => Err(challenge(state, &parts.headers, address, None)),
            }
        }
    }
}

fn denied(caller: &Caller, route: &Route, name: &RepositoryName) -> OciError {
    let what = if route.act() == Act::Pull { "pull from" } else { "push to" };
    let role = format!("{:?}", caller.role).to_lowercase();
    let text = format!("this key (role {role}) may not {what} {name}; the operator gives keys with namespaces");
    OciError::new(StatusCode::FORBIDDEN, "DENIED", text)
}

/// How to sign in.
fn challenge(state: &AppState, headers: &HeaderMap, address: &Address, error: Option<&str>) -> OciError {
    let mut value = format!("Bearer realm=\"{}/v2/token\",service=\"drehscheibe\"", base(state, headers));
    if let Address::Repository { name, route } = address {
        let actions = if route.act() == Act::Pull { "pull" } else { "pull,push" };
        value.push_str(&format!(",scope=\"repository:{name}:{actions}\""));
    }
    if let Some(error) = error {
        value.push_str(&format!(",error=\"{error}\""));
    }
    // RFC 6750 § 3.1: a token that is good, but not for this, is answered with 403; clients then ask for another.
    let (status, code, text) = match error {
        Some("insufficient_scope") => (
            StatusCode::FORBIDDEN,
            "DENIED",
            "this token is for something else; ask for one with the scope that is named",
        ),
        _ => (
            StatusCode::UNAUTHORIZED,
            "UNAUTHORIZED",
            "sign in with a key of this hub: any user name, the key as password",
        ),
    };
    OciError::new(status, code, text).header(header::WWW_AUTHENTICATE, value)
}

/// Who it is; none if what was presented is not good.
pub(super) async fn principal(state: &AppState, headers: &HeaderMap) -> Result<Option<Principal>, OciError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (first, second) = (values.next(), values.next());
    let Some(value) = first else { return Ok(Some(Principal::Nobody)) };
    let Some((scheme, text)) = value.to_str().ok().filter(|_| second.is_none()).and_then(|text| text.split_once(' '))
    else {
        return Ok(None);
    };
    let text = text.trim();
    let key = |caller: Option<Caller>| caller.map(|caller| Principal::Key { caller, scopes: None });
    if scheme.eq_ignore_ascii_case("basic") {
        let Some(password) = password(text) else { return Ok(None) };
        return Ok(key(caller_of(state, &password).await?));
    }
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    if text.starts_with("dsk_") {
        return Ok(key(caller_of(state, text).await?));
    }
    let now = state.ports.clock.now().as_second();
    let Some(Claims { key, scopes, .. }) = state.tokens.read(text, now) else { return Ok(None) };
    match key {
        None => Ok(Some(Principal::Anyone { scopes })),
        // A key that was revoked meanwhile ends its tokens.
        Some(id) => Ok(crate::access::caller_by_id(state, &id)
            .await?
            .map(|caller| Principal::Key { caller, scopes: Some(scopes) })),
    }
}

/// The password of `user:password` in base64.
fn password(text: &str) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    let (_, password) = decoded.split_once(':')?;
    Some(password.to_owned())
}
