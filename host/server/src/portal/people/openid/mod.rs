//! Signing in with an identity provider: OpenID Connect, authorisation code with PKCE.
//!
//! ```text
//! browser ─► /portal/anmelden/dienst ─► provider ─► /portal/anmelden/rueckweg ─► session
//! ```
//!
//! The provider says who it is; which account that is, and what it may, the hub knows by itself.

mod provider;

pub use provider::OpenIdOptions;
pub(crate) use provider::{OpenId, WAY_BACK};

use super::session::{self, Stranger};
use super::sign_in::enter_as;
use crate::blocking::blocking;
use crate::portal::failure::Failure;
use crate::portal::form::Values;
use crate::portal::texts as t;
use crate::problem::Problem;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use drehscheibe_model::portal::{AuditEvent, Outcome};
use http::{HeaderMap, header};
use provider::{OpenIdError, Vouched};
use std::error::Error;

/// Where a browser is sent from to the provider.
pub(crate) const WAY_OUT: &str = "/portal/anmelden/dienst";

fn failed(error: &OpenIdError) -> Response {
    let mut causes = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        causes = format!("{causes}: {cause}");
        source = cause.source();
    }
    tracing::warn!(error = causes, "a sign-in with the identity provider failed");
    Failure::Impossible(t::sign_in::SERVICE_FAILED.into()).bare()
}

/// `GET /portal/anmelden/dienst`
pub(crate) async fn go(State(state): State<AppState>, request: Request) -> Response {
    let headers = request.headers().clone();
    let back = Values::parse(request.uri().query().unwrap_or_default().as_bytes()).get("weiter").to_owned();
    let work = move || -> Result<Response, Problem> {
        let portal = state.portal()?;
        let Some(openid) = &portal.openid else { return Ok(Failure::NotFound.bare()) };
        let Stranger { secret, cookie } = session::stranger(&headers, portal.options.secure_cookies)?;
        let mut response = match openid.begin(&secret, &back, state.ports.clock.now()) {
            Ok(url) => Redirect::to(&url).into_response(),
            Err(error) => failed(&error),
        };
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    };
    blocking(work).await.and_then(|answer| answer).unwrap_or_else(|problem| Failure::from(problem).bare())
}

/// `GET /portal/anmelden/rueckweg`
pub(crate) async fn come_back(State(state): State<AppState>, headers: HeaderMap, request: Request) -> Response {
    let query = Values::parse(request.uri().query().unwrap_or_default().as_bytes());
    let work = move || back(&state, &headers, &query);
    blocking(work).await.and_then(|answer| answer).unwrap_or_else(|problem| Failure::from(problem).bare())
}

fn back(state: &AppState, headers: &HeaderMap, query: &Values) -> Result<Response, Problem> {
    let portal = state.portal()?;
    let Some(openid) = &portal.openid else { return Ok(Failure::NotFound.bare()) };
    let now = state.ports.clock.now();
    let browser = session::stranger(headers, portal.options.secure_cookies)?.secret;
    let Vouched { issuer, subject, back } = match openid.finish(&browser, query, now) {
        Ok(vouched) => vouched,
        Err(error) => return Ok(failed(&error)),
    };
    let account = portal.store.account_of_subject(&issuer, &subject)?;
    if let Some(account) = account.filter(|account| account.disabled_at.is_none()) {
        return enter_as(state, &account, &back);
    }
    let event = AuditEvent {
        actor: subject.chars().take(64).collect(),
        role: None,
        tenant: None,
        action: "sign-in".into(),
        subject: "openid".into(),
        outcome: Outcome::Denied,
        detail: String::new(),
    };
    portal.store.append_audit(now, event)?;
    Ok(Failure::Denied(t::fill(t::sign_in::UNKNOWN_SUBJECT, &[("kennung", &subject)])).bare())
}
